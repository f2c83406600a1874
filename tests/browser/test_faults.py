"""What goes wrong on a laptop: an upload cut off, a page closed too early, a server stopped, a connection lost for a while."""

import http.client
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hearing import heard, in_another_language
from report_lines import access, at, ndjson
from test_a_visit import LANGUAGES
from visits import VERDICT, Server, keyed

from benchmarks.assess import lines
from coach.content import load_content
from coach.models import Lang
from coach.page.streamlit_private import PARTS
from coach.words import words_in

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

ROOT = Path(__file__).resolve().parents[2]
Visits = Callable[..., Any]
DROP = PARTS["drop"]
MEITUAN = "com.meituan.imeituan"
CONNECTED = PARTS["connected"]
CUT_OFF = PARTS["cut_off"]
STOPPED = ("streamlit.stopped", "page.stopped-what", "streamlit.close")


def eventually(true: Callable[[], bool], person: Any, seconds: float = 30) -> bool:
    """Whether it comes true while the person's browser runs on."""
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        person.page.wait_for_timeout(100)
    return true()


def do_the_sample_week(person: Any, lang: Lang) -> None:
    person.page.locator(".st-key-sample button").click()
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert words_in(lang)("progress.done", done=0, all=5) in person.text()


def screen_with_changes(permission: str, count: int, lang: Lang) -> str:
    """What the tab of a screen says while so many of its changes are open."""
    return words_in(lang)("walk.screen-left", screen=load_content().permissions[permission].label[lang], n=count)


def week_of_locations() -> bytes:
    """A report of the person's own: Meituan uses the location every five minutes for a week."""
    return ndjson(
        [
            line
            for day in range(7)
            for hour in range(24)
            for minute in range(0, 60, 5)
            for line in access(MEITUAN, "location", at(hour, minute, day=day))
        ]
    )


def dropped(name: str, data: bytes) -> "FilePayload":
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def large(count: int) -> bytes:
    return "".join(f"{line}\n" for line in islice(lines(count), count)).encode()


def test_an_upload_that_breaks_off_leaves_nothing_and_others_go_on(visit: Visits, running: Server) -> None:
    person = visit("en-US")
    assert eventually(lambda: running.uploads_held() == 0, person), "nobody who was there before is remembered"
    small = ndjson(access("com.example.chat", "photos", at(9)))
    with person.page.expect_request(lambda request: request.method == "PUT") as asked:
        person.page.locator(DROP).set_input_files(dropped("small.ndjson", small))
    person.page.wait_for_selector(VERDICT)
    person.settle()

    # The same person's browser sends a second file, and is gone half-way.
    headers = asked.value.all_headers()
    place = urlsplit(asked.value.url).path.rpartition("/")[0] + "/11111111-2222-4333-8444-555555555555"
    sent = large(40_000)
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="cut.ndjson"\r\nContent-Type: text/plain\r\n\r\n'
    end = b"\r\n--cut--\r\n"
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in person.page.context.cookies())

    def send(share: float) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        connection.putrequest("PUT", place)
        for name, value in (
            ("Content-Type", "multipart/form-data; boundary=cut"),
            ("Content-Length", str(len(head) + len(sent) + len(end))),
            ("X-Xsrftoken", headers.get("x-xsrftoken", "")),
            ("Cookie", cookies),
        ):
            connection.putheader(name, value)
        connection.endheaders()
        body = head + sent + end
        connection.send(body[: int(len(body) * share)])
        return connection

    broken = send(0.5)
    assert broken.sock is not None
    broken.sock.settimeout(1)
    with pytest.raises(TimeoutError):  # no refusal: the server waits for the rest
        broken.sock.recv(1)
    broken.close()
    other = visit("zh-CN")
    do_the_sample_week(other, "zh")
    assert running.uploads_held() == len(small)
    assert running.healthy()
    assert "small" in person.page.locator(PARTS["uploader"]).inner_text()
    assert "com.example" not in running.said()

    whole = send(1.0)  # the same sending, to its end, is taken in: so it was the cut that left nothing
    assert whole.getresponse().status == 204
    whole.close()
    assert running.uploads_held() == len(small) + len(sent)


def test_a_page_closed_while_its_report_is_read_harms_nobody_else(visit: Visits, running: Server, tmp_path: Path) -> None:
    said_before = len(running.said())
    report = tmp_path / "large.ndjson"
    report.write_bytes(large(240_000))
    hasty = visit("en-US")
    with hasty.page.expect_response(lambda response: response.request.method == "PUT", timeout=60_000) as taken:
        hasty.page.locator(DROP).set_input_files(report)
    assert taken.value.status == 204
    assert hasty.page.locator(VERDICT).count() == 0, "closed before the verdict"
    hasty.page.close()

    other = visit("zh-CN")
    other.page.locator(DROP).set_input_files(dropped("other.ndjson", week_of_locations()))
    other.page.wait_for_selector(VERDICT, timeout=60_000)
    other.settle()
    assert words_in("zh")("walk.link") in other.text()
    assert "com.example.app" not in other.page.content()
    assert eventually(lambda: running.people_connected() == 1, other)
    assert running.healthy()
    assert "Traceback" not in running.said()[said_before:]


def shown_in(dialog: Any, part: str) -> str:
    """What style sheets show in a part of a dialog; its own words take no room."""
    told = dialog.locator(part).evaluate("part => [getComputedStyle(part).fontSize, getComputedStyle(part, '::after').content]")
    assert told[0] == "0px"
    return str(told[1]).strip('"')


def test_a_server_that_was_stopped_and_started_takes_the_saved_plan_in(visit: Visits, running: Server, tmp_path: Path) -> None:
    """What is said of a stopped server is in the language of the page; in Chinese it is heard as well."""
    person, beside, say = visit("en-US"), visit(LANGUAGES["zh"]), words_in("en")
    do_the_sample_week(person, "en")
    person.page.get_by_text(screen_with_changes("location", 2, "en")).click()
    person.settle()
    person.page.locator(f"{keyed('walk_done')} button").first.click()
    person.settle()
    with person.page.expect_download() as saved:
        person.page.locator(".st-key-save_plan button").click()
    saved.value.save_as(tmp_path / "plan.json")

    running.kill()
    told = person.page.get_by_role("dialog")
    told.wait_for(timeout=60_000)
    assert told.locator("h2").inner_text() == say("streamlit.stopped")
    assert shown_in(told, "h2 + div") == say("page.stopped-what")
    person.keep_picture("server-stopped")
    beside.page.get_by_role("dialog").wait_for(timeout=60_000)
    heard_beside = heard(beside)
    assert in_another_language(heard_beside, "zh") == {}
    assert {words_in("zh")(key) for key in STOPPED} - heard_beside == set()
    beside.page.close()
    assert person.page.locator(VERDICT).count() == 1, "what was shown can still be read"
    assert person.page.locator(f"{keyed('walk_done')} button").first.is_disabled(), "nothing can be pressed that would be lost"

    running.start()
    person.page.wait_for_selector(CONNECTED, timeout=60_000)
    told.wait_for(state="hidden")
    person.page.reload()
    person.settle()
    assert person.page.locator(VERDICT).count() == 0, "the new server knows of no report"
    plan = (tmp_path / "plan.json").read_bytes()
    person.page.locator(DROP).set_input_files([dropped("mine.ndjson", week_of_locations()), dropped("plan.json", plan)])
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert say("progress.done", done=1, all=1) in person.text()
    assert person.page.locator(".st-key-walk_finished").count() == 1
    person.keep_picture("server-again")


class Line:
    """What lies between a browser and the server: it can be cut and mended."""

    def __init__(self, to: int) -> None:
        self._to, self.port = to, 0
        self._open: list[socket.socket] = []
        self._stop = threading.Event()
        self._at_work: threading.Thread | None = None

    def mend(self) -> None:
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._stop.clear()
        self._at_work = threading.Thread(target=self._carry, args=(listening,), daemon=True)
        self._at_work.start()

    def cut(self) -> None:
        """Closes every connection and takes no new one."""
        self._stop.set()
        if self._at_work:
            self._at_work.join(10)

    def _carry(self, listening: socket.socket) -> None:
        with selectors.DefaultSelector() as ready, listening:
            ready.register(listening, selectors.EVENT_READ)
            while not self._stop.is_set():
                for key, _ in ready.select(0.05):
                    if key.data is None:
                        near, far = listening.accept()[0], socket.create_connection(("127.0.0.1", self._to))
                        ready.register(near, selectors.EVENT_READ, far)
                        ready.register(far, selectors.EVENT_READ, near)
                    elif isinstance(key.fileobj, socket.socket) and key.fileobj in ready.get_map():
                        self._pass_on(ready, key.fileobj, key.data)
            for key in list(ready.get_map().values()):
                if isinstance(key.fileobj, socket.socket):
                    key.fileobj.close()

    @staticmethod
    def _pass_on(ready: selectors.BaseSelector, source: socket.socket, target: socket.socket) -> None:
        data = b""
        with suppress(OSError):
            data = source.recv(65536)
        if data:
            with suppress(OSError):
                target.sendall(data)
            return
        for end in (source, target):
            ready.unregister(end)
            end.close()


def test_only_the_last_laptop_that_slept_still_has_the_report(visit: Visits, running: Server) -> None:
    """Of two whose line was cut, the server keeps the last, and it finds all as it was left."""
    report = week_of_locations()
    asleep = []
    try:
        for _ in range(2):
            line = Line(running.port)
            line.mend()
            asleep.append(line)
            person = visit("en-US", address=f"http://127.0.0.1:{line.port}")
            person.page.locator(DROP).set_input_files(dropped("mine.ndjson", report))
            person.page.wait_for_selector(VERDICT)
            person.settle()
            assert "mine.ndjson" in person.text()
            if len(asleep) == 1:
                line.cut()
        person.page.locator(f"{keyed('walk_done')} button").click()
        person.settle()
        decided = words_in("en")("progress.done", done=1, all=1)
        assert decided in person.text()

        line.cut()
        person.page.wait_for_selector(CUT_OFF)
        assert eventually(lambda: running.people_connected() == 0, person, 10), "the server has noticed too"
        visit("en-US")
        assert running.people_connected() == 1
        person.page.wait_for_timeout(5_000)
        assert running.uploads_held() == len(report), "the first was given up for the last, and that is kept, whoever else comes"
        line.mend()
        person.page.wait_for_selector(CONNECTED, timeout=60_000)
        person.settle()
        assert person.page.locator(VERDICT).count() == 1
        assert decided in person.text()

        # Nothing but a run of the page by the server can tell what the server still knows.
        person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
        person.settle()
        assert words_in("zh")("progress.done", done=1, all=1) in person.text()
        assert "mine.ndjson" in person.text()
    finally:
        for line in asleep:
            line.cut()
