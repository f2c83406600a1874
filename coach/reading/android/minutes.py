"""The history of the app-ops service → minutes and counts: `Discrete accesses` and `History` of Android 12 to 16, the tables of later ones.

Grammar: AOSP, DiscreteRegistry, HistoricalRegistry, and of the tables AppOpHistoryHelper. The columns of a table are told by its heading.
"""

import re

from coach.reading.android.raw import Count, Moment, Raw, Stretch, uid_of
from coach.reading.android.times import MOMENT, earliest, moment, span

TABLE = "UID|PACKAGE_NAME|"
_NEEDED = ("UID", "PACKAGE_NAME", "OP_NAME", "ACCESS_TIME", "UID_STATE", "OP_FLAGS")
_WORDS = re.compile(r"(Uid|Package|Attribution)(?:: ?| )(.{1,255}?):?")
_OP = re.compile(r"([A-Za-z][\w.]{0,80}(?:\(\d{1,9}\))?):?")
_STATE = r"\[([a-z]{1,12})-([^\]\s]{1,40})\]"
_ACCESS = re.compile(rf"(Access|Reject):? {_STATE} at ({MOMENT})(?: for (-?\d{{1,12}}) milliseconds)?(?: .*)?")
_BEGIN_END = re.compile(rf"(begin|end) = ({MOMENT})(?: .*)?")
_COUNT = re.compile(rf"{_STATE} = (.{{1,200}})")
_PART = re.compile(r"(access|reject|duration)=([+-]?\w{1,40})")
_DEVICE = ("[Device", "Device")
_CELL = re.compile(r"[\w.()|]{0,80}")
_LONGEST = 10 * 366 * 86_400_000


class _Place:
    """Where in the tree of uid, package, part and operation a line stands."""

    def __init__(self) -> None:
        self.uid: int | None = None
        self.package = self.op = ""
        self.tag = "null"

    def step(self, line: str) -> bool:
        """Whether a line leads to another place."""
        if found := _WORDS.fullmatch(line):
            if found[1] == "Uid":
                self.uid, self.package, self.op = uid_of(found[2]), "", ""
            elif found[1] == "Package":
                self.package, self.op, self.tag = found[2], "", "null"
            else:
                self.tag = found[2]
            return True
        if found := _OP.fullmatch(line):
            self.op = found[1]
            return True
        return False


class Discrete:
    """Takes the lines of `Discrete accesses`, one after another."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._place = _Place()

    def take(self, number: int, line: str) -> None:
        """line: without the blanks around it. Raises TooMuch."""
        if not line.startswith(("Access", "Reject")):
            if not self._place.step(line) and line and not line.startswith(_DEVICE):
                self._place.op = ""  # so that nobody gets what stands below it
            return
        found, place = _ACCESS.fullmatch(line), self._place
        time = moment(found[4]) if found else None
        if not found or time is None or place.uid is None or not place.package or not place.op:
            self._raw.miss(number, line)
            return
        refused = found[1] == "Reject"
        length = int(found[5]) if found[5] and int(found[5]) >= 0 else None
        self._raw.keep(line)
        key = Moment(place.uid, place.package, place.op, place.tag, found[2], found[3], time)
        _add(self._raw, key, Count(int(not refused), int(refused), length))


class Aggregated:
    """Takes the lines of `History`, one after another."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._place = _Place()
        self._begin = self._end = ""

    def take(self, number: int, line: str) -> None:
        """line: without the blanks around it. Raises TooMuch."""
        if found := _BEGIN_END.fullmatch(line):
            if found[1] == "begin":
                self._begin, self._end, self._place = found[2], "", _Place()
            else:
                self._end = found[2]
        elif found := _COUNT.fullmatch(line):
            self._count(number, line, found)
        elif not self._place.step(line) and line.startswith("["):
            self._raw.miss(number, line)

    def _count(self, number: int, line: str, found: re.Match[str]) -> None:
        place, parts = self._place, dict(_PART.findall(found[3]))
        begin, end = moment(self._begin), moment(self._end)
        numbers = [parts.get(name, "0") for name in ("access", "reject")]
        if begin is None or place.uid is None or not place.package or not place.op or not parts or not all(map(str.isdecimal, numbers)):
            self._raw.miss(number, line)
            return
        # An end before the beginning was seen: the clock had not been set.
        end = None if end is None or earliest(end) or end < begin else end
        self._raw.keep(line)
        key = Stretch(place.uid, place.package, place.op, place.tag, found[1], found[2], begin)
        length = span(parts["duration"]) if "duration" in parts else None
        count, before = Count(int(numbers[0]), int(numbers[1]), length, end), self._raw.buckets.get(key)
        # Of a stretch that goes on, what was written last tells most.
        self._raw.buckets[key] = count if before is None else max(before, count, key=lambda each: each.told)


class Table:
    """Takes the rows of a table, of minutes or of counts, one after another."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._columns: dict[str, int] = {}
        self.counted = False

    def heading(self, line: str) -> None:
        """The names of the columns."""
        names = line.split("|")
        self._columns = {name: place for place, name in enumerate(names)} if set(_NEEDED) <= {*names} else {}

    def take(self, number: int, line: str) -> None:
        """A row. Raises TooMuch."""
        cells = line.split("|")
        if not self._columns or len(cells) != len(self._columns):
            self._raw.miss(number, line)
            return
        told = {name: cells[place].strip() for name, place in self._columns.items()}
        uid, time = uid_of(told["UID"]), moment(told["ACCESS_TIME"])
        numbers = [told.get(name, "0") for name in ("ACCESS_COUNTS", "REJECT_COUNTS")]
        length = told.get("DURATION", "")
        sound = all(_CELL.fullmatch(told[name]) for name in ("OP_NAME", "UID_STATE", "OP_FLAGS"))
        if uid is None or time is None or not sound or not all(each.isdecimal() and len(each) < 10 for each in numbers):
            self._raw.miss(number, line)
            return
        self._raw.keep(line)
        seconds = int(length) if length.isdecimal() and 0 < int(length[:15]) < _LONGEST else None
        count = Count(int(numbers[0]), int(numbers[1]), seconds)
        where = uid, told["PACKAGE_NAME"], told["OP_NAME"], told.get("ATTRIBUTION_TAG", "null"), told["UID_STATE"], told["OP_FLAGS"]
        if self.counted:
            self._raw.buckets[Stretch(*where, time)] = count
        else:
            _add(self._raw, Moment(*where, time), count)


def _add(raw: Raw, key: Moment, count: Count) -> None:
    """One use prints two lines, with its length and without: they are one minute."""
    before = raw.minutes.get(key)
    if before:
        lengths = [each.milliseconds for each in (before, count) if each.milliseconds is not None]
        count = Count(max(before.accesses, count.accesses), max(before.refused, count.refused), max(lengths, default=None))
    raw.minutes[key] = count
