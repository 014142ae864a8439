from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.change import change
from data.selection import CohortFilter
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
