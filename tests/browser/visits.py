"""A server that runs the page, and a person's visit to it in a real Chromium. Every request the browser makes is logged."""

import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from coach.page.streamlit_private import PARTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
COUNTED_ANEW_S = 5.5  # Streamlit counts what it holds no sooner again
STILL_MS = 250
"""So long nothing changes once all is drawn, where nobody tells what was asked of the server: more than it takes to begin."""
DRAWN_MS = 120
"""The same where nothing is asked of the server, or what was asked is known."""
ARTIFACTS = ROOT / "test-artifacts"
PICTURES = bool(os.environ.get("PICTURES"))
"""Whether whole pages are drawn and kept for people to look at, which no test does: `make pictures`."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""The browser as people have it."""
HEADLESS = shutil.which("chromium-headless-shell") or CHROMIUM
"""The same without windows, menus and a folder for each person: it draws the same, with less work."""
# No sandbox inside containers; and Chromium itself is kept from calling home, so that its log is the page's alone.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # letters as wide as where there is a window
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # a second page of ours finds Streamlit's program compiled, as long as one is open
    # No page of a test lives long enough to win back what better code costs, nor has a core to itself while it collects garbage.
    "--js-flags=--no-maglev --no-turbofan --single-threaded-gc",
]
VERDICT = ".st-key-headline h2"
"""Stands on the page as soon as there is a verdict, with a grade or without."""
# Parts of Streamlit load when they are first drawn, some time after the script has ended. What is quiet is looked at often, and not by
# the clock alone, which runs on where a busy machine draws nothing.
_WAIT = """still => new Promise((resolve, reject) => {
    const begun = performance.now();
    let changed = begun, looks = 0;
    const observer = new MutationObserver(() => { changed = performance.now(); looks = 0; });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true});
    const loading = frame => frame.contentDocument?.readyState !== "complete" || !frame.contentDocument.body.childElementCount;
    const look = () => {
        const now = performance.now();
        const waiting = BUSY || document.querySelector("SKELETON") || [...document.querySelectorAll("iframe")].some(loading);
        if (waiting) { changed = now; looks = 0; }
        if (now - changed >= still && looks++ >= still / 25 - 1) { observer.disconnect(); resolve(); }
        else if (now - begun > 30000) { observer.disconnect(); reject(new Error("the page keeps changing")); }
        else setTimeout(look, 25);
    };
    look();
})""".replace("SKELETON", PARTS["skeleton"])
SETTLED = _WAIT.replace("BUSY", f"window.unanswered || !document.querySelector('{PARTS['idle']}')")
"""A function of JavaScript that waits until the script has ended and nothing has changed on the page for so many milliseconds."""
QUIET = _WAIT.replace("BUSY", "false")
"""The same wherever the script is."""
_SENT, _TOLD = BackMsg.DESCRIPTOR.fields_by_name, ForwardMsg.DESCRIPTOR.fields_by_name
# Whether the page has asked for a run of the script that has not begun yet. Those that were asked for meanwhile are one run; what is broken
# off for the next says so at its end.
_NOTE_WHAT_IS_ASKED = (
    """(() => {
    const field = data => {
        const bytes = new Uint8Array(data);
        let at = 0;
        const number = () => {
            let value = 0;
            for (let shift = 0; ; shift += 7) {
                const part = bytes[at++];
                value |= (part & 127) << shift;
                if (!(part & 128)) return value;
            }
        };
        while (at < bytes.length) {
            const tag = number();
            if (tag >> 3 !== HASH && tag >> 3 !== METADATA) return {name: tag >> 3, value: tag & 7 ? null : number()};
            const length = number();
            at += length;
        }
        return {};
    };
    const send = WebSocket.prototype.send, known = new WeakSet();
    WebSocket.prototype.send = function (data) {
        if (!known.has(this)) {
            known.add(this);
            this.addEventListener("close", () => { window.unanswered = false; });
            this.addEventListener("message", ({data}) => {
                const {name, value} = field(data);
                if (name === BEGUN) window.unanswered = false;
                if (name === ENDED && value === BROKEN_OFF) window.unanswered = true;
            });
        }
        if (field(data).name === RUN) window.unanswered = true;
        return send.call(this, data);
    };
})()""".replace("HASH", str(_TOLD["hash"].number))
    .replace("METADATA", str(_TOLD["metadata"].number))
    .replace("BEGUN", str(_TOLD["new_session"].number))
    .replace("ENDED", str(_TOLD["script_finished"].number))
    .replace("BROKEN_OFF", str(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    .replace("RUN", str(_SENT["rerun_script"].number))
)


def keyed(key: str) -> str:
    """A selector for what has a key, or one that goes on after a blank: `walk_done` is that of each app."""
    return f':is(.st-key-{key}, [class*="st-key-{key}-"])'


class Server:
    """The page, served as the README says, by a process that can be killed and started again at the same address."""

    def __init__(self, log: Path, port: int = 0) -> None:
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what a server before had open may linger
            free.bind(("127.0.0.1", port))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._asked = -COUNTED_ANEW_S
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(self.port)]
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        for _ in range(300):
            assert self._process.poll() is None, self.said()
            if self.healthy():
                return
            time.sleep(0.1)
        pytest.fail("the server did not get healthy in 30 seconds")

    def kill(self) -> None:
        """Ends it without a word, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(10)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def uploads_held(self) -> int:
        """Bytes of uploads in memory, as Streamlit counts them."""
        time.sleep(max(0.0, self._asked + COUNTED_ANEW_S - time.monotonic()))
        return self._told(r'^cache_memory_bytes\{cache_type="UploadedFileManager".*\} (\d+)')

    def people_connected(self) -> int:
        return self._told(r"^active_sessions (\d+)")

    def _told(self, pattern: str) -> int:
        self._asked = time.monotonic()
        with urllib.request.urlopen(f"{self.address}/_stcore/metrics", timeout=10) as answer:
            text = answer.read().decode()
        found = re.search(pattern, text, re.MULTILINE)
        return int(found[1]) if found else 0


_ASK_AXE = """() => axe.run(document, {resultTypes: ["violations"], reporter: "no-passes"}).then(found => found.violations)"""


def violations(page: "Page") -> list[dict[str, Any]]:
    """What axe-core finds on a page."""
    from axe_playwright_python.sync_playwright import Axe  # where Playwright is missing, its tests are skipped

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(_ASK_AXE)
    return found


class Visit:
    """One person's visit: the page, what the browser asked for, and what it complained about."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda channel: self.requests.append(channel.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.add_init_script(_NOTE_WHAT_IS_ASKED)
        page.goto(address)
        self.settle()

    def settle(self) -> None:
        """Waits until the page has drawn what was asked of it: the script has ended, nothing changes any more, and each frame is filled."""
        self.page.evaluate(SETTLED, DRAWN_MS)

    def text(self) -> str:
        said: str = self.page.locator(PARTS["main"]).inner_text()
        return said

    def keep_picture(self, name: str) -> None:
        """A screenshot of the whole page, where it is asked for: Streamlit scrolls inside, so the window is made as tall as the page."""
        if not PICTURES:
            return
        size = self.page.viewport_size
        assert size is not None
        self.grow(size["width"])
        self.picture_as_it_is(name)
        self.page.set_viewport_size(size)

    def grow(self, width: int) -> None:
        """Makes the window as tall as the page is in this width, and waits until it is drawn so."""
        size = self.page.viewport_size
        if size is not None and size["width"] == width and size["height"] > 900:
            self.page.evaluate(QUIET, DRAWN_MS)
            return
        self.page.set_viewport_size({"width": width, "height": 900})
        height = self.page.evaluate(f"document.querySelector('{PARTS['main']}').scrollHeight")
        self.page.set_viewport_size({"width": width, "height": max(int(height), 900)})
        self.page.evaluate(QUIET, DRAWN_MS)

    def picture_as_it_is(self, name: str) -> None:
        """A screenshot of the window; packed quickly, which Playwright's own is not."""
        asked = {"format": "png", "optimizeForSpeed": True}
        channel = self.page.context.new_cdp_session(self.page)
        (ARTIFACTS / f"{name}.png").write_bytes(base64.b64decode(channel.send("Page.captureScreenshot", asked)["data"]))
        channel.detach()
