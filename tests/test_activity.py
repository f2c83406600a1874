"""Counts of an app's activity: exact on constructed days, and equal to a slow reading of the definitions on generated ones."""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_lines import access, access_line, at, ndjson, network, read

from coach.activity import activities
from coach.content import load_content
from coach.models import Activity, Use

APP = "com.example.app"
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
SUMMER, WINTER, FAR_WEST = (timezone(timedelta(hours=hours)) for hours in (2, 1, -9))
EXAMPLES = settings(max_examples=80)


def activity_of(lines: Iterable[str]) -> Activity:
    """Of the only app in these lines."""
    (activity,) = activities(read(ndjson(lines)), load_content())
    return activity


def pattern_of(moments: Iterable[datetime], category: str = "location") -> Use:
    lines = [line for number, moment in enumerate(moments) for line in access(APP, category, moment, identifier=f"ID-{number}")]
    return activity_of(lines).uses[category]


@pytest.mark.parametrize(
    ("moment", "nights"),
    [
        (at(0, 59, 59) + timedelta(milliseconds=999), 0),
        (at(1), 1),
        (at(4, 59, 59) + timedelta(milliseconds=999), 1),
        (at(5), 0),
    ],
)
def test_night_is_from_one_to_just_before_five(moment: datetime, nights: int) -> None:
    pattern = pattern_of([moment])
    assert (pattern.night, pattern.nights) == (nights, nights)


def test_night_counts_all_accesses_but_a_night_once() -> None:
    pattern = pattern_of([at(1), at(1, 10), at(3), at(2, day=4)])
    assert (pattern.night, pattern.nights) == (4, 2)


def test_accesses_on_both_sides_of_midnight_belong_to_two_days_and_no_night() -> None:
    """And to one day and night in a row: nothing depends on when midnight is."""
    pattern = pattern_of([at(23, 59, 58), at(23, 59, 59), at(0, day=1), at(0, 0, 1, day=1)])
    assert (pattern.days, pattern.busiest_day, pattern.busy_hours, pattern.nights) == (2, 4, 0, 0)


def test_a_night_with_others_about_is_none() -> None:
    """That looks stand alone is told in `coach.alone`."""
    mine = [line for day in range(3) for line in access(APP, "location", at(3, day=day))]
    others = [line for app in ("com.b", "com.c") for line in access(app, "photos", at(3, 2, day=1))]
    use = activities(read(ndjson(mine + others)), load_content())[-1].uses["location"]
    assert (use.night, use.nights) == (3, 2)


@pytest.mark.parametrize(("accesses", "busy"), [(3, 0), (4, 1), (40, 1)])
def test_an_hour_is_busy_from_four_accesses_on(accesses: int, busy: int) -> None:
    assert pattern_of([at(9, minute) for minute in range(accesses)]).busy_hours == busy


def test_an_hour_is_a_clock_hour() -> None:
    assert pattern_of([at(9, 58), at(9, 59), at(10), at(10, 1)]).busy_hours == 0


def test_busy_hours_are_those_of_a_day_and_a_night_not_of_the_week() -> None:
    busy = [(0, 9), (0, 10), (1, 9), (1, 12), (1, 20), (2, 9)]
    assert pattern_of([at(hour, minute, day=day) for day, hour in busy for minute in (0, 10, 20, 30)]).busy_hours == 3


def test_the_busiest_day_need_not_be_the_one_with_most_busy_hours() -> None:
    spread = [at(hour, minute) for hour in (8, 9, 10) for minute in (0, 10, 20, 30)]
    dense = [at(8, minute, day=2) for minute in range(30)]
    pattern = pattern_of(spread + dense)
    assert (pattern.busiest_day, pattern.busy_hours) == (30, 3)


@pytest.mark.parametrize("hour", range(24))
def test_a_day_and_a_night_in_a_row_are_found_whenever_they_begin(hour: int) -> None:
    pattern = pattern_of([at(hour) + timedelta(minutes=5 * number) for number in range(24 * 12)])
    assert (pattern.busy_hours, pattern.busiest_day, pattern.hours_of_week) == (24, 288, 24)


def test_a_day_and_a_night_are_24_hours_and_not_25() -> None:
    pattern = pattern_of([at(9, minute, day=day) for day in range(2) for minute in (0, 10, 20, 30)])
    assert (pattern.busy_hours, pattern.busiest_day) == (1, 4)


@pytest.mark.parametrize(("looks", "hours", "full"), [(20, 8, 1), (19, 8, 0), (20, 7, 0), (90, 24, 1)])
def test_a_full_day_has_many_looks_in_many_hours(looks: int, hours: int, full: int) -> None:
    assert pattern_of([at(number % hours, number // hours) for number in range(looks)]).full_days == full


def test_a_day_of_looking_again_has_looks_in_two_hours() -> None:
    assert pattern_of([at(9), at(9, 59), at(9, day=1), at(10, day=1), at(9, day=2), at(23, day=2)]).repeat_days == 2


def test_a_long_report_is_judged_by_its_busiest_seven_calendar_days() -> None:
    quiet = [at(9, day=day) for day in range(5)]
    dense = [at(hour, day=day) for day in range(5, 12) for hour in (9, 12, 18)]
    late = [at(9, day=day) for day in range(12, 40)]
    pattern = pattern_of(quiet + dense + late)
    assert (pattern.count, pattern.days, pattern.hours_of_week) == (54, 7, 21)


def test_days_are_counted_in_seven_calendar_days_and_hours_in_168_in_a_row() -> None:
    eighth = pattern_of([at(23), at(0, 30, day=7)])
    seventh = pattern_of([at(0, 30), at(23, day=6)])
    a_week_later = pattern_of([at(0, 30), at(0, 30, day=7)])
    assert (eighth.days, eighth.hours_of_week) == (1, 2)
    assert (seventh.days, seventh.hours_of_week) == (2, 2)
    assert (a_week_later.days, a_week_later.hours_of_week) == (1, 1)


def test_each_measure_finds_its_own_window() -> None:
    nights = [at(2, day=day) for day in range(7)]
    hours = [at(hour, day=day) for day in range(20, 22) for hour in range(7, 22)]
    pattern = pattern_of(nights + hours)
    assert (pattern.nights, pattern.days, pattern.hours_of_week, pattern.busiest_day) == (7, 7, 30, 15)


def test_the_whole_week_has_168_hours() -> None:
    pattern = pattern_of([at(hour, day=day) for day in range(9) for hour in range(24)])
    assert (pattern.hours_of_week, pattern.days, pattern.nights, pattern.night) == (168, 7, 7, 36)
    assert (pattern.full_days, pattern.repeat_days, pattern.busiest_day) == (7, 7, 24)


def test_the_hour_that_the_clock_repeats_is_two_hours_of_one_night() -> None:
    first = datetime(2025, 10, 26, 2, 10, tzinfo=SUMMER)
    again = datetime(2025, 10, 26, 2, 10, tzinfo=WINTER)
    pattern = pattern_of([first, first + timedelta(minutes=30), again, again + timedelta(minutes=30)])
    assert (pattern.count, pattern.hours_of_week, pattern.busy_hours, pattern.nights) == (4, 2, 0, 1)


def test_nights_follow_the_clock_on_each_line_across_a_clock_change() -> None:
    before = [datetime(2025, 10, 25, hour, 30, tzinfo=SUMMER) for hour in range(24)]
    after = [datetime(2025, 10, 26, hour, 30, tzinfo=SUMMER if hour < 3 else WINTER) for hour in range(24)]
    pattern = pattern_of(before + after)
    assert (pattern.hours_of_week, pattern.days, pattern.nights, pattern.night) == (48, 2, 2, 8)


def test_hours_that_the_clock_shows_twice_on_a_journey_west_are_two() -> None:
    """The day has as many by the clock as ever."""
    before = [at(hour, minute) for hour in range(8, 21) for minute in (0, 30)]
    after = [at(hour, minute, zone=timezone(timedelta(hours=-7))) for hour in range(8, 21) for minute in (10, 40)]
    pattern = pattern_of(before + after)
    assert (pattern.count, pattern.hours_of_week, pattern.busy_hours, pattern.busiest_day) == (52, 26, 0, 44)
    assert (pattern.days, pattern.full_days, len(pattern.by_hour)) == (1, 1, 13)


def test_the_night_of_an_older_line_is_told_by_its_own_offset() -> None:
    assert pattern_of([at(1, zone=timezone(timedelta(hours=8))), at(1, zone=timezone(timedelta(hours=-7)))]).night == 2


def test_picker_rows_are_kept_apart_from_all_counts() -> None:
    lines = access(APP, "photos", at(9)) + access(APP, "photos", at(2), picker=True) + access(APP, "photos", at(3, day=2), picker=True)
    pattern = activity_of(lines).uses["photos"]
    assert (pattern.count, pattern.picker, pattern.night, pattern.days, pattern.hours_of_week) == (1, 2, 0, 1, 1)


def test_an_app_with_picker_rows_alone_has_no_accesses() -> None:
    pattern = activity_of(access(APP, "photos", at(9), picker=True)).uses["photos"]
    assert pattern == Use(picker=1)


def test_categories_new_in_some_ios_are_counted_together() -> None:
    patterns = activity_of(access(APP, "thoughts", at(9)) + access(APP, "dreams", at(2)) + access(APP, "location", at(9))).uses
    assert set(patterns) == {"location", "other"}
    assert (patterns["other"].count, patterns["other"].nights) == (2, 1)


def test_an_access_without_end_counts_and_an_end_without_begin_does_not() -> None:
    open_one = access(APP, "photos", at(9), None)
    orphan = [access_line(APP, "photos", "intervalEnd", at(7), "ORPHAN")]
    assert activity_of(open_one + orphan).uses["photos"].count == 1


On = tuple[datetime, float | None]
"""When something was turned on, and for how many minutes."""


def use_of(*intervals: On, category: str = "microphone") -> Use:
    lines = []
    for number, (begin, minutes) in enumerate(intervals):
        end = None if minutes is None else begin + timedelta(minutes=minutes)
        lines += access(APP, category, begin, end, f"ID-{number}")
    return activity_of(lines).uses[category]


def test_minutes_are_those_of_a_day_and_a_night_in_a_row() -> None:
    use = use_of((at(20), 300), (at(18, day=1), 300), (at(12, day=3), 60))
    assert (use.minutes, use.stretch_minutes) == (420, 300)  # the whole of the first, and of the second until eight


def test_a_minute_in_which_it_is_on_twice_is_one_minute() -> None:
    use = use_of((at(9), 60), (at(9, 30), 60), (at(10, 30), 5), (at(9, 10), 1))
    assert (use.minutes, use.stretch_minutes, use.count) == (95, 95, 4)


def test_a_long_use_fills_a_day_and_a_night_at_most() -> None:
    use = use_of((at(9), 3000))
    assert (use.minutes, use.stretch_minutes) == (1440, 3000)


@pytest.mark.parametrize("category", ["location", "contacts", "photos", "mediaLibrary", "thoughts"])
def test_what_a_timer_ends_has_no_minutes(category: str) -> None:
    use = activity_of(access(APP, category, at(9), at(12))).uses["other" if category == "thoughts" else category]
    assert (use.minutes, use.night_minutes, use.stretch_minutes) == (0, 0, 0)


def test_what_is_still_on_has_no_length_but_is_told() -> None:
    use = use_of((at(2), None), (at(9), 30))
    assert (use.count, use.open, use.minutes, use.night_minutes) == (2, 1, 30, 0)


def test_uses_of_no_length_have_none() -> None:
    use = use_of((at(2), 0), (at(9), 0))
    assert (use.count, use.open, use.minutes, use.night_minutes, use.stretch_minutes) == (2, 0, 0, 0, 0)


def test_minutes_of_a_night_begin_in_it_and_end_with_it() -> None:
    assert use_of((at(4, 30), 300)).night_minutes == 30
    assert use_of((at(0, 30), 120)).night_minutes == 0
    assert use_of((at(1), 30), (at(1, 10), 30), (at(2, day=1), 39)).night_minutes == 40
    assert use_of((at(3), 0.1)).night_minutes == 1


def test_minutes_of_a_night_stand_alone() -> None:
    lines = access(APP, "microphone", at(3), at(3, 40)) + access("com.b", "camera", at(2, 58))
    assert activities(read(ndjson(lines)), load_content())[-1].uses["microphone"].night_minutes == 0


def test_apps_come_by_id_and_each_with_its_own_counts() -> None:
    lines = (
        access("com.b", "photos", at(9))
        + access("com.a", "photos", at(9))
        + access("com.b", "photos", at(9, 5))
        + network("com.c", "x.org")
    )
    found = activities(read(ndjson(lines)), load_content())
    assert [(app.bundle_id, {c: p.count for c, p in app.uses.items()}) for app in found] == [
        ("com.a", {"photos": 1}),
        ("com.b", {"photos": 2}),
        ("com.c", {}),
    ]


def test_contacts_the_app_made_by_itself_are_told_from_what_the_person_opened() -> None:
    lines = (
        network(APP, "own.example", hits=3)
        + network(APP, "opened.example", initiated="NonAppInitiated")
        + network(APP, "on-a-page.example", context="news.example")
        + network(APP, "both.example", context="news.example", hits=2)
        + network(APP, "both.example", owner="Somebody")
    )
    seen = activity_of(lines).network
    assert (seen.rows, seen.hits) == (5, 8)
    assert seen.hosts == 4
    told = [(contact.by_itself, contact.standing, contact.owner.en, contact.hosts) for contact in seen.contacts]
    assert told == [
        (True, "named", "Somebody", ("both.example",)),
        (True, "unknown", "own.example", ("own.example",)),
        (False, "unknown", "on-a-page.example", ("on-a-page.example",)),
        (False, "unknown", "opened.example", ("opened.example",)),
    ]


def test_every_name_that_is_given_to_the_owner_of_a_host_on_the_list_is_kept() -> None:
    lines = [line for owner in ("B", "A", "C", "A") for line in network(APP, "a.example", owner=owner, domain_type=1)]
    lines += network(APP, "b.example", owner="B", domain_type=1)
    lines += network("com.example.other", "a.example", owner="D", domain_type=1)
    found = activities(read(ndjson(lines)), load_content())
    assert {app.bundle_id: [(contact.owner.en, contact.profiling) for contact in app.network.contacts] for app in found} == {
        APP: [
            ("A", (("A", "a", ("a.example",)), ("B", "b", ("a.example",)), ("C", "c", ("a.example",)))),
            ("B", (("B", "b", ("b.example",)),)),
        ],
        "com.example.other": [("D", (("D", "d", ("a.example",)),))],
    }


def seconds_for_owners(number: int) -> float:
    """Of the processor, for a host that so many names are given to, the best of three rounds."""
    report = read(ndjson(line for owner in range(number) for line in network(APP, "a.example", owner=f"Owner {owner}")))
    taken = []
    for _ in range(3):
        started = time.process_time()
        activities(report, load_content())
        taken.append(time.process_time() - started)
    return min(taken)


def test_four_times_the_owners_of_one_host_take_about_four_times_as_long() -> None:
    assert seconds_for_owners(32_000) < 9 * seconds_for_owners(8_000)


@st.composite
def moments(draw: st.DrawFn) -> list[datetime]:
    """Single looks and series of them over up to three weeks, with a clock change or a journey. Hours may repeat or be missing."""
    start = datetime(2025, 10, 18, tzinfo=SUMMER) + timedelta(days=draw(st.integers(0, 30)))
    change = start + timedelta(hours=draw(st.integers(0, 24 * 21)))
    zones = draw(st.sampled_from([(SUMMER, SUMMER), (SUMMER, WINTER), (WINTER, SUMMER), (SUMMER, FAR_WEST)]))
    series = draw(
        st.lists(
            st.tuples(st.integers(0, 21 * 24 * 4), st.sampled_from([1, 4, 7, 30, 60]), st.sampled_from([60, 900, 3599, 3600, 86400])),
            min_size=1,
            max_size=5,
        )
    )
    found = [start + timedelta(minutes=15 * quarter, seconds=step * number) for quarter, count, step in series for number in range(count)]
    edge = draw(st.sampled_from([timedelta(0), timedelta(milliseconds=-1)]))
    return [(moment + edge).astimezone(zones[moment >= change]) for moment in found]


def most_within(length: int, numbers: Collection[int]) -> int:
    """As many of these numbers as lie within a stretch of this length, wherever it begins."""
    ordered = sorted(numbers)
    return max((bisect_left(ordered, first + length) - place for place, first in enumerate(ordered)), default=0)


def slow_counts(moments: list[datetime]) -> dict[str, int]:
    """The definitions word for word, of looks that all stand alone and have no length that tells."""
    by_hour = Counter((moment.date(), moment.hour) for moment in moments)
    in_a_row = Counter((moment - SINCE) // timedelta(hours=1) for moment in moments)
    looks, hours = Counter(moment.date() for moment in moments), Counter(day for day, _ in by_hour)
    night_days = {day for day, hour in by_hour if 1 <= hour < 5}
    weeks = [[day + timedelta(days=number) for number in range(7)] for day in hours]
    day_long = [range(hour, hour + 24) for hour in in_a_row]
    return {
        "count": len(moments),
        "night": sum(1 <= moment.hour < 5 for moment in moments),
        "nights": max(sum(day in night_days for day in week) for week in weeks),
        "days": max(sum(day in hours for day in week) for week in weeks),
        "full_days": max(sum(looks[day] >= 20 and hours[day] >= 8 for day in week) for week in weeks),
        "repeat_days": max(sum(hours[day] >= 2 for day in week) for week in weeks),
        "busiest_day": max(sum(in_a_row[hour] for hour in window) for window in day_long),
        "hours_of_week": most_within(168, in_a_row),
        "busy_hours": max(sum(in_a_row[hour] >= 4 for hour in window) for window in day_long),
        "minutes": 0,
        "night_minutes": 0,
        "stretch_minutes": 0,
        "open": 0,
    }


@EXAMPLES
@given(moments())
def test_counts_equal_a_slow_reading_of_the_definitions(moments: list[datetime]) -> None:
    pattern = pattern_of(moments)
    assert pattern.model_dump(exclude={"picker", "rhythm", "by_hour", "last"}) == slow_counts(moments)
    hours = Counter((moment.replace(tzinfo=UTC) - SINCE) // timedelta(hours=1) for moment in moments)
    assert pattern.by_hour == tuple(sorted(hours.items()))
    assert pattern.last == max(moments).replace(tzinfo=None), "on the clock of its own line"


@EXAMPLES
@given(moments(), moments())
def test_apps_and_categories_do_not_mix(some: list[datetime], others: list[datetime]) -> None:
    lines = [
        line
        for app, category, series in (("com.a", "photos", some), ("com.a", "contacts", others), ("com.b", "photos", others))
        for number, moment in enumerate(series)
        for line in access(app, category, moment, identifier=f"{app}{category}{number}")
    ]
    first, second = activities(read(ndjson(lines)), load_content())
    both = (first.uses["photos"], first.uses["contacts"])
    measured = [pattern.model_dump(exclude={"picker", "rhythm", "by_hour", "last"}) for pattern in both]
    assert measured == [slow_counts(some), slow_counts(others)]
    assert second.uses["photos"] == first.uses["contacts"]


def slow_minutes(intervals: list[tuple[int, int]]) -> dict[str, int]:
    """Minute by minute. Intervals: the minute since the first midnight in which something was turned on, and for how many."""
    on = {minute for begin, length in intervals for minute in range(begin, begin + length)}
    stretch = longest = 0
    for minute in range(max(on, default=0) + 2):
        stretch = stretch + 1 if minute in on else 0
        longest = max(longest, stretch)
    by_night: dict[int, set[int]] = {}
    for begin, length in intervals:
        day, minute = divmod(begin, DAY)
        if 60 <= minute < 300:
            by_night.setdefault(day, set()).update(range(begin, min(begin + length, day * DAY + 300)))
    return {
        "minutes": most_within(DAY, on),
        "night_minutes": max(map(len, by_night.values()), default=0),
        "stretch_minutes": longest,
    }


DAY = 24 * 60
UNEVEN = st.tuples(st.integers(0, 4 * DAY), st.sampled_from([0, 1, 7, 45, 200, 800]))
BY_NIGHT = st.tuples(st.builds(lambda day, minute: day * DAY + minute, st.integers(0, 3), st.integers(50, 310)), st.integers(0, 90))


@settings(max_examples=80)
@given(st.lists(UNEVEN | BY_NIGHT, min_size=1, max_size=6))
def test_minutes_equal_a_slow_reading_of_the_definitions(intervals: list[tuple[int, int]]) -> None:
    use = use_of(*((at(0) + timedelta(minutes=begin), length) for begin, length in intervals))
    assert use.model_dump(include={"minutes", "night_minutes", "stretch_minutes"}) == slow_minutes(intervals)
