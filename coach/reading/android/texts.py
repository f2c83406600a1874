"""The way in: inputs → the texts of a phone in them → one AndroidPhone."""

from collections.abc import Sequence
from typing import NamedTuple

from coach.android import AndroidPhone
from coach.content.access import load_access
from coach.errors import UnusableInput
from coach.reading.android.carriers import Carried, texts_in
from coach.reading.android.merged import merged
from coach.reading.android.phone import joined
from coach.reading.android.raw import Raw, TooMuch
from coach.reading.android.sections import MOST_KEPT, MOST_LINES, read_raw
from coach.reading.android.trimmed import written
from coach.reading.reader import TooManyLines

MOST_USERS = 100
"""Of one phone; real ones have fewer than ten."""


class PhoneText(NamedTuple):
    """What was read of one text."""

    name: str
    raw: Raw


def read_android(files: Sequence[tuple[str, bytes]]) -> AndroidPhone:
    """One phone of all files, each a name and its bytes; their order, and what stands in several of them, changes nothing.

    Raises UnusableInput: `not-a-report` where a file holds nothing of a phone, `android-empty` where they hold none of the parts that
    are read, `android-too-much`, `two-androids`, `too-large`, `many-lines`, `many-entries`, `broken-archive`.
    """
    return phone_of([text for name, data in files for text in read_texts(data, name)])


def read_texts(data: bytes, name: str) -> list[PhoneText]:
    """Of one input, all texts of a phone. Raises as `read_android`."""
    found = texts_in(data, name)
    if not found:
        raise UnusableInput("not-a-report", name=name)
    texts: list[PhoneText] = []
    for carried in found:
        texts.append(read_text(carried, texts[-1].raw.room if texts else MOST_KEPT))
    return texts


def read_text(carried: Carried, room: int = MOST_KEPT) -> PhoneText:
    """One text. room: bytes of lines that may be kept. Raises UnusableInput: `many-lines`, `too-large`, `broken-archive`."""
    try:
        raw = read_raw(carried.blocks(), Raw(room=room))
        if len(raw.users_there) > MOST_USERS:
            raise TooMuch
        return PhoneText(carried.name, raw)
    except TooManyLines as error:
        raise UnusableInput("many-lines", name=carried.name, lines=MOST_LINES) from error
    except TooMuch as error:
        raise UnusableInput("android-too-much", name=carried.name) from error


def phone_of(texts: Sequence[PhoneText]) -> AndroidPhone:
    """One phone of all texts. Raises UnusableInput: `android-empty`, `android-too-much`, `two-androids`."""
    if texts and not any(text.raw.sections for text in texts):
        raise UnusableInput("android-empty", name=texts[0].name)
    whole = merged([(text.name, text.raw) for text in texts])
    unread = {(text.name, number) for text in texts for number in text.raw.unread}
    try:
        return joined(whole, load_access(), unread)
    except TooMuch as error:
        raise UnusableInput("android-too-much", name=texts[0].name) from error


def trimmed_copy(texts: Sequence[PhoneText]) -> str:
    """A text of no more than what was read, which reads as the same phone."""
    return written(merged([(text.name, text.raw) for text in texts]))
