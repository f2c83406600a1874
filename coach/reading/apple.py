"""Lines of Apple's App Privacy Report → tables of access and network rows.

Format: Apple, "Inspecting app activity data", and real exports of 2021–2025 (docs/report-format.md).

Arrow reads a block of lines at once, several times as fast as `json.loads` (benchmarks/assess.py). A block it refuses, or that holds
anything out of the ordinary, is halved until it is small, and then `mend` looks at each line for itself: it gives a line in
the usual shape, or a code that says why the line was left out. So one bad line costs little, and there is only one conversion.
"""

import json
import math
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

BLOCK_BYTES = 16 * 1024 * 1024
MEND_BELOW_BYTES = 16 * 1024
MAX_LINE_BYTES = 1024 * 1024
# Clocks outside these years are broken, not informative.
YEARS = (1970, 2200)
MAX_OFFSET_MINUTES = 18 * 60

LARGEST_NUMBER = 2**53

BEGIN, END, EVENT = 0, 1, 2
_KINDS = {"intervalBegin": BEGIN, "intervalEnd": END, "event": EVENT}
# The 2021 betas named the permission by the system's internal service, or by the stream it was logged to.
_BETA_SERVICES = {
    "kTCCServiceAddressBook": "contacts",
    "kTCCServicePhotos": "photos",
    "kTCCServiceCamera": "camera",
    "kTCCServiceMicrophone": "microphone",
    "kTCCServiceMediaLibrary": "mediaLibrary",
    "kTCCServiceLocation": "location",
    "kTCCServiceScreenCapture": "screenRecording",
    "com.apple.privacy.accounting.stream.location": "location",
    "com.apple.privacy.accounting.stream.replay-kit": "screenRecording",
}

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
_NUMBERS = ("domainType", "domainClassification", "contextVerificationType", "hits")
_ACCESS_KEYS = ("accessor", "category", "identifier", "kind", "timeStamp", "outOfProcess")
_NETWORK_KEYS = ("bundleID", "domain", "domainOwner", "context", "initiatedType", "firstTimeStamp", "timeStamp", *_NUMBERS)
SCHEMA = pa.schema(
    [(key, pa.string()) for key in _TEXT]
    + [(key, pa.int64()) for key in _NUMBERS]
    + [("accessor", pa.struct([("identifier", pa.string())])), ("outOfProcess", pa.bool_())]
)
# Keys of other iOS versions are read past. (Arrow could infer them, but crashes on one that is nested 20,000 deep.)
_PARSE = pj.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="ignore")

# Arrow shares the parts of a block among the processor's cores; a line longer than a part it refuses, and `mend` looks at it.
_PARALLEL = pj.ReadOptions(block_size=1024 * 1024)

ACCESS_SCHEMA = pa.schema(
    [
        ("bundle_id", pa.string()),
        ("category", pa.string()),
        ("identifier", pa.string()),
        ("kind", pa.int8()),
        ("utc", pa.int64()),
        ("local", pa.int64()),
        ("picker", pa.bool_()),
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
    ]
)


class Rows(NamedTuple):
    """What one text holds: rows as read, before pairing. Times in milliseconds since 1970, `utc` and on the line's own clock (`local`)."""

    access: pa.Table
    network: pa.Table
    lines: int
    """Non-empty lines."""
    markers: int
    """Lines that only announce a section (2021 betas)."""
    problems: tuple[tuple[int, str], ...]
    """Line number and code of each line that was left out."""


class _Irregular(Exception):
    """This block holds something that only `mend` can judge."""


def read_lines(text: bytes, progress: Callable[[float], None] = lambda share: None) -> list[Rows]:
    """The rows of UTF-8 lines, block by block. Line numbers count every line, empty ones too. `progress` is told the share read, 0 to 1."""
    blocks: list[Rows] = []
    start, number = 0, 1
    while start < len(text):
        stop = _block_end(text, start, BLOCK_BYTES)
        block = text[start:stop]
        blocks += _read_block(block, number)
        number += block.count(b"\n")
        start = stop
        progress(stop / len(text))
    return blocks


def _block_end(text: bytes, start: int, size: int) -> int:
    """Where a block of about `size` bytes ends: behind the line it ends in."""
    if start + size >= len(text):
        return len(text)
    stop = text.find(b"\n", start + size)
    return len(text) if stop < 0 else stop + 1


def _read_block(block: bytes, number: int) -> Iterator[Rows]:
    if not block.strip():
        return
    try:
        yield _read_whole(block)
        return
    except (_Irregular, pa.ArrowException, UnicodeDecodeError):
        pass
    middle = _block_end(block, 0, len(block) // 2)
    if len(block) <= MEND_BELOW_BYTES or middle >= len(block):
        yield _read_each(block, number)
        return
    yield from _read_block(block[:middle], number)
    yield from _read_block(block[middle:], number + block[:middle].count(b"\n"))


def _read_whole(block: bytes) -> Rows:
    """All lines at once, or an exception where any of them is not as usual."""
    lines = block.strip(b"\n")
    characters = np.frombuffer(lines, dtype=np.uint8)
    breaks = np.flatnonzero(characters == ord("\n"))
    # Arrow doesn't mind where a line ends: only where every line break stands between two objects is a row a line.
    if not lines.startswith(b"{") or (characters[breaks - 1] != ord("}")).any() or (characters[breaks + 1] != ord("{")).any():
        raise _Irregular
    if np.diff(breaks, prepend=-1, append=len(lines)).max() > MAX_LINE_BYTES:
        raise _Irregular
    if not lines.isascii():
        lines.decode()
    count = len(breaks) + 1
    table = pj.read_json(pa.BufferReader(lines), _PARALLEL, _PARSE)
    if table.num_rows != count:
        raise _Irregular
    return Rows(*_split(table), count, 0, ())


def _split(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Raw columns → access and network rows. Raises _Irregular or ArrowException unless every row is wholly usable."""
    access = _of_type(table, "access", _ACCESS_KEYS)
    network = _of_type(table, "networkActivity", _NETWORK_KEYS)
    if len(access) + len(network) != len(table):
        raise _Irregular
    app = pc.struct_field(access["accessor"], "identifier")
    needed = (app, access["category"], access["identifier"], network["bundleID"], network["domain"])
    if any(column.null_count or pc.any(pc.equal(column, "")).as_py() for column in needed):
        raise _Irregular
    kind = pc.index_in(access["kind"], pa.array(list(_KINDS)))
    if kind.null_count:
        raise _Irregular
    for key in _NUMBERS:
        least, most = pc.min_max(network[key]).as_py().values()
        if least is not None and (least < 0 or most >= LARGEST_NUMBER):
            raise _Irregular
    utc, local = _clock(access["timeStamp"])
    last_utc, last_local = _clock(network["timeStamp"])
    first_utc, _ = _clock(pc.coalesce(network["firstTimeStamp"], network["timeStamp"]))
    picker = pc.fill_null(access["outOfProcess"], False)
    return (
        pa.table([app, access["category"], access["identifier"], pc.cast(kind, pa.int8()), utc, local, picker], schema=ACCESS_SCHEMA),
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
            ],
            schema=NETWORK_SCHEMA,
        ),
    )


def _of_type(table: pa.Table, name: str, keys: tuple[str, ...]) -> pa.Table:
    """The rows of one type with the columns that belong to it."""
    wanted = pc.fill_null(pc.equal(table["type"], name), False)
    kept = table.select(keys)
    # A report names all accesses before all contacts: most blocks are of one type, and need no copy.
    return kept if pc.all(wanted).as_py() else kept.filter(wanted)


def _clock(stamps: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """`2025-11-26T10:15:00.000+08:00` → (UTC, the line's own clock), both int64 milliseconds since 1970."""
    local = pc.cast(pc.utf8_slice_codeunits(stamps, 0, 23), pa.timestamp("ms")).cast(pa.int64()).to_numpy()
    zones = pc.utf8_slice_codeunits(stamps, 23).combine_chunks().dictionary_encode()
    if stamps.null_count or (len(local) and not _in_years(int(local.min()), int(local.max()))):
        raise _Irregular
    offsets = np.array([_offset_ms(zone) for zone in zones.dictionary.to_pylist()], dtype=np.int64)
    utc = local - offsets[zones.indices.to_numpy()] if len(local) else local
    return utc, local


def _in_years(first_ms: int, last_ms: int) -> bool:
    lower, upper = (int(np.datetime64(f"{year}-01-01", "ms").astype(np.int64)) for year in YEARS)
    return lower <= first_ms and last_ms < upper


def _offset_ms(zone: str) -> int:
    if zone == "Z":
        return 0
    if (
        len(zone) != 6
        or zone[0] not in "+-"
        or zone[3] != ":"
        or not (zone[1:3] + zone[4:]).isascii()
        or not (zone[1:3] + zone[4:]).isdigit()
    ):
        raise _Irregular
    minutes = int(zone[1:3]) * 60 + int(zone[4:])
    if minutes > MAX_OFFSET_MINUTES or int(zone[4:]) > 59:
        raise _Irregular
    return (-minutes if zone[0] == "-" else minutes) * 60_000


def _read_each(block: bytes, number: int) -> Rows:
    """Line by line: what can be used, and a problem for each line that can't."""
    records: list[dict[str, Any]] = []
    problems: list[tuple[int, str]] = []
    lines = markers = 0
    parts = block.split(b"\n")
    for place, line in enumerate(parts):
        if not line.strip():
            continue
        lines += 1
        result = mend(line)
        if isinstance(result, str):
            # What stands behind the last line break has none of its own: it may have been cut, in the middle of a character too.
            cut = result in ("bad-json", "bad-encoding") and place == len(parts) - 1
            problems.append((number + place, "cut-line" if cut else result))
        elif "_marker" in result:
            markers += 1
        else:
            records.append(result)
    access, network = _split(pa.Table.from_pylist(records, schema=SCHEMA))
    return Rows(access, network, lines, markers, tuple(problems))


def mend(line: bytes) -> dict[str, Any] | str:
    """One line → a record in today's shape (`{"_marker": …}` for a section heading), or the code of what is wrong with it.

    Codes: bad-json, bad-encoding, long-line, not-a-record, unknown-record, missing-value, bad-value, bad-time.
    """
    if len(line) > MAX_LINE_BYTES:
        return "long-line"
    try:
        record = json.loads(line.decode())
        json.dumps(record, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except UnicodeError:
        return "bad-encoding"
    except (ValueError, RecursionError):
        return "bad-json"
    if not isinstance(record, dict):
        return "not-a-record"
    kind = record.get("type")
    if kind == "access" or (kind is None and "accessor" in record):
        return _mend_access(record)
    if kind == "networkActivity" or (kind is None and "domain" in record):
        return _mend_network(record)
    return {"_marker": None} if "_marker" in record else "unknown-record"


def _mend_access(record: dict[str, Any]) -> dict[str, Any] | str:
    category = record.get("category")
    if category is None and isinstance(service := record.get("tccService", record.get("stream")), str):
        category = _BETA_SERVICES.get(service, service)
    accessor = record.get("accessor")
    app = accessor.get("identifier") if isinstance(accessor, dict) else None
    stamp = record.get("timeStamp", record.get("timestamp"))
    kind = record.get("kind")
    identifier = record.get("identifier")
    picker = record.get("outOfProcess")
    if app is None or category is None or stamp is None or kind is None:
        return "missing-value"
    if not all(isinstance(value, str) and value for value in (app, category)) or not isinstance(kind, str) or kind not in _KINDS:
        return "bad-value"
    if not isinstance(identifier, str | None) or not isinstance(picker, bool | None):
        return "bad-value"
    if (time := _mend_time(stamp)) is None:
        return "bad-time"
    return {
        "type": "access",
        "accessor": {"identifier": app},
        "category": category,
        "identifier": identifier or time,  # without one, the moment tells accesses apart
        "kind": kind,
        "timeStamp": time,
        "outOfProcess": picker,
    }


def _mend_network(record: dict[str, Any]) -> dict[str, Any] | str:
    app, domain = record.get("bundleID"), record.get("domain")
    last = record.get("timeStamp", record.get("timestamp"))
    first = last if record.get("firstTimeStamp") is None else record["firstTimeStamp"]
    if app is None or domain is None or last is None:
        return "missing-value"
    if not all(isinstance(value, str) and value for value in (app, domain)):
        return "bad-value"
    texts = {key: record.get(key) for key in ("domainOwner", "context", "initiatedType")}
    if not all(isinstance(value, str | None) for value in texts.values()):
        return "bad-value"
    numbers = {key: _whole_number(record.get(key)) for key in _NUMBERS}
    if any(record.get(key) is not None and value is None for key, value in numbers.items()):
        return "bad-value"
    times = (_mend_time(first), _mend_time(last))
    if None in times:
        return "bad-time"
    return {
        "type": "networkActivity",
        "bundleID": app,
        "domain": domain,
        "firstTimeStamp": times[0],
        "timeStamp": times[1],
        **texts,
        **numbers,
    }


def _whole_number(value: object) -> int | None:
    """A count as iOS could have written it; None where it is no such number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) and 0 <= value < LARGEST_NUMBER else None


def _mend_time(stamp: object) -> str | None:
    """Any ISO 8601 time with an offset → the usual shape; None where it is none, or lies outside `YEARS`."""
    if not isinstance(stamp, str):
        return None
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    offset = time.utcoffset()
    if offset is None or not YEARS[0] <= time.year < YEARS[1]:
        return None
    minutes = round(offset.total_seconds() / 60)
    if abs(minutes) > MAX_OFFSET_MINUTES:
        return None
    sign = "-" if minutes < 0 else "+"
    return f"{time.replace(tzinfo=None).isoformat(timespec='milliseconds')}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
