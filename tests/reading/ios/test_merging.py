"""Reports of other times add up, reports of one time don't; and each line keeps its own clock, wherever it was exported."""

from collections.abc import Sequence
from datetime import timedelta, timezone
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from report_lines import MONDAY, access, at, ndjson, network, read

from coach.activity import activities
from coach.content import load_content
from coach.models import Report, Use
from coach.needs import Needs
from coach.plan import NOTHING_TOLD
from coach.trend import weekly

CONTENT = load_content()
CHAT = "com.example.chat"
HERE, WEST, EAST = (timezone(timedelta(hours=hours)) for hours in (8, -7, 12))


def row(first: int, last: int, hits: int, host: str = "ads.example.com", owner: str = "") -> str:
    """A contact from one day to another."""
    return network(CHAT, host, at(9, day=last), at(9, day=first), hits=hits, owner=owner)[0]


def told(report: Report) -> list[tuple[str, int, int, int]]:
    """Host, first and last day, hits."""
    midnight = MONDAY.replace(tzinfo=None) - timedelta(hours=8)
    return [
        (str(each["domain"]), (each["first"] - midnight).days, (each["last"] - midnight).days, int(each["hits"]))
        for each in report.network.to_dict("records")
    ]


MERGED: dict[str, tuple[list[str], tuple[int, int, int], int]] = {
    "one": ([row(0, 6, 5)], (0, 6, 5), 0),
    "the same again": ([row(0, 6, 5)] * 3, (0, 6, 5), 0),
    "overlapping": ([row(0, 6, 5), row(3, 9, 7)], (3, 9, 7), 0),
    "touching": ([row(0, 6, 5), row(6, 9, 7)], (6, 9, 7), 0),
    "one inside the other": ([row(0, 9, 9), row(3, 4, 2)], (0, 9, 9), 0),
    "months apart": ([row(0, 6, 5), row(90, 96, 7)], (0, 96, 12), 1),
    "three times": ([row(0, 6, 5), row(90, 96, 7), row(40, 40, 1)], (0, 96, 13), 2),
    "a chain is one time": ([row(0, 6, 5), row(5, 11, 6), row(10, 16, 7)], (10, 16, 7), 0),
    "two exports each of two times": ([row(0, 6, 5), row(2, 8, 6), row(90, 96, 7), row(92, 98, 8)], (2, 98, 14), 1),
    "a long one over two short": ([row(0, 1, 1), row(5, 6, 1), row(0, 8, 3)], (0, 8, 3), 0),
    "first after last": ([row(6, 0, 5), row(90, 96, 7)], (6, 96, 12), 1),
}


@pytest.mark.parametrize(("lines", "expected", "joined"), MERGED.values(), ids=MERGED.keys())
def test_contacts_of_other_times_add_up_and_those_of_one_time_do_not(lines: list[str], expected: tuple[int, int, int], joined: int) -> None:
    other = row(2, 3, 4, "other.example")
    for order in list(permutations(lines))[:24]:
        report = read(*(ndjson([each, other]) for each in order))
        assert told(report) == [("ads.example.com", *expected), ("other.example", 2, 3, 4)]
        summary = report.summary
        assert (summary.network_rows, summary.joined_rows, summary.hits) == (2, joined, expected[2] + 4)
        assert summary.lines == summary.network_rows + summary.joined_rows + summary.duplicates


def test_the_owner_of_what_was_added_up_is_the_newest_name() -> None:
    report = read(ndjson([row(90, 96, 7, owner="New Ads")]), ndjson([row(0, 6, 5, owner="Old Ads")]))
    assert list(report.network["owner"]) == ["New Ads"]
    assert list(report.owners["owner"]) == ["New Ads", "Old Ads"]


def test_newest_is_by_the_moment_and_not_by_the_clock_on_the_wall() -> None:
    """Seven in the evening there is later than eight in the evening here."""
    here = network(CHAT, "a.example", at(20), at(9), hits=3)
    there = network(CHAT, "a.example", at(19, zone=WEST), at(9), hits=4)
    assert read(ndjson(here), ndjson(there)).summary.hits == read(ndjson(there), ndjson(here)).summary.hits == 4


def test_hits_add_up_no_further_than_can_be_counted() -> None:
    lines = [network(CHAT, "a.example", at(9, day=2 * day), hits=2**53 - 1)[0] for day in range(1200)]
    report = read(ndjson(lines))
    assert (report.summary.network_rows, report.summary.joined_rows, report.summary.hits) == (1, 1199, 2**62)


spans = st.tuples(st.integers(0, 20), st.integers(0, 6), st.integers(0, 9), st.sampled_from(["a.example", "b.example"]))


@given(st.lists(spans, min_size=1, max_size=12), st.data())
def test_order_duplicates_cutting_and_merging_of_contacts_change_nothing(
    given_: list[tuple[int, int, int, str]], data: st.DataObject
) -> None:
    lines = [row(first, first + length, hits, host) for first, length, hits, host in given_]
    whole = read(ndjson(lines))
    mixed = data.draw(st.permutations([*lines, *data.draw(st.lists(st.sampled_from(lines), max_size=4))]))
    cut = data.draw(st.integers(0, len(mixed) - 1))
    for again in (read(ndjson(mixed)), read(ndjson(mixed[cut:]), ndjson(mixed[:cut] or mixed)), read(ndjson(lines), ndjson(lines))):
        assert_frame_equal(again.network, whole.network)
        assert (again.summary.joined_rows, again.summary.hits) == (whole.summary.joined_rows, whole.summary.hits)
        summary = again.summary
        assert summary.lines == summary.network_rows + summary.joined_rows + summary.duplicates


@given(st.lists(spans, min_size=1, max_size=12))
def test_hits_are_those_of_each_stretch_of_time(given_: list[tuple[int, int, int, str]]) -> None:
    """Told again in the plainest way: stretches that overlap are put together, the newest row of each is taken."""
    expected = 0
    for host in ("a.example", "b.example"):
        mine = sorted((first, first + length, hits) for first, length, hits, each in given_ if each == host)
        stretches: list[list[tuple[int, int, int]]] = []
        for span in mine:
            if stretches and span[0] <= max(last for _, last, _ in stretches[-1]):
                stretches[-1].append(span)
            else:
                stretches.append([span])
        expected += sum(max((last, hits) for _, last, hits in stretch)[1] for stretch in stretches)
    assert read(ndjson([row(first, first + length, hits, host) for first, length, hits, host in given_])).summary.hits == expected


# Clocks


def week(zone: timezone, days: Sequence[int], hour: int = 3) -> list[str]:
    """Looks at one hour of the clock of a zone, as the phone wrote them there."""
    return [line for day in days for line in access(CHAT, "photos", at(hour, day=day, zone=zone))]


def use(report: Report) -> Use:
    (activity,) = activities(report, CONTENT)
    return activity.uses["photos"]


def test_exports_of_two_zones_keep_each_lines_own_clock() -> None:
    report = read(ndjson(week(HERE, range(7))), ndjson(week(WEST, range(8, 15))))
    assert set(report.accesses["local"].dt.hour) == {3}
    assert use(report).night == 14
    assert use(report).nights == 7
    assert {hour % 24 for hour, _ in use(report).by_hour} == {3}
    assert [each.looks for each in weekly(report, Needs(CONTENT), NOTHING_TOLD)] == [6, 7]
    assert report.summary.first is not None
    assert report.summary.last is not None
    assert (report.summary.first.utcoffset(), report.summary.last.utcoffset()) == (timedelta(hours=8), timedelta(hours=-7))


def exported(zone: timezone) -> list[str]:
    """A week of looks at three in the morning here, as an export in another zone writes them."""
    return [line for day in range(7) for line in access(CHAT, "photos", at(3, day=day).astimezone(zone), identifier=f"{day}")]


@pytest.mark.parametrize("zone", [WEST, EAST], ids=["west", "east"])
def test_an_access_on_two_clocks_goes_by_the_earlier_one_in_any_order(zone: timezone) -> None:
    here, there = exported(HERE), exported(zone)
    reports = [
        read(*map(ndjson, files))
        for files in ((here, there), (there, here), (here, there, here), (here + there,), (there[5:] + here, there))
    ]
    expected = 3 if zone is EAST else 12
    for report in reports:
        assert set(report.accesses["local"].dt.hour) == {expected}
        assert_frame_equal(report.accesses, reports[0].accesses)
        assert report.summary.first == reports[0].summary.first


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([HERE, WEST, EAST])), min_size=1, max_size=12), st.data())
def test_which_clock_counts_does_not_depend_on_order_or_files(given_: list[tuple[int, timezone]], data: st.DataObject) -> None:
    lines = [line for day, zone in given_ for line in access(CHAT, "photos", at(3, day=day).astimezone(zone), None, f"{day}")]
    whole = read(ndjson(lines))
    mixed = data.draw(st.permutations(lines * 2))
    cut = data.draw(st.integers(1, len(mixed) - 1))
    again = read(ndjson(mixed[:cut]), ndjson(mixed[cut:]))
    assert_frame_equal(again.accesses, whole.accesses)
    assert (again.summary.first, again.summary.last) == (whole.summary.first, whole.summary.last)
