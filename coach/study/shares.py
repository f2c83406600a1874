"""Counts of phones that tell of no few, with the interval of each share.

What may be shown is decided here, for all of a page together. Nothing about fewer phones than the limit: neither by a count itself, nor by
what is left of a total, nor by the difference of two counts of which one holds the other.
"""

import math
from collections.abc import Sequence
from itertools import combinations
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Phones = int
"""Which phones something is true of: one bit for each, so that a hundred thousand are compared with as many in a microsecond."""
SURE = 0.95
_Z = NormalDist().inv_cdf(0.5 + SURE / 2)


class Interval(NamedTuple):
    low: float
    high: float


class Share(NamedTuple):
    """So many of so many phones."""

    phones: int
    of: int
    at_least: bool = False
    """Nearly all, so that the exact count would tell of the few others."""

    @property
    def share(self) -> float:
        return self.phones / self.of

    @property
    def interval(self) -> Interval:
        """Of an exact count its interval; of one that is shown as "at least", all that it can be, with the interval of either end."""
        return Interval(wilson(self.phones, self.of).low, wilson(self.of if self.at_least else self.phones, self.of).high)


def wilson(count: int, of: int) -> Interval:
    """The score interval of a share, of 95 %: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal
    of the American Statistical Association 22 (1927) 209-212, formula of page 211; advised for samples of any size by L. D. Brown,
    T. T. Cai and A. DasGupta, Interval estimation for a binomial proportion, Statistical Science 16 (2001) 101-133."""
    share, spread = count / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return Interval(0.0 if count == 0 else middle - half, 1.0 if count == of else middle + half)


class Ledger:
    """All counts that are shown of one kind of phone; each further one is held against those before it, so the most telling come first."""

    def __init__(self, everyone: Phones, limit: int) -> None:
        self.limit = limit
        self.everyone = everyone
        self._few = range(1, limit)
        self._shown: dict[Phones, int] = {}
        if everyone.bit_count() >= limit:
            self._show(everyone)

    @property
    def tells(self) -> bool:
        """Whether there are phones enough to tell of any."""
        return bool(self._shown)

    def base(self, phones: Phones) -> Phones | None:
        """What shares may be of: these phones; all of them where only a few are left out; None for too few."""
        if not self.tells or phones.bit_count() < self.limit:
            return None
        if self.everyone.bit_count() - phones.bit_count() < self.limit:
            return self.everyone
        return phones if self._show(phones) else None

    def share(self, phones: Phones, of: Phones) -> Share | None:
        """A count among phones that `base` gave; None where it is not shown."""
        phones &= of
        count, whole = phones.bit_count(), of.bit_count()
        if count < self.limit:
            return None
        if whole - count < self.limit:
            return Share(whole - self.limit + 1, whole, at_least=True) if whole >= 2 * self.limit else None
        return Share(count, whole) if self._show(phones) else None

    def _show(self, phones: Phones) -> bool:
        if phones not in self._shown:
            if self._tells_of_few(phones):
                return False
            self._shown[phones] = phones.bit_count()
        return True

    def _tells_of_few(self, new: Phones) -> bool:
        """Whether a count, together with one or two of those shown, tells of fewer phones than the limit."""
        size = new.bit_count()
        inside = {each: count for each, count in self._shown.items() if each & new == each}
        around = {each: count for each, count in self._shown.items() if each & new == new}
        if any(size - count in self._few for count in inside.values()) or any(count - size in self._few for count in around.values()):
            return True
        if any(self._parts_tell(new, size, one, two) for one, two in combinations(inside.items(), 2)):
            return True
        return any(self._parts_tell(whole, all_, (new, size), part) for whole, all_ in around.items() for part in self._shown.items())

    def _parts_tell(self, whole: Phones, size: int, one: tuple[Phones, int], two: tuple[Phones, int]) -> bool:
        """Whether two parts leave a few of a whole, or are all of it and have a few in common."""
        left = size - one[1] - two[1]
        if abs(left) not in self._few or two[0] & whole != two[0]:
            return False
        return (one[0] & two[0]).bit_count() == max(0, -left)


def phones_of(places: npt.NDArray[np.int64], count: int) -> Phones:
    """Those in these places, of so many."""
    bits = np.zeros(count, dtype=bool)
    bits[places] = True
    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")


def apart(counts: Sequence[int], limit: int) -> tuple[list[int | None], int | None]:
    """Parts of a whole that are told one by one, and their sum: those that are too few are not shown, nor is the sum where it would tell
    of them."""
    shown: list[int | None] = [count if count >= limit else None for count in counts]
    hidden = sum(count for count in counts if count < limit)
    whole = sum(counts)
    return shown, whole if whole >= limit and (not hidden or hidden >= limit) else None


_STEPS = (1, 2, 5)


def about(values: Sequence[int], limit: int) -> int | None:
    """The middle of such counts, as the nearest of 1, 2, 5, 10, 20, 50 …: rough enough to be nobody's. None for fewer
    than twice the limit."""
    if len(values) < 2 * limit:
        return None
    middle = float(np.median(np.asarray(values)))
    if middle < 1:
        return None
    tens: int = 10 ** int(math.log10(middle))
    steps: list[int] = [step * tens for step in (*_STEPS, 10)]
    return min(steps, key=lambda step: abs(math.log(step / middle)))
