"""The look of the page: its one stylesheet, content/page.css, and the language that it tells screen readers."""

from functools import cache
from string import Template

import streamlit as st

from coach.content import FOLDER
from coach.models import Lang
from coach.words import Words

LANGUAGE_SCRIPT = "document.documentElement.lang = document.currentScript.previousElementSibling.lang"
"""The same in every language, so that the server's headers can allow it by its hash."""
# Name for @page, and what its margins of 10 and 12 mm leave.
_SIZE = {"a4": ("A4", "186mm", "276mm"), "letter": ("letter", "191mm", "258mm")}
_TAG: dict[Lang, str] = {"en": "en", "zh": "zh-Hans"}


def show(say: Words) -> None:
    """Sends the stylesheet, and makes the language of the whole page the chosen one."""
    paper, width, height = _SIZE[st.session_state.get("paper_size", "a4")]
    words = {name: say(f"page.{name.replace('_', '-')}") for name in ("browse", "limit", "stopped", "stopped_what")}
    st.html(f"<style>{_stylesheet().substitute(words, paper=paper, width=width, height=height)}</style>")
    # Streamlit's page says lang="en" whatever stands on it.
    st.html(f'<i lang="{_TAG[say.lang]}"></i><script>{LANGUAGE_SCRIPT}</script>', unsafe_allow_javascript=True)


@cache
def _stylesheet() -> Template:
    return Template((FOLDER / "page.css").read_text(encoding="utf-8"))
