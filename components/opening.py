"""Opening a demo: from a button, or from ``?demo=1`` on any page."""

from pathlib import Path

import pandas as pd
import streamlit as st

from components import session
from components.session import DEFAULT_DEMO, Loaded
from data.assembling import Origin, assemble


def open_demo_if_asked() -> None:
    """Open the demo that a button or the address asks for.

    The address never replaces a cohort that is loaded: it asks.
    """
    asked = session.take_demo_asked()
    if asked:
        session.load(session.demo_cohort(asked, _read_demo))
        return
    if st.query_params.get("demo") != "1":
        return
    held = session.loaded()
    if held is None:
        session.load(session.demo_cohort(DEFAULT_DEMO, _read_demo))
    elif not held.demo:
        _ask_before_replacing()


def _ask_before_replacing() -> None:
    st.info("This link opens the demo, but your own cohort is loaded.", icon=":material/info:")
    with st.container(horizontal=True):
        st.button("Keep my cohort", type="primary", on_click=_keep_own)
        st.button("Replace it with the demo", on_click=session.ask_for_demo)


def _keep_own() -> None:
    st.query_params.pop("demo", None)


def _read_demo(name: str) -> Loaded:
    folder = Path(__file__).resolve().parent.parent / "data" / "examples" / name
    text = {"patient_id": "str", "visit": "str"}
    tables = {path.stem: pd.read_csv(path, dtype=text) for path in folder.glob("*.csv")}
    cohort = assemble(tables, Origin("demo", synthetic=True))
    return Loaded(cohort, "Demo cohort", demo=name)
