import numpy as np
import pandas as pd

from analysis.overview import AGE, overview
from data.assembling import assemble
from data.selection import CohortFilter
from tests.cohorts import demo, no_joints, only_patients, registry


def test_the_demo_is_the_study_of_the_abstract():
    found = overview(demo())
    assert (found.n_patients, found.n_joints, found.n_visits, found.n_films) == (9, 90, 43, 43)
    assert found.followup_months.mean == 82.0
    assert (found.followup_months.min, found.followup_months.max) == (61, 97)
    assert (found.films.min, found.films.max) == (3, 6)
    assert found.joint_types == ("hip", "knee", "ankle", "shoulder", "elbow")
    assert found.study == ()


def test_categories_are_counted_the_most_frequent_first():
    sex = overview(demo()).category("sex")
    assert [(each.value, each.n) for each in sex.counts] == [("F", 5), ("M", 4)]
    assert (sex.n_of("F"), sex.n_of("U"), sex.n_missing, sex.n_known) == (5, 0, 0, 9)


def test_categories_and_numbers_that_nobody_has_are_left_out():
    found = overview(demo())
    assert [each.name for each in found.categories] == ["sex", "treatment"]
    assert found.category("arm") is None
    bare = overview(assemble({"patients": pd.DataFrame({"patient_id": ["A"]})}))
    assert bare.categories == ()
    assert bare.number(AGE) is None
    assert bare.followup_months.mean is None


def test_missing_values_are_counted_not_filled():
    cohort = registry()
    found = overview(cohort)
    n_missing = int(cohort.patients["disease_duration_at_start_months"].isna().sum())
    duration = found.number("Disease duration at start")
    assert duration.n_missing == n_missing > 0
    assert duration.spread.n == 60 - n_missing


def test_many_values_are_listed_up_to_six():
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{n}" for n in range(20)],
            "diagnosis": [f"D{n // 2}" for n in range(20)],
        }
    )
    diagnosis = overview(assemble({"patients": patients})).category("diagnosis")
    assert len(diagnosis.counts) == 6
    assert (diagnosis.n_values_more, diagnosis.n_patients_more) == (4, 8)
    assert diagnosis.n_known == 20


def test_drugs_stand_in_for_a_treatment_that_is_not_recorded():
    tables = {
        "patients": pd.DataFrame({"patient_id": ["A", "B", "C"]}),
        "treatments": pd.DataFrame(
            {"patient_id": ["A", "A", "A", "B"], "drug": ["mtx", "mtx", "toc", "mtx"]}
        ),
    }
    drugs = overview(assemble(tables)).category("drugs")
    assert [(each.value, each.n) for each in drugs.counts] == [("mtx", 2), ("toc", 1)]
    assert drugs.n_missing == 1


def test_the_study_is_told_in_the_order_of_the_schema():
    study = pd.DataFrame(
        {"key": ["sponsor", "readers", "disease"], "value": ["none", "A, B", "JIA"]}
    )
    found = overview(assemble({"patients": pd.DataFrame({"patient_id": ["A"]}), "study": study}))
    assert [each.key for each in found.study] == ["disease", "readers", "sponsor"]


def test_a_filter_of_joints_changes_joints_not_patients():
    found = overview(demo().where(CohortFilter(joints=("knee",), sides=("L",))))
    assert (found.n_patients, found.n_joints) == (9, 9)
    assert found.followup_months.mean == 82.0


def test_nothing_read_and_nobody_seen_are_numbers_too():
    assert overview(no_joints()).n_joints == 0
    found = overview(only_patients())
    assert (found.n_visits, found.n_films, found.films.max) == (0, 0, 0)
    assert np.isclose(found.followup_months.mean, 82.0)
