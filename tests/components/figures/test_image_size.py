"""The image that the camera saves: a slide, or the figure's own shape."""

import plotly.graph_objects as go
import pytest

from analysis.joint_cells import JointQuestion, joint_cells
from analysis.joint_change import joint_change
from components.figures import joint_heatmap, theme
from tests import cohorts


def test_an_image_fills_a_slide():
    figure = theme.styled(go.Figure(), height=300)
    assert theme.image_size(figure) == {"width": 1280, "height": 720, "scale": 2}


def test_a_high_figure_is_not_cut():
    assert theme.image_size(theme.styled(go.Figure(), height=1500))["height"] == 1500


def test_a_figure_that_keeps_its_shape_is_as_fine_as_a_slide():
    figure = theme.keeps_shape(theme.styled(go.Figure(), height=500), 640)
    assert theme.image_size(figure) == {"width": 640, "height": 500, "scale": 4}


@pytest.mark.parametrize("make", [cohorts.demo, cohorts.one_patient])
def test_the_cells_of_the_heatmap_are_square_in_its_image(make):
    cohort = make()
    cells = joint_cells(cohort, joint_change(cohort), JointQuestion())
    figure = joint_heatmap.draw(cells)
    size, layout = theme.image_size(figure), figure.layout
    start, stop = layout.xaxis.range
    width = (size["width"] - layout.margin.l - layout.margin.r) * layout.xaxis.domain[1]
    height = size["height"] - layout.margin.t - layout.margin.b
    assert width / (stop - start) == pytest.approx(height / cells.n_patients, rel=0.02)
