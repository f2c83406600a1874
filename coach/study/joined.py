"""Files that share accesses, directly or by others, are of one phone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

import numpy as np

from coach.models import Platform
from coach.study.marks import SHARED, Marks

_FEW = 16
"""Of so many files with one mark in common each pair is looked at; of more, each and the next: they are one phone by the others anyway."""


def joined(told: Iterable[tuple[str, Platform, Marks]]) -> list[tuple[str, ...]]:
    """The contents of each phone, sorted. told: content, kind of phone, and marks of each."""
    files = sorted(((digest, platform, marks) for digest, platform, marks in told), key=lambda each: each[0])
    needed = [SHARED[platform] for _, platform, _ in files]
    phone = list(range(len(files)))

    def of(place: int) -> int:
        while phone[place] != place:
            phone[place] = phone[phone[place]]
            place = phone[place]
        return place

    for (one, two), shared in Counter(_pairs([marks for _, _, marks in files])).items():
        if shared >= max(needed[one], needed[two]):
            first, second = sorted((of(one), of(two)))
            phone[second] = first
    found: dict[int, list[str]] = defaultdict(list)
    for place, (digest, _, _) in enumerate(files):
        found[of(place)].append(digest)
    return [tuple(sorted(digests)) for digests in found.values()]


def _pairs(marks: list[Marks]) -> Iterator[tuple[int, int]]:
    """Two places for each mark that both have."""
    every = np.concatenate([np.empty(0, dtype=np.uint64), *marks])
    place = np.repeat(np.arange(len(marks), dtype=np.int32), [len(each) for each in marks])
    order = np.argsort(every, kind="stable")
    every, place = every[order], place[order]
    same = np.flatnonzero(every[1:] == every[:-1])
    for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1):
        if len(run):
            files = place[run[0] : run[-1] + 2].tolist()
            yield from combinations(files, 2) if len(files) <= _FEW else pairwise(files)
