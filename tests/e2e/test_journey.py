"""The main job in a real browser: from a clinician's workbook to figures and files."""

import csv
import io
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "examples"
PAGES = ("overview", "joints", "timeline", "poznanski", "change")
# The heatmap keeps its own shape, so that a slide does not stretch its cells.
PIXELS_WIDE = {"joint-heatmap": 2940}
FIGURES = {
    "overview": ("follow-up", "missing-data"),
    "joints": ("joint-heatmap",),
    "timeline": ("patient-timeline",),
    "poznanski": ("larsen-poznanski",),
    "change": ("joints-changed", "paired-change"),
}


def main_text(page):
    return page.get_by_test_id("stMain").inner_text()


def is_at_rest(page):
    """Wait until the page has answered: a click takes a moment to reach the server."""
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def upload(page, server, *files):
    page.goto(server.url)
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Explore").wait_for()


def go_to(page, name):
    page.get_by_role("link", name=name.capitalize(), exact=True).click()
    page.wait_for_url(f"**/{name}*")
    for figure in FIGURES[name]:
        page.locator(f".st-key-figure-{figure} .main-svg").first.wait_for()
    is_at_rest(page)


def go_back_to(page, name):
    """Press Back until that page is there: a page may stand twice, bare and with its filter."""
    for _ in range(3):
        page.go_back()
        page.wait_for_timeout(700)
        is_at_rest(page)
        if f"/{name}" in page.url:
            return
    raise AssertionError(f"Back does not lead to {name}, but to {page.url}")


def open_sidebar(page):
    """Open the sidebar where a narrow window keeps it closed."""
    page.wait_for_timeout(500)
    button = page.get_by_test_id("stExpandSidebarButton")
    if button.is_visible():
        button.click()


def workbook_with_other_heading(folder):
    """Write the demo with a heading that nobody recognises in place of the ESR's."""
    book = openpyxl.load_workbook(EXAMPLES / "reconstruction.xlsx")
    book["visits"]["H1"] = "blood test 7"
    book.save(folder / "cohort.xlsx")
    return folder / "cohort.xlsx"


def test_the_abstracts_numbers_stand_on_screen(server, page):
    upload(page, server, EXAMPLES / "reconstruction.xlsx")
    assert "9 patients · 43 visits · 430 joint reads" in main_text(page)
    go_to(page, "overview")
    text = main_text(page)
    assert "9 of 9 patients · 90 of 90 joints" in text
    assert "82.0" in text
    go_to(page, "change")
    text = main_text(page)
    assert "15.8" in text
    assert "10.9" in text
    assert "47 of 90 joints improved (52 %" in text
    assert "33 stayed unchanged and 10 worsened" in text
    for measure in ("Active joints", "CRP", "ESR", "Abnormalities"):
        row = page.get_by_test_id("stMain").get_by_role("row").filter(has_text=measure).first
        assert "0.0039" in row.inner_text()
    go_to(page, "poznanski")
    text = main_text(page)
    assert "r = −0.53" in text
    assert "n = 18 visits of 9 patients" in text
    assert "r = −0.57" in text
    assert "r = −0.28" in text
    page.get_by_text("Deficit (SD)", exact=True).click()
    page.get_by_text("r = 0.53").or_(page.get_by_text("r = +0.53")).first.wait_for()


def test_a_column_is_corrected_before_the_data_are_used(server, page, tmp_path):
    upload(page, server, workbook_with_other_heading(tmp_path))
    page.get_by_role("tab", name="visits").click()
    box = page.get_by_role("combobox", name="blood test 7 means")
    box.click()
    box.fill("esr")
    page.get_by_role("option", name="esr mm h").click()
    is_at_rest(page)
    go_to(page, "change")
    page.get_by_role("row", name=re.compile("ESR")).first.wait_for()


def test_the_filter_narrows_every_page_and_stays(server, page):
    page.goto(f"{server.url}/joints?demo=1")
    page.get_by_role("button", name="knee", exact=True).click()
    page.get_by_text("18 of 90 joints").first.wait_for()
    handle = page.get_by_role("slider").nth(1)
    handle.focus()
    for _ in range(4):
        handle.press("ArrowLeft")
    page.wait_for_url("**months=0&months=93*")
    page.get_by_text("month 0 to 93").first.wait_for()
    go_to(page, "timeline")
    go_to(page, "change")
    assert "18 of 90 joints" in main_text(page)
    assert "joint=knee" in page.url
    assert "months=0&months=93" in page.url
    go_back_to(page, "timeline")
    page.get_by_text("18 of 90 joints").first.wait_for()
    page.get_by_role("button", name="Reset filter").click()
    page.get_by_text("90 of 90 joints").first.wait_for()
    page.wait_for_url(lambda url: "joint=" not in url)


def test_a_click_in_the_heatmap_opens_that_patient(server, page):
    page.goto(f"{server.url}/joints?demo=1")
    chart = page.locator(".st-key-figure-joint-heatmap .js-plotly-plot")
    chart.locator(".main-svg").first.wait_for()
    is_at_rest(page)
    spot = chart.evaluate(
        """plot => {
            const box = plot.getBoundingClientRect(), layout = plot._fullLayout;
            const trace = plot._fullData.find(each => each.customdata && each.type === 'scatter');
            const at = trace.customdata.findIndex(each => (each[0] ?? each) === 'P08');
            const point = plot.calcdata[trace.index][at];
            const x = layout[trace.xaxis.replace('x', 'xaxis')];
            const y = layout[trace.yaxis.replace('y', 'yaxis')];
            return [box.x + x._offset + x.c2p(point.x), box.y + y._offset + y.c2p(point.y)];
        }"""
    )
    page.mouse.click(*spot)
    page.wait_for_url("**/timeline*")
    page.get_by_text("P08 · treatment").or_(page.get_by_text("P08")).first.wait_for()
    assert page.get_by_role("combobox", name=re.compile("^Patient \\(")).input_value() == "P08"


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_is_downloaded_as_png_svg_and_csv(server, page, name):
    page.goto(f"{server.url}/{name}?demo=1")
    for figure in FIGURES[name]:
        panel = page.locator(f".st-key-figure-{figure}")
        panel.locator(".main-svg").first.wait_for()
        is_at_rest(page)
        png = downloaded(page, lambda panel=panel: press_camera(panel))
        assert re.fullmatch(
            rf"demo-synthetic-{figure}-\d{{4}}-\d\d-\d\d\.png", png.suggested_filename
        )
        content = Path(png.path()).read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", content[16:24])[0] == PIXELS_WIDE.get(figure, 2560)
        panel.get_by_text("SVG", exact=True).click()
        is_at_rest(page)
        page.wait_for_timeout(500)
        svg = downloaded(page, lambda panel=panel: press_camera(panel))
        assert svg.suggested_filename.endswith(".svg")
        root = ElementTree.fromstring(Path(svg.path()).read_text("utf-8"))
        assert root.tag.endswith("svg")
        assert "Synthetic data" in "".join(root.itertext())
        numbers = downloaded(
            page, lambda panel=panel: panel.get_by_role("button", name="Numbers (CSV)").click()
        )
        rows = list(csv.reader(io.StringIO(Path(numbers.path()).read_text("utf-8-sig"))))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1
        # A table's own export would neither name the cohort nor defuse formulas.
        assert panel.get_by_test_id("stDataFrame").is_visible()
        assert panel.get_by_role("button", name="Download as CSV").count() == 0


def press_camera(panel):
    panel.locator(
        ".modebar-btn[data-title*='ownload'], .modebar-btn[aria-label*='ownload']"
    ).first.click()


def downloaded(page, press):
    with page.expect_download() as waiting:
        press()
    return waiting.value


def test_a_cold_deep_link_shows_the_filtered_page(fresh_server, page):
    page.goto(f"{fresh_server.url}/joints?demo=1&joint=knee")
    page.get_by_text("18 of 90 joints").first.wait_for()
    page.locator(".st-key-figure-joint-heatmap .main-svg").first.wait_for()
    assert page.get_by_role("link", name="Timeline").is_visible()


@pytest.mark.parametrize("width", [1440, 400])
def test_every_page_of_the_registry_fits_its_window(server, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    upload(page, server, EXAMPLES / "registry.xlsx")
    for name in PAGES:
        open_sidebar(page)
        go_to(page, name)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("each => each.scrollWidth - each.clientWidth") <= 0, name
