"""What each joint of each patient shows: a grade, a finding, or its change between two visits."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.errors import CohortError, counted
from analysis.joint_change import JointChange
from analysis.joint_grid import (
    OPERATED_CODES,
    STATUS_CODE,
    JointGrid,
    Place,
    first_operated_row,
    joint_grid,
)
from data.cohort import Cohort
from data.films import NO_ROW, Rows, ranked_film
from data.schema import FINDINGS, LARSEN_MAX

FIRST_VISIT: Final = "first"
SECOND_VISIT: Final = "second"
STATES: Final = ("read", "not filmed", "replaced", "fused", "not graded")
READ, NOT_FILMED, REPLACED, FUSED, NOT_GRADED = range(len(STATES))

Reading = Literal["grade", "finding", "change"]
Values = NDArray[np.float32]


@dataclass(frozen=True)
class JointQuestion:
    """What the cells of the heatmap shall show.

    Attributes
    ----------
    reading : {"grade", "finding", "change"}
    visit : str
        "first" or "second" of the pair, or the rank of the film as text; not for a change.
    finding : str
        One of the seven; empty for the number of findings (also of a change).
    by_findings : bool
        Compare the number of findings instead of the grade; only for a change.
    """

    reading: Reading = "change"
    visit: str = SECOND_VISIT
    finding: str = ""
    by_findings: bool = False

    @property
    def highest(self) -> float:
        """Highest value that one joint can show."""
        if self.reading == "grade" or (self.reading == "change" and not self.by_findings):
            return LARSEN_MAX
        return 1.0 if self.finding else float(len(FINDINGS))


@dataclass(frozen=True, eq=False)
class JointCells:
    """What each joint of each patient shows; arrays of shape (n_patients, n_places).

    Attributes
    ----------
    question : JointQuestion
    patient_ids : array of str, shape (n_patients,)
    places : tuple of Place, length n_places
    value : array of float32
        Grade, finding, number of findings, or their change; NaN unless the state is read.
    state : array of int8
        Position in ``STATES``.
    first, second : array of float32
        The values compared, NaN where there is none; both the value itself without a change.
    outcome : array of int8
        Position in ``OUTCOMES`` for a change, else -1.
    visit_names : tuple of str
        The visit shown, or the two visits compared.
    n_without_visit : int
        Patients who lack the visit, or one of the two.
    """

    question: JointQuestion
    patient_ids: NDArray[np.object_]
    places: tuple[Place, ...]
    value: Values
    state: NDArray[np.int8]
    first: Values
    second: Values
    outcome: NDArray[np.int8]
    visit_names: tuple[str, ...]
    n_without_visit: int

    @cached_property
    def is_read(self) -> NDArray[np.bool_]:
        """Joints with a value to show, shape (n_patients, n_places)."""
        return np.asarray(self.state == READ)

    @property
    def n_patients(self) -> int:
        """Count the rows."""
        return len(self.patient_ids)

    @property
    def row_sum(self) -> NDArray[np.float64]:
        """Add up each patient's joints, NaN where none was read, shape (n_patients,)."""
        total = np.nansum(self.value, axis=1, dtype=np.float64)
        return np.where(self.is_read.any(axis=1), total, np.nan)

    @property
    def row_maximum(self) -> NDArray[np.float64]:
        """Highest possible sum over the joints read, shape (n_patients,)."""
        n_read = self.is_read.sum(axis=1, dtype=np.float64)
        return np.asarray(n_read * self.question.highest)

    @property
    def place_sum(self) -> NDArray[np.float64]:
        """Add up each joint over the patients, NaN where none was read, shape (n_places,)."""
        total = np.nansum(self.value, axis=0, dtype=np.float64)
        return np.where(self.n_read > 0, total, np.nan)

    @property
    def n_read(self) -> NDArray[np.int64]:
        """Count the patients in whom each joint was read, shape (n_places,)."""
        return np.asarray(self.is_read.sum(axis=0), dtype=np.int64)

    def of(self, rows: Rows) -> "JointCells":
        """Return the cells of those patients, in that order; rows are positions, (n_rows,)."""
        kept = {
            name: getattr(self, name)[rows]
            for name in ("patient_ids", "value", "state", "first", "second", "outcome")
        }
        return replace(self, **kept)


def joint_cells(cohort: Cohort, change: JointChange, question: JointQuestion) -> JointCells:
    """Lay out what each joint of each patient shows.

    Parameters
    ----------
    cohort : Cohort
    change : JointChange
        Of that cohort, by the question's definition.
    question : JointQuestion

    Raises
    ------
    CohortError
        If no joint was read at all, or none at the visits in question.
    """
    if not change.first.places:
        raise CohortError(
            "No joint was read on any film of this cohort, so there is no joint to show. "
            "Add a sheet with one row a joint and visit."
        )
    is_change = question.reading == "change"
    cells = (
        _change_cells(cohort, change, question)
        if is_change
        else _visit_cells(cohort, change, question)
    )
    if not cells.is_read.any():
        raise CohortError(_nothing_read(cells))
    return cells


def _nothing_read(cells: JointCells) -> str:
    visits, is_change = " and ".join(cells.visit_names).lower(), len(cells.visit_names) > 1
    n_operated = int(np.isin(cells.state, (REPLACED, FUSED)).sum())
    when = f"both visits ({visits})" if is_change else f"this visit ({visits})"
    operated = f"; {counted(n_operated, 'joint')} were replaced or fused" if n_operated else ""
    way_out = "Choose another reading or visit above, or widen the filter."
    patients = counted(cells.n_patients, "patient")
    return f"No joint of {patients} has a value at {when}{operated}. {way_out}"


def _change_cells(cohort: Cohort, change: JointChange, question: JointQuestion) -> JointCells:
    pair = change.pair
    last = np.where(pair.second == NO_ROW, pair.first, pair.second)
    state = _states(cohort, change.second, last)
    for grid in (change.first, change.second):
        is_seen = grid.status == STATUS_CODE["examined"]
        state = np.where((state == READ) & ~is_seen, np.int8(NOT_FILMED), state)
    state = np.where((state == READ) & ~change.is_compared, np.int8(NOT_GRADED), state)
    value = np.where(state == READ, change.change, np.float32(np.nan))
    return JointCells(
        question=question,
        patient_ids=np.asarray(cohort.patient_ids, dtype=object),
        places=change.first.places,
        value=value,
        state=state,
        first=_shown(change.first, question),
        second=_shown(change.second, question),
        outcome=change.outcome,
        visit_names=pair.names,
        n_without_visit=pair.n_without,
    )


def _visit_cells(cohort: Cohort, change: JointChange, question: JointQuestion) -> JointCells:
    rows, grid, name = _visit(cohort, change, question.visit)
    state = _states(cohort, grid, rows)
    shown = _shown(grid, question)
    state = np.where((state == READ) & ~np.isfinite(shown), np.int8(NOT_GRADED), state)
    value = np.where(state == READ, shown, np.float32(np.nan))
    return JointCells(
        question=question,
        patient_ids=np.asarray(cohort.patient_ids, dtype=object),
        places=grid.places,
        value=value,
        state=state,
        first=value,
        second=value,
        outcome=np.full(value.shape, -1, dtype=np.int8),
        visit_names=(name,),
        n_without_visit=int((rows == NO_ROW).sum()),
    )


def _visit(cohort: Cohort, change: JointChange, visit: str) -> tuple[Rows, JointGrid, str]:
    pair = change.pair
    if visit == FIRST_VISIT:
        return pair.first, change.first, pair.names[0]
    if visit == SECOND_VISIT:
        return pair.second, change.second, pair.names[1]
    rows = ranked_film(cohort.patient_of_visit, cohort.is_film, int(visit), cohort.n_patients)
    return rows, joint_grid(cohort, rows), f"Film {visit}"


def _shown(grid: JointGrid, question: JointQuestion) -> Values:
    """Take the grade, the finding or the number of findings from a grid, NaN for none."""
    if question.highest == LARSEN_MAX:
        return grid.larsen.astype(np.float32)
    whole = grid.n_findings
    if question.finding:
        whole = grid.findings[:, :, FINDINGS.index(question.finding)]
    return np.where(whole >= 0, whole, np.nan).astype(np.float32)


def _states(cohort: Cohort, grid: JointGrid, visit_rows: Rows) -> NDArray[np.int8]:
    """Tell filmed, not filmed, replaced and fused apart; what was operated before stays so."""
    state = np.full(grid.status.shape, NOT_FILMED, dtype=np.int8)
    state[grid.status == STATUS_CODE["examined"]] = READ
    operated_at = first_operated_row(cohort)
    is_operated = (operated_at != NO_ROW) & (operated_at <= visit_rows[:, None])
    return np.where(is_operated, _operated_state(cohort), state)


def _operated_state(cohort: Cohort) -> NDArray[np.int8]:
    """Tell whether each joint ever operated was replaced or, in the end, fused."""
    codes = cohort.joints["status"].cat.codes.to_numpy()
    reads = np.flatnonzero(np.isin(codes, OPERATED_CODES))
    state = np.full((cohort.n_patients, len(cohort.places)), REPLACED, dtype=np.int8)
    fused = reads[codes[reads] == STATUS_CODE["fused"]]
    patient = cohort.patient_of_visit[cohort.visit_of_read[fused]]
    state[patient, np.searchsorted(cohort.places, cohort.place_of_read[fused])] = FUSED
    return state
