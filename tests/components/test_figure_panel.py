"""What every figure of every page carries, whatever it shows."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from components.figure_panel import foot_in_words
from components.figures.theme import FOOT_PIXELS, footed, styled
from components.session import Loaded
from components.words import day
from tests.cohorts import demo

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"
FIGURES = {"overview": 2, "joints": 1, "timeline": 1, "poznanski": 1, "change": 2}


def opened(page, cohort, **address):
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["_loaded"] = Loaded(cohort, "Test")
    for name, values in address.items():
        app.query_params[name] = values
    app.run()
    app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception
    return app


def captions(app):
    today = day(date.today())
    shown = (each.value.replace("\\", "") for each in app.main.markdown)
    return [text for text in shown if text.endswith(f" {today}.]]")]


def foots(app):
    layouts = [json.loads(each.proto.spec)["layout"] for each in app.get("plotly_chart")]
    return [layout["title"]["text"] for layout in layouts]


@pytest.mark.parametrize(("page", "n_figures"), FIGURES.items())
def test_captions_name_the_filters_and_the_day(page, n_figures):
    app = opened(page, demo(), joint="knee", side="L", months=["0", "80"], pair="1-2")
    named = "Filter: joints: knee; side: left; month 0 to 80; film 1 with film 2. Synthetic data."
    assert len(captions(app)) == n_figures
    assert all(named in caption for caption in captions(app))


@pytest.mark.parametrize(("page", "n_figures"), FIGURES.items())
def test_made_up_data_are_called_so_in_the_image_too(page, n_figures):
    app = opened(page, demo())
    assert foots(app) == [foot_in_words(synthetic=True)] * n_figures
    assert "Filter:" not in " ".join(captions(app))


def test_ones_own_data_are_not_called_synthetic():
    app = opened("joints", replace(demo(), synthetic=False))
    assert foots(app) == [foot_in_words(synthetic=False)]
    assert "ynthetic" not in " ".join(each.value for each in app.main.markdown)


def test_the_foot_is_room_beneath_the_figure():
    plain, with_foot = styled(go.Figure()), footed(styled(go.Figure()), "said")
    assert with_foot.layout.title.text == "said"
    assert with_foot.layout.height - plain.layout.height == FOOT_PIXELS
    assert with_foot.layout.margin.b - plain.layout.margin.b == FOOT_PIXELS
