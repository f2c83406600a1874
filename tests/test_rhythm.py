"""Whether a series of looks is steady: found where it is, at its period and in its place, and not made up where it isn't."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from each import each
from report_lines import access, at, ndjson, read

from coach.activity import activities
from coach.content import load_content
from coach.models import Rhythm
from coach.rhythm import Stretch, steady_stretch

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
SEEDS = range(20)
Times = list[float]
"""Seconds from the first midnight."""


def stretch_in(times: Times) -> tuple[Stretch, float, float] | None:
    """The stretch found in these times, with its begin and end in seconds."""
    ordered = np.array(sorted(round(time * 1000) for time in times), dtype=np.int64)
    found = steady_stretch(ordered)
    return found and (found, ordered[found.first] / 1000, ordered[found.last] / 1000)


def gaps_from(start: float, end: float, gap: Callable[[], float]) -> Times:
    times = [start]
    while (following := times[-1] + gap()) <= end:
        times.append(following)
    return times


def every_five_minutes(rng: Random, start: float = 10 * HOUR, end: float = 34 * HOUR) -> Times:
    return gaps_from(start, end, lambda: rng.uniform(260, 340))


def mostly_five_at_most_seven(rng: Random) -> Times:
    return gaps_from(0, 2 * DAY, lambda: rng.uniform(285, 315) if rng.random() < 0.8 else rng.uniform(300, 420))


def on_three_nights(rng: Random) -> Times:
    return [night * DAY + quarter * 900 + rng.uniform(-20, 20) for night in range(3) for quarter in range(1, 24)]


def by_day_only(rng: Random) -> Times:
    return [time for day in range(3) for time in gaps_from(day * DAY + 7 * HOUR, day * DAY + 23 * HOUR, lambda: rng.uniform(270, 330))]


def hourly(rng: Random) -> Times:
    return [hour * HOUR + rng.uniform(-60, 60) for hour in range(1, 72)]


@each("seed", SEEDS)
@each(
    "series, period, within",
    [
        (every_five_minutes, 300, 0.05),
        (mostly_five_at_most_seven, 300, 0.09),  # still "about 5 minutes"
        (on_three_nights, 900, 0.05),
        (by_day_only, 300, 0.05),
        (hourly, 3600, 0.05),
    ],
)
def test_a_steady_series_is_found_at_its_period(series: Callable[[Random], Times], period: float, within: float, seed: int) -> None:
    found = stretch_in(series(Random(seed)))
    assert found is not None
    assert found[0].period_s == pytest.approx(period, rel=within)


@each("seed", SEEDS)
def test_ten_looks_of_ones_own_do_not_hide_a_steady_series(seed: int) -> None:
    rng = Random(seed)
    extras = [rng.uniform(10 * HOUR, 34 * HOUR) for _ in range(10)]
    found = stretch_in(every_five_minutes(rng) + extras)
    assert found is not None
    assert found[0].period_s == pytest.approx(300, rel=0.05)


@each("seed", SEEDS)
def test_begin_and_end_are_within_a_period_of_the_truth(seed: int) -> None:
    rng = Random(seed)
    before = [rng.uniform(-2 * DAY, 8 * HOUR) for _ in range(12)]
    after = [rng.uniform(36 * HOUR, 4 * DAY) for _ in range(12)]
    steady = every_five_minutes(rng)
    found = stretch_in(before + steady + after)
    assert found is not None
    _, begin, end = found
    assert begin == pytest.approx(steady[0], abs=340)
    assert end == pytest.approx(steady[-1], abs=340)


@each("seed", SEEDS)
def test_sleep_does_not_end_a_stretch(seed: int) -> None:
    times = by_day_only(Random(seed))
    found = stretch_in(times)
    assert found is not None
    _, begin, end = found
    assert [begin, end] == pytest.approx([times[0], times[-1]], abs=330)


@each("seed", SEEDS)
def test_a_touch_seen_twice_does_not_hide_a_steady_series(seed: int) -> None:
    rng = Random(seed)
    steady = every_five_minutes(rng)
    found = stretch_in(steady + [time + rng.uniform(0.002, 0.9) for time in steady if rng.random() < 0.6])
    assert found is not None
    assert found[0].period_s == pytest.approx(300, rel=0.05)


def test_of_two_steady_stretches_the_longer_one_is_told() -> None:
    rng = Random(1)
    found = stretch_in(every_five_minutes(rng, 0, 5 * HOUR) + [2 * DAY + quarter * 900 for quarter in range(80)])
    assert found is not None
    assert found[0].period_s == pytest.approx(900, rel=0.05)


def uniform_day(rng: Random) -> Times:
    return [rng.uniform(0, DAY) for _ in range(288)]


def uniform_week(rng: Random) -> Times:
    return [rng.uniform(0, 7 * DAY) for _ in range(288)]


def waking_hours(rng: Random) -> Times:
    return [day * DAY + rng.uniform(7 * HOUR, 23 * HOUR) for day in range(7) for _ in range(25)]


@pytest.mark.parametrize("series", [uniform_day, uniform_week, waking_hours])
def test_looks_at_random_are_not_called_steady(series: Callable[[Random], Times]) -> None:
    assert [seed for seed in range(150) if stretch_in(series(Random(seed)))] == []


def irregular_widget(rng: Random, shortest: int) -> Times:
    return gaps_from(0, 7 * DAY, lambda: rng.uniform(shortest * MINUTE, 20 * MINUTE))


@pytest.mark.parametrize("shortest", [6, 10])
def test_an_irregular_widget_is_hardly_ever_called_steady(shortest: int) -> None:
    assert len([seed for seed in range(300) if stretch_in(irregular_widget(Random(seed), shortest))]) <= 3


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([float(second) for second in range(3600)], id="an hour of navigation, each second"),
        pytest.param([float(second) for second in range(0, 2 * 3600, 12)], id="a ride of two hours"),
        pytest.param([300.0 * number for number in range(11)], id="too few"),
        pytest.param([300.0 * number for number in range(30)], id="too short"),
        pytest.param([day * DAY for day in range(30)], id="once a day"),
        pytest.param([5.0] * 400, id="all at one moment"),
        pytest.param([7.0], id="one"),
        pytest.param([], id="none"),
    ],
)
def test_short_or_rare_series_have_no_rhythm(times: Times) -> None:
    assert stretch_in(times) is None


def rhythm_of(moments: list[datetime]) -> Rhythm | None:
    lines = [
        line for number, moment in enumerate(moments) for line in access("com.example.app", "location", moment, identifier=f"ID-{number}")
    ]
    (activity,) = activities(read(ndjson(lines)), load_content())
    return activity.uses["location"].rhythm


def test_a_rhythm_is_told_on_the_phones_clock() -> None:
    rhythm = rhythm_of([at(10, 15, day=2) + timedelta(minutes=5 * number) for number in range(300)])
    assert rhythm == Rhythm(
        period_s=300.0, begin=datetime(2025, 11, 26, 10, 15), end=datetime(2025, 11, 27, 11, 10), accesses=300, longest_pause_s=300.0
    )


@pytest.mark.parametrize(("before", "after"), [(2, 1), (1, 2)])
def test_a_clock_change_inside_a_stretch_does_not_break_it(before: int, after: int) -> None:
    start = datetime(2025, 10, 25, 20, tzinfo=timezone(timedelta(hours=before)))
    moments = [start + timedelta(minutes=5 * number) for number in range(200)]
    changed = [moment.astimezone(timezone(timedelta(hours=before if number < 72 else after))) for number, moment in enumerate(moments)]
    rhythm = rhythm_of(changed)
    assert rhythm is not None
    assert (rhythm.period_s, rhythm.accesses) == (300.0, 200)
    assert (rhythm.begin, rhythm.end) == (changed[0].replace(tzinfo=None), changed[-1].replace(tzinfo=None))


def test_the_times_themselves_are_left_as_they_were() -> None:
    times = np.array([round(time * 1000) for time in every_five_minutes(Random(3))], dtype=np.int64)
    copy = times.copy()
    steady_stretch(times)
    assert np.array_equal(times, copy)
    assert all(one < other for one, other in pairwise(times))
