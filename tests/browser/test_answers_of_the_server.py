"""What the server answers: its headers, and to whom."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest


def answer(server: str, path: str = "/", headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    connection.request("GET", path, headers=dict(headers or {}))
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/static/nothing-here"])
def test_every_answer_carries_the_privacy_headers(server: str, path: str) -> None:
    response = answer(server, path)
    policy = response.getheader("Content-Security-Policy") or ""
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert response.getheader("Referrer-Policy") == "no-referrer"
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert "noindex" in (response.getheader("X-Robots-Tag") or "")


OWN, FOREIGN = "127.0.0.1", "evil.example"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


@pytest.mark.parametrize(("host", "origin", "status"), [(FOREIGN, FOREIGN, 400), (FOREIGN, OWN, 400), (OWN, FOREIGN, 403), (OWN, OWN, 101)])
def test_a_channel_to_the_page_is_opened_for_this_laptop_alone(server: str, host: str, origin: str, status: int) -> None:
    """A foreign name that points here (DNS rebinding), and a foreign page that is open in the same browser, are refused."""
    port = urlsplit(server).port
    asked = {"Host": f"{host}:{port}", "Origin": f"http://{origin}:{port}"}
    assert handshake(server, asked) == status


def handshake(server: str, headers: Mapping[str, str]) -> int:
    """Status of the answer to a WebSocket's opening; what comes behind it is not waited for."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    connection.request("GET", "/_stcore/stream", headers={**headers, **UPGRADE})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/media/x"])
@pytest.mark.parametrize(
    ("host", "origin", "refused"),
    [(FOREIGN, None, 400), (FOREIGN, FOREIGN, 400), (OWN, FOREIGN, 403), (OWN, f"{OWN}:3000", 403), (OWN, "null", 403)],
)
def test_nothing_is_answered_under_a_foreign_name_or_to_a_foreign_page(
    server: str, path: str, host: str, origin: str | None, refused: int
) -> None:
    asked = {"Host": host} | ({"Origin": f"http://{origin}" if origin != "null" else origin} if origin else {})
    response = answer(server, path, asked)
    assert response.status == refused
    assert response.getheader("Access-Control-Allow-Origin") is None
    assert response.getheader("Content-Security-Policy")


@pytest.mark.parametrize("headers", [{}, {"Host": "localhost"}, {"Host": f"{OWN}:8501", "Origin": f"http://{OWN}:8501"}])
def test_this_laptop_is_answered(server: str, headers: dict[str, str]) -> None:
    assert answer(server, "/_stcore/health", headers).status == 200
