"""What the server adds to Streamlit so that nothing leaves the laptop: whom it answers, security headers, uploads that stay in memory."""

import ipaddress
import os
import re
import sys
from functools import cache
from importlib import resources

from starlette.datastructures import Headers, MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import memory_session_storage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo

from coach.page.look import LANGUAGE_SCRIPT
from coach.summary import PRINT_SCRIPT, script_hash
from coach.words import in_each_language

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_MEGABYTE = 1024 * 1024
# A closed page can't be told from one on a laptop that sleeps, so its report is kept, a day at most. But only that of the last one:
# over ten reports of 100 MB memory grew 1.2-fold with one page kept, and 3.7-fold with all of them (`python -m benchmarks.tabs`).
_PAGES_ASLEEP = 1


@cache
def content_security_policy() -> str:
    """The browser may load from, and talk to, this server alone. The inline scripts of Streamlit and ours are allowed by their hash."""
    index = resources.files("streamlit").joinpath("static", "index.html").read_bytes()
    scripts = [*(script.decode() for script in _INLINE_SCRIPT.findall(index)), LANGUAGE_SCRIPT, PRINT_SCRIPT]
    return "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",
            " ".join(["script-src 'self'", *map(script_hash, scripts)]),
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


class PrivacyHeaders:
    """Adds the headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = content_security_policy()
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Robots-Tag"] = "noindex, nofollow"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class OwnOrigin:
    """Refuses what another page, open in the same browser, asks for: one of another program on this laptop too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        foreign = "origin" in headers and headers["origin"].partition("://")[2] != headers.get("host")
        await (Response(status_code=403) if foreign else self.app)(scope, receive, send)


def refuse_to_serve_others() -> None:
    """Ends the start with one sentence, unless the page is for this laptop only or PRIVACY_COACH_SERVE_OTHERS=yes allows others."""
    address = config.get_option("server.address") or "0.0.0.0"  # noqa: S104 (what Streamlit does without an address)
    if not _is_loopback(address) and os.environ.get("PRIVACY_COACH_SERVE_OTHERS") != "yes":
        print(in_each_language("server.others", "\n", address=address), file=sys.stderr)
        raise SystemExit(2)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def privacy_middleware() -> list[Middleware]:
    """For `streamlit.App`. Streamlit itself holds only its WebSocket to `server.allowedHosts`; here they count for every request."""
    hosts = config.get_option("server.allowedHosts") or ["*"]
    return [
        Middleware(PrivacyHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(OwnOrigin),
    ]


def keep_uploads_in_memory() -> None:
    """Lifts the size from which an upload would be spooled to a temporary file above the largest upload that is let in."""
    MultiPartParser.spool_max_size = (config.get_option("server.maxUploadSize") + 1) * _MEGABYTE


class PagesAsleep(MemorySessionStorage):
    """Sessions whose browser is away: the last is kept, older ones are ended and lose what they hold."""

    def save(self, session_info: SessionInfo) -> None:
        super().save(session_info)
        for older in self.list()[:-_PAGES_ASLEEP]:
            self.delete(older.session.id)
            older.session.shutdown()
            older.session.session_state.clear()


def keep_few_pages_asleep() -> None:
    """Makes `streamlit.App` keep its sessions as `PagesAsleep`."""
    memory_session_storage.MemorySessionStorage = PagesAsleep  # type: ignore[misc]
