"""Who is stepped to next on the timeline, the worst joints first."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.joint_change import joint_change
from analysis.worst_first import final_larsen_total, worst_first
from data.cohort import Cohort


@dataclass(frozen=True, eq=False)
class PatientOrder:
    """The patients in the order in which they are stepped through.

    Attributes
    ----------
    patient_ids : tuple of str, length n_patients
    n_ungraded : int
        Patients without any grade at the two films, who stand last.
    """

    patient_ids: tuple[str, ...]
    n_ungraded: int

    @property
    def n_patients(self) -> int:
        """Count the patients."""
        return len(self.patient_ids)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {patient_id: place for place, patient_id in enumerate(self.patient_ids)}

    def place_of(self, patient_id: str) -> int | None:
        """Give a patient's place in the order, from 0; None for one who is not in it."""
        return self._place.get(patient_id)


def patient_order(cohort: Cohort) -> PatientOrder:
    """Order the patients of a cohort as `analysis.worst_first.worst_first` does."""
    change = joint_change(cohort)
    ids = cohort.patient_ids
    n_ungraded = int(np.isnan(final_larsen_total(change)).sum())
    return PatientOrder(tuple(ids[place] for place in worst_first(change)), n_ungraded)
