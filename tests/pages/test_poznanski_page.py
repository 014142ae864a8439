import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.correlation_cards import QUESTIONS
from components.session import Loaded
from tests import cohorts

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"


def page(cohort):
    app = AppTest.from_file(SHELL, default_timeout=30)
    app.session_state["_loaded"] = Loaded(cohort, "Test")
    app.run()
    return app.switch_page("../pages/poznanski.py").run()


def shown(app):
    return " ".join(each.value for each in app.main.markdown)


def metrics(app):
    return {each.label: each.value for each in app.main.metric}


def trace_names(app):
    (chart,) = app.get("plotly_chart")
    return [trace["name"] for trace in json.loads(chart.proto.spec)["data"]]


@pytest.fixture(scope="module")
def demo_page():
    app = page(cohorts.demo())
    assert not app.exception
    return app


def test_three_labelled_numbers_each_with_n_and_interval(demo_page):
    assert metrics(demo_page) == {
        "Between patients": "r = −0.57",
        "Within patients": "r = −0.28",
        "All points": "r = −0.53",
    }
    text = shown(demo_page)
    for said in ("n = 9 patients", "df = 8 · 9 patients", "n = 18 visits of 9 patients"):
        assert said in text
    assert text.count("95 % CI") >= 3
    assert all(question in text for question in QUESTIONS)
    assert "They differ because" in text


def test_the_pooled_correlation_shows_no_p(demo_page):
    cards = [each.value for each in demo_page.main.markdown if "[95 % CI" in each.value]
    assert len(cards) == 3
    assert ["p =" in card for card in cards] == [True, True, False]
    assert "counts each patient more than once" in cards[2]


def test_the_answer_stands_above_the_figure(demo_page):
    said = [each.value for each in demo_page.main.markdown]
    assert any(each.startswith("Between patients not settled") for each in said[:3])


def test_switches_add_visits_and_turn_the_score():
    app = page(cohorts.demo())
    assert trace_names(app).count("Visits between") == 0
    app.main.toggle(key="poznanski_between").set_value(True).run()
    assert not app.exception
    assert "Visits between" in trace_names(app)
    assert "n = 43 visits of 9 patients" in shown(app)
    app.main.button_group(key="poznanski_shown_as").set_value("Deficit (SD)").run()
    assert not app.exception
    assert metrics(app)["All points"] == "r = +0.52"
    assert "higher is worse" in shown(app)


def test_the_page_follows_the_filter():
    app = page(cohorts.demo())
    app.sidebar.button_group(key="filter_joint").set_value(["knee"]).run()
    assert not app.exception
    assert metrics(app)["All points"] != "r = −0.53"
    assert "whatever joints are chosen" in shown(app)
    assert r"Filter: joints\: knee" in shown(app)


@pytest.mark.parametrize(
    ("cohort", "reason"),
    [
        (cohorts.no_poznanski, "18 without a Poznanski score"),
        (cohorts.no_joints, "18 without a Larsen grade"),
        (cohorts.only_patients, "no visit of the pair has both"),
    ],
)
def test_nothing_to_draw_is_explained(cohort, reason):
    app = page(cohort())
    assert not app.exception
    (said,) = app.main.info
    assert reason in said.value
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    ("cohort", "said"),
    [
        (cohorts.one_patient, "These data cannot tell. Only 1 patient has both scores"),
        (cohorts.single_films, "No patient has both scores at two visits"),
        (cohorts.no_labs, "Between patients not settled"),
        (cohorts.no_months, "Between patients not settled"),
        (cohorts.registry, "on the same wrists throughout"),
        (cohorts.all_operated, "12 without a Larsen grade"),
        (cohorts.dangerous_names, "Between patients too few to tell"),
        (cohorts.many, "Drawn are 200 of 2,000 patients"),
    ],
)
def test_unusual_cohorts_get_sense(cohort, said):
    app = page(cohort())
    assert not app.exception
    assert said in shown(app)
    assert "nan" not in shown(app).lower().replace("poznan", "")
