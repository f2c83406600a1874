"""Is this series of times regular, and at what period? A description for the reader: it gives no points.

Chains of equal gaps appear by chance in any dense series. So each gap near a period counts for it by how much likelier such a gap is in a
steady series than in an irregular one, each other gap against it, and only the stretch with the highest sum is looked at
(the largest-sum run, as in sequence analysis), and believed when chance would hardly reach that sum.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SHORTEST_S, LONGEST_S = 30.0, 3 * 3600.0
"""Periods looked for."""
MIN_ACCESSES = 12
MIN_SPAN_S = 3 * 3600.0
MIN_STEADY_S = 2 * 3600.0
"""What the steady gaps alone must add up to: two short bursts with a silence between are no rhythm."""
# Accesses closer than this are one touch seen twice.
_SAME_TOUCH_S = 15.0
# A silence longer than this ends a stretch: what comes after is told for itself.
_SILENCE_S = 12 * 3600.0
# Tolerances, and the share of gaps within each by chance at worst: those of gaps spread evenly over 10–20 minutes, with room.
_TOLERANCE = np.array([[0.05], [0.10], [0.20]])
_BY_CHANCE = np.array([[0.20], [0.35], [0.65]])
_STEADY_SHARE = 0.90
# e⁻¹³: a chance of about two in a million for each place where a stretch could begin.
_BELIEF = 13.0
_RULED_OUT = 1e6
_CANDIDATES = 6
# So many cells are worked on at once: all periods of an ordinary series, one period of a very long one.
_CELLS = 100_000

Floats = npt.NDArray[np.float64]


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
    periods = _frequent_periods(gaps)
    together = max(1, _CELLS // max(len(gaps), 1))
    for first in range(0, len(periods), together):
        for start, stop, near in _best_runs(gaps, periods[first : first + together]):
            steady = int(near.sum())
            exact = float(np.median(gaps[start:stop][near]))
            if steady + 1 < MIN_ACCESSES or seconds[stop] - seconds[start] < MIN_SPAN_S or steady * exact < MIN_STEADY_S:
                continue
            if steady * exact > covered:
                covered = steady * exact
                best = Stretch(exact, int(touches[start]), int(touches[stop]))
    return best


def _frequent_periods(gaps: Floats) -> Floats:
    """The middles of the fullest 10 % bins of gap lengths."""
    usable = gaps[(gaps >= SHORTEST_S) & (gaps <= LONGEST_S)]
    if len(usable) < MIN_ACCESSES - 1:
        return np.empty(0)
    bins = np.floor(np.log(usable) / np.log(1.1)).astype(np.int64)
    numbers, counts = np.unique(bins, return_counts=True)
    fullest = numbers[np.argsort(-counts, kind="stable")][:_CANDIDATES]
    return np.array([np.median(usable[np.abs(bins - number) <= 1]) for number in fullest])


def _best_runs(gaps: Floats, periods: Floats) -> Iterator[tuple[int, int, npt.NDArray[np.bool_]]]:
    """For each period and tolerance the run of gaps that speaks most for it, where chance would hardly do.

    Each as first gap, gap behind the last, and which gaps of the run are near the period. Arrays are periods × tolerances × gaps.
    """
    near = np.abs(gaps - periods[:, None, None]) <= _TOLERANCE * periods[:, None, None]
    weight = np.where(near, np.log(_STEADY_SHARE / _BY_CHANCE), np.log((1 - _STEADY_SHARE) / (1 - _BY_CHANCE)))
    weight -= _RULED_OUT * (gaps > _SILENCE_S)
    sums = np.zeros((*weight.shape[:2], len(gaps) + 1))
    np.cumsum(weight, axis=2, out=sums[:, :, 1:])
    rises = sums - np.minimum.accumulate(sums, axis=2)
    stops = rises.argmax(axis=2)
    for period, tolerance in np.argwhere(rises.max(axis=2) >= _BELIEF):
        stop = int(stops[period, tolerance])
        start = int(sums[period, tolerance, : stop + 1].argmin())
        yield start, stop, near[period, tolerance, start:stop]
