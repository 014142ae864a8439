import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import Loaded
from tests import cohorts

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"


def page(cohort):
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["_loaded"] = Loaded(cohort, "Test")
    app.run()
    return app.switch_page("../pages/change.py").run()


def shown(app):
    return " ".join(each.value for each in app.main.markdown).replace("\\", "")


def charts(app):
    return [json.loads(each.proto.spec) for each in app.get("plotly_chart")]


def bars(app):
    return {trace["name"]: trace["text"] for trace in charts(app)[0]["data"]}


@pytest.fixture(scope="module")
def demo_page():
    app = page(cohorts.demo())
    assert not app.exception
    return app


def test_the_primary_result_stands_on_top(demo_page):
    first = next(each.value for each in demo_page.main.markdown if "Total Larsen" in each.value)
    assert first.replace("\\", "").startswith("Total Larsen (of 50) fell in 8 of 9 patients")


def test_the_table_shows_the_abstracts_numbers(demo_page):
    (table,) = demo_page.main.table
    cells = table.value.map(lambda cell: str(cell).replace("\N{NO-BREAK SPACE}", " "))
    assert "15.8" in cells.iloc[4, 1]
    assert "10.9" in cells.iloc[4, 2]
    assert [cells.iloc[row, 4] for row in range(4)] == ["0.0039 (0.0039)"] * 4


def test_both_figures_are_there_with_their_numbers(demo_page):
    assert len(charts(demo_page)) == 2
    assert bars(demo_page)["improved"][0] == "47"
    assert len(demo_page.main.dataframe) == 2


def test_nothing_is_exploratory_without_a_filter(demo_page):
    assert "Exploratory" not in shown(demo_page)


def test_every_result_has_its_sentence(demo_page):
    said = shown(demo_page)
    for title in ("Active joints", "CRP", "ESR", "Abnormalities", "Poznanski score"):
        assert f"- {title} fell in" in said


def test_the_page_follows_the_filter():
    app = page(cohorts.demo())
    next(each for each in app.sidebar.get("button_group") if each.key == "filter_joint").set_value(
        ["hip"]
    )
    app.run()
    assert not app.exception
    assert "12 of 18 joints improved" in shown(app)
    assert "joints: hip" in shown(app)
    assert "Exploratory: a filter is in force. Active joints, labs and" in shown(app)


def test_joints_can_be_compared_by_findings():
    app = page(cohorts.demo())
    next(
        each for each in app.main.get("button_group") if each.key == "change-definition"
    ).set_value("findings")
    app.run()
    assert not app.exception
    assert "By number of findings 60 of 90 joints improved" in shown(app)
    assert bars(app)["improved"][0] == "60"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("registry", "28 more were operated"),
        ("one_patient", "Total Larsen (of 50) rose in the only patient"),
        ("single_films", "None of 9 patients has both visits"),
        ("no_labs", "CRP: not recorded at any visit."),
        ("no_poznanski", "Poznanski score: not recorded at any visit."),
        ("no_joints", "Total Larsen: not recorded at any visit."),
        ("no_months", "Total Larsen (of 50) fell in 8 of 9 patients"),
        ("only_patients", "None of 9 patients has both visits"),
        ("all_operated", "120 joints operated"),
        ("dangerous_names", "Total Larsen (of 50) fell in all 3 patients"),
        ("many", "2,000 patients"),
    ],
)
def test_whatever_is_missing_is_said_in_a_sentence(name, said):
    app = page(getattr(cohorts, name)())
    assert not app.exception
    told = shown(app) + " ".join(each.value for each in app.main.info)
    assert said in told
    assert "nan" not in told.replace("Poznanski", "")


def test_a_cohort_without_joints_is_told_what_to_add():
    app = page(cohorts.only_patients())
    assert not app.exception
    said = " ".join(each.value for each in app.main.info)
    assert "No joint was read on any film. Add a sheet" in said
    assert "None of 0" not in said


def test_the_sentences_are_left_out_where_nobody_has_both_visits():
    app = page(cohorts.single_films())
    assert "Each result in a sentence" not in [each.value for each in app.main.subheader]
