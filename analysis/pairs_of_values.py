"""What the tests are given: numbers taken by position, complete pairs, recorded differences."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import CohortError
from analysis.thresholds import (
    FLOAT_SLACK,
    LARGEST_NUMBER,
    RECORDED_DECIMALS,
    SMALLEST_NUMBER,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class CompletePairs:
    """Two measurements of the same things, without those that miss either."""

    first: Floats
    second: Floats
    kept: NDArray[np.bool_]  # one a pair given: True where both were there

    @property
    def n(self) -> int:
        """Count the complete pairs."""
        return len(self.first)

    @property
    def n_dropped(self) -> int:
        """Count the pairs left out because a value is missing."""
        return len(self.kept) - self.n


@dataclass(frozen=True)
class PatientRows:
    """Complete rows of a patient and two measurements."""

    code: Integers  # 0, 1, ... one number a patient
    first: Floats
    second: Floats
    n_dropped: int

    @property
    def n(self) -> int:
        """Count the complete rows."""
        return len(self.code)

    @property
    def n_patients(self) -> int:
        """Count the patients with a complete row."""
        return int(self.code.max()) + 1 if self.n else 0


def as_numbers(values: ArrayLike, name: str) -> Floats:
    """Take values as numbers by position, whatever their index; missing becomes nan.

    Parameters
    ----------
    values : array-like of float, shape (n,), any unit
        None, nan and ``pd.NA`` are missing; nearer to 0 than ``SMALLEST_NUMBER`` is 0.
    name : str
        What the values are, for the sentence when they are no numbers.

    Raises
    ------
    CohortError
        If a value is no number, or is infinite or beyond ``LARGEST_NUMBER``.
    """
    try:
        numbers = np.asarray(pd.Series(values).to_numpy(np.float64, na_value=np.nan), np.float64)
    except (TypeError, ValueError) as error:
        raise CohortError(
            f"The values of {name} are not all numbers in one row. "
            "Leave out or correct what is text and try again."
        ) from error
    n_beyond = int(np.count_nonzero(np.abs(numbers) > LARGEST_NUMBER))
    if n_beyond:
        raise CohortError(
            f"{n_beyond} of the {len(numbers)} values of {name} are infinite or beyond "
            f"{LARGEST_NUMBER:g}, which no measurement is. Correct them in the file."
        )
    return np.where(np.abs(numbers) < SMALLEST_NUMBER, 0.0, numbers)


def same_length(lengths: dict[str, int]) -> None:
    """Check that columns that belong together hold the same number of values.

    Parameters
    ----------
    lengths : dict of str to int
        What each column is called and how many values it holds.

    Raises
    ------
    CohortError
        If the numbers differ.
    """
    if len(set(lengths.values())) > 1:
        held = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise CohortError(
            f"The columns hold different numbers of values ({held}); "
            "they must hold one value each of the same rows, in the same order."
        )


def complete_pairs(
    first: ArrayLike, second: ArrayLike, names: tuple[str, str] = ("before", "after")
) -> CompletePairs:
    """Pair two columns by position and leave out pairs with a value missing.

    Parameters
    ----------
    first, second : array-like of float, shape (n,), the same unit
        One value each of the same patients or visits, in the same order.
    names : tuple of str
        What the two are called in an error.

    Raises
    ------
    CohortError
        If the lengths differ or a value is no number.
    """
    left, right = as_numbers(first, names[0]), as_numbers(second, names[1])
    same_length({names[0]: len(left), names[1]: len(right)})
    kept = ~(np.isnan(left) | np.isnan(right))
    return CompletePairs(left[kept], right[kept], kept)


def complete_rows(
    patient: Iterable[object], first: ArrayLike, second: ArrayLike, names: tuple[str, str]
) -> PatientRows:
    """Give each patient a number and leave out rows that miss the patient or a value.

    Parameters
    ----------
    patient : array-like, shape (n_rows,)
        Whose row it is; any labels.
    first, second : array-like of float, shape (n_rows,)
        Two measurements a row.
    names : tuple of str
        What the two measurements are called in an error.

    Raises
    ------
    CohortError
        If the lengths differ or a value is no number.
    """
    left, right = as_numbers(first, names[0]), as_numbers(second, names[1])
    whose = pd.Series(patient)
    same_length({"patient": len(whose), names[0]: len(left), names[1]: len(right)})
    kept = ~(whose.isna().to_numpy() | np.isnan(left) | np.isnan(right))
    code = pd.factorize(whose[kept])[0].astype(np.int64)
    return PatientRows(code, left[kept], right[kept], int(np.count_nonzero(~kept)))


def recorded_differences(before: Floats, after: Floats) -> Floats:
    """Subtract without the noise that would split equal changes into unequal ones.

    Parameters
    ----------
    before, after : array of float, shape (n,), the same unit, nothing missing

    Returns
    -------
    array of float, shape (n,), the same unit
        After minus before, rounded to the decimals the values were recorded with. Where they are
        no decimals (averages of three, say), differences apart by noise alone are made equal.
    """
    raw = after - before
    decimals = recorded_decimals(np.concatenate([before, after]))
    if decimals is not None:
        return np.round(raw, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
    largest = max(np.abs(before).max(), np.abs(after).max())
    return _made_equal(raw, FLOAT_SLACK * float(largest))


def recorded_decimals(values: Floats) -> int | None:
    """Find the fewest decimals that write every value; None if eight do not.

    Parameters
    ----------
    values : array of float, shape (n,), nothing missing
    """
    slack = FLOAT_SLACK * np.abs(values)
    for decimals in range(RECORDED_DECIMALS + 1):
        if np.all(np.abs(np.round(values, decimals) - values) <= slack):
            return decimals
    return None


def _made_equal(differences: Floats, slack: float) -> Floats:
    """Give differences whose sizes lie within the slack of each other one size."""
    sizes = np.abs(differences)
    order = np.argsort(sizes, kind="stable")
    ascending = sizes[order]
    starts = np.diff(ascending, prepend=0.0) > slack
    leader = np.maximum.accumulate(np.where(starts, np.arange(len(sizes)), -1))
    levelled = np.empty_like(sizes)
    levelled[order] = np.where(leader < 0, 0.0, ascending[np.maximum(leader, 0)])
    return levelled * np.sign(differences)
