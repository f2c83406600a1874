"""The usage statistics → when each app was last on the screen, and what was on it in the last day.

Grammar: AOSP, UserUsageStatsService. Headings of stretches of time are in the phone's language and are passed over.
"""

import re
import sys

from coach.reading.android.raw import MAIN_USER, Event, Raw
from coach.reading.android.times import MOMENT, earliest, moment

_USER = re.compile(r"user=(\d{1,6})")
_PACKAGE = re.compile(r"package=([^\s\"]{1,255}) ")
_LAST = re.compile(rf'\blastTime(?:Used|Visible)?="({MOMENT})"')
_EVENT = re.compile(rf'time="({MOMENT})" type=([A-Z_]{{1,60}})(?: package=([^\s"]{{1,255}}))?(?: .*)?')
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
        self._raw.sections.add("usage")
        for text in times:
            time = moment(text)
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
        self._raw.sections.add("usage")
        time = moment(found[1])
        if time and found[2] in _KEPT:
            self._raw.keep(line)
            self._raw.events.add(Event(self._user, sys.intern(found[3] or ""), sys.intern(found[2]), time))
