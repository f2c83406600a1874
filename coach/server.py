"""What the server adds to Streamlit so that nothing leaves the laptop: whom it answers, security headers, uploads that stay in memory."""

import ipaddress
import os
import re
import sys
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, NoReturn

from starlette.datastructures import Headers, MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import App

from coach.inline import PRINT_SCRIPT, script_hash
from coach.page import streamlit_private
from coach.page.look import SCRIPTS
from coach.project import PROJECT
from coach.words import in_each_language

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_MEGABYTE = 1024 * 1024
_MAX_UPLOAD_MB = 512  # as in coach/reading/unpack.py; iOS keeps at most 100
_REFUSED, _POLICY_VIOLATION = 403, 1008
_NOT_STARTED = 2

OPTIONS: dict[str, object] = {
    "server.address": "127.0.0.1",  # this laptop only, and no look-up of an outside address at start
    "server.allowedHosts": ["127.0.0.1", "localhost"],  # a foreign name that points here (DNS rebinding) is refused
    "server.enableCORS": True,
    "server.corsAllowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,  # no other program drives the page or reads what is on it
    "server.enableStaticServing": False,
    "server.scriptHealthCheckEnabled": False,  # it would run the page for whoever asks
    "server.trustedUserHeaders": {},
    "server.unsafeMetricsUserAttributes": [],
    "server.maxUploadSize": _MAX_UPLOAD_MB,
    "server.disconnectedSessionTTL": 86400,  # seconds: a laptop may sleep for a day without losing the report
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",  # an exception could quote the report
    "client.showErrorLinks": False,  # and offer to search for it on the web
    "client.allowedOrigins": [],  # no other page may hold this one in a frame and talk to it
    "logger.hideWelcomeMessage": True,  # and with it a corner message that offers to install developer tools over the page
    "global.developmentMode": False,
    "global.e2eTest": False,
}
"""What the promise rests on. Set in code; what a file, the environment or the command line says of it must not be weaker."""
_OF_WHOM_IT_SERVES = ("server.address", "server.allowedHosts")


@cache
def content_security_policy() -> str:
    """The browser may load from, and talk to, this server alone. The inline scripts of Streamlit and ours are allowed by their hash.

    WebAssembly stays blocked. Streamlit's program tries it once, to multiply and divide numbers of 64 bits faster (long.js in protobuf.js),
    and counts without it where it may not; Firefox notes that in its console.
    """
    index = resources.files("streamlit").joinpath("static", "index.html").read_bytes()
    scripts = [*(script.decode() for script in _INLINE_SCRIPT.findall(index)), *SCRIPTS, PRINT_SCRIPT]
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
    """Adds the headers to every HTTP answer, a refused WebSocket's too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = content_security_policy()
                headers["Cross-Origin-Opener-Policy"] = headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Robots-Tag"] = "noindex, nofollow"
                # Streamlit's own program is the same for everybody; all else stays out of the browser's cache on the disk.
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Only:
    """Lets through what `may_pass`, and refuses all else, for every kind of request, before Streamlit sees it."""

    def __init__(self, app: ASGIApp, may_pass: Callable[[Scope], bool]) -> None:
        self.app, self.may_pass = app, may_pass

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self.may_pass(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            # Only a person who followed a link of another page is told what to do: a page that asks can't read it, and gets nothing else.
            followed_link = Headers(scope=scope).get("sec-fetch-dest") == "document"
            text = in_each_language("server.by-hand", "\n") if followed_link else ""
            await PlainTextResponse(text, _REFUSED)(scope, receive, send)


def inside_this_laptop(scope: Scope) -> bool:
    """Whether a connection is one inside this laptop, however the server was started and whatever it listens on."""
    ends = (scope.get("client"), scope.get("server"))
    return all(end is not None and _is_loopback(end[0]) for end in ends)


def of_the_page_itself(scope: Scope) -> bool:
    """Whether it is our page or the person who asks, and no other page open in the same browser: one of another program on this laptop too.

    An origin is scheme, host and port. A browser names it for a WebSocket always; a request without one is a person's own (an address typed
    in), or another page's that loads a picture or follows a link: those are told apart by Sec-Fetch-Site.
    """
    headers = Headers(scope=scope)
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    if len(hosts) != 1 or (scope["type"] == "websocket" and not origins):
        return False
    own = f"{'https' if scope['scheme'] in ('https', 'wss') else 'http'}://{hosts[0]}".casefold()
    return all(origin.casefold() == own for origin in origins) and set(headers.getlist("sec-fetch-site")) <= {"same-origin", "none"}


class ClosedBy:
    """Tells `PagesAsleep` how a channel ended."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_and_tell() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                streamlit_private.closed_by.set(message.get("code"))
            return message

        await self.app(scope, receive_and_tell if scope["type"] == "websocket" else receive, send)


def guard_start() -> dict[str, object]:
    """Ends the start with one sentence where something from outside would weaken the promise; else sets all that it rests on, and gives it.

    PRIVACY_COACH_SERVE_OTHERS=yes allows others to be served, and nothing else.
    """
    if streamlit_private.version() not in streamlit_private.CHECKED:
        _refuse("server.version", found=streamlit_private.version(), checked=", ".join(streamlit_private.CHECKED))
    held = {name: value for name, value in OPTIONS.items() if not (_serves_others() and name in _OF_WHOM_IT_SERVES)}
    for name, value in held.items():
        said, where = streamlit_private.outside(name) or (value, "")
        if name == "server.address" and where and not _is_loopback(str(said)):
            _refuse("server.others", address=said)
        elif name != "server.address" and _is_weaker(said, value):
            _refuse("server.weaker", option=name, value=_as_written(said), where=where)
    if streamlit_private.is_bound() and not _serves_others() and not streamlit_private.outside("server.address"):
        _refuse("server.others", address="0.0.0.0")  # noqa: S104 (what Streamlit does without an address)
    streamlit_private.set_for_good({name: value for name, value in held.items() if name != "server.address"})
    streamlit_private.never_look_up_addresses()
    streamlit_private.replace_classes()
    _keep_uploads_in_memory()
    sys.addaudithook(_this_laptop_only)
    return held


def _refuse(key: str, **values: object) -> NoReturn:
    _tell(key, **values)
    raise SystemExit(_NOT_STARTED)


def _tell(key: str, **values: object) -> None:
    print(in_each_language(key, "\n", **values), file=sys.stderr, flush=True)


def _is_weaker(said: object, held: object) -> bool:
    if isinstance(held, list):
        return not set(said if isinstance(said, list) else [said]) <= set(held)
    if isinstance(held, int) and not isinstance(held, bool):
        return not (isinstance(said, int) and said <= held)
    return said != held


def _as_written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _serves_others() -> bool:
    return os.environ.get("PRIVACY_COACH_SERVE_OTHERS") == "yes"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _this_laptop_only(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: whatever code runs in this process, it connects to nothing, looks up no name and listens to nobody beyond this laptop."""
    if not event.startswith("socket."):
        return
    host = _host_of(event, arguments)
    if host is None or _is_loopback(host):
        return
    if event != "socket.bind":
        raise PermissionError(f"{event} beyond this laptop")
    if not _serves_others():
        _tell("server.others", address=host)
        os._exit(_NOT_STARTED)  # whoever opens the port is in the middle of it, and would add a traceback


def _host_of(event: str, arguments: tuple[Any, ...]) -> str | None:
    """The host, or the place in the file system to listen at, that an event of the module `socket` is about; None where there is none."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        address = arguments[-1]
        # A place in the file system is inside this laptop; but who listens at one lets others in.
        found = address[0] if isinstance(address, tuple) and address else address if event == "socket.bind" else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"):
        found = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
    else:
        found = None
    return found.decode(errors="replace") if isinstance(found, bytes) else found if isinstance(found, str) else None


def serve(port: int) -> None:
    """Serves the page to this laptop at a port, until Ctrl+C."""
    options = {**guard_start(), "server.port": port, "server.headless": True}
    streamlit_private.set_for_good(options)  # what `run` finds changed it tells the terminal
    App(PROJECT / "app.py", middleware=privacy_middleware()).run(config=options)


def privacy_middleware() -> list[Middleware]:
    """For `streamlit.App`. Streamlit itself holds only its WebSocket to `server.allowedHosts`; here they count for every request."""
    hosts = streamlit_private.option("server.allowedHosts") or ["*"]
    inside = [] if _serves_others() else [Middleware(Only, may_pass=inside_this_laptop)]
    return [
        Middleware(PrivacyHeaders),
        *inside,
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(Only, may_pass=of_the_page_itself),
        Middleware(ClosedBy),
    ]


def _keep_uploads_in_memory() -> None:
    """Lifts the size from which an upload would be spooled to a temporary file above the largest upload that is let in."""
    MultiPartParser.spool_max_size = (_MAX_UPLOAD_MB + 1) * _MEGABYTE
