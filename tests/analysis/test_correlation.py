import math
import operator

import numpy as np
import pandas as pd
import pytest
from gold_values import RELATIVE_P, agrees, cases, expected
from hypothesis import given
from hypothesis import strategies as st

from analysis import patient_sums
from analysis.correlation import pearson, pooled, repeated_measures, spearman
from analysis.errors import CohortError

PAIRS, REPEATED = cases("correlation_cases.csv"), cases("repeated_cases.csv")
EXPECTED = expected("correlation_expected.csv")
INDEPENDENT = {"pearson": pearson, "spearman": spearman}

values = st.integers(-20, 20)
pairs = (
    st.lists(st.tuples(values, values), min_size=4, max_size=14)
    .map(lambda rows: np.array(rows, dtype=float).T)
    .filter(lambda xy: (xy.max(axis=1) > xy.min(axis=1)).all())
)
visits = (
    st.lists(st.tuples(values, values, values, values), min_size=3, max_size=12)
    .map(lambda rows: np.array(rows, dtype=float))
    .filter(lambda rows: (rows[:, 0] != rows[:, 1]).any() and (rows[:, 2] != rows[:, 3]).any())
)


def in_rows(two_visits):
    """Turn (x first, x last, y first, y last) a patient into patient, x, y a row."""
    patient = np.repeat(np.arange(len(two_visits)), 2)
    return patient, two_visits[:, :2].ravel(), two_visits[:, 2:].ravel()


def simulated(n_patients, seed=3):
    """Make three correlated visits a patient."""
    random, patient = np.random.default_rng(seed), np.repeat(np.arange(n_patients), 3)
    x = random.normal(size=n_patients)[patient] + random.normal(size=3 * n_patients)
    y = 0.5 * x + random.normal(size=n_patients)[patient] + random.normal(size=3 * n_patients)
    return patient, x, y


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("method", INDEPENDENT)
def test_independent_pairs_agree_with_r(method, name):
    result = INDEPENDENT[method](PAIRS[name]["x"], PAIRS[name]["y"])
    wanted = EXPECTED[f"{method}_{name}"]
    assert {q: v for q, v in wanted.drop("p").items() if not agrees(getattr(result, q), v)} == {}
    assert agrees(result.p, wanted["p"], RELATIVE_P)


@pytest.mark.parametrize("name", REPEATED)
def test_repeated_measures_agree_with_r(name):
    rows, wanted = REPEATED[name], EXPECTED[f"within_{name}"]
    result = repeated_measures(rows["patient"], rows["x"], rows["y"])
    assert {q: v for q, v in wanted.drop("p").items() if not agrees(getattr(result, q), v)} == {}
    assert agrees(result.p, wanted["p"], RELATIVE_P)


@pytest.mark.parametrize("name", REPEATED)
def test_pooled_agrees_with_r(name):
    rows, wanted = REPEATED[name], EXPECTED[f"pooled_{name}"]
    result = pooled(rows["patient"], rows["x"], rows["y"])
    found = [getattr(result, field) for field in ("n", "n_patients", "r")]
    assert found == pytest.approx(list(wanted[["n", "n_patients", "r"]]), rel=1e-8)
    assert agrees(result.p, wanted["p"], RELATIVE_P)
    assert result.low < result.r < result.high


def test_published_ph_and_carbon_dioxide():
    rows = REPEATED["bland1995"]
    result = repeated_measures(rows["patient"], rows["x"], rows["y"])
    # Bland & Altman (1995); the interval in Bakdash & Marusich (2017)
    assert (result.df, result.n_patients, result.n_rows) == (38, 8, 47)
    assert [result.r, result.low, result.high] == pytest.approx([-0.507, -0.707, -0.232], abs=5e-4)


def test_published_tuna():
    assert spearman(PAIRS["tuna"]["x"], PAIRS["tuna"]["y"]).p == pytest.approx(0.0968, abs=5e-5)


@given(pairs, st.sampled_from([pearson, spearman]))
def test_the_two_measurements_can_change_places(xy, correlation):
    numbers = operator.attrgetter("r", "low", "high", "p", "n")
    for one, other in zip(numbers(correlation(*xy)), numbers(correlation(*xy[::-1])), strict=True):
        assert one == (None if other is None else pytest.approx(other, rel=1e-9, abs=1e-12))


@given(pairs, st.sampled_from([pearson, spearman]), st.sampled_from([1e-6, 0.7, 1e9]))
def test_units_do_not_matter_and_a_sign_turns_r(xy, correlation, unit):
    plain, moved = correlation(*xy), correlation(xy[0] * unit + 3 * unit, -xy[1])
    assert moved.r == pytest.approx(-plain.r, abs=1e-9)
    assert moved.low == (None if plain.high is None else pytest.approx(-plain.high, abs=1e-9))
    assert moved.p == (None if plain.p is None else pytest.approx(plain.p, rel=1e-6))


@given(pairs, st.sampled_from([pearson, spearman]))
def test_no_p_and_no_limit_is_beyond_its_range(xy, correlation):
    result = correlation(*xy)
    assert -1.0 <= result.r <= 1.0
    if result.low is not None:
        assert -1.0 <= result.low <= result.r <= result.high <= 1.0
    assert result.p is None or 0.0 < result.p <= 1.0
    assert (result.low is None) == (result.note is not None)


@given(visits)
def test_levels_of_patients_do_not_matter_within_them(two_visits):
    patient, x, y = in_rows(two_visits)
    named = pd.Series(patient).map("P{:02d}".format)
    plain = repeated_measures(patient, x, y)
    moved = repeated_measures(named, x + 7 * patient, y * 0.5 - patient)
    assert moved.r == pytest.approx(plain.r, abs=1e-9)
    assert moved.p == (None if plain.p is None else pytest.approx(plain.p, rel=1e-6))


def test_within_patients_r_can_oppose_the_pooled_one():
    patient = np.repeat(np.arange(6), 2)
    x, y = 10.0 * patient + [0, 1] * 6, 10.0 * patient + [1.1, 0, 1, 0, 1.2, 0, 1, 0, 0.9, 0, 1, 0]
    assert repeated_measures(patient, x, y).r < -0.9
    assert pooled(patient, x, y).r > 0.9


def test_single_visits_and_gaps_are_counted():
    rows = REPEATED["gaps_and_singles"]
    result = repeated_measures(rows["patient"], rows["x"], rows["y"])
    assert (result.n_patients, result.n_single, result.n_dropped) == (4, 2, 2)


def test_the_same_seed_gives_the_same_interval_in_any_order():
    patient, x, y = simulated(40)
    order = np.random.default_rng(8).permutation(len(x))
    named = pd.Series([f"child {100 - code}" for code in patient[order]])
    numbers = operator.attrgetter("r", "low", "high", "p")
    one, other = pooled(patient, x, y, seed=5), pooled(named, x[order], y[order], seed=5)
    assert numbers(one) == pytest.approx(numbers(other), rel=1e-12)
    assert pooled(patient, x, y, seed=6).low != one.low


def test_repeating_every_visit_narrows_p_but_not_the_interval():
    patient, x, y = simulated(30)
    once = pooled(patient, x, y)
    twice = pooled(np.tile(patient, 2), np.tile(x, 2), np.tile(y, 2))
    assert twice.p < once.p / 100
    assert [twice.low, twice.high] == pytest.approx([once.low, once.high], abs=1e-9)


def test_the_linearised_interval_is_that_of_the_bootstrap(monkeypatch):
    rows = simulated(3_000)
    resampled = pooled(*rows)
    monkeypatch.setattr(patient_sums, "BOOTSTRAP_MAX_PATIENTS", 2_999)
    linearised = pooled(*rows)
    assert "bootstrap" in resampled.method
    assert "linearised" in linearised.method
    width = resampled.high - resampled.low
    assert linearised.low == pytest.approx(resampled.low, abs=0.06 * width)
    assert linearised.high == pytest.approx(resampled.high, abs=0.06 * width)


@pytest.mark.parametrize("correlation", [pearson, spearman])
@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        ([], [], "Only 0 pairs of values are complete"),
        ([1], [2], "Only 1 pair of values is complete"),
        ([1, 2, None], [2, 1, 3], "Only 2 pairs of values are complete"),
        ([2, 2, 2, 2], [1, 2, 3, 4], "The first measurement is the same in all 4 pairs"),
        ([1, 2, 3, 4], [0.3, 0.1 + 0.2, 0.3, 0.3], "The second measurement is the same"),
        ([1, 2], [1, 2, 3], "x 2, y 3"),
    ],
)
def test_pairs_without_an_answer_are_a_sentence(correlation, x, y, sentence):
    with pytest.raises(CohortError, match=sentence):
        correlation(x, y)


@pytest.mark.parametrize("correlation", [pearson, spearman])
def test_three_pairs_have_r_alone(correlation):
    result = correlation([1, 2, 3], [2, 1, 4])
    assert (result.n, result.p, result.low, result.high) == (3, None, None, None)
    assert "at least 4" in result.note


def test_points_on_a_line_have_no_spread_to_judge_by():
    x = np.array([0.1, 0.2, 0.4, 0.7, 0.9])
    result = pearson(x, -3 * x + 0.1)
    assert (result.r, result.p, result.low) == (-1.0, None, None)
    assert "on one line" in result.note


def test_ranks_that_agree_entirely_have_an_exact_p_of_any_length():
    assert spearman(range(9), range(9)).p == pytest.approx(2 / math.factorial(9))
    assert spearman(range(12), range(12)).p == pytest.approx(2 / math.factorial(12))
    tied = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert spearman(tied, tied).p == pytest.approx(2 * 2 / math.factorial(10))
    assert 0 < spearman(range(500), range(500)).p < 1e-300


@pytest.mark.parametrize(
    ("patient", "x", "y", "sentence"),
    [
        ([], [], [], "Only 0 patients with two complete visits"),
        ([1, 1, 1, 1], [1, 2, 3, 4], [2, 1, 4, 3], "Only 1 patient with two complete visits"),
        ([1, 1, 2, 2, 3, 3], [1, 1, 2, 2, 3, 3], [1, 2, 3, 4, 5, 7], "never changes within any"),
        ([1, 1], [1, 2, 3], [1, 2, 3], "patient 2, x 3, y 3"),
    ],
)
def test_repeats_without_an_answer_are_a_sentence(patient, x, y, sentence):
    with pytest.raises(CohortError, match=sentence):
        repeated_measures(patient, x, y)


def test_few_patients_have_a_pooled_r_without_interval():
    result = pooled([1, 1, 2, 2], [1, 2, 3, 4], [2, 1, 4, 3])
    assert result.low is None
    assert result.p is not None
    assert "Only 2 patients" in result.note


def test_resamples_without_variation_leave_no_interval():
    patient, x = np.arange(6), [1, 0, 0, 0, 0, 0]
    result = pooled(patient, x, [3, 1, 4, 1, 5, 9])
    assert result.low is None
    assert "In too many resamples of the 6 patients" in result.note
