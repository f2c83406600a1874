"""What every line of every report becomes is accounted for, whatever stands beside it and in which order; what is no report is named."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from report_lines import access, at, ndjson, network, read, report_lines

from coach.models import LANGS, Lang, Report
from coach.reading import UnusableInput, inputs, read_report
from coach.reading.ios import lines as ios_lines
from coach.words import words_in

CHAT = "com.example.chat"
REPORT = ndjson(access(CHAT, "photos", at(9)) + network(CHAT, "ads.example.com"))
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
BAD_LINES = b"{}\n" * 11
BAD = {
    "words": ("Dear diary, today my phone", "bad-json"),
    "accounts": ('{"event":"login","domain":null}', "missing-value"),
    "no category": ('{"type":"access","accessor":{"identifier":"a.b"}}', "missing-value"),
    "a list": ('["domain"]', "not-a-record"),
}

Texts = Sequence[tuple[str, bytes]]


def zipped(texts: Texts) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts:
            archive.writestr(name, text)
    return data.getvalue()


REPORT_ZIP = zipped([("report.ndjson", REPORT)])


def refused(data: bytes, name: str = "week.zip") -> tuple[str, dict[str, Any]]:
    with pytest.raises(UnusableInput) as caught:
        read_report([(name, data)])
    return caught.value.code, dict(caught.value.values)


# Texts beside a report


def test_a_report_with_no_usable_line_is_named_and_passed_over_beside_one_that_can_be_read() -> None:
    for texts in ([("bad.ndjson", BAD_LINES), ("good.ndjson", REPORT)], [("good.ndjson", REPORT), ("bad.ndjson", BAD_LINES)]):
        report = read_report([("weeks.zip", zipped(texts))])
        assert (report.summary, report.problems) == (read(REPORT).summary, ())
        assert [(each.code, each.values["name"]) for each in report.passed_over] == [("other-lines", "weeks.zip › bad.ndjson")]
        assert [file.name for file in report.files] == ["weeks.zip › good.ndjson"]


@pytest.mark.parametrize(
    "text",
    ["Liebe Grüße\n".encode("latin-1"), "我的一周\n".encode("gb18030"), "我的一周\n".encode("utf-16"), b"My week\n", b"My week\0\0\0\0"],
    ids=["Latin-1", "GB 18030", "UTF-16", "ASCII", "NUL bytes"],
)
def test_a_note_in_any_encoding_is_named_and_passed_over(text: bytes) -> None:
    good = ("good.ndjson", REPORT)
    for files in ([("note.txt", text), good], [good, ("note.txt", text)], [("weeks.zip", zipped([("note.txt", text), good]))]):
        report = read_report(files)
        assert report.summary == read(REPORT).summary
        assert [str(each.values["name"]).removeprefix("weeks.zip › ") for each in report.passed_over] == ["note.txt"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(2000), "picture"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0" + bytes(range(256)) * 8, "video"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(range(256)), "picture"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "picture"),
    ],
    ids=["an iPhone's photo", "a film", "WebP", "a screenshot"],
)
def test_what_is_no_text_is_named_by_its_bytes_as_they_came(data: bytes, code: str) -> None:
    """Not by what is left of them as lines, without the zeros and with other line ends."""
    assert refused(data, "it") == (code, {"name": "it"})
    zip_file = zipped([("it", data), ("week.ndjson", REPORT)])
    assert [tuple(each) for each in read_report([("w.zip", zip_file)]).passed_over] == [(code, {"name": "w.zip › it"})]


@given(data=st.data(), strays=st.lists(st.sampled_from(["note", "photo", "empty", "locked", "damaged", "nothing usable"]), max_size=4))
def test_files_that_hold_no_report_are_passed_over_in_any_order_and_number(data: st.DataObject, strays: list[str]) -> None:
    contents = {
        "note": b"My week\n",
        "photo": PHOTO,
        "empty": b"",
        "locked": REPORT_ZIP.replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"),
        "damaged": REPORT_ZIP[:-30],
        "nothing usable": BAD_LINES,
    }
    given_ = [(f"{number} {kind}", contents[kind]) for number, kind in enumerate(strays)]
    report = read_report(data.draw(st.permutations([*given_, ("good.ndjson", REPORT)])))
    assert (report.summary, report.problems) == (read(REPORT).summary, ())
    assert [str(each.values["name"]) for each in report.passed_over] == sorted(name for name, _ in given_)


def test_where_no_file_holds_a_report_the_reason_of_each_is_told() -> None:
    with pytest.raises(UnusableInput) as caught:
        read_report([("b.txt", b"My week\n"), ("a.png", PHOTO)])
    assert (caught.value.code, caught.value.values["name"]) == ("not-a-report", "b.txt")
    assert [(each.code, each.values["name"]) for each in caught.value.others] == [("picture", "a.png")]


@pytest.mark.parametrize("other", [PHOTO, PHOTO + b'"domain"', b"\n \n", b""])
def test_what_is_no_text_has_no_lines(other: bytes) -> None:
    for texts in ([("other", other), ("good.ndjson", REPORT)], [("good.ndjson", REPORT), ("other", other)]):
        report = read_report([("weeks.zip", zipped(texts))])
        assert (report.summary, report.problems) == (read(REPORT).summary, ())


def test_usable_lines_are_read_wherever_they_stand() -> None:
    """What seems to be no text is looked at too, where it could hold any."""
    files = [("photo.png", b"\x89PNG\r\n" + REPORT), ("note.txt", b"My week\n")]
    report = read_report([("weeks.zip", zipped(files))])
    assert report.summary.accesses == {"photos": 1}
    assert [str(each.values["name"]) for each in report.passed_over] == ["weeks.zip › note.txt"]


@pytest.mark.parametrize(("part", "code"), [("xl/workbook.xml", "spreadsheet"), ("word/document.xml", "document")])
def test_a_document_of_an_office_program_is_one_file_and_no_archive(part: str, code: str) -> None:
    """Not a handful of files that the person never put anywhere; what lines are left in it may have been sorted or cut."""
    office = zipped([("docProps/app.xml", b"<Properties/>"), (part, b"<p>" + REPORT + b"</p>"), ("[Content_Types].xml", b"<Types/>")])
    assert refused(office, "it.zip") == (code, {"name": "it.zip"})
    for given_ in ([("w.zip", zipped([("it", office), ("week.ndjson", REPORT)]))], [("w.zip › it", office), ("week.ndjson", REPORT)]):
        report = read_report(given_)
        assert report.summary == read(REPORT).summary
        assert [tuple(each) for each in report.passed_over] == [(code, {"name": "w.zip › it"})]


@pytest.mark.parametrize("key", ["accessor", "domain", "_marker"])
def test_keys_with_escaped_letters_are_found(key: str) -> None:
    good = {"accessor": REPORT.splitlines()[0], "domain": REPORT.splitlines()[2], "_marker": b'{"_marker":"<access>"}'}[key]
    escaped = good.replace(f'"{key}"'.encode(), b'"' + b"".join(b"\\u%04x" % letter for letter in key.encode()) + b'"')
    assert escaped != good
    assert read(escaped).summary == read(good).summary
    assert read(escaped).summary.lines == 1


def test_of_an_archive_in_which_nothing_can_be_used_it_is_told_what_is_in_it() -> None:
    texts = [("a.txt", b"My week\n"), ("b.ndjson", b'{"domain":1}\n'), ("c.png", PHOTO)]
    assert refused(zipped(texts)) == ("archive-without-report", {"name": "week.zip"})
    assert refused(zipped(texts[2:])) == ("picture", {"name": "week.zip › c.png"})
    assert refused(zipped([("empty.ndjson", b" \n")])) == ("empty-file", {"name": "week.zip › empty.ndjson"})


# No verdict from a sliver


MUCH = ndjson(line for minute in range(20) for line in access(CHAT, "photos", at(9, minute)))


@pytest.mark.parametrize("turn", [1, -1])
def test_of_a_text_with_more_unusable_records_than_usable_ones_nothing_is_taken(turn: int) -> None:
    values = {"usable": 3, "records": 14, "fault": "problem.unknown-record"}
    for bad, line in ((BAD_LINES + REPORT, 1), (REPORT + BAD_LINES, 4)):
        texts = [("bad.ndjson", bad), ("good.ndjson", MUCH)][::turn]
        report = read_report([("week.zip", zipped(texts))])
        assert report.summary == read(MUCH).summary
        assert [tuple(each) for each in report.passed_over] == [
            ("mostly-unreadable", {"name": "week.zip › bad.ndjson", **values, "line": line})
        ]
        assert refused(bad, "bad.ndjson") == ("mostly-unreadable", {"name": "bad.ndjson", **values, "line": line})


def test_the_commonest_fault_is_told_with_its_first_line() -> None:
    data = ndjson(["words", "{}", *REPORT.decode().splitlines(), "{}", "more words", "{}"])
    assert refused(data, "week")[1] | {"name": ""} == {"name": "", "usable": 3, "records": 8, "fault": "problem.unknown-record", "line": 2}
    (file,) = read(data + MUCH).files
    assert (file.records, file.unusable, file.fault, file.fault_line) == (48, 5, "unknown-record", 2)


@pytest.mark.parametrize("lang", LANGS)
def test_the_reason_is_told_in_the_language_of_the_sentence(lang: Lang) -> None:
    code, values = refused(BAD_LINES + REPORT)
    sentence = words_in(lang)(f"unusable.{code}", **values)
    assert words_in(lang)("problem.unknown-record") in sentence
    assert "problem." not in sentence


@pytest.mark.parametrize("turn", [1, -1])
def test_an_archive_holds_no_more_lines_in_many_texts_than_in_one(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_LINES", 100)
    texts = [("1.ndjson", MUCH), ("2.ndjson", b'{"domain":1}\n' * 50), ("3.ndjson", b'{"domain":1}\n' * 10)]
    assert read_report([("week.zip", zipped(texts[::turn]))]).summary.lines == 40
    assert refused(zipped([*texts, ("4.ndjson", b'"domain"\n')][::turn])) == ("many-lines", {"name": "week.zip", "lines": 100})


# For all inputs


@st.composite
def texts_of_one_input(draw: st.DrawFn) -> list[list[str]]:
    """The lines of a bare report, or of several texts of an archive; at least half of each can be used."""
    texts = []
    for _ in range(draw(st.integers(1, 4))):
        good = draw(report_lines())
        bad = draw(st.lists(st.sampled_from([bad for bad, _ in BAD.values()]), max_size=min(4, len(good))))
        texts.append(draw(st.permutations([*good, *bad])))
    return texts


def as_input(texts: Sequence[list[str]], names: Sequence[str]) -> bytes:
    """Bare where there is one, with empty lines between."""
    contents = ["\n\n".join([*lines, ""]).encode() for lines in texts]
    return contents[0] if len(contents) == 1 else zipped([*zip(names, contents, strict=True), ("photo.png", PHOTO)])


def used(report: Report) -> int:
    """Lines that became something: begin and end of each access, ends alone, network rows."""
    begun, open_intervals = len(report.accesses), report.summary.open_intervals
    return 2 * begun - open_intervals + report.summary.orphan_ends + report.summary.network_rows + report.summary.joined_rows


@given(every=st.lists(texts_of_one_input(), min_size=1, max_size=3))
def test_every_line_of_every_input_is_used_or_skipped_or_a_duplicate(every: list[list[list[str]]]) -> None:
    report = read_report([(f"{number}", as_input(texts, "abcd"[: len(texts)])) for number, texts in enumerate(every)])
    lines = [line for texts in every for text in texts for line in text]
    codes = dict(BAD.values())
    summary = report.summary
    assert summary.lines == len(lines)
    assert summary.lines == used(report) + summary.skipped_lines + summary.duplicates
    assert sorted(problem.code for problem in report.problems) == sorted(codes[line] for line in lines if line in codes)
    assert summary.skipped_lines == len(report.problems)
    for problem in report.problems:
        number, _, member = problem.file.partition(" › ")
        text = every[int(number)]["abcd".index(member or "a")]
        assert codes[text[(problem.line - 1) // 2]] == problem.code, "told with its place"


@settings(max_examples=40)
@given(every=st.lists(texts_of_one_input(), min_size=1, max_size=3), data=st.data())
def test_any_order_of_inputs_texts_and_lines_gives_the_same_report(every: list[list[list[str]]], data: st.DataObject) -> None:
    named = [(f"{number}", [(f"{place}", text) for place, text in enumerate(texts)]) for number, texts in enumerate(every)]

    def report_of(inputs_: Sequence[tuple[str, Sequence[tuple[str, list[str]]]]]) -> Report:
        return read_report([(name, as_input([text for _, text in texts], [inside for inside, _ in texts])) for name, texts in inputs_])

    def same(left: Report, right: Report) -> None:
        assert left.summary == right.summary
        for table in ("accesses", "network", "owners"):
            assert_frame_equal(getattr(left, table), getattr(right, table))

    first = report_of(named)
    turned = report_of(data.draw(st.permutations([(name, data.draw(st.permutations(texts))) for name, texts in named])))
    same(turned, first)
    assert turned.problems == first.problems
    shuffled = report_of([(name, [(inside, data.draw(st.permutations(text))) for inside, text in texts]) for name, texts in named])
    same(shuffled, first)
    assert sorted((each.file, each.code) for each in shuffled.problems) == sorted((each.file, each.code) for each in first.problems)


@given(data=st.data(), usable=st.integers(0, 12), unusable=st.integers(0, 14), block=st.integers(1, 200))
def test_whether_a_text_is_given_up_is_decided_by_all_its_lines(data: st.DataObject, usable: int, unusable: int, block: int) -> None:
    good = [line for minute in range(usable) for line in network(CHAT, f"h{minute}.example")]
    lines = data.draw(st.permutations([*good, *['{"domain":1}'] * unusable]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ios_lines, "BLOCK_BYTES", block)
        patch.setattr(ios_lines, "MEND_BELOW_BYTES", block // 2)
        outcome: tuple[int, int] | str
        try:
            summary = read(ndjson(lines)).summary
            outcome = (summary.lines, summary.skipped_lines)
        except UnusableInput as error:
            outcome = error.code
    if not usable:
        assert outcome == ("other-lines" if unusable else "empty-file")
    else:
        assert outcome == ("mostly-unreadable" if usable < unusable else (usable + unusable, unusable))
