"""Mid-ranks, and the exact permutation test of two sets of ranks."""

import math

import numpy as np

from analysis.pairs_of_values import Floats, Integers
from analysis.tails import never_zero


def doubled_midranks(values: Floats) -> Integers:
    """Rank values from 1, ties sharing their mean rank, all doubled to stay whole numbers.

    Parameters
    ----------
    values : array of float, shape (n,), nothing missing
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    doubled: Integers = (2 * last - count + 1)[place]
    return doubled


def pairing_p(first: Integers, second: Integers) -> float:
    """Give the two-sided p of a rank correlation over all n! pairings.

    Parameters
    ----------
    first, second : array of int, shape (n,), n at most ``PERMUTATION_PAIRS``
        Doubled mid-ranks.

    Returns
    -------
    float
        Twice the smaller tail of the sum of products, at most 1.

    Notes
    -----
    Pairings are counted by which of the second ranks are used up: 2^n sets, not n! orders.
    """
    left, right = _from_zero(first), _from_zero(second)
    n, top = len(left), int(np.sort(left) @ np.sort(right))
    ways = np.zeros((2**n, top + 1))
    ways[0, 0] = 1.0
    for used in range(1, 2**n):
        rank = int(left[used.bit_count() - 1])
        for other in (index for index in range(n) if used >> index & 1):
            product = rank * int(right[other])
            ways[used, product:] += ways[used ^ (1 << other), : top + 1 - product]
    score = int(left @ right)
    tails = ways[-1, : score + 1].sum(), ways[-1, score:].sum()
    return never_zero(2.0 * float(min(tails)) / math.factorial(n))


def _from_zero(doubled: Integers) -> Integers:
    """Shift and shrink ranks to the smallest whole numbers with the same spacing."""
    shifted = doubled - doubled.min()
    spacing: Integers = shifted // max(1, int(np.gcd.reduce(shifted)))
    return spacing


def same_order_p(ranks: Integers) -> float:
    """Give the two-sided permutation p of ranks that agree, or oppose, entirely.

    Parameters
    ----------
    ranks : array of int, shape (n,)
        Doubled mid-ranks of either measurement.

    Notes
    -----
    Only pairings that keep equal ranks together agree as well: the product of t! over ties of
    t values, of n!. Twice that tail, as in `pairing_p`.
    """
    ties = np.unique(ranks, return_counts=True)[1]
    same = sum(math.lgamma(tie + 1.0) for tie in ties.tolist()) - math.lgamma(len(ranks) + 1.0)
    return never_zero(2.0 * math.exp(same))
