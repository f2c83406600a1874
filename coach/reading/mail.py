"""A saved mail → what was attached to it, and a report that stands in its text.

`email` reads what a part says of itself. It is not given the parts: it would hold each of them several times over.
"""

import re
from collections.abc import Callable, Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from functools import partial
from itertools import islice
from typing import NamedTuple

from coach.reading.encoded import from_base64, from_quoted_printable, narrow
from coach.reading.litter import is_litter
from coach.reading.streams import Blocks, slices

_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):")
# One of these says how the rest is written, or which way it took; of the others, that people fill in, it takes two.
_BY_PROGRAMS = frozenset(
    {b"mime-version", b"content-type", b"content-transfer-encoding", b"received", b"return-path", b"delivered-to", b"message-id"}
)
_BY_PEOPLE = frozenset({b"from", b"to", b"cc", b"subject", b"date", b"reply-to"})
# In front of a mail: the length, where Apple's program keeps it; who sent it when, where several are kept in one file.
_LENGTH = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n")
_POSTMARK = re.compile(rb"^From [^\n]*\n(?=[A-Za-z][A-Za-z0-9-]*:)", re.MULTILINE)
_END_OF_HEADER = re.compile(rb"\n\r?\n")
# What `email` is given of a header.
_OF_CONTENT = re.compile(rb"^content-(?:type|disposition|transfer-encoding):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_MOST_HEADER_BYTES = 1024 * 1024
_MOST_FIELD_CHARACTERS = 4096
_MOST_NESTED = 10
# A record in the text of a mail, as it stands or as web pages write it.
_RECORD = re.compile(rb"[\[{]\s*(?:[\"\[{]|&quot;|&#34;)")
_WHAT_NAMES_RAISE = (ValueError, LookupError, TypeError, AttributeError, MessageError)


class _Part(NamedTuple):
    name: str
    """Empty of the text of a mail."""
    kind: str
    encoding: str
    start: int
    stop: int


def is_mail(head: bytes) -> bool:
    """Whether these first bytes of a file are the header of a mail, or of a part of one that was saved by itself."""
    text = narrow(head).lstrip(b"\r\n")
    text = text[_beginning(text)[0] :]
    names: set[bytes] = set()
    lines = text.split(b"\n")
    for line in lines[:-1] or lines:  # the last may be cut
        if not line.strip(b"\r"):
            break
        if line.startswith((b" ", b"\t")) and names:
            continue
        field = _FIELD.match(line)
        if not field:
            return False
        names.add(field[1].lower())
    return bool(names & _BY_PROGRAMS) or len(names & _BY_PEOPLE) > 1


def members(data: bytes, listed: Callable[[int], None]) -> Iterator[tuple[str, Blocks]]:
    """Name and blocks of everything attached, and of the text where records stand in it, with no name. `listed` is told of each part.

    The blocks raise ValueError where they are not what the mail says.
    """
    data = narrow(data).lstrip(b"\r\n")
    parts: list[_Part] = []
    for start, stop in _mails(data):
        for part in _parts(data, start, stop):
            listed(1)
            parts.append(part)
    texts = [part for part in parts if not part.name and _has_records(data, part)]
    readable = [part for part in texts if part.kind == "text/plain"] or texts
    for part in parts:
        if part in readable or (part.name and not is_litter(part.name)):
            yield part.name, partial(_blocks, data, part)


def _beginning(data: bytes) -> tuple[int, int]:
    """Where a mail begins, and where it ends as far as it says so."""
    if mark := _POSTMARK.match(data):
        return mark.end(), len(data)
    if length := _LENGTH.match(data):
        return length.end(), length.end() + int(length[1])
    return 0, len(data)


def _mails(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each mail of a file begins and ends."""
    if not _POSTMARK.match(data):
        yield _beginning(data)
        return
    start = 0
    for mark in _POSTMARK.finditer(data):
        if start:
            yield start, mark.start()
        start = mark.end()
    yield start, len(data)


def _parts(data: bytes, start: int, stop: int, nested: int = 0) -> Iterator[_Part]:
    """Those of a mail, or of a part that has parts itself."""
    stop = min(stop, len(data))
    start, header = _header(data, start, stop)
    kind, boundary = header.get_content_type(), _boundary(header)
    if kind.startswith("multipart/") and boundary and nested < _MOST_NESTED:
        for inner_start, inner_stop in _sections(data, boundary, start, stop):
            yield from _parts(data, inner_start, inner_stop, nested + 1)
        return
    attached = header.get_content_disposition() == "attachment" or header.get_content_maintype() != "text"
    encoding = str(header.get("content-transfer-encoding", "")).strip().lower()
    yield _Part(_file_name(header) or (kind if attached else ""), kind, encoding, start, stop)


def _header(data: bytes, start: int, stop: int) -> tuple[int, Message]:
    """Where the content of a part begins, and what is said of it."""
    if data.startswith((b"\n", b"\r\n"), start, stop):
        return data.index(b"\n", start) + 1, Message()
    end = _END_OF_HEADER.search(data, start, stop)
    begins = end.end() if end else stop
    fields = _OF_CONTENT.finditer(data, start, min(begins, start + _MOST_HEADER_BYTES))
    told = [field[0][:_MOST_FIELD_CHARACTERS].decode("utf-8", "replace").strip() for field in islice(fields, 10)]
    return begins, HeaderParser().parsestr("\n".join([*told, "", ""]))


def _boundary(header: Message) -> bytes:
    try:
        return (header.get_boundary() or "").encode()
    except _WHAT_NAMES_RAISE:
        return b""


def _file_name(header: Message) -> str:
    try:
        name = header.get_filename("")
    except _WHAT_NAMES_RAISE:
        return ""
    try:
        return str(make_header(decode_header(name)))
    except _WHAT_NAMES_RAISE:
        return name


def _sections(data: bytes, boundary: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends: between lines of "--" and the boundary. The last one may lack its end."""
    mark = b"--" + boundary
    begins = 0
    found = data.find(mark, start, stop)
    while found >= 0:
        line_end = data.find(b"\n", found, stop)
        line_end = stop if line_end < 0 else line_end
        rest = data[found + len(mark) : line_end].strip()
        if (found == start or data[found - 1] == ord("\n")) and rest in (b"", b"--"):
            if begins:
                yield begins, max(begins, found - (2 if data[found - 2 : found] == b"\r\n" else 1))
            if rest:
                return
            begins = line_end + 1
        found = data.find(mark, line_end, stop)
    if begins:
        yield begins, stop


def _blocks(data: bytes, part: _Part) -> Iterator[bytes]:
    content = memoryview(data)[part.start : part.stop]
    if part.encoding == "base64":
        return from_base64(content)
    return from_quoted_printable(content) if part.encoding == "quoted-printable" else slices(content)


def _has_records(data: bytes, part: _Part) -> bool:
    try:
        return bool(_RECORD.search(b"".join(islice(_blocks(data, part), 2))))
    except ValueError:
        return False
