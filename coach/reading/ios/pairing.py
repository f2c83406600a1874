"""Rows of one or several texts → one Report: duplicates dropped, begin and end joined, pickers kept apart.

Report lines carry a UUID that is stable between exports, so (app, category, identifier, kind) tells a line that was seen before. Network
rows carry none: of rows with the same key the newest stays, and hits are never added up.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coach.errors import UnusableInput
from coach.models import Can, Problem, Report, ReportSummary
from coach.reading.ios.mend import CODES, KINDS
from coach.reading.ios.rows import ACCESS_SCHEMA, NETWORK_SCHEMA, Ints, Rows
from coach.runs import exact_sum, run_starts

_NETWORK_KEY = ("bundle_id", "domain", "domain_type", "classification", "context", "verification", "initiated")
_MINUTE_MS = 60_000
# Two texts that tell of so long a time, each with so many lines in it, and share nothing, are of two phones.
_OVERLAP_MS = 24 * 60 * _MINUTE_MS
_FEW = 20
CAN = Can(series=True, network=True, grants=False)
"""An App Privacy Report holds every access and contact, and does not say which permissions are on."""


def build_report(texts: Sequence[tuple[str, Sequence[Rows]]]) -> Report:
    """One Report from the rows of all texts, each with its name. Raises UnusableInput: `two-phones`."""
    _of_one_phone([(name, pa.concat_tables(rows.access for rows in blocks)) for name, blocks in texts if blocks])
    parts = [(name, rows) for name, blocks in texts for rows in blocks]
    access = pa.concat_tables([ACCESS_SCHEMA.empty_table(), *(rows.access for _, rows in parts)])
    network = pa.concat_tables([NETWORK_SCHEMA.empty_table(), *(rows.network for _, rows in parts)])
    accesses, counts = _pair(access)
    contacts = _newest(network)
    problems = tuple(Problem(line=line, code=CODES[code], file=name) for name, line, code in _by_place(parts))
    first, last = _span(access if len(access) else network)
    summary = ReportSummary(
        first=first,
        last=last,
        days=round((last - first) / timedelta(days=1), 1) if first and last else 0.0,
        lines=sum(rows.lines for _, rows in parts),
        skipped_lines=len(problems),
        duplicates=counts["duplicates"] + len(network) - len(contacts),
        open_intervals=counts["open"],
        orphan_ends=counts["orphans"],
        zero_length=counts["zero_length"],
        accesses=_by_category(accesses[~accesses["picker"]]),
        picker_accesses=_by_category(accesses[accesses["picker"]]),
        network_rows=len(contacts),
        hits=exact_sum(contacts["hits"].to_numpy()),
        domains=int(contacts["domain"].nunique()),
        tracker_rows=int((contacts["domain_type"] == 1).sum()),
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


def _by_category(accesses: pd.DataFrame) -> dict[str, int]:
    """Counts by category, as the phone names it, sorted."""
    counts = accesses["category"].value_counts(sort=False)
    return {str(category): int(count) for category, count in sorted(counts.items()) if count}


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
    frame = pd.DataFrame(
        {
            "bundle_id": pd.Categorical.from_codes(apps[row], app_names),
            "category": pd.Categorical.from_codes(categories[row], category_names),
            "begin": utc[row].view("M8[ms]"),
            "end": ended.view("M8[ms]"),
            "local": local[row].view("M8[ms]"),
            "picker": chosen,
        }
    )
    by_time = np.lexsort((chosen, ended, app_category[row], local[row], utc[row]))
    frame = frame.iloc[by_time].reset_index(drop=True)
    counts = {
        "duplicates": len(rows) - len(kept),
        "open": int((end_row < 0).sum()),
        "orphans": int((~known).sum()),
        "zero_length": int(((begin >= 0) & (end >= 0) & (utc[begin] == utc[end])).sum()) if len(utc) else 0,
    }
    return frame, counts


def _newest(rows: pa.Table) -> pd.DataFrame:
    """One row per key, the newest; the same whatever the order of lines."""
    texts = {name: _codes(rows[name]) for name in ("bundle_id", "domain", "owner", "context", "initiated")}
    numbers = {
        name: rows[name].to_numpy() for name in ("domain_type", "classification", "verification", "hits", "first_utc", "utc", "local")
    }
    keys = [texts[name][0] if name in texts else numbers[name] for name in _NETWORK_KEY]
    ranked = (numbers["local"], texts["owner"][0], numbers["first_utc"], numbers["hits"], numbers["utc"])
    order = np.lexsort((*ranked, *reversed(keys)))
    starts = run_starts(*(key[order] for key in keys))
    newest = order[np.roll(starts, -1)]  # the last of each run; the first start of all closes the last run
    return pd.DataFrame(
        {name: pd.Categorical.from_codes(codes[newest], names) for name, (codes, names) in texts.items()}
        | {name: numbers[name][newest] for name in ("domain_type", "hits")}
        | {"first": numbers["first_utc"][newest].view("M8[ms]"), "last": numbers["utc"][newest].view("M8[ms]")}
    )


def _owners(rows: pa.Table) -> pd.DataFrame:
    """Every name that any row gives to the owner of a host: with a row less, no other name comes to light."""
    named = rows.select(["bundle_id", "domain", "owner"]).filter(pc.not_equal(rows["owner"], ""))
    distinct = named.group_by(["bundle_id", "domain", "owner"]).aggregate([]).sort_by([(name, "ascending") for name in named.column_names])
    return pd.DataFrame({name: np.array(distinct[name].to_pylist(), dtype=object) for name in named.column_names})


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


def _moment(utc_ms: int, offset_ms: int) -> datetime:
    zone = timezone(timedelta(minutes=offset_ms // _MINUTE_MS))
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=utc_ms)).astimezone(zone)
