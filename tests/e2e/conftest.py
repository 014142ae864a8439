"""A running app and a real browser: what every end-to-end test starts from."""

from urllib.parse import urlsplit

import pytest
from chromium import FLAGS, find_chromium
from playwright.sync_api import sync_playwright
from serving import Server, running_server

THIS_MACHINE = {"127.0.0.1", "localhost"}
NO_REQUEST = {"data", "blob", "about"}  # schemes that never leave the page


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests that do not mind who was there before."""
    with running_server(tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path):
    """A server that nobody has opened yet."""
    with running_server(tmp_path / "log.txt") as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    """Chromium, without a window; for one file only, since Playwright occupies the event loop."""
    executable = find_chromium()
    if executable is None:
        pytest.fail("No Chromium was found; `make browser` fetches one.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()


def leaves_this_machine(url):
    """Say whether a request went anywhere but to the app."""
    address = urlsplit(url)
    return address.scheme not in NO_REQUEST and address.hostname not in THIS_MACHINE


@pytest.fixture
def context(browser):
    """A browser profile of its own; afterwards: nothing went out, no rule broken, no traceback."""
    profile = browser.new_context(
        viewport={"width": 1440, "height": 900}, accept_downloads=True, locale="en-GB"
    )
    profile.set_default_timeout(30_000)
    requested, said = [], []
    profile.on("request", lambda request: requested.append(request.url))
    profile.on("console", lambda message: said.append(message.text))
    profile.on(
        "page", lambda page: page.on("websocket", lambda socket: requested.append(socket.url))
    )
    yield profile
    exceptions = [page.url for page in profile.pages if page.get_by_test_id("stException").count()]
    profile.close()
    assert not exceptions, f"an exception was shown on {exceptions}"
    assert not [url for url in requested if leaves_this_machine(url)]
    assert not [text for text in said if "Content Security Policy" in text]


@pytest.fixture
def page(context):
    """One empty tab, 1440 x 900."""
    return context.new_page()


def pytest_collection_modifyitems(items):
    """Run all browser tests on one worker, and first: they share the server and take longest."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show what the server said beneath a test that failed."""
    report = yield
    if report.failed:
        for used in getattr(item, "funcargs", {}).values():
            if isinstance(used, Server):
                report.sections.append(("server log", used.said()))
    return report
