"""Start the app as a user would, on a port of its own."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """The app, running."""

    url: str
    pid: int
    log: Path

    def said(self):
        """Read what the server has printed so far."""
        return self.log.read_text("utf-8", errors="replace")


def free_port():
    """Ask the system for a port that nobody listens on."""
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        return asking.getsockname()[1]


def wait_until_healthy(process, url, log):
    """Return once the server answers; fail with its log if it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (URLError, TimeoutError):
            time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@contextmanager
def running_server(log, **environment):
    """Start the app as a user would, on a port of its own, and end it afterwards."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if "STREAMLIT" not in name}
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = [f"--server.port={port}", "--server.headless=true"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env=kept | environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_healthy(process, url, log)
        yield (server := Server(url, process.pid, log))
        # What fails while a download is made shows here and nowhere else.
        assert "Traceback" not in server.said(), server.said()
    finally:
        end(process)


def end(process):
    """Ask the server to stop, and insist if it does not."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
