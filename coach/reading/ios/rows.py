"""Apple's columns → rows of accesses and contacts, all at once; the shapes of both.

Everything here works on whole columns and takes only what is wholly usual: anything else raises, and `mend` looks at the lines.
"""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from coach.reading.ios.mend import KINDS, LARGEST_NUMBER, MAX_OFFSET_MINUTES, NUMBER_KEYS, YEARS

_ZONE = re.compile(r"([+-])([0-9]{2}):([0-5][0-9])")
Ints = npt.NDArray[np.int64]

_TEXT = (
    "type",
    "category",
    "identifier",
    "kind",
    "timeStamp",
    "bundleID",
    "domain",
    "domainOwner",
    "context",
    "initiatedType",
    "firstTimeStamp",
)
_ACCESS_KEYS = ("accessor", "category", "identifier", "kind", "timeStamp", "outOfProcess")
_NETWORK_KEYS = ("bundleID", "domain", "domainOwner", "context", "initiatedType", "firstTimeStamp", "timeStamp", *NUMBER_KEYS)
SCHEMA = pa.schema(
    [(key, pa.string()) for key in _TEXT]
    + [(key, pa.int64()) for key in NUMBER_KEYS]
    + [("accessor", pa.struct([("identifier", pa.string())])), ("outOfProcess", pa.bool_())]
)
ACCESS_SCHEMA = pa.schema(
    [
        ("bundle_id", pa.string()),
        ("category", pa.string()),
        ("identifier", pa.string()),
        ("kind", pa.int8()),
        ("utc", pa.int64()),
        ("local", pa.int64()),
        ("picker", pa.bool_()),
        ("line", pa.int64()),
    ]
)
NETWORK_SCHEMA = pa.schema(
    [
        ("bundle_id", pa.string()),
        ("domain", pa.string()),
        ("domain_type", pa.int64()),
        ("classification", pa.int64()),
        ("owner", pa.string()),
        ("context", pa.string()),
        ("verification", pa.int64()),
        ("initiated", pa.string()),
        ("hits", pa.int64()),
        ("first_utc", pa.int64()),
        ("utc", pa.int64()),
        ("local", pa.int64()),
        ("line", pa.int64()),
    ]
)
PROBLEM = np.dtype([("line", np.int64), ("code", np.int8)])
"""A line that was left out: its number, and the place of its code in `CODES`. Nine bytes, as a text may hold millions of them."""
Problems = npt.NDArray[np.void]
NO_PROBLEMS: Problems = np.empty(0, dtype=PROBLEM)


class Rows(NamedTuple):
    """What one text holds: rows as read, before pairing, each with the number of its line.

    Times in milliseconds since 1970, `utc` and on the line's own clock (`local`).
    """

    access: pa.Table
    network: pa.Table
    lines: int
    """Non-empty lines."""
    markers: int
    """Lines that only announce a section (2021 betas)."""
    problems: Problems


class Irregular(Exception):
    """These columns hold something that only `mend` can judge."""


def split(table: pa.Table, lines: Ints) -> tuple[pa.Table, pa.Table]:
    """Raw columns → access and network rows. lines: the number of each row's line. Raises Irregular or ArrowException unless every row is
    wholly usable."""
    access, access_lines = _of_type(table, lines, "access", _ACCESS_KEYS)
    network, network_lines = _of_type(table, lines, "networkActivity", _NETWORK_KEYS)
    if len(access) + len(network) != len(table):
        raise Irregular
    app = pc.struct_field(access["accessor"], "identifier")
    needed = (app, access["category"], access["identifier"], network["bundleID"], network["domain"])
    if any(column.null_count or pc.any(pc.equal(column, "")).as_py() for column in needed):
        raise Irregular
    kind = pc.index_in(access["kind"], pa.array(list(KINDS)))
    if kind.null_count:
        raise Irregular
    for key in NUMBER_KEYS:
        least, most = pc.min_max(network[key]).as_py().values()
        if least is not None and (least < 0 or most >= LARGEST_NUMBER):
            raise Irregular
    utc, local = _clock(access["timeStamp"])
    last_utc, last_local = _clock(network["timeStamp"])
    first_utc, _ = _clock(pc.coalesce(network["firstTimeStamp"], network["timeStamp"]))
    picker = pc.fill_null(access["outOfProcess"], False)
    return (
        pa.table(
            [app, access["category"], access["identifier"], pc.cast(kind, pa.int8()), utc, local, picker, access_lines],
            schema=ACCESS_SCHEMA,
        ),
        pa.table(
            [
                network["bundleID"],
                network["domain"],
                pc.fill_null(network["domainType"], 0),
                pc.fill_null(network["domainClassification"], 0),
                pc.fill_null(network["domainOwner"], ""),
                pc.fill_null(network["context"], ""),
                pc.fill_null(network["contextVerificationType"], 0),
                pc.fill_null(network["initiatedType"], ""),
                pc.fill_null(network["hits"], 1),
                first_utc,
                last_utc,
                last_local,
                network_lines,
            ],
            schema=NETWORK_SCHEMA,
        ),
    )


def _of_type(table: pa.Table, lines: Ints, name: str, keys: tuple[str, ...]) -> tuple[pa.Table, Ints]:
    """The rows of one type with the columns that belong to it, and their lines."""
    wanted = pc.fill_null(pc.equal(table["type"], name), False)
    kept = table.select(keys)
    # A report names all accesses before all contacts: most blocks are of one type, and need no copy.
    return (kept, lines) if pc.all(wanted).as_py() else (kept.filter(wanted), lines[wanted.to_numpy()])


def _clock(stamps: pa.ChunkedArray) -> tuple[Ints, Ints]:
    """`2025-11-26T10:15:00.000+08:00` → (UTC, the line's own clock), both int64 milliseconds since 1970."""
    local = pc.cast(pc.utf8_slice_codeunits(stamps, 0, 23), pa.timestamp("ms")).cast(pa.int64()).to_numpy()
    zones = pc.utf8_slice_codeunits(stamps, 23).combine_chunks().dictionary_encode()
    if stamps.null_count or (len(local) and not _in_years(int(local.min()), int(local.max()))):
        raise Irregular
    offsets = np.array([_offset_ms(zone) for zone in zones.dictionary.to_pylist()], dtype=np.int64)
    utc = local - offsets[zones.indices.to_numpy()] if len(local) else local
    return utc, local


def _in_years(first_ms: int, last_ms: int) -> bool:
    lower, upper = (int(np.datetime64(f"{year}-01-01", "ms").astype(np.int64)) for year in YEARS)
    return lower <= first_ms and last_ms < upper


def _offset_ms(zone: str) -> int:
    if zone == "Z":
        return 0
    parts = _ZONE.fullmatch(zone)
    if not parts or (minutes := int(parts[2]) * 60 + int(parts[3])) > MAX_OFFSET_MINUTES:
        raise Irregular
    return (-minutes if parts[1] == "-" else minutes) * 60_000
