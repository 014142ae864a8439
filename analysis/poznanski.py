"""Do the hands tell the same story: the Larsen total against the Poznanski score."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from analysis.answer import Answer, asked
from analysis.correlation import RegressionBand, regression_band
from analysis.errors import counted
from analysis.score_correlations import ThreeCorrelations, check_points, three_correlations
from analysis.scored_visits import (
    LeftOut,
    MissingJoints,
    SameWrists,
    ScoredVisits,
    missing_joints,
    moments,
    same_wrists,
    scored_visits,
)
from analysis.scores import deficit, visit_scores
from analysis.thresholds import BOOTSTRAP_SEED, PATIENTS_DRAWN
from analysis.visit_pair import PairedVisits, paired_visits
from data.cohort import Cohort

LINE_POINTS: Final = 41


@dataclass(frozen=True, eq=False)
class LarsenPoznanski:
    """Larsen totals beside Poznanski scores, and how they go together.

    Attributes
    ----------
    visits : ScoredVisits
        The points of the scatter.
    correlations : ThreeCorrelations
        Poznanski score, signed, with the Larsen total: damage makes r negative.
    line : Answer of RegressionBand
        Poznanski score in SD on the Larsen total, with a band from patients.
    left_out : LeftOut
    missing_joints : MissingJoints
    same_wrists : ThreeCorrelations or None
        The same on each patient's same wrists; None where no patient's wrists differ.
    n_wrists_differ : int
        Patients whose wrists differ between visits.
    pair : PairedVisits
    patient_ids : tuple of str, length n_patients of the cohort
    n_readers : int
        Readers whose grades are averaged; those who are not named count as one.
    is_deficit : bool
        Signs are turned: the score is shown as a deficit, higher is worse.
    """

    visits: ScoredVisits
    correlations: ThreeCorrelations
    line: Answer[RegressionBand]
    left_out: LeftOut
    missing_joints: MissingJoints
    same_wrists: ThreeCorrelations | None
    n_wrists_differ: int
    pair: PairedVisits
    patient_ids: tuple[str, ...]
    n_readers: int
    is_deficit: bool = False

    @property
    def n_patients(self) -> int:
        """Count the patients with a point."""
        return len(self.visits.patients)

    @cached_property
    def n_single(self) -> int:
        """Count the patients with one point only, who say nothing about change."""
        return int((np.bincount(self.visits.patient) == 1).sum())

    @cached_property
    def drawn(self) -> ScoredVisits:
        """The points of at most ``PATIENTS_DRAWN`` patients, chosen by chance above that."""
        if self.n_patients <= PATIENTS_DRAWN:
            return self.visits
        chance = np.random.default_rng(BOOTSTRAP_SEED)
        chosen = chance.choice(self.visits.patients, PATIENTS_DRAWN, replace=False)
        return self.visits.only(np.isin(self.visits.patient, chosen))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Say what was left out, undefined or decided, each with its n."""
        said = (
            _left_out_note(self.left_out),
            _pair_note(self.pair),
            _single_note(self.n_single),
            _joints_note(self.missing_joints, self.visits.n),
            _wrists_note(self.n_wrists_differ),
            f"Grades are means of {self.n_readers} readers." if self.n_readers > 1 else "",
        )
        return tuple(each for each in said if each)


def larsen_poznanski(cohort: Cohort, between_visits: bool = False) -> LarsenPoznanski:
    """Compare the Larsen total with the Poznanski score at the visits of the pair.

    Parameters
    ----------
    cohort : Cohort
    between_visits : bool
        Add the visits between the two to the points and to all numbers.

    Returns
    -------
    LarsenPoznanski
        Signed Poznanski score; `as_deficit` turns it. Never raises: what cannot be answered
        carries its reason.

    Notes
    -----
    The Larsen total is the sum over the joints graded at that visit. Patients with one of the
    two visits contribute it.
    """
    pair, scores = paired_visits(cohort), visit_scores(cohort)
    moment = moments(cohort, pair, scores, between_visits=between_visits)
    visits, left_out = scored_visits(cohort, scores, moment)
    rescored = same_wrists(cohort, visits)
    return LarsenPoznanski(
        visits=visits,
        correlations=three_correlations(visits),
        line=asked(_line, visits),
        left_out=left_out,
        missing_joints=missing_joints(cohort, visits),
        same_wrists=_where_wrists_differ(rescored),
        n_wrists_differ=rescored.n_patients,
        pair=pair,
        patient_ids=cohort.patient_ids,
        n_readers=cohort.n_readers,
    )


def as_deficit(result: LarsenPoznanski) -> LarsenPoznanski:
    """Turn the Poznanski score round, so that higher is worse, in points, line and every r."""
    same = result.same_wrists
    return replace(
        result,
        visits=replace(result.visits, poznanski=deficit(result.visits.poznanski)),
        correlations=result.correlations.turned,
        line=_line_turned(result.line),
        same_wrists=None if same is None else same.turned,
        is_deficit=not result.is_deficit,
    )


def _line(visits: ScoredVisits) -> RegressionBand:
    check_points(visits)
    at = np.linspace(visits.larsen.min(), visits.larsen.max(), LINE_POINTS)
    return regression_band(visits.patient, visits.larsen, visits.poznanski, at)


def _where_wrists_differ(rescored: SameWrists) -> ThreeCorrelations | None:
    return three_correlations(rescored.visits) if rescored.n_patients else None


def _line_turned(answer: Answer[RegressionBand]) -> Answer[RegressionBand]:
    band = answer.result
    if band is None:
        return answer
    return Answer(
        replace(
            band,
            line=-band.line,
            low=None if band.high is None else -band.high,
            high=None if band.low is None else -band.low,
            slope=-band.slope,
            intercept=-band.intercept,
        )
    )


def _left_out_note(left_out: LeftOut) -> str:
    reasons = [
        f"{n} {why}"
        for n, why in [
            (left_out.n_closed, "with a closed growth plate"),
            (left_out.n_no_poznanski, "without a Poznanski score"),
            (left_out.n_no_larsen, "without a Larsen grade"),
        ]
        if n
    ]
    if not reasons:
        return ""
    return f"{left_out.n} of {counted(left_out.n_visits, 'visit')} left out: {', '.join(reasons)}."


def _pair_note(pair: PairedVisits) -> str:
    if not pair.n_without:
        return ""
    verb = "lacks" if pair.n_without == 1 else "lack"
    return (
        f"{pair.n_without} of {counted(len(pair.first), 'patient')} {verb} one of the two visits, "
        "or both; a visit that is there counts."
    )


def _single_note(n_single: int) -> str:
    if not n_single:
        return ""
    verb = "has" if n_single == 1 else "have"
    return (
        f"{counted(n_single, 'patient')} {verb} both scores at one visit only, which counts "
        "between patients and in all points, not within patients."
    )


def _joints_note(missing: MissingJoints, n_visits: int) -> str:
    if not missing.n_visits:
        return ""
    operated = f", {missing.n_operated} of them with a joint replaced or fused"
    return (
        f"At {missing.n_visits} of {counted(n_visits, 'visit')} the Larsen total lacks joints "
        f"graded at another visit of the patient{operated if missing.n_operated else ''}."
    )


def _wrists_note(n_patients: int) -> str:
    if not n_patients:
        return ""
    verb = "has" if n_patients == 1 else "have"
    return (
        f"{counted(n_patients, 'patient')} {verb} Poznanski scores of different wrists at "
        "different visits."
    )
