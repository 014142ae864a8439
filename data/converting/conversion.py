"""One sheet to drafts of canonical tables, as its mapping says."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from data.converting.deciding import Answers
from data.converting.drafting import (
    PATIENT_FACTS,
    TIME_NAMES,
    VISIT_FACTS,
    chosen_rows,
    drafted,
    side_of_reads,
    status_of_reads,
)
from data.converting.drafts import Draft
from data.converting.sheet_reading import ID, Field, SheetRead, read_sheet
from data.converting.wide import wide_drafts
from data.noticing import Place, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.sheets import Sheet
from data.recognising.mapping import SheetMapping
from data.schema import table

STUDY_COLUMNS: Final = ("key", "value")
NEEDED: Final = {
    "joints": ("patient_id", "joint"),
    "treatments": ("patient_id", "drug"),
    "events": ("patient_id", "kind"),
    "study": ("key",),
}
"""The columns without which a row of that kind of sheet says nothing."""


@dataclass(frozen=True, eq=False)
class Converted:
    """What one sheet gives to the canonical tables, and what was noticed in it."""

    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()


def convert(sheet: Sheet, mapping: SheetMapping, answers: Answers) -> Converted:
    """Read a sheet into drafts of canonical tables.

    Parameters
    ----------
    sheet : Sheet
    mapping : SheetMapping
        What its columns mean; a column without a meaning is passed over.
    answers : mapping of str to str
        Answers to questions, by their key.
    """
    if mapping.role == "ignored":
        return Converted()
    read = read_sheet(sheet, mapping, answers)
    lacking = [
        name for name in NEEDED.get(mapping.role, ("patient_id",)) if name not in read.by_name
    ]
    if lacking:
        return _unused(read, lacking[0])
    if mapping.role == "study":
        return Converted((_study(read),), read.problems)
    is_wide = mapping.role == "wide"
    found = Converted(wide_drafts(read)) if is_wide else long_drafts(read)
    problems = (*read.problems, *found.problems, *_not_used(read, found.drafts))
    return Converted(found.drafts, problems)


def _unused(read: SheetRead, lacking: str) -> Converted:
    """Say which column a sheet lacks; its patients are still known."""
    told = noticed("column_needed", Place(read.sheet.name), detail=lacking)
    drafts = (drafted(read, "patients", {}, chosen_rows(read)),) if ID in read.fields else ()
    return Converted(drafts, (*read.problems, told))


def long_drafts(read: SheetRead) -> Converted:
    """Draw the rows of a long sheet: its own table, and what it says of visits and patients."""
    main = read.role
    own = {name: field for name, field in read.by_name.items() if name in _own_names(read)}
    rows = chosen_rows(read)
    if main != "joints":
        drafts = [drafted(read, main, own, rows)]
        problems: list[Problem] = []
    else:
        found = _reads(read, own)
        drafts, problems = list(found.drafts), list(found.problems)
    for name, facts in (("visits", VISIT_FACTS), ("patients", PATIENT_FACTS)):
        if main in ("visits", "joints") and name != main:
            drafts += _besides(read, name, facts)
    return Converted(tuple(drafts), tuple(problems))


def _own_names(read: SheetRead) -> set[str]:
    """Name the columns that go into the sheet's own table: its canonical and further ones."""
    names = set(table(read.role).names) | {
        target.column for target in read.fields if target.further
    }
    if read.role == "patients":
        names |= set(PATIENT_FACTS)
    if read.role == "joints" and "visit" not in read.by_name:
        names.add("date")  # tells the visit
    return names - {"patient_id"}


def _besides(read: SheetRead, name: str, facts: tuple[str, ...]) -> list[Draft]:
    """Draw what a sheet says of another table: of visits their times too."""
    said = {fact: read.by_name[fact] for fact in facts if fact in read.by_name}
    times = {each: read.by_name[each] for each in TIME_NAMES if each in read.by_name}
    if name == "visits":
        return [drafted(read, name, times | said, chosen_rows(read))] if times else []
    return [drafted(read, name, said, chosen_rows(read, said.values()))] if said else []


def _reads(read: SheetRead, own: dict[str, Field]) -> Converted:
    """Draw the reads of a long sheet; a read needs a joint and a side."""
    rows = chosen_rows(read)
    draft = drafted(read, "joints", own, rows)
    frame = draft.frame.assign(
        side=side_of_reads(own["joint"], own.get("side"), rows),
        status=status_of_reads(own, rows),
    )
    problems: list[Problem] = []
    keep = np.ones(len(rows), dtype=bool)
    for name, code in (("joint", "missing_joint"), ("side", "missing_side")):
        empty = frame[name].isna().to_numpy()
        field = own.get(name)
        blank = empty if field is None else empty & ~field.filled[rows]
        problems += _without(read, rows[blank & keep], code, field)
        keep &= ~empty
    kept = frame.loc[keep].reset_index(drop=True)
    return Converted((replace(draft, frame=kept, rows=rows[keep]),), tuple(problems))


def _without(
    read: SheetRead, rows: np.typing.NDArray[np.int64], code: str, field: Field | None
) -> list[Problem]:
    if not len(rows):
        return []
    first = [int(row) for row in rows[:MAX_CELLS_NAMED]]
    sheet = read.sheet
    if field is None:
        numbers = [sheet.row_number(row) for row in first]
        place = Place(sheet.name, None, tuple(f"{number}:{number}" for number in numbers))
    else:
        cells = tuple(sheet.cell(field.index, row) for row in first)
        place = Place(sheet.name, sheet.headings[field.index], cells)
    return [noticed(code, place, len(rows))]


def _study(read: SheetRead) -> Draft:
    key = read.by_name["key"]
    rows = np.flatnonzero(key.values.notna().to_numpy())
    frame = pd.DataFrame(
        {
            name: read.by_name[name].values.take(rows).reset_index(drop=True)
            for name in STUDY_COLUMNS
            if name in read.by_name
        }
    )
    columns = {name: read.by_name[name].index for name in frame.columns}
    return Draft("study", "study", frame, read.sheet, rows, columns)


def _not_used(read: SheetRead, drafts: tuple[Draft, ...]) -> list[Problem]:
    """Name columns that have a meaning, but no place in a sheet of this kind."""
    used = {int(each) for draft in drafts for each in _indices(draft)}
    problems = []
    for target, field in read.fields.items():
        if field.index in used or not field.filled.any():
            continue
        letter = read.sheet.letter(field.index)
        place = Place(read.sheet.name, read.sheet.headings[field.index], (f"{letter}:{letter}",))
        is_untimed = read.role == "wide" and not target.time
        why = "it names no time" if is_untimed else f"a sheet of {read.role} does not hold it"
        problems.append(noticed("column_not_used", place, int(field.filled.sum()), detail=why))
    return problems


def _indices(draft: Draft) -> list[int]:
    return [int(each) for places in draft.columns.values() for each in np.unique(places)]
