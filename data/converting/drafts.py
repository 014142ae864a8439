"""Rows drawn from the sheets for one canonical table, each value still knowing its cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.noticing import Place, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.sheets import Sheet
from data.recognising.mapping import Role
from data.recognising.words import plain_text

Rows = NDArray[np.int64]
Said = str | Callable[[int], str]
NO_ORIGIN: Final = -1
"""Index of a row that stands in no sheet, such as a visit added for its reads."""


@dataclass(frozen=True, eq=False)
class Draft:
    """What one sheet gives to one canonical table.

    Attributes
    ----------
    table : str
    role : str
        What the whole sheet is; a sheet of joints may give visits too.
    frame : DataFrame, shape (n_rows, ...)
        Canonical and further columns.
    sheet : Sheet
    rows : array of int, shape (n_rows,)
        Index of each row's row in the sheet.
    columns : mapping of str to int or array of int, shape (n_rows,)
        Index of the sheet's column that each of the frame's columns came from.
    """

    table: str
    role: Role
    frame: pd.DataFrame
    sheet: Sheet
    rows: Rows
    columns: Mapping[str, int | Rows]

    def column_of(self, name: str, row: int) -> int | None:
        """Give the index of the sheet's column behind one value, None where there is none."""
        found = self.columns.get(name)
        if found is None or isinstance(found, int):
            return found
        place = int(found[row])
        return place if place >= 0 else None


@dataclass(frozen=True, eq=False)
class Source:
    """Where the rows of one table came from: the index of its frames counts through ``drafts``."""

    drafts: tuple[Draft, ...]

    @property
    def starts(self) -> Rows:
        """Give the index of the first row of each draft."""
        sizes = [len(draft.rows) for draft in self.drafts]
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def frame(self) -> pd.DataFrame:
        """Put the drafts one below another; the index is the origin of each row."""
        frames = [draft.frame for draft in self.drafts if len(draft.frame)]
        if not frames:
            no_ids = pd.CategoricalDtype(pd.Index([], dtype="str"))
            return pd.DataFrame({"patient_id": pd.Series([], dtype=no_ids)})
        joined = _joined_categories(frames)
        return joined[0] if len(joined) == 1 else pd.concat(joined, ignore_index=True)

    def problems(
        self, code: str, origins: Iterable[int] | Rows, name: str | None = None, **said: Said
    ) -> list[Problem]:
        """Make one problem a sheet and heading of the rows with those origins.

        Parameters
        ----------
        code : str
        origins : iterable of int
            Index values of the rows concerned; rows that stand in no sheet are passed over.
        name : str, optional
            The column concerned; without it the rows are named whole.
        **said
            ``found`` and ``detail`` of the problem: a text, or a function of the first row's
            origin that gives it.
        """
        rows = np.asarray(origins, dtype=np.int64)
        rows = rows[rows >= 0]
        number = np.searchsorted(self.starts, rows, side="right") - 1
        problems = []
        for each in np.unique(number):
            local = rows[number == each] - self.starts[each]
            start = int(self.starts[each])
            problems += _problems_in(self.drafts[each], code, local, name, (start, said))
        return problems

    def is_blank(self, origin: int, name: str) -> bool:
        """Tell whether the cell behind one value is blank, or is in no sheet."""
        if origin < 0:
            return False
        number = int(np.searchsorted(self.starts, origin, side="right")) - 1
        draft, row = self.drafts[number], origin - int(self.starts[number])
        column = draft.column_of(name, row)
        if column is None:
            return False
        raw = draft.sheet.columns[column][int(draft.rows[row])]
        return raw is None or (isinstance(raw, str) and not raw.strip())


def _problems_in(
    draft: Draft, code: str, rows: Rows, name: str | None, said: tuple[int, Mapping[str, Said]]
) -> list[Problem]:
    groups: dict[int | None, Rows] = {None: rows}
    column = draft.columns.get(name) if name else None
    if isinstance(column, int):
        groups = {column: rows}
    elif column is not None:
        places = column[rows]
        groups = {int(place): rows[places == place] for place in np.unique(places)}
        groups = {None if place == NO_ORIGIN else place: each for place, each in groups.items()}
    return [
        _problem(draft, code, place, local, _sentences(said, local))
        for place, local in groups.items()
    ]


def _sentences(said: tuple[int, Mapping[str, Said]], rows: Rows) -> dict[str, str]:
    start, words = said
    first = start + int(rows[0])
    return {name: each if isinstance(each, str) else each(first) for name, each in words.items()}


def _problem(
    draft: Draft, code: str, column: int | None, rows: Rows, said: Mapping[str, str]
) -> Problem:
    if column is None:
        named = np.unique(draft.rows[rows])
        numbers = [draft.sheet.row_number(int(row)) for row in named[:MAX_CELLS_NAMED]]
        place = Place(draft.sheet.name, None, tuple(f"{row}:{row}" for row in numbers))
        return noticed(code, place, len(named), **said)
    first = draft.rows[rows[:MAX_CELLS_NAMED]]
    place = Place(
        draft.sheet.name,
        draft.sheet.headings[column],
        tuple(draft.sheet.cell(column, int(row)) for row in first),
    )
    shown = {"found": plain_text(draft.sheet.columns[column][int(first[0])] or "")} | dict(said)
    return noticed(code, place, len(rows), **shown)


def stacked(drafts: Sequence[Draft]) -> Draft:
    """Put drafts of one sheet and table one below another; each value keeps its column."""
    first = drafts[0]
    if len(drafts) == 1:
        return first
    frame = Source(tuple(drafts)).frame()
    columns = {}
    for name in dict.fromkeys(name for draft in drafts for name in draft.columns):
        parts = [
            np.broadcast_to(np.asarray(draft.columns.get(name, NO_ORIGIN)), len(draft.rows))
            for draft in drafts
        ]
        columns[name] = np.concatenate(parts).astype(np.int64)
    rows = np.concatenate([draft.rows for draft in drafts])
    return Draft(first.table, first.role, frame, first.sheet, rows, columns)


def _joined_categories(frames: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Give categorical columns the same categories in every frame, so that they stay such."""
    if len(frames) == 1:
        return list(frames)
    names = dict.fromkeys(name for frame in frames for name in frame.columns)
    unions: dict[str, pd.CategoricalDtype] = {}
    for name in names:
        present = [frame[name] for frame in frames if name in frame.columns]
        if all(isinstance(each.dtype, pd.CategoricalDtype) for each in present):
            seen = dict.fromkeys(value for each in present for value in each.cat.categories)
            unions[str(name)] = pd.CategoricalDtype(list(seen))
    return [_completed(frame, unions) for frame in frames]


def _completed(frame: pd.DataFrame, unions: Mapping[str, pd.CategoricalDtype]) -> pd.DataFrame:
    columns = {
        name: frame[name].astype(dtype)
        if name in frame.columns
        else pd.Series(pd.Categorical([None] * len(frame), dtype=dtype))
        for name, dtype in unions.items()
    }
    return frame.assign(**columns)


def asked(problem: Problem, choices: Sequence[str]) -> Problem:
    """Give a question the readings it offers."""
    return replace(problem, choices=tuple(choices))
