"""What became of each joint between two visits: improved, unchanged, worsened or operated."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.joint_grid import JointGrid, first_operated_row, joint_grid
from analysis.visit_pair import PairedVisits, paired_visits
from data.cohort import Cohort
from data.films import NO_ROW, Rows

Definition = Literal["grade", "findings"]
NOT_COMPARED: Final = -1
IMPROVED: Final = 0
UNCHANGED: Final = 1
WORSENED: Final = 2
OPERATED: Final = 3
OUTCOMES: Final = ("improved", "unchanged", "worsened", "operated")


@dataclass(frozen=True, eq=False)
class JointChange:
    """Each joint at the two visits of the pair and what became of it.

    Attributes
    ----------
    pair : PairedVisits
    first, second : JointGrid
        The joints at the two visits.
    definition : {"grade", "findings"}
        What is compared: the Larsen grade or the number of findings.
    change : array of float32, shape (n_patients, n_places)
        Second minus first; NaN where the joint was not read at both or was operated between.
    outcome : array of int8, shape (n_patients, n_places)
        Position in ``OUTCOMES``; -1 where the joint is not compared.
    """

    pair: PairedVisits
    first: JointGrid
    second: JointGrid
    definition: Definition
    change: NDArray[np.float32]
    outcome: NDArray[np.int8]

    @cached_property
    def is_compared(self) -> NDArray[np.bool_]:
        """Joints read at both visits and not operated between, shape (n_patients, n_places)."""
        return np.isfinite(self.change)

    def count(self, outcome: int) -> NDArray[np.int64]:
        """Count the joints of each patient with that outcome, shape (n_patients,)."""
        return np.asarray((self.outcome == outcome).sum(axis=1), dtype=np.int64)

    @cached_property
    def first_total(self) -> NDArray[np.float64]:
        """Sum at the first visit over the joints compared, NaN for none, shape (n_patients,)."""
        return self._total(self.first)

    @cached_property
    def second_total(self) -> NDArray[np.float64]:
        """Sum at the second visit over the joints compared, NaN for none, shape (n_patients,)."""
        return self._total(self.second)

    def _total(self, grid: JointGrid) -> NDArray[np.float64]:
        values = np.where(self.is_compared, _compared_value(grid, self.definition), 0)
        total = values.sum(axis=1, dtype=np.float64)
        return np.where(self.is_compared.any(axis=1), total, np.nan)


@dataclass(frozen=True, eq=False)
class JointChanges:
    """The same joints at the same two visits, compared by either definition."""

    by_grade: JointChange
    by_findings: JointChange


@dataclass(frozen=True, eq=False)
class _LaidOut:
    """The joints at the two visits, and the visit at which each was first seen operated."""

    pair: PairedVisits
    first: JointGrid
    second: JointGrid
    operated_at: Rows


def joint_change(cohort: Cohort, definition: Definition = "grade") -> JointChange:
    """Compare each joint between the two visits that the filter names.

    Parameters
    ----------
    cohort : Cohort
    definition : {"grade", "findings"}
        Compare the Larsen grade, or the number of the seven findings recorded at both visits.

    Notes
    -----
    A joint seen replaced or fused after the first visit and up to the second is operated; it
    is never counted as improved, unchanged or worsened.
    """
    return _compared(_laid_out(cohort), definition)


def joint_changes(cohort: Cohort) -> JointChanges:
    """Compare each joint by grade and by findings, laying the joints out once."""
    laid_out = _laid_out(cohort)
    return JointChanges(_compared(laid_out, "grade"), _compared(laid_out, "findings"))


def _laid_out(cohort: Cohort) -> _LaidOut:
    pair = paired_visits(cohort)
    first, second = joint_grid(cohort, pair.first), joint_grid(cohort, pair.second)
    return _LaidOut(pair, first, second, first_operated_row(cohort))


def _compared(laid_out: _LaidOut, definition: Definition) -> JointChange:
    pair, first, second = laid_out.pair, laid_out.first, laid_out.second
    if definition == "findings":
        first, second = _same_findings(first, second)
    was_operated = laid_out.operated_at != NO_ROW
    before = was_operated & (laid_out.operated_at <= pair.first[:, None])
    between = pair.has_both[:, None] & was_operated & ~before
    between &= laid_out.operated_at <= pair.second[:, None]
    change = _compared_value(second, definition) - _compared_value(first, definition)
    change = np.where(was_operated & (before | between), np.nan, change)
    outcome = np.full(change.shape, NOT_COMPARED, dtype=np.int8)
    outcome[change < 0] = IMPROVED
    outcome[change == 0] = UNCHANGED
    outcome[change > 0] = WORSENED
    outcome[between] = OPERATED
    return JointChange(pair, first, second, definition, change.astype(np.float32), outcome)


def _compared_value(grid: JointGrid, definition: Definition) -> NDArray[np.float64]:
    if definition == "grade":
        return grid.larsen
    counted = grid.n_findings.astype(np.float64)
    counted[grid.n_findings < 0] = np.nan
    return counted


def _same_findings(first: JointGrid, second: JointGrid) -> tuple[JointGrid, JointGrid]:
    """Keep the findings recorded at both visits, so that their numbers compare."""
    both = (first.findings >= 0) & (second.findings >= 0)
    kept = [
        JointGrid(
            grid.places, grid.larsen, np.where(both, grid.findings, np.int8(-1)), grid.status
        )
        for grid in (first, second)
    ]
    return kept[0], kept[1]
