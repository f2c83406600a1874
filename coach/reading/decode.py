"""Bytes as editors and computers leave them → UTF-8 lines that end in LF.

Files that were joined have parts in several encodings, with a byte-order mark each or without: Windows PowerShell's `>>` adds UTF-16 to
whatever is there. So each part is decoded by how it begins.
"""

import codecs
import re
from collections.abc import Iterator

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARK = rb"\xef\xbb\xbf|\xff\xfe|\xfe\xff"
# Letters, signs and blanks with which lines begin: so many that they are no Chinese characters of the other encoding.
# A record whose first value is Chinese has fewer; but no line of text begins with what `{"` is in UTF-16.
_IN_UTF8, _IN_LE, _IN_BE = rb"(?:[\t\n\r\x1e -~]{12}|\{\"[ -~]{6})", rb"(?:[\t\n\r\x1e -~]\0){6}", rb"(?:\0[\t\n\r\x1e -~]){6}"
_BEGINS = (("utf-16-le", re.compile(_IN_LE + rb"|[\[{]\0")), ("utf-16-be", re.compile(_IN_BE + rb"|\0[\[{]")))
# Behind a line or a record, where another part may begin: a mark, or lines in another encoding.
_NEXT = {
    "utf-8": re.compile(rb"(?<=[\r\n\]}])(?:%b|%b|%b)" % (_MARK, _IN_LE, _IN_BE)),
    "utf-16-le": re.compile(rb"(?<=[\r\n\]}]\0)(?:%b|%b)" % (_MARK, _IN_UTF8)),
    "utf-16-be": re.compile(rb"(?<=\0[\r\n\]}])(?:%b|%b)" % (_MARK, _IN_UTF8)),
}
_MOST_PARTS = 1000


def to_utf8_lines(data: bytes) -> bytes:
    """The same text as UTF-8 with LF line ends, without byte-order marks and NUL bytes. Never raises: what is no text stays what it is."""
    # Most reports are plain ASCII, and to see that takes a tenth of the time that looking for the marks does.
    if b"\0" in data or (not data.isascii() and any(mark in data for mark in _MARKS)):
        data = b"".join(_parts(data)).replace(b"\0", b"")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _parts(data: bytes) -> Iterator[bytes]:
    """The parts as UTF-8, each with a line end where another follows."""
    place = 0
    for number in range(_MOST_PARTS):
        encoding, begin = _beginning(data, place)
        width = 1 if encoding == "utf-8" else 2
        others = (match.start() for match in _NEXT[encoding].finditer(data, begin) if (match.start() - begin) % width == 0)
        stop = next(others, len(data)) if number < _MOST_PARTS - 1 else len(data)
        part = data[begin:stop]
        if width == 2:
            part = part.decode(encoding, errors="replace").encode("utf-8", errors="replace")
        if stop == len(data):
            yield part
            return
        yield part if part.endswith((b"\n", b"\r")) else part + b"\n"
        place = stop


def _beginning(data: bytes, place: int) -> tuple[str, int]:
    """The encoding of what begins at a place, and where its text begins: behind its mark."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark, place):
            return encoding, place + len(mark)
    return next((encoding for encoding, begin in _BEGINS if begin.match(data, place)), "utf-8"), place
