"""Files of two phones: days that overlap without a shared access are refused; whatever one phone can have written is merged."""

from itertools import permutations

import pytest
from report_lines import access, at, ndjson, network, read

from coach.errors import UnusableInput
from coach.models import Report
from coach.reading import read_report


def looks(app: str, days: range, minute: int = 0) -> list[str]:
    """Three looks a day."""
    return [line for day in days for hour in (9, 13, 18) for line in access(app, "photos", at(hour, minute, day=day))]


MINE, THEIRS = looks("com.example.mine", range(7)), looks("com.example.theirs", range(7), 30)


def refusal(*files: tuple[str, bytes]) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        read_report(files)
    return caught.value


def test_days_that_overlap_and_share_no_access_are_those_of_two_phones() -> None:
    refused = refusal(("mine.ndjson", ndjson(MINE)), ("theirs.ndjson", ndjson(THEIRS)))
    assert (refused.code, refused.values) == ("two-phones", {"name": "mine.ndjson", "other": "theirs.ndjson"})


def test_one_app_on_two_phones_looks_under_other_identifiers() -> None:
    again = looks("com.example.mine", range(7), 1)
    assert refusal(("a.ndjson", ndjson(MINE)), ("b.ndjson", ndjson(again))).code == "two-phones"


def test_the_two_are_named_among_several_in_any_order() -> None:
    files = [("a.ndjson", ndjson(MINE)), ("b.ndjson", ndjson(MINE[:30])), ("c.ndjson", ndjson(THEIRS))]
    refused = {tuple(refusal(*order).values.values()) for order in permutations(files)}
    assert refused == {("a.ndjson", "c.ndjson")}


def merged(*files: list[str]) -> Report:
    return read(*map(ndjson, files))


def test_reports_of_one_phone_share_what_both_hold() -> None:
    report = merged(looks("com.example.mine", range(7)), looks("com.example.mine", range(4, 11)))
    assert (len(report.accesses), report.summary.duplicates) == (33, 18)


def test_one_shared_access_is_enough() -> None:
    assert len(merged(MINE, THEIRS + MINE[:2]).accesses) == 42


def test_reports_that_follow_each_other_are_merged() -> None:
    assert len(merged(looks("com.example.mine", range(7)), looks("com.example.theirs", range(7, 14))).accesses) == 42


def test_less_than_a_day_in_common_proves_nothing() -> None:
    assert len(merged(looks("com.example.mine", range(7)), looks("com.example.theirs", range(6, 13), 30)).accesses) == 42


def test_a_few_looks_in_common_days_prove_nothing() -> None:
    few = [line for day in (0, 3, 6) for line in access("com.example.theirs", "photos", at(10, day=day))]
    assert len(merged(MINE, few).accesses) == 24


def test_a_report_cut_app_by_app_is_not_taken_for_two_phones_where_only_contacts_stand_apart() -> None:
    contacts = [line for day in range(7) for line in network("com.example.theirs", f"{day}.example", at(9, day=day))]
    report = merged(MINE, contacts)
    assert (len(report.accesses), len(report.network)) == (21, 7)


def test_one_file_is_one_phone_whatever_it_holds() -> None:
    assert len(merged(MINE + THEIRS).accesses) == 42


def test_two_files_of_one_name_are_two_files() -> None:
    assert refusal(("report.ndjson", ndjson(MINE)), ("report.ndjson", ndjson(THEIRS))).code == "two-phones"


def test_files_that_share_nothing_but_with_a_third_are_of_one_phone() -> None:
    """Two halves of a report, cut app by app, beside the whole of it."""
    assert len(merged(MINE, THEIRS, MINE + THEIRS).accesses) == 42
