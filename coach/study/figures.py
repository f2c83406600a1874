"""The Parquet → what may be published of it: of each kind of phone the shares that tell of no few, most phones first."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from coach.models import PLATFORMS, TRACKERS, Platform
from coach.study.shares import Ledger, Phones, Share, about, apart, phones_of

_COLUMNS = ("phone", "app", "kind", "topic", "tier", "period_s", "busiest_day")
_MINUTE, _HOUR = 60, 3600


class AppShare(NamedTuple):
    """Phones on which an app looked further than its kind needs, of those that have it."""

    app: str
    topic: str
    share: Share
    looks: int | None
    """Looks within a day and a night, about, on half of these phones; None where that can't be told."""


class RhythmShare(NamedTuple):
    """Phones on which an app looked steadily, about every so often, of those that have it."""

    app: str
    topic: str
    period_s: int
    share: Share


class CompanyShare(NamedTuple):
    """Phones on which any app tried by itself to contact a company that advertises or measures, of those that tell of contacts."""

    company: str
    """Its group in our tables."""
    share: Share


class KindShare(NamedTuple):
    """Phones on which any app of a kind looked further than that needs, of those that have one."""

    kind: str
    topic: str
    share: Share


class PhoneFigures(NamedTuple):
    """What may be told of all phones of one kind."""

    platform: Platform
    phones: int
    apps: tuple[AppShare, ...]
    rhythms: tuple[RhythmShare, ...]
    companies: tuple[CompanyShare, ...]
    kinds: tuple[KindShare, ...]


class Figures(NamedTuple):
    """All that the page tells."""

    at_least: int
    rules: str
    phones: tuple[PhoneFigures, ...]
    unread: tuple[tuple[str, int], ...]
    """Files that hold no phone, by reason."""
    unread_in_all: int | None


def figures(rows: Path, at_least: int, unread: Mapping[str, int], rules: str) -> Figures:
    """From the rows of a study. unread: how many files hold no phone, by reason."""
    found = tuple(told for platform in PLATFORMS if (told := _of_phones(rows, platform, at_least)))
    counts, whole = apart(list(unread.values()), at_least)
    shown = tuple((reason, count) for reason, count in zip(unread, counts, strict=True) if count)
    return Figures(at_least, rules, found, shown, whole)


def _of_phones(rows: Path, platform: Platform, limit: int) -> PhoneFigures | None:
    frame = _read(rows, platform, _COLUMNS).to_pandas()
    frame["phone"], phones = pd.factorize(frame["phone"])
    frame["phone"] = frame["phone"].astype("int32")
    ledger = Ledger((1 << len(phones)) - 1, limit)
    if not ledger.tells:
        return None
    judged = frame[frame["tier"] != "asked"]
    count = len(phones)
    having = dict(_groups(judged, ["app"], count, limit))
    bases = {app: base for (app,), had in sorted(having.items(), key=_most_first) if (base := ledger.base(had))}
    return PhoneFigures(
        platform,
        count,
        tuple(_apps(judged, bases, ledger, count)),
        tuple(_rhythms(judged, bases, ledger, count)),
        tuple(_companies(_read(rows, platform, ("phone", "topic", "companies")), phones, ledger)),
        tuple(_kinds(judged, ledger, count)),
    )


def _read(rows: Path, platform: Platform, columns: Sequence[str]) -> pa.Table:
    """Of all phones of one kind that recorded enough."""
    wanted = (pc.field("platform") == platform) & pc.field("enough")
    return pq.read_table(rows, columns=list(columns), filters=wanted)


def _groups(rows: pd.DataFrame, by: list[str], count: int, limit: int) -> Iterator[tuple[Any, Phones]]:
    """Which phones each of these is told of (a tuple of values), where they are no fewer than the limit."""
    each = rows[[*by, "phone"]].drop_duplicates()
    for key, part in each.groupby(by, observed=True, sort=False):
        if len(part) >= limit:
            yield key, phones_of(part["phone"].to_numpy(), count)


def _most_first(group: tuple[Any, Phones]) -> tuple[int, tuple[str, ...]]:
    return -group[1].bit_count(), tuple(map(str, group[0]))


def _apps(judged: pd.DataFrame, bases: Mapping[str, Phones], ledger: Ledger, count: int) -> Iterator[AppShare]:
    too_far = judged[judged["tier"] == "excess"]
    found = sorted(_groups(too_far, ["app", "topic"], count, ledger.limit), key=_most_first)
    looks = dict(iter(too_far.groupby(["app", "topic"], observed=True)["busiest_day"])) if found else {}
    for (app, topic), phones in found:
        if app in bases and (share := ledger.share(phones, bases[app])):
            yield AppShare(app, topic, share, about([int(each) for each in looks[app, topic].dropna()], ledger.limit))


def rounded(period_s: float) -> int:
    """A period as it is told: of ten seconds, of a minute, of five minutes, of half an hour, by its length."""
    step = 10 if period_s < 150 else _MINUTE if period_s < 20 * _MINUTE else 5 * _MINUTE if period_s < 2 * _HOUR else _HOUR // 2
    return round(period_s / step) * step


def _rhythms(judged: pd.DataFrame, bases: Mapping[str, Phones], ledger: Ledger, count: int) -> Iterator[RhythmShare]:
    """Of each app and topic the period of most phones: two, and what is left of the whole, could tell of a few."""
    steady = judged[judged["period_s"].notna()]
    steady = steady.assign(period=[rounded(each) for each in steady["period_s"]])
    seen = set()
    for (app, topic, period), phones in sorted(_groups(steady, ["app", "topic", "period"], count, ledger.limit), key=_most_first):
        if app in bases and (app, topic) not in seen and (share := ledger.share(phones, bases[app])):
            yield RhythmShare(app, topic, int(period), share)
        seen.add((app, topic))


def _companies(table: pa.Table, phones: pd.Index, ledger: Ledger) -> Iterator[CompanyShare]:
    table = table.filter(pc.equal(table["topic"], TRACKERS))
    place, count = phones.get_indexer(table["phone"].to_numpy()), len(phones)
    base = ledger.base(phones_of(place, count))
    if base is None:
        return
    lists = table["companies"].combine_chunks()
    rows = pd.DataFrame({"phone": place[pc.list_parent_indices(lists).to_numpy()], "company": pc.list_flatten(lists).to_pandas()})
    for (company,), reached in sorted(_groups(rows, ["company"], count, ledger.limit), key=_most_first):
        if share := ledger.share(reached, base):
            yield CompanyShare(company, share)


def _kinds(judged: pd.DataFrame, ledger: Ledger, count: int) -> Iterator[KindShare]:
    known = judged[judged["kind"] != ""]
    bases: dict[str, Phones | None] = {
        kind: ledger.base(had) for (kind,), had in sorted(_groups(known, ["kind"], count, ledger.limit), key=_most_first)
    }
    too_far = _groups(known[known["tier"] == "excess"], ["kind", "topic"], count, ledger.limit)
    for (kind, topic), phones in sorted(too_far, key=_most_first):
        if (base := bases.get(kind)) and (share := ledger.share(phones, base)):
            yield KindShare(kind, topic, share)


def clearest(shares: Sequence[AppShare]) -> AppShare | None:
    """The one that is true of the largest part of its phones beyond chance: its interval begins highest."""
    return max(shares, key=lambda each: each.share.interval.low, default=None)
