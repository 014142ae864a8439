import pytest

from analysis.change import change
from components.figures.joints_changed import draw
from components.figures.theme import INK, OUTCOME_COLOURS, PAPER
from tests import cohorts


def traces(cohort):
    figure = draw(change(cohort).by_grade)
    return figure, {trace.name: trace for trace in figure.data}


def test_bars_hold_the_counts_of_all_joints_and_of_each_type():
    _, bars = traces(cohorts.demo())
    assert list(bars) == ["improved", "unchanged", "worsened"]
    assert list(bars["improved"].text) == ["47", "12", "9", "10", "10", "6"]
    assert bars["worsened"].customdata[0].tolist() == [10, 90]


def test_every_bar_is_the_whole_of_its_joints():
    _, bars = traces(cohorts.registry())
    sums = sum(bar.x.astype(float) for bar in bars.values())
    assert sums == pytest.approx([100] * len(sums))


def test_operated_joints_are_white_with_an_ink_outline():
    figure, bars = traces(cohorts.registry())
    operated = bars["operated"].marker
    assert (operated.color, operated.line.color) == (PAPER, INK)
    assert "operated" in figure.layout.annotations[0].text


def test_outcomes_that_did_not_happen_are_neither_drawn_nor_named():
    figure, bars = traces(cohorts.all_operated())
    assert list(bars) == ["operated"]
    assert "improved" not in figure.layout.annotations[0].text


def test_colours_are_those_of_the_outcomes():
    _, bars = traces(cohorts.registry())
    assert tuple(bar.marker.color for bar in bars.values()) == OUTCOME_COLOURS


def test_labels_carry_n_and_interval():
    figure, _ = traces(cohorts.demo())
    texts = [each.text for each in figure.layout.annotations]
    assert texts[1] == "<b>All joints</b> 90: improved 52 % (35–69), worsened 11 % (5–24)"
    assert texts[2].startswith("<b>Hip</b> 18: improved 67 %")


def test_numbers_are_small_arrays():
    _, bars = traces(cohorts.many(200))
    assert {str(bar.x.dtype) for bar in bars.values()} == {"float32"}
