"""Packed streams → blocks of plain bytes: .gz, .xz and .bz2, and how a zip file packs what is in it.

Each library is asked for one block at a time, so that what is unpacked can be counted before much of it is held. Files of these kinds
may be joined end to end, and are read to the end.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Protocol

BLOCK_BYTES = 1024 * 1024
"""The most that is unpacked at once."""
Blocks = Callable[[], Iterator[bytes]]
"""What gives the blocks of one text, from its beginning at each call."""

# What is packed is handed on in pieces: libraries copy what they have not come to yet.
_PIECE = 64 * 1024
# `xz -9` takes 65 MiB to unpack. A few bytes may ask for 4 GiB.
_MOST_MEMORY = 72 * 1024 * 1024
# Joined files: tools that pack by blocks make one of 64 kB each, so a quarter of a gigabyte is 4,096. Each takes time, also an empty one.
_MOST_STREAMS = 10_000


class OtherPacking(Exception):
    """Packed in a way that is not read: unknown, or one that would take far too much memory or time."""


class Decompressor(Protocol):
    """What `bz2` and `lzma` have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Zlib:
    """`zlib` in the shape of the other two. wbits: as there."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._stream.decompress(data or self._stream.unconsumed_tail, max_length)


def gz() -> Decompressor:
    return Zlib(16 + zlib.MAX_WBITS)


def deflate() -> Decompressor:
    """How a zip file packs: without a header of its own."""
    return Zlib(-zlib.MAX_WBITS)


def xz() -> Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)


def lzma_alone() -> Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MOST_MEMORY)


def bzip2() -> Decompressor:
    return bz2.BZ2Decompressor()


def slices(data: bytes | memoryview, size: int | None = None) -> Iterator[bytes]:
    """Blocks of what is in memory."""
    size = size or BLOCK_BYTES
    return (bytes(data[start : start + size]) for start in range(0, len(data), size))


def unpacked(blocks: Iterable[bytes], new: Callable[[], Decompressor]) -> Iterator[bytes]:
    """The blocks of one stream or several joined ones, whose zero bytes in between are padding.

    Raises OtherPacking, EOFError where it breaks off, and what the libraries raise where a stream is not what it says.
    """
    pieces = _pieces(blocks)
    rest = next(pieces, b"")
    for _ in range(_MOST_STREAMS):
        rest = yield from _one(rest, pieces, new())
        while not (rest := rest.lstrip(b"\0")):
            piece = next(pieces, None)
            if piece is None:
                return
            rest = piece
    raise OtherPacking


def exactly_one(blocks: Iterable[bytes], new: Callable[[], Decompressor]) -> Iterator[bytes]:
    """The blocks of a stream that ends where these end. Raises as `unpacked`, and EOFError where anything stands behind it."""
    pieces = _pieces(blocks)
    rest = yield from _one(b"", pieces, new())
    if rest or next(pieces, b""):
        raise EOFError


def _one(first: bytes, pieces: Iterator[bytes], stream: Decompressor) -> Generator[bytes, None, bytes]:
    """Gives back what was taken of the pieces and stands behind the end of the stream."""
    while not stream.eof:
        piece, starved = b"", False
        if stream.needs_input:
            piece, first = first or next(pieces, b""), b""
            starved = not piece
        try:
            block = stream.decompress(piece, BLOCK_BYTES)
        except lzma.LZMAError as error:
            if "limit" in str(error):
                raise OtherPacking from error
            raise
        if block:
            yield block
        elif starved and not stream.eof:
            raise EOFError
    return stream.unused_data


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    return (piece for block in blocks for piece in slices(block, _PIECE))
