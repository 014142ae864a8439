import math
import operator

import numpy as np
import pandas as pd
import pytest
from gold_values import RELATIVE_P, agrees, cases, expected
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import CohortError
from analysis.paired import paired_t, signed_rank
from data.errors import CohortError as DataError

CASES, EXPECTED = cases("paired_cases.csv"), expected("paired_expected.csv")
RANKED = ["n", "n_zero", "n_up", "n_down", "n_dropped", "statistic", "shift", "rank_biserial"]

grades = st.integers(0, 30)
pairs = st.lists(st.tuples(grades, grades), min_size=1, max_size=20).map(
    lambda rows: np.array(rows, dtype=float).T
)


def given_case(name):
    return CASES[name]["before"], CASES[name]["after"]


@pytest.mark.parametrize("name", EXPECTED)
def test_signed_rank_agrees_with_r(name):
    result, wanted = signed_rank(*given_case(name)), EXPECTED[name]
    found = {field: getattr(result, field) for field in [*RANKED, "before_mean", "after_median"]}
    assert {field: v for field, v in found.items() if not agrees(v, wanted[field])} == {}
    assert agrees(result.p, wanted["p"], RELATIVE_P)
    assert agrees(result.p_floor, wanted["p_floor"], RELATIVE_P)


@pytest.mark.parametrize("name", EXPECTED)
def test_hodges_lehmann_interval_agrees_with_r(name):
    result, wanted = signed_rank(*given_case(name)), EXPECTED[name]
    assert agrees(result.low, wanted["low"])
    assert agrees(result.high, wanted["high"])
    # Beyond 100 pairs the attained level is approximate, the limits are still the exact ones.
    assert agrees(result.level, wanted["level"], 1e-8 if wanted["n"] <= 100 else 1e-4)


@pytest.mark.parametrize("name", EXPECTED)
def test_pratt_agrees_with_r(name):
    result, wanted = signed_rank(*given_case(name), zeros="pratt"), EXPECTED[name]
    assert agrees(result.statistic, wanted["pratt_statistic"])
    assert agrees(result.p, wanted["pratt_p"], RELATIVE_P)


@pytest.mark.parametrize("name", EXPECTED)
def test_paired_t_agrees_with_r(name):
    result, wanted = paired_t(*given_case(name)), EXPECTED[name]
    assert agrees(result.mean_change, wanted["mean_change"])
    assert agrees(result.t, wanted["t"])
    assert agrees(result.low, wanted["t_low"])
    assert agrees(result.high, wanted["t_high"])
    assert agrees(result.p, wanted["t_p"], RELATIVE_P)


def test_published_depression_scores():
    result = signed_rank(*given_case("depression"))
    assert result.shift == pytest.approx(-0.46)  # Hollander & Wolfe (1973), example 3.1
    assert result.p == pytest.approx(2 * 0.0195, abs=1e-4)
    assert result.direction == "decrease"


def test_nine_falling_give_the_floor():
    result = signed_rank(*given_case("nine_falling"))
    assert result.p == result.p_floor == 2 / 2**9
    assert result.rank_biserial == -1.0


@given(pairs)
def test_swapping_the_visits_mirrors_the_change(given_pairs):
    before, after = given_pairs
    forth, back = signed_rank(before, after), signed_rank(after, before)
    assert forth.p == back.p
    assert forth.shift == -back.shift
    assert forth.low == (None if back.high is None else -back.high)
    assert (forth.n_up, forth.n_down) == (back.n_down, back.n_up)


@given(pairs, st.integers(-50, 50), st.sampled_from([0.1, 0.5, 2.0, 3.7, math.pi]))
def test_unit_and_offset_do_not_matter(given_pairs, offset, unit):
    before, after = given_pairs
    plain = signed_rank(before, after)
    moved = signed_rank((before + offset) * unit, (after + offset) * unit)
    assert (moved.p, moved.statistic) == (plain.p, plain.statistic)
    assert moved.shift == pytest.approx(plain.shift * unit, abs=1e-12)
    assert moved.direction == plain.direction


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(given_pairs, random):
    order = list(range(given_pairs.shape[1]))
    random.shuffle(order)
    numbers = operator.attrgetter("p", "statistic", "shift", "low", "high", "n_zero", "note")
    assert numbers(signed_rank(*given_pairs[:, order])) == numbers(signed_rank(*given_pairs))


@given(pairs, st.sampled_from(["drop", "pratt"]))
def test_p_lies_between_its_floor_and_one(given_pairs, zeros):
    result = signed_rank(*given_pairs, zeros=zeros)
    if result.n_zero == result.n:
        assert result.p is None
        assert "none changed" in result.note
    else:
        assert result.p_floor <= result.p <= 1.0


def test_normal_and_exact_meet_at_a_hundred_changes():
    changes = np.random.default_rng(1).integers(-8, 10, 101).astype(float)
    changes = np.where(changes == 0, 3, 2 * changes)
    changes[100] = 1  # the smallest, so that it hardly weighs
    exact, normal = signed_rank(np.zeros(100), changes[:100]), signed_rank(np.zeros(101), changes)
    assert "exact" in exact.method
    assert "normal" in normal.method
    assert normal.p == pytest.approx(exact.p, rel=0.05)


def test_differences_are_taken_at_the_recorded_precision():
    before, after = [0.3, 1.1, 2.2, 0.7], [0.4, 1.2, 2.3, 0.6]  # all by 0.1, not by 0.09999...
    assert signed_rank(before, after).statistic == 7.5
    thirds = np.array([1, 2, 4, 5]) / 3  # and what is no decimal: changes of one third each
    assert signed_rank(thirds, thirds + np.array([1, 1, -1, 1]) / 3).statistic == 7.5


def test_inputs_are_taken_by_position():
    before = pd.Series([5.0, 4.0, 3.0], index=[2, 1, 0])
    after = pd.Series([1.0, 2.0, 3.0], index=["a", "b", "c"])
    assert signed_rank(before, after) == signed_rank([5, 4, 3], [1, 2, 3])
    assert signed_rank(pd.array([5, None, 3], "Int64"), [1, 2, None]).n_dropped == 2


def test_nothing_changed_has_no_p_but_a_sentence():
    result = signed_rank([3] * 9, [3] * 9)
    assert (result.n, result.n_zero, result.p, result.rank_biserial) == (9, 9, None, None)
    assert result.direction == "none"
    assert result.note == (
        "Of 9 patients with both values none changed, so there is nothing to test."
    )


def test_few_patients_are_told_their_floor():
    note = signed_rank([4, 3], [1, 1]).note
    assert "Only 2 of 2 patients with both values changed" in note
    assert "0.5" in note
    assert "at least 6 pairs" in note


def test_p_is_never_zero():
    rising = signed_rank(np.zeros(40_000), np.arange(1.0, 40_001.0))
    assert 0 < rising.p < 1e-300
    assert 0 < rising.p_floor < 1e-300


def test_below_the_limit_only_a_certain_order_counts():
    before = [0.3, 0.3, 0.5, 5.0, 0.2, 0.3]
    after = [0.3, 0.5, 0.3, 0.3, 0.3, 2.0]
    flags = [True, True, True, False, False, True], [True, True, False, True, True, False]
    result = signed_rank(before, after, before_below=flags[0], after_below=flags[1])
    # one limit twice ties; two limits, and a value measured below the other's limit, are open
    assert (result.n, result.n_zero, result.n_uncertain) == (3, 1, 3)
    assert (result.n_up, result.n_down) == (1, 1)
    assert "3 pairs left out" in result.note


def test_all_below_different_limits_is_a_sentence():
    with pytest.raises(CohortError, match="limits of detection"):
        signed_rank([0.3], [0.5], before_below=[True], after_below=[True])


@pytest.mark.parametrize(
    ("n", "alike"), [(1, "Only 1 patient"), (14, "changed by the same amount")]
)
def test_without_spread_there_is_no_t(n, alike):
    result = paired_t([5] * n, [4] * n)
    assert (result.t, result.p, result.low, result.high) == (None, None, None, None)
    assert result.mean_change == -1.0
    assert alike in result.note


@pytest.mark.parametrize("analysis", [signed_rank, paired_t])
@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ([], [], "None of the 0 patients has a value at both visits"),
        ([1, None], [None, 2], "None of the 2 patients has a value at both visits"),
        ([1, 2, 3], [1, 2], "before 3, after 2"),
        (["a", "b"], [1, 2], "not all numbers"),
        ([[1, 2], [3, 4]], [1, 2], "not all numbers"),
        ([1, math.inf], [1, 2], "1 of the 2 values of before are infinite"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence(analysis, before, after, sentence):
    with pytest.raises(CohortError, match=sentence):
        analysis(before, after)


def test_an_unknown_handling_of_zeros_is_a_sentence():
    with pytest.raises(CohortError, match='"drop" or "pratt", not "split"'):
        signed_rank([1, 2], [2, 4], zeros="split")


def test_the_error_is_the_one_the_pages_show():
    assert CohortError is DataError
