"""Whatever is clicked, in whatever order: no page ends in an exception."""

import random
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.session import Loaded
from tests import cohorts

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"
PAGES = ("overview", "joints", "timeline", "poznanski", "change", "methods", "upload")
STEPS = 20
KINDS = ("selectbox", "multiselect", "slider", "toggle", "button_group", "button")
SIDES = ("L", "R", None)


def offered(app):
    """List the widgets that do not take the cohort away."""
    widgets = [each for kind in KINDS for each in app.get(kind) if not each.disabled]
    return [each for each in widgets if not each.label.startswith(("Clear", "Open the demo"))]


def touch(widget, chance):
    """Use a widget as a hand might."""
    match widget.type:
        case "selectbox":
            widget.select_index(chance.randrange(len(widget.options)))
        case "multiselect" if widget.options:
            widget.select(chance.choice(widget.options))
        case "slider" if isinstance(widget.value, tuple):
            ends = sorted(chance.randint(int(widget.min), int(widget.max)) for _ in "ab")
            widget.set_value(tuple(ends))
        case "toggle":
            widget.set_value(not widget.value)
        case "button_group" if widget.key == "filter_joint":
            widget.set_value([chance.choice(widget.options).replace(" ", "_")])
        case "button_group" if widget.key == "filter_side":
            widget.set_value(chance.choice(SIDES))
        case "button":
            widget.click()


@pytest.mark.parametrize(
    ("seed", "name"), [(1, "registry"), (2, "demo"), (3, "dangerous_names"), (4, "no_months")]
)
def test_no_order_of_clicks_ends_in_an_exception(seed, name):
    chance = random.Random(seed)
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["_loaded"] = Loaded(getattr(cohorts, name)(), "Test")
    app.run()
    done = []
    for _ in range(STEPS):
        if chance.random() < 0.4:
            done.append(chance.choice(PAGES))
            app.switch_page(f"../pages/{done[-1]}.py")
        else:
            widget = chance.choice(offered(app))
            done.append(widget.label)
            touch(widget, chance)
        app.run()
        assert not app.exception, done
        assert any(" patients" in each.value for each in app.sidebar.markdown), done
