"""The server keeps its promises: headers on every answer, uploads never on disk."""

import threading
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from serving import running_server

pytestmark = pytest.mark.browser

PLANTED = "planted-4f1c2b7e-never-on-disk"
UPLOADED_BYTES = 3_000_000
IN_MEMORY = ("/dev/shm/", "/memfd:")
UPLOAD_BYTES_PER_SECOND = 1_500_000  # slow enough that a temporary file cannot come and go unseen


def headers_of(url):
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.headers
    except HTTPError as refusal:
        return refusal.headers


@pytest.mark.parametrize("path", ["/", "/joints", "/_stcore/health", "/favicon.png", "/media/no"])
def test_every_answer_carries_the_security_headers(server, path):
    headers = headers_of(server.url + path)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1", "http://127.0.0.1", 101),
        ("localhost", "http://localhost", 101),
        ("clinic.example", "http://clinic.example", 403),
        ("127.0.0.1", "http://clinic.example", 403),
    ],
)
def test_only_this_machine_may_talk_to_the_app(server, host, origin, status):
    address = urlsplit(server.url)
    asking = HTTPConnection(address.hostname, address.port, timeout=10)
    handshake = {
        "Host": f"{host}:{address.port}",
        "Origin": f"{origin}:{address.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with closing(asking):
        asking.request("GET", "/_stcore/stream", headers=handshake)
        assert asking.getresponse().status == status


def test_an_upload_never_touches_the_disk(page, tmp_path):
    watched = tmp_path / "temporary"
    watched.mkdir()
    with running_server(tmp_path / "log.txt", TMPDIR=str(watched)) as server:
        page.goto(server.url)
        page.locator("input[type=file]").first.wait_for(state="attached")
        slow_down_uploads(page)
        with Watch(server.pid, watched) as watch:
            send_planted_file(page)
        assert watch.looks > 20
        assert watch.seen == set()
        assert PLANTED not in server.said()


def slow_down_uploads(page):
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": UPLOAD_BYTES_PER_SECOND,
        },
    )


def send_planted_file(page):
    row = f"P01,{PLANTED}\n".encode()
    content = b"patient_id,note\n" + row * (UPLOADED_BYTES // len(row))
    file = {"name": "planted.csv", "mimeType": "text/csv", "buffer": content}
    with page.expect_response(lambda answer: answer.request.method == "PUT") as uploaded:
        page.locator("input[type=file]").first.set_input_files(file)
    assert uploaded.value.status == 204
    page.wait_for_timeout(500)
    page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=60_000)


class Watch:
    """Look, as often as possible, for the planted text in files of a server and its children."""

    def __init__(self, pid, folder):
        self.pid, self.folder = pid, folder
        self.seen, self.looks = set(), 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *problem):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.is_set():
            candidates = list(self.folder.rglob("*"))
            for pid in family(self.pid):
                candidates += files_without_a_name(pid)
            self.seen |= {str(path) for path in candidates if holds_planted_text(path)}
            self.looks += 1
            time.sleep(0.01)


def holds_planted_text(path):
    with suppress(OSError):  # gone since it was listed
        return path.is_file() and PLANTED.encode() in path.read_bytes()
    return False


def family(pid):
    """List a process and its descendants, where the system tells (Linux)."""
    members = [pid]
    for member in members:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            with suppress(OSError):
                members += map(int, children.read_text().split())
    return members


def files_without_a_name(pid):
    """List what a process holds open on disk though no folder names it (Linux)."""
    found = []
    for descriptor in Path(f"/proc/{pid}/fd").glob("*"):
        with suppress(OSError):
            target = str(descriptor.readlink())
            if target.endswith("(deleted)") and not target.startswith(IN_MEMORY):
                found.append(descriptor)
    return found
