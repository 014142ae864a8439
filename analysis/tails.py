"""Tail areas and quantiles of the normal and the t distribution; no p is ever 0."""

import math

from analysis.thresholds import CONFIDENCE, SMALLEST_P


def never_zero(p: float) -> float:
    """Hold a p between the smallest positive double and 1."""
    return min(1.0, max(SMALLEST_P, p))


def two_sided_normal(z: float) -> float:
    """Give the two-sided p of a standard normal deviate."""
    return never_zero(math.erfc(abs(z) / math.sqrt(2.0)))


def two_sided_t(t: float, df: int) -> float:
    """Give the two-sided p of Student's t with ``df`` degrees of freedom."""
    from scipy.special import stdtr

    return never_zero(2.0 * float(stdtr(df, -abs(t))))


def t_95(df: int) -> float:
    """Give the t quantile that leaves 2.5 % in the upper tail."""
    from scipy.special import stdtrit

    return float(stdtrit(df, (1.0 + CONFIDENCE) / 2.0))


def p_floor(n_changed: int) -> float:
    """Give the smallest two-sided p of a sign-flip test: all ``n_changed`` in one direction.

    Notes
    -----
    2 / 2^n, at most 1: with both signs equally likely only two of 2^n patterns are as extreme.
    """
    return never_zero(math.ldexp(1.0, 1 - n_changed))
