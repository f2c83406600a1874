"""One input → the texts in it that a phone wrote of itself, each as blocks that are read once: a bug-report zip, or the text alone.

A bug report holds the text that its `main_entry.txt` names beside many others, which are passed over; makers put it into a zip once more.
Nothing is unpacked as a whole: its blocks are counted, looked at and let go.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from coach.errors import UnusableInput
from coach.reading import members
from coach.reading.kinds import HEAD_BYTES, STREAMS, kind_of
from coach.reading.streams import OtherPacking, slices, unpacked
from coach.reading.unpack import BROKEN, MAX_INPUT, too_large, unpack
from coach.text import plain

MAX_TEXT = 1024 * 1024 * 1024
"""Bytes that the texts of one input may have in all. Real ones have 12 to 300 million."""
MAX_INNER = 128 * 1024 * 1024
"""Bytes of all zip files inside a zip, which are held as a whole."""
MAX_ENTRIES = 10_000
MOST_DEEP = 2
"""Makers put the phone's zip into one of their own, and people that into another."""
_ENTRY = "main_entry.txt"
_ENTRY_BYTES = 4096
# What the text is called where nothing names it: on Android, at Samsung, and what people call it.
_NAMED = re.compile(r"(?:.*/)?(?:bugreport[^/]*\.txt|dumpstate[^/]*\.(?:txt|log))", re.IGNORECASE)
_NOT_THE_TEXT = re.compile(r"(?:.*/)?dumpstate_(?:log|board)\.txt", re.IGNORECASE)
_PLAIN = re.compile(r"(?!(?:.*/)?(?:FS|proto|lshal-debug)/)(?:[^/]*/){0,2}[^/]*\.(?:txt|log|md|dump)", re.IGNORECASE)
_ZIP = re.compile(r".*\.zip", re.IGNORECASE)
_IN = " › "
# A text that is of a phone has one of these.
_SIGNS = (
    b"AppOps Service state:",
    b"DUMP OF SERVICE ",
    b"== dumpstate: ",
    b"------------Discrete App Ops",
    b"------------Aggregated App Ops",
    b"== privacy-coach trimmed copy",
)
# Parts that stand alone, and what was cut out of one.
_PARTS = re.compile(
    rb"\bPackage \[[\w.]{1,255}\] \([0-9a-f]{1,16}\):"
    rb"|\b(?:Access|Reject): ?(?:\[[a-z]{1,12}-[a-z|]{1,40}\]|[a-z]{1,12}\s{0,8}=) ?\d{4}-\d\d-\d\d \d\d:"
)
_OTHERS = ("tar", "mail", "base64")
_WIDE = ("utf-16-le", "utf-16-be")
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?[\s\[]*\{\s*\"")


class Carried(NamedTuple):
    """A text, and what gives its blocks, once."""

    name: str
    blocks: Callable[[], Iterator[bytes]]


def is_phone_text(text: bytes) -> bool:
    """Whether some bytes, of a text in any encoding, are of what a phone wrote of itself. Of JSON, such as an iPhone's report, none is."""
    if _JSON.match(text):
        return False
    if any(sign in text for sign in _SIGNS) or _PARTS.search(text):
        return True
    return b"\0" in text and any(sign.decode().encode(encoding) in text for sign in _SIGNS for encoding in _WIDE)


def texts_in(data: bytes, name: str) -> list[Carried]:
    """The texts of a phone in one input, none where it holds none.

    Raises UnusableInput: `too-large`, `broken-archive`, here or while the blocks are taken.
    """
    if len(data) > MAX_INPUT:
        raise too_large(name, MAX_INPUT)
    kind = kind_of(data[:HEAD_BYTES])
    if kind == "zip":
        return _of_zip(data, name, _Counted(name), MOST_DEEP)
    if kind in STREAMS:
        return _of_stream(data, name, lambda: unpacked(slices(data), STREAMS[kind]))
    if kind in _OTHERS:
        return _of_archive(data, name)
    return [Carried(name, partial(slices, data))] if kind is None and is_phone_text(data) else []


class _Counted:
    """How many bytes an input may still unpack to."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MAX_TEXT

    def blocks(self, blocks: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
        """The same, counted; whatever is wrong with them is told."""
        try:
            for block in blocks():
                self._left -= len(block)
                if self._left < 0:
                    raise too_large(self._name, MAX_TEXT)
                yield block
        except (*BROKEN, OtherPacking) as error:
            raise UnusableInput("broken-archive", name=self._name) from error


def _of_archive(data: bytes, name: str) -> list[Carried]:
    """Of a mail, a tape archive, and the like: what an iPhone's report is looked for in, with the same limits."""
    contents = [(inside, content) for inside, content in unpack(data, name, _may_be_read).contents if is_phone_text(content()[:HEAD_BYTES])]
    called = [each for each in contents if _NAMED.fullmatch(each[0].rpartition(_IN)[2])]
    return [Carried(inside, partial(_slices_of, content)) for inside, content in called or contents]


def _slices_of(content: Callable[[], bytes]) -> Iterator[bytes]:
    return slices(content())


def _of_stream(data: bytes, name: str, blocks: Callable[[], Iterator[bytes]]) -> list[Carried]:
    head = _first(_Counted(name).blocks(blocks), HEAD_BYTES)
    if kind_of(head):
        return _of_archive(data, name)
    return [Carried(name, lambda: _Counted(name).blocks(blocks))] if is_phone_text(head) else []


def _of_zip(data: bytes, name: str, counted: _Counted, deep: int) -> list[Carried]:
    """deep: how many zip files in one another are looked into."""
    try:
        listed = members.members(data, _may_be_read, _few(name))
    except members.Document:
        return []
    except (*BROKEN, OtherPacking) as error:
        raise UnusableInput("broken-archive", name=name) from error
    readable: dict[str, Callable[[], Iterator[bytes]]] = {
        member.name: partial(counted.blocks, member.blocks) for member in listed if member.blocks
    }
    texts, alone = _texts(readable)
    found = [Carried(f"{name}{_IN}{plain(inside)}", readable[inside]) for inside in texts]
    if not deep or alone:
        return found
    held = 0
    for inside, blocks in readable.items():
        if _ZIP.fullmatch(inside):
            whole = _first(blocks(), MAX_INNER - held + 1)
            if len(whole) > MAX_INNER - held:
                raise too_large(f"{name}{_IN}{plain(inside)}", MAX_INNER)
            is_zip = kind_of(whole[:HEAD_BYTES]) == "zip"
            more = _of_zip(whole, f"{name}{_IN}{plain(inside)}", counted, deep - 1) if is_zip else []
            held += len(whole) if more else 0
            found += more
    return found


def _may_be_read(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (_PLAIN, _NAMED, _ZIP))


def _texts(readable: dict[str, Callable[[], Iterator[bytes]]]) -> tuple[list[str], bool]:
    """Names of the members that are a phone's text: the one that is named as it (True: and nothing else is); else those called so; else
    those that look so."""
    for name, blocks in readable.items():
        if name.rpartition("/")[2] == _ENTRY:
            told = name.removesuffix(_ENTRY) + _first(blocks(), _ENTRY_BYTES).decode("utf-8", "replace").strip()
            if told in readable:
                return [told], True
    names = [name for name in readable if not _NOT_THE_TEXT.fullmatch(name) and not _ZIP.fullmatch(name)]
    called = [name for name in names if _NAMED.fullmatch(name)]
    return [name for name in called or names if is_phone_text(_first(readable[name](), HEAD_BYTES))], False


def _first(blocks: Iterator[bytes], most: int) -> bytes:
    """So many bytes at most."""
    found = bytearray()
    for block in blocks:
        found += block[: most - len(found)]
        if len(found) >= most:
            break
    return bytes(found)


def _few(name: str) -> Callable[[int], None]:
    def listed(entries: int) -> None:
        if entries > MAX_ENTRIES:
            raise UnusableInput("many-entries", name=name, entries=MAX_ENTRIES)

    return listed
