"""Report → one Activity per app: counts, hours, days, nights, rhythm, contacts.

Every count but the plain ones is the largest over windows of calendar days (or over days), each found for itself. So taking one access
away can make none of them grow, and a report over 136 days looks no worse than the same behaviour over a week. The numbers that this
takes stand in content/rules.toml (`counting`).
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from coach.contacts import contacts_by_app
from coach.content import Content, Counting
from coach.models import OTHER, Activity, Contact, NetworkActivity, Report, Rhythm, Use
from coach.rhythm import steady_stretch
from coach.runs import exact_sum, run_starts

_HOUR_MS = 3_600_000
Ints = npt.NDArray[np.int64]


def activities(report: Report, content: Content) -> tuple[Activity, ...]:
    """One Activity for each app in the report, by id."""
    uses = _uses(report.accesses, content)
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


def _uses(accesses: pd.DataFrame, content: Content) -> dict[str, dict[str, Use]]:
    everything = (*content.permissions, OTHER)
    apps = list(accesses["bundle_id"].cat.categories)
    names = accesses["category"].cat.categories
    place = {category: number for number, category in enumerate(everything)}
    known = np.array([place.get(name, place[OTHER]) for name in names], dtype=np.int64)
    category = known[accesses["category"].cat.codes.to_numpy()]
    group = accesses["bundle_id"].cat.codes.to_numpy().astype(np.int64) * len(everything) + category
    picker = accesses["picker"].to_numpy()
    pickers = dict(zip(*(column.tolist() for column in np.unique(group[picker], return_counts=True)), strict=True))

    kept = ~picker
    group, local = group[kept], accesses["local"].to_numpy().view(np.int64)[kept]
    utc = accesses["begin"].to_numpy().view(np.int64)[kept]
    order = np.argsort(group, kind="stable")  # accesses come by time already
    group, local, utc = group[order], local[order], utc[order]
    numbers = group[starts := run_starts(group)]
    counts, hours = _counts(group, local, content.rules.counting)
    edges = np.flatnonzero(np.append(starts, True))
    seen: dict[int, Use] = {
        int(number): Use(
            count=int(end - begin),
            picker=pickers.get(int(number), 0),
            rhythm=_rhythm(utc[begin:end], local[begin:end]),
            by_hour=hours[row],
            **{name: int(values[row]) for name, values in counts.items()},
        )
        for row, (number, (begin, end)) in enumerate(zip(numbers, pairwise(edges), strict=True))
    }
    seen |= {number: Use(picker=count) for number, count in pickers.items() if number not in seen}
    found: dict[str, dict[str, Use]] = defaultdict(dict)
    for number, use in sorted(seen.items()):
        found[apps[number // len(everything)]][everything[number % len(everything)]] = use
    return dict(found)


def _counts(group: Ints, local: Ints, counting: Counting) -> tuple[dict[str, Ints], list[list[tuple[int, int]]]]:
    """For each run of equal groups the counts of Use, and its hours with their accesses.

    `local`: milliseconds on the phone's clock, in any order within a group.
    """
    order = np.lexsort((local, group))
    group, hour = group[order], local[order] // _HOUR_MS
    first = run_starts(group, hour)
    accesses = np.diff(np.flatnonzero(np.append(first, True)))  # in each hour touched
    group, hour = group[first], hour[first]
    per_hour = list(zip(hour.tolist(), accesses.tolist(), strict=True))
    hours_of = [per_hour[begin:end] for begin, end in pairwise(np.flatnonzero(np.append(run_starts(group), True)))]
    at_night = hour % 24 < counting.night_ends_at

    day = hour // 24
    first = run_starts(group, day)
    days = np.flatnonzero(first)
    hour_group, group, day = group, group[first], day[first]
    hours = _sum(np.ones_like(accesses), days)
    night_touched = np.minimum(_sum(at_night.astype(np.int64), days), 1)
    groups = np.flatnonzero(run_starts(group))
    window = _window_starts(group, day, counting.window_days)
    counts = {
        "night": _sum(accesses * at_night, np.flatnonzero(run_starts(hour_group))),
        "nights": _largest(_window_sum(night_touched, window), groups),
        "days": _largest(_window_sum(np.ones_like(day), window), groups),
        "hours_of_week": _largest(_window_sum(hours, window), groups),
        "busiest_day": _largest(_sum(accesses, days), groups),
        "busy_hours": _largest(_sum((accesses >= counting.busy_hour).astype(np.int64), days), groups),
    }
    return counts, hours_of


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
