import numpy as np

from analysis.timeline import patient_timeline
from components.timeline_tables import treatment_table, visits_table
from tests.cohorts import demo, demo_tables, no_labs, no_months, only_patients, registry


def told(cohort, patient_id):
    return patient_timeline(cohort, patient_id)


def test_the_visits_stand_with_all_their_values():
    table = visits_table([told(demo(), "P04")])
    visits = demo_tables()["visits"]
    own = visits[visits["patient_id"] == "P04"]
    assert table["Patient"].tolist() == ["P04"] * 6
    np.testing.assert_array_equal(table["CRP (mg/L)"], own["crp_mg_l"])
    np.testing.assert_array_equal(table["Active joints"], own["active_joint_count"])
    np.testing.assert_array_equal(table["Poznanski left (SD)"], own["poznanski_left_sd"])
    assert table["Larsen total"].tolist() == [22, 22, 22, 22, 22, 25]
    assert table["Larsen maximum"].tolist() == [50] * 6


def test_columns_without_a_value_are_left_out():
    assert "SAA (mg/L)" not in visits_table([told(demo(), "P04")])
    assert "CRP below limit" not in visits_table([told(demo(), "P04")])
    assert not [name for name in visits_table([told(no_labs(), "P04")]) if "mg/L" in name]


def test_limits_of_detection_are_marked():
    table = visits_table([told(registry(), "R001")])
    below = table["CRP below limit"] == "yes"
    assert (table.loc[below, "CRP (mg/L)"] == 0.3).all()
    assert below.sum() == 4


def test_visits_without_a_month_are_listed():
    table = visits_table([told(no_months(), "P04")])
    assert len(table) == 6
    assert "Month" not in table


def test_patients_follow_each_other():
    table = visits_table([told(demo(), "P04"), told(demo(), "P02")])
    assert list(dict.fromkeys(table["Patient"])) == ["P04", "P02"]


def test_a_patient_without_visits_has_an_empty_table():
    assert visits_table([told(only_patients(), "P04")]).empty


def test_drugs_and_operations_are_listed_with_their_months():
    table = treatment_table([told(registry(), "R007")])
    assert table["What"].tolist()[:2] == ["methotrexate", "etanercept"]
    assert np.isnan(table["To month"].to_numpy()[1]) == (
        told(registry(), "R007").drugs[1].stop_month is None
    )
    hip = table[table["Detail"] == "total hip replacement"]
    assert set(hip["What"]) == {"Operation, left hip", "Operation, right hip"}
    assert set(hip["From month"]) == {24.0}


def test_undated_treatment_says_so():
    table = treatment_table([told(only_patients(), "P04")])
    assert table["Detail"].tolist() == ["dates not recorded"]
