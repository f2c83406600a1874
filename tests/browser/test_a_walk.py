"""The walk through a whole phone: screen by screen, with the keyboard alone in one language and with the mouse alone in the other; then
saved, loaded, and checked against a later report. Wherever the page tells how far a person has come, it tells the same."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from report_lines import access, ndjson, read
from test_a_visit import LANGUAGES, assert_nothing_left, tab_to
from test_faults import DROP, dropped
from visits import VERDICT, keyed

from coach.content import FOLDER, load_content
from coach.judge import Verdict, judge
from coach.lines import progress_line
from coach.models import Lang
from coach.page.streamlit_private import PARTS
from coach.plan import Plan, load_plan
from coach.wording import Wording
from coach.words import Words, words_in

WECHAT, MEITUAN, TAOBAO = "com.tencent.xin", "com.meituan.imeituan", "com.taobao.taobao4iphone"
VALUE = f".st-key-gauge {PARTS['value']}"
LIST = ".st-key-apps_list"
FINISHED = ".st-key-walk_finished"
CAME_OF_IT = {
    "en": [
        "Meituan, Location Services: Smaller now, as you told us. But 2,3",
        "Taobao, Photos: kept. Used 8 times since; it costs the app 9 of 100 points.",
    ],
    "zh": ["美团，定位服务：已经按你说的收紧了。但之后有 23", "淘宝，照片：没改。之后用了 8 次，这个 App 因此扣 9 分。"],
}
Press = Callable[[Any, str], None]


def later_report() -> bytes:
    """A fictional week from now on: Taobao looks at photos once a day; Meituan uses the location as before."""
    now = datetime.now().astimezone().replace(second=0, microsecond=0)
    lines = [line for day in range(1, 9) for line in access(TAOBAO, "photos", (now + timedelta(days=day)).replace(hour=14))]
    five_minutes = [now + timedelta(hours=1, minutes=5 * number) for number in range(8 * 24 * 12)]
    return ndjson(lines + [line for moment in five_minutes for line in access(MEITUAN, "location", moment)])


def press(person: Any, key: str) -> None:
    """Reaches the first button of this kind by Tab, and presses it."""
    tab_to(person, f"document.activeElement.matches('button, input') && document.activeElement.closest('{keyed(key)}')")
    person.page.keyboard.press("Enter")
    person.settle()


def click(person: Any, key: str) -> None:
    """The same by mouse."""
    person.page.locator(f"{keyed(key)} button").first.click()
    person.settle()


def try_sample(person: Any, by: Press = click) -> None:
    by(person, "sample")
    person.page.wait_for_selector(VERDICT)
    person.settle()


def progress(person: Any) -> str:
    """The line above the screens, in one line."""
    return " ".join(person.page.locator(PARTS["progress"]).inner_text().split())


def scores(listed: str) -> list[tuple[int, int]]:
    """Of each app in sight in the list that has one: what it was, and what it is with the changes that are made."""
    return [(int(before), int(after or before)) for before, after in re.findall(r"(\d+)(?: → (\d+))? · [A-E]", listed)]


def assert_the_figures_agree(person: Any, say: Words) -> None:
    """Under the gauge, in the verdict, above the screens and in the list of apps, all at one moment."""
    places = [VALUE, PARTS["main"], PARTS["progress"], LIST]
    value, *others = person.page.evaluate("places => places.map(place => document.querySelector(place).innerText)", places)
    text, told, listed = (" ".join(each.split()) for each in others)
    found = re.fullmatch(r"(\d+)(?: → (\d+))? · ([A-E])", value)
    assert found
    before, after, grade = int(found[1]), int(found[2] or found[1]), found[3]
    scored = {"score": after, "grade": grade}
    assert say("verdict.phone", **scored, meaning=say(f"grade.{grade}")) in text or say("verdict.phone-waiting", **scored) in text
    assert text.count(told) == 2, "in the verdict and above the screens"
    assert (say("progress.score", before=before, after=after) in told) == (before != after or "→" in told)
    won = sum(now - then for then, now in scores(listed))
    assert (say("progress.won", n=won) in told) == (won > 0)


def walk(person: Any, say: Words, by: Press) -> None:
    """Answers the one question, then goes through every screen: the first changes one by one in every way, the rest at once."""
    by(person, "guess-first")
    by(person, "apps_more")
    steps = ("walk_keep", "walk_done", "walk_already", "walk_next", "walk_done", "walk_all_done", "walk_next", "walk_later")
    for number, step in enumerate(steps):
        by(person, step)
        if step != "walk_next":
            assert_the_figures_agree(person, say)
        if step == "walk_keep":
            assert person.page.locator(f"{keyed('walk_reason')} input:checked").count() == 0, "no reason is put into anybody's mouth"
            tell_why(person, say, by)
        assert person.page.locator(FINISHED).count() == (number == len(steps) - 1)
    while person.page.locator(keyed("walk_next")).count():
        by(person, "walk_next")
    tabs = person.page.locator(keyed("walk_screen")).get_by_role("radio").all_inner_texts()
    assert len(tabs) == 7
    assert not [tab for tab in tabs if "·" in tab], "nothing is left on any screen"


def tell_why(person: Any, say: Words, by: Press) -> None:
    if by is press:
        tab_to(person, "document.activeElement.type === 'radio'")
        person.page.keyboard.press("Space")
    else:
        person.page.get_by_text(say("reason.need"), exact=True).click()
    person.settle()


def walked(visit: Callable[..., Any], folder: Path, lang: Lang, by: Press) -> None:
    """The whole way, from the sample week to what became of the plan."""
    say, other = words_in(lang), words_in("zh" if lang == "en" else "en")
    person = visit(LANGUAGES[lang])
    try_sample(person, by)
    assert person.page.locator(VALUE).inner_text() == "64 · D"
    assert say("progress.done", done=0, all=5) in progress(person)
    walk(person, say, by)
    done = {"en": "5 of 7 done. Your phone: 56 → 84.", "zh": "已改 5 处，共 7 处。你的手机：56 → 84 分。"}
    assert progress(person).startswith(done[lang])
    end = f"{say('finished.better', before=56, after=84)}"
    assert end in person.page.locator(FINISHED).inner_text()
    assert say("finished.put-off", n=1) in person.page.locator(FINISHED).inner_text()
    person.keep_picture(f"walk-end-{by.__name__}-{lang}")

    person.page.get_by_text(other("page.language"), exact=True).click()
    person.settle()
    assert other("finished.better", before=56, after=84) in person.text(), "a language switch keeps all"
    assert_the_figures_agree(person, other)
    person.page.get_by_text(say("page.language"), exact=True).click()
    person.settle()

    for key, name in (("save_plan", "privacy-coach-plan.json"), ("save_ics", "privacy-coach.ics")):
        with person.page.expect_download() as saved:
            by(person, key)
        assert saved.value.suggested_filename == name
        saved.value.save_as(folder / name)
    data = (folder / "privacy-coach-plan.json").read_bytes()
    made = json.loads(data)
    decided = [(choice["permission"], choice["decision"]) for choice in made["choices"]]
    assert decided == [
        ("photos", "keep"),
        ("photos", "done"),
        ("location", "done"),
        ("location", "done"),
        ("location", "done"),
        ("contacts", "later"),
    ]
    assert [known["permission"] for known in made["settings"]] == ["photos"]
    assert made["choices"][0]["reason"] == "need"
    assert made["report"]["score"] == 55, "as it was at the first decision"
    assert_the_plan_says_the_same(person, load_plan(data, "plan", load_content()), lang)
    come_back(person, data, lang)
    assert_nothing_left(person)


def judged(data: bytes, plan: Plan, lang: Lang) -> tuple[Verdict, Wording]:
    content, report = load_content(), read(data)
    return judge(report, content, plan), Wording(content, words_in(lang), content.versions[-1], report.summary)


def assert_the_plan_says_the_same(person: Any, plan: Plan, lang: Lang) -> None:
    """The file that was saved, judged without the page."""
    verdict, say = judged((FOLDER / "ios" / "sample.ndjson").read_bytes(), plan, lang)
    scored = {"before": verdict.assessment.score, "score": verdict.progress.score, "grade": verdict.progress.grade}
    assert person.page.locator(VALUE).inner_text() == say.words("page.score-from", **scored)
    assert progress(person) == progress_line(verdict, say)
    after = verdict.progress.apps
    expected = [(app.score, after.get(app.profile.bundle_id, app.score)) for app in verdict.assessment.in_state("judged")]
    assert scores(person.page.locator(LIST).inner_text()) == expected


def come_back(person: Any, saved: bytes, lang: Lang) -> None:
    """The page anew, with the saved plan and the report of the week after."""
    person.page.reload()
    person.settle()
    assert person.page.locator(VERDICT).count() == 0, "a reload forgets"
    later = later_report()
    person.page.locator(DROP).set_input_files([dropped("privacy-coach-plan.json", saved), dropped("later.ndjson", later)])
    person.page.wait_for_selector(VERDICT)
    person.settle()
    text = person.text()
    for sentence in CAME_OF_IT[lang]:
        assert sentence in text
    verdict, say = judged(later, load_plan(saved, "plan", load_content()), lang)
    assert verdict.check
    assert say.then_and_now(verdict.check) in text
    assert_the_figures_agree(person, say.words)


@pytest.mark.parametrize("lang", ["en"])
def test_the_walk_by_keyboard_then_saved_loaded_and_checked(visit: Callable[..., Any], tmp_path: Path, lang: Lang) -> None:
    walked(visit, tmp_path, lang, press)


@pytest.mark.parametrize("lang", ["zh"])
def test_the_walk_by_mouse_then_saved_loaded_and_checked(visit: Callable[..., Any], tmp_path: Path, lang: Lang) -> None:
    walked(visit, tmp_path, lang, click)


@pytest.mark.parametrize("lang", ["zh"])
def test_undo_and_later_by_keyboard(visit: Callable[..., Any], lang: Lang) -> None:
    say, person = words_in(lang), visit(LANGUAGES[lang])
    try_sample(person, press)
    for key in ("walk_later", "walk_all_done", "walk_next", "walk_all_done"):
        press(person, key)
    assert say("finished.put-off", n=1) in person.page.locator(FINISHED).inner_text()
    assert say("progress.done", done=4, all=5) in progress(person)
    assert say("finished.put-off", n=1) not in person.page.locator(VERDICT).inner_text(), "what is put off is still open"
    photos = load_content().permissions["photos"].label[lang]
    tab_to(person, f"document.activeElement.closest('{keyed('walk_screen')}')")
    while person.page.evaluate("document.activeElement.innerText") != photos:
        person.page.keyboard.press("ArrowLeft")
    person.page.keyboard.press("Enter")
    person.settle()
    press(person, "undo")
    assert person.page.locator(FINISHED).count() == 0
    assert f"{photos} · 1" in person.text(), "it is there to decide about again"
    assert person.page.evaluate("document.activeElement.matches('.st-key-walk_row_0')")
    press(person, "walk_done")
    assert_the_figures_agree(person, say)
    assert say("progress.done", done=5, all=5) in progress(person)
    assert person.page.locator(VERDICT).inner_text() in person.page.locator(FINISHED).inner_text(), "well done, in both places"
    assert_nothing_left(person)
