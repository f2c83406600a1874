"""A line far from all others is set aside and told, whatever stands beside it; reports of other years stay."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from report_lines import access, access_line, at, ndjson, network, read, stamp

from coach.content import load_content
from coach.judge import judge
from coach.models import Report

CHAT, MAPS, GAME = "com.example.chat", "com.autonavi.amap", "com.tencent.smoba"
CONTENT = load_content()
WEEK = [line for day in range(7) for hour in range(9, 18) for line in access(MAPS, "location", at(hour, day=day))]
WEEK += [line for day in range(7) for line in network(MAPS, f"host{day}.example", at(9, day=day), at(8, day=day))]
LONG_AGO, LATER = "1970-01-01T08:00:00.000+08:00", "2098-01-01T08:00:00.000+08:00"


def far(report: Report) -> list[tuple[str, int]]:
    assert {problem.code for problem in report.problems} <= {"far-time"}
    return [(problem.file, problem.line) for problem in report.problems]


STRAYS = {
    "an access of 1970": access(CHAT, "contacts", LONG_AGO, None),
    "an access of 2098": access(CHAT, "contacts", LATER, None),
    "begin and end": access(CHAT, "contacts", LONG_AGO),
    "an end": [access_line(CHAT, "contacts", "intervalEnd", LATER, "A")],
    "a contact": network(CHAT, "a.example", LATER),
    "a contact that began then": network(CHAT, "a.example", at(9), LONG_AGO),
    "a contact that ended then": network(CHAT, "a.example", LATER, at(9)),
    "both ends of time": access(CHAT, "contacts", LONG_AGO) + network(CHAT, "a.example", LATER),
    "seven months before": access(CHAT, "contacts", at(9, day=-210)),
}


@pytest.mark.parametrize("lines", STRAYS.values(), ids=STRAYS.keys())
def test_it_is_set_aside_told_by_its_line_and_changes_nothing_else(lines: list[str]) -> None:
    without = read(ndjson(WEEK))
    for before in (0, 17, len(WEEK)):
        report = read(ndjson([*WEEK[:before], *lines, *WEEK[before:]]))
        assert far(report) == [("report-1.ndjson", before + number) for number in range(1, len(lines) + 1)]
        assert report.summary.lines == len(WEEK) + len(lines)
        told = {"lines": without.summary.lines, "skipped_lines": 0}
        assert report.summary.model_copy(update=told) == without.summary
        assert_frame_equal(report.accesses.astype(str), without.accesses.astype(str))
        assert_frame_equal(report.network.astype(str), without.network.astype(str))


def test_a_line_within_half_a_year_stays() -> None:
    assert far(read(ndjson(WEEK + access(CHAT, "contacts", at(9, day=-180))))) == []


def test_reports_of_other_years_stay() -> None:
    older = [line for minute in range(10) for line in access(MAPS, "location", at(9, minute, day=-730))]
    report = read(ndjson(WEEK), ndjson(older))
    assert far(report) == []
    assert report.summary.first is not None
    assert report.summary.first.year == 2023
    assert far(read(ndjson(WEEK), ndjson(older[:10]))) == [("report-2.ndjson", number) for number in range(1, 11)]


def test_a_few_lines_stay_beside_few() -> None:
    """Of so little it can't be told which is far from which."""
    assert far(read(ndjson(access(CHAT, "photos", at(9)) + access(CHAT, "photos", LONG_AGO)))) == []


def test_lines_repeated_often_are_still_few() -> None:
    lines = access(CHAT, "contacts", LONG_AGO) * 30
    assert len(far(read(ndjson(WEEK + lines)))) == 60
    elsewhere = access(CHAT, "contacts", "1970-01-01T00:00:00.000Z", identifier="A") + access(CHAT, "contacts", LONG_AGO, identifier="A")
    assert len(far(read(ndjson(WEEK + elsewhere)))) == 4


def test_many_contacts_that_all_begin_in_one_moment_stay() -> None:
    """Some program wrote no better: what they tell is still true."""
    contacts = [line for number in range(20) for line in network(CHAT, f"old{number}.example", at(9), LONG_AGO)]
    assert far(read(ndjson(WEEK + contacts))) == []


@given(st.lists(st.sampled_from([line for lines in STRAYS.values() for line in lines]), max_size=6, unique=True), st.data())
def test_order_duplicates_cutting_and_merging_change_nothing(strays: list[str], data: st.DataObject) -> None:
    lines = WEEK + strays
    whole = read(ndjson(lines))
    mixed = data.draw(st.permutations([*lines, *data.draw(st.lists(st.sampled_from(lines), max_size=5))]))
    cut = data.draw(st.integers(1, len(mixed) - 1))
    for again in (read(ndjson(mixed)), read(ndjson(mixed[:cut]), ndjson(mixed[cut:]))):
        assert_frame_equal(again.accesses, whole.accesses)
        assert_frame_equal(again.network, whole.network)
        counted = {"lines", "duplicates", "skipped_lines"}
        assert again.summary.model_dump(exclude=counted) == whole.summary.model_dump(exclude=counted)
        summary = again.summary
        used = 2 * len(again.accesses) - summary.open_intervals + summary.orphan_ends + summary.network_rows + summary.joined_rows
        assert summary.lines == len(mixed) == used + summary.skipped_lines + summary.duplicates


@given(st.lists(st.sampled_from([-40, -3, 80]), min_size=1, max_size=7), st.integers(0, 7))
def test_what_one_app_did_far_away_or_less_of_it_lowers_no_score(strays: list[int], fewer: int) -> None:
    """An app that has no business in the contacts, once in some other year."""
    wrong = [line for number, year in enumerate(strays) for line in access(GAME, "contacts", at(9, number, day=365 * year))]
    mine = [line for day in range(7) for line in access(GAME, "location", at(9, day=day))]
    scores = [
        {app.profile.bundle_id: 100 if app.score is None else app.score for app in judge(read(ndjson(lines)), CONTENT).assessment.apps}
        for lines in (WEEK + mine, WEEK + mine + wrong, WEEK + mine[: 2 * fewer] + wrong)
    ]
    assert scores[1] == scores[0]
    assert scores[2].get(GAME, 100) >= scores[1][GAME]


def test_the_period_and_the_verdict_are_those_of_the_week() -> None:
    report = read(ndjson(WEEK + access(GAME, "contacts", LONG_AGO)))
    assert report.summary.first == at(9)
    assert judge(report, CONTENT).assessment == judge(read(ndjson(WEEK)), CONTENT).assessment
    assert stamp(datetime.fromisoformat(LONG_AGO)) == LONG_AGO
