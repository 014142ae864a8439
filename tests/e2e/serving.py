"""Start the app as a user would; what fails on the server fails the test."""

from contextlib import contextmanager

from benchmarks.serving import Server
from benchmarks.serving import running_server as started_server

__all__ = ["Server", "running_server"]


@contextmanager
def running_server(log, **environment):
    """Start the app on a port of its own, and end it afterwards."""
    with started_server(log, **environment) as server:
        yield server
        # What fails while a download is made shows here and nowhere else.
        assert "Traceback" not in server.said(), server.said()
