"""What is missing: how complete every visit is, and how often each measure was recorded."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.errors import CohortError
from analysis.joint_grid import OPERATED_CODES, STATUS_CODE, first_operated_row
from data.cohort import POZNANSKI, Cohort
from data.films import NO_ROW, Rows
from data.schema import FINDINGS, LABS, VISITS

Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]
Shares = NDArray[np.float32]
ROWS_DRAWN: Final = 150
BINS_DRAWN: Final = 60
MEASURED: Final = (
    "active_joint_count",
    *(lab.name for lab in LABS),
    "physician_global",
    "patient_global",
    "msms",
)
JOINT_READS: Final = "Joint reads"


@dataclass(frozen=True, eq=False)
class MeasureRecorded:
    """How often one measure was recorded where it was expected.

    Attributes
    ----------
    title : str
    recorded_at, expected_at : array of int, shape (n_ranks,)
        Visits, or joints on films for the joint reads, by the number of the visit.
    """

    title: str
    recorded_at: Counts
    expected_at: Counts

    @property
    def n_recorded(self) -> int:
        """Count what was recorded at all visits."""
        return int(self.recorded_at.sum())

    @property
    def n_expected(self) -> int:
        """Count what was expected at all visits."""
        return int(self.expected_at.sum())

    @property
    def share(self) -> Shares:
        """Share recorded by the number of the visit, NaN where none was expected."""
        return _share(self.recorded_at, self.expected_at)


@dataclass(frozen=True, eq=False)
class MissingData:
    """How complete each visit is; arrays of shape (n_visits,) unless said.

    Attributes
    ----------
    patient, rank : array of int
        Position of the visit's patient, and its number among the patient's visits from 0.
    n_recorded, n_expected : array of int
        Entries: joints on the film, and measures.
    n_joints_read, n_operated, n_not_filmed : array of int
        Joints at a visit with film; zero at a visit without.
    is_film : array of bool
    n_joints_expected : int
        Joints that the cohort reads, and that are expected on each film.
    measures : tuple of MeasureRecorded
        The joint reads, then each measure that any visit has.
    """

    patient: Rows
    rank: Counts
    n_recorded: Counts
    n_expected: Counts
    n_joints_read: Counts
    n_operated: Counts
    n_not_filmed: Counts
    is_film: Flags
    n_joints_expected: int
    measures: tuple[MeasureRecorded, ...]

    @cached_property
    def share(self) -> Shares:
        """Share of the expected entries that were recorded, NaN where none was expected."""
        return _share(self.n_recorded, self.n_expected)

    @property
    def n_ranks(self) -> int:
        """Count the visits of the patient who has most."""
        return int(self.rank.max()) + 1

    @property
    def n_patients_at_rank(self) -> NDArray[np.int64]:
        """Count the patients who have so many visits, shape (n_ranks,)."""
        return np.bincount(self.rank)

    def least_complete_first(self, order: Rows) -> Rows:
        """Order the patients by the share recorded; equals as in ``order``, without visits last.

        Parameters
        ----------
        order : array of int, shape (n_patients,)
            Positions of the patients.
        """
        recorded, expected = (
            np.bincount(self.patient, weights=each, minlength=len(order)).astype(np.int32)
            for each in (self.n_recorded, self.n_expected)
        )
        share = _share(recorded, expected)[order]
        return order[np.argsort(share, kind="stable")]

    @property
    def overall(self) -> float | None:
        """Share of all expected entries that were recorded, None where none was expected."""
        n_expected = int(self.n_expected.sum())
        return int(self.n_recorded.sum()) / n_expected if n_expected else None

    @property
    def least_complete(self) -> MeasureRecorded | None:
        """The measure recorded least often, None where all are complete."""
        lacking = [each for each in self.measures if each.n_recorded < each.n_expected]
        return min(lacking, key=lambda each: each.n_recorded / each.n_expected, default=None)


def missing_data(cohort: Cohort) -> MissingData:
    """Tell how much of what the cohort records was recorded at each visit.

    Raises
    ------
    CohortError
        If there is no visit, or nothing was recorded at any.

    Notes
    -----
    At a visit with a film each joint that the cohort reads is expected; a joint replaced or
    fused counts as known, from then on. Each measure that any visit has is expected at every
    visit; the Poznanski score only at films, and not once the growth plate had closed.
    """
    if cohort.visits.empty:
        raise CohortError(
            "The file holds no visit, so nothing can be told about what is missing. "
            "Add a sheet with one row a patient and visit."
        )
    rank = _rank(cohort.patient_of_visit)
    joints = _joints_at_visits(cohort)
    expected_joints = np.where(cohort.is_film, len(cohort.places), 0).astype(np.int32)
    n_recorded, n_expected = joints.n_known.copy(), expected_joints.copy()
    measures = []
    if expected_joints.any():
        measures.append(_counted(JOINT_READS, joints.n_known, expected_joints, rank))
    for title, is_recorded, is_expected in _measures(cohort):
        measures.append(_counted(title, is_recorded, is_expected, rank))
        n_recorded += is_recorded
        n_expected += is_expected
    if not measures:
        raise CohortError(
            f"None of the {len(rank):,} visits has a joint read or a laboratory value. "
            "Fill in the visits, or add a sheet of joint reads."
        )
    return MissingData(
        cohort.patient_of_visit, rank, n_recorded, n_expected, joints.n_read, joints.n_operated,
        joints.n_not_filmed, cohort.is_film, len(cohort.places), tuple(measures),
    )  # fmt: skip


def _rank(patient: Rows) -> Counts:
    """Count each patient's visits from 0; visits stand in order of patient and time."""
    place = np.arange(len(patient), dtype=np.int32)
    starts = np.ones(len(patient), dtype=bool)
    starts[1:] = patient[1:] != patient[:-1]
    return place - np.maximum.accumulate(np.where(starts, place, 0)).astype(np.int32)


@dataclass(frozen=True, eq=False)
class _JointsAtVisits:
    """Joints read, operated and not filmed at each visit with film, shape (n_visits,)."""

    n_read: Counts
    n_operated: Counts
    n_not_filmed: Counts

    @property
    def n_known(self) -> Counts:
        return self.n_read + self.n_operated


def _joints_at_visits(cohort: Cohort) -> _JointsAtVisits:
    joints = cohort.joints
    status = joints["status"].cat.codes.to_numpy().astype(np.int8)
    has_value = joints["larsen"].notna().to_numpy(copy=True)
    for finding in FINDINGS:
        has_value |= joints[finding].notna().to_numpy()
    is_read = _seen(cohort, (status == STATUS_CODE["examined"]) & has_value)
    is_operated = _operated(cohort, status)
    is_read &= ~is_operated
    is_filmed = _seen(cohort, status == STATUS_CODE["examined"]) | is_operated
    for flags in (is_read, is_operated):
        flags &= cohort.is_film[:, None]
    is_gap = cohort.is_film[:, None] & ~is_filmed
    counts = [each.sum(axis=1, dtype=np.int32) for each in (is_read, is_operated, is_gap)]
    return _JointsAtVisits(*counts)


def _seen(cohort: Cohort, is_chosen: Flags) -> Flags:
    """Mark the joints with such a read by any reader, shape (n_visits, n_places)."""
    n_places = len(cohort.places)
    seen = np.zeros(len(cohort.visits) * n_places, dtype=bool)
    column = np.searchsorted(cohort.places, cohort.place_of_read[is_chosen])
    seen[cohort.visit_of_read[is_chosen].astype(np.int64) * n_places + column] = True
    return seen.reshape(len(cohort.visits), n_places)


def _operated(cohort: Cohort, status: NDArray[np.int8]) -> Flags:
    """Mark the joints replaced or fused at the visit or before, shape (n_visits, n_places)."""
    if not np.isin(status, OPERATED_CODES).any():
        return np.zeros((len(cohort.visits), len(cohort.places)), dtype=bool)
    operated_at = first_operated_row(cohort)[cohort.patient_of_visit]
    row = np.arange(len(cohort.visits), dtype=np.int32)[:, None]
    return np.asarray((operated_at != NO_ROW) & (operated_at <= row))


def _measures(cohort: Cohort) -> list[tuple[str, Flags, Flags]]:
    """List each measure that any visit has: title, where recorded, where expected."""
    everywhere = np.ones(len(cohort.visits), dtype=bool)
    found = [
        (VISITS.column(name).title, cohort.visits[name].notna().to_numpy(), everywhere)
        for name in MEASURED
    ]
    wrist = cohort.visits[list(POZNANSKI)].notna().any(axis=1).to_numpy()
    is_closed = cohort.visits["physis_closed"].fillna(value=False).to_numpy(dtype=bool)
    found.append(("Poznanski score", wrist, wrist | (cohort.is_film & ~is_closed)))
    return [each for each in found if each[1].any()]


def _counted(
    title: str, recorded: NDArray[np.generic], expected: NDArray[np.generic], rank: Counts
) -> MeasureRecorded:
    at = [
        np.bincount(rank, weights=each.astype(np.float64)).astype(np.int32)
        for each in (recorded, expected)
    ]
    return MeasureRecorded(title, *at)


def _share(recorded: Counts, expected: Counts) -> Shares:
    share = np.full(expected.shape, np.nan, dtype=np.float32)
    np.divide(recorded, expected, out=share, where=expected > 0)
    return share


@dataclass(frozen=True, eq=False)
class CompletenessRows:
    """Rows of patients as they are drawn; arrays of shape (n_rows, n_ranks) unless said.

    Attributes
    ----------
    patient_ids : tuple of str, length n_rows
        Empty where a row is several patients.
    start, stop : array of int, shape (n_rows,)
        Places in the order of the first patient of each row and of the one after its last.
    share : array of float32
        Share recorded, over all visits of the cell; NaN where there is no visit.
    n_visits : array of int
        Visits in the cell.
    n_recorded, n_expected, n_joints_read, n_operated, n_not_filmed : array of int
        As in `MissingData`, added up.
    has_no_film : array of bool
        There are visits, none of them with a film.
    """

    patient_ids: tuple[str, ...]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    share: Shares
    n_visits: Counts
    n_recorded: Counts
    n_expected: Counts
    n_joints_read: Counts
    n_operated: Counts
    n_not_filmed: Counts
    has_no_film: Flags

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return len(self.start)


def completeness_rows(
    cohort: Cohort, found: MissingData, order: Rows, first: int, last: int
) -> CompletenessRows:
    """Lay out the visits of some patients, a row each, or of several patients a row.

    Parameters
    ----------
    cohort : Cohort
    found : MissingData
        Of that cohort.
    order : array of int, shape (n_patients,)
        Positions of the patients from the top.
    first, last : int
        Places in the order, the last not included; above ``ROWS_DRAWN`` several share a row.
    """
    n_patients = last - first
    n_rows = n_patients if n_patients <= ROWS_DRAWN else BINS_DRAWN
    start = first + np.arange(n_rows, dtype=np.int64) * n_patients // n_rows
    stop = np.append(start[1:], last)
    row_of = np.full(cohort.n_patients, -1, dtype=np.int64)
    row_of[order[first:last]] = np.repeat(np.arange(n_rows), stop - start)
    row = row_of[found.patient]
    is_shown = row >= 0
    cell = row[is_shown] * found.n_ranks + found.rank[is_shown]
    grids = _CellSums(cell, is_shown, (n_rows, found.n_ranks))
    n_recorded, n_expected = grids.of(found.n_recorded), grids.of(found.n_expected)
    share = _share(n_recorded, n_expected)
    n_visits = grids.of(np.ones(len(found.rank), dtype=np.int32))
    is_single = n_rows == n_patients
    ids = cohort.patients["patient_id"].iloc[order[first:last]].astype("str") if is_single else ()
    return CompletenessRows(
        tuple(ids), start, stop, share, n_visits, n_recorded, n_expected,
        grids.of(found.n_joints_read), grids.of(found.n_operated), grids.of(found.n_not_filmed),
        (n_visits > 0) & (grids.of(found.is_film.astype(np.int32)) == 0),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _CellSums:
    """Adds up a value of the visits by cell of the drawing."""

    cell: NDArray[np.int64]
    is_shown: Flags
    shape: tuple[int, int]

    def of(self, values: Counts) -> Counts:
        size = self.shape[0] * self.shape[1]
        total = np.bincount(self.cell, weights=values[self.is_shown], minlength=size)
        return total.astype(np.int32).reshape(self.shape)
