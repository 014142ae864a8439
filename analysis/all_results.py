"""Every result of a cohort with default settings, under the names that others rely on."""

import numpy as np

from analysis.change import Change, change
from analysis.clustered import Proportion
from analysis.errors import counted
from analysis.follow_up import followup_months
from analysis.joints_changed import JointsChanged
from analysis.pair_correlation import noted_correlations
from analysis.paired_measures import ALWAYS_REPORTED, LARSEN, PairedMeasure, Values
from analysis.result_notes import comparison_notes
from analysis.result_records import (
    AllResults,
    CohortCounts,
    JointOutcomeShares,
    LarsenTotals,
    OutcomeCount,
    OutcomeShare,
    PairedResult,
    Spread,
)
from data.cohort import Cohort


def all_results(cohort: Cohort) -> AllResults:
    """Compute every result of the cohort, narrowed as it is.

    Notes
    -----
    Undefined numbers are None, each with its reason in ``notes``.
    """
    compared = change(cohort)
    correlated = noted_correlations(cohort)
    return AllResults(
        cohort=CohortCounts(
            cohort.n_patients, cohort.n_joints, len(cohort.visits), spread(followup_months(cohort))
        ),
        larsen_total=_larsen_totals(compared),
        joints_changed=_shares(compared.by_grade),
        paired=tuple(
            _paired(each)
            for each in compared.measures
            if each.is_recorded or each.measure.name in ALWAYS_REPORTED
        ),
        correlation=correlated.correlations,
        notes=(
            *_on_followup(cohort),
            *comparison_notes(cohort, compared),
            *_on_few(cohort, compared),
            *correlated.notes,
        ),
    )


def spread(values: Values) -> Spread:
    """Describe one value a patient.

    Parameters
    ----------
    values : array of float, shape (n_patients,), any unit
        NaN where a patient has none.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return Spread(0, None, None, None, None, None)
    sd = float(known.std(ddof=1)) if len(known) > 1 else None
    middle, low, high = float(np.median(known)), float(known.min()), float(known.max())
    return Spread(len(known), float(known.mean()), sd, middle, low, high)


def _on_followup(cohort: Cohort) -> tuple[str, ...]:
    n_recorded = int(cohort.patients["followup_months"].notna().sum())
    n_known = int(np.isfinite(followup_months(cohort)).sum())
    worked_out, unknown = n_known - n_recorded, cohort.n_patients - n_known
    return (
        *(
            (f"Follow-up of {counted(worked_out, 'patient')} is the month of the last visit.",)
            if worked_out
            else ()
        ),
        *(
            (f"Follow-up of {counted(unknown, 'patient')} is not known and left out.",)
            if unknown
            else ()
        ),
    )


def _larsen_totals(compared: Change) -> LarsenTotals:
    larsen = compared.of(LARSEN.name)
    maximum = np.unique(compared.larsen_maximum[larsen.is_paired])
    return LarsenTotals(
        spread(larsen.before),
        spread(larsen.after),
        float(maximum[0]) if len(maximum) == 1 else None,
    )


def _on_few(cohort: Cohort, compared: Change) -> tuple[str, ...]:
    """Say why an sd, a total or a share of joints is undefined."""
    joints = compared.by_grade.all_joints
    said = []
    if int(np.isfinite(followup_months(cohort)).sum()) == 1:
        said.append("Follow-up: only 1 patient has one, so there is no sd.")
    if compared.of(LARSEN.name).n_pairs == 1:
        said.append("Total Larsen: only 1 patient has both, so there is no sd.")
    if not joints.n:
        said.append("No joint was graded at both visits, so there are no shares of joints.")
    elif joints.improved is not None and joints.improved.note:
        said.append(f"Shares of joints: {joints.improved.note}")
    return tuple(said)


def _shares(changed: JointsChanged) -> JointOutcomeShares:
    of = changed.all_joints
    return JointOutcomeShares(
        of.n,
        "Larsen grade" if changed.definition == "grade" else "number of findings",
        _share(of.improved),
        _share(of.unchanged),
        _share(of.worsened),
        OutcomeCount(of.operated),
    )


def _share(found: Proportion | None) -> OutcomeShare:
    if found is None:
        return OutcomeShare(0, None, None, None)
    return OutcomeShare(found.n_events, found.share, found.low, found.high)


def _paired(paired: PairedMeasure) -> PairedResult:
    name, tested = paired.measure.name, paired.tested.result
    if tested is None:
        return PairedResult(name, 0, paired.n_dropped, 0)
    return PairedResult(
        measure=name,
        n_pairs=tested.n,
        n_dropped=paired.n_dropped,
        n_zero=tested.n_zero,
        baseline_mean=tested.before_mean,
        final_mean=tested.after_mean,
        baseline_median=tested.before_median,
        final_median=tested.after_median,
        shift=tested.shift,
        low=tested.low,
        high=tested.high,
        rank_biserial=tested.rank_biserial,
        p=tested.p,
        p_floor=tested.p_floor,
        method=tested.method,
        direction=tested.direction,
    )
