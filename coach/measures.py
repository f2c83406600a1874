"""What a rule counts, by name: a function over what an app did in one topic, that gives a number, or None where it cannot say.

A rule in content/rules.toml names its measure; how each count comes about stands in `coach.activity` and `coach.contacts`.
"""

from collections.abc import Callable, Mapping

from coach.android import LastUse
from coach.models import Companies, Counts

Measure = Callable[[Counts | Companies], int | None]
NIGHTS = "nights"
"""The one measure that somebody who was up at night, or travelling, can rule out."""

USED, BACKGROUND, ALWAYS, HELD = "used", "background", "always", "held"
LAST = (USED, BACKGROUND, ALWAYS, HELD)
"""Those that are told of an Android phone's last accesses, and of what it allows: 0 or 1."""


def _of_last_use(count: Callable[[LastUse], int]) -> Measure:
    return lambda done: count(done.last_use) if isinstance(done, Counts) and done.last_use else None


def _of_use(count: Callable[[Counts], int]) -> Measure:
    return lambda done: count(done) if isinstance(done, Counts) else None


def _of_companies(count: Callable[[Companies], int]) -> Measure:
    return lambda done: count(done) if isinstance(done, Companies) else None


MEASURES: Mapping[str, Measure] = {
    "days": _of_use(lambda counts: counts.days),
    "full_days": _of_use(lambda counts: counts.full_days),
    "repeat_days": _of_use(lambda counts: counts.repeat_days),
    "hours_of_week": _of_use(lambda counts: counts.hours_of_week),
    "busy_hours": _of_use(lambda counts: counts.busy_hours),
    NIGHTS: _of_use(lambda counts: counts.nights),
    "busiest_day": _of_use(lambda counts: counts.busiest_day),
    "minutes": _of_use(lambda counts: counts.minutes),
    USED: _of_last_use(lambda told: told.used),
    BACKGROUND: _of_last_use(lambda told: told.background),
    ALWAYS: _of_last_use(lambda told: told.always),
    HELD: _of_last_use(lambda told: told.held),
    "tracker_owners": _of_companies(lambda companies: companies.tracker_owners),
}
