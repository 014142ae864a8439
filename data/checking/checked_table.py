"""One linked table under checking: its rows, where they came from, what was noticed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.converting.drafts import Source
from data.problem import Problem

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CheckedTable:
    """A table, the source of its rows (by their index), and the problems found in it so far."""

    frame: pd.DataFrame
    source: Source
    problems: tuple[Problem, ...] = ()

    def number(self, name: str) -> NDArray[np.float64]:
        """Give a column of numbers, all missing where the file has none, shape (n_rows,)."""
        if name not in self.frame:
            return np.full(len(self.frame), np.nan)
        return self.frame[name].to_numpy(dtype=np.float64)

    def word(self, name: str) -> NDArray[np.object_]:
        """Give a column of words, None where missing, shape (n_rows,)."""
        if name not in self.frame:
            return np.full(len(self.frame), None, dtype=object)
        values = self.frame[name].astype(object)
        return np.asarray(values.where(values.notna(), None), dtype=object)

    def warn(self, code: str, rows: Flags, name: str, **said: str) -> "CheckedTable":
        """Name the rows in a column; nothing where there are none."""
        if not rows.any():
            return self
        found = self.source.problems(code, self.frame.index[rows], name, **said)
        return replace(self, problems=(*self.problems, *found))

    def emptied(self, rows: Flags, name: str) -> "CheckedTable":
        """Leave a column's values empty in those rows."""
        if not rows.any():
            return self
        return replace(self, frame=self.frame.assign(**{name: self.frame[name].mask(rows)}))

    def without(self, rows: Flags) -> "CheckedTable":
        """Leave rows out."""
        return replace(self, frame=self.frame[~rows]) if rows.any() else self

    def blank_cells(self, name: str) -> Flags:
        """Tell which rows have a blank cell in a column, shape (n_rows,); none without it."""
        if name not in self.frame:
            return np.zeros(len(self.frame), dtype=bool)
        blank = np.zeros(len(self.frame), dtype=bool)
        origins = self.frame.index.to_numpy()
        for row in np.flatnonzero(self.frame[name].isna()):
            blank[row] = self.source.is_blank(int(origins[row]), name)
        return blank


Tables = Mapping[str, CheckedTable]
