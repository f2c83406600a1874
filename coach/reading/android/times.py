"""Times as Android writes them: ages such as `-1d0h50m6s832ms`, exact and of no time zone, and moments on the phone's own clock."""

import re
from datetime import datetime, timedelta

_SPAN = re.compile(r"([+-]?)(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?")
_UNITS = (86_400_000, 3_600_000, 60_000, 1000, 1)
MOMENT = r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{3})?"
"""A moment, in whatever digits a language has."""
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?")
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1)


def span(text: str) -> int | None:
    """Milliseconds, of the sign that is written; None for what is no span. Source: AOSP, TimeUtils.formatDuration."""
    if text == "0":
        return 0
    found = _SPAN.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        return None
    whole = sum(int(part) * unit for part, unit in zip(found.groups()[1:], _UNITS, strict=True) if part)
    return -whole if found[1] == "-" else whole


def written_span(milliseconds: int) -> str:
    """The same as Android writes it."""
    if not milliseconds:
        return "0"
    left = abs(milliseconds)
    parts: list[str] = []
    for unit, name in zip(_UNITS, ("d", "h", "m", "s", "ms"), strict=True):
        count, left = divmod(left, unit)
        if count or parts:
            parts.append(f"{count}{name}")
    return ("-" if milliseconds < 0 else "+") + "".join(parts)


def moment(text: str) -> datetime | None:
    """On the phone's clock; None where there is no such day or hour."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, milli = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, milli * 1000)
    except ValueError:
        return None


def written_moment(time: datetime) -> str:
    """The same as Android writes it."""
    return f"{time:%Y-%m-%d %H:%M:%S}.{time.microsecond // 1000:03}" if time.year > 999 else time.isoformat(" ", "milliseconds")


def ago(now: datetime, time: datetime) -> int:
    """Milliseconds from a moment to a later one on the same clock."""
    return (now - time) // _MILLISECOND


def later(time: datetime, milliseconds: int) -> datetime | None:
    """None where no calendar has it."""
    try:
        return time + milliseconds * _MILLISECOND
    except OverflowError:
        return None


def earliest(time: datetime) -> bool:
    """Whether a moment is that of a clock that was never set."""
    return time - _EPOCH < timedelta(days=366)
