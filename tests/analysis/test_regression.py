import numpy as np
import pytest
from gold_values import cases, expected
from hypothesis import given
from hypothesis import strategies as st

from analysis import patient_sums
from analysis.correlation import regression_band
from analysis.errors import CohortError

REPEATED, EXPECTED = cases("repeated_cases.csv"), expected("correlation_expected.csv")


def columns(name):
    rows = REPEATED[name]
    return rows["patient"], rows["x"], rows["y"]


@pytest.mark.parametrize("name", REPEATED)
def test_the_line_agrees_with_r(name):
    result, wanted = regression_band(*columns(name), at=[0, 1]), EXPECTED[f"pooled_{name}"]
    assert result.slope == pytest.approx(wanted["slope"], rel=1e-8)
    assert result.intercept == pytest.approx(wanted["intercept"], rel=1e-8)
    assert result.line == pytest.approx([result.intercept, result.intercept + result.slope])


@pytest.mark.parametrize("name", REPEATED)
def test_the_linearised_band_agrees_with_r(name, monkeypatch):
    monkeypatch.setattr(patient_sums, "BOOTSTRAP_MAX_PATIENTS", 0)
    result, wanted = regression_band(*columns(name), at=[0, 1]), EXPECTED[f"pooled_{name}"]
    errors = (result.high - result.line) / 1.959963984540054
    assert errors == pytest.approx([wanted["error_at_0"], wanted["error_at_1"]], rel=1e-8)
    assert "linearised" in result.method


def test_the_resampled_band_comes_near_the_linearised_one(monkeypatch):
    points = np.linspace(-2, 2, 5)
    resampled = regression_band(*columns("many"), at=points)
    monkeypatch.setattr(patient_sums, "BOOTSTRAP_MAX_PATIENTS", 0)
    linearised = regression_band(*columns("many"), at=points)
    width = linearised.high - linearised.low
    assert np.abs(resampled.low - linearised.low) == pytest.approx(
        0 * width, abs=0.1 * width.min()
    )


@given(st.integers(-100, 100), st.sampled_from([0.1, 3.0, 250.0]))
def test_the_band_moves_with_the_unit(offset, unit):
    patient, x, y = columns("two_visits")
    plain = regression_band(patient, x, y, at=[-2.0, 0.0])
    moved = regression_band(patient, x, y * unit + offset, at=[-2.0, 0.0])
    assert moved.low == pytest.approx(plain.low * unit + offset, rel=1e-7, abs=1e-7)
    assert moved.slope == pytest.approx(plain.slope * unit)


def test_the_band_holds_the_line_and_is_the_same_each_time():
    one, again = (regression_band(*columns("two_visits"), at=[-3, -1, 0]) for _ in range(2))
    assert (one.low < one.line).all()
    assert (one.line < one.high).all()
    assert np.array_equal(one.low, again.low)


def test_a_level_line_through_equal_values():
    result = regression_band(range(6), [1, 2, 3, 4, 5, 6], [4] * 6, at=[0, 9])
    assert (result.slope, list(result.line)) == (0.0, [4.0, 4.0])


def test_few_patients_have_a_line_without_band():
    result = regression_band([1, 1, 2, 2], [1, 2, 3, 4], [2, 1, 4, 3], at=[1, 4])
    assert (result.low, result.high) == (None, None)
    assert "Only 2 patients" in result.note


def test_resamples_without_variation_leave_no_band():
    result = regression_band(range(6), [1, 0, 0, 0, 0, 0], [3, 1, 4, 1, 5, 9], at=[0, 1])
    assert result.low is None
    assert "does not vary" in result.note


@pytest.mark.parametrize(
    ("x", "y", "at", "sentence"),
    [
        ([1, None, 2, None], [1, 2, 3, 4], [0], "Only 2 patient-visits with both values"),
        ([2, 2, 2, 2], [1, 2, 3, 4], [0], "The first measurement is the same in all 4"),
        ([1, 2, 3, 4], [1, 2, 3, 4], [None], "A point at which the line is wanted is missing"),
    ],
)
def test_a_line_that_cannot_be_drawn_is_a_sentence(x, y, at, sentence):
    with pytest.raises(CohortError, match=sentence):
        regression_band([1, 2, 3, 4], x, y, at)
