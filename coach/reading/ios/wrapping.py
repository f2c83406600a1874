"""A report in another wrapping → one record a line, as the iPhone writes it.

People's reports come as one long list, plain or indented, as objects behind each other without line breaks, with a comma behind each
line, quoted by a mail, with line numbers in front, as a JSON text sequence, or, in the first beta, with contacts in a list for each app.
What holds a record is the same in all of them: an object with the keys of one. So the objects are found by their braces, in one go
through the text, whatever stands between them. Lines of the usual shape are not looked at.

A string ends with its line at the latest, as JSON has no line breaks in one: damage costs what it hits, and nothing behind it.
"""

import io
import json
import re
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np

from coach.reading.ios.rows import Ints
from coach.reading.reader import TooManyLines

LONG = 16 * 1024
"""A line so long holds more than one record: the longest in real reports have some 600 bytes."""
_LONGEST_CHECKED = 1024 * 1024
_MOST_CHECKED = 100
_LONGEST_NAME = 300
_DEEPEST = 1000
_OBJECTS_EACH = 4
_MOST_AROUND = 4

# Up to the next brace outside of strings.
_BRACE = re.compile(rb'(?:[^{}"]++|"(?:[^"\\\n]++|\\.)*+(?:"|(?=\n)|\Z)|")*+([{}])')
# The same where a quotation mark is missing: one in front of `},{"` ends a string, and one behind `{` begins one.
_BRACE_AGAIN = re.compile(rb'(?:[^{}"]++|"(?!\s*\}[\s,]*\{\s*")(?:[^"\\\n]++|\\.)*+(?<!\{)(?:"|(?=\n)|\Z)|")*+([{}])')
_ESCAPED = re.compile(rb"\\.")
_KEY = re.compile(rb'"(?:(accessor|domain)|type|category|bundleID|tccService|stream|_marker)"\s*:')
_ITS_APP = re.compile(rb'"(?:accessor|bundleID|hasApp\.bundleName)"\s*:')
_LIST_OF_APP = re.compile(rb'"([\w-]+(?:\.[\w-]+)+)"\s*:\s*\[\s*\Z')
_JOINED = re.compile(rb'\}[^{}"]{0,20}\{\s*"')
_QUOTED = re.compile(rb"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_NUMBERED = re.compile(rb'^[ \t]*([0-9]{1,9})(?:[.:|)\t] *|(?= *[\[\]{}",])|$)', re.MULTILINE)
_NUMBERED_FROM_1 = re.compile(rb"\n[ \t]*1[.:|)\t ]")
# What may stand around records and tells nothing: punctuation, and names with what they name.
_PUNCTUATION = b" \t\n,[]{}\x1e"
_STRING, _SCALAR = rb'"(?:[^"\\\n]++|\\.)*+"', rb"-?[0-9][0-9.eE+-]*+|true|false|null"
_FRAME = re.compile(rb"(?:[\s,\[\]{}\x1e]++|%b\s*+:(?:\s*+(?:%b|%b))?)*+" % (_STRING, _STRING, _SCALAR))
_NAMES_RECORD = re.compile(rb'"(?:accessor|domain)"\s*:')
# Of what is left of damaged records: keys that stand once in each.
_PART_OF_RECORD = re.compile(
    rb'"(accessor|accessCount|bundleID|category|context|contextVerificationType|domain(?:Classification|Owner|Type)?|firstTimeStamp|hits|kind'
    rb'|initiatedType|outOfProcess|stream|tccService|timeStamp|timestamp)"\s*:|"(type)"\s*:\s*"(?:access|networkActivity)"'
)
_ELEMENT = re.compile(rb"\[[^\[\]{}]*+\]|%b(?!\s*+:)|%b" % (_STRING, _SCALAR))
_NAMED = re.compile(rb"%b\s*+:\s*+(?:%b|%b)?" % (_STRING, _STRING, _SCALAR))
_SEPARATORS = re.compile(rb"[\s,]+")
_OF_ACCESSOR = re.compile(rb'\{\s*+"identifier')


def holds_records(line: bytes, code: str) -> bool:
    """Whether a line that is no record, for this reason, seems to hold some: behind each other, or within another object."""
    return bool((code == "bad-json" and _JOINED.search(line)) or (code == "unknown-record" and _NAMES_RECORD.search(line)))


def unwrap(text: bytes, ends: Ints, most: int, *, every_line: bool = False) -> tuple[bytes, Ints] | None:
    """The text with one record a line, and for each of its lines the number of the line in `text` where it began; None where nothing is to
    be changed. ends: where the lines of `text` end.

    Looks at runs of lines that are not, by their first and last character, an object each; or at every line. Of such a run what holds no
    record stays, as lines that can't be used. Raises TooManyLines where there are more objects than `most` records can have.
    """
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1])
    runs = []
    left = _OBJECTS_EACH * most
    for first, last in [(0, len(ends) - 1)] if every_line else _runs(text, starts, ends):
        bare = _bare(text[int(starts[first]) : int(ends[last])])
        left -= bare.count(b"{")
        if left < 0:
            raise TooManyLines
        runs.append(_Run(first, last, bare, _objects(bare, ends_text=last == len(ends) - 1)))
    if not any(run.objects for run in runs) and not _is_list(runs):
        return None
    written = _Written()
    copied = 0  # lines
    for run in runs:
        if run.objects or _is_frame(run):
            if copied < run.first:
                written.as_they_stand(text[int(starts[copied]) : int(starts[run.first])], copied + 1, run.first - copied)
            _rewrite(run, written)
            copied = run.last + 1
    if copied < len(ends):
        written.as_they_stand(text[int(starts[copied]) :], copied + 1, len(ends) - copied)
    # What may have been cut stands at the very end, as it did.
    return written.text.getvalue()[: None if text.endswith(b"\n") else -1], np.frombuffer(written.numbers, dtype=np.int64)


def _runs(text: bytes, starts: Ints, ends: Ints) -> Iterator[tuple[int, int]]:
    """First and last line of each run of lines that are no object from the first character to the last, with those behind them that are
    one and no record: they may be a part of one. Empty lines belong to any run."""
    characters = np.frombuffer(text, dtype=np.uint8)
    filled = np.flatnonzero(ends > starts)
    first, last = characters[starts[filled]], characters[ends[filled] - 1]
    usual = (first == ord("{")) & (last == ord("}")) & (ends[filled] - starts[filled] <= LONG)
    edges = np.flatnonzero(np.diff(usual, prepend=True, append=True)).reshape(-1, 2).tolist()
    begin = None
    for number, (start, stop) in enumerate(edges):
        begin = start if begin is None else begin
        following = edges[number + 1][0] if number + 1 < len(edges) else len(filled)
        while stop < following and not _NAMES_RECORD.search(text, int(starts[filled[stop]]), int(ends[filled[stop]])):
            stop += 1  # noqa: PLW2901
        if stop < following or following == len(filled):
            yield int(filled[begin]), int(filled[stop - 1])
            begin = None


def _is_list(runs: Sequence["_Run"]) -> bool:
    """Whether some of these are but the beginnings and the ends of lists or objects, with lines of the usual shape in between."""
    first, *others = [run.text.strip() for run in runs if _is_frame(run)] or [b""]
    frames = b"".join([first, *others])
    whole = all(frames.count(begin) == frames.count(end) for begin, end in ((b"[", b"]"), (b"{", b"}")))
    return whole and bool(others) and first.endswith((b"[", b":")) and others[-1].startswith((b"]", b"}"))


def _is_frame(run: "_Run") -> bool:
    """Whether a run is but the beginning or the end of what records stand in."""
    text = run.text.strip()
    return not text.strip(_PUNCTUATION) or (
        text.endswith((b"[", b":")) and bool(_FRAME.fullmatch(text)) and not _PART_OF_RECORD.search(text)
    )


def _bare(run: bytes) -> bytes:
    """Lines without the marks of a quotation, and without numbers that count them, whichever stands in front of the other."""
    for _ in range(_MOST_AROUND):
        before = len(run)
        run = _without_numbers(run)
        if b">" in run:
            run = _QUOTED.sub(b"", run)
        if len(run) == before:
            break
    return run


def _without_numbers(run: bytes) -> bytes:
    if not _NUMBERED.match(run) and not _NUMBERED_FROM_1.search(run):
        return run
    marks = list(_NUMBERED.finditer(run))
    counts = [following[1] == b"%d" % (int(mark[1]) + 1) for mark, following in pairwise(marks)]
    behind = 0
    pieces = []
    for mark, before, after in zip(marks, [False, *counts], [*counts, False], strict=True):
        if before or after:
            pieces.append(run[behind : mark.start()])
            behind = mark.end()
    return b"".join([*pieces, run[behind:]])


class _Object(NamedTuple):
    """An object that has the keys of a record, or stands by itself."""

    start: int
    stop: int
    is_record: bool
    app: bytes
    """Under whose name it is listed, where it doesn't say so itself."""


class _Run(NamedTuple):
    first: int
    """Line, from 0."""
    last: int
    text: bytes
    objects: list[_Object]


@dataclass
class _Open:
    """An object that is not closed yet."""

    start: int
    before: int
    """How many objects were found before it."""
    keys: int = 0
    """1 with a key that records have, 2 with one that nothing else has."""
    list_of: bytes = b""
    """The app whose list in it is being read."""


def _objects(run: bytes, *, ends_text: bool) -> list[_Object]:
    """The objects of a run, in its order; none where none of them is a record. ends_text: whether the text may break off in it."""
    found: list[_Object] = []
    around: deque[_Open] = deque(maxlen=_DEEPEST)  # of damaged lines some never are closed
    behind = checked = known = 0
    next_brace = (_BRACE_AGAIN if _lacks_quotation_mark(run) else _BRACE).match
    while match := next_brace(run, behind):  # not `finditer`, which would look for a brace from every place behind the last one
        brace = match.start(1)
        mine = around[-1] if around else None
        if mine and mine.keys < 2:
            _look_at(mine, run, behind, brace)
        behind = brace + 1
        if run[brace] == ord("{"):
            around.append(_Open(brace, len(found)))
            continue
        if not mine:
            continue
        around.pop()
        known += mine.keys == 2
        nested = len(found) > mine.before
        # Further objects in a record are its own; those in anything else are what is looked for.
        if nested and mine.keys == 2 and checked < _MOST_CHECKED:
            checked += 1
            if nested := not _is_whole(run, mine.start, behind):
                continue
            del found[mine.before :]
        if not nested and (mine.keys or not (around or _OF_ACCESSOR.match(run, mine.start))):
            found.append(_Object(mine.start, behind, bool(mine.keys), _app(run, mine, behind, around)))
    if not known:
        return []
    last = [each for each in around if ends_text and each.before == len(found)]
    if cut := next((each for each in last if each.keys), last[-1] if last else None):
        found.append(_Object(cut.start, _end_of_cut(run, cut.start), is_record=False, app=b""))
    return found


def _end_of_cut(run: bytes, start: int) -> int:
    """Where an object ends that is not closed: with the last line that could be of it."""
    while (stop := run.find(b"\n", start)) >= 0 and _FRAME.fullmatch(run, start, stop):
        start = stop + 1
    return len(run) if stop < 0 else max(start, stop)


def _lacks_quotation_mark(run: bytes) -> bool:
    if b"\\" in run:
        run = _ESCAPED.sub(b"", run)
    return any(line.count(b'"') % 2 for line in run.split(b"\n"))


def _look_at(mine: _Open, run: bytes, start: int, stop: int) -> None:
    """Notes what a stretch of an object says of it."""
    for key in _KEY.finditer(run, start, stop):
        mine.keys = 2 if key[1] else max(mine.keys, 1)
    if not mine.keys:
        if app := _LIST_OF_APP.search(run, max(start, stop - _LONGEST_NAME), stop):
            mine.list_of = app[1]
        elif b"]" in run[start:stop]:
            mine.list_of = b""


def _is_whole(run: bytes, start: int, stop: int) -> bool:
    if stop - start > _LONGEST_CHECKED:
        return False
    try:
        json.loads(run[start:stop])
    except (ValueError, RecursionError):
        return False
    return True


def _app(run: bytes, mine: _Open, stop: int, around: Sequence[_Open]) -> bytes:
    app = around[-1].list_of if around and mine.keys == 2 else b""
    return b"" if app and _ITS_APP.search(run, mine.start, stop) else app


@dataclass(frozen=True)
class _Written:
    """Lines, and the number of each."""

    text: io.BytesIO = field(default_factory=io.BytesIO)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))

    def line(self, line: bytes, number: int) -> None:
        self.text.write(line)
        self.text.write(b"\n")
        self.numbers.append(number)

    def as_they_stand(self, lines: bytes, number: int, count: int) -> None:
        """So many lines, the first with this number."""
        self.text.write(lines)
        if not lines.endswith(b"\n"):
            self.text.write(b"\n")
        self.numbers.extend(range(number, number + count))


def _rewrite(run: _Run, written: _Written) -> None:
    """A line for each record, and for each that is damaged or is something else."""
    number = run.first + 1
    behind = 0
    for each in [*run.objects, _Object(len(run.text), len(run.text), False, b"")]:
        rest = run.text[behind : each.start]
        if rest.strip(_PUNCTUATION):
            for place, line in _damage(rest, begins=behind == 0, ends=each.start == len(run.text)):
                written.line(line, number + place)
        number += rest.count(b"\n")
        line = run.text[each.start : each.stop]
        if line:
            record = line.replace(b"\n", b" ")
            written.line(b'{"bundleID":"%b",%b' % (each.app, record[1:]) if each.app else record, number)
        number += line.count(b"\n")
        behind = each.stop


def _damage(rest: bytes, *, begins: bool, ends: bool) -> Iterator[tuple[int, bytes]]:
    """What between two objects may have been records: of each the line on which it begins, counted from here, and what stands there.

    What stands in front of an object on its line, or behind it, is no record unless it has keys of one. begins, ends: whether the run
    begins or ends here, and not an object.
    """
    lines = rest.split(b"\n")
    seen: set[bytes] = set()
    for place, line in enumerate(lines):
        parts = [key[1] or key[2] for key in _PART_OF_RECORD.finditer(line)]
        for key in parts:
            if not seen or key in seen:
                seen.clear()
                yield place, line
            seen.add(key)
        if parts or not line.strip(_PUNCTUATION):
            continue
        before, behind = place == 0 and not begins, place == len(lines) - 1 and not ends  # whether an object stands there on this line
        marked = _ELEMENT.sub(b"\0", _NAMED.sub(b"", line))
        if marked.strip(_PUNCTUATION + b"\0"):
            if not before and not behind:
                yield place, line
        elif before == behind or (behind and line.rstrip().endswith(b",")) or (before and line.lstrip().startswith(b",")):
            yield from repeat((place, line), sum(b"\0" in element for element in _SEPARATORS.split(marked)))
