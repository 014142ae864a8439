from pathlib import Path

from streamlit.testing.v1 import AppTest

from analysis.thresholds import LAB_WINDOW_DAYS
from components.methods_text import METHODS

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"


def test_the_methods_page_stands_without_a_cohort() -> None:
    app = AppTest.from_file(SHELL, default_timeout=30).run()
    app.switch_page("../pages/methods.py").run()
    assert not app.exception
    shown = " ".join(each.value for each in app.main.markdown)
    assert all(each.source in shown for each in METHODS)
    assert f"within {LAB_WINDOW_DAYS:g} days" in shown
    assert len(app.dataframe) == 2
