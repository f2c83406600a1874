"""Grants and modes → what the phone allows each app in each topic.

A permission that is granted is not yet allowed: the mode of its operation may say no, or only while the app is in use (AOSP; seen on
Android 14). What is special has no permission that can be granted, only the mode. Below Android 10 what is granted proves nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from coach.android import Allowed, AppId, Fixed, Level
from coach.content.access import AccessTable, AccessTopic
from coach.reading.android.raw import PER_USER, Grant, Raw, TooMuch, is_isolated, user_of
from coach.reading.android.traps import Place, mode_of

BELIEVED = 10
"""The first Android whose grants are those that the person made or left."""
MOST_GIVEN = 100_000
"""Permissions that apps have by a uid that they share; a real phone has some hundred."""
_NO, _ASK, _IN_USE, _YES = ("ignore", "deny"), "ask", "foreground", "allow"
_BY_ROLE, _BY_DEFAULT, _ONCE, _TAKEN_BACK = "GRANTED_BY_ROLE", "GRANTED_BY_DEFAULT", "ONE_TIME", "AUTO_REVOKED"
_NOTHING: set[str] = set()
_FIXED: tuple[tuple[str, Fixed], ...] = (("POLICY_FIXED", "employer"), ("SYSTEM_FIXED", "maker"))


class _Held(NamedTuple):
    """What an app has of one topic."""

    grants: Mapping[str, Grant]
    """Permission → whether it is granted, of those that the file says something of."""
    modes: Mapping[str, str]
    """Permission, or operation of a special access → its mode."""
    declared: bool


class Allowances:
    """What is allowed, of all apps. version: of Android, as far as it is known, 0 where nothing tells it. Raises TooMuch."""

    def __init__(self, raw: Raw, table: AccessTable, version: int) -> None:
        self._raw = raw
        self._table = table
        self._version = version
        self._uids = {(package, user_of(uid)): uid for uid, package in sorted(raw.members, reverse=True) if not is_isolated(uid)}
        self._requested: dict[str, set[str]] = defaultdict(set)
        for package, permission in raw.requested:
            self._requested[package].add(permission)
        self._grants = self._granted()

    def all(self, named: Callable[[str, int], AppId]) -> Iterator[Allowed]:
        """Each app and topic of which the file says anything."""
        for place in sorted({*self._grants, *self._places()}):
            package, user = place
            if self._raw.installed.get(place, True) is False:
                continue
            for topic in self._told(place):
                held = self._held(place, topic)
                if level := self._level(topic, held, place):
                    yield self._allowed(named(package, user), topic, held, level)

    def _told(self, place: Place) -> Iterable[AccessTopic]:
        """The topics of which the file may say something for an app."""
        if "packages" not in self._raw.sections:
            return self._table.topics
        known = self._table.by_permission
        permissions = {*self._grants.get(place, ()), *self._requested.get(place[0], ())}
        told = {topic.id: topic for permission in permissions if (topic := known.get(permission))}
        return [*told.values(), *(topic for topic in self._table.by_mode if topic.id not in told)]

    def _places(self) -> Iterator[Place]:
        """Every package and user."""
        yield from ((package, user_of(uid)) for uid, package in self._raw.members if not is_isolated(uid))
        yield from (place for place, here in self._raw.installed.items() if here and place[0] in self._requested)
        yield from self._raw.accessibility or ()

    def _granted(self) -> Mapping[Place, Mapping[str, Grant]]:
        """Of each app its own grants, and those of the uid that it shares, where it asks for the permission itself. Raises TooMuch."""
        given = 0
        found: dict[Place, dict[str, Grant]] = defaultdict(dict)
        shared: dict[tuple[str, str], list[tuple[int, Grant]]] = defaultdict(list)
        for ((owner, is_shared), user, permission), grant in self._raw.grants.items():
            if is_shared:
                shared[owner, permission].append((user, grant))
            elif permission in self._table.by_permission:
                found[owner, user][permission] = grant
        for package, told in self._raw.packages.items():
            for permission in self._requested.get(package, _NOTHING) & self._table.by_permission.keys() if told.shared else ():
                for user, grant in shared.get((told.shared, permission), ()):
                    found[package, user][permission] = grant
                    given += 1
            if given > MOST_GIVEN:
                raise TooMuch
        return found

    def _held(self, place: Place, topic: AccessTopic) -> _Held:
        package, _ = place
        grants = self._grants.get(place, {})
        uid = self._uid(place)
        modes = {permission: self._mode(uid, package, self._table.operation(permission)) for permission in topic.permissions}
        if topic.special:
            modes = {topic.special: self._mode(uid, package, topic.special)}
        declared = not self._requested.get(package, _NOTHING).isdisjoint(topic.permissions)
        return _Held({each: grants[each] for each in topic.permissions if each in grants}, modes, declared)

    def _uid(self, place: Place) -> int:
        package = self._raw.packages.get(place[0])
        return place[1] * PER_USER + package.uid if package and package.uid else self._uids.get(place, -1)

    def _mode(self, uid: int, package: str, op: str) -> str:
        return mode_of(self._raw, uid, package, op) if op else ""

    def _level(self, topic: AccessTopic, held: _Held, place: Place) -> Level | None:
        """None where the file says nothing of it."""
        if topic.by_service:
            return "allow" if place in (self._raw.accessibility or ()) else None
        if topic.special:
            return self._special(held.modes[topic.special], held)
        if "packages" not in self._raw.sections:
            return self._by_mode(held.modes.values())
        if not held.grants:
            return "not" if held.declared else None
        given = {each for each, grant in held.grants.items() if grant.granted}
        if given and self._version < BELIEVED:
            return "unknown"
        modes = {held.modes.get(each, "") for each in given}
        free = {each for each in given if held.modes.get(each, "") not in (*_NO, _ASK)}
        main = free - ({topic.background.permission} if topic.background else set()) - {topic.selected}
        if not main:
            if topic.selected in free:
                return "limited"
            once = any(_ONCE in grant.flags for grant in held.grants.values() if not grant.granted)
            return "ask" if once or _ASK in modes else "not"
        if topic.background and self._version >= topic.background.since:
            return "always" if topic.background.permission in free else "while-using"
        return "while-using" if all(held.modes.get(each) == _IN_USE for each in main) else "allow"

    def _special(self, mode: str, held: _Held) -> Level | None:
        if mode == _YES:
            return "allow"
        return "not" if held.declared or mode in _NO else None

    def _by_mode(self, modes: Iterable[str]) -> Level | None:
        """Where the file has no packages part: what the modes alone tell. That nothing is printed says nothing."""
        told = {mode for mode in modes if mode and mode != _YES}
        if _IN_USE in told:
            return "while-using"
        if _ASK in told:
            return "ask"
        return "not" if told.intersection(_NO) else None

    def _allowed(self, app: AppId, topic: AccessTopic, held: _Held, level: Level) -> Allowed:
        given = {each: grant for each, grant in held.grants.items() if grant.granted}
        # Of what is granted, or not: what nobody can change here stays so whichever of them is taken away.
        flags = frozenset(flag for grant in held.grants.values() for flag in grant.flags)
        free = {each for each in given if held.modes.get(each, "") not in (*_NO, _ASK)}
        on = level in ("always", "while-using", "allow", "limited")
        return Allowed(
            app=app,
            topic=topic.id,
            level=level,
            precise=topic.precise in free if topic.precise and on and free else None,
            fixed=next((fixed for flag, fixed in _FIXED if flag in flags), ""),
            by_role=_BY_ROLE in flags,
            by_default=any(_BY_DEFAULT in grant.flags for grant in (given or held.grants).values()),
            one_time=bool(given) and on and all(_ONCE in grant.flags for grant in given.values()),
            taken_back=not on and any(_TAKEN_BACK in grant.flags for grant in held.grants.values()),
            declared=held.declared,
            permissions=tuple(sorted(given)),
        )
