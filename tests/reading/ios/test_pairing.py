"""Begin and end lines become accesses, files become one report: counted once, whatever the order, the overlap and the repetitions."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from report_lines import access, access_line, at, ndjson, network, read, report_lines, stamp

from coach.activity import activities, grouped
from coach.content import load_content
from coach.models import Report
from coach.reading import read_report
from coach.reading.ios import pairing

CHAT, MAPS = "com.example.chat", "com.example.maps"


def same_tables(left: Report, right: Report) -> None:
    assert_frame_equal(left.accesses, right.accesses)
    assert_frame_equal(left.network, right.network)
    counted_by_line = {"lines", "duplicates"}
    assert left.summary.model_dump(exclude=counted_by_line) == right.summary.model_dump(exclude=counted_by_line)


def summary_of(lines: Sequence[str]) -> Any:
    return read(ndjson(lines)).summary


# Real reports, counted independently (README of the samples)

REFERENCE = {
    "plaso-2022.ndjson": {
        "lines": 72,
        "accesses": {"location": 1, "contacts": 2, "photos": 1},
        "open_intervals": 0,
        "orphan_ends": 0,
        "zero_length": 0,
        "network_rows": 64,
        "hits": 159,
        "domains": 58,
        "tracker_rows": 5,
    },
    "reporthar-2024.ndjson": {
        "lines": 325,
        "accesses": {"contacts": 24, "photos": 34, "camera": 12, "microphone": 1, "mediaLibrary": 2},
        "open_intervals": 0,
        "orphan_ends": 0,
        "zero_length": 2,
        "network_rows": 179,
        "hits": 224,
        "domains": 146,
        "tracker_rows": 9,
    },
}


@pytest.mark.parametrize(
    ("name", "apps", "first", "last"),
    [
        ("plaso-2022.ndjson", 9, "2022-04-27T10:53:24.555-04:00", "2022-04-27T11:06:56.496-04:00"),
        ("reporthar-2024.ndjson", 22, "2023-11-20T18:55:24.086+01:00", "2024-04-05T10:39:34.010+02:00"),
    ],
)
def test_real_reports_give_the_counts_others_counted(samples: Path, name: str, apps: int, first: str, last: str) -> None:
    report = read_report([(name, (samples / name).read_bytes())])
    unusual = {"skipped_lines": 0, "duplicates": 0, "joined_rows": 0, "picker_accesses": {}}
    assert report.summary.model_dump(exclude={"format", "first", "last", "days", "gaps"}) == REFERENCE[name] | unusual
    assert [stamp(report.summary.first or ""), stamp(report.summary.last or "")] == [first, last]
    assert len(activities(report, load_content())) == apps


def test_records_of_real_reports_are_exact(samples: Path) -> None:
    plaso, reporthar = (read_report([(name, (samples / name).read_bytes())]) for name in REFERENCE)
    row = plaso.accesses.iloc[0]
    assert (row["bundle_id"], row["category"], row["picker"]) == ("com.apple.mobileslideshow", "photos", False)
    assert [str(row[key]) for key in ("begin", "end", "local")] == [
        "2022-04-27 14:53:24.555000",
        "2022-04-27 14:53:28.495000",
        "2022-04-27 10:53:24.555000",
    ]
    contacts = reporthar.network
    (contact,) = contacts[(contacts["bundle_id"] == "com.apple.mobilecal") & (contacts["domain"] == "p67-caldav.icloud.com")].to_dict(
        "records"
    )
    assert {key: str(value) for key, value in contact.items()} == {
        "bundle_id": "com.apple.mobilecal",
        "domain": "p67-caldav.icloud.com",
        "owner": "",
        "context": "",
        "initiated": "NonAppInitiated",
        "domain_type": "2",
        "hits": "2",
        "first": "2024-04-05 08:06:14.696000",
        "last": "2024-04-05 08:08:16.541000",
    }


# Intervals


def test_an_access_still_going_on_counts_and_has_no_end() -> None:
    report = read(ndjson(access(CHAT, "location", at(9), None)))
    assert (report.summary.accesses, report.summary.open_intervals) == ({"location": 1}, 1)
    assert report.accesses["end"].isna().all()


def test_an_end_without_a_beginning_is_counted_apart_and_is_no_access() -> None:
    report = read(ndjson([access_line(CHAT, "location", "intervalEnd", at(9), "A"), *access(CHAT, "photos", at(10))]))
    assert (report.summary.accesses, report.summary.orphan_ends) == ({"photos": 1}, 1)
    assert list(report.accesses["category"]) == ["photos"]


def test_a_report_of_one_orphaned_end_has_no_access_and_no_app_to_blame() -> None:
    report = read(ndjson([access_line(CHAT, "location", "intervalEnd", at(9), "A")]))
    assert (report.summary.accesses, report.summary.orphan_ends, report.summary.days) == ({}, 1, 0)
    assert activities(report, load_content()) == ()


def test_an_access_without_length_counts_once() -> None:
    summary = summary_of(access(CHAT, "photos", at(9), at(9)))
    assert (summary.accesses, summary.zero_length, summary.open_intervals) == ({"photos": 1}, 1, 0)


def test_the_same_moment_in_two_zones_is_no_length() -> None:
    assert summary_of(access(CHAT, "photos", "2025-11-24T09:00:00.000+08:00", "2025-11-24T01:00:00.000Z")).zero_length == 1


def test_a_begin_line_written_twice_is_one_access_and_one_duplicate() -> None:
    begin, end = access(CHAT, "photos", at(9))
    summary = summary_of([begin, begin, end])
    assert (summary.lines, summary.accesses, summary.duplicates, summary.open_intervals) == (3, {"photos": 1}, 1, 0)


def test_interleaved_accesses_of_one_app_keep_their_own_ends() -> None:
    first, second = (access(CHAT, "photos", at(9, minute), at(9, minute + 10), identifier) for minute, identifier in ((0, "B"), (5, "A")))
    accesses = read(ndjson([first[0], second[0], first[1], second[1]])).accesses
    assert list(accesses["end"] - accesses["begin"]) == [timedelta(minutes=10)] * 2
    assert list(accesses["begin"].dt.minute) == [0, 5]


def test_accesses_within_the_same_millisecond_stay_two() -> None:
    summary = summary_of(access(CHAT, "photos", at(9), identifier="A") + access(CHAT, "photos", at(9), identifier="B"))
    assert (summary.accesses, summary.duplicates) == ({"photos": 2}, 0)


@pytest.mark.parametrize("other", [(MAPS, "photos"), (CHAT, "camera")], ids=["two apps", "two categories"])
def test_one_identifier_in_two_places_is_two_accesses(other: tuple[str, str]) -> None:
    lines = access(CHAT, "photos", at(9), identifier="A") + access(*other, at(9), identifier="A")
    report = read(ndjson(lines))
    assert sum(report.summary.accesses.values()) == 2
    assert (report.summary.duplicates, report.summary.open_intervals, report.summary.orphan_ends) == (0, 0, 0)


def test_accesses_without_identifier_are_told_apart_by_their_moment() -> None:
    lines = [access_line(CHAT, "photos", "intervalBegin", at(9, minute), "") for minute in (0, 1, 1)]
    summary = summary_of(lines)
    assert (summary.accesses, summary.duplicates) == ({"photos": 2}, 1)


def test_what_the_person_picked_is_kept_apart() -> None:
    report = read(ndjson(access(CHAT, "photos", at(9), picker=True) + access(CHAT, "photos", at(10)) + access(CHAT, "contacts", at(11))))
    assert (report.summary.accesses, report.summary.picker_accesses) == ({"contacts": 1, "photos": 1}, {"photos": 1})
    assert list(report.accesses["picker"]) == [True, False, False]


@pytest.mark.parametrize("marked", [0, 1], ids=["begin", "end"])
def test_one_line_marked_as_picked_is_enough_in_the_apps_favour(marked: int) -> None:
    lines = access(CHAT, "photos", at(9))
    lines[marked] = access(CHAT, "photos", at(9), picker=True)[marked]
    assert summary_of(lines).picker_accesses == {"photos": 1}
    assert summary_of(lines).accesses == {}


def test_categories_of_a_newer_ios_keep_their_names_and_are_counted_together_as_other() -> None:
    report = read(ndjson(access(CHAT, "smellSensor", at(9)) + access(CHAT, "moodSensor", at(10)) + access(CHAT, "photos", at(11))))
    assert report.summary.accesses == {"moodSensor": 1, "photos": 1, "smellSensor": 1}
    assert grouped(report.summary.accesses, load_content()) == {"photos": 1, "other": 2}
    assert list(report.accesses["category"]) == ["smellSensor", "moodSensor", "photos"]


def test_accesses_come_by_time_and_not_by_line() -> None:
    lines = access(CHAT, "photos", at(11)) + access(MAPS, "location", at(9)) + access(CHAT, "camera", at(10))
    assert list(read(ndjson(lines)).accesses["category"]) == ["location", "camera", "photos"]


# Span


def test_the_span_is_what_was_recorded_and_not_seven_days() -> None:
    summary = summary_of(access(CHAT, "photos", at(9)) + access(CHAT, "photos", at(21, day=13), at(21, 30, day=13)))
    assert (summary.first, summary.last, summary.days) == (at(9), at(21, 30, day=13), 13.5)


def test_without_accesses_the_span_is_that_of_the_network() -> None:
    summary = summary_of(network(CHAT, "a.example", at(12), at(9)) + network(CHAT, "b.example", at(11), at(8)))
    assert (summary.first, summary.last) == (at(8), at(12))


def test_the_clock_of_the_first_moment_does_not_depend_on_the_order_of_lines() -> None:
    here, away = (access(CHAT, "photos", begin, None, "A") for begin in ("2025-11-24T09:00:00.000+08:00", "2025-11-24T01:00:00.000Z"))
    first = [summary_of(lines).first for lines in (here + away, away + here)]
    assert first[0].isoformat() == first[1].isoformat()


# Network rows


def test_of_rows_with_the_same_key_and_overlapping_times_the_newest_stays_and_hits_are_not_added() -> None:
    older = network(CHAT, "ads.example.com", at(10), at(8), hits=9)
    newer = network(CHAT, "ads.example.com", at(12), at(9), hits=4, owner="Example Ads")
    for lines in (older + newer, newer + older):
        report = read(ndjson(lines))
        assert (report.summary.network_rows, report.summary.hits, report.summary.duplicates) == (1, 4, 1)
        assert list(report.network["owner"]) == ["Example Ads"]
        assert list(report.network["first"].dt.hour) == [1]


@pytest.mark.parametrize(
    "other",
    [
        {"domain_type": 1},
        {"context": "news.example"},
        {"initiated": "NonAppInitiated"},
        {"domainClassification": 2},
        {"contextVerificationType": 2},
    ],
    ids=lambda other: next(iter(other)),
)
def test_rows_that_differ_in_kind_are_different_contacts(other: dict[str, Any]) -> None:
    summary = summary_of(network(CHAT, "ads.example.com", hits=2) + network(CHAT, "ads.example.com", hits=3, **other))
    assert (summary.network_rows, summary.hits, summary.domains, summary.duplicates) == (2, 5, 1, 0)


def test_a_host_that_two_apps_contact_is_one_domain_and_two_rows() -> None:
    summary = summary_of(network(CHAT, "ads.example.com") + network(MAPS, "ads.example.com"))
    assert (summary.network_rows, summary.domains) == (2, 1)


def test_only_apples_list_of_profiling_domains_counts_as_tracker_rows() -> None:
    lines = [each for number in (0, 1, 2, 3) for each in network(CHAT, f"{number}.example", domain_type=number)]
    assert summary_of(lines).tracker_rows == 1


def test_hits_add_up_beyond_what_a_machine_word_holds() -> None:
    lines = [each for number in range(1100) for each in network(CHAT, f"{number}.example", hits=2**53 - 1)]
    assert summary_of(lines).hits == 1100 * (2**53 - 1)


# Several files


def week(days: Sequence[int]) -> list[str]:
    return [each for day in days for hour in (3, 9, 21) for each in access(CHAT, "photos", at(hour, day=day))]


def test_two_exports_that_overlap_give_the_whole_and_count_what_they_share() -> None:
    whole = read(ndjson(week(range(10)) + network(CHAT, "ads.example.com", at(0, day=9), at(0), hits=8)))
    earlier = ndjson(week(range(6)) + network(CHAT, "ads.example.com", at(0, day=5), at(0), hits=5))
    later = ndjson(week(range(3, 10)) + network(CHAT, "ads.example.com", at(0, day=9), at(0), hits=8))
    for files in ((earlier, later), (later, earlier)):
        merged = read(*files)
        same_tables(merged, whole)
        assert merged.summary.duplicates == 3 * 3 * 2 + 1
        assert merged.summary.lines == whole.summary.lines + merged.summary.duplicates


def test_the_same_file_twice_is_the_file_once() -> None:
    data = ndjson(week([0, 1]) + network(CHAT, "ads.example.com"))
    same_tables(read(data, data), read(data))
    assert read(data, data).summary.duplicates == read(data).summary.lines


def test_an_access_that_was_open_in_the_first_export_gets_its_end_from_the_second() -> None:
    begin, end = access(CHAT, "location", at(9), at(12))
    merged = read(ndjson([begin]), ndjson([begin, end]))
    assert (merged.summary.accesses, merged.summary.open_intervals) == ({"location": 1}, 0)


def test_an_end_orphaned_in_the_second_export_finds_its_beginning_in_the_first() -> None:
    begin, end = access(CHAT, "location", at(9), at(12))
    merged = read(ndjson([end]), ndjson([begin]))
    assert (merged.summary.accesses, merged.summary.orphan_ends) == ({"location": 1}, 0)


def test_an_export_in_another_zone_holds_the_same_accesses() -> None:
    here = access(CHAT, "photos", "2025-11-24T09:00:00.000+08:00", identifier="A")
    away = access(CHAT, "photos", "2025-11-24T01:00:00.000Z", identifier="A")
    merged = read(ndjson(here), ndjson(away))
    assert (merged.summary.accesses, merged.summary.duplicates) == ({"photos": 1}, 2)
    same_tables(merged, read(ndjson(away), ndjson(here)))


def test_problems_keep_the_file_and_the_line_they_came_from() -> None:
    good = ndjson(week([0]))
    report = read(good + b"{broken}\n", b"\n" + good + b"\n[]\n")
    assert [(problem.file, problem.line, problem.code) for problem in report.problems] == [
        ("report-1.ndjson", 7, "bad-json"),
        ("report-2.ndjson", 9, "not-a-record"),
    ]


# For every report


@given(lines=report_lines(), data=st.data())
def test_the_order_of_lines_changes_nothing(lines: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(lines))
    same_tables(read(ndjson(shuffled)), read(ndjson(lines)))
    assert read(ndjson(shuffled)).summary == read(ndjson(lines)).summary


@given(lines=report_lines(), data=st.data())
def test_repeated_lines_change_nothing_but_the_count_of_duplicates(lines: list[str], data: st.DataObject) -> None:
    repeated = data.draw(st.lists(st.sampled_from(lines), max_size=8))
    once, again = read(ndjson(lines)), read(ndjson([*repeated, *lines]))
    same_tables(again, once)
    assert again.summary.lines == once.summary.lines + len(repeated)
    assert again.summary.duplicates == once.summary.duplicates + len(repeated)


@given(lines=report_lines(at_least=2), data=st.data())
def test_a_report_cut_in_two_overlapping_files_merges_to_the_same(lines: list[str], data: st.DataObject) -> None:
    first_ends = data.draw(st.integers(1, len(lines)))
    second_begins = data.draw(st.integers(0, min(first_ends, len(lines) - 1)))
    whole, merged = read(ndjson(lines)), read(ndjson(lines[:first_ends]), ndjson(lines[second_begins:]))
    same_tables(merged, whole)
    assert merged.summary.duplicates == whole.summary.duplicates + first_ends - second_begins


@given(lines=report_lines())
def test_many_rows_are_put_together_side_by_side_as_few_are_one_after_the_other(lines: list[str]) -> None:
    alone = read(ndjson(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "_MANY", 0)
        same_tables(read(ndjson(lines)), alone)
