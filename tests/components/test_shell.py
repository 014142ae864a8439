from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import Loaded
from tests.cohorts import demo, one_patient, registry

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"
PAGES = ("overview", "joints", "timeline", "poznanski", "change", "methods")


def shell(loaded: Loaded | None = None) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=30)
    if loaded is not None:
        app.session_state["_loaded"] = loaded
    return app


def test_without_a_cohort_each_page_says_what_to_do() -> None:
    app = shell().run()
    for page in PAGES[:-1]:
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception
        assert "Nothing is loaded yet" in app.main.markdown[0].value
        assert [button.label for button in app.main.button] == ["Upload a file", "Open the demo"]


def test_the_demo_opens_from_the_button() -> None:
    app = shell().run()
    app.switch_page("../pages/methods.py").run()
    app.switch_page("../pages/joints.py").run()
    app.main.button[1].click().run()
    assert not app.exception
    assert any("9 of 9 patients" in each.value for each in app.sidebar.markdown)


def test_demo_in_the_address_opens_the_demo_filtered() -> None:
    app = shell()
    app.query_params["demo"] = "1"
    app.query_params["joint"] = ["knee", "nose"]
    app.query_params["months"] = ["0", "40"]
    app.run()
    assert not app.exception
    assert any("18 of 90 joints" in each.value for each in app.sidebar.markdown)
    assert app.slider[0].value == (0, 40)


def test_demo_in_the_address_never_replaces_the_users_cohort() -> None:
    app = shell(Loaded(registry(), "Mine"))
    app.query_params["demo"] = "1"
    app.run()
    assert any("your own cohort is loaded" in each.value for each in app.info)
    next(each for each in app.button if each.label == "Keep my cohort").click().run()
    assert not app.info
    assert any("60 of 60 patients" in each.value for each in app.sidebar.markdown)


def test_the_filter_narrows_survives_pages_and_resets() -> None:
    app = shell(Loaded(demo(), "Demo")).run()
    app.button_group(key="filter_joint").set_value(["hip", "knee"]).run()
    app.slider[0].set_value((0, 60)).run()
    app.switch_page("../pages/overview.py").run()
    assert any("36 of 90 joints" in each.value for each in app.sidebar.markdown)
    next(each for each in app.button if each.label == "Reset filter").click().run()
    app.switch_page("../pages/joints.py").run()
    assert any("90 of 90 joints" in each.value for each in app.sidebar.markdown)
    assert app.slider[0].value == (0, 97)


@pytest.mark.parametrize("label", ["Joint type", "Side", "Follow-up (months)", "Compare"])
def test_the_sidebar_bears_the_agreed_labels(label: str) -> None:
    app = shell(Loaded(registry(), "Registry")).run()
    labels = [
        each.label for kind in ("button_group", "slider", "selectbox") for each in app.get(kind)
    ]
    assert label in labels


def test_a_cohort_of_one_patient_offers_only_what_can_be_chosen() -> None:
    app = shell(Loaded(one_patient(), "One")).run()
    assert not app.exception
    assert [each.label for each in app.multiselect] == []


def test_a_filter_that_leaves_nothing_offers_the_way_out() -> None:
    app = shell(Loaded(registry(), "Registry")).run()
    app.switch_page("../pages/joints.py").run()
    app.multiselect(key="filter_patients").set_value([registry().patient_ids[0]]).run()
    other = registry().patients["arm"].astype(str)
    away = next(each for each in other.unique() if each != other.iloc[0])
    app.multiselect(key="filter_groups").set_value([("arm", away)]).run()
    assert any("No patient fits the filter" in each.value for each in app.info)
    next(each for each in app.main.button if each.label == "Reset the filter").click().run()
    assert not app.info or "No patient" not in app.info[0].value


def test_clearing_forgets_the_cohort() -> None:
    app = shell(Loaded(demo(), "Demo")).run()
    next(each for each in app.button if each.label == "Clear my data").click().run()
    assert not app.exception
    assert not app.slider


def test_clearing_a_demo_opened_by_its_address_does_not_open_it_again() -> None:
    app = shell()
    app.query_params["demo"] = "1"
    app.query_params["joint"] = "knee"
    app.run()
    next(each for each in app.button if each.label == "Clear my data").click().run()
    assert not app.slider
    assert dict(app.query_params) == {}


def test_another_cohort_starts_without_the_filter_of_the_one_before() -> None:
    app = shell()
    app.query_params["demo"] = "1"
    app.query_params["joint"] = "knee"
    app.query_params["months"] = ["0", "40"]
    app.run()
    app.button(key="upload_demo_registry").click().run()
    assert not app.exception
    assert any("714 of 714 joints" in each.value for each in app.sidebar.markdown)
    assert app.slider[0].value == (-2, 117)
    assert dict(app.query_params) == {}


def test_the_filter_of_a_link_waits_for_the_cohort() -> None:
    app = shell()
    app.query_params["joint"] = "knee"
    app.run()
    app.button(key="upload_demo_reconstruction").click().run()
    assert any("18 of 90 joints" in each.value for each in app.sidebar.markdown)
