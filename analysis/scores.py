"""Scores of a patient at a visit: Larsen total, findings, and the Poznanski score."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import CohortError
from analysis.joint_grid import HALF
from analysis.pairs_of_values import as_numbers
from data.cohort import POZNANSKI, Cohort
from data.films import Rows
from data.reference_table import NUMBERS, checked_reference
from data.schema import FINDINGS, JOINTS, LARSEN_MAX, SIDES

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class VisitScores:
    """What the joints of each visit add up to; arrays of shape (n_visits,).

    Attributes
    ----------
    larsen_total : float
        Sum of the grades, readers averaged; NaN where no joint was graded.
    n_graded : int
        Joints graded; the highest possible total is 5 x this.
    abnormalities_total : float
        Findings seen over all joints, by at least half of the readers; NaN for none recorded.
    poznanski : float
        Mean of the wrists recorded, in SD; NaN where none is.
    """

    larsen_total: Values
    n_graded: NDArray[np.int64]
    abnormalities_total: Values
    poznanski: Values

    @property
    def maximum(self) -> Values:
        """Highest possible Larsen total: 5 x joints graded."""
        return LARSEN_MAX * self.n_graded.astype(np.float64)


def visit_scores(cohort: Cohort) -> VisitScores:
    """Add up the joints of every visit, averaging readers joint by joint.

    Notes
    -----
    Sums are over the joints graded at that visit; compare two visits with
    `analysis.joint_change.joint_change`, which keeps to the joints graded at both.
    """
    larsen = cohort.joints["larsen"].to_numpy(dtype=np.float64)
    total, n_graded = _sum_over_joints(cohort, larsen)
    seen, n_recorded = np.zeros(len(cohort.visits)), np.zeros(len(cohort.visits), dtype=np.int64)
    for name in FINDINGS:
        values = cohort.joints[name].to_numpy(dtype=np.float64, na_value=np.nan)
        added, counted = _sum_over_joints(cohort, values, by_majority=True)
        seen += np.where(counted > 0, added, 0)
        n_recorded += counted
    abnormalities = np.where(n_recorded > 0, seen, np.nan)
    return VisitScores(total, n_graded, abnormalities, mean_poznanski(cohort))


def _sum_over_joints(
    cohort: Cohort, values: Values, *, by_majority: bool = False
) -> tuple[Values, NDArray[np.int64]]:
    """Average readers (or let half of them decide), add up joints; also count the joints."""
    known = np.isfinite(values)
    row = cohort.visit_of_read[known].astype(np.int64)
    n_visits = len(cohort.visits)
    if cohort.n_readers <= 1:
        counted = np.bincount(row, minlength=n_visits)
        total = np.bincount(row, weights=values[known], minlength=n_visits)
        return np.where(counted > 0, total, np.nan), counted
    n_places = len(JOINTS) * len(SIDES)
    cell, place = np.unique(row * n_places + cohort.place_of_read[known], return_inverse=True)
    mean = np.bincount(place, weights=values[known]) / np.bincount(place)
    mean = (mean >= HALF).astype(np.float64) if by_majority else mean
    counted = np.bincount(cell // n_places, minlength=n_visits)
    total = np.bincount(cell // n_places, weights=mean, minlength=n_visits)
    return np.where(counted > 0, total, np.nan), counted


def lacks_graded_joints(cohort: Cohort) -> NDArray[np.bool_]:
    """Tell at which visits the Larsen total lacks joints that the patient has at another visit.

    Returns
    -------
    array of bool, shape (n_visits,)
        False for a visit without a grade: it has no total.
    """
    reads = np.flatnonzero(cohort.joints["larsen"].notna().to_numpy())
    row, patient = cohort.visit_of_read[reads], cohort.patient_of_visit
    place = np.searchsorted(cohort.places, cohort.place_of_read[reads])
    graded = np.zeros((len(cohort.visits), len(cohort.places)), dtype=bool)
    ever = np.zeros((cohort.n_patients, len(cohort.places)), dtype=bool)
    graded[row, place] = True
    ever[patient[row], place] = True
    return np.asarray(graded.any(axis=1) & (graded.sum(axis=1) < ever.sum(axis=1)[patient]))


def mean_poznanski(cohort: Cohort) -> Values:
    """Average the wrists recorded at each visit, in SD, shape (n_visits,).

    A visit with neither wrist takes the average as recorded; NaN where there is none. A score
    beside a closed growth plate is not used.
    """
    left, right, mean = (cohort.visits[name].to_numpy(dtype=np.float64) for name in POZNANSKI)
    wrists = np.stack([left, right])
    n_wrists = np.isfinite(wrists).sum(axis=0)
    average = np.full(len(mean), np.nan)
    np.divide(np.nansum(wrists, axis=0), n_wrists, out=average, where=n_wrists > 0)
    average = np.where(n_wrists > 0, average, mean)
    closed = cohort.visits["physis_closed"].fillna(value=False).to_numpy(dtype=bool)
    return np.where(closed, np.nan, average)


def wrists_recorded(cohort: Cohort, visit_rows: Rows) -> NDArray[np.int8]:
    """Tell which wrists have a score: 1 left, 2 right, 3 both, 0 neither, shape (n_patients,)."""
    rows = np.maximum(visit_rows, 0)
    left, right = (
        cohort.visits[name].notna().to_numpy()[rows] & (visit_rows >= 0) for name in POZNANSKI[:2]
    )
    return left.astype(np.int8) + np.int8(2) * right.astype(np.int8)


def deficit(poznanski_sd: ArrayLike) -> Values:
    """Turn the Poznanski score round, so that higher is worse; in SD, any shape."""
    return -np.asarray(poznanski_sd, dtype=np.float64)


def poznanski(
    rm_mm: ArrayLike, m2_mm: ArrayLike, sex: ArrayLike, reference: pd.DataFrame
) -> pd.Series:
    """Compute the Poznanski score from two lengths on the film and a reference table.

    Parameters
    ----------
    rm_mm : array-like of float, shape (n,), in mm
        Base of metacarpal 3 to the middle of the distal radial growth plate.
    m2_mm : array-like of float, shape (n,), in mm
        Length of metacarpal 2.
    sex : array-like of str, shape (n,)
        F or M; any other is not scored.
    reference : DataFrame
        Columns sex, m2_min_mm, m2_max_mm, intercept_mm, slope, sd_mm, citation: a row a range
        of metacarpal length. The project brings no such table.

    Returns
    -------
    Series of float, shape (n,), in SD
        (RM - (intercept + slope x M2)) / SD; missing outside the table.

    Raises
    ------
    CohortError
        If the reference is an age table or lacks a column, the inputs differ in length, or a
        length is no number.

    Notes
    -----
    Poznanski et al., Radiology 1978: the score is the number of SDs between the length observed
    and the one expected for that metacarpal.
    """
    table = checked_reference(reference)
    rm, m2 = as_numbers(rm_mm, "RM"), as_numbers(m2_mm, "M2")
    who = pd.Series(sex, dtype="object").fillna("").to_numpy()
    if not len(rm) == len(m2) == len(who):
        raise CohortError(
            f"RM, M2 and sex have {len(rm)}, {len(m2)} and {len(who)} values; "
            "the Poznanski score needs one of each a wrist."
        )
    score = np.full(len(rm), np.nan)
    numbers = table[list(NUMBERS)].to_numpy(dtype=np.float64)
    for row_sex, (low, high, intercept, slope, sd) in zip(table["sex"], numbers, strict=True):
        inside = (who == row_sex) & (m2 >= low) & (m2 <= high) & np.isnan(score)
        score[inside] = (rm[inside] - (intercept + slope * m2[inside])) / sd
    return pd.Series(score, name="poznanski_sd")
