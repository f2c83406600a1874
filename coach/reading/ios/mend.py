"""One line of a report, looked at for itself: a record in today's shape, or the code of what is wrong with it.

What the codes mean stands in docs/report-format.md.
"""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

CODES = (
    "bad-json",
    "cut-line",
    "bad-encoding",
    "long-line",
    "not-a-record",
    "unknown-record",
    "missing-value",
    "bad-value",
    "bad-time",
    "far-time",
)
"""All that can be wrong with a line. `cut-line` is given by who knows that it is the last one, `far-time` by who knows all others."""
KINDS = {"intervalBegin": 0, "intervalEnd": 1, "event": 2}
"""What a line tells of an access, and its number in the tables; `event` is of the 2021 betas."""
NUMBER_KEYS = ("domainType", "domainClassification", "contextVerificationType", "hits")
LARGEST_NUMBER = 2**53
MAX_LINE_BYTES = 1024 * 1024
# Clocks outside these years are broken, not informative.
YEARS = (1970, 2200)
MAX_OFFSET_MINUTES = 18 * 60
_UNITS = ("hour", "minute", "second")
_TIME = re.compile(
    r"""(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?W[0-9]{2}-?[1-7])
    (?:[Tt]|[ ]+)(?P<hour>[0-9]{2})(?::?(?P<minute>[0-5][0-9])(?::?(?P<second>[0-5][0-9]|60)(?:[.,](?P<fraction>[0-9]+))?)?)?
    [ ]*(?:[Zz]|(?P<sign>[+-])(?P<zone_hour>[0-9]{2})(?::?(?P<zone_minute>[0-5][0-9])(?::?(?P<zone_second>[0-5][0-9]))?)?)""",
    re.VERBOSE,
)
_DIGITS = re.compile("[0-9]{1,16}")
_JSON_BEGINS = frozenset('{["-0123456789tfnNI')

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


def mend(line: bytes) -> dict[str, Any] | str:
    """One line → a record in today's shape (`{"_marker": …}` for a section heading), or a code."""
    if len(line) > MAX_LINE_BYTES:
        return "long-line"
    try:
        text = line.decode()
        # Most lines that can't be used are no JSON from their first character: raising for each would take several times as long.
        if text.lstrip(" \t\r")[:1] not in _JSON_BEGINS:
            return "bad-json"
        record = json.loads(text)
        if b"\\u" in line:
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
    if not all(isinstance(value, str) and value for value in (app, category)) or not isinstance(kind, str) or kind not in KINDS:
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
    app, domain = record.get("bundleID", record.get("hasApp.bundleName")), record.get("domain")
    last = record.get("timeStamp", record.get("timestamp"))
    first = last if record.get("firstTimeStamp") is None else record["firstTimeStamp"]
    if app is None or domain is None or last is None:
        return "missing-value"
    if not all(isinstance(value, str) and value for value in (app, domain)):
        return "bad-value"
    texts = {key: record.get(key) for key in ("domainOwner", "context", "initiatedType")}
    if not all(isinstance(value, str | None) for value in texts.values()):
        return "bad-value"
    numbers = {key: _whole_number(record.get(key)) for key in NUMBER_KEYS}
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
    """A count as iOS could have written it, in quotes too; None where it is no such number."""
    if isinstance(value, str):
        value = int(value) if _DIGITS.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LARGEST_NUMBER:
        return None
    return int(value) if value == int(value) else None


def _mend_time(stamp: object) -> str | None:
    """A time with an offset, in any shape of ISO 8601 → the usual shape; None where it is none, or lies outside `YEARS`.

    24:00 is midnight of the next day, and a leap second the one that follows it. The moment is exact to the millisecond; the clock goes by
    the offset in whole minutes. Shapes are told here, as Python's own reading of them differs from version to version.
    """
    found = _TIME.fullmatch(stamp.strip(" ")) if isinstance(stamp, str) else None
    if not found:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    fraction = int((found["fraction"] or "")[:3].ljust(3, "0"))
    east = timedelta(**{f"{unit}s": int(found[f"zone_{unit}"] or 0) for unit in _UNITS})
    offset = -east if found["sign"] == "-" else east
    if hour > 24 or (hour == 24 and (minute or second or fraction)) or abs(offset) > timedelta(minutes=MAX_OFFSET_MINUTES):
        return None
    minutes = round(offset / timedelta(minutes=1))
    try:
        time = datetime.combine(date.fromisoformat(found["date"]), datetime.min.time())
        time += timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=fraction) + timedelta(minutes=minutes) - offset
    except (ValueError, OverflowError):
        return None
    if not YEARS[0] <= time.year < YEARS[1]:
        return None
    return f"{time.isoformat(timespec='milliseconds')}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
