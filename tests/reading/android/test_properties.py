"""What holds for every phone: the form of the file, the order of its lines, the clock and a cut change nothing that they should not."""

import copy
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from android_dumps import App, Phone, days, hours, minutes
from android_phones import STATE, TABLE, phones
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.android import AndroidPhone
from coach.errors import UnusableInput
from coach.reading.android.texts import phone_of, read_android, read_texts, trimmed_copy


def read(text: str | bytes, name: str = "a") -> AndroidPhone:
    return read_android([(name, text.encode() if isinstance(text, str) else text)])


@given(phones())
@settings(**STATE)  # type: ignore[arg-type]
def test_zip_text_and_utf_16_tell_the_same(phone: Phone) -> None:
    text = phone.bug_report()
    plain = read(text)
    assert plain.counts.unread_lines == 0
    assert _named(plain) <= {each.id for each in plain.apps}
    assert read(phone.zip()) == plain
    assert read(text.replace("\n", "\r\n").encode("utf-16")) == plain


def _named(phone: AndroidPhone) -> set[str]:
    """Every app that anything is told of."""
    return {each.app for rows in (phone.accesses, phone.minutes, phone.buckets, phone.allowed) for each in rows}


@given(phones(), st.randoms(use_true_random=False))
@settings(**STATE)  # type: ignore[arg-type]
def test_order_and_duplicates_change_nothing(phone: Phone, rng: random.Random) -> None:
    text = phone.bug_report()
    plain = read(text)
    mixed = copy.deepcopy(phone)
    by_uid = list(mixed.apps)
    rng.shuffle(by_uid)
    mixed.apps = by_uid
    mixed.events = [(ago, kind, app) for ago, kind, app in mixed.events]
    for app in mixed.apps:
        rng.shuffle(app.accesses)
        rng.shuffle(app.minutes)
    assert read(mixed.bug_report()) == plain
    assert read(text + text) == plain
    assert read_android([("a", text.encode()), ("a", text.encode())]) == plain
    head, *services = text.split("-" * 79 + "\n")
    *services, last = services
    rng.shuffle(services)
    assert read(("-" * 79 + "\n").join([head, *services, last])) == plain


@given(phones())
@settings(**STATE)  # type: ignore[arg-type]
def test_several_files_of_one_phone_in_any_order_tell_the_same(phone: Phone) -> None:
    files = [("a", phone.bug_report().encode()), ("b", phone.adb().encode())]
    whole = read_android(files)
    assert read_android(files[::-1]) == whole
    assert _named(whole) <= {each.id for each in whole.apps}


@given(phones(), st.data())
@settings(**STATE)  # type: ignore[arg-type]
def test_a_file_cut_at_any_line_says_what_is_missing(phone: Phone, data: st.DataObject) -> None:
    lines = phone.bug_report().split("\n")
    whole = read("\n".join(lines))
    at = data.draw(st.integers(0, len(lines) - 1))
    try:
        found = read("\n".join(lines[:at]) + "\n")
    except UnusableInput as error:
        assert error.code in ("not-a-report", "android-empty")
        return
    for name, service in (("app_ops", "appops"), ("packages", "package"), ("usage", "usagestats")):
        begin = lines.index(f"DUMP OF SERVICE {service}:")
        end = next(number for number, line in enumerate(lines) if line.startswith("---------") and f"dumpsys {service}," in line)
        if at <= begin:
            assert not getattr(found.counts.sections, name)
        elif at <= end:
            assert name in found.cut
        else:
            assert (name in found.cut, getattr(found.counts.sections, name)) == (False, getattr(whole.counts.sections, name))
    assert {each.op for each in found.accesses} <= {each.op for each in whole.accesses}


@given(phones(), st.data())
@settings(**STATE)  # type: ignore[arg-type]
def test_whatever_is_broken_in_a_text_gives_no_traceback(phone: Phone, data: st.DataObject) -> None:
    text = bytearray((phone.adb() if data.draw(st.booleans()) else phone.bug_report()).encode())
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    try:
        (part, *_) = read_texts(bytes(text), "a")
        found = phone_of([part])
        assert found.counts.records >= len(found.accesses)
        assert phone_of(read_texts(trimmed_copy([part]).encode(), "a")) == found
    except UnusableInput as error:
        assert error.code in ("not-a-report", "android-empty")


@given(phones((7, 8, 9, 10, 11, 14, 15, 16, 17)), st.booleans())
@settings(**STATE)  # type: ignore[arg-type]
def test_a_trimmed_copy_tells_the_same(phone: Phone, by_adb: bool) -> None:
    texts = read_texts((phone.adb() if by_adb else phone.bug_report()).encode(), "a")
    copied = trimmed_copy(texts)
    again = read_texts(copied.encode(), "a")
    assert phone_of(again) == phone_of(texts)
    assert trimmed_copy(again) == copied
    for private in ("48.137154", "11.576", "Home of", "Somebody", "X1"):
        assert private not in copied


def unclocked(phone: AndroidPhone) -> object:
    """A phone without its moments."""
    rows = (phone.accesses, phone.minutes, phone.allowed, phone.shown, phone.restarts)
    apps = [each._replace(installed=None, opened=None) for each in phone.apps]
    return phone.counts, apps, [sorted(repr(_bare(each)) for each in row) for row in rows], phone.roles, phone.can


def _bare(row: object) -> object:
    return row._replace(time=None) if "time" in getattr(row, "_fields", ()) else row  # type: ignore[attr-defined]


@given(phones(), st.integers(-3_000_000, 3_000_000))
@settings(**STATE)  # type: ignore[arg-type]
def test_moving_clock_and_file_together_changes_nothing(phone: Phone, shift: int) -> None:
    moved = copy.deepcopy(phone)
    moved.now += minutes(shift)
    for app in moved.apps:
        app.installed += minutes(shift)
    for one, other in ((phone.bug_report(), moved.bug_report()), (phone.adb(), moved.adb())):
        before, after = read(one), read(other)
        assert unclocked(before) == unclocked(after)
        assert after.dumped == (before.dumped and before.dumped + minutes(shift))


def _without_each(phone: Phone) -> Iterator[Phone]:
    """The same phone without one access in the background that could count, one refusal, or one grant."""
    for number, app in enumerate(phone.apps):
        for place, each in enumerate(app.accesses):
            if each.refused or (each.state in ("bg", "cch") and TABLE.by_op.get(each.op, ("", False))[1]):
                less = copy.deepcopy(phone)
                del less.apps[number].accesses[place]
                if each.op not in (*TABLE.judged,):
                    continue
                yield less
        for permission in app.grants:
            less = copy.deepcopy(phone)
            less.apps[number].grants[permission] = False, ""
            yield less


def _excused(phone: Phone) -> set[tuple[object, ...]]:
    return {(each.app, each.op, each.state, each.age, each.refused, each.flag) for each in read(phone.bug_report()).accesses if each.excuse}


@pytest.mark.slow
@given(phones())
@settings(**(STATE | {"max_examples": 25}))  # type: ignore[arg-type]
def test_no_excuse_goes_when_something_that_could_count_does(phone: Phone) -> None:
    phone.app("com.example.anchor").access("VIBRATE", "top", ago=timedelta())  # so that it was written at the same moment
    before = _excused(phone)
    for less in _without_each(phone):
        gone = before - _excused(less)
        assert all(_is_there(each, less) is False for each in gone), gone


def _is_there(key: tuple[object, ...], phone: Phone) -> bool:
    return any(
        (each.op, each.state, each.refused, each.flag) == (key[1], key[2], key[4], key[5])
        and each.ago // timedelta(milliseconds=1) == key[3]
        and _id(app) == key[0]
        for app in phone.apps
        for each in app.accesses
    )


def _id(app: App) -> str:
    return app.package if not app.user else f"{app.package}@{app.user}"


def test_an_older_file_beside_a_newer_one_keeps_what_the_newer_forgot() -> None:
    phone = Phone()
    phone.app("a.b").access("CAMERA", "bg", ago=days(1)).grant("CAMERA")
    later = replace(phone, now=phone.now + days(3), apps=[], events=[])
    later.app("a.b").access("CAMERA", "bg", ago=hours(1)).grant("CAMERA", False)
    for files in ([phone, later], [later, phone]):
        found = read_android([(f"{number}", each.zip()) for number, each in enumerate(files)])
        assert [each.age for each in found.accesses] == [3_600_000, 4 * 86_400_000]
        assert [each.level for each in found.allowed] == ["not"]
        assert found.dumped == later.now
