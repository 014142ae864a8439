from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.change import change
from analysis.joints_changed import n_of
from data.selection import CohortFilter, VisitPair
from tests import cohorts


def with_primary(said):
    study = pd.DataFrame({"key": ["primary_outcome"], "value": [said]})
    return replace(cohorts.demo(), study=study)


def test_the_total_larsen_is_primary_unless_the_study_says_otherwise():
    assert change(cohorts.demo()).primary == "larsen_total"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("CRP", "crp_mg_l"),
        ("active joints at last visit", "active_joint_count"),
        ("Poznanski score", "poznanski_sd"),
        ("esr_mm_h", "esr_mm_h"),
        ("change of the total Larsen score", "larsen_total"),
        ("number of radiographic abnormalities", "abnormalities_total"),
    ],
)
def test_the_study_sheet_names_the_primary_outcome(said, name):
    result = change(with_primary(said))
    assert (result.primary, result.unknown_primary) == (name, "")


def test_a_primary_outcome_that_is_no_measure_is_kept_to_be_said():
    result = change(with_primary("walking distance"))
    assert result.primary == "larsen_total"
    assert result.unknown_primary == "walking distance"


def test_only_what_is_recorded_is_shown_and_counted_as_a_test():
    result = change(cohorts.demo())
    assert [each.measure.name for each in result.recorded] == [
        "active_joint_count",
        "crp_mg_l",
        "esr_mm_h",
        "abnormalities_total",
        "larsen_total",
        "poznanski_sd",
    ]
    assert result.n_tests == 6
    assert change(cohorts.single_films()).n_tests == 0


def test_the_maximum_follows_the_joints_compared():
    assert change(cohorts.demo()).larsen_maximum.tolist() == [50] * 9
    hips = cohorts.demo().where(CohortFilter(joints=("hip",)))
    assert change(hips).larsen_maximum.tolist() == [10] * 9
    assert np.unique(change(cohorts.registry()).larsen_maximum).size > 1


def test_joint_filters_leave_labs_as_they_are():
    whole = change(cohorts.demo()).of("crp_mg_l")
    hips = change(cohorts.demo().where(CohortFilter(joints=("hip",)))).of("crp_mg_l")
    assert np.array_equal(whole.before, hips.before)
    assert whole.tested.result == hips.tested.result


def compared(first, second):
    pair = VisitPair("rank", str(first), str(second))
    return change(cohorts.demo().where(CohortFilter(pair=pair)))


@settings(deadline=None, max_examples=20)
@given(first=st.integers(1, 4), second=st.integers(1, 4))
def test_swapping_the_visits_mirrors_every_change(first, second):
    assume(first != second)
    there, back = compared(first, second), compared(second, first)
    for one, other in zip(there.measures, back.measures, strict=True):
        forth, return_ = one.tested.result, other.tested.result
        if forth is None:
            assert return_ is None
            continue
        assert forth.shift == pytest.approx(-return_.shift)
        assert forth.p == return_.p
        assert (forth.n_up, forth.n_down) == (return_.n_down, return_.n_up)
    gone, returned = there.by_grade.all_joints, back.by_grade.all_joints
    assert n_of(gone.improved) == n_of(returned.worsened)
    assert n_of(gone.worsened) == n_of(returned.improved)
