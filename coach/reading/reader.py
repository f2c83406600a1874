"""What a kind of phone brings to `reading`: a reader that knows its files, reads them, and makes one Report of what it read."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from coach.models import Platform, Report

MOST_UNUSABLE = 0.5
"""A text of which more than this share can't be used is no report: what is left would tell of a phone that nobody has."""
MAX_LINES = 4_000_000
"""Of all texts of one input, empty ones too: ten times the largest real report. Bounds the time that a file of short lines can take."""


class TooManyLines(Exception):
    """A text has more lines than it may."""


class Lines(NamedTuple):
    """What stands in one text."""

    blocks: list[Any]
    """What was read, in the reader's own shape: its `report` takes it."""
    usable: int
    unusable: int
    all: int
    """Lines, empty ones too."""
    fault: tuple[str, int] | None
    """What is wrong with most unusable lines (table `problem` of the words), and the number of the first of these."""


class Maker(Protocol):
    """Makes reports of one kind of phone."""

    platform: Platform

    def report(self, texts: Sequence[tuple[str, Sequence[Any]]]) -> Report:
        """One report of all texts, each with its name and its blocks. Raises UnusableInput: `two-phones`."""


class Reader(Maker, Protocol):
    """The files of one kind of phone."""

    def wants(self, name: str) -> bool:
        """Whether a member of an archive, by its name, may hold something to read."""

    def mine(self, name: str, text: bytes) -> bool:
        """Whether a text, UTF-8 with LF line ends, may be of this kind. Says no only where no line of it could be used."""

    def read(self, text: bytes, progress: Callable[[float], None] = lambda share: None, most: int = MAX_LINES) -> Lines:
        """Every line of a text. `progress` is told the share read, 0 to 1. Raises TooManyLines where there are more than `most`."""
