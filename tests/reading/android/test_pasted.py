"""Texts that went through a mail, a note, a web page or a hand: read as they were, or told; never a part lost without a word."""

import base64
import io
import tarfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from android_dumps import Phone, days, hours, packed
from each import each

from coach.android import AndroidPhone
from coach.errors import UnusableInput
from coach.reading import read_report
from coach.reading.android.raw import Raw
from coach.reading.android.texts import read_android, read_texts, trimmed_copy
from coach.reading.android.usage import Usage

ONE, TWO = "com.example.one", "com.example.two"


@pytest.fixture
def phone() -> Phone:
    made = Phone()
    one = made.app(ONE).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA").grant("RECORD_AUDIO").opened(days(3))
    one.mode("CAMERA", "foreground").minute("CAMERA", "bg", ago=hours(4))
    made.app(TWO).refuse("READ_CONTACTS", "cch", ago=days(2)).grant("READ_CONTACTS", granted=False)
    return made


def read(text: str | bytes) -> AndroidPhone:
    return read_android([("x", text.encode() if isinstance(text, str) else text)])


def lines(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(map(change, text.split("\n")))


PUT_AROUND: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("without any indent", lines(str.strip)),
    ("with blanks that don't break", lines(lambda line: "\xa0" * (len(line) - len(line.lstrip())) + line.lstrip())),
    ("quoted in a mail", lines(lambda line: f"> {line}")),
    ("quoted twice", lines(lambda line: f">> {line}")),
    ("moved to the right", lines(lambda line: f"    {line}")),
    ("in a list", lines(lambda line: f"| {line}")),
    ("with an empty line behind each", lambda text: text.replace("\n", "\n\n")),
    ("with line ends of two systems", lambda text: text.replace("\n", "\r\r\n")),
    ("numbered", lambda text: "\n".join(f"{number:5} {line}" for number, line in enumerate(text.split("\n"), 1))),
    ("behind a prompt", lambda text: f"C:\\Users\\me>adb shell dumpsys appops\n{text}\nC:\\Users\\me>"),
    ("a web page", lambda text: f"<html><body><pre>\n{text}</pre></body></html>"),
    ("a web page of lines", lambda text: "<!DOCTYPE html><p>" + text.replace("\n", "<br>\n") + "</p>"),
    ("a web page without lines", lambda text: "<html><body>" + text.replace("\n", "<br/>") + "</body></html>"),
)


@each("form, put", PUT_AROUND)
def test_what_was_put_around_each_line_changes_nothing(form: str, put: Callable[[str], str]) -> None:
    made = Phone()
    one = made.app(ONE).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA").grant("RECORD_AUDIO").opened(days(3))
    one.mode("CAMERA", "foreground").minute("CAMERA", "bg", ago=hours(4))
    made.app(TWO).refuse("READ_CONTACTS", "cch", ago=days(2)).grant("READ_CONTACTS", granted=False)
    for text in (made.adb(), made.bug_report()):
        assert read(put(text)) == read(text), form


def test_a_part_without_its_heading_is_read(phone: Phone) -> None:
    text = phone.adb()
    without = "\n".join(line for line in text.split("\n") if "AppOps Service state" not in line)
    assert read(without).accesses == read(text).accesses
    packages = text[text.index(f"  Package [{ONE}]") : text.index("Queries:")]
    assert (read(packages).counts.runtime_permissions, read(packages).counts.granted) == (3, 2)


def test_an_access_of_which_nobody_knows_the_user_is_told(phone: Phone) -> None:
    state = "\n".join(phone.app_ops())
    with pytest.raises(UnusableInput) as refused:
        read_report([("x", state[state.index(f"    Package {ONE}:") : state.index("  Uid u0a101")].encode())])
    assert (refused.value.code, refused.value.values["line"]) == ("android-unreadable", 4)


def test_a_permission_in_no_list_is_told(phone: Phone) -> None:
    text = phone.adb()
    assert read(text.replace("      runtime permissions:\n", "      permissions of today:\n")).counts.unread_lines == 3
    broken = text.replace("      runtime permissions:", "and something\n      runtime permissions:")
    assert read(broken).counts.unread_lines + read(broken).counts.runtime_permissions == 3


def test_permissions_given_at_installation_are_none_that_can_be_taken_back(phone: Phone) -> None:
    text = phone.adb().replace("INTERNET: granted=true", "INTERNET: granted=true, flags=[ SYSTEM_FIXED]")
    assert read(text).counts == read(phone.adb()).counts


def test_the_time_zone_of_the_phone_is_told_and_its_name_kept_nowhere(phone: Phone) -> None:
    text = f"[persist.sys.timezone]: [Asia/Shanghai]\n{phone.adb()}"
    report = read_report([("x", text.encode())])
    made = read(phone.adb()).dumped
    assert report.summary.last and made and report.summary.last.isoformat() == f"{made.isoformat()}+08:00"
    assert ((report.accesses["local"] - report.accesses["begin"]) == timedelta(hours=8)).all() and len(report.accesses)
    copy = trimmed_copy(read_texts(text.encode(), "x"))
    assert "Shanghai" not in copy and read(copy).offset == timedelta(hours=8)
    assert read(text.replace("Asia/Shanghai", "../../etc/passwd")).offset is read(phone.adb()).offset is None


def test_archives_of_other_kinds(phone: Phone) -> None:
    whole, plain = io.BytesIO(), read(phone.bug_report())
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, data in {"log/a.zip": phone.zip(), "notes.txt": b"nothing"}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    assert read(whole.getvalue()) == plain
    head = "From: a@example.com\nTo: b@example.com\nSubject: file\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=AB\n\n"
    part = "Content-Type: application/zip; name=b.zip\nContent-Transfer-Encoding: base64\n"
    part += "Content-Disposition: attachment; filename=b.zip\n\n"
    assert read(f"{head}--AB\n{part}{base64.encodebytes(phone.zip()).decode()}\n--AB--\n") == plain


def other_phone() -> Phone:
    made = Phone()
    for number in range(8):
        made.app(f"com.example.app{number}", number=10_400 + number).grant("CAMERA")
    return made


def same_apps_otherwise() -> Phone:
    made = Phone()
    for number in range(8):
        made.app(f"com.example.app{number}", number=10_300 - number).grant("CAMERA")
    return made


def test_two_phones_of_one_maker_are_two_in_whatever_way_they_come() -> None:
    one, other = same_apps_otherwise().zip(), other_phone().zip()
    for files in ([("a", one), ("b", other)], [("x", packed({"a.zip": one, "b.zip": other}))]):
        with pytest.raises(UnusableInput) as refused:
            read_android(files)
        assert refused.value.code == "two-androids"


def test_a_report_beside_its_own_text_is_one_phone() -> None:
    made = other_phone()
    alone = read(made.zip())
    assert read_android([("a", made.zip()), ("b", made.bug_report().encode())]) == alone
    assert read(packed({"a.zip": made.zip(), "b.txt": made.bug_report()})) == alone


def test_a_zip_with_both_kinds_of_phone_is_refused(phone: Phone) -> None:
    week = b'{"accessor":{"identifier":"com.example.app","identifierType":"bundleID"},"broadcaster":{"identifier":"x"},'
    week += b'"category":"camera","identifier":"A","kind":"intervalBegin","timeStamp":"2026-03-12T10:00:00.000+01:00","type":"access"}\n'
    with pytest.raises(UnusableInput) as refused:
        read_report([("x.zip", packed({"a.ndjson": week * 3, "b.zip": phone.zip()}))])
    assert refused.value.code == "two-kinds-of-phone"


def test_a_text_of_which_hardly_anything_can_be_read_is_refused_as_that_of_an_android_phone() -> None:
    lost = "          Access: [top] 2026-03-12 21:30:05.000 (x)\n" * 20
    with pytest.raises(UnusableInput) as refused:
        read_report([("x", f"Current AppOps Service state:\n  Uid u0a10:\n    Package a.b:\n      CAMERA (allow): \n{lost}".encode())])
    assert refused.value.code == "android-unreadable"


@each(
    "written, hour",
    [
        ("2026-03-11 15:02:11", 15),
        ("2026/3/11 15:02", 15),
        ("2026年3月11日 15:02", 15),
        ("2026/3/11 12:02 AM", 0),
        ("2026. 3. 11. 15:02", 15),
        ("2026/3/11, 3:02 PM", 15),
    ],
)
def test_times_of_usage_as_a_language_writes_them(written: str, hour: int) -> None:
    raw = Raw(room=1000)
    for line in ("user=0", f'package={ONE} totalTimeUsed="01:40" lastTimeUsed="{written}" appLaunchCount=3'):
        Usage(raw).take(1, line)
    assert {(time.year, time.month, time.day, time.hour, time.minute) for time in raw.opened.values()} == {(2026, 3, 11, hour, 2)}


def test_times_of_usage_that_may_be_of_two_months_tell_nothing() -> None:
    raw = Raw(room=1000)
    for written in ("3/11/2026, 15:02", "2026年3月11日 下午3:02"):
        Usage(raw).take(1, f'package={ONE} totalTimeUsed="01:40" lastTimeUsed="{written}" appLaunchCount=3')
    assert (raw.opened, raw.sections) == ({}, set())


def test_services_for_accessibility_below_each_other(phone: Phone) -> None:
    listed = ["ACCESSIBILITY MANAGER (dumpsys accessibility)", "", "User state[attributes:{id=0, currentUser=true", "  }"]
    listed += ["  installed services: {", f"    0 : {TWO}/.Service", "  }", "  enabled services: {", f"    0 : {ONE}/.Service", "  }"]
    allowed = read("\n".join([*phone.app_ops(), *listed])).allowed
    assert [each.app for each in allowed if each.topic == "accessibility"] == [ONE]


def test_a_name_that_is_that_of_a_second_copy_is_told_and_no_app(phone: Phone) -> None:
    told = read(phone.adb().replace(f"Package {ONE}:", f"Package {ONE}@999:"))
    assert f"{ONE}@999" not in {each.app for each in told.accesses} and told.counts.unread_lines == 1


@each("form", ["bug report", "adb"])
def test_a_trimmed_copy_holds_nothing_of_the_person(form: str) -> None:
    made = Phone(users={0: "full.SYSTEM", 10: "profile.MANAGED"}, keyboard="com.example.keys", services={0: [TWO]})
    made.app(ONE).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA").opened(days(3)).minute("CAMERA", "bg", ago=hours(4))
    made.app(TWO).refuse("READ_CONTACTS", "cch", ago=days(2))
    private = ["somebody@example.com", "+4915112345678", "R58N123ABCD", "48.137154", "Home of nobody", "Europe/Berlin", "aa:bb:cc:dd:ee:ff"]
    beside = ["DUMP OF SERVICE account:", f"  Account {{name={private[0]}, type=com.google}}", f"[ro.serialno]: [{private[2]}]"]
    beside += [
        f"  mPhoneNumber={private[1]}",
        f"[persist.sys.timezone]: [{private[5]}]",
        f"  SSID: {private[4]} {private[3]} {private[6]}",
    ]
    text = made.bug_report() if form == "bug report" else made.adb()
    head = "------ SYSTEM PROPERTIES (getprop) ------"
    whole = text.replace(head, "\n".join([*beside[:2], head, *beside[2:]])) if form == "bug report" else "\n".join([*beside[2:], text])
    copy = trimmed_copy(read_texts(whole.encode(), "x"))
    assert not [each for each in (*private, "Berlin", "Somebody", "Home") if each in copy]
    assert read(copy) == read(whole)
