"""Lines of Apple's App Privacy Report → rows, block by block.

Format: Apple, "Inspecting app activity data", and real exports of 2021–2025 (docs/report-format.md).

Arrow reads a block of lines at once, several times as fast as `json.loads` (benchmarks/assess.py). A block it refuses, or that holds
anything out of the ordinary, is halved until it is small, and then `mend` looks at each line for itself: it gives a line in
the usual shape, or a code that says why the line was left out. So one bad line costs little, and there is only one conversion.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from coach.reading.ios.mend import CODES, MAX_LINE_BYTES, mend
from coach.reading.ios.rows import ACCESS_SCHEMA, NETWORK_SCHEMA, NO_PROBLEMS, PROBLEM, SCHEMA, Ints, Irregular, Rows, split
from coach.reading.reader import MAX_LINES, Lines, TooManyLines, given_up

BLOCK_BYTES = 16 * 1024 * 1024
BLOCK_LINES = 128 * 1024
"""Lines of two characters take some hundred times their size as columns."""
MEND_BELOW_BYTES = 16 * 1024
# Arrow shares the parts of a block among the processor's cores; a line longer than a part it refuses, and `mend` looks at it.
_PARALLEL = pj.ReadOptions(block_size=1024 * 1024)
# Keys of other iOS versions are read past. (Arrow could infer them, but crashes on one that is nested 20,000 deep.)
_PARSE = pj.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="ignore")
_NO_ROWS = ACCESS_SCHEMA.empty_table(), NETWORK_SCHEMA.empty_table()
_VISIBLE = re.compile(rb"\S")


def read_lines(text: bytes, progress: Callable[[float], None] = lambda share: None, most: int = MAX_LINES) -> Lines:
    """The rows of UTF-8 lines, block by block. Line numbers count every line, empty ones too. `progress` is told the share read, 0 to 1.

    Raises TooManyLines, before any line is looked at, where there are more than `most`.
    """
    ends = _line_ends(text, most)
    blocks: list[Rows] = []
    usable = unusable = told = 0
    for stop, rows in _read_blocks(text, ends):
        blocks.append(rows)
        unusable += len(rows.problems)
        usable += rows.lines - len(rows.problems)
        # All lines not yet read might be usable. And one that is makes the difference between a bad report and none.
        if usable and given_up(len(ends) - unusable, unusable):
            break
        if stop - told >= BLOCK_BYTES or stop == len(text):
            progress(stop / len(text))
            told = stop
    return Lines(blocks, usable, unusable, len(ends))


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


def _read_blocks(text: bytes, ends: Ints) -> Iterator[tuple[int, Rows]]:
    """The rows of each block, and where it ends. Blocks are halved around a line that Arrow refuses, and grow again behind it."""
    size = BLOCK_BYTES
    start = first = refused = 0  # refused: where a block ends that was
    while first < len(ends):
        last = max(first + 1, min(first + BLOCK_LINES, int(np.searchsorted(ends, start + size))))
        stop = min(int(ends[last - 1]) + 1, len(text))
        known = start < refused <= stop
        rows = None if known else _read_whole(text, start, stop, ends[first : last - 1], first + 1)
        if rows is None:
            refused = refused if known else stop
            if stop - start > MEND_BELOW_BYTES and last - first > 1:
                size = (stop - start) // 2
                continue
            rows = _read_each(text, start, ends[first:last], first + 1)
        elif start >= refused:
            size = min(2 * size, BLOCK_BYTES)
        yield stop, rows
        start, first = stop, last


def _read_whole(text: bytes, start: int, stop: int, breaks: Ints, number: int) -> Rows | None:
    """All lines of a block at once, None where any of them is not as usual. Line breaks inside the block stand at `breaks`; its first line
    has this number."""
    try:
        return _whole(text, start, stop, breaks, number)
    except MemoryError:  # Arrow's own is one of its exceptions too
        raise
    except (Irregular, pa.ArrowException, UnicodeDecodeError):
        return None


def _whole(text: bytes, start: int, stop: int, breaks: Ints, number: int) -> Rows:
    characters = np.frombuffer(text, dtype=np.uint8)
    # Arrow doesn't mind where a line ends: only where every line break stands between two objects is a row a line.
    if text[start] != ord("{") or (characters[breaks - 1] != ord("}")).any() or (characters[breaks + 1] != ord("{")).any():
        raise Irregular
    if np.diff(breaks, prepend=start - 1, append=stop).max() > MAX_LINE_BYTES:
        raise Irregular
    lines = pa.py_buffer(text).slice(start, stop - start)
    if (characters[start:stop] > 127).any():
        str(memoryview(lines), "utf-8")
    table = pj.read_json(pa.BufferReader(lines), _PARALLEL, _PARSE)
    if table.num_rows != len(breaks) + 1:
        raise Irregular
    return Rows(*split(table, np.arange(number, number + table.num_rows)), len(breaks) + 1, 0, NO_PROBLEMS)


def _read_each(text: bytes, start: int, ends: Ints, number: int) -> Rows:
    """The lines from `start` that end at `ends`, one by one: what can be used, and a problem for each line that can't."""
    records: list[dict[str, Any]] = []
    used: list[int] = []
    problems: list[tuple[int, int]] = []
    lines = markers = 0
    for place, end in enumerate(ends.tolist()):
        line = text[start : min(end, start + MAX_LINE_BYTES + 1)]  # enough to see that it is too long: it may be all of the text
        if line.strip() or _VISIBLE.search(text, start, end):
            lines += 1
            result = mend(line)
            if isinstance(result, str):
                # What stands behind the last line break has none of its own: it may have been cut, in the middle of a character too.
                cut = result in ("bad-json", "bad-encoding") and end == len(text)
                problems.append((number + place, CODES.index("cut-line" if cut else result)))
            elif "_marker" in result:
                markers += 1
            else:
                records.append(result)
                used.append(number + place)
        start = end + 1
    access, network = split(pa.Table.from_pylist(records, schema=SCHEMA), np.array(used)) if records else _NO_ROWS
    return Rows(access, network, lines, markers, np.array(problems, dtype=PROBLEM) if problems else NO_PROBLEMS)
