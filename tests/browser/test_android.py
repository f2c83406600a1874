"""A visit with an Android phone: by keyboard to the end of the walk, the plan saved, and a later file that says whether it helped."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from android_dumps import Phone, days, hours
from test_a_visit import LANGUAGES, assert_nothing_left, tab_to
from test_faults import DROP, dropped
from visits import VERDICT, keyed

from coach.models import Lang
from coach.words import words_in

Visits = Callable[..., Any]
SHOP = "com.taobao.taobao"


def phone(*, later: bool) -> bytes:
    """An app that holds the contacts without need; later it does not."""
    made = Phone(version=14)
    made.app(SHOP).grant("READ_CONTACTS", granted=not later).grant("READ_MEDIA_IMAGES")
    made.apps[-1].access("READ_CONTACTS", "bg", ago=hours(70)).access("READ_MEDIA_IMAGES", "top", ago=hours(5))
    made.app("com.whatsapp").grant("READ_CONTACTS").access("READ_CONTACTS", "top", ago=hours(3))
    return made.zip()


def drop(person: Any, *files: tuple[str, bytes]) -> None:
    person.page.locator(DROP).set_input_files([dropped(name, data) for name, data in files])
    person.page.wait_for_selector(VERDICT)
    person.settle()


def at_key(key: str) -> str:
    return f"document.activeElement.closest('{keyed(key)}')"


def made_earlier(plan: bytes) -> bytes:
    """The plan as if it had been made two days before the phone wrote its file."""
    told = json.loads(plan)
    for choice in told["choices"]:
        choice["decided"] = (Phone().now - days(2)).astimezone().isoformat()
    return json.dumps(told).encode()


@pytest.mark.parametrize("lang", ["zh"])
def test_an_android_phone_by_keyboard_from_the_file_to_well_done_and_back(visit: Visits, tmp_path: Path, lang: Lang) -> None:
    person, say = visit(LANGUAGES[lang]), words_in(lang)
    drop(person, ("phone.zip", phone(later=False)))
    assert say("last.limits") in person.text()
    assert not person.page.locator(keyed("walk_already")).count(), "the file itself tells the setting"
    for _ in range(8):
        if person.page.locator(".st-key-walk_finished").count():
            break
        key = next(key for key in ("walk_done", "walk_next") if person.page.locator(f"{keyed(key)} button").count())
        tab_to(person, at_key(key))
        person.page.keyboard.press("Enter")
        person.settle()
    assert person.page.locator(".st-key-walk_finished").is_visible()
    saved: dict[str, bytes] = {}
    for key in ("save_plan", "save_trimmed"):
        tab_to(person, at_key(key))
        with person.page.expect_download() as download:
            person.page.keyboard.press("Enter")
        download.value.save_as(tmp_path / key)
        saved[key] = (tmp_path / key).read_bytes()

    score = person.page.locator(".st-key-gauge").inner_text()
    person.page.reload()
    person.settle()
    drop(person, ("privacy-coach-phone.txt", saved["save_trimmed"]), ("plan.json", saved["save_plan"]))
    assert person.page.locator(".st-key-gauge").inner_text() == score, "the trimmed copy is the same phone"
    assert say("check.older") in person.text()

    person.page.reload()
    person.settle()
    drop(person, ("later.zip", phone(later=True)), ("plan.json", made_earlier(saved["save_plan"])))
    assert say("page.check") in person.text()
    assert say("last.checked-stopped") in person.text()
    assert say("last.checked-still") in person.text()
    assert_nothing_left(person)
