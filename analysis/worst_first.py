"""In which order patients are listed and stepped through: the worst joints first."""

import numpy as np
from numpy.typing import NDArray

from analysis.joint_change import JointChange
from data.films import Rows


def worst_first(change: JointChange) -> Rows:
    """Order the patients by final Larsen total, then by its change, then as in the file.

    Parameters
    ----------
    change : JointChange
        By Larsen grade.

    Returns
    -------
    array of int, shape (n_patients,)
        Positions of the patients, the worst first; those without a grade stand last.

    Notes
    -----
    The final total is over the joints graded at the final film of the pair (see
    `final_larsen_total`); its change is over the joints graded at both films, and a patient
    without one stands behind those who have the same total and a change.
    """
    moved = change.second_total - change.first_total
    worst = np.lexsort((-_last_if_missing(moved), -_last_if_missing(final_larsen_total(change))))
    return worst.astype(np.int32)


def final_larsen_total(change: JointChange) -> NDArray[np.float64]:
    """Give each patient's Larsen total at the final film, else at the first, else NaN."""
    final = change.second.total
    return np.where(np.isfinite(final), final, change.first.total)


def _last_if_missing(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, -np.inf)
