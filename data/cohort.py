"""The checked cohort: tidy tables that fit together, and how a filter narrows them."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import CohortError
from data.films import Rows, baseline_film
from data.schema import JOINTS, SIDES
from data.selection import CohortFilter

POZNANSKI: Final = ("poznanski_left_sd", "poznanski_right_sd", "poznanski_sd")
GROUP_LIMIT: Final = 12
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cohort:
    """Patients, their visits and the reads of their joints, as `data/schema.py` declares them.

    Each visit belongs to a patient and each read to a visit; visits stand in order of patient
    and time. Frames are shared between narrowed cohorts: never change one in place.

    Attributes
    ----------
    patients, visits, joints, treatments, events, study : DataFrame
        The canonical tables, all declared columns present.
    visit_of_read : array of int, shape (n_reads,)
        Row in ``visits`` of each row in ``joints``.
    is_film : array of bool, shape (n_visits,)
        Visits at which a joint was read (for a patient never read: a wrist was scored).
    has_recorded_timepoint : array of bool, shape (n_patients,)
        Patients whose file says baseline or final; the others' are worked out from the films.
    name : str
        Short name for file names, never that of the uploaded file.
    synthetic : bool
        Made up, and to be labelled so wherever it shows.
    digest : str
        sha256 of the bytes that were read.
    poznanski_reference : str
        Citation of the reference by which scores were computed from RM and M2; empty where
        every score is as recorded.
    chosen : CohortFilter
        What narrowed it.
    n_patients_all, n_joints_all : int
        Patients and patient-joints before narrowing.
    """

    patients: pd.DataFrame
    visits: pd.DataFrame
    joints: pd.DataFrame
    treatments: pd.DataFrame
    events: pd.DataFrame
    study: pd.DataFrame
    visit_of_read: Rows
    is_film: Flags
    has_recorded_timepoint: Flags
    name: str = "cohort"
    synthetic: bool = False
    digest: str = ""
    poznanski_reference: str = ""
    chosen: CohortFilter = field(default_factory=CohortFilter)
    n_patients_all: int = 0
    n_joints_all: int = 0

    @cached_property
    def patient_ids(self) -> tuple[str, ...]:
        """List the patients' ids in order."""
        return tuple(self.patients["patient_id"].astype(str))

    @property
    def n_patients(self) -> int:
        """Count the patients."""
        return len(self.patients)

    @cached_property
    def _place_of_code(self) -> Rows:
        codes = self.patients["patient_id"].cat.codes.to_numpy()
        places = np.full(len(self.patients["patient_id"].cat.categories), -1, dtype=np.int32)
        places[codes] = np.arange(self.n_patients, dtype=np.int32)
        return places

    def patient_of(self, frame: pd.DataFrame) -> Rows:
        """Give the position of each row's patient in ``patients``, shape (n_rows,)."""
        return self._place_of_code[frame["patient_id"].cat.codes.to_numpy()]

    @cached_property
    def patient_of_visit(self) -> Rows:
        """Position in ``patients`` of each visit's patient, shape (n_visits,)."""
        return self.patient_of(self.visits)

    @cached_property
    def month(self) -> NDArray[np.float64]:
        """Months since the start of treatment, shape (n_visits,), NaN where unknown."""
        return self.visits["month"].to_numpy(dtype=np.float64)

    @cached_property
    def place_of_read(self) -> NDArray[np.int16]:
        """Code of each read's joint and side, shape (n_reads,): joint code x 3 + side code."""
        joint = self.joints["joint"].cat.codes.to_numpy().astype(np.int16)
        return joint * np.int16(len(SIDES)) + self.joints["side"].cat.codes.to_numpy()

    @cached_property
    def places(self) -> NDArray[np.int16]:
        """Codes of the joints read at all, in the order joint, then L, R, midline."""
        seen = np.bincount(self.place_of_read, minlength=len(JOINTS) * len(SIDES)) > 0
        return np.flatnonzero(seen).astype(np.int16)

    @cached_property
    def n_joints(self) -> int:
        """Count the distinct patient-joints with any read; "not filmed" is none."""
        n_places = len(JOINTS) * len(SIDES)
        was_read = (self.joints["status"] != "not_examined").to_numpy()
        patient = self.patient_of_visit[self.visit_of_read[was_read]].astype(np.int64)
        seen = np.zeros(self.n_patients * n_places, dtype=bool)
        seen[patient * n_places + self.place_of_read[was_read]] = True
        return int(seen.sum())

    @cached_property
    def readers(self) -> tuple[str, ...]:
        """List the readers by name; empty where the file names none."""
        return tuple(
            str(each)
            for each in self.joints["reader"].cat.remove_unused_categories().cat.categories
        )

    @cached_property
    def n_readers(self) -> int:
        """Count the readers; reads that name none are one more reader's."""
        return len(self.readers) + int(self.joints["reader"].isna().any())

    @cached_property
    def month_range(self) -> tuple[float, float]:
        """First and last month of any visit; (0, 0) where no month is known."""
        known = self.month[np.isfinite(self.month)]
        return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)

    @cached_property
    def has_months(self) -> bool:
        """Tell whether the month of any visit is known."""
        return bool(np.isfinite(self.month).any())

    @cached_property
    def group_columns(self) -> tuple[str, ...]:
        """Name the columns of patients that split the cohort into two to twelve groups."""
        text = self.patients.select_dtypes(include=["category", "object", "string"])
        counts = text.drop(columns="patient_id").nunique()
        return tuple(str(name) for name in counts.index[(counts >= 2) & (counts <= GROUP_LIMIT)])

    def where(self, chosen: CohortFilter) -> "Cohort":
        """Narrow the whole cohort to what a filter chooses.

        The baseline film always stays in a follow-up window, so that there is something to
        compare with; visits without a month leave as soon as the window is not full.

        Raises
        ------
        CohortError
            If no patient, or no read of a joint in a cohort that has reads, is left.
        """
        patient_keep = _chosen_patients(self, chosen)
        visit_keep = patient_keep[self.patient_of_visit] & _inside_window(self, chosen)
        read_keep = visit_keep[self.visit_of_read] & _chosen_reads(self, chosen)
        if not patient_keep.any():
            raise CohortError("No patient fits the filter. Choose fewer filters, or reset them.")
        if len(self.joints) and not read_keep.any():
            raise CohortError(
                "No joint read fits the filter. Widen the joints or the follow-up, "
                "or reset the filter."
            )
        return _narrowed(self, (patient_keep, visit_keep, read_keep), chosen)


def _chosen_patients(cohort: Cohort, chosen: CohortFilter) -> Flags:
    keep = np.ones(cohort.n_patients, dtype=bool)
    if chosen.patients:
        keep &= cohort.patients["patient_id"].isin(chosen.patients).to_numpy()
    columns = {column for column, _ in chosen.groups if column in cohort.patients}
    for column in columns:
        values = [value for name, value in chosen.groups if name == column]
        keep &= cohort.patients[column].astype("str").isin(values).to_numpy()
    return keep


def _inside_window(cohort: Cohort, chosen: CohortFilter) -> Flags:
    keep = np.ones(len(cohort.visits), dtype=bool)
    if chosen.months is None:
        return keep
    low, high = chosen.months
    keep = (cohort.month >= low) & (cohort.month <= high)
    baseline = baseline_film(
        cohort.patient_of_visit, cohort.month, cohort.is_film, cohort.n_patients
    )
    keep[baseline[baseline >= 0]] = True
    return keep


def _chosen_reads(cohort: Cohort, chosen: CohortFilter) -> Flags:
    keep = np.ones(len(cohort.joints), dtype=bool)
    for column, values in [
        ("joint", chosen.joints),
        ("side", chosen.sides),
        ("reader", (chosen.reader,) if chosen.reader else ()),
    ]:
        if values:
            categories = cohort.joints[column].cat.categories
            wanted = np.append(categories.isin(values), False)
            keep &= wanted[cohort.joints[column].cat.codes.to_numpy()]
    return keep


def _narrowed(cohort: Cohort, keep: tuple[Flags, Flags, Flags], chosen: CohortFilter) -> Cohort:
    patient_keep, visit_keep, read_keep = keep
    new_row = np.cumsum(visit_keep, dtype=np.int32) - np.int32(1)
    visit_of_read = new_row[cohort.visit_of_read[read_keep]]
    return replace(
        cohort,
        patients=_kept(cohort.patients, patient_keep),
        visits=_kept(cohort.visits, visit_keep),
        joints=_kept(cohort.joints, read_keep),
        treatments=_kept(cohort.treatments, patient_keep[cohort.patient_of(cohort.treatments)]),
        events=_kept(cohort.events, patient_keep[cohort.patient_of(cohort.events)]),
        visit_of_read=visit_of_read,
        is_film=cohort.is_film[visit_keep],
        has_recorded_timepoint=cohort.has_recorded_timepoint[patient_keep],
        chosen=chosen,
    )


def _kept(frame: pd.DataFrame, keep: Flags) -> pd.DataFrame:
    return frame if keep.all() else frame.loc[keep].reset_index(drop=True)
