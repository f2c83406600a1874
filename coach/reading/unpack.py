"""Whatever a file is packed in → plain bytes: one or several reports out of a file as people have it, archives and mails in one another.

What is unpacked is counted block by block before anything large of it is kept, whatever the archive says of its sizes, and over all nesting
together.
"""

import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import NamedTuple

from coach.errors import UnusableInput
from coach.reading import mail, members, tar
from coach.reading.encoded import base64_text, from_base64
from coach.reading.kept import Kept
from coach.reading.kinds import HEAD_BYTES, STREAMS, Kind, kind_of, other_packing
from coach.reading.streams import Blocks, OtherPacking, slices, unpacked
from coach.text import plain

MAX_INPUT = 512 * 1024 * 1024
"""Bytes of one input as it comes: a text of an Android phone that somebody took out of its zip may have 300 million."""
# iOS caps its own store at 100 MiB (docs/report-format.md); twice that and more leaves room for several reports in one archive.
MAX_BYTES = 256 * 1024 * 1024
MAX_ENTRIES = 200
"""Of all archives in one input together."""
MAX_DEPTH = 5
"""A tar.gz in a zip that is attached to a mail is four deep."""
# Real reports pack to a twelfth. What unpacks to a hundred times its size, and not to little, was made to fill the memory.
MAX_RATIO = 100
_LITTLE = 16 * 1024 * 1024
# Kept while it is counted, so that what an iPhone writes is unpacked once.
_KEPT = 64 * 1024 * 1024
# An archive in another one that can't be read from front to back is held as a whole.
_HELD = 32 * 1024 * 1024
# What the archive modules raise when an archive is not what it says.
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, IndexError, RuntimeError, OverflowError),
)
_CONTENT = re.compile(rb"[^\0\t\r\n \xef\xbb\xbf]")
_HELD_KINDS: tuple[Kind, ...] = ("zip", "mail", "base64")
# What gives no more than it is does not count once more.
_NO_LARGER: tuple[Kind, ...] = ("tar", "mail", "base64")
# A reader wants texts: what these hold is not told by their names.
_PACKED = (".zip", ".gz", ".tgz", ".tar", ".xz", ".txz", ".bz2", ".tbz", ".tbz2", ".eml", ".emlx", ".mbox", ".b64", ".base64")
# Of archives joined to one name: "outer › inner".
_IN = " › "

Content = tuple[str, Callable[[], bytes]]
"""A name, and what gives the bytes when their turn comes."""


class Unpacked(NamedTuple):
    """What is in one input."""

    contents: list[Content]
    """Itself, or each file that it holds, however deep: "outer › inner › innermost"."""
    passed_over: list[UnusableInput]
    """Why something in it can't be opened, with its name."""


class _Closed(Exception):
    """An archive that can't be opened: of how many others it is in, and why."""

    def __init__(self, depth: int, why: UnusableInput) -> None:
        super().__init__(depth, why)
        self.depth = depth
        self.why = why


def unpack(data: bytes, name: str, wanted: Callable[[str], bool] = lambda inside: True) -> Unpacked:
    """The plain contents of one input: itself, or each file inside an archive that is `wanted` by its name. All of these are checked before
    this returns.

    Raises UnusableInput: `empty-file`, `too-large`, `unpacks-too-far`, `many-entries` for all that is in it, and where the input itself
    can't be opened `broken-archive`, `locked-archive`, `empty-archive`, `mail-without-report`, `other-packing`, `packed-as`. What is in it
    and can't be opened is passed over, with the same codes or `packed-too-deep`.
    """
    if len(data) > MAX_BYTES:
        raise too_large(name, MAX_BYTES)
    if not _CONTENT.search(data):
        raise UnusableInput("empty-file", name=name)
    if packing := other_packing(data[:HEAD_BYTES], data[-HEAD_BYTES:]):
        raise UnusableInput("packed-as", name=name, packing=packing)
    kind = kind_of(data[:HEAD_BYTES])
    if kind is None or (kind == "base64" and base64_text(data) is None):
        return Unpacked([(name, lambda: data)], [])
    inside = _Inside(name, _room(data), wanted)
    try:
        inside.open(kind, name, partial(slices, data), data)
    except _Closed as closed:
        raise closed.why from closed
    except members.Document:
        return Unpacked([(name, lambda: data)], [])
    return Unpacked([(told, text.content) for told, text in inside.texts], inside.passed_over)


def too_large(name: str, limit: int) -> UnusableInput:
    """limit: in bytes."""
    return UnusableInput("too-large", name=name, megabytes=limit // 1024**2)


def _room(data: bytes) -> int:
    """How many bytes an archive may unpack to."""
    return min(MAX_BYTES, max(_LITTLE, MAX_RATIO * len(data)))


class _Inside:
    """What was found in one input so far, and how much of what it may hold is left."""

    def __init__(self, name: str, room: int, wanted: Callable[[str], bool]) -> None:
        self.texts: list[tuple[str, Kept]] = []
        self.passed_over: list[UnusableInput] = []
        self._name = name
        self._room = room
        self._wanted = wanted
        self._size = self._entries = self._kept = self._held = 0
        self._roomy = True

    def open(self, kind: Kind, name: str, source: Blocks, data: bytes = b"", depth: int = 0) -> None:
        """Takes in all that is in one archive. data: as a whole, of those that are not read from front to back.

        Raises UnusableInput where too much is in the input, _Closed with that of this archive.
        """
        found = len(self.texts) + len(self.passed_over)
        with _told(name, depth):
            for inside, blocks in self._members(kind, name, source, data, depth):
                told = f"{name}{_IN}{plain(inside)}" if inside else name
                again = blocks if depth == 0 and kind != "tar" else None
                self._look_into(told, self._watched(blocks, name, depth, counts=kind not in _NO_LARGER), again, depth + 1)
        if len(self.texts) + len(self.passed_over) == found:
            nothing = UnusableInput("mail-without-report", name=name) if kind == "mail" else UnusableInput("empty-archive", name=name)
            raise _Closed(depth, nothing)

    def _members(self, kind: Kind, name: str, source: Blocks, data: bytes, depth: int) -> Iterator[tuple[str, Blocks]]:
        """Name and blocks of each file in an archive; no name where it holds one that has none."""
        if kind == "zip":
            yield from self._readable(members.members(data, self._wants, self._listed), name, depth)
        elif kind == "tar":
            for inside, blocks in tar.members(source(), self._wants):
                self._listed(1)
                yield inside, partial(_once, blocks)
        elif kind == "mail":
            yield from ((inside, blocks) for inside, blocks in mail.members(data, self._listed) if not inside or self._wants(inside))
        elif kind == "base64":
            yield "", partial(from_base64, base64_text(data) or b"")
        else:
            yield "", lambda: unpacked(source(), STREAMS[kind])

    def _readable(self, listed: list[members.Member], name: str, depth: int) -> Iterator[tuple[str, Blocks]]:
        """Those of a zip file; where it has others only, it is itself what can't be read."""
        if listed and not any(member.blocks for member in listed):
            raise _Closed(depth, _unreadable(name, locked=any(member.locked for member in listed)))
        for inside, blocks, locked in listed:
            if blocks:
                yield inside, blocks
            else:
                self.passed_over.append(_unreadable(f"{name}{_IN}{plain(inside)}", locked=locked))

    def _look_into(self, name: str, blocks: Iterator[bytes], again: Blocks | None, depth: int) -> None:
        """Takes in a file of an archive, and if it is one itself all that is in it. One that can't be opened is passed over as a whole."""
        head, blocks = _begun(blocks)
        kind = kind_of(head)
        before = len(self.texts), len(self.passed_over), self._kept, self._held
        try:
            if packing := other_packing(head):
                raise _Closed(depth, UnusableInput("packed-as", name=name, packing=packing))
            if kind and depth == MAX_DEPTH:
                raise _Closed(depth, UnusableInput("packed-too-deep", name=name, times=MAX_DEPTH))
            data = self._whole(name, blocks, depth) if kind in _HELD_KINDS else b""
            if kind is None or (kind == "base64" and base64_text(data) is None):
                self._keep(name, iter((data,)) if kind else blocks, again)
            else:
                self.open(kind, name, partial(_once, blocks), data, depth)
        except members.Document:
            self._keep(name, iter((data,)), again)
        except _Closed as closed:
            if closed.depth != depth:
                raise
            texts, passed_over, self._kept, _ = before
            del self.texts[texts:], self.passed_over[passed_over:]
            self.passed_over.append(closed.why)
        finally:
            self._held = before[-1]

    def _keep(self, name: str, blocks: Iterator[bytes], again: Blocks | None) -> None:
        text = Kept(again)
        self.texts.append((name, text))
        if not self._roomy:
            text.make_small()
        for block in blocks:
            self._kept += len(block)
            if self._roomy and self._kept > _KEPT:
                self._roomy = False
                for _, each in self.texts:
                    each.make_small()
            text.write(block)

    def _whole(self, name: str, blocks: Iterator[bytes], depth: int) -> bytes:
        """An archive that is held while one looks into it, together with those that it is in."""
        data = io.BytesIO()
        for block in blocks:
            self._held += len(block)
            if self._held > _HELD:
                raise _Closed(depth, too_large(name, _HELD))
            data.write(block)
        return data.getvalue()

    def _watched(self, blocks: Blocks, name: str, depth: int, *, counts: bool) -> Iterator[bytes]:
        """Blocks of a file in an archive, each counted; whatever is wrong with them is wrong with that archive."""
        with _told(name, depth):
            for block in blocks():
                self._size += len(block) * counts
                if self._size > self._room:
                    raise self._too_much()
                yield block

    def _too_much(self) -> UnusableInput:
        if self._room == MAX_BYTES:
            return too_large(self._name, self._room)
        return UnusableInput("unpacks-too-far", name=self._name, times=MAX_RATIO)

    def _listed(self, entries: int) -> None:
        self._entries += entries
        if self._entries > MAX_ENTRIES:
            raise UnusableInput("many-entries", name=self._name, entries=MAX_ENTRIES)

    def _wants(self, name: str) -> bool:
        return self._wanted(name) or name.lower().endswith(_PACKED)


def _unreadable(name: str, *, locked: bool) -> UnusableInput:
    return UnusableInput("locked-archive", name=name) if locked else UnusableInput("other-packing", name=name)


@contextmanager
def _told(name: str, depth: int) -> Iterator[None]:
    try:
        yield
    except OtherPacking as error:
        raise _Closed(depth, _unreadable(name, locked=False)) from error
    except BROKEN as error:
        raise _Closed(depth, UnusableInput("broken-archive", name=name)) from error


def _once(blocks: Iterator[bytes]) -> Iterator[bytes]:
    return blocks


def _begun(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and all blocks."""
    first: list[bytes] = []
    while sum(map(len, first)) < HEAD_BYTES and (block := next(blocks, None)) is not None:
        first.append(block)
    return b"".join(first)[:HEAD_BYTES], chain(first, blocks)
