"""Archives → plain bytes: one or several reports out of a file as people have it (.ndjson, .json, .txt, .zip, .gz).

What an archive unpacks to is counted block by block before anything large of it is kept, whatever the archive says of its sizes.
"""

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from coach.errors import UnusableInput
from coach.reading.members import BLOCK_BYTES, Blocks, members

# iOS caps its own store at 100 MiB (docs/report-format.md); twice that and more leaves room for several reports in one archive.
MAX_BYTES = 256 * 1024 * 1024
# Real reports pack to a twelfth. What unpacks to a hundred times its size, and not to little, was made to fill the memory.
MAX_RATIO = 100
_LITTLE = 16 * 1024 * 1024
# Kept while it is counted, so that what an iPhone writes is unpacked once.
_KEPT = 100 * 1024 * 1024
# What the archive modules raise when an archive is not what it says.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, IndexError, RuntimeError, OverflowError)
_CONTENT = re.compile(rb"[^\0\t\r\n \xef\xbb\xbf]")

Content = tuple[str, Callable[[], bytes]]
"""A name, and what gives the bytes when their turn comes."""


def unpack(data: bytes, name: str, wanted: Callable[[str], bool] = lambda inside: True) -> list[Content]:
    """The plain contents of one input: itself, or each file inside an archive that is `wanted` by its name. All of these are checked before
    this returns.

    Raises UnusableInput: `empty-file`, `too-large`, `unpacks-too-far`, `broken-archive`, `locked-archive`, `empty-archive`, `many-entries`,
    `other-packing`.
    """
    if len(data) > MAX_BYTES:
        raise too_large(name, MAX_BYTES)
    if not _CONTENT.search(data):
        raise UnusableInput("empty-file", name=name)
    try:
        if data.startswith(b"\x1f\x8b"):
            return _counted([(name, partial(_gunzipped, data))], _room(data), name)
        if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _counted(members(data, name, wanted), _room(data), name)
    except _BROKEN as error:
        raise UnusableInput("broken-archive", name=name) from error
    return [(name, lambda: data)]


def too_large(name: str, limit: int) -> UnusableInput:
    """limit: in bytes."""
    return UnusableInput("too-large", name=name, megabytes=limit // 1024**2)


def _room(data: bytes) -> int:
    """How many bytes an archive may unpack to."""
    return min(MAX_BYTES, max(_LITTLE, MAX_RATIO * len(data)))


def _counted(packed: list[tuple[str, Blocks]], room: int, name: str) -> list[Content]:
    """The texts, once it is known that they are what the archive says, and together no more than `room` bytes."""
    size = 0
    kept: list[Content] = []
    for inside, blocks in packed:
        text = io.BytesIO()
        for block in blocks():
            size += len(block)
            if size > room:
                raise too_large(name, room) if room == MAX_BYTES else UnusableInput("unpacks-too-far", name=name, times=MAX_RATIO)
            if size <= _KEPT:
                text.write(block)
        kept.append((inside, text.getvalue))
    return kept if size <= _KEPT else [(inside, partial(_joined, blocks)) for inside, blocks in packed]


def _joined(blocks: Blocks) -> bytes:
    text = io.BytesIO()  # grows in place, where joining a list of blocks would hold all of them twice
    for block in blocks():
        text.write(block)
    return text.getvalue()


def _gunzipped(data: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        yield from iter(partial(stream.read, BLOCK_BYTES), b"")
