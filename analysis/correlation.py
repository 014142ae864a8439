"""Does one measurement go with another: between patients, within patients, and pooled."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import CohortError, counted, in_sentences
from analysis.pairs_of_values import (
    Floats,
    Integers,
    PatientRows,
    complete_pairs,
    complete_rows,
)
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
from analysis.ranks import doubled_midranks, pairing_p, same_order_p
from analysis.regression import RegressionBand, regression_band
from analysis.tails import two_sided_t
from analysis.thresholds import (
    BOOTSTRAP_DRAWS,
    BOOTSTRAP_MIN_PATIENTS,
    BOOTSTRAP_SEED,
    CORRELATION_INTERVAL_PAIRS,
    CORRELATION_PAIRS,
    FLOAT_SLACK,
    LINE_SLACK,
    PERMUTATION_PAIRS,
    REPEATED_MEASURES_PATIENTS,
    Z_95,
)

__all__ = [
    "Correlation",
    "PooledCorrelation",
    "RegressionBand",
    "RepeatedMeasuresCorrelation",
    "pearson",
    "pooled",
    "regression_band",
    "repeated_measures",
    "spearman",
]


@dataclass(frozen=True)
class Correlation:
    """Correlation of independent pairs, one a patient."""

    n: int
    n_dropped: int
    r: float
    low: float | None
    high: float | None
    p: float | None
    method: str
    note: str | None


@dataclass(frozen=True)
class RepeatedMeasuresCorrelation:
    """Common correlation of the changes within each patient."""

    r: float
    df: int
    low: float | None
    high: float | None
    p: float | None
    n_patients: int  # with at least two complete rows
    n_rows: int  # of these patients
    n_single: int  # patients left out: one complete row
    n_dropped: int  # rows left out: a value missing
    method: str
    note: str | None


@dataclass(frozen=True)
class PooledCorrelation:
    """Correlation over all patient-visits as if independent; descriptive only."""

    n: int
    n_patients: int
    n_dropped: int
    r: float
    low: float | None
    high: float | None
    p: float | None  # ignores that a patient comes more than once
    method: str
    note: str | None


def pearson(x: ArrayLike, y: ArrayLike) -> Correlation:
    """Estimate the linear correlation of independent pairs.

    Parameters
    ----------
    x, y : array-like of float, shape (n_patients,), any units
        One value a patient each, in the same order; pairs with a gap are dropped and counted.

    Raises
    ------
    CohortError
        If fewer than ``CORRELATION_PAIRS`` complete pairs remain or a measurement is constant.

    Notes
    -----
    p from t = r sqrt((n - 2) / (1 - r^2)) on n - 2 degrees of freedom, interval by Fisher's
    z +/- 1.96 / sqrt(n - 3); both from ``CORRELATION_INTERVAL_PAIRS`` pairs.
    """
    pairs = complete_pairs(x, y, ("x", "y"))
    first, second = _both_vary(pairs.first, pairs.second, pairs.n)
    r, n = _r(first.values, second.values), pairs.n
    method = "Pearson, t; interval by Fisher's z"
    if n < CORRELATION_INTERVAL_PAIRS or abs(r) == 1.0:
        note = _no_inference(n, r)
        return Correlation(n, pairs.n_dropped, r, None, None, None, method, note)
    low, high = _fisher(r, 1.0 / math.sqrt(n - 3))
    return Correlation(n, pairs.n_dropped, r, low, high, _p_of_r(r, n - 2), method, None)


def spearman(x: ArrayLike, y: ArrayLike) -> Correlation:
    """Estimate the rank correlation of independent pairs.

    Parameters
    ----------
    x, y : array-like of float, shape (n_patients,), any units
        One value a patient each, in the same order; pairs with a gap are dropped and counted.

    Raises
    ------
    CohortError
        If fewer than ``CORRELATION_PAIRS`` complete pairs remain or a measurement is constant.

    Notes
    -----
    Pearson's r of mid-ranks. p over all n! pairings to ``PERMUTATION_PAIRS`` pairs (twice the
    smaller tail), else t on n - 2 degrees of freedom. Interval by Bonett & Wright (2000):
    z +/- 1.96 sqrt((1 + r^2 / 2) / (n - 3)). p and interval from
    ``CORRELATION_INTERVAL_PAIRS`` pairs.
    """
    pairs = complete_pairs(x, y, ("x", "y"))
    _both_vary(pairs.first, pairs.second, pairs.n)
    first, second = doubled_midranks(pairs.first), doubled_midranks(pairs.second)
    n = pairs.n
    r = _r(scaled(first.astype(np.float64)).values, scaled(second.astype(np.float64)).values)
    p, method = _spearman_p(first, second, r)
    if n < CORRELATION_INTERVAL_PAIRS or abs(r) == 1.0:
        note = _no_inference(n, r)
        return Correlation(n, pairs.n_dropped, r, None, None, p, method, note)
    low, high = _fisher(r, math.sqrt((1.0 + r * r / 2.0) / (n - 3)))
    return Correlation(n, pairs.n_dropped, r, low, high, p, method, None)


def repeated_measures(
    patient: Iterable[object], x: ArrayLike, y: ArrayLike
) -> RepeatedMeasuresCorrelation:
    """Estimate whether two measurements move together within patients.

    Parameters
    ----------
    patient : array-like, shape (n_visits,)
        Whose visit it is; any labels.
    x, y : array-like of float, shape (n_visits,), any units
        One value a visit each; rows with a gap are dropped and counted.

    Raises
    ------
    CohortError
        If fewer than ``REPEATED_MEASURES_PATIENTS`` patients have two complete visits, or a
        measurement never changes within a patient.

    Notes
    -----
    Pearson's r of distances from each patient's own mean, on N - K - 1 degrees of freedom for N
    visits of K patients; p by t, interval by Fisher's z +/- 1.96 / sqrt(df - 1)
    (Bakdash & Marusich 2017).
    """
    rows = complete_rows(patient, x, y, ("x", "y"))
    visits = np.bincount(rows.code, minlength=rows.n_patients)
    repeated = (visits >= 2)[rows.code]
    n_patients, n_rows = int(np.count_nonzero(visits >= 2)), int(np.count_nonzero(repeated))
    if n_patients < REPEATED_MEASURES_PATIENTS:
        raise CohortError(_too_few_repeated(n_patients))
    first = _within(rows, rows.first, visits)[repeated]
    second = _within(rows, rows.second, visits)[repeated]
    r, df = _r(first, second), n_rows - n_patients - 1
    perfect = abs(r) == 1.0
    low, high = (None, None) if perfect else _fisher(r, 1.0 / math.sqrt(df - 1))
    return RepeatedMeasuresCorrelation(
        r=r,
        df=df,
        low=low,
        high=high,
        p=None if perfect else _p_of_r(r, df),
        n_patients=n_patients,
        n_rows=n_rows,
        n_single=rows.n_patients - n_patients,
        n_dropped=rows.n_dropped,
        method="repeated-measures correlation, t; interval by Fisher's z",
        note=_no_inference(n_rows, r) if perfect else None,
    )


def pooled(
    patient: Iterable[object], x: ArrayLike, y: ArrayLike, seed: int = BOOTSTRAP_SEED
) -> PooledCorrelation:
    """Describe the correlation over all patient-visits, with an interval that counts patients.

    Parameters
    ----------
    patient : array-like, shape (n_visits,)
        Whose visit it is; any labels.
    x, y : array-like of float, shape (n_visits,), any units
        One value a visit each; rows with a gap are dropped and counted.
    seed : int
        Of the resampling; the order of rows and the patients' labels do not matter.

    Raises
    ------
    CohortError
        If fewer than ``CORRELATION_PAIRS`` complete rows remain or a measurement is constant.

    Notes
    -----
    Interval: middle 95 % of ``BOOTSTRAP_DRAWS`` resamples of patients with all their visits;
    above ``BOOTSTRAP_MAX_PATIENTS`` the linearised standard error between patients on Fisher's z.
    The p is Pearson's and ignores that a patient comes more than once.
    """
    rows = complete_rows(patient, x, y, ("x", "y"))
    first, second = _both_vary(rows.first, rows.second, rows.n)
    r = _r(first.values, second.values)
    defined = rows.n >= CORRELATION_INTERVAL_PAIRS and abs(r) < 1.0
    limits, how = _pooled_interval(rows, (first.values, second.values), r, seed)
    low, high = limits if defined and limits else (None, None)
    return PooledCorrelation(
        n=rows.n,
        n_patients=rows.n_patients,
        n_dropped=rows.n_dropped,
        r=r,
        low=low,
        high=high,
        p=_p_of_r(r, rows.n - 2) if defined else None,
        method=f"Pearson over patient-visits, p ignores repeats; interval by {how}",
        note=_no_cluster_interval(rows.n_patients)
        if defined and low is None
        else _no_inference(rows.n, r),
    )


def _both_vary(x: Floats, y: Floats, n: int) -> tuple[Scaled, Scaled]:
    """Centre and scale both measurements, or say why no correlation exists."""
    if n < CORRELATION_PAIRS:
        raise CohortError(
            f"Only {counted(n, 'pair')} of values {'is' if n == 1 else 'are'} complete; "
            f"a correlation needs at least {CORRELATION_PAIRS}. Widen the filters."
        )
    both = scaled(x), scaled(y)
    for name, measurement in zip(("first", "second"), both, strict=True):
        if measurement.unit == 0.0:
            raise CohortError(
                f"The {name} measurement is the same in all {n} pairs, so nothing can go with "
                "it. Widen the filters or choose another measurement."
            )
    return both


def _r(x: Floats, y: Floats) -> float:
    """Correlate two centred measurements; points on a line give 1 or -1 without noise."""
    # Not x @ y: on a busy machine the threads of BLAS take longer than the sums.
    spread = math.sqrt(float(np.square(x).sum())) * math.sqrt(float(np.square(y).sum()))
    r = float((x * y).sum()) / spread
    return math.copysign(1.0, r) if 1.0 - abs(r) <= LINE_SLACK else r


def _p_of_r(r: float, df: int) -> float:
    """Test r against 0 by Student's t."""
    return two_sided_t(r * math.sqrt(df / ((1.0 - r) * (1.0 + r))), df)


def _fisher(r: float, error: float) -> tuple[float, float]:
    """Give the interval of r from the standard error of its inverse hyperbolic tangent."""
    z = math.atanh(r)
    return math.tanh(z - Z_95 * error), math.tanh(z + Z_95 * error)


def _spearman_p(first: Integers, second: Integers, r: float) -> tuple[float | None, str]:
    """Test a rank correlation, over all pairings where that is quick, and name the test."""
    n = len(first)
    exact = "Spearman, exact over all pairings; interval by Bonett & Wright"
    if n < CORRELATION_INTERVAL_PAIRS:
        return None, "Spearman, not tested"
    if n <= PERMUTATION_PAIRS:
        return pairing_p(first, second), exact
    if abs(r) == 1.0:
        return same_order_p(first), exact
    return _p_of_r(r, n - 2), "Spearman, t; interval by Bonett & Wright"


def _within(rows: PatientRows, values: Floats, visits: Integers) -> Floats:
    """Take each patient's own mean off, or say that nothing changes within patients."""
    everywhere = scaled(values)
    mean = np.bincount(rows.code, weights=everywhere.values) / visits
    distance = everywhere.values - mean[rows.code]
    if float(np.abs(distance).max()) <= FLOAT_SLACK:
        raise CohortError(
            f"A measurement never changes within any of the {rows.n_patients} patients, so "
            "nothing can move with it. Choose another measurement or more visits."
        )
    return distance


def _pooled_interval(
    rows: PatientRows, both: tuple[Floats, Floats], r: float, seed: int
) -> tuple[tuple[float, float] | None, str]:
    """Give the interval of a pooled r and name how it was made."""
    sums = sums_by_patient(rows, *both)
    resampling = f"{BOOTSTRAP_DRAWS} bootstrap resamples of patients"
    if not enough_patients(rows.n_patients):
        return None, resampling
    if not may_resample(rows.n_patients):
        return _fisher(r, _linearised_error(sums, r)), "linearised error between patients"
    limits = middle_95(_r_of(resampled(sums, seed)))
    return None if limits is None else (float(limits[0][0]), float(limits[1][0])), resampling


def _r_of(moments: Moments) -> Floats:
    """Correlate many samples at once; nan where a measurement is constant."""
    xx, yy, xy = moments.spread()
    varies = (xx > FLOAT_SLACK * moments.n) & (yy > FLOAT_SLACK * moments.n)
    product = np.where(varies, xx * yy, 1.0)
    return np.where(varies, np.clip(xy / np.sqrt(product), -1.0, 1.0), np.nan)


def _linearised_error(sums: Floats, r: float) -> float:
    """Give the standard error of Fisher's z between patients.

    Notes
    -----
    A visit moves r by u = ab - r (a^2 + b^2) / 2, with a and b standardised; u adds up within a
    patient, and K/(K-1) times the sum of squares over K patients, by N^2, is the variance of r;
    that of z is larger by 1 / (1 - r^2)^2.
    """
    total = sums.sum(axis=0)
    xx, yy = total[3], total[4]
    moved = sums[:, 5] / math.sqrt(xx * yy) - r / 2.0 * (sums[:, 3] / xx + sums[:, 4] / yy)
    n_patients = len(sums)
    error = math.sqrt(n_patients / (n_patients - 1) * float(moved @ moved))
    return error / (1.0 - r * r)


def _no_inference(n: int, r: float) -> str | None:
    """Say why a correlation has no p or interval."""
    return in_sentences(
        f"Only {n} pairs of values; a p and an interval need at least "
        f"{CORRELATION_INTERVAL_PAIRS}."
        if n < CORRELATION_INTERVAL_PAIRS
        else None,
        f"All {n} points lie on one line, so there is no spread to judge by."
        if abs(r) == 1.0
        else None,
    )


def _no_cluster_interval(n_patients: int) -> str:
    """Say why a pooled correlation has no interval."""
    if not enough_patients(n_patients):
        return (
            f"Only {counted(n_patients, 'patient')}; an interval by resampling patients needs at "
            f"least {BOOTSTRAP_MIN_PATIENTS}."
        )
    return (
        f"In too many resamples of the {n_patients} patients a measurement does not vary, "
        "so there is no interval."
    )


def _too_few_repeated(n_patients: int) -> str:
    """Say why nothing can be told about changes within patients."""
    return (
        f"Only {counted(n_patients, 'patient')} with two complete visits; a correlation within "
        f"patients needs at least {REPEATED_MEASURES_PATIENTS}. Widen the filters."
    )
