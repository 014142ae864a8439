"""Larsen total with Poznanski score: between patients, within patients, and over all points."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from analysis.answer import Answer, asked
from analysis.correlation import (
    Correlation,
    PooledCorrelation,
    RepeatedMeasuresCorrelation,
    pearson,
    pooled,
    repeated_measures,
)
from analysis.errors import CohortError, counted
from analysis.pairs_of_values import Floats
from analysis.scored_visits import ScoredVisits
from analysis.thresholds import CORRELATION_PAIRS, REPEATED_MEASURES_PATIENTS

C = TypeVar("C", Correlation, RepeatedMeasuresCorrelation, PooledCorrelation)


@dataclass(frozen=True)
class ThreeCorrelations:
    """Three answers to three questions; each a result, or the reason why there is none.

    Attributes
    ----------
    between : Answer of Correlation
        Between patients: their means over the visits, one value a patient.
    within : Answer of RepeatedMeasuresCorrelation
        Within patients: distances from the patient's own mean.
    pooled : Answer of PooledCorrelation
        All points: patient-visits as if independent.
    """

    between: Answer[Correlation]
    within: Answer[RepeatedMeasuresCorrelation]
    pooled: Answer[PooledCorrelation]

    @property
    def undefined(self) -> tuple[str, ...]:
        """Say of each correlation that does not exist why, and of each without interval."""
        named: list[tuple[str, Answer[Any]]] = [
            ("Between patients", self.between),
            ("Within patients", self.within),
            ("All points", self.pooled),
        ]
        said = [(name, each.result.note if each.result else each.reason) for name, each in named]
        return tuple(f"{name}: {sentence}" for name, sentence in said if sentence)

    @property
    def turned(self) -> "ThreeCorrelations":
        """The same with the Poznanski score as a deficit: every sign the other way round."""
        return ThreeCorrelations(_turned(self.between), _turned(self.within), _turned(self.pooled))


def three_correlations(visits: ScoredVisits) -> ThreeCorrelations:
    """Correlate Larsen total and Poznanski score between, within and over patient-visits.

    Notes
    -----
    Between patients: Pearson of the patients' means. Within: repeated-measures correlation
    (Bakdash & Marusich 2017). All points: Pearson with an interval from a seeded bootstrap of
    patients.
    """
    return ThreeCorrelations(
        between=asked(_between, visits),
        within=asked(_within, visits),
        pooled=asked(_pooled, visits),
    )


def check_points(visits: ScoredVisits) -> None:
    """Refuse patient-visits that no correlation and no line exist for, naming the scores."""
    if visits.n < CORRELATION_PAIRS:
        raise CohortError(
            f"{_only(visits.n, 'patient-visit')} both a Larsen total and a Poznanski score; "
            f"a correlation needs at least {CORRELATION_PAIRS}. Widen the filter."
        )
    _check_spread(visits.larsen, visits.poznanski, counted(visits.n, "patient-visit"))


def _check_spread(larsen: Floats, poznanski: Floats, of_what: str) -> None:
    for name, values in [("Larsen total", larsen), ("Poznanski score", poznanski)]:
        if np.ptp(values) == 0:
            raise CohortError(
                f"The {name} is the same in all {of_what}, so nothing can go with it. "
                "Widen the filter."
            )


def _only(n: int, noun: str) -> str:
    if n == 0:
        return f"No {noun} has"
    return f"Only {counted(n, noun)} {'has' if n == 1 else 'have'}"


def _between(visits: ScoredVisits) -> Correlation:
    place = np.searchsorted(visits.patients, visits.patient)
    n_visits = np.bincount(place)
    larsen = np.bincount(place, weights=visits.larsen) / n_visits
    poznanski = np.bincount(place, weights=visits.poznanski) / n_visits
    if len(n_visits) < CORRELATION_PAIRS:
        raise CohortError(
            f"{_only(len(n_visits), 'patient')} both scores; a correlation between patients "
            f"needs at least {CORRELATION_PAIRS}. Widen the filter."
        )
    _check_spread(larsen, poznanski, counted(len(n_visits), "patient"))
    return pearson(larsen, poznanski)


def _within(visits: ScoredVisits) -> RepeatedMeasuresCorrelation:
    n_repeated = int((np.bincount(visits.patient) >= 2).sum())
    if n_repeated < REPEATED_MEASURES_PATIENTS:
        raise CohortError(
            f"{_only(n_repeated, 'patient')} both scores at two visits or more; a correlation "
            f"within patients needs at least {REPEATED_MEASURES_PATIENTS} such patients. "
            "Widen the filter."
        )
    return repeated_measures(visits.patient, visits.larsen, visits.poznanski)


def _pooled(visits: ScoredVisits) -> PooledCorrelation:
    check_points(visits)
    return pooled(visits.patient, visits.larsen, visits.poznanski)


def _turned(answer: Answer[C]) -> Answer[C]:
    found = answer.result
    if found is None:
        return answer
    low, high = found.low, found.high
    if low is None or high is None:
        return Answer(replace(found, r=-found.r))
    return Answer(replace(found, r=-found.r, low=-high, high=-low))
