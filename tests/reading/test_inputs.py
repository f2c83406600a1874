"""Every line of every text is accounted for, whatever stands beside it: texts of an archive, inputs, and in which order."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from report_lines import access, at, ndjson, network, read, report_lines

from coach.models import Report
from coach.reading import UnusableInput, inputs, read_report, reader
from coach.reading.ios import lines as ios_lines

CHAT = "com.example.chat"
REPORT = ndjson(access(CHAT, "photos", at(9)) + network(CHAT, "ads.example.com"))
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
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


def refused(data: bytes, name: str = "week.zip") -> tuple[str, dict[str, Any]]:
    with pytest.raises(UnusableInput) as caught:
        read_report([(name, data)])
    return caught.value.code, dict(caught.value.values)


def few_lines_allowed(patch: pytest.MonkeyPatch, unusable: int = 10, lines: int = 100) -> None:
    for module in (reader, inputs):
        patch.setattr(module, "MAX_UNUSABLE", unusable)
    patch.setattr(inputs, "MAX_LINES", lines)


# Texts beside a report


def test_no_line_of_a_report_that_can_not_be_used_is_dropped_beside_one_that_can() -> None:
    bad = b"{broken}\n" * 5_000
    report = read_report([("weeks.zip", zipped([("bad.ndjson", bad), ("good.ndjson", REPORT)]))])
    assert (report.summary.lines, report.summary.skipped_lines) == (5_003, 5_000)
    assert [(problem.file, problem.line, problem.code) for problem in report.problems] == [
        ("weeks.zip › bad.ndjson", number, "bad-json") for number in range(1, 5_001)
    ]


@pytest.mark.parametrize(
    "text",
    ["Liebe Grüße\n".encode("latin-1"), "我的一周\n".encode("gb18030"), "我的一周\n".encode("utf-16"), b"My week\n", b"My week\0\0\0\0"],
    ids=["Latin-1", "GB 18030", "UTF-16", "ASCII", "NUL bytes"],
)
def test_a_note_in_any_encoding_is_a_line_that_can_not_be_read(text: bytes) -> None:
    report = read_report([("weeks.zip", zipped([("note.txt", text), ("good.ndjson", REPORT)]))])
    assert (report.summary.lines, report.summary.skipped_lines) == (4, 1)
    assert report.problems[0].file == "weeks.zip › note.txt"


@pytest.mark.parametrize("other", [PHOTO, PHOTO + b'"domain"', b"\n \n", b""])
def test_what_is_no_text_has_no_lines(other: bytes) -> None:
    for texts in ([("other", other), ("good.ndjson", REPORT)], [("good.ndjson", REPORT), ("other", other)]):
        report = read_report([("weeks.zip", zipped(texts))])
        assert (report.summary, report.problems) == (read(REPORT).summary, ())


def test_usable_lines_are_read_wherever_they_stand() -> None:
    """What seems to be no text is looked at too, where it could hold any."""
    report = read_report([("weeks.zip", zipped([("photo.png", PHOTO + b"\n" + REPORT), ("note.txt", b"My week\n")]))])
    assert report.summary.accesses == {"photos": 1}
    assert {problem.file for problem in report.problems} == {"weeks.zip › photo.png", "weeks.zip › note.txt"}


@pytest.mark.parametrize("key", ["accessor", "domain", "_marker"])
def test_keys_with_escaped_letters_are_found(key: str) -> None:
    good = {"accessor": REPORT.splitlines()[0], "domain": REPORT.splitlines()[2], "_marker": b'{"_marker":"<access>"}'}[key]
    escaped = good.replace(f'"{key}"'.encode(), b'"' + b"".join(b"\\u%04x" % letter for letter in key.encode()) + b'"')
    assert escaped != good
    assert read(escaped).summary == read(good).summary
    assert read(escaped).summary.lines == 1


@pytest.mark.parametrize("texts", [[("a.txt", b"My week\n")], [("a.txt", b"My week\n"), ("b.ndjson", b'{"domain":1}\n'), ("c.png", PHOTO)]])
def test_an_archive_in_which_nothing_can_be_used_is_told_as_before(texts: Texts) -> None:
    assert refused(zipped(texts)) == ("archive-without-report", {"name": "week.zip"})


# Texts that are given up


BAD_LINES = b"{}\n" * 11
MUCH = ndjson(line for minute in range(20) for line in access(CHAT, "photos", at(9, minute)))


@pytest.mark.parametrize("turn", [1, -1])
def test_a_text_that_is_given_up_is_named_wherever_it_stands(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    few_lines_allowed(monkeypatch)
    given_up = ("mostly-unreadable", {"name": "week.zip › bad.ndjson", "lines": 10})
    for bad in (BAD_LINES, BAD_LINES + REPORT, REPORT + BAD_LINES):
        texts = [("bad.ndjson", bad), ("good.ndjson", MUCH)][::turn]
        assert refused(zipped(texts)) == given_up
    assert refused(zipped([("bad.ndjson", BAD_LINES), ("note.txt", b"My week\n")][::turn]))[0] == "archive-without-report"


def test_an_archive_holds_no_more_unusable_lines_in_many_texts_than_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    few_lines_allowed(monkeypatch)
    many = [(f"{number}.ndjson", b"{}\n" * 4) for number in range(3)]
    assert refused(zipped([*many, ("good.ndjson", REPORT)])) == ("mostly-unreadable", {"name": "week.zip", "lines": 10})
    assert read_report([("week.zip", zipped([*many, ("good.ndjson", MUCH)]))]).summary.skipped_lines == 12


@pytest.mark.parametrize("turn", [1, -1])
def test_an_archive_holds_no_more_lines_in_many_texts_than_in_one(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    few_lines_allowed(monkeypatch, unusable=1000, lines=100)
    texts = [("1.ndjson", MUCH), ("2.ndjson", b"{}\n" * 50), ("3.ndjson", b"{}\n" * 10)]
    assert read_report([("week.zip", zipped(texts[::turn]))]).summary.lines == 100
    assert refused(zipped([*texts, ("4.ndjson", b"\n")][::turn])) == ("many-lines", {"name": "week.zip", "lines": 100})


# For all inputs


@st.composite
def texts_of_one_input(draw: st.DrawFn) -> list[list[str]]:
    """The lines of a bare report, or of several texts of an archive; at least one line can be used."""
    mixed = st.lists(st.sampled_from([bad for bad, _ in BAD.values()]), max_size=4)
    first = [*draw(report_lines()), *draw(mixed)]
    others = draw(st.lists(st.one_of(mixed, report_lines()), max_size=3))
    return [draw(st.permutations(each)) for each in draw(st.permutations([first, *others]))]


def as_input(texts: Sequence[list[str]], names: Sequence[str]) -> bytes:
    """Bare where there is one, with empty lines between."""
    contents = ["\n\n".join([*lines, ""]).encode() for lines in texts]
    return contents[0] if len(contents) == 1 else zipped([*zip(names, contents, strict=True), ("photo.png", PHOTO)])


def used(report: Report) -> int:
    """Lines that became something: begin and end of each access, ends alone, network rows."""
    begun, open_intervals = len(report.accesses), report.summary.open_intervals
    return 2 * begun - open_intervals + report.summary.orphan_ends + report.summary.network_rows


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
        few_lines_allowed(patch, unusable=6)
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
    elif unusable > 6 and usable < unusable:
        assert outcome == "mostly-unreadable"
    else:
        assert outcome == (usable + unusable, unusable)
