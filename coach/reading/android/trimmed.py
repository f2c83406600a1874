"""What was read, as a text of Android's own form: small, with nothing else of the phone in it, and read again as the same."""

from collections import defaultdict
from collections.abc import Iterator

from coach.reading.android.heads import written_head
from coach.reading.android.raw import Count, Grant, OpLine, Raw, Record, written_uid
from coach.reading.android.times import written_moment, written_span

_PART = "DUMP OF SERVICE {}:"
_END = " ".join(("---------", "0.000s", "was the", "duration of", "dumpsys {}, ending at: -"))
_SETTING_ID = "_id:0 name:{} pkg:- value:{}"
_NO_END = "1970-01-01 00:00:00.000"


def written(raw: Raw) -> str:
    """A trimmed copy. `read_raw` gives the same from it, but for the number of lines."""
    parts = (
        ("", _of_phone(raw)),
        ("accessibility", _accessibility(raw)),
        ("appops", _app_ops(raw)),
        ("package", _packages(raw)),
        ("role", _roles(raw)),
        ("settings", _settings(raw)),
        ("usagestats", _usage(raw)),
        ("user", _users(raw)),
    )
    lines = [written_head(raw)]
    for service, told in parts:
        found = list(told)
        if service and found:
            lines += [_PART.format(service), *found, _END.format(service)]
        else:
            lines += found
    return "\n".join(lines) + "\n"


def _of_phone(raw: Raw) -> Iterator[str]:
    if raw.version:
        yield f"[ro.build.version.release]: [{raw.version}]"
    if raw.sdk:
        yield f"[ro.build.version.sdk]: [{raw.sdk}]"
    if raw.maker:
        yield f"[ro.product.manufacturer]: [{raw.maker}]"
    if raw.brand:
        yield f"Build fingerprint: '{raw.brand}/-/-:{raw.version or '0'}/-'"
    yield from (f"package:{package}" for package in sorted(raw.third_party))


def _app_ops(raw: Raw) -> Iterator[str]:
    if raw.members or raw.uid_modes or raw.minutes_of or raw.buckets:
        yield "AppOps Service state:"
    records: dict[tuple[int, str, str], list[tuple[Record, int]]] = defaultdict(list)
    for record, age in raw.records.items():
        records[record[:3]].append((record, age))
    modes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for (uid, op), mode in raw.uid_modes.items():
        modes[uid].append((op, mode))
    packages: dict[int, list[str]] = defaultdict(list)
    for uid, package in raw.members:
        packages[uid].append(package)
    ops: dict[tuple[int, str], list[str]] = defaultdict(list)
    for uid, package, op in raw.ops:
        ops[uid, package].append(op)
    for uid in sorted({*modes, *packages}):
        yield f"  Uid {written_uid(uid)}:"
        yield from (f"      {op}: mode={mode}" for op, mode in sorted(modes[uid]))
        for package in sorted(packages[uid]):
            yield f"    Package {package}:"
            for op in sorted(ops[uid, package]):
                place = uid, package, op
                yield from _op(op, raw.ops[place], sorted(records.get(place, []), key=repr))
    yield from _minutes(raw)
    yield from _buckets(raw)


def _op(op: str, told: OpLine, records: list[tuple[Record, int]]) -> Iterator[str]:
    """An operation, and what is known of it. Ages without a moment stand on the line itself, as they do below Android 9."""
    old = "".join(f"; {'rejectTime' if each.refused else 'time'}={written_span(age)} ago" for each, age in records if not each.time)
    if old:
        yield f"      {op}: mode={told.mode}{old}"
        return
    switch = f" / switch {told.switch}={told.mode}" if told.switch else ""
    yield f"      {op} ({told.mode}{switch}): "
    for record, age in records:
        if record.time:
            when = f"{written_moment(record.time)} ({written_span(-age)})"
            state = f"[{record.state}-{record.flag}] " if record.flag else f"{record.state} = "
            yield from (f"        {record.tag}=[", f"          {_kind(record.refused)}: {state}{when}", "        ]")


def _kind(refused: bool) -> str:
    return "Reject" if refused else "Access"


def _minutes(raw: Raw) -> Iterator[str]:
    """In the form of the tables of Android 16 and later, which holds what both forms do."""
    if not raw.minutes_of:
        return
    of = "Location, Microphone, and Camera App Ops (Last 1 Hour)" if raw.minutes_of == "hour" else "Discrete App Ops"
    yield f"----{of}----"
    if raw.minutes:
        yield "UID|PACKAGE_NAME|OP_NAME|ATTRIBUTION_TAG|ACCESS_TIME|ACCESS_COUNTS|REJECT_COUNTS|DURATION|UID_STATE|OP_FLAGS"
    for key in sorted(raw.minutes, key=repr):
        count = raw.minutes[key]
        length = "" if count.milliseconds is None else count.milliseconds
        told = written_uid(key.uid), key.package, key.op, key.tag, written_moment(key.time)
        yield "|".join(map(str, (*told, count.accesses, count.refused, length, key.state, key.flag)))


def _buckets(raw: Raw) -> Iterator[str]:
    """In the form of Android 12 to 16, whose stretches have an end."""
    if raw.buckets:
        yield "  History:"
    for key in sorted(raw.buckets, key=repr):
        yield f"    begin = {written_moment(key.begin)}"
        end = raw.buckets[key].end
        yield f"    end = {written_moment(end) if end else _NO_END}"
        yield f"    Uid {written_uid(key.uid)}:"
        yield from (f"      Package {key.package}:", f"        Attribution {key.tag}:", f"          {key.op}:")
        yield f"            [{key.state}-{key.flag}] = {_count(raw.buckets[key])}"


def _count(count: Count) -> str:
    length = "" if count.milliseconds is None else f", duration={written_span(count.milliseconds)}"
    return f"access={count.accesses}, reject={count.refused}{length}"


def _packages(raw: Raw) -> Iterator[str]:
    grants: dict[tuple[str, bool], dict[int, list[tuple[str, Grant]]]] = defaultdict(lambda: defaultdict(list))
    for (owner, user, permission), grant in raw.grants.items():
        grants[owner][user].append((permission, grant))
    requested: dict[str, list[str]] = defaultdict(list)
    for package, permission in raw.requested:
        requested[package].append(permission)
    users: dict[str, dict[int, bool]] = defaultdict(dict)
    for (package, user), here in raw.installed.items():
        users[package][user] = here
    if raw.packages:
        yield "Packages:"
    for package in sorted(raw.packages):
        told = raw.packages[package]
        yield f"  Package [{package}] (0):"
        yield from ([f"    appId={told.uid}"] if told.uid else [])
        yield from ([f"    sharedUser=SharedUserSetting{{0 {told.shared}/{told.uid}}}"] if told.shared else [])
        yield from (["    pkgFlags=[ SYSTEM ]"] if told.system else [])
        yield from ([f"    firstInstallTime={written_moment(told.installed)}"] if told.installed else [])
        if requested[package]:
            yield "    requested permissions:"
            yield from (f"      {permission}" for permission in sorted(requested[package]))
        yield from _users_of(grants[package, False], users[package])
    shared = sorted(name for name, is_shared in grants if is_shared)
    if shared:
        yield "Shared users:"
    for name in shared:
        yield f"  SharedUser [{name}] (0):"
        yield from _users_of(grants[name, True], {})


def _users_of(grants: dict[int, list[tuple[str, Grant]]], installed: dict[int, bool]) -> Iterator[str]:
    for user in sorted({*grants, *installed}):
        yield f"    User {user}:" + (f" installed={str(installed[user]).lower()}" if user in installed else "")
        if user in grants:
            yield "      runtime permissions:"
        for permission, grant in sorted(grants.get(user, []), key=repr):
            flags = "|".join(sorted(grant.flags))
            yield f"        {permission}: granted={str(grant.granted).lower()}, flags=[ {flags}]"


def _roles(raw: Raw) -> Iterator[str]:
    if any("." in name for name in raw.roles):
        yield "ROLE MANAGER STATE (dumpsys role):"
    for name in sorted(raw.roles):
        if "." in name:
            yield f"  name={name}"
            for package, user in sorted(raw.roles[name]):
                yield from (f"  user_id={user}", f"  holders={package}")


def _settings(raw: Raw) -> Iterator[str]:
    for name in sorted(raw.roles):
        if "." not in name:
            for package, user in sorted(raw.roles[name]):
                yield from (f"SECURE SETTINGS (user {user})", _SETTING_ID.format(name, package))


def _accessibility(raw: Raw) -> Iterator[str]:
    if raw.accessibility is not None:
        yield "  Enabled services:{}"
        for package, user in sorted(raw.accessibility):
            yield from (f"User state[attributes:{{id={user}}}", f"  Enabled services:{{{{{package}/{package}}}}}")


def _usage(raw: Raw) -> Iterator[str]:
    for package, user in sorted(raw.opened):
        yield from (f"user={user}", f'  package={package} lastTimeUsed="{written_moment(raw.opened[package, user])}"')
    for event in sorted(raw.events):
        package = f" package={event.package}" if event.package else ""
        yield from (f"user={event.user}", f'  time="{written_moment(event.time)}" type={event.kind}{package}')


def _users(raw: Raw) -> Iterator[str]:
    for user in sorted(raw.users):
        kind, flags = raw.users[user]
        yield from (f"  UserInfo{{{user}::{flags:x}}} serialNo=0", f"    Type: {kind}")
