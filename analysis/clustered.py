"""Shares of joints and their change, patient by patient: a child's joints go together."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import CohortError, counted, in_sentences
from analysis.pairs_of_values import Floats, PatientRows, complete_pairs, complete_rows
from analysis.sign_flips import exact_p
from analysis.tails import p_floor, t_95, two_sided_normal
from analysis.thresholds import (
    CHANGES_FOR_P_05,
    EXACT_SIGN_FLIP_PATIENTS,
    FLOAT_SLACK,
    Z_95,
)


@dataclass(frozen=True)
class Proportion:
    """A share of joints, 0 to 1, with an interval that counts patients."""

    share: float
    low: float | None
    high: float | None
    n_patients: int
    n_joints: int
    n_events: int
    effective_n: float | None  # independent joints that would tell as much, t correction included
    n_dropped: int  # patients with a gap or without a joint
    note: str | None


@dataclass(frozen=True)
class PairedBinary:
    """Change of a finding between two visits, final minus baseline share of joints."""

    n_patients: int
    n_joints: int
    n_dropped: int  # joints not read at both visits
    lost: int
    gained: int
    risk_difference: float
    low: float | None
    high: float | None
    p: float | None
    p_floor: float  # the smallest p that so many patients with a net change can give
    method: str
    note: str | None


@dataclass(frozen=True)
class _ClusteredShare:
    """A ratio of patient sums with its linearised standard error."""

    share: float
    error: float | None  # None with a single patient


def proportion(events: ArrayLike, joints: ArrayLike) -> Proportion:
    """Estimate which share of joints had something happen to them.

    Parameters
    ----------
    events : array-like of float, shape (n_patients,), joints
        Joints of the patient it happened to.
    joints : array-like of float, shape (n_patients,), joints
        Joints of the patient that were looked at; patients with none are dropped and counted.

    Raises
    ------
    CohortError
        If no patient has a joint, a count is negative, or events exceed joints.

    Notes
    -----
    Ratio p of the sums with the linearised between-patient variance
    v = K/(K-1) sum (x - p m)^2 / (sum m)^2 over K patients. Wilson interval at the effective n
    p(1-p)/v x (z/t)^2 with t on K - 1 degrees of freedom, at most the number of joints (after
    Korn & Graubard 1998; Franco et al. 2019). Where it happened to no joint or to every joint
    v is unknown and each patient counts as one joint.
    """
    pairs = complete_pairs(events, joints, ("events", "joints"))
    seen = pairs.second != 0
    happened, looked_at = pairs.first[seen], pairs.second[seen]
    _check_counts(happened, looked_at)
    estimate = _clustered_share(happened, looked_at)
    n, n_joints = len(happened), float(looked_at.sum())
    effective = _effective_n(estimate, n, n_joints)
    low, high = (None, None) if effective is None else _wilson(estimate.share, effective)
    return Proportion(
        share=estimate.share,
        low=low,
        high=high,
        n_patients=n,
        n_joints=round(n_joints),
        n_events=round(float(happened.sum())),
        effective_n=effective,
        n_dropped=len(pairs.kept) - n,
        note=_one_patient() if effective is None else None,
    )


def paired_binary(patient: Iterable[object], before: ArrayLike, after: ArrayLike) -> PairedBinary:
    """Test and estimate how the share of joints with a finding changed.

    Parameters
    ----------
    patient : array-like, shape (n_joints,)
        Whose joint it is; any labels.
    before, after : array-like of 0 and 1, shape (n_joints,)
        The finding at each visit; joints with a gap are dropped and counted.

    Raises
    ------
    CohortError
        If no joint was read at both visits or a finding is neither 0 nor 1.

    Notes
    -----
    The risk difference is (gained - lost) / joints with the linearised between-patient variance
    and a t interval on K - 1 degrees of freedom. p: each patient's net change (gained - lost)
    could as well have had the other sign; exact to ``EXACT_SIGN_FLIP_PATIENTS`` patients with a
    net change, else normal.
    """
    rows = complete_rows(patient, before, after, ("before", "after"))
    _check_findings(rows)
    change = rows.second - rows.first
    net = np.asarray(np.bincount(rows.code, weights=change), np.float64)
    estimate = _clustered_share(net, np.bincount(rows.code).astype(np.float64))
    low, high = _t_interval(estimate, rows.n_patients)
    n_changed = int(np.count_nonzero(net))
    p, method = _sign_flip(net)
    return PairedBinary(
        n_patients=rows.n_patients,
        n_joints=rows.n,
        n_dropped=rows.n_dropped,
        lost=int(np.count_nonzero(change < 0)),
        gained=int(np.count_nonzero(change > 0)),
        risk_difference=estimate.share,
        low=low,
        high=high,
        p=p,
        p_floor=p_floor(n_changed),
        method=method,
        note=_note(rows.n_patients, bool(change.any()), n_changed, low is None),
    )


def _check_counts(events: Floats, joints: Floats) -> None:
    """Refuse counts that are no counts."""
    if not len(joints):
        raise CohortError(
            "No patient has a joint to count; a share needs at least 1. Widen the filters."
        )
    n_wrong = int(np.count_nonzero((events < 0) | (joints < 0) | (events > joints)))
    if n_wrong:
        raise CohortError(
            f"In {counted(n_wrong, 'patient')} the joints concerned are negative or more than "
            "the joints looked at. Correct the counts."
        )


def _check_findings(rows: PatientRows) -> None:
    """Refuse findings that are neither present nor absent."""
    if not rows.n:
        raise CohortError(
            f"None of {counted(rows.n_dropped, 'joint')} was read at both visits; a change needs "
            "at least 1. Choose another pair of visits or widen the filters."
        )
    known = np.isin(rows.first, (0.0, 1.0)) & np.isin(rows.second, (0.0, 1.0))
    if not known.all():
        raise CohortError(
            f"{counted(int(np.count_nonzero(~known)), 'joint')} of {rows.n} have a finding other "
            "than 0 (absent) or 1 (present). Correct them in the file."
        )


def _clustered_share(happened: Floats, looked_at: Floats) -> _ClusteredShare:
    """Divide the sums over patients, with the standard error between patients."""
    n, total = len(looked_at), float(looked_at.sum())
    share = float(happened.sum()) / total
    if n == 1:
        return _ClusteredShare(share, None)
    residual = happened - share * looked_at
    # Not residual @ residual: on a busy machine the threads of BLAS take longer than the sum.
    error = math.sqrt(n / (n - 1) * float(np.square(residual).sum())) / total
    return _ClusteredShare(share, error if error > FLOAT_SLACK else 0.0)


def _effective_n(estimate: _ClusteredShare, n_patients: int, n_joints: float) -> float | None:
    """Give the independent joints that would tell as much, or None with one patient."""
    if estimate.error is None:
        return None
    correction = (Z_95 / t_95(n_patients - 1)) ** 2
    binomial = estimate.share * (1.0 - estimate.share)
    if binomial == 0.0:
        return n_patients * correction
    if estimate.error == 0.0:
        return n_joints
    return min(n_joints, binomial / estimate.error**2 * correction)


def _wilson(share: float, n: float) -> tuple[float, float]:
    """Give Wilson's score interval."""
    squared = Z_95**2
    centre = (share + squared / (2.0 * n)) / (1.0 + squared / n)
    reach = Z_95 * math.sqrt(share * (1.0 - share) / n + squared / (4.0 * n * n))
    reach /= 1.0 + squared / n
    low = 0.0 if share == 0.0 else max(0.0, centre - reach)
    high = 1.0 if share == 1.0 else min(1.0, centre + reach)
    return low, high


def _t_interval(estimate: _ClusteredShare, n_patients: int) -> tuple[float | None, float | None]:
    """Give the t interval of a risk difference, or nothing where the spread is unknown."""
    if not estimate.error:
        return None, None
    reach = t_95(n_patients - 1) * estimate.error
    return max(-1.0, estimate.share - reach), min(1.0, estimate.share + reach)


def _sign_flip(net: Floats) -> tuple[float | None, str]:
    """Test the patients' net changes, exactly where that is quick, and name the test."""
    changed = np.rint(net[net != 0]).astype(np.int64)
    if not len(changed):
        return None, "not tested: no patient has a net change"
    if len(changed) <= EXACT_SIGN_FLIP_PATIENTS:
        p = exact_p(np.abs(changed), int(changed[changed > 0].sum()))
        return p, "sign flip of patients' net changes, exact"
    z = float(changed.sum()) / math.sqrt(float(changed @ changed))
    return two_sided_normal(z), "sign flip of patients' net changes, normal approximation"


def _one_patient() -> str:
    """Say why one patient gives no interval."""
    return "Only 1 patient: how patients differ is unknown, so there is no interval."


def _note(n_patients: int, any_change: bool, n_changed: int, no_interval: bool) -> str | None:
    """Say what is undefined and why."""
    patients = counted(n_patients, "patient")
    nothing = f"No joint of {patients} changed, so there is nothing to test."
    balanced = (
        f"In each of {patients} as many joints gained the finding as lost it: nothing to test."
    )
    alike = f"The share changed alike in all {n_patients} patients, so there is no interval."
    few = (
        f"Only {n_changed} of {patients} had a net change; "
        f"the smallest p such a test can give is {p_floor(n_changed):g}."
    )
    return in_sentences(
        few if 0 < n_changed < CHANGES_FOR_P_05 else None,
        None if n_changed else balanced if any_change else nothing,
        None if not no_interval else _one_patient() if n_patients == 1 else alike,
    )
