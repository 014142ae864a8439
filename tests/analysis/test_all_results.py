import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from analysis.all_results import all_results, spread
from tests import cohorts

EVERY = [
    "demo",
    "registry",
    "one_patient",
    "single_films",
    "no_labs",
    "no_poznanski",
    "no_joints",
    "no_months",
    "only_patients",
    "all_operated",
    "many",
]
KEYS = {
    "cohort": {"patients", "joints", "visits", "followup_months"},
    "larsen_total": {"baseline", "final", "maximum"},
    "joints_changed": {"n", "definition", "improved", "unchanged", "worsened", "operated"},
    "correlation": {"between", "within", "pooled"},
}
PAIRED_KEYS = {
    *("measure", "n_pairs", "n_dropped", "n_zero"),
    *("baseline_mean", "final_mean", "baseline_median", "final_median"),
    *("shift", "low", "high", "rank_biserial", "p", "p_floor", "method", "direction"),
}


@pytest.fixture(scope="module")
def demo():
    return asdict(all_results(cohorts.demo()))


def test_the_demo_gives_the_abstracts_numbers(demo):
    assert demo["cohort"]["patients"] == 9
    assert demo["cohort"]["joints"] == 90
    assert demo["cohort"]["followup_months"]["mean"] == 82.0
    assert round(demo["larsen_total"]["baseline"]["mean"], 1) == 15.8
    assert round(demo["larsen_total"]["final"]["mean"], 1) == 10.9
    assert demo["larsen_total"]["maximum"] == 50
    changed = demo["joints_changed"]
    outcomes = [changed[name]["count"] for name in ("improved", "unchanged", "worsened")]
    assert (changed["n"], outcomes) == (90, [47, 33, 10])
    assert changed["operated"] == {"count": 0}


def test_the_demo_gives_the_abstracts_correlation(demo):
    pooled = demo["correlation"]["pooled"]
    assert (round(pooled["r"], 2), pooled["n"]) == (-0.53, 18)
    assert pooled["low"] < pooled["r"] < pooled["high"]
    assert demo["correlation"]["between"]["n"] == 9
    assert demo["correlation"]["within"]["df"] == 8


def test_every_key_of_the_contract_is_there(demo):
    for name, keys in KEYS.items():
        assert keys <= set(demo[name])
    assert {"r", "p", "n"} <= set(demo["correlation"]["between"])
    assert {"r", "p", "df", "low", "high"} <= set(demo["correlation"]["within"])
    assert {"mean", "sd", "median", "n"} <= set(demo["larsen_total"]["baseline"])
    assert {"mean", "sd", "median", "min", "max"} <= set(demo["cohort"]["followup_months"])
    assert all(set(each) == PAIRED_KEYS for each in demo["paired"])
    assert all(each["direction"] in ("decrease", "increase", "none") for each in demo["paired"])


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_ever_nan(name):
    results = asdict(all_results(getattr(cohorts, name)()))
    assert json.loads(json.dumps(results, allow_nan=False))


@pytest.mark.parametrize("name", EVERY)
def test_pairs_and_patients_left_out_add_up(name):
    results = all_results(getattr(cohorts, name)())
    for each in results.paired:
        assert each.n_pairs + each.n_dropped == results.cohort.patients


@pytest.mark.parametrize("name", ["single_films", "no_joints", "only_patients", "all_operated"])
def test_what_is_undefined_is_null_with_a_reason(name):
    results = all_results(getattr(cohorts, name)())
    assert results.larsen_total.final.mean is None
    assert results.joints_changed.improved.share is None
    assert any("no shares of joints" in note for note in results.notes)
    for each in results.paired:
        if each.p is None:
            assert each.shift is None
    assert any(note.startswith("Total Larsen:") for note in results.notes)


def test_one_patient_has_no_sd_and_says_so():
    results = all_results(cohorts.one_patient())
    assert results.cohort.followup_months.sd is None
    assert results.larsen_total.baseline.sd is None
    assert sum("no sd" in note for note in results.notes) == 2
    assert results.correlation.between.r is None


def test_a_maximum_that_differs_is_null_with_its_range():
    results = all_results(cohorts.registry())
    assert results.larsen_total.maximum is None
    assert any("highest possible total lies between" in note for note in results.notes)


def test_follow_up_not_recorded_is_the_last_visit():
    cohort = cohorts.demo()
    bare = replace(cohort, patients=cohort.patients.assign(followup_months=np.nan))
    results = all_results(bare)
    last = cohort.visits.groupby("patient_id", observed=True)["month"].max()
    assert results.cohort.followup_months.mean == last.mean()
    assert "Follow-up of 9 patients is the month of the last visit." in results.notes


def test_spread_of_nothing_is_undefined():
    assert spread(np.array([np.nan])).mean is None
    assert spread(np.array([1.0, 3.0])).sd == pytest.approx(2**0.5)
