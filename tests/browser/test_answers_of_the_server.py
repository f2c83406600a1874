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


def test_a_foreign_host_name_that_points_here_is_refused(server: str) -> None:
    upgrade = {
        "Host": "evil.example",
        "Origin": "http://evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    assert answer(server, "/_stcore/stream", upgrade).status == 403
