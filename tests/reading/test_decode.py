"""Bytes as mail, chat and editors leave them: the report inside must come out the same."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from report_lines import access, at, ndjson, network, read

from coach.reading.decode import to_utf8_lines

LINES = access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com", owner="例子广告")
CLEAN = ndjson(LINES)
TEXT = CLEAN.decode()

LEFT_BY_OTHER_PROGRAMS = {
    "byte-order mark": codecs.BOM_UTF8 + CLEAN,
    "Windows line ends": CLEAN.replace(b"\n", b"\r\n"),
    "byte-order mark and Windows line ends": codecs.BOM_UTF8 + CLEAN.replace(b"\n", b"\r\n"),
    "old Mac line ends": CLEAN.replace(b"\n", b"\r"),
    "mixed line ends": CLEAN.replace(b"\n", b"\r\n", 1),
    "NUL bytes at the end": CLEAN + bytes(4096),
    "NUL bytes inside": CLEAN.replace(b"photos", b"pho\0tos").replace(b"\n", b"\0\n"),
    "UTF-16 LE with mark": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "UTF-16 BE with mark": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "UTF-16 LE without mark": TEXT.encode("utf-16-le"),
    "UTF-16 BE without mark": TEXT.encode("utf-16-be"),
    "UTF-16 with Windows line ends": TEXT.replace("\n", "\r\n").encode("utf-16"),
    "blank lines": b"\n\n" + CLEAN.replace(b"\n", b"\n \n\n"),
    "trailing spaces": CLEAN.replace(b"\n", b"  \t\n"),
    "leading spaces": b"  " + CLEAN.replace(b"\n", b"\n  "),
    "no line end at the end": CLEAN.rstrip(b"\n"),
}


@pytest.mark.parametrize("data", LEFT_BY_OTHER_PROGRAMS.values(), ids=LEFT_BY_OTHER_PROGRAMS.keys())
def test_a_report_that_passed_through_another_program_reads_the_same(data: bytes) -> None:
    clean, report = read(CLEAN), read(data)
    assert report.summary == clean.summary
    assert report.problems == ()
    assert_frame_equal(report.accesses, clean.accesses)
    assert_frame_equal(report.network, clean.network)


def test_names_in_other_scripts_survive_utf16() -> None:
    assert list(read(TEXT.encode("utf-16")).network["owner"]) == ["例子广告"]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)])
def test_a_record_that_begins_with_a_chinese_name_is_found_behind_utf16(encoding: str, mark: bytes) -> None:
    first, second = f"[\n{TEXT.splitlines()[0]}\n]\n", '{"domain":"例子.example"}\n'
    assert to_utf8_lines(mark + first.encode(encoding) + second.encode()) == (first + second).encode()


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", b""),
        (b"a\r\nb\rc\n", b"a\nb\nc\n"),
        (b"a\r\r\nb", b"a\n\nb"),
        (b"\xef\xbb\xbf", b""),
        (b"\xff\xfe", b""),
        (b"\xff\xfea\0", b"a"),
        (b"\xfe\xff\0a", b"a"),
        (b"\xfftext", b"\xfftext"),
    ],
)
def test_lines_come_out_as_utf8_with_unix_ends(data: bytes, lines: bytes) -> None:
    assert to_utf8_lines(data) == lines


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"{\0", b"\0{"])
@given(data=st.binary(max_size=40))
def test_no_bytes_at_all_stop_the_reading(mark: bytes, data: bytes) -> None:
    lines = to_utf8_lines(mark + data)
    assert b"\r" not in lines
    assert b"\0" not in lines


@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=20), max_size=5))
def test_every_encoding_gives_the_same_lines(lines: list[str]) -> None:
    text = "{" + "\n".join(lines)
    for data in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-16-be")):
        assert to_utf8_lines(data) == text.encode()
