"""Lines of Apple's App Privacy Report → rows, block by block.

Format: Apple, "Inspecting app activity data", and real exports of 2021–2025 (docs/report-format.md).

Arrow reads a block of lines at once, several times as fast as `json.loads` (benchmarks/assess.py). A block it refuses, or that holds
anything out of the ordinary, is halved until it is small, and then `mend` looks at each line for itself: it gives a line in
the usual shape, or a code that says why the line was left out. So one bad line costs little, and there is only one conversion.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from coach.reading.mend import MAX_LINE_BYTES, mend
from coach.reading.rows import SCHEMA, Ints, Irregular, Rows, split

BLOCK_BYTES = 16 * 1024 * 1024
MAX_UNUSABLE = 200_000
"""A text is given up with more unusable lines than this, and fewer usable ones. The largest real reports have 400,000 lines."""
MEND_BELOW_BYTES = 16 * 1024
# Arrow shares the parts of a block among the processor's cores; a line longer than a part it refuses, and `mend` looks at it.
_PARALLEL = pj.ReadOptions(block_size=1024 * 1024)
# Keys of other iOS versions are read past. (Arrow could infer them, but crashes on one that is nested 20,000 deep.)
_PARSE = pj.ParseOptions(explicit_schema=SCHEMA, unexpected_field_behavior="ignore")


class Unreadable(Exception):
    """More than MAX_UNUSABLE lines can't be used, and fewer can: `usable` of them."""

    def __init__(self, usable: int) -> None:
        super().__init__()
        self.usable = usable


def read_lines(text: bytes, progress: Callable[[float], None] = lambda share: None) -> list[Rows]:
    """The rows of UTF-8 lines, block by block. Line numbers count every line, empty ones too. `progress` is told the share read, 0 to 1.

    Raises Unreadable.
    """
    blocks: list[Rows] = []
    usable = unusable = 0
    start, number = 0, 1
    characters = np.frombuffer(text, dtype=np.uint8)
    while start < len(text):
        stop = _block_end(text, start)
        breaks = np.flatnonzero(characters[start:stop] == ord("\n")) + start
        for rows in _read_block(text, start, stop, breaks, number):
            blocks.append(rows)
            unusable += len(rows.problems)
            usable += rows.lines - len(rows.problems)
            if unusable > max(usable, MAX_UNUSABLE):
                raise Unreadable(usable)
        number += len(breaks)
        start = stop
        progress(stop / len(text))
    return blocks


def _block_end(text: bytes, start: int) -> int:
    """Where a block ends: behind the line that its size ends in."""
    found = text.find(b"\n", start + BLOCK_BYTES)
    return len(text) if found < 0 else found + 1


def _read_block(text: bytes, start: int, stop: int, breaks: Ints, number: int) -> Iterator[Rows]:
    """The rows of text[start:stop], whose line breaks stand at `breaks` and whose first line is line `number`."""
    try:
        yield _read_whole(text, start, stop, breaks)
        return
    except (Irregular, pa.ArrowException, UnicodeDecodeError):
        pass
    half = len(breaks) // 2
    if stop - start <= MEND_BELOW_BYTES or half == 0:
        yield _read_each(text[start:stop], number)
        return
    middle = int(breaks[half - 1]) + 1
    yield from _read_block(text, start, middle, breaks[:half], number)
    if middle < stop:
        yield from _read_block(text, middle, stop, breaks[half:], number + half)


def _read_whole(text: bytes, start: int, stop: int, breaks: Ints) -> Rows:
    """All lines at once, or an exception where any of them is not as usual."""
    inner = breaks[:-1] if len(breaks) and breaks[-1] == stop - 1 else breaks
    characters = np.frombuffer(text, dtype=np.uint8)
    # Arrow doesn't mind where a line ends: only where every line break stands between two objects is a row a line.
    if text[start] != ord("{") or (characters[inner - 1] != ord("}")).any() or (characters[inner + 1] != ord("{")).any():
        raise Irregular
    if np.diff(inner, prepend=start - 1, append=stop).max() > MAX_LINE_BYTES:
        raise Irregular
    lines = pa.py_buffer(text).slice(start, stop - start)
    if (characters[start:stop] > 127).any():
        str(memoryview(lines), "utf-8")
    table = pj.read_json(pa.BufferReader(lines), _PARALLEL, _PARSE)
    if table.num_rows != len(inner) + 1:
        raise Irregular
    return Rows(*split(table), len(inner) + 1, 0, ())


def _read_each(block: bytes, number: int) -> Rows:
    """Line by line: what can be used, and a problem for each line that can't."""
    records: list[dict[str, Any]] = []
    problems: list[tuple[int, str]] = []
    lines = markers = 0
    parts = block.split(b"\n")
    for place, line in enumerate(parts):
        if not line.strip():
            continue
        lines += 1
        result = mend(line)
        if isinstance(result, str):
            # What stands behind the last line break has none of its own: it may have been cut, in the middle of a character too.
            cut = result in ("bad-json", "bad-encoding") and place == len(parts) - 1
            problems.append((number + place, "cut-line" if cut else result))
        elif "_marker" in result:
            markers += 1
        else:
            records.append(result)
    access, network = split(pa.Table.from_pylist(records, schema=SCHEMA))
    return Rows(access, network, lines, markers, tuple(problems))
