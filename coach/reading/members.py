"""A zip file → its members, each as blocks of plain bytes that are checked against what the archive says of it.

`zipfile` reads the directory. The members are unpacked here: `zipfile` drops without a word what a member holds beyond the size it states,
and gives bzip2 and LZMA no bound, so that three kilobytes can take gigabytes before anything can be counted. iPhones, Macs and Windows
store or deflate what they zip; nothing else is read.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from coach.errors import UnusableInput
from coach.text import plain

MAX_ENTRIES = 200
BLOCK_BYTES = 1024 * 1024
"""The most that is unpacked at once."""
Blocks = Callable[[], Iterator[bytes]]
"""What gives the blocks of one text, from its beginning at each call."""

_PIECE = 64 * 1024
# `zipfile` makes an object of every entry, litter too, before anybody can look at their number.
_MOST_LISTED = 10_000
_MOST_DIRECTORY_BYTES = 4 * 1024 * 1024
_ENTRY = b"PK\x01\x02"
# Signature, and behind other things the lengths of name and further fields; the content begins behind these.
_HEADER = struct.Struct("<4s22xHH")
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# One bit for a password, one for an encrypted directory.
_LOCKED = 0x1 | 0x40
# What phones and computers put beside the files that people zip.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class _Bounded(io.BytesIO):
    """The directory is read at once, as large as the archive says it is."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > _MOST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile
        return super().read(size)


def members(data: bytes, name: str, wanted: Callable[[str], bool]) -> list[tuple[str, Blocks]]:
    """Name and blocks of every member that a person put there and that is `wanted`, in the order of the archive's directory.

    Raises UnusableInput: `empty-archive`, `many-entries`, `locked-archive`, `other-packing`. Here and from the blocks: BadZipFile, and what
    else `zipfile`, `struct` and `zlib` raise when an archive is not what it says.
    """
    if data.count(_ENTRY) > _MOST_LISTED:
        raise UnusableInput("many-entries", name=name, entries=MAX_ENTRIES)
    with zipfile.ZipFile(_Bounded(data)) as archive:
        entries = [e for e in archive.infolist() if not _is_litter(e) and wanted(e.filename)]
    if not entries:
        raise UnusableInput("empty-archive", name=name)
    if len(entries) > MAX_ENTRIES:
        raise UnusableInput("many-entries", name=name, entries=MAX_ENTRIES)
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise UnusableInput("locked-archive", name=name)
    if any(entry.compress_type not in _READ for entry in entries):
        raise UnusableInput("other-packing", name=name)
    return [
        (f"{name} › {plain(e.filename)}", partial(_checked, e, packed)) for e, packed in zip(entries, _apart(data, entries), strict=True)
    ]


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    return (entry.is_dir() and not entry.file_size) or any(litter in entry.filename for litter in _LITTER)


def _apart(data: bytes, entries: list[zipfile.ZipInfo]) -> list[memoryview]:
    """The bytes of each member as they stand in the archive. BadZipFile where two share any: their lines would be counted twice."""
    places = [_place(data, entry) for entry in entries]
    ordered = sorted((entry.header_offset, stop) for entry, (_, stop) in zip(entries, places, strict=True))
    if any(stop > following for (_, stop), (following, _) in pairwise(ordered)):
        raise zipfile.BadZipFile
    return [memoryview(data)[start:stop] for start, stop in places]


def _place(data: bytes, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Where a member's bytes begin and end."""
    if entry.header_offset < 0:
        raise zipfile.BadZipFile
    signature, *lengths = _HEADER.unpack_from(data, entry.header_offset)
    start = entry.header_offset + _HEADER.size + sum(lengths)
    if signature != b"PK\x03\x04" or start + entry.compress_size > len(data):
        raise zipfile.BadZipFile
    return start, start + entry.compress_size


def _checked(entry: zipfile.ZipInfo, packed: memoryview) -> Iterator[bytes]:
    """The member's blocks; BadZipFile where they are not as long, or not of the check sum, that the archive says."""
    size = check = 0
    for block in _inflated(packed) if entry.compress_type == zipfile.ZIP_DEFLATED else _slices(packed, BLOCK_BYTES):
        size += len(block)
        check = zlib.crc32(block, check)
        if size > entry.file_size:
            raise zipfile.BadZipFile
        yield block
    if size < entry.file_size or check != entry.CRC:
        raise zipfile.BadZipFile


def _slices(packed: memoryview, size: int) -> Iterator[bytes]:
    return (bytes(packed[start : start + size]) for start in range(0, len(packed), size))


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Blocks of a deflated member; BadZipFile where it breaks off, or goes on behind its end."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces = _slices(packed, _PIECE)
    left = b""
    while not stream.eof:
        left = left or next(pieces, b"")
        block = stream.decompress(left, BLOCK_BYTES)
        if not left and not block:
            raise zipfile.BadZipFile
        left = stream.unconsumed_tail
        yield block
    if stream.unused_data or next(pieces, b""):
        raise zipfile.BadZipFile
