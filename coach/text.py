"""Strings that came from a report → strings that can be shown. A report is somebody else's text: nothing in it is obeyed, all is shown."""

import re
import unicodedata

# What Markdown, KaTeX, emoji shortcodes and link detection start from.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>:$~&@/])")
# Links, arrows and signs that Streamlit finds in the finished text, where a backslash no longer tells: an empty span keeps them apart.
_SEAMS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)|(?<=[-<>~=])(?=[-=>])|(?<=:)(?=streamlit:)", re.IGNORECASE)
_APART = ":small[]"
_LINE_ENDS = {ord("\n"): " ", ord("\r"): " "}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Signs that are drawn as nothing though most count as letters or marks: all of Default_Ignorable_Code_Point (Unicode,
# DerivedCoreProperties.txt; 4174 code points, the same from 14.0 to 17.0), which `unicodedata` does not know …
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# … and those that their names call blank, a filler or empty: in Braille, hieroglyphs, Khitan script and music.
_EMPTY = "\u2800\U00013441\U00013442\U00016fe4\U0001d159"
_NOTHING = re.compile(f"[{_IGNORABLE}{_EMPTY}]")
# All of category Zs: blanks of other widths, that look like an ordinary one or like none.
_BLANKS = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AS_EMOJI = "\ufe0f"
# With the full-width and small forms, which spreadsheets take for the same. Tab and line ends lead into another cell.
_FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫\t\r\n")
# The blocks of scripts written from right to left, with their numbers, and the signs that turn the direction (UAX #9; the
# bidirectional classes R, AL, AN, RLE, RLO and RLI).
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _ISOLATE_ENDS = "\u2068", "\u2069"
ISOLATES = _ISOLATE + _ISOLATE_ENDS
_ALREADY_ISOLATED = re.compile(f"{_ISOLATE}[^\u2066-\u2069]*{_ISOLATE_ENDS}")
LONGEST = 200


def plain(text: str) -> str:
    """The text on one line, at most 200 characters; characters that hide, turn or break text become visible as �.

    Blanks of any kind are one ordinary space between words and none around them: names that look alike are alike.
    """
    line = _BLANKS.sub(" ", text).strip(" ")
    if text and not line:
        return "�"
    cut = line if len(line) <= LONGEST else line[:LONGEST] + "…"
    if cut.isprintable() and not _NOTHING.search(cut):
        return cut
    return "".join("�" if unseen(each) and not _chooses_emoji(before, each) else each for before, each in zip(f" {cut}", cut, strict=False))


def unseen(character: str) -> bool:
    """Whether a character is drawn as nothing, or hides, turns or breaks the text around it. Blanks are seen by the room they take."""
    return unicodedata.category(character) in _UNSEEN or _NOTHING.match(character) is not None


def _chooses_emoji(before: str, character: str) -> bool:
    """Whether this is what keyboards write behind a symbol to have it drawn in colour: "❤️"."""
    return character == _AS_EMOJI and unicodedata.category(before) == "So" and not unseen(before) and before != "�"


def isolated(text: str) -> str:
    """A value to fill into a sentence: right-to-left text in it moves nothing around it, such as numbers. Other text as it is."""
    turns = not text.isascii() and _RIGHT_TO_LEFT.search(text) and _RIGHT_TO_LEFT.search(_ALREADY_ISOLATED.sub("", text))
    return f"{_ISOLATE}{text}{_ISOLATE_ENDS}" if turns else text


def markdown(text: str) -> str:
    """Any text, for a Streamlit element that reads Markdown: it comes out as written."""
    return _APART.join(_MARKDOWN.sub(r"\\\1", part) for part in _SEAMS.split(text.translate(_LINE_ENDS)))


def cell(text: str) -> str:
    """Any text, for a table that can be saved as CSV: what a spreadsheet would take for a formula gets a quotation mark in front."""
    begins = next((each for each in text if each in _FORMULA or not (unseen(each) or _BLANKS.match(each))), "")
    return f"'{text}" if begins in _FORMULA else text
