"""The states of the page, one after the other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from android_dumps import Phone, days, hours
from hearing import CUT, EMPTY, LATER, PERFECT, PHONE, PICTURE, PLAN, WEEKS
from report_lines import access, at, ndjson, network
from visits import VERDICT, keyed

from coach.models import Lang
from coach.page.streamlit_private import PARTS
from coach.plan import Choice, Plan, save_plan
from coach.words import words_in

WECHAT, MEITUAN, SIGNAL = "com.tencent.xin", "com.meituan.imeituan", "org.whispersystems.signal"
ON_ANDROID = ("com.sankuai.meituan", "com.tencent.mm")
FOLDS = ("paper_preview", "how_to_get", "method_how", "method_rules", "method_kinds", "method_sources", "method_limits")


def upload(person: Any, *files: tuple[str, bytes]) -> None:
    """A fresh page, on which these files are dropped, as soon as it answers: the file stands there before it is sent."""
    person.page.reload()
    person.settle()
    person.page.locator(PARTS["drop"]).set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )
    person.page.locator(f"{VERDICT}, {PARTS['alert']}").first.wait_for()
    person.settle()


def perfect_phone() -> bytes:
    return ndjson([*access(SIGNAL, "contacts", at(9)), *network(SIGNAL, "chat.signal.org")])


def empty_report() -> bytes:
    return b'{"_marker":"<metadata>","exportTimestamp":"2021-07-01T10:00:00.000+08:00"}\n'


def checked_plan() -> tuple[bytes, bytes]:
    """A plan made on a Sunday, and the nine days after it: photos stopped, the location did not."""
    made = at(20, day=6)
    choices = tuple(
        Choice(bundle_id=app, permission=permission, setting=setting, decision="done", decided=made)
        for app, permission, setting in ((WECHAT, "photos", "limited"), (MEITUAN, "location", "while-using"))
    )
    later = [line for step in range(9 * 24 * 12) for line in access(MEITUAN, "location", made + timedelta(minutes=65 + 5 * step))]
    return save_plan(Plan(choices=choices)).encode(), ndjson(later)


def later_phone() -> bytes:
    """An Android phone three days after a plan was made on it: one is off now, one is as it was; and an app with a special access."""
    phone = Phone(version=14)
    own = phone.app(ON_ANDROID[0]).grant("ACCESS_FINE_LOCATION").grant("ACCESS_BACKGROUND_LOCATION").grant("READ_CONTACTS", granted=False)
    own.access("FINE_LOCATION", "bg", ago=hours(5)).access("FINE_LOCATION", "top", ago=hours(9))
    chat = phone.app(ON_ANDROID[1]).grant("READ_CONTACTS").grant("RECORD_AUDIO").own_mode("SYSTEM_ALERT_WINDOW", "allow")
    chat.access("READ_CONTACTS", "top", ago=hours(2)).access("RECORD_AUDIO", "top", ago=hours(4)).refuse("READ_SMS", "top", ago=days(2))
    phone.app("com.zhihu.android").grant("READ_CONTACTS")
    phone.app("com.example.lumapuzzle").grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(40))
    return phone.zip()


def plan_of_the_phone() -> bytes:
    made = (Phone().now - days(3)).astimezone()
    changes = (("contacts", "none"), ("location", "while-using"))
    return save_plan(
        Plan(
            choices=tuple(
                Choice(bundle_id=ON_ANDROID[0], permission=topic, setting=setting, decision="done", decided=made)
                for topic, setting in changes
            )
        )
    ).encode()


def three_weeks() -> bytes:
    begin = datetime(2025, 11, 3, tzinfo=UTC)
    return ndjson(
        [line for day in range(22) for line in access(WECHAT, "photos", begin + timedelta(days=day, hours=2 if day < 14 else 14))]
    )


def press(person: Any, selector: str) -> None:
    person.page.locator(selector).locator("visible=true").first.click()
    person.settle()


def unfold(person: Any, lang: Lang, name: str) -> None:
    """Opens a fold, in one language by keyboard and in the other by mouse, and waits until it is filled."""
    closed = len(person.text())
    summary = person.page.locator(f".st-key-{name} summary")
    if lang == "en":
        summary.focus()
        person.page.keyboard.press("Enter")
    else:
        summary.click()
    person.page.locator(f".st-key-{name} {PARTS['fold']}").locator(f"{PARTS['texts']}, button").first.wait_for()
    person.settle()
    assert name == "paper_preview" or len(person.text()) > closed + 50, name  # a sheet is a page of its own


def choose_view(person: Any, lang: Lang, name: str) -> None:
    """Clicks on it, and waits for nothing."""
    person.page.locator(f".st-key-view-{lang}").get_by_text(words_in(lang)(f"view.{name}"), exact=True).click()


def view(person: Any, lang: Lang, name: str) -> None:
    choose_view(person, lang, name)
    person.settle()


ONLY_HEARD = {
    "kinds-to-choose",
    "nothing-to-choose",
    "search-begun",
    "contacts",
    "kind-chosen",
    "tools-of-a-table",
    "search-in-a-table",
    "menu-of-a-column",
    "table-on-the-full-screen",
}
"""States in which parts of Streamlit speak that look the same on every page."""


def states(person: Any, lang: Lang) -> Iterator[str]:
    """Brings the page into each of its states, and names it."""
    yield "first"
    press(person, ".st-key-how_to_get summary")
    yield "how-to-get"
    upload(person, (PICTURE, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))
    yield "wrong-file"
    upload(person, (EMPTY, empty_report()))
    yield "empty"
    upload(person, (PERFECT, perfect_phone()))
    yield "perfect"
    upload(person, (CUT, ndjson(access(WECHAT, "photos", at(3))) + b'{"accessor'))
    yield "line-left-out"
    upload(person, (WEEKS, three_weeks()))
    yield "weeks"
    plan, later = checked_plan()
    upload(person, (PLAN, plan), (LATER, later))
    yield "check"
    upload(person, (PLAN, plan_of_the_phone()), (PHONE, later_phone()))
    for name in ("walk_special", "how_to_get_android", "method_limits", "beside_unseen"):
        press(person, f".st-key-{name} summary")
    press(person, f".st-key-open-{ON_ANDROID[1].replace('.', '-')} button")
    yield "phone"
    person.page.reload()
    person.settle()
    press(person, ".st-key-sample button")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    yield "sample"
    yield from begun_and_left(person, lang)
    for name in ("points", "week", "companies"):
        choose_view(person, lang, name)
        person.page.locator(f".st-key-{name}-table summary").wait_for()
        press(person, f".st-key-{name}-table summary")
        yield f"view-{name}"
    choose_view(person, lang, "list")
    person.page.locator(".st-key-apps_more button").wait_for()
    for part in (".st-key-more_filters summary", ".st-key-apps_more button", f"{keyed('open')} button"):
        press(person, part)
    yield "story"
    press(person, ".st-key-story [class*=st-key-contacts] summary")
    yield "contacts"
    if lang != "en":  # its own words are English as they come
        yield from table(person)
    press(person, ".st-key-story [class*=st-key-letter] summary")
    yield "letter"
    press(person, ".st-key-close_story button")
    person.page.locator(f"{PARTS['several']} input").first.click()
    person.page.keyboard.press("ArrowDown")
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Escape")
    person.settle()
    yield "kind-chosen"
    for key in ("walk_done", "walk_keep", "more"):
        press(person, f"{keyed(key)} button")
    assert person.page.locator(keyed("walk_note")).is_visible()
    yield "walk-keep"
    press(person, ".st-key-forget button")
    yield "forget-asks"
    press(person, ".st-key-forget_not button")
    while not person.page.locator(".st-key-walk_finished").count():
        ways = (f"{keyed(way)} button" for way in ("walk_all_done", "walk_done", "walk_next"))
        press(person, next(way for way in ways if person.page.locator(way).count()))
    for name in FOLDS:  # one after the other: what opens moves what stands below it
        unfold(person, lang, name)
    filters = person.page.locator(f".st-key-more_filters {PARTS['fold']}")  # they stand open since the list was looked at
    filters.locator(f"{PARTS['texts']}, button").first.wait_for()
    yield "walk-end-and-folds"
    press(person, ".st-key-forget button")
    press(person, ".st-key-forget_now button")
    yield "forgotten"


def begun_and_left(person: Any, lang: Lang) -> Iterator[str]:
    """Fields into which something is typed, and left as they were."""
    page = person.page
    page.locator(f"{PARTS['several']} input").first.click()
    page.keyboard.press("ArrowDown")
    person.settle()
    yield "kinds-to-choose"
    page.keyboard.press("Escape")
    page.locator(f".st-key-version-{lang} input").click()
    page.keyboard.type("0")
    person.settle()
    yield "nothing-to-choose"
    page.keyboard.press("Escape")
    page.locator(".st-key-search input").fill("1")
    yield "search-begun"
    page.locator(".st-key-search input").fill("")
    page.keyboard.press("Enter")
    person.settle()


def point_at(person: Any, part: Any) -> None:
    part.scroll_into_view_if_needed()
    part.hover()
    person.settle()


def table(person: Any) -> Iterator[str]:
    """All that the table of an app's contacts offers, on a laptop."""
    page = person.page
    page.set_viewport_size({"width": 1280, "height": 900})
    person.settle()
    table = page.locator(f".st-key-story [class*=st-key-contacts] {PARTS['table']}")
    tools = table.locator(f"{PARTS['toolbar']} button").locator("visible=true")
    point_at(person, table)
    tools.nth(2).hover()
    page.locator("[role=tooltip]").wait_for()
    yield "tools-of-a-table"
    tools.nth(1).click()
    page.keyboard.type("0")
    person.settle()
    yield "search-in-a-table"
    page.keyboard.press("Escape")
    place = table.bounding_box()
    for right in range(20, 400, 12):
        page.mouse.click(place["x"] + right, place["y"] + 17)
        page.wait_for_timeout(40)
        if page.locator(PARTS["column_menu"]).count():
            break
    person.settle()
    assert page.locator(PARTS["column_menu"]).count() == 1, "else its words were not seen"
    yield "menu-of-a-column"
    page.keyboard.press("Escape")
    point_at(person, table)
    tools.nth(2).click()
    person.settle()
    yield "table-on-the-full-screen"
    page.keyboard.press("Escape")
    person.settle()
