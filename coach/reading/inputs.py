"""One input → the rows of all texts in it. Every line of every text is accounted for, whatever stands beside it and in which order."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from coach.errors import UnusableInput
from coach.reading.decode import to_utf8_lines
from coach.reading.ios import AppPrivacyReport
from coach.reading.kinds import HEAD_BYTES, kind_of
from coach.reading.reader import MAX_LINES, MAX_UNUSABLE, Reader, TooManyLines, given_up
from coach.reading.recognise import is_text, what_is_it
from coach.reading.unpack import unpack

READERS: tuple[Reader, ...] = (AppPrivacyReport(),)
"""In the order in which they are asked whose a text is. Lines of a text that is nobody's are counted by the first."""


class Part(NamedTuple):
    """What was read of one text, block by block, with its name and the reader that knows its shape."""

    reader: Reader
    name: str
    blocks: list[Any]


def read_input(data: bytes, name: str, progress: Callable[[float], None]) -> list[Part]:
    """Rows block by block. `progress` is told the share read, 0 to 1.

    A text without a usable line beside one that has some is lines and problems like any other; a file that is no text has no lines.
    Raises UnusableInput: the codes of `unpack`, `many-lines`, `mostly-unreadable`, and where nothing can be used those of `what_is_it`.
    """
    parts: list[Part] = []
    usable = unusable = 0
    left = MAX_LINES
    lost: list[str] = []
    texts, passed_over = unpack(data, name, lambda inside: any(reader.wants(inside) for reader in READERS))
    for number, (inside, content) in enumerate(texts):
        text = to_utf8_lines(content())
        whose = next((reader for reader in READERS if reader.mine(inside, text)), None)
        # Beside nothing else, the lines of some other file are not counted: the answer is what the file is, and comes at once.
        if whose is None and (len(texts) == 1 or not is_text(text)):
            continue
        reader = whose or READERS[0]
        try:
            lines = reader.read(text, partial(_tell, progress, number, len(texts)), left)
        except TooManyLines as error:
            raise UnusableInput("many-lines", name=name, lines=MAX_LINES) from error
        left -= lines.all
        if not lines.usable and not is_text(text):
            continue
        usable += lines.usable
        unusable += lines.unusable
        parts.append(Part(reader, inside, lines.blocks))
        if given_up(lines.usable, lines.unusable):
            lost.append(inside)
    if not usable and passed_over:
        raise passed_over[0]
    if not usable:
        raise UnusableInput("archive-without-report" if kind_of(data[:HEAD_BYTES]) else what_is_it(data), name=name)
    # An archive may hold no more unusable lines in many texts than in one.
    if lost or given_up(usable, unusable):
        raise UnusableInput("mostly-unreadable", name=min(lost, default=name), lines=MAX_UNUSABLE)
    return parts


def _tell(progress: Callable[[float], None], before: int, texts: int, share: float) -> None:
    progress((before + share) / texts)
