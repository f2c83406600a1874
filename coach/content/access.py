"""content/android/access.toml → which operation and permission of Android belongs to which topic, which count, and what misleads."""

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from coach.android import Kind, Seen, Topic, Whose
from coach.content.files import FOLDER, Folder
from coach.models import Frozen

_TABLE = "android/access.toml"


class Background(Frozen):
    """The permission that gives a topic in the background, too."""

    permission: str
    since: int


class AccessTopic(Frozen):
    """One line of the permission manager, or a special access."""

    id: Topic
    since: int
    """The first Android in which accesses of it can be told apart."""
    ops: tuple[str, ...]
    """That count as using it."""
    shown: tuple[str, ...]
    """That never count."""
    delivered: tuple[str, ...] = ()
    """Of those that count: what the phone hands over by itself, whatever the app is doing."""
    permissions: tuple[str, ...]
    background: Background | None = None
    precise: str = ""
    selected: str = ""
    timeline: bool = False
    special: str = ""
    """The operation whose mode gives it."""
    by_service: bool = False


class AccessRole(Frozen):
    """A role that one app of a phone holds, and by which names a file tells it."""

    id: Kind
    name: str = ""
    setting: str = ""
    types: tuple[str, ...] = ()
    """Kinds of app that are not judged where the file doesn't say who has the role."""
    only: Topic = ""
    """The one topic in which they are not judged then; empty: in all."""
    judged: bool = False
    """Whether an app that has it is judged like any other."""


class _Flags(Frozen):
    count: frozenset[str]
    drop: frozenset[str]


class _Users(Frozen):
    copies: tuple[tuple[int, int], ...]
    types: Mapping[str, Whose]
    managed_flag: int


class _Restart(Frozen):
    packages: int
    within: int
    after: int
    boot: int


class _Beside(Frozen):
    op: str
    beside: str
    within: int


class _Install(Frozen):
    beside: str
    within: int
    after: int


class Traps(Frozen):
    """What tells that something else happened than it seems; milliseconds."""

    restart: _Restart
    lag: int
    number_check: _Beside
    ringing: _Beside
    install: _Install
    oldest: int = Field(gt=0)


class AccessTable(Frozen):
    """All of the table."""

    counted: int = Field(ge=1)
    """For how many days an access counts."""
    unopened: int = Field(ge=1)
    """After so many days an app that was not opened, and may still use something, is told."""
    topics: tuple[AccessTopic, ...]
    operation_of: Mapping[str, str]
    states: Mapping[Seen, tuple[str, ...]]
    flags: _Flags
    roles: tuple[AccessRole, ...]
    users: _Users
    traps: Traps

    @cached_property
    def by_op(self) -> Mapping[str, tuple[Topic, bool]]:
        """Operation → its topic, and whether it counts."""
        shown = {op: (topic.id, False) for topic in self.topics for op in topic.shown}
        return shown | {op: (topic.id, True) for topic in self.topics for op in topic.ops}

    @cached_property
    def delivered(self) -> frozenset[str]:
        """Operations whose state says nothing, as the phone hands over what they are about by itself."""
        return frozenset(op for topic in self.topics for op in topic.delivered)

    @cached_property
    def judged(self) -> frozenset[str]:
        """Operations that count as using a topic."""
        return frozenset(op for topic in self.topics for op in topic.ops)

    @cached_property
    def by_permission(self) -> Mapping[str, AccessTopic]:
        return {permission: topic for topic in self.topics for permission in topic.permissions}

    @cached_property
    def by_mode(self) -> tuple[AccessTopic, ...]:
        """Those that no permission gives."""
        return tuple(topic for topic in self.topics if topic.special or topic.by_service)

    @cached_property
    def seen_in(self) -> Mapping[str, Seen]:
        """State as the phone notes it → as people see it."""
        return {state: seen for seen, states in self.states.items() for state in states}

    @cached_property
    def by_role(self) -> Mapping[str, Kind]:
        """Name of a role, or of the setting that stands for it before there were roles → its id."""
        return {name: role.id for role in self.roles for name in (role.name, role.setting) if name}

    def operation(self, permission: str) -> str:
        """The operation that a permission is checked with; empty where there is none."""
        return self.operation_of.get(permission, permission.rpartition(".")[2])

    def whose(self, user: int, kind: str = "", flags: int | None = None) -> Whose:
        """Of a user: by its type, where the phone names one; by its flags; else by its number."""
        if not user:
            return "own"
        if found := self.users.types.get(kind.rpartition(".")[2]):
            return found
        if flags is not None and flags & self.users.managed_flag:
            return "work"
        if any(first <= user <= last for first, last in self.users.copies):
            return "copy"
        return "work" if flags is None else "other"


def access_table(folder: Path = FOLDER) -> AccessTable:
    """The table. Raises ContentError."""
    files = Folder(folder)
    rest: dict[str, Any] = {name: value for name, value in files.toml(_TABLE).items() if name not in ("topic", "role")}
    topics, roles = files.rows(_TABLE, "topic", AccessTopic), files.rows(_TABLE, "role", AccessRole)
    return files.one(_TABLE, AccessTable, rest | {"topics": tuple(topics), "roles": tuple(roles)})


@cache
def load_access() -> AccessTable:
    """The table that comes with the coach, read once."""
    return access_table()
