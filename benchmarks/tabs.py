"""Does the server's memory stay the same when ten visitors come one after the other, each with a large report?

    python -m benchmarks.tabs

Each drops a report of some 100 MB, sees the verdict and leaves, in one of several ways; each way has a server of its own. Memory is what
the system holds for the server's process (VmRSS in /proc, so on Linux alone), a moment after the visitor has left. Needs Chromium and
playwright. Output is Markdown for docs/performance.md.
"""

import http.client
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.assess import lines
from benchmarks.growth import machine
from coach.page.streamlit_private import PARTS

_ROOT = Path(__file__).resolve().parents[1]
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
_LINES = 395_000
_VISITORS = 10
_GOAL = 1.5
_PATIENCE_S = 120
_MOMENT_S = 2
_AT_REST = PARTS["idle"]
_VERDICT = ".st-key-headline h2"


class Way(NamedTuple):
    """How a visitor leaves, and whether the next one comes in the same tab."""

    told: str
    leave: Callable[[Page], object]
    same_tab: bool


def _forget(page: Page) -> None:
    page.locator(".st-key-forget").get_by_role("button").first.click()
    page.wait_for_selector(_VERDICT, state="detached")


def _reload(page: Page) -> None:
    page.reload()
    page.wait_for_selector(_VERDICT, state="detached")


_WAYS = (
    Way("tab closed", Page.close, same_tab=False),
    Way("page reloaded", _reload, same_tab=True),
    Way("“Forget everything”", _forget, same_tab=True),
)


@contextmanager
def _server() -> Iterator[tuple[str, int]]:
    """Address of the page, served as the README says, and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port)]
    until = time.perf_counter() + _PATIENCE_S
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 (our own)
        try:
            while not _healthy(port):
                if process.poll() is not None or time.perf_counter() > until:
                    sys.exit("the server did not start")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _held(process: int) -> float:
    """What the process holds in memory a moment from now, in MB."""
    time.sleep(_MOMENT_S)
    found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else sys.exit("/proc does not tell what the server holds")


def _visits(browser: Browser, way: Way, report: Path) -> list[float]:
    """MB held by the server after its start, then after each visitor."""
    with _server() as (address, process):
        held = [_held(process)]
        page = None
        for _ in range(_VISITORS):
            if page is None or not way.same_tab:
                page = browser.new_context(locale="en-US").new_page()
                page.goto(address)
            page.wait_for_selector(_AT_REST)
            page.locator(PARTS["drop"]).set_input_files(report)
            page.wait_for_selector(_VERDICT, timeout=_PATIENCE_S * 1000)
            page.wait_for_timeout(300)
            page.wait_for_selector(_AT_REST)
            way.leave(page)
            held.append(_held(process))
            if not way.same_tab:
                page.context.close()
        return held


def main() -> None:
    if not Path("/proc/self/status").exists():
        sys.exit("This system has no /proc to tell what a process holds in memory.")
    if _CHROMIUM is None:
        sys.exit("There is no Chromium on this machine.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        report = Path(folder) / "report.ndjson"
        with report.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines(_LINES))
        megabytes = report.stat().st_size / 1e6
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        print(f"{machine()} Chromium {browser.version}. {_VISITORS} reports of {megabytes:.0f} MB; memory of the server in MB.\n")
        visitors = range(1, _VISITORS + 1)
        print(f"| how each visitor leaves | at start | {' | '.join(f'after {number}' for number in visitors)} | last ÷ first | goal |")
        print(f"|---|{'---:|' * (_VISITORS + 2)}---|", flush=True)
        for way in _WAYS:
            held = _visits(browser, way, report)
            told = " | ".join(f"{each:,.0f}" for each in held)
            print(f"| {way.told} | {told} | {held[-1] / held[1]:.2f} | ≤ {_GOAL} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
