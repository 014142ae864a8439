"""The app with a made-up cohort of a given size already open in each session."""

import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT)) if str(ROOT) not in sys.path else None

from benchmarks.cohorts import made_up_cohort  # noqa: E402
from components import session  # noqa: E402


def made_up(n_patients: str) -> session.Opened:
    """Make the cohort; the session door keeps it once for the server, as it does a demo."""
    return session.Opened(session.Loaded(made_up_cohort(int(n_patients)), "Made-up cohort"))


if session.loaded() is None:
    session.open_demo(os.environ["JOINTSCAPE_BENCH_PATIENTS"], made_up)
runpy.run_path(str(ROOT / "components" / "shell.py"))
