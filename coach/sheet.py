"""One sheet of paper: what may stand on it, how large its type can be, and its HTML document, laid out by content/summary.html.

It fits one sheet by construction: everything in a Sheet is bounded in number and length (`coach.summary`), and the more there is, the
smaller is its type.
"""

import math
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coach.content import FOLDER
from coach.inline import PRINT_SCRIPT, script_hash
from coach.models import Frozen
from coach.words import Words

if TYPE_CHECKING:
    from jinja2 import Template


_NARROW = frozenset(" .,:;!|()[]'’\"·-Ifijlrt")


class TypeSize(NamedTuple):
    """One size of type, measured in a browser (tests/browser/test_paper.py)."""

    name: str
    """The class of the style sheet."""
    letters: int
    """Small Latin letters in a line as wide as the paper."""
    headline: int
    """In a line of the headline."""
    lines: int
    """How many lines fill no more than one sheet of Letter."""


_ROOMY, _MIDDLING = TypeSize("roomy", 86, 44, 41), TypeSize("middling", 90, 48, 48)
_DENSE, _TIGHT = TypeSize("dense", 102, 64, 58), TypeSize("tight", 114, 70, 69)
TYPE_SIZES = (_ROOMY, _MIDDLING, _DENSE, _TIGHT)
"""The largest first. In all but the last, what one acts on has ten points or more."""


class Fill(NamedTuple):
    """How much stands on a sheet beside its changes."""

    costs: bool
    """Whether it says what each change costs."""
    apps: int
    fine: int
    others: bool = True
    """Whether it says what to do with all other apps of a screen."""


FULL = Fill(costs=True, apps=6, fine=3)
_WITHOUT_COSTS, _FEW = Fill(costs=False, apps=6, fine=3), Fill(costs=False, apps=4, fine=1)
_BARE, _LEAST = Fill(costs=False, apps=0, fine=0), Fill(costs=False, apps=0, fine=0, others=False)
_TRIED = ((_DENSE, FULL), (_DENSE, _WITHOUT_COSTS), (_DENSE, _FEW), (_DENSE, _BARE), (_TIGHT, _FEW), (_TIGHT, _BARE), (_TIGHT, _LEAST))
"""One after the other, until it fits."""


class SheetChange(Frozen):
    title: str
    """The app, and the setting."""
    why: str
    cost: str
    """What stops working; empty where the sheet has no room for it."""
    done: bool


class SheetScreen(Frozen):
    """One screen of Settings."""

    way: str
    """Where to tap before it; empty where Settings has no such screen."""
    name: str
    changes: tuple[SheetChange, ...]
    others: str
    """What to do with every other app in its list; empty where nothing can be said of them."""


class SheetApp(Frozen):
    name: str
    score: str
    """With its grade, and what it was before the changes that were made."""
    topics: str


class SheetDay(Frozen):
    name: str
    count: str
    share: float
    """Of the busiest day, 0 to 1."""


class DaysPicture(Frozen):
    """Up to seven days, each with its number of looks."""

    title: str
    days: tuple[SheetDay, ...]
    alt: str
    """The same in words."""


class Sheet(Frozen):
    """All that stands on the paper, in words, bounded."""

    lang: str
    page: str
    brand: str
    title: str
    grade: str
    """Empty where no app was judged or too little was recorded: then there is no score either."""
    score: str
    """With what it was before the changes that were made."""
    headline: str
    caution: str
    """What limits the verdict: too little recorded or read, apps that wait for an answer. Empty where nothing does."""
    period: str
    screens: tuple[SheetScreen, ...]
    nothing: str
    """That there is nothing to change, where there is a grade and no change."""
    more: str
    """How many changes found no room."""
    picture: DaysPicture | None
    apps: tuple[SheetApp, ...]
    fine: tuple[str, ...]
    limits: tuple[str, ...]
    """What the report can't show."""
    check: tuple[str, ...]
    """What became of earlier changes; takes the place of what is fine."""
    footer: str

    @property
    def type_size(self) -> str:
        """The class of the style sheet: the less there is, the larger its type."""
        return next((size.name for size in TYPE_SIZES if self.fits(size)), _TIGHT.name)

    def fits(self, size: TypeSize) -> bool:
        return self.lines(size) < size.lines

    def lines(self, size: TypeSize) -> float:
        """How many lines it takes, about. What is half as wide stands side by side."""
        aside = list(self._lines_aside(0.47 * size.letters))
        return sum(self._lines_across(size)) + sum(max(aside[place : place + 2]) for place in range(0, len(aside), 2))

    def _lines_across(self, size: TypeSize) -> Iterator[float]:
        """What is as wide as the paper; headings and gaps count as part of a line."""
        letters = size.letters
        yield 2 + 1.5 * _lines(self.headline, size.headline) + _lines(self.caution, 0.75 * letters)
        for screen in self.screens:
            yield 1.6 + 1.2 * _lines(screen.others, 0.95 * letters)
            yield from (1.5 + _lines(change.why, letters) + _lines(change.cost, letters) for change in screen.changes)
        yield _lines(self.nothing, letters) + _lines(self.more, letters) + 0.8 * _lines(self.footer, 1.1 * letters)

    def _lines_aside(self, letters: float) -> Iterator[float]:
        """What is half as wide."""
        if self.picture:
            yield 2 + _lines(self.picture.title, 0.85 * letters) + len(self.picture.days)
        if self.apps:
            yield 3 + sum(1.2 * max(_lines(app.name, 0.4 * letters), _lines(app.topics, 0.35 * letters)) for app in self.apps)
        for texts in (self.check, self.fine, self.limits):
            if texts:
                yield 2.5 + sum(0.2 + _lines(text, letters) for text in texts)


def fitted(page: Sheet) -> Sheet:
    """As much of what stands beside the changes as leaves what one acts on in a large type; else as much as finds room."""
    tried = ((_filled(page, fill), size) for size, fill in _TRIED)
    return next((each for each, size in tried if each.fits(size)), _filled(page, _LEAST))


def _filled(page: Sheet, fill: Fill) -> Sheet:
    screens = tuple(
        screen.model_copy(
            update={
                "changes": tuple(change if fill.costs else change.model_copy(update={"cost": ""}) for change in screen.changes),
                "others": screen.others if fill.others else "",
            }
        )
        for screen in page.screens
    )
    return page.model_copy(update={"screens": screens, "apps": page.apps[: fill.apps], "fine": page.fine[: fill.fine]})


def _lines(text: str, room: float) -> int:
    return math.ceil(sum(map(width, text)) / room)


def width(character: str) -> float:
    """Room on paper, in small Latin letters of the usual width."""
    if unicodedata.east_asian_width(character) in "WF":
        return 2.0
    if character in _NARROW:
        return 0.65
    return 1.75 if character in "MWmw@%" else 1.25 if character.isupper() else 1.08


def render(page: Sheet, words: Words, *, print_button: bool = False) -> str:
    """A Sheet as an HTML document, every value escaped; it needs no script and refers to nothing outside."""
    script = PRINT_SCRIPT if print_button else ""
    policy = "default-src 'none'; style-src 'unsafe-inline'" + (f"; script-src {script_hash(PRINT_SCRIPT)}" if print_button else "")
    return template("summary.html").render(sheet=page, words=words, script=_Safe(script), policy=policy)


@cache
def template(name: str) -> "Template":
    """One of content/, that escapes every value."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 (takes a moment)

    return Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    ).get_template(name)


class _Safe(str):
    """Text that is ours and goes into the document as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)
