"""A real server and a real browser for each test: Chromium, or Firefox. Screenshots are kept in test-artifacts/."""

import http.server
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bidi import FIREFOX
from visits import ARTIFACTS, CHROMIUM, FLAGS, HEADLESS, Server, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-dev.txt)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = f"{Path(__file__).parent}{os.sep}"
    for item in items:
        if str(item.path).startswith(folder):
            item.add_marker(pytest.mark.browser)
            found, name = (FIREFOX, "Firefox") if item.path.stem == "test_firefox" else (CHROMIUM, "Chromium")
            if found is None and not os.environ.get("CI"):  # CI installs both, so there their absence is a failure
                item.add_marker(pytest.mark.skip(reason=f"no {name} on this machine"))


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where pictures are kept for people to look at."""
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS


def spare_port() -> int:
    """Where a server can be stopped and started again: below those that any connection may take for itself in the meantime."""
    for number in range(20_000 + os.getpid() % 10_000, 32_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", number)):
            return number
    pytest.fail("every port is taken")


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    """The page, for all tests of a worker one after the other. A page closed at the end of one is forgotten seconds later."""
    ARTIFACTS.mkdir(exist_ok=True)
    log = ARTIFACTS / f"server{os.environ.get('PYTEST_XDIST_WORKER', '')}.log"
    log.unlink(missing_ok=True)
    served = Server(log, spare_port())
    served.start()
    yield served
    served.kill()


@pytest.fixture
def server(running: Server) -> str:
    """Address of the page. A test that failed may have left it stopped."""
    if not running.healthy():
        running.start()
    return running.address


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    """Address of a page that another program on this laptop serves."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>elsewhere</title>")

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=HEADLESS, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def profiles() -> dict[str, list["BrowserContext"]]:
    """Profiles of a browser that no test uses now, by their language. They have Streamlit's program in their cache, and nothing else.

    The first page of each shows nothing of ours and stays open: it keeps the browser's process, and what that has compiled.
    """
    return {}


@pytest.fixture
def visit(browser: "Browser", server: str, profiles: dict[str, list["BrowserContext"]]) -> Iterator[Callable[..., Visit]]:
    """Opens the page as a person whose browser speaks a language: `visit("zh-CN")`. Each visit of a test is in a profile of its own.

    address: where the page is for this person, where that is not the server itself.
    """
    taken: list[tuple[str, BrowserContext]] = []

    def open_page(locale: str = "en-US", width: int = 1280, address: str = "") -> Visit:
        spare = profiles.setdefault(locale, [])
        if spare:
            context = spare.pop()
        else:
            context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900})
            context.new_page().goto(f"{server}/_stcore/health")
        taken.append((locale, context))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        return Visit(page, address or server)

    yield open_page
    for locale, context in taken:
        for page in context.pages[1:]:
            with suppress(playwright.Error):  # it may be anywhere by now
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.close()
        context.clear_cookies()
        profiles[locale].append(context)
