"""A whole raw column to canonical values: each distinct cell is read once."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.converting.deciding import Answers, AnswersOfColumn, Decision, decide
from data.converting.drafts import asked
from data.converting.values import BLANK, Reader, Reading, reader_of, text
from data.noticing import Place, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.sheets import Sheet
from data.recognising.mapping import START_DATE, ColumnMapping
from data.recognising.words import plain_text
from data.schema import DATE, TABLES, Column

Codes = NDArray[np.int64]
Values = NDArray[Any] | pd.Categorical
COLUMNS: Final[dict[str, Column]] = {
    column.name: column for table in reversed(TABLES) for column in table.columns
} | {START_DATE: replace(DATE, name=START_DATE)}
SURE_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
"""A number that loses nothing by being one: no lost zeros, no long record number."""


@dataclass(frozen=True, eq=False)
class ColumnRead:
    """One column of a sheet, read.

    Attributes
    ----------
    index : int
        Index of the column in the sheet.
    column : Column or None
        The canonical column; None where it is kept as it is.
    place : array of int, shape (n_rows,)
        For each row, the index of its reading; the last reading is that of a blank.
    raws, readings : tuple, shape (n_distinct + 1,)
    problems : tuple of Problem
    """

    index: int
    column: Column | None
    place: Codes
    raws: tuple[object, ...]
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def is_blank(self) -> NDArray[np.bool_]:
        """Tell for each row whether its cell is blank, shape (n_rows,)."""
        blank = np.array([_is_blank(raw) for raw in self.raws], dtype=bool)
        return np.asarray(blank[self.place])

    def notes(self) -> NDArray[np.object_]:
        """Give what else each cell says, None where nothing, shape (n_rows,)."""
        notes = np.array([None] * len(self.readings), dtype=object)
        notes[:] = [reading.note for reading in self.readings]
        return np.asarray(notes[self.place])

    @property
    def has_notes(self) -> bool:
        """Tell whether any cell says something else besides its value."""
        return any(reading.note is not None for reading in self.readings)

    def values(self) -> Values:
        """Give the values as an array of the kind that fits the column, shape (n_rows,)."""
        found = [reading.value for reading in self.readings]
        kind = self.column.kind if self.column else "text"
        if self.column is None and _all_numbers(self.raws):
            return np.array([_as_float(raw) for raw in self.raws])[self.place]
        if kind in ("number", "count", "flag"):
            return np.array([np.nan if each is None else each for each in found])[self.place]
        if kind == "date":
            return np.array(found, dtype="datetime64[s]")[self.place]
        categories = self.column.categories if self.column and kind == "category" else ()
        return _categorical(found, self.place, categories)


def read_column(sheet: Sheet, index: int, mapping: ColumnMapping, answers: Answers) -> ColumnRead:
    """Read one column as what the mapping says that it means.

    Parameters
    ----------
    sheet : Sheet
    index : int
        Index of the column in the sheet.
    mapping : ColumnMapping
    answers : mapping of str to str
        Answers to questions, by their key.
    """
    place, raws = distinct(sheet.columns[index])
    column = None if mapping.target.further else COLUMNS[mapping.target.column]
    found = ColumnRead(index, column, place, raws, (BLANK,) * len(raws))
    if column is None:
        return replace(found, readings=_each(raws, text))
    decided = decide(column, raws, mapping, AnswersOfColumn(sheet.name, mapping.heading, answers))
    problems = _asked(found, sheet, decided)
    if decided.setting is not None:
        found = replace(found, readings=_each(raws, reader_of(column, decided.setting)))
        problems += _problems(found, sheet, mapping.unit)
    return replace(found, problems=tuple(problems))


def distinct(values: tuple[object, ...]) -> tuple[Codes, tuple[object, ...]]:
    """Give each distinct value of a column a number; blanks get the last one, for None."""
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    kinds = set(map(type, values))
    if bool in kinds and kinds & {int, float}:
        cells[:] = [(type(value), value) for value in values]
        codes, found = pd.factorize(cells)
        raws = tuple(value for _, value in found)
    else:
        codes, found = pd.factorize(cells)
        raws = tuple(found)
    return np.where(codes < 0, len(raws), codes).astype(np.int64), (*raws, None)


def _each(raws: tuple[object, ...], read: Reader) -> tuple[Reading, ...]:
    return tuple(BLANK if raw is None else read(raw) for raw in raws)


def _asked(found: ColumnRead, sheet: Sheet, decided: Decision) -> list[Problem]:
    """Say what was decided against, or what has to be asked, about a column as a whole."""
    if not decided.code:
        return []
    concerned = [not _is_blank(raw) and decided.concerns(raw) for raw in found.raws]
    rows = np.flatnonzero(np.array(concerned)[found.place])
    if not len(rows):
        return []
    cells = tuple(sheet.cell(found.index, int(row)) for row in rows[:MAX_CELLS_NAMED])
    if decided.is_whole:
        cells = (whole_column(sheet, found.index),)
    place = Place(sheet.name, sheet.headings[found.index], cells)
    shown = plain_text(found.raws[found.place[rows[0]]])
    problem = noticed(decided.code, place, len(rows), shown, decided.detail)
    return [asked(problem, decided.choices)]


def _problems(found: ColumnRead, sheet: Sheet, unit: str) -> list[Problem]:
    codes = dict.fromkeys(code for reading in found.readings for code in reading.codes)
    return [_problem(found, sheet, code, unit) for code in codes]


def _problem(found: ColumnRead, sheet: Sheet, code: str, unit: str) -> Problem:
    has = np.array([code in reading.codes for reading in found.readings], dtype=bool)
    rows = np.flatnonzero(has[found.place])
    first = int(found.place[rows[0]])
    cells = tuple(sheet.cell(found.index, int(row)) for row in rows[:MAX_CELLS_NAMED])
    place = Place(sheet.name, sheet.headings[found.index], cells)
    shown = plain_text(found.raws[first])
    if code == "unit_converted" and unit[:1].isalpha():
        shown = f"{shown} {unit}"
    return noticed(code, place, len(rows), shown, _detail(code, found, found.readings[first]))


def _detail(code: str, found: ColumnRead, reading: Reading) -> str:
    column = found.column
    if column is None:
        return ""
    if code == "unit_converted":
        scale = "" if column.unit[:1].isalpha() else "on the scale "
        return f"Read as {plain_text(reading.value)} {scale}{column.unit}."
    if code == "out_of_range":
        unit = column.unit if column.unit[:1].isalpha() and column.unit != "grade" else ""
        return f"{column.low:g} to {column.high:g} {unit}".strip()
    if code == "unknown_word":
        return ", ".join(column.categories)
    if code in ("status_in_grade", "word_read"):
        return _each_word(code, found)
    return plain_text(reading.value)


def _each_word(code: str, found: ColumnRead) -> str:
    """Say what each word was read as, for words that do not all mean the same."""
    words: dict[str, list[str]] = {}
    for raw, reading in zip(found.raws, found.readings, strict=True):
        if code in reading.codes:
            said = reading.note if code == "status_in_grade" else reading.value
            words.setdefault(plain_text(said).replace("_", " "), []).append(plain_text(raw))
    if len(words) == 1:
        return next(iter(words))
    return ", ".join(f"{each} ({', '.join(raws)})" for each, raws in words.items())


def whole_column(sheet: Sheet, index: int) -> str:
    """Address a whole column, such as "F:F"."""
    return f"{sheet.letter(index)}:{sheet.letter(index)}"


def _is_blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _categorical(found: list[object], place: Codes, categories: tuple[str, ...]) -> pd.Categorical:
    known = categories or tuple(dict.fromkeys(str(each) for each in found if each is not None))
    code_of = {name: code for code, name in enumerate(known)}
    codes = np.array([-1 if each is None else code_of[str(each)] for each in found])
    return pd.Categorical.from_codes(codes[place], categories=pd.Index(known, dtype="str"))


def _all_numbers(raws: tuple[object, ...]) -> bool:
    filled = [raw for raw in raws if not _is_blank(raw)]
    return bool(filled) and all(_is_plain_number(raw) for raw in filled)


def _is_plain_number(raw: object) -> bool:
    if isinstance(raw, str):
        return bool(SURE_NUMBER.fullmatch(raw.strip()))
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def _as_float(raw: object) -> float:
    return np.nan if _is_blank(raw) else float(str(raw))
