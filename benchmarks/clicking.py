"""Drive an app in headless Chromium and take times from the click to the last thing drawn."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS: Final = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")
QUIET_MS: Final = 400
WAIT_MS: Final = 60_000
# Time from the click until nothing has changed in the page for a while and the script is done.
# A data table tells a screen reader of its new cells a fifth of a second after they are drawn on
# its canvas; that afterthought is no drawing and not waited for.
WATCH: Final = """
([label, quiet]) => new Promise(done => {
  const app = document.querySelector('[data-testid="stApp"]');
  let last = performance.now();
  const isDrawing = change => !(change.target.parentElement ?? change.target)
    .closest('[data-testid="stDataFrame"]');
  const watcher = new MutationObserver(changes => {
    if (changes.some(isDrawing)) last = performance.now();
  });
  watcher.observe(document.body, {subtree: true, childList: true, attributes: true,
                                  characterData: true});
  const button = [...document.querySelectorAll('[data-testid="stSidebar"] button')]
    .find(each => each.innerText.trim() === label);
  const start = performance.now();
  button.click();
  const look = () => {
    const idle = app.getAttribute('data-test-script-state') === 'notRunning';
    if (idle && performance.now() - last > quiet && last > start) {
      watcher.disconnect();
      done(last - start);
    } else setTimeout(look, 20);
  };
  setTimeout(look, 60);
})
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the browser that ``CHROMIUM`` names, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            browser.close()


def seconds_to_text(browser: Browser, url: str, text: str, started: float) -> float:
    """Take the seconds from ``started`` (monotonic) until the page shows a text."""
    page = browser.new_page()
    page.goto(url)
    page.get_by_text(text).first.wait_for(timeout=WAIT_MS)
    taken = time.monotonic() - started
    page.close()
    return taken


def seconds_a_click(browser: Browser, url: str, label: str, n_clicks: int) -> float:
    """Take the median seconds from a click on a sidebar button to the page at rest."""
    page = opened(browser, url)
    taken = [page.evaluate(WATCH, [label, QUIET_MS]) / 1000 for _ in range(n_clicks + 1)]
    page.close()
    # The first click also fetches what the page had not needed before.
    return float(median(taken[1:]))


def opened(browser: Browser, url: str) -> Page:
    """Open a page at 1440 x 900 and wait until it is at rest."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT_MS)
    page.goto(url)
    page.locator("h1").first.wait_for(timeout=WAIT_MS)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=WAIT_MS)
    page.wait_for_timeout(1500)
    return page
