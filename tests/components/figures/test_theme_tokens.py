"""Screen and figures share their ink: the theme's tokens, and whether they can be read."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from components import page
from components.figures import theme

CONFIG = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"
THEMES = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text, level AA
WHITE = "#FFFFFF"


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def tinted(ground, colours):
    parts = [
        [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        for colour in (ground, colours["primaryColor"])
    ]
    mixed = [round(0.9 * under + 0.1 * over) for under, over in zip(*parts, strict=True)]
    return "#" + "".join(f"{part:02X}" for part in mixed)


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


def test_a_filled_button_can_be_read():
    assert contrast(THEMES["light"]["primaryColor"], WHITE) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark", None])
def test_a_button_is_filled_only_where_white_can_be_read_on_it(name, monkeypatch):
    context = SimpleNamespace(theme=SimpleNamespace(type=name))
    monkeypatch.setattr(page.st, "context", context)
    is_filled = page.main_button() == "primary"
    can_be_read = contrast(THEMES[name or "light"]["primaryColor"], WHITE) >= READABLE
    assert is_filled == can_be_read


@pytest.mark.parametrize(
    ("grounds", "texts"),
    [
        (theme.OUTCOME_COLOURS, theme.OUTCOME_TEXT),
        (theme.LARSEN, theme.LARSEN_TEXT),
        (theme.CHANGE, theme.CHANGE_TEXT),
        (theme.COMPLETENESS, theme.COMPLETENESS_TEXT),
    ],
)
def test_a_number_can_be_read_on_its_colour(grounds, texts):
    pairs = zip(grounds, texts, strict=True)
    assert min(contrast(ground, text) for ground, text in pairs) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_what_is_chosen_can_be_read(name, ground):
    sidebar = THEMES[name] | THEMES[name]["sidebar"]
    for colours in (THEMES[name], sidebar):
        # A chosen segment's ground is tinted with a tenth of the colour of its words.
        assert contrast(colours["primaryColor"], tinted(colours[ground], colours)) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_rule_is_seen_on_page_and_panel(name):
    colours = THEMES[name]
    page, panel = colours["backgroundColor"], colours["secondaryBackgroundColor"]
    assert contrast(colours["borderColor"], page) > contrast(panel, page)
    assert contrast(colours["borderColor"], panel) > 1.2
