import pickle

import pytest

from data.importing import import_in_child
from data.reading.child import ReaderBugError
from data.reading.sheets import NamedFile
from tests.data.importing_csv import PATIENTS, VISITS, codes, import_texts, named


def test_crp_without_a_unit_is_asked_and_answered():
    visits = "patient_id,visit,month,CRP\nP01,1,0,3.5\nP02,1,0,0.2\n"
    asked = import_texts(patients=PATIENTS, visits=visits)
    question = asked.problems[0]
    assert asked.status == "needs_answers"
    assert question.question_key == "crp_unit@visits.csv!CRP"
    assert (question.choices, question.cells, question.count) == (("mg/L", "mg/dL"), ("D:D",), 2)
    assert asked.tables["visits"]["crp_mg_l"].isna().all()
    answered = import_texts({question.question_key: "mg/dL"}, patients=PATIENTS, visits=visits)
    assert answered.status == "ready"
    assert answered.tables["visits"]["crp_mg_l"].tolist() == [35.0, 2.0]
    assert codes(answered) == ["unit_converted"]


def test_an_answer_that_is_not_offered_leaves_the_question_open():
    visits = "patient_id,visit,month,CRP\nP01,1,0,3.5\nP02,1,0,1\n"
    imported = import_texts({"crp_unit@visits.csv!CRP": "g"}, patients=PATIENTS, visits=visits)
    assert imported.status == "needs_answers"


def test_an_answer_to_no_question_is_named():
    imported = import_texts({"crp_unit@nowhere!CRP": "mg/L"}, patients=PATIENTS, visits=VISITS)
    assert codes(imported) == ["answer_not_used"]


def test_sex_in_numbers_is_asked():
    patients = "patient_id,sex\nP01,1\nP02,2\n"
    asked = import_texts(patients=patients, visits=VISITS)
    assert named(asked) == [("sex_key", "patients.csv", "sex", ("B2", "B3"))]
    key = asked.problems[0].question_key
    answered = import_texts({key: "1 = M, 2 = F"}, patients=patients, visits=VISITS)
    assert answered.tables["patients"]["sex"].tolist() == ["M", "F"]


def test_the_order_of_day_and_month_is_asked_only_where_nothing_decides():
    undecided = "patient_id,visit,date\nP01,1,01/02/2020\nP02,1,03/04/2020\n"
    assert codes(import_texts(patients=PATIENTS, visits=undecided))[0] == "date_order"
    decided = "patient_id,visit,date\nP01,1,01/02/2020\nP02,1,23/04/2020\n"
    imported = import_texts(patients=PATIENTS, visits=decided)
    assert imported.status == "ready"
    assert str(imported.tables["visits"]["date"].iloc[0].date()) == "2020-02-01"


def test_months_come_from_dates_and_the_first_dose():
    patients = "patient_id,first dose\nP01,2020-01-01\nP02,\n"
    visits = "patient_id,visit,date\nP01,1,2020-01-31\nP02,1,2020-05-01\nP02,2,2021-05-01\n"
    imported = import_texts(patients=patients, visits=visits)
    assert imported.tables["visits"]["month"].tolist() == [1.0, 0.0, 12.0]


def test_blank_ids_are_asked_and_filled_only_when_answered():
    visits = "patient_id,visit,month\nP01,1,0\n,2,12\nP02,1,0\n"
    asked = import_texts(patients=PATIENTS, visits=visits)
    assert named(asked) == [("missing_id", "visits.csv", "patient_id", ("A3",))]
    assert asked.counts["visits"] == 2
    key = asked.problems[0].question_key
    filled = import_texts({key: "The patient of the row above"}, patients=PATIENTS, visits=visits)
    assert filled.counts["visits"] == 3
    assert codes(filled) == ["id_filled"]


def test_another_spelling_of_an_id_is_joined_and_listed():
    visits = "patient_id,visit,month\np01 ,1,0\nP02,1,0\n"
    imported = import_texts(patients=PATIENTS, visits=visits)
    assert named(imported) == [("id_changed", "visits.csv", "patient_id", ("A2",))]
    assert imported.tables["visits"]["patient_id"].tolist() == ["P01", "P02"]


def test_ids_keep_their_zeros():
    imported = import_texts(
        patients="patient_id\n007\n7\n", visits="patient_id,visit,month\n007,1,0\n7,1,0\n"
    )
    assert imported.tables["patients"]["patient_id"].tolist() == ["007", "7"]


def test_two_headings_that_mean_the_same():
    visits = (
        "patient_id,visit,month,ESR,ESR,crp_mg_l,CRP (mg/L)\nP01,1,0,5,5,1,2\nP02,1,0,7,7,3,3\n"
    )
    imported = import_texts(patients=PATIENTS, visits=visits)
    assert named(imported) == [
        ("duplicate_column", "visits.csv", "ESR", ("E:E",)),
        ("duplicate_heading", "visits.csv", "CRP (mg/L)", ("G2",)),
    ]
    assert imported.tables["visits"]["esr_mm_h"].tolist() == [5, 7]
    assert imported.tables["visits"]["crp_mg_l"].isna().tolist() == [True, False]


def test_patients_and_visits_come_from_the_reads_where_nothing_else_lists_them():
    joints = (
        "patient_id,visit,month,joint,side,larsen,sex\nP01,1,0,knee,L,2,F\nP01,1,0,hip,R,1,F\n"
    )
    imported = import_texts(joints=joints)
    assert codes(imported) == ["patients_derived", "visits_derived"]
    assert imported.counts == {"patients": 1, "visits": 1, "joints": 2}
    assert imported.tables["patients"]["sex"].tolist() == ["F"]


def test_a_visit_that_only_the_reads_name_is_added_with_its_month():
    joints = "patient_id,visit,month,joint,side,larsen\nP01,1,0,knee,L,2\nP01,2,6,knee,L,1\n"
    imported = import_texts(patients=PATIENTS, visits=VISITS, joints=joints)
    assert named(imported) == [("visit_created", "joints.csv", "visit", ("B3",))]
    assert imported.tables["visits"]["month"].tolist() == [0, 6, 0]


def test_reads_without_labels_find_their_visit_by_the_month():
    joints = "patient_id,month,joint,side,larsen\nP01,0,knee,L,2\n"
    imported = import_texts(patients=PATIENTS, visits=VISITS, joints=joints)
    assert codes(imported) == []
    assert imported.tables["joints"]["visit"].tolist() == ["1"]


def test_further_columns_are_kept():
    patients = "patient_id,sex,Centre\nP01,F,north\nP02,M,south\n"
    imported = import_texts(patients=patients, visits=VISITS)
    assert imported.tables["patients"]["Centre"].tolist() == ["north", "south"]
    assert "Centre" in imported.cohort.group_columns


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("no_patient_column", {"sheet": "weather,mood\nrain,fair\n"}),
        ("no_patients", {"patients": "patient_id,sex\n"}),
        ("empty_file", {"patients": ""}),
    ],
)
def test_what_cannot_be_a_cohort_is_rejected_with_a_sentence(code, texts):
    imported = import_texts(**texts)
    assert imported.status == "rejected"
    assert code in codes(imported)
    assert imported.counts == {"patients": 0, "visits": 0, "joints": 0}
    assert imported.tables == {}


def test_problems_stand_in_order_of_gravity_once_a_code_sheet_and_column():
    visits = 'patient_id,visit,month,CRP,ESR\nP01,1,0,1,"3,5"\nP02,1,0,1,high\n'
    imported = import_texts(patients=PATIENTS, visits=visits)
    assert [each.severity for each in imported.problems] == ["question", "repaired", "warning"]
    keys = [(each.code, each.sheet, each.column) for each in imported.problems]
    assert len(set(keys)) == len(keys)


def test_the_table_of_columns_shows_samples_and_confidence():
    imported = import_texts(patients=PATIENTS, visits=VISITS)
    first = imported.columns[0]
    assert (first.heading, first.target, first.samples) == (
        "patient_id",
        "patient_id",
        ("P01", "P02"),
    )
    assert all(0 <= column.confidence <= 1 for column in imported.columns)


def test_importing_in_a_child_gives_the_same():
    file = NamedFile("wide.csv", b"Pt,sex,R knee pre,R knee final\nP01,F,2,1\n")
    there = import_in_child((file,))
    assert there.status == "ready"
    assert there.counts == {"patients": 1, "visits": 2, "joints": 2}
    assert pickle.loads(pickle.dumps(there)).counts == there.counts


def test_visits_that_only_dates_tell_apart_are_numbered_by_date():
    visits = "patient_id,date,ESR\nP01,2021-01-01,5\nP01,2020-01-01,9\nP02,2020-02-02,3\n"
    joints = "patient_id,date,joint,side,larsen\nP01,2021-01-01,hip,L,2\nP02,2020-02-02,hip,L,1\n"
    imported = import_texts(patients=PATIENTS, visits=visits, joints=joints)
    assert codes(imported) == ["no_baseline_film"]
    table = imported.tables["visits"]
    assert list(zip(table["visit"], table["month"], table["esr_mm_h"], strict=True)) == [
        ("1", 0, 9),
        ("2", 12, 5),
        ("1", 0, 3),
    ]
    assert imported.tables["joints"]["visit"].tolist() == ["2", "1"]
    assert "date" not in imported.tables["joints"]


def test_a_date_of_enrolment_makes_a_sheet_of_patients_no_sheet_of_visits():
    patients = "patient_id,sex,date\nP01,F,2020-01-01\nP02,M,2020-01-02\n"
    imported = import_texts(patients=patients, visits=VISITS)
    assert imported.status == "ready"
    assert imported.tables["patients"]["date"].tolist() == ["2020-01-01", "2020-01-02"]


def test_a_sheet_of_ids_and_unknown_columns_is_kept_as_patients():
    imported = import_texts(cohort="Pt,HLA B27\nP01,positive\n")
    assert imported.tables["patients"]["HLA B27"].tolist() == ["positive"]


def test_a_sign_in_place_of_a_joint_is_named():
    joints = "patient_id,visit,joint,side,larsen\nP01,1,:,L,2\nP01,1,hip,L,2\n"
    imported = import_texts(patients=PATIENTS, visits=VISITS, joints=joints)
    assert named(imported) == [("unknown_joint", "joints.csv", "joint", ("C2",))]


@pytest.mark.parametrize("heading", ["Time", "Timepoint"])
def test_a_column_of_times_in_words_labels_the_visits(heading):
    visits = f"patient_id,{heading},ESR\nP01,pre,9\nP01,6M,7\nP01,final,5\nP02,pre,3\n"
    imported = import_texts(patients=PATIENTS, visits=visits)
    assert codes(imported) == ["relative_time", "month_missing"]
    table = imported.tables["visits"][:3]
    assert table["visit"].tolist() == ["pre", "6M", "final"]
    assert table["timepoint"].astype("str").tolist()[::2] == ["baseline", "final"]
    assert table["esr_mm_h"].tolist() == [9, 7, 5]


def test_a_bug_in_the_reader_becomes_a_sentence_and_a_log_line(monkeypatch, caplog):
    def failing(*arguments, limits):
        raise ReaderBugError("ZeroDivisionError in data/linking/links.py, line 3")

    monkeypatch.setattr("data.importing.run_in_child", failing)
    found = import_in_child([NamedFile("cohort.csv", b"patient_id\nP1\n")])
    assert found.status == "rejected"
    assert [problem.code for problem in found.problems] == ["reading_failed"]
    assert "links.py" in caplog.text


def dated_films(*dates):
    rows = [f"P01,{date},hip,L,{grade}" for grade, date in enumerate(dates)]
    return "patient_id,film date,joint,side,larsen\n" + "\n".join([*rows, ""])


def test_a_film_goes_to_the_visit_nearest_in_time_not_to_the_next_in_number():
    visits = "patient_id,date\nP01,2010-01-03\nP01,2011-01-03\nP01,2012-01-03\nP02,2010-01-01\n"
    joints = dated_films("2010-01-05", "2012-01-01")
    imported = import_texts(patients=PATIENTS, visits=visits, joints=joints)
    assert imported.tables["joints"]["month"].tolist() == [0.0, 24.0]
    assert named(imported) == [("time_differs", "joints.csv", "film date", ("B2", "B3"))]


def test_a_film_far_from_every_visit_is_a_visit_of_its_own():
    visits = "patient_id,visit,date\nP01,1,2010-01-03\nP01,2,2011-01-03\nP02,1,2010-01-01\n"
    joints = dated_films("2010-01-03", "2010-07-04")
    imported = import_texts(patients=PATIENTS, visits=visits, joints=joints)
    assert imported.tables["joints"]["month"].tolist() == [0.0, 6.0]
    assert imported.tables["joints"]["visit"].tolist() == ["1", "film 1"]
    assert codes(imported) == ["visit_created"]


def test_films_alone_are_numbered_by_date():
    imported = import_texts(joints=dated_films("2010-01-03", "2010-07-04"))
    assert imported.tables["visits"]["visit"].tolist() == ["1", "2"]
