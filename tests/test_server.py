"""The privacy settings in force, not just the file they stand in."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.formparsers import MultiPartParser

from coach.reading import MAX_BYTES
from coach.server import content_security_policy, keep_uploads_in_memory

ROOT = Path(__file__).resolve().parents[1]
IN_FORCE = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableXsrfProtection": True,
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
