"""The letter on one sheet of paper, as an HTML document laid out by content/letter.html.

It fits one sheet by construction: everything in a Letter is bounded, and the more there is, the smaller is its type.
"""

from collections.abc import Iterator

from coach.letters.letter import Letter
from coach.models import Frozen
from coach.sheet import TYPE_SIZES, TypeSize, lines_of, template
from coach.summary import PAGE, Paper

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class _Page(Frozen):
    """How a letter is laid out."""

    size: str
    type_size: str


def letter_html(letter: Letter, paper: Paper = "a4") -> str:
    """The document, every value escaped; it needs no script and refers to nothing outside."""
    size = next((size.name for size in TYPE_SIZES if sum(_lines(letter, size)) < size.lines), TYPE_SIZES[-1].name)
    return template("letter.html").render(letter=letter, page=_Page(size=PAGE[paper], type_size=size), policy=_POLICY)


def _lines(letter: Letter, size: TypeSize) -> Iterator[float]:
    """How many lines each part takes, about; gaps count as part of a line."""
    letters = 0.97 * size.letters
    yield sum(lines_of(line, letters) for line in letter.sender) + 0.8
    yield 2.2 + lines_of(letter.to, letters) + 1.2 * lines_of(letter.subject, 0.8 * letters)
    for text in (letter.record, letter.hedge, letter.please):
        yield 0.5 + lines_of(text, letters)
    for text in (*letter.evidence, *letter.wishes):
        yield 0.25 + lines_of(text, 0.95 * letters)
    for text in letter.closing:
        yield 0.4 + lines_of(text, letters)
    yield 3.5 + lines_of(letter.name, letters)
