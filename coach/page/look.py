"""The look of the page: its one stylesheet, content/page.css, and the language that it tells screen readers."""

from functools import cache
from string import Template

import streamlit as st

from coach.content import FOLDER
from coach.page import session, streamlit_private
from coach.page.focus import FOCUS_SCRIPT
from coach.words import Words

PAGE_SCRIPT = """{
const told = document.currentScript.previousElementSibling;
document.documentElement.lang = told.lang;
window.onbeforeunload = told.dataset.unsaved === "0" ? null : event => event.preventDefault();
document.onclick = event => { if (event.target.closest(".st-key-save_plan button")) window.onbeforeunload = null; };
}"""
"""The language of the page, and a question before it is left with a plan that is not saved, where the browser allows one."""
SCRIPTS = (PAGE_SCRIPT, FOCUS_SCRIPT)
"""The same whatever the page holds, so that the server's headers can allow them by their hash."""
# Name for @page, and what its margins of 10 and 12 mm leave.
_SIZE = {"a4": ("A4", "186mm", "276mm"), "letter": ("letter", "191mm", "258mm")}


def show(words: Words) -> None:
    """Sends the stylesheet, and makes the language of the whole page the chosen one."""
    paper, width, height = _SIZE[session.now().chosen.get("paper_size", "a4")]
    texts = {name: words(f"page.{name.replace('_', '-')}") for name in ("browse", "limit", "stopped", "stopped_what")}
    sheet = _stylesheet().substitute(texts, paper=paper, width=width, height=height)
    st.html(f"<style>{sheet}</style>")
    # Streamlit's page says lang="en" whatever stands on it.
    told = f'<i lang="{words.tag}" data-unsaved="{session.now().unsaved}"></i>'
    st.html(f"{told}<script>{PAGE_SCRIPT}</script>", unsafe_allow_javascript=True)


@cache
def _stylesheet() -> Template:
    """content/page.css, with what Streamlit calls its own parts filled in."""
    return Template(Template((FOLDER / "page.css").read_text(encoding="utf-8")).safe_substitute(streamlit_private.PARTS))
