"""A report in another wrapping gives the same counts as the plain file, and damage in it costs only what it hits."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, line, ndjson, network, read, report_lines, same_report
from wrapped import WRAPPINGS, Wrapping

from coach.models import Report
from coach.reading import UnusableInput, inputs, read_report

CHAT = "com.example.chat"
LINES = [
    *access(CHAT, "photos", at(9)),
    *access("com.example.maps", "location", at(10)),
    *network(CHAT, "ads.example.com", owner='A "quoted" owner {with} [marks], C:\\ads\\'),
    *network("com.example.maps", "例子.example", context="}{"),
]
PLAIN = read(ndjson(LINES))


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_every_wrapping_gives_the_report_of_the_plain_file(wrapping: Wrapping) -> None:
    for lines in (LINES, LINES[:1]):
        for ending in ("", "\n", "\r\n\r\n"):
            same_report(read((wrapping(lines) + ending).encode()), read(ndjson(lines)))


@given(parts=st.lists(st.tuples(report_lines(), st.sampled_from(list(WRAPPINGS))), min_size=1, max_size=4))
def test_parts_in_different_wrappings_behind_each_other_give_the_same_as_plain_ones(parts: list[tuple[list[str], str]]) -> None:
    wrapped = "\n".join(WRAPPINGS[how](lines) for lines, how in parts)
    same_report(read(wrapped.encode()), read(ndjson(each for lines, _ in parts for each in lines)))


def test_a_line_before_and_behind_what_is_wrapped_is_counted_and_told_with_its_number() -> None:
    for how in ("a list", "a list, indented", "quoted by a mail", "without line breaks", "a comma behind each"):
        text = f"Dear Anna,\n\nhere it is:\n{WRAPPINGS[how](LINES)}\nYours\n"
        report = read(text.encode())
        assert report.summary.lines == len(LINES) + 3, how
        assert [problem.line for problem in report.problems] == [1, 3, len(text.splitlines())], how
        assert report.summary.accesses == PLAIN.summary.accesses, how


def test_the_text_of_a_value_is_kept_as_it_stands() -> None:
    for how, wrapping in WRAPPINGS.items():
        report = read(wrapping(LINES).encode())
        assert set(report.network["owner"]) == {"", 'A "quoted" owner {with} [marks], C:\\ads\\'}, how
        assert set(report.network["domain"]) == {"ads.example.com", "例子.example"}, how


# Damage


DAMAGES: dict[str, Callable[[str], str]] = {
    "without its end": lambda text: text[:-1],
    "without its beginning": lambda text: text[1:],
    "without a quotation mark": lambda text: text.replace('":"', '":', 1),
    "with a quotation mark too many": lambda text: text.replace('":"', '":""', 1),
    "cut": lambda text: text[:70],
    "with a brace too many": lambda text: text + "}",
    "with a line break in a value": lambda text: text.replace("example", "exam\nple", 1),
}
MANY = [each for minute in range(12) for each in access(CHAT, "photos", at(9, minute))]


@pytest.mark.parametrize(
    "how", ["a list", "a list, one a line", "without line breaks", "with blanks between", "a comma behind each", "plain"]
)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("place", [0, 11, 23])
def test_a_damaged_record_costs_only_itself(how: str, damage: Callable[[str], str], place: int) -> None:
    damaged = [damage(each) if number == place else each for number, each in enumerate(MANY)]
    summary = read(WRAPPINGS[how](damaged).encode()).summary
    used = 2 * summary.accesses["photos"] - summary.open_intervals + summary.orphan_ends
    assert used >= len(MANY) - 1
    assert 1 <= summary.skipped_lines + (used == len(MANY)) <= 2
    assert summary.lines == used + summary.skipped_lines


def headless(text: str) -> str:
    """A record that lost its beginning."""
    return text[text.index('"category"') :]


@pytest.mark.parametrize("how", ["a list", "a list, one a line", "a comma behind each", "quoted by a mail", "numbered"])
@pytest.mark.parametrize(
    "damage",
    [headless, lambda _: "null", json.dumps, lambda text: json.dumps(list(json.loads(text).values())[2:])],
    ids=["without their beginning", "nothing in their place", "as text", "as rows of a table"],
)
def test_records_that_are_not_readable_are_each_counted_in_any_wrapping(how: str, damage: Callable[[str], str]) -> None:
    """Else a few good ones among many would make a verdict of a sliver."""
    few = [damage(each) if number % 4 == 1 else each for number, each in enumerate(MANY)]
    summary = read(WRAPPINGS[how](few).encode()).summary
    assert (summary.lines, summary.skipped_lines) == (24, 6)
    many = [each if number % 4 == 1 else damage(each) for number, each in enumerate(MANY)]
    with pytest.raises(UnusableInput) as caught:
        read(WRAPPINGS[how](many).encode())
    assert (caught.value.code, caught.value.values["records"]) == ("mostly-unreadable", 24)


def test_an_indented_record_that_lost_its_beginning_is_one_record() -> None:
    lines = WRAPPINGS["a list, indented"](MANY).split("\n")
    begin = [number for number, each in enumerate(lines) if each == "  {"][5]
    for lost in (2, 3, 4, 5):
        summary = read("\n".join(lines[:begin] + lines[begin + lost :]).encode()).summary
        assert (summary.lines, summary.skipped_lines) == (24, 1), lost
    text = WRAPPINGS["a list"](MANY)
    assert read(text[100:].encode()).summary.skipped_lines == 1


LOGGED: dict[str, Wrapping] = {
    "a log": lambda lines: "".join(f"2026-10-05 10:00:00 INFO {each}\n" for each in lines),
    "grep": lambda lines: "".join(f"report.ndjson:{number * 7}:{each}\n" for number, each in enumerate(lines, 1)),
    "a list with dashes": lambda lines: "".join(f"- {each}\n" for each in lines),
    "in quotation marks": lambda lines: "".join(f"'{each}',\n" for each in lines),
    "in code marks": lambda lines: "```json\n" + "".join(f"`{each}`\n" for each in lines) + "```\n",
    "in tags": lambda lines: "".join(f"<p>{each}</p>\n" for each in lines),
    "as commands": lambda lines: "".join(f"echo '{each}' >> week\n" for each in lines),
    "as changes": lambda lines: "--- a\n+++ b\n" + "".join(f"+{each}\n" for each in lines),
    "with bars between": " | ".join,
}


@pytest.mark.parametrize("wrapping", LOGGED.values(), ids=LOGGED.keys())
def test_what_stands_beside_a_record_on_its_line_is_no_record(wrapping: Wrapping) -> None:
    report = read(wrapping(MANY).encode())
    assert report.summary.accesses == {"photos": 12}
    assert report.summary.skipped_lines == (2 if wrapping(MANY).startswith(("`", "-")) and "- " not in wrapping(MANY)[:3] else 0)


@pytest.mark.parametrize("around", ['{{"_index":"week","_source":\n{}\n}}', '{{"_source":{}}}', '{{\n"a": [\n{}\n]}}'])
def test_records_in_objects_of_their_own_are_found(around: str) -> None:
    summary = read("\n".join(around.format(each) for each in MANY).encode()).summary
    assert (summary.accesses, summary.skipped_lines) == ({"photos": 12}, 0)


def test_a_record_of_several_lines_may_have_one_that_is_an_object() -> None:
    report = read("\n".join(each.replace(":{", ":\n{").replace("},", "}\n,") for each in MANY).encode())
    assert (report.summary.accesses, report.summary.skipped_lines) == ({"photos": 12}, 0)


def test_a_cut_list_is_read_up_to_the_cut() -> None:
    for how in ("a list", "a list, indented", "a list, one a line", "a list under a name", "without line breaks"):
        text = WRAPPINGS[how](MANY)
        for cut in (text.index("category", len(text) // 3), text.index("kind", len(text) // 2), text.rindex("category")):
            summary = read(text[:cut].encode()).summary
            used = 2 * summary.accesses["photos"] - summary.open_intervals
            assert abs(used - len(MANY) * cut / len(text)) < 2, (how, cut)
            assert (summary.lines, summary.skipped_lines) == (used + 1, 1), (how, cut)


def test_a_cut_record_at_the_end_is_told_as_cut() -> None:
    text = "".join(MANY)[:-20]
    (problem,) = read(text.encode()).problems
    assert (problem.code, problem.line) == ("cut-line", 1)


def test_objects_in_a_record_are_no_records() -> None:
    inner = json.loads(network(CHAT, "inner.example")[0])
    outer = line(**json.loads(network(CHAT, "outer.example")[0]), details={"before": inner, "list": [inner, inner]})
    for how in ("a list", "without line breaks", "a list, indented", "plain"):
        report = read(WRAPPINGS[how]([outer, *LINES]).encode())
        assert set(report.network["domain"]) == {"outer.example", "ads.example.com", "例子.example"}, how
        assert report.summary.skipped_lines == 0, how


def test_other_objects_in_a_list_are_counted_as_records_that_nobody_knows() -> None:
    report = read(f'[{LINES[0]},{{"event":"login"}},{LINES[1]}]'.encode())
    assert (report.summary.lines, [problem.code for problem in report.problems]) == (3, ["unknown-record"])


# The first beta


def contact(app: str, host: str, **further: object) -> dict[str, object]:
    times = {"firstTimeStamp": "2021-06-15T08:00:00.000+08:00", "timeStamp": "2021-06-15T09:00:00.000+08:00"}
    return {"domain": host, "domainType": 2, "hits": 3, "context": "", "initiatedType": "AppInitiated", **times, **further}


def of_beta(indent: int | None, **further: object) -> Report:
    hosts = {CHAT: ["a.example", "b.example"], "com.example.maps": ["a.example"]}
    section = {app: [contact(app, host, **further) for host in each] for app, each in hosts.items()}
    event = {"kind": "event", "stream": "com.apple.privacy.accounting.stream.tcc", "tccService": "kTCCServiceAddressBook"}
    access_ = line(accessor={"identifier": CHAT}, **event, timestamp="2021-06-15T09:00:00.000+08:00", identifier="B4")
    head = ['{"version":2,"recordType":"access","_marker":"<metadata>"}', access_, '{"_marker": "<end-of-section>"}']
    return read("\n".join([*head, json.dumps(section, indent=indent)]).encode())


@pytest.mark.parametrize("indent", [2, None])
def test_contacts_in_lists_by_app_are_those_of_the_app(indent: int | None) -> None:
    for further in ({}, {"hasApp.bundleName": "com.example.other"}):
        report = of_beta(indent, **further)
        assert (report.summary.lines, report.summary.skipped_lines, report.summary.hits) == (6, 0, 9 if not further else 6)
        apps = {CHAT, "com.example.maps"} if not further else {"com.example.other"}
        assert set(report.network["bundle_id"]) == apps
        assert report.summary.accesses == {"contacts": 1}


# Limits


def test_a_list_of_more_records_than_any_report_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_LINES", 10)
    for how in ("a list", "without line breaks"):
        assert read(WRAPPINGS[how](MANY[:10]).encode()).summary.lines == 10
        with pytest.raises(UnusableInput) as caught:
            read_report([("week", WRAPPINGS[how](MANY[:11]).encode())])
        assert caught.value.code == "many-lines"


@pytest.mark.parametrize(
    "hostile",
    [b"{" * 100_000, b'{"a":' * 50_000, b"}" * 100_000, b'"' * 100_001, b"[" * 100_000, b'{"' * 50_000, b"\\" * 100_001, b'"}{"' * 30_000],
    ids=lambda text: text[:4].decode(),
)
def test_what_was_made_to_be_nested_or_endless_costs_nothing_of_a_list_beside_it(hostile: bytes) -> None:
    text = WRAPPINGS["a list, one a line"](MANY).encode()
    for data in (hostile + b"\n" + text, text + b"\n" + hostile, text + hostile):
        assert read(data).summary.accesses["photos"] >= 11
