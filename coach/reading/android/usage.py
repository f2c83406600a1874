"""The usage statistics → when each app was last on the screen, and what was on it in the last day.

Grammar: AOSP, UserUsageStatsService. Headings of stretches of time are in the phone's language and are passed over.
"""

import re
import sys
from datetime import datetime

from coach.reading.android.raw import MAIN_USER, Event, Raw
from coach.reading.android.times import earliest, moment

_USER = re.compile(r"user=(\d{1,6})")
_PACKAGE = re.compile(r"package=([^\s\"]{1,255}) ")
# Programs for notes make quotation marks curly.
_OPEN, _CLOSE = '["“”″]', '["”“″]'
_LAST = re.compile(rf"\blastTime(?:Used|Visible)?={_OPEN}([^\"“”″]{{1,60}}){_CLOSE}")
_EVENT = re.compile(rf"time={_OPEN}([^\"“”″]{{1,60}}){_CLOSE} type=([A-Z_]{{1,60}})(?: package=([^\s\"]{{1,255}}))?(?: .*)?")
# Makers write dates as the phone's language has them. Those that begin with the year can be read; others may be of one month or another,
# and a word for half of the day is not known here.
_YEAR_FIRST = re.compile(
    r"(\d{4})[^\d:]{1,3}(\d{1,2})[^\d:]{1,3}(\d{1,2})[^\d\s:]{0,2}\s{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([AaPp])\.?[Mm]\.?)?"
)
_NOON = 12
ON = frozenset({"ACTIVITY_RESUMED", "MOVE_TO_FOREGROUND"})
# Not those of being stopped or destroyed: they come when another activity of the app has long been on the screen, or none for hours.
OFF = frozenset({"ACTIVITY_PAUSED", "MOVE_TO_BACKGROUND"})
STARTED = "DEVICE_STARTUP"
_KEPT = ON | OFF | {STARTED}


class Usage:
    """Takes the lines of the usage statistics, one after another."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._user = MAIN_USER

    def take(self, _number: int, line: str) -> None:
        """line: without the blanks around it. Raises TooMuch."""
        if line.startswith("package="):
            self._package(line)
        elif line.startswith("time="):
            self._event(line)
        elif found := _USER.fullmatch(line):
            self._user = int(found[1])

    def _package(self, line: str) -> None:
        if not (found := _PACKAGE.match(line)) or not (times := _LAST.findall(line)):
            return
        for text in times:
            time = _time(text)
            self._raw.sections |= {"usage"} if time else set()
            if time and not earliest(time):
                key = found[1], self._user
                before = self._raw.opened.get(key)
                if before is None:
                    self._raw.keep(line)
                self._raw.opened[key] = max(time, before or time)

    def _event(self, line: str) -> None:
        found = _EVENT.fullmatch(line)
        if not found:
            return
        time = _time(found[1])
        self._raw.sections |= {"usage"} if time else set()
        if time and found[2] in _KEPT:
            self._raw.keep(line)
            self._raw.events.add(Event(self._user, sys.intern(found[3] or ""), sys.intern(found[2]), time))


def _time(text: str) -> datetime | None:
    """A moment, as Android or as a language writes it; None where it can't be told."""
    if time := moment(text):
        return time
    if not (found := _YEAR_FIRST.fullmatch(text.strip())):
        return None
    half, hour = (found[7] or "").lower(), int(found[4])
    if half:
        hour = hour % _NOON + (0 if half == "a" else _NOON)
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), hour, int(found[5]), int(found[6] or 0))
    except ValueError:
        return None
