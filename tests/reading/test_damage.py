"""A report that a program changed on its way: named for what was done to it, and a sound report never is, whatever stands in it."""

import csv
import html
import io
import json
import quopri
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, line, ndjson, network, read, report_lines

from coach.models import LANGS
from coach.reading import UnusableInput, read_report
from coach.reading.damage import damage
from coach.reading.kinds import HEAD_BYTES
from coach.reading.recognise import what_is_it
from coach.words import words_in

WEEK = [
    *(each for day in range(3) for hour in (8, 20) for each in access("com.example.chat", "photos", at(hour, day=day))),
    *network("com.example.chat", "ads.example.com", context="news.example"),
    *network("com.example.maps", "tiles.example.com"),
]
SOUND = ndjson(WEEK)


def flat(record: dict[str, object], between: str = ".") -> dict[str, object]:
    """As a converter lays out a record in columns."""
    accessor = record.get("accessor")
    inner = {f"accessor{between}{key}": value for key, value in accessor.items()} if isinstance(accessor, dict) else {}
    return inner | {key: value for key, value in record.items() if key != "accessor"}


def table(delimiter: str, between: str = ".") -> bytes:
    """Records as rows below the names of their keys."""
    rows = [flat(json.loads(each), between) for each in WEEK]
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def in_one_cell(delimiter: str, cells: int = 1) -> bytes:
    """Lines as a spreadsheet saves them, whole or split at their commas."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(each.split(",", cells - 1) for each in WEEK)
    return file.getvalue().encode()


def split_without_quoting(separator: str) -> bytes:
    """A spreadsheet takes the first quotation marks of a cell for its own."""
    return re.sub(r',"(\w+)":', rf"{separator}\1:", SOUND.decode()).encode()


def timed(change: Callable[[str], str]) -> bytes:
    return re.sub(rb'"(2025-[^"]*)"', lambda found: f'"{change(found[1].decode())}"'.encode(), SOUND)


def curly(opening: str, closing: str) -> bytes:
    return re.sub('"([^"]*)"', rf"{opening}\1{closing}", SOUND.decode()).encode()


def in_pieces(width: int) -> bytes:
    """Lines as a program breaks them that has room for so many signs."""
    return "".join(f"{each[place : place + width]}\n" for each in WEEK for place in range(0, len(each), width)).encode()


INDENTED = json.dumps([json.loads(each) for each in WEEK], indent=2)
RTF = rb"{\rtf1\ansi\ansicpg1252\cocoartf2639" + b"\n" + SOUND.replace(b"{", rb"\{").replace(b"}", rb"\}") + b"}"
ESCAPED = html.escape(SOUND.decode())
DAMAGED: dict[str, tuple[bytes, str]] = {
    "formatted text": (RTF, "rich-text"),
    "formatted text of something else": (rb"{\rtf1 Dear diary}", "rich-text"),
    "escaped for a web page": (ESCAPED.encode(), "html-escaped"),
    "escaped by numbers": (ESCAPED.replace("&quot;", "&#34;").encode(), "html-escaped"),
    "escaped in paragraphs": ("".join(f"<p>{each}</p>\n" for each in ESCAPED.splitlines()).encode(), "html-escaped"),
    "escaped in a page": (f"<html><body><pre>{ESCAPED}</pre></body></html>".encode(), "html-escaped"),
    "curly quotes": (curly("“", "”"), "curly-quotes"),
    "low quotes": (curly("„", "“"), "curly-quotes"),
    "single quotes": (curly("‘", "’"), "curly-quotes"),
    "angle quotes": (curly("«", "»"), "curly-quotes"),
    "wide quotes": (curly("＂", "＂"), "curly-quotes"),
    "curly quotes, quoted in a mail": (b"> " + curly("“", "”").replace(b"\n", b"\n> "), "curly-quotes"),
    "curly quotes on some lines only": (curly("“", "”") + SOUND, "curly-quotes"),
    "curly quotes, indented": (re.sub('"([^"]*)"', r"“\1”", INDENTED).encode(), "curly-quotes"),
    "escaped for a web page, indented": (html.escape(INDENTED).encode(), "html-escaped"),
    "cells with a number in front": (
        "".join(f"{number},{each}" for number, each in enumerate(in_one_cell(",").decode().splitlines(True))).encode(),
        "spreadsheet",
    ),
    "in pieces of one width": (in_pieces(76), "broken-lines"),
    "in pieces of one width, quoted": (b"".join(b"> " + each for each in in_pieces(72).splitlines(keepends=True)), "broken-lines"),
    "the code of mails": (quopri.encodestring(SOUND), "quoted-printable"),
    "the code of mails, quotes as well": (quopri.encodestring(SOUND).replace(b'"', b"=22"), "quoted-printable"),
    "doubled quotes": (in_one_cell(","), "spreadsheet"),
    "doubled quotes in cells": (in_one_cell("\t", cells=12), "spreadsheet"),
    "split by tabs": (split_without_quoting("\t"), "spreadsheet"),
    "split by semicolons": (split_without_quoting(";"), "spreadsheet"),
    "flattened keys": (ndjson([line(**flat(json.loads(each))) for each in WEEK]), "spreadsheet"),
    "flattened keys, underlined": (ndjson([line(**flat(json.loads(each), "_")) for each in WEEK]), "spreadsheet"),
    "table": (table(","), "spreadsheet"),
    "table with semicolons": (table(";"), "spreadsheet"),
    "table with tabs, keys with slashes": (table("\t", "/"), "spreadsheet"),
    "days of Asia": (timed(lambda time: f"{time[:4]}/{int(time[5:7])}/{int(time[8:10])} {int(time[11:13])}:{time[14:16]}"), "spreadsheet"),
    "days of America": (timed(lambda time: f"{int(time[5:7])}/{int(time[8:10])}/{time[2:4]} {int(time[11:13])}:00 AM"), "spreadsheet"),
    "days of Europe": (timed(lambda time: f"{time[8:10]}.{time[5:7]}.{time[:4]} {time[11:16]}"), "spreadsheet"),
    "days with dashes, without a zone": (timed(lambda time: f"{time[:10]} {time[11:16]}"), "spreadsheet"),
    "days as numbers": (re.sub(rb'"2025-[^"]*"', b"45985.3368", SOUND), "spreadsheet"),
    "counts as powers of ten": (ndjson(network("a.b", "c.d", hits=1) * 9).replace(b'"hits":1', b'"hits":"1.0E+05"'), "spreadsheet"),
}


@pytest.mark.parametrize(("data", "code"), DAMAGED.values(), ids=DAMAGED.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_a_program_did_to_a_report_is_named(data: bytes, code: str, encoding: str, ends: str) -> None:
    changed = data.decode().replace("\r\n", "\n").replace("\n", ends).encode(encoding)
    assert damage(changed) == code
    assert what_is_it(changed) == code


@pytest.mark.parametrize(("data", "code"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_report_cut_off_anywhere_is_named_the_same(data: bytes, code: str) -> None:
    for stop in range(len(data) // 2, len(data), 37):
        assert damage(data[:stop]) == code
    large = data * (2 * HEAD_BYTES // len(data))
    assert damage(large) == code


@pytest.mark.parametrize(
    "name", ["formatted text of something else", "escaped in a page", "curly quotes", "the code of mails", "doubled quotes", "table"]
)
def test_a_damaged_report_alone_is_refused_by_that_name(name: str) -> None:
    data, code = DAMAGED[name]
    with pytest.raises(UnusableInput) as refused:
        read_report([("week.txt", data)])
    assert (refused.value.code, refused.value.values) == (code, {"name": "week.txt"})


@pytest.mark.parametrize("code", sorted({code for _, code in DAMAGED.values()}))
@pytest.mark.parametrize("lang", LANGS)
def test_each_damage_has_a_sentence(code: str, lang: str) -> None:
    assert "week.txt" in words_in("zh" if lang == "zh" else "en")(f"unusable.{code}", name="week.txt")


# A sound report

MARKS = [
    *(
        "{&quot;accessor&quot;:",
        "&quot;accessor&quot;",
        "“accessor”",
        "{“accessor”:{“identifier”",
        "‘kind’",
        "{\\rtf1",
        "=3D",
        "=22accessor=22:",
    ),
    *(
        "accessor.identifier",
        '"accessor.identifier":',
        '{"accessor.identifier":"a"}',
        '"{""accessor"":',
        '{""accessor',
        "1.0E+05",
        '"hits":"1.0E+05"',
    ),
    *('"timeStamp":"2026/10/5 8:05"', "10/5/26 8:05 AM", ";type:", "};type:", '";type:', '"\ttype:', "a;kind:b", "=", "a="),
    "accessor.identifier,category,identifier,kind,timeStamp,type",
]
marks = st.one_of(st.sampled_from(MARKS), st.text(max_size=40), st.lists(st.sampled_from(MARKS), max_size=3).map("".join))


@st.composite
def _with_marks(draw: st.DrawFn) -> list[str]:
    """Lines of a sound report that have such marks in their texts."""
    app, domain, context, owner, key = (draw(marks) or "x" for _ in range(5))
    further: dict[str, Any] = {f"x {key}": draw(marks)}
    return [
        *access(app, draw(marks) or "photos", at(9), identifier=draw(marks)),
        *network(app, domain, context=context, owner=owner, **further),
        *draw(report_lines(at_least=0)),
    ]


WRAPPINGS: dict[str, Callable[[list[str]], str]] = {
    "as exported": "\n".join,
    "one array": lambda lines: f"[{','.join(lines)}]",
    "one array, a record a line": lambda lines: "[\n" + ",\n".join(lines) + "\n]",
    "pretty": lambda lines: json.dumps([json.loads(each) for each in lines], indent=2, ensure_ascii=False),
    "pretty with tabs": lambda lines: json.dumps([json.loads(each) for each in lines], indent="\t"),
    "with spaces": lambda lines: "\n".join(json.dumps(json.loads(each)) for each in lines),
    "quoted": lambda lines: "".join(f"> {each}\n" for each in lines),
    "numbered": lambda lines: "".join(f"{number}\t{each}\n" for number, each in enumerate(lines, 1)),
    "joined": "".join,
    "trailing commas": ",\n".join,
}


@given(
    lines=_with_marks(), how=st.sampled_from(sorted(WRAPPINGS)), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), data=st.data()
)
def test_a_sound_report_is_never_called_damaged_whatever_stands_in_its_texts(
    lines: list[str], how: str, encoding: str, data: st.DataObject
) -> None:
    whole = WRAPPINGS[how](lines).encode(encoding, errors="replace")
    assert damage(whole) is None
    assert damage(whole[: data.draw(st.integers(0, len(whole)))]) is None


@given(lines=_with_marks())
def test_a_sound_report_is_read_and_gets_no_such_name(lines: list[str]) -> None:
    assert read(ndjson(lines)).summary.accesses
    assert damage(ndjson(lines)) is None


def test_a_few_odd_lines_in_a_sound_report_do_not_make_it_damaged() -> None:
    assert damage(SOUND * 3 + in_one_cell(",").splitlines(keepends=True)[0]) is None


@given(st.binary(max_size=400))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    damage(data)
    damage(data + SOUND)
