"""The page without a browser: Streamlit's own AppTest runs app.py."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from coach.page import section_verdict

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def _packages_are_searched_once() -> Iterator[None]:
    """Streamlit looks for components in all packages of the environment, for each page anew; that takes longer than our first screen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_waits_for_the_first_words() -> Iterator[None]:
    """There is no browser that could draw them in the meantime."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section_verdict, "_PAUSE_S", 0)
        yield


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
