"""The app with a made-up cohort of a given size already open in each session."""

import os
import runpy
import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT)) if str(ROOT) not in sys.path else None

from benchmarks.cohorts import made_up_cohort  # noqa: E402
from components import session  # noqa: E402


@st.cache_resource(show_spinner=False)
def open_cohort(n_patients: int) -> session.Loaded:
    """Make the cohort once for the server."""
    return session.Loaded(made_up_cohort(n_patients), "Made-up cohort")


if session.loaded() is None:
    session.load(open_cohort(int(os.environ["JOINTSCAPE_BENCH_PATIENTS"])))
runpy.run_path(str(ROOT / "components" / "shell.py"))
