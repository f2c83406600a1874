"""One input → the rows of all texts in it. Every line of every text is accounted for, whatever stands beside it and in which order."""

from collections.abc import Callable
from functools import partial

from coach.errors import UnusableInput
from coach.reading.apple import MAX_LINES, MAX_UNUSABLE, TooManyLines, given_up, read_lines
from coach.reading.decode import to_utf8_lines
from coach.reading.recognise import is_text, may_hold_records, what_is_it
from coach.reading.rows import Rows
from coach.reading.unpack import unpack


def read_input(data: bytes, name: str, progress: Callable[[float], None]) -> list[tuple[str, Rows]]:
    """Rows block by block, each with the name of its text. `progress` is told the share read, 0 to 1.

    A text without a usable line beside one that has some is lines and problems like any other; a file that is no text has no lines.
    Raises UnusableInput: the codes of `unpack`, `many-lines`, `mostly-unreadable`, and where nothing can be used those of `what_is_it`.
    """
    parts: list[tuple[str, Rows]] = []
    usable = unusable = 0
    left = MAX_LINES
    lost: list[str] = []
    texts = unpack(data, name)
    for number, (inside, content) in enumerate(texts):
        text = to_utf8_lines(content())
        # Beside nothing else, the lines of some other file are not counted: the answer is what the file is, and comes at once.
        if not may_hold_records(text) and (len(texts) == 1 or not is_text(text)):
            continue
        try:
            lines = read_lines(text, partial(_tell, progress, number, len(texts)), left)
        except TooManyLines as error:
            raise UnusableInput("many-lines", name=name, lines=MAX_LINES) from error
        left -= lines.all
        if not lines.usable and not is_text(text):
            continue
        usable += lines.usable
        unusable += lines.unusable
        parts += [(inside, rows) for rows in lines.blocks]
        if given_up(lines.usable, lines.unusable):
            lost.append(inside)
    if not usable:
        raise UnusableInput(what_is_it(data), name=name)
    # An archive may hold no more unusable lines in many texts than in one.
    if lost or given_up(usable, unusable):
        raise UnusableInput("mostly-unreadable", name=min(lost, default=name), lines=MAX_UNUSABLE)
    return parts


def _tell(progress: Callable[[float], None], before: int, texts: int, share: float) -> None:
    progress((before + share) / texts)
