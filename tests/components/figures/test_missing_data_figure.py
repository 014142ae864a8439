import numpy as np

from analysis.missing_data import CompletenessRows, MissingData, completeness_rows, missing_data
from components.figures import theme
from components.figures.missing_data import STEPS, draw
from tests.cohorts import dangerous_names, demo, many, no_joints, registry


def drawn(cohort) -> tuple[MissingData, CompletenessRows]:
    found = missing_data(cohort)
    order = found.least_complete_first(np.arange(cohort.n_patients, dtype=np.int32))
    return found, completeness_rows(cohort, found, order, 0, cohort.n_patients)


def parts(figure):
    """Return measures' cells, measures' marks, patients' cells, patients' marks."""
    return figure.data[:4]


def test_complete_cells_take_the_last_step_and_no_visit_takes_none():
    cells = parts(draw(*drawn(demo())))[2].z
    assert set(np.unique(cells)) == {-1, len(STEPS) - 1}
    assert (cells >= 0).sum() == 43
    assert cells.dtype == np.int8


def test_each_share_takes_its_step():
    found, rows = drawn(registry())
    cells = parts(draw(found, rows))[2].z
    np.testing.assert_array_equal(cells == 4, rows.share == 1)
    np.testing.assert_array_equal(cells == 3, (rows.share >= 0.8) & (rows.share < 1))
    np.testing.assert_array_equal(cells == 2, (rows.share >= 0.5) & (rows.share < 0.8))
    np.testing.assert_array_equal(cells == 1, (rows.share > 0) & (rows.share < 0.5))
    np.testing.assert_array_equal(cells == 0, rows.share == 0)


def test_measures_are_counted_at_the_right():
    figure = draw(*drawn(registry()))
    counts = [note.text for note in figure.layout.annotations]
    assert counts[:2] == ["2,732 of 2,976", "290 of 307"]


def test_a_hundred_percent_is_written_only_where_nothing_is_missing():
    found, rows = drawn(many(2000))
    texts = parts(draw(found, rows))[0].text
    share = np.stack([each.share for each in found.measures])
    np.testing.assert_array_equal(np.array(texts) == "100", share == 1)


def test_a_mark_carries_its_patient_and_says_what_is_missing():
    marks = parts(draw(*drawn(registry())))[3]
    assert len(marks.customdata) == len(registry().visits)
    assert {row[0] for row in marks.customdata} == set(registry().patient_ids)
    assert any("not filmed" in text for text in marks.hovertext)
    assert any("replaced or fused" in text for text in marks.hovertext)


def test_visits_without_film_bear_a_stroke():
    marks = parts(draw(*drawn(registry())))[3]
    assert (marks.text == "/").sum() == (~registry().is_film).sum()
    assert not (parts(draw(*drawn(demo())))[3].text == "/").any()


def test_a_cohort_without_joints_speaks_of_none():
    marks = parts(draw(*drawn(no_joints())))[3]
    assert not any("joint" in text or "film" in text for text in marks.hovertext)


def test_many_patients_share_rows_that_open_nobody():
    figure = draw(*drawn(many(2000)))
    cells, marks = parts(figure)[2:]
    assert cells.z.shape == (60, 4)
    assert marks.customdata is None
    assert marks.hovertext[0].startswith("<b>Patients 1 to 33</b>")


def test_names_of_the_file_are_escaped():
    figure = draw(*drawn(dangerous_names()))
    labels = "".join(figure.layout.yaxis2.ticktext)
    assert "<b>" not in labels
    assert "&lt;b&gt;" in labels


def test_the_legend_names_every_step_once():
    figure = draw(*drawn(demo()))
    legend = [(each.name, each.marker.color) for each in figure.data if each.name]
    assert legend == list(zip(STEPS, theme.COMPLETENESS, strict=True))
