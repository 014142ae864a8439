"""Which visits are films, and which of a patient's films are baseline and final."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
NO_ROW: Final = -1


def first_row(patient: Rows, eligible: NDArray[np.bool_], n_patients: int) -> Rows:
    """Find each patient's first eligible visit.

    Parameters
    ----------
    patient : array of int, shape (n_visits,)
        Position of the visit's patient; visits in order of time within a patient.
    eligible : array of bool, shape (n_visits,)
    n_patients : int

    Returns
    -------
    array of int, shape (n_patients,)
        Row of the visit, ``NO_ROW`` where a patient has none.
    """
    found = np.full(n_patients, NO_ROW, dtype=np.int32)
    rows = np.flatnonzero(eligible)[::-1].astype(np.int32)
    found[patient[rows]] = rows
    return found


def last_row(patient: Rows, eligible: NDArray[np.bool_], n_patients: int) -> Rows:
    """Find each patient's last eligible visit; arguments and result as in `first_row`."""
    found = np.full(n_patients, NO_ROW, dtype=np.int32)
    rows = np.flatnonzero(eligible).astype(np.int32)
    found[patient[rows]] = rows
    return found


def baseline_film(
    patient: Rows, month: NDArray[np.float64], is_film: NDArray[np.bool_], n_patients: int
) -> Rows:
    """Find the last film at or before month 0, else the first film, of each patient.

    Parameters
    ----------
    patient, is_film, n_patients
        As in `first_row`.
    month : array of float, shape (n_visits,), in months since the start of treatment
        Missing months count as after the start.

    Returns
    -------
    array of int, shape (n_patients,)
        Row of the visit, ``NO_ROW`` for a patient without a film.
    """
    before = last_row(patient, is_film & (month <= 0), n_patients)
    return np.where(before == NO_ROW, first_row(patient, is_film, n_patients), before)


def ranked_film(patient: Rows, is_film: NDArray[np.bool_], rank: int, n_patients: int) -> Rows:
    """Find each patient's film of that rank, counted from 1; else as `first_row`."""
    counted = np.cumsum(is_film)
    before_patient = np.zeros(n_patients, dtype=np.int64)
    first = first_row(patient, np.ones(len(patient), dtype=bool), n_patients)
    has_visits = first != NO_ROW
    start = first[has_visits]
    before_patient[has_visits] = counted[start] - is_film[start]
    return first_row(patient, is_film & (counted - before_patient[patient] == rank), n_patients)
