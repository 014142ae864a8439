"""Every page opens for any cohort: the registry with values and rows taken out by chance."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.session import Loaded
from data.assembling import assemble
from data.cohort import Cohort
from data.errors import CohortError
from tests.cohorts import registry

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"
PAGES = ("overview", "joints", "timeline", "poznanski", "change")
NOT_FOR_READERS = re.compile(r"\b(nan|NaN|NaT|inf)\b|None(?! of )")
KEYS = {"patient_id", "visit", "joint", "side", "reader", "drug", "key"}
TABLES = ("patients", "visits", "joints", "treatments", "events", "study")


def gappy(seed: int) -> Cohort:
    """Take values, columns and rows out of the registry; few patients are left."""
    chance = np.random.default_rng(seed)
    whole = registry()
    ids = chance.choice(whole.patient_ids, chance.integers(1, 14), replace=False)
    tables = {}
    for name in TABLES:
        frame = getattr(whole, name)
        if "patient_id" in frame:
            frame = frame[frame["patient_id"].isin(ids)]
            frame = frame.assign(patient_id=frame["patient_id"].astype("str"))
        tables[name] = _with_gaps(frame, chance, rows=name not in ("patients", "visits"))
    return assemble(tables)


def _with_gaps(frame: pd.DataFrame, chance: np.random.Generator, *, rows: bool) -> pd.DataFrame:
    share = chance.choice([0, 0.1, 0.5, 0.95])
    if rows:
        frame = frame[chance.random(len(frame)) >= share]
    frame = frame.reset_index(drop=True).copy()
    for name in frame.columns.difference(KEYS):
        fate = chance.random()
        if fate < 0.15:
            frame = frame.drop(columns=name)
        elif fate < 0.5 and frame[name].dtype != bool:
            frame[name] = frame[name].mask(chance.random(len(frame)) < share)
    return frame


@pytest.mark.parametrize("seed", range(12))
def test_every_page_opens_for_a_cohort_full_of_gaps(seed: int) -> None:
    try:
        cohort = gappy(seed)
    except CohortError:
        pytest.fail("the cohort itself could not be put together")
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["_loaded"] = Loaded(cohort, "Gappy")
    app.run()
    for page in PAGES:
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception, page
        shown = " ".join(each.value for each in [*app.main.markdown, *app.info])
        assert not NOT_FOR_READERS.search(shown), page
