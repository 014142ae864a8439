"""Every patient's joints at one visit each, as a grid of patients x joints."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.films import NO_ROW, Rows
from data.schema import FINDINGS, JOINTS, LARSEN_MAX, OPERATED, SIDES, STATUSES

NO_READ: Final = -1
STATUS_CODE: Final = {name: code for code, name in enumerate(STATUSES)}
OPERATED_CODES: Final = tuple(STATUS_CODE[name] for name in OPERATED)
# Where readers differ, the status that says more wins.
_WEIGHT: Final = np.array([1, 0, 2, 3], dtype=np.int8)
_UNWEIGHT: Final = np.array([1, 0, 2, 3], dtype=np.int8)
HALF: Final = 0.5


@dataclass(frozen=True)
class Place:
    """One joint of one side."""

    joint: str
    side: str


@dataclass(frozen=True, eq=False)
class JointGrid:
    """The joints of every patient at one visit each, readers averaged.

    Attributes
    ----------
    places : tuple of Place, length n_places
        Joints in the order of the schema, left before right.
    larsen : array of float, shape (n_patients, n_places)
        Grade 0-5, mean over readers; NaN where none was given. In double precision: thirds of
        three readers must add up alike whichever joints they come from.
    findings : array of int8, shape (n_patients, n_places, 7)
        1 seen by at least half of the readers, 0 not, -1 not recorded.
    status : array of int8, shape (n_patients, n_places)
        Position in ``STATUSES``; -1 where there is no read.
    """

    places: tuple[Place, ...]
    larsen: NDArray[np.float64]
    findings: NDArray[np.int8]
    status: NDArray[np.int8]

    @cached_property
    def is_graded(self) -> NDArray[np.bool_]:
        """Joints with a grade, shape (n_patients, n_places)."""
        return np.isfinite(self.larsen)

    @cached_property
    def n_findings(self) -> NDArray[np.int8]:
        """Count the findings seen, -1 where none was recorded, shape (n_patients, n_places)."""
        seen = (self.findings == 1).sum(axis=2, dtype=np.int8)
        return np.where((self.findings >= 0).any(axis=2), seen, np.int8(NO_READ))

    @property
    def total(self) -> NDArray[np.float64]:
        """Larsen total over the graded joints, NaN for none, shape (n_patients,)."""
        total = np.nansum(self.larsen, axis=1, dtype=np.float64)
        return np.where(self.is_graded.any(axis=1), total, np.nan)

    @property
    def maximum(self) -> NDArray[np.float64]:
        """Highest possible total: 5 x joints graded, shape (n_patients,)."""
        n_graded: NDArray[np.int64] = self.is_graded.sum(axis=1)
        return LARSEN_MAX * n_graded.astype(np.float64)


def joint_places(cohort: Cohort) -> tuple[Place, ...]:
    """List the joints that the cohort reads at all, in the schema's order."""
    return tuple(
        Place(JOINTS[code // len(SIDES)], SIDES[code % len(SIDES)]) for code in cohort.places
    )


def joint_grid(cohort: Cohort, visit_rows: Rows) -> JointGrid:
    """Lay out the joints of each patient at one visit.

    Parameters
    ----------
    cohort : Cohort
    visit_rows : array of int, shape (n_patients,)
        Row in ``cohort.visits`` of each patient's visit, -1 for none.
    """
    row_of_read, place_of_read = cohort.visit_of_read, cohort.place_of_read
    chosen = np.zeros(len(cohort.visits), dtype=bool)
    chosen[visit_rows[visit_rows != NO_ROW]] = True
    reads = np.flatnonzero(chosen[row_of_read])
    column_of_place = np.zeros(len(JOINTS) * len(SIDES), dtype=np.int64)
    column_of_place[cohort.places] = np.arange(len(cohort.places))
    shape = (cohort.n_patients, len(cohort.places))
    patient = cohort.patient_of_visit[row_of_read[reads]].astype(np.int64)
    cell = patient * shape[1] + column_of_place[place_of_read[reads]]
    findings = np.stack(
        [_majority(_finding(cohort, name, reads), cell, shape) for name in FINDINGS], axis=2
    )
    larsen = cohort.joints["larsen"].to_numpy()[reads]
    status = cohort.joints["status"].cat.codes.to_numpy()[reads].astype(np.int8)
    return JointGrid(
        joint_places(cohort), _mean(larsen, cell, shape), findings, _status(status, cell, shape)
    )


def _finding(cohort: Cohort, name: str, reads: NDArray[np.intp]) -> NDArray[np.float32]:
    # Chosen before they are converted: the other visits' reads are several times as many.
    chosen = cohort.joints[name].array[reads]
    values: NDArray[np.float32] = chosen.to_numpy(dtype=np.float32, na_value=np.nan)
    return values


def _mean(
    values: NDArray[np.float32], cell: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float64]:
    known = np.isfinite(values)
    size = shape[0] * shape[1]
    n_reads = np.bincount(cell[known], minlength=size)
    total = np.bincount(cell[known], weights=values[known], minlength=size)
    mean = np.full(size, np.nan)
    np.divide(total, n_reads, out=mean, where=n_reads > 0)
    return mean.reshape(shape)


def _majority(
    values: NDArray[np.float32], cell: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.int8]:
    share = _mean(values, cell, shape)
    seen = (share >= HALF).astype(np.int8)
    seen[np.isnan(share)] = NO_READ
    return seen


def _status(
    codes: NDArray[np.int8], cell: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.int8]:
    heaviest = np.full(shape[0] * shape[1], NO_READ, dtype=np.int8)
    np.maximum.at(heaviest, cell, _WEIGHT[codes])
    status = np.where(heaviest == NO_READ, np.int8(NO_READ), _UNWEIGHT[heaviest])
    return status.reshape(shape).astype(np.int8)


def first_operated_row(cohort: Cohort) -> Rows:
    """Find the first visit at which each joint was seen replaced or fused.

    Returns
    -------
    array of int, shape (n_patients, n_places)
        Row in ``cohort.visits``, -1 where the joint was never operated.
    """
    codes = cohort.joints["status"].cat.codes.to_numpy()
    reads = np.flatnonzero(np.isin(codes, OPERATED_CODES))
    order = reads[np.argsort(-cohort.visit_of_read[reads], kind="stable")]
    column_of_place = np.zeros(len(JOINTS) * len(SIDES), dtype=np.int64)
    column_of_place[cohort.places] = np.arange(len(cohort.places))
    found = np.full((cohort.n_patients, len(cohort.places)), NO_ROW, dtype=np.int32)
    rows = cohort.visit_of_read[order]
    found[cohort.patient_of_visit[rows], column_of_place[cohort.place_of_read[order]]] = rows
    return found
