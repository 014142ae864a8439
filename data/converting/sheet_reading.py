"""A whole sheet, read: its columns by what they mean, and which rows belong to a patient."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.converting.column_reading import ColumnRead, read_column, whole_column
from data.converting.deciding import Answers, AnswersOfColumn
from data.converting.drafts import asked
from data.noticing import Place, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.sheets import Sheet
from data.recognising.mapping import Role, SheetMapping, Target
from data.recognising.words import plain_text
from data.schema import EXAMPLE_PATIENT

ID: Final = Target("patient_id")
FILL_DOWN: Final = "The patient of the row above"
LEAVE_OUT: Final = "Leave these rows out"
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Field:
    """The values that a sheet gives to one canonical or further column.

    Attributes
    ----------
    values : Series, shape (n_rows,)
    index : int
        Index of the sheet's column.
    filled : array of bool, shape (n_rows,)
        Rows whose cell is not blank.
    notes : array of object, shape (n_rows,), or None
        What else the cells say, such as a status in a column of grades.
    """

    values: pd.Series
    index: int
    filled: Flags
    notes: NDArray[np.object_] | None = None


@dataclass(frozen=True, eq=False)
class SheetRead:
    """A sheet read: its fields by meaning, and the rows that belong to a patient.

    Attributes
    ----------
    sheet : Sheet
    role : str
    fields : mapping of Target to Field
    keep : array of bool, shape (n_rows,)
        Rows that belong to a patient.
    problems : tuple of Problem
    """

    sheet: Sheet
    role: Role
    fields: Mapping[Target, Field]
    keep: Flags
    problems: tuple[Problem, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """List the fields of no particular joint and time by the name of their column."""
        return {
            target.column: field
            for target, field in self.fields.items()
            if not target.joint and not target.time
        }


def read_sheet(sheet: Sheet, mapping: SheetMapping, answers: Answers) -> SheetRead:
    """Read all columns of a sheet that have a meaning.

    Parameters
    ----------
    sheet : Sheet
    mapping : SheetMapping
    answers : mapping of str to str
    """
    fields: dict[Target, Field] = {}
    problems = _unnamed_columns(sheet)
    for target, places in mapping.places().items():
        reads = [read_column(sheet, place, mapping.columns[place], answers) for place in places]
        problems += [problem for read in reads for problem in read.problems]
        fields[target] = _field(reads[0])
        for read in reads[1:]:
            fields[target], said = _merged(fields[target], _field(read), sheet, target)
            problems.append(said)
    found = SheetRead(sheet, mapping.role, fields, np.ones(sheet.n_rows, dtype=bool))
    if ID in fields:
        found, said_of_ids = _with_ids(found, answers)
        problems += said_of_ids
    return replace(found, problems=tuple(problems))


def _field(read: ColumnRead) -> Field:
    notes = read.notes() if read.has_notes else None
    return Field(pd.Series(read.values()), read.index, ~read.is_blank, notes)


def _unnamed_columns(sheet: Sheet) -> list[Problem]:
    problems = []
    for index, heading in enumerate(sheet.headings):
        if heading.strip():
            continue
        filled = [row for row, raw in enumerate(sheet.columns[index]) if raw is not None]
        if not filled:
            continue
        place = Place(sheet.name, None, (whole_column(sheet, index),))
        shown = plain_text(sheet.columns[index][filled[0]])
        problems.append(noticed("heading_missing", place, len(filled), shown))
    return problems


def _merged(first: Field, second: Field, sheet: Sheet, target: Target) -> tuple[Field, Problem]:
    """Make one field of two columns that mean the same; where they disagree it is empty."""
    one, other = first.values.astype(object), second.values.astype(object)
    differs = ((one != other) & one.notna() & other.notna()).to_numpy()
    uneven = (one.isna() != other.isna()).to_numpy()
    heading = sheet.headings[second.index]
    if not differs.any() and not uneven.any():
        place = Place(sheet.name, heading, (whole_column(sheet, second.index),))
        said = noticed("duplicate_column", place, len(one), detail=str(target))
        return first, said
    rows = np.flatnonzero(differs | uneven)
    cells = tuple(sheet.cell(second.index, int(row)) for row in rows[:MAX_CELLS_NAMED])
    said = noticed(
        "duplicate_heading", Place(sheet.name, heading, cells), len(rows), detail=str(target)
    )
    return replace(first, values=first.values.mask(differs | uneven)), said


def _with_ids(read: SheetRead, answers: Answers) -> tuple[SheetRead, list[Problem]]:
    """Find the rows of patients: blank ids are asked about, the template's example is left out."""
    ids = read.fields[ID]
    values = ids.values
    missing = values.isna().to_numpy() & _has_values(read)
    problems: list[Problem] = []
    if missing.any():
        heading = read.sheet.headings[ids.index]
        mine = AnswersOfColumn(read.sheet.name, heading, answers)
        answer = mine.to("missing_id", (FILL_DOWN, LEAVE_OUT))
        if answer == FILL_DOWN:
            values = values.ffill()
            problems.append(_named(read, "id_filled", missing))
        elif answer is None:
            problems.append(asked(_named(read, "missing_id", missing), (FILL_DOWN, LEAVE_OUT)))
    is_example = (values.astype(object) == EXAMPLE_PATIENT).to_numpy(dtype=bool)
    if is_example.any():
        problems.append(_named(read, "example_patient", is_example))
    was_given = ids.values.notna().to_numpy() | missing
    keep = values.notna().to_numpy() & was_given & ~is_example
    fields = {**read.fields, ID: replace(ids, values=values)}
    return replace(read, fields=fields, keep=keep), problems


def _has_values(read: SheetRead) -> Flags:
    filled = [field.filled for target, field in read.fields.items() if target != ID]
    return np.any(filled, axis=0) if filled else np.zeros(read.sheet.n_rows, dtype=bool)


def _named(read: SheetRead, code: str, concerned: Flags) -> Problem:
    index = read.fields[ID].index
    rows = np.flatnonzero(concerned)
    cells = tuple(read.sheet.cell(index, int(row)) for row in rows[:MAX_CELLS_NAMED])
    place = Place(read.sheet.name, read.sheet.headings[index], cells)
    return noticed(code, place, len(rows))
