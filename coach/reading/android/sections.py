"""Lines of a text → what is kept of them. Only lines of the parts that are read are looked at, and nothing else is ever held.

A bug report is many services one behind the other, each with a heading (`DUMP OF SERVICE appops:`); what adb writes has the services alone.
"""

import re
from collections.abc import Callable, Iterable

from coach.reading.android.about import About
from coach.reading.android.appops import AppOps, like_a_record
from coach.reading.android.heads import TRIMMED, read_head
from coach.reading.android.lines import lines_of
from coach.reading.android.minutes import TABLE, Aggregated, Discrete, Table
from coach.reading.android.packages import HEADINGS, Packages, like_a_grant
from coach.reading.android.pasted import as_written
from coach.reading.android.raw import Raw
from coach.reading.android.times import later
from coach.reading.android.usage import Usage
from coach.reading.reader import TooManyLines

MOST_KEPT = 16 * 1024 * 1024
"""Bytes of lines of which something is kept, of one text: a real phone has a sixth. As nouns they take some ten times as much."""
MOST_LINES = 16_000_000
"""The lines of a text of a gigabyte."""
_Take = Callable[[int, str], None]
_BLANK = " \t\xa0"
_SERVICE = re.compile(r"DUMP OF SERVICE (?:(?:CRITICAL|HIGH|NORMAL) )?([\w.\-/]{1,200}):.{0,200}")
_ENDED = re.compile(r"-{9} [\d.,]{1,12}s was the \w{1,20} of dumpsys ([\w.\-/]{1,200}),.{0,200}")
_TIMED_OUT = re.compile(r"\*\*\* SERVICE '([\w.\-/]{1,200})' DUMP TIMEOUT.{0,200}")
_STATES = ("Current AppOps Service state:", "AppOps Service state:")
_AGAIN = "AppOps Uid Op State"
# Lines of the service at the margin, those of Android 16 and later among them.
_OWN = (
    *_STATES,
    "AppOps ",
    "History",
    "Historical AppOps",
    "Discrete accesses",
    "SHORT_INTERVAL",
    "Database size",
    "Database Total",
    TABLE,
)
_HEADS = (*_STATES, _AGAIN, "History:", "Historical AppOps", "Discrete accesses", TABLE, "----")
_THIRD_PARTY = re.compile(r"package:(?:/\S{1,1000}=)?([\w.]{1,255})(?: .*)?")
_TABLES = re.compile(r"-{4,20}(?=.{0,100}App Ops).{0,120}")
# Which service has which part.
_PARTS = {"appops": "app_ops", "package": "packages", "usagestats": "usage"}
# How services begin that stand alone.
_ALONE = (
    ("role", re.compile(r"ROLE MANAGER STATE .{0,40}")),
    ("accessibility", re.compile(r"ACCESSIBILITY MANAGER .{0,40}")),
    ("input_method", re.compile(r"(?:Current )?Input Method Manager (?:Service )?state:")),
    ("user", re.compile(r"Users:")),
    ("usagestats", re.compile(r"user=\d{1,6}")),
    ("settings", re.compile(r"(?:GLOBAL|SECURE|SYSTEM) SETTINGS \(user \d{1,6}\)")),
)
_LEVEL = "Database versions:"
# Where the heading of a part was left out, or its indent lost.
_UID = re.compile(r"Uid (?:\d{1,10}|u\d{1,5}\w{1,8}):")
_OF_OPS = re.compile(rf"{_UID.pattern}|Package [\w.]{{1,255}}:")
_PACKAGE = re.compile(r"(?:Package|SharedUser) \[[^\]\s]{1,255}\] \(\w{1,16}\):.{0,200}")
# No line at the margin that is of use begins with another sign.
_FIRSTS = frozenset("-=*[_ABCDGHIPRSUpu")
_MARKS = frozenset("-*=D")
_NO_SERVICE = "-"
# Where a line of a part may stand outside of it.
_MAY_STRAY = ("appops", "package")


def read_raw(blocks: Iterable[bytes], raw: Raw | None = None) -> Raw:
    """All that is kept of one text. Raises TooMuch, TooManyLines."""
    sections = _Sections(raw or Raw(room=MOST_KEPT))
    number = 0
    for lines in as_written(lines_of(blocks)):
        if number + len(lines) > MOST_LINES:
            raise TooManyLines
        number = sections.take(lines, number)
    return sections.end(number)


class _Sections:
    """Where in a text one is. service: None until a mark of a bug report comes. flat: whether all lines stand at the margin. strays:
    whether lines of a part may stand outside of it."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._ops = _OpsService(raw)
        self._packages = Packages(raw)
        self._about = About(raw)
        self._usage = Usage(raw)
        self._service: str | None = None
        self._take: _Take | None = None
        self._in_ops = self._in_packages = self._listed = False
        self._flat, self._strays = False, True
        self._services: dict[str, _Take] = {
            "usagestats": self._usage.take,
            "user": self._about.of_users,
            "role": self._about.of_roles,
            "settings": self._about.of_settings,
            "input_method": self._about.of_input_methods,
            "accessibility": self._about.of_accessibility,
            "telecom": self._about.of_telecom,
        }

    def take(self, lines: list[str], number: int) -> int:
        """Lines that follow on the one of that number; the number of the last of them."""
        for line in lines:
            number += 1
            if not line or line[0] in _BLANK:
                if self._take:
                    if inner := line.strip():
                        self._take(number, inner)
                elif self._strays:
                    self._stray(number, line.strip())
            elif line[0] in _FIRSTS or self._in_ops or self._listed:
                self._margin(number, line.rstrip())
            elif self._in_packages:
                if self._flat and self._take:
                    self._take(number, line.rstrip())
                else:
                    self._go(None)
            elif self._take:
                self._take(number, line.rstrip())
            elif self._strays:
                self._stray(number, line.rstrip())
        return number

    def end(self, number: int) -> Raw:
        """Everything, where the text ends."""
        raw = self._raw
        raw.lines = number
        if raw.written and raw.uptime is not None and (start := later(raw.written, -raw.uptime)):
            raw.starts.add(start)
        if part := _PARTS.get(self._service or ""):
            raw.cut.add(part)
        if self._in_packages:
            raw.cut.add("packages")  # there is always something behind them
        if self._ops.open:
            raw.cut.add("app_ops")
        return raw

    def _go(self, take: _Take | None) -> None:
        self._take = take
        self._in_ops, self._in_packages = take == self._ops.take, take == self._packages.take

    def _margin(self, number: int, line: str) -> None:
        """A line that begins at the margin: a mark, a heading, a line of the phone's own, or of a part that is read."""
        if line[0] in _MARKS and self._is_mark(line):
            return
        if line in _STATES or (self._of_ops() and self._ops.is_mine(line, marked=self._service == "appops" and self._in_ops)):
            self._go(self._ops.take)
            self._ops.take(number, line)
        elif self._service in (None, "package") and line in HEADINGS:
            self._packages.heading(line)
            self._go(self._packages.take)
        elif self._service in (None, "package") and line == _LEVEL:
            self._go(self._about.of_package_service)
        elif self._service is None and (service := next((name for name, begins in _ALONE if begins.fullmatch(line)), "")):
            self._begin(service, line)
        elif self._take and (self._in_ops or self._in_packages) and self._is_flat(line):
            self._take(number, line)
        elif self._in_ops or self._in_packages:
            self._go(None)
            self._of_phone(line)
        elif self._take and self._service != "package" and not line.startswith("package:"):
            self._take(number, line)
            self._of_phone(line)
        elif self._stray(number, line):
            self._flat = self._flat or self._in_ops or self._in_packages
        else:
            self._of_phone(line)

    def _is_flat(self, line: str) -> bool:
        """Whether a line at the margin shows that the indent of all lines was lost."""
        self._flat = self._flat or bool((_OF_OPS if self._in_ops else _PACKAGE).fullmatch(line))
        return self._flat

    def _stray(self, number: int, line: str) -> bool:
        """A line that stands below no heading. A part that begins without one, or goes on, is read; what looks like an access or a grant
        and is nobody's is told. Whether it was of any use."""
        if not line or not self._strays:
            return False
        if self._service != "package" and _UID.fullmatch(line):
            self._go(self._ops.take)
            self._ops.begin()
            self._ops.take(number, line)
        elif self._service != "appops" and _PACKAGE.fullmatch(line):
            self._go(self._packages.take)
            self._packages.take(number, line)
        elif like_a_record(line) or like_a_grant(line):
            self._raw.miss(number, line)
        else:
            return False
        return True

    def _of_ops(self) -> bool:
        """Whether a line may be of the app-ops service. Outside of its own part, only the heading is."""
        return self._service in (None, "appops") or (self._service == _NO_SERVICE and self._in_ops)

    def _is_mark(self, line: str) -> bool:
        """Whether a line marks where a service, or a part of a bug report, begins or ends."""
        if found := _SERVICE.fullmatch(line):
            self._at(found[1])
            self._begin(found[1], line)
        elif _ENDED.fullmatch(line) or line.startswith("------ "):
            self._at(_NO_SERVICE)
        elif found := _TIMED_OUT.fullmatch(line):
            if part := _PARTS.get(found[1]):
                self._raw.cut.add(part)
        elif line.startswith(TRIMMED):
            read_head(line, self._raw)
        else:
            return False
        return True

    def _at(self, service: str) -> None:
        self._service, self._strays = service, service in _MAY_STRAY
        self._go(None)

    def _begin(self, service: str, line: str) -> None:
        take = self._services.get(service)
        self._go(take)
        self._about.new_part()
        if take:
            take(0, line)

    def _of_phone(self, line: str) -> None:
        """A line of the head of a bug report, a property, or what adb writes of packages and of the version."""
        if found := _THIRD_PARTY.fullmatch(line):
            self._listed = True
            self._raw.keep(line)
            self._raw.third_party.add(found[1])
        elif self._listed and line[0].isdecimal():
            self._about.release(line)
        elif self._service in (None, _NO_SERVICE):
            self._listed = False
            self._about.at_margin(line)


class _OpsService:
    """All that the app-ops service writes: its state, and the history behind it in one of three forms."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._present, self._discrete, self._aggregated, self._table = AppOps(raw), Discrete(raw), Aggregated(raw), Table(raw)
        self._now: AppOps | Discrete | Aggregated | Table = self._present

    @property
    def open(self) -> bool:
        """Whether the state breaks off in the middle of a block."""
        return self._present.open

    def begin(self) -> None:
        """The state, without its heading."""
        self._present.restart()
        self._now = self._present

    def take(self, number: int, line: str) -> None:
        """line: without the blanks around it. Raises TooMuch."""
        if not line.startswith(_HEADS) and not isinstance(self._now, Table):
            self._now.take(number, line)
        elif line in _STATES or line.startswith(_AGAIN):
            self.begin()
        elif line.startswith(("History:", "Historical AppOps")):
            self._now = self._aggregated
        elif line.startswith("Discrete accesses"):
            self._timeline("days")
            self._now = self._discrete
        elif line.startswith(TABLE):
            self._table.heading(line)
            self._now = self._table
        elif _TABLES.fullmatch(line):
            self._begin_table(line)
        elif isinstance(self._now, Table) and "|" not in line:
            if line.startswith("Uid "):
                self._now = self._present
                self._present.take(number, line)
        else:
            self._now.take(number, line)

    def is_mine(self, line: str, *, marked: bool) -> bool:
        """Whether a line at the margin is of this service. marked: whether nothing but a mark ends it."""
        mine = marked or line.startswith(_OWN) or _TABLES.fullmatch(line)
        return bool(mine or (isinstance(self._now, Table) and "|" in line))

    def _begin_table(self, line: str) -> None:
        self._table.counted = "Aggregated" in line
        if not self._table.counted:
            self._timeline("hour" if "Hour" in line else "days")
        self._now = self._table

    def _timeline(self, of: str) -> None:
        self._raw.sections.add("minutes")
        self._raw.minutes_of = min(of, self._raw.minutes_of or of)
