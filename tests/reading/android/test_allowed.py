"""What the phone allows: by grant, by mode, by version; and what a file can't tell."""

import pytest
from android_dumps import Phone, days
from each import each

from coach.android import Allowed, AndroidPhone
from coach.content.access import load_access
from coach.reading.android.texts import read_android

ONE = "com.example.one"
FINE, COARSE, ALWAYS = "ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION", "ACCESS_BACKGROUND_LOCATION"


def read(phone: Phone, *without: str) -> AndroidPhone:
    return read_android([("phone.zip", phone.zip(without))])


def only(phone: Phone, topic: str, *without: str) -> Allowed:
    (found,) = (each for each in read(phone, *without).allowed if (each.app, each.topic) == (ONE, topic))
    return found


@each(
    "grants, modes, level, precise",
    [
        ((FINE, COARSE, ALWAYS), {}, "always", True),
        ((FINE, COARSE), {"FINE_LOCATION": "foreground", "COARSE_LOCATION": "foreground"}, "while-using", True),
        ((COARSE,), {"COARSE_LOCATION": "foreground"}, "while-using", False),
        ((COARSE, ALWAYS), {}, "always", False),
        ((FINE, COARSE), {"FINE_LOCATION": "ignore", "COARSE_LOCATION": "foreground"}, "while-using", False),
        ((FINE, COARSE), {"FINE_LOCATION": "ignore", "COARSE_LOCATION": "ignore"}, "not", None),
        ((ALWAYS,), {}, "not", None),
        ((), {}, "not", None),
    ],
)
def test_location(grants: tuple[str, ...], modes: dict[str, str], level: str, precise: bool | None) -> None:
    phone = Phone()
    app = phone.app(ONE)
    for permission in (FINE, COARSE, ALWAYS):
        app.grant(permission, permission in grants)
    for op, mode in modes.items():
        app.mode(op, mode)
    found = only(phone, "location")
    assert (found.level, found.precise) == (level, precise)


@each(
    "images, video, selected, level",
    [(True, True, True, "allow"), (True, True, False, "allow"), (False, False, True, "limited"), (False, False, False, "not"),
     (False, True, True, "allow")],
)  # fmt: skip
def test_photos(images: bool, video: bool, selected: bool, level: str) -> None:
    phone = Phone()
    app = phone.app(ONE).grant("READ_MEDIA_IMAGES", images).grant("READ_MEDIA_VIDEO", video)
    app.grant("READ_MEDIA_VISUAL_USER_SELECTED", selected)
    assert only(phone, "photos").level == level


@each(
    "granted, flags, mode, level, one_time",
    [
        (True, "USER_SET", "foreground", "while-using", False),
        (True, "ONE_TIME|USER_SET", "foreground", "while-using", True),
        (False, "ONE_TIME|USER_SENSITIVE_WHEN_DENIED", "ignore", "ask", False),
        (False, "USER_SET|USER_FIXED", "ignore", "not", False),
        (True, "USER_SET", "ask", "ask", False),
        (True, "USER_SET", "", "allow", False),
    ],
)
def test_the_microphone(granted: bool, flags: str, mode: str, level: str, one_time: bool) -> None:
    phone = Phone()
    app = phone.app(ONE).grant("RECORD_AUDIO", granted, flags)
    if mode:
        app.mode("RECORD_AUDIO", mode)
    found = only(phone, "microphone")
    assert (found.level, found.one_time) == (level, one_time)
    assert found.held == (level in ("while-using", "allow"))


def test_what_a_vendor_set_on_the_package_alone_counts_where_the_uid_says_nothing() -> None:
    phone = Phone(maker="Xiaomi")
    phone.app(ONE).grant("RECORD_AUDIO").own_mode("RECORD_AUDIO", "ask")
    assert only(phone, "microphone").level == "ask"


def test_what_the_phone_took_back_is_told() -> None:
    phone = Phone()
    phone.app(ONE).grant("CAMERA", False, "AUTO_REVOKED")
    found = only(phone, "camera")
    assert (found.level, found.taken_back, found.permissions) == ("not", True, ())


def test_held_and_never_used_can_be_told() -> None:
    phone = Phone()
    phone.app(ONE).grant("RECORD_AUDIO").access("VIBRATE", "top", ago=days(1))
    found = read(phone)
    assert only(phone, "microphone").held
    assert not [each for each in found.accesses if each.topic == "microphone"]
    assert found.can["microphone"].accesses


def test_an_app_that_declares_a_permission_and_has_no_line_of_it_has_it_not() -> None:
    phone = Phone()
    phone.app(ONE).ask("READ_CONTACTS")
    found = only(phone, "contacts")
    assert (found.level, found.declared) == ("not", True)


@pytest.mark.parametrize("version", [7, 8, 9])
def test_below_android_10_what_is_held_is_unknown(version: int) -> None:
    phone = Phone(version=version)
    phone.app(ONE).grant("CAMERA").grant("READ_SMS", False)
    found = read(phone)
    assert {each.topic: each.level for each in found.allowed} == {"camera": "unknown", "sms": "not"}
    assert not any(can.allowed for topic, can in found.can.items() if topic not in ("over-other-apps", "usage-access", "all-files",
                                                                                   "install-apps", "accessibility"))  # fmt: skip


def test_a_file_that_tells_no_version_is_as_old_as_its_form() -> None:
    phone = Phone(version=11)
    phone.app(ONE).access("CAMERA", "top", ago=days(1)).grant("CAMERA")
    text = "\n".join([*phone.app_ops(), *phone.packages()]).replace("    sdkVersion=30 databaseVersion=3", "")
    found = read_android([("a.txt", text.encode())])
    assert (found.counts.version, found.can["camera"].allowed, found.can["photos"].accesses) == (None, True, False)
    assert [each.level for each in found.allowed] == ["allow"]


# What can be told, by topic.


@each(
    "topic, version",
    [("photos", 13), ("mediaLibrary", 13), ("notifications", 13), ("nearby", 12), ("all-files", 11), ("activity", 10)],
)
def test_since_when_a_topic_can_be_told(topic: str, version: int) -> None:
    for told, can in ((version, True), (version - 1, False)):
        phone = Phone(version=told)
        phone.app(ONE).access("CAMERA", "top", ago=days(1))
        assert read(phone).can[topic].accesses == can, told


def test_what_a_missing_part_would_tell_cannot_be_told() -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "top", ago=days(1)).grant("CAMERA").mode("RECORD_AUDIO", "foreground").mode("READ_SMS", "ignore")
    without_ops, without_packages = read(phone, "appops"), read(phone, "package")
    assert without_ops.counts.sections.app_ops is False
    assert not any(can.accesses for can in without_ops.can.values())
    assert [each.level for each in without_ops.allowed] == ["allow"]
    assert without_packages.counts.sections.packages is False
    assert without_packages.can["camera"].allowed is False
    assert {each.topic: each.level for each in without_packages.allowed} == {"microphone": "while-using", "sms": "not"}
    assert [each.system for each in without_packages.apps] == [None]


def test_without_usage_nobody_was_opened() -> None:
    phone = Phone()
    phone.app(ONE).opened(days(40))
    found = read(phone)
    assert [round((each.opened_age or 0) / 86_400_000) for each in found.apps] == [40]
    found = read(phone, "usagestats")
    assert (found.counts.sections.usage, [each.opened for each in found.apps]) == (False, [None])


# Special access.


@each(
    "op, topic, mode, declared, level",
    [
        ("SYSTEM_ALERT_WINDOW", "over-other-apps", "allow", True, "allow"),
        ("SYSTEM_ALERT_WINDOW", "over-other-apps", "default", True, "not"),
        ("SYSTEM_ALERT_WINDOW", "over-other-apps", "", True, "not"),
        ("GET_USAGE_STATS", "usage-access", "allow", False, "allow"),
        ("MANAGE_EXTERNAL_STORAGE", "all-files", "allow", True, "allow"),
        ("REQUEST_INSTALL_PACKAGES", "install-apps", "deny", True, "not"),
    ],
)
def test_special_access_is_given_by_its_mode(op: str, topic: str, mode: str, declared: bool, level: str) -> None:
    phone = Phone()
    app = phone.app(ONE)
    if mode:
        app.mode(op, mode)
    if declared:
        app.ask(next(each.permissions[0] for each in load_access().topics if each.id == topic))
    assert only(phone, topic).level == level


def test_which_service_for_accessibility_is_on() -> None:
    phone = Phone(services={0: [ONE, "com.example.two"]})
    for package in (ONE, "com.example.two", "com.example.three"):
        phone.app(package)
    found = read(phone)
    assert [each.app for each in found.allowed if each.topic == "accessibility"] == [ONE, "com.example.two"]
    assert found.can["accessibility"].allowed
    assert not read(phone, "accessibility").can["accessibility"].allowed


# The table.


def test_each_operation_and_permission_has_one_topic() -> None:
    table = load_access()
    ops = [op for topic in table.topics for op in (*topic.ops, *topic.shown)]
    permissions = [permission for topic in table.topics for permission in topic.permissions]
    assert len(ops) == len(set(ops))
    assert len(permissions) == len(set(permissions))
    assert all(topic.precise in ("", *topic.permissions) and topic.selected in ("", *topic.permissions) for topic in table.topics)
    assert all(topic.background is None or topic.background.permission in topic.permissions for topic in table.topics)
    assert set(table.operation_of) <= set(permissions)
    assert not set(table.flags.count) & set(table.flags.drop)


def test_every_permission_that_can_be_given_has_an_operation_that_is_known() -> None:
    table = load_access()
    unknown = {each for topic in table.topics for each in topic.permissions if (op := table.operation(each)) and op not in table.by_op}
    assert unknown == set()
