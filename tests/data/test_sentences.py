"""What the sentences say of a file: true for every cell they name, in words of a clinic."""

import pytest

from data.importing import import_files
from data.reading.sheets import NamedFile
from data.template import template_workbook
from tests.data.importing_csv import PATIENTS, VISITS, codes, import_texts, named

GRADES = "patient_id,visit,joint,side,larsen\nP01,1,hip,L,{}\nP02,1,hip,L,{}\n"


def told(imported, code):
    return next(each for each in imported.problems if each.code == code)


def test_words_of_different_meaning_are_each_said():
    joints = GRADES.format("THA", "NE")
    problem = told(
        import_texts(patients=PATIENTS, visits=VISITS, joints=joints), "status_in_grade"
    )
    assert problem.action == "Read as status replaced (THA), not examined (NE), without a grade."
    joints = GRADES.format("THA", "TKA")
    problem = told(
        import_texts(patients=PATIENTS, visits=VISITS, joints=joints), "status_in_grade"
    )
    assert problem.action == "Read as status replaced, without a grade."


@pytest.mark.parametrize(
    ("heading", "value", "span"),
    [
        ("physician_global", "11", "outside 0 to 10, such as 11."),
        ("esr_mm_h", "999", "outside 0 to 200 mm/h, such as 999."),
    ],
)
def test_a_range_is_said_with_a_unit_once(heading, value, span):
    visits = f"patient_id,visit,month,{heading}\nP01,1,0,{value}\nP02,1,0,1\n"
    assert span in told(import_texts(patients=PATIENTS, visits=visits), "out_of_range").message


def test_a_grade_out_of_range_is_said_without_a_unit():
    joints = GRADES.format("7", "1")
    problem = told(import_texts(patients=PATIENTS, visits=VISITS, joints=joints), "out_of_range")
    assert "outside 0 to 5, such as 7." in problem.message


def test_rows_are_called_rows_where_no_column_is_concerned():
    imported = import_texts(a="patient_id,sex,R knee pre\nP01,F,2\nP02,M,3\n")
    problem = told(imported, "month_missing")
    assert problem.cells == ("2:2", "3:3")
    assert problem.message == "2 rows give no month."


def test_values_that_are_all_alike_have_no_span():
    visits = "patient_id,visit,month,CRP\nP01,1,0,5\nP02,1,0,5\n"
    problem = told(import_texts(patients=PATIENTS, visits=visits), "crp_unit")
    assert problem.message == "The heading CRP gives no unit; its values are all 5."


def test_films_whose_dates_are_asked_about_are_not_said_to_name_a_visit():
    visits = "patient_id,date\nP01,03/05/2008\nP02,03/05/2008\n"
    joints = "patient_id,date,joint,side,larsen\nP01,03/05/2008,hip,L,1\n"
    imported = import_texts(patients=PATIENTS, visits=visits, joints=joints)
    assert "read_without_visit" not in codes(imported)
    assert ("missing_visit", "joints.csv", None, ("2:2",)) in named(imported)
    assert "answer it first" in told(imported, "missing_visit").action


def test_the_templates_own_page_is_no_unknown_sheet():

    imported = import_files((NamedFile("template.xlsx", template_workbook()),))
    assert set(codes(imported)) == {"no_patients", "example_patient"}


def test_blanks_around_an_id_are_seen_in_its_sentence():
    visits = "patient_id,visit,month\nP01 ,1,0\np02,1,0\n"
    imported = import_texts(patients=PATIENTS, visits=visits)
    assert "such as “P01 ”." in told(imported, "id_changed").message
