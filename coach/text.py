"""Strings that came from a report → strings that can be shown. A report is somebody else's text: nothing in it is obeyed, all is shown."""

import html
import re
import unicodedata

# What Markdown, KaTeX, emoji shortcodes and link detection start from.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>:$~&@/])")
_LINE_ENDS = {ord("\n"): " ", ord("\r"): " "}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
LONGEST = 200


def plain(text: str) -> str:
    """The text on one line, at most 200 characters; characters that hide, turn or break text become visible as �."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return "".join("�" if unicodedata.category(character) in _UNSEEN else character for character in cut)


def markdown(text: str) -> str:
    """Any text, for a Streamlit element that reads Markdown: it comes out as written."""
    return _MARKDOWN.sub(r"\\\1", text.translate(_LINE_ENDS))


def markup(text: str) -> str:
    """Any text, for an HTML document."""
    return html.escape(text)
