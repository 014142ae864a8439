"""Raw columns made clean without being converted: blanks told from values, unseen letters gone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data.noticing import Place, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.sheets import Sheet, column_letter

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Column = tuple[object, ...]


@dataclass(frozen=True)
class CleanColumn:
    """One column with blanks as None, and which rows had characters that cannot be seen."""

    values: Column
    controlled_rows: tuple[int, ...] = ()
    found: str = ""


def heading_text(value: object) -> str:
    """Give the text of a heading cell: "" for a blank one, a whole number without its point."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return CONTROL.sub("", str(value))


def clean_column(values: Column, distinct: Iterable[object] | None = None) -> CleanColumn:
    """Give None for each blank and take out control characters.

    Parameters
    ----------
    values : tuple, shape (n_rows,)
    distinct : iterable, optional
        The distinct values, where they are known already.
    """
    changed: dict[object, object] = {}
    controlled: set[str] = set()
    if distinct is None:
        # Telling the types first is several times as fast, and most columns are numbers.
        distinct = set(values) if str in set(map(type, values)) else ()
    for value in distinct:
        # All that can be seen is printable: only the few others are looked at closely.
        if isinstance(value, str) and (not value or value[0] == " " or not value.isprintable()):
            text = CONTROL.sub("", value)
            if text != value:
                controlled.add(value)
            if text != value or not text.strip():
                changed[value] = text if text.strip() else None
    if not changed:
        return CleanColumn(values)
    # Looked up only by text: 1, 1.0 and True are one key to a dictionary.
    cleaned = tuple(
        [changed.get(each, each) if isinstance(each, str) else each for each in values]
    )
    if not controlled:
        return CleanColumn(cleaned)
    rows = tuple(row for row, each in enumerate(values) if each in controlled)
    return CleanColumn(cleaned, rows, repr(values[rows[0]])[1:-1])


def used_sheet(sheet: Sheet, controlled: Sequence[CleanColumn]) -> tuple[Sheet, list[Problem]]:
    """Leave out blank rows and columns, keeping the numbers of rows and letters of columns.

    Parameters
    ----------
    sheet : Sheet
        With every row and column of the file from the heading row on.
    controlled : sequence of CleanColumn, shape (n_columns,)
        Its columns, for what is said about control characters.
    """
    problems = [
        _control_problem(sheet, index, column)
        for index, column in enumerate(controlled)
        if column.controlled_rows
    ]
    return _without_blank_rows(_without_blank_columns(sheet)), problems


def _control_problem(sheet: Sheet, index: int, column: CleanColumn) -> Problem:
    rows = column.controlled_rows
    cells = tuple(sheet.cell(index, row) for row in rows[:MAX_CELLS_NAMED])
    place = Place(sheet.name, sheet.headings[index] or None, cells)
    return noticed("control_characters", place, len(rows), column.found)


def _without_blank_columns(sheet: Sheet) -> Sheet:
    used = [
        index
        for index, column in enumerate(sheet.columns)
        if sheet.headings[index] or any(each is not None for each in column)
    ]
    letters = tuple(sheet.letter(index) for index in used)
    runs_from_a = all(letter == column_letter(index) for index, letter in enumerate(letters))
    return replace(
        sheet,
        headings=tuple(sheet.headings[index] for index in used),
        columns=tuple(sheet.columns[index] for index in used),
        letters=() if runs_from_a else letters,
    )


def _without_blank_rows(sheet: Sheet) -> Sheet:
    if not sheet.columns:
        return sheet
    blank = {row for row, each in enumerate(sheet.columns[0]) if each is None}
    for column in sheet.columns[1:]:
        if not blank:
            return sheet
        blank = {row for row in blank if column[row] is None}
    if not blank:
        return sheet
    kept = [row for row in range(sheet.n_rows) if row not in blank]
    numbers = tuple(sheet.row_number(row) for row in kept)
    first = numbers[0] if numbers else sheet.first_row
    is_run = numbers == tuple(range(first, first + len(numbers)))
    return replace(
        sheet,
        columns=tuple(tuple([column[row] for row in kept]) for column in sheet.columns),
        first_row=first,
        rows=() if is_run else numbers,
    )
