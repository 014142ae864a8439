"""The sentences and the table of the Poznanski page."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from analysis.correlation import Correlation, PooledCorrelation, RepeatedMeasuresCorrelation
from analysis.poznanski import LarsenPoznanski
from analysis.score_correlations import ThreeCorrelations
from analysis.scored_visits import ScoredVisits
from components.figures.larsen_poznanski import BETWEEN_NAME
from components.words import counted, interval, number, p_value, plain, signed
from data.cohort import Cohort
from data.errors import CohortError

AnyCorrelation = Correlation | RepeatedMeasuresCorrelation | PooledCorrelation
HOW: Final = "How: [correlation](/methods#correlation), [Poznanski score](/methods#poznanski)."


def answer(result: LarsenPoznanski) -> str:
    """Answer the page's question in one sentence: between patients, then within."""
    between, within = result.correlations.between, result.correlations.within
    if between.result is None:
        return f"These data cannot tell. {between.reason}"
    found = between.result
    verdict, meaning = _verdict(found, is_deficit=result.is_deficit)
    numbers = f"{_r_and_interval(found)}, {counted(found.n, 'patient')}"
    sentence = f"Between patients {verdict}: {meaning} ({numbers})"
    if within.result is None:
        return f"{sentence}."
    change, _ = _verdict(within.result, is_deficit=result.is_deficit)
    return f"{sentence}; within patients over time {change} ({_r_and_interval(within.result)})."


def _r_and_interval(found: AnyCorrelation) -> str:
    reach = interval(found.low, found.high, 2)
    return f"r = {signed(found.r, 2)}, {f'95 % CI {reach}' if reach else 'no interval'}"


def _verdict(found: AnyCorrelation, *, is_deficit: bool) -> tuple[str, str]:
    """Say whether the interval settles the question, and which way it goes."""
    carpus = "shorter" if (found.r < 0) != is_deficit else "longer"
    if found.low is None or found.high is None:
        return "too few to tell", f"more Larsen damage went with a {carpus} carpus"
    if found.low <= 0 <= found.high:
        return "not settled", f"more Larsen damage may go with a {carpus} carpus"
    verdict = "yes" if carpus == "shorter" else "the other way round"
    return verdict, f"more Larsen damage goes with a {carpus} carpus"


def check_any(result: LarsenPoznanski) -> None:
    """Refuse to draw an empty scatter, saying what is missing.

    Raises
    ------
    CohortError
        If no visit has both scores.
    """
    if result.visits.n:
        return
    raise CohortError(
        "There is nothing to draw: no visit of the pair has both a Larsen total and a Poznanski "
        f"score. {' '.join(result.notes)} Add the wrists' scores to the visits or the grades to "
        "the joints, or widen the filter."
    )


def caption(result: LarsenPoznanski, cohort: Cohort) -> str:
    """Say what the scatter shows, of whom, and how the line was made."""
    visits = f"{counted(result.visits.n, 'visit')} of {counted(result.n_patients, 'patient')}"
    said = [
        f"A point is a visit with both scores (n = {visits}); thin lines join a patient's visits.",
        plain(result.pair.rule),
        _sample(result),
        "The Larsen total sums the joints graded at that visit; the Poznanski score is the mean "
        f"of the wrists recorded{_all_joints(cohort)}, "
        + (
            "here as deficit: higher is worse."
            if result.is_deficit
            else "negative is a short carpus."
        ),
        _line(result),
        "A click on a point opens the patient.",
    ]
    return " ".join(each for each in said if each)


def _all_joints(cohort: Cohort) -> str:
    narrowed = cohort.chosen.joints or cohort.chosen.sides
    return " whatever joints are chosen" if narrowed else ""


def _sample(result: LarsenPoznanski) -> str:
    n_drawn = len(result.drawn.patients)
    if n_drawn == result.n_patients:
        return ""
    return (
        f"Drawn are {n_drawn:,} of {result.n_patients:,} patients, chosen by chance; the line and "
        "all numbers are from all of them."
    )


def _line(result: LarsenPoznanski) -> str:
    band = result.line.result
    if band is None:
        return f"No line: {result.line.reason}"
    if band.note:
        return f"Line: least squares. {band.note}"
    return f"Line: {band.method.replace('band', '95 % band')}."


def alt(result: LarsenPoznanski) -> str:
    """Describe the scatter for those who cannot see it."""
    visits = result.visits
    score = "Poznanski deficit" if result.is_deficit else "Poznanski score"
    low, high = float(visits.poznanski.min()), float(visits.poznanski.max())
    return (
        f"Scatter of the {score} ({number(low)} to {number(high)} SD) against the Larsen total "
        f"({number(float(visits.larsen.min()), 0)} to {number(float(visits.larsen.max()), 0)} "
        f"points), {counted(visits.n, 'visit')} of {counted(result.n_patients, 'patient')}. "
        f"{answer(result)}"
    )


def reach_of(found: AnyCorrelation) -> str:
    """Write the interval of a correlation, or why there is none."""
    if found.low is None or found.high is None:
        return found.note or "No interval."
    return f"95 % CI {interval(found.low, found.high, 2)}"


def of_patients(found: Correlation) -> str:
    """Say what a correlation between patients rests on."""
    tested = f" · {p_value(found.p)}, t test" if found.p is not None else ""
    return f"n = {counted(found.n, 'patient')}{tested}"


def of_changes(found: RepeatedMeasuresCorrelation) -> str:
    """Say what a correlation within patients rests on."""
    tested = f" · {p_value(found.p)}, t test" if found.p is not None else ""
    return f"df = {found.df:,} · {counted(found.n_patients, 'patient')}{tested}"


def of_points(found: PooledCorrelation) -> str:
    """Say what a correlation over all points rests on; it has no p worth showing."""
    visits = f"{counted(found.n, 'visit')} of {counted(found.n_patients, 'patient')}"
    return f"n = {visits}  \ncounts each patient more than once"


QUESTIONS: Final = (
    "**Between patients** asks whether patients with more damaged joints have shorter carpi.",
    "**Within patients** asks whether the carpus falls behind when a patient's joints get worse.",
    "**All points** describes the scatter as drawn and answers neither.",
)


def why_they_differ(result: LarsenPoznanski) -> str:
    """Explain in one sentence why the three correlations differ; empty where none is there."""
    three = result.correlations
    if not (three.between.result or three.within.result):
        return ""
    per_patient = int(np.bincount(result.visits.patient).max(initial=0))
    times = "" if per_patient < 2 else f", counting a patient up to {per_patient:,} times"
    return (
        "They differ because the first compares patients' means with one another, the second only "
        f"a patient's visits among themselves, and the third mixes both{times}."
    )


def how(result: LarsenPoznanski) -> tuple[str, ...]:
    """List how the page's numbers were made and what was left out, a sentence or two each."""
    methods = (
        "Between patients: Pearson's r of the patients' means; interval by Fisher's z.",
        "Within patients: repeated-measures correlation; interval by Fisher's z.",
        _how_pooled(result.correlations.pooled.result),
    )
    said = (*methods, *result.notes, _same_wrists(result))
    return tuple(each for each in said if each)


def _how_pooled(found: PooledCorrelation | None) -> str:
    if found is None:
        return ""
    no_p = "All points: Pearson's r of the visits, without a p because patients come repeatedly"
    return f"{no_p}. {found.note}" if found.note else f"{no_p}; {found.method.split('; ')[-1]}."


def _same_wrists(result: LarsenPoznanski) -> str:
    if result.same_wrists is None:
        return ""
    return f"With each patient on the same wrists throughout: {_three(result.same_wrists)}."


def _three(three: ThreeCorrelations) -> str:
    return "; ".join(
        f"{name} {_r_and_interval(found)}" if found else f"{name} no r"
        for name, found in [
            ("between patients", three.between.result),
            ("within patients", three.within.result),
            ("all points", three.pooled.result),
        ]
    )


def numbers_table(result: LarsenPoznanski, cohort: Cohort) -> pd.DataFrame:
    """Tabulate the points that are drawn, one row a patient-visit."""
    return _table(result, result.drawn, cohort)


def whole_table(result: LarsenPoznanski, cohort: Cohort) -> Callable[[], pd.DataFrame]:
    """Give what makes the table of all points, drawn or not."""
    return lambda: _table(result, result.visits, cohort)


def _table(result: LarsenPoznanski, visits: ScoredVisits, cohort: Cohort) -> pd.DataFrame:
    first, second = result.pair.names
    when = np.array([first, BETWEEN_NAME, second], dtype=object)
    score = "Poznanski deficit (SD)" if result.is_deficit else "Poznanski score (SD)"
    return pd.DataFrame(
        {
            "Patient": np.array(result.patient_ids, dtype=object)[visits.patient],
            "Visit": cohort.visits["visit"].astype("str").to_numpy(dtype=object)[visits.row],
            "Which": when[visits.moment],
            "Month": visits.month,
            "Larsen total (points)": visits.larsen,
            "Highest possible": visits.maximum,
            score: visits.poznanski,
        }
    )
