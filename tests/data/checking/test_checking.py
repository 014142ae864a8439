import pytest

from tests.data.importing_csv import PATIENTS, VISITS, codes, import_texts, named


def visits_with(columns, *rows):
    lines = [f"P01,{number},{row}" for number, row in enumerate(rows, start=1)]
    return f"patient_id,visit,{columns}\n" + "\n".join(
        [*lines, "P02,1" + "," * rows[0].count(",") + ",0"]
    )


@pytest.mark.parametrize(
    ("code", "cells", "columns", "rows"),
    [
        ("month_missing", ("C3",), "month", ["0", ""]),
        ("month_order", ("C3",), "month", ["12", "6"]),
        ("several_timepoints", ("C3",), "timepoint,month", ["final,0", "final,6"]),
        ("final_before_baseline", ("C2",), "timepoint,month", ["final,0", "baseline,6"]),
        ("date_in_future", ("C2",), "date,month", ["2999-01-01,0", "2020-01-01,6"]),
        ("poznanski_extreme", ("C2",), "poznanski_left_sd,month", ["7,0", "-5,6"]),
        ("length_in_cm", ("C2",), "m2_left_mm,month", ["4.5,0", "45,6"]),
        ("rm_not_below_m2", ("C2",), "rm_left_mm,m2_left_mm,month", ["45,40,0", "30,40,6"]),
        (
            "active_over_denominator",
            ("C2",),
            "active_joint_count,active_joint_denominator,month",
            ["12,10,0", "5,10,6"],
        ),
        (
            "poznanski_mean_differs",
            ("E2",),
            "poznanski_left_sd,poznanski_right_sd,poznanski_sd,month",
            ["-1,-2,-2,0", "-1,-2,-1.5,6"],
        ),
    ],
)
def test_an_unlikely_visit_is_named_and_kept(code, cells, columns, rows):
    imported = import_texts(patients=PATIENTS, visits=visits_with(columns, *rows))
    found = {(problem.code, problem.cells) for problem in imported.problems}
    assert (code, cells) in found
    assert imported.counts["visits"] == 3


def test_a_score_beside_a_closed_growth_plate_is_left_empty():
    visits = "patient_id,visit,month,physis_closed,poznanski_sd\nP01,1,0,yes,-2\nP02,1,0,no,-2\n"
    imported = import_texts(patients=PATIENTS, visits=visits)
    assert codes(imported) == ["closed_growth_plate"]
    assert imported.tables["visits"]["poznanski_sd"].isna().tolist() == [True, False]


def test_a_repeated_visit_that_agrees_is_read_once():
    imported = import_texts(patients=PATIENTS, visits=VISITS + "P02,1,0\n")
    assert named(imported) == [("duplicate_visit", "visits.csv", "patient_id", ("A4",))]
    assert imported.counts["visits"] == 2


def test_a_repeated_visit_that_disagrees_is_asked_and_empty_until_answered():
    visits = "patient_id,visit,month,ESR\nP01,1,0,5\nP01,1,0,9\nP02,1,0,3\n"
    asked = import_texts(patients=PATIENTS, visits=visits)
    assert named(asked) == [("duplicate_visit_differs", "visits.csv", "patient_id", ("A3",))]
    assert asked.tables["visits"]["esr_mm_h"].isna().tolist() == [True, False]
    assert asked.tables["visits"]["month"].tolist() == [0, 0]
    question = asked.problems[0]
    for choice, value in zip(question.choices, (5, 9), strict=True):
        answered = import_texts({question.question_key: choice}, patients=PATIENTS, visits=visits)
        assert answered.status == "ready"
        assert answered.tables["visits"]["esr_mm_h"].tolist() == [value, 3]


def test_visits_split_over_two_sheets_are_joined():
    labs = "patient_id,visit,month,ESR\nP01,1,0,5\nP02,1,0,4\n"
    clinic = "patient_id,visit,month,active joints\nP01,1,0,7\nP02,1,1,2\n"
    imported = import_texts(patients=PATIENTS, labs=labs, clinic=clinic)
    assert named(imported)[0] == ("visit_values_differ", "clinic.csv", "month", ("C3",))
    visits = imported.tables["visits"]
    assert visits["esr_mm_h"].tolist() == [5, 4]
    assert visits["active_joint_count"].tolist() == [7, 2]


def test_a_read_that_disagrees_with_itself_is_asked():
    joints = "patient_id,visit,joint,side,larsen\nP01,1,hip,L,1\nP01,1,hip,L,2\nP02,1,hip,L,3\n"
    imported = import_texts(patients=PATIENTS, visits=VISITS, joints=joints)
    assert named(imported) == [("duplicate_read_differs", "joints.csv", "patient_id", ("A3",))]
    assert imported.tables["joints"]["larsen"].isna().tolist() == [True, False]


def test_two_readers_are_no_duplicates():
    joints = "patient_id,visit,joint,side,reader,larsen\nP01,1,hip,L,A,1\nP01,1,hip,L,B,2\n"
    imported = import_texts(patients=PATIENTS, visits=VISITS, joints=joints)
    assert codes(imported) == []
    assert imported.tables["joints"]["reader"].tolist() == ["A", "B"]


def test_results_of_operated_joints():
    visits = "patient_id,visit,month\nP01,1,0\nP01,2,6\nP01,3,12\nP02,1,0\n"
    joints = (
        "patient_id,visit,joint,side,larsen,status\nP01,1,hip,L,4,\nP01,2,hip,L,2,replaced\n"
        "P01,3,hip,L,1,\nP02,1,hip,L,,fused\n"
    )
    imported = import_texts(patients=PATIENTS, visits=visits, joints=joints)
    assert named(imported) == [
        ("grade_beside_status", "joints.csv", "larsen", ("E3",)),
        ("grade_after_operation", "joints.csv", "larsen", ("E4",)),
    ]
    assert imported.tables["joints"]["larsen"].isna().tolist() == [False, True, False, True]


def test_a_first_film_after_the_start_is_named():
    visits = "patient_id,visit,month\nP01,1,0\nP01,2,6\nP02,1,0\n"
    joints = "patient_id,visit,joint,side,larsen\nP01,2,hip,L,4\nP02,1,hip,L,2\n"
    imported = import_texts(patients=PATIENTS, visits=visits, joints=joints)
    assert named(imported) == [("no_baseline_film", "patients.csv", "patient_id", ("A2",))]


def test_the_month_of_the_visits_is_followed():
    joints = "patient_id,visit,month,joint,side,larsen\nP01,1,3,hip,L,4\nP02,1,0,hip,L,2\n"
    imported = import_texts(patients=PATIENTS, visits=VISITS, joints=joints)
    assert named(imported) == [("time_differs", "joints.csv", "month", ("C2",))]
    assert imported.tables["visits"]["month"].tolist() == [0, 0]
    assert imported.tables["joints"]["month"].tolist() == [0, 0]
