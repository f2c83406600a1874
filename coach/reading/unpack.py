"""Archives → plain bytes: one or several reports out of a file as people have it (.ndjson, .json, .txt, .zip, .gz)."""

import gzip
import io
import lzma
import zipfile
import zlib

from coach.errors import UnusableInput
from coach.text import plain

# iOS caps its own store at 100 MiB (docs/report-format.md); twice that and more leaves room for several reports in one archive.
MAX_BYTES = 256 * 1024 * 1024
MAX_ENTRIES = 200
# Real reports pack to a twelfth. What unpacks to a hundred times its size, and not to little, was made to fill the memory.
MAX_RATIO = 100
_LITTLE = 16 * 1024 * 1024
_BLOCK = 1024 * 1024
# What the archive modules raise when an archive is not what it says.
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, IndexError, RuntimeError, OverflowError)
# What phones and computers put beside the files that people zip.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def unpack(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """The plain contents of one input, each with a name: itself, or each file inside an archive.

    Raises UnusableInput: `empty-file`, `too-large`, `unpacks-too-far`, `broken-archive`, `locked-archive`, `empty-archive`, `many-entries`.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(MAX_BYTES, name)
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise UnusableInput("empty-file", name=name)
    if data.startswith(b"\x1f\x8b"):
        return [(name, _gunzip(data, name))]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _unzip(data, name)
    return [(name, data)]


def _room(data: bytes) -> int:
    """How many bytes an archive may unpack to."""
    return min(MAX_BYTES, max(_LITTLE, MAX_RATIO * len(data)))


def _too_large(room: int, name: str) -> UnusableInput:
    if room < MAX_BYTES:
        return UnusableInput("unpacks-too-far", name=name, times=MAX_RATIO)
    return UnusableInput("too-large", name=name, megabytes=MAX_BYTES // 1024**2)


def _gunzip(data: bytes, name: str) -> bytes:
    room = _room(data)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(room + 1)
    except _BROKEN as error:
        raise UnusableInput("broken-archive", name=name) from error
    if len(content) > room:
        raise _too_large(room, name)
    return content


def _unzip(data: bytes, name: str) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir() and not any(litter in e.filename for litter in _LITTER)]
            if not entries:
                raise UnusableInput("empty-archive", name=name)
            if len(entries) > MAX_ENTRIES:
                raise UnusableInput("many-entries", name=name, entries=MAX_ENTRIES)
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise UnusableInput("locked-archive", name=name)
            contents: list[tuple[str, bytes]] = []
            room = left = _room(data)
            for entry in entries:
                content = _read_entry(archive, entry, left)
                if content is None:
                    raise _too_large(room, name)
                left -= len(content)
                contents.append((f"{name} › {plain(entry.filename)}", content))
            return contents
    except _BROKEN as error:
        raise UnusableInput("broken-archive", name=name) from error


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes | None:
    """One entry, or None where it has more than `room` bytes: what the archive says of its own sizes is not believed."""
    blocks: list[bytes] = []
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            room -= len(block)
            if room < 0:
                return None
            blocks.append(block)
    return b"".join(blocks)
