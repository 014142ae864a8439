from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analysis.errors import CohortError
from analysis.patient_order import patient_order
from analysis.timeline import DrugPeriod, JointEvent, patient_timeline
from components.figures.patient_timeline import draw, draw_compared
from components.figures.theme import LARSEN, NOT_FILMED, OPERATED_FILL, TREATMENT_BAND
from components.figures.timeline_layout import PADDING, Months, month_axis
from components.figures.timeline_tracks import TimelineScale
from data.selection import CohortFilter
from tests.cohorts import (
    dangerous_names,
    demo,
    no_joints,
    no_labs,
    no_months,
    no_poznanski,
    only_patients,
    registry,
    single_films,
)


def told(cohort, patient_id):
    return patient_timeline(cohort, patient_id)


def trace(figure, name):
    (found,) = [each for each in figure.data if each.name == name]
    return found


def traces(figure, name):
    return [each for each in figure.data if each.name == name]


def titles(figure):
    return [each.text for each in figure.layout.annotations]


def bands(figure):
    return [each for each in figure.layout.shapes if each.fillcolor == TREATMENT_BAND]


def films(figure):
    return [each.x0 for each in figure.layout.shapes if each.type == "line"]


def test_active_joints_are_steps_and_crp_dots_on_two_axes():
    figure = draw(told(demo(), "P04"))
    joints, crp = trace(figure, "Active joints"), trace(figure, "CRP")
    np.testing.assert_array_equal(joints.x, [0, 12, 30, 54, 78, 93])
    np.testing.assert_array_equal(joints.y, [28, 10, 4, 2, 4, 3])
    assert joints.line.shape == "hv"
    assert crp.y[0] == np.float32(88.1)
    assert joints.yaxis != crp.yaxis
    right = figure.layout[f"yaxis{crp.yaxis[1:]}"]
    assert (right.side, right.overlaying) == ("right", joints.yaxis)
    assert "<b>CRP (mg/L)</b>" in titles(figure)


def test_marks_carry_the_patient_and_the_values_of_the_visit():
    card = trace(draw(told(demo(), "P04")), "Larsen total").customdata[5]
    assert card[0] == "P04"
    for said in (
        "Visit 6",
        "month 93",
        "final",
        "Active joints 3",
        "Larsen 25 of 50",
        "Poznanski",
    ):
        assert said in card[1]


def test_values_below_the_limit_are_hollow():
    timeline = told(registry(), "R001")
    crp = trace(draw(timeline), "CRP")
    drawn = np.isfinite(timeline.crp.value)
    assert crp.marker.symbol.tolist() == [
        "circle-open" if below else "circle" for below in timeline.crp.is_below_limit[drawn]
    ]
    assert "circle-open" in crp.marker.symbol
    assert "CRP below 0.3 mg/L" in crp.customdata[1][1]


def test_the_line_stands_where_it_is_set():
    figure = draw(told(demo(), "P04"), TimelineScale(crp_line=10))
    line = trace(figure, "10 mg/L")
    np.testing.assert_array_equal(line.y, [10, 10])
    assert line.yaxis == trace(figure, "CRP").yaxis


def test_a_log_axis_leaves_zeros_out():
    timeline = told(demo(), "P04")
    value = np.array([88.1, 0, 5, 0.2, 1, 1])
    zero = replace(timeline, labs=(replace(timeline.crp, value=value), *timeline.labs[1:]))
    figure = draw(zero, TimelineScale(crp_is_log=True))
    crp = trace(figure, "CRP")
    assert 0 not in crp.y
    assert len(crp.y) == 5
    axis = figure.layout[f"yaxis{crp.yaxis[1:]}"]
    assert axis.type == "log"
    assert 10 ** axis.range[0] < 0.2 < 88.1 < 10 ** axis.range[1]


def test_every_film_is_marked_and_every_dated_drug_has_its_band():
    timeline = told(registry(), "R003")
    figure = draw(timeline)
    assert films(figure) == timeline.month[timeline.is_film].tolist()
    assert [each.x1 for each in bands(figure)][:2] == [0, 29]
    words = trace(figure, "Drugs").text
    assert [each.strip("\u00a0 ←").split()[0] for each in words] == [
        "methotrexate",
        "tocilizumab",
        "canakinumab",
    ]
    assert "8 mg/kg every 2 weeks" in words[1]


def test_a_drug_without_dates_is_said_and_has_no_band():
    undated = replace(told(demo(), "P04"), drugs=(DrugPeriod("tocilizumab", "8 mg/kg"),))
    figure = draw(undated)
    assert bands(figure) == []
    assert "tocilizumab 8 mg/kg, dates not recorded" in trace(figure, "Drugs").text[0]


def test_no_drug_is_said_too():
    figure = draw(replace(told(demo(), "P04"), drugs=()))
    assert "<b>P04 · no drug recorded</b>" in titles(figure)


def test_squares_show_grade_and_state_of_each_joint():
    timeline = told(registry(), "R007")
    squares = trace(draw(timeline), "Larsen grade")
    shown = dict(zip(zip(squares.x, squares.y, strict=True), squares.marker.color, strict=True))
    marks = dict(zip(zip(squares.x, squares.y, strict=True), squares.text, strict=True))
    for row, month in enumerate(timeline.month):
        for place in range(len(timeline.joints.places)):
            grade, status = timeline.joints.grade[row, place], timeline.joints.status[row, place]
            colour = shown.get((np.float32(month), place))
            if np.isfinite(grade):
                assert colour == LARSEN[int(np.floor(grade + 0.5))]
                assert marks[np.float32(month), place][0] in "01234½5"
            elif status in (2, 3):
                assert colour == OPERATED_FILL
                assert marks[np.float32(month), place] == {2: "R", 3: "F"}[status]
            elif status == -1:
                assert colour is None
            else:
                assert colour == NOT_FILMED


def test_half_grades_are_written_as_halves():
    timeline = told(registry(), "R007")
    squares = trace(draw(timeline), "Larsen grade")
    assert "3½" in squares.text


def test_many_joints_have_small_squares_with_whole_grades():
    timeline = told(registry(), "R007")
    history = timeline.joints
    three = replace(
        history,
        places=history.places * 3,
        grade=np.tile(history.grade, 3),
        status=np.tile(history.status, 3),
    )
    squares = trace(draw(replace(timeline, joints=three)), "Larsen grade")
    assert set(squares.text) <= set("012345/RF")
    assert squares.marker.size < trace(draw(timeline), "Larsen grade").marker.size


@pytest.mark.parametrize(("last", "step"), [(6, 1), (20, 3), (40, 6), (97, 12), (200, 24)])
def test_ticks_stand_at_round_months(last, step):
    timeline = told(demo(), "P04")
    figure = draw(replace(timeline, month=np.linspace(0, last, 6)))
    assert figure.layout.xaxis.dtick == step


def test_totals_over_fewer_joints_are_hollow():
    timeline = told(registry(), "R007")
    total = trace(draw(timeline), "Larsen total")
    fewer = timeline.scores.n_graded < timeline.scores.n_graded.max()
    assert (total.marker.symbol == "square-open").tolist() == fewer.tolist()


def test_both_wrists_are_drawn_and_lines_at_0_and_minus_2():
    figure = draw(told(demo(), "P04"))
    assert len(trace(figure, "Poznanski left").y) == 6
    assert len(trace(figure, "Poznanski right").y) == 6
    assert traces(figure, "Poznanski mean") == []
    np.testing.assert_array_equal(trace(figure, "−2 SD").y, [-2, -2])
    assert {"left", "right"} <= set(titles(figure))


def test_only_what_is_recorded_has_a_track():
    assert traces(draw(told(no_labs(), "P04")), "CRP") == []
    assert traces(draw(told(no_poznanski(), "P04")), "Poznanski left") == []
    bare = draw(told(no_joints(), "P04"))
    assert traces(bare, "Larsen total") == traces(bare, "Larsen grade") == []
    assert [name for name in ("ESR", "SAA") if traces(draw(told(demo(), "P04")), name)] == ["ESR"]


def test_joints_narrowed_by_the_filter_are_named():
    narrowed = demo().where(CohortFilter(joints=("hip", "knee"), sides=("L",)))
    said = titles(draw(told(narrowed, "P04")))
    assert "<b>Larsen total (left hip and knee, of 10; up is worse)</b>" in said
    assert "<b>Active joints (all joints)</b>" in said


def test_events_of_one_month_share_a_mark_and_close_ones_a_row_each():
    figure = draw(told(registry(), "R007"))
    events = trace(figure, "Events")
    assert "hip L, hip R" in events.text
    assert events.marker.symbol[list(events.text).index("hip L, hip R")] == "diamond"
    places = list(zip(events.y, events.x, strict=True))
    assert len(set(places)) == len(places)
    assert "total hip replacement" in " ".join(each[1] for each in events.customdata)


def test_an_event_without_a_month_is_not_drawn():
    event = JointEvent(None, "surgery", "hip", "L", "")
    figure = draw(replace(told(demo(), "P04"), events=(event,)))
    assert traces(figure, "Events") == []


def test_the_month_axis_holds_visits_events_and_a_year_of_earlier_drugs():
    months = month_axis([told(registry(), "R007")])
    # The first visit is in month -2, the last in month 83; methotrexate began in month -31.
    assert months.first == pytest.approx(-14 - PADDING * 97)
    assert months.last == pytest.approx(83 + PADDING * 97)
    assert months.clipped(DrugPeriod("x", "", -31, 0)) == (months.first, 0)
    assert months.clipped(DrugPeriod("x", "", -90, -50)) is None
    assert months.clipped(DrugPeriod("x", "")) is None
    assert Months(0, 12).clipped(DrugPeriod("x", "", 3, None)) == (3, 12)


def test_a_single_visit_has_room():
    figure = draw(told(single_films(), "P08"))
    low, high = figure.layout.xaxis.range
    assert low < 0 < 6 < high


def test_tracks_do_not_overlap():
    figure = draw(told(registry(), "R007"))
    domains = sorted(
        each.domain for each in figure.select_yaxes() if each.domain and not each.overlaying
    )
    assert len(domains) == 10
    assert all(below[1] < above[0] for below, above in pairwise(domains))


def test_compared_patients_share_their_axes():
    ids = patient_order(demo()).patient_ids[:6]
    figure = draw_compared([told(demo(), each) for each in ids])
    ranges = {
        name: {
            tuple(figure.layout[f"yaxis{each.yaxis[1:]}"].range) for each in traces(figure, name)
        }
        for name in ("Active joints", "CRP", "Larsen total")
    }
    assert {name: len(found) for name, found in ranges.items()} == dict.fromkeys(ranges, 1)
    assert len({tuple(each.range) for each in figure.select_xaxes()}) == 1
    assert [each.customdata[0][0] for each in traces(figure, "Larsen total")] == list(ids)
    assert len(films(figure)) == sum(told(demo(), each).is_film.sum() for each in ids)


def test_each_patients_band_lies_behind_that_patient():
    ids = ("P04", "P02")
    first, second = bands(draw_compared([told(demo(), each) for each in ids]))
    assert first.y0 > second.y1


def test_labels_from_a_file_are_escaped():
    cohort = dangerous_names()
    figure = draw(told(cohort, "<b>P01</b>"))
    assert "<b>&lt;b&gt;P01&lt;/b&gt; · treatment</b>" in titles(figure)
    assert "<b>P01" not in trace(figure, "Drugs").customdata[0][1]


@pytest.mark.parametrize(
    ("cohort", "said"),
    [(no_months(), "None of the .* has a month"), (only_patients(), "No visit of this patient")],
)
def test_what_cannot_be_drawn_is_a_sentence(cohort, said):
    timeline = told(cohort, cohort.patient_ids[0])
    with pytest.raises(CohortError, match=said):
        draw(timeline)
    with pytest.raises(CohortError, match=said):
        draw_compared([timeline])


def test_nobody_to_compare_is_a_sentence():
    with pytest.raises(CohortError, match="No patient is chosen"):
        draw_compared([])


def test_visits_without_a_value_are_a_sentence():
    timeline = told(no_labs(), "P04")
    empty = replace(
        timeline,
        active_joints=replace(timeline.active_joints, value=np.full(6, np.nan)),
        scores=replace(
            timeline.scores,
            larsen_total=np.full(6, np.nan),
            poznanski=np.full(6, np.nan),
        ),
    )
    with pytest.raises(CohortError, match="hold no active joints"):
        draw(empty)
