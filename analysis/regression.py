"""A least-squares line through patient-visits, with a band that counts patients."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import CohortError, counted
from analysis.pairs_of_values import Floats, PatientRows, as_numbers, complete_rows
from analysis.patient_sums import (
    Moments,
    Scaled,
    enough_patients,
    may_resample,
    middle_95,
    resampled,
    scaled,
    sums_by_patient,
)
from analysis.thresholds import (
    BOOTSTRAP_DRAWS,
    BOOTSTRAP_MIN_PATIENTS,
    BOOTSTRAP_SEED,
    CORRELATION_PAIRS,
    FLOAT_SLACK,
    Z_95,
)


@dataclass(frozen=True)
class RegressionBand:
    """A line of y on x and where it may lie, at chosen points."""

    at: Floats  # unit of x
    line: Floats  # unit of y, one value a point
    low: Floats | None
    high: Floats | None
    slope: float  # unit of y by unit of x
    intercept: float  # unit of y
    n: int  # patient-visits
    n_patients: int
    n_dropped: int
    method: str
    note: str | None


def regression_band(
    patient: Iterable[object],
    x: ArrayLike,
    y: ArrayLike,
    at: ArrayLike,
    seed: int = BOOTSTRAP_SEED,
) -> RegressionBand:
    """Draw the least-squares line of y on x with a 95 % band from patients.

    Parameters
    ----------
    patient : array-like, shape (n_visits,)
        Whose visit it is; any labels.
    x, y : array-like of float, shape (n_visits,), any units
        One value a visit each; rows with a gap are dropped and counted.
    at : array-like of float, shape (n_points,), unit of x
        Where line and band are wanted.
    seed : int
        Of the resampling; the order of rows and the patients' labels do not matter.

    Raises
    ------
    CohortError
        If fewer than ``CORRELATION_PAIRS`` complete rows remain, x is constant, or a point is
        missing.

    Notes
    -----
    At each point the middle 95 % of the lines through ``BOOTSTRAP_DRAWS`` resamples of patients
    with all their visits; above ``BOOTSTRAP_MAX_PATIENTS`` the line +/- 1.96 linearised standard
    errors between patients. The band is pointwise.
    """
    rows, points = complete_rows(patient, x, y, ("x", "y")), as_numbers(at, "at")
    _check(rows, points)
    first, second = scaled(rows.first), scaled(rows.second)
    if first.unit == 0.0:
        raise CohortError(
            f"The first measurement is the same in all {rows.n} patient-visits, so no line can "
            "be drawn. Widen the filters."
        )
    sums = sums_by_patient(rows, first.values, second.values)
    where = (points - first.centre) / first.unit
    line = _line(Moments(*sums.sum(axis=0)[:, None]), where)[0]
    band, method = _band(sums, where, line, seed)
    slope = float(first.values @ second.values) / float(first.values @ first.values)
    slope *= (second.unit or 1.0) / first.unit
    return RegressionBand(
        at=points,
        line=_unscaled(line, second),
        low=None if band is None else _unscaled(band[0], second),
        high=None if band is None else _unscaled(band[1], second),
        slope=slope,
        intercept=second.centre - slope * first.centre,
        n=rows.n,
        n_patients=rows.n_patients,
        n_dropped=rows.n_dropped,
        method=method,
        note=None if band is not None else _no_band(rows.n_patients),
    )


def _check(rows: PatientRows, points: Floats) -> None:
    """Refuse too few rows and missing points."""
    if rows.n < CORRELATION_PAIRS:
        raise CohortError(
            f"Only {counted(rows.n, 'patient-visit')} with both values; a line needs at least "
            f"{CORRELATION_PAIRS}. Widen the filters."
        )
    if np.isnan(points).any():
        raise CohortError("A point at which the line is wanted is missing. Give it a value.")


def _line(moments: Moments, where: Floats) -> Floats:
    """Give the lines of many samples at the points; nan where x is constant in a sample."""
    xx, _, xy = moments.spread()
    varies = xx > FLOAT_SLACK * moments.n
    slope = np.where(varies, xy / np.where(varies, xx, 1.0), np.nan)
    level = moments.y / moments.n - slope * moments.x / moments.n
    lines: Floats = level[:, None] + slope[:, None] * where[None, :]
    return lines


def _band(
    sums: Floats, where: Floats, line: Floats, seed: int
) -> tuple[tuple[Floats, Floats] | None, str]:
    """Give the band in scaled units and name how it was made."""
    resampling = f"least squares; band by {BOOTSTRAP_DRAWS} bootstrap resamples of patients"
    if not enough_patients(len(sums)):
        return None, resampling
    if may_resample(len(sums)):
        return middle_95(_line(resampled(sums, seed), where)), resampling
    reach = Z_95 * _linearised_error(sums, where)
    return (line - reach, line + reach), "least squares; band by linearised error between patients"


def _linearised_error(sums: Floats, where: Floats) -> Floats:
    """Give the standard error of the line at each point, between patients.

    Notes
    -----
    Sandwich estimate with K/(K-1) over K patients: the residuals and their products with x add up
    within a patient; x and y are centred, so their sums over all rows are 0.
    """
    total = sums.sum(axis=0)
    slope = total[5] / total[3]
    residual = sums[:, 2] - slope * sums[:, 1]
    with_x = sums[:, 5] - slope * sums[:, 3]
    level, tilt = residual / total[0], with_x / total[3]
    squared = level @ level + 2.0 * where * (level @ tilt) + where**2 * (tilt @ tilt)
    n_patients = len(sums)
    error: Floats = np.sqrt(np.maximum(squared, 0.0) * n_patients / (n_patients - 1))
    return error


def _unscaled(values: Floats, measurement: Scaled) -> Floats:
    """Give scaled values their unit back."""
    return measurement.centre + values * measurement.unit


def _no_band(n_patients: int) -> str:
    """Say why the line has no band."""
    if not enough_patients(n_patients):
        return (
            f"Only {counted(n_patients, 'patient')}; a band by resampling patients needs at least "
            f"{BOOTSTRAP_MIN_PATIENTS}."
        )
    return (
        f"In too many resamples of the {n_patients} patients the first measurement does not vary, "
        "so there is no band."
    )
