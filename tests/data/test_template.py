from io import BytesIO

import pytest
from openpyxl import load_workbook

from data.schema import EXAMPLE_PATIENT, STUDY_KEYS, TABLES, table
from data.template import READ_ME, allowed_values, example_rows, template_workbook

CELL_MESSAGE_LIMIT = 255
CELL_TITLE_LIMIT = 32


@pytest.fixture(scope="module")
def book():
    return load_workbook(BytesIO(template_workbook()))


def check_of(book, sheet, name):
    names = table(sheet).names
    place = [column.name for column in table(sheet).columns].index(name)
    found = book[sheet].data_validations.dataValidation[place]
    assert name in names
    return found


def test_the_first_page_comes_before_one_sheet_a_table(book):
    assert book.sheetnames == [READ_ME, *(each.name for each in TABLES)]


def test_the_headings_are_the_canonical_names_and_stay_in_sight(book):
    for each in TABLES:
        headings = [cell.value for cell in book[each.name][1]]
        assert headings == [column.name for column in each.columns]
        assert book[each.name].freeze_panes == "A2"


def test_the_first_page_explains_every_column(book):
    explained = {(row[0], row[1]): row for row in book[READ_ME].iter_rows(values_only=True)}
    for each in TABLES:
        for column in each.columns:
            assert explained[each.name, column.name][2] == column.meaning


def test_no_heading_is_known_in_the_first_row_of_the_first_page(book):
    known = {column.name for each in TABLES for column in each.columns}
    assert not known & {cell.value for cell in book[READ_ME][1]}


def test_every_column_has_a_hint_that_a_spreadsheet_can_show(book):
    for each in TABLES:
        checks = book[each.name].data_validations.dataValidation
        assert len(checks) == len(each.columns)
        for check, column in zip(checks, each.columns, strict=True):
            assert check.prompt.startswith(column.meaning)
            assert len(check.prompt) <= CELL_MESSAGE_LIMIT
            assert len(check.promptTitle) <= CELL_TITLE_LIMIT
            assert len(check.error or "") <= CELL_MESSAGE_LIMIT


def test_categories_drop_down_and_numbers_have_a_range(book):
    assert check_of(book, "patients", "sex").formula1 == '"F,M,U"'
    month = check_of(book, "visits", "month")
    assert (month.type, month.formula1, month.formula2) == ("decimal", "-600", "1200")
    assert check_of(book, "visits", "active_joint_count").type == "whole"
    assert check_of(book, "study", "key").formula1 == f'"{",".join(STUDY_KEYS)}"'


def test_a_grade_goes_in_halves_and_the_refusal_says_so(book):
    grade = check_of(book, "joints", "larsen")
    assert "MOD(H2/0.5,1)=0" in grade.formula1
    assert grade.error == (
        "Larsen can be 0 to 5 in steps of 0.5. Correct the cell, or leave it empty."
    )


def test_a_laboratory_value_below_its_limit_may_be_typed(book):
    crp = check_of(book, "visits", "crp_mg_l")
    assert crp.errorStyle == "warning"
    assert "or <0.3 below a limit" in crp.error


def test_ids_and_visits_are_formatted_as_text(book):
    assert book["visits"].column_dimensions["A"].width > 0
    for cell in ("A2", "B2"):
        assert book["visits"][cell].data_type == "s"


def test_the_only_patient_is_the_example(book):
    for each in TABLES:
        rows = list(book[each.name].iter_rows(min_row=2, values_only=True))
        assert len(rows) == len(example_rows(each))
        assert {row[0] for row in rows} <= {EXAMPLE_PATIENT}


def test_the_example_fits_the_schema():
    for each in TABLES:
        for row in example_rows(each):
            for column in each.columns:
                text = row.get(column.name, "")
                if not text:
                    continue
                if column.categories:
                    assert text in column.categories
                if column.kind in ("number", "count"):
                    assert column.low <= float(text) <= column.high


def test_allowed_values_are_said_in_words():
    assert allowed_values(table("joints").column("larsen")) == "0 to 5 in steps of 0.5"
    assert allowed_values(table("joints").column("erosion")) == "1 or 0"
    assert allowed_values(table("visits").column("physis_closed")) == "yes or no"
    assert allowed_values(table("patients").column("diagnosis")) == ""


def test_the_template_is_always_the_same():
    assert template_workbook() == template_workbook()
