"""The template workbook: headings that are read back, hints in every cell, one example patient."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from data.exporting import COLUMN_WIDTH, open_workbook
from data.reading.sheets import column_letter
from data.schema import (
    EXAMPLE_PATIENT,
    FINDINGS,
    JOINT_READS,
    LARGE_JOINTS,
    SIDES,
    STUDY,
    STUDY_KEYS,
    TABLES,
    TEMPLATE_TITLE,
    Column,
    Table,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

READ_ME: Final = "Read me"
N_ROWS: Final = 5000
"""Rows below the heading that carry hints and checks."""
STUDY_KEY: Final = STUDY.columns[0].name
FIRST_DATE: Final = date(1950, 1, 1)
KINDS_IN_WORDS: Final = {
    "id": "text",
    "label": "text",
    "text": "text",
    "category": "one of the list",
    "number": "number",
    "count": "whole number",
    "flag": "yes or no",
    "date": "date",
}
INTRODUCTION: Final = (
    TEMPLATE_TITLE,
    f"The rows of patient {EXAMPLE_PATIENT} show how it is meant. Delete them; they are left out "
    "in any case.",
    "Use pseudonyms, never names. Leave a cell empty where nothing is known; leave out what you "
    "do not record.",
    "Below a limit of detection write <0.3 in the cell itself.",
)
EXAMPLE_FILMS: Final = (("1", "0", "2"), ("2", "60", "1"))
"""Visit, month and Larsen grade of the example patient's films."""


def template_workbook() -> bytes:
    """Make the template: a page that explains each column, then a sheet a table."""
    content = BytesIO()
    with open_workbook(content) as book:
        _write_read_me(book)
        for table in TABLES:
            _write_table(book, table)
    return content.getvalue()


def allowed_values(column: Column) -> str:
    """Say in words which values a column can hold, such as "0 to 5 in steps of 0.5"."""
    if column.categories:
        return ", ".join(column.categories)
    if column.kind == "flag":
        return "1 or 0" if column.name in FINDINGS else "yes or no"
    if column.low is None or column.high is None:
        return ""
    step = f" in steps of {column.step:g}" if column.step else ""
    return f"{column.low:g} to {column.high:g}{step}"


def example_rows(table: Table) -> list[dict[str, str]]:
    """Give the rows of the example patient in a table, as a clinician would type them."""
    filled = {column.name: column.example for column in table.columns if column.example}
    filled["patient_id"] = EXAMPLE_PATIENT
    if table is STUDY:
        return []
    if table.name not in ("visits", "joints"):
        return [filled]
    rows = []
    for visit, month, grade in EXAMPLE_FILMS:
        point = "baseline" if month == "0" else "final"
        row = {**filled, "visit": visit, "month": month, "timepoint": point, "date": ""}
        rows += [row] if table is not JOINT_READS else _example_reads(row, grade)
    return rows


def _example_reads(row: dict[str, str], grade: str) -> list[dict[str, str]]:
    return [
        {**row, "joint": joint, "side": side, "larsen": grade}
        for joint in LARGE_JOINTS
        for side in SIDES[:2]
    ]


def _write_read_me(book: "Workbook") -> None:
    """Write the first page: sentences, then what each heading of each sheet means."""
    sheet = book.add_worksheet(READ_ME)
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, sentence in enumerate(INTRODUCTION):
        sheet.write_string(row, 0, sentence, title if row == 0 else None)
    top = len(INTRODUCTION) + 1
    headings = ("Sheet", "Heading", "What it means", "Unit", "Allowed", "Type", "Needed")
    for place, (text, width) in enumerate(zip(headings, (12, 34, 60, 9, 40, 16, 8), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, text, bold)
    explained = [(table, column) for table in TABLES for column in table.columns]
    for row, (table, column) in enumerate(explained, start=top + 1):
        for place, text in enumerate(_explained(table, column)):
            sheet.write_string(row, place, text, wrapped)
    sheet.hide_gridlines(2)


def _explained(table: Table, column: Column) -> tuple[str, ...]:
    kind, needed = KINDS_IN_WORDS[column.kind], "yes" if column.required else ""
    return (
        table.name,
        column.name,
        column.meaning,
        column.unit,
        allowed_values(column),
        kind,
        needed,
    )


def _write_table(book: "Workbook", table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    rows = example_rows(table)
    for place, column in enumerate(table.columns):
        _set_column(book, sheet, place, column)
        for row, example in enumerate(rows, start=1):
            _write_example(sheet, (row, place), column, example.get(column.name, ""))
        check = _check(column, column_letter(place)) | _hint(column)
        if check["validate"] != "any":
            check |= {"error_title": column.title, "error_message": _refusal(column)}
        sheet.data_validation(1, place, N_ROWS, place, check)


def _set_column(book: "Workbook", sheet: "Worksheet", place: int, column: Column) -> None:
    heading = {"bold": True, "bottom": 1, "bg_color": "#F5F7F9"}
    needed = {"font_color": "#0072B2"} if column.required else {}
    sheet.write_string(0, place, column.name, book.add_format(heading | needed))
    width = max(COLUMN_WIDTH, len(column.name) + 2)
    sheet.set_column(place, place, width, _cell_format(book, column))


def _cell_format(book: "Workbook", column: Column) -> "Format | None":
    """Keep ids and visits as text, so that 007 and 1-2 stay what was typed."""
    if column.kind in ("id", "label", "text"):
        return book.add_format({"num_format": "@"})
    if column.kind == "date":
        return book.add_format({"num_format": "yyyy-mm-dd"})
    return None


def _write_example(sheet: "Worksheet", cell: tuple[int, int], column: Column, text: str) -> None:
    if not text:
        return
    is_number = column.kind in ("number", "count") or column.name in FINDINGS
    if is_number:
        sheet.write_number(*cell, float(text))
    else:
        sheet.write_string(*cell, text)


def _hint(column: Column) -> dict[str, Any]:
    """Give the note that shows when a cell is chosen."""
    unit = f" Unit: {column.unit}." if column.unit else ""
    limit = " Below the limit of detection write <0.3." if column.has_limit else ""
    return {
        "ignore_blank": True,
        "input_title": column.title,
        "input_message": f"{column.meaning}{unit}{limit}",
    }


def _refusal(column: Column) -> str:
    """Say what to do about an entry that the column cannot hold."""
    below = ", or <0.3 below a limit" if column.has_limit else ""
    if column.kind == "date":
        meant = "a date such as 2020-03-05"
    elif column.categories or column.name == STUDY_KEY:
        meant = "one of the words in the list"
    else:
        meant = f"{allowed_values(column)}{below}"
    return f"{column.title} can be {meant}. Correct the cell, or leave it empty."


def _check(column: Column, letter: str) -> dict[str, Any]:
    """Say which entries the spreadsheet accepts in a column."""
    if column.categories:
        return {"validate": "list", "source": list(column.categories)}
    if column.kind == "flag":
        choices = ["0", "1"] if column.name in FINDINGS else ["yes", "no"]
        return {"validate": "list", "source": choices}
    if column.name == STUDY_KEY:
        return {"validate": "list", "source": list(STUDY_KEYS), "error_type": "warning"}
    if column.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": FIRST_DATE}
    if column.low is None or column.high is None:
        return {"validate": "any"}
    return _range_check(column, f"{letter}2")


def _range_check(column: Column, cell: str) -> dict[str, Any]:
    low, high = column.low, column.high
    if column.step:
        steps = f"MOD({cell}/{column.step:g},1)=0"
        formula = f"=AND(ISNUMBER({cell}),{cell}>={low:g},{cell}<={high:g},{steps})"
        return {"validate": "custom", "value": formula}
    check: dict[str, Any] = {
        "validate": "integer" if column.kind == "count" else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
    }
    # a laboratory value may also be typed as <0.3: the spreadsheet asks, and lets it pass
    return check | ({"error_type": "warning"} if column.has_limit else {})
