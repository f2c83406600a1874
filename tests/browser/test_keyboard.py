"""The keyboard's place is never lost, nothing is wiped by a key too much, and a plan that is not saved is not left by mistake."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from report_lines import access, at, ndjson
from test_a_visit import LANGUAGES, assert_nothing_left
from test_a_walk import press
from test_faults import DROP, dropped, large
from visits import VERDICT

from coach.models import LANGS, Lang
from coach.page.streamlit_private import PARTS
from coach.words import words_in

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

Visits = Callable[..., Any]
NOWHERE = "document.activeElement === document.body"


def week() -> "FilePayload":
    """Two apps look at the photos every night: two changes."""
    apps = ("com.tencent.xin", "net.whatsapp.WhatsApp")
    return dropped("mine.ndjson", ndjson([line for app in apps for day in range(7) for line in access(app, "photos", at(2, day=day))]))


def place(person: Any) -> str:
    """The text that the keyboard's place is at, or what it is called."""
    return str(person.page.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || ''")).strip()


@pytest.mark.parametrize("lang", LANGS)
def test_after_the_sample_week_one_key_too_much_wipes_nothing(visit: Visits, lang: Lang) -> None:
    person = visit(LANGUAGES[lang])
    press(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert person.page.evaluate("document.activeElement.closest('.st-key-headline') !== null"), "the verdict is where reading goes on"
    assert place(person) == person.page.locator(".st-key-headline h2").inner_text().strip()
    for _ in range(2):
        person.page.keyboard.press("Tab")
        person.page.keyboard.press("Enter")
        person.settle()
    assert person.page.locator(VERDICT).count() == 1
    assert_nothing_left(person)


@pytest.mark.parametrize("lang", LANGS)
def test_after_a_file_the_place_is_at_the_verdict_and_after_a_decision_at_the_next_change(visit: Visits, lang: Lang) -> None:
    person, say = visit(LANGUAGES[lang]), words_in(lang)
    person.page.locator(DROP).set_input_files(week())
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert person.page.evaluate("document.activeElement.closest('.st-key-headline') !== null")
    places = []
    for key in ("walk_later", "walk_keep", "walk_back", "walk_keep", "walk_keep_now", "walk_done"):
        press(person, key)
        assert not person.page.evaluate(NOWHERE), key
        places.append(place(person))
    card = person.page.locator(".st-key-walk_card h3")
    assert card.count() == 0, "all is decided"
    assert places[-1] == say("walk.heading")
    assert len(set(places[:-1])) == 2, "one of the two changes, each time"
    person.page.locator("[class*=st-key-undo] button").first.press("Enter")
    person.settle()
    assert place(person) == card.inner_text().strip(), "the change is there to decide about again"
    assert_nothing_left(person)


@pytest.mark.parametrize("lang", LANGS)
def test_forgetting_asks_once_and_says_that_it_is_done(visit: Visits, artifacts: Path, lang: Lang) -> None:
    person, say = visit(LANGUAGES[lang]), words_in(lang)
    press(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    press(person, "forget")
    assert place(person) == say("page.forget-ask")
    person.page.keyboard.press("Enter")
    person.settle()
    assert person.page.locator(VERDICT).count() == 1, "the same key once more answers nothing"
    person.page.screenshot(path=artifacts / f"forget-asks-{lang}.png")
    person.page.keyboard.press("Tab")
    assert place(person) == say("page.forget-not")
    person.page.keyboard.press("Enter")
    person.settle()
    assert person.page.locator(VERDICT).count() == 1
    assert not person.page.evaluate(NOWHERE)

    press(person, "forget")
    press(person, "forget_now")
    person.page.wait_for_selector(VERDICT, state="detached")
    person.settle()
    assert place(person) == say("page.forgotten")
    person.page.screenshot(path=artifacts / f"forget-done-{lang}.png")
    assert_nothing_left(person)


def asked_on_leaving(person: Any) -> bool:
    """Whether the browser asks before the page is loaded anew; the person stays."""
    asked = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    person.page.on("dialog", stay)
    person.page.evaluate("() => { setTimeout(() => location.reload(), 0); }")
    person.page.wait_for_timeout(1000)
    person.page.remove_listener("dialog", stay)
    return asked == ["beforeunload"]


def test_leaving_with_a_plan_that_is_not_saved_is_asked_about(visit: Visits) -> None:
    person = visit("en-US")
    person.page.locator(DROP).set_input_files(week())
    person.page.wait_for_selector(VERDICT)
    person.settle()
    press(person, "walk_done")
    assert asked_on_leaving(person)
    assert person.page.locator(VERDICT).count() == 1, "who stays loses nothing"
    with person.page.expect_download():
        person.page.locator(".st-key-save_plan button").click()
    person.page.wait_for_timeout(300)
    assert person.page.evaluate("window.onbeforeunload") is None, "it is saved now"
    person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
    person.settle()
    assert person.page.evaluate("window.onbeforeunload") is None, "and stays so"
    person.page.locator("[class*=st-key-undo] button").first.click()
    press(person, "walk_later")
    assert asked_on_leaving(person), "another decision was made since"


def test_leaving_the_sample_week_is_not_asked_about(visit: Visits) -> None:
    person = visit("en-US")
    press(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    press(person, "walk_done")
    assert not asked_on_leaving(person)


@pytest.fixture(scope="module")
def large_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = tmp_path_factory.mktemp("large") / "large.ndjson"
    report.write_bytes(large(300_000))
    return report


def test_a_click_while_a_large_report_is_read_loses_nothing(visit: Visits, large_report: Path) -> None:
    person = visit("en-US")
    person.page.locator(DROP).set_input_files(large_report)
    person.page.wait_for_selector(f"{PARTS['progress']}:has-text('MB')", timeout=60_000)
    person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
    person.page.wait_for_selector(VERDICT, timeout=60_000)
    person.settle()
    assert "large.ndjson" in person.text()
    assert words_in("zh")("walk.link") in person.text()


def test_asking_for_the_sample_week_while_a_report_is_read_gives_the_report(visit: Visits, large_report: Path) -> None:
    person = visit("en-US")
    person.page.locator(DROP).set_input_files(large_report)
    person.page.wait_for_selector(f"{PARTS['progress']}:has-text('MB')", timeout=60_000)
    person.page.locator(".st-key-sample button").click()
    person.page.wait_for_selector(VERDICT, timeout=60_000)
    person.settle()
    assert words_in("en")("page.sample-note") not in person.text()
    assert "large.ndjson" in person.text()
