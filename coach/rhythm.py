"""Is this series of times regular, and at what period? A description for the reader: it gives no points.

Chains of equal gaps appear by chance in any dense series. So each gap near a period counts for it by how much likelier such a gap is in a
steady series than in an irregular one, each other gap against it, and only the stretch with the highest sum is looked at
(the largest-sum run, as in sequence analysis), and believed when chance would hardly reach that sum.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SHORTEST_S, LONGEST_S = 30.0, 3 * 3600.0
"""Periods looked for."""
MIN_ACCESSES = 12
MIN_SPAN_S = 3 * 3600.0
# Accesses closer than this are one touch seen twice.
_SAME_TOUCH_S = 15.0
# A silence longer than this ends a stretch: what comes after is told for itself.
_SILENCE_S = 12 * 3600.0
# (tolerance, share of gaps within it by chance at worst): measured on widgets that refresh at random every 6–20 minutes.
_TIERS = ((0.05, 0.13), (0.10, 0.25), (0.20, 0.50))
_STEADY_SHARE = 0.90
# e⁻¹³: a chance of about two in a million for each place where a stretch could begin.
_BELIEF = 13.0
_CANDIDATES = 6


class Stretch(NamedTuple):
    """`first` and `last` are indices into the times given."""

    period_s: float
    first: int
    last: int


def steady_stretch(times_ms: npt.NDArray[np.int64]) -> Stretch | None:
    """The longest steady stretch in times (milliseconds, ascending), or None."""
    if len(times_ms) < MIN_ACCESSES or times_ms[-1] - times_ms[0] < MIN_SPAN_S * 1000:
        return None
    touches = np.flatnonzero(np.diff(times_ms, prepend=times_ms[0] - np.int64(_SAME_TOUCH_S * 1000)) >= _SAME_TOUCH_S * 1000)
    seconds = times_ms[touches] / 1000.0
    gaps = np.diff(seconds)
    best: Stretch | None = None
    covered = 0.0
    for period in _frequent_periods(gaps):
        for tolerance, by_chance in _TIERS:
            found = _best_run(gaps, period, tolerance, by_chance)
            if found is None:
                continue
            start, stop, steady = found
            if steady + 1 < MIN_ACCESSES or seconds[stop] - seconds[start] < MIN_SPAN_S:
                continue
            inside = gaps[start:stop]
            exact = float(np.median(inside[np.abs(inside - period) <= tolerance * period]))
            if steady * exact > covered:
                covered = steady * exact
                best = Stretch(exact, int(touches[start]), int(touches[stop]))
    return best


def _frequent_periods(gaps: npt.NDArray[np.float64]) -> list[float]:
    """The middles of the fullest 10 % bins of gap lengths."""
    usable = gaps[(gaps >= SHORTEST_S) & (gaps <= LONGEST_S)]
    if len(usable) < MIN_ACCESSES - 1:
        return []
    bins = np.floor(np.log(usable) / np.log(1.1)).astype(np.int64)
    numbers, counts = np.unique(bins, return_counts=True)
    fullest = numbers[np.argsort(-counts, kind="stable")][:_CANDIDATES]
    return [float(np.median(usable[np.abs(bins - number) <= 1])) for number in fullest]


def _best_run(gaps: npt.NDArray[np.float64], period: float, tolerance: float, by_chance: float) -> tuple[int, int, int] | None:
    """The run of gaps that speaks most for the period: first gap, gap behind the last, gaps near the period; None where chance would do."""
    near = np.abs(gaps - period) <= tolerance * period
    for_it, against_it = np.log(_STEADY_SHARE / by_chance), np.log((1 - _STEADY_SHARE) / (1 - by_chance))
    weight = np.select([gaps > _SILENCE_S, near], [-1e6, for_it], against_it)
    sums = np.concatenate(([0.0], np.cumsum(weight)))
    stop = int(np.argmax(sums - np.minimum.accumulate(sums)))
    start = int(np.argmin(sums[: stop + 1]))
    if sums[stop] - sums[start] < _BELIEF:
        return None
    return start, stop, int(near[start:stop].sum())
