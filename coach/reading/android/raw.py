"""What stands in one text, as it stands there: the shape in which everything is kept while it is read, and in which a trimmed copy is made.

Nothing is concluded here. Each noun is a key, so that a line that stands twice is one.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coach.reading.android.times import later

PER_USER = 100_000
"""A uid is so many times the user, plus the app's own number (AOSP, UserHandle)."""
# Where the numbers of each kind begin: isolated ones, those of an app's own zygote, apps, the system.
FIRST_APP = 10_000
_BASES = {"i": 99_000, "ai": 90_000, "a": FIRST_APP, "s": 0}
_UID = re.compile(r"u(\d{1,5})(ai|a|i|s)(\d{1,5})")
_LONGEST = 10
# What is kept of a line takes so much at least.
_LEAST = 32
MAIN_USER = 0


class TooMuch(Exception):
    """More would be kept than any phone has."""


class Record(NamedTuple):
    """A line of an access or a refusal, without its age."""

    uid: int
    package: str
    op: str
    tag: str
    state: str
    """Empty below Android 9."""
    flag: str
    """Empty below Android 10."""
    refused: bool
    time: datetime | None
    """None below Android 9, where only the age is told."""


class OpLine(NamedTuple):
    """The mode of one operation of a package, and the operation that it follows instead."""

    mode: str
    switch: str


class Grant(NamedTuple):
    granted: bool
    flags: frozenset[str]


class Package(NamedTuple):
    """A package of the phone."""

    uid: int
    """Of its main user."""
    shared: str
    """Name of the uid that it shares with others."""
    system: bool
    installed: datetime | None


class Moment(NamedTuple):
    """A minute of the timeline, without what happened in it."""

    uid: int
    package: str
    op: str
    tag: str
    state: str
    flag: str
    time: datetime


class Count(NamedTuple):
    accesses: int
    refused: int
    milliseconds: int | None
    end: datetime | None = None
    """Of a stretch, where a sound one is told."""

    @property
    def told(self) -> tuple[int, int, int, datetime]:
        """Of two counts of the same, the larger one tells more: it was written later."""
        return self.accesses, self.refused, self.milliseconds or 0, self.end or datetime.min


class Stretch(NamedTuple):
    """A stretch of the counted history, without what happened in it."""

    uid: int
    package: str
    op: str
    tag: str
    state: str
    flag: str
    begin: datetime


class Event(NamedTuple):
    """Something that an app did on the screen, or the phone itself."""

    user: int
    package: str
    kind: str
    time: datetime


Owner = tuple[str, bool]
"""Who holds grants: a package, or (True) a shared uid."""


@dataclass
class Raw:
    """All of one text. room: bytes of lines that may still be kept."""

    room: int = 0
    version: int = 0
    sdk: int = 0
    maker: str = ""
    brand: str = ""
    """Which stands in the head of a bug report, and may be another name than the maker's."""
    zone: str = ""
    """The phone's time zone, by name."""
    told_offset: int | None = None
    """How far its clock is ahead of UTC, in minutes, where the file says that instead."""
    written: datetime | None = None
    """When the phone began to write the file."""
    uptime: int | None = None
    """How long it had run by then, in milliseconds."""
    starts: set[datetime] = field(default_factory=set)
    """When the phone was switched on, as that says: up to a minute too late."""
    records: dict[Record, int] = field(default_factory=dict)
    """With their ages, in milliseconds."""
    ops: dict[tuple[int, str, str], OpLine] = field(default_factory=dict)
    members: set[tuple[int, str]] = field(default_factory=set)
    """Each package under each uid."""
    uid_modes: dict[tuple[int, str], str] = field(default_factory=dict)
    packages: dict[str, Package] = field(default_factory=dict)
    installed: dict[tuple[str, int], bool] = field(default_factory=dict)
    """Whether a package is installed for a user."""
    grants: dict[tuple[Owner, int, str], Grant] = field(default_factory=dict)
    requested: set[tuple[str, str]] = field(default_factory=set)
    third_party: set[str] = field(default_factory=set)
    opened: dict[tuple[str, int], datetime] = field(default_factory=dict)
    events: set[Event] = field(default_factory=set)
    minutes: dict[Moment, Count] = field(default_factory=dict)
    minutes_of: str = ""
    buckets: dict[Stretch, Count] = field(default_factory=dict)
    users: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Type and flags of each user."""
    roles: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    """Name of a role or of a setting → packages and users."""
    accessibility: set[tuple[str, int]] | None = None
    """Packages with a service for accessibility that is on; None where the file doesn't say."""
    sections: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    unread: set[int] = field(default_factory=set)
    lines: int = 0

    def keep(self, line: str) -> None:
        """Accounts for a line of which something is kept. Raises TooMuch."""
        self.room -= max(len(line), _LEAST)
        if self.room < 0:
            raise TooMuch

    def miss(self, number: int, line: str) -> None:
        """Accounts for a line that looks like an access or a grant and can't be read. Raises TooMuch."""
        self.keep(line)
        self.unread.add(number)

    @property
    def offset(self) -> int | None:
        """How far the phone's clock was ahead of UTC when the file was made, in minutes; None where the file doesn't say."""
        if self.told_offset is not None or not self.zone or not self.dumped:
            return self.told_offset
        try:
            ahead = ZoneInfo(self.zone).utcoffset(self.dumped)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
        return None if ahead is None else ahead // timedelta(minutes=1)

    @property
    def users_there(self) -> frozenset[int]:
        """All users of the phone that anything is told of."""
        of_apps = {user_of(uid) for uid, _ in (*self.members, *self.uid_modes)} | {user for _, user in (*self.installed, *self.opened)}
        return frozenset(of_apps | {user for _, user, _ in self.grants} | {event.user for event in self.events} | {*self.users})

    @property
    def dumped(self) -> datetime | None:
        """When the app-ops part was written, by its newest line; else when the file was begun; else the newest moment that it tells."""
        newest = min(((age, time) for (*_, time), age in self.records.items() if time and age >= 0), default=None)
        if newest:
            return later(newest[1], newest[0])
        told = (*self.opened.values(), *(event.time for event in self.events), *(minute.time for minute in self.minutes))
        return self.written or max((*told, *(count.end or stretch.begin for stretch, count in self.buckets.items())), default=None)


def user_of(uid: int) -> int:
    return uid // PER_USER


def app_number(uid: int) -> int:
    return uid % PER_USER


def is_isolated(uid: int) -> bool:
    """Whether it is a sandbox of an app or of a web page, and no app."""
    return app_number(uid) >= _BASES["ai"]


def uid_of(text: str) -> int | None:
    """`1000`, `u0a313`, `u10s1000`, `u0i1`, `u0ai0` → number. Source: AOSP, UserHandle.formatUid."""
    if text.isdecimal():
        return int(text) if len(text) <= _LONGEST else None
    found = _UID.fullmatch(text)
    return int(found[1]) * PER_USER + _BASES[found[2]] + int(found[3]) if found else None


def written_uid(uid: int) -> str:
    """The same as Android writes it."""
    user, number = divmod(uid, PER_USER)
    kind = next(kind for kind, base in _BASES.items() if number >= base)
    return str(uid) if not user and kind == "s" else f"u{user}{kind}{number - _BASES[kind]}"
