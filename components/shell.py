"""The main script: the pages, the shared filter in the sidebar, then the chosen page."""

import sys
from pathlib import Path

import streamlit as st

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from components import session  # noqa: E402
from components.filters import cohort_filter, reset  # noqa: E402
from components.opening import open_demo_if_asked  # noqa: E402
from components.page import say_nothing_left, say_nothing_loaded  # noqa: E402
from components.words import n_of_n, plain  # noqa: E402
from data.errors import CohortError  # noqa: E402
from data.version import VERSION  # noqa: E402

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
    """Draw what stands beside every page: the cohort's name, the filter, n of N, the way out."""
    held = session.loaded()
    with st.sidebar:
        if held is not None:
            st.markdown(
                f"**{plain(held.title)}**" + (" · synthetic" if held.cohort.synthetic else "")
            )
            session.choose(cohort_filter(held.cohort))
            n_of_n_line()
            with st.container(horizontal=True):
                st.button("Reset filter", on_click=reset, disabled=session.chosen().is_empty)
                st.button("Clear my data", on_click=session.clear)
        st.caption(f"Jointscape {VERSION} · For research and teaching. Not a medical device.")


def n_of_n_line() -> None:
    """Say how much of the cohort the filter leaves."""
    whole = session.whole_cohort()
    try:
        shown = session.selected_cohort()
        st.caption(n_of_n(shown.n_patients, whole.n_patients, shown.n_joints, whole.n_joints))
    except CohortError:
        st.caption(n_of_n(0, whole.n_patients, 0, whole.n_joints))


def run() -> None:
    """Run the chosen page, or say what is missing for it."""
    page = st.navigation(sections())
    st.logo(NAME, size="large", icon_image=MARK)
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
