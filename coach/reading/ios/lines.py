"""Lines of Apple's App Privacy Report → rows, block by block.

Format: Apple, "Inspecting app activity data", and real exports of 2021–2025 (docs/report-format.md).

Arrow reads a block of lines at once, several times as fast as `json.loads` (benchmarks/assess.py). A block it refuses, or that holds
anything out of the ordinary, is halved until it is small, and then `mend` looks at each line for itself: it gives a line in
the usual shape, or a code that says why the line was left out. So one bad line costs little, and there is only one conversion.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from coach.reading.ios.mend import CODES, MAX_LINE_BYTES, mend
from coach.reading.ios.rows import ACCESS_SCHEMA, NETWORK_SCHEMA, NO_PROBLEMS, PROBLEM, SCHEMA, Ints, Irregular, Rows, split
from coach.reading.ios.wrapping import holds_records, unwrap
from coach.reading.reader import MAX_LINES, Lines, TooManyLines

BLOCK_BYTES = 16 * 1024 * 1024
BLOCK_LINES = 128 * 1024
"""Lines of two characters take some hundred times their size as columns."""
MEND_BELOW_BYTES = 16 * 1024
# Arrow shares the parts of a block among the processor's cores; a line longer than a part it refuses, and `mend` looks at it.
_PARALLEL = pj.ReadOptions(block_size=1024 * 1024)
_AT_ONCE = 2
"""Blocks that are read at the same time."""
# Keys of other iOS versions are read past. (Arrow could infer them, but crashes on one that is nested 20,000 deep.)
_PARSE = pj.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="ignore")
_NO_ROWS = ACCESS_SCHEMA.empty_table(), NETWORK_SCHEMA.empty_table()
_VISIBLE = re.compile(rb"\S")


class _Text(NamedTuple):
    """Lines that may be records."""

    text: bytes
    ends: Ints
    """Where each line ends."""
    numbers: Ints
    """Of each line."""
    unwrapped: bool
    """Whether every line was looked at for several records."""


class _Joined(Exception):
    """A line that is no record holds some."""


def read_lines(text: bytes, progress: Callable[[float], None] = lambda share: None, most: int = MAX_LINES) -> Lines:
    """The rows of UTF-8 text, block by block: of its lines, or of records that stand in it otherwise (see `wrapping`). Line numbers count
    every line, empty ones too; a record has the number of the line where it begins. `progress` is told the share read, 0 to 1.

    Raises TooManyLines, before any line is looked at, where there are more than `most`.
    """
    ends = _line_ends(text, most)
    try:
        return _read(_one_a_line(text, ends, most), progress, len(ends))
    except _Joined:
        return _read(_one_a_line(text, ends, most, every_line=True), progress, len(ends))


def _one_a_line(text: bytes, ends: Ints, most: int, *, every_line: bool = False) -> _Text:
    rewritten = unwrap(text, ends, most, every_line=every_line)
    if not rewritten:
        return _Text(text, ends, np.arange(1, len(ends) + 1), every_line)
    text, numbers = rewritten
    return _Text(text, _line_ends(text, most), numbers, every_line)


def _read(lines: _Text, progress: Callable[[float], None], count: int) -> Lines:
    """count: lines of the text as it came."""
    blocks: list[Rows] = []
    usable = unusable = told = 0
    for stop, rows in _read_blocks(lines):
        blocks.append(rows)
        unusable += len(rows.problems)
        usable += rows.lines - len(rows.problems)
        if stop - told >= BLOCK_BYTES or stop == len(lines.text):
            progress(stop / len(lines.text))
            told = stop
    return Lines(blocks, usable, unusable, count, _commonest(blocks))


def _commonest(blocks: Sequence[Rows]) -> tuple[str, int] | None:
    """The code that most unusable lines have, and the number of the first of them."""
    problems = np.concatenate([rows.problems for rows in blocks]) if blocks else NO_PROBLEMS
    if not len(problems):
        return None
    code = int(np.bincount(problems["code"]).argmax())
    return CODES[code], int(problems["line"][problems["code"] == code].min())


def _line_ends(text: bytes, most: int) -> Ints:
    """Where each line ends. Raises TooManyLines as soon as there are more than `most`: their places could take eight times the text."""
    characters = np.frombuffer(text, dtype=np.uint8)
    last = [] if not text or text.endswith(b"\n") else [len(text)]
    found = []
    count = len(last)
    for start in range(0, len(text), BLOCK_BYTES):
        breaks = characters[start : start + BLOCK_BYTES] == ord("\n")
        count += int(np.count_nonzero(breaks))
        if count > most:
            raise TooManyLines
        found.append(np.flatnonzero(breaks) + start)
    return np.concatenate([*found, np.array(last, dtype=np.int64)])


class _Block(NamedTuple):
    """Lines that follow one another: the text from `start` to `stop`, the lines from `first` on, before `last`."""

    start: int
    stop: int
    first: int
    last: int


def _read_blocks(lines: _Text) -> Iterator[tuple[int, Rows]]:
    """The rows of each block, and where it ends. Blocks are halved around a line that Arrow refuses, and grow again behind it."""
    count = len(lines.ends)
    size = BLOCK_BYTES
    start = first = refused = 0  # refused: where a block ends that was
    with ThreadPoolExecutor(_AT_ONCE) as beside:
        ahead = _Ahead(lines, beside)
        while first < count:
            block = _block(lines, start, first, size)
            known = start < refused <= block.stop
            rows = None if known else ahead.read(block) if size == BLOCK_BYTES < len(lines.text) else _read_whole(lines, block)
            if rows is None:
                refused = refused if known else block.stop
                if block.stop - start > MEND_BELOW_BYTES and block.last - first > 1:
                    size = (block.stop - start) // 2
                    continue
                rows = _read_each(lines, block)
            elif start >= refused:
                size = min(2 * size, BLOCK_BYTES)
            yield block.stop, rows
            start, first = block.stop, block.last


def _block(lines: _Text, start: int, first: int, size: int) -> _Block:
    """About so many bytes from a line on, at least that line."""
    last = max(first + 1, min(first + BLOCK_LINES, int(np.searchsorted(lines.ends, start + size))))
    return _Block(start, min(int(lines.ends[last - 1]) + 1, len(lines.text)), first, last)


class _Ahead:
    """Whole blocks, and while one is read the next one beside it: what each costs besides Arrow's own work takes one core only."""

    def __init__(self, lines: _Text, beside: ThreadPoolExecutor) -> None:
        self._lines, self._beside = lines, beside
        self._begun: dict[_Block, Future[Rows | None]] = {}

    def read(self, block: _Block) -> Rows | None:
        """As `_read_whole`."""
        self._begin(block)
        if block.last < len(self._lines.ends):
            self._begin(_block(self._lines, block.stop, block.last, BLOCK_BYTES))
        mine = self._begun[block]
        self._begun = {other: begun for other, begun in self._begun.items() if other.start >= block.stop}
        return mine.result()

    def _begin(self, block: _Block) -> None:
        if block not in self._begun:
            self._begun[block] = self._beside.submit(_read_whole, self._lines, block)


def _read_whole(lines: _Text, block: _Block) -> Rows | None:
    """All lines of a block at once, None where any of them is not as usual."""
    try:
        return _whole(lines, block)
    except MemoryError:  # Arrow's own is one of its exceptions too
        raise
    except (Irregular, pa.ArrowException, UnicodeDecodeError):
        return None


def _whole(lines: _Text, block: _Block) -> Rows:
    start, stop, first, last = block
    characters = np.frombuffer(lines.text, dtype=np.uint8)
    breaks = lines.ends[first : last - 1]
    # Arrow doesn't mind where a line ends: only where every line break stands between two objects is a row a line.
    if lines.text[start] != ord("{") or (characters[breaks - 1] != ord("}")).any() or (characters[breaks + 1] != ord("{")).any():
        raise Irregular
    if np.diff(breaks, prepend=start - 1, append=stop).max() > MAX_LINE_BYTES:
        raise Irregular
    text = pa.py_buffer(lines.text).slice(start, stop - start)
    if (characters[start:stop] > 127).any():
        str(memoryview(text), "utf-8")
    table = pj.read_json(pa.BufferReader(text), _PARALLEL, _PARSE)
    if table.num_rows != last - first:
        raise Irregular
    return Rows(*split(table, lines.numbers[first:last]), last - first, 0, NO_PROBLEMS)


def _read_each(lines: _Text, block: _Block) -> Rows:
    """The lines of a block one by one: what can be used, and a problem for each line that can't. Raises _Joined where a line was not yet
    looked at for several records, and seems to hold them."""
    text, ends, numbers, unwrapped = lines
    start, _, first, last = block
    records: list[dict[str, Any]] = []
    used: list[int] = []
    problems: list[tuple[int, int]] = []
    count = markers = 0
    for number, end in zip(numbers[first:last].tolist(), ends[first:last].tolist(), strict=True):
        line = text[start : min(end, start + MAX_LINE_BYTES + 1)]  # enough to see that it is too long: it may be all of the text
        if line.strip() or _VISIBLE.search(text, start, end):
            count += 1
            result = mend(line)
            if isinstance(result, str):
                if not unwrapped and holds_records(line, result):
                    raise _Joined
                # What stands behind the last line break has none of its own: it may have been cut, in the middle of a character too.
                cut = result in ("bad-json", "bad-encoding") and end == len(text)
                problems.append((number, CODES.index("cut-line" if cut else result)))
            elif "_marker" in result:
                markers += 1
            else:
                records.append(result)
                used.append(number)
        start = end + 1
    access, network = split(pa.Table.from_pylist(records, schema=SCHEMA), np.array(used)) if records else _NO_ROWS
    return Rows(access, network, count, markers, np.array(problems, dtype=PROBLEM) if problems else NO_PROBLEMS)
