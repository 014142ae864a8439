"""What a clinician sees in a window of 1440x900 without scrolling."""

import pytest

pytestmark = pytest.mark.browser

FOLD = 900  # pixels
FIRST_BARS = 150  # pixels of the joints figure: the key, all joints and the first type


def top_and_bottom(place):
    place.wait_for()
    box = place.bounding_box()
    return box["y"], box["y"] + box["height"]


def shown(server, page, name):
    page.goto(f"{server.url}/{name}?demo=1")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def test_the_filter_stands_above_the_fold(server, page):
    shown(server, page, "joints")
    for label in ("Joint type", "Side", "Follow-up (months)", "Compare"):
        place = page.get_by_test_id("stSidebar").get_by_text(label, exact=True).first
        assert top_and_bottom(place)[1] < FOLD


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("overview", "follow-up"),
        ("joints", "joint-heatmap"),
        ("poznanski", "larsen-poznanski"),
    ],
)
def test_the_whole_figure_stands_above_the_fold(server, page, name, figure):
    shown(server, page, name)
    chart = page.locator(f".st-key-figure-{figure} .js-plotly-plot").first
    assert top_and_bottom(chart)[1] < FOLD


def test_the_joints_can_be_seen_beneath_the_table_of_changes(server, page):
    shown(server, page, "change")
    chart = page.locator(".st-key-figure-joints-changed .js-plotly-plot").first
    assert top_and_bottom(chart)[0] + FIRST_BARS < FOLD


def test_downloads_take_one_row(server, page):
    shown(server, page, "overview")
    panel = page.locator(".st-key-figure-follow-up")
    formats = top_and_bottom(panel.get_by_text("PNG", exact=True))
    numbers = top_and_bottom(panel.get_by_role("button", name="Numbers (CSV)"))
    assert formats[0] < numbers[1]
    assert numbers[0] < formats[1]
