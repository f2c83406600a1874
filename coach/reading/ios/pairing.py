"""Rows of one or several texts → one Report: duplicates dropped, begin and end joined, pickers kept apart.

Report lines carry a UUID that is stable between exports, so (app, category, identifier, kind) tells a line that was seen before. Network
rows carry none: of rows with the same key whose times overlap the newest stays, and only those of different times are added up.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coach.errors import UnusableInput
from coach.models import Can, Problem, Report, ReportSummary
from coach.reading.ios.far import without_far
from coach.reading.ios.mend import CODES, KINDS
from coach.reading.ios.rows import ACCESS_SCHEMA, NETWORK_SCHEMA, Ints, Rows
from coach.runs import exact_sum, run_starts

_NETWORK_KEY = ("bundle_id", "domain", "domain_type", "classification", "context", "verification", "initiated")
_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS
_GAP_DAYS = 2
# Two texts that tell of so long a time, each with so many lines in it, and share nothing, are of two phones.
_OVERLAP_MS = _DAY_MS
_FEW = 20
_MOST_HITS = 2**62
_MANY = 50_000
"""Of fewer rows nothing takes as long as to share the work."""
Bools = npt.NDArray[np.bool_]
CAN = Can(series=True, network=True, grants=False)
"""An App Privacy Report holds every access and contact, and does not say which permissions are on."""


def build_report(texts: Sequence[tuple[str, Sequence[Rows]]]) -> Report:
    """One Report from the rows of all texts, each with its name. Raises UnusableInput: `two-phones`."""
    parts = without_far([(name, rows) for name, blocks in texts for rows in blocks])
    _of_one_phone(_by_text(texts, parts))
    access = pa.concat_tables([ACCESS_SCHEMA.empty_table(), *(rows.access for _, rows in parts)])
    network = pa.concat_tables([NETWORK_SCHEMA.empty_table(), *(rows.network for _, rows in parts)])
    (accesses, counts), (contacts, joined) = _side_by_side(access, network)
    problems = tuple(Problem(line=line, code=CODES[code], file=name) for name, line, code in _by_place(parts))
    first, last = _span(access if len(access) else network)
    summary = ReportSummary(
        first=first,
        last=last,
        gaps=_gaps(access, network),
        days=round((last - first) / timedelta(days=1), 1) if first and last else 0.0,
        lines=sum(rows.lines for _, rows in parts),
        skipped_lines=len(problems),
        duplicates=counts["duplicates"] + len(network) - len(contacts) - joined,
        open_intervals=counts["open"],
        orphan_ends=counts["orphans"],
        zero_length=counts["zero_length"],
        accesses=_by_category(accesses, picker=False),
        picker_accesses=_by_category(accesses, picker=True),
        network_rows=len(contacts),
        joined_rows=joined,
        hits=exact_sum(contacts["hits"].to_numpy()),
        domains=len(contacts["domain"].cat.categories),
        tracker_rows=int(np.count_nonzero(contacts["domain_type"].to_numpy() == 1)),
    )
    return Report(
        platform="ios",
        can=CAN,
        summary=summary,
        problems=problems,
        accesses=accesses,
        network=contacts,
        owners=_owners(network),
    )


def _side_by_side(access: pa.Table, network: pa.Table) -> tuple[tuple[pd.DataFrame, dict[str, int]], tuple[pd.DataFrame, int]]:
    """What `_pair` and `_contacts` give: of many rows at the same time, as neither needs the other."""
    if len(access) + len(network) < _MANY:
        return _pair(access), _contacts(network)
    with ThreadPoolExecutor(1) as beside:
        pairing = beside.submit(_pair, access)
        contacts = _contacts(network)
        return pairing.result(), contacts


def _by_text(texts: Sequence[tuple[str, Sequence[Rows]]], parts: Sequence[tuple[str, Rows]]) -> list[tuple[str, pa.Table]]:
    """The accesses of each text. parts: the blocks of all texts, in the same order."""
    rest = iter(parts)
    return [(name, pa.concat_tables(rows.access for _, rows in islice(rest, len(blocks)))) for name, blocks in texts if blocks]


class _Phone(NamedTuple):
    """Texts that share accesses, one with the other: they are of one phone."""

    name: str
    """Of the first of them, by name."""
    times: Ints
    """When its lines were written, ascending."""


def _of_one_phone(texts: Sequence[tuple[str, pa.Table]]) -> None:
    """Raises UnusableInput (`two-phones`) for texts whose days overlap and that share no access: one phone would have written those of
    the days that both tell of into both."""
    told = sorted((text for text in texts if len(text[1])), key=lambda text: text[0])
    if len(told) < 2:
        return
    phones = [phone for phone in _phones(told) if len(phone.times) >= _FEW]
    phones.sort(key=lambda phone: (phone.times[0], phone.name))
    for place, one in enumerate(phones):
        for two in phones[place + 1 :]:
            first, last = two.times[0], min(one.times[-1], two.times[-1])
            if one.times[-1] - first < _OVERLAP_MS:
                break  # nor does any later one overlap so far
            inside = (np.searchsorted(each.times, last, "right") - np.searchsorted(each.times, first) for each in (one, two))
            if last - first >= _OVERLAP_MS and min(inside) >= _FEW:
                raise UnusableInput("two-phones", name=min(one.name, two.name), other=max(one.name, two.name))


def _phones(texts: Sequence[tuple[str, pa.Table]]) -> Iterator[_Phone]:
    """The texts put together that share accesses, directly or by others. texts: by name."""
    times = [table["utc"].to_numpy() for _, table in texts]
    text = np.repeat(np.arange(len(texts)), [len(each) for each in times])
    access = pa.concat_tables(table.select(["identifier"]) for _, table in texts)["identifier"]
    access = access.combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.lexsort((text, access))
    access, text = access[order], text[order]
    shared = (access[1:] == access[:-1]) & (text[1:] != text[:-1])
    phone = list(range(len(texts)))
    for one, two in np.unique(np.stack((text[:-1][shared], text[1:][shared]), axis=1), axis=0).tolist():
        mine, other = phone[one], phone[two]
        phone = [mine if each == other else each for each in phone] if mine != other else phone
    for number in dict.fromkeys(phone):
        mine = [place for place, each in enumerate(phone) if each == number]
        yield _Phone(texts[mine[0]][0], np.sort(np.concatenate([times[place] for place in mine])))


def _by_place(parts: Sequence[tuple[str, Rows]]) -> list[tuple[str, int, int]]:
    """Text, line number and code of every problem, sorted: the order of inputs leaves no trace."""
    return sorted((name, *problem) for name, rows in parts for problem in rows.problems.tolist())


def _by_category(accesses: pd.DataFrame, *, picker: bool) -> dict[str, int]:
    """Counts by category, as the phone names it, sorted: of what was chosen in the picker, or of all else."""
    category = accesses["category"].cat
    codes = category.codes.to_numpy()[accesses["picker"].to_numpy() == picker]
    counts = np.bincount(codes, minlength=len(category.categories))
    return {str(name): count for name, count in zip(category.categories, counts.tolist(), strict=True) if count}


def _codes(column: pa.ChunkedArray) -> tuple[Ints, pd.Index]:
    """Text → int64 codes whose order is the texts' own, so that the order of lines leaves no trace; and the texts."""
    encoded = column.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[encoded.indices.to_numpy()], pd.Index(encoded.dictionary.take(order).to_pylist(), dtype=object)


def _numbered(values: Ints) -> Ints:
    """The same values as small numbers, in order of appearance."""
    return np.asarray(pa.array(values).dictionary_encode().indices.to_numpy(), dtype=np.int64)


def _pair(rows: pa.Table) -> tuple[pd.DataFrame, dict[str, int]]:
    apps, app_names = _codes(rows["bundle_id"])
    categories, category_names = _codes(rows["category"])
    # Identifiers only have to be told apart, and there are as many as accesses: no sorting of texts.
    identifiers = rows["identifier"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    kind, utc, local = (rows[name].to_numpy().astype(np.int64) for name in ("kind", "utc", "local"))
    picker = rows["picker"].to_numpy()
    app_category = apps * max(len(category_names), 1) + categories
    numbered = _numbered(app_category)
    # One number for each access and kind: sorting by it takes a third of the time that sorting by its parts does.
    line = (identifiers * (numbered.max(initial=0) + 1) + numbered) * len(KINDS) + kind

    order = np.lexsort((local, utc, line))
    pair_start = run_starts(identifiers[order], app_category[order])
    line_start = pair_start | run_starts(kind[order])
    pair = np.cumsum(pair_start) - 1  # number of the access each line belongs to
    pairs = int(pair[-1]) + 1 if len(pair) else 0
    kept, kept_pair = order[line_start], pair[line_start]

    def line_of(which: int) -> Ints:
        """For each access the row of this kind, or -1."""
        found = np.full(pairs, -1, dtype=np.int64)
        mine = kind[kept] == which
        found[kept_pair[mine]] = kept[mine]
        return found

    begin, end, event = (line_of(number) for number in KINDS.values())
    began = np.where(begin >= 0, begin, event)
    chosen = np.zeros(pairs, dtype=bool)
    chosen[pair[picker[order]]] = True
    known = began >= 0
    row, end_row, chosen = began[known], np.where(event >= 0, event, end)[known], chosen[known]
    ended = np.where(end_row >= 0, utc[end_row] if len(utc) else 0, np.iinfo(np.int64).min)  # the smallest int64 is pandas' "not a time"
    counts = {
        "duplicates": len(rows) - len(kept),
        "open": int((end_row < 0).sum()),
        "orphans": int((~known).sum()),
        "zero_length": int(((begin >= 0) & (end >= 0) & (utc[begin] == utc[end])).sum()) if len(utc) else 0,
    }
    by_time = np.lexsort((chosen, ended, app_category[row], local[row], utc[row]))
    row = row[by_time]
    frame = pd.DataFrame(
        {
            "bundle_id": pd.Categorical.from_codes(apps[row], app_names),
            "category": pd.Categorical.from_codes(categories[row], category_names),
            "begin": utc[row].view("M8[ms]"),
            "end": ended[by_time].view("M8[ms]"),
            "local": local[row].view("M8[ms]"),
            "picker": chosen[by_time],
        }
    )
    return frame, counts


def _contacts(rows: pa.Table) -> tuple[pd.DataFrame, int]:
    """One row per key, the same whatever the order of lines; and how many rows are in them.

    Rows of one key whose times overlap tell of the same contacts: the newest stays. What then lies apart is of other times, and its hits
    are added up.
    """
    texts = {name: _codes(rows[name]) for name in ("bundle_id", "domain", "owner", "context", "initiated")}
    numbers = {
        name: rows[name].to_numpy() for name in ("domain_type", "classification", "verification", "hits", "first_utc", "utc", "local")
    }
    keys = [texts[name][0] if name in texts else numbers[name] for name in _NETWORK_KEY]
    ranked = (numbers["local"], texts["owner"][0], numbers["first_utc"], numbers["hits"], numbers["utc"])
    order = np.lexsort((*ranked, *reversed(keys)))
    starts = run_starts(*(key[order] for key in keys))
    newest = order[np.roll(starts, -1)]  # the last of each run; the first start of all closes the last run
    hits, first, last = (numbers[name][newest] for name in ("hits", "first_utc", "utc"))
    joined = 0
    if len(newest) < len(order):
        key, row = _of_different_times(order, starts, numbers["first_utc"], numbers["utc"])
        begins = np.flatnonzero(run_starts(key))
        several = key[begins]
        hits[several] = _added(numbers["hits"][row], begins)
        first[several] = np.minimum.reduceat(numbers["first_utc"][row], begins)
        last[several] = np.maximum.reduceat(numbers["utc"][row], begins)
        joined = len(row) - len(several)
    frame = pd.DataFrame(
        {name: pd.Categorical.from_codes(codes[newest], names) for name, (codes, names) in texts.items()}
        | {"domain_type": numbers["domain_type"][newest], "hits": hits}
        | {"first": first.view("M8[ms]"), "last": last.view("M8[ms]")}
    )
    return frame, joined


def _of_different_times(order: Ints, starts: Bools, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Of each key that stands in several rows the newest row of each stretch of time that its rows cover: numbers of keys, ascending, and
    places of rows. order: places of rows, by key and then from the oldest to the newest. starts: where a key begins."""
    key = np.cumsum(starts) - 1
    alone = starts & np.roll(starts, -1)
    key, row = key[~alone], order[~alone]
    begin, end = np.minimum(first, last)[row], np.maximum(first, last)[row]
    by_begin = np.lexsort((begin, key))
    # Ranks instead of times, so that a key and a time have room in one number: how far earlier rows of the same key reach.
    moments, rank = np.unique(np.concatenate((begin, end)), return_inverse=True)
    begin, end = np.split(rank.ravel() + np.tile(key * len(moments), 2), 2)
    begin, reach = begin[by_begin], np.maximum.accumulate(end[by_begin])
    stretch = np.empty_like(key)
    stretch[by_begin] = np.cumsum(np.append(True, begin[1:] > reach[:-1]))
    by_stretch = np.argsort(stretch, kind="stable")  # from the oldest to the newest still
    newest = by_stretch[np.roll(run_starts(stretch[by_stretch]), -1)]
    return key[newest], row[newest]


def _added(hits: Ints, begins: npt.NDArray[np.intp]) -> Ints:
    """Sums from each of these places to the next, no larger than can be added up again."""
    sums = np.add.reduceat(hits.astype(np.float64), begins)
    return np.where(sums < _MOST_HITS, np.add.reduceat(hits, begins), _MOST_HITS)


def _owners(rows: pa.Table) -> pd.DataFrame:
    """Every name that any row gives to the owner of a host: with a row less, no other name comes to light."""
    named = rows.select(["bundle_id", "domain", "owner"]).filter(pc.not_equal(rows["owner"], ""))
    texts = {name: _codes(named[name]) for name in named.column_names}
    order = np.lexsort([codes for codes, _ in reversed(texts.values())])
    distinct = order[run_starts(*(codes[order] for codes, _ in texts.values()))]
    return pd.DataFrame({name: names.to_numpy()[codes[distinct]] for name, (codes, names) in texts.items()})


def _span(rows: pa.Table) -> tuple[datetime | None, datetime | None]:
    """First and last moment of these rows, each on its own line's clock."""
    if not len(rows):
        return None, None
    utc = rows["utc"].to_numpy()
    starts = np.minimum(rows["first_utc"].to_numpy(), utc) if "first_utc" in rows.column_names else utc
    local = rows["local"].to_numpy()
    # Exports from two time zones may give one moment two clocks: the earlier clock is taken, whatever the order of lines.
    offset = local - utc
    earliest, latest = np.lexsort((offset, starts))[0], np.lexsort((offset, -utc))[0]
    return _moment(int(starts[earliest]), int(offset[earliest])), _moment(int(utc[latest]), int(offset[latest]))


def _gaps(access: pa.Table, network: pa.Table) -> tuple[tuple[date, date], ...]:
    """Stretches of two calendar days and more between the first and the last day recorded that hold no line, on the lines' own clock.

    Without accesses a contact stands for all days from its first to its last time.
    """
    last = network["local"].to_numpy()
    days = [
        access["local"].to_numpy() // _DAY_MS,
        last // _DAY_MS,
        (network["first_utc"].to_numpy() + last - network["utc"].to_numpy()) // _DAY_MS,
    ]
    if not any(map(len, days)):
        return ()
    ends = [each for each in (days[:1] if len(access) else days[1:]) if len(each)]
    since, until = min(int(each.min()) for each in ends), max(int(each.max()) for each in ends)
    size = until - since + 1
    places = [each[(each >= since) & (each <= until)] - since for each in days]
    if len(access):
        held = sum(np.bincount(each, minlength=size) for each in places)
    else:
        _, to, from_ = places
        held = np.cumsum(
            np.bincount(np.minimum(from_, to), minlength=size + 1) - np.bincount(np.maximum(from_, to) + 1, minlength=size + 1)
        )
    recorded = np.flatnonzero(held > 0)
    wide = np.flatnonzero(np.diff(recorded) > _GAP_DAYS)
    return tuple((_day(since + int(recorded[each]) + 1), _day(since + int(recorded[each + 1]) - 1)) for each in wide)


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def _moment(utc_ms: int, offset_ms: int) -> datetime:
    zone = timezone(timedelta(minutes=offset_ms // _MINUTE_MS))
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=utc_ms)).astimezone(zone)
