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
from coach.content.access import load_access
from coach.errors import UnusableInput
from coach.export import export
from coach.judge import Verdict, judge
from coach.lines import check_lines, verdict_lines
from coach.measures import LAST
from coach.models import LANGS, AppAssessment
from coach.plan import KnownSetting, Plan, decide
from coach.reading import read_report
from coach.wording import Wording
from coach.wording.recorded import recorded_days
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
    assert (item.tier, item.setting, item.finding.points) == ("excess", "while-using", -15)


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


# Phones as people have them: what an expert says of each app, and nothing else. By kind: what it holds, what it used, and the findings.

Looks = tuple[tuple[str, str], ...]
LOCATED = (LOCATION, PRECISE)
EVERYWHERE = (*LOCATED, ALWAYS)
PICTURES = ("READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO")
EXPECTED: dict[str, tuple[str, int, tuple[str, ...], Looks, list[str]]] = {
    # Left alone: the maker of each would say why, and be right.
    "a browser that knows the names of accounts": ("browser", 14, ("GET_ACCOUNTS",), (), []),
    "a chat that sends a song": (
        "instant-messaging",
        14,
        ("READ_MEDIA_AUDIO",),
        (("READ_MEDIA_AUDIO", "top"),),
        ["room mediaLibrary: held-for-a-side-feature"],
    ),
    "a player of videos on the phone": (
        "audio-video",
        14,
        ("READ_MEDIA_VIDEO",),
        (("READ_MEDIA_VIDEO", "bg"),),
        ["room photos: held-for-a-side-feature"],
    ),
    "a baby monitor that finds its camera": ("baby-monitor", 11, LOCATED, (("FINE_LOCATION", "top"),), []),
    "a thermometer by Bluetooth": ("women-health", 11, EVERYWHERE, (("FINE_LOCATION", "bg"),), []),
    "a VPN that knows its Wi-Fi": ("vpn-network-tool", 14, EVERYWHERE, (("FINE_LOCATION", "bg"),), []),
    "a backup at home only": (
        "photo-backup",
        14,
        (*EVERYWHERE, *PICTURES),
        (("FINE_LOCATION", "bg"), ("READ_MEDIA_IMAGES", "bg")),
        ["room location: held-for-a-side-feature"],
    ),
    "a heart rate that is noted all day": ("fitness", 14, ("BODY_SENSORS", "BODY_SENSORS_BACKGROUND"), (("BODY_SENSORS", "bg"),), []),
    "a watch": (
        "wearable",
        14,
        ("READ_SMS", "READ_CALL_LOG", "READ_CONTACTS", "READ_CALENDAR", "BLUETOOTH_CONNECT"),
        (("READ_SMS", "bg"), ("READ_CALL_LOG", "bg"), ("READ_CONTACTS", "bg"), ("BLUETOOTH_CONNECT", "bg")),
        [],
    ),
    "a recorder of calls": (
        "recorder",
        14,
        ("READ_CONTACTS", "READ_CALL_LOG", "RECORD_AUDIO"),
        (("READ_CONTACTS", "bg"), ("READ_CALL_LOG", "bg"), ("RECORD_AUDIO", "fgsvc")),
        ["room contacts: held-for-a-side-feature"],
    ),
    "a phone that shows on the computer": (
        "remote-desktop",
        14,
        ("READ_SMS", "READ_CALL_LOG", "READ_CONTACTS", *PICTURES),
        (("READ_SMS", "bg"), ("READ_CALL_LOG", "bg"), ("READ_CONTACTS", "bg"), ("READ_MEDIA_IMAGES", "bg")),
        [f"room {topic}: held-for-a-side-feature" for topic in ("sms", "call-log", "contacts", "photos")],
    ),
    "a speaker that calls your friends": (
        "smart-home",
        14,
        ("READ_CONTACTS", "BLUETOOTH_SCAN"),
        (("READ_CONTACTS", "bg"), ("BLUETOOTH_SCAN", "bg")),
        ["room contacts: held-for-a-side-feature"],
    ),
    "a map that says when to leave": (
        "map-navigation",
        14,
        ("READ_CALENDAR",),
        (("READ_CALENDAR", "bg"),),
        ["room calendar: held-for-a-side-feature"],
    ),
    "a keyboard that is not the one in use": (
        "input-method",
        14,
        ("READ_CONTACTS",),
        (("READ_CONTACTS", "top"),),
        ["room contacts: held-for-a-side-feature"],
    ),
    "a bank that the phone hands a code": (
        "mobile-banking",
        14,
        ("RECEIVE_SMS",),
        (("RECEIVE_SMS", "bg"),),
        ["room sms: held-for-a-side-feature"],
    ),
    "a rider on the way": ("courier-driver", 13, EVERYWHERE, (("FINE_LOCATION", "bg"),), []),
    "a dash cam": ("dash-cam", 12, (*EVERYWHERE, "CAMERA", "RECORD_AUDIO"), (("CAMERA", "bg"), ("FINE_LOCATION", "bg")), []),
    "a call with headphones": ("dating", 14, ("BLUETOOTH_CONNECT",), (("BLUETOOTH_CONNECT", "bg"),), []),
    "a torch": ("utilities", 14, ("CAMERA",), (("CAMERA", "top"),), []),
    "a novel that pays for walking": (
        "ebooks",
        12,
        ("ACTIVITY_RECOGNITION",),
        (("ACTIVITY_RECOGNITION", "bg"),),
        ["room activity: held-for-a-side-feature"],
    ),
    # Told: an expert would not let it pass.
    "a lender that reads messages": (
        "online-lending",
        13,
        ("READ_SMS", "READ_CALL_LOG"),
        (("READ_SMS", "bg"),),
        ["excess sms: behind-not-needed", "room call-log: held-not-needed"],
    ),
    "a game that gets every message": ("gaming", 14, ("RECEIVE_SMS",), (("RECEIVE_SMS", "bg"),), ["excess sms: used-not-needed"]),
    "a shop that looks at photos": (
        "online-shopping",
        14,
        PICTURES,
        (("READ_MEDIA_IMAGES", "bg"),),
        ["excess photos: behind-side-feature"],
    ),
    "a chat that looks at photos": ("instant-messaging", 14, PICTURES, (("READ_MEDIA_IMAGES", "bg"),), ["excess photos: behind-photos"]),
    "an order that is over": ("food-delivery", 14, EVERYWHERE, (("FINE_LOCATION", "bg"),), ["excess location: behind-location"]),
    "a community that takes your friends": (
        "online-community",
        14,
        ("READ_CONTACTS",),
        (("READ_CONTACTS", "bg"),),
        ["excess contacts: behind-side-feature"],
    ),
    "a torch that wants more": (
        "utilities",
        14,
        ("CAMERA", "READ_CONTACTS", "RECORD_AUDIO"),
        (("CAMERA", "top"),),
        ["room contacts: held-for-a-side-feature", "room microphone: held-not-needed"],
    ),
    "all the time, and never used": ("news", 14, EVERYWHERE, (), ["room location: allowed-always-side"]),
}


@each("name", EXPECTED)
def test_an_expert_says_the_same(name: str) -> None:
    kind, version, held, used, expected = EXPECTED[name]

    def made(app: App) -> None:
        for permission in held:
            app.grant(permission)
        for op, state in used:
            app.access(op, state, ago=days(2))

    verdict = one_app(kind, made, android=version)
    assert sorted(found(verdict.app(ONE))) == sorted(expected)
    faults = [item for item in verdict.changes if item.tier == "excess"]
    assert len(faults) == sum(line.startswith("excess") for line in expected)


def test_what_the_phone_hands_over_is_not_said_to_have_happened_in_the_background() -> None:
    verdict = one_app("gaming", lambda app: app.grant("RECEIVE_SMS").access("RECEIVE_SMS", "bg", ago=days(2)))
    text = say(verdict).finding(verdict.app(ONE), verdict.app(ONE).findings[0])
    assert text.startswith("one? last used your text messages on 10 March 2026, 21:30.")
    assert "not open" not in text


def phone_of(faults: int) -> Phone:
    """Ten apps that are fine, and so many that look where they need not."""
    phone = Phone(roles={name: [*apps] for name, apps in ROLES.items()}, keyboard="com.example.keys")
    for number in range(10):
        phone.app(f"com.example.fine{number}").grant("READ_CONTACTS").access("READ_CONTACTS", "bg", ago=days(2))
    made = (("READ_CONTACTS", "top"), ("FINE_LOCATION", "bg"), ("READ_SMS", "top"), ("RECORD_AUDIO", "top"))
    for number, (op, state) in enumerate(made[:faults]):
        app = phone.app(f"com.example.fault{number}").access(op, state, ago=days(2))
        for permission in EVERYWHERE if op == "FINE_LOCATION" else (op,):
            app.grant(permission)
    return phone


@pytest.mark.parametrize(("faults", "grades"), [(0, "A"), (1, "B"), (2, "BC"), (3, "C"), (4, "CD")])
def test_a_phone_is_graded_by_how_many_apps_go_too_far(faults: int, grades: str) -> None:
    phone = phone_of(faults)
    kinds = {app.package: "instant-messaging" if ".fine" in app.package else "food-delivery" for app in phone.apps}
    kinds |= {app.package: "news" for app in phone.apps if app.package.endswith("3") and ".fault" in app.package}
    verdict = judged(phone, kinds)
    assert sum(bool(app.of_tier("excess")) for app in verdict.assessment.apps) == faults
    assert (verdict.assessment.grade or "?") in grades, verdict.assessment.score


def test_no_offer_costs_as_much_as_a_fault() -> None:
    """Of what an Android phone tells: single looks it has of the timeline's topics only."""
    timed = {topic.id for topic in load_access().topics if topic.timeline}
    for topic in CONTENT.permissions:
        rules = [rule for rule in CONTENT.rules.rule if topic in rule.steps and (rule.measure in LAST or topic in timed)]
        cost = {tier: [step.points for rule in rules if rule.tier == tier for step in rule.steps[topic]] for tier in ("excess", "room")}
        if cost["room"]:
            assert min(cost["room"]) > max(cost["excess"]), topic


@pytest.mark.parametrize(("kind", "looks", "told"), [("news", False, True), ("news", True, True), ("weather", True, False)])
def test_an_app_that_was_not_opened_for_months_may_go_unless_it_is_at_work(kind: str, looks: bool, told: bool) -> None:
    phone = Phone(roles=ROLES, keyboard="com.example.keys")
    app = phone.app(ONE).opened(days(120)).grant(LOCATION).grant(ALWAYS)
    if looks:
        app.access("COARSE_LOCATION", "bg", ago=days(1))
    verdict = judged(phone, {ONE: kind})
    assert any("Remove it, or turn that off." in line for line in say(verdict).told(verdict.app(ONE))) == told


# What to do with the others in a list.


@pytest.mark.parametrize(("android", "held", "others"), [(14, True, "ask-next-time"), (14, False, None), (10, True, None)])
def test_others_in_a_list_are_spoken_of_where_there_are_any_and_the_phone_can(android: int, held: bool, others: str | None) -> None:
    phone = Phone(version=android, roles=ROLES, keyboard="com.example.keys")
    for app in (phone.app(ONE), phone.app(TWO)):
        app.grant(LOCATION, granted=held or app.package == ONE).mode("COARSE_LOCATION", "foreground")
    phone.apps[0].access("COARSE_LOCATION", "top", ago=days(2))
    for number in range(7):  # the file tells of a week
        phone.apps[0].access("CAMERA", "top", ago=days(number), tag=f"a{number}")
    verdict = judged(phone, {ONE: "food-delivery", TWO: "food-delivery"})
    assert {screen.screen: screen.others for screen in verdict.screens}["location"] == others


# Who is left alone, and who is asked.


def test_a_chat_that_may_be_the_one_for_messages_is_not_judged_by_them_where_the_file_does_not_say() -> None:
    def findings(roles: dict[str, list[str]]) -> list[str]:
        phone = Phone(roles=roles, keyboard="com.example.keys")
        phone.app(ONE).grant("READ_SMS").access("READ_SMS", "bg", ago=days(2)).grant("READ_CALL_LOG")
        return found(judged(phone, {ONE: "instant-messaging"}).app(ONE))

    calls = "room call-log: held-for-a-side-feature"
    assert findings(ROLES) == ["excess sms: behind-side-feature", calls]
    assert findings({name: [] for name in ROLES if name != "SMS"}) == [calls]


def test_an_app_that_nobody_knows_and_that_may_look_all_the_time_is_asked_about() -> None:
    verdict = one_app("unknown", lambda app: app.grant(LOCATION).grant(PRECISE).grant(ALWAYS))
    assert verdict.app(ONE).state == "asked"
    assert [screen.ask for screen in verdict.screens] == [(ONE,)]
    question = "one? is allowed “Location” all the time, even while it is closed. What is it for?"
    assert say(verdict).question(verdict.app(ONE)) == question


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


@each("version, oldest, most", [(12, 20, 1), (14, 150, 7)])
def test_no_more_days_are_said_to_be_told_by_the_minute_than_the_phone_kept(version: int, oldest: int, most: int) -> None:
    phone = Phone(version=version)
    app = phone.app(ONE).grant("CAMERA").minute("CAMERA", "bg", ago=minutes(20)).access("CAMERA", "bg", ago=minutes(20))
    app.minute("CAMERA", "bg", ago=hours(oldest))
    summary = judged(phone.adb().encode(), {ONE: "news"}).report.summary
    assert summary.first and summary.last and (summary.last - summary.first).days == 30
    assert recorded_days(summary, 7) == recorded_days(summary, 30) == most


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
    with pytest.raises(UnusableInput) as refused:
        read_report([("both.zip", both)])
    assert refused.value.code == "two-kinds-of-phone"


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
