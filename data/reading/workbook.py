"""A workbook's sheets as raw tables, and what the workbook does not show at first sight."""

import posixpath
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from data.noticing import Place, RefusedError, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.limits import CUT_OFF_ROWS
from data.reading.parts import unpacked
from data.reading.preflight import WORKBOOK_PART, Preflight
from data.reading.raw_cells import clean_column, heading_text, used_sheet
from data.reading.sheets import Sheet, column_index, column_letter
from data.reading.worksheet_marks import CellMarks, WorksheetMarks

RELATIONS_PART: Final = "xl/_rels/workbook.xml.rels"
MACRO_PART: Final = "vbaproject.bin"
EXTERNAL_PARTS: Final = "xl/externallinks/externallink"
NO_MARKS: Final = WorksheetMarks()


def read_workbook(content: bytes, seen: Preflight) -> tuple[list[Sheet], list[Problem]]:
    """Read every sheet that holds a cell, hidden ones too, values as they were saved.

    Parameters
    ----------
    content : bytes
        The whole file.
    seen : Preflight
        What the look at its bytes told.

    Raises
    ------
    RefusedError
        If the workbook is protected with a password or its parts do not fit together.
    """
    sheets: list[Sheet] = []
    problems = _of_workbook(seen)
    marks = _marks_of_sheets(content, seen)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            for index, about in enumerate(workbook.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                table = workbook.get_sheet_by_index(index)
                mark = marks.get(about.name, NO_MARKS)
                sheet, noted = _sheet(table, about, mark)
                problems += noted
                if sheet is not None:
                    sheets.append(sheet)
    except PasswordError as error:
        raise RefusedError(noticed("encrypted")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedError(noticed("damaged", detail="its parts do not fit together")) from error
    return sheets, problems


def _sheet(
    table: CalamineSheet,
    about: SheetMetadata,
    marks: WorksheetMarks,
) -> tuple[Sheet | None, list[Problem]]:
    rows = table.to_python()
    heading = next((n for n, row in enumerate(rows) if any(map(_is_shown, row))), None)
    if heading is None or table.start is None:
        return None, []
    first_row, first_column = table.start
    # Without a row beneath the headings, zip would forget how many columns there are.
    columns = list(zip(*rows[heading + 1 :], strict=True)) or [()] * len(rows[heading])
    cleaned = [clean_column(column) for column in columns]
    whole = Sheet(
        name=about.name,
        headings=tuple(heading_text(value) for value in rows[heading]),
        columns=tuple(column.values for column in cleaned),
        first_row=first_row + heading + 2,
        hidden=about.visible != SheetVisibleEnum.Visible,
        letters=tuple(column_letter(first_column + n) for n in range(len(columns))),
    )
    last_row = first_row + len(rows)
    sheet, problems = used_sheet(whole, cleaned)
    if sheet.hidden:
        problems.insert(0, noticed("hidden_sheet", Place(sheet.name)))
    if last_row in CUT_OFF_ROWS:
        place = Place(sheet.name, None, (f"{last_row}:{last_row}",))
        problems.append(noticed("row_limit", place, detail=f"{last_row:,}"))
    return sheet, problems + _of_marks(sheet, marks)


def _is_shown(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _of_marks(sheet: Sheet, marks: WorksheetMarks) -> list[Problem]:
    """Say what the XML told of this sheet: errors, formulas, and what is hidden."""
    headings = dict(zip(map(sheet.letter, range(sheet.n_columns)), sheet.headings, strict=True))
    problems = _of_cells("error_cell", sheet, headings, marks.errors)
    problems += _of_cells("formula_without_value", sheet, headings, marks.unsaved)
    shown_rows = (
        {sheet.row_number(row) for row in range(sheet.n_rows)} if marks.hidden_rows else ()
    )
    rows = [f"{row}:{row}" for row in marks.hidden_rows if row in shown_rows]
    if rows:
        place = Place(sheet.name, None, tuple(rows[:MAX_CELLS_NAMED]))
        problems.append(noticed("hidden_rows", place, len(rows)))
    hidden = [f"{each}:{each}" for each in headings if _is_hidden(each, marks.hidden_columns)]
    if hidden:
        place = Place(sheet.name, None, tuple(hidden[:MAX_CELLS_NAMED]))
        problems.append(noticed("hidden_columns", place, len(hidden)))
    return problems


def _of_cells(
    code: str,
    sheet: Sheet,
    headings: Mapping[str, str],
    found: Mapping[str, CellMarks],
) -> list[Problem]:
    """Say it once a heading, even where two columns have the same or none."""
    together: dict[str | None, list[CellMarks]] = {}
    for letters, mark in found.items():
        together.setdefault(headings.get(letters) or None, []).append(mark)
    return [
        noticed(
            code,
            Place(sheet.name, heading, tuple(cell for mark in marks for cell in mark.cells)),
            sum(mark.count for mark in marks),
            marks[0].found,
        )
        for heading, marks in together.items()
    ]


def _is_hidden(letters: str, hidden: Sequence[tuple[int, int]]) -> bool:
    return any(first <= column_index(letters) <= last for first, last in hidden)


def _of_workbook(seen: Preflight) -> list[Problem]:
    names = [name.lower() for name in seen.parts]
    problems = []
    if any(name.endswith(MACRO_PART) for name in names):
        problems.append(noticed("macros"))
    n_links = sum(name.startswith(EXTERNAL_PARTS) for name in names)
    if n_links:
        problems.append(noticed("external_links", count=n_links))
    return problems


def _marks_of_sheets(content: bytes, seen: Preflight) -> dict[str, WorksheetMarks]:
    """Join the marks of the parts to the names that the workbook gives its sheets."""
    if seen.form != "workbook":
        return {}
    parts = {name.lower(): name for name in seen.parts}
    if RELATIONS_PART not in parts:
        raise RefusedError(noticed("damaged", detail="the list of its sheets is missing"))
    targets = _targets(unpacked(content, seen.parts[parts[RELATIONS_PART]]))
    listed = _parsed(unpacked(content, seen.parts[parts[WORKBOOK_PART]]))
    marks = {}
    for element in listed.iter():
        if element.tag.rsplit("}", maxsplit=1)[-1] == "sheet":
            relation = next((v for k, v in element.items() if k.endswith("}id")), "")
            part = parts.get(targets.get(relation, "").lower(), "")
            marks[element.get("name", "")] = seen.marks.get(part, NO_MARKS)
    return marks


def _targets(relations: bytes) -> Mapping[str, str]:
    return {
        each.get("Id", ""): posixpath.normpath(
            posixpath.join("xl", each.get("Target", ""))
        ).lstrip("/")
        for each in _parsed(relations)
    }


def _parsed(xml: bytes) -> ElementTree.Element:
    # Parts with a document type were refused, so nothing can be expanded here.
    try:
        return ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise RefusedError(noticed("damaged", detail="a part is no proper XML")) from error
