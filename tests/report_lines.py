"""Builders of report lines, so that a test names only what it is about.

    read(ndjson(access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com")))

`access` and `network` give a list of lines with the keys iOS wrote in a year (2021 to 2025; 2025 unless told otherwise), so they are
added up; `ndjson` makes the bytes of a file out of lines; `read` reads files as one report, `same_report` compares two. Everything is
fixed: the same call gives the same lines. `report_lines` makes any lines, for properties that hold for every report. Times are on the
phone's clock in `ZONE` unless they carry another one.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, Literal

from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from coach.models import Report
from coach.reading import read_report

Year = Literal[2021, 2022, 2023, 2024, 2025]
Moment = datetime | str
"""An aware datetime, or a time as it shall stand in the file."""

CATEGORIES = ("location", "contacts", "photos", "camera", "microphone", "mediaLibrary", "screenRecording")
"""What iOS names the permissions that a report tells of."""
YEARS: tuple[Year, ...] = (2021, 2022, 2023, 2024, 2025)
ZONE = timezone(timedelta(hours=8))
MONDAY = datetime(2025, 11, 24, tzinfo=ZONE)
"""The first day of the week that `at` counts from."""
LENGTH = timedelta(seconds=4)
"""How long an access takes unless told otherwise."""
AFTER_BEGIN = "AFTER_BEGIN"
"""The usual `end` of an access: `LENGTH` after a `begin` that is a datetime."""

_IDS = uuid.UUID("6f2a1c9e-3f0b-4b6d-9f57-0d6c5a1e8b42")


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 0, zone: timezone = ZONE) -> datetime:
    """A moment in the week of `MONDAY`, on the clock of `zone`."""
    return MONDAY.replace(tzinfo=zone) + timedelta(days=day, hours=hour, minutes=minute, seconds=second)


def stamp(moment: Moment) -> str:
    """A time as iOS writes it: `2025-11-24T09:00:00.000+08:00`."""
    return moment if isinstance(moment, str) else moment.isoformat(timespec="milliseconds")


def line(**record: Any) -> str:
    """One record as one line, without spaces, as iOS writes it."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def ndjson(lines: Iterable[str]) -> bytes:
    """The bytes of a file with these lines."""
    return "".join(f"{each}\n" for each in lines).encode()


def same_report(left: Report, right: Report) -> None:
    """Both have the same counts, problems, accesses and contacts."""
    assert left.summary == right.summary
    assert [problem.code for problem in left.problems] == [problem.code for problem in right.problems]
    for table in ("accesses", "network", "owners"):
        assert_frame_equal(getattr(left, table), getattr(right, table))


def read(*files: bytes) -> Report:
    """One file or several, read as one report."""
    return read_report([(f"report-{number}.ndjson", data) for number, data in enumerate(files, 1)])


def access(
    app: str,
    category: str,
    begin: Moment,
    end: Moment | None = AFTER_BEGIN,
    identifier: str = "",
    *,
    picker: bool = False,
    year: Year = 2025,
) -> list[str]:
    """Begin and end line of one access; `end` None leaves it open. Without an identifier, app, category and begin decide it."""
    if end == AFTER_BEGIN:
        end = (datetime.fromisoformat(begin) if isinstance(begin, str) else begin) + LENGTH
    identifier = identifier or str(uuid.uuid5(_IDS, f"{app} {category} {stamp(begin)}")).upper()
    return [
        access_line(app, category, kind, moment, identifier, picker=picker, year=year)
        for kind, moment in (("intervalBegin", begin), ("intervalEnd", end))
        if moment is not None
    ]


def access_line(
    app: str,
    category: str,
    kind: str,
    moment: Moment,
    identifier: str,
    *,
    picker: bool = False,
    year: Year = 2025,
    **further: Any,
) -> str:
    """One access line alone; `further` keys are added or put in the place of the usual ones."""
    record: dict[str, Any] = {}
    if year >= 2024:
        record["accessCount"] = 0
    record |= {
        "accessor": {"identifier": app, "identifierType": "bundleID"},
        "category": category,
        "identifier": identifier,
        "kind": kind,
    }
    if picker:
        record["outOfProcess"] = True
    record |= {"timeStamp": stamp(moment), "type": "access"}
    return line(**record | further)


def network(
    app: str,
    domain: str,
    last: Moment = MONDAY,
    first: Moment | None = None,
    *,
    hits: int = 1,
    domain_type: int = 2,
    owner: str = "",
    context: str = "",
    initiated: str = "AppInitiated",
    year: Year = 2025,
    **further: Any,
) -> list[str]:
    """The one line of an app's contact with a host; `first` is `last` unless told otherwise."""
    record: dict[str, Any] = {
        "domain": domain,
        "firstTimeStamp": stamp(last if first is None else first),
        "context": context,
        "timeStamp": stamp(last),
        "domainType": domain_type,
        "initiatedType": initiated,
        "hits": hits,
        "type": "networkActivity",
        "domainOwner": owner,
        "bundleID": app,
        "contextVerificationType": 1 if context else 0,
    }
    if year >= 2022:
        record["domainClassification"] = 1
    return [line(**record | further)]


# Each strategy is made once: to make and check one takes longer than to draw from it.
_APPS = st.sampled_from(["com.example.chat", "5Q4J53EFRC.com.example.maps", "com.example.照片"])
_OFFSETS = st.sampled_from([timezone(timedelta(minutes=minutes)) for minutes in (480, 0, -210)])
_AFTER_MONDAY = st.sampled_from([timedelta(milliseconds=number) for number in (0, 1, 900_000, 3_600_000, 86_400_000)])
_STAMPS = st.builds(lambda zone, after: stamp(MONDAY.astimezone(zone) + after).replace("+00:00", "Z"), _OFFSETS, _AFTER_MONDAY)
_ACCESS_LINES = st.builds(
    access_line,
    _APPS,
    st.sampled_from(["photos", "location", "somethingNew"]),
    st.sampled_from(["intervalBegin", "intervalEnd"]),
    _STAMPS,
    st.sampled_from("ABCD"),
    picker=st.booleans(),
    year=st.sampled_from(YEARS),
)
_NETWORK_LINES = st.builds(
    network,
    _APPS,
    st.sampled_from(["ads.example.com", "2001:db8::1", "例子.example"]),
    _STAMPS,
    _STAMPS,
    hits=st.integers(0, 3),
    domain_type=st.sampled_from([1, 2]),
    owner=st.sampled_from(["", "Example Ads"]),
    context=st.sampled_from(["", "news.example"]),
    initiated=st.sampled_from(["AppInitiated", "NonAppInitiated"]),
    year=st.sampled_from(YEARS),
).map(lambda lines: lines[0])


@cache
def report_lines(at_least: int = 1) -> st.SearchStrategy[list[str]]:
    """Usable lines in any order, with all that real files hold: identifiers that come back, open ends, orphans, changing offsets."""
    return st.lists(_ACCESS_LINES | _NETWORK_LINES, min_size=at_least, max_size=14)
