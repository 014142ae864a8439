"""The server: Jointscape's pages behind security headers; started by `streamlit run app.py`."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEBIBYTE: Final = 1024 * 1024


def inline_script_hashes() -> str:
    """List the hashes of the scripts written into Streamlit's own start page.

    Only these may run inline, so that a script smuggled in with a patient's data may not.
    """
    start_page = Path(st.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", start_page.read_text("utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


# Residual risk: styles stay 'unsafe-inline', because Streamlit and Plotly write style attributes;
# images may come from data: and blob:, because Plotly paints heatmaps and files that way. Maps and
# graphviz would need workers from blob: and WebAssembly as well; no page draws them.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        f"script-src 'self' {inline_script_hashes()}",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Put the security headers on every HTTP answer; websockets pass untouched.

    Plain ASGI: Starlette's base class would send every answer through a task of its own.

    Parameters
    ----------
    app : ASGI application
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def keep_uploads_in_memory() -> None:
    """Lift the size above which an upload is written to a temporary file beyond what is accepted.

    Streamlit accepts at most its limit and one mebibyte of framing.
    """
    MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 2) * MEBIBYTE


@asynccontextmanager
async def read_ahead(_: object) -> AsyncIterator[None]:
    """Load what the first page needs while the first browser still fetches Streamlit's scripts."""
    Thread(target=import_module, args=("components.upload_result",), daemon=True).start()
    yield


keep_uploads_in_memory()
app = st.App("components/shell.py", middleware=[Middleware(SecurityHeaders)], lifespan=read_ahead)
