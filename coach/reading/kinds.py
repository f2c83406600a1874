"""How a file is packed, told from its first bytes and never from its name."""

import re
from collections.abc import Callable
from typing import Literal

from coach.reading.encoded import is_base64
from coach.reading.mail import is_mail
from coach.reading.streams import Decompressor, bzip2, gz, xz
from coach.reading.tar import is_tar

HEAD_BYTES = 64 * 1024
"""So many are looked at: the header of a mail may be long. That a report is none of these tells its first sign."""

Kind = Literal["gz", "xz", "bz2", "zip", "tar", "mail", "base64"]
STREAMS: dict[Kind, Callable[[], Decompressor]] = {"gz": gz, "xz": xz, "bz2": bzip2}
"""Those that hold one file without a name."""

_MARKS: tuple[tuple[Kind, re.Pattern[bytes]], ...] = (
    ("gz", re.compile(rb"\x1f\x8b")),
    ("xz", re.compile(rb"\xfd7zXZ\0")),
    ("bz2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")),
    ("zip", re.compile(rb"PK(?:\x03\x04|\x05\x06)")),
)
# What is told by name and not unpacked, as people call it.
_OTHERS: tuple[tuple[str, re.Pattern[bytes]], ...] = tuple(
    (name, re.compile(mark, re.DOTALL))
    for name, mark in (
        ("7z", rb"7z\xbc\xaf\x27\x1c"),
        ("RAR", rb"Rar!\x1a\x07"),
        ("Zstandard", rb"\x28\xb5\x2f\xfd"),
        ("LZ4", rb"\x04\x22\x4d\x18|\x02\x21\x4c\x18"),
        ("CAB", rb"MSCF\0\0\0\0"),
        ("StuffIt", rb"StuffIt(?:!| \(c\)1997-)|SIT!.{6}rLau"),
        ("Apple Archive", rb"AA01..[A-Z]{3}|pbz[4bexz]\0"),
        ("XAR", rb"xar!\0"),
        ("LHA", rb"..-lh[0-7d]-"),
        ("compress", rb"\x1f[\x9d\xa0]"),
        ("lzip", rb"LZIP\x01"),
        ("winmail.dat", rb"\x78\x9f\x3e\x22"),
    )
)
_DISK_IMAGE_END = 512


def kind_of(head: bytes) -> Kind | None:
    """None for what is not packed, or not in a way that is read here."""
    for kind, mark in _MARKS:
        if mark.match(head):
            return kind
    if is_tar(head):
        return "tar"
    if is_mail(head):
        return "mail"
    return "base64" if is_base64(head, lambda decoded: bool(kind_of(decoded) or other_packing(decoded))) else None


def other_packing(head: bytes, end: bytes = b"") -> str:
    """Name of a packing that is not read here; empty for all else. end: the last bytes, where they are known."""
    if end[-_DISK_IMAGE_END:].startswith(b"koly"):
        return "DMG"
    return next((name for name, mark in _OTHERS if mark.match(head)), "")
