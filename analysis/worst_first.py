"""In which order patients are stepped through: the worst joints first."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.joint_change import joint_change
from data.cohort import Cohort


@dataclass(frozen=True, eq=False)
class WorstFirst:
    """The patients by final Larsen total, then by its change, then as in the file.

    Attributes
    ----------
    patient_ids : tuple of str, length n_patients
        The worst first.
    final_total : array of float, shape (n_patients,)
        Larsen total at the final film, else at the only one, in this order; NaN for no grade,
        and these stand last.
    """

    patient_ids: tuple[str, ...]
    final_total: NDArray[np.float64]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {patient_id: place for place, patient_id in enumerate(self.patient_ids)}

    def place_of(self, patient_id: str) -> int | None:
        """Give a patient's place in the order, from 0; None for one who is not in it."""
        return self._place.get(patient_id)

    @property
    def n_ungraded(self) -> int:
        """Count the patients without any grade at the two films."""
        return int(np.isnan(self.final_total).sum())


def worst_first(cohort: Cohort) -> WorstFirst:
    """Order the patients, the worst joints first.

    Notes
    -----
    The final total is over the joints graded at the final film of the pair; its change is over
    the joints graded at both films. A patient without a change stands behind those with one.
    """
    compared = joint_change(cohort)
    final = compared.second.total
    final = np.where(np.isfinite(final), final, compared.first.total)
    change = compared.second_total - compared.first_total
    order = np.lexsort((-_last_if_missing(change), -_last_if_missing(final)))
    ids = cohort.patient_ids
    return WorstFirst(tuple(ids[place] for place in order), final[order])


def _last_if_missing(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values, -np.inf)
