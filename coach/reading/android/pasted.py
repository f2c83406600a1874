"""Lines as a phone wrote them, of a text that was pasted: quoted in a mail, numbered, moved to the right, or inside a web page.

What was put before the first heading that begins at the margin on a phone stands before every line. Nothing is changed in a text whose
headings stand at the margin.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator

_LOOKED_AT = 5000
"""Lines in which the first heading stands."""
_BLANKS = r"[ \t\xa0]"
_HEADING = re.compile(
    rf"({_BLANKS}*(?:[>|#*+:]{{1,8}}(?:{_BLANKS}?>)*|\d{{1,9}}[:.|)]?)?{_BLANKS}*)"
    r"(?:(?:Current )?AppOps Service state:|DUMP OF SERVICE \S|== dumpstate: \d|Database versions:\s*$|Packages:\s*$)"
)
_NUMBER = re.compile(r"\d{1,9}")
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|pre|div|p|code|span|br)\b", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br\s{0,4}/?|/p|/div|/li)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_Mend = Callable[[list[str]], list[str]]


def as_written(lists: Iterable[list[str]]) -> Iterator[list[str]]:
    """The same lists of lines, without what was put around each line."""
    mends: list[_Mend] | None = None
    for lines in lists:
        if mends is None:
            mends = []
            if next((_PAGE.match(line) for line in lines if line.strip()), None):
                mends.append(_of_a_page)
            head = _of_a_page(lines[:_LOOKED_AT]) if mends else lines[:_LOOKED_AT]
            if before := _before(head):
                mends.append(before)
        mended = lines
        for mend in mends:
            mended = mend(mended)
        yield mended


def _of_a_page(lines: list[str]) -> list[str]:
    return [html.unescape(_TAG.sub("", each)) for line in lines for each in _BREAK.split(line)]


def _before(lines: list[str]) -> _Mend | None:
    """Takes away what stands before the first heading; None where nothing does."""
    found = next((found for line in lines if (found := _HEADING.match(line))), None)
    if not found or not found[1]:
        return None
    mark = found[1].strip()
    blanks = len(found[1]) - len(found[1].rstrip())
    number = _NUMBER.match(mark)
    written = rf"\d{{1,9}}{re.escape(mark[number.end() :])}" if number else re.escape(mark)
    before = re.compile(rf"{_BLANKS}*{written}{_BLANKS}{{0,{blanks}}}" if mark else rf"{_BLANKS}{{0,{blanks}}}")
    return lambda lines: [line[taken.end() :] if (taken := before.match(line)) else line for line in lines]
