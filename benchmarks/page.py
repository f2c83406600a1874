"""How long does each step on the page take, next to the same step on a bare Streamlit page in the same run?

    python -m benchmarks.page

A round is a newly started server, a first visit and a later one, each by a browser that has nothing in its cache; the two pages take
turns. Times are taken inside the page: from navigation, click or key until what is awaited stands there, and from the last message of
the server before that, which is what the browser takes to build it. Needs Chromium and playwright.
Output is Markdown for docs/performance.md.
"""

import http.client
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.assess import COMPILED
from benchmarks.growth import machine
from coach.page.streamlit_private import PARTS
from coach.words import words_in

_ROOT = Path(__file__).resolve().parents[1]
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
_ROUNDS = 5
_PATIENCE_S = 60
_QUIET_MS = 600

# The clock inside the page. `seen` is when an element of the selector with the text first stands there; `changed` when anything on the
# page last changed. Nothing here needs eval, which the page forbids.
_CLOCK = """
window.clock = {
  acted: 0, seen: null, changed: 0, selector: "h1", text: "", messages: [],
  look() {
    if (this.seen !== null) return;
    for (const element of document.querySelectorAll(this.selector)) {
      if (element.textContent.includes(this.text) && element.getClientRects().length) {
        this.seen = performance.now();
        return;
      }
    }
  },
  expect(selector, text) { Object.assign(this, {seen: null, idle: 0, selector, text}); },
};
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", () => clock.messages.push(performance.now()));
  }
};
for (const kind of ["click", "keydown"]) {
  addEventListener(kind, () => { if (clock.seen === null) clock.acted = performance.now(); }, true);
}
new MutationObserver(() => {
  clock.look();
  clock.changed = performance.now();
}).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
"""


class Awaited(NamedTuple):
    """What a step waits for."""

    selector: str
    text: str


class Taken(NamedTuple):
    """What a step took, from the click or key."""

    seen: float
    """Milliseconds until what is awaited stood there."""
    complete: float
    """Milliseconds until the page changed no more."""
    messages: float
    """How many messages of the server came until it stood there."""
    building: float
    """Milliseconds from the last of these until it stood there."""


class Steps(NamedTuple):
    """One page: its script, and where each step is done and what then stands there."""

    script: str
    more: int
    """How many more texts a bare page draws."""
    title: Awaited
    button: str
    pressed: Awaited
    select: str
    option: str
    """To type and take; empty where a click is all."""
    chosen: Awaited
    other_language: str
    switched: Awaited
    first_language: str
    back: Awaited


_SAID = PARTS["plain_text"]
_VERDICT = "a[href='#walk']"  # the last line of the verdict
OURS = Steps(
    script="app.py",
    more=0,
    title=Awaited("h1", words_in("en")("page.title")),
    button=".st-key-sample button",
    pressed=Awaited(_VERDICT, words_in("en")("walk.link")),
    select=".st-key-open-com-tencent-xin button",
    option="",
    chosen=Awaited("h3", "WeChat"),
    other_language=words_in("zh")("page.language"),
    switched=Awaited(_VERDICT, words_in("zh")("walk.link")),
    first_language=words_in("en")("page.language"),
    back=Awaited(_VERDICT, words_in("en")("walk.link")),
)
BARE = Steps(
    script="benchmarks/bare_page.py",
    more=0,
    title=Awaited("h1", "Bare page"),
    button=".st-key-press button",
    pressed=Awaited(_SAID, "pressed: True"),
    select=".st-key-option input",
    option="second",
    chosen=Awaited(_SAID, "option: second"),
    other_language="中文",
    switched=Awaited(_SAID, "language: 中文"),
    first_language="English",
    back=Awaited(_SAID, "language: English"),
)
# About as many as ours draws until the end of the verdict.
FULLER = BARE._replace(more=25)
# Step, the same step of the bare page, goal.
_TABLE = (
    ("server start → healthy", "server start → healthy", "≤ 1.4"),
    ("first paint: navigation → title", "navigation → title", "≤ 1.3"),
    ("sample → verdict", "button → text", "≤ 2"),
    ("sample → page complete", "button → page complete", "≤ 700 ms"),
    ("app → its story", "selectbox → text", "≤ 2, ≤ 200 ms"),
    ("app → page complete", "selectbox → page complete", "–"),
    ("language → verdict in it", "segmented control → text", "≤ 2, ≤ 200 ms"),
    ("language → page complete", "segmented control → page complete", "–"),
    ("language back → verdict in it", "segmented control → text", "≤ 2, ≤ 200 ms"),
    ("language back → page complete", "segmented control → page complete", "–"),
)


@contextmanager
def _server(script: str, more: int) -> Iterator[tuple[str, float]]:
    """Address of a page served with the options of the project, and the milliseconds until it was healthy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true", "--server.port", str(port)]
    command += ["--", str(more)] if more else []
    started = time.perf_counter()
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=_ROOT, env=COMPILED, stdout=nothing, stderr=nothing) as process:  # noqa: S603 (our own)
        try:
            while not _healthy(port):
                if process.poll() is not None or time.perf_counter() - started > _PATIENCE_S:
                    sys.exit(f"{script}: the server did not start")
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}", (time.perf_counter() - started) * 1000
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


def _visit(browser: Browser, address: str, steps: Steps) -> list[Taken]:
    """The first paint, then each step of one visit in the order of the table."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_CLOCK)
        page.goto(address, wait_until="commit")
        page.evaluate("([selector, text]) => { Object.assign(clock, {selector, text}); clock.look(); }", list(steps.title))
        first_paint = _taken(page)

        _expect(page, steps.pressed)
        page.locator(steps.button).click()
        pressed = _taken(page)

        if steps.option:
            page.locator(steps.select).first.click()
            page.keyboard.type(steps.option)
            page.wait_for_timeout(_QUIET_MS)
        _expect(page, steps.chosen)
        if steps.option:
            page.keyboard.press("Enter")
        else:
            page.locator(steps.select).first.click()
        chosen = _taken(page)

        switched = _switch(page, steps.other_language, steps.switched)
        back = _switch(page, steps.first_language, steps.back)
    finally:
        context.close()
    return [first_paint, pressed, chosen, switched, back]


def _switch(page: Page, language: str, awaited: Awaited) -> Taken:
    choice = page.get_by_text(language, exact=True).first
    choice.scroll_into_view_if_needed()
    page.wait_for_timeout(_QUIET_MS)
    _expect(page, awaited)
    choice.click()
    return _taken(page)


def _expect(page: Page, awaited: Awaited) -> None:
    page.evaluate("([selector, text]) => clock.expect(selector, text)", list(awaited))


def _taken(page: Page) -> Taken:
    """Waits until what is awaited stands there and the page changes no more."""
    until = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < until:
        page.wait_for_timeout(_QUIET_MS)
        acted, seen, changed, now = page.evaluate("() => [clock.acted, clock.seen, clock.changed, performance.now()]")
        running = page.locator(PARTS["running"]).count()
        if seen is not None and not running and now - changed > _QUIET_MS:
            messages = [moment for moment in page.evaluate("() => clock.messages") if acted < moment <= seen]
            return Taken(seen - acted, max(seen, changed) - acted, len(messages), seen - max(messages, default=acted))
    sys.exit("what was awaited did not appear")


def main() -> None:
    taken: dict[tuple[Steps, bool], list[list[float]]] = defaultdict(list)
    built: dict[Steps, list[list[Taken]]] = defaultdict(list)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        for _ in range(_ROUNDS):
            for steps in (OURS, BARE, FULLER):
                with _server(steps.script, steps.more) as (address, healthy):
                    for again in (False, True):
                        first, *others = _visit(browser, address, steps)
                        taken[steps, again].append([healthy, first.seen, *(time for each in others for time in each[:2])])
                        built[steps].append(others)
        chromium = browser.version
        browser.close()
    print(f"{machine()} Chromium {chromium}. Medians of {_ROUNDS}; each round starts a new server.\n")
    print(f"| visit | step | on the bare page | ours, ms | bare, ms | ratio | goal | bare with {FULLER.more} more texts, ms | ratio |")
    print("|---|---|---|---:|---:|---:|---|---:|---:|")
    for again in (False, True):
        middles = [[median(times) for times in zip(*taken[steps, again], strict=True)] for steps in (OURS, BARE, FULLER)]
        visit = "later" if again else "first"
        for (step, bare_step, goal), ours, bare, full in list(zip(_TABLE, *middles, strict=True))[again:]:
            beside_bare = f"| {visit} | {step} | {bare_step} | {ours:,.0f} | {bare:,.0f} | {ours / bare:.2f} | {goal} "
            print(f"{beside_bare}| {full:,.0f} | {ours / full:.2f} |")
    print("\n| step | messages, ours | bare | fuller | the browser builds, ours, ms | bare | fuller |\n|---|---:|---:|---:|---:|---:|---:|")
    for place, (step, _, _) in enumerate(_TABLE[2::2]):
        found = [[visit[place] for visit in built[steps]] for steps in (OURS, BARE, FULLER)]
        messages = " | ".join(f"{median(each.messages for each in steps):.0f}" for steps in found)
        print(f"| {step} | {messages} | {' | '.join(f'{median(each.building for each in steps):.0f}' for steps in found)} |")


if __name__ == "__main__":
    main()
