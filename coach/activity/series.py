"""What is there of single looks → one Activity per app: counts, hours, days, nights, minutes, rhythm, contacts.

Every count but the plain ones is the largest over windows, each found for itself: days and nights are calendar days of each line's own
clock, hours in a row run on absolute time, so that nothing depends on when midnight is. So taking one access away, or making it shorter,
can make none of them grow, and a report over 136 days looks no worse than the same behaviour over a week. The numbers that this takes
stand in content/rules.toml (`counting`).
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from coach.alone import alone, at_night
from coach.contacts import contacts_by_app
from coach.content import Content, Counting
from coach.models import OTHER, Activity, Contact, NetworkActivity, Report, Rhythm, Use
from coach.rhythm import steady_stretch
from coach.runs import exact_sum, run_starts

_HOUR_MS = 3_600_000
_MINUTE_MS = 60_000
_DAY_MS = 24 * _HOUR_MS
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def series(report: Report, content: Content, stands_alone: Bools | None = None) -> tuple[Activity, ...]:
    """One Activity for each app that looked or contacted, by id. Looks that stand aside count for nothing.

    stands_alone: for each access what `alone` says of it, where it is known from more of the report than is given here.
    """
    uses = _uses(report.accesses, content, alone(report.accesses, content) if stands_alone is None else stands_alone)
    networks = _networks(report, contacts_by_app(report, content))
    return tuple(
        Activity(bundle_id=app, uses=uses.get(app, {}), network=networks.get(app, NetworkActivity()))
        for app in sorted(uses.keys() | networks.keys())
    )


def grouped(counts: Mapping[str, int], content: Content) -> dict[str, int]:
    """Counts by category in the usual order, those of categories that content/ does not know together under `other`."""
    found = {category: counts[category] for category in content.permissions if category in counts}
    other = sum(count for category, count in counts.items() if category not in content.permissions)
    return found | ({OTHER: other} if other else {})


def _uses(accesses: pd.DataFrame, content: Content, stands_alone: Bools) -> dict[str, dict[str, Use]]:
    everything = (*content.permissions, OTHER)
    apps = list(accesses["bundle_id"].cat.categories)
    names = accesses["category"].cat.categories
    place = {category: number for number, category in enumerate(everything)}
    known = np.array([place.get(name, place[OTHER]) for name in names], dtype=np.int64)
    category = known[accesses["category"].cat.codes.to_numpy()]
    group = accesses["bundle_id"].cat.codes.to_numpy().astype(np.int64) * len(everything) + category
    picker = accesses["picker"].to_numpy()
    pickers = dict(zip(*(column.tolist() for column in np.unique(group[picker], return_counts=True)), strict=True))

    kept = np.flatnonzero(~picker & ~accesses["aside"].to_numpy() if "aside" in accesses else ~picker)
    kept = kept[np.argsort(group[kept], kind="stable")]  # accesses come by time already
    group, lonely = group[kept], stands_alone[kept]
    local, utc, ends = (accesses[name].to_numpy().astype("M8[ms]").view(np.int64)[kept] for name in ("local", "begin", "end"))
    ended = accesses["end"].notna().to_numpy()[kept]
    numbers = group[starts := run_starts(group)]
    days, hours = _by_the_clock(group, local, lonely, content.rules.counting)
    counts = days | _in_a_row(group, utc, content.rules.counting)
    edges = np.flatnonzero(np.append(starts, True))
    timed = {place[name] for name in content.timed}
    seen: dict[int, Use] = {}
    for row, (number, (begin, end)) in enumerate(zip(numbers.tolist(), pairwise(edges.tolist()), strict=True)):
        mine = slice(begin, end)
        lengths: dict[str, int] = {}
        if number % len(everything) in timed:
            whole = ended[mine]
            lengths = _minutes(utc[mine][whole], ends[mine][whole], (local[mine][whole], lonely[mine][whole]), content.rules.counting)
        seen[number] = Use(
            count=end - begin,
            picker=pickers.get(number, 0),
            open=int(end - begin - ended[mine].sum()),
            rhythm=_rhythm(utc[mine], local[mine]),
            by_hour=hours[row],
            last=_wall_clock(int(local[end - 1])),
            **{name: int(values[row]) for name, values in counts.items()},
            **lengths,
        )
    seen |= {number: Use(picker=count) for number, count in pickers.items() if number not in seen}
    found: dict[str, dict[str, Use]] = defaultdict(dict)
    for number, use in sorted(seen.items()):
        found[apps[number // len(everything)]][everything[number % len(everything)]] = use
    return dict(found)


def _by_the_clock(group: Ints, local: Ints, lonely: Bools, counting: Counting) -> tuple[dict[str, Ints], list[list[tuple[int, int]]]]:
    """For each run of equal groups what is counted in days and nights of the phone's clock, and its hours with their accesses.

    `local`: milliseconds on the phone's clock, in any order within a group.
    """
    if not (run_starts(group)[1:] | (local[1:] >= local[:-1])).all():  # several clocks
        order = np.lexsort((local, group))
        group, local, lonely = group[order], local[order], lonely[order]
    hour = local // _HOUR_MS
    first = run_starts(group, hour)
    starts = np.flatnonzero(first)
    accesses = np.diff(np.append(starts, len(group)))  # in each hour touched
    lonely_hour = _sum(lonely.astype(np.int64), starts)
    group, hour = group[first], hour[first]
    per_hour = list(zip(hour.tolist(), accesses.tolist(), strict=True))
    hours_of = [per_hour[begin:end] for begin, end in pairwise(np.flatnonzero(np.append(run_starts(group), True)))]
    nightly = at_night(hour % 24, counting)

    day = hour // 24
    first = run_starts(group, day)
    days = np.flatnonzero(first)
    hour_group, group, day = group, group[first], day[first]
    hours, looks = _sum(np.ones_like(accesses), days), _sum(accesses, days)
    night_alone = np.minimum(_sum(lonely_hour * nightly, days), 1)
    groups = np.flatnonzero(run_starts(group))
    window = _window_starts(group, day, counting.window_days)
    full = (looks >= counting.full_day_looks) & (hours >= counting.full_day_hours)
    return {
        "night": _sum(accesses * nightly, np.flatnonzero(run_starts(hour_group))),
        "nights": _largest(_window_sum(night_alone, window), groups),
        "days": _largest(_window_sum(np.ones_like(day), window), groups),
        "full_days": _largest(_window_sum(full.astype(np.int64), window), groups),
        "repeat_days": _largest(_window_sum((hours >= counting.repeat_hours).astype(np.int64), window), groups),
    }, hours_of


def _in_a_row(group: Ints, utc: Ints, counting: Counting) -> dict[str, Ints]:
    """For each run of equal groups what is counted in hours in a row, whatever the clock says. `utc` ascends within a group."""
    hour = utc // _HOUR_MS
    first = run_starts(group, hour)
    accesses = np.diff(np.append(np.flatnonzero(first), len(group)))
    group, hour = group[first], hour[first]
    groups = np.flatnonzero(run_starts(group))
    day, week = (_window_starts(group, hour, length) for length in (24, counting.window_hours))
    return {
        "hours_of_week": _largest(_window_sum(np.ones_like(hour), week), groups),
        "busiest_day": _largest(_window_sum(accesses, day), groups),
        "busy_hours": _largest(_window_sum((accesses >= counting.busy_hour).astype(np.int64), day), groups),
    }


def _minutes(begin: Ints, end: Ints, clock: tuple[Ints, Bools], counting: Counting) -> dict[str, int]:
    """What is counted of lengths: of intervals that overlap, each moment once. clock: local begin, and whether it stands alone."""
    local, lonely = clock
    begins, ends = _joined(begin, end)
    if not len(begins):
        return {}
    covered = np.concatenate(([0], np.cumsum(ends - begins)))
    edges, reached = np.stack((begins, ends), axis=1).ravel(), np.repeat(covered, 2)[1:-1]
    most = max(
        (np.interp(begins + _DAY_MS, edges, reached) - covered[:-1]).max(), (covered[1:] - np.interp(ends - _DAY_MS, edges, reached)).max()
    )
    nightly = lonely & at_night(local // _HOUR_MS % 24, counting)
    begin, end, local = begin[nightly], end[nightly], local[nightly]
    night = local // _DAY_MS
    end = np.minimum(end, begin + night * _DAY_MS + counting.night_ends_at * _HOUR_MS - local)  # what goes on by day is no night's
    by_night = (_joined(begin[night == each], end[night == each]) for each in np.unique(night))
    in_one = max((int((to - since).sum()) for since, to in by_night), default=0)
    return {
        "minutes": int(most) // _MINUTE_MS,
        "night_minutes": -(-in_one // _MINUTE_MS),
        "stretch_minutes": int((ends - begins).max()) // _MINUTE_MS,
    }


def _joined(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Intervals, in order of their beginning, joined where they meet; those without a length left out."""
    kept = end > begin
    begin, end = begin[kept], end[kept]
    if not len(begin):
        return begin, end
    reach = np.maximum.accumulate(end)
    first = np.flatnonzero(np.append(True, begin[1:] > reach[:-1]))
    return begin[first], reach[np.append(first[1:], len(begin)) - 1]


def _sum(values: Ints, starts: npt.NDArray[np.intp]) -> Ints:
    return np.add.reduceat(values, starts) if len(values) else values


def _largest(values: Ints, starts: npt.NDArray[np.intp]) -> Ints:
    return np.maximum.reduceat(values, starts) if len(values) else values


def _window_starts(group: Ints, day: Ints, length: int) -> npt.NDArray[np.intp]:
    """For each day of a group, the place of the first day of the same group in the window of so many calendar days that ends on it."""
    if not len(day):
        return np.empty(0, dtype=np.intp)
    since = day - day.min() + length
    key = group * (int(since.max()) + length) + since
    return np.asarray(np.searchsorted(key, key - length + 1))


def _window_sum(values: Ints, window: npt.NDArray[np.intp]) -> Ints:
    sums = np.concatenate(([0], np.cumsum(values)))
    return np.asarray(sums[1:] - sums[window])


def _rhythm(utc: Ints, local: Ints) -> Rhythm | None:
    stretch = steady_stretch(utc)
    if stretch is None:
        return None
    return Rhythm(
        period_s=round(stretch.period_s, 1),
        begin=_wall_clock(int(local[stretch.first])),
        end=_wall_clock(int(local[stretch.last])),
        accesses=stretch.last - stretch.first + 1,
        longest_pause_s=round(int(np.diff(utc[stretch.first : stretch.last + 1]).max()) / 1000, 1),
    )


def _wall_clock(local_ms: int) -> datetime:
    return pd.Timestamp(local_ms, unit="ms").to_pydatetime()


def _networks(report: Report, contacts: Mapping[str, tuple[Contact, ...]]) -> dict[str, NetworkActivity]:
    apps = report.network["bundle_id"].cat
    codes, hits = apps.codes.to_numpy(), report.network["hits"].to_numpy()
    order = np.argsort(codes, kind="stable")
    edges = np.flatnonzero(np.append(run_starts(codes[order]), True)).tolist()
    found = {}
    for begin, end in pairwise(edges):
        rows = order[begin:end]
        app = apps.categories[codes[rows[0]]]
        found[app] = NetworkActivity(
            rows=len(rows),
            hits=exact_sum(hits[rows]),
            hosts=sum(len(contact.hosts) for contact in contacts[app]),
            contacts=contacts[app],
        )
    return found
