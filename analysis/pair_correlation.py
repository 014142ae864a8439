"""Poznanski score with the recorded Larsen sum, as the JSON names it."""

from dataclasses import dataclass

from analysis.correlation import Correlation, PooledCorrelation, RepeatedMeasuresCorrelation
from analysis.poznanski import larsen_poznanski
from analysis.result_records import BetweenPatients, Correlations, OverVisits, WithinPatients
from data.cohort import Cohort


@dataclass(frozen=True)
class NotedCorrelations:
    """The three correlations, with sentences on what was left out or is undefined."""

    correlations: Correlations
    notes: tuple[str, ...]


def noted_correlations(cohort: Cohort) -> NotedCorrelations:
    """Correlate between patients, within patients and over patient-visits of the visit pair."""
    scatter = larsen_poznanski(cohort)
    three = scatter.correlations
    said = (*scatter.notes, *three.undefined)
    pooled = three.pooled.result
    ignoring = "The p over all points counts each patient more than once."
    return NotedCorrelations(
        Correlations(
            _between(three.between.result, scatter.n_patients),
            _within(three.within.result),
            _over(pooled, scatter.visits.n),
        ),
        tuple(
            f"Larsen with Poznanski: {sentence}"
            for sentence in (*said, *([ignoring] if pooled and pooled.p is not None else []))
        ),
    )


def _between(found: Correlation | None, n: int) -> BetweenPatients:
    if found is None:
        return BetweenPatients(n=n)
    return BetweenPatients(found.r, found.p, found.n, found.low, found.high)


def _within(found: RepeatedMeasuresCorrelation | None) -> WithinPatients:
    if found is None:
        return WithinPatients()
    return WithinPatients(found.r, found.p, found.df, found.low, found.high)


def _over(found: PooledCorrelation | None, n: int) -> OverVisits:
    if found is None:
        return OverVisits(n=n)
    return OverVisits(found.r, found.p, found.n, found.low, found.high)
