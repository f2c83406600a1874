"""Blocks of a text of any length → its lines, a block at a time, in whichever encoding a computer saved it.

`coach.reading.decode` does the same of a text that is held as a whole; here no more than a block and one line is.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

MAX_LINE = 64 * 1024
"""In bytes. No line that is read is a thousandth of it; what is longer is cut."""
# Windows PowerShell saves what a program says as UTF-16, with a mark or, joined to another file, without.
_WIDE = (
    ("utf-16-le", re.compile(rb"\xff\xfe|(?:[\t\n\r -~]\0){6}")),
    ("utf-16-be", re.compile(rb"\xfe\xff|(?:\0[\t\n\r -~]){6}")),
)
_UTF8_MARK = codecs.BOM_UTF8


def lines_of(blocks: Iterable[bytes]) -> Iterator[list[str]]:
    """Every line without its end, in lists of those that end in a block. A line that is too long is cut to `MAX_LINE`."""
    rest, cutting = b"", False
    for block in _unix(_utf8(blocks)):
        first, end, others = block.partition(b"\n")
        if not end:
            rest = rest if cutting else rest + first
            if len(rest) > MAX_LINE:
                rest, cutting = rest[:MAX_LINE], True
            continue
        begun = rest if cutting else rest + first
        whole, more, rest = others.rpartition(b"\n")
        cutting = len(rest) > MAX_LINE
        rest = rest[:MAX_LINE]
        lines = [_text(begun)]
        if more:
            lines += _text(whole).split("\n")
        yield [line[:MAX_LINE] for line in lines] if max(map(len, lines)) > MAX_LINE else lines
    if rest:
        yield [_text(rest)]


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text as UTF-8. Its beginning tells what it is in."""
    decoder: codecs.IncrementalDecoder | None = None
    begun = False
    for block in blocks:
        if not begun and block:
            begun = True
            encoding = next((name for name, mark in _WIDE if mark.match(block)), None)
            decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
            block = block.removeprefix(_UTF8_MARK)  # noqa: PLW2901
        if decoder:
            yield decoder.decode(block).removeprefix("\ufeff").encode("utf-8", errors="replace")
        else:
            # Where a part in UTF-16 was joined to this one, that leaves its letters, and its mark.
            yield block.replace(b"\0", b"").replace(codecs.BOM_UTF16_LE, b"") if b"\0" in block else block


def _unix(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines end as on the phone."""
    held = b""
    for block in blocks:
        if held or b"\r" in block:
            whole = held + block
            held = b"\r" if whole.endswith(b"\r") else b""
            yield whole.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        else:
            yield block
    if held:
        yield b"\n"
