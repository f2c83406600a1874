"""The guided walk with the keyboard alone, in both languages: decide, save, reload, load, and check against a later report."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from report_lines import access, ndjson
from test_a_visit import LANGUAGES, assert_nothing_left, tab_to
from visits import VERDICT

from coach.models import LANGS, Lang
from coach.page.streamlit_private import PARTS
from coach.words import words_in

WECHAT, MEITUAN, TAOBAO = "com.tencent.xin", "com.meituan.imeituan", "com.taobao.taobao4iphone"


def later_report(path: Path) -> Path:
    """A fictional week from now on: Taobao looks at photos once a day; Meituan uses the location as before."""
    now = datetime.now().astimezone().replace(second=0, microsecond=0)
    lines = [line for day in range(1, 9) for line in access(TAOBAO, "photos", (now + timedelta(days=day)).replace(hour=14))]
    five_minutes = [now + timedelta(hours=1, minutes=5 * number) for number in range(8 * 24 * 12)]
    lines += [line for moment in five_minutes for line in access(MEITUAN, "location", moment)]
    path.write_bytes(ndjson(lines))
    return path


def press(person: Any, key: str) -> None:
    """Reaches a button by Tab and presses it."""
    tab_to(person, f"document.activeElement.closest('.st-key-{key}')")
    person.page.keyboard.press("Enter")
    person.settle()


@pytest.mark.parametrize("lang", LANGS)
def test_the_walk_by_keyboard_then_saved_loaded_and_checked(visit: Callable[..., Any], tmp_path: Path, lang: Lang) -> None:
    say, person = words_in(lang), visit(LANGUAGES[lang])
    press(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert say("walk.now", score=64, grade="D", projected=64, projected_grade="D") in person.text()

    press(person, "walk_done")
    assert say("walk.now", score=64, grade="D", projected=79, projected_grade="C") in person.text()
    assert say("walk.step", n=2, all=5) in person.text()
    person.keep_picture(f"walk-{lang}")
    press(person, "walk_keep")
    person.keep_picture(f"walk-keep-{lang}")
    tab_to(person, "document.activeElement.type === 'radio'")
    person.page.keyboard.press("Space")
    person.settle()
    press(person, "walk_keep_now")
    for _ in range(3):
        press(person, "walk_later")
    assert say("walk.finished", done=1, kept=1, later=3) in person.text()
    assert say("reason.need") in person.text()
    person.keep_picture(f"walk-end-{lang}")

    other = {"en": "简体中文", "zh": "English"}[lang]
    person.page.get_by_text(other, exact=True).click()
    person.settle()
    assert words_in({"en": "zh", "zh": "en"}[lang])("walk.finished", done=1, kept=1, later=3) in person.text(), (
        "a language switch keeps all"
    )
    person.page.get_by_text(say("page.language"), exact=True).click()
    person.settle()

    tab_to(person, "document.activeElement.closest('.st-key-save_plan')")
    with person.page.expect_download() as saved:
        person.page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "privacy-coach-plan.json"
    saved.value.save_as(tmp_path / "plan.json")
    tab_to(person, "document.activeElement.closest('.st-key-save_ics')")
    with person.page.expect_download() as calendar:
        person.page.keyboard.press("Enter")
    assert calendar.value.suggested_filename == "privacy-coach.ics"
    made = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    decided = [(choice["permission"], choice["decision"]) for choice in made["choices"]]
    assert decided == [("location", "done"), ("photos", "keep"), ("photos", "later"), ("photos", "later"), ("location", "later")]
    assert made["report"]["score"] == 64

    person.page.reload()
    person.settle()
    assert person.page.locator(VERDICT).count() == 0, "a reload forgets"
    files = [tmp_path / "plan.json", later_report(tmp_path / "later.ndjson")]
    person.page.locator(PARTS["drop"]).set_input_files(files)
    person.page.wait_for_selector(VERDICT)
    person.settle()
    text = person.text()
    assert say("page.check") in text
    assert {
        "en": "Meituan, Location Services: Smaller now, as you told us. But 2,3",
        "zh": "美团，定位服务：已经按你说的收紧了。但之后有 23",
    }[lang] in text
    kept = {
        "en": "Taobao, Photos: kept. Used 8 times since; it costs the app 9 points.",
        "zh": "淘宝，照片：保留。之后用了 8 次，扣这个 App 9 分。",
    }
    assert kept[lang] in text
    person.keep_picture(f"check-{lang}")
    assert_nothing_left(person)


@pytest.mark.parametrize("lang", LANGS)
def test_undo_and_later_by_keyboard(visit: Callable[..., Any], lang: Lang) -> None:
    say, person = words_in(lang), visit(LANGUAGES[lang])
    press(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    press(person, "walk_later")
    for _ in range(4):
        press(person, "walk_done")
    assert say("walk.finished", done=4, kept=0, later=1) in person.text()
    assert say("walk.put-off-again") in person.text()
    tab_to(person, "document.activeElement.innerText === " + json.dumps(say("walk.undo")))
    person.page.keyboard.press("Enter")
    person.settle()
    assert say("walk.finished", done=4, kept=0, later=1) not in person.text()
    assert_nothing_left(person)


def test_several_weeks_show_a_trend(visit: Callable[..., Any], tmp_path: Path) -> None:
    person = visit("en-US")
    begin = datetime(2025, 11, 3).astimezone()
    lines = [line for day in range(22) for line in access(WECHAT, "photos", begin + timedelta(days=day, hours=2 if day < 14 else 14))]
    half = len(lines) // 2
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    first.write_bytes(ndjson(lines[: half + 10]))
    second.write_bytes(ndjson(lines[half - 10 :]))
    person.page.locator(PARTS["drop"]).set_input_files([second, first])
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert words_in("en")("trend.heading") in person.text()
    person.keep_picture("trend-en")
    assert "1 app, 22 looks at permissions" in person.text()
    assert_nothing_left(person)
