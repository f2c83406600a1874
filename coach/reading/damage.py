"""A report that a program changed on its way so that its lines can't be read: which kind of program did.

Every mark is looked for where a sound line can't have it: at the beginning of a line, or around a key of Apple's. What stands inside the
texts of a report, whatever it looks like, is none.
"""

import codecs
import re
from collections.abc import Callable

from coach.reading.decode import to_utf8_lines
from coach.reading.kinds import HEAD_BYTES

# Keys of Apple's that no quoting and no table changes; each record has one of these.
_OF_A_REPORT = re.compile("accessor|networkActivity|bundleID|timeStamp")
_COLUMNS = (
    *("accessor.identifier", "accessor.identifierType", "category", "identifier", "kind", "timeStamp", "type", "firstTimeStamp"),
    *("bundleID", "domain", "domainOwner", "domainType", "hits", "context", "initiatedType"),
)
_KEY = "|".join(column.removeprefix("accessor.") for column in _COLUMNS)
# What may stand before the first brace of a line: a tag, a mark of quoting, a number. No brace and no quotation mark, so that what
# follows is outside of any text.
_BEFORE = r'[^{"\n]{0,200}'
_ENTITY, _CURL = "&(?:quot|#0{0,4}34|#x0{0,4}22);", "[“”„‟«»‹›‘’‚‛″＂＇]"
# With the brace on a line of its own, a key of Apple's begins the line.
_INDENT, _APPLES = r"[ \t]{0,40}", rf"(?:accessor|{_KEY})"
_HTML = re.compile(rf"{_BEFORE}\{{[ \t]{{0,8}}{_ENTITY}|{_INDENT}{_ENTITY}{_APPLES}", re.IGNORECASE)
_CURLY = re.compile(rf"{_BEFORE}\{{[ \t]{{0,8}}{_CURL}|{_INDENT}{_CURL}{_APPLES}")
_CELL = re.compile(r'(?:\d{1,9}[,;\t])?[^{"\n\w]{0,8}(?:"\{""|\{""[A-Za-z_])')
# A quotation mark that ends a text has a character of it before itself.
_SPLIT = re.compile(rf'(?<=[^\\:,{{\[\s])"\}}{{0,2}}[\t;]"{{0,3}}(?:{_KEY})"{{0,3}}:')
_FLAT = re.compile(r'"accessor[./_]{1,2}identifier(?:Type)?"[ \t]{0,4}:')
_TIME = re.compile(
    r'"(?:t|firstT)ime[Ss]tamp"[ \t]{0,4}:[ \t]{0,4}(?:"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}'
    r'|"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}(?::\d{2})?(?: ?[APap]\.?[Mm]\.?)?"|"?\d{5}(?:[.,]\d{1,20})?"?[ \t]{0,4}[,}])'
)
_NUMBER = re.compile(r'"hits"[ \t]{0,4}:[ \t]{0,4}"\d(?:[.,]\d{1,20})?[Ee]\+\d{1,3}"')
# Where a mail breaks a line; none is longer.
_MAIL_LINE = 78
# No record is so short, and no window of a terminal so wide, that its pieces could be taken for others.
_WIDEST_PIECE, _FEWEST_PIECES = 240, 6


def damage(text: bytes) -> str | None:
    """`rich-text`, `html-escaped`, `curly-quotes`, `spreadsheet`, `quoted-printable` or `broken-lines` where a tenth of a text's lines or
    more show it, or its heading does; else None. These are codes of the table `unusable`, too. Never one for a text whose lines are sound.
    """
    head = beginning(text)
    if head.startswith("{\\rtf"):
        return "rich-text"
    if not _OF_A_REPORT.search(head.replace("=\n", "")):
        return None
    lines = [line for line in head.split("\n") if line.strip()]
    if len(text) > HEAD_BYTES and len(lines) > 1:
        lines.pop()  # cut in the middle
    if _is_heading(lines[0]):
        return "spreadsheet"
    for code, shows, least in _DAMAGES:
        if sum(bool(shows(line)) for line in lines) >= max(least, len(lines) / 10):
            return code
    return "broken-lines" if _in_pieces(lines) else None


def beginning(data: bytes) -> str:
    """The first characters of a text, in whatever encoding; of what is no text, any."""
    head = to_utf8_lines(data[:HEAD_BYTES]).lstrip(b"\t\n\v\f ")
    for encoding in ("utf-8", "gb18030"):  # the cut may go through a character
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1")


def cells(line: str) -> list[str]:
    """What stands between the commas, semicolons or tabs of a line."""
    return [cell.strip(' "\r') for cell in re.split("[,;\t]", line)]


def _is_heading(line: str) -> bool:
    """Whether a line names the columns of a table that was made of a report."""
    names = {re.sub("^accessor[/_]{1,2}", "accessor.", cell) for cell in cells(line)}
    return "{" not in line and len(names & {*_COLUMNS}) >= 4


def _in_cells(line: str) -> bool:
    return bool(_CELL.match(line) or _FLAT.search(line) or _TIME.search(line) or _NUMBER.search(line) or _SPLIT.search(line))


def _broken_for_mail(line: str) -> bool:
    return line.startswith("{=22") or (len(line) <= _MAIL_LINE and line.endswith("=") and not line.endswith("=="))


def _in_pieces(lines: list[str]) -> bool:
    """Whether a program broke the lines at one width, wherever that was."""
    width = max(map(len, lines))
    broken = sum(len(line) == width and line[-1] not in "}],[{" for line in lines)
    return width <= _WIDEST_PIECE and broken >= max(_FEWEST_PIECES, len(lines) / 3)


_Shows = Callable[[str], object]
# What shows it in a line, and in how many lines at least: a line cut off at the end of a file may end in anything.
_DAMAGES: tuple[tuple[str, _Shows, int], ...] = (
    ("html-escaped", _HTML.match, 1),
    ("curly-quotes", _CURLY.match, 1),
    ("spreadsheet", _in_cells, 1),
    ("quoted-printable", _broken_for_mail, 2),
)
