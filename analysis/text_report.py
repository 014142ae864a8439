"""Every result as lines of plain text, for a terminal."""

from analysis.errors import counted
from analysis.result_records import (
    AllResults,
    BetweenPatients,
    JointOutcomeShares,
    OutcomeShare,
    OverVisits,
    PairedResult,
    Spread,
    WithinPatients,
)


def as_text(results: AllResults) -> str:
    """Write every result for reading: four figures, undefined numbers named as such."""
    return "\n".join(
        [
            *_cohort(results),
            "",
            *_joints(results.joints_changed),
            "",
            *(_measure(each) for each in results.paired),
            "",
            *_correlations(results),
            "",
            *(f"Note: {note}" for note in results.notes),
        ]
    )


def _figures(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.4g}"


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "no interval"
    return f"95 % interval {_figures(low)} to {_figures(high)}"


def _p(p: float | None) -> str:
    return "no p" if p is None else f"p = {p:.2g}"


def _spread(found: Spread) -> str:
    return f"mean {_figures(found.mean)}, sd {_figures(found.sd)}, median {_figures(found.median)}"


def _cohort(results: AllResults) -> list[str]:
    counts, larsen = results.cohort, results.larsen_total
    return [
        f"{counted(counts.patients, 'patient')}, {counted(counts.joints, 'joint')}, "
        f"{counted(counts.visits, 'visit')}",
        f"Follow-up in months: {_spread(counts.followup_months)}",
        f"Total Larsen, first visit: {_spread(larsen.baseline)} (n = {larsen.baseline.n})",
        f"Total Larsen, second visit: {_spread(larsen.final)} (n = {larsen.final.n})",
        f"Highest possible total: {_figures(larsen.maximum)}",
    ]


def _joints(changed: JointOutcomeShares) -> list[str]:
    outcomes = {
        "improved": changed.improved,
        "unchanged": changed.unchanged,
        "worsened": changed.worsened,
    }
    return [
        f"Joints compared by {changed.definition}: {changed.n}",
        *(f"  {name}: {_share(share)}" for name, share in outcomes.items()),
        f"  operated, beside these: {changed.operated.count}",
    ]


def _share(found: OutcomeShare) -> str:
    if found.share is None:
        return str(found.count)
    reach = (
        f", 95 % interval {100 * found.low:.0f} to {100 * found.high:.0f} %"
        if found.low is not None and found.high is not None
        else ", no interval"
    )
    return f"{found.count} ({100 * found.share:.0f} %{reach})"


def _measure(found: PairedResult) -> str:
    if found.shift is None:
        return f"{found.measure}: no pair of values, {counted(found.n_dropped, 'patient')} without"
    return (
        f"{found.measure} (n = {found.n_pairs}): mean {_figures(found.baseline_mean)} to "
        f"{_figures(found.final_mean)}, median {_figures(found.baseline_median)} to "
        f"{_figures(found.final_median)}, shift {_figures(found.shift)} "
        f"({_interval(found.low, found.high)}), {_p(found.p)} "
        f"(smallest possible {_figures(found.p_floor)}), {found.method}"
    )


def _correlations(results: AllResults) -> list[str]:
    three = results.correlation
    n, df, n_all = three.between.n, three.within.df, three.pooled.n
    return [
        "Poznanski score with the recorded Larsen total:",
        f"  between patients: {_correlation(three.between)}, n = {n}",
        f"  within patients: {_correlation(three.within)}, df = {_figures(df)}",
        f"  over patient-visits: {_correlation(three.pooled)}, n = {n_all}",
    ]


def _correlation(found: BetweenPatients | WithinPatients | OverVisits) -> str:
    if found.r is None:
        return "undefined"
    return f"r = {_figures(found.r)} ({_interval(found.low, found.high)}), {_p(found.p)}"
