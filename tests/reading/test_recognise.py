"""Something else than a report: what it is taken for, so that the answer can say what to do instead."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, ndjson

from coach.reading import UnusableInput, read_report
from coach.reading.recognise import what_is_it
from coach.words import words_in

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"
RECORDS = [json.loads(line) for line in access("com.example.chat", "photos", at(9))]

NO_REPORTS = {
    "photo": (PNG, "not-text"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "not-text"),
    "numbers": (bytes(range(1, 256)), "not-text"),
    "web page": (b"<!DOCTYPE html>\n<html lang=en><title>Report</title>", "web-page"),
    "web page with byte-order mark": (b"\xef\xbb\xbf\r\n  <html>", "web-page"),
    "property list": (b'<?xml version="1.0"?>\n<plist/>', "web-page"),
    "table": (b"time,app,category\n2025-11-24,com.example.chat,photos\n", "table"),
    "table with semicolons": (b"time;app;category\n", "table"),
    "table with tabs": ("时间\t应用\t类别\n".encode(), "table"),
    "list of records": (json.dumps(RECORDS).encode(), "json-list"),
    "list over many lines": (json.dumps(RECORDS, indent=2).encode(), "json-list"),
    "one record over many lines": (json.dumps(RECORDS[0], indent=2).encode(), "other-json"),
    "records of another program": (b'{"event":"login","user":1}\n{"event":"logout","user":1}\n', "other-lines"),
    "one record of another program": (b'{"name":"package","version":"1.0.0"}', "other-lines"),
    "half a record": (b'{"type":"access","cat', "other-json"),
    "braces without end": (b'{"a":' * 100_000, "other-json"),
    "prose": (b"Dear diary, today my phone\nlooked at me.\n", "not-a-report"),
    "one word": (b"hello", "not-a-report"),
    "text cut inside a character": (("x" + "報" * 40_000).encode(), "not-a-report"),
}


@pytest.mark.parametrize(("data", "code"), NO_REPORTS.values(), ids=NO_REPORTS.keys())
def test_what_is_no_report_is_told_for_what_it_is(data: bytes, code: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        read_report([("file.bin", data)])
    assert caught.value.code == code
    assert caught.value.values == {"name": "file.bin"}


def test_the_input_that_cannot_be_used_is_the_one_named() -> None:
    good = ndjson(access("com.example.chat", "photos", at(9)))
    with pytest.raises(UnusableInput) as caught:
        read_report([("good.ndjson", good), ("photo.png", PNG), ("page.html", b"<html>")])
    assert caught.value.values["name"] == "photo.png"


def test_one_usable_line_makes_a_report_however_much_else_there_is() -> None:
    good = ndjson(access("com.example.chat", "photos", at(9)))
    report = read_report([("notes.txt", b"Dear diary\n" * 50 + good)])
    assert report.summary.accesses == {"photos": 1}
    assert report.summary.skipped_lines == 50


@given(data=st.binary(max_size=200))
def test_every_input_gets_an_answer_that_has_a_sentence(data: bytes) -> None:
    code = what_is_it(data)
    for lang in ("en", "zh"):
        assert words_in(lang)(f"unusable.{code}", name="file.bin")
