"""The nouns of an Android phone, frozen: what one file, or several of one phone, tell of its apps.

Three kinds of evidence are kept apart, since they prove different things: the last access of each kind (never how often), minutes (only
where the file has them), and what is allowed (whether used or not). Permissions are topics: ids of content/android/access.toml. An app is
its package, in another user of the phone `package@user`. Times are the phone's own clock; `age` is in milliseconds before the file was
made, exact and of no time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from coach.frozen import Frozen

AppId = str
"""A package; `package@user` where it is not of the phone's main user."""
Topic = str
"""Id of a permission, or of a special access, in content/android/access.toml."""
Kind = str
"""A role of the phone that one app holds: keyboard, messages … (ids in content/android/access.toml)."""

Seen = Literal["screen", "notice", "background", "system", "unknown"]
"""The app was on the screen; running, and the phone showed that it was (or something on the screen used it); neither; a lasting part of the
system; or the file doesn't say (below Android 9)."""
Excuse = Literal["", "restart", "lag", "foreground-only", "number-check", "ringing", "install", "undated"]
"""Why an access is held against nobody: the phone had just started; the app had just been on the screen; the phone lets it look only while
it is in use, whatever state was noted; it checked the phone's number, which looks like reading messages; the phone rang; it had just been
installed; the clock was wrong, so nobody knows when it was. Rests on accesses on the screen, on usage and on operations that are never
judged, and on nothing else that an app could be judged by."""
Level = Literal["always", "while-using", "allow", "limited", "ask", "not", "unknown"]
"""What is allowed: in the background too; while the app is in use; yes, where there is no such difference; what the person chose; asked
every time; no; or the file doesn't say (below Android 10 vendors print everything as granted)."""
Fixed = Literal["", "maker", "employer"]
"""Who set a permission so that the person can't change it."""
Whose = Literal["own", "copy", "work", "other"]
"""Of a user of the phone: the person's own; a second copy of apps; a work profile; somebody else, or a guest."""


class LastAccess(NamedTuple):
    """The last time of one kind: of this app, operation, state and way. What was before it, the phone has forgotten."""

    app: AppId
    topic: Topic
    op: str
    """The operation as the phone names it."""
    judged: bool
    """Whether this operation counts as using its topic; the others are shown only."""
    seen: Seen
    state: str
    """As the phone notes it: top, fgsvc, bg …; empty below Android 9."""
    time: datetime | None
    """On the phone's clock; None where no date can be claimed."""
    age: int
    refused: bool
    """It tried, and the phone said no."""
    flag: str
    """s: by itself; tpd, upd: another app did it on this one's behalf; empty where the file doesn't say."""
    excuse: Excuse

    @property
    def counts(self) -> bool:
        """Whether it may be held against the app at all."""
        return self.judged and not self.refused and not self.excuse


class Minute(NamedTuple):
    """A minute in which an app used something, from the phone's own timeline of location, camera and microphone."""

    app: AppId
    topic: Topic
    op: str
    judged: bool
    time: datetime
    """When the minute began, on the phone's clock."""
    age: int
    seen: Seen
    state: str
    seconds: int | None
    """How long it went on, rounded up to a minute; None where it was a moment."""
    accesses: int
    refused: int
    excuse: Excuse


class Bucket(NamedTuple):
    """How often within a stretch of 15 minutes or (the older) more. Counts of old stretches are spread evenly by the phone."""

    app: AppId
    topic: Topic
    op: str
    judged: bool
    begin: datetime
    end: datetime | None
    """None where the file gives none, or one that can't be."""
    seen: Seen
    state: str
    accesses: int
    refused: int
    seconds: int | None


class Allowed(NamedTuple):
    """What the phone allows one app in one topic, whether it ever used it or not."""

    app: AppId
    topic: Topic
    level: Level
    precise: bool | None
    """Of location that is allowed: False where only roughly; None for all else."""
    fixed: Fixed
    by_role: bool
    """Given because the app has a role, such as keeping the messages."""
    by_default: bool
    """Given by the maker, but the person can change it."""
    one_time: bool
    """Only until the app is left: as little as there is."""
    taken_back: bool
    """The phone took it away as the app was not used for months."""
    declared: bool
    """Whether the app's own list names it."""
    permissions: tuple[str, ...]
    """Those that are granted, sorted, as the phone names them."""

    @property
    def held(self) -> bool:
        """Whether the app can use it without asking again."""
        return self.level in ("always", "while-using", "allow", "limited")


class LastUse(Frozen):
    """What the phone tells of one app and one topic: of its last accesses, and of what is allowed. Never how often.

    The counts are 0 or 1: they are what rules count. An access counts within so many days (`android` in content/rules.toml), if it may be
    held against the app at all. None of them counts where the person can't change anything, or where as little is allowed as can be.
    """

    used: int = 0
    """An access."""
    background: int = 0
    """An access in the background, where more is allowed than while the app is in use."""
    always: int = 0
    """Allowed all the time."""
    held: int = 0
    """Allowed, whether used or not."""
    level: Level | None = None
    """None where the file says nothing of it."""
    precise: bool | None = None
    fixed: Fixed = ""
    one_time: bool = False
    seen: Seen | None = None
    """In which state the app was at the last access; None where there is none."""
    last: datetime | None = None
    """When that was, on the phone's clock."""
    behind: datetime | None = None
    """When it last looked in the background."""
    before: datetime | None = None
    """When the last access was, where it is too long ago to count."""
    never: bool = False
    """Held, and the phone remembers no access at all."""
    refused: datetime | None = None
    """When the phone last said no."""


class OnPhone(Frozen):
    """What the phone says of one app itself."""

    whose: Whose
    system: bool
    """Part of the phone's own software."""
    role: Kind = ""
    """That it has: the person chose it to be the one for messages, calls …"""
    untold: tuple[Kind, ...] = ()
    """Roles of which the file doesn't say who has them."""
    opened: datetime | None = None
    opened_days: int | None = None
    """How many days ago that was."""


class AndroidApp(NamedTuple):
    """One app of one user."""

    id: AppId
    package: str
    user: int
    whose: Whose
    system: bool | None
    """Part of the phone's own software; None where the file has no packages part."""
    installed: datetime | None
    """When it was first installed."""
    opened: datetime | None
    """When it was last on the screen, by the phone's usage statistics; None where they are missing, or never."""
    opened_age: int | None
    listed: bool
    """Whether the packages part names it as installed."""


class Shown(NamedTuple):
    """A stretch in which an app was on the screen, from the last day's events; ages, the later one is smaller."""

    app: AppId
    begin_age: int
    end_age: int


class Profile(NamedTuple):
    """A user of the phone besides the main one."""

    user: int
    whose: Whose
    apps: int


class Restart(NamedTuple):
    """A time after the phone was switched on, in which all apps were woken. Ages; the later one is smaller."""

    begin_age: int
    end_age: int
    told_by: Literal["wave", "uptime", "event"]


class TopicCan(NamedTuple):
    """What this file can show of one topic. What it can't show is never read as clean."""

    accesses: bool
    background: bool
    """Whether accesses tell the state that the app was in."""
    minutes: bool
    allowed: bool


class Sections(Frozen):
    """Which parts the file has."""

    app_ops: bool
    packages: bool
    usage: bool
    minutes: bool


class AndroidCounts(Frozen):
    """What was read, in counts that can be checked in the file: `report.android` of the JSON."""

    version: int | None
    """Of Android; None where the file doesn't say."""
    maker: str
    app_ops_packages: int
    """Packages in the app-ops part, each once in every user id that it stands under."""
    op_lines: int
    records: int
    """Different lines of an access or a refusal."""
    accesses: int
    refused: int
    runtime_permissions: int
    granted: int
    unread_lines: int
    sections: Sections


@dataclass(frozen=True)
class AndroidPhone:
    """What an Android phone told. Everything is sorted, so that the order of files and lines leaves no trace."""

    counts: AndroidCounts
    dumped: datetime | None
    """When the file was made, on the phone's clock."""
    offset: timedelta | None
    """How far that clock was ahead of UTC then; None where the file doesn't say."""
    can: Mapping[Topic, TopicCan]
    minutes_of: Literal["", "hour", "days"]
    """What the minutes are of: nothing; the last hour (at most 500 lines); seven days or (early Android 12) one."""
    apps: tuple[AndroidApp, ...]
    accesses: tuple[LastAccess, ...]
    minutes: tuple[Minute, ...]
    buckets: tuple[Bucket, ...]
    allowed: tuple[Allowed, ...]
    shown: tuple[Shown, ...]
    roles: Mapping[Kind, tuple[AppId, ...]]
    """Who holds which role. A role that is no key here is not told by this file: then apps of that kind are not judged."""
    profiles: tuple[Profile, ...]
    restarts: tuple[Restart, ...]
    unread: tuple[tuple[str, int], ...]
    """Name of the input and number of the line, of those that look like an access or a grant and could not be read."""
    cut: tuple[str, ...]
    """Parts that break off (`app_ops`, `packages`, `usage`): what is not in them may have been behind the cut."""
