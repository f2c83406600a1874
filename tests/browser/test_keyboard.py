"""The keyboard's place is never lost, nothing is wiped by a key too much, and a plan that is not saved is not left by mistake.

Where the place goes is no matter of the language, so each of these is tried in one of them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from report_lines import access, at, ndjson
from test_a_visit import LANGUAGES, assert_nothing_left
from test_a_walk import AT, press
from test_faults import DROP, dropped, eventually, large
from visits import VERDICT, keyed

from coach.models import Lang
from coach.page.streamlit_private import PARTS
from coach.words import words_in

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

Visits = Callable[..., Any]
HELD_MS = 3_100
"""So long after a move the place is held where it was moved to (`coach.page.focus`)."""
NOWHERE = "document.activeElement === document.body"


def week() -> "FilePayload":
    """Two apps look at the photos every night: two changes."""
    apps = ("com.tencent.xin", "net.whatsapp.WhatsApp")
    return dropped("mine.ndjson", ndjson([line for app in apps for day in range(7) for line in access(app, "photos", at(2, day=day))]))


def place(person: Any) -> str:
    """The text that the keyboard's place is at, or what it is called."""
    return str(person.page.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || ''")).strip()


@pytest.mark.parametrize("lang", ["en"])
def test_after_a_file_the_place_is_at_the_verdict_and_after_a_decision_at_the_next_change(visit: Visits, lang: Lang) -> None:
    person, say = visit(LANGUAGES[lang]), words_in(lang)
    person.page.locator(DROP).set_input_files(week())
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert person.page.evaluate("document.activeElement.closest('.st-key-headline') !== null")
    press(person, "walk_later")
    assert person.page.evaluate(AT, ".st-key-walk_row_1")
    press(person, "more")
    assert person.page.evaluate(AT, f"{keyed('more')} button"), "what is told beside moves nobody"
    press(person, "walk_keep")
    assert say("finished.seen") in place(person), "all is decided"
    assert person.page.evaluate(AT, ".st-key-walk_finished")
    press(person, "undo")
    assert person.page.evaluate(AT, ".st-key-walk_row_0"), "the change is there to decide about again"
    before = place(person)
    press(person, "walk_already")
    assert person.page.evaluate(AT, ".st-key-walk_row_0")
    assert place(person) != before, "what is too much in spite of a smaller setting asks for the next smaller one"
    assert not person.page.evaluate(NOWHERE)
    assert_nothing_left(person)


@pytest.mark.parametrize("where", ["first", "walk"])
def test_an_answer_moves_the_place_to_what_follows_from_it(visit: Visits, where: str) -> None:
    """The button that was pressed is gone with it, on a screen of the walk the whole question."""
    person = visit("en-US")
    puzzle = [line for day in range(7) for line in access("com.example.lumapuzzle", "location", at(9, day=day))]
    person.page.locator(DROP).set_input_files(dropped("mine.ndjson", ndjson(puzzle)))
    person.page.wait_for_selector(VERDICT)
    person.settle()
    person.page.wait_for_timeout(HELD_MS)
    press(person, f"guess-{where}")
    there = {"first": ".st-key-question-first-com-example-lumapuzzle", "walk": ".st-key-walk_row_0"}[where]
    assert person.page.evaluate(AT, there)
    assert_nothing_left(person)


@pytest.mark.parametrize("lang", ["zh"])
def test_one_key_too_much_wipes_nothing_and_forgetting_asks_once_and_says_that_it_is_done(
    visit: Visits, artifacts: Path, lang: Lang
) -> None:
    person, say = visit(LANGUAGES[lang]), words_in(lang)
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
    """Whether the browser asks before the page is loaded anew; where it does, the person stays, and else finds a fresh page."""
    asked: list[str] = []
    left: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def leave(page: Any) -> None:
        left.append(page.url)

    person.page.on("dialog", stay)
    person.page.on("load", leave)
    person.page.evaluate("() => { setTimeout(() => location.reload(), 0); }")
    assert eventually(lambda: bool(asked or left), person)
    person.page.remove_listener("dialog", stay)
    person.page.remove_listener("load", leave)
    assert asked in ([], ["beforeunload"])
    return bool(asked)


def test_leaving_with_a_plan_that_is_not_saved_is_asked_about_and_leaving_the_sample_week_is_not(visit: Visits) -> None:
    person = visit("en-US")
    press(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    press(person, "walk_done")
    assert not asked_on_leaving(person), "the sample week has no plan to lose"
    person.settle()
    assert person.page.locator(VERDICT).count() == 0, "it was left"

    person.page.locator(DROP).set_input_files(week())
    person.page.wait_for_selector(VERDICT)
    person.settle()
    press(person, "walk_done")
    assert asked_on_leaving(person)
    assert person.page.locator(VERDICT).count() == 1, "who stays loses nothing"
    with person.page.expect_download():
        person.page.locator(".st-key-save_plan button").click()
    person.settle()
    assert person.page.evaluate("window.onbeforeunload") is None, "it is saved now"
    person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
    person.settle()
    assert person.page.evaluate("window.onbeforeunload") is None, "and stays so"
    person.page.locator(keyed("undo")).get_by_role("button").first.click()
    person.settle()
    press(person, "walk_later")
    assert asked_on_leaving(person), "another decision was made since"


@pytest.fixture(scope="module")
def large_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = tmp_path_factory.mktemp("large") / "large.ndjson"
    report.write_bytes(large(200_000))
    return report


# Clicks as soon as the page tells how far a file is read: a moment later it may be.
CLICK_WHILE_READING = """([where, label]) => new MutationObserver((_, looking) => {
    if (!document.querySelector("PROGRESS")?.innerText.includes("MB")) return;
    looking.disconnect();
    [...document.querySelectorAll(where)].find(button => button.innerText.includes(label)).click();
    window.clickedWhileReading = true;
}).observe(document.body, {subtree: true, childList: true, characterData: true})""".replace("PROGRESS", PARTS["progress"])


def click_while_it_is_read(person: Any, report: Path, where: str, label: str) -> None:
    """Drops a file, clicks while it is read, and waits for the verdict."""
    person.page.evaluate(CLICK_WHILE_READING, [where, label])
    person.page.locator(DROP).set_input_files(report)
    person.page.wait_for_selector(VERDICT, timeout=60_000)
    person.settle()
    assert person.page.evaluate("window.clickedWhileReading")


def test_a_click_while_a_large_report_is_read_loses_nothing(visit: Visits, large_report: Path) -> None:
    person = visit("en-US")
    click_while_it_is_read(person, large_report, ".st-key-lang [role=radio]", words_in("zh")("page.language"))
    assert "large.ndjson" in person.text()
    assert words_in("zh")("walk.link") in person.text()


def test_asking_for_the_sample_week_while_a_report_is_read_gives_the_report(visit: Visits, large_report: Path) -> None:
    person = visit("en-US")
    click_while_it_is_read(person, large_report, ".st-key-sample button", words_in("en")("page.sample"))
    assert words_in("en")("page.sample-note") not in person.text()
    assert "large.ndjson" in person.text()
