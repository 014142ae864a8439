"""What every page owes: its figures complete without a click, its controls by keyboard."""

from pathlib import Path

import pytest
from test_journey import FIGURES, PAGES, go_to, is_at_rest

pytestmark = pytest.mark.browser

BUILT = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))


def test_the_navigation_lists_the_built_pages_and_no_other(server, page):
    page.goto(server.url)
    links = page.get_by_test_id("stSidebarNavLink")
    links.first.wait_for()
    assert sorted(each.inner_text().lower() for each in links.all()) == BUILT


@pytest.mark.parametrize("name", PAGES)
def test_a_figure_has_caption_numbers_and_downloads_without_a_click(server, page, name):
    page.goto(f"{server.url}/{name}?demo=1")
    for figure in FIGURES[name]:
        panel = page.locator(f".st-key-figure-{figure}")
        panel.locator(".main-svg").first.wait_for()
        is_at_rest(page)
        assert panel.get_by_text("Synthetic data.").is_visible()
        assert panel.get_by_text("Data (").is_visible()
        assert panel.get_by_test_id("stDataFrame").is_visible()
        assert panel.get_by_role("button", name="Numbers (CSV)").is_visible()
        assert panel.locator(".modebar-btn[data-title*='ownload']").first.is_visible()
    shown = page.locator("[class*='st-key-figure-']")
    assert shown.count() == len(FIGURES[name])


def test_the_keyboard_alone_filters_and_turns_pages(server, page):
    page.goto(f"{server.url}/joints?demo=1")
    page.locator(".st-key-figure-joint-heatmap .main-svg").first.wait_for()
    tab_to(page, page.get_by_role("button", name="hip", exact=True))
    page.keyboard.press("Enter")
    page.get_by_text("18 of 90 joints").first.wait_for()
    tab_to(page, page.get_by_role("slider").nth(1))
    page.keyboard.press("ArrowLeft")
    page.get_by_text("month 0 to 96").first.wait_for()
    tab_to(page, page.get_by_role("combobox", name="Compare"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**pair=*")
    tab_to(page, page.get_by_role("link", name="Change", exact=True), key="Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, "change")


def tab_to(page, wanted, key="Tab", most=60):
    """Press Tab until the wanted control has the focus."""
    is_at_rest(page)
    for _ in range(most):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"{wanted} cannot be reached by keyboard")
