"""A zip file → its members, each as blocks of plain bytes that are checked against what the archive says of it.

`zipfile` reads the directory. The members are unpacked here: `zipfile` drops without a word what a member holds beyond the size it states,
and gives bzip2 and LZMA no bound, so that three kilobytes can take gigabytes before anything can be counted.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from coach.reading.litter import is_litter
from coach.reading.streams import Blocks, Decompressor, OtherPacking, bzip2, deflate, exactly_one, lzma_alone, slices

# `zipfile` makes an object of every entry, litter too, before anybody can look at their number.
_MOST_LISTED = 10_000
_MOST_DIRECTORY_BYTES = 4 * 1024 * 1024
_ENTRY = b"PK\x01\x02"
# Signature, and behind other things the lengths of name and further fields; the content begins behind these.
_HEADER = struct.Struct("<4s22xHH")
_UNPACK: dict[int, Callable[[], Decompressor]] = {
    zipfile.ZIP_DEFLATED: deflate,
    zipfile.ZIP_BZIP2: bzip2,
    zipfile.ZIP_LZMA: lzma_alone,
}
# One bit for a password, one for an encrypted directory.
_LOCKED = 0x1 | 0x40
# LZMA: version, length of the properties, and these, the last four of them the memory it takes; then the stream, which tells its end
# where this bit says so. A file of its own has the properties, and the size or all ones.
_LZMA_HEADER = struct.Struct("<2xH5s")
_TELLS_ITS_END = 0x2
_SIZE_UNTOLD = 2**64 - 1


# Documents of office programs are zip files of parts that nobody put there. Each has one of these.
_PARTS = frozenset({"[Content_Types].xml", "mimetype", "Index/Document.iwa"})


class Document(Exception):
    """This zip file is a document of an office program: one file, whatever it is packed in."""


class Member(NamedTuple):
    """One file in the archive."""

    name: str
    """As it stands there."""
    blocks: Blocks | None
    """None where it can't be read: locked, or packed in another way than those here."""
    locked: bool


class _Bounded(io.BytesIO):
    """The directory is read at once, as large as the archive says it is."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > _MOST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile
        return super().read(size)


def members(data: bytes, wanted: Callable[[str], bool], listed: Callable[[int], None]) -> list[Member]:
    """Every member that a person put there and that is `wanted`, in the order of the archive's directory. Raises Document.

    `listed` is told how many there are, before any is looked at. Here and from the blocks: BadZipFile, and what else `zipfile`, `struct`,
    and the decompressors raise when an archive is not what it says.
    """
    if (entries := data.count(_ENTRY)) > _MOST_LISTED:
        listed(entries)
    with zipfile.ZipFile(_Bounded(data)) as archive:
        if not _PARTS.isdisjoint(archive.namelist()):
            raise Document
        wished = [entry for entry in archive.infolist() if not _is_litter(entry) and wanted(entry.filename)]
    listed(len(wished))
    readable = [entry for entry in wished if not _is_locked(entry) and entry.compress_type in (zipfile.ZIP_STORED, *_UNPACK)]
    blocks = {id(entry): partial(_checked, entry, packed) for entry, packed in zip(readable, _apart(data, readable), strict=True)}
    return [Member(entry.filename, blocks.get(id(entry)), _is_locked(entry)) for entry in wished]


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    return (entry.is_dir() and not entry.file_size) or is_litter(entry.filename)


def _is_locked(entry: zipfile.ZipInfo) -> bool:
    return bool(entry.flag_bits & _LOCKED)


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
    for block in _unpacked(entry, packed):
        size += len(block)
        check = zlib.crc32(block, check)
        if size > entry.file_size:
            raise zipfile.BadZipFile
        yield block
    if size < entry.file_size or check != entry.CRC:
        raise zipfile.BadZipFile


def _unpacked(entry: zipfile.ZipInfo, packed: memoryview) -> Iterator[bytes]:
    if entry.compress_type == zipfile.ZIP_STORED:
        return slices(packed)
    pieces = slices(packed)
    if entry.compress_type == zipfile.ZIP_LZMA:
        length, properties = _LZMA_HEADER.unpack_from(packed)
        if length != len(properties):
            raise OtherPacking
        size = _SIZE_UNTOLD if entry.flag_bits & _TELLS_ITS_END else entry.file_size
        pieces = chain([properties + size.to_bytes(8, "little")], slices(packed[_LZMA_HEADER.size :]))
    return exactly_one(pieces, _UNPACK[entry.compress_type])
