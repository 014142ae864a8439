import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1.25, 1, "1.2"),
        (-1.26, 1, "−1.3"),
        (-0.04, 1, "0.0"),
        (12345.6, 0, "12,346"),
        (None, 1, "not known"),
        (math.nan, 1, "not known"),
    ],
)
def test_numbers(value: float | None, digits: int, text: str) -> None:
    assert words.number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "+2.0"), (-2.0, "−2.0"), (0.0, "0.0"), (None, "not known")]
)
def test_changes_carry_their_sign(value: float | None, text: str) -> None:
    assert words.signed(value) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.00390625, "p = 0.0039"),
        (0.0312, "p = 0.031"),
        (0.5, "p = 0.50"),
        (0.999, "p > 0.99"),
        (1.0, "p = 1"),
        (1e-9, "p < 0.0001"),
        (None, "no p"),
    ],
)
def test_a_p_is_never_nothing(p: float | None, text: str) -> None:
    assert words.p_value(p) == text


@given(st.floats(0, 1, exclude_min=True))
def test_no_p_is_shown_as_zero(p: float) -> None:
    assert words.p_value(p).split()[-1].strip("0.") or words.p_value(p) == "p = 1"


def test_a_p_stands_beside_its_floor() -> None:
    assert words.p_with_floor(0.0039, 2 / 2**9) == "p = 0.0039 (smallest possible 0.0039)"
    assert words.p_with_floor(0.0001, 1e-9) == "p = 0.0001 (smallest possible < 0.0001)"
    assert words.p_with_floor(None, 0.5) == "no p"


def test_estimates_carry_their_interval() -> None:
    assert words.percent_interval(0.352, 0.7) == "35 to 70 %"
    assert words.percent_interval(None, None) == ""


def test_counts() -> None:
    assert words.n_percent(47, 90) == "47 of 90 (52 %)"
    assert words.n_percent(0, 0) == "0 of 0"
    assert words.counted(1, "patient") == "1 patient"
    assert words.counted(1200, "child", "children") == "1,200 children"
    assert words.listed(["hip", "knee", "ankle"]) == "hip, knee and ankle"
    assert words.listed(["hip"]) == "hip"
    assert words.n_of_n(9, 9, 18, 90) == "9 of 9 patients · 18 of 90 joints"


@pytest.mark.parametrize("text", ["![x](http://a.b/c.png)", "*P1*", "$a$ :red[b]", "<b>"])
def test_labels_from_a_file_show_as_written(text: str) -> None:
    escaped = words.plain(text)
    assert "http:" not in escaped
    for sign in "[](*$<":
        assert escaped.count(sign) == escaped.count("\\" + sign)


def test_a_day_reads_alike_everywhere() -> None:
    assert words.day(date(2020, 3, 5)) == "5 March 2020"
