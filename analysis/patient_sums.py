"""Sums per patient: what resampling patients and linearised errors are made of."""

from dataclasses import dataclass

import numpy as np

from analysis.pairs_of_values import Floats, PatientRows
from analysis.thresholds import (
    BOOTSTRAP_DEFINED_SHARE,
    BOOTSTRAP_DRAWS,
    BOOTSTRAP_MAX_PATIENTS,
    BOOTSTRAP_MIN_PATIENTS,
    CONFIDENCE,
    FLOAT_SLACK,
)

_CELLS = 2_000_000  # patients x resamples held at a time: 16 MB a table of them


@dataclass(frozen=True)
class Scaled:
    """A measurement with its mean taken off, divided by its largest distance from it."""

    values: Floats
    centre: float
    unit: float  # 0 where all values are equal


def scaled(values: Floats) -> Scaled:
    """Centre and scale, so that squares neither overflow nor lose what differs.

    Parameters
    ----------
    values : array of float, shape (n,), any unit, nothing missing, at least one
    """
    centre = float(values.mean())
    distance = values - centre
    unit = float(np.abs(distance).max())
    if unit <= FLOAT_SLACK * float(np.abs(values).max()):
        return Scaled(np.zeros_like(values), centre, 0.0)
    return Scaled(distance / unit, centre, unit)


@dataclass(frozen=True)
class Moments:
    """Sums of one or many samples: n, x, y, x squared, y squared, xy."""

    n: Floats
    x: Floats
    y: Floats
    xx: Floats
    yy: Floats
    xy: Floats

    def spread(self) -> tuple[Floats, Floats, Floats]:
        """Give the centred sums of squares of x and of y, and of their products."""
        xx = self.xx - self.x**2 / self.n
        yy = self.yy - self.y**2 / self.n
        return xx, yy, self.xy - self.x * self.y / self.n


def sums_by_patient(code: PatientRows, x: Floats, y: Floats) -> Floats:
    """Add up n, x, y, x squared, y squared and xy of each patient.

    Parameters
    ----------
    code : PatientRows
        Whose row it is.
    x, y : array of float, shape (n_rows,), scaled

    Returns
    -------
    array of float, shape (n_patients, 6)
    """
    terms = (np.ones_like(x), x, y, x * x, y * y, x * y)
    return np.column_stack([np.bincount(code.code, weights=term) for term in terms])


def resampled(sums: Floats, seed: int) -> Moments:
    """Draw patients with replacement, ``BOOTSTRAP_DRAWS`` times, and add up their sums.

    Parameters
    ----------
    sums : array of float, shape (n_patients, 6)
    seed : int
        The same seed and the same patients, in any order, give the same draws.

    Returns
    -------
    Moments of shape (BOOTSTRAP_DRAWS,)
    """
    ordered = sums[np.lexsort(sums.T)]
    n_patients, generator = len(ordered), np.random.default_rng(seed)
    per_batch = max(1, _CELLS // n_patients)
    batches = []
    for start in range(0, BOOTSTRAP_DRAWS, per_batch):
        n_draws = min(per_batch, BOOTSTRAP_DRAWS - start)
        drawn = generator.integers(n_patients, size=(n_draws, n_patients))
        cell = drawn + n_patients * np.arange(n_draws)[:, None]
        times = np.bincount(cell.ravel(), minlength=n_draws * n_patients)
        batches.append(times.reshape(n_draws, n_patients) @ ordered)
    return Moments(*np.concatenate(batches).T)


def may_resample(n_patients: int) -> bool:
    """Say whether the interval comes from resampling rather than from linearised errors."""
    return n_patients <= BOOTSTRAP_MAX_PATIENTS


def enough_patients(n_patients: int) -> bool:
    """Say whether patients are enough for an interval that rests on how they differ."""
    return n_patients >= BOOTSTRAP_MIN_PATIENTS


def middle_95(estimates: Floats) -> tuple[Floats, Floats] | None:
    """Cut 2.5 % off either end of resampled estimates.

    Parameters
    ----------
    estimates : array of float, shape (n_draws,) or (n_draws, n_points)
        nan where a resample had no estimate.

    Returns
    -------
    tuple of arrays of float, or None
        None where fewer than ``BOOTSTRAP_DEFINED_SHARE`` of the resamples had an estimate.
    """
    rows = estimates.reshape(len(estimates), -1)
    defined = rows[~np.isnan(rows).any(axis=1)]
    if len(defined) < BOOTSTRAP_DEFINED_SHARE * len(rows):
        return None
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(defined, [tail, 1.0 - tail], axis=0)
    return low, high
