"""What was read of several texts of one phone → as if it had been one text, of the moment when the latest was written."""

from collections.abc import Sequence
from datetime import datetime

from coach.errors import UnusableInput
from coach.reading.android.raw import FIRST_APP, MAIN_USER, Count, Raw, app_number, is_isolated, user_of
from coach.reading.android.times import ago

# Two phones have hardly an app of one number, but for some that came with both. On one phone, an app that was installed anew has another.
_FEW = 4
_SAME = 0.5
_TAKEN = (
    *("ops", "uid_modes", "packages", "installed", "grants", "opened", "users"),
    *("members", "requested", "third_party", "events", "starts", "sections", "cut", "unread"),
)


def merged(raws: Sequence[tuple[str, Raw]]) -> Raw:
    """All texts, each with its name. Where they differ, the latest is right; what only an earlier one still knew stays, with its age of
    then and the time since. Raises UnusableInput: `two-androids`."""
    if len(raws) == 1:
        return raws[0][1]
    _same_phone(raws)
    ordered = sorted((raw for _, raw in raws), key=lambda raw: (raw.dumped or datetime.min, raw.version, len(raw.records), raw.lines))
    now = max((raw.dumped for raw in ordered if raw.dumped), default=None)
    whole = Raw()
    for raw in ordered:
        since = ago(now, raw.dumped) if now and raw.dumped else 0
        for record, age in raw.records.items():
            whole.records[record] = min(age + since, whole.records.get(record, age + since))
        for name in _TAKEN:
            getattr(whole, name).update(getattr(raw, name))
        _add_history(whole, raw)
        whole.roles |= raw.roles
        whole.accessibility = whole.accessibility if raw.accessibility is None else raw.accessibility
        whole.version, whole.sdk = raw.version or whole.version, raw.sdk or whole.sdk
        whole.maker, whole.brand = raw.maker or whole.maker, raw.brand or whole.brand
        whole.written = raw.written or whole.written
        whole.zone = raw.zone or whole.zone
        whole.told_offset = whole.told_offset if raw.offset is None else raw.offset
    whole.cut -= {part for part in whole.cut for raw in ordered if part in raw.sections - raw.cut}
    return whole


def _add_history(whole: Raw, raw: Raw) -> None:
    """Counts of one minute, or stretch, that are told twice are not added."""
    whole.minutes |= {key: max(count, whole.minutes.get(key, count), key=_told) for key, count in raw.minutes.items()}
    whole.buckets |= {key: max(count, whole.buckets.get(key, count), key=_told) for key, count in raw.buckets.items()}
    spans = {each.minutes_of for each in (whole, raw)} - {""}
    whole.minutes_of = min(spans, default="")


def _told(count: Count) -> tuple[int, int, int, datetime]:
    return count.told


def _same_phone(raws: Sequence[tuple[str, Raw]]) -> None:
    """A phone keeps its maker, and an app the number that it got when it was installed. Raises UnusableInput: `two-androids`."""
    makers = sorted((raw.maker.casefold(), name) for name, raw in raws if raw.maker)
    if makers and makers[0][0] != makers[-1][0]:
        first, other = sorted((makers[0][1], makers[-1][1]))
        raise UnusableInput("two-androids", name=first, other=other)
    numbers = [(name, _numbers(raw)) for name, raw in raws]
    for place, (name, mine) in enumerate(numbers):
        for other, theirs in numbers[place + 1 :]:
            fewer = min(len(mine), len(theirs))
            if fewer >= _FEW and len(mine.items() & theirs.items()) < fewer * _SAME:
                first, second = sorted((name, other))
                raise UnusableInput("two-androids", name=first, other=second)


def _numbers(raw: Raw) -> dict[str, int]:
    """The number of each app that did not come with the phone."""
    found = {package: app_number(uid) for uid, package in raw.members if user_of(uid) == MAIN_USER and not is_isolated(uid)}
    found |= {package: told.uid for package, told in raw.packages.items() if told.uid}
    system = {package for package, told in raw.packages.items() if told.system}
    return {package: number for package, number in found.items() if number >= FIRST_APP and package not in system}
