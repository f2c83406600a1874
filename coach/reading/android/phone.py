"""What was read of all texts of one phone → an AndroidPhone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from coach.android import (
    AndroidApp,
    AndroidCounts,
    AndroidPhone,
    AppId,
    Bucket,
    Kind,
    LastAccess,
    Minute,
    Profile,
    Sections,
    Shown,
    Topic,
    TopicCan,
)
from coach.content.access import AccessTable, AccessTopic
from coach.reading.android.about import version_of
from coach.reading.android.allowed import BELIEVED, Allowances
from coach.reading.android.raw import FIRST_APP, MAIN_USER, PER_USER, Count, Moment, Raw, Record, Stretch, is_isolated, user_of
from coach.reading.android.times import ago
from coach.reading.android.traps import Excuses
from coach.text import plain

_SECOND = 1000
_Row = TypeVar("_Row", LastAccess, Minute, Bucket)


class _Join:
    """Everything that the parts of a phone share."""

    def __init__(self, raw: Raw, table: AccessTable) -> None:
        self.raw = raw
        self.table = table
        self.dumped = raw.dumped
        self.version = version_of(raw)
        # Without a version: what only Android 10 and later write.
        self.at_least = self.version or (BELIEVED if any(record.flag for record in raw.records) else 0)
        self.excuses = Excuses(raw, table, self.dumped)
        self._names: dict[tuple[str, int], AppId] = {}

    def named(self, package: str, user: int) -> AppId:
        place = package, user
        if place not in self._names:
            self._names[place] = plain(package) if user == MAIN_USER else f"{plain(package)}@{user}"
        return self._names[place]

    def counts_once(self, flag: str) -> bool:
        """Whether a record stands on this app's own account, and not on that of the app for which it acted."""
        flags = {*flag.split("|")}
        return not flags & self.table.flags.drop or bool(flags & self.table.flags.count)

    def apps(self) -> tuple[AndroidApp, ...]:
        raw, dumped = self.raw, self.dumped
        in_history = {(each.uid, each.package) for each in raw.minutes} | {(each.uid, each.package) for each in raw.buckets}
        uids = {(package, user_of(uid)): uid for uid, package in sorted(raw.members | in_history) if not is_isolated(uid)}
        places = {place for place, here in raw.installed.items() if here} | {*uids, *(raw.accessibility or ())}
        granted = {(owner, user) for (owner, shared), user, _ in raw.grants if not shared}
        places |= {place for place in granted if raw.installed.get(place, True)}
        if not raw.packages:
            places |= {*raw.opened} | {(package, MAIN_USER) for package in raw.third_party}
        return tuple(sorted((self._app(place, uids.get(place), dumped) for place in sorted(places)), key=lambda app: app.id))

    def _app(self, place: tuple[str, int], uid: int | None, dumped: datetime | None) -> AndroidApp:
        package, user = place
        told, opened = self.raw.packages.get(package), self.raw.opened.get(place)
        kind, flags = self.raw.users.get(user, ("", None))
        system = told.system if told else None
        if uid is not None and uid % PER_USER < FIRST_APP:
            system = True
        elif package in self.raw.third_party:
            system = False
        return AndroidApp(
            id=self.named(package, user),
            package=plain(package),
            user=user,
            whose=self.table.whose(user, kind, flags),
            system=system,
            installed=told.installed if told else None,
            opened=opened,
            opened_age=ago(dumped, opened) if dumped and opened else None,
            listed=self.raw.installed.get(place, False),
        )

    def accesses(self) -> Iterator[LastAccess]:
        for record, age in self.raw.records.items():
            topic, judged = self.table.by_op.get(record.op, ("", False))
            if topic and self.counts_once(record.flag) and not is_isolated(record.uid):
                yield self._access(record, age, topic, judged)

    def _access(self, record: Record, age: int, topic: Topic, judged: bool) -> LastAccess:
        excuse = self.excuses.of_record(record, age)
        return LastAccess(
            app=self.named(record.package, user_of(record.uid)),
            topic=topic,
            op=record.op,
            judged=judged,
            seen=self.table.seen_in.get(record.state, "unknown"),
            state=record.state,
            time=None if excuse == "undated" else record.time,
            age=age,
            refused=record.refused,
            flag=record.flag,
            excuse=excuse,
        )

    def minutes(self) -> Iterator[Minute]:
        for moment, count in self.raw.minutes.items():
            topic, judged = self.table.by_op.get(moment.op, ("", False))
            if topic and self.dumped and self.counts_once(moment.flag) and not is_isolated(moment.uid):
                yield self._minute(moment, count, ago(self.dumped, moment.time), (topic, judged))

    def _minute(self, moment: Moment, count: Count, age: int, topic: tuple[Topic, bool]) -> Minute:
        place, seen = (moment.package, user_of(moment.uid)), self.table.seen_in.get(moment.state, "unknown")
        return Minute(
            app=self.named(*place),
            topic=topic[0],
            op=moment.op,
            judged=topic[1],
            time=moment.time,
            age=age,
            seen=seen,
            state=moment.state,
            seconds=None if count.milliseconds is None else count.milliseconds // _SECOND,
            accesses=count.accesses,
            refused=count.refused,
            excuse=self.excuses.of_minute(place, moment.uid, moment.op, age, seen),
        )

    def buckets(self) -> Iterator[Bucket]:
        for stretch, count in self.raw.buckets.items():
            topic, judged = self.table.by_op.get(stretch.op, ("", False))
            if topic and self.counts_once(stretch.flag) and not is_isolated(stretch.uid):
                yield self._bucket(stretch, count, topic, judged)

    def _bucket(self, stretch: Stretch, count: Count, topic: Topic, judged: bool) -> Bucket:
        return Bucket(
            app=self.named(stretch.package, user_of(stretch.uid)),
            topic=topic,
            op=stretch.op,
            judged=judged,
            begin=stretch.begin,
            end=count.end,
            seen=self.table.seen_in.get(stretch.state, "unknown"),
            state=stretch.state,
            accesses=count.accesses,
            refused=count.refused,
            seconds=None if count.milliseconds is None else count.milliseconds // _SECOND,
        )

    def roles(self) -> Mapping[Kind, tuple[AppId, ...]]:
        found: dict[Kind, set[AppId]] = {}
        for name, holders in self.raw.roles.items():
            if kind := self.table.by_role.get(name):
                found.setdefault(kind, set()).update(self.named(*place) for place in holders)
        return {kind: tuple(sorted(found[kind])) for kind in sorted(found)}

    def can(self) -> Mapping[Topic, TopicCan]:
        ops = {record.op for record in self.raw.records} | {op for _, _, op in self.raw.ops}
        return {topic.id: self._can(topic, ops) for topic in self.table.topics}

    def _can(self, topic: AccessTopic, ops: set[str]) -> TopicCan:
        """A version that is not told is that of what is there."""
        old_enough = topic.since <= self.at_least if self.at_least >= topic.since or self.version else not ops.isdisjoint(topic.ops)
        accesses = "app_ops" in self.raw.sections and old_enough
        by_permission = "packages" in self.raw.sections and self.at_least >= BELIEVED and bool(topic.permissions)
        by_mode = "app_ops" in self.raw.sections if topic.special else self.raw.accessibility is not None
        return TopicCan(
            accesses=accesses,
            background=accesses and any(record.state for record in self.raw.records),
            minutes=topic.timeline and bool(self.raw.minutes_of),
            allowed=by_mode if topic.special or topic.by_service else by_permission and old_enough,
        )


def joined(raw: Raw, table: AccessTable, unread: Iterable[tuple[str, int]]) -> AndroidPhone:
    """One phone of all that was read of it. unread: name of the input and number of each line that could not be read."""
    join = _Join(raw, table)
    apps = join.apps()
    allowed = tuple(sorted(Allowances(raw, table, join.at_least).all(join.named), key=lambda each: (each.app, each.topic)))
    shown = (Shown(join.named(*place), *each) for place, stretches in join.excuses.shown.items() for each in stretches)
    told = tuple(sorted(unread))
    return AndroidPhone(
        counts=_counts(raw, join.version, len(told)),
        dumped=join.dumped,
        offset=None if raw.offset is None else timedelta(minutes=raw.offset),
        can=join.can(),
        minutes_of="hour" if raw.minutes_of == "hour" else "days" if raw.minutes_of else "",
        apps=apps,
        accesses=_sorted(join.accesses()),
        minutes=_sorted(join.minutes()),
        buckets=_sorted(join.buckets()),
        allowed=allowed,
        shown=tuple(sorted(shown)),
        roles=join.roles(),
        profiles=_profiles(apps),
        restarts=join.excuses.restarts,
        unread=told,
        cut=tuple(sorted(raw.cut)),
    )


def _counts(raw: Raw, version: int, unread: int) -> AndroidCounts:
    refused = sum(record.refused for record in raw.records)
    return AndroidCounts(
        version=version or None,
        maker=plain(raw.maker or raw.brand),
        app_ops_packages=len(raw.members),
        op_lines=len(raw.ops),
        records=len(raw.records),
        accesses=len(raw.records) - refused,
        refused=refused,
        runtime_permissions=len(raw.grants),
        granted=sum(grant.granted for grant in raw.grants.values()),
        unread_lines=unread,
        sections=Sections(**{name: name in raw.sections for name in Sections.model_fields}),
    )


def _sorted(rows: Iterator[_Row]) -> tuple[_Row, ...]:
    """By app, topic and operation, the latest first."""
    return tuple(sorted(rows, key=lambda row: (row.app, row.topic, row.op, *_rank(row))))


def _rank(row: LastAccess | Minute | Bucket) -> tuple[object, ...]:
    """In which order those of one app and operation stand: a number for what may be missing."""
    if isinstance(row, LastAccess):
        return row.age, row.state, row.flag, row.refused
    counts = row.state, row.accesses, row.refused, row.seconds or -1
    if isinstance(row, Minute):
        return row.age, row.time, *counts
    return datetime.max - row.begin, row.end or datetime.max, *counts


def _profiles(apps: Sequence[AndroidApp]) -> tuple[Profile, ...]:
    users = Counter((app.user, app.whose) for app in apps if app.user != MAIN_USER)
    return tuple(Profile(*user, count) for user, count in sorted(users.items()))
