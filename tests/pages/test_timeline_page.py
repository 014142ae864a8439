import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import KEY_CHOSEN, KEY_LOADED, KEY_PATIENT, Loaded
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


def opened(cohort, patient_id=None):
    app = AppTest.from_file(SHELL, default_timeout=30)
    app.session_state[KEY_LOADED] = Loaded(cohort, "Test")
    if patient_id:
        app.session_state[KEY_PATIENT] = patient_id
    app.run()
    app.switch_page("../pages/timeline.py").run()
    assert not app.exception
    return app


def figures(app):
    return [json.loads(each.proto.spec) for each in app.get("plotly_chart")]


def trace_names(app):
    return [trace.get("name") for trace in figures(app)[0]["data"]]


def text(app):
    return " ".join([each.value for each in (*app.main.markdown, *app.main.info)])


def button(app, label):
    (found,) = [each for each in app.main.button if each.label == label]
    return found


def select(app):
    return app.selectbox(key="timeline_patient")


def test_the_worst_patient_is_shown_first():
    app = opened(demo())
    assert app.main.title[0].value == "What happened to this patient?"
    assert select(app).value == "P04"
    assert select(app).label == "Patient (1 of 9, worst first)"
    assert "Larsen 22 to 25 of 50, worsened" in text(app)
    assert "CRP is unreliable under tocilizumab" in text(app)
    assert {"Active joints", "CRP", "Larsen total", "ESR"} <= set(trace_names(app))
    assert len(app.main.dataframe[0].value) == 6


def test_patients_are_stepped_through_worst_first():
    app = opened(demo())
    assert button(app, "Previous").disabled
    seen = []
    while not button(app, "Next").disabled:
        button(app, "Next").click().run()
        seen.append(select(app).value)
    assert seen == ["P02", "P08", "P06", "P05", "P01", "P07", "P09", "P03"]
    button(app, "Previous").click().run()
    assert select(app).value == "P09"


def test_a_patient_is_picked_and_stays_when_the_page_changes():
    app = opened(demo())
    select(app).select("P07").run()
    assert app.session_state[KEY_PATIENT] == "P07"
    app.switch_page("../pages/methods.py").run()
    app.switch_page("../pages/timeline.py").run()
    assert select(app).value == "P07"


def test_a_patient_opened_elsewhere_is_shown():
    assert select(opened(registry(), "R007")).value == "R007"


def test_a_patient_whom_the_filter_took_gets_a_sentence():
    app = opened(demo(), "P04")
    app.sidebar.multiselect[0].set_value(["P01", "P02"]).run()
    assert not app.exception
    assert "P04 is not among the 2 patients" in text(app)
    assert select(app).value == "P02"


def test_the_page_follows_the_joint_filter():
    app = opened(demo(), "P04")
    app.pills[0].set_value(["hip"]).run()
    assert not app.exception
    assert app.session_state[KEY_CHOSEN].joints == ("hip",)
    assert "Larsen 1 to 1 of 10, unchanged" in text(app)
    assert "narrows the Larsen grades alone" in text(app)


def test_the_crp_axis_and_line_follow_the_switch():
    app = opened(demo())
    app.main.segmented_control[0].set_value("log")
    app.main.number_input[0].set_value(10.0).run()
    layout = figures(app)[0]["layout"]
    assert [each["type"] for each in layout.values() if is_log(each)] == ["log"]
    assert "10 mg/L" in trace_names(app)
    assert "CRP 10 mg/L" in text(app)


def is_log(part):
    return isinstance(part, dict) and part.get("type") == "log"


def test_patients_are_compared_on_the_same_axes():
    app = opened(demo(), "P07")
    app.main.toggle[0].set_value(True).run()
    assert not app.exception
    assert app.main.multiselect[0].value == ["P07", "P04", "P02"]
    assert trace_names(app).count("Larsen total") == 3
    app.main.multiselect[0].set_value(["P01", "P02", "P03", "P04", "P05", "P06"]).run()
    assert trace_names(app).count("Larsen total") == 6
    assert len(set(app.main.dataframe[0].value["Patient"])) == 6
    app.main.toggle[0].set_value(False).run()
    assert select(app).value == "P01"


def test_a_patient_opened_from_elsewhere_ends_a_comparison():
    app = opened(demo())
    app.main.toggle[0].set_value(True).run()
    app.session_state[KEY_PATIENT] = "P09"
    app.run()
    assert not app.main.toggle[0].value
    assert select(app).value == "P09"


def test_a_comparison_of_nobody_says_what_to_do():
    app = opened(demo())
    app.main.toggle[0].set_value(True).run()
    app.main.multiselect[0].set_value([]).run()
    assert not app.exception
    assert "No patient is chosen" in text(app)


def test_a_comparison_loses_whom_the_filter_took():
    app = opened(demo())
    app.main.toggle[0].set_value(True).run()
    app.sidebar.multiselect[0].set_value(["P01", "P02"]).run()
    assert not app.exception
    assert "leaves: P04 and P08" in text(app)
    assert app.main.multiselect[0].value == ["P02"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (one_patient, "Larsen 22 to 25"),
        (single_films, "at the only graded film"),
        (no_labs, "Not recorded: CRP, ESR"),
        (no_poznanski, "Poznanski scores"),
        (no_joints, "no joint graded"),
        (all_operated, "10 joints operated between"),
        (no_months, "None of the 6 visits has a month"),
        (only_patients, "No visit of this patient is recorded"),
        (dangerous_names, "Larsen 24 to 18"),
    ],
)
def test_cohorts_that_lack_something_are_told_with_sense(make, said):
    assert said in text(opened(make()))


def test_visits_without_a_month_are_listed_all_the_same():
    app = opened(no_months())
    assert not figures(app)
    assert len(app.main.dataframe[0].value) == 6


def test_a_large_cohort_is_asked_for_ids():
    app = opened(many(2000))
    typed = app.text_input(key="timeline_patient")
    typed.set_value("M0007").run()
    assert not app.exception
    assert app.session_state[KEY_PATIENT] == "M0007"
    app.text_input(key="timeline_patient").set_value("nobody").run()
    assert "nobody is not among the 2,000 patients" in text(app)
    app.main.toggle[0].set_value(True).run()
    app.text_input(key="timeline_patients").set_value("M0001, M0002, ghost").run()
    assert not app.exception
    assert trace_names(app).count("Larsen total") == 2
    assert "leaves: ghost" in text(app)


def test_drugs_and_operations_are_listed():
    app = opened(registry(), "R007")
    assert "Operation, left hip" in app.main.dataframe[1].value["What"].tolist()
    bare = opened(many(2000))
    assert "No drug, operation or injection is recorded" in text(bare)
