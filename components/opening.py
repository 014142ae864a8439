"""Opening a demo: from a button, or from ``?demo=1`` on any page."""

from typing import Final

import streamlit as st

from components import session
from components.page import main_button
from components.session import DEFAULT_DEMO, Draft, Loaded, Opened
from data.assembling import Origin
from data.demos import demo, demo_files
from data.errors import CohortError
from data.importing import import_files

DEMO_NAME: Final = "demo-synthetic"  # begins the name of every file that is downloaded


def open_demo_if_asked() -> None:
    """Open the demo that a button or the address asks for.

    The address never replaces a cohort that is loaded: it asks.
    """
    asked = session.take_demo_asked()
    if asked:
        session.open_demo(asked, _read_demo)
        return
    if st.query_params.get("demo") != "1":
        return
    held = session.loaded()
    if held is None:
        session.open_demo(DEFAULT_DEMO, _read_demo)
    elif not held.demo:
        _ask_before_replacing()


def _ask_before_replacing() -> None:
    st.info("This link opens the demo, but your own cohort is loaded.", icon=":material/info:")
    with st.container(horizontal=True):
        st.button("Keep my cohort", type=main_button(), on_click=_keep_own)
        st.button("Replace it with the demo", on_click=session.ask_for_demo)


def _keep_own() -> None:
    st.query_params.pop("demo", None)


def _read_demo(key: str) -> Opened:
    chosen = demo(key)
    origin = Origin(DEMO_NAME, synthetic=chosen.synthetic)
    files = demo_files(key)
    imported = import_files(files, origin=origin)
    if imported.cohort is None:
        raise CohortError(f"The demo {key} cannot be read. Install Jointscape again.")
    return Opened(
        Loaded(imported.cohort, chosen.title, demo=key), Draft(files, None, {}, imported)
    )
