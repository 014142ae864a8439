"""The Hodges-Lehmann estimate: the median of all Walsh averages, and its interval."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.pairs_of_values import Floats, Integers
from analysis.thresholds import (
    CONFIDENCE,
    EXACT_SIGNED_RANK_CHANGES,
    FLOAT_SLACK,
    RANK_INTERVAL_PAIRS,
    Z_95,
)

_PAIRS_LISTED = 20_000  # pairs that are sorted outright rather than narrowed down further
_NARROWEST = 1e-14  # of the range of the sums: no double lies between


@dataclass(frozen=True)
class HodgesLehmann:
    """Median change of a typical patient, in the unit of the measurement."""

    shift: float
    low: float | None
    high: float | None
    level: float | None  # the level that the interval attains


def hodges_lehmann(differences: Floats) -> HodgesLehmann:
    """Estimate the typical change and its interval; unchanged patients count too.

    Parameters
    ----------
    differences : array of float, shape (n_pairs,), unit of the measurement, at least one
        After minus before.

    Notes
    -----
    Median of the n(n+1)/2 averages of two differences (each with itself too); the interval runs
    from the C-th smallest to the C-th largest, C from the null distribution of the signed rank
    sum without ties (Hollander & Wolfe, Nonparametric Statistical Methods, ch. 3). Averages are
    selected by bisection on counts, so 100,000 patients need no list of 5 x 10^9 averages.
    """
    sums = _PairSums.of(differences)
    n = len(differences)
    n_sums = n * (n + 1) // 2
    middle = [sums.smallest(rank) for rank in {(n_sums + 1) // 2, n_sums // 2 + 1}]
    shift = sum(middle) / len(middle) / 2.0
    if abs(shift) <= FLOAT_SLACK * float(np.abs(differences).max()):
        shift = 0.0  # noise must not give a direction to what has none
    if n < RANK_INTERVAL_PAIRS:
        return HodgesLehmann(shift, None, None, None)
    rank, level = _interval_rank(n)
    low, high = sums.smallest(rank) / 2.0, sums.smallest(n_sums + 1 - rank) / 2.0
    return HodgesLehmann(shift, low, high, level)


def _interval_rank(n: int) -> tuple[int, float]:
    """Give C, the rank of the lower limit, and the level the interval attains."""
    outside = 1.0 - CONFIDENCE
    if n <= EXACT_SIGNED_RANK_CHANGES:
        below = np.cumsum(_untied_chances(n))  # below[w] = P(W+ <= w)
        rank = int(np.searchsorted(below, outside / 2.0, side="right"))
        return rank, 1.0 - 2.0 * float(below[rank - 1])
    mean, deviation = n * (n + 1) / 4.0, math.sqrt(n * (n + 1) * (2 * n + 1) / 24.0)
    rank = math.floor(mean - Z_95 * deviation + 0.5)
    return rank, 1.0 - math.erfc((mean - rank + 0.5) / deviation / math.sqrt(2.0))


def _untied_chances(n: int) -> Floats:
    """Give the null distribution of the signed rank sum of n untied changes."""
    chances = np.zeros(n * (n + 1) // 2 + 1)
    chances[0] = 1.0
    for rank in range(1, n + 1):
        halved = 0.5 * chances
        chances = halved.copy()
        chances[rank:] += halved[:-rank]
    return chances


@dataclass(frozen=True)
class _PairSums:
    """All sums of two differences, order disregarded, without listing them.

    Every pair of two is met twice, as (i, j) and (j, i), and every difference with itself is
    counted double, so all counts below are twice the number of sums.
    """

    values: Floats  # distinct, ascending
    weights: Integers  # how often each occurs
    below: Integers  # differences smaller than each value, and the total at the end

    @classmethod
    def of(cls, differences: Floats) -> "_PairSums":
        values, weights = np.unique(differences, return_counts=True)
        return cls(values, weights, np.concatenate([[0], np.cumsum(weights)]))

    def reach(self, limit: float) -> Integers:
        """Count, for each value, the values that it can be added to within the limit."""
        return np.searchsorted(self.values, limit - self.values, side="right")

    def count(self, reach: Integers) -> int:
        """Count the sums within reach, twice."""
        with_itself = reach > np.arange(len(self.values))
        return int(self.weights @ self.below[reach]) + int(self.weights[with_itself].sum())

    def smallest(self, rank: int) -> float:
        """Select the sum of this rank, 1 for the smallest."""
        n_values = len(self.values)
        wanted, n_below, n_within = (
            2 * rank - 1,
            0,
            int(self.below[-1]) * (int(self.below[-1]) + 1),
        )
        below, within = np.zeros(n_values, dtype=np.int64), np.full(n_values, n_values)
        low, high = 2.0 * float(self.values[0]), 2.0 * float(self.values[-1])
        narrowest, halve = _NARROWEST * (high - low), False
        while n_within - n_below > max(_PAIRS_LISTED, n_values) and high - low > narrowest:
            share = 0.5 if halve else (wanted - n_below) / (n_within - n_below)
            limit, halve = low + (high - low) * min(max(share, 0.01), 0.99), not halve
            reach = self.reach(limit)
            n_here = self.count(reach)
            if n_here >= wanted:
                high, within, n_within = limit, reach, n_here
            else:
                low, below, n_below = limit, reach, n_here
        return self._listed(below, within, wanted - n_below)

    def _listed(self, from_reach: Integers, to_reach: Integers, wanted: int) -> float:
        """List the sums between two reaches and select by their doubled count."""
        per_value = to_reach - from_reach
        one = np.repeat(np.arange(len(self.values)), per_value)
        starts = np.repeat(
            from_reach - np.concatenate([[0], np.cumsum(per_value)[:-1]]), per_value
        )
        other = np.arange(len(one)) + starts
        sums = self.values[one] + self.values[other]
        counts = self.weights[one] * (self.weights[other] + (one == other))
        order = np.argsort(sums)
        place = int(np.searchsorted(np.cumsum(counts[order]), wanted))
        return float(sums[order[place]])
