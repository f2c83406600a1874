"""Bytes as mail, chat and editors leave them → UTF-8 lines that end in LF."""

import codecs


def to_utf8_lines(data: bytes) -> bytes:
    """The same text as UTF-8 with LF line ends, without byte-order mark and NUL bytes. Never raises: what is no text stays what it is."""
    data = _from_utf16(data)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _from_utf16(data: bytes) -> bytes:
    """UTF-16 with a byte-order mark, or without one where the first character is a brace followed or preceded by NUL."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, errors="replace").encode("utf-8", errors="replace")
    for start, encoding in ((b"{\0", "utf-16-le"), (b"\0{", "utf-16-be")):
        if data.startswith(start):
            return data.decode(encoding, errors="replace").encode("utf-8", errors="replace")
    return data
