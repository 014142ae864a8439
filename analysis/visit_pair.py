"""Which two visits of each patient are compared, and by which rule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import counted
from data.cohort import Cohort
from data.films import NO_ROW, Rows, baseline_film, first_row, last_row, ranked_film


@dataclass(frozen=True, eq=False)
class PairedVisits:
    """The two visits of each patient that are compared.

    Attributes
    ----------
    first, second : array of int, shape (n_patients,)
        Rows in the cohort's visits; -1 where the patient lacks that visit. A patient with the
        same visit twice has no second one.
    rule : str
        One sentence: how the two were found.
    names : tuple of str
        What the two visits are called on axes and in tables.
    """

    first: Rows
    second: Rows
    rule: str
    names: tuple[str, str]

    @property
    def has_both(self) -> NDArray[np.bool_]:
        """Patients with both visits, shape (n_patients,)."""
        return np.asarray((self.first != NO_ROW) & (self.second != NO_ROW))

    @property
    def n_patients(self) -> int:
        """Count the patients with both visits."""
        return int(self.has_both.sum())

    @property
    def n_without(self) -> int:
        """Count the patients who lack one of the two visits."""
        return len(self.first) - self.n_patients


def paired_visits(cohort: Cohort) -> PairedVisits:
    """Find the two visits that are compared for each patient.

    Baseline and final as recorded hold while the follow-up window is full; otherwise baseline
    is the last film at or before month 0, else the first film, and final the last film inside
    the window.
    """
    pair = cohort.chosen.pair
    if pair.by == "rank":
        first, second = (_ranked(cohort, rank) for rank in (pair.first, pair.second))
        inside = "" if cohort.chosen.months is None else " of those inside the follow-up window"
        rule = f"The patient's films number {pair.first} and {pair.second}{inside} are compared."
    elif pair.by == "label":
        first, second, rule = _labelled_pair(cohort)
    else:
        first, second, rule = _baseline_and_final(cohort)
    second = np.where(second == first, NO_ROW, second).astype(np.int32)
    said = (rule, _against_time(cohort, first, second), _undated(cohort, second))
    return PairedVisits(first, second, " ".join(each for each in said if each), pair.names)


def _against_time(cohort: Cohort, first: Rows, second: Rows) -> str:
    """Count the patients whose second visit lies before the first, as a file may record it."""
    has_both = (first != NO_ROW) & (second != NO_ROW)
    n_before = int((cohort.month[second[has_both]] < cohort.month[first[has_both]]).sum())
    return (
        f"In {counted(n_before, 'patient')} the second lies before the first." if n_before else ""
    )


def _undated(cohort: Cohort, second: Rows) -> str:
    """Count the patients whose second visit is a film without a month, behind dated ones."""
    if cohort.chosen.pair.by == "label":
        return ""
    dated = cohort.is_film & np.isfinite(cohort.month)
    has_dated = first_row(cohort.patient_of_visit, dated, cohort.n_patients) != NO_ROW
    is_chosen = (second != NO_ROW) & has_dated & ~cohort.has_recorded_timepoint
    n_undated = int(np.isnan(cohort.month[second[is_chosen]]).sum())
    return (
        f"In {counted(n_undated, 'patient')} a film without a month is taken as the last."
        if n_undated
        else ""
    )


def _ranked(cohort: Cohort, rank: str) -> Rows:
    return ranked_film(cohort.patient_of_visit, cohort.is_film, int(rank), cohort.n_patients)


def _labelled_pair(cohort: Cohort) -> tuple[Rows, Rows, str]:
    """Find the visits by their labels; without a label the usual baseline or final visit."""
    pair = cohort.chosen.pair
    first, second, usual = _baseline_and_final(cohort)
    if pair.first:
        first = _labelled(cohort, pair.first)
    if pair.second:
        second = _labelled(cohort, pair.second)
    labels = [label for label in (pair.first, pair.second) if label]
    if len(labels) == 2:
        return first, second, f"The visits labelled {labels[0]} and {labels[1]} are compared."
    other = "final" if pair.first else "baseline"
    return first, second, f"The visit labelled {labels[0]} is compared with {other}. {usual}"


def _labelled(cohort: Cohort, label: str) -> Rows:
    wanted = (cohort.visits["visit"].astype("str") == label).to_numpy()
    return first_row(cohort.patient_of_visit, wanted, cohort.n_patients)


def _baseline_and_final(cohort: Cohort) -> tuple[Rows, Rows, str]:
    patient, n = cohort.patient_of_visit, cohort.n_patients
    baseline = baseline_film(patient, cohort.month, cohort.is_film, n)
    final = last_row(patient, cohort.is_film, n)
    if cohort.chosen.months is not None:
        return baseline, final, "Final is the last film inside the follow-up window."
    recorded = cohort.has_recorded_timepoint
    if not recorded.any():
        return baseline, final, _WORKED_OUT
    timepoint = cohort.visits["timepoint"].astype("str")
    said_first = first_row(patient, (timepoint == "baseline").to_numpy(), n)
    said_last = last_row(patient, (timepoint == "final").to_numpy(), n)
    has_first, has_last = recorded & (said_first != NO_ROW), recorded & (said_last != NO_ROW)
    baseline = np.where(has_first, said_first, baseline)
    final = np.where(has_last, said_last, final)
    # Who has one visit alone was lost, and nothing is worked out.
    n_worked_out = int((~(has_first & has_last) & (baseline != final)).sum())
    if not n_worked_out:
        return baseline, final, "Baseline and final are the visits recorded as such."
    rule = f"Baseline and final as recorded; worked out from the films for {n_worked_out} of {n}."
    return baseline, final, rule


_WORKED_OUT = "Baseline is the last film at or before month 0, else the first; final the last."


def most_films(cohort: Cohort) -> int:
    """Count the films of the patient who has most."""
    if not cohort.is_film.any():
        return 0
    return int(np.bincount(cohort.patient_of_visit[cohort.is_film]).max())
