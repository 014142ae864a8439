import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import Loaded
from tests import cohorts

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"


def joints_page(cohort):
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["_loaded"] = Loaded(cohort, "Test")
    app.run()
    app.switch_page("../pages/joints.py").run()
    assert not app.exception
    return app


def said(app):
    return " ".join(each.value for each in app.main.markdown)


def captions(app):
    return " ".join(each.value for each in (*app.main.caption, *app.main.markdown))


def figures(app):
    return [json.loads(each.proto.spec) for each in app.get("plotly_chart")]


def widget(app, key):
    return app.get_by_key(key)


def choose(app, key, value):
    widget(app, key).set_value(value)
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def demo_page():
    return joints_page(cohorts.demo())


def test_it_opens_with_its_answer(demo_page):
    assert demo_page.title[0].value == "Which joints improved, and which worsened?"
    answer = said(demo_page)
    assert "47 of 90 joints improved" in answer
    assert "52 %, 95 % CI 35 to 69 %" in answer
    assert "10 worsened, 33 unchanged, none operated" in answer
    assert "most often hips (12 of 18), least elbows (6 of 18)" in answer
    assert len(figures(demo_page)) == 1


def test_a_grade_at_a_visit_can_be_shown(demo_page):
    choose(demo_page, "joints_reading", "grade")
    assert demo_page.title[0].value == "Which joints are damaged?"
    assert "27 of 90 joints are damaged** at the final film" in said(demo_page)
    choose(demo_page, "joints_visit", "first")
    assert "47 of 90 joints are damaged** at baseline" in said(demo_page)
    choose(demo_page, "joints_visit", "2")
    assert "at film 2" in said(demo_page)


def test_one_finding_or_their_number_can_be_shown(demo_page):
    choose(demo_page, "joints_reading", "finding")
    assert "57 of 90 joints show a finding" in said(demo_page)
    choose(demo_page, "joints_finding", "erosion")
    assert "Erosion was seen in 17 of 90 joints" in said(demo_page)


def test_the_change_can_count_findings(demo_page):
    choose(demo_page, "joints_measure", "Number of findings")
    assert "60 of 90 joints improved by number of findings" in said(demo_page)


def test_it_follows_the_filter(demo_page):
    choose(demo_page, "filter_joint", ["hip"])
    assert "12 of 18 joints improved" in said(demo_page)
    assert "Filter: joints\\: hip." in captions(demo_page)


def test_the_order_changes_the_rows(demo_page):
    def first_label(app):
        labels = next(t for t in figures(app)[0]["data"] if t.get("textposition") == "middle left")
        return labels["text"][0].strip()

    assert first_label(demo_page) == "P04"
    assert first_label(choose(demo_page, "joints_sort", "id")) == "P01"
    assert first_label(choose(demo_page, "joints_sort", "hip")) == "P08"


def test_operated_joints_and_absent_visits_are_named():
    app = joints_page(cohorts.registry())
    assert "28 operated" in said(app)
    assert "5 patients lack one of the visits." in captions(app)
    assert "2 readers averaged" in captions(app)


def test_a_large_cohort_has_an_overview_and_pages():
    app = joints_page(cohorts.many(400))
    assert len(figures(app)) == 2
    assert "Patients 1 to 100 of 400" in captions(app)
    choose(app, "joints_page", 4)
    assert "Patients 301 to 400 of 400" in captions(app)
    ids = cohorts.many(400).patient_ids[:200]
    choose(app, "filter_patients", list(ids))
    assert "Patients 1 to 100 of 200" in captions(app)


def test_one_film_each_shows_grades_and_says_why_not_the_change():
    app = joints_page(cohorts.single_films())
    assert app.title[0].value == "Which joints are damaged?"
    assert "47 of 90 joints are damaged** at baseline" in said(app)
    choose(app, "joints_reading", "change")
    assert "No joint of 9 patients has a value at both visits" in app.main.info[0].value


@pytest.mark.parametrize("name", ["no_joints", "only_patients"])
def test_without_joints_it_says_so(name):
    app = joints_page(getattr(cohorts, name)())
    assert "No joint was read on any film" in app.main.info[0].value
    assert not figures(app)


@pytest.mark.parametrize("name", ["no_labs", "no_poznanski", "no_months", "dangerous_names"])
def test_what_else_is_missing_does_not_matter_here(name):
    assert len(figures(joints_page(getattr(cohorts, name)()))) == 1


def test_one_patient_has_no_interval():
    assert "no interval from 1 patient" in said(joints_page(cohorts.one_patient()))


def test_a_choice_that_the_filter_takes_away_falls_back(demo_page):
    choose(demo_page, "joints_reading", "grade")
    choose(demo_page, "joints_visit", "5")
    choose(demo_page, "joints_sort", "hip")
    choose(demo_page, "filter_joint", ["knee"])
    choose(demo_page, "filter_months", (0, 20))
    assert widget(demo_page, "joints_sort").value == "damage"
    assert widget(demo_page, "joints_visit").value == "second"
    assert "9 of 16 joints are damaged** at the final film" in said(demo_page)
    assert "1 patient lacks this visit." in captions(demo_page)


def test_the_last_visit_alone_says_what_it_lacks(demo_page):
    choose(demo_page, "filter_months", (0, 0))
    assert "No joint of 9 patients" in demo_page.main.info[0].value
