import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import Loaded
from tests.cohorts import (
    all_operated,
    dangerous_names,
    demo,
    many,
    no_joints,
    no_labs,
    no_months,
    no_poznanski,
    one_patient,
    only_patients,
    registry,
    single_films,
)

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"


def opened(cohort) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=30)
    app.session_state["_loaded"] = Loaded(cohort, "Test")
    app.run()
    return app.switch_page("../pages/overview.py").run()


def written(app: AppTest) -> str:
    return " ".join(each.value for each in app.main.markdown)


def figures(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


def test_the_demo_answers_who_is_in_it():
    app = opened(demo())
    assert not app.exception
    assert app.title[0].value == "Who is in the cohort?"
    assert "82.0 months on average (61 to 97)" in written(app)
    assert [each.value for each in app.metric] == ["9", "90", "82.0", "4.8"]
    assert figures(app) == 2
    assert "Nothing that this cohort records is missing" in written(app)


@pytest.mark.parametrize(
    ("cohort", "n_figures"),
    [
        (registry, 2),
        (one_patient, 2),
        (single_films, 2),
        (no_labs, 2),
        (no_poznanski, 2),
        (no_joints, 2),
        (no_months, 2),
        (all_operated, 2),
        (dangerous_names, 2),
        (many, 2),
        (only_patients, 1),
    ],
)
def test_every_cohort_opens_with_sense(cohort, n_figures):
    app = opened(cohort())
    assert not app.exception
    assert figures(app) == n_figures
    assert not re.search(r"\b(nan|None|inf)\b", written(app))


def test_what_cannot_be_drawn_is_told():
    app = opened(only_patients())
    assert any("holds no visit" in each.value for each in app.info)


def test_the_filter_narrows_the_page():
    app = opened(demo())
    app.button_group(key="filter_joint").set_value(["knee"]).run()
    assert [each.value for each in app.metric] == ["9", "18", "82.0", "4.8"]
    assert "Expected are 2 joints on each film" in written(app)
    app.slider[0].set_value((0, 40)).run()
    assert "window hides visits" in written(app)


def test_the_study_is_shown_where_the_file_tells_it():
    assert "The study" in [each.value for each in opened(registry()).subheader]
    assert "The study" not in [each.value for each in opened(demo()).subheader]


def test_a_large_cohort_is_shown_together_or_page_by_page():
    app = opened(many())
    assert "Above: patients whose follow-up reaches that month (n = 2,000)." in written(app)
    app.button_group(key="part-follow-up").set_value("One by one").run()
    assert not app.exception
    assert "patients 1 to 150 of 2,000" in written(app)
    app.button_group(key="part-missing-data").set_value("One by one").run()
    assert "Patients 1 to 150 of 2,000, least complete first." in written(app)
