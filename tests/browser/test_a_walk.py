"""The walk through a whole phone: screen by screen, with the keyboard alone in one language, and with the mouse alone, in a window as
narrow as a telephone, in the other; then saved, loaded, and checked against a later report. Wherever the page tells how far a person has
come, it tells the same; and in both languages every screen fits a telephone."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hearing import heard, in_another_language
from report_lines import access, ndjson, read
from test_a_visit import LANGUAGES, assert_nothing_left, choose, tab_to
from test_faults import DROP, dropped
from test_look import TELEPHONE, does_not_fit
from visits import DRAWN_MS, QUIET, VERDICT, keyed

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
PLAN = "privacy-coach-plan.json"
NEXT = f"{keyed('walk_next')} button"
AT = "there => document.activeElement.matches(there)"
PLACES = {"walk_all_done": NEXT, "walk_next": ".st-key-walk_row_0"}
"""Where the keyboard's place is, once that was pressed: at the next screen's first change, or at the way there."""
ANSWERS = f":is({keyed('answers')}, .st-key-walk_all_done, .st-key-walk_next) button"
LEAST_ANSWER = 40
"""Pixels that an answer is tall, for a finger."""
CAME_OF_IT = {
    "en": [
        "Meituan, Location Services: Smaller now, as you told us. But 2,3",
        "Taobao, Photos: kept. Used 8 times since; it costs the app 9 of 100 points.",
    ],
    "zh": ["美团，定位服务：已经按你说的收紧了。但之后有 23", "淘宝，照片：没改。之后用了 8 次，这个 App 因此扣 9 分。"],
}
LABELS = ("upload", "limit", "skip", "anchor", "open", "picture")
"""What Streamlit says by itself."""
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
    """Answers the one question, then goes through every screen: the first changes one by one in every way, the rest at once. Puts the last
    off, by mouse; by keyboard it does so later."""
    by(person, "guess-first")
    by(person, "apps_more")
    seen = fits_a_telephone(person)
    last = "walk_done" if by is press else "walk_later"
    steps = ("walk_keep", "walk_done", "walk_already", "walk_next", "walk_done", "walk_all_done", "walk_next", last)
    for number, step in enumerate(steps):
        by(person, step)
        if by is press and step in PLACES:
            assert person.page.evaluate(AT, PLACES[step]), step
        if step == "walk_next":
            seen |= fits_a_telephone(person)
        else:
            assert_the_figures_agree(person, say)
        if step == "walk_keep":
            assert person.page.locator(f"{keyed('walk_reason')} input:checked").count() == 0, "no reason is put into anybody's mouth"
            tell_why(person, say, by)
        assert person.page.locator(FINISHED).count() == (number == len(steps) - 1)
    while person.page.locator(keyed("walk_next")).count():
        by(person, "walk_next")
        on = person.page.locator(keyed("walk_next")).count()
        if by is press:
            assert person.page.evaluate(AT, NEXT if on else ".st-key-walk_card h3"), "the last has nothing but its name"
        seen |= fits_a_telephone(person)
    tabs = person.page.locator(keyed("walk_screen")).get_by_role("radio").all_inner_texts()
    assert set(tabs) == set(seen)
    assert len(tabs) == 7, "and nothing is left on any screen"
    assert sum(seen.values()) > 30


def fits_a_telephone(person: Any) -> dict[str, int]:
    """Holds that nothing of the page sticks out to the side of a narrow window, and that each answer is tall enough for a finger. Gives
    the name of the screen, and how many answers there are."""
    size, narrow = person.page.viewport_size, {"width": TELEPHONE, "height": 900}
    if size != narrow:
        person.page.set_viewport_size(narrow)
        person.page.evaluate(QUIET, DRAWN_MS)
    name = person.page.locator(".st-key-walk_card h3").inner_text()
    assert does_not_fit(person, TELEPHONE) == [], name
    heights = person.page.locator(ANSWERS).evaluate_all("answers => answers.map(answer => answer.getBoundingClientRect().height)")
    assert min(heights, default=LEAST_ANSWER) >= LEAST_ANSWER, name
    person.keep_picture(f"telephone-{name}")
    if size != narrow:
        person.page.set_viewport_size(size)
        person.page.evaluate(QUIET, DRAWN_MS)
    return {name: len(heights)}


def tell_why(person: Any, say: Words, by: Press) -> None:
    if by is press:
        tab_to(person, "document.activeElement.type === 'radio'")
        person.page.keyboard.press("Space")
    else:
        person.page.get_by_text(say("reason.need"), exact=True).click()
    person.settle()


def put_off_after_all(person: Any, say: Words) -> None:
    """Takes back, by keyboard and from the last screen, the one change of another, and puts it off."""
    assert say("progress.done", done=6, all=7) in progress(person)
    assert say("finished.put-off", n=1) not in person.page.locator(FINISHED).inner_text()
    assert person.page.locator(VERDICT).inner_text() in person.page.locator(FINISHED).inner_text(), "well done, in both places"
    contacts = load_content().permissions["contacts"].label[say.lang]
    tab_to(person, f"document.activeElement.closest('{keyed('walk_screen')}')")
    for _ in range(6):
        if person.page.evaluate("document.activeElement.innerText") != contacts:
            person.page.keyboard.press("ArrowRight")
    person.page.keyboard.press("Enter")
    person.settle()
    press(person, "undo")
    assert person.page.locator(FINISHED).count() == 0
    assert f"{contacts} · 1" in person.text(), "it is there to decide about again"
    assert person.page.evaluate("document.activeElement.matches('.st-key-walk_row_0')")
    press(person, "walk_later")
    assert_the_figures_agree(person, say)


def walked(person: Any, folder: Path, lang: Lang, by: Press) -> None:
    """The whole way, from the sample week to the saved plan."""
    say = words_in(lang)
    try_sample(person, by)
    assert person.page.locator(VALUE).inner_text() == "64 · D"
    assert say("progress.done", done=0, all=5) in progress(person)
    walk(person, say, by)
    if by is press:
        put_off_after_all(person, say)
    done = {"en": "5 of 7 done. Your phone: 56 → 84.", "zh": "已改 5 处，共 7 处。你的手机：56 → 84 分。"}
    assert progress(person).startswith(done[lang])
    end = f"{say('finished.better', before=56, after=84)}"
    assert end in person.page.locator(FINISHED).inner_text()
    assert say("finished.put-off", n=1) in person.page.locator(FINISHED).inner_text()
    assert say("finished.put-off", n=1) not in person.page.locator(VERDICT).inner_text(), "what is put off is still open"
    person.keep_picture(f"walk-end-{by.__name__}-{lang}")

    for key, name in (("save_plan", PLAN), ("save_ics", "privacy-coach.ics")):
        with person.page.expect_download() as saved:
            by(person, key)
        assert saved.value.suggested_filename == name
        saved.value.save_as(folder / name)
    data = (folder / PLAN).read_bytes()
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
    by(person, f"open-{WECHAT.replace('.', '-')}")
    assert person.page.locator(".st-key-story").is_visible()
    fits_a_telephone(person)


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
    person.page.locator(DROP).set_input_files([dropped(PLAN, saved), dropped("later.ndjson", later)])
    person.page.wait_for_selector(VERDICT)
    person.settle()
    text = person.text()
    for sentence in CAME_OF_IT[lang]:
        assert sentence in text
    verdict, say = judged(later, load_plan(saved, "plan", load_content()), lang)
    assert verdict.check
    assert say.then_and_now(verdict.check) in text
    assert_the_figures_agree(person, say.words)


def test_the_walk_by_keyboard_then_saved_loaded_and_checked(visit: Callable[..., Any], tmp_path: Path) -> None:
    person = visit(LANGUAGES["en"])
    walked(person, tmp_path, "en", press)
    assert person.page.evaluate(AT, ".st-key-story h3"), "reading goes on with the story"
    press(person, "close_story")
    assert person.page.locator(".st-key-story").count() == 0
    assert person.page.evaluate(AT, f"{LIST} *"), "and then with the list"
    come_back(person, (tmp_path / PLAN).read_bytes(), "en")
    assert_nothing_left(person)


def test_the_walk_by_mouse_then_saved_loaded_and_checked(visit: Callable[..., Any], tmp_path: Path) -> None:
    person = visit(LANGUAGES["zh"], TELEPHONE)
    walked(person, tmp_path, "zh", click)
    what_was_chosen_outlasts_a_switch_of_language_and_back(person)
    come_back(person, (tmp_path / PLAN).read_bytes(), "zh")
    assert_nothing_left(person)


def what_was_chosen_outlasts_a_switch_of_language_and_back(person: Any) -> None:
    """A browser hands back what a widget shows; a stale word of the other language must not undo a choice, nor reach an app's kinds. All
    that the page shows or names for screen readers follows, Streamlit's own words too."""
    assert_heard_in(person, "zh")
    choose(person, ".st-key-version-zh input", "iOS 15")
    person.page.locator(keyed("walk_screen")).get_by_text("定位服务").click()
    person.settle()
    seen: dict[str, tuple[Lang, str, str, str]] = {
        "English": ("en", "WeChat: 78 → 100 · A", "Selected Photos", "Location Services"),
        "简体中文": ("zh", "微信：78 → 100 · A", "选中的照片", "定位服务"),
    }
    for language, (lang, app, label, screen) in seen.items():
        person.page.get_by_text(language, exact=True).click()
        person.settle()
        text = person.text()
        assert person.page.locator(".st-key-story h3").inner_text() == app
        assert label in text
        assert person.page.locator(".st-key-walk_card h3").inner_text() == screen
        assert_the_figures_agree(person, words_in(lang))
        assert words_in(lang)("finished.better", before=56, after=84) in text
        assert words_in(lang)("finished.put-off", n=1) in text
        assert_heard_in(person, lang)


def assert_heard_in(person: Any, lang: Lang) -> None:
    said = heard(person)
    assert in_another_language(said, lang) == {}
    assert {words_in(lang)(f"streamlit.{label}") for label in LABELS} - said == set()
