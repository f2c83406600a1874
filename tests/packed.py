"""Builders of files as people send them: packed, attached, encoded, in any order and in one another. The same call gives the same bytes.

Each of `WAYS` packs one file, and `unpack` gives it back as it was.
"""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage

NAME = "周 1/report.ndjson"


def zipped(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return data.getvalue()


def locked(data: bytes, entry: str = "") -> bytes:
    """The same zip file, marked as locked where an entry begins and in the directory: the one of this name, or the first."""
    marked = bytearray(data)
    for signature, flags, name in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = marked.index(signature)
        while entry and not marked.startswith(entry.encode(), at + name):
            at = marked.index(signature, at + 1)
        marked[at + flags] |= 0x1
    return bytes(marked)


def tarred(entries: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form) as archive:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def mailed(attached: Mapping[str, bytes], text: str = "Here is my report.\n", encoding: str = "base64") -> bytes:
    """A mail with attachments, its boundary always the same."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ana <ana@example.com>", "bo@example.com", "报告"
    mail.set_content(text)
    for name, content in attached.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name, cte=encoding)
    if attached:
        mail.set_boundary("=_a_boundary")
    return mail.as_bytes()


def data_url(content: bytes) -> bytes:
    return b"data:application/x-ndjson;base64," + base64.b64encode(content).rstrip(b"=")


def certificate(content: bytes) -> bytes:
    """What `certutil -encode` of Windows makes of a file."""
    lines = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return b"-----BEGIN CERTIFICATE-----\r\n" + lines + b"-----END CERTIFICATE-----\r\n"


def wide_base64(content: bytes) -> bytes:
    """What PowerShell makes of base64 that it is told to save."""
    return base64.encodebytes(content).decode().encode("utf-16")


def in_two(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Two packed files joined end to end, with padding between them."""
    return lambda content: pack(content[: len(content) // 2]) + bytes(8) + pack(content[len(content) // 2 :])


def part(content: bytes) -> bytes:
    """A part of a mail that was saved with what stood above it."""
    return b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)


def gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "zip": lambda content: zipped({NAME: content}),
    "zip, stored": lambda content: zipped({NAME: content}, zipfile.ZIP_STORED),
    "zip, bzip2": lambda content: zipped({NAME: content}, zipfile.ZIP_BZIP2),
    "zip, LZMA": lambda content: zipped({NAME: content}, zipfile.ZIP_LZMA),
    "gz": gz,
    "gz in two": in_two(gz),
    "xz": lzma.compress,
    "xz in two": in_two(lzma.compress),
    "bz2": bz2.compress,
    "bz2 in two": in_two(bz2.compress),
    "tar": lambda content: tarred({NAME: content}),
    "tar, GNU": lambda content: tarred({NAME * 20: content}, tarfile.GNU_FORMAT),
    "tar, long name": lambda content: tarred({NAME * 20: content}),
    "mail": lambda content: mailed({NAME: content}),
    "mail, quoted-printable": lambda content: mailed({NAME: content}, encoding="quoted-printable"),
    "part of a mail": part,
    "base64": base64.b64encode,
    "base64, lines": base64.encodebytes,
    "base64 for the web": base64.urlsafe_b64encode,
    "base64 in UTF-16": wide_base64,
    "data URL": data_url,
    "certificate": certificate,
}
