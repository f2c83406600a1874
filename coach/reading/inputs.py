"""One input → the rows of all texts in it that are reports, and why the others are none.

Of a report every record is accounted for. A text without a single usable one, or with more that can't be used than can, is passed over:
its name and the reason are told, whatever stands beside it and in which order.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from coach.errors import Key, Refusal, UnusableInput
from coach.models import FileRead
from coach.reading.android.carriers import Carried, texts_in
from coach.reading.decode import to_utf8_lines
from coach.reading.ios import AppPrivacyReport
from coach.reading.kinds import HEAD_BYTES, kind_of
from coach.reading.members import Document, members
from coach.reading.reader import MAX_LINES, MOST_UNUSABLE, Lines, Maker, Reader, TooManyLines
from coach.reading.streams import OtherPacking
from coach.reading.unpack import BROKEN, unpack

READERS: tuple[Reader, ...] = (AppPrivacyReport(),)
"""In the order in which they are asked whose a text is."""
# What reads a phone's texts, and what tells what a stranger is, load where they are needed: for most reports never.


class Part(NamedTuple):
    """What was read of one text, block by block, with what makes a report of it."""

    reader: Maker
    file: FileRead
    blocks: list[Any]


class Found(NamedTuple):
    """What one input holds: at least one part, and the texts in it that were passed over."""

    parts: list[Part]
    passed_over: list[Refusal]


def read_input(data: bytes, name: str, progress: Callable[[float], None]) -> Found:
    """`progress` is told the share read, 0 to 1.

    Raises UnusableInput where no text can be used: the codes of `unpack`, `many-lines`, `mostly-unreadable`, those of `what_is_it`;
    `two-kinds-of-phone` for an archive with reports of an iPhone and of an Android phone, and `android-unreadable`; of an
    Android phone those of `read_text`, and `android-empty`.
    """
    try:
        carried = texts_in(data, name)
    except UnusableInput:
        carried = []  # what is wrong with it is told below
    if not carried:
        return _read(data, name, progress)
    if other := _an_iphones(data, name):
        first, second = sorted((other, carried[0].name))
        raise UnusableInput("two-kinds-of-phone", name=first, other=second)
    return _read_android(carried, name, progress)


def _an_iphones(data: bytes, name: str) -> str:
    """The name of an iPhone's report that an archive holds beside those of an Android phone; empty where it holds none."""
    if not _holds_an_iphones(data):
        return ""
    try:
        return _read(data, name, lambda share: None).parts[0].file.name
    except UnusableInput:
        return ""


def _holds_an_iphones(data: bytes) -> bool:
    """Whether an archive holds a text that begins as an iPhone's report does."""
    if kind_of(data[:HEAD_BYTES]) != "zip":
        return False
    try:
        return any(member.blocks and _begins_as_an_iphones(member.blocks()) for member in members(data, _any, lambda _: None))
    except (*BROKEN, OtherPacking, Document):
        return False


def _any(name: str) -> bool:
    return not name.lower().endswith((".png", ".pb", ".proto"))


def _begins_as_an_iphones(blocks: Iterator[bytes]) -> bool:
    head = next(blocks, b"").lstrip(b"\xef\xbb\xbf \r\n\t[")
    return head.startswith(b"{") and any(reader.mine("", head) for reader in READERS)


def _read_android(carried: Sequence[Carried], name: str, progress: Callable[[float], None]) -> Found:
    """The texts of an Android phone, each read as it is unpacked."""
    from coach.reading.android.report import PROBLEM, AndroidReader  # noqa: PLC0415
    from coach.reading.android.sections import MOST_KEPT  # noqa: PLC0415
    from coach.reading.android.texts import read_text  # noqa: PLC0415

    reader = AndroidReader()
    parts: list[Part] = []
    passed_over: list[Refusal] = []
    room = MOST_KEPT
    for number, each in enumerate(carried, 1):
        text = read_text(each, room)
        room = text.raw.room
        progress(number / len(carried))
        unread = sorted(text.raw.unread)
        records = len(text.raw.records) + len(text.raw.grants) + len(unread)
        file = FileRead(
            name=text.name, records=records, unusable=len(unread), fault=PROBLEM if unread else None, fault_line=min(unread, default=None)
        )
        if not text.raw.sections and not unread:
            passed_over.append(Refusal("android-empty", {"name": text.name}))
        elif len(unread) > MOST_UNUSABLE * records:
            told: dict[str, str | int] = {"name": text.name, "usable": records - len(unread), "records": records}
            passed_over.append(Refusal("android-unreadable", {**told, **_fault((PROBLEM, unread[0]))}))
        else:
            parts.append(Part(reader, file, [text]))
    if not parts:
        raise UnusableInput(passed_over[0].code, **passed_over[0].values) if passed_over else UnusableInput("android-empty", name=name)
    return Found(parts, passed_over)


def _read(data: bytes, name: str, progress: Callable[[float], None]) -> Found:
    parts: list[Part] = []
    left = MAX_LINES
    texts, closed = unpack(data, name, lambda inside: any(reader.wants(inside) for reader in READERS))
    passed_over = [error.refusal for error in closed]
    for number, (inside, content) in enumerate(texts):
        raw = content()
        text = to_utf8_lines(raw)
        reader = next((reader for reader in READERS if reader.mine(inside, text)), None)
        if reader is None:
            passed_over.append(_stranger(inside, raw))
            continue
        try:
            lines = reader.read(text, partial(_tell, progress, number, len(texts)), left)
        except TooManyLines as error:
            raise UnusableInput("many-lines", name=name, lines=MAX_LINES) from error
        left -= lines.all
        if refusal := _refusal(inside, raw, lines):
            passed_over.append(refusal)
        else:
            parts.append(Part(reader, _file(inside, lines), lines.blocks))
    if not parts:
        raise _nothing(data, name, closed, passed_over)
    return Found(parts, passed_over)


def _refusal(name: str, raw: bytes, lines: Lines) -> Refusal | None:
    """Why a text is passed over; None for a report. raw: its bytes as they came."""
    if not lines.usable:
        stranger = _stranger(name, raw)
        if stranger.code != "no-line-readable" or lines.fault is None:
            return stranger
        return Refusal("no-line-usable", {"name": name, **_fault(lines.fault)})
    records = lines.usable + lines.unusable
    if lines.fault is None or lines.unusable <= MOST_UNUSABLE * records:
        return None
    from coach.reading.damage import damage  # noqa: PLC0415

    if changed := damage(raw):
        return Refusal(changed, {"name": name})
    return Refusal("mostly-unreadable", {"name": name, "usable": lines.usable, "records": records, **_fault(lines.fault)})


def _fault(fault: tuple[str, int]) -> dict[str, str | int]:
    return {"fault": Key(f"problem.{fault[0]}"), "line": fault[1]}


def _stranger(name: str, raw: bytes) -> Refusal:
    """What it is that holds no usable record."""
    from coach.reading.recognise import what_is_it  # noqa: PLC0415

    return Refusal(what_is_it(raw, name) if to_utf8_lines(raw).strip() else "empty-file", {"name": name})


def _file(name: str, lines: Lines) -> FileRead:
    fault, line = lines.fault or (None, None)
    return FileRead(name=name, records=lines.usable + lines.unusable, unusable=lines.unusable, fault=fault, fault_line=line)


def _nothing(data: bytes, name: str, closed: Sequence[UnusableInput], passed_over: Sequence[Refusal]) -> UnusableInput:
    """Why nothing of an input can be used: what it is as a whole, such as a document; else what in it can't be opened; else what the one
    file in it is, or that of several none is a report."""
    from coach.reading.recognise import what_is_it  # noqa: PLC0415

    whole = what_is_it(data, name)
    if kind_of(data[:HEAD_BYTES]) == "zip" and whole != "archive-without-report":
        return UnusableInput(whole, name=name)
    if closed:
        return closed[0]
    if len(passed_over) == 1:
        return UnusableInput(passed_over[0].code, **passed_over[0].values)
    return UnusableInput("archive-without-report", name=name)


def _tell(progress: Callable[[float], None], before: int, texts: int, share: float) -> None:
    progress((before + share) / texts)
