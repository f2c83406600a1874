"""bytes → Report. `read_report` is the one way in; the modules behind it each do one thing:

unpack     archives → plain bytes
decode     bytes as editors leave them → UTF-8 lines
apple      lines → rows, block by block (rows: columns at once; mend: a line for itself)
pairing    rows of all inputs → one Report
recognise  what an input without a report seems to be
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from coach.errors import UnusableInput
from coach.models import Report
from coach.reading.apple import MAX_UNUSABLE, Unreadable, read_lines
from coach.reading.decode import to_utf8_lines
from coach.reading.pairing import build_report
from coach.reading.recognise import what_is_it
from coach.reading.rows import Rows
from coach.reading.unpack import MAX_BYTES, unpack
from coach.text import plain

__all__ = ["MAX_BYTES", "UnusableInput", "read_file", "read_report"]


def read_file(path: Path) -> bytes:
    """The bytes of an input. Raises UnusableInput: `directory`, `missing-file`, `unreadable`."""
    name = plain(str(path))
    if path.is_dir():
        raise UnusableInput("directory", name=name)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnusableInput("missing-file", name=name) from error
    except (OSError, ValueError) as error:
        raise UnusableInput("unreadable", name=name) from error


def read_report(inputs: Iterable[tuple[str, bytes]], progress: Callable[[float], None] = lambda share: None) -> Report:
    """All inputs, each a name and its bytes, merged into one report.

    `progress` is told the share read so far, 0 to 1. Raises UnusableInput for the first input that holds no report.
    """
    given = list(inputs)
    total = sum(len(data) for _, data in given) or 1
    before = 0
    parts: list[tuple[str, Rows]] = []
    for name, data in given:
        texts = unpack(data, name)
        found = False
        for number, (inside, text) in enumerate(texts):
            tell = partial(_tell, progress, before + len(data) * number / len(texts), len(data) / len(texts), total)
            try:
                blocks = read_lines(to_utf8_lines(text), tell)
            except Unreadable as error:
                if error.usable:
                    raise UnusableInput("mostly-unreadable", name=inside, lines=MAX_UNUSABLE) from error
                blocks = []
            if any(len(rows.access) or len(rows.network) or rows.markers for rows in blocks):
                parts += [(inside, rows) for rows in blocks]
                found = True
        if not found:
            raise UnusableInput(what_is_it(data), name=name)
        before += len(data)
    return build_report(parts)


def _tell(progress: Callable[[float], None], before: float, size: float, total: int, share: float) -> None:
    """Progress within one text, from bytes: those read before it, its own, and those of all inputs."""
    progress((before + size * share) / total)
