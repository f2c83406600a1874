"""Which looks stand alone: equal to the definition, word for word, on small reports; and its edges one by one."""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from report_lines import access, at, ndjson, read

from coach.alone import alone
from coach.catalogue import part_of_system
from coach.content import load_content
from coach.models import Report

CONTENT = load_content()
MINE, ONE, OTHER, THIRD = "com.example.mine", "com.example.one", "com.example.other", "com.example.third"
SYSTEM = "com.apple.Preferences"
NEAR_MS = CONTENT.rules.counting.alone_minutes * 60_000
NIGHT = at(3)


class Look(NamedTuple):
    app: str
    category: str
    seconds: int
    """From three at night."""
    length: int | None = 4
    """In seconds; None where it is still going on."""
    picker: bool = False


def report_of(looks: list[Look]) -> Report:
    lines = []
    for number, look in enumerate(looks):
        begin = NIGHT + timedelta(seconds=look.seconds)
        end = None if look.length is None else begin + timedelta(seconds=look.length)
        lines += access(look.app, look.category, begin, end, f"ID-{number}", picker=look.picker)
    return read(ndjson(lines))


def stands_alone(*others: Look, mine: Look | None = None) -> bool:
    """Whether the look of MINE does, beside these."""
    report = report_of([mine or Look(MINE, "photos", 0), *others])
    (found,) = alone(report.accesses, CONTENT)[(report.accesses["bundle_id"] == MINE).to_numpy() & ~report.accesses["picker"].to_numpy()]
    return bool(found)


class Row(NamedTuple):
    """An access as it was read; times in milliseconds."""

    app: str
    category: str
    begin: int
    end: int | None
    picker: bool


def rows_of(report: Report) -> list[Row]:
    accesses = report.accesses
    begins, ends = (accesses[name].to_numpy().astype("M8[ms]").view(np.int64).tolist() for name in ("begin", "end"))
    ended = [end if known else None for end, known in zip(ends, accesses["end"].notna(), strict=True)]
    apps, categories = (accesses[name].astype(str).tolist() for name in ("bundle_id", "category"))
    return [Row(*row) for row in zip(apps, categories, begins, ended, accesses["picker"].tolist(), strict=True)]


def slowly(rows: list[Row]) -> list[bool]:
    """The definition word for word, for each access by time."""
    found = []
    for mine in rows:
        others = [row for row in rows if row.app != mine.app]
        looked = {row.app for row in others if not row.picker and near(row.begin, mine)}
        takes = [row for row in others if row.picker or row.category in ("camera", "microphone", "screenRecording")]
        in_use = any(near(row.begin, mine) or near(row.end, mine) for row in takes)
        found.append(not in_use and sum(not part_of_system(app, CONTENT) for app in looked) < 2)
    return found


def near(moment: int | None, mine: Row) -> bool:
    return moment is not None and abs(moment - mine.begin) <= NEAR_MS


LOOKS = st.builds(
    Look,
    st.sampled_from([MINE, ONE, OTHER, THIRD, SYSTEM]),
    st.sampled_from(["photos", "photos", "location", "location", "location", "camera", "screenRecording", "thoughts"]),
    st.integers(0, 30).map(lambda step: 100 * step) | st.integers(0, 1200),
    st.sampled_from([0, 4, 4, 300, 900, None]),
    st.sampled_from([False, False, False, False, True]),
)


@settings(max_examples=150)
@given(st.lists(LOOKS, min_size=1, max_size=12))
@example([Look(ONE, "location", 0), Look(MINE, "photos", 0), Look(OTHER, "location", 0)])
def test_it_is_as_the_definition_says(looks: list[Look]) -> None:
    """Of parts of the system, and of what was chosen in the picker, nobody asks."""
    report = report_of(looks)
    rows = rows_of(report)
    found, expected = alone(report.accesses, CONTENT).tolist(), slowly(rows)
    asked = [place for place, row in enumerate(rows) if not row.picker and not part_of_system(row.app, CONTENT)]
    assert [found[place] for place in asked] == [expected[place] for place in asked]


def test_generated_reports_hold_looks_of_both_kinds() -> None:
    """Else the property above would hold for no reason."""
    seen: list[bool] = []

    @settings(max_examples=100, database=None)
    @given(st.lists(LOOKS, min_size=4, max_size=12))
    def look_at(looks: list[Look]) -> None:
        seen.extend(slowly(rows_of(report_of(looks))))

    look_at()
    assert 0.1 < sum(seen) / len(seen) < 0.9


def test_a_report_without_an_access_has_none() -> None:
    assert alone(read(ndjson(['{"_marker":"<metadata>"}', '{"_marker":"<access>"}'])).accesses, CONTENT).tolist() == []


def test_a_look_by_itself_stands_alone() -> None:
    assert stands_alone()


def test_one_other_app_is_no_sign_that_anybody_was_awake_but_two_are() -> None:
    assert stands_alone(Look(ONE, "location", 60), Look(ONE, "photos", 120))
    assert not stands_alone(Look(ONE, "location", 60), Look(OTHER, "location", 120))


@pytest.mark.parametrize("times", [(-200, -100), (100, 200), (-100, 100), (0, 0)])
def test_two_others_may_come_before_it_or_after_it(times: tuple[int, int]) -> None:
    assert not stands_alone(Look(ONE, "location", times[0]), Look(OTHER, "location", times[1]))


@pytest.mark.parametrize(("seconds", "alone"), [(300, False), (301, True), (-300, False), (-301, True)])
def test_five_minutes_are_near_and_a_second_more_is_not(seconds: int, alone: bool) -> None:
    assert stands_alone(Look(ONE, "location", 0), Look(OTHER, "location", seconds)) is alone
    assert stands_alone(Look(ONE, "camera", seconds, None)) is alone


def test_the_same_other_on_both_sides_is_one() -> None:
    assert stands_alone(Look(ONE, "location", -60), Look(ONE, "location", 60))


@pytest.mark.parametrize("category", ["camera", "microphone", "screenRecording"])
def test_one_use_that_takes_somebody_is_enough(category: str) -> None:
    assert not stands_alone(Look(ONE, category, 60))
    assert stands_alone(Look(ONE, category, -3600, 7200)), "it goes on, but neither began nor ended near"
    assert not stands_alone(Look(ONE, category, -3600, 3500)), "it ended near"


def test_a_choice_in_the_picker_is_enough() -> None:
    assert not stands_alone(Look(ONE, "photos", 60, picker=True))


def test_an_app_is_no_alibi_for_itself() -> None:
    mine = (Look(MINE, "camera", 10), Look(MINE, "location", 60), Look(MINE, "contacts", 70, picker=True))
    report = report_of([Look(MINE, "photos", 0), *mine])
    assert alone(report.accesses, CONTENT)[~report.accesses["picker"].to_numpy()].all()


def test_its_own_uses_between_hide_no_other_app() -> None:
    own = [Look(MINE, "camera", second) for second in range(10, 100, 10)]
    report = report_of([Look(MINE, "photos", 0), *own, Look(ONE, "camera", 200)])
    assert not alone(report.accesses, CONTENT)[0]


def test_looks_of_the_system_are_no_alibi_but_its_camera_is() -> None:
    assert stands_alone(Look(SYSTEM, "location", 10), Look("com.apple.AppStore", "location", 20), Look(ONE, "location", 30))
    assert not stands_alone(Look(SYSTEM, "camera", 10))


def test_what_nobody_knows_yet_is_a_look_too() -> None:
    assert not stands_alone(Look(ONE, "thoughts", 10), Look(OTHER, "location", 20))
