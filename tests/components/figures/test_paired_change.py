import numpy as np

from analysis.change import change
from components.figures.paired_change import LINES_AT_MOST, LINES_SAMPLED, draw
from components.figures.theme import IMPROVED, WORSENED
from tests import cohorts


def panel(figure, number):
    axis = "x" if number == 1 else f"x{number}"
    return {trace.name: trace for trace in figure.data if trace.xaxis == axis}


def test_a_panel_a_measure_with_n_and_unit():
    figure = draw(change(cohorts.demo()))
    titles = [each.text for each in figure.layout.annotations[:-1]]
    assert titles[1] == "<b>CRP</b><br>mg/L, n = 9"
    assert len(titles) == 6


def test_a_line_a_patient_coloured_by_what_the_change_means():
    larsen = panel(draw(change(cohorts.demo())), 5)
    assert larsen["improved"].line.color == IMPROVED
    assert len(larsen["improved"].x) == 3 * 8
    assert larsen["worsened"].line.color == WORSENED
    assert larsen["worsened"].y[:2].tolist() == [22, 25]
    assert larsen["worsened"].customdata[0][0] == "P04"


def test_lines_of_two_patients_are_not_joined():
    improved = panel(draw(change(cohorts.demo())), 5)["improved"]
    assert np.isnan(improved.y.reshape(-1, 3)[:, 2]).all()
    assert not improved.connectgaps


def test_a_falling_poznanski_score_is_worse():
    poznanski = panel(draw(change(cohorts.demo())), 6)
    first, second, _ = poznanski["worsened"].y.reshape(-1, 3).T
    assert (second < first).all()


def test_the_thick_line_is_the_median():
    median = panel(draw(change(cohorts.demo())), 5)["median"]
    assert median.y.tolist() == [15, 9]


def test_many_patients_are_a_sample_over_the_middle_half():
    cohort = cohorts.many(LINES_AT_MOST + 100)
    figure = draw(change(cohort))
    crp = panel(figure, 2)
    drawn = sum(
        len(crp[name].x) // 3 for name in ("improved", "unchanged", "worsened") if name in crp
    )
    assert drawn == LINES_SAMPLED
    before = change(cohort).of("crp_mg_l").before
    assert crp["middle half"].y[0] == np.float32(np.quantile(before, 0.25))
    assert "middle half" not in panel(draw(change(cohorts.demo())), 2)


def test_values_below_their_limit_are_hollow():
    figure = draw(change(cohorts.registry()))
    symbols = {str(each) for each in panel(figure, 2)["improved"].marker.symbol}
    assert symbols == {"circle", "circle-open"}


def test_ids_are_escaped_in_the_text_and_whole_for_the_click():
    figure = draw(change(cohorts.dangerous_names()))
    rows = np.concatenate(
        [trace.customdata for trace in figure.data if trace.customdata is not None]
    )
    assert {"<b>P01</b>", "=1+1"} <= set(rows[:, 0])
    assert "&lt;b&gt;P01&lt;/b&gt;" in set(rows[:, 1])
    assert not any("<" in each for each in rows[:, 1])


def test_a_measure_without_a_pair_has_no_panel():
    figure = draw(change(cohorts.all_operated()))
    assert not any("Larsen" in each.text for each in figure.layout.annotations)
