"""What a comparison left out, decided or could not define, in sentences with their n."""

from typing import Final

import numpy as np

from analysis.answer import Answer, asked
from analysis.change import Change
from analysis.errors import counted
from analysis.joints_changed import JointsChanged
from analysis.paired import SignedRank, signed_rank
from analysis.paired_measures import (
    ALWAYS_REPORTED,
    LARSEN,
    POZNANSKI_MEAN,
    PairedMeasure,
    Values,
    value_at,
)
from analysis.scores import lacks_graded_joints, wrists_recorded
from analysis.visit_pair import PairedVisits
from data.cohort import POZNANSKI, Cohort
from data.films import NO_ROW, Rows

JOINTS_NAMED: Final = 20
BOTH_WRISTS: Final = 3


def comparison_notes(cohort: Cohort, change: Change) -> tuple[str, ...]:
    """Say what the comparison of two visits left out, decided or could not define.

    Parameters
    ----------
    cohort : Cohort
    change : Change
        The same cohort, compared.
    """
    said = (
        *_on_visits(cohort, change),
        *_on_joints(change.by_grade),
        *(sentence for each in change.measures for sentence in _on_measure(each)),
        _on_maximum(change),
        _on_denominators(cohort, change),
        *_on_wrists(cohort, change),
        *_on_tests(change),
    )
    return tuple(sentence for sentence in said if sentence)


def rounded(value: float) -> str:
    """Write a number of a sentence with three figures."""
    return f"{value:.3g}"


def _on_visits(cohort: Cohort, change: Change) -> tuple[str, ...]:
    pair = change.pair
    lacking = (
        f"Patients without both visits: {pair.n_without} of {cohort.n_patients}; "
        "they are left out of every comparison."
    )
    averaged = (
        f"Grades of {cohort.n_readers} readers are averaged joint by joint; "
        "a finding counts where at least half of them saw it."
    )
    return (
        pair.rule,
        lacking if pair.n_without else "",
        averaged if cohort.n_readers > 1 else "",
        _other_readers(cohort, pair),
        _incomplete_sums(cohort),
        _without_value(change),
    )


def _other_readers(cohort: Cohort, pair: PairedVisits) -> str:
    """Count joints graded at both visits, but not by the same readers."""
    if cohort.n_readers < 2:
        return ""
    first, second = (_readers_of(cohort, rows) for rows in (pair.first, pair.second))
    is_both = (first > 0) & (second > 0)
    n_differ = int((is_both & (first != second)).sum())
    return (
        f"Of {counted(int(is_both.sum()), 'joint')} graded at both visits {n_differ} were not "
        "graded by the same readers both times, so readers who differ may look like change."
        if n_differ
        else ""
    )


def _readers_of(cohort: Cohort, visit_rows: Rows) -> Values:
    """Tell who graded each joint: sum of 2 to the reader's number, 0 for nobody, a joint each."""
    chosen = np.zeros(len(cohort.visits), dtype=bool)
    chosen[visit_rows[visit_rows != NO_ROW]] = True
    is_graded = cohort.joints["larsen"].notna().to_numpy()
    reads = np.flatnonzero(is_graded & chosen[cohort.visit_of_read])
    patient = cohort.patient_of_visit[cohort.visit_of_read[reads]].astype(np.int64)
    place = np.searchsorted(cohort.places, cohort.place_of_read[reads])
    reader = cohort.joints["reader"].cat.codes.to_numpy()[reads] + 1
    size = cohort.n_patients * len(cohort.places)
    cell = patient * len(cohort.places) + place
    return np.bincount(cell, weights=np.exp2(reader), minlength=size).astype(np.float64)


def _without_value(change: Change) -> str:
    """Count, measure by measure, the patients with both visits who lack a value at one."""
    n_both = change.pair.n_patients
    lacking = []
    for each in change.recorded:
        is_missing = ~(np.isfinite(each.before) & np.isfinite(each.after))
        n_missing = int((change.pair.has_both & is_missing).sum())
        if each.tested.result is not None and n_missing:
            lacking.append(f"{each.measure.title} {n_missing}")
    return (
        f"Of {counted(n_both, 'patient')} with both visits these lack a value at one of them and "
        f"are left out: {', '.join(lacking)}."
        if lacking
        else ""
    )


def _incomplete_sums(cohort: Cohort) -> str:
    """Count visits graded at fewer joints than their patient has graded over all visits."""
    is_graded = np.zeros(len(cohort.visits), dtype=bool)
    is_graded[cohort.visit_of_read[cohort.joints["larsen"].notna().to_numpy()]] = True
    n_lacking = int(lacks_graded_joints(cohort).sum())
    return (
        f"In {n_lacking} of {counted(int(is_graded.sum()), 'visit')} with a grade the Larsen sum "
        "lacks joints that the patient has graded at another visit; totals are compared over the "
        "joints graded at both visits."
        if n_lacking
        else ""
    )


def _on_joints(joints: JointsChanged) -> tuple[str, ...]:
    unseen = joints.not_compared
    followed = counted(unseen.n_followed, "joint")
    return (
        f"Of {followed} followed, {unseen.of_patients_without_pair} belong to patients who lack "
        "one of the two visits."
        if unseen.of_patients_without_pair
        else "",
        f"Of {followed} followed, {unseen.not_read_at_both} were not graded at both visits and "
        "are not compared."
        if unseen.not_read_at_both
        else "",
        f"Of {followed} followed, {unseen.operated_before} were replaced or fused by the first "
        "visit and are not compared."
        if unseen.operated_before
        else "",
        _operated(joints),
    )


def _operated(joints: JointsChanged) -> str:
    if not joints.operated:
        return ""
    named = [f"{each.patient_id} {each.joint} {each.side}" for each in joints.operated]
    more = f" and {len(named) - JOINTS_NAMED} more" if len(named) > JOINTS_NAMED else ""
    worst = joints.all_joints.worsened_or_operated
    as_worsened = (
        f" Counted as worsened, {worst.n_events} of {worst.n_joints} "
        f"({rounded(100 * worst.share)} %) worsened."
        if worst
        else ""
    )
    return (
        f"{counted(len(named), 'joint')} replaced or fused between the two visits, counted as "
        f"operated beside n: {', '.join(named[:JOINTS_NAMED])}{more}.{as_worsened}"
    )


def _on_measure(paired: PairedMeasure) -> tuple[str, ...]:
    title = paired.measure.title
    if not paired.is_recorded and paired.measure.name not in ALWAYS_REPORTED:
        return ()
    if paired.tested.result is None:
        return (paired.tested.reason,)
    is_paired = paired.is_paired
    n_before, n_after = (
        int((flags & is_paired).sum()) for flags in (paired.before_below, paired.after_below)
    )
    below = (
        f"{title}: {n_before} values before and {n_after} after lie below the limit of detection; "
        "mean, median and typical change take the limit."
    )
    note = paired.tested.result.note
    return (
        below if n_before or n_after else "",
        _on_gaps(paired),
        f"{title}: {note}" if note else "",
    )


def _on_gaps(paired: PairedMeasure) -> str:
    gap = paired.gap_days[paired.is_paired]
    n_apart = int((gap != 0).sum())
    if not n_apart:
        return ""
    return (
        f"{paired.measure.title}: in {counted(n_apart, 'patient')} a value was taken at another "
        f"visit than the film's, up to {gap.max():.0f} days away."
    )


def _on_maximum(change: Change) -> str:
    maximum = change.larsen_maximum[change.of(LARSEN.name).is_paired]
    if not len(maximum) or maximum.min() == maximum.max():
        return ""
    return (
        f"Total Larsen: {counted(len(maximum), 'patient')} differ in the joints graded at both "
        f"visits, so the highest possible total lies between {rounded(maximum.min())} and "
        f"{rounded(maximum.max())}."
    )


def _on_denominators(cohort: Cohort, change: Change) -> str:
    examined = cohort.visits["active_joint_denominator"].to_numpy(dtype=np.float64)
    first, second = (value_at(examined, rows) for rows in (change.pair.first, change.pair.second))
    differ = np.isfinite(first) & np.isfinite(second) & (first != second)
    n_differ = int((differ & change.of("active_joint_count").is_paired).sum())
    return (
        f"Active joints: in {counted(n_differ, 'patient')} the number of joints examined differs "
        "between the two visits."
        if n_differ
        else ""
    )


def _on_wrists(cohort: Cohort, change: Change) -> tuple[str, ...]:
    paired, pair = change.of(POZNANSKI_MEAN.name), change.pair
    if not paired.is_recorded:
        return ()
    first, second = (wrists_recorded(cohort, rows) for rows in (pair.first, pair.second))
    n_differ = int((paired.is_paired & (first != second)).sum())
    closed = cohort.visits["physis_closed"].fillna(value=False).to_numpy(dtype=np.float64)
    n_closed = int((pair.has_both & (value_at(closed, pair.second) == 1)).sum())
    shut = (
        f"Poznanski score: in {counted(n_closed, 'patient')} the growth plate had closed by the "
        "second visit, so there is no score."
    )
    if not n_differ:
        return (shut if n_closed else "",)
    differ = (
        f"Poznanski score: in {n_differ} of {counted(paired.n_pairs, 'pair')} the wrists differ "
        f"between the visits; {_in_words(same_wrists(cohort, change))}"
    )
    return (shut if n_closed else "", differ)


def same_wrists(cohort: Cohort, change: Change) -> Answer[SignedRank]:
    """Test the Poznanski score over the wrists scored at both visits.

    Parameters
    ----------
    cohort : Cohort
    change : Change
        The same cohort, compared.
    """
    pair, paired = change.pair, change.of(POZNANSKI_MEAN.name)
    first, second = (wrists_recorded(cohort, rows) for rows in (pair.first, pair.second))
    common = np.where(paired.is_paired, first & second, 0)
    averaged_only = paired.is_paired & (first == 0) & (second == 0)
    sides = [cohort.visits[name].to_numpy(dtype=np.float64) for name in POZNANSKI[:2]]
    before, after = (
        np.where(averaged_only, averaged, _mean_of(common, [value_at(s, rows) for s in sides]))
        for averaged, rows in ((paired.before, pair.first), (paired.after, pair.second))
    )
    return asked(signed_rank, before, after)


def _mean_of(common: "np.ndarray[tuple[int], np.dtype[np.int8]]", sides: list[Values]) -> Values:
    left, right = sides
    both = np.where(common == BOTH_WRISTS, (left + right) / 2, np.nan)
    one = np.where(common == 1, left, np.where(common == BOTH_WRISTS - 1, right, np.nan))
    return np.where(common == BOTH_WRISTS, both, one)


def _in_words(tested: Answer[SignedRank]) -> str:
    result = tested.result
    if result is None:
        return "no patient has the same wrist at both."
    reach = (
        f" (95 % interval {rounded(result.low)} to {rounded(result.high)})"
        if result.low is not None and result.high is not None
        else ""
    )
    p = f", p = {rounded(result.p)}" if result.p is not None else ""
    return (
        f"over the same wrists of {counted(result.n, 'patient')} the typical change is "
        f"{rounded(result.shift)} SD{reach}{p}."
    )


def _on_tests(change: Change) -> tuple[str, ...]:
    title = change.of(change.primary).measure.title
    return (
        f'The study sheet calls "{change.unknown_primary}" the primary outcome, which is none of '
        f"the measures here; {title} is taken instead."
        if change.unknown_primary
        else "",
        f"{counted(change.n_tests, 'test')} done on this comparison, not adjusted for each "
        f"other; the primary outcome is {title}."
        if change.n_tests > 1
        else "",
    )
