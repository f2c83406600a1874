"""Whatever a file comes in: the zip of the phone, one that a maker packed once more, text as computers save it; and what comes broken."""

import gzip
import lzma
import zipfile
from collections.abc import Callable

import pytest
from android_dumps import Phone, days, hours, packed
from each import each

from coach.errors import UnusableInput
from coach.reading import read_report
from coach.reading.android import allowed, carriers, sections
from coach.reading.android.lines import MAX_LINE, lines_of
from coach.reading.android.texts import read_android, read_texts

ONE = "com.example.one"


@pytest.fixture
def phone() -> Phone:
    made = Phone()
    made.app(ONE).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA").opened(days(3))
    return made


TEXTS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("as it is", str.encode),
    ("PowerShell", lambda text: text.replace("\n", "\r\n").encode("utf-16")),
    ("UTF-16 without a mark", lambda text: text.encode("utf-16-le")),
    ("the other UTF-16", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    ("with a mark", lambda text: text.encode("utf-8-sig")),
    ("Windows", lambda text: text.replace("\n", "\r\n").encode()),
    ("old Mac", lambda text: text.replace("\n", "\r").encode()),
    (
        "pasted, with tabs",
        lambda text: "\n".join("\t" * (len(line) - len(line.lstrip())) + line.lstrip() for line in text.split("\n")).encode(),
    ),
    ("packed", lambda text: gzip.compress(text.encode())),
    ("packed otherwise", lambda text: lzma.compress(text.encode())),
    ("in a zip", lambda text: packed({"my phone.txt": text})),
    ("between other lines", lambda text: f"# My phone\n\n```txt\n{text}\n```\n".encode()),
)


@each("form, saved", TEXTS)
def test_a_text_in_whatever_form(form: str, saved: Callable[[str], bytes]) -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA").opened(days(3))
    for text in (phone.bug_report(), phone.adb()):
        assert read_android([("x", saved(text))]) == read_android([("x", text.encode())]), form


MANY: dict[str, str | bytes] = {f"FS/{number}.txt": "x" for number in range(300)}
ZIPS: tuple[tuple[str, Callable[[Phone], bytes]], ...] = (
    ("of the phone", lambda phone: phone.zip()),
    ("in another one", lambda phone: packed({"bugreport.zip": phone.zip(), "notes.txt": "nothing"})),
    ("of Samsung", lambda phone: packed({"log/dumpState_G960.log": phone.bug_report(), "log/other.log": "x"})),
    ("of Samsung, in another one", lambda phone: packed({"a.zip": packed({"log/dumpState_G960.log": phone.bug_report()})})),
    ("without an entry", lambda phone: packed({"bugreport-x.txt": phone.bug_report(), "dumpstate_log.txt": "== dumpstate: a log"})),
    ("with an entry that is not there", lambda phone: packed({"main_entry.txt": "gone.txt", "bugreport-x.txt": phone.bug_report()})),
    ("in a folder", lambda phone: packed({"report/main_entry.txt": "text.txt", "report/text.txt": phone.bug_report()})),
)


@each("form, made", ZIPS)
def test_a_zip_in_whatever_form(form: str, made: Callable[[Phone], bytes]) -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA").opened(days(3))
    assert read_android([("x.zip", made(phone))]) == read_android([("x.txt", phone.bug_report().encode())]), form


@each(
    "data",
    [b"", b"hello", b"{}", packed({"a.txt": "nothing"}), packed({"word/document.xml": "x", "[Content_Types].xml": "x"}), b"PK\x03\x04",
     packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"bugreport.txt": Phone().bug_report()})})})})],
)  # fmt: skip
def test_what_holds_nothing_of_a_phone(data: bytes) -> None:
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", data)])
    assert refused.value.code in ("not-a-report", "broken-archive")


def test_a_zip_cut_anywhere_is_told_as_broken(phone: Phone) -> None:
    whole = phone.zip()
    for size in range(0, len(whole), 97):
        with pytest.raises(UnusableInput) as refused:
            read_android([("x.zip", whole[:size])])
        assert refused.value.code in ("broken-archive", "not-a-report")


def test_a_zip_with_any_byte_changed_gives_no_traceback(phone: Phone) -> None:
    whole = phone.zip()
    for place in range(0, len(whole), 41):
        changed = whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]
        try:
            read_android([("x.zip", changed)])
        except UnusableInput as error:
            assert error.code


def test_no_file_at_all_is_a_phone_that_tells_nothing() -> None:
    found = read_android([])
    assert (found.counts.records, found.apps, found.dumped) == (0, (), None)
    assert not any(any(can) for can in found.can.values())


def test_what_several_texts_in_one_file_hold_is_bounded_together(phone: Phone) -> None:
    texts = read_texts(packed({"bugreport-a.txt": phone.bug_report(), "bugreport-b.txt": phone.bug_report()}), "x")
    assert [sections.MOST_KEPT - text.raw.room > 0 for text in texts] == [True, True]
    assert texts[1].raw.room - texts[0].raw.room == texts[0].raw.room - sections.MOST_KEPT


def test_a_report_without_any_part_is_told(phone: Phone) -> None:
    with pytest.raises(UnusableInput) as refused:
        read_android([("x.zip", phone.zip(("appops", "package", "usagestats")))])
    assert refused.value.code == "android-empty"


def test_phones_of_two_makers_are_two(phone: Phone) -> None:
    other = Phone(maker="Xiaomi")
    other.app(ONE)
    with pytest.raises(UnusableInput) as refused:
        read_android([("a.zip", phone.zip()), ("b.zip", other.zip())])
    assert refused.value.code == "two-androids"


def test_lines_have_the_numbers_of_an_editor(phone: Phone) -> None:
    broken = phone.bug_report().replace("(-5h0m0s0ms)", "(soon)")
    number = next(number for number, line in enumerate(broken.split("\n"), 1) if "(soon)" in line)
    for text in (broken, broken.replace("\n", "\r\n")):
        assert read_android([("x", text.encode())]).unread == (("x", number),)


def test_nothing_else_of_the_phone_is_kept(phone: Phone) -> None:
    (text,) = read_texts(phone.zip(), "x")
    for private in ("48.137", "Home", "Somebody", "X1", "not.a.package"):
        assert private in phone.bug_report()
        assert private not in repr(text.raw)


@each("form, made", [*ZIPS, ("with many files", lambda phone: packed({"main_entry.txt": "a.txt", "a.txt": phone.bug_report()} | MANY))])
def test_what_a_phone_wrote_is_recognised_by_the_coach(form: str, made: Callable[[Phone], bytes]) -> None:
    phone = Phone()
    phone.app(ONE).access("CAMERA", "bg", ago=hours(5))
    for data in (made(phone), phone.adb().encode("utf-16"), phone.bug_report().encode()):
        assert read_report([("x", data)]).summary.accesses == {"camera": 1}, form


# Bounds.


def test_a_text_that_unpacks_without_end_is_refused(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "MAX_TEXT", 3_000_000)
    for data in (
        packed({"bugreport-x.txt": phone.bug_report() + "\n" * 5_000_000}),
        gzip.compress(phone.bug_report().encode() + b"x" * 5_000_000),
    ):
        with pytest.raises(UnusableInput) as refused:
            read_android([("x", data)])
        assert refused.value.code == "too-large"


def test_an_inner_zip_that_is_too_large_is_refused(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "MAX_INNER", 100)
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", packed({"a.zip": phone.zip()}))])
    assert refused.value.code == "too-large"


def test_more_than_any_phone_has_is_refused(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.reading.android.texts.MOST_KEPT", 300)
    monkeypatch.setattr("coach.reading.android.texts.read_text.__defaults__", (300,))
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", phone.zip())])
    assert refused.value.code == "android-too-much"


def test_more_users_than_any_phone_has_are_refused() -> None:
    phone = Phone()
    for user in range(101):
        phone.app(ONE, user)
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", phone.zip())])
    assert refused.value.code == "android-too-much"


def test_more_permissions_by_shared_uids_than_any_phone_has_are_refused(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowed, "MOST_GIVEN", 3)
    for number in range(4):
        phone.app(f"com.example.s{number}", shared="com.example.uid", number=10_500).grant("CAMERA")
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", phone.zip())])
    assert refused.value.code == "android-too-much"


def test_names_that_are_alike_when_they_are_shown_give_no_traceback() -> None:
    phone = Phone()
    phone.app("a" * 250, system=True).access("CAMERA", "bg", ago=hours(5)).grant("CAMERA")
    phone.app("a" * 251).access("CAMERA", "bg", ago=hours(5)).opened(hours(4))
    found = read_android([("x", phone.zip(("appops",)))])
    assert [len(each.id) for each in found.apps] == [201, 201]


def test_more_lines_than_a_gigabyte_has_are_refused(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "MOST_LINES", 100)
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", phone.zip())])
    assert refused.value.code == "many-lines"


def test_too_many_files_in_a_zip_are_refused(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "MAX_ENTRIES", 2)
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", packed({f"{number}.txt": "x" for number in range(5)}))])
    assert refused.value.code == "many-entries"


def test_a_locked_zip_holds_nothing_that_can_be_read(phone: Phone) -> None:
    whole = bytearray(phone.zip())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.find(mark)
        while place >= 0:
            whole[place + offset] |= 1
            place = whole.find(mark, place + 1)
    with pytest.raises(UnusableInput) as refused:
        read_android([("x", bytes(whole))])
    assert refused.value.code == "not-a-report"
    assert zipfile.is_zipfile(__import__("io").BytesIO(bytes(whole)))


def test_what_powershell_joined_to_another_text_is_read_too(phone: Phone) -> None:
    lines, more = "\n".join(phone.packages()), "\n".join(phone.app_ops())
    joined = lines.encode() + b"\r\n" + more.replace("\n", "\r\n").encode("utf-16")
    found = read_android([("x", joined)])
    assert found.accesses == read_android([("x", f"{lines}\n{more}".encode())]).accesses != ()


# Lines of blocks.


@each("size", [1, 2, 3, 7, 64, 10_000])
def test_lines_are_the_same_however_they_are_cut(size: int) -> None:
    text = "a\r\nb\n\n\nccc\rd\n一二三\r\n\nend"
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        data = text.encode(encoding)
        first = data[:16]
        blocks = [first, *(data[start : start + size] for start in range(16, len(data), size))]
        assert [line for lines in lines_of(blocks) for line in lines] == ["a", "b", "", "", "ccc", "d", "一二三", "", "end"]


def test_a_line_without_end_is_cut_and_counted_once() -> None:
    blocks = [b"a\n", *[b"x" * 50_000] * 9, b"x\nb\n"]
    found = [line for lines in lines_of(blocks) for line in lines]
    assert [len(line) for line in found] == [1, MAX_LINE, 1]
