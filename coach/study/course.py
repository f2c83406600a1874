"""One study, from folders to results: what is found is judged, kept, joined to phones, written as rows, and told on one page."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from distributed import Client

from coach.errors import UnusableInput
from coach.study.figures import Figures, figures
from coach.study.files import Content, contents, files_in
from coach.study.joined import joined
from coach.study.kept import PASSING, Kept, kept_in
from coach.study.looked import Told, look, rules_version, together
from coach.study.reasons import by_reason
from coach.study.table import write_rows
from coach.study.workers import answers, workers
from coach.text import plain

PRIVATE, KEPT, ROWS = "private", "told.sqlite", "rows.parquet"
_FILES_AT_ONCE = 16
_TOLD_EVERY_S = 5.0


class Progress(NamedTuple):
    """How far a study is."""

    done: int
    all: int
    unread: int


class Counted(NamedTuple):
    """What stood in the folders. For whoever runs the study: none of it is published as it is."""

    files: int
    again: int
    """Files whose content stands in another one."""
    unread: Mapping[str, int]
    """Contents that hold no phone, by code."""
    phones: int
    parts: int
    """Contents that are of a phone of which there is another one."""


class Study(NamedTuple):
    counted: Counted
    rows: Path
    figures: Figures


def study(
    folders: Sequence[Path], out: Path, at_least: int, scheduler: str | None, tell: Callable[[Progress], None] = lambda progress: None
) -> Study:
    """Runs one, or goes on with one that was stopped. `tell` hears every few seconds how far it is.

    Raises UnusableInput: the codes of `files_in`, `workers`, `kept_in`; `cannot-write`; `study-nothing` where no file holds a phone.
    """
    private = out / PRIVATE
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableInput("cannot-write", name=plain(str(out))) from error
    paths = files_in(folders, out)
    rules = rules_version()
    with kept_in(private / KEPT, rules) as kept, workers(scheduler) as client:
        course = _Course(client, kept, tell)
        places = course.places(paths)
        if not places:  # a folder that can't be reached for now: what is kept of it stays
            raise UnusableInput("study-nothing")
        course.look_at({digest: (path,) for digest, path in places.items()})
        phones = course.joined(places)
        counted = Counted(len(paths), len(paths) - len(places) - course.unopened, course.unread(places), len(phones), course.parts)
        if not phones:
            raise UnusableInput("study-nothing")
        try:
            write_rows(kept, phones, rules, private / ROWS)
        except OSError as error:
            raise UnusableInput("cannot-write", name=plain(str(private / ROWS))) from error
    return Study(counted, private / ROWS, figures(private / ROWS, at_least, by_reason(counted.unread), rules))


class _Course:
    """What the steps of one study share."""

    def __init__(self, client: Client, kept: Kept, tell: Callable[[Progress], None]) -> None:
        self._client = client
        self._kept = kept
        self._tell = tell
        self._refused: dict[str, str] = {}
        """Contents of which nothing is told this time, and why; also those that can't be judged with the others of their phone."""
        self.unopened = 0
        self.parts = 0

    def places(self, paths: Sequence[Path]) -> dict[str, str]:
        """Where each content stands: of several such files the first."""
        names = [str(path) for path in paths]
        batches = [tuple(names[first : first + _FILES_AT_ONCE]) for first in range(0, len(names), _FILES_AT_ONCE)]
        found: dict[str, str] = {}
        for batch, told in answers(self._client, contents, batches, _unopened):
            for path, content in zip(batch, told, strict=False):
                if content.digest:
                    found[content.digest] = min(path, found.get(content.digest, path))
            self.unopened += len(batch) - sum(bool(content.digest) for content in told)
        return found

    def look_at(self, jobs: Mapping[str, tuple[str, ...]]) -> None:
        """Has those looked at of which nothing is kept yet. jobs: the files of each, by content."""
        have = {each.digest: each for each in self._kept.all()}
        left = [paths for digest, paths in jobs.items() if digest not in have]
        unread = sum(bool(each.code) for digest, each in have.items() if digest in jobs)
        digest_of = {paths: digest for digest, paths in jobs.items()}
        before = time.monotonic()
        done = len(jobs) - len(left)
        for paths, told in answers(self._client, look, left, lambda paths: Told("", code="study-worker")):
            done += 1
            unread += bool(told.code)
            self._keep(digest_of[paths], told)
            if time.monotonic() - before >= _TOLD_EVERY_S or done == len(jobs):
                before = time.monotonic()
                self._tell(Progress(done, len(jobs), unread))

    def _keep(self, digest: str, told: Told) -> None:
        if told.code not in PASSING and told.digest != digest:
            told = Told(digest, code="study-changed")
        if told.code in PASSING:
            self._refused[digest] = told.code
        elif told.rules == rules_version():
            self._kept.add(told)
        else:
            raise UnusableInput("study-other-coach")

    def joined(self, places: Mapping[str, str]) -> list[str]:
        """By what each phone is known: its content, or all of its contents together; these are looked at as one."""
        groups = joined(each for each in self._kept.marks() if each[0] in places)
        several = {together(group): group for group in groups if len(group) > 1}
        self._kept.only({*places, *several})
        self.look_at({known: tuple(places[digest] for digest in group) for known, group in several.items()})
        code_of = {each.digest: each.code for each in self._kept.all()} | self._refused
        self.parts = sum(len(group) for known, group in several.items() if not code_of[known])
        for known, group in several.items():
            if code_of[known]:
                self._refused |= dict.fromkeys(group, code_of[known])
        return sorted(known for group in groups if not code_of[known := together(group)])

    def unread(self, places: Mapping[str, str]) -> Mapping[str, int]:
        """Contents that hold no phone, by code, most first."""
        told = {each.digest: each.code for each in self._kept.all() if each.digest in places and each.code} | {
            digest: code for digest, code in self._refused.items() if digest in places
        }
        counts = Counter(told.values())
        counts["unreadable"] += self.unopened
        return dict(_most_first(counts))


def _unopened(batch: tuple[str, ...]) -> list[Content]:
    return [Content("", "unreadable") for _ in batch]


def _most_first(counts: Counter[str]) -> Iterator[tuple[str, int]]:
    return ((code, count) for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])) if count)
