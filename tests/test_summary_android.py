"""The one page of paper of an Android phone: by screen, with the ways of its own Settings, and nothing of an iPhone in it."""

import re
from functools import cache

import pytest
from android_dumps import Phone, hours
from test_summary import GOLDEN, longest

from coach.content import FOLDER, load_content
from coach.judge import Verdict, judge
from coach.models import LANGS, Lang, Report
from coach.plan import Plan
from coach.reading import read_report
from coach.sheet import FULL, Sheet, SheetApp, SheetChange, SheetScreen, fitted, render
from coach.special import special_access, special_lines
from coach.summary import _LIMITS, _NAME_WIDTH, MAX_CHANGES, Options, Paper, sheet, summary_html
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content("android")
PHONES = FOLDER.parent / "tests" / "phones"
OF_AN_IPHONE = r"iPhone|iOS|App Privacy Report|App隐私报告|隐私与安全性|seven days|7 days|7 天|这几天|on the page|使用App"
USES = {
    "FINE_LOCATION": "ACCESS_FINE_LOCATION",
    "READ_CONTACTS": "READ_CONTACTS",
    "CAMERA": "CAMERA",
    "RECORD_AUDIO": "RECORD_AUDIO",
    "READ_SMS": "READ_SMS",
    "READ_CALL_LOG": "READ_CALL_LOG",
    "READ_CALENDAR": "READ_CALENDAR",
    "READ_MEDIA_IMAGES": "READ_MEDIA_IMAGES",
    "BLUETOOTH_SCAN": "BLUETOOTH_SCAN",
}
SPECIAL = ("SYSTEM_ALERT_WINDOW", "GET_USAGE_STATS", "MANAGE_EXTERNAL_STORAGE", "REQUEST_INSTALL_PACKAGES")


def phone(name: str) -> Report:
    """One of the made-up phones that are kept as files."""
    path = FOLDER / "android" / "sample.zip" if name == "sample" else PHONES / name
    return read_report([(path.name, path.read_bytes())])


@cache
def full_phone(apps: int = 70, unknown: int = 20, version: int = 14) -> Report:
    """Every so many of the apps that we know, and some with very long names that nobody knows; all with most permissions, and used."""
    known = [name for name in CONTENT.apps if CONTENT.apps[name].kind == "app"]
    packages = known[:: len(known) // apps][:apps]
    made = Phone(version=version, users={0: "full.SYSTEM", 999: "profile.CLONE", 10: "profile.MANAGED"})
    made.services = {0: packages[:6]}
    packages += [f"com.example.a_very_long_name_that_nobody_knows_and_that_goes_on_{number}" for number in range(unknown)]
    for number, package in enumerate(packages):
        for user in (0, 999) if number % 10 == 0 else (0, 10) if number % 10 == 1 else (0,):
            app = made.app(package, user).opened(hours(number % 90))
            for place, (op, permission) in enumerate(USES.items()):
                app.grant(permission, granted=(number + place) % 4 > 0)
                if (number + place) % 3:
                    app.access(op, ("top", "bg", "cch", "fgsvc")[(number + place) % 4], ago=hours(5 + (number * 13 + place * 17) % 500))
            app.grant("ACCESS_BACKGROUND_LOCATION", granted=number % 2 == 0)
            for op in SPECIAL:
                app.mode(op, "allow")
    return read_report([("full.zip", made.zip())])


def verdict_on(report: Report) -> Verdict:
    return judge(report, CONTENT, Plan())


@cache
def full_verdict() -> Verdict:
    return verdict_on(full_phone())


def say_of(report: Report, lang: Lang) -> Wording:
    told = report.summary.android
    return Wording(CONTENT, words_in(lang), CONTENT.version_of(told.version if told else None), report.summary)


def paper_of(report: Report, lang: Lang = "en", paper: Paper = "a4", **options: object) -> str:
    return summary_html(verdict_on(report), say_of(report, lang), Options.model_validate({"paper": paper} | options))


def sheet_of(report: Report, lang: Lang = "en", **options: object) -> Sheet:
    return sheet(verdict_on(report), say_of(report, lang), Options.model_validate(options))


def fullest_phone(lang: Lang, changes: int = MAX_CHANGES, paper: Paper = "a4", *, screens: int = MAX_CHANGES) -> Sheet:
    """A sheet with the longest of what is said of an Android phone alone, as much of it as there can be. screens: at most so many."""
    report = full_phone()
    verdict, say = full_verdict(), say_of(report, lang)
    name = "W" * int(_NAME_WIDTH / 1.75 - 1) + "…"
    words, when = say.words, say.words.moment(report.summary.last) if report.summary.last else ""
    topic = longest(row.name[lang] for row in CONTENT.permissions.values())
    did = longest(row.did[lang] for row in CONTENT.permissions.values())
    why = words.together(words("last.background", app=name, did=did, when=when), words("last.always", app=name, permission=topic))
    costs = longest(setting.breaks[lang] for row in CONTENT.permissions.values() for setting in row.setting if setting.breaks)
    setting = longest(label[lang] for row in CONTENT.permissions.values() for each in row.setting for label in each.labels)
    way = longest(path[lang].format(permission="") for path in CONTENT.paths if path.kind == "screen")
    change = SheetChange(title=words("advice.step", path=name, setting=setting), why=why, cost=words("summary.cost", cost=costs), done=True)
    not_meant = say.of_phone("screen.not-meant", apps=words.join([name] * 5))
    others = words.together(say.of_phone("screen.ask-next-time-short", setting=setting), not_meant)
    lacks = ("no-packages", "cut", "old", "no-photos", "restart")
    caution = words.together(
        *(words(f"last.{each}") for each in lacks),
        *(words(f"last.{each}", n=99) for each in ("work-apps", "other-apps")),
        words("verdict.of-known", n=150, asked=150),
    )
    app = SheetApp(name=name, score="100 → 100 E", topics=words.join([topic, topic, words("summary.more-topics", n=9)]))
    fine = words.together(words("last.used-background", app=name, did=did, when=when), longest(_reasons(lang)))
    real = sheet(verdict, say, Options(paper=paper))
    most = real.model_copy(
        update={
            "headline": words.together(
                words("headline.striking", n=150),
                words("headline.excess", n=150, changes=words("count.changes", n=900)),
                words("headline.room-too", n=900),
            ),
            "caution": caution,
            "screens": tuple(
                SheetScreen(way=way, name=topic, changes=(change,) * len(range(place, changes, screens)), others=others)
                for place in range(min(changes, screens))
            ),
            "more": words("verdict.more", n=893),
            "apps": (app,) * FULL.apps,
            "fine": (fine,) * FULL.fine,
            "footer": words.together(
                words("method.versions", coach="10.10.10", rules="2026.12.10"),
                words("basis.judgement"),
                say.cited(
                    *(CONTENT.cited(rule.sources) for rule in CONTENT.rules.rule),
                    *(row.sources for row in CONTENT.permissions.values()),
                    *(each.sources for row in CONTENT.permissions.values() for each in row.setting),
                ),
            ),
        }
    )
    return fitted(most)


def _reasons(lang: Lang) -> list[str]:
    return [use[lang] for kind in CONTENT.types.values() for use in kind.background_ok.values()]


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_of_a_phone_is_as_it_was_approved(lang: Lang) -> None:
    """Golden files; after a change on purpose: python tests/golden/make_summary.py."""
    file = GOLDEN / f"summary-android-{lang}.html"
    assert paper_of(phone("sample"), lang) == file.read_text(encoding="utf-8"), "run python tests/golden/make_summary.py and look at it"


@pytest.mark.parametrize("name", ["sample", "android-10.txt", "seven-days.txt", "work-and-restart.zip", "later-android-16.txt", "full"])
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_of_an_iphone_is_on_it(lang: Lang, name: str) -> None:
    page = paper_of(full_phone() if name == "full" else phone(name), lang)
    assert not re.findall(OF_AN_IPHONE, re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("lang", LANGS)
def test_it_goes_by_screen_with_the_ways_of_this_android(lang: Lang) -> None:
    """Each screen once, each change below its own, with what the file can't tell."""
    verdict, say, page = verdict_on(phone("sample")), say_of(phone("sample"), lang), sheet_of(phone("sample"), lang)
    assert [screen.name for screen in page.screens] == [say.screen_name(each.screen) for each in verdict.screens if each.set]
    assert all(screen.way.startswith({"en": "Settings › ", "zh": "设置 › "}[lang]) for screen in page.screens)
    assert sum(len(screen.changes) for screen in page.screens) == len(verdict.changes) <= MAX_CHANGES
    assert page.limits == tuple(say.of_phone(f"limit.{name}") for name in _LIMITS)
    assert page.limits_title == say.of_phone("limit.title")


@pytest.mark.parametrize("lang", LANGS)
def test_a_second_copy_is_told_from_the_first_and_marked_once(lang: Lang) -> None:
    page = sheet_of(phone("work-and-restart.zip"), lang)
    mark = {"en": "WeChat (second copy)", "zh": "微信（分身）"}[lang]
    told = [change for screen in page.screens for change in screen.changes if mark in change.title]
    (copy,) = told
    assert copy.why.count(mark) == 1
    assert copy.why.count({"en": "second copy", "zh": "分身"}[lang]) == 1
    assert any(mark in screen.others and mark[:2] in screen.others.replace(mark, "") for screen in page.screens), "both are named"


@pytest.mark.parametrize(("version", "setting"), [(10, "Deny"), (11, "Ask every time"), (14, "Ask every time")])
def test_what_is_said_of_all_other_apps_names_what_this_android_has(version: int, setting: str) -> None:
    """Android 10 had no “Ask every time”."""
    report = full_phone(apps=3, unknown=0, version=version)
    verdict, say = verdict_on(report), say_of(report, "en")
    (location,) = [screen for screen in verdict.screens if screen.screen == "location"]
    location = location.model_copy(update={"others": "ask-next-time"})
    assert f"“{setting}”" in say.others(location)


@pytest.mark.parametrize("lang", LANGS)
def test_however_full_the_phone_the_sheet_stays_bounded(lang: Lang) -> None:
    page = sheet_of(full_phone(), lang)
    assert sum(len(screen.changes) for screen in page.screens) == MAX_CHANGES
    assert page.more
    assert page.type_size != "tight"
    assert len(render(page, words_in(lang))) < 40_000
    hidden = paper_of(full_phone(), lang, hide_names=True)
    assert "nobody_knows" not in hidden


@pytest.mark.parametrize("lang", LANGS)
def test_special_access_names_a_few_apps_and_counts_the_others(lang: Lang) -> None:
    verdict, say = full_verdict(), say_of(full_phone(), lang)
    told = [len(apps) for each in special_access(verdict) for apps in (each.apps, each.expected) if apps]
    lines = list(special_lines(verdict, say))
    assert max(told) > 60
    for count, line in zip(told, lines, strict=True):
        assert len(line) < 800
        assert (say.words("walk.more-apps", n=count - 8) in line) == (count > 8)


@pytest.mark.parametrize(("granted", "flags", "said"), [(False, "USER_SET", "It is off now."), (True, "ONE_TIME", "has to ask each time")])
def test_what_was_used_and_is_off_by_now_is_told_as_that_and_not_as_fine_in_itself(granted: bool, flags: str, said: str) -> None:
    """Not “Browsing does not need your contacts”, below a heading that says what is fine."""
    made = Phone()
    made.app("org.outline.android.client").grant("READ_CONTACTS", granted, flags).access("READ_CONTACTS", "top", ago=hours(9))
    report = read_report([("x.zip", made.zip())])
    verdict, say = verdict_on(report), say_of(report, "en")
    (app,) = verdict.assessment.in_state("judged")
    assert not app.findings
    (line,) = say.fine(app, report.can)
    assert said in line
    assert "does not need" not in line


def test_a_long_question_reads_well_in_chinese() -> None:
    verdict, say = full_verdict(), say_of(full_phone(), "zh")
    questions = [say.question(app) for app in verdict.asked]
    assert any("此外：2026 年" in question for question in questions)
    assert not any("它还 2026" in question for question in questions)
