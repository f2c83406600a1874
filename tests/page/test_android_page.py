"""The page shows an Android phone from one end to the other, in both languages."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from android_dumps import App, Phone, days, hours
from streamlit.testing.v1 import AppTest

from coach.models import LANGS, Lang
from coach.plan import Choice, Decision, KnownSetting, Plan, save_plan
from coach.reading.android.texts import read_texts, trimmed_copy
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "content" / "android" / "sample.zip"
WEEK = ROOT / "tests" / "phones" / "seven-days.txt"
MEITUAN, SHOP = "com.sankuai.meituan", "com.taobao.taobao"
OpenPage = Callable[[str], AppTest]


def drop(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader(key="report_files").set_value([(name, data, "application/octet-stream") for name, data in files]).run()
    assert not page.exception
    return page


def sample(page: AppTest) -> AppTest:
    return drop(page, (SAMPLE.name, SAMPLE.read_bytes()))


def said(page: AppTest) -> str:
    """All that stands on the page, without the marks that Markdown needs."""
    parts: list[Any] = [*page.markdown, *page.header, *page.subheader, *page.caption, *page.warning, *page.info, *page.success, *page.error]
    return "\n".join(str(each.value) for each in parts).replace("\\", "")


def keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button if button.key}


def downloads(page: AppTest) -> list[str]:
    """What the buttons that save are called."""
    buttons: list[Any] = [*page.get("download_button")]
    return [button.label for button in buttons]


def session(page: AppTest) -> Any:
    return page.session_state["session"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", [SAMPLE, WEEK], ids=lambda path: path.stem)
def test_an_android_phone_is_shown_without_a_fault(open_page: OpenPage, path: Path, lang: Lang) -> None:
    page = drop(open_page(lang), (path.name, path.read_bytes()))
    text, words = said(page), words_in(lang)
    assert {"en": "Meituan", "zh": "美团"}[lang] in text
    assert words("last.limits") in text
    assert words("verdict.limits") not in text, "this file says whether it was open"


@pytest.mark.parametrize("lang", LANGS)
def test_what_only_a_series_or_contacts_fill_is_not_there_without_them(open_page: OpenPage, lang: Lang) -> None:
    words = words_in(lang)
    page = sample(open_page(lang))
    assert page.segmented_control(key=f"view {lang}").options == [words("view.list"), words("view.points")]
    assert f":small[{words('table.looks')}]" not in said(page)
    assert words("order.looks") not in page.selectbox(key=f"order {lang}").options
    assert f"awake {lang}" not in {box.key for box in page.checkbox}, "no night can count"
    page = drop(open_page(lang), (WEEK.name, WEEK.read_bytes()))
    assert page.segmented_control(key=f"view {lang}").options == [words(f"view.{name}") for name in ("list", "points", "week", "live")]
    assert f":small[{words('table.looks')}]" in said(page)


def test_the_file_tells_the_version_so_nobody_is_asked_for_it(open_page: OpenPage) -> None:
    page = sample(open_page("en"))
    assert "version en" not in {box.key for box in page.selectbox}
    assert "Android 14" in said(page)


def test_what_the_file_says_of_a_setting_is_neither_asked_nor_contradicted(open_page: OpenPage) -> None:
    """It says that the location is allowed all the time: a plan that says otherwise does not count."""
    told = Plan(settings=(KnownSetting(bundle_id=MEITUAN, permission="location", setting="while-using"),))
    page = drop(open_page("en"), (SAMPLE.name, SAMPLE.read_bytes()), ("plan.json", save_plan(told).encode()))
    assert f"walk_already {MEITUAN} contacts" not in keys(page)
    page.segmented_control(key="walk_screen en").set_value("location").run()
    assert f"walk_done {MEITUAN} location" in keys(page)
    assert f"walk_already {MEITUAN} location" not in keys(page)
    assert f"undo {MEITUAN} location" not in keys(page)
    assert "Meituan → Allow only while using the app" in said(page)
    page.button(key=f"more {MEITUAN} location").click().run()
    assert words_in("en")("last.undo", setting="Allow all the time") in said(page)
    page.button(key=f"open {MEITUAN}").click().run()
    assert words_in("en")("advice.if-on") not in said(page), "it is on, says the file"


@pytest.mark.parametrize("lang", LANGS)
def test_of_all_others_only_those_are_told_that_may_use_it_and_can_be_changed(open_page: OpenPage, lang: Lang) -> None:
    phone = Phone(version=14)
    phone.app("com.whatsapp").grant("RECORD_AUDIO").access("RECORD_AUDIO", "top", ago=hours(3))
    phone.app("com.zhihu.android").grant("RECORD_AUDIO")
    phone.app("com.eg.android.AlipayGphone").grant("RECORD_AUDIO", flags="POLICY_FIXED")
    phone.app("com.google.android.gms", system=True).grant("RECORD_AUDIO")
    phone.app("com.tencent.mm").grant("RECORD_AUDIO").access("RECORD_AUDIO", "top", ago=days(40))
    phone.app("com.strava").grant("RECORD_AUDIO", granted=False)
    page = drop(open_page(lang), ("phone.zip", phone.zip()))
    page.segmented_control(key=f"walk_screen {lang}").set_value("microphone").run()
    told = [line for line in said(page).splitlines() if line.startswith(":material/apps:")]
    names = words_in(lang).join(list({"en": ("WeChat", "Zhihu"), "zh": ("微信", "知乎")}[lang]))
    assert told == [f":material/apps: {words_in(lang)('android.screen.switch-off', apps=names, days=30)}"]


@pytest.mark.parametrize(("version", "offered"), [(10, False), (14, True)])
def test_to_be_asked_each_time_is_offered_where_the_phone_can(open_page: OpenPage, version: int, offered: bool) -> None:
    phone = Phone(version=version)
    for package in ("com.autonavi.minimap", "com.tencent.mm"):
        phone.app(package).grant("ACCESS_FINE_LOCATION").mode("FINE_LOCATION", "foreground")
    phone.apps[0].access("FINE_LOCATION", "top", ago=hours(3))
    page = drop(open_page("en"), ("phone.zip", phone.zip()))
    told = [line for line in said(page).splitlines() if line.startswith(":material/apps:")]
    assert [("WeChat" in line, "Ask every time" in line) for line in told] == [(True, True)] * offered


def test_special_access_stands_in_the_walk_and_is_asked_about(open_page: OpenPage) -> None:
    phone = Phone(version=14)
    reader = phone.app("com.zhihu.android").grant("READ_CONTACTS").own_mode("SYSTEM_ALERT_WINDOW", "allow")
    reader.access("READ_CONTACTS", "top", ago=hours(3))
    page = drop(open_page("en"), ("phone.zip", phone.zip()))
    assert words_in("en")("special.heading") in [fold.label for fold in page.expander]
    page.session_state["walk_special"] = True
    page.run()
    text = said(page)
    assert words_in("en")("special.note") in text
    assert ": Zhihu." in text
    assert "Did you turn it on for that?" in text


def test_a_wrong_verdict_is_handed_on_with_what_the_file_says(open_page: OpenPage) -> None:
    page = sample(open_page("en"))
    page.session_state["beside_wrong"] = True
    page.run()
    (text,) = (block.value for block in page.code if "Rule" in block.value)
    assert "last_use_used=1" in text
    assert "2026" not in text.replace("rules 2027", ""), "no time stands in it"


def test_a_screen_with_nothing_but_parts_of_the_phone_is_not_walked(open_page: OpenPage) -> None:
    page = sample(open_page("en"))
    told = {screen.screen for screen in session(page).verdict.screens}
    assert {"call-log", "calendar", "activity"} <= told
    walked_through = page.segmented_control(key="walk_screen en").options
    assert "Physical activity" in walked_through
    assert not {"Call logs", "Calendar"} & set(walked_through)


def walked(page: AppTest, lang: Lang) -> None:
    """Every change is done, screen by screen."""
    while left := session(page).verdict.progress.left:
        page.segmented_control(key=f"walk_screen {lang}").set_value(left[0].permission).run()
        page.button(key=f"walk_done {' '.join(left[0].place)}").click().run()
        assert not page.exception


@pytest.mark.parametrize("lang", LANGS)
def test_the_walk_goes_to_its_end_and_says_how_to_look_again(open_page: OpenPage, lang: Lang) -> None:
    page = sample(open_page(lang))
    walked(page, lang)
    words, progress = words_in(lang), session(page).verdict.progress
    assert words("finished.better", before=75, after=progress.score) in said(page)
    assert words("walk.save") in downloads(page)
    head, _, tail = words.texts["last.check-day"].partition("{day}")  # type: ignore[union-attr]
    assert tail.partition("{days}")[2] in said(page), "a new bug report, not a new report"
    assert head is not None


def plan_of(decided: timedelta, *changes: tuple[str, str, str], decision: Decision = "done") -> bytes:
    made = Phone().now - decided
    moment = made.astimezone()
    return save_plan(
        Plan(
            choices=tuple(
                Choice(bundle_id=app, permission=topic, setting=setting, decision=decision, decided=moment)
                for app, topic, setting in changes
            )
        )
    ).encode()


def meituan(later: Phone) -> App:
    return later.app(MEITUAN).grant("ACCESS_FINE_LOCATION").grant("ACCESS_COARSE_LOCATION")


@pytest.mark.parametrize("lang", LANGS)
def test_a_later_file_says_whether_it_helped(open_page: OpenPage, lang: Lang) -> None:
    """One is off, one is as it was and was used since, one is smaller, and of one the file says nothing."""
    later, words = Phone(version=14), words_in(lang)
    meituan(later).mode("FINE_LOCATION", "foreground").grant("READ_CONTACTS", granted=False)
    later.app(SHOP).grant("READ_MEDIA_IMAGES").access("READ_MEDIA_IMAGES", "bg", ago=hours(5))
    plan = plan_of(
        days(3),
        (MEITUAN, "contacts", "none"),
        (MEITUAN, "location", "while-using"),
        (SHOP, "photos", "limited"),
        ("com.example.gone", "camera", "off"),
    )
    page = drop(open_page(lang), ("later.zip", later.zip()), ("plan.json", plan))
    text = said(page)
    assert words("page.check") in text
    for key in ("last.checked-stopped", "last.checked-smaller", "last.checked-still", "last.cannot-tell"):
        assert words(key) in text, key
    assert words("last.check-rule") in text
    assert str(words.texts["last.set-again"]).partition("{")[0] in text
    assert str(words.texts["check.since"]).partition("{")[0] not in text, "the score is that of the whole file"


def test_a_trimmed_copy_reads_as_the_same_phone(open_page: OpenPage) -> None:
    page = sample(open_page("en"))
    before = session(page).verdict
    assert words_in("en")("page.save-trimmed") in downloads(page)
    trimmed = trimmed_copy(read_texts(SAMPLE.read_bytes(), SAMPLE.name)).encode()
    again = drop(open_page("en"), ("privacy-coach-phone.txt", trimmed))
    after = session(again).verdict
    assert after.assessment == before.assessment
    assert after.changes == before.changes
    assert [told for told in said(again).splitlines() if "75" in told][:1] == [told for told in said(page).splitlines() if "75" in told][:1]


def test_only_an_own_android_phone_has_a_trimmed_copy(open_page: OpenPage) -> None:
    label = words_in("en")("page.save-trimmed")
    page = open_page("en")
    page.button(key="sample_phone").click().run()
    assert label not in downloads(page)
    page.button(key="sample").click().run()
    assert label not in downloads(page)


@pytest.mark.parametrize("lang", LANGS)
def test_a_story_tells_all_that_an_app_may_use(open_page: OpenPage, lang: Lang) -> None:
    words, page = words_in(lang), sample(open_page(lang))
    page.button(key="apps_more").click().run()
    page.button(key="open com.zhihu.android").click().run()
    page.session_state["everything com.zhihu.android"] = True
    page.run()
    photos = {"en": "Photos", "zh": "照片"}[lang]
    expected = words("last.all-use", permission=photos, allowed=words("allowed.limited"), used=words("last.all-never"))
    assert f"- {expected}" in said(page).splitlines()


@pytest.mark.parametrize("missing", ["appops", "package"])
def test_a_missing_part_is_told_and_nothing_is_said_to_be_in_it(open_page: OpenPage, missing: str) -> None:
    phone, words = Phone(version=14), words_in("en")
    phone.app(SHOP).grant("READ_CONTACTS").access("READ_CONTACTS", "top", ago=hours(3))
    parts = phone.bug_report().split("DUMP OF SERVICE ")
    text = "DUMP OF SERVICE ".join(part for part in parts if not part.startswith(f"{missing}:"))
    page = drop(open_page("en"), ("phone.txt", text.encode()))
    assert words("last.no-packages" if missing == "package" else "last.no-app_ops") in said(page)
    whole, uses, allowed = (
        words(f"last.recorded{part}", apps=words("count.apps", n=1)) in said(page) for part in ("", "-uses", "-allowed")
    )
    assert (whole, uses, allowed) == (False, missing == "package", missing == "appops")
    offered = f"walk_already {SHOP} contacts" in keys(page)
    assert not offered, "off ends it: nobody is asked whether it is off"
