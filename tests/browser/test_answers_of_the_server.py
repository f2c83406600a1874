"""What the server answers: its headers, and to whom."""

import http.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from coach.models import LANGS
from coach.words import words_in

OWN, FOREIGN = "127.0.0.1", "evil.example"
PATHS = ("/", "/_stcore/health", "/_stcore/host-config", "/media/x", "/static/nothing-here", "/favicon.png")
METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE")


class Answer:
    """Status, headers and text of an answer."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.header, self.text = response.status, response.getheader, response.read().decode(errors="replace")


def answer(server: str, path: str = "/", headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    connection.request(method, path, headers=dict(headers or {}))
    found = Answer(connection.getresponse())
    connection.close()
    return found


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_privacy_headers(server: str, path: str) -> None:
    response = answer(server, path)
    policy = response.header("Content-Security-Policy") or ""
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert response.header("Referrer-Policy") == "no-referrer"
    assert response.header("X-Content-Type-Options") == "nosniff"
    assert "noindex" in (response.header("X-Robots-Tag") or "")
    assert response.header("Cross-Origin-Resource-Policy") == "same-origin"
    assert response.header("Cross-Origin-Opener-Policy") == "same-origin"
    if not path.startswith("/static/"):
        assert response.header("Cache-Control") == "no-store"


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def handshake(server: str, headers: Mapping[str, str]) -> int:
    """Status of the answer to a WebSocket's opening; what comes behind it is not waited for."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    connection.request("GET", "/_stcore/stream", headers={**headers, **UPGRADE})
    status = connection.getresponse().status
    connection.close()
    return status


# Origins beside the page's own; PORT stands for the server's.
NOT_OWN = (
    None,  # no browser leaves it out
    "null",
    "http://evil.example",
    "http://evil.example:PORT",
    "http://127.0.0.1",
    "http://127.0.0.1:9999",
    "http://localhost:3000",
    "http://localhost:PORT",
    "http://0.0.0.0:1",
    "http://0.0.0.0:PORT",
    "http://[::1]:PORT",
    "https://127.0.0.1:PORT",
    "ws://127.0.0.1:PORT",
    "http://127.0.0.1:PORT.evil.example",
    "http://127.0.0.1:PORT@evil.example",
    "http://8.8.8.8",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "",
)


@pytest.mark.parametrize("origin", NOT_OWN)
def test_a_channel_is_opened_for_the_pages_own_origin_alone(server: str, origin: str | None) -> None:
    """Scheme, host and port. Streamlit alone lets in every port of this machine, and those that name no origin."""
    port = str(urlsplit(server).port)
    asked = {} if origin is None else {"Origin": origin.replace("PORT", port)}
    assert handshake(server, {"Host": f"{OWN}:{port}", **asked}) == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_channel_is_opened_for_the_page(server: str, name: str) -> None:
    here = f"{name}:{urlsplit(server).port}"
    assert handshake(server, {"Host": here, "Origin": f"http://{here}"}) == 101


@pytest.mark.parametrize("origin", [OWN, FOREIGN])
def test_no_channel_is_opened_under_a_foreign_name(server: str, origin: str) -> None:
    port = urlsplit(server).port
    assert handshake(server, {"Host": f"{FOREIGN}:{port}", "Origin": f"http://{origin}:{port}"}) == 400


def test_no_channel_is_opened_to_a_page_that_names_two_origins(server: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    connection.putrequest("GET", "/_stcore/stream")
    for name, value in (("Origin", server), ("Origin", "http://evil.example"), *UPGRADE.items()):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status in (400, 403)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("host", "origin", "refused"),
    [(FOREIGN, None, 400), (FOREIGN, FOREIGN, 400), (OWN, FOREIGN, 403), (OWN, f"{OWN}:3000", 403), (OWN, "null", 403)],
)
def test_nothing_is_answered_under_a_foreign_name_or_to_a_foreign_page(
    server: str, path: str, host: str, origin: str | None, refused: int
) -> None:
    asked = {"Host": host} | ({"Origin": f"http://{origin}" if origin != "null" else origin} if origin else {})
    for method in METHODS:
        response = answer(server, path, asked, method)
        assert response.status == refused, method
        assert response.header("Access-Control-Allow-Origin") is None
        assert response.header("Content-Security-Policy")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", PATHS)
def test_no_other_page_finds_out_that_the_coach_runs(server: str, path: str, site: str) -> None:
    """A picture, a script, a frame or a window that another page asks for carries no origin: the browser says whose wish it is."""
    for mode, what in (("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe"), ("navigate", "document")):
        response = answer(server, path, {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": what})
        assert response.status == 403
        told = "\n".join(words_in(lang)("server.by-hand") for lang in LANGS)
        assert response.text == (told if what == "document" else "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost"},
        {"Host": f"{OWN}:8501", "Origin": f"http://{OWN}:8501"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_this_laptop_is_answered(server: str, headers: dict[str, str]) -> None:
    assert answer(server, "/_stcore/health", headers).status == 200


FINDS_OUT = """async ([address]) => {
    const found = {};
    for (const path of ['/favicon.png', '/_stcore/health', '/']) {
        found['picture ' + path] = await new Promise(done => {
            const picture = new Image();
            picture.onload = () => done(true); picture.onerror = () => done(false); picture.src = address + path;
        });
        found['script ' + path] = await new Promise(done => {
            const script = document.createElement('script'); script.onload = () => done(true); script.onerror = () => done(false);
            script.src = address + path; document.head.append(script);
        });
        found['fetch ' + path] = await fetch(address + path, {mode: 'no-cors'}).then(() => true, () => false);
    }
    found.channel = await new Promise(done => {
        const channel = new WebSocket(address.replace('http', 'ws') + '/_stcore/stream');
        channel.onopen = () => done(true); channel.onerror = () => done(false);
    });
    return found;
}"""


def test_a_page_of_another_program_on_this_laptop_learns_nothing(browser: Any, server: str, elsewhere: str) -> None:
    """In a real browser, beside an address where nothing listens: both look alike to the page."""
    page = browser.new_page()
    page.goto(elsewhere)
    assert page.evaluate("location.origin") == elsewhere.rstrip("/")
    found = page.evaluate(FINDS_OUT, [server])
    assert found == page.evaluate(FINDS_OUT, ["http://127.0.0.1:9"])
    assert set(found.values()) == {False}
    page.close()
