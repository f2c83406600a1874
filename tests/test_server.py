"""The privacy settings in force, not just the file they stand in."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.formparsers import MultiPartParser

from coach.models import LANGS
from coach.reading import MAX_BYTES
from coach.server import content_security_policy, keep_uploads_in_memory
from coach.words import words

ROOT = Path(__file__).resolve().parents[1]
IN_FORCE = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableAgentApi": False,
    "server.showEmailPrompt": False,
    "server.disconnectedSessionTTL": 86400,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "logger.hideWelcomeMessage": True,
}


@pytest.fixture(scope="module")
def options() -> dict[str, Any]:
    """The options as a server started in this folder has them."""
    code = f"import json; from streamlit import config; print(json.dumps({{name: config.get_option(name) for name in {list(IN_FORCE)!r}}}))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("name", IN_FORCE)
def test_a_privacy_setting_is_in_force(options: dict[str, Any], name: str) -> None:
    assert options[name] == IN_FORCE[name]


def test_an_upload_of_any_size_that_is_let_in_stays_in_memory() -> None:
    keep_uploads_in_memory()
    assert MultiPartParser.spool_max_size > MAX_BYTES


def test_the_policy_allows_no_foreign_place_and_no_eval() -> None:
    policy = content_security_policy()
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert "script-src 'self' 'sha256-" in policy


def start(address: str, **environment: str) -> tuple[int | None, str]:
    """Starts the page until it answers or ends: exit code, None where it answered, and what it said."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless", "true", "--server.port", str(port), "--server.address", address]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        for _ in range(600):
            if process.poll() is not None:
                break
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("::1" if ":" in address else "127.0.0.1", port), timeout=1) as line,
            ):
                line.sendall(b"GET /_stcore/health HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if line.recv(100):
                    break
            time.sleep(0.1)
        code = process.poll()
        process.terminate()
        return code, process.stderr.read().decode() if process.stderr else ""


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_it_refuses_to_be_served_to_others_in_one_sentence_of_each_language(address: str) -> None:
    code, said = start(address)
    assert code == 2
    assert said.splitlines()[-2:] == [words(lang)("server.others", address=address) for lang in LANGS]
    assert "Traceback" not in said


def test_others_can_be_served_where_that_is_said_on_purpose() -> None:
    assert start("0.0.0.0", PRIVACY_COACH_SERVE_OTHERS="yes")[0] is None


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
def test_this_laptop_is_served(address: str) -> None:
    assert start(address)[0] is None
