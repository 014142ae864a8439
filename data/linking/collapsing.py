"""Rows that speak of the same thing made one: what agrees is joined, what differs is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.converting.drafts import Rows
from data.schema import LABS

LIMIT_OF: Final = {column.limit_name: column.name for column in LABS}
NONE: Final = -1
Prefer = Literal["neither", "first", "last"]


@dataclass(frozen=True, eq=False)
class Collapsed:
    """One row a group, in the order in which the groups came.

    Attributes
    ----------
    frame : DataFrame, shape (n_groups, ...)
        The index is that of each group's first row.
    differs : mapping of str to array of int
        For each column, positions of the rows that differ from the row before them that counts.
    repeats : array of int
        Positions of all rows but the first of their group.
    """

    frame: pd.DataFrame
    differs: Mapping[str, Rows]
    repeats: Rows

    @property
    def differing(self) -> Rows:
        """Give the positions of all rows that differ in any column."""
        found = list(self.differs.values())
        return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def group_of(frame: pd.DataFrame, keys: tuple[str, ...]) -> Rows:
    """Give rows that agree in all keys the same number, in order of appearance."""
    combined = np.zeros(len(frame), dtype=np.int64)
    for key in keys:
        if key in frame:
            codes, found = pd.factorize(frame[key])
            combined = combined * (len(found) + 1) + codes + 1
    groups, _ = pd.factorize(combined)
    return groups.astype(np.int64)


def collapse(frame: pd.DataFrame, group: Rows, prefer: Prefer = "neither") -> Collapsed:
    """Make one row of each group of rows.

    Parameters
    ----------
    frame : DataFrame, shape (n_rows, ...)
    group : array of int, shape (n_rows,)
        From `group_of`.
    prefer : {"neither", "first", "last"}
        Which row counts where values differ; with "neither" the value stays empty. A blank
        differs from nothing.
    """
    n_groups = int(group.max()) + 1 if len(group) else 0
    if n_groups == len(frame):
        return Collapsed(frame, {}, np.zeros(0, dtype=np.int64))
    first = np.full(n_groups, NONE, dtype=np.int64)
    first[group[::-1]] = np.arange(len(frame))[::-1]
    is_repeat = np.ones(len(frame), dtype=bool)
    is_repeat[first] = False
    columns: dict[str, pd.Series] = {}
    differs: dict[str, Rows] = {}
    chosen: dict[str, Rows] = {}
    for name in map(str, frame.columns):
        if name in LIMIT_OF:
            continue
        chosen[name], bad = _chosen(frame[name], group, n_groups, prefer)
        if len(bad):
            differs[name] = bad
        columns[name] = _taken(frame[name], chosen[name])
    for name, base in LIMIT_OF.items():
        if name in frame:
            flags = frame[name].fillna(False).to_numpy(dtype=bool)
            columns[name] = pd.Series(flags[chosen[base]] & (chosen[base] != NONE))
    result = pd.DataFrame(columns).set_axis(frame.index[first], axis=0)
    return Collapsed(result, differs, np.flatnonzero(is_repeat))


def _chosen(
    values: pd.Series, group: Rows, n_groups: int, prefer: Prefer
) -> tuple[Rows, NDArray[np.int64]]:
    """Choose the row of each group whose value counts; name the rows that differ from it."""
    codes = pd.factorize(values)[0]
    rows = np.flatnonzero(codes >= 0)
    found = np.full(n_groups, NONE, dtype=np.int64)
    in_order = rows if prefer == "last" else rows[::-1]
    found[group[in_order]] = in_order
    bad = rows[codes[rows] != codes[found[group[rows]]]]
    if prefer == "neither":
        found[group[bad]] = NONE
    return found, bad


def _taken(values: pd.Series, rows: Rows) -> pd.Series:
    if values.dtype == bool:
        return pd.Series(values.to_numpy()[rows])
    return pd.Series(values.array.take(rows, allow_fill=True))
