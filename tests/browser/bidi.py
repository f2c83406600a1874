"""A person's visit in a real Firefox, over WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which Firefox speaks by itself.

Playwright speaks it too, but opens no page in Debian's Firefox (1.65 in 153: "unknown command emulation.setMediaFeaturesOverride"), and
Selenium needs geckodriver, which Debian has not. So here are the few commands that a visit takes.
"""

import base64
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from visits import ARTIFACTS, DRAWN_MS, QUIET, STILL_MS
from websockets.sync.client import ClientConnection, connect

from coach.page.streamlit_private import PARTS

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
TAB, ENTER = "\ue004", "\ue007"
_WIDTH, _HEIGHT = 1280, 900
_WAIT_S = 30
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# Firefox's own calls home end at a proxy that isn't there; the laptop's own address needs none. What the page asks for is logged before a
# proxy is, so that a request to elsewhere would be seen all the same.
_PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.failover_direct": False,
    "network.proxy.allow_bypass": False,
}
_APPEARS = """selector => new Promise((resolve, reject) => {
    const begun = performance.now();
    const look = () => {
        if (document.querySelector(selector)) resolve();
        else if (performance.now() - begun > 20000) reject(new Error(`not on the page: ${selector}`));
        else setTimeout(look, 25);
    };
    look();
})"""


class FirefoxVisit:
    """One person's visit: the page, what the browser asked for, and what it complained about; as `Visit` is with Chromium."""

    def __init__(self, channel: ClientConnection, address: str) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._channel, self._asked = channel, 0
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._tab = self._send("browsingContext.create", type="tab")["context"]
        self._resize(_HEIGHT)
        self._send("browsingContext.navigate", context=self._tab, url=address, wait="complete")
        self.settle()

    def run(self, function: str, *values: str | int) -> Any:
        """What a function of JavaScript gives on the page, awaited: None, a string, a number, true or false."""
        arguments = [{"type": "number" if isinstance(value, int) else "string", "value": value} for value in values]
        return self._call(function, arguments).get("value")

    def appears(self, selector: str) -> None:
        self.run(_APPEARS, selector)

    def settle(self) -> None:
        """Waits until the page has drawn what was asked of it, as `Visit.settle`."""
        self.appears(PARTS["idle"])
        self.run(QUIET, STILL_MS)
        self.appears(PARTS["idle"])

    def text(self, selector: str = PARTS["main"]) -> str:
        return str(self.run("selector => document.querySelector(selector).innerText", selector))

    def press(self, key: str) -> None:
        self._act("key", [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}])

    def tab_to(self, selector: str) -> None:
        """Presses Tab until the focus is in what the selector finds."""
        for _ in range(200):
            if self.run("selector => Boolean(document.activeElement.closest(selector))", selector):
                return
            self.press(TAB)
        raise AssertionError(f"no way there by keyboard: {selector}")

    def click(self, button: str) -> None:
        """Clicks, with the mouse, on the button that says just this."""
        found = self._call(
            """text => {
                const button = [...document.querySelectorAll("button")].find(each => each.innerText.trim() === text);
                button.scrollIntoView({block: "center"});
                return button;
            }""",
            [{"type": "string", "value": button}],
        )
        middle = {"type": "element", "element": {"sharedId": found["sharedId"]}}
        steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": 0, "y": 0, "origin": middle}]
        steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act("pointer", steps)
        self.settle()

    def keep_picture(self, name: str) -> None:
        """A screenshot of the whole page: Streamlit scrolls inside, so the window is made as tall as the page."""
        self._resize(int(self.run("main => document.querySelector(main).scrollHeight", PARTS["main"])))
        picture = self._send("browsingContext.captureScreenshot", context=self._tab)["data"]
        (ARTIFACTS / f"{name}.png").write_bytes(base64.b64decode(picture))
        self._resize(_HEIGHT)

    def _resize(self, height: int) -> None:
        self._send("browsingContext.setViewport", context=self._tab, viewport={"width": _WIDTH, "height": max(height, _HEIGHT)})
        self.run(QUIET, DRAWN_MS)

    def _call(self, function: str, arguments: list[dict[str, Any]]) -> dict[str, Any]:
        target = {"context": self._tab}
        answer = self._send("script.callFunction", functionDeclaration=function, arguments=arguments, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        result: dict[str, Any] = answer["result"]
        return result

    def _act(self, device: str, steps: list[dict[str, Any]]) -> None:
        self._send("input.performActions", context=self._tab, actions=[{"type": device, "id": device, "actions": steps}])

    def _send(self, method: str, **parameters: Any) -> Any:
        """Result of a command; what the browser tells meanwhile is noted."""
        self._asked += 1
        self._channel.send(json.dumps({"id": self._asked, "method": method, "params": parameters}))
        while (message := json.loads(self._channel.recv(_WAIT_S))).get("id") != self._asked:
            self._note(message["method"], message["params"])
        assert message["type"] == "success", f"{method}: {message['message']}"
        return message["result"]

    def _note(self, event: str, told: dict[str, Any]) -> None:
        if event == "network.beforeRequestSent":
            self.requests.append(told["request"]["url"])
        elif event == "log.entryAdded" and told["level"] == "error":
            self.complaints.append(told["text"])


@contextmanager
def firefox(folder: Path, languages: str) -> Iterator[ClientConnection]:
    """The channel to a new Firefox of a person who reads `languages` ("zh-CN, zh"); its profile and what it says stand in `folder`."""
    profile, log = folder / "profile", folder / "firefox.log"
    profile.mkdir()
    wanted = _PREFERENCES | {"intl.accept_languages": languages}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    assert FIREFOX, "no Firefox on this machine"
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
        try:
            with connect(f"{_address(process, log)}/session", max_size=None, proxy=None) as channel:
                yield channel
        finally:
            process.terminate()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + _WAIT_S
    while not (found := _LISTENS.search(said := log.read_text(encoding="utf-8", errors="replace"))):
        assert process.poll() is None, said
        assert time.monotonic() < until, f"Firefox does not listen: {said}"
        time.sleep(0.05)
    return found[1]
