"""What changed between two visits of the same patients."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import CohortError, counted, in_sentences
from analysis.pairs_of_values import (
    CompletePairs,
    Floats,
    Integers,
    as_numbers,
    complete_pairs,
    recorded_differences,
    same_length,
)
from analysis.ranks import doubled_midranks
from analysis.sign_flips import exact_p
from analysis.tails import p_floor, t_95, two_sided_normal, two_sided_t
from analysis.thresholds import (
    CHANGES_FOR_P_05,
    EXACT_SIGNED_RANK_CHANGES,
    FLOAT_SLACK,
    RANK_INTERVAL_PAIRS,
)
from analysis.walsh import hodges_lehmann

Zeros = Literal["drop", "pratt"]


@dataclass(frozen=True)
class SignedRank:
    """Wilcoxon signed rank test with the typical change; differences are after minus before."""

    n: int  # complete pairs, unchanged ones included
    n_zero: int  # unchanged
    n_up: int
    n_down: int
    n_dropped: int  # a value missing at either visit
    n_uncertain: int  # below a limit of detection so that the order is not known
    before_mean: float
    after_mean: float
    before_median: float
    after_median: float
    statistic: float  # W+, the rank sum of the increases
    p: float | None
    p_floor: float  # the smallest p that so many changes can give
    method: str
    shift: float  # Hodges-Lehmann estimate, unit of the measurement
    low: float | None
    high: float | None
    level: float | None  # attained by the interval
    rank_biserial: float | None  # -1 all down, 1 all up
    note: str | None  # sentences on what is undefined or left out

    @property
    def direction(self) -> Literal["decrease", "increase", "none"]:
        """Say which way the typical change goes."""
        if self.shift == 0.0:
            return "none"
        return "decrease" if self.shift < 0.0 else "increase"


@dataclass(frozen=True)
class PairedT:
    """Mean change with its t interval and test, after minus before."""

    n: int
    n_dropped: int
    mean_change: float
    low: float | None
    high: float | None
    t: float | None
    df: int
    p: float | None
    note: str | None


@dataclass(frozen=True)
class _RankSums:
    """Rank sums of the changes, in doubled mid-ranks."""

    ranks: Integers  # of the changes, unchanged pairs left out
    up: int

    @property
    def down(self) -> int:
        """Sum the ranks of the decreases."""
        return int(self.ranks.sum()) - self.up


def signed_rank(
    before: ArrayLike,
    after: ArrayLike,
    zeros: Zeros = "drop",
    *,
    before_below: ArrayLike | None = None,
    after_below: ArrayLike | None = None,
) -> SignedRank:
    """Test whether a measurement moved between two visits, and estimate by how much.

    Parameters
    ----------
    before, after : array-like of float, shape (n_patients,), unit of the measurement
        One value a patient each, in the same order; pairs with a gap are dropped and counted.
    zeros : {"drop", "pratt"}
        Leave unchanged patients out of the ranking, or rank them and then leave them out.
    before_below, after_below : array-like of bool, shape (n_patients,), optional
        True where the value is a limit of detection and the true value lies below it. A pair
        whose order is not certain then is left out and counted.

    Raises
    ------
    CohortError
        If no patient has both values, or the columns do not match.

    Notes
    -----
    Differences are rounded to the recorded precision first. Exact with ties (mid-ranks, twice the
    smaller tail; Streitberg & Roehmel 1986) up to ``EXACT_SIGNED_RANK_CHANGES`` changes, else
    normal with the tie-corrected variance and no continuity correction. The shift keeps unchanged
    pairs (Hollander & Wolfe, ch. 3). Rank-biserial = (W+ - W-) / (W+ + W-).
    """
    if zeros not in ("drop", "pratt"):
        raise CohortError(
            f'Unchanged patients can be handled by "drop" or "pratt", not "{zeros}".'
        )
    pairs = complete_pairs(before, after)
    flags = _flags(pairs.kept, before_below, after_below)
    uncertain = order_is_open((pairs.first, flags[0]), (pairs.second, flags[1]))
    certain = CompletePairs(pairs.first[~uncertain], pairs.second[~uncertain], pairs.kept)
    n_uncertain = int(np.count_nonzero(uncertain))
    if not certain.n:
        raise CohortError(_nothing_paired(len(pairs.kept), n_uncertain))
    return _tested(certain, zeros, pairs.n_dropped, n_uncertain)


def paired_t(before: ArrayLike, after: ArrayLike) -> PairedT:
    """Estimate the mean change with a t interval, for measurements near to normal.

    Parameters
    ----------
    before, after : array-like of float, shape (n_patients,), unit of the measurement
        One value a patient each, in the same order; pairs with a gap are dropped and counted.

    Raises
    ------
    CohortError
        If no patient has both values, or the columns do not match.

    Notes
    -----
    t = mean change / (SD / sqrt n) on n - 1 degrees of freedom. Where every patient changed alike
    the SD is 0 and neither t nor p nor an interval is defined.
    """
    pairs = complete_pairs(before, after)
    if not pairs.n:
        raise CohortError(_nothing_paired(len(pairs.kept), 0))
    differences = recorded_differences(pairs.first, pairs.second)
    n, mean = pairs.n, float(differences.mean())
    if float(np.ptp(differences)) <= FLOAT_SLACK * float(np.abs(differences).max()):
        note = _no_spread(n, alike=float(differences[0]))
        return PairedT(n, pairs.n_dropped, mean, None, None, None, n - 1, None, note)
    error = float(differences.std(ddof=1)) / math.sqrt(n)
    t, reach = mean / error, t_95(n - 1) * error
    p = two_sided_t(t, n - 1)
    return PairedT(n, pairs.n_dropped, mean, mean - reach, mean + reach, t, n - 1, p, None)


def _tested(pairs: CompletePairs, zeros: Zeros, n_dropped: int, n_uncertain: int) -> SignedRank:
    """Test and estimate the change over pairs that are complete and whose order is known."""
    differences = recorded_differences(pairs.first, pairs.second)
    estimate, sums = hodges_lehmann(differences), _rank_sums(differences, zeros)
    n_changed = len(sums.ranks)
    p, method = _p_and_method(sums, zeros)
    return SignedRank(
        n=pairs.n,
        n_zero=pairs.n - n_changed,
        n_up=int(np.count_nonzero(differences > 0)),
        n_down=int(np.count_nonzero(differences < 0)),
        n_dropped=n_dropped,
        n_uncertain=n_uncertain,
        before_mean=float(pairs.first.mean()),
        after_mean=float(pairs.second.mean()),
        before_median=float(np.median(pairs.first)),
        after_median=float(np.median(pairs.second)),
        statistic=sums.up / 2.0,
        p=p,
        p_floor=p_floor(n_changed),
        method=method,
        shift=estimate.shift,
        low=estimate.low,
        high=estimate.high,
        level=estimate.level,
        rank_biserial=(sums.up - sums.down) / (sums.up + sums.down) if n_changed else None,
        note=_note(pairs.n, n_changed, n_uncertain),
    )


def _flags(
    kept: NDArray[np.bool_], before_below: ArrayLike | None, after_below: ArrayLike | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Take the below-limit flags of the complete pairs; a missing flag is no flag."""
    before, after = (
        np.zeros(len(kept)) if flags is None else as_numbers(flags, "the below-limit flags")
        for flags in (before_below, after_below)
    )
    same_length({"values": len(kept), "before_below": len(before), "after_below": len(after)})
    return np.nan_to_num(before[kept]) > 0, np.nan_to_num(after[kept]) > 0


def order_is_open(
    before: tuple[Floats, NDArray[np.bool_]], after: tuple[Floats, NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Mark pairs whose order is unknown because a value is only known to lie below a limit.

    Parameters
    ----------
    before, after : tuple of arrays, each of shape (n_pairs,), unit of the measurement
        The values, and whether each is a limit with the true value below it.

    Notes
    -----
    Two values below one limit tie; below different limits, or where one is measured below the
    limit of the other, either may be the larger.
    """
    (first, before_below), (second, after_below) = before, after
    up, down = second > first, second < first
    both = before_below & after_below
    return (
        (both & (up | down))
        | (before_below & ~after_below & down)
        | (after_below & ~before_below & up)
    )


def _rank_sums(differences: Floats, zeros: Zeros) -> _RankSums:
    """Rank the sizes of the changes and sum the ranks of the increases."""
    ranked = differences if zeros == "pratt" else differences[differences != 0.0]
    ranks = doubled_midranks(np.abs(ranked))
    changed = ranked != 0.0
    return _RankSums(ranks[changed], int(ranks[ranked > 0.0].sum()))


def _p_and_method(sums: _RankSums, zeros: Zeros) -> tuple[float | None, str]:
    """Test the rank sums, exactly where that is quick, and name the test."""
    n_changed = len(sums.ranks)
    handling = (
        "unchanged pairs dropped" if zeros == "drop" else "Pratt's ranks for unchanged pairs"
    )
    if n_changed == 0:
        return None, "not tested: no patient changed"
    if n_changed <= EXACT_SIGNED_RANK_CHANGES:
        return exact_p(sums.ranks, sums.up), f"Wilcoxon signed rank, exact, {handling}"
    deviation = math.sqrt(float((sums.ranks.astype(np.float64) ** 2).sum()))
    p = two_sided_normal((sums.up - sums.down) / deviation)
    return p, f"Wilcoxon signed rank, normal approximation corrected for ties, {handling}"


def _nothing_paired(n_given: int, n_uncertain: int) -> str:
    """Say that there is nothing to compare."""
    if n_uncertain:
        return (
            f"All {counted(n_uncertain, 'pair')} of values lie below limits of detection in a way "
            "that leaves their order open; a change needs at least 1 pair whose order is known."
        )
    return (
        f"None of the {counted(n_given, 'patient')} has a value at both visits; "
        "a change needs at least 1. Choose another pair of visits or widen the filters."
    )


def _no_spread(n: int, alike: float) -> str:
    """Say why there is no t test."""
    if n == 1:
        return (
            "Only 1 patient has both values; a t test needs at least 2 that changed differently."
        )
    change = "did not change" if alike == 0.0 else "changed by the same amount"
    return f"All {n} patients {change}; without spread there is no t test."


def _note(n: int, n_changed: int, n_uncertain: int) -> str | None:
    """Say what is undefined, weak or left out."""
    patients = f"{counted(n, 'patient')} with both values"
    unchanged = f"Of {patients} none changed, so there is nothing to test."
    few = (
        f"Only {n_changed} of {patients} changed; "
        f"the smallest p such a test can give is {p_floor(n_changed):g}."
    )
    left_out = (
        f"{counted(n_uncertain, 'pair')} left out, because values below a limit of detection "
        "leave their order open."
    )
    return in_sentences(
        unchanged if n_changed == 0 else None,
        few if 0 < n_changed < CHANGES_FOR_P_05 else None,
        f"An interval needs at least {RANK_INTERVAL_PAIRS} pairs."
        if n < RANK_INTERVAL_PAIRS
        else None,
        left_out if n_uncertain else None,
    )
