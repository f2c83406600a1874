"""Base64 and quoted-printable → the bytes that were written so, to come through mail and forms."""

import binascii
import re
from collections.abc import Callable, Iterator

from coach.reading.streams import slices

_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_WEB_DIGITS = b"-_"
_AS_USUAL = bytes.maketrans(_WEB_DIGITS, b"+/")
_OTHERS = bytes(set(range(256)) - set(_DIGITS + _WEB_DIGITS + b"="))
_BLANKS = b"\t\n\r "
_IN_FRONT = re.compile(rb"\s*(?:data:[^,\s]{0,200};base64,|-----BEGIN [^\n]{0,100}-----\s)?", re.IGNORECASE)
_BEHIND = re.compile(rb"-----END [^\n]{0,100}-----\s*\Z")
_HEAD = 4096
# Records, however they are wrapped. An English word or two may be of the same letters as base64, but not make a brace and a quote.
_RECORDS = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s>\x1e0-9.:|)]*+[\[{]\s*[\"\[{]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
# Between two signs for the end there is a text of its own. Joined files have a few.
_MOST_PARTS = 10_000


def narrow(data: bytes) -> bytes:
    """Signs of ASCII that were saved as UTF-16 or with a byte-order mark, without it; other bytes as they are."""
    if data.startswith(_WIDE):
        return data[2:].replace(b"\0", b"")
    return data.removeprefix(b"\xef\xbb\xbf")


def is_base64(head: bytes, known: Callable[[bytes], bool]) -> bool:
    """Whether these first bytes of a file are base64 of records, or of something that is `known` by its own first bytes."""
    text = _inner(narrow(head))[:_HEAD]
    if not text or text.translate(None, _DIGITS + _WEB_DIGITS + b"=" + _BLANKS):
        return False
    try:
        decoded = b"".join(from_base64(text))
    except ValueError:
        return False
    return bool(_RECORDS.match(decoded.replace(b"\0", b""))) or known(decoded)


def base64_text(data: bytes) -> bytes | None:
    """What is base64 in a file that is it from end to end; None where other signs stand in it."""
    text = _inner(narrow(data))
    return None if text.translate(None, _DIGITS + _WEB_DIGITS + b"=" + _BLANKS) else text


def from_base64(text: bytes | memoryview) -> Iterator[bytes]:
    """The bytes written so, in blocks, with or without "=" at the end; other signs are read past, as mail does.

    Several of them joined are read to the end. ValueError where that is more often than anybody joins them.
    """
    left, parts = b"", 0
    for block in slices(text):
        *ended, open_ = (left + block.translate(_AS_USUAL, _OTHERS)).split(b"=")
        parts += sum(map(bool, ended))
        if parts > _MOST_PARTS:
            raise ValueError
        yield b"".join(map(_decoded, ended))
        whole = len(open_) - len(open_) % 4
        yield _decoded(open_[:whole])
        left = open_[whole:]
    yield _decoded(left)


def _decoded(digits: bytes) -> bytes:
    """A lone digit at the end makes no byte."""
    digits = digits[:-1] if len(digits) % 4 == 1 else digits
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def from_quoted_printable(text: bytes | memoryview) -> Iterator[bytes]:
    """The bytes written so, in blocks. Never raises: what is not written so stays as it is."""
    left = b""
    for block in slices(text):
        block = left + block  # noqa: PLW2901
        stop = block.rfind(b"\n") + 1
        if not stop:  # a line longer than a block: cut it, but not within a sign such as "=3D"
            sign = block.rfind(b"=", max(0, len(block) - 2))
            stop = len(block) if sign < 0 else sign
        yield binascii.a2b_qp(block[:stop])
        left = block[stop:]
    yield binascii.a2b_qp(left)


def _inner(text: bytes) -> bytes:
    """Without what tells that base64 follows, and that it ends."""
    found = _IN_FRONT.match(text)
    text = text[found.end() if found else 0 :]
    return text[: end.start()] if (end := _BEHIND.search(text, max(0, len(text) - 200))) else text
