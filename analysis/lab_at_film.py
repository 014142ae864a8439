"""The laboratory value that belongs to a film: of its own visit, else of one close by."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.thresholds import LAB_WINDOW_DAYS
from data.cohort import Cohort
from data.films import NO_ROW, Rows

DAYS_A_MONTH: Final = 30.4375


@dataclass(frozen=True, eq=False)
class LabAtFilm:
    """A visit-level value for each patient's film.

    Attributes
    ----------
    value : array of float, shape (n_patients,)
        NaN where there is none within the window.
    is_below_limit : array of bool, shape (n_patients,)
    gap_days : array of float, shape (n_patients,)
        Days from the film to the visit the value is of; 0 for the film's own visit.
    """

    value: NDArray[np.float64]
    is_below_limit: NDArray[np.bool_]
    gap_days: NDArray[np.float64]


def lab_at_film(
    cohort: Cohort,
    column: str,
    film: Rows,
    *,
    is_baseline: bool,
    window_days: float = LAB_WINDOW_DAYS,
) -> LabAtFilm:
    """Find the value of a visit column that belongs to each patient's film.

    Parameters
    ----------
    cohort : Cohort
    column : str
        A number column of visits, such as ``crp_mg_l``.
    film : array of int, shape (n_patients,)
        Row of the film's visit, -1 for none.
    is_baseline : bool
        A value for the baseline film is never taken after month 0, unless it is the film's own.
    window_days : float, in days
        How far from the film a value may be.
    """
    values = cohort.visits[column].to_numpy(dtype=np.float64)
    flags = cohort.visits.get(f"{column}_below_limit")
    below = np.zeros(len(values), dtype=bool) if flags is None else flags.to_numpy(dtype=bool)
    row = _row_of_value(cohort, values, film, is_baseline=is_baseline, window_days=window_days)
    has = row != NO_ROW
    value, gap = np.full(len(film), np.nan), np.zeros(len(film))
    value[has] = values[row[has]]
    other = has & (row != film)
    gap[other] = (cohort.month[row[other]] - cohort.month[film[other]]) * DAYS_A_MONTH
    is_below = np.zeros(len(film), dtype=bool)
    is_below[has] = below[row[has]]
    return LabAtFilm(value, is_below, gap)


def _row_of_value(
    cohort: Cohort,
    values: NDArray[np.float64],
    film: Rows,
    *,
    is_baseline: bool,
    window_days: float,
) -> Rows:
    row = film.copy()
    own = (film != NO_ROW) & np.isfinite(values[np.maximum(film, 0)])
    row[~own] = NO_ROW
    patient = cohort.patient_of_visit
    wanted = (film != NO_ROW) & ~own
    film_month = np.where(film != NO_ROW, cohort.month[np.maximum(film, 0)], np.nan)
    gap = np.abs(cohort.month - film_month[patient]) * DAYS_A_MONTH
    eligible = wanted[patient] & np.isfinite(values) & (gap <= window_days)
    if is_baseline:
        eligible &= cohort.month <= 0
    candidates = np.flatnonzero(eligible)
    farthest_first = candidates[np.argsort(-gap[candidates], kind="stable")]
    row[patient[farthest_first]] = farthest_first
    return row
