import numpy as np
import pytest

from analysis.errors import CohortError
from analysis.timeline import DrugPeriod, patient_timeline
from data.assembling import assemble
from data.schema import LABS
from data.selection import CohortFilter
from tests.cohorts import (
    demo,
    demo_tables,
    no_joints,
    no_labs,
    no_months,
    one_patient,
    only_patients,
    registry,
    single_films,
)


def with_tables(**changed):
    return assemble({**demo_tables(), **changed})


def test_a_patient_is_told_as_recorded():
    timeline = patient_timeline(demo(), "P04")
    assert timeline.visit == ("1", "2", "3", "4", "5", "6")
    assert timeline.timepoint[0] == "baseline"
    assert timeline.timepoint[-1] == "final"
    np.testing.assert_array_equal(timeline.month, [0, 12, 30, 54, 78, 93])
    np.testing.assert_array_equal(timeline.active_joints.value, [28, 10, 4, 2, 4, 3])
    assert timeline.crp.value[0] == 88.1
    assert timeline.is_film.all()
    assert timeline.profile.sex == "F"
    assert timeline.profile.age_at_start_years == 8
    assert timeline.profile.followup_months == 93


def test_the_larsen_course_is_that_of_the_pair():
    course = patient_timeline(demo(), "P04").course
    assert (course.first, course.second, course.maximum) == (22, 25, 50)
    assert course.direction == "worsened"
    assert patient_timeline(demo(), "P02").course.direction == "improved"


def test_totals_are_the_sums_of_the_grades_shown():
    for patient_id in ("R001", "R007", "R042"):
        timeline = patient_timeline(registry(), patient_id)
        grades = timeline.joints.grade
        graded = np.isfinite(grades).any(axis=1)
        np.testing.assert_allclose(
            np.nansum(grades[graded], axis=1), timeline.scores.larsen_total[graded], rtol=1e-6
        )
        np.testing.assert_array_equal(np.isfinite(grades).sum(axis=1), timeline.scores.n_graded)


def test_two_readers_are_averaged_and_operations_kept_apart():
    timeline = patient_timeline(registry(), "R007")
    assert 3.5 in timeline.joints.grade
    assert {0, 1, 2, 3} <= set(timeline.joints.status.ravel().tolist())
    operated = np.isin(timeline.joints.status, [2, 3])
    assert np.isnan(timeline.joints.grade[operated]).all()


def test_every_patient_of_the_whole_cohort_equals_the_cut_out_one():
    assert patient_timeline(one_patient(), "P04").course == patient_timeline(demo(), "P04").course


def test_joint_filters_narrow_grades_alone():
    narrowed = demo().where(CohortFilter(joints=("hip",), sides=("L",)))
    timeline, whole = (patient_timeline(each, "P04") for each in (narrowed, demo()))
    assert [(place.joint, place.side) for place in timeline.joints.places] == [("hip", "L")]
    assert timeline.chosen_joints == ("hip", "L")
    assert timeline.scores.maximum.max() == 5
    for name in ("active_joints", "crp"):
        np.testing.assert_array_equal(getattr(timeline, name).value, getattr(whole, name).value)
    np.testing.assert_array_equal(timeline.wrists, whole.wrists)


def test_the_follow_up_window_shortens_it():
    timeline = patient_timeline(demo().where(CohortFilter(months=(0, 40))), "P04")
    np.testing.assert_array_equal(timeline.month, [0, 12, 30])
    assert timeline.course.second == 22


def test_drugs_come_in_order_of_their_start():
    drugs = patient_timeline(registry(), "R003").drugs
    assert [each.drug for each in drugs] == ["methotrexate", "tocilizumab", "canakinumab"]
    assert [each.start_month for each in drugs] == [-16, 0, 30]
    assert drugs[-1].stop_month is None


def test_without_dated_periods_the_treatment_has_no_dates():
    cohort = with_tables(treatments=demo_tables()["treatments"].head(0))
    (drug,) = patient_timeline(cohort, "P04").drugs
    assert drug == DrugPeriod("tocilizumab 8 mg/kg every 2 weeks", "")
    assert not drug.is_dated
    assert drug.blocks_il6


@pytest.mark.parametrize(
    ("drug", "blocks"),
    [
        ("Tocilizumab", True),
        ("RoActemra 162 mg", True),
        ("sarilumab", True),
        ("adalimumab", False),
        ("", False),
    ],
)
def test_il6_blockers_are_known_by_name(drug, blocks):
    assert DrugPeriod(drug, "").blocks_il6 is blocks


def test_blockers_are_named_once():
    assert patient_timeline(registry(), "R003").il6_blockers == ("tocilizumab",)
    assert patient_timeline(registry(), "R006").il6_blockers == ()


def test_events_come_in_order_of_time():
    events = patient_timeline(registry(), "R007").events
    months = [each.month for each in events]
    assert months == sorted(months)
    hip = next(each for each in events if each.note == "total hip replacement")
    assert (hip.kind, hip.joint, hip.side) == ("surgery", "hip", "L")


def test_values_below_the_limit_are_marked():
    timeline = patient_timeline(registry(), "R001")
    np.testing.assert_array_equal(
        timeline.crp.is_below_limit, [False, True, False, True, False, False, True, True]
    )


def test_a_closed_growth_plate_takes_the_score_away():
    visits = demo_tables()["visits"]
    cohort = with_tables(visits=visits.assign(physis_closed=visits["visit"] == "6"))
    timeline = patient_timeline(cohort, "P04")
    assert timeline.is_closed.tolist() == [False] * 5 + [True]
    assert np.isnan(timeline.wrists[0][5])
    assert np.isfinite(timeline.wrists[0][:5]).all()


def test_follow_up_not_recorded_is_the_last_month():
    patients = demo_tables()["patients"].drop(columns="followup_months")
    assert patient_timeline(with_tables(patients=patients), "P04").profile.followup_months == 93


def test_what_is_missing_stays_missing():
    assert not any(lab.is_recorded for lab in patient_timeline(no_labs(), "P04").labs)
    assert patient_timeline(no_joints(), "P04").joints.grade.shape == (6, 0)
    assert patient_timeline(single_films(), "P04").course.direction == ""
    assert not patient_timeline(no_months(), "P04").has_month.any()
    assert patient_timeline(only_patients(), "P04").n_visits == 0


def test_labs_are_those_of_the_schema():
    timeline = patient_timeline(demo(), "P04")
    assert [lab.column for lab in timeline.labs] == list(LABS)
    assert timeline.crp.column.name == "crp_mg_l"


@pytest.mark.parametrize("cohort", [demo(), demo().where(CohortFilter(patients=("P01",)))])
def test_an_unknown_patient_gets_a_sentence(cohort):
    with pytest.raises(CohortError, match="not among the"):
        patient_timeline(cohort, "P04" if cohort.n_patients == 1 else "nobody")
