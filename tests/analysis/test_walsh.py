import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.walsh import hodges_lehmann


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=40))
def test_hodges_lehmann_is_the_median_of_all_averages(values):
    differences = np.array(values)
    averages = (differences[:, None] + differences)[np.triu_indices(len(values))] / 2
    shift = hodges_lehmann(differences).shift
    assert shift == pytest.approx(np.median(averages), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("decimals", [1, 12])
def test_selecting_by_counts_gives_the_same_as_listing(decimals):
    differences = np.round(np.random.default_rng(4).normal(0.3, 1, 900), decimals)
    averages = np.sort((differences[:, None] + differences)[np.triu_indices(900)]) / 2
    result = hodges_lehmann(differences)
    assert result.shift == pytest.approx(np.median(averages), abs=1e-13)
    rank = int(np.searchsorted(averages, result.low - 1e-13))
    assert result.low == pytest.approx(averages[rank], abs=1e-13)
    mirrored = int(np.searchsorted(-averages[::-1], -result.high - 1e-13))
    assert rank == mirrored or decimals == 1  # ties blur the rank


def test_noise_has_no_direction():
    assert hodges_lehmann(np.array([0.1 + 0.2, -0.3])).shift == 0.0


def test_many_equal_changes_are_their_own_estimate():
    result = hodges_lehmann(np.full(50_000, -0.1))
    assert (result.shift, result.low, result.high) == (-0.1, -0.1, -0.1)
