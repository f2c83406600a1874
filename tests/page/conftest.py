"""The page without a browser: Streamlit's own AppTest runs app.py."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def open_page() -> Callable[[str], AppTest]:
    """Opens the page in a language."""

    def run(lang: str = "en") -> AppTest:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.session_state["lang"] = lang
        page.run()
        assert not page.exception
        return page

    return run
