"""Report → one Activity per app: counts, hours, days, nights, rhythm, contacts.

Every count but the plain ones is the largest over windows of seven calendar days (or over days), each found for itself. So taking one
access away can make none of them grow, and a report over 136 days looks no worse than the same behaviour over seven.
"""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from coach.models import CATEGORIES, OTHER, AccessPattern, Activity, NetworkActivity, Report, Rhythm
from coach.rhythm import steady_stretch
from coach.runs import run_starts

WINDOW_DAYS = 7
NIGHT_ENDS_AT = 6
"""Night is from 00:00 to 05:59."""
BUSY_HOUR = 4
"""An hour with this many accesses or more is busy."""

PROFILING = 1
"""`domainType` of what is on Apple's list."""

_ALL = (*CATEGORIES, OTHER)
_HOUR_MS = 3_600_000
Ints = npt.NDArray[np.int64]


def activities(report: Report) -> tuple[Activity, ...]:
    """One Activity for each app in the report, by id."""
    patterns = _patterns(report.accesses)
    networks = _networks(report.network, report.owners)
    return tuple(
        Activity(bundle_id=app, patterns=patterns.get(app, {}), network=networks.get(app, NetworkActivity()))
        for app in sorted(patterns.keys() | networks.keys())
    )


def _patterns(accesses: pd.DataFrame) -> dict[str, dict[str, AccessPattern]]:
    apps = list(accesses["bundle_id"].cat.categories)
    names = accesses["category"].cat.categories
    known = np.array([_ALL.index(name if name in CATEGORIES else OTHER) for name in names], dtype=np.int64)
    category = known[accesses["category"].cat.codes.to_numpy()]
    group = accesses["bundle_id"].cat.codes.to_numpy().astype(np.int64) * len(_ALL) + category
    picker = accesses["picker"].to_numpy()
    pickers = dict(zip(*(column.tolist() for column in np.unique(group[picker], return_counts=True)), strict=True))

    kept = ~picker
    group, local = group[kept], accesses["local"].to_numpy().view(np.int64)[kept]
    utc = accesses["begin"].to_numpy().view(np.int64)[kept]
    order = np.argsort(group, kind="stable")  # accesses come by time already
    group, local, utc = group[order], local[order], utc[order]
    numbers = group[starts := run_starts(group)]
    measures, hours = _measures(group, local)
    edges = np.flatnonzero(np.append(starts, True))
    seen: dict[int, AccessPattern] = {
        int(number): AccessPattern(
            count=int(end - begin),
            picker=pickers.get(int(number), 0),
            rhythm=_rhythm(utc[begin:end], local[begin:end]),
            by_hour=hours[row],
            **{name: int(values[row]) for name, values in measures.items()},
        )
        for row, (number, (begin, end)) in enumerate(zip(numbers, pairwise(edges), strict=True))
    }
    seen |= {number: AccessPattern(picker=count) for number, count in pickers.items() if number not in seen}
    found: dict[str, dict[str, AccessPattern]] = defaultdict(dict)
    for number, pattern in sorted(seen.items()):
        found[apps[number // len(_ALL)]][_ALL[number % len(_ALL)]] = pattern
    return dict(found)


def _measures(group: Ints, local: Ints) -> tuple[dict[str, Ints], list[list[tuple[int, int]]]]:
    """For each run of equal groups the counts of AccessPattern, and its hours with their accesses.

    `local`: milliseconds on the phone's clock, in any order within a group.
    """
    order = np.lexsort((local, group))
    group, hour = group[order], local[order] // _HOUR_MS
    first = run_starts(group, hour)
    accesses = np.diff(np.flatnonzero(np.append(first, True)))  # in each hour touched
    group, hour = group[first], hour[first]
    per_hour = list(zip(hour.tolist(), accesses.tolist(), strict=True))
    hours_of = [per_hour[begin:end] for begin, end in pairwise(np.flatnonzero(np.append(run_starts(group), True)))]
    at_night = hour % 24 < NIGHT_ENDS_AT

    day = hour // 24
    first = run_starts(group, day)
    days = np.flatnonzero(first)
    hour_group, group, day = group, group[first], day[first]
    hours = _sum(np.ones_like(accesses), days)
    night_touched = np.minimum(_sum(at_night.astype(np.int64), days), 1)
    groups = np.flatnonzero(run_starts(group))
    window = _window_starts(group, day)
    measures = {
        "night": _sum(accesses * at_night, np.flatnonzero(run_starts(hour_group))),
        "nights": _largest(_window_sum(night_touched, window), groups),
        "days": _largest(_window_sum(np.ones_like(day), window), groups),
        "hours_of_week": _largest(_window_sum(hours, window), groups),
        "busiest_day": _largest(_sum(accesses, days), groups),
        "busy_hours": _largest(_sum((accesses >= BUSY_HOUR).astype(np.int64), days), groups),
    }
    return measures, hours_of


def _sum(values: Ints, starts: npt.NDArray[np.intp]) -> Ints:
    return np.add.reduceat(values, starts) if len(values) else values


def _largest(values: Ints, starts: npt.NDArray[np.intp]) -> Ints:
    return np.maximum.reduceat(values, starts) if len(values) else values


def _window_starts(group: Ints, day: Ints) -> npt.NDArray[np.intp]:
    """For each day of a group, the place of the first day of the same group in the window of seven calendar days that ends on it."""
    if not len(day):
        return np.empty(0, dtype=np.intp)
    since = day - day.min() + WINDOW_DAYS
    key = group * (int(since.max()) + WINDOW_DAYS) + since
    return np.asarray(np.searchsorted(key, key - WINDOW_DAYS + 1))


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


def _networks(network: pd.DataFrame, owners: pd.DataFrame) -> dict[str, NetworkActivity]:
    apps, hosts = (list(network[name].cat.categories) for name in ("bundle_id", "domain"))
    app, host = (network[name].cat.codes.to_numpy() for name in ("bundle_id", "domain"))
    own = ((network["initiated"] == "AppInitiated") & (network["context"] == "")).to_numpy()
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for bundle_id, domain, owner in owners.itertuples(index=False):
        names[bundle_id][domain].append(owner)
    hits = network["hits"].to_numpy()
    profiling = (network["domain_type"] == PROFILING).to_numpy()
    found: dict[str, NetworkActivity] = {}
    order = np.lexsort((host, app))
    edges = np.flatnonzero(np.append(run_starts(app[order]), True))
    for begin, end in pairwise(edges):
        rows = order[begin:end]
        found[apps[app[rows[0]]]] = NetworkActivity(
            rows=len(rows),
            hits=sum(hits[rows].tolist()),
            hosts=tuple(hosts[code] for code in np.unique(host[rows])),
            own_hosts=tuple(hosts[code] for code in np.unique(host[rows[own[rows]]])),
            apple_owners={domain: tuple(told) for domain, told in names[apps[app[rows[0]]]].items()},
            profiling_hosts=frozenset(hosts[host[row]] for row in rows if profiling[row]),
        )
    return found
