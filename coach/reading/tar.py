"""A tar file → its members, one after another as they stand in it.

`tarfile` reads a header. It is not given the file: it takes names and lists of any length into memory at once.
"""

import tarfile
from collections.abc import Callable, Iterator

from coach.reading.litter import is_litter

_BLOCK = tarfile.BLOCKSIZE
_MOST_HEADERS = 10_000
# Of what stands in headers of its own: a longer name, more about a file.
_MOST_FURTHER_BYTES = 1024 * 1024
_LONG_NAME = tarfile.GNUTYPE_LONGNAME
_LIST = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
# A longer name of a link, and what is said of all files.
_READ_PAST = (tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE)
_FILE = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
# Links, devices, folders and pipes have no bytes of their own, whatever size they state.
_WITHOUT_BYTES = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)
# In a header of a file with holes: whether more of the list of holes follows, in it and in what follows.
_HOLES = "GNU.sparse."
_MORE_HOLES, _STILL_MORE_HOLES = 482, 504


class _Source:
    """What was not taken of the blocks yet."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")
        self.due = 0
        """Bytes until the next header."""

    def pieces(self, size: int, padding: int = 0) -> Iterator[bytes]:
        """So many bytes; the next header stands so many behind them. EOFError where the file breaks off."""
        self.due = size + padding
        while self.due > padding:
            piece = self._some(self.due - padding)
            self.due -= len(piece)
            yield bytes(piece)

    def header(self) -> bytes:
        while self.due:
            self.due -= len(self._some(self.due))
        return b"".join(self.pieces(_BLOCK))

    def rest(self) -> None:
        for _ in self._blocks:
            pass

    def _some(self, most: int) -> memoryview:
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                raise EOFError
            self._left = memoryview(block)
        some, self._left = self._left[:most], self._left[most:]
        return some


def is_tar(head: bytes) -> bool:
    """Whether these first bytes are a header, as of today or as of 1979."""
    if head[257:262] == b"ustar":
        return True
    try:
        return bool(tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "replace").name)
    except tarfile.TarError:
        return False


def members(blocks: Iterator[bytes], wanted: Callable[[str], bool]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and blocks of every file that a person put there and that is `wanted`. The blocks have to be taken before the next file is.

    Links, devices and files with holes are passed over. EOFError where the file breaks off, TarError or ValueError where it is not what it
    says.
    """
    source = _Source(blocks)
    further: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        header = source.header()
        if not any(header):
            source.rest()
            return
        info = tarfile.TarInfo.frombuf(header, "utf-8", "replace")
        if info.type in (_LONG_NAME, *_LIST):
            further |= _told(b"".join(source.pieces(*_stated(info.size, _MOST_FURTHER_BYTES))), info.type)
            continue
        name, size = further.get("path", info.name), _stated(int(further.get("size", info.size)))
        if info.type == tarfile.GNUTYPE_SPARSE:
            more = header[_MORE_HOLES]
            while more:
                more = source.header()[_STILL_MORE_HOLES]
        source.due = 0 if info.type in _WITHOUT_BYTES else sum(size)
        if info.type in _READ_PAST:
            continue
        whole = info.type in _FILE and not any(key.startswith(_HOLES) for key in further)
        further = {}
        if whole and not is_litter(name) and wanted(name):
            yield name, source.pieces(*size)
    raise tarfile.ReadError


def _stated(size: int, most: int = 2**63) -> tuple[int, int]:
    """A size, and how many bytes stand behind it until the next header. ReadError where there can't be so many."""
    if not 0 <= size <= most:
        raise tarfile.ReadError
    return size, -size % _BLOCK


def _told(data: bytes, kind: bytes) -> dict[str, str]:
    """What is said of the next file: a name, or a list of "length key=value", each a line of that length."""
    if kind == _LONG_NAME:
        return {"path": data.rstrip(b"\0").decode("utf-8", "replace")}
    told: dict[str, str] = {}
    start = 0
    while start < len(data) and data[start]:
        blank = data.index(b" ", start, start + 10)
        stop = start + int(data[start:blank])
        if not blank < stop <= len(data):
            raise tarfile.ReadError
        key, _, value = data[blank + 1 : stop - 1].decode("utf-8", "replace").partition("=")
        told[key] = value
        start = stop
    return told
