"""Screen and figures share their ink: the theme's tokens, and whether they can be read."""

import tomllib
from pathlib import Path

import pytest

from components.figures import theme

CONFIG = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"
THEMES = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text, level AA
WHITE = "#FFFFFF"


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    darker, lighter = sorted([luminance(first), luminance(second)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("name", "prefix"), [("light", ""), ("dark", "DARK_")])
def test_the_screen_wears_the_figures_tokens(name, prefix):
    colours = THEMES[name]
    assert colours["textColor"] == getattr(theme, f"{prefix}INK")
    assert colours["grayTextColor"] == getattr(theme, f"{prefix}MUTED")
    assert colours["borderColor"] == getattr(theme, f"{prefix}RULE")
    assert colours["secondaryBackgroundColor"] == getattr(theme, f"{prefix}PANEL")
    assert colours["sidebar"]["backgroundColor"] == getattr(theme, f"{prefix}PANEL")


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    "text", ["textColor", "grayTextColor", "linkColor", "blueTextColor", "orangeTextColor"]
)
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_text_can_be_read_on_page_and_panel(name, text, ground):
    assert contrast(THEMES[name][text], THEMES[name][ground]) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_filled_button_can_be_read(name):
    assert contrast(THEMES[name]["primaryColor"], WHITE) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_a_chosen_filter_can_be_read(name, ground):
    sidebar = THEMES[name] | THEMES[name]["sidebar"]
    assert contrast(sidebar["primaryColor"], sidebar[ground]) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_rule_is_seen_on_page_and_panel(name):
    colours = THEMES[name]
    page, panel = colours["backgroundColor"], colours["secondaryBackgroundColor"]
    assert contrast(colours["borderColor"], page) > contrast(panel, page)
    assert contrast(colours["borderColor"], panel) > 1.2
