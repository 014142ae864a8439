"""Find the Chromium that the browser tests and the speed harness drive, or install one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")


def find_chromium():
    """Name the browser to drive: CHROMIUM, else one on the PATH, else Playwright's own."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if named:
        return named
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_chromium():
    """Fetch a browser: from the system's packages where that is allowed, else Playwright's."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=True, stdout=sys.stderr)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "chromium"], check=True, stdout=sys.stderr
        )
    else:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    if find_chromium() is None:
        install_chromium()
    print(find_chromium())
