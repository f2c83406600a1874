"""What misleads in an Android file: each trap once where it is one, and once where it is none."""

from datetime import datetime, timedelta

import pytest
from android_dumps import NOW, Phone, days, hours, minutes, seconds
from each import each

from coach.android import AndroidPhone, LastAccess
from coach.reading.android.texts import read_android

ONE = "com.example.one"


def read(phone: Phone) -> AndroidPhone:
    found = read_android([("phone.zip", phone.zip())])
    assert found.counts.unread_lines == 0
    return found


def only(phone: Phone, app: str = ONE, **where: object) -> LastAccess:
    """The one access of an app that is asked for."""
    found = [each for each in read(phone).accesses if each.app == app and all(getattr(each, name) == is_ for name, is_ in where.items())]
    assert len(found) == 1, found
    return found[0]


def test_an_access_has_its_exact_time_and_age_and_is_held_against_the_app() -> None:
    phone = Phone()
    phone.app(ONE).access("RECORD_AUDIO", "bg", ago=days(2) + timedelta(milliseconds=7))
    found = only(phone)
    assert (found.topic, found.op, found.seen, found.state, found.flag) == ("microphone", "RECORD_AUDIO", "background", "bg", "s")
    assert (found.age, found.time) == (2 * 86_400_000 + 7, NOW - days(2) - timedelta(milliseconds=7))
    assert found.counts
    assert read(phone).dumped == NOW


# 1. A restart wakes every app, and only the last access is kept.


def test_what_an_app_did_while_the_phone_started_is_excused() -> None:
    phone = Phone(uptime=days(40))
    phone.restart(ago=hours(7))
    phone.app(ONE).access("READ_CONTACTS", "cch", ago=hours(7) - minutes(3))
    phone.app("com.example.late").access("READ_CONTACTS", "cch", ago=hours(6))
    assert only(phone).excuse == "restart"
    assert only(phone, "com.example.late").excuse == ""
    assert [each.told_by for each in read(phone).restarts] == ["uptime", "wave"]


def test_five_apps_in_the_background_are_no_restart() -> None:
    phone = Phone(uptime=days(40))
    phone.restart(ago=hours(7), packages=5)
    phone.app(ONE).access("READ_CONTACTS", "cch", ago=hours(7) - minutes(2))
    assert only(phone).excuse == ""


def test_many_apps_within_an_hour_are_no_restart() -> None:
    phone = Phone(uptime=days(40))
    for number in range(30):
        phone.app(f"com.example.app{number}").access("RUN_ANY_IN_BACKGROUND", "bg", ago=hours(8) - minutes(2 * number))
    phone.app(ONE).access("READ_CONTACTS", "cch", ago=hours(8) - minutes(10))
    assert only(phone).excuse == ""


def test_a_restart_is_never_told_from_operations_that_are_judged() -> None:
    phone = Phone(uptime=days(40))
    for number in range(30):
        phone.app(f"com.example.app{number}").access("READ_CONTACTS", "cch", ago=hours(8) - seconds(number))
    assert not [each for each in read(phone).accesses if each.excuse]


@pytest.mark.parametrize("told_by", ["uptime", "event"])
def test_a_restart_is_told_by_how_long_the_phone_ran_and_by_its_usage_too(told_by: str) -> None:
    phone = Phone(uptime=hours(5) if told_by == "uptime" else days(40))
    if told_by == "event":
        phone.events.append((hours(5), "DEVICE_STARTUP", None))
    phone.app(ONE).access("READ_CONTACTS", "bg", ago=hours(5) - minutes(1))
    phone.app("com.example.later").access("READ_CONTACTS", "bg", ago=hours(5) - minutes(6))
    assert only(phone).excuse == "restart"
    assert only(phone, "com.example.later").excuse == ""


# 2. Just installed.


def test_what_happened_at_installation_is_excused() -> None:
    phone = Phone()
    phone.app(ONE, installed=NOW - days(9)).access("READ_MEDIA_IMAGES", "cch", ago=days(9) - seconds(20))
    phone.app("com.example.two").access("READ_MEDIA_IMAGES", "cch", ago=days(9))
    phone.apps[-1].access("ACCESS_RESTRICTED_SETTINGS", "fg", ago=days(9) - seconds(7))
    phone.app("com.example.three", installed=NOW - days(9)).access("READ_MEDIA_IMAGES", "cch", ago=days(8))
    excuses = {each.app: each.excuse for each in read(phone).accesses}
    assert excuses == {ONE: "install", "com.example.two": "install", "com.example.three": ""}


# 3. Refusals.


def test_a_refusal_is_never_an_access() -> None:
    phone = Phone()
    phone.app(ONE).refuse("CAMERA", "bg", ago=days(1))
    found = only(phone)
    assert (found.refused, found.counts) == (True, False)
    counts = read(phone).counts
    assert (counts.records, counts.accesses, counts.refused) == (1, 0, 1)


# 4. Watchers, and operations in the foreground, look like lines of an operation.


def test_watchers_are_no_records() -> None:
    phone = Phone()
    phone.app(ONE)
    assert "      CAMERA: WATCHER" in phone.app_ops()
    counts = read(phone).counts
    assert (counts.app_ops_packages, counts.op_lines, counts.records) == (1, 0, 0)


# Checks of the phone's number.


def test_a_check_of_the_number_is_no_reading_of_messages() -> None:
    phone = Phone()
    phone.app(ONE).access("READ_SMS", "bg", ago=days(1)).refuse("WRITE_SMS", "bg", ago=days(1) - timedelta(milliseconds=90))
    assert only(phone, op="READ_SMS").excuse == "number-check"
    assert only(phone, op="WRITE_SMS").judged is False


@each("beside, excuse", [(timedelta(milliseconds=100), "number-check"), (timedelta(milliseconds=101), ""), (-days(1), "number-check")])
def test_reading_messages_counts_where_the_check_is_older(beside: timedelta, excuse: str) -> None:
    phone = Phone()
    phone.app(ONE).access("READ_SMS", "top", ago=days(3)).refuse("WRITE_SMS", "top", ago=days(3) + beside)
    assert only(phone, op="READ_SMS").excuse == excuse


def test_reading_messages_counts_without_any_check() -> None:
    phone = Phone()
    phone.app(ONE).access("READ_SMS", "bg", ago=days(3))
    phone.app("com.example.other").refuse("WRITE_SMS", "bg", ago=days(3))
    assert only(phone).counts


# A ringing phone.


def test_the_call_log_is_noted_when_the_phone_rings() -> None:
    phone = Phone()
    phone.app(ONE).access("READ_CALL_LOG", "cch", ago=days(1)).access("READ_PHONE_STATE", "cch", ago=days(1) - timedelta(milliseconds=3))
    phone.app("com.example.two").access("READ_CALL_LOG", "cch", ago=days(1)).access("READ_PHONE_STATE", "cch", ago=days(2))
    phone.app("com.example.three").access("READ_CALL_LOG", "top", ago=days(1)).access("READ_PHONE_STATE", "top", ago=days(1))
    assert only(phone, op="READ_CALL_LOG").excuse == "ringing"
    assert only(phone, "com.example.two", op="READ_CALL_LOG").excuse == ""
    assert only(phone, "com.example.three", op="READ_CALL_LOG").excuse == ""


# States.


@each(
    "state, seen",
    [("top", "screen"), ("fg", "notice"), ("fgsvc", "notice"), ("fgsvcl", "notice"), ("bg", "background"), ("cch", "background"),
     ("pers", "system"), ("unknown", "unknown"), ("later", "unknown")],
)  # fmt: skip
def test_what_a_state_means(state: str, seen: str) -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", state, ago=days(1))
    found = only(phone)
    assert (found.state, found.seen, found.excuse) == (state, seen, "")


@each("apart, excuse", [(seconds(60), "lag"), (-seconds(60), "lag"), (seconds(61), ""), (-seconds(61), "")])
def test_the_state_lags_behind_the_screen(apart: timedelta, excuse: str) -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "cch", ago=days(1)).access("VIBRATE", "top", ago=days(1) + apart)
    phone.app("com.example.other").access("CAMERA", "top", ago=days(1))
    assert only(phone).excuse == excuse


def test_what_was_refused_on_the_screen_excuses_nothing() -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "cch", ago=days(1)).refuse("READ_CONTACTS", "top", ago=days(1))
    assert only(phone, op="CAMERA").excuse == ""


@each("ago, excuse", [(hours(5), "lag"), (hours(4) - seconds(59), "lag"), (hours(4) - seconds(90), ""), (hours(7), "")])
def test_what_usage_shows_on_the_screen_counts_as_well(ago: timedelta, excuse: str) -> None:
    phone = Phone()
    app = phone.app(ONE)
    app.on_screen(hours(6), hours(4))
    app.access("CAMERA", "bg", ago=ago)
    assert only(phone).excuse == excuse


def test_the_last_time_in_the_usage_statistics_counts_as_well() -> None:
    phone = Phone()
    phone.app(ONE).opened(days(3)).access("CAMERA", "bg", ago=days(3) - seconds(30))
    assert only(phone).excuse == "lag"


def test_where_the_phone_lets_it_only_while_in_use_the_background_is_no_evidence() -> None:
    phone = Phone()
    phone.app(ONE).mode("FINE_LOCATION", "foreground").access("FINE_LOCATION", "bg", ago=days(2) + hours(13.5))
    assert only(phone).excuse == "foreground-only"


def test_the_mode_of_the_uid_comes_before_that_of_the_package() -> None:
    phone = Phone()
    phone.app(ONE).grant("CAMERA").own_mode("CAMERA", "allow").mode("CAMERA", "ignore")
    (allowed,) = read(phone).allowed
    assert (allowed.topic, allowed.level) == ("camera", "not")


def test_an_operation_that_follows_another_has_its_mode() -> None:
    phone = Phone(version=11)
    app = phone.app(ONE).mode("COARSE_LOCATION", "foreground").own_mode("FINE_LOCATION", "allow", switch="COARSE_LOCATION")
    app.access("FINE_LOCATION", "bg", ago=days(1))
    assert only(phone).excuse == "foreground-only"


# Proxies.


def test_of_two_that_acted_for_one_another_only_one_is_told() -> None:
    phone = Phone()
    phone.app(ONE).access("READ_CONTACTS", "top", ago=days(1), flag="tp").access("READ_CONTACTS", "top", ago=days(1), flag="tpd")
    phone.app("com.example.two").access("CAMERA", "bg", ago=days(1), flag="up").access("CAMERA", "bg", ago=days(1), flag="s|up")
    assert [(each.app, each.flag) for each in read(phone).accesses] == [(ONE, "tpd"), ("com.example.two", "s|up")]
    assert read(phone).counts.records == 4


# Which operations count.


@each(
    "op, topic, judged",
    [
        ("FINE_LOCATION", "location", True),
        ("MONITOR_LOCATION", "location", False),
        ("WIFI_SCAN", "location", False),
        ("GPS", "location", False),
        ("NEIGHBORING_CELLS", "location", False),
        ("GET_ACCOUNTS", "contacts", False),
        ("WRITE_MEDIA_IMAGES", "photos", False),
        ("READ_EXTERNAL_STORAGE", "files", False),
        ("MANAGE_EXTERNAL_STORAGE", "all-files", False),
        ("PHONE_CALL_MICROPHONE", "microphone", False),
        ("RECORD_AUDIO_HOTWORD", "microphone", False),
        ("READ_CLIPBOARD", "clipboard", False),
        ("MIUIOP(10022)", "installed-apps", False),
    ],
)
def test_operations_without_a_switch_are_never_judged(op: str, topic: str, judged: bool) -> None:
    phone = Phone()
    phone.app(ONE).access(op, "bg", ago=days(1))
    found = only(phone)
    assert (found.topic, found.judged, found.counts) == (topic, judged, judged)


def test_what_nobody_knows_the_meaning_of_is_read_and_passed_over() -> None:
    phone = Phone(maker="Xiaomi")
    phone.app(ONE).own_mode("MIUIOP(10033)", "ask").access("MIUIOP(10033)", "bg", ago=days(1)).access(
        "NO_ISOLATED_STORAGE", "bg", ago=days(1)
    )
    found = read(phone)
    assert (found.counts.records, found.counts.op_lines, found.accesses) == (2, 2, ())


# Clocks.


@each("ago", [-hours(5), -timedelta(milliseconds=1), days(3660), days(20_000)])
def test_a_clock_that_was_wrong_gives_no_date(ago: timedelta) -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "bg", ago=ago)
    phone.app("com.example.sound").access("CAMERA", "bg", ago=days(1))
    found = only(phone)
    assert (found.time, found.excuse, found.counts) == (None, "undated", False)
    assert read(phone).dumped == NOW


def test_an_age_of_three_years_is_a_date() -> None:
    phone = Phone()
    phone.app(ONE, installed=datetime(2020, 1, 1)).access("CAMERA", "bg", ago=days(1036))
    assert only(phone).counts


# Users and uids.


def test_a_second_copy_and_a_work_profile_are_apps_of_their_own() -> None:
    phone = Phone(users={0: "full.SYSTEM", 10: "profile.MANAGED", 999: "profile.CLONE"})
    for user, ago in ((0, days(1)), (10, days(2)), (999, days(3))):
        phone.app(ONE, user).access("CAMERA", "bg", ago=ago).grant("CAMERA")
    found = read(phone)
    assert {each.app: each.age for each in found.accesses} == {ONE: 86_400_000, f"{ONE}@10": 2 * 86_400_000, f"{ONE}@999": 3 * 86_400_000}
    assert [(each.id, each.user, each.whose) for each in found.apps] == [
        (ONE, 0, "own"),
        (f"{ONE}@10", 10, "work"),
        (f"{ONE}@999", 999, "copy"),
    ]
    assert {each.app for each in found.allowed} == {ONE, f"{ONE}@10", f"{ONE}@999"}
    assert [(each.user, each.whose, each.apps) for each in found.profiles] == [(10, "work", 1), (999, "copy", 1)]


@each("user, whose", [(10, "work"), (11, "work"), (95, "copy"), (128, "copy"), (150, "copy"), (999, "copy")])
def test_without_the_part_of_users_their_numbers_tell(user: int, whose: str) -> None:
    phone = Phone()
    phone.app(ONE, user).access("CAMERA", "bg", ago=days(1))
    found = read_android([("phone.zip", phone.zip(without=("user",)))])
    assert [(each.user, each.whose) for each in found.profiles] == [(user, whose)]


def test_a_work_profile_of_android_10_is_told_by_its_flags() -> None:
    phone = Phone(version=10, users={0: "full.SYSTEM", 10: "profile.MANAGED", 11: "full.SECONDARY"})
    phone.app(ONE, 10)
    phone.app(ONE, 11)
    assert [(each.user, each.whose) for each in read(phone).profiles] == [(10, "work"), (11, "other")]


def test_nobodys_name_is_kept() -> None:
    phone = Phone(users={0: "full.SYSTEM", 10: "profile.MANAGED"})
    phone.app(ONE, 10)
    assert "Somebody's name" in phone.bug_report()
    assert "Somebody" not in repr(read(phone))


def test_an_app_that_is_not_installed_for_a_user_is_allowed_nothing() -> None:
    phone = Phone(users={0: "full.SYSTEM", 10: "profile.MANAGED"})
    phone.app(ONE).grant("CAMERA")
    phone.app(ONE, 10, here=False).grant("CAMERA")
    found = read(phone)
    assert [each.app for each in found.allowed] == [ONE]
    assert [each.listed for each in found.apps] == [True, False]


def test_hidden_packages_repeat_others() -> None:
    phone = Phone(hidden=["com.example.chrome"])
    phone.app("com.example.chrome").grant("CAMERA", False)
    phone.app("com.example.other")
    found = read(phone)
    assert (found.counts.runtime_permissions, found.counts.granted) == (1, 0)
    assert [each.level for each in found.allowed] == ["not"]


def test_what_apps_of_one_uid_share_counts_for_those_that_ask_for_it() -> None:
    phone = Phone()
    phone.app("com.example.asks", shared="com.example.uid", number=10_150).grant("CAMERA")
    phone.app("com.example.silent", shared="com.example.uid", number=10_150)
    found = read(phone)
    assert [(each.app, each.level) for each in found.allowed] == [("com.example.asks", "allow")]
    assert found.counts.runtime_permissions == 1


@each("number", [99_001, 90_002])
def test_a_sandbox_is_no_app(number: int) -> None:
    phone = Phone()
    phone.app(ONE, number=number).access("CAMERA", "bg", ago=days(1))
    found = read(phone)
    assert (found.accesses, found.counts.records) == ((), 1)
    assert [each.id for each in found.apps] == [ONE]  # of the packages part


def test_sandboxes_are_written_as_android_does() -> None:
    text = Phone().bug_report().replace("  AppOps", "  ").replace("  All op active watchers:", "")
    extra = "\n  Uid u0i1:\n    Package com.example.box:\n      CAMERA (allow): \n        null=[\n"
    extra += "          Access: [bg-s] 2026-03-12 20:30:05.250 (-1h0m0s0ms)\n        ]\n"
    found = read_android(
        [
            (
                "a.txt",
                text.replace(
                    "\n--------- 0.006s was the duration of dumpsys appops", extra + "--------- 0.006s was the duration of dumpsys appops"
                ).encode(),
            )
        ]
    )
    assert (found.accesses, found.apps, found.counts.records, found.counts.unread_lines) == ((), (), 1, 0)


# Roles, the system, and what can't be changed.


def test_who_has_which_role_is_told() -> None:
    phone = Phone(roles={"SMS": ["com.example.sms"], "DIALER": ["com.example.dialler"], "ASSISTANT": [], "HOME": ["a.one", "b.two"]})
    phone.keyboard = "com.example.keys"
    phone.app(ONE)
    assert read(phone).roles == {
        "assistant": (),
        "dialler": ("com.example.dialler",),
        "keyboard": ("com.example.keys",),
        "launcher": ("a.one", "b.two"),
        "messages": ("com.example.sms",),
    }


def test_a_role_that_a_file_does_not_tell_is_not_there() -> None:
    phone = Phone(roles={"SMS": ["com.example.sms"]})
    phone.app(ONE)
    found = read_android([("phone.zip", phone.zip(without=("role", "input_method")))])
    assert found.roles == {}


@each(
    "flags, fixed, by_role, by_default",
    [
        ("SYSTEM_FIXED|GRANTED_BY_DEFAULT", "maker", False, True),
        ("POLICY_FIXED", "employer", False, False),
        ("POLICY_FIXED|SYSTEM_FIXED", "employer", False, False),
        ("GRANTED_BY_ROLE|USER_SENSITIVE_WHEN_GRANTED", "", True, False),
        ("USER_SET|USER_FIXED", "", False, False),
    ],
)
def test_who_set_a_permission_is_told(flags: str, fixed: str, by_role: bool, by_default: bool) -> None:
    phone = Phone()
    phone.app(ONE).grant("READ_SMS", flags=flags)
    (found,) = read(phone).allowed
    assert (found.fixed, found.by_role, found.by_default, found.level) == (fixed, by_role, by_default, "allow")


def test_parts_of_the_system_are_told() -> None:
    phone = Phone()
    phone.app("com.example.maker", system=True)
    phone.app("android", number=1000)
    phone.app(ONE)
    assert {each.id: each.system for each in read(phone).apps} == {"com.example.maker": True, "android": True, ONE: False}


# What is only shown: names of Wi-Fi behind location.


def test_scans_for_networks_that_come_with_location_are_not_judged_as_location() -> None:
    phone = Phone()
    phone.app(ONE).access("WIFI_SCAN", "bg", ago=days(1)).access("MONITOR_LOCATION", "bg", ago=days(1), lasted=minutes(3))
    assert not [each for each in read(phone).accesses if each.counts]
