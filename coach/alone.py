"""Which looks stand alone: within a few minutes of them there is no other sign that the phone was in use.

A report does not say whether anybody was awake. Somebody who is leaves traces: two other apps looked at something, or one was used with
the camera, the microphone, a screen recording or the system's picker. An app is no alibi for itself.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from coach.catalogue import part_of_system
from coach.content import Content, Counting
from coach.runs import run_starts

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_HOUR_MS = 3_600_000
_NEVER = np.int64(2**61)
"""Farther than any moment, in milliseconds."""


def alone(accesses: pd.DataFrame, content: Content) -> Bools:
    """For each access at night whether it stands alone; no other one is told to. `accesses`: those of a Report, by time.

    Of parts of the system, and of what was chosen in the picker, nobody asks: only uses beside them are looked at.
    """
    app = accesses["bundle_id"].cat.codes.to_numpy().astype(np.int64)
    begin = accesses["begin"].to_numpy().astype("M8[ms]").view(np.int64)
    near = content.rules.counting.alone_minutes * 60_000
    system = np.array([part_of_system(name, content) for name in accesses["bundle_id"].cat.categories], dtype=bool)
    looked = ~accesses["picker"].to_numpy() & ~(system[app] if len(app) else np.empty(0, dtype=bool))
    hour = accesses["local"].to_numpy().astype("M8[ms]").view(np.int64) // _HOUR_MS % 24
    nights = np.flatnonzero(looked & at_night(hour, content.rules.counting))
    found = np.zeros(len(begin), dtype=bool)
    if len(nights):
        used = _other_in_use(accesses, (begin[nights], app[nights]), (begin, app), near, content)
        found[nights] = ~(_two_others(begin, app, looked, near)[nights] | used)
    return found


def at_night(hour: Ints, counting: Counting) -> Bools:
    """Of hours of the day, whether they are at night."""
    return (hour >= counting.night_begins_at) & (hour < counting.night_ends_at)


def _two_others(begin: Ints, app: Ints, looked: Bools, near: int) -> Bools:
    """Whether two other apps looked at something so near. looked: which accesses count for that."""
    times, apps = begin[looked], app[looked]
    found = np.zeros(len(begin), dtype=bool)
    if not len(times):
        return found
    before = _two_before(times, apps)
    flipped = _two_before(-times[::-1], apps[::-1])
    after = [(np.where(when[::-1] == -_NEVER, _NEVER, -when[::-1]), who[::-1]) for when, who in flipped]
    (near_1, who_1), (near_2, _) = ((times - when <= near, who) for when, who in before)
    (near_3, who_3), (near_4, _) = ((when - times <= near, who) for when, who in after)
    either = near_1 & near_3 & (who_1 != who_3)
    found[looked] = near_2 | near_4 | either
    return found


def _two_before(times: Ints, apps: Ints) -> list[tuple[Ints, Ints]]:
    """For each look, in order of time, the nearest one before it of another app, and the nearest of a third: when, and whose."""
    starts = np.flatnonzero(run_starts(apps))
    run = np.cumsum(run_starts(apps)) - 1
    whose, last = apps[starts], np.append(starts[1:], len(apps)) - 1
    # Of three runs in a row the first is a third app's, or the same as the last: then what held for the run between holds here, too.
    third = np.arange(len(whose)) - 2
    differs = np.zeros(len(whose), dtype=bool)
    differs[2:] = whose[2:] != whose[:-2]
    third = np.maximum.accumulate(np.where(differs, third, -1))
    found = []
    for place in (np.arange(len(whose)) - 1, third):
        known = place >= 0
        when = np.where(known, times[last[np.maximum(place, 0)]], -_NEVER)
        found.append((when[run], np.where(known, whose[np.maximum(place, 0)], -1)[run]))
    return found


def _other_in_use(accesses: pd.DataFrame, looks: tuple[Ints, Ints], everything: tuple[Ints, Ints], near: int, content: Content) -> Bools:
    """Whether another app began or ended a use that takes somebody so near. looks, everything: moments, and whose."""
    moments, mine = looks
    begin, app = everything
    timed = np.array([name in content.timed for name in accesses["category"].cat.categories], dtype=bool)
    category = accesses["category"].cat.codes.to_numpy()
    takes = accesses["picker"].to_numpy() | (timed[category] if len(category) else np.empty(0, dtype=bool))
    ended = takes & accesses["end"].notna().to_numpy()
    ends = accesses["end"].to_numpy().astype("M8[ms]").view(np.int64)[ended]
    when, who = np.concatenate((begin[takes], ends)), np.concatenate((app[takes], app[ended]))
    if not len(when):
        return np.zeros(len(moments), dtype=bool)
    order = np.argsort(when, kind="stable")
    when, who = when[order], who[order]
    starts = run_starts(who)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(who)), 0))
    ends_of = np.append(np.flatnonzero(starts)[1:], len(who))[np.cumsum(starts) - 1]
    left = np.searchsorted(when, moments, side="right") - 1
    left = np.where((left >= 0) & (who[np.maximum(left, 0)] == mine), first[np.maximum(left, 0)] - 1, left)
    right = np.searchsorted(when, moments, side="left")
    inside = np.minimum(right, len(who) - 1)
    right = np.where((right < len(who)) & (who[inside] == mine), ends_of[inside], right)
    before = np.where(left >= 0, moments - when[np.maximum(left, 0)], _NEVER)
    after = np.where(right < len(who), when[np.minimum(right, len(who) - 1)] - moments, _NEVER)
    return (before <= near) | (after <= near)
