import json

import pytest

from data.codes import CODES
from data.importing import import_files
from data.problem import SEVERITIES
from data.reading.sheets import NamedFile
from tests.data.planted_errors import clean_workbook, planted_workbook

INNOCENT = ("unknown_sheet", "calendar")


@pytest.fixture(scope="module")
def planted():
    return planted_workbook()[1]


@pytest.fixture(scope="module")
def imported():
    return import_files((planted_workbook()[0],))


def test_forty_errors_of_many_kinds_are_planted(planted):
    assert len(planted) == 40
    assert len({each.code for each in planted}) >= 25
    assert {each.code for each in planted} <= set(CODES)


def test_each_is_named_with_its_sheet_and_cell(imported, planted):
    named = {
        (problem.code, problem.sheet, cell)
        for problem in imported.problems
        for cell in problem.cells
    }
    missed = {(each.code, each.sheet, each.cell) for each in planted} - named
    assert not missed


def test_nothing_else_is_named(imported, planted):
    cells = {(each.code, each.sheet, each.cell) for each in planted}
    for problem in imported.problems:
        named = {(problem.code, problem.sheet, cell) for cell in problem.cells}
        assert named <= cells
        assert named or (problem.code, problem.sheet) == INNOCENT


def test_each_problem_is_a_sentence_that_says_what_to_do(imported):
    for problem in imported.problems:
        assert problem.severity in SEVERITIES
        assert problem.message.endswith(".")
        assert problem.action.endswith(".")
        assert problem.count >= len(problem.cells)


def test_the_valid_rows_remain(imported):
    assert imported.status == "needs_answers"
    cohort = imported.cohort
    assert cohort.n_patients == 17
    assert len(cohort.visits) == 48
    assert len(cohort.joints) == 288 - 3
    assert len(cohort.treatments) == 16 - 1
    assert cohort.visits["crp_mg_l"].isna().all()


def test_the_answer_fills_the_column_in_question():
    file, _ = planted_workbook()
    answered = import_files((file,), answers={"crp_unit@visits!CRP": "mg/dL"})
    assert answered.status == "ready"
    assert answered.cohort.visits["crp_mg_l"].max() == 85.0


def test_the_same_workbook_without_the_errors_has_none():
    book = clean_workbook()
    file = NamedFile("clean.xlsx", book.content())
    imported = import_files((file,), answers={"crp_unit@visits!CRP": "mg/L"})
    assert imported.status == "ready"
    assert {each.code for each in imported.problems} == {"unknown_sheet"}


def test_the_problems_can_be_written_as_json(imported):
    assert json.dumps([problem.__dict__ for problem in imported.problems], allow_nan=False)
