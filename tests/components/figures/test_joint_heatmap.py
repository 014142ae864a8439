import numpy as np
import pytest

from analysis.joint_cells import JointQuestion, joint_cells
from analysis.joint_change import joint_change
from analysis.joints import OVERVIEW_ROWS, binned
from components.figures import joint_heatmap, joint_overview, theme
from components.figures.joint_layout import joint_columns
from components.figures.joint_scale import codes_of, scale_of
from tests import cohorts


def cells_of(cohort, reading="change", **options):
    return joint_cells(cohort, joint_change(cohort), JointQuestion(reading, **options))


def heatmaps(figure):
    return [trace for trace in figure.data if trace.type == "heatmap"]


def marks(figure):
    return next(figure.select_traces({"name": "Joints"}))


def written(figure):
    return next(figure.select_traces({"name": "In the cells"}))


def texts(figure):
    found = figure.select_traces({"type": "scatter", "mode": "text"})
    return [trace for trace in found if trace.name is None]


def rows(cells, *ids):
    return cells.of(np.array([cells.patient_ids.tolist().index(each) for each in ids]))


def test_a_cell_shows_its_grade_in_the_colour_of_its_step():
    cells = rows(cells_of(cohorts.demo(), "grade"), "P04")
    figure = joint_heatmap.draw(cells)
    codes = np.concatenate([trace.z[0] for trace in heatmaps(figure)])
    assert codes.dtype == np.int8
    assert codes.tolist() == cells.value[0].tolist()
    assert list(written(figure).text) == [f"{value:g}" for value in cells.value[0]]
    assert scale_of(cells.question).colours[:6] == theme.LARSEN


def test_numbers_are_ink_to_grade_two_and_white_above():
    figure = joint_heatmap.draw(cells_of(cohorts.demo(), "grade"))
    colours = dict(zip(written(figure).text, written(figure).textfont.color, strict=True))
    assert [colours[str(grade)] for grade in range(6)] == list(theme.LARSEN_TEXT)


def test_half_grades_take_the_colour_below_and_keep_their_number():
    cells = cells_of(cohorts.registry(), "grade")
    half = cells.is_read & (cells.value == 2.5)
    assert half.any()
    assert set(codes_of(cells)[half].tolist()) == {2}
    patient = int(np.flatnonzero(half.any(axis=1))[0])
    assert "2.5" in written(joint_heatmap.draw(cells.of(np.array([patient])))).text


def test_half_a_grade_of_change_never_looks_unchanged():
    cells = cells_of(cohorts.registry())
    scale, codes = scale_of(cells.question), codes_of(cells)
    step = codes[cells.is_read] + scale.lowest
    assert np.array_equal(np.sign(step), np.sign(cells.value[cells.is_read]))


def test_not_filmed_and_operated_are_never_the_colour_of_nought():
    cells = cells_of(cohorts.registry(), "grade")
    colours = np.array(scale_of(cells.question).colours)[codes_of(cells)]
    assert set(colours[cells.state == 1]) == {theme.NOT_FILMED}
    assert set(colours[(cells.state == 2) | (cells.state == 3)]) == {theme.INK}
    assert theme.LARSEN[0] not in set(colours[~cells.is_read])


def test_marks_of_states_stay_where_numbers_are_left_out():
    cells = cells_of(cohorts.registry(), "grade")
    assert set(written(joint_heatmap.draw(cells)).text) == {"/", "R", "F"}


def test_a_click_finds_its_patient_and_hover_says_what_became_of_the_joint():
    figure = joint_heatmap.draw(rows(cells_of(cohorts.demo()), "P04", "P02"))
    layer = marks(figure)
    assert [custom[0] for custom in layer.customdata] == ["P04"] * 10 + ["P02"] * 10
    assert layer.hovertext[2] == "<b>P04</b> · left knee<br>Larsen 3 to 5 (+2), worsened"
    labels = texts(figure)[1]
    assert [custom[0] for custom in labels.customdata] == ["P04", "P02"]


def test_left_and_right_stand_side_by_side_under_their_joint():
    columns = joint_columns(cells_of(cohorts.demo()).places)
    assert [group[0] for group in columns.groups] == ["hip", "knee", "ankle", "shoulder", "elbow"]
    gaps = np.diff(columns.x)
    assert gaps[0::2] == pytest.approx(1)
    assert (gaps[1::2] > 1).all()
    assert [place.side for place in columns.places] == ["L", "R"] * 5


def test_totals_say_their_maximum_and_the_foot_adds_up():
    cells = rows(cells_of(cohorts.demo(), "grade"), "P04", "P02")
    _, _, totals, foot = texts(joint_heatmap.draw(cells))
    assert [each.strip() for each in totals.text] == ["25 of 50", "18 of 50"]
    assert [int(each) for each in foot.text] == cells.place_sum.tolist()


def test_the_foot_of_a_large_cohort_is_a_mean_of_all_patients():
    cells = cells_of(cohorts.many(200), "grade")
    page = cells.of(np.arange(150))
    foot = texts(joint_heatmap.draw(page, cells))[3]
    assert float(foot.text[0]) == pytest.approx(np.nanmean(cells.value[:, 0]), abs=0.05)


def test_names_from_a_file_are_written_and_not_rendered():
    figure = joint_heatmap.draw(cells_of(cohorts.dangerous_names()))
    said = " ".join([*marks(figure).hovertext, *texts(figure)[1].text])
    assert "&lt;b&gt;P01&lt;/b&gt;" in said
    assert "<b>P01</b>" not in said.replace("<b>&lt;b&gt;P01", "")


@pytest.mark.parametrize("n_patients", [9, 30, 31, 150])
def test_rows_are_at_least_twelve_pixels_high(n_patients):
    cells = cells_of(cohorts.many(200)).of(np.arange(n_patients))
    figure = joint_heatmap.draw(cells)
    margin = figure.layout.margin
    assert (figure.layout.height - margin.t - margin.b) / n_patients >= 12


def test_the_overview_has_a_row_two_pixels_high_and_whole_steps():
    cells = cells_of(cohorts.many(2000), "grade")
    bins = binned(cells)
    figure = joint_overview.draw(bins)
    z = np.concatenate([trace.z for trace in heatmaps(figure)], axis=1)
    assert z.shape == (OVERVIEW_ROWS, 10)
    margin = figure.layout.margin
    assert figure.layout.height - margin.t - margin.b >= 2 * OVERVIEW_ROWS
    assert z.dtype == np.int8
    assert np.array_equal(z, np.clip(np.rint(bins.mean), 0, 5))
    assert "patients 1 to 11" in heatmaps(figure)[0].text[0][0]


def test_the_overview_of_one_finding_is_in_steps_of_a_fifth():
    bins = binned(cells_of(cohorts.many(300), "finding", finding="erosion"), 50)
    figure = joint_overview.draw(bins)
    names = [trace.name for trace in figure.data if trace.name]
    assert names == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
