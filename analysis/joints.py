"""Which joints: in which order patients stand, and how often something was seen in each joint."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clustered import Proportion, proportion
from analysis.joint_cells import FUSED, NOT_FILMED, NOT_GRADED, REPLACED, JointCells, Values
from analysis.joint_change import IMPROVED, OPERATED, UNCHANGED, WORSENED, JointChange
from analysis.thresholds import DAMAGED_FROM_GRADE
from analysis.worst_first import worst_first
from data.films import NO_ROW, Rows

BY_DAMAGE: Final = "damage"
BY_CHANGE: Final = "change"
BY_ID: Final = "id"
PAGE_ROWS: Final = 150
ROWS_A_PAGE: Final = 100  # of a cohort that does not fit on one page
OVERVIEW_ROWS: Final = 180


@dataclass(frozen=True)
class JointTypeCount:
    """How often something was seen in one type of joint; ``joint`` is empty for all joints.

    ``n_events`` counts joints that improved, are damaged or show the finding, by reading.
    """

    joint: str
    n_joints: int
    n_events: int
    n_unchanged: int
    n_worsened: int
    n_operated: int
    n_not_read: int

    @property
    def share(self) -> float:
        """Share of the joints with the event; 0 for no joint."""
        return self.n_events / self.n_joints if self.n_joints else 0.0


@dataclass(frozen=True)
class JointAnswer:
    """How many joints improved, are damaged or show a finding, over all and by joint type."""

    share: Proportion
    everywhere: JointTypeCount
    by_type: tuple[JointTypeCount, ...]

    @property
    def most(self) -> tuple[JointTypeCount, ...]:
        """Joint types with the highest share."""
        highest = max(each.share for each in self._read)
        return tuple(each for each in self._read if each.share == highest)

    @property
    def least(self) -> tuple[JointTypeCount, ...]:
        """Joint types with the lowest share."""
        lowest = min(each.share for each in self._read)
        return tuple(each for each in self._read if each.share == lowest)

    @property
    def _read(self) -> list[JointTypeCount]:
        return [each for each in self.by_type if each.n_joints]


@dataclass(frozen=True, eq=False)
class BinnedCells:
    """Patients in order, several to a row; arrays of shape (n_bins, n_places).

    Attributes
    ----------
    cells : JointCells
        All patients, in order.
    start : array of int, shape (n_bins,)
        First patient of each bin.
    mean : array of float32
        Mean over the joints read, NaN where none was.
    n_read : array of int32
    """

    cells: JointCells
    start: NDArray[np.int64]
    mean: Values
    n_read: NDArray[np.int32]

    @property
    def stop(self) -> NDArray[np.int64]:
        """One past the last patient of each bin, shape (n_bins,)."""
        return np.append(self.start[1:], self.cells.n_patients)


def row_order(change: JointChange, patient_ids: tuple[str, ...], sort: str) -> Rows:
    """Order the patients of the heatmap.

    Parameters
    ----------
    change : JointChange
        By Larsen grade.
    patient_ids : tuple of str, length n_patients
    sort : str
        "damage" (worst first), "change" (most worsened first), "id", or a joint type, whose
        final grades then count.

    Returns
    -------
    array of int, shape (n_patients,)
        Positions of the patients; equals stay worst first, missing stand last.
    """
    worst: Rows = worst_first(change)
    if sort == BY_DAMAGE:
        return worst
    if sort == BY_ID:
        key = _natural(patient_ids)
    elif sort == BY_CHANGE:
        key = -(change.second_total - change.first_total)
    else:
        key = -_joint_total(change, sort)
    return np.asarray(worst[np.argsort(key[worst], kind="stable")], dtype=np.int32)


def _natural(patient_ids: tuple[str, ...]) -> NDArray[np.float64]:
    """Rank ids so that P2 stands before P10."""
    ids = pd.Series(patient_ids, dtype="str")
    padded = ids.str.replace(r"\d+", lambda found: found.group().zfill(12), regex=True)
    return np.asarray(padded.rank(method="first"), dtype=np.float64)


def _joint_total(change: JointChange, joint: str) -> NDArray[np.float64]:
    columns = [place.joint == joint for place in change.second.places]
    second, first = change.second.larsen[:, columns], change.first.larsen[:, columns]
    has_second = change.pair.second != NO_ROW
    larsen = np.where(has_second[:, None], second, first)
    total = np.nansum(larsen, axis=1, dtype=np.float64)
    return np.where(np.isfinite(larsen).any(axis=1), total, np.nan)


def joint_answer(cells: JointCells) -> JointAnswer:
    """Count the joints that improved, are damaged or show a finding.

    Parameters
    ----------
    cells : JointCells

    Notes
    -----
    Improved: a lower value at the second visit. Damaged: Larsen ``DAMAGED_FROM_GRADE`` or more.
    The interval of the share is clustered by patient.
    """
    happened = _events(cells)
    share = proportion(happened.sum(axis=1), cells.is_read.sum(axis=1))
    types = dict.fromkeys(place.joint for place in cells.places)
    by_type = tuple(_count(cells, happened, joint) for joint in types)
    return JointAnswer(share, _count(cells, happened, ""), by_type)


def _events(cells: JointCells) -> NDArray[np.bool_]:
    if cells.question.reading == "change":
        return np.asarray(cells.outcome == IMPROVED)
    least = DAMAGED_FROM_GRADE if cells.question.reading == "grade" else 1.0
    return np.asarray(cells.is_read & (cells.value >= least))


def _count(cells: JointCells, happened: NDArray[np.bool_], joint: str) -> JointTypeCount:
    columns = [joint in ("", place.joint) for place in cells.places]
    state, outcome = cells.state[:, columns], cells.outcome[:, columns]
    operated = (state == REPLACED) | (state == FUSED)
    if cells.question.reading == "change":
        operated = outcome == OPERATED
    return JointTypeCount(
        joint=joint,
        n_joints=int(cells.is_read[:, columns].sum()),
        n_events=int(happened[:, columns].sum()),
        n_unchanged=int((outcome == UNCHANGED).sum()),
        n_worsened=int((outcome == WORSENED).sum()),
        n_operated=int(operated.sum()),
        n_not_read=int(((state == NOT_FILMED) | (state == NOT_GRADED)).sum()),
    )


def binned(cells: JointCells, n_rows: int = OVERVIEW_ROWS) -> BinnedCells:
    """Put neighbouring patients together, so that a large cohort fits on a screen.

    Parameters
    ----------
    cells : JointCells
        In the order shown.
    n_rows : int
        Most bins; they differ by at most one patient.
    """
    n_bins = min(n_rows, cells.n_patients)
    start = np.linspace(0, cells.n_patients, n_bins, endpoint=False).astype(np.int64)
    n_read = np.add.reduceat(cells.is_read, start, axis=0, dtype=np.int32)
    total = np.add.reduceat(np.nan_to_num(cells.value), start, axis=0)
    mean = np.full(total.shape, np.nan, dtype=np.float32)
    np.divide(total, n_read, out=mean, where=n_read > 0, casting="same_kind")
    return BinnedCells(cells, start, mean, n_read)


def n_pages(n_patients: int) -> int:
    """Count the pages: one to ``PAGE_ROWS`` patients, beyond it ``ROWS_A_PAGE`` a page."""
    return 1 if n_patients <= PAGE_ROWS else -(-n_patients // ROWS_A_PAGE)


def page_rows(page: int, n_patients: int) -> Rows:
    """Return the positions of the patients on a page, counted from 1."""
    if n_patients <= PAGE_ROWS:
        return np.arange(n_patients, dtype=np.int32)
    stop = min(page * ROWS_A_PAGE, n_patients)
    return np.arange((page - 1) * ROWS_A_PAGE, stop, dtype=np.int32)
