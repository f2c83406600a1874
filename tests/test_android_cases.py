"""Made-up Android phones with a right answer: who must never be accused, what must be found, who is asked, and what is only an offer."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

import pytest
from android_dumps import App, Phone, days, hours, minutes, packed, seconds
from each import each
from report_lines import access, at, ndjson

from coach.catalogue import Naming
from coach.content import load_content
from coach.errors import UnusableInput
from coach.export import export
from coach.judge import Verdict, judge
from coach.lines import check_lines, verdict_lines
from coach.models import LANGS, AppAssessment
from coach.plan import KnownSetting, Plan, decide
from coach.reading import read_report
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content("android")
WEEK = ndjson([line for day in range(7) for line in access("com.autonavi.amap", "location", at(12, day=day))])
ONE, TWO, NEWS = "com.example.one", "com.example.two", "com.example.news"
LOCATION, PRECISE, ALWAYS = "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "ACCESS_BACKGROUND_LOCATION"
ROLES: dict[str, list[str]] = {"SMS": [], "DIALER": [], "HOME": [], "ASSISTANT": []}


def judged(phone: Phone | bytes, kinds: Mapping[str, str] | None = None) -> Verdict:
    """kinds: what the person says that apps are, by id."""
    said = {name: Naming(types=(kind,)) for name, kind in (kinds or {}).items()}
    report = read_report([("phone.zip", phone if isinstance(phone, bytes) else phone.zip())])
    return judge(report, CONTENT, Plan(apps=said))


def say(verdict: Verdict, lang: str = "en") -> Wording:
    return Wording(CONTENT, words_in(lang), CONTENT.version_of(verdict.system), verdict.report.summary)


def found(app: AppAssessment) -> list[str]:
    return [f"{finding.tier} {finding.topic}: {finding.rule}" for finding in app.findings]


def one_app(kind: str, made: Callable[[App], object], android: int = 14) -> Verdict:
    """A phone with one app of a kind."""
    phone = Phone(version=android, roles={name: [*apps] for name, apps in ROLES.items()}, keyboard="com.example.keys")
    made(phone.app(ONE).opened(days(1)))
    return judged(phone, {ONE: kind})


def in_use(app: App, *ops: str) -> App:
    for op in ops:
        app.mode(op, "foreground")
    return app


# Held, and used.


def test_an_app_that_holds_the_microphone_and_never_used_it_is_offered_to_lose_nothing() -> None:
    verdict = one_app("news", lambda app: app.grant("RECORD_AUDIO"))
    app = verdict.app(ONE)
    (item,) = verdict.changes
    assert (item.permission, item.tier, item.setting, app.grade) == ("microphone", "room", "off", "A")
    assert "nothing is lost" in say(verdict).advice(item, app).why
    assert "什么也不会少" in say(verdict, "zh").advice(item, app).why


def test_an_access_of_what_is_not_needed_costs_more_than_holding_it() -> None:
    held = one_app("news", lambda app: app.grant("READ_CONTACTS")).app(ONE)
    used = one_app("news", lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "top", ago=days(2))).app(ONE)
    behind = one_app("news", lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=days(2))).app(ONE)
    assert [app.score for app in (held, used, behind)] == [95, 75, 70]
    assert [app.findings[0].tier for app in (held, used, behind)] == ["room", "excess", "excess"]


def test_an_access_that_is_too_long_ago_is_told_and_held_against_nobody() -> None:
    verdict = one_app("news", lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=days(31)))
    assert found(verdict.app(ONE)) == ["room contacts: held-not-needed"]
    assert "more than 30 days ago" in say(verdict).finding(verdict.app(ONE), verdict.app(ONE).findings[0])
    assert found(one_app("news", lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=days(29))).app(ONE)) == [
        "excess contacts: behind-not-needed"
    ]


def test_all_that_an_app_only_holds_never_takes_it_below_c() -> None:
    def everything(app: App) -> None:
        for topic in ("READ_CONTACTS", "RECORD_AUDIO", "CAMERA", "READ_SMS", "READ_CALL_LOG", "READ_CALENDAR", "BODY_SENSORS"):
            app.grant(topic)
        for topic in (LOCATION, PRECISE, ALWAYS, "READ_MEDIA_IMAGES", "READ_MEDIA_AUDIO", "ACTIVITY_RECOGNITION", "BLUETOOTH_SCAN"):
            app.grant(topic)

    app = one_app("news", everything).app(ONE)
    assert len(app.findings) > 8
    assert {finding.tier for finding in app.findings} == {"room"}
    assert (app.score, app.grade) == (65, "C")


# In the background.


def test_location_noted_in_the_background_though_only_allowed_in_use_accuses_nobody() -> None:
    def tuesday_at_eight(app: App) -> None:
        in_use(app, "FINE_LOCATION", "COARSE_LOCATION").grant(LOCATION).grant(PRECISE)
        app.access("FINE_LOCATION", "bg", ago=days(2) + hours(13.5)).access("FINE_LOCATION", "top", ago=days(3))

    verdict = one_app("ride-hailing", tuesday_at_eight)
    assert found(verdict.app(ONE)) == []
    assert verdict.changes == ()


def test_an_app_allowed_all_the_time_that_looked_from_the_background_is_told_to_change() -> None:
    def always(app: App) -> None:
        app.grant(LOCATION).grant(PRECISE).grant(ALWAYS).access("FINE_LOCATION", "bg", ago=hours(2))

    verdict = one_app("food-delivery", always)
    (item,) = verdict.changes
    assert (item.tier, item.setting, item.finding.points) == ("excess", "while-using", -10)


def test_allowed_all_the_time_and_not_used_so_is_an_offer() -> None:
    def always(app: App) -> None:
        app.grant(LOCATION).grant(PRECISE).grant(ALWAYS).access("FINE_LOCATION", "top", ago=hours(2))

    verdict = one_app("food-delivery", always)
    (item,) = verdict.changes
    assert (item.tier, item.setting, item.finding.points) == ("room", "while-using", -8)


NOT_ACCUSED: dict[str, tuple[str, Callable[[App], object]]] = {
    "a weather app that looks all day": (
        "weather",
        lambda app: app.grant(LOCATION).grant(ALWAYS).access("COARSE_LOCATION", "bg", ago=hours(1)),
    ),
    "a run that shows a notice": (
        "fitness",
        lambda app: in_use(app, "FINE_LOCATION").grant(PRECISE).access("FINE_LOCATION", "fgsvc", ago=hours(1), lasted=minutes(50)),
    ),
    "a call that shows a notice": (
        "instant-messaging",
        lambda app: app.grant("RECORD_AUDIO").access("RECORD_AUDIO", "fgsvc", ago=hours(1), lasted=minutes(50)),
    ),
    "the screen was on a moment before": (
        "instant-messaging",
        lambda app: (
            app.grant("RECORD_AUDIO").access("RECORD_AUDIO", "bg", ago=hours(1)).access("VIBRATE", "top", ago=hours(1) + seconds(20))
        ),
    ),
    "a chat that keeps your contacts up to date": (
        "instant-messaging",
        lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1)),
    ),
    "a check of the phone's number that looks like reading messages": (
        "news",
        lambda app: app.access("READ_SMS", "bg", ago=days(1)).refuse("WRITE_SMS", "bg", ago=days(1) - seconds(0.004)),
    ),
    "asked each time": ("news", lambda app: app.grant("RECORD_AUDIO", flags="ONE_TIME").access("RECORD_AUDIO", "top", ago=hours(1))),
    "switched off since": ("news", lambda app: app.grant("RECORD_AUDIO", granted=False).access("RECORD_AUDIO", "bg", ago=hours(1))),
    "set by the employer": (
        "news",
        lambda app: app.grant("READ_CONTACTS", flags="POLICY_FIXED").access("READ_CONTACTS", "bg", ago=hours(1)),
    ),
    "set by the maker": ("news", lambda app: app.grant("READ_CONTACTS", flags="SYSTEM_FIXED").access("READ_CONTACTS", "bg", ago=hours(1))),
    "refused": ("news", lambda app: app.grant("READ_SMS", granted=False).refuse("READ_SMS", "bg", ago=hours(1))),
    "in the future": ("news", lambda app: app.grant("RECORD_AUDIO", granted=False).access("CAMERA", "bg", ago=-days(2))),
    "only shown": ("news", lambda app: app.access("READ_CLIPBOARD", "bg", ago=hours(1)).access("WIFI_SCAN", "bg", ago=hours(1))),
}


@each("name", NOT_ACCUSED)
def test_nobody_innocent_is_accused(name: str) -> None:
    kind, made = NOT_ACCUSED[name]
    verdict = one_app(kind, made)
    assert [each for app in verdict.assessment.apps for each in found(app) if each.startswith("excess")] == []


def test_what_the_employer_set_is_said_and_not_advised() -> None:
    verdict = one_app("news", lambda app: app.grant("READ_CONTACTS", flags="POLICY_FIXED").access("READ_CONTACTS", "bg", ago=hours(1)))
    assert verdict.changes == ()
    assert say(verdict).told(verdict.app(ONE)) == [
        "Contacts: your employer set this for one?. You can't change it.",
    ]


def test_a_no_that_works_is_praised() -> None:
    verdict = one_app("news", lambda app: app.grant("READ_SMS", granted=False).refuse("READ_SMS", "bg", ago=hours(1)))
    praise = "On 12 March 2026, 20:30, the phone said no to one?: Text messages. So your no works."
    assert say(verdict).refused(verdict.app(ONE)) == [praise]
    assert praise in verdict_lines(verdict, say(verdict))


# Who is left alone, and who is asked.


def test_the_app_for_messages_and_the_system_are_left_alone() -> None:
    phone = Phone(roles={**ROLES, "SMS": [ONE]})
    for app in (phone.app(ONE), phone.app(TWO, system=True)):
        app.grant("READ_SMS").access("READ_SMS", "bg", ago=hours(1))
    verdict = judged(phone, {ONE: "instant-messaging"})
    assert [app.state for app in verdict.assessment.apps] == ["system", "system"]
    assert verdict.changes == ()
    assert "in charge of your messages" in say(verdict).fine_use(verdict.app(ONE), "sms")


def test_an_app_of_the_catalogue_that_came_with_the_phone_is_judged() -> None:
    phone = Phone()
    phone.app("com.sankuai.meituan", system=True).grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1))
    assert judged(phone).app("com.sankuai.meituan").judged


def test_a_keyboard_is_judged_only_where_the_file_says_that_it_is_not_the_one_in_use() -> None:
    def state(keyboard: str) -> str:
        phone = Phone(keyboard=keyboard)
        phone.app(ONE).grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1))
        return judged(phone, {ONE: "input-method"}).app(ONE).state

    assert [state(keyboard) for keyboard in ("", ONE, TWO)] == ["system", "system", "judged"]


def test_an_app_that_nobody_knows_is_asked_about_and_not_scored() -> None:
    phone = Phone()
    phone.app(ONE).grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1))
    phone.app(TWO).grant("READ_CONTACTS")
    verdict = judged(phone)
    assert [(app.profile.bundle_id, app.state, app.score) for app in verdict.assessment.apps] == [
        (ONE, "asked", None),
        (TWO, "listed", None),
    ]
    assert say(verdict).question(verdict.app(ONE)) == "one? looked in your contacts on 12 March 2026, 20:30. What is it for?"


def test_after_a_restart_nobody_is_accused() -> None:
    phone = Phone(uptime=hours(5))
    phone.restart(ago=hours(5), packages=20)
    phone.app(ONE).grant("READ_CONTACTS").access("READ_CONTACTS", "cch", ago=hours(5) - minutes(2))
    verdict = judged(phone, {ONE: "news"})
    assert found(verdict.app(ONE)) == ["room contacts: held-not-needed"]
    assert any("switched on" in line for line in verdict_lines(verdict, say(verdict)))


def test_a_work_profile_is_kept_apart_and_a_second_copy_is_an_app_of_its_own() -> None:
    phone = Phone(users={0: "full.SYSTEM", 10: "profile.MANAGED", 999: "profile.CLONE", 11: "full.SECONDARY"})
    for user in phone.users:
        phone.app("com.sankuai.meituan", user).grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1))
    verdict = judged(phone)
    states = {app.profile.bundle_id: (app.state, app.score) for app in verdict.assessment.apps}
    assert states == {
        "com.sankuai.meituan": ("judged", 70),
        "com.sankuai.meituan@999": ("judged", 70),
        "com.sankuai.meituan@10": ("listed", None),
    }
    assert say(verdict).name(verdict.app("com.sankuai.meituan@999")) == "Meituan (second copy)"
    assert any("1 app of a work profile" in line for line in verdict_lines(verdict, say(verdict)))
    assert any("1 app of somebody else" in line for line in verdict_lines(verdict, say(verdict)))


# Versions, minutes and parts.


def test_below_android_10_nothing_is_said_of_what_is_allowed() -> None:
    verdict = one_app("news", lambda app: app.grant("READ_CONTACTS").grant("RECORD_AUDIO"), android=9)
    assert verdict.assessment.apps == () or found(verdict.app(ONE)) == []
    assert any("Before Android 10" in line for line in verdict_lines(verdict, say(verdict)))


def test_minutes_count_as_looks_do_but_for_those_on_the_screen() -> None:
    def score(state: str) -> list[str]:
        phone = Phone(version=15)
        app = phone.app(ONE).grant(PRECISE).grant(LOCATION).grant(ALWAYS)
        for day in range(7):
            for number in range(14 * 12):
                app.minute("FINE_LOCATION", state, ago=days(day) + minutes(5 * number))
        verdict = judged(phone.adb().encode(), {ONE: "food-delivery"})
        assert verdict.report.can.series
        return found(verdict.app(ONE))

    assert score("bg") == ["excess location: full-days"]
    assert score("top") == ["room location: allowed-always"]


def test_a_part_that_is_missing_is_told_and_not_read_as_clean() -> None:
    phone = Phone(roles=ROLES)
    phone.app(ONE).grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1))
    without = judged(phone.zip(without=("appops",)), {ONE: "news"})
    assert (without.assessment.score, without.assessment.enough) == (None, False)
    assert any("what apps used is missing" in line for line in verdict_lines(without, say(without)))
    without = judged(phone.zip(without=("package",)), {ONE: "news"})
    assert found(without.app(ONE)) == ["excess contacts: behind-not-needed"]
    assert any("what is allowed is missing" in line for line in verdict_lines(without, say(without)))


def test_the_last_hour_alone_is_no_series() -> None:
    phone = Phone(version=16, qpr=True)
    phone.app(ONE).grant("CAMERA").minute("CAMERA", "bg", ago=minutes(20)).access("CAMERA", "bg", ago=minutes(20))
    verdict = judged(phone, {ONE: "news"})
    assert not verdict.report.can.series
    assert found(verdict.app(ONE)) == ["excess camera: behind-not-needed"]


@pytest.mark.parametrize(
    ("granted", "used", "outcome", "said"),
    [
        (False, 20, "stopped", "It is off now."),
        (True, 20, "still", "The setting is not as you chose it."),
        (True, 2, "still", "The setting is not as you chose it. It was last used on 10 March 2026, 21:30."),
    ],
)
def test_a_later_file_says_itself_whether_a_change_was_made(granted: bool, used: int, outcome: str, said: str) -> None:
    before = one_app("news", lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "top", ago=days(20)))
    (item,) = before.changes
    plan = decide(before.plan, item, "done", datetime(2026, 3, 5, 12, tzinfo=timezone(timedelta(hours=8))))
    phone = Phone()
    phone.app(ONE).grant("READ_CONTACTS", granted=granted).access("READ_CONTACTS", "top", ago=days(used))
    after = judge(read_report([("later.zip", phone.zip())]), CONTENT, plan)
    assert after.check
    (checked,) = after.check.changes
    assert (checked.outcome, after.check.score_now) == (outcome, 87 if granted else 100)
    assert say(after).checked(checked, plan.apps) == f"one?, Contacts: {said}"
    assert list(check_lines(after, say(after)))


def test_of_a_plan_for_an_iphone_only_what_fits_is_taken() -> None:
    phone = Phone()
    phone.app("com.sankuai.meituan").grant("READ_CONTACTS").access("READ_CONTACTS", "top", ago=days(2))
    known = (KnownSetting(bundle_id=ONE, permission="contacts", setting="limited"),)
    verdict = judge(read_report([("phone.zip", phone.zip())]), CONTENT, Plan(settings=known))
    assert verdict.plan.settings == ()


def test_an_iphone_and_an_android_phone_are_refused_together() -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "bg", ago=hours(1))
    with pytest.raises(UnusableInput) as refused:
        read_report([("week.ndjson", WEEK), ("phone.zip", phone.zip())])
    assert refused.value.code == "two-kinds-of-phone"
    both = packed({"week.ndjson": WEEK, "bugreport-x.txt": phone.bug_report()})
    assert read_report([("both.zip", both)]).platform == "ios"


def test_the_json_names_the_phone_and_what_was_read() -> None:
    verdict = one_app("news", lambda app: app.grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=hours(1)))
    report = export(verdict, say(verdict))["report"]
    assert report["platform"] == "android"
    topics = report["can"].pop("topics")
    assert report["can"] == {"series": False, "network": False, "grants": True}
    assert topics["contacts"] == {"accesses": True, "background": True, "minutes": False, "allowed": True}
    assert report["android"] == {
        "version": 14,
        "maker": "Google",
        "app_ops_packages": 1,
        "op_lines": 1,
        "records": 1,
        "accesses": 1,
        "refused": 0,
        "runtime_permissions": 1,
        "granted": 1,
        "unread_lines": 0,
        "sections": {"app_ops": True, "packages": True, "usage": True, "minutes": False},
    }


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_said_of_how_often(lang: str) -> None:
    """Of last accesses nobody knows that, nor of nights and days."""
    phone = Phone()
    for number, op in enumerate(("READ_CONTACTS", "CAMERA", "RECORD_AUDIO", "READ_SMS")):
        app = phone.app(f"com.example.app{number}").grant(op).access(op, "bg", ago=hours(3)).access(op, "top", ago=hours(4))
        phone.app(f"com.example.held{number}").grant(op)
        app.opened(hours(4))
    for kinds in ({}, {app.package: "news" for app in phone.apps}, {app.package: "instant-messaging" for app in phone.apps}):
        verdict = judged(phone, kinds)
        text = say(verdict, lang)
        told = [*verdict_lines(verdict, text)]
        for app_ in verdict.assessment.apps:
            told += [*text.told(app_), *text.fine(app_, verdict.report.can), *(text.finding(app_, each) for each in app_.findings)]
        said = " ".join(told)
        banned = {"en": r"\d+ times|night|\d+ looks|every day|again and again|often(?!\.)", "zh": r"\d+ 次|夜|反复|每天|经常"}[lang]
        assert re.findall(banned, said) == []
