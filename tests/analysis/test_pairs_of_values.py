import numpy as np
import pandas as pd
import pytest

from analysis.errors import CohortError
from analysis.pairs_of_values import (
    as_numbers,
    complete_rows,
    recorded_decimals,
    recorded_differences,
)


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([1, 20, 1e12], 0), ([0.1, 0.25], 2), ([0.1 + 0.2, 7], 1), ([-1e-8], 8), ([1 / 3], None)],
)
def test_the_recorded_precision_is_found(values, decimals):
    assert recorded_decimals(np.array(values, dtype=float)) == decimals


def test_recorded_differences_are_the_ones_on_paper():
    before, after = np.array([0.3, 1.1, 69.0, 2.5]), np.array([0.4, 1.0, 6.0, 2.5])
    assert list(recorded_differences(before, after)) == [0.1, -0.1, -63.0, 0.0]


def test_differences_of_averages_tie_where_only_noise_parts_them():
    before = np.array([1, 2, 5, 7]) / 3
    after = before + np.array([1, -1, 1, 0]) / 3
    sizes = np.abs(recorded_differences(before, after))
    assert len(set(sizes)) == 2
    assert sizes[3] == 0.0


def test_missing_stays_missing_whatever_it_is_called():
    kinds = [[1, None], [1, np.nan], pd.array([1, pd.NA], "Int64"), pd.Series([1, None], [5, 4])]
    for values in kinds:
        numbers = as_numbers(values, "CRP")
        assert numbers[0] == 1.0
        assert np.isnan(numbers[1])


def test_rows_without_patient_or_value_are_counted():
    rows = complete_rows(["b", None, "a", "b"], [1, 2, 3, None], [1, 2, 3, 4], ("x", "y"))
    assert list(rows.code) == [0, 1]
    assert (rows.n, rows.n_patients, rows.n_dropped) == (2, 2, 2)


def test_what_no_measurement_can_be_is_a_sentence():
    with pytest.raises(CohortError, match="2 of the 3 values of CRP are infinite or beyond 1e"):
        as_numbers([1e200, -np.inf, 3], "CRP")


def test_what_is_no_number_but_for_arithmetic_is_zero():
    assert list(as_numbers([1e-300, -1e-300, 1e-90], "CRP")) == [0.0, 0.0, 1e-90]
