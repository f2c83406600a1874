"""Lines of Apple's report: every key set since 2021 is read, every bad line is named and costs only itself."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import LENGTH, YEARS, Year, access, access_line, at, line, ndjson, network, read, report_lines, same_report, stamp

from coach.models import Report
from coach.reading import UnusableInput, inputs, read_report
from coach.reading.ios import lines as ios_lines
from coach.reading.ios import mend as ios_mend

CHAT = "com.example.chat"
GOOD = access(CHAT, "photos", at(9)) + network(CHAT, "ads.example.com")
UNSEEN = "com.example.secret"
"""Bad lines are about this app, so its name gives away what was repeated from them."""


def used_lines(report: Report) -> int:
    """Lines that became something: begin and end of each access, ends alone, network rows."""
    begun, open_intervals = len(report.accesses), report.summary.open_intervals
    return 2 * begun - open_intervals + report.summary.orphan_ends + report.summary.network_rows + report.summary.joined_rows


def without_mending(patch: pytest.MonkeyPatch) -> None:
    """From here on a block that can't be read as a whole fails the test."""

    def fail(text: bytes) -> None:
        raise AssertionError(f"an ordinary line was read by itself: {text!r}")

    patch.setattr(ios_lines, "mend", fail)


def code_of(text: str | bytes) -> str | None:
    """The problem of a line among good ones, None where it was used."""
    data = text if isinstance(text, bytes) else text.encode()
    report = read(ndjson(GOOD) + data + b"\n" + ndjson(GOOD))
    return report.problems[0].code if report.problems else None


# What iOS wrote


@pytest.mark.parametrize("year", YEARS)
def test_the_keys_of_every_year_are_read_at_full_speed(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    without_mending(monkeypatch)
    report = read(
        ndjson(
            access(CHAT, "photos", at(9), year=year)
            + access(CHAT, "contacts", at(10), picker=True, year=year)
            + network(CHAT, "ads.example.com", at(12), at(8), hits=7, domain_type=1, owner="Example Ads", context="news.example", year=year)
        )
    )
    assert report.problems == ()
    assert report.accesses.to_dict("records") == [
        {
            "bundle_id": CHAT,
            "category": category,
            "begin": begin.astimezone(UTC).replace(tzinfo=None),
            "end": begin.astimezone(UTC).replace(tzinfo=None) + LENGTH,
            "local": begin.replace(tzinfo=None),
            "picker": picker,
        }
        for category, begin, picker in (("photos", at(9), False), ("contacts", at(10), True))
    ]
    assert report.network.to_dict("records") == [
        {
            "bundle_id": CHAT,
            "domain": "ads.example.com",
            "owner": "Example Ads",
            "context": "news.example",
            "initiated": "AppInitiated",
            "domain_type": 1,
            "hits": 7,
            "first": datetime(2025, 11, 24, 0, 0),
            "last": datetime(2025, 11, 24, 4, 0),
        }
    ]


@pytest.mark.parametrize(
    "further",
    [
        {"accessCount": 3},
        {"broadcaster": {"identifier": CHAT, "identifierType": "bundleID"}},
        {"outOfProcess": None},
        {"newInSomeYear": {"deep": [[["keys"]]], "and": None}},
        {"hits": "not a number, but no number is needed here"},
        {"accessor": {"identifier": CHAT, "identifierType": 7, "more": []}},
    ],
    ids=lambda further: next(iter(further)),
)
def test_keys_of_other_versions_do_no_harm(further: dict[str, Any]) -> None:
    lines = [access_line(CHAT, "photos", kind, at(9), "A", **further) for kind in ("intervalBegin", "intervalEnd")]
    report = read(ndjson(lines))
    assert report.problems == ()
    assert report.summary.accesses == {"photos": 1}


BETA_ACCESS = {
    "accessor": {"identifier": CHAT, "identifierType": "bundleID"},
    "identifier": "BE766661",
    "kind": "event",
    "stream": "com.apple.privacy.accounting.stream.tcc",
    "tccService": "kTCCServiceAddressBook",
    "timestamp": "2021-06-09T14:19:48.270-05:00",
    "version": 3,
}
BETA_NETWORK = {
    "bundleID": CHAT,
    "context": "",
    "domain": "ads.example.com",
    "domainOwner": "",
    "domainType": 2,
    "effectiveUserId": 501,
    "firstTimeStamp": "2021-06-09T13:00:00.000-05:00",
    "hits": 2,
    "initiatedType": "AppInitiated",
    "timeStamp": "2021-06-09T14:00:00.000-05:00",
}


def test_a_report_of_the_2021_betas_is_read() -> None:
    report = read(
        ndjson(
            [
                line(_marker="<metadata>", exportTimestamp="2021-06-10T00:00:00.000-05:00", version=3),
                line(_marker="<access>"),
                line(**BETA_ACCESS),
                line(_marker="<networkActivity>"),
                line(**BETA_NETWORK),
            ]
        )
    )
    assert report.problems == ()
    assert report.summary.lines == 5
    assert report.summary.accesses == {"contacts": 1}
    assert report.summary.open_intervals == 0
    assert (report.summary.network_rows, report.summary.hits) == (1, 2)
    assert report.accesses["begin"][0] == report.accesses["end"][0] == datetime(2021, 6, 9, 19, 19, 48, 270_000)


@pytest.mark.parametrize(
    ("service", "category"),
    [
        ("kTCCServiceAddressBook", "contacts"),
        ("kTCCServicePhotos", "photos"),
        ("kTCCServiceCamera", "camera"),
        ("kTCCServiceMicrophone", "microphone"),
        ("kTCCServiceMediaLibrary", "mediaLibrary"),
        ("kTCCServiceMotion", "kTCCServiceMotion"),
    ],
)
def test_the_betas_names_of_permissions_become_todays(service: str, category: str) -> None:
    assert read(ndjson([line(**BETA_ACCESS | {"tccService": service})])).summary.accesses == {category: 1}


@pytest.mark.parametrize(("stream", "category"), [("location", "location"), ("replay-kit", "screenRecording")])
def test_the_betas_streams_without_a_service_become_todays_categories(stream: str, category: str) -> None:
    record = BETA_ACCESS | {"stream": f"com.apple.privacy.accounting.stream.{stream}"}
    del record["tccService"]
    assert read(ndjson([line(**record)])).summary.accesses == {category: 1}


def test_a_report_of_headings_alone_is_an_empty_week_and_no_mistake() -> None:
    report = read(ndjson([line(_marker="<metadata>", version=3), line(_marker="<access>")]))
    assert (report.summary.lines, report.summary.first, report.summary.last, report.summary.days) == (2, None, None, 0)
    assert (len(report.accesses), len(report.network), report.problems) == (0, 0, ())


# Lines that can't be used


def changed(text: str, **values: Any) -> str:
    return line(**json.loads(text) | values)


def lacking(text: str, key: str) -> str:
    record = json.loads(text)
    del record[key]
    return line(**record)


ACCESS, NETWORK = access(UNSEEN, "photos", at(9))[0], network(UNSEEN, "secret.example")[0]
BAD_LINES = {
    "cut in the middle": (ACCESS[:60], "bad-json"),
    "words": ("secret words", "bad-json"),
    "endless brackets": ("[" * 100_000, "bad-json"),
    "a tab inside a name": (ACCESS.replace("secret", "sec\tret"), "bad-json"),
    "Latin-1": (ACCESS.replace("secret", "secré").encode("latin-1"), "bad-encoding"),
    "half a surrogate pair": (ACCESS.replace("secret", "secret\\ud83d"), "bad-encoding"),
    "a list": ('["com.example.secret"]', "not-a-record"),
    "a number": ("42", "not-a-record"),
    "null": ("null", "not-a-record"),
    "another program's record": ('{"event":"secret"}', "unknown-record"),
    "another type": (changed(ACCESS, type="secret"), "unknown-record"),
    "a type that is no text": (changed(ACCESS, type=["access"]), "unknown-record"),
    "no app": (lacking(ACCESS, "accessor"), "missing-value"),
    "an app without id": (changed(ACCESS, accessor={"identifierType": "bundleID"}), "missing-value"),
    "an app that is no record": (changed(ACCESS, accessor=UNSEEN), "missing-value"),
    "no category": (lacking(ACCESS, "category"), "missing-value"),
    "no kind": (lacking(ACCESS, "kind"), "missing-value"),
    "no time": (lacking(ACCESS, "timeStamp"), "missing-value"),
    "no bundle id": (lacking(NETWORK, "bundleID"), "missing-value"),
    "no domain": (lacking(NETWORK, "domain"), "missing-value"),
    "no network time": (lacking(NETWORK, "timeStamp"), "missing-value"),
    "an empty app": (changed(ACCESS, accessor={"identifier": ""}), "bad-value"),
    "an app that is a number": (changed(ACCESS, accessor={"identifier": 7}), "bad-value"),
    "an empty category": (changed(ACCESS, category=""), "bad-value"),
    "another kind": (changed(ACCESS, kind="intervalSecret"), "bad-value"),
    "an identifier that is a number": (changed(ACCESS, identifier=7), "bad-value"),
    "a picker flag that is text": (changed(ACCESS, outOfProcess="yes"), "bad-value"),
    "an empty domain": (changed(NETWORK, domain=""), "bad-value"),
    "an owner that is a list": (changed(NETWORK, domainOwner=["secret"]), "bad-value"),
    "hits below zero": (changed(NETWORK, hits=-1), "bad-value"),
    "half a hit": (changed(NETWORK, hits=1.5), "bad-value"),
    "hits in words": (changed(NETWORK, hits="one"), "bad-value"),
    "hits with a point, in quotes": (changed(NETWORK, hits="1.5"), "bad-value"),
    "hits that are true": (changed(NETWORK, hits=True), "bad-value"),
    "hits beyond counting": (changed(NETWORK, hits=2**70), "bad-value"),
    "hits without end": (NETWORK.replace('"hits":1', '"hits":1e999'), "bad-value"),
    "a domain type below zero": (changed(NETWORK, domainType=-1), "bad-value"),
    "a time in words": (changed(ACCESS, timeStamp="this morning"), "bad-time"),
    "a time that is a number": (changed(ACCESS, timeStamp=1763974800), "bad-time"),
    "a time without zone": (changed(ACCESS, timeStamp="2025-11-24T09:00:00.000"), "bad-time"),
    "the 30th of February": (changed(ACCESS, timeStamp="2025-02-30T09:00:00.000+08:00"), "bad-time"),
    "an hour that does not exist": (changed(ACCESS, timeStamp="2025-11-24T25:00:00.000+08:00"), "bad-time"),
    "a zone that does not exist": (changed(ACCESS, timeStamp="2025-11-24T09:00:00.000+19:00"), "bad-time"),
    "before clocks began": (changed(ACCESS, timeStamp="1969-12-31T23:59:59.999Z"), "bad-time"),
    "after clocks end": (changed(ACCESS, timeStamp="2200-01-01T00:00:00.000Z"), "bad-time"),
    "a first time in words": (changed(NETWORK, firstTimeStamp="secret"), "bad-time"),
}


@pytest.mark.parametrize(("bad", "code"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_named_counted_and_costs_only_itself(bad: str | bytes, code: str) -> None:
    data = ndjson(GOOD[:2]) + b"\n" + (bad if isinstance(bad, bytes) else bad.encode()) + b"\n" + ndjson(GOOD[2:])
    report = read_report([("week.ndjson", data)])
    assert [(problem.file, problem.line, problem.code) for problem in report.problems] == [("week.ndjson", 4, code)]
    assert (report.summary.lines, report.summary.skipped_lines) == (4, 1)
    assert report.summary.model_copy(update={"lines": 3, "skipped_lines": 0}) == read(ndjson(GOOD)).summary


@pytest.mark.parametrize("bad", [bad for bad, _ in BAD_LINES.values()], ids=BAD_LINES.keys())
def test_nothing_of_a_bad_line_is_repeated(bad: str | bytes) -> None:
    report = read(ndjson(GOOD) + b"\n" + (bad if isinstance(bad, bytes) else bad.encode()) + b"\n")
    assert "secre" not in repr(report.problems)
    assert "secre" not in repr(report.accesses) + repr(report.network)


def test_a_line_far_longer_than_any_record_is_left_out() -> None:
    assert code_of("x" * (ios_mend.MAX_LINE_BYTES + 1)) == "long-line"
    assert code_of(changed(ACCESS, padding="x" * (ios_mend.MAX_LINE_BYTES - 1000))) is None


def test_a_report_cut_anywhere_in_its_last_line_says_that_it_was_cut() -> None:
    for cut_at in range(1, len(NETWORK)):
        report = read(ndjson(GOOD) + NETWORK.encode()[:cut_at])
        assert [(problem.line, problem.code) for problem in report.problems] == [(4, "cut-line")], NETWORK[:cut_at]


def test_a_cut_through_a_chinese_character_is_a_cut_like_any_other() -> None:
    last = network(CHAT, "ads.example.com", owner="例子广告")[0].encode()
    middle = last.index("例".encode()) + 1
    assert [problem.code for problem in read(ndjson(GOOD) + last[:middle]).problems] == ["cut-line"]


def test_only_the_end_of_the_file_can_be_a_cut() -> None:
    assert [problem.code for problem in read(ndjson([*GOOD, ACCESS[:60]])).problems] == ["bad-json"]
    assert [problem.code for problem in read(ACCESS[:60].encode() + b"\n" + ndjson(GOOD)).problems] == ["bad-json"]


def test_a_report_of_bad_lines_only_is_no_report() -> None:
    with pytest.raises(UnusableInput):
        read(ndjson([ACCESS[:60]] * 3))


@given(lines=report_lines(4), bad=st.lists(st.sampled_from([bad for bad, _ in BAD_LINES.values() if isinstance(bad, str)]), max_size=5))
def test_every_line_is_used_or_skipped_or_a_duplicate(lines: list[str], bad: list[str]) -> None:
    report = read(ndjson([*lines[:2], *bad, "", "  ", *lines]))
    summary = report.summary
    assert summary.lines == len(lines[:2]) + len(bad) + len(lines)
    assert summary.skipped_lines == len(report.problems) == len(bad)
    assert summary.lines == used_lines(report) + summary.skipped_lines + summary.duplicates


@given(lines=report_lines(), block=st.integers(1, 3_000))
def test_every_row_and_every_problem_carries_the_number_of_its_line(lines: list[str], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ios_lines, "BLOCK_BYTES", block)
        patch.setattr(ios_lines, "MEND_BELOW_BYTES", block // 2)
        found = ios_lines.read_lines(ndjson([*lines[:3], "{broken}", "", *lines[3:]])).blocks
    rows = [
        (number, app) for each in found for number, app in zip(*each.access.select(["line", "bundle_id"]).to_pydict().values(), strict=True)
    ]
    rows += [
        (number, host) for each in found for number, host in zip(*each.network.select(["line", "domain"]).to_pydict().values(), strict=True)
    ]
    expected = [json.loads(text) for text in lines]
    assert sorted(rows) == [
        (number if number <= 3 else number + 2, record.get("domain") or record["accessor"]["identifier"])
        for number, record in enumerate(expected, 1)
    ]
    assert [int(problem["line"]) for each in found for problem in each.problems] == [min(len(lines), 3) + 1]


# Blocks


def many_lines(accesses: int) -> list[str]:
    return [each for minute in range(accesses) for each in access(CHAT, "location", at(0, minute))]


@pytest.mark.parametrize("place", [0, 1, 57, 199, 200], ids=lambda place: f"line {place + 1}")
def test_one_bad_line_in_a_long_file_leaves_all_others_read(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ios_lines, "BLOCK_BYTES", 9_000)
    monkeypatch.setattr(ios_lines, "MEND_BELOW_BYTES", 1_000)
    lines = many_lines(100)
    lines.insert(place, "{broken}")
    data = ndjson(lines)
    assert len(data) > 4 * ios_lines.BLOCK_BYTES
    report = read(data)
    assert [(problem.line, problem.code) for problem in report.problems] == [(place + 1, "bad-json")]
    assert report.summary.accesses == {"location": 100}
    assert report.summary.open_intervals == 0


def test_a_bad_line_makes_only_its_neighbours_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    mended: list[bytes] = []
    mend = ios_mend.mend

    def mend_and_note(text: bytes) -> dict[str, Any] | str:
        mended.append(text)
        return mend(text)

    monkeypatch.setattr(ios_lines, "mend", mend_and_note)
    lines = many_lines(2_000)
    lines.insert(1_234, "{broken}")
    read(ndjson(lines))
    assert 0 < sum(map(len, mended)) <= ios_lines.MEND_BELOW_BYTES


@given(lines=report_lines(), bad=st.integers(0, 14), block=st.integers(1, 3_000), mend_below=st.integers(1, 3_000))
def test_the_size_of_blocks_changes_nothing(lines: list[str], bad: int, block: int, mend_below: int) -> None:
    lines.insert(bad, "{broken}")
    whole = read(ndjson(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ios_lines, "BLOCK_BYTES", block)
        patch.setattr(ios_lines, "MEND_BELOW_BYTES", mend_below)
        same_report(read(ndjson(lines)), whole)


@given(lines=report_lines())
def test_lines_read_one_by_one_give_the_same_as_lines_read_at_once(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        without_mending(patch)
        at_once = read(ndjson(lines))
    same_report(read(ndjson(f" {each}" for each in lines)), at_once)


UNUSUAL_LINES = {
    "empty category": changed(ACCESS, category=""),
    "access with a marker": changed(ACCESS, _marker="<access>"),
    "empty identifier": changed(ACCESS, identifier=""),
    "identifier null": changed(ACCESS, identifier=None),
    "a megabyte long": changed(ACCESS, padding="x" * ios_mend.MAX_LINE_BYTES),
    "time without milliseconds": changed(ACCESS, timeStamp="2025-11-24T09:00:00+08:00"),
    "time with a space": changed(ACCESS, timeStamp="2025-11-24 09:00:00.000+08:00"),
    "time with microseconds": changed(ACCESS, timeStamp="2025-11-24T09:00:00.000123+0800"),
    "a key twice": ACCESS[:-1] + ',"category":"camera"}',
    "domain type below zero": changed(NETWORK, domainType=-1),
    "a million million million hits": changed(NETWORK, hits=10**18),
    "hits with a point": changed(NETWORK, hits=2.0),
    "hits null": changed(NETWORK, hits=None),
    "first time null": changed(NETWORK, firstTimeStamp=None),
    "no first time": lacking(NETWORK, "firstTimeStamp"),
    "no domain type": lacking(NETWORK, "domainType"),
    "no hits": lacking(NETWORK, "hits"),
}


@pytest.mark.parametrize("text", UNUSUAL_LINES.values(), ids=UNUSUAL_LINES.keys())
def test_an_unusual_line_means_the_same_on_both_roads(text: str) -> None:
    at_once, one_by_one = read(ndjson([*GOOD, text])), read(ndjson([*GOOD, f" {text}"]))  # a space is enough to be looked at alone
    same_report(one_by_one, at_once)


@pytest.mark.parametrize("nest", ["[", '{"a":'])
def test_a_line_nested_a_hundred_thousand_deep_harms_nobody(nest: str) -> None:
    deep = nest * 100_000 + "1" + ("]" if nest == "[" else "}") * 100_000
    report = read(ndjson([*GOOD, f'{ACCESS[:-1]},"deep":{deep}}}']))
    assert report.summary.lines == 4
    assert report.summary.accesses["photos"] >= 1


def test_progress_grows_and_ends_with_everything_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ios_lines, "BLOCK_BYTES", 2_000)
    told: list[float] = []
    data = ndjson(many_lines(20))
    read_report([("one.ndjson", data), ("two.ndjson", data)], told.append)
    assert len(told) > 4
    assert told == sorted(told)
    assert 0 < told[0] < 0.5
    assert told[-1] == pytest.approx(1)


# Times


@pytest.mark.parametrize(
    ("text", "begin", "local"),
    [
        ("2025-11-24T09:00:00.000+08:00", "2025-11-24T01:00:00.000", "2025-11-24T09:00:00.000"),
        ("2025-11-24T09:00:00.000Z", "2025-11-24T09:00:00.000", "2025-11-24T09:00:00.000"),
        ("2025-11-24T09:00:00.123-03:30", "2025-11-24T12:30:00.123", "2025-11-24T09:00:00.123"),
        ("2025-11-24T00:30:00.000+05:45", "2025-11-23T18:45:00.000", "2025-11-24T00:30:00.000"),
        ("2025-11-24T09:00:00Z", "2025-11-24T09:00:00.000", "2025-11-24T09:00:00.000"),
        ("2025-11-24T09:00:00.123456+08:00", "2025-11-24T01:00:00.123", "2025-11-24T09:00:00.123"),
        ("2025-11-24T09:00:00.000+0800", "2025-11-24T01:00:00.000", "2025-11-24T09:00:00.000"),
    ],
)
def test_a_time_is_kept_on_both_clocks(text: str, begin: str, local: str) -> None:
    row = read(ndjson(access(CHAT, "photos", text, None))).accesses.iloc[0]
    assert (row["begin"].isoformat("T", "milliseconds"), row["local"].isoformat("T", "milliseconds")) == (begin, local)


def test_a_report_across_a_change_of_clocks_keeps_each_lines_own_clock() -> None:
    report = read(
        ndjson(
            access(CHAT, "photos", "2025-10-26T02:30:00.000+02:00", "2025-10-26T02:30:10.000+02:00")
            + access(CHAT, "photos", "2025-10-26T02:30:00.000+01:00", "2025-10-26T02:30:10.000+01:00")
        )
    )
    assert [stamp(moment) for moment in report.accesses["local"]] == ["2025-10-26T02:30:00.000"] * 2
    assert [stamp(moment) for moment in report.accesses["begin"]] == ["2025-10-26T00:30:00.000", "2025-10-26T01:30:00.000"]
    assert stamp(report.summary.first or "") == "2025-10-26T02:30:00.000+02:00"
    assert stamp(report.summary.last or "") == "2025-10-26T02:30:10.000+01:00"


@pytest.mark.parametrize("bad", [f"{GOOD[0]}\n".encode(), b"\n"], ids=["duplicate", "empty"])
def test_a_text_of_more_lines_than_any_report_is_refused_in_whatever_order(bad: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_LINES", 1000)
    good = ndjson(GOOD)
    assert read(good + bad * 997).summary.lines == (1000 if bad.strip() else 3)
    without_mending(monkeypatch)
    for data in (good + bad * 998, bad * 998 + good, bad * 500 + good + bad * 498, (good + bad * 998)[:-1] + bad[:-1] + b"\nx"):
        with pytest.raises(UnusableInput) as caught:
            read_report([("week.ndjson", data)])
        assert (caught.value.code, caught.value.values) == ("many-lines", {"name": "week.ndjson", "lines": 1000})
