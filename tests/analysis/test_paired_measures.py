import numpy as np
import pandas as pd
import pytest

from analysis.joint_change import joint_changes
from analysis.paired_measures import ALWAYS_REPORTED, MEASURES, paired_measures, value_at
from data.assembling import assemble
from tests import cohorts


def measured(cohort):
    compared = joint_changes(cohort)
    measures = paired_measures(cohort, compared.by_grade, compared.by_findings)
    return {each.measure.name: each for each in measures}


def seen_twice(visits, **columns):
    """A cohort of as many patients as pairs, filmed at months 0 and 12."""
    n = len(visits)
    ids = [f"P{number}" for number in range(n)]
    table = pd.DataFrame(
        {
            "patient_id": np.repeat(ids, 2),
            "visit": ["1", "2"] * n,
            "month": [0.0, 12.0] * n,
            "crp_mg_l": np.ravel(visits),
            **columns,
        }
    )
    joints = table[["patient_id", "visit"]].assign(joint="knee", side="L", larsen=1.0)
    return assemble(
        {"patients": pd.DataFrame({"patient_id": ids}), "visits": table, "joints": joints}
    )


def test_measures_stand_in_the_abstracts_order():
    names = [each.name for each in MEASURES]
    assert [name for name in names if name in ALWAYS_REPORTED] == list(ALWAYS_REPORTED)


@pytest.mark.parametrize(
    "name", ["active_joint_count", "crp_mg_l", "esr_mm_h", "abnormalities_total"]
)
def test_all_nine_children_fell_in_the_demo(name):
    result = measured(cohorts.demo())[name].tested.result
    assert (result.n, result.n_down, result.n_up) == (9, 9, 0)
    assert result.p == result.p_floor == 2 / 2**9


def test_the_larsen_total_is_that_of_the_abstract():
    larsen = measured(cohorts.demo())["larsen_total"]
    assert larsen.before.sum() == 142
    assert larsen.after.sum() == 98
    assert larsen.n_pairs == 9
    assert larsen.n_dropped == 0


def test_a_measure_nobody_recorded_is_said_to_be_so():
    measures = measured(cohorts.no_labs())
    assert not measures["crp_mg_l"].is_recorded
    assert measures["crp_mg_l"].tested.reason == "CRP: not recorded at any visit."
    assert measures["crp_mg_l"].n_dropped == 9
    assert measures["larsen_total"].is_recorded


def test_no_pair_gives_a_reason_and_no_number():
    measures = measured(cohorts.single_films())
    assert all(each.tested.result is None for each in measures.values())
    assert measures["crp_mg_l"].tested.reason.startswith("CRP: None of the 9 patients")


def test_patients_alone_are_no_error():
    assert not any(each.is_recorded for each in measured(cohorts.only_patients()).values())


def test_worse_is_down_for_the_poznanski_score_alone():
    measures = measured(cohorts.demo())
    poznanski, larsen = measures["poznanski_sd"], measures["larsen_total"]
    assert np.array_equal(poznanski.worsening, poznanski.before - poznanski.after)
    assert np.array_equal(larsen.worsening, larsen.after - larsen.before)
    assert {each.name for each in MEASURES if each.worse == "lower"} == {"poznanski_sd"}


def test_values_below_a_limit_keep_their_flag_and_open_orders_are_left_out():
    below = [False, True, True, False]
    cohort = seen_twice([[30.0, 0.3], [0.3, 0.1]], crp_mg_l_below_limit=below)
    crp = measured(cohort)["crp_mg_l"]
    assert crp.after_below.tolist() == [True, False]
    assert crp.tested.result.n_uncertain == 1  # 0.1 may lie above or below a value "< 0.3"
    assert crp.n_pairs == 1
    assert crp.n_dropped == 1
    assert crp.is_paired.tolist() == [True, False]  # what is shown is what is tested


def test_a_lab_of_another_visit_shows_its_gap():
    cohort = seen_twice([[30.0, 1.0]] * 2)
    visits = cohort.visits.astype({"patient_id": "str"}).drop(columns="timepoint")
    near = visits.iloc[[1]].assign(visit="2b", month=12.5)
    visits.loc[1, "crp_mg_l"] = np.nan
    joints = cohort.joints.astype({"patient_id": "str"})
    moved = assemble(
        {
            "patients": cohort.patients.astype({"patient_id": "str"}),
            "visits": pd.concat([visits, near]),
            "joints": joints.drop(columns="timepoint"),
        }
    )
    crp = measured(moved)["crp_mg_l"]
    assert crp.n_pairs == 2
    assert crp.gap_days.round(1).tolist() == [15.2, 0.0]


def test_a_value_at_no_visit_is_missing():
    taken = value_at(np.array([1.0, 2.0]), np.array([1, -1], dtype=np.int32))
    assert taken[0] == 2
    assert np.isnan(taken[1])
