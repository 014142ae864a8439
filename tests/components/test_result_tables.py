import numpy as np

from analysis.change import change
from components.result_tables import (
    change_numbers,
    change_table,
    outcome_numbers,
    outcome_table,
    paired_values,
)
from tests import cohorts

NO_BREAK = "\N{NO-BREAK SPACE}"


def read(cell):
    return str(cell).replace(NO_BREAK, " ")


def test_the_table_follows_the_abstract_and_names_the_visits():
    table = change_table(change(cohorts.demo()))
    assert [read(each) for each in table["Measure"]] == [
        "Active joints",
        "CRP, mg/L",
        "ESR, mm/h",
        "Abnormalities, findings",
        "Total Larsen, of 50",
        "Poznanski score, SD",
    ]
    larsen = [read(each) for each in table.iloc[4]]
    assert larsen[1:4] == ["9", "15.8 · 15 (6 to 27)", "10.9 · 9 (3 to 25)"]
    assert "Baseline: mean · median (range)" in table


def test_a_row_without_a_pair_stays_and_says_so():
    table = change_table(change(cohorts.all_operated())).set_index("Measure")
    row = table.loc[f"Total{NO_BREAK}Larsen,{NO_BREAK}points"]
    assert (row["n"], row["Direction"]) == ("0", "no pair of values")


def test_the_file_holds_full_precision():
    numbers = change_numbers(change(cohorts.demo())).set_index("measure")
    assert numbers.loc["larsen_total", "baseline_mean"] == 142 / 9
    assert numbers.loc["crp_mg_l", "p"] == 2 / 2**9


def test_outcomes_of_all_joints_and_of_each_type():
    joints = change(cohorts.demo()).by_grade
    table = outcome_table(joints)
    assert table.iloc[0].tolist()[:3] == ["all joints", 90, "47 (52 %; 35 to 69 %)"]
    numbers = outcome_numbers(joints).set_index("Joints")
    assert numbers.loc["hip", "Improved: n"] == 12
    assert numbers.loc["all joints", "Improved: share"] == 47 / 90


def test_outcomes_that_are_undefined_are_empty():
    table = outcome_table(change(cohorts.all_operated()).by_grade)
    assert table.iloc[0].tolist() == ["all joints", 0, "", "", "", 120]


def test_values_of_each_patient_are_those_recorded():
    values = paired_values(change(cohorts.demo()))
    assert len(values) == 6 * 9
    larsen = values[values["Measure"] == "Total Larsen"]
    assert larsen["Change"].sum() == 98 - 142
    assert np.array_equal(larsen["Change"], larsen["Final"] - larsen["Baseline"])


def test_values_below_a_limit_are_told():
    values = paired_values(change(cohorts.registry()))
    assert set(values.loc[values["Measure"] == "CRP", "Below limit"]) == {"", "final"}


def test_a_table_on_screen_holds_the_first_patients_only():
    result = change(cohorts.demo())
    assert set(paired_values(result, 2)["Patient"]) == {"P01", "P02"}
