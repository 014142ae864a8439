"""Start a Streamlit app on a port of its own and end it afterwards."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

ROOT: Final = Path(__file__).resolve().parents[1]
START_SECONDS: Final = 60


@dataclass(frozen=True)
class Server:
    """An app that is running."""

    url: str
    pid: int
    log: Path
    started: float  # seconds of the monotonic clock

    def said(self) -> str:
        """Read what the server has printed so far."""
        return self.log.read_text("utf-8", errors="replace")


@contextmanager
def running_server(log: Path, script: str = "app.py", **environment: str) -> Iterator[Server]:
    """Start an app as a user would, and end it afterwards.

    Parameters
    ----------
    log : Path
        Where what it prints is kept.
    script : str
        Path of the app from the project's root.
    **environment : str
        Further environment variables.

    Raises
    ------
    RuntimeError
        If it ends or stays silent, with what it printed.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if "STREAMLIT" not in name}
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = [f"--server.port={port}", "--server.headless=true"]
    started = time.monotonic()
    with log.open("wb") as written:
        process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env=kept | environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    server = Server(url, process.pid, log, started)
    try:
        _wait_until_healthy(process, server)
        yield server
    finally:
        _end(process)


def _free_port() -> int:
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port


def _wait_until_healthy(process: "subprocess.Popen[bytes]", server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=2):
                return
        except (URLError, TimeoutError):
            time.sleep(0.02)
    raise RuntimeError(f"The server did not start:\n{server.said()}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
