"""What is left behind by a visit: nothing in the browser's own folder but Streamlit's program, and nothing on the server."""

import http.client
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from report_lines import access, at, ndjson
from test_a_walk import click
from test_faults import DROP, dropped, eventually
from visits import CHROMIUM, FLAGS, VERDICT, Server, Visit, keyed

from coach.page.streamlit_private import COMES_BACK_S
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[2]
APP = "com.example.verysecretapp"
NOTE = "my very own reason"
NAME = "My own name for it"
FILE = "my-own-phone.ndjson"
SAVED = ("save_paper", "save_plan", "save_ics", "save_csv", "save_json")


def week() -> bytes:
    """One app uses the location every five minutes, one looks at the photos every night: two changes. Nobody knows a third one."""
    lines = [line for day in range(7) for app in (APP, "com.tencent.xin") for line in access(app, "photos", at(2, day=day))]
    lines += [
        line
        for day in range(7)
        for hour in range(24)
        for minute in range(0, 60, 5)
        for line in access("com.meituan.imeituan", "location", at(hour, minute, day=day))
    ]
    return ndjson(lines)


class Downloads(NamedTuple):
    """Where the browser fetched what was saved, and what it got."""

    places: list[str]
    texts: list[bytes]


def fill(person: Visit, key: str, text: str) -> None:
    field = person.page.locator(f"{keyed(key)} input").first
    field.fill(text)
    field.press("Enter")
    person.settle()


def do_everything(person: Visit) -> Downloads:
    """Drops a report, names its app, decides with a reason in own words, and saves whatever can be saved."""
    places: list[str] = []
    person.page.on("request", lambda request: places.append(request.url) if "/media/" in request.url else None)
    person.page.locator(DROP).set_input_files(dropped(FILE, week()))
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert places == [], "nothing is made before it is asked for"
    click(person, "walk_done")
    click(person, "walk_next")
    click(person, "walk_keep")
    fill(person, "walk_note", NOTE)
    assert NOTE in person.text()
    fill(person, "search", APP)
    click(person, "open")
    fill(person, "name", NAME)
    person.page.locator(".st-key-more_filters summary").click()
    person.settle()
    texts = []
    for key in SAVED:
        with person.page.expect_download() as saved:
            person.page.locator(f".st-key-{key} button").first.click()
        texts.append(Path(saved.value.path()).read_bytes())
    person.settle()
    assert len(set(places)) == len(SAVED)
    return Downloads(sorted(set(places)), texts)


def forget_everything(person: Visit) -> None:
    click(person, "forget")
    click(person, "forget_now")
    person.page.get_by_text(words_in("en")("page.forgotten")).wait_for()


def status(place: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(place).netloc, timeout=10)
    connection.request("GET", urlsplit(place).path)
    found = connection.getresponse().status
    connection.close()
    return found


def holding(folder: Path, word: str) -> list[str]:
    """Files below a folder with a word, as text of eight or sixteen bits."""
    forms = (word.encode(), word.encode("utf-16-le"))
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and any(form in path.read_bytes() for form in forms)
    ]


def test_nothing_of_a_visit_stays_when_all_is_forgotten(browser: Any, server: str, tmp_path: Path) -> None:
    """Not on the page, nor on the server; nor in the browser's own folder, searched once it is closed: cache, history, what would open the
    page again."""
    profile, files = tmp_path / "profile", tmp_path / "files"
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=FLAGS, locale="en-US", downloads_path=files, viewport={"width": 1280, "height": 900}
    )
    person = Visit(context.new_page(), server)
    saved = do_everything(person)
    assert Path(FILE).stem in person.text()
    assert APP.encode() in saved.texts[SAVED.index("save_json")]
    assert NOTE.encode() in saved.texts[SAVED.index("save_plan")]
    assert {status(place) for place in saved.places} <= {200, 404}
    assert status(saved.places[-1]) == 200
    forget_everything(person)
    person.settle()
    shown = person.page.content()
    assert {word: word in shown for word in (APP, NAME, NOTE, Path(FILE).stem)} == dict.fromkeys((APP, NAME, NOTE, Path(FILE).stem), False)
    assert {status(place) for place in saved.places} == {404}, "what could be downloaded is gone from the server at once"
    context.close()
    assert holding(profile, "/static/js/"), "the browser keeps a cache, so something could have been found"
    assert {word: holding(profile, word) for word in (APP, NAME, NOTE, FILE, "com.meituan.imeituan")} == {
        word: [] for word in (APP, NAME, NOTE, FILE, "com.meituan.imeituan")
    }
    for text in saved.texts:
        told = text.decode(errors="replace")[:80]
        assert holding(profile, told) == []


def test_a_page_that_was_closed_is_forgotten_in_seconds(visit: Callable[..., Visit], running: Server) -> None:
    """A tab closed, or another page opened in it, ends the channel by saying so; nobody comes back to it."""
    person, looking_on = visit("en-US"), visit("en-US")
    assert eventually(lambda: running.uploads_held() == 0, looking_on), "nobody who was there before is remembered"
    mine = do_everything(person)
    assert running.uploads_held() == len(week())
    for path in ("/_stcore/metrics", "/_stcore/health", "/_stcore/host-config"):
        with urllib.request.urlopen(running.address + path, timeout=10) as answer:
            told = answer.read().decode()
        assert not [word for word in (APP, FILE) if word in told], "what the server tells of itself names nothing of a report"
    person.page.close()
    assert eventually(lambda: {status(place) for place in mine.places} == {404}, looking_on, COMES_BACK_S + 5)
    assert running.uploads_held() == 0
