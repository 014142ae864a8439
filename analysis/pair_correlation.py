"""Poznanski score with the recorded Larsen sum at the two visits of the pair."""

from dataclasses import dataclass

import numpy as np

from analysis.answer import asked
from analysis.correlation import (
    Correlation,
    PooledCorrelation,
    RepeatedMeasuresCorrelation,
    pearson,
    pooled,
    repeated_measures,
)
from analysis.paired_measures import Values
from analysis.result_records import BetweenPatients, Correlations, OverVisits, WithinPatients
from analysis.scores import visit_scores
from analysis.visit_pair import PairedVisits
from data.cohort import Cohort
from data.films import NO_ROW, Rows


@dataclass(frozen=True)
class NotedCorrelations:
    """The three correlations, with sentences on what of them is undefined."""

    correlations: Correlations
    notes: tuple[str, ...]


def larsen_with_poznanski(cohort: Cohort, pair: PairedVisits) -> NotedCorrelations:
    """Correlate between patients, within patients and over patient-visits.

    Parameters
    ----------
    cohort : Cohort
    pair : PairedVisits
        Only these visits count, also of a patient who has one of the two.
    """
    scores = visit_scores(cohort)
    rows = np.concatenate([pair.first[pair.first != NO_ROW], pair.second[pair.second != NO_ROW]])
    rows = rows[np.isfinite(scores.larsen_total[rows]) & np.isfinite(scores.poznanski[rows])]
    patient = cohort.patient_of_visit[rows]
    larsen, poznanski = scores.larsen_total[rows], scores.poznanski[rows]
    means = tuple(_patient_means(patient, values) for values in (larsen, poznanski))
    between = asked(pearson, *means)
    within = asked(repeated_measures, patient, larsen, poznanski)
    over = asked(pooled, patient, larsen, poznanski)
    reasons = {
        "between patients": between.result.note if between.result else between.reason,
        "within patients": within.result.note if within.result else within.reason,
        "over patient-visits": over.result.note if over.result else over.reason,
    }
    return NotedCorrelations(
        Correlations(
            _between(between.result, len(means[0])),
            _within(within.result),
            _over(over.result, len(rows)),
        ),
        (
            *(
                f"Larsen with Poznanski {name}: {reason}"
                for name, reason in reasons.items()
                if reason
            ),
            *(
                ("The p of the pooled correlation counts each patient more than once.",)
                if over.result and over.result.p is not None
                else ()
            ),
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
    return (
        OverVisits(n=n)
        if found is None
        else OverVisits(found.r, found.p, found.n, found.low, found.high)
    )


def _patient_means(patient: Rows, values: Values) -> Values:
    """Average the visits of each patient, shape (n patients with a visit,)."""
    n_visits = np.bincount(patient)
    total = np.bincount(patient, weights=values)
    means: Values = total[n_visits > 0] / n_visits[n_visits > 0]
    return means
