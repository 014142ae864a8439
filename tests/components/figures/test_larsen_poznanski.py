import numpy as np
import pytest

from analysis.poznanski import as_deficit, larsen_poznanski
from analysis.thresholds import PATIENTS_DRAWN
from components.figures.larsen_poznanski import draw
from components.figures.theme import MOMENT_FILLS, MOMENT_SIZES_MANY, PAPER
from tests import cohorts


def traces(figure):
    return {trace.name.rstrip(): trace for trace in figure.data}


def test_each_visit_of_the_pair_is_a_mark_and_each_patient_a_line():
    result = larsen_poznanski(cohorts.demo())
    drawn = traces(draw(result))
    assert list(drawn) == ["95 % band", "One patient", "Baseline", "Final", "Line, 95 % band"]
    assert len(drawn["Baseline"].x) == len(drawn["Final"].x) == 9
    assert drawn["Final"].x[0] == pytest.approx(7)
    assert drawn["Final"].y[0] == pytest.approx(-0.9)
    assert np.isnan(drawn["One patient"].x).sum() == 8
    assert all(np.asarray(trace.x).dtype == np.float32 for trace in drawn.values())


def test_time_is_told_by_shape_and_shade():
    drawn = traces(draw(larsen_poznanski(cohorts.demo(), between_visits=True)))
    marks = [drawn[name].marker for name in ("Baseline", "Visits between", "Final")]
    assert [mark.color for mark in marks] == list(MOMENT_FILLS)
    assert marks[0].color == PAPER
    assert marks[1].symbol != marks[0].symbol == marks[2].symbol


def test_a_mark_carries_its_patient_and_says_its_numbers():
    final = traces(draw(larsen_poznanski(cohorts.demo())))["Final"]
    assert list(final.customdata[0]) == ["P01", "P01", "month 84", "50"]
    assert "Final, %{customdata[2]}" in final.hovertemplate
    assert list(final.text) == [f"P0{number}" for number in range(1, 10)]
    assert final.textposition[0] == "middle left"  # its baseline lies to the right
    assert final.textposition[3] == "middle right"


def test_both_axes_say_which_way_is_worse():
    result = larsen_poznanski(cohorts.demo())
    signed, turned = draw(result).layout, draw(as_deficit(result)).layout
    for layout in (signed, turned):
        assert layout.xaxis.title.text.endswith("worse →</span>")
    assert "← worse</span>    Poznanski score" in signed.yaxis.title.text
    assert turned.yaxis.title.text.startswith("Poznanski deficit")
    assert turned.yaxis.title.text.endswith("worse →</span>")


def test_a_deficit_turns_marks_line_and_band():
    result = larsen_poznanski(cohorts.demo())
    signed, turned = traces(draw(result)), traces(draw(as_deficit(result)))
    for name in ("Final", "Line, 95 % band"):
        assert list(turned[name].y) == [-y for y in signed[name].y]
    n = len(turned["95 % band"].y) // 2
    assert (turned["95 % band"].y[:n] > turned["95 % band"].y[n:][::-1]).all()


def test_few_points_stand_without_a_line():
    drawn = traces(draw(larsen_poznanski(cohorts.one_patient())))
    assert list(drawn) == ["One patient", "Baseline", "Final"]


def test_a_line_of_few_patients_has_no_band():
    drawn = traces(draw(larsen_poznanski(cohorts.one_patient(), between_visits=True)))
    assert "Line" in drawn
    assert "95 % band" not in drawn


def test_single_films_are_marks_of_the_first_visit_alone():
    drawn = traces(draw(larsen_poznanski(cohorts.single_films())))
    assert "Final" not in drawn
    assert len(drawn["Baseline"].x) == 9


def test_of_many_patients_a_sample_is_drawn_small_and_nameless():
    drawn = traces(draw(larsen_poznanski(cohorts.many(2000))))
    assert len(drawn["Final"].x) == PATIENTS_DRAWN
    assert drawn["Final"].text is None
    assert drawn["Final"].marker.size == MOMENT_SIZES_MANY[2]


def test_names_from_the_file_are_escaped_and_long_ones_stay_off_the_marks():
    final = traces(draw(larsen_poznanski(cohorts.dangerous_names())))["Final"]
    assert final.text is None
    assert list(final.customdata[0][:2]) == ["<b>P01</b>", "&lt;b&gt;P01&lt;/b&gt;"]
    assert "customdata[0]" not in final.hovertemplate


def test_a_visit_without_a_month_says_so():
    final = traces(draw(larsen_poznanski(cohorts.no_months())))["Final"]
    assert final.customdata[0][2] == "month not known"


def test_the_legend_leaves_room_for_the_wider_font_of_an_image():
    last = draw(larsen_poznanski(cohorts.demo())).data[-1]
    assert last.name.endswith("band\u2003")
