"""An Android phone's last accesses, and what it allows → what is told of each app and topic. Never how often: nobody knows that.

Held against nobody: what an excuse of reading explains, what was refused, what is older than an access counts; what the maker, the
employer or a role has set, as the person can't change it; and a topic of which as little is allowed as can be, be it that it is asked
each time or that it is off by now. Nor is it held against an app that it got in the background what the phone hands over by itself, or
that it holds what nobody judges.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from coach.android import Allowed, AndroidApp, AndroidPhone, AppId, Excuse, LastUse, OnPhone, Seen, Topic
from coach.content import Content
from coach.content.access import load_access

_LEFT_ALONE = ("other",)
"""Whose apps nobody here is told of."""
_DAY_MS = 86_400_000
_MINIMAL = ("not", "ask")
_NOT_IN_BACKGROUND = ("while-using", *_MINIMAL)


class _Seen(NamedTuple):
    """An access of which the file tells the time, or doesn't."""

    age: int
    time: datetime | None
    seen: Seen
    excuse: Excuse


def on_phone(phone: AndroidPhone) -> Mapping[AppId, OnPhone]:
    """What is said of each app itself, without those of other people who use the phone."""
    alone = [role.id for role in load_access().roles if not role.judged]
    role = {app: kind for kind in reversed(alone) for app in phone.roles.get(kind, ())}
    untold = tuple(kind for kind in alone if kind not in phone.roles)
    return {app.id: _on_phone(app, role.get(app.id, ""), untold) for app in phone.apps if app.whose not in _LEFT_ALONE}


def _on_phone(app: AndroidApp, role: str, untold: tuple[str, ...]) -> OnPhone:
    days = None if app.opened_age is None else max(app.opened_age, 0) // _DAY_MS
    return OnPhone(whose=app.whose, system=bool(app.system), role=role, untold=untold, opened=app.opened, opened_days=days)


def last_uses(phone: AndroidPhone, content: Content) -> Mapping[AppId, Mapping[Topic, LastUse]]:
    """By app and topic, of the topics that content/ has as permissions."""
    looks: dict[tuple[AppId, Topic], list[_Seen]] = defaultdict(list)
    refused: dict[tuple[AppId, Topic], datetime | None] = {}
    for app, topic, access, no in _accesses(phone):
        if no:
            refused[app, topic] = max((each for each in (refused.get((app, topic)), access.time) if each), default=None)
        else:
            looks[app, topic].append(access)
    allowed = {(each.app, each.topic): each for each in phone.allowed}
    found: dict[AppId, dict[Topic, LastUse]] = defaultdict(dict)
    for app, topic in sorted({*looks, *refused, *allowed}):
        if topic in content.permissions:
            told = _last_use(phone, topic, looks.get((app, topic), []), allowed.get((app, topic)))
            found[app][topic] = told.model_copy(update={"refused": refused.get((app, topic))})
    return found


def _accesses(phone: AndroidPhone) -> Iterator[tuple[AppId, Topic, _Seen, bool]]:
    """Of the operations that count, and whether each was refused: last accesses, and minutes."""
    delivered = load_access().delivered
    for each in phone.accesses:
        if each.judged:
            seen = "unknown" if each.op in delivered else each.seen
            yield each.app, each.topic, _Seen(each.age, each.time, seen, each.excuse), each.refused
    for minute in phone.minutes:
        if minute.judged:
            look = _Seen(minute.age, None if minute.excuse == "undated" else minute.time, minute.seen, minute.excuse)
            yield minute.app, minute.topic, look, not minute.accesses


def _last_use(phone: AndroidPhone, topic: Topic, looks: list[_Seen], allowed: Allowed | None) -> LastUse:
    can = phone.can.get(topic)
    level = allowed.level if allowed else "not" if can and can.allowed else None
    fixed = bool(allowed and (allowed.fixed or allowed.by_role))
    minimal = level in _MINIMAL or bool(allowed and allowed.one_time)
    free = fixed or minimal
    most = load_access().counted * _DAY_MS
    counted = [each for each in looks if not each.excuse and each.age <= most]
    behind = [each for each in counted if each.seen == "background"] if level not in _NOT_IN_BACKGROUND else []
    latest = min(counted, default=None, key=_nearest)
    older = min((each for each in looks if each.time and not each.excuse and each.age > most), default=None, key=_nearest)
    held = bool(allowed and allowed.held)
    opens = held and bool(allowed and _opens(allowed))
    return LastUse(
        used=int(bool(counted) and not free),
        background=int(bool(behind) and not free),
        always=int(level == "always" and not free),
        held=int(opens and not free),
        level=level,
        precise=allowed.precise if allowed else None,
        fixed=allowed.fixed if allowed else "",
        one_time=bool(allowed and allowed.one_time),
        seen=latest.seen if latest else None,
        last=latest.time if latest else None,
        behind=min(behind, key=_nearest).time if behind else None,
        before=older.time if older and not counted else None,
        never=held and not looks and bool(can and can.accesses),
    )


def _opens(allowed: Allowed) -> bool:
    """Whether what is granted gives anything that is judged: of contacts, not only the names of accounts."""
    table = load_access()
    return not allowed.permissions or any(table.operation(each) in table.judged for each in allowed.permissions)


def _nearest(each: _Seen) -> tuple[int, str]:
    return each.age, each.seen
