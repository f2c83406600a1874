"""The forms in which Android 7 to 17 write app-ops, and their history, are read line by line."""

from datetime import timedelta

import pytest
from android_dumps import NOW, Phone, days, hours, minutes, seconds, span, stamp
from each import each
from hypothesis import given
from hypothesis import strategies as st

from coach.android import AndroidPhone, Minute
from coach.reading.android.raw import uid_of, written_uid
from coach.reading.android.texts import read_android
from coach.reading.android.times import moment, written_moment, written_span
from coach.reading.android.times import span as read_span

ONE = "com.example.one"


def read(text: str | bytes, name: str = "a.txt") -> AndroidPhone:
    return read_android([(name, text.encode() if isinstance(text, str) else text)])


def phone_of(version: int, *, qpr: bool = False) -> Phone:
    phone = Phone(version=version, qpr=qpr)
    app = phone.app(ONE).grant("CAMERA").mode("RECORD_AUDIO", "ignore")
    app.access("CAMERA", "top", ago=days(3), lasted=seconds(4)).access("CAMERA", "bg", ago=hours(5)).refuse(
        "READ_CONTACTS", "cch", ago=days(9)
    )
    phone.app("com.example.two", 10).access("READ_SMS", "top", ago=minutes(4))
    return phone


@pytest.mark.parametrize(
    ("version", "qpr"), [(9, False), (10, False), (11, False), (12, False), (14, False), (16, False), (16, True), (17, True)]
)
@pytest.mark.parametrize("form", ["zip", "adb"])
def test_every_form_tells_the_same(version: int, qpr: bool, form: str) -> None:
    phone = phone_of(version, qpr=qpr)
    found = read(phone.zip(), "a.zip") if form == "zip" else read(phone.adb())
    counts = found.counts
    assert (counts.version, counts.unread_lines, found.cut) == (version, 0, ())
    assert (counts.app_ops_packages, counts.op_lines, counts.records, counts.refused) == (2, 3, 4, 1)
    assert (counts.runtime_permissions, counts.granted) == (1, 1)
    assert [(each.app, each.op, each.seen, each.refused, each.time) for each in found.accesses] == [
        (ONE, "CAMERA", "background", False, NOW - hours(5)),
        (ONE, "CAMERA", "screen", False, NOW - days(3)),
        (ONE, "READ_CONTACTS", "background", True, NOW - days(9)),
        ("com.example.two@10", "READ_SMS", "screen", False, NOW - minutes(4)),
    ]
    assert found.dumped == NOW


@pytest.mark.parametrize("version", [7, 8])
def test_below_android_9_there_are_only_ages(version: int) -> None:
    found = read(phone_of(version).zip(), "a.zip")
    assert (found.counts.records, found.counts.accesses, found.counts.refused, found.counts.unread_lines) == (3, 2, 1, 0)
    assert [(each.op, each.seen, each.time, each.age, each.refused) for each in found.accesses if each.app == ONE] == [
        ("CAMERA", "unknown", None, 5 * 3_600_000, False),
        ("READ_CONTACTS", "unknown", None, 9 * 86_400_000, True),
    ]
    assert (found.can["camera"].accesses, found.can["camera"].background) == (True, False)


def test_of_one_operation_that_is_told_twice_the_younger_one_counts() -> None:
    text = "Current AppOps Service state:\n  Uid u0a1:\n    Package a.b:\n      CAMERA: mode=0; time=+2h0m0s0ms ago; duration=+1s0ms\n"
    assert [each.age for each in read(text + text.replace("+2h", "+1h")).accesses] == [3_600_000]


@each(
    "line",
    [
        "          Access: [top-s] 2026-03-12 20:30:05.250 (sometime)",
        "          Access: [top-s] 2026-02-30 20:30:05.250 (-1h0m0s0ms)",
        "          Access: top 20:30",
        "          Reject: [top-s]",
        "          Access: [100-s] 2026-03-12 20:30:05.250 (-1h0m0s0ms)",
        "          Benutzt: [top-s] 2026-03-12 20:30:05.250 (-1h0m0s0ms)",
        "      CAMERA: mode=0; time=whenever ago",
    ],
)
def test_a_line_like_an_access_that_cannot_be_read_is_told_with_its_number(line: str) -> None:
    head = "Current AppOps Service state:\n  Uid u0a1:\n    Package a.b:\n      CAMERA (allow): \n        null=[\n"
    found = read(f"{head}{line}\n        ]\n")
    assert (found.unread, found.counts.unread_lines, found.accesses) == ((("a.txt", 6),), 1, ())


def test_what_stands_below_a_heading_that_cannot_be_read_is_nobodys() -> None:
    record = "          Access: [top-s] 2026-03-12 20:30:05.250 (-1h0m0s0ms)\n"
    head = "Current AppOps Service state:\n  Uid u0a1:\n    Package a.b:\n      CAMERA (allow): \n"
    for strange in ("      NEW-OP <allowed>:\n", "    Package c d:\n", "  Uid u0x7:\n", "  Uid u0-a7:\n"):
        found = read(head + record + strange + record)
        assert (found.counts.records, [number for _, number in found.unread]) == (1, [7]), strange
        if "CAMERA" not in strange and "NEW-OP" not in strange:
            found = read(f"{head}{record}{strange}      CAMERA (allow): \n{record}")
            assert (found.counts.records, [number for _, number in found.unread]) == (1, [8]), strange


def test_a_grant_that_cannot_be_read_is_told() -> None:
    text = "Packages:\n  Package [a.b] (1a):\n    User 0: installed=true\n      runtime permissions:\n"
    text += "        a.b.C: granted=maybe, flags=[ ]\n"
    assert read(text).unread == (("a.txt", 5),)


def test_a_service_that_took_too_long_is_told_as_cut() -> None:
    text = phone_of(14).bug_report()
    begin = text.index("      READ_CONTACTS (allow)")
    end = text.index("--------- 0.006s was the duration of dumpsys appops")
    found = read(text[:begin] + "*** SERVICE 'appops' DUMP TIMEOUT (10000ms) EXPIRED ***\n\n" + text[end:])
    assert (found.cut, found.counts.records, found.counts.sections.app_ops, found.counts.unread_lines) == (("app_ops",), 2, True, 0)


def test_what_looks_like_a_part_elsewhere_is_none() -> None:
    text = phone_of(14).bug_report()
    stray = (
        "History:\n  begin = 2026-03-12 21:30:05.250  (-1s)\n    [x\nDatabase size\n  Uid u0a1:\n    Package x.y:\n      CAMERA (allow): \n"
    )
    assert read(text.replace("------ SYSTEM LOG", f"------ OTHER (x) ------\n{stray}------ SYSTEM LOG")) == read(text)


# The history.


def timeline() -> Phone:
    phone = Phone(version=15)
    app = phone.app(ONE).access("CAMERA", "top", ago=minutes(1))
    app.minute("CAMERA", "top", ago=days(6), lasted=120).minute("FINE_LOCATION", "bg", ago=days(2)).minute(
        "FINE_LOCATION", "fgsvc", ago=minutes(9)
    )
    app.minute("RECORD_AUDIO", "top", ago=minutes(30), flag="tp")
    return phone


def told(minute: Minute) -> tuple[str, str, int | None, int]:
    return minute.topic, minute.seen, minute.seconds, round(minute.age / 60_000)


WEEK = [("camera", "screen", 120, 8640), ("location", "background", None, 2880), ("location", "notice", None, 9)]


@pytest.mark.parametrize("qpr", [False, True])
def test_seven_days_by_the_minute(qpr: bool) -> None:
    phone = timeline()
    phone.qpr = qpr
    found = read(phone.adb())
    assert (found.minutes_of, found.counts.sections.minutes, found.counts.unread_lines) == ("days", True, 0)
    assert sorted(map(told, found.minutes), key=lambda each: each[3], reverse=True) == WEEK
    assert found.can["camera"].minutes
    assert not found.can["contacts"].minutes
    assert all(each.time.second == 0 and each.accesses == 1 for each in found.minutes)


def test_the_last_hour_stands_in_the_bug_report_of_later_ones() -> None:
    phone = timeline()
    phone.qpr = True
    found = read(phone.zip(), "a.zip")
    assert (found.minutes_of, list(map(told, found.minutes))) == ("hour", WEEK[2:])
    assert not read(timeline().zip(), "a.zip").counts.sections.minutes


def test_bug_report_and_adb_text_together_tell_seven_days() -> None:
    phone = timeline()
    phone.qpr = True
    found = read_android([("a.zip", phone.zip()), ("b.txt", phone.adb().encode())])
    assert (found.minutes_of, len(found.minutes), found.counts.records) == ("days", 3, 1)


def test_counts_of_stretches() -> None:
    (found,) = read(timeline().adb()).buckets
    assert (found.app, found.topic, found.seen, found.accesses, found.refused, found.seconds) == (ONE, "location", "notice", 1, 0, 60)
    assert (found.begin, found.end) == (NOW - minutes(15), NOW)


def test_a_stretch_without_a_sound_end_has_none() -> None:
    text = timeline().adb().replace(f"end = {stamp(NOW)}  (-1ms)", "end = 1970-01-01 08:04:19.523  (-20663d)")
    assert [each.end for each in read(text).buckets] == [None]


def test_a_stretch_that_goes_on_while_it_is_written_twice_is_one() -> None:
    phone = timeline()
    later = phone.adb().replace(f"end = {stamp(NOW)}", f"end = {stamp(NOW + seconds(3))}").replace("access=1,", "access=2,")
    for text in (phone.adb() + later, later + phone.adb()):
        assert [(each.accesses, each.end) for each in read(text).buckets] == [(2, NOW + seconds(3))]


def test_one_use_that_is_printed_with_and_without_its_length_is_one_minute() -> None:
    phone = timeline()
    phone.apps[0].minute("CAMERA", "top", ago=days(6))
    assert len(read(phone.adb()).minutes) == 3


def test_the_columns_of_a_table_are_told_by_its_heading() -> None:
    text = "----Location, Microphone, and Camera App Ops (Last 1 Hour)----\n\n"
    text += "UID|PACKAGE_NAME|OP_NAME|UID_STATE|OP_FLAGS|ACCESS_TIME|DURATION\n"
    text += f"10123|{ONE}|CAMERA|top|s|{stamp(NOW)}|60000\n10123|{ONE}|CAMERA|top|s|{stamp(NOW)}|60000|more\n"
    phone = phone_of(16, qpr=True)
    found = read("\n".join([*phone.app_ops()[:-3], text]))
    assert [(each.app, each.seconds) for each in found.minutes] == [(ONE, 60)]
    assert found.counts.unread_lines == 1


@each(
    "line",
    [
        "            Access [top-s] at 2026-13-12 20:30:00.000",
        "            Access [top-s] whenever",
        "            Access",
    ],
)
def test_a_minute_that_cannot_be_read_is_told(line: str) -> None:
    text = "Current AppOps Service state:\nDiscrete accesses: \n  Uid: 10123\n    Package: a.b\n      CAMERA\n"
    text += f"          Attribution: null\n{line}\n"
    assert read(text).unread == (("a.txt", 7),)


def test_what_stands_below_an_operation_of_the_timeline_that_cannot_be_read_is_nobodys() -> None:
    access = f"            Access [top-s] at {stamp(NOW)}\n"
    text = "Current AppOps Service state:\nDiscrete accesses: \n  Uid: 10123\n    Package: a.b\n      CAMERA\n        [Device: default:0]\n"
    found = read(f"{text}{access}      A NEW OP\n{access}")
    assert (len(found.minutes), found.unread) == (1, (("a.txt", 9),))


def test_minutes_in_the_background_are_excused_as_accesses_are() -> None:
    phone = Phone(version=15)
    phone.app(ONE).minute("CAMERA", "bg", ago=hours(3)).minute("CAMERA", "top", ago=hours(3) + minutes(1)).access(
        "CAMERA", "top", ago=days(1)
    )
    phone.app("com.example.two").mode("FINE_LOCATION", "foreground").minute("FINE_LOCATION", "cch", ago=hours(3))
    phone.app("com.example.three").minute("FINE_LOCATION", "cch", ago=hours(3)).minute("FINE_LOCATION", "cch", ago=-hours(30))
    assert {(each.app, each.excuse) for each in read(phone.adb()).minutes if each.seen == "background"} == {
        (ONE, "lag"),
        ("com.example.two", "foreground-only"),
        ("com.example.three", ""),
        ("com.example.three", "undated"),
    }


# Times.


SPANS = {
    "-1d0h50m6s832ms": -89_406_832,
    "-12ms": -12,
    "0": 0,
    "+1m37s899ms": 97_899,
    "+3m": 180_000,
    "-20663d": -20_663 * 86_400_000,
    "٣m": 180_000,
}


@each("text, milliseconds", [*SPANS.items(), *((text, None) for text in ("", "+", "5", "1h2", "-1m-2s"))])
def test_spans(text: str, milliseconds: int | None) -> None:
    assert read_span(text) == milliseconds


@given(st.integers(-(10**12), 10**12))
def test_spans_are_written_as_they_are_read(milliseconds: int) -> None:
    assert read_span(written_span(milliseconds)) == milliseconds
    assert read_span(span(timedelta(milliseconds=milliseconds))) == milliseconds


@given(st.datetimes())
def test_moments_are_written_as_they_are_read(time: object) -> None:
    cut = time.replace(microsecond=time.microsecond // 1000 * 1000)  # type: ignore[attr-defined]
    assert moment(written_moment(cut)) == cut


def test_digits_of_another_language_are_digits() -> None:
    assert moment("٢٠٢٦-٠٣-١٢ ٢١:٣٠:٠٥.٢٥٠") == NOW
    text = phone_of(14).bug_report()
    arabic = text.replace(stamp(NOW - days(3)), stamp(NOW - days(3)).translate({48 + digit: 0x660 + digit for digit in range(10)}))
    assert arabic != text
    assert read(arabic).accesses == read(text).accesses


@given(st.integers(0, 999), st.integers(0, 99_999))
def test_uids_are_written_as_they_are_read(user: int, number: int) -> None:
    assert uid_of(written_uid(user * 100_000 + number)) == user * 100_000 + number


@each(
    "text, uid",
    [
        ("1000", 1000),
        ("u0a313", 10_313),
        ("u10a313", 1_010_313),
        ("u0i1", 99_001),
        ("u0ai0", 90_000),
        ("u10s1000", 1_001_000),
        ("u0", None),
        ("x", None),
        ("9" * 30, None),
    ],
)
def test_uids(text: str, uid: int | None) -> None:
    assert uid_of(text) == uid
