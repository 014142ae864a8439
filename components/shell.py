"""The main script: the pages, the shared filter in the sidebar, then the chosen page."""

import sys
from pathlib import Path

import streamlit as st

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from components import session
from components.filters import cohort_filter, reset
from components.opening import open_demo_if_asked
from components.page import note, say_nothing_left, say_nothing_loaded
from components.words import n_of_n, plain
from data.errors import CohortError
from data.version import VERSION

UPLOAD = "../pages/upload.py"
# A file of our own: a material icon would be fetched from outside for the browser's tab.
MARK = str(Path(__file__).with_name("mark.svg"))
NAME = str(Path(__file__).with_name("name.svg"))

st.set_page_config(page_title="Jointscape", page_icon=MARK, layout="wide")


def sections() -> dict[str, list[st.Page]]:
    """List the built pages by section; an icon helps to find them in a narrow window."""
    return {
        "Data": [st.Page(UPLOAD, title="Upload", url_path="upload", default=True)],
        "Explore": [
            st.Page(f"../pages/{name.lower()}.py", title=name)
            for name in ("Overview", "Joints", "Timeline", "Poznanski")
        ],
        "Outcomes": [st.Page("../pages/change.py", title="Change")],
        "Share": [st.Page("../pages/methods.py", title="Methods")],
    }


def sidebar() -> None:
    """Draw what stands beside every page: the cohort, n of N, the filter, the way out."""
    held = session.loaded()
    # Close together: the filter shall stand above the fold.
    with st.sidebar, st.container(gap="xsmall"):
        if held is not None:
            head = st.container(gap="xsmall")
            session.choose(cohort_filter(held.cohort))
            with head:
                cohort_line(held)
        # A file that cannot be used is kept too, for its columns to be corrected.
        if held is not None or session.draft() is not None:
            st.button("Clear my data", on_click=session.clear, icon=":material/delete:")
        note(f"Jointscape {VERSION} · For research and teaching. Not a medical device.")


def cohort_line(held: session.Loaded) -> None:
    """Say which cohort is open and how much of it the filter leaves; offer to reset it."""
    st.markdown(f"**{plain(held.title)}**")
    whole = held.cohort
    try:
        shown = session.selected_cohort()
        n_patients, n_joints = shown.n_patients, shown.n_joints
    except CohortError:
        n_patients, n_joints = 0, 0
    counts = n_of_n(n_patients, whole.n_patients, n_joints, whole.n_joints)
    note(f"Synthetic · {counts}" if whole.synthetic else counts)
    if not session.chosen().is_empty:
        st.button(
            "Reset filter", on_click=reset, icon=":material/filter_alt_off:", type="tertiary"
        )


def run() -> None:
    """Run the chosen page, or say what is missing for it."""
    page = st.navigation(sections())
    st.logo(NAME, size="medium", icon_image=MARK)
    open_demo_if_asked()
    sidebar()
    if page.title in ("Upload", "Methods"):
        page.run()
        return
    if session.loaded() is None:
        st.title(page.title, anchor=False)
        say_nothing_loaded(UPLOAD)
        return
    try:
        session.selected_cohort()
    except CohortError as error:
        say_nothing_left(error, reset)
        return
    page.run()


run()
