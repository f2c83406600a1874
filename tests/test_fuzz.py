"""Damaged and hostile files, all the way from their bytes to the export and the paper: read or refused, never a crash, nothing lost.

Every non-empty line is used, skipped or a duplicate. `assert_accounted` checks it in two ways:

- From the Report alone. A used line is the begin or the end of an access (two for each access, less those still open), an end without
  its begin, a contact, or the heading of a section (2021 betas; the one kind of used line that leaves no row, so they are counted in the
  text). An `event` of the 2021 betas is begin and end in one line, so the sum is only made for reports without one.
- Line by line. `mend` judges each line for itself, or what `unwrap` makes of a text that holds records otherwise, and lines with the same
  key are one line used and its duplicates. Blocks are read at once and say the same, whatever stands beside a line. Numbers of more than
  4,300 digits and deep nesting in keys that nobody reads are the exception: read past in a block, refused in a line for itself. With them
  only the sum is checked.
"""

import gzip
import io
import json
import re
import string
import struct
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from report_lines import YEARS, access, access_line, at, line, ndjson, network, read, stamp

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import Naming, read_namings
from coach.check import check_day
from coach.content import FOLDER, load_content
from coach.coverage import coverage
from coach.errors import Key, UnusableInput
from coach.export import export, json_text
from coach.identity import same_app
from coach.judge import judge
from coach.lines import check_lines, verdict_lines
from coach.models import LANGS, Assessment, Report
from coach.needs import Needs
from coach.pictures import beside, by_hour, clock, companies_picture, points_picture, week_picture
from coach.plan import (
    NOTHING_TOLD,
    Decision,
    KnownSetting,
    Plan,
    decide,
    is_plan,
    load_plan,
    made_from,
    open_steps,
    save_plan,
)
from coach.progress import phone_score
from coach.reading import read_report
from coach.reading.decode import to_utf8_lines
from coach.reading.ios.mend import mend
from coach.reading.ios.wrapping import holds_records, unwrap
from coach.reading.reader import MAX_LINES
from coach.reading.unpack import unpack
from coach.scoring import assess
from coach.summary import Options, summary_html
from coach.tables import Filter, apps_table, listed
from coach.text import plain
from coach.trend import weekly
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
SAYS = tuple(Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS)
WEEK = (FOLDER / "ios" / "sample.ndjson").read_bytes().splitlines()
DEEP = 10_000
DEEP_START = re.compile(rb'\[{500}|(\{"a":){100}|[0-9]{4000}')
HUGE = b"1" + b"0" * 400
LONG = 10 * 1024 * 1024
EXAMPLES = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
GOOD = network("com.example.chat", "ads.example.com")
# What stands in front of quoted and numbered lines, and what only holds records together.
BARE = re.compile(rb"^[ \t]*(?:>[ \t]?)*(?:[0-9]+[.:|)\t ] *)?")
A_KEY = re.compile(rb'"\w+"\s*:')
NAMES_RECORD = re.compile(rb'"(?:accessor|domain)"\s*:')
AROUND = re.compile(rb'(?:[\s,:\[\]{}>\x1e]|"(?:[^"\\]|\\.)*"|[0-9.eE+-]+|true|false|null)*')


# What must hold


def assert_said(error: UnusableInput) -> None:
    """Its code has a sentence in both languages, with all its values in it."""
    for lang in LANGS:
        say = words_in(lang)
        text = say.texts[f"unusable.{error.code}"]
        assert isinstance(text, str)
        wanted = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        assert wanted <= set(error.values), error.code
        sentence = say(f"unusable.{error.code}", **error.values)
        for field in wanted:
            value = error.values[field]
            assert (say(value) if isinstance(value, Key) else say.number(value) if isinstance(value, int) else value) in sentence
        sentence.encode()


def one_for_all(record: dict[str, Any]) -> tuple[object, ...]:
    """Lines with the same key are the same line, seen again."""
    if record["type"] == "access":
        return record["accessor"]["identifier"], record["category"], record["identifier"], record["kind"]
    texts = [record[key] or "" for key in ("context", "initiatedType")]
    numbers = [record[key] or 0 for key in ("domainType", "domainClassification", "contextVerificationType")]
    return record["bundleID"], record["domain"], *texts, *numbers


def is_inside(report: Report, record: dict[str, Any]) -> bool:
    """Whether a line was written between the first and the last moment of a report."""
    first, last = report.summary.first, report.summary.last
    return bool(first and last and first <= datetime.fromisoformat(record["timeStamp"]) <= last)


def texts_of(report: Report, inputs: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The texts that the report was read from, with their names. All others are told as passed over."""
    texts = [(inside, to_utf8_lines(content())) for name, data in inputs for inside, content in unpacked(data, name)]
    read_from = Counter(file.name for file in report.files)
    assert Counter(name for name, _ in texts) - read_from <= Counter(str(each.values["name"]) for each in report.passed_over)
    if any(count != 1 for count in Counter(name for name, _ in texts).values()):  # an archive may hold several files of one name
        texts = [(name, text) for name, text in texts if usable(text)]
    return [(name, text) for name, text in texts if name in read_from]


def usable(text: bytes) -> bool:
    """Whether a text is read, by itself."""
    try:
        return bool(read_report([("text", text)]).files)
    except UnusableInput:
        return False


def unpacked(data: bytes, name: str) -> list[tuple[str, Callable[[], bytes]]]:
    try:
        return unpack(data, name).contents
    except UnusableInput:
        return []


def one_a_line(text: bytes) -> list[tuple[int, bytes]]:
    """Number and bytes of each line, or of each record of a text that holds them otherwise; of such a text no
    line is lost that names a record, nor any other but for what only wraps."""
    lines = text.removesuffix(b"\n").split(b"\n")
    ends = np.append(np.flatnonzero(np.frombuffer(text, np.uint8) == 10), [] if text.endswith(b"\n") else [len(text)]).astype(np.int64)
    rewritten = unwrap(text, ends, MAX_LINES)
    if any(isinstance(code := mend(each), str) and holds_records(each, code) for each in (rewritten or [text])[0].split(b"\n")):
        rewritten = unwrap(text, ends, MAX_LINES, every_line=True)
    if rewritten is None:
        return list(enumerate(lines, 1))
    written = list(zip(rewritten[1].tolist(), rewritten[0].removesuffix(b"\n").split(b"\n"), strict=True))
    flat = b"".join(rewritten[0].split())
    before = b""  # what was last written with a key in it
    held = dict(written)
    for number, each in enumerate(lines, 1):
        only_wraps = AROUND.fullmatch(each) and not NAMES_RECORD.search(each)
        goes_on = A_KEY.search(before)  # of a damaged record over several lines, told where it begins
        assert number in held or only_wraps or goes_on or b"".join(BARE.sub(b"", each).split()) in flat, (number, each)
        before = held[number] if A_KEY.search(held.get(number, b"")) else before
    return written


def judged_singly(text: bytes) -> list[tuple[int, dict[str, Any] | str]]:
    """Number and verdict of every non-empty line; the last one may have been cut."""
    lines = one_a_line(text)
    found = [(number, mend(line)) for number, line in lines if line.strip()]
    if found and lines[-1][1].strip() and not text.endswith(b"\n") and found[-1][1] in ("bad-json", "bad-encoding"):
        found[-1] = (found[-1][0], "cut-line")
    return found


def assert_accounted(report: Report, inputs: Sequence[tuple[str, bytes]]) -> None:
    """Every line is used, skipped or a duplicate, and each that was skipped is told with its place and reason."""
    summary = report.summary
    assert len(report.problems) == summary.skipped_lines
    used = summary.lines - summary.skipped_lines - summary.duplicates
    read_at_once = texts_of(report, inputs)
    texts = [(name, judged_singly(text)) for name, text in read_at_once]
    records = [verdict for _, found in texts for _, verdict in found if isinstance(verdict, dict)]
    markers = sum("_marker" in record for record in records)
    if not any(record.get("kind") == "event" for record in records):
        rows = 2 * len(report.accesses) - int(report.accesses["end"].isna().sum()) + summary.orphan_ends + len(report.network)
        assert used == rows + summary.joined_rows + markers
    if not any(DEEP_START.search(text) for _, text in read_at_once):
        assert summary.lines == sum(len(found) for _, found in texts)
        problems = [(name, number, verdict) for name, found in texts for number, verdict in found if isinstance(verdict, str)]
        told = [(problem.file, problem.line, problem.code) for problem in report.problems]
        far = Counter((name, number) for name, number, code in told if code == "far-time")  # told by what stands beside a line
        assert sorted(each for each in told if each[2] != "far-time") == sorted(problems)
        assert [place for *place, _ in told] == sorted(place for *place, _ in told)
        usable_ones = [((name, number), verdict) for name, found in texts for number, verdict in found if isinstance(verdict, dict)]
        on_line = Counter(place for place, _ in usable_ones)
        assert far <= on_line
        # One line may hold several records; of these the far ones are those outside of all that was kept.
        near = {
            one_for_all(record)
            for place, record in usable_ones
            if "_marker" not in record and (place not in far or (far[place] < on_line[place] and is_inside(report, record)))
        }
        assert used == markers + len(near) + summary.joined_rows


def assert_drawn(report: Report, assessment: Assessment, say: Wording) -> None:
    """Every table and picture can be made, and none asks the browser to draw more than it bears."""
    apps_table(listed(assessment, say, Filter(search="a")), say)
    pictures = [points_picture(assessment, say), companies_picture(assessment, say)]
    for app in assessment.apps[:3]:
        for category, pattern in app.activity.uses.items():
            if pattern.count:
                pictures.append(week_picture(report.summary, by_hour([app], category), say))
                assert len(clock(report, app, category, say).table) <= 1440
    pictures.append(week_picture(report.summary, by_hour(assessment.apps), say))
    for picture in pictures:
        assert picture.title
        beside(picture, say)


def assert_judged(report: Report, problems: int = 50) -> None:
    """Everything behind reading works on it, in both languages; of many problems the first few are put into words. Pictures hold the same
    in both, so they are drawn in one of them, by the number of lines."""
    found = activities(same_app(report, CONTENT), CONTENT)
    verdict = judge(report, CONTENT, done=found)
    assessment = verdict.assessment
    assert assessment.score is None or 0 <= assessment.score <= 100
    for app in assessment.apps:
        assert (app.score is None) == (app.state != "judged")
        assert app.score is None or app.score == 100 + sum(finding.points for finding in app.findings)
    assert [app.activity.bundle_id for app in assessment.apps] == [app.profile.bundle_id for app in assessment.apps]
    assert {app.profile.bundle_id for app in assessment.apps} == {activity.bundle_id for activity in found}
    coverage(found, CONTENT)
    weekly(report, NEEDS, NOTHING_TOLD)
    for say in SAYS:
        data = json_text(export(verdict, say))
        assert json.loads(data)["report"]["lines"] == report.summary.lines
        summary_html(verdict, say, Options(hide_names=say.words.lang == "zh")).encode()
        "\n".join(verdict_lines(verdict, say)).encode()
        if say is SAYS[report.summary.lines % len(SAYS)]:
            assert_drawn(report, assessment, say)
        for problem in report.problems[:problems]:
            sentence = say.problem(problem)
            assert say.words(f"problem.{problem.code}") in sentence
            assert say.words.number(problem.line) in sentence


def survives(*files: bytes) -> Report | None:
    """The whole way; None where the files were refused in a sentence. Anything else that goes wrong fails the test."""
    inputs = [(f"file-{number}", data) for number, data in enumerate(files, 1)]
    try:
        report = read_report(inputs)
    except UnusableInput as error:
        assert_said(error)
        return None
    assert_accounted(report, inputs)
    assert_judged(report)
    return report


def read_well(*files: bytes) -> Report:
    report = survives(*files)
    assert report is not None, "a report that can be used was refused"
    return report


# Lines, and what may become of them


def further_lines() -> list[bytes]:
    """What the sample week lacks: other years, pickers, orphans, open ends, headings and records of the 2021 betas."""
    lines = [text for year in YEARS for text in access("com.example.chat", "photos", at(9, day=year % 7), year=year)]
    lines += access("com.example.chat", "contacts", at(10), picker=True) + access("com.example.maps", "location", at(11), None)
    lines += access("com.example.maps", "camera", at(12))[1:] + network("com.example.maps", "doubleclick.net", domain_type=1, owner="Ads")
    lines += [line(_marker="<access>"), line(_marker="<networkActivity>", version=3)]
    beta = {"kind": "event", "stream": "com.apple.privacy.accounting.stream.location", "timestamp": stamp(at(13)), "identifier": "BETA"}
    return [text.encode() for text in [*lines, line(accessor={"identifier": "com.example.maps"}, **beta)]]


FURTHER = further_lines()
DEEP_VALUES = (b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP, b"[" * DEEP, b'{"identifier":' + b"[" * DEEP)
VALUES = (
    *DEEP_VALUES,
    *(b"null", b"true", b"-1", b"0", b"1.5", b"1e999", b"NaN", b"Infinity", b"-Infinity", HUGE, b"-" + HUGE, HUGE + b".5"),
    *(b"9007199254740991", b"9223372036854775807", b"9223372036854775808", b'""', b'" "', b"[]", b"{}", b'["a"]', b'{"identifier":7}'),
    *(
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\\u0000"',
        b'"\\u202e\\u200b"',
        b'"a\tb"',
        b'"\xff"',
        b'"' + b"x" * 5000 + b'"',
    ),
    *(b'"."', b'"..."', b'"[::1]"', b'"%"', b'"xn--."', b'"999.999.999.999"', b'"=cmd()"', b'"<script>"', b'"{n}"', b'"intervalEnd"'),
)
MOMENTS: tuple[str, ...] = (
    "0001-01-01T00:00:00.000",
    "9999-12-31T23:59:59.999",
    "1970-01-01T00:00:00.000",
    "2199-12-31T23:59:59.999",
    "2025-11-26T10:15:00.000",
)
MOMENTS += (
    "2025-11-26",
    "2025-11-26T24:00:00",
    "20251126T101500",
    "2025-W48-3T10:15",
    "2025-11-26T10:15:60.000",
    "2025-11-26 10:15:00,000",
)
OFFSETS = ("", "Z", "+08:00", "+99:99", "-14:59", "+18:00", "-18:00", "+18:01", "+23:59", "+24:00", "-00:00", "+0800", "+08:00:30", "z")
TIMES = tuple(f'"{moment}{offset}"'.encode() for moment, offset in product(MOMENTS, OFFSETS))
KEYS = (
    *("type", "accessor", "category", "identifier", "kind", "timeStamp", "outOfProcess", "accessCount", "_marker", "timestamp", "stream"),
    *("bundleID", "domain", "domainOwner", "context", "initiatedType", "firstTimeStamp", "hits", "domainType", "domainClassification"),
    *("contextVerificationType", "tccService", "", "new", "TYPE", "identifier\0"),
)
WHOLE_LINES = (
    *(
        b"",
        b" ",
        b"\t\x0b\x0c",
        b"{",
        b"}",
        b"{}",
        b"[]",
        b"[" * DEEP,
        b'{"a":' * DEEP,
        b"null",
        b"NaN",
        b'"text"',
        HUGE,
        b"}{",
        b"\xff\xfe",
    ),
    *(b"\xef\xbb\xbf{}", b'{"type":"access"}', b'{"type":"networkActivity"}', b'{"_marker":null}', b'{"accessor":[]}', b"\xe4\xb8", b"\0"),
)
# Each strategy is made once: to make and check one takes longer than to draw from it.
A_WHOLE_LINE = st.sampled_from((b"null", b"[]", b'"text"', b"[7]")) | st.sampled_from(WHOLE_LINES) | st.binary(max_size=40)
WAYS = st.lists(st.sampled_from(["value", "value", "value", "whole", "twice", "shuffle", "splice", "join", "cut", "split"]), max_size=8)
HOW = st.sampled_from(["replace", "after", "before", "inside", "remove"])
BETWEEN = st.sampled_from([b"", b" ", b",", b"\x0b"])
WAYS_OF_BYTES = st.lists(
    st.sampled_from(["flip", "flip", "nul", "insert", "cut", "behead", "crlf", "cr", "bom", "bom", "utf-16", "utf-16-le", "utf-16-be"]),
    max_size=3,
)
LENGTHS, FEW_FURTHER, EITHER = st.sampled_from([1, 5, 40, 200]), st.lists(st.sampled_from(FURTHER), max_size=6), st.booleans()
LAST = st.sampled_from([b"", b"\n", b"\n\n"])
raw_values = (
    st.sampled_from(VALUES)
    | st.sampled_from(TIMES)
    | st.text(max_size=20).map(lambda text: json.dumps(text, ensure_ascii=False).encode())
    | st.integers().map(lambda number: str(number).encode())
)


def with_value(text: bytes, key: str, value: bytes, how: str) -> bytes:
    """The line with this raw value: in place of the key's own, beside it (the same key twice, either first), or without the key."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(record, dict):
        return text
    pairs = [(each, json.dumps(held, ensure_ascii=False).encode("utf-8", "replace")) for each, held in record.items()]
    if how == "inside" and isinstance(record.get("accessor"), dict):
        key, value = "accessor", b'{"identifier":' + value + b"}"
    if how in ("replace", "inside", "remove"):
        pairs = [pair for pair in pairs if pair[0] != key]
    if how == "before":
        pairs.insert(0, (key, value))
    elif how != "remove":
        pairs.append((key, value))
    return b"{" + b",".join(json.dumps(each).encode() + b":" + held for each, held in pairs) + b"}"


@st.composite
def slices(draw: st.DrawFn, source: Sequence[bytes]) -> list[bytes]:
    """Some lines in a row of a report, from all of its parts, with a few of other years."""
    start = draw(st.integers(0, max(len(source) - 1, 0)))
    length, more = draw(LENGTHS), draw(FEW_FURTHER)
    tail = list(source[-length // 4 :]) if draw(EITHER) else []
    return [*source[start : start + length], *tail, *more]


@st.composite
def changed_lines(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """Several changes, each to one line or to their order."""
    lines = list(lines)
    for how in draw(WAYS):
        place = draw(st.integers(0, len(lines) - 1))
        text = lines[place]
        if how == "value":
            key = draw(st.sampled_from([*(each for each in KEYS if f'"{each}"'.encode() in text), *KEYS]))
            lines[place] = with_value(text, key, draw(raw_values), draw(HOW))
        elif how == "whole":
            lines.insert(place, draw(A_WHOLE_LINE))
        elif how == "twice":
            lines += lines[place : place + draw(st.integers(1, 50))]
        elif how == "shuffle":
            draw(st.randoms(use_true_random=False)).shuffle(lines)
        elif how == "splice":
            other = lines[draw(st.integers(0, len(lines) - 1))]
            lines[place] = text[: draw(st.integers(0, len(text)))] + other[draw(st.integers(0, len(other))) :]
        elif how == "join":
            lines[place] = text + draw(BETWEEN) + lines[draw(st.integers(0, len(lines) - 1))]
        elif how == "cut":
            lines[place] = text[: draw(st.integers(0, len(text)))]
        else:
            middle = draw(st.integers(0, len(text)))
            lines[place : place + 1] = [text[:middle], text[middle:]]
    return lines


@st.composite
def changed_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """Several changes to the bytes of a file, wherever a line begins or ends."""
    for how in draw(WAYS_OF_BYTES):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        if how == "flip" and data:
            changed = bytearray(data)
            for each in draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=12)):
                changed[each] ^= 1 << draw(st.integers(0, 7))
            data = bytes(changed)
        elif how in ("nul", "insert"):
            data = data[:place] + (b"\0" * draw(st.integers(1, 9)) if how == "nul" else draw(st.binary(max_size=9))) + data[place:]
        elif how == "cut":
            data = data[:place]
        elif how == "behead":
            data = data[place:]
        elif how in ("crlf", "cr"):
            data = data.replace(b"\n", b"\r\n" if how == "crlf" else b"\r")
        elif how == "bom":
            data = b"\xef\xbb\xbf" + data
        elif how.startswith("utf-16"):
            data = data.decode("utf-8", "replace").encode(how)
    return data


@st.composite
def damaged(draw: st.DrawFn, source: Sequence[bytes] = WEEK) -> bytes:
    lines = draw(changed_lines(draw(slices(source))))
    return draw(changed_bytes(b"\n".join(lines) + draw(LAST)))


# Any damage


@EXAMPLES
@given(damaged())
def test_a_damaged_week_is_accounted_for_line_by_line_all_the_way_to_the_paper(data: bytes) -> None:
    survives(data)


@EXAMPLES
@given(st.data())
def test_damaged_real_reports_are_accounted_for_line_by_line(samples: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(path.name for path in samples.glob("*.ndjson"))))
    file = data.draw(damaged((samples / name).read_bytes().splitlines()))
    survives(file)


@settings(EXAMPLES, max_examples=30)
@given(st.lists(damaged(), min_size=2, max_size=3))
def test_damaged_files_are_merged_or_refused_together(files: list[bytes]) -> None:
    survives(*files)


@settings(max_examples=200)
@given(
    st.binary(max_size=300)
    | st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"{", b"[", b"<", b"\xff\xfe"]).flatmap(
        lambda head: st.binary(max_size=80).map(lambda rest: head + rest)
    )
)
def test_any_bytes_are_refused_in_a_sentence(data: bytes) -> None:
    assert survives(data) is None


def test_generated_damage_is_of_all_kinds_and_leaves_enough_to_read() -> None:
    """Were everything refused, or nothing skipped, the properties above would hold for no reason. Bad times are the next test's."""
    codes: dict[str, int] = {}
    wanted = {
        "bad-json",
        "bad-encoding",
        "cut-line",
        "bad-value",
        "missing-value",
        "unknown-record",
        "not-a-record",
        "duplicates",
    }

    @settings(EXAMPLES, max_examples=400)
    @given(damaged())
    def look_at(data: bytes) -> None:
        if codes.get("read", 0) > 75 and wanted <= set(codes):
            return
        try:
            report = read_report([("r", data)])
        except UnusableInput as error:
            codes[error.code] = codes.get(error.code, 0) + 1
        else:
            seen = {problem.code for problem in report.problems} | {"read"} | ({"duplicates"} if report.summary.duplicates else set())
            codes.update({code: codes.get(code, 0) + 1 for code in seen})

    look_at()
    assert codes["read"] > 75
    assert wanted <= set(codes)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("how", ["replace", "after", "before", "remove"])
def test_every_key_takes_every_wrong_value(key: str, how: str) -> None:
    """Each in a line of an access, a contact and the betas, with good lines around it."""
    values = (*VALUES, *TIMES) if "ime" in key and how == "replace" else VALUES if how == "replace" else VALUES[::3]
    bases = [FURTHER[0], FURTHER[1], GOOD[0].encode(), FURTHER[-1]]
    lines = [with_value(base, key, value, how) for base in bases for value in values if value not in DEEP_VALUES]
    survives(b"\n".join([GOOD[0].encode(), *lines, GOOD[0].encode(), b""]))


@pytest.mark.parametrize("value", DEEP_VALUES, ids=["lists", "records", "open lists", "inside"])
@pytest.mark.parametrize("key", ["accessor", "category", "hits", "new", "timeStamp"])
@pytest.mark.parametrize("alone", [True, False])
def test_nesting_ten_thousand_deep_costs_at_most_its_line(value: bytes, key: str, alone: bool) -> None:
    base = GOOD[0].encode() if key == "hits" else FURTHER[0]
    lines = [with_value(base, key, value, "replace")]
    report = survives(b"\n".join(lines if alone else [FURTHER[2], *lines, FURTHER[3]]))
    assert alone or (report is not None and report.summary.skipped_lines <= 1)


# Archives


def zipped(entries: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w", method) as archive:
        warnings.simplefilter("ignore")  # two entries may have the same name
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    """Reports in archives of any kind, in one another, with other things beside them."""
    contents = damaged() | st.just(b"") | st.binary(max_size=60)
    names = st.sampled_from(["a.ndjson", "b/", "__MACOSX/._a", "报告.txt", "a.ndjson"]) | st.text(
        st.characters(min_codepoint=1, exclude_categories=["Cs"]), min_size=1, max_size=9
    )
    data: bytes = draw(contents)
    for how in draw(st.lists(st.sampled_from(["zip", "zip", "gz", "gz twice"]), min_size=1, max_size=2)):
        if how == "zip":
            entries = draw(st.lists(st.tuples(names, contents), max_size=3))
            data = zipped([*entries, (draw(names), data)], draw(st.sampled_from(METHODS)))
        else:
            data = gzip.compress(data, mtime=0) * (1 + (how == "gz twice"))
    return data


@EXAMPLES
@given(archives())
def test_archives_of_damaged_reports_are_accounted_for(data: bytes) -> None:
    survives(data)


@EXAMPLES
@given(archives().filter(bool), st.data())
def test_damaged_archives_are_read_or_refused(archive: bytes, data: st.DataObject) -> None:
    changed = bytearray(archive)
    ends = st.integers(0, min(60, len(archive) - 1))  # the headers, where most goes wrong
    for place in data.draw(st.lists(ends | ends.map(lambda each: len(archive) - 1 - each) | st.integers(0, len(archive) - 1), max_size=6)):
        changed[place] = data.draw(st.integers(0, 255))
    stop = data.draw(st.just(len(archive)) | st.integers(0, len(archive)))
    survives(bytes(changed[:stop]))


@settings(EXAMPLES, max_examples=25)
@given(damaged(), damaged(), st.sampled_from(METHODS))
def test_every_line_in_an_archive_is_accounted_for(one: bytes, other: bytes, method: int) -> None:
    survives(zipped([("one.ndjson", one), ("other.ndjson", other), ("photo.png", b"\x89PNG\r\n\x1a\n")], method))


@pytest.mark.parametrize("bomb", ["zip_bomb", "gz_bomb"])
@pytest.mark.parametrize(
    "wrap", [bytes, lambda data: zipped([("inner.zip", data)]), lambda data: zipped([("r.ndjson", GOOD[0].encode()), ("b", data)])]
)
def test_a_file_that_unpacks_without_end_is_refused_or_not_unpacked(
    bomb: str, wrap: Callable[[bytes], bytes], request: pytest.FixtureRequest
) -> None:
    report = survives(wrap(request.getfixturevalue(bomb)))
    assert report is None or report.summary.lines == 1


@pytest.mark.parametrize(("entries", "code"), [(200, None), (201, "many-entries"), (30_000, "many-entries")])
def test_an_archive_holds_two_hundred_files_at_most(entries: int, code: str | None) -> None:
    data = zipped([(f"{number}.ndjson", GOOD[0].encode()) for number in range(entries)], zipfile.ZIP_STORED)
    if code is None:
        assert read_well(data).summary.duplicates == 199
        return
    with pytest.raises(UnusableInput) as refused:
        read_report([("r.zip", data)])
    assert refused.value.code == code
    assert_said(refused.value)


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2001])
def test_a_locked_archive_is_refused_as_locked(flags: int) -> None:
    data = bytearray(zipped([("r.ndjson", GOOD[0].encode())]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at_ = data.index(signature) + place
        data[at_ : at_ + 2] = struct.pack("<H", flags)
    with pytest.raises(UnusableInput) as refused:
        read_report([("r.zip", bytes(data))])
    assert refused.value.code == "locked-archive"
    assert_said(refused.value)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped([("r.ndjson", data)])], ids=["gz", "zip"])
def test_an_archive_cut_at_any_byte_is_refused(pack: Callable[[bytes], bytes]) -> None:
    data = pack(b"\n".join(FURTHER))
    for stop in range(1, len(data)):
        assert survives(data[:stop]) is None


# Plans, and what was said of apps


def saved_plan() -> bytes:
    report = read_report([("sample", b"\n".join(WEEK))])
    assessment = assess(activities(report, CONTENT), NEEDS, NOTHING_TOLD)
    plan = Plan(
        report=made_from(report, assessment),
        apps={"com.example.a": Naming(name="甲", types=("gaming",))},
        settings=(KnownSetting(bundle_id="com.tencent.xin", permission="photos", setting="limited"),),
        awake=True,
        ios=18,
    )
    decisions: tuple[Decision, ...] = ("done", "keep")
    for item, decision in zip(advise(assessment, NEEDS, NOTHING_TOLD), decisions, strict=False):
        plan = decide(plan, item, decision, at(20, day=7), ("own", "我的"))
    return save_plan(plan).encode()


SAVED = saved_plan()
LATER = read(ndjson(text for day in range(9, 20) for app in ("com.tencent.xin", "a.b") for text in access(app, "photos", at(3, day=day))))


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where everything stands in a saved file."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, held in inner for each in leaves(held, (*path, key)))]


PLACES = leaves(json.loads(SAVED))
MARK = "\ue000"


def with_leaf(saved: bytes, path: tuple[str | int, ...], value: bytes) -> bytes:
    """The file with this raw value in one place."""
    if not path:
        return value
    data = inner = json.loads(saved)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = MARK
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").replace(f'"{MARK}"'.encode(), value)


def plan_survives(data: bytes) -> None:
    """Read, or refused in a sentence; what is read can be used for all that plans are for."""
    is_plan(data)
    try:
        plan = load_plan(data, "plan.json", CONTENT)
    except UnusableInput as error:
        assert_said(error)
        return
    assert load_plan(save_plan(plan).encode(), "plan.json", CONTENT) == plan
    verdict = judge(LATER, CONTENT, plan)
    score = phone_score(verdict.assessment, [choice.place for choice in plan.of("done")], verdict.content.rules)
    assert score is None or 0 <= score <= 100
    open_steps(plan, verdict.changes)
    check_day(plan, CONTENT)
    for say in SAYS:
        summary_html(verdict, say).encode()
        json.loads(json_text(export(verdict, say)))
        for choice in plan.choices:
            say.decided(choice, plan.apps).encode()
            say.where(choice, plan.apps).encode()
        "\n".join(check_lines(verdict, say)).encode()


@settings(EXAMPLES, max_examples=100)
@given(st.sampled_from(PLACES), raw_values, st.sampled_from(PLACES), raw_values)
def test_a_plan_with_wrong_values_is_read_or_refused(
    place: tuple[str | int, ...], value: bytes, other: tuple[str | int, ...], also: bytes
) -> None:
    changed = with_leaf(SAVED, place, value)
    plan_survives(changed)
    for older in (b'"schema": 2', b'"schema": 1'):
        plan_survives(changed.replace(b'"schema": 3', older))
    plan_survives(with_leaf(SAVED, other, also))


@EXAMPLES
@given(changed_bytes(SAVED))
def test_a_damaged_plan_is_read_or_refused(data: bytes) -> None:
    plan_survives(data)


def namings_survive(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        namings = read_namings(path, CONTENT)
    except UnusableInput as error:
        assert_said(error)
        return
    apps = [text for app in list(namings)[:5] for text in network(app or "x", "a.b") + access(app or "x", "photos", at(3))]
    report = read(ndjson(text for text in apps if text.isprintable()) + ndjson(GOOD)) if apps else LATER
    verdict = judge(report, CONTENT, Plan(apps=namings))
    for say in SAYS:
        json.loads(json_text(export(verdict, say)))
    "".join(f"{app}{naming.name}" for app, naming in namings.items()).encode()


NAMINGS = b'{"com.example.a": {"name": "Example", "types": ["gaming", "music"]}, "com.example.b": {"types": []}}'


@settings(EXAMPLES, suppress_health_check=[*HealthCheck])
@example(b'{"a": {"types": ["\\ud800"]}}')
@given(changed_bytes(NAMINGS) | st.builds(with_leaf, st.just(NAMINGS), st.sampled_from(leaves(json.loads(NAMINGS))), raw_values))
def test_what_was_said_of_apps_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    namings_survive(tmp_path / "types.json", data)


# Very much of something


def test_ten_thousand_apps_are_judged() -> None:
    apps = 10_000
    lines = [access_line(f"com.example.app{number}", "photos", "intervalBegin", at(3), str(number)) for number in range(apps)]
    data = ndjson(lines)
    report = read_report([("many", data)])
    assert (report.summary.lines, report.summary.open_intervals, report.summary.skipped_lines) == (apps, apps, 0)
    verdict = judge(report, CONTENT)
    assert len(verdict.assessment.apps) == apps
    assert summary_html(verdict, SAYS[1])
    assert list(verdict_lines(verdict, SAYS[1]))
    assert len(json_text(export(verdict, SAYS[0]))) > apps


@pytest.mark.parametrize(
    "text",
    [b"x" * LONG, b'{"a":"' + b"x" * LONG + b'"}', b"[" * LONG, b"\xff" * LONG, HUGE * (LONG // len(HUGE)), b" " * LONG],
    ids=["words", "record", "brackets", "no text", "number", "spaces"],
)
def test_a_line_of_ten_megabytes_costs_itself_alone(text: bytes) -> None:
    report = read_well(ndjson(GOOD) + text + b"\n" + b"\n".join(FURTHER))
    wanted = [] if not text.strip() else [(2, "long-line")]
    assert [(problem.line, problem.code) for problem in report.problems] == wanted
    assert survives(text) is None


def test_a_name_of_ten_megabytes_costs_its_line_alone() -> None:
    lines = [with_value(FURTHER[0], key, b'"' + b"x" * LONG + b'"', "replace") for key in ("category", "new")]
    report = read_well(b"\n".join([*FURTHER[:2], *lines, *FURTHER[2:4]]))
    assert [problem.code for problem in report.problems] == ["long-line"] * 2


def test_names_of_nearly_a_megabyte_are_judged() -> None:
    long = "x" * (1024 * 1024 - 600)
    lines = [*access(long, "photos", at(3)), *network("a.b", f"{long}.com", domain_type=1, owner="Ads"), *network("a.b", "c.d", owner=long)]
    assert read_well(ndjson(lines)).summary.skipped_lines == 0


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("year", ["0001-01-01T00:00:00.000", "9999-12-31T23:59:59.999"])
def test_the_first_and_the_last_year_cost_their_lines_alone(year: str, offset: str) -> None:
    lines = access("a.b", "photos", f"{year}{offset}", f"{year}{offset}") + network("a.b", "c.d", f"{year}{offset}")
    more = access("a.b", "photos", at(9)) + access("a.b", "photos", at(10))
    report = read_well(ndjson([*GOOD, *more, *lines, *network("a.b", "e.f", at(9), f"{year}{offset}")]))
    assert [problem.code for problem in report.problems] == ["bad-time"] * 4
    assert survives(ndjson(lines)) is None


def test_two_centuries_on_the_most_distant_clocks_are_judged() -> None:
    begins = [f"{moment}{offset}" for moment, offset in product(MOMENTS[2:4], ("+18:00", "-18:00", "Z"))]
    lines = [text for begin in begins for text in access("a.b", "location", begin, begin)] + network("a.b", "c.d", begins[3], begins[0])
    report = read_well(ndjson(lines))
    assert (len(report.accesses), report.summary.skipped_lines, report.summary.zero_length) == (6, 0, 6)
    assert report.summary.days > 80_000


def test_a_million_contacts_of_a_million_hits_each_are_counted() -> None:
    million = 1_000_000
    rest = {"hits": million, "timeStamp": stamp(at(9)), "type": "networkActivity"}
    rows = [ndjson([line(bundleID="a.b", domain=f"h{number}.example", **rest)]) for number in range(1000)]
    report = read_report([("many", b"".join(rows) * (million // len(rows)))])
    assert (report.summary.lines, report.summary.duplicates, report.summary.skipped_lines) == (million, million - 1000, 0)
    assert report.summary.hits == 1000 * million
    assert_judged(report)


def test_a_million_accesses_of_one_app_are_counted() -> None:
    million = 1_000_000
    begin, end = (f"{text}\n" for text in access("com.tencent.xin", "location", "MOMENT", "MOMENT", "NUMBER"))
    moments = [stamp(at(0) + timedelta(seconds=37 * number)) for number in range(10_000)]
    text = "".join(begin.replace("MOMENT", moments[number % 10_000]).replace("NUMBER", str(number)) for number in range(million // 2))
    report = read_report([("many", (text + end.replace("MOMENT", moments[0]).replace("NUMBER", "0")).encode())])
    assert (len(report.accesses), report.summary.open_intervals, report.summary.zero_length) == (million // 2, million // 2 - 1, 1)
    assert_judged(report)


def test_the_most_hits_a_line_may_hold_are_added_up_exactly() -> None:
    most = 2**53 - 1
    report = read_well(ndjson([text for number in range(2000) for text in network("a.b", f"h{number}.example", hits=most)]))
    assert report.summary.hits == 2000 * most


# What once went wrong


@pytest.mark.parametrize("key", ["hits", "domainType", "domainClassification", "contextVerificationType"])
@pytest.mark.parametrize("sign", [b"", b"-"])
def test_a_number_of_four_hundred_digits_is_a_value_that_cannot_be_right(key: str, sign: bytes) -> None:
    report = read_well(b"\n".join([FURTHER[0], with_value(GOOD[0].encode(), key, sign + HUGE, "replace"), FURTHER[1]]))
    assert [(problem.line, problem.code) for problem in report.problems] == [(2, "bad-value")]


def test_accesses_seconds_apart_for_hours_are_judged() -> None:
    """They are one long touch: there is no gap to find a rhythm in."""
    begins = [at(9) + timedelta(seconds=9 * number) for number in range(1500)]
    report = read_well(ndjson(text for begin in begins for text in access("a.b", "microphone", begin)))
    assert report.summary.accesses == {"microphone": 1500}


def test_an_archive_that_points_beyond_all_memory_is_damaged() -> None:
    """An entry that says it begins at byte 2**64 - 1."""
    data = bytearray(zipped([("r.ndjson", GOOD[0].encode())]))
    entry = data.index(b"PK\x01\x02")
    (name,) = struct.unpack("<H", data[entry + 28 : entry + 30])
    further = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    data[entry + 30 : entry + 32] = struct.pack("<H", len(further))
    data[entry + 42 : entry + 46] = b"\xff" * 4
    data[entry + 46 + name : entry + 46 + name] = further
    end = data.index(b"PK\x05\x06")
    (size,) = struct.unpack("<L", data[end + 12 : end + 16])
    data[end + 12 : end + 16] = struct.pack("<L", size + len(further))
    with pytest.raises(UnusableInput) as refused:
        read_report([("r.zip", bytes(data))])
    assert refused.value.code == "broken-archive"


@pytest.mark.parametrize("name", ["a\x1b[31m\u202e.ndjson", "a\nb.ndjson", "x" * 60_000], ids=["escapes", "line end", "long"])
def test_the_name_of_an_archives_entry_is_shown_on_one_short_line(name: str) -> None:
    report = read_report([("r.zip", zipped([(name, ndjson(GOOD) + b"{broken}\n")]))])
    for part in report.problems[0].file.split(" › "):
        assert plain(part) == part


def test_a_contact_that_ends_before_it_began_does_not_turn_the_report_around() -> None:
    summary = read_well(ndjson(network("a.b", "c.d", at(9), at(9, day=99)))).summary
    assert summary.first is not None
    assert summary.last is not None
    assert summary.first <= summary.last
    assert summary.days >= 0


@pytest.mark.parametrize("text", ['{"a.b": {"name": "\\ud800"}}', '{"\\udc00": {"name": "A"}}'], ids=["name", "id"])
def test_half_a_surrogate_pair_in_what_was_said_of_apps_is_no_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "types.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput) as refused:
        read_namings(file, CONTENT)
    assert refused.value.code == "types-file"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-28T00:00:00Z"])
@pytest.mark.parametrize("decision", ["done", "keep", "later"])
def test_a_plan_of_the_first_or_the_last_year_is_read_or_refused(moment: str, decision: str) -> None:
    choice = {"bundle_id": "com.tencent.xin", "permission": "photos", "setting": "limited", "decision": decision, "decided": moment}
    plan_survives(json.dumps({"schema": 2, "choices": [choice]}).encode())
