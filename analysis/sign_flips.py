"""The exact test behind signed ranks and net changes: every sign could have been the other."""

import numpy as np

from analysis.pairs_of_values import Integers
from analysis.tails import never_zero


def exact_p(sizes: Integers, up: int) -> float:
    """Give the two-sided p when each size is positive or negative with equal chance.

    Parameters
    ----------
    sizes : array of int, shape (n_changed,), each at least 1
        Doubled mid-ranks, or net changes, without their signs.
    up : int
        The sum of those whose sign is positive.

    Returns
    -------
    float
        Twice the smaller tail of the sum of positive sizes, at most 1.

    Notes
    -----
    Shift algorithm of Streitberg & Roehmel (1986): the chance of every sum is built up one size
    at a time. Only sums up to the smaller tail are kept, as the distribution is symmetric.
    """
    smaller = min(up, int(sizes.sum()) - up)
    chances = np.zeros(smaller + 1)
    chances[0] = 1.0
    for size in sizes.tolist():
        halved = 0.5 * chances
        chances = halved.copy()
        if size <= smaller:
            chances[size:] += halved[:-size]
    return never_zero(2.0 * float(chances.sum()))
