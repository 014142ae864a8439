import numpy as np
import pytest

from analysis.follow_up import Lanes, follow_up, follow_up_by_interval, lanes
from components.figures import theme
from components.figures.follow_up import draw, draw_together
from tests.cohorts import dangerous_names, demo, many, only_patients, registry, single_films


def all_lanes(cohort) -> Lanes:
    return lanes(cohort, follow_up(cohort), 0, min(cohort.n_patients, 150))


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def end_labels(figure):
    return next(trace for trace in figure.select_traces({"type": "scatter", "mode": "text"}))


def test_films_stand_in_the_lane_of_their_patient():
    shown = all_lanes(demo())
    film = named(draw(shown), "film")
    assert len(film.x) == 43
    assert film.marker.symbol == "square"
    of_longest = np.sort(film.x[film.y == 0])
    np.testing.assert_array_equal(of_longest, [0, 6, 24, 48, 72, 97])
    assert {row[0] for row in film.customdata[film.y == 0]} == {"P02"}


def test_labs_are_ticks_beneath_the_films():
    figure = draw(all_lanes(demo()))
    labs = named(figure, "labs")
    assert labs.marker.symbol == "line-ns"
    assert len(labs.x) == 43
    assert (labs.y > named(figure, "film").y.min()).all()


def test_each_drug_is_a_band_of_its_own_colour_and_pattern():
    bands = [trace for trace in draw(all_lanes(registry())).data if trace.type == "bar"]
    assert len(bands) == 5
    looks = {(band.marker.color, band.marker.pattern.shape) for band in bands}
    assert len(looks) == len({shape for _, shape in looks}) == 5
    first = bands[0]
    assert first.name == "methotrexate"
    assert (first.base.astype(float) + first.x.astype(float)).max() <= 117


def test_lanes_are_named_from_the_top_and_end_with_their_length():
    figure = draw(all_lanes(demo()))
    assert figure.layout.yaxis.ticktext[0].strip() == "P02"
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    ends = end_labels(figure)
    assert [text.strip() for text in ends.text[:2]] == ["97", "93"]


def test_who_was_last_seen_is_not_called_followed():
    figure = draw(all_lanes(registry()))
    ends = end_labels(figure)
    assert sum("last seen" in text for text in ends.text) == 5


def test_what_lies_beyond_the_last_visit_is_dotted():
    figure = draw(all_lanes(only_patients()))
    solid, dotted = figure.select_traces({"type": "scatter", "mode": "lines"})
    assert (solid.line.dash, dotted.line.dash) == ("solid", "dot")
    assert np.nanmax(solid.x) == 0
    assert np.nanmax(dotted.x) == 97


def test_drugs_without_dates_are_written_above():
    figure = draw(all_lanes(only_patients()))
    assert not any(trace.type == "bar" for trace in figure.data)
    (note,) = figure.layout.annotations
    assert note.text == "tocilizumab 8 mg/kg every 2 weeks (9): dates not recorded"


def test_names_of_the_file_are_escaped_on_screen_but_open_the_right_patient():
    figure = draw(all_lanes(dangerous_names()))
    shown = " ".join([*figure.layout.yaxis.ticktext, *named(figure, "film").hovertext])
    assert "<b>P01</b>" in {row[0] for row in named(figure, "film").customdata}
    assert "&lt;b&gt;P01" in shown
    assert "<b><b>" not in shown


def test_one_visit_each_can_be_drawn():
    figure = draw(all_lanes(single_films()))
    assert named(figure, "film").x.tolist() == [0] * 9
    low, high = figure.layout.xaxis.range
    assert low < 0 < high


def test_colours_come_from_the_theme():
    bands = [trace for trace in draw(all_lanes(registry())).data if trace.type == "bar"]
    assert {band.marker.color for band in bands} <= set(theme.SERIES)


def test_together_shows_who_is_followed_above_and_visits_below():
    cohort = many(300)
    figure = draw_together(follow_up_by_interval(cohort, follow_up(cohort)))
    followed, films, labs = figure.data
    assert followed.y.max() == 300
    assert films.y.sum() == labs.y.sum() == 1200
    assert "month" in figure.layout.xaxis2.title.text.lower()


@pytest.mark.parametrize("trace", range(2))
def test_numbers_travel_in_small_types(trace):
    shown = draw(all_lanes(registry()))
    points = [each for each in shown.data if each.type == "scatter" and each.mode == "markers"]
    assert points[trace].x.dtype == points[trace].y.dtype == np.float32
