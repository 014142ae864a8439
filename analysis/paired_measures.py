"""Every measure before and after, patient by patient, in the order of the study's abstract."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.answer import Answer, asked
from analysis.joint_change import JointChange
from analysis.lab_at_film import LabAtFilm, lab_at_film
from analysis.paired import SignedRank, order_is_open, signed_rank
from analysis.scores import mean_poznanski
from analysis.visit_pair import PairedVisits
from data.cohort import Cohort
from data.films import NO_ROW, Rows
from data.schema import FINDINGS, LABS, VISITS

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Measure:
    """One outcome: the contract's name, the clinic's title, its unit, and which way is worse."""

    name: str
    title: str
    unit: str
    worse: Literal["higher", "lower"] = "higher"


def _of_visits(name: str) -> Measure:
    column = VISITS.column(name)
    return Measure(name, column.title, column.unit)


ABNORMALITIES: Final = Measure("abnormalities_total", "Abnormalities", "findings")
LARSEN: Final = Measure("larsen_total", "Total Larsen", "points")
POZNANSKI_MEAN: Final = Measure("poznanski_sd", "Poznanski score", "SD", worse="lower")
CLINICAL: Final = (
    _of_visits("active_joint_count"),
    *(_of_visits(lab.name) for lab in LABS),
    *(_of_visits(name) for name in ("physician_global", "patient_global", "msms")),
)
MEASURES: Final = (*CLINICAL, ABNORMALITIES, LARSEN, POZNANSKI_MEAN)
ALWAYS_REPORTED: Final = (
    "active_joint_count",
    "crp_mg_l",
    "esr_mm_h",
    "abnormalities_total",
    "larsen_total",
    "poznanski_sd",
)


@dataclass(frozen=True, eq=False)
class PairedMeasure:
    """One measure at the two visits of the pair.

    Attributes
    ----------
    measure : Measure
    before, after : array of float, shape (n_patients,), unit of the measure
        NaN where the patient has no value.
    before_below, after_below : array of bool, shape (n_patients,)
        The value is a limit of detection and the true value lies below it.
    gap_days : array of float, shape (n_patients,)
        How far from its film the farther of the two values was taken; 0 for the film's own.
    tested : Answer of SignedRank
        The test, or why there is none.
    is_recorded : bool
        Some visit of the cohort has a value, whether or not it belongs to the pair.
    """

    measure: Measure
    before: Values
    after: Values
    before_below: Flags
    after_below: Flags
    gap_days: Values
    tested: Answer[SignedRank]
    is_recorded: bool

    @cached_property
    def is_paired(self) -> Flags:
        """Patients the test rests on: both values, their order known, shape (n_patients,)."""
        is_open = order_is_open((self.before, self.before_below), (self.after, self.after_below))
        return np.asarray(np.isfinite(self.before) & np.isfinite(self.after) & ~is_open)

    @property
    def n_pairs(self) -> int:
        """Count the pairs that the test rests on; 0 where there is no test."""
        return self.tested.result.n if self.tested.result else 0

    @property
    def n_dropped(self) -> int:
        """Count the patients left out: a value missing, or an order that limits leave open."""
        return len(self.before) - self.n_pairs

    @property
    def worsening(self) -> Values:
        """Change of each patient, positive where worse, unit of the measure, NaN for none."""
        change = self.after - self.before
        return change if self.measure.worse == "higher" else -change


def paired_measures(
    cohort: Cohort, by_grade: JointChange, by_findings: JointChange
) -> tuple[PairedMeasure, ...]:
    """Measure and test each outcome at the two visits of the pair.

    Parameters
    ----------
    cohort : Cohort
    by_grade, by_findings : JointChange
        The cohort's joints compared by Larsen grade and by number of findings.

    Returns
    -------
    tuple of PairedMeasure
        In the order of ``MEASURES``, whether recorded or not.
    """
    pair, reads = by_grade.pair, cohort.joints
    return (
        *(_clinical(cohort, measure, pair) for measure in CLINICAL),
        _of_joints(ABNORMALITIES, by_findings, is_recorded=_any_recorded(reads, FINDINGS)),
        _of_joints(LARSEN, by_grade, is_recorded=_any_recorded(reads, ("larsen",))),
        _poznanski(cohort, pair),
    )


def value_at(values: Values, visit_rows: Rows) -> Values:
    """Take a visit-level value at one visit of each patient.

    Parameters
    ----------
    values : array of float, shape (n_visits,)
    visit_rows : array of int, shape (n_patients,)
        Row of the visit, -1 for none.

    Returns
    -------
    array of float, shape (n_patients,)
        NaN where the patient lacks the visit.
    """
    taken = np.full(len(visit_rows), np.nan)
    has = visit_rows != NO_ROW
    taken[has] = values[visit_rows[has]]
    return taken


def _any_recorded(frame: pd.DataFrame, columns: tuple[str, ...]) -> bool:
    return any(bool(frame[name].notna().any()) for name in columns)


def _clinical(cohort: Cohort, measure: Measure, pair: PairedVisits) -> PairedMeasure:
    if not _any_recorded(cohort.visits, (measure.name,)):
        nothing = np.full(cohort.n_patients, np.nan)
        return _unflagged(measure, nothing, nothing, is_recorded=False)
    # A patient without the second film has no pair, whatever the laboratory says.
    first, second = (np.where(pair.has_both, row, NO_ROW) for row in (pair.first, pair.second))
    before = lab_at_film(cohort, measure.name, first, is_baseline=True)
    after = lab_at_film(cohort, measure.name, second, is_baseline=False)
    return PairedMeasure(
        measure,
        before.value,
        after.value,
        before.is_below_limit,
        after.is_below_limit,
        np.maximum(np.abs(before.gap_days), np.abs(after.gap_days)),
        _test(measure, before, after),
        is_recorded=True,
    )


def _test(measure: Measure, before: LabAtFilm, after: LabAtFilm) -> Answer[SignedRank]:
    return _with_reason(
        measure,
        asked(
            signed_rank,
            before.value,
            after.value,
            before_below=before.is_below_limit,
            after_below=after.is_below_limit,
        ),
    )


def _with_reason(measure: Measure, answer: Answer[SignedRank]) -> Answer[SignedRank]:
    return answer if answer.result else Answer(None, f"{measure.title}: {answer.reason}")


def _of_joints(measure: Measure, change: JointChange, *, is_recorded: bool) -> PairedMeasure:
    return _unflagged(measure, change.first_total, change.second_total, is_recorded=is_recorded)


def _poznanski(cohort: Cohort, pair: PairedVisits) -> PairedMeasure:
    score = mean_poznanski(cohort)
    before, after = value_at(score, pair.first), value_at(score, pair.second)
    return _unflagged(POZNANSKI_MEAN, before, after, is_recorded=bool(np.isfinite(score).any()))


def _unflagged(
    measure: Measure, before: Values, after: Values, *, is_recorded: bool
) -> PairedMeasure:
    no_flag, own_visit = np.zeros(len(before), dtype=bool), np.zeros(len(before))
    if not is_recorded:
        tested: Answer[SignedRank] = Answer(None, f"{measure.title}: not recorded at any visit.")
    else:
        tested = _with_reason(measure, asked(signed_rank, before, after))
    return PairedMeasure(measure, before, after, no_flag, no_flag, own_visit, tested, is_recorded)
