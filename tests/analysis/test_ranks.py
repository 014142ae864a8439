import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ranks import doubled_midranks, pairing_p, same_order_p
from analysis.sign_flips import exact_p

tied = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=6)


def test_ties_share_their_mean_rank():
    assert list(doubled_midranks(np.array([7.0, 1.0, 7.0, 3.0]))) == [7, 2, 7, 4]


@given(tied)
def test_counting_pairings_equals_listing_them(rows):
    first, second = (
        doubled_midranks(np.array(column, float)) for column in zip(*rows, strict=True)
    )
    scores = [first @ np.array(order) for order in itertools.permutations(second)]
    smaller = min(np.mean(scores <= first @ second), np.mean(scores >= first @ second))
    assert pairing_p(first, second) == pytest.approx(min(1.0, 2 * smaller))


@given(st.lists(st.integers(0, 3), min_size=2, max_size=6))
def test_entire_agreement_equals_listing_all_pairings(values):
    ranks = doubled_midranks(np.array(values, float))
    if len(set(values)) > 1:
        assert same_order_p(ranks) == pytest.approx(pairing_p(ranks, ranks))


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=9))
def test_the_shift_algorithm_equals_listing_all_signs(changes):
    sizes, rises = (np.array(column) for column in zip(*changes, strict=True))
    up = int(sizes[rises].sum())
    sums = np.array(
        [np.dot(signs, sizes) for signs in itertools.product([0, 1], repeat=len(sizes))]
    )
    smaller = min(np.mean(sums <= up), np.mean(sums >= up))
    assert exact_p(sizes, up) == pytest.approx(min(1.0, 2 * smaller))
