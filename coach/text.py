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
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 200


def plain(text: str) -> str:
    """The text on one line, at most 200 characters; characters that hide, turn or break text become visible as �."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return "".join("�" if unicodedata.category(character) in _UNSEEN else character for character in cut)


def markdown(text: str) -> str:
    """Any text, for a Streamlit element that reads Markdown: it comes out as written."""
    return _APART.join(_MARKDOWN.sub(r"\\\1", part) for part in _SEAMS.split(text.translate(_LINE_ENDS)))


def cell(text: str) -> str:
    """Any text, for a table that can be saved as CSV: what a spreadsheet would take for a formula gets a quotation mark in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text
