"""A person's visit in a real Chromium, in both languages: by mouse, by keyboard, with the sample week and with a real report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from report_lines import access, at, ndjson
from visits import VERDICT, keyed

from coach.page.streamlit_private import PARTS

Visits = Callable[..., Any]
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}


def assert_nothing_left(visit: Any) -> None:
    """Every request of the browser went to this machine, and the page gave it nothing to complain about."""
    hosts = {urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert visit.complaints == []


@pytest.mark.parametrize("lang", ["zh"])
def test_a_real_report_dropped_on_the_page_is_judged_without_leaving_the_machine(visit: Visits, samples: Path, lang: str) -> None:
    person = visit(LANGUAGES[lang])
    person.page.locator(PARTS["drop"]).set_input_files(samples / "reporthar-2024.ndjson")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert {"en": "22 apps, 73 looks, 224 contacts with web addresses.", "zh": "22 个 App，用权限 73 次，连接网址 224 次。"}[
        lang
    ] in person.text()
    person.keep_picture(f"real-{lang}")
    assert_nothing_left(person)


def tab_to(person: Any, there: str) -> None:
    """Presses Tab until the focus is where it should be."""
    for _ in range(200):
        if person.page.evaluate(f"Boolean({there})"):
            return
        person.page.keyboard.press("Tab")
    pytest.fail(f"no way there by keyboard: {there}")


def choose(person: Any, field: str, option: str) -> None:
    """Types an option into a field that offers some, and takes it."""
    person.page.locator(field).first.click()
    person.page.keyboard.insert_text(option)
    person.page.wait_for_timeout(300)
    person.page.keyboard.press("Enter")
    person.settle()


def test_what_is_said_of_an_app_changes_the_whole_page_at_once(visit: Visits) -> None:
    """The list and the story are drawn by themselves when another app is chosen; the verdict above must not lag behind."""
    person = visit("en-US")
    person.page.locator(".st-key-sample button").click()
    person.page.wait_for_selector(VERDICT)
    person.settle()
    question = "lumapuzzle? used your location 9 times and looked in your contacts 4 times. What is it for?"
    assert question in person.text()
    person.page.locator(".st-key-open-com-tencent-xin button").click()
    person.settle()
    headline = person.page.locator(VERDICT).inner_text()
    search = person.page.locator(".st-key-search input")
    search.fill("lumapuzzle")
    search.press("Enter")
    person.settle()
    person.page.locator(keyed("open") + " button").click()
    person.settle()
    choose(person, f".st-key-story {PARTS['several']} input", "Online games")
    assert person.page.locator(VERDICT).inner_text() != headline
    assert "lumapuzzle?: " in person.page.locator(".st-key-story h3").inner_text(), "it is scored now"
    assert question not in person.text()
    assert_nothing_left(person)


def test_two_people_never_see_each_others_report(visit: Visits, tmp_path: Path) -> None:
    one, other = visit("en-US"), visit("zh-CN")
    for number, person in enumerate((one, other)):
        report = tmp_path / f"report-of-{number}.ndjson"
        report.write_bytes(ndjson(access(f"com.example.zq{number}", "photos", at(9))))
        person.page.locator(PARTS["drop"]).set_input_files(report)
    for person in (one, other):
        person.page.wait_for_selector(VERDICT)
        person.settle()
    for person, mine, theirs in ((one, 0, 1), (other, 1, 0)):
        whole = person.page.content()
        assert f"zq{mine}" in whole
        assert f"zq{theirs}" not in whole
        assert f"report-of-{theirs}" not in whole
    third = visit("en-US")
    assert "zq" not in third.page.locator(PARTS["main"]).inner_text()
    assert third.page.locator(VERDICT).count() == 0
