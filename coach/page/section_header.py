"""Title, language, and the promise with how it is kept."""

import streamlit as st

from coach.models import LANGS, Lang
from coach.page import look
from coach.text import markdown
from coach.words import Words, in_each_language, words_in


def show() -> Words:
    """Draws the top of the page, and gives the words of the chosen language; at first the browser's."""
    st.session_state.setdefault("lang", next((lang for lang in LANGS if (st.context.locale or "").lower().startswith(lang)), LANGS[0]))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        title = st.container(width="content")
        chosen: Lang | None = st.segmented_control(
            in_each_language("page.language-label"),
            LANGS,
            key="lang",
            required=True,
            format_func=lambda lang: words_in(lang)("page.language"),
            label_visibility="collapsed",
        )
    words = words_in(chosen or LANGS[0])
    title.title(words("page.title"), anchor=False)
    st.caption(f":material/lock: {markdown(words('page.promise'))}")
    look.show(words)
    return words
