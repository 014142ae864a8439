"""The wrapper around the pages: headers, websockets, uploads in memory."""

import asyncio
import tempfile

import pytest
import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

import app

MEGABYTE = 1_000_000


async def plain_answer(scope, receive, send):
    start = "http.response.start" if scope["type"] == "http" else "websocket.accept"
    await send({"type": start, "status": 200, "headers": [(b"x-frame-options", b"ALLOWALL")]})


def messages_through_the_headers(kind):
    sent = []

    async def keep(message):
        sent.append(message)

    asyncio.run(app.SecurityHeaders(plain_answer)({"type": kind}, None, keep))
    return sent


def test_an_answer_gets_every_header_once():
    (message,) = messages_through_the_headers("http")
    headers = dict(message["headers"])
    assert len(headers) == len(message["headers"]) == len(app.SECURITY_HEADERS)
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"content-security-policy"].decode() == app.CONTENT_SECURITY_POLICY


def test_a_websocket_passes_untouched():
    (message,) = messages_through_the_headers("websocket")
    assert message["headers"] == [(b"x-frame-options", b"ALLOWALL")]


def test_the_policy_lets_only_known_scripts_run_inline():
    scripts = app.CONTENT_SECURITY_POLICY.split("script-src ")[1].split(";")[0]
    assert scripts.count("'sha256-") == 1
    assert "unsafe-inline" not in scripts
    assert "*" not in app.CONTENT_SECURITY_POLICY
    assert "http" not in app.CONTENT_SECURITY_POLICY


def form_request(content):
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
    body = head + content + b"\r\n--x--\r\n"

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    return Request({"type": "http", "method": "PUT", "headers": headers}, receive)


async def is_in_memory(content):
    async with form_request(content).form() as form:
        return not form["f"].file._rolled


def test_the_largest_upload_stays_in_memory():
    largest = st.get_option("server.maxUploadSize") * app.MEBIBYTE
    assert asyncio.run(is_in_memory(b"x" * largest))


def test_without_the_lifted_limit_an_upload_would_reach_the_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(MultiPartParser, "spool_max_size", app.MEBIBYTE)
    assert not asyncio.run(is_in_memory(b"x" * 3 * MEGABYTE))


@pytest.mark.parametrize("name", ["address", "maxUploadSize"])
def test_the_settings_file_is_the_one_that_is_read(name):
    expected = {"address": "127.0.0.1", "maxUploadSize": 50}
    assert st.get_option(f"server.{name}") == expected[name]
