"""The verdict as lines: what limits it comes first, a sentence for each tier, why it isn't better, and what to ask."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from report_lines import access, at, ndjson, network, read

from coach.catalogue import Naming
from coach.content import UNKNOWN_TYPE, load_content
from coach.errors import UnusableInput
from coach.judge import Verdict, judge
from coach.lines import (
    headline,
    limit_lines,
    question_lines,
    recorded_lines,
    score_lines,
    told_lines,
    verdict_lines,
    why_not_better,
)
from coach.models import LANGS, Lang
from coach.plan import Plan
from coach.tables import app_rows
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
SAY = {lang: Wording(CONTENT, words_in(lang), 18) for lang in LANGS}
SHOP, CHAT, MAPS = "com.taobao.taobao4iphone", "com.tencent.xin", "com.autonavi.amap"
WEEK = range(7)


def week(app: str, category: str, hour: int = 12, days: Iterable[int] = WEEK) -> list[str]:
    return [line for day in days for line in access(app, category, at(hour, day=day))]


EXCESS, ROOM, FINE = week(SHOP, "contacts"), week(CHAT, "photos"), week(MAPS, "location")
ASKED = week("com.example.luma", "photos", days=[3])
STRIKING = [line for hour in range(24) for day in WEEK for line in access("com.example.day", "location", at(hour, day=day))]
LISTED = network("com.example.quiet", "a.example")
WHOLE = [*week(MAPS, "location", days=range(8)), *network(MAPS, "restapi.amap.com")]
"""A whole week of both kinds of line."""


def verdict_on(*lines: str, plan: Plan | None = None) -> Verdict:
    return judge(read(ndjson(lines)), CONTENT, plan)


HEADLINES: dict[str, tuple[list[str], str, str]] = {
    "fine": (FINE, "Nothing to change in 1 app.", "1 个 App 都不用改。"),
    "fine, one asked": (FINE + ASKED, "Nothing to change in 1 app that we know.", "我们认识的 1 个 App 都不用改。"),
    "room": (
        FINE + ROOM,
        "Nothing alarming. 1 setting can be smaller, at little or no cost.",
        "没有严重的问题。有 1 处设置可以收紧，几乎不影响使用。",
    ),
    "excess": (
        FINE + EXCESS,
        "1 app looks further than it needs to. 1 change would fix it.",
        "有 1 个 App 用权限超出了需要。建议改 1 处。",
    ),
    "two of one app": (
        EXCESS + week(SHOP, "photos"),
        "1 app looks further than it needs to. 1 change would fix it. 1 more setting can be smaller, at little or no cost.",
        "有 1 个 App 用权限超出了需要。建议改 1 处。另有 1 处设置可以收紧，几乎不影响使用。",
    ),
    "excess and room": (
        EXCESS + ROOM,
        "1 app looks further than it needs to. 1 change would fix it. 1 more setting can be smaller, at little or no cost.",
        "有 1 个 App 用权限超出了需要。建议改 1 处。另有 1 处设置可以收紧，几乎不影响使用。",
    ),
    "striking": (
        FINE + STRIKING,
        "1 app that we don't know stands out. Tell us what it is for.",
        "有 1 个还不认识的 App 值得留意。请告诉我们是做什么用的。",
    ),
    "striking and room": (
        ROOM + STRIKING,
        "1 app that we don't know stands out. Tell us what it is for. 1 setting can be smaller, at little or no cost.",
        "有 1 个还不认识的 App 值得留意。请告诉我们是做什么用的。有 1 处设置可以收紧，几乎不影响使用。",
    ),
    "striking, excess and room": (
        EXCESS + ROOM + STRIKING,
        "1 app that we don't know stands out. Tell us what it is for. 1 app looks further than it needs to. "
        "1 change would fix it. 1 more setting can be smaller, at little or no cost.",
        "有 1 个还不认识的 App 值得留意。请告诉我们是做什么用的。有 1 个 App 用权限超出了需要。建议改 1 处。"
        "另有 1 处设置可以收紧，几乎不影响使用。",
    ),
    "striking alone": (
        STRIKING,
        "1 app that we don't know stands out. Tell us what it is for.",
        "有 1 个还不认识的 App 值得留意。请告诉我们是做什么用的。",
    ),
    "asked alone": (
        ASKED,
        "We don't know yet what 1 app is for. Tell us, and we can judge it.",
        "有 1 个 App 还不认识。告诉我们是做什么用的，就能判断。",
    ),
    "listed alone": (
        access("com.example.quiet", "photos", at(9), picker=True) + LISTED,
        "None of these apps used a permission that we can judge.",
        "这些 App 都没有用过我们能判断的权限。",
    ),
    "an hour, and nothing to change": (
        access(MAPS, "location", at(9)),
        "Nothing to change in what was recorded so far.",
        "到目前为止的记录里，没有要改的。",
    ),
    "an hour, and room": (
        access(CHAT, "photos", at(9)),
        "1 setting can be smaller, at little or no cost.",
        "有 1 处设置可以收紧，几乎不影响使用。",
    ),
    "without the part about permissions": (
        network(MAPS, "restapi.amap.com"),
        "This report does not show which permissions apps used.",
        "这份报告看不出 App 用过哪些权限。",
    ),
    "no app": (
        ['{"_marker":"<metadata>","exportTimestamp":"2021-07-01T10:00:00.000+08:00"}'],
        "No app is in this report yet. Use the phone for some days, then export a new one.",
        "这份报告里还没有任何 App 的记录。用几天手机，再导出一次。",
    ),
}


@pytest.mark.parametrize("mix", HEADLINES)
def test_the_headline_has_a_sentence_for_each_tier(mix: str) -> None:
    lines, english, chinese = HEADLINES[mix]
    verdict = verdict_on(*lines)
    assert (headline(verdict, SAY["en"]), headline(verdict, SAY["zh"])) == (english, chinese)


@pytest.mark.parametrize("lang", LANGS)
def test_the_headline_counts_apps_changes_and_settings_apart(lang: Lang) -> None:
    more = week("com.meituan.imeituan", "contacts") + week("com.meituan.imeituan", "microphone") + week(CHAT, "location")
    verdict = verdict_on(*EXCESS, *ROOM, *more)
    excess, room = ([item for item in verdict.changes if item.tier == tier] for tier in ("excess", "room"))
    apps = {item.bundle_id for item in excess}
    words = words_in(lang)
    assert headline(verdict, SAY[lang]).startswith(words("headline.excess", n=len(apps), changes=words("count.changes", n=len(excess))))
    assert headline(verdict, SAY[lang]).endswith(words("headline.room-too", n=len(room)))
    assert [*excess, *room] == list(verdict.changes), "faults come first"


@pytest.mark.parametrize("lang", LANGS)
def test_no_good_word_is_said_of_the_phone_while_a_striking_app_waits(lang: Lang) -> None:
    told = headline(verdict_on(*ROOM, *STRIKING), SAY[lang])
    assert {"en": "Nothing alarming", "zh": "没有严重的问题"}[lang] not in told


# What limits the verdict


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_limits_a_whole_week(lang: Lang) -> None:
    verdict = verdict_on(*EXCESS, *WHOLE)
    assert verdict.assessment.enough
    assert list(limit_lines(verdict, SAY[lang])) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_short_report_and_one_without_addresses_are_graded_and_say_so_first(lang: Lang) -> None:
    verdict = verdict_on(*week(SHOP, "contacts", days=range(4)))
    assert verdict.assessment.grade == "B"
    short, missing = list(limit_lines(verdict, SAY[lang]))
    assert (
        short
        == {
            "en": "The report covers only 3 days. That is too short to judge a whole week.",
            "zh": "只记录了 3 天，太短，还看不出一整周的情况。",
        }[lang]
    )
    assert (
        missing
        == {
            "en": "The part about web addresses is missing in this report. So nothing is said of companies, good or bad.",
            "zh": "这份报告里没有连接网址的记录，所以第三方公司这方面好坏都不说。",
        }[lang]
    )
    assert list(verdict_lines(verdict, SAY[lang]))[:2] == [short, missing]


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (1, "60 minutes", "60 分钟"),
        (5, "5 hours", "5 小时"),
        (47, "47 hours", "47 小时"),
    ],
)
def test_under_two_days_there_is_no_grade_and_the_length_says_why(hours: int, english: str, chinese: str) -> None:
    end = at(9) + timedelta(hours=hours)
    verdict = verdict_on(*access(SHOP, "contacts", at(9)), *access(MAPS, "location", end, end))
    assert (verdict.assessment.enough, verdict.assessment.score, verdict.assessment.grade) == (False, None, None)
    no_network = {lang: words_in(lang)("verdict.no-network") for lang in LANGS}
    assert list(limit_lines(verdict, SAY["en"])) == [
        f"Too little was recorded for a grade: {english}. Let the phone record for a week.",
        no_network["en"],
    ]
    assert list(limit_lines(verdict, SAY["zh"])) == [f"记录太少，还不能评级：只有 {chinese}。让手机记满一周再看。", no_network["zh"]]
    assert [item.phone_gain for item in verdict.changes] == [0], "the change stands, and no score is promised"
    for lang in LANGS:
        assert list(score_lines(verdict, SAY[lang])) == []
        assert why_not_better(verdict, SAY[lang]) == ""


def test_two_days_are_enough() -> None:
    assert verdict_on(*access(SHOP, "contacts", at(9)), *access(MAPS, "location", at(9, day=2))).assessment.enough


@pytest.mark.parametrize("lang", LANGS)
def test_without_the_part_about_permissions_there_is_no_grade(lang: Lang) -> None:
    verdict = verdict_on(*network(CHAT, "ulogs.umeng.com", at(9, day=7), at(9)))
    assert (verdict.assessment.enough, verdict.assessment.score) == (False, None)
    missing = {
        "en": "The part about permissions is missing in this report. "
        "So there is no grade, and nothing is said of permissions, good or bad.",
        "zh": "这份报告里没有权限的记录，所以不评级，权限这方面好坏都不说。",
    }[lang]
    assert list(limit_lines(verdict, SAY[lang])) == [missing]
    short = verdict_on(*network(CHAT, "ulogs.umeng.com", at(15), at(9)))
    assert list(limit_lines(short, SAY[lang])) == [missing, words_in(lang)("verdict.short", days=SAY[lang].length(6 * 60))]


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_not_recorded_is_not_told_as_clean(lang: Lang) -> None:
    """Of an app that nobody knows, in a report without the part about permissions."""
    quiet, net_only = verdict_on(*WHOLE, *LISTED), verdict_on(*LISTED)
    for verdict, told in ((quiet, words_in(lang)("state.listed")), (net_only, "")):
        say = Wording(CONTENT, words_in(lang), 18, verdict.report.summary)
        listed = [app for app in verdict.assessment.apps if app.state == "listed"]
        assert [row.cells[-1] for row in app_rows(listed, {}, say)] == [told]
    assert [screen for screen in net_only.screens if screen.others] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_length_of_a_short_report_is_told_as_it_was(lang: Lang) -> None:
    lines = [*week(MAPS, "location", days=range(3)), *access(MAPS, "location", at(19, day=3)), *network(MAPS, "restapi.amap.com")]
    assert list(limit_lines(verdict_on(*lines), SAY[lang])) == [
        {
            "en": "The report covers only 3.3 days. That is too short to judge a whole week.",
            "zh": "只记录了 3.3 天，太短，还看不出一整周的情况。",
        }[lang]
    ]


SHARE = re.compile(r"(?:out of|on each of the|On each of) ([0-9]+)|有记录的 ([0-9]+) 天里")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("days", "window"),
    [([0], 0), ([0, 1, 2], 3), ([0, 1, 2, 5], 4), ([0, 1, 20, 21, 22], 3), ([0, 3, 6, 9], 3), ([*range(7), 20, 21], 7), (range(9), 7)],
    ids=str,
)
def test_no_share_is_of_more_days_than_were_recorded(days: Iterable[int], window: int, lang: Lang) -> None:
    """A gap of two days and more was not recorded. Of a single day no share is told."""
    verdict = verdict_on(*week(SHOP, "contacts", days=days), *week(CHAT, "photos", hour=3, days=days))
    say = Wording(CONTENT, words_in(lang), 18, verdict.report.summary)
    text = "\n".join(verdict_lines(verdict, say))
    shares = {int(one or other) for one, other in SHARE.findall(text)}
    assert shares == ({window} if window else set())


GAPS: dict[str, tuple[list[int], list[str], list[str]]] = {
    "none": ([*range(8)], [], []),
    "a single day": ([0, 1, 2, 4, 5, 6, 7], [], []),
    "two days": (
        [0, 1, 2, 5, 6, 7],
        ["Nothing was recorded from 27 November 2025 to 28 November 2025. So nothing is said of these 2 days."],
        ["从 2025 年 11 月 27 日到 2025 年 11 月 28 日，这 2 天没有记录，所以好坏都不说。"],
    ),
    "two stretches": (
        [0, 1, 4, 8],
        [
            "In 2 stretches of two days or more, nothing was recorded. "
            "The longest is from 29 November 2025 to 1 December 2025. So nothing is said of them."
        ],
        ["有 2 段时间连续两天以上没有记录。最长的一段从 2025 年 11 月 29 日到 2025 年 12 月 1 日。这些日子好坏都不说。"],
    ),
}


@pytest.mark.parametrize("which", GAPS)
def test_days_without_any_line_are_told_first(which: str) -> None:
    days, english, chinese = GAPS[which]
    lines = [*week(MAPS, "location", days=days), *network(MAPS, "restapi.amap.com", at(9, day=max(days)), at(9))]
    told = {lang: list(limit_lines(verdict_on(*lines), SAY[lang])) for lang in LANGS}
    assert told == {"en": english, "zh": chinese}


def test_a_contact_on_a_day_is_a_line_on_it() -> None:
    lines = [*week(MAPS, "location", days=[0, 1, 2, 5, 6, 7]), *network(MAPS, "restapi.amap.com", at(9, day=3))]
    assert list(limit_lines(verdict_on(*lines), SAY["en"])) == []


def test_between_two_reports_of_contacts_alone_is_a_gap_too() -> None:
    apart = network(MAPS, "restapi.amap.com", at(9, day=6), at(9)) + network(MAPS, "restapi.amap.com", at(9, day=20), at(9, day=12))
    assert [(last - first).days + 1 for first, last in verdict_on(*apart).report.summary.gaps] == [5]


# What one app carries of the others


def carried(app: str, hosts: int = 40) -> list[str]:
    return [line for number in range(hosts) for line in network(app, f"host{number}.example")]


@pytest.mark.parametrize("lang", LANGS)
def test_an_app_that_carries_the_others_hides_whom_they_contact(lang: Lang) -> None:
    vpn = "com.cloudflare.1dot1dot1dot1"
    verdict = verdict_on(*WHOLE, *carried(vpn))
    assert list(limit_lines(verdict, SAY[lang])) == [words_in(lang)("verdict.hidden", app=SAY[lang].name(verdict.app(vpn)))]
    assert list(limit_lines(verdict_on(*WHOLE, *carried("com.apple.mobilesafari")), SAY[lang])) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("looked", [[], access("com.example.tunnel", "location", at(9))], ids=["listed", "asked"])
def test_of_an_app_that_nobody_knows_it_is_told_that_it_may(looked: list[str], lang: Lang) -> None:
    tunnel, words = "com.example.tunnel", words_in(lang)
    told = {None: "verdict.hidden-maybe", "vpn-network-tool": "verdict.hidden", "gaming": None}
    for kind, key in told.items():
        plan = Plan(apps={tunnel: Naming(types=(kind,))}) if kind else None
        verdict = verdict_on(*WHOLE, *looked, *carried(tunnel), plan=plan)
        name = SAY[lang].name(verdict.app(tunnel))
        assert list(limit_lines(verdict, SAY[lang])) == ([words(key, app=name)] if key else [])
    assert list(limit_lines(verdict_on(*WHOLE, *carried(tunnel, 5)), SAY[lang])) == [], "most of a few tell nothing"


# What was recorded


@pytest.mark.parametrize("lang", LANGS)
def test_looks_are_counted_without_what_the_person_picked_and_that_beside_them(lang: Lang) -> None:
    picked = [line for day in range(3) for line in access(CHAT, "photos", at(15, day=day), picker=True)]
    _, counted = recorded_lines(verdict_on(*WHOLE, *picked), SAY[lang])
    assert (
        counted
        == {
            "en": "2 apps, 8 looks, 1 contact with web addresses. "
            "And 3 times you chose something yourself in the iPhone's own picker. Those do not count as looks.",
            "zh": "2 个 App，用权限 8 次，连接网址 1 次。另外，你自己用 iPhone 的系统选择器选过 3 次，不算在内。",
        }[lang]
    )
    _, without = recorded_lines(verdict_on(*WHOLE), SAY[lang])
    assert without == {"en": "1 app, 8 looks, 1 contact with web addresses.", "zh": "1 个 App，用权限 8 次，连接网址 1 次。"}[lang]


def broken(number: int, whole: list[str]) -> Verdict:
    return verdict_on(*whole, *["{broken"] * number)


@pytest.mark.parametrize("lang", LANGS)
def test_more_than_a_tenth_of_lines_that_could_not_be_read_is_told_first(lang: Lang) -> None:
    whole = [*WHOLE, *network(MAPS, "m5.amap.com"), *week(SHOP, "contacts", days=range(8)), *week(CHAT, "photos", days=[3])]
    few, many = broken(4, whole), broken(5, whole)
    assert (len(whole), list(limit_lines(few, SAY[lang]))) == (36, []), "4 of 40 are a tenth"
    words = words_in(lang)
    told = words("verdict.many-skipped", name="report-1.ndjson", n=5, records=41, fault=words("problem.bad-json"), line=37)
    assert list(limit_lines(many, SAY[lang])) == [told]
    assert many.assessment.grade == few.assessment.grade
    assert next(verdict_lines(many, SAY[lang])) == told


def test_of_a_file_with_more_unusable_records_than_usable_ones_there_is_no_verdict() -> None:
    assert broken(14, EXCESS).changes
    with pytest.raises(UnusableInput):
        broken(15, EXCESS)


# Score and what it means


@pytest.mark.parametrize("lang", LANGS)
def test_the_grade_is_told_with_what_it_means_and_of_how_many_apps(lang: Lang) -> None:
    words = words_in(lang)
    verdict = verdict_on(*FINE, *ROOM, *ASKED, *week("com.example.other", "photos", days=[3]))
    phone, known = score_lines(verdict, SAY[lang])
    assert phone == words("verdict.phone", score=verdict.assessment.score, grade="A", meaning=words("grade.A"))
    assert (
        known
        == {
            "en": "This counts the 2 apps we know; 2 wait for your answer.",
            "zh": "只算我们认识的 2 个 App，还有 2 个等你回答。",
        }[lang]
    )
    assert len(list(score_lines(verdict_on(*FINE, *ROOM), SAY[lang]))) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_while_a_striking_app_waits_the_grade_is_told_without_what_it_means(lang: Lang) -> None:
    verdict = verdict_on(*FINE, *ROOM, *STRIKING)
    phone, _ = score_lines(verdict, SAY[lang])
    assert phone == words_in(lang)("verdict.phone-waiting", score=verdict.assessment.score, grade=verdict.assessment.grade)
    assert words_in(lang)("grade.A") not in phone


@pytest.mark.parametrize("lang", LANGS)
def test_why_it_is_not_better_names_the_worst_apps_with_their_topic_and_points(lang: Lang) -> None:
    assert why_not_better(verdict_on(*FINE), SAY[lang]) == ""
    assert (
        why_not_better(verdict_on(*EXCESS, *ROOM), SAY[lang])
        == {
            "en": "Most points lost: Taobao (Contacts, −25) and WeChat (Photos, −5).",
            "zh": "分数主要扣在：淘宝（通讯录，−25）和微信（照片，−5）。",
        }[lang]
    )


@pytest.mark.parametrize("lang", LANGS)
def test_why_it_is_not_better_names_three_apps_at_most(lang: Lang) -> None:
    shops = ["com.meituan.imeituan", SHOP, "com.xunmeng.pinduoduo", "com.360buy.jdmobile", "com.sankuai.dianping"]
    told = why_not_better(verdict_on(*(line for shop in shops for line in week(shop, "contacts"))), SAY[lang])
    assert told.count("−") == 3


# What to ask, and what to know


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", [1, 3, 4, 30])
def test_the_first_few_unknown_apps_are_asked_about_with_what_they_did(number: int, lang: Lang) -> None:
    verdict = verdict_on(*(line for app in range(number) for line in access(f"com.example.luma{app}", "photos", at(9))))
    lines = list(question_lines(verdict, SAY[lang]))
    asked = [line for line in lines if "luma" in line]
    assert len(asked) == min(number, 3)
    assert all(line.endswith({"en": " What is it for?", "zh": "它是做什么用的？"}[lang]) for line in asked)
    left = [words_in(lang)("verdict.more", n=number - 3)] if number > 3 else []
    assert lines[len(asked) :] == left


def test_an_app_that_only_used_the_picker_or_the_net_or_is_known_is_not_asked_about() -> None:
    lines = access("com.example.picker", "photos", at(9), picker=True) + network("com.example.quiet", "a.example")
    lines += week("com.example.said", "photos") + FINE + ASKED
    plan = Plan(apps={"com.example.said": Naming(types=("gaming",)), "com.example.luma": Naming(types=(UNKNOWN_TYPE,))})
    assert [app.profile.bundle_id for app in verdict_on(*lines, plan=plan).asked] == ["com.example.luma"]


@pytest.mark.parametrize("lang", LANGS)
def test_long_stretches_are_told_whatever_they_cost_the_first_few(lang: Lang) -> None:
    calls = ["us.zoom.videomeetings", "com.tencent.meeting", CHAT, "net.whatsapp.WhatsApp", "org.whispersystems.signal", "com.skype.skype"]
    lines = [line for place, app in enumerate(calls) for line in access(app, "microphone", at(9, place), at(9 + 20, place))]
    told = list(told_lines(verdict_on(*lines), SAY[lang]))
    assert len(told) == 6
    assert all(words_in(lang)("finding.left-on") in line for line in told[:5])
    assert told[5] == words_in(lang)("verdict.more", n=1)


@pytest.mark.parametrize("lang", LANGS)
def test_companies_are_told_of_the_whole_phone_with_what_tracking_off_does(lang: Lang) -> None:
    words = words_in(lang)
    lines = list(verdict_lines(verdict_on(*FINE, *network(CHAT, "ulogs.umeng.com"), *network(SHOP, "ulogs.umeng.com")), SAY[lang]))
    (told,) = [line for line in lines if words("verdict.tracking", n=1) in line or words("verdict.tracking", n=2) in line]
    assert told.endswith(SAY[lang].of_phone("tracking"))
    assert not [line for line in verdict_lines(verdict_on(*FINE), SAY[lang]) if SAY[lang].of_phone("tracking") in line]
