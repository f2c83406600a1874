"""Times in every shape: each is read to the right moment or refused, the same whether a block is read at once or a line for itself."""

import json
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access_line, ndjson, network, read

from coach.reading.ios.mend import mend
from coach.reading.ios.rows import SCHEMA, Irregular, split

CHAT = "com.example.chat"
NINE = "2025-11-24T01:00:00.000"
"""Nine in the morning at +08:00, by UTC."""
READ = {
    "as iOS writes it": ("2025-11-24T09:00:00.000+08:00", NINE),
    "UTC": ("2025-11-24T01:00:00.000Z", NINE),
    "a small z": ("2025-11-24T01:00:00.000z", NINE),
    "an offset without colon": ("2025-11-24T09:00:00.000+0800", NINE),
    "an offset of hours": ("2025-11-24T09:00:00.000+08", NINE),
    "minus zero": ("2025-11-24T01:00:00.000-00:00", NINE),
    "west": ("2025-11-23T21:30:00.000-03:30", NINE),
    "the largest offset": ("2025-11-24T19:00:00.000+18:00", NINE),
    "an offset with seconds": ("2025-11-24T09:00:30.000+08:00:30", NINE),
    "an offset with seconds, west": ("2025-11-23T20:59:40.000-04:00:20", NINE),
    "a blank for the T": ("2025-11-24 09:00:00.000+08:00", NINE),
    "blanks": (" 2025-11-24  09:00:00 +0800 ", NINE),
    "a small t": ("2025-11-24t09:00:00.000+08:00", NINE),
    "a comma": ("2025-11-24T09:00:00,000+08:00", NINE),
    "no fraction": ("2025-11-24T09:00:00+08:00", NINE),
    "no seconds": ("2025-11-24T09:00+08:00", NINE),
    "hours alone": ("2025-11-24T09+08:00", NINE),
    "tenths": ("2025-11-24T09:00:00.5+08:00", "2025-11-24T01:00:00.500"),
    "microseconds": ("2025-11-24T09:00:00.123999+08:00", "2025-11-24T01:00:00.123"),
    "nanoseconds": ("2025-11-24T09:00:00.123999999Z", "2025-11-24T09:00:00.123"),
    "no signs between": ("20251124T090000+0800", NINE),
    "a week date": ("2025-W48-1T09:00:00.000+08:00", NINE),
    "a week date without signs": ("2025W481T090000+0800", NINE),
    "midnight as 24:00": ("2025-11-23T24:00:00.000Z", "2025-11-24T00:00:00.000"),
    "midnight as 24:00, in short": ("2025-12-31T24:00+08:00", "2025-12-31T16:00:00.000"),
    "a leap second": ("2016-12-31T23:59:60.000Z", "2017-01-01T00:00:00.000"),
    "a leap second elsewhere": ("2017-01-01T07:59:60.250+08:00", "2017-01-01T00:00:00.250"),
    "a leap day": ("2024-02-29T12:00:00.000Z", "2024-02-29T12:00:00.000"),
    "the first moment": ("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000"),
    "the last moment": ("2199-12-31T23:59:59.999Z", "2199-12-31T23:59:59.999"),
}
REFUSED = {
    "after 24:00": "2025-11-24T24:00:01.000+08:00",
    "just after 24:00": "2025-11-24T24:00:00.001Z",
    "hour 25": "2025-11-24T25:00:00.000+08:00",
    "minute 60": "2025-11-24T09:60:00.000+08:00",
    "second 61": "2025-11-24T23:59:61.000Z",
    "no day": "2025-02-30T09:00:00.000+08:00",
    "no leap day": "2023-02-29T09:00:00.000Z",
    "no week": "2025-W54-1T09:00:00.000Z",
    "a date alone": "2025-11-24",
    "a date with an offset": "2025-11-24+08:00",
    "a time alone": "09:00:00.000+08:00",
    "no offset": "2025-11-24T09:00:00.000",
    "offset beyond 18 hours": "2025-11-24T09:00:00.000+18:01",
    "offset a second beyond": "2025-11-24T09:00:00.000-18:00:01",
    "offset of 75 minutes": "2025-11-24T09:00:00.000+00:75",
    "the name of a zone": "2025-11-24T09:00:00.000CST",
    "two offsets": "2025-11-24T09:00:00.000+08:00+08:00",
    "a Buddhist year": "2568-11-24T09:00:00.000+07:00",
    "the year before 1970": "1969-12-31T23:59:59.999Z",
    "the year 2200": "2200-01-01T00:00:00.000Z",
    "2200 by 24:00": "2199-12-31T24:00:00.000Z",
    "year 0": "0000-01-01T00:00:00.000Z",
    "beyond all years": "9999-12-31T24:00:00.000Z",
    "another order": "24.11.2025 09:00:00 +0800",
    "one digit": "2025-11-24T9:00:00.000+08:00",
    "other digits": "٢٠٢٥-11-24T09:00:00.000+08:00",
    "seconds since 1970": "1763974800",
    "nothing": "",
    "blanks alone": "  ",
}


def at_once(stamp: str) -> tuple[datetime, datetime] | None:
    """Moment and clock of a line that is read in a block; None where the block is left to `mend`."""
    record = json.loads(access_line(CHAT, "photos", "intervalBegin", stamp, "A"))
    try:
        access, _ = split(pa.Table.from_pylist([record], schema=SCHEMA), np.array([1]))
    except (Irregular, pa.ArrowException):
        return None
    utc, local = (datetime(1970, 1, 1) + timedelta(milliseconds=access[name][0].as_py()) for name in ("utc", "local"))
    return utc, local


def for_itself(stamp: str) -> tuple[datetime, datetime] | str:
    """The same for a line that is looked at for itself, or the code of what is wrong."""
    mended = mend(access_line(CHAT, "photos", "intervalBegin", stamp, "A").encode())
    if isinstance(mended, str):
        return mended
    found = at_once(mended["timeStamp"])
    assert found, "what is mended is as usual"
    return found


@pytest.mark.parametrize(("stamp", "utc"), READ.values(), ids=READ.keys())
def test_a_time_is_read_to_its_moment(stamp: str, utc: str) -> None:
    found = for_itself(stamp)
    assert not isinstance(found, str)
    moment, clock = found
    assert moment == datetime.fromisoformat(utc)
    assert (clock - moment) % timedelta(minutes=1) == timedelta(0)
    assert at_once(stamp) in (None, found)
    report = read(ndjson([access_line(CHAT, "photos", "intervalBegin", stamp, "A")]))
    assert (report.problems, list(report.accesses["begin"])) == ((), [moment])


@pytest.mark.parametrize("stamp", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_time_is_refused(stamp: str) -> None:
    assert at_once(stamp) is None
    assert for_itself(stamp) == "bad-time"
    good = [each for number in range(10) for each in network(CHAT, f"{number}.example.com")]
    bad = [access_line(CHAT, "photos", "intervalBegin", stamp, "A"), *network(CHAT, "b.example", first=stamp)]
    assert [problem.code for problem in read(ndjson([*good, *bad])).problems] == ["bad-time", "bad-time"]


def test_the_clock_of_an_offset_with_seconds_goes_by_whole_minutes() -> None:
    assert for_itself("2025-11-24T09:00:30.000+08:00:30") == (datetime(2025, 11, 24, 1), datetime(2025, 11, 24, 9))
    assert for_itself("2025-11-24T09:00:31.000+08:00:31") == (datetime(2025, 11, 24, 1), datetime(2025, 11, 24, 9, 1))


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)),
    st.integers(-18 * 60, 18 * 60),
    st.sampled_from(["T", " ", "t", "  "]),
    st.sampled_from(["milliseconds", "seconds", "microseconds", "minutes"]),
    st.sampled_from([":", ""]),
)
def test_every_moment_is_read_alike_both_ways(moment: datetime, minutes: int, between: str, exact: str, colon: str) -> None:
    there = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    text = there.isoformat(timespec=exact).replace("T", between)
    stamp = text[:-3] + text[-3:].replace(":", colon)
    told = datetime.fromisoformat(there.isoformat(timespec=exact)).astimezone(UTC).replace(tzinfo=None)
    told = told.replace(microsecond=told.microsecond // 1000 * 1000)
    found = for_itself(stamp)
    assert found == (told, told + timedelta(minutes=minutes))
    assert at_once(stamp) in (None, found)


@given(
    st.text(st.sampled_from("0123456789-:.,TtZz +W"), max_size=32)
    | st.from_regex(r"2025-1[12]-2[0-9][T ]2[0-9]:[0-6][0-9]:[0-6][0-9]\.[0-9]{3}([+-][0-9:]{0,8}|Z)", fullmatch=True)
)
def test_whatever_is_read_in_a_block_is_read_the_same_for_itself(stamp: str) -> None:
    found = at_once(stamp)
    assert found is None or for_itself(stamp) == found
