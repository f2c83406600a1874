"""What misleads in an Android file: accesses that happened, but say nothing about the app. Each rule and its numbers: access.toml, `traps`.

An excuse rests on accesses on the screen, on usage, on when the phone or an app was started or installed, and on operations that nobody
judges. So it never goes away when a judged access in the background, a refusal or a grant does.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from coach.android import Excuse, Restart, Seen
from coach.content.access import AccessTable
from coach.reading.android.raw import Raw, Record, user_of
from coach.reading.android.times import ago
from coach.reading.android.usage import OFF, ON, STARTED

_MINUTE = 60_000
_Key = TypeVar("_Key")
Place = tuple[str, int]
"""A package of a user."""


def place_of(record: Record) -> Place:
    return record.package, user_of(record.uid)


def shown_of(raw: Raw, dumped: datetime | None) -> dict[Place, list[tuple[int, int]]]:
    """When each app was on the screen in the last day: ages, from the longest ago on."""
    if dumped is None:
        return {}
    found: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    begun: dict[Place, int] = {}
    # At one second an app that comes back is off first.
    for event in sorted(raw.events, key=lambda each: (each.time, each.kind in ON, each.user, each.package, each.kind)):
        place, age = (event.package, event.user), ago(dumped, event.time)
        if event.kind in ON:
            begun.setdefault(place, age)
        elif event.kind in OFF:
            found[place].append((begun.pop(place, age), age))
    for place, age in begun.items():
        found[place].append((age, min(age, 0)))
    return {place: sorted(each, reverse=True) for place, each in found.items()}


def restarts(raw: Raw, table: AccessTable, dumped: datetime | None) -> tuple[Restart, ...]:
    """Every time after the phone was switched on that the file knows of."""
    rule = table.traps.restart
    found = {Restart(begin, begin - rule.within - rule.after, "wave") for begin in _waves(raw, table)}
    if dumped:
        # Uptime is told in whole minutes, and what it is told from is rounded down.
        found |= {Restart(ago(dumped, start) + _MINUTE, ago(dumped, start) - rule.boot, "uptime") for start in raw.starts}
        events = [ago(dumped, event.time) for event in raw.events if event.kind == STARTED]
        found |= {Restart(age, age - rule.boot, "event") for age in events}
    return tuple(sorted(found, reverse=True))


def _waves(raw: Raw, table: AccessTable) -> list[int]:
    """The ages at which a minute begins in which so many packages were woken, the longest ago first, and no two in one minute."""
    rule, seen = table.traps.restart, table.seen_in
    woken = sorted(
        (
            (age, place_of(record))
            for record, age in raw.records.items()
            if seen.get(record.state) == "background" and record.op not in table.judged and 0 <= age <= table.traps.oldest
        ),
        reverse=True,
    )
    waves: list[int] = []
    first, awake = 0, Counter[Place]()
    for age, place in woken:
        awake[place] += 1
        while woken[first][0] - age > rule.within:
            gone = woken[first][1]
            awake[gone] -= 1
            if not awake[gone]:
                del awake[gone]
            first += 1
        begin = woken[first][0]
        if len(awake) >= rule.packages and not (waves and waves[-1] - begin <= rule.within):
            waves.append(begin)
    return waves


class _Stretches:
    """Stretches of time, of which those that overlap are one; each from the longer ago on."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._ends: list[int] = []
        self._begins: list[int] = []
        for begin, end in sorted(stretches, key=lambda each: each[1]):
            if self._begins and end <= self._begins[-1]:
                self._begins[-1] = max(begin, self._begins[-1])
            else:
                self._ends.append(end)
                self._begins.append(begin)

    def near(self, age: int, within: int) -> bool:
        """Whether a moment lies in one of them, or no further from it than that."""
        at = bisect_left(self._begins, age - within)
        return at < len(self._begins) and self._ends[at] <= age + within


class Excuses:
    """Why an access is held against nobody."""

    def __init__(self, raw: Raw, table: AccessTable, dumped: datetime | None) -> None:
        self._raw = raw
        self._table = table
        self.restarts = restarts(raw, table, dumped)
        self.shown = shown_of(raw, dumped)
        self._started = _Stretches((each.begin_age, each.end_age) for each in self.restarts)
        self._shown = {place: _Stretches(each) for place, each in self.shown.items()}
        self._screen = self._on_screen(dumped)
        self._beside = self._of_operations()
        self._installed = _installed(raw, dumped)

    def of_record(self, record: Record, age: int) -> Excuse:
        """Of the last access of one kind."""
        traps, place = self._table.traps, place_of(record)
        seen = self._table.seen_in.get(record.state, "unknown")
        if not 0 <= age <= traps.oldest:
            return "undated"
        if record.op == traps.number_check.op and self._not_older(place, traps.number_check.beside, age + traps.number_check.within):
            return "number-check"
        ringing = traps.ringing
        if record.op == ringing.op and seen != "screen" and self._not_older(place, ringing.beside, age + ringing.within):
            return "ringing"
        return self._of_background(place, record.uid, record.op, age, 0) if seen == "background" else ""

    def of_minute(self, place: Place, uid: int, op: str, age: int, seen: Seen) -> Excuse:
        """Of a minute: what began in it may have happened at any of its moments."""
        if not 0 <= age <= self._table.traps.oldest:
            return "undated"
        return self._of_background(place, uid, op, age, _MINUTE) if seen == "background" else ""

    def _of_background(self, place: Place, uid: int, op: str, age: int, blurred: int) -> Excuse:
        traps = self._table.traps
        if mode_of(self._raw, uid, place[0], op) == "foreground":
            return "foreground-only"
        if self._started.near(age, blurred):
            return "restart"
        shown = self._shown.get(place)
        if self._is_near(self._screen.get(place, ()), age, traps.lag + blurred) or (shown and shown.near(age, traps.lag + blurred)):
            return "lag"
        installed = self._installed.get(place[0])
        if installed is not None and 0 <= installed - age + blurred <= traps.install.after + blurred:
            return "install"
        if self._is_near(self._beside.get((place, traps.install.beside), ()), age, traps.install.within + blurred):
            return "install"
        return ""

    def _not_older(self, place: Place, op: str, age: int) -> bool:
        """Whether the newest of an operation's records is of that age, or younger."""
        ages = self._beside.get((place, op))
        return ages is not None and ages[0] <= age

    def _is_near(self, ages: Sequence[int], age: int, within: int) -> bool:
        at = bisect_left(ages, age - within)
        return at < len(ages) and ages[at] <= age + within

    def _on_screen(self, dumped: datetime | None) -> Mapping[Place, Sequence[int]]:
        """The ages of all moments in which an app was seen on the screen, ascending. What was refused there counts only where nobody
        judges it: a refusal speaks for the phone, and that it happened must not speak for the app."""
        seen, judged = self._table.seen_in, self._table.judged
        found: dict[Place, set[int]] = defaultdict(set)
        for record, age in self._raw.records.items():
            if seen.get(record.state) == "screen" and not (record.refused and record.op in judged):
                found[place_of(record)].add(age)
        for moment in self._raw.minutes:
            if dumped and seen.get(moment.state) == "screen":
                found[moment.package, user_of(moment.uid)].add(ago(dumped, moment.time))
        for place, time in self._raw.opened.items():
            if dumped:
                found[place].add(ago(dumped, time))
        return _ascending(found.items())

    def _of_operations(self) -> Mapping[tuple[Place, str], Sequence[int]]:
        """The ages of those operations that tell what another one was about, ascending."""
        traps = self._table.traps
        ops = {traps.number_check.beside, traps.ringing.beside, traps.install.beside}
        found: dict[tuple[Place, str], set[int]] = defaultdict(set)
        for record, age in self._raw.records.items():
            if record.op in ops:
                found[place_of(record), record.op].add(age)
        return _ascending(found.items())


def _installed(raw: Raw, dumped: datetime | None) -> Mapping[str, int]:
    """How long ago each package was first installed."""
    if dumped is None:
        return {}
    return {name: ago(dumped, package.installed) for name, package in raw.packages.items() if package.installed}


def _ascending(found: Iterable[tuple[_Key, set[int]]]) -> dict[_Key, list[int]]:
    return {key: sorted(ages) for key, ages in found}


def mode_of(raw: Raw, uid: int, package: str, op: str) -> str:
    """What an operation of a package is set to in effect: the uid's mode before the package's, and of the operation that it follows.
    Empty where the file says nothing, which is the default: allowed, if the permission is."""
    line = raw.ops.get((uid, package, op))
    followed = (line.switch if line else "") or op
    return raw.uid_modes.get((uid, followed)) or raw.uid_modes.get((uid, op)) or (line.mode if line else "")
