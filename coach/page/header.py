"""Title, language, and the promise with how it is kept."""

import streamlit as st

from coach.models import LANGS, Lang
from coach.text import markdown
from coach.words import Words, in_each_language, words


def show() -> Words:
    """Draws the top of the page, and gives the words of the chosen language; at first the browser's."""
    st.session_state.setdefault("lang", "zh" if (st.context.locale or "").lower().startswith("zh") else "en")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        title = st.container(width="content")
        chosen: Lang | None = st.segmented_control(
            in_each_language("page.language-label"),
            LANGS,
            key="lang",
            required=True,
            format_func=lambda lang: words(lang)("page.language"),
            label_visibility="collapsed",
        )
    say = words(chosen or LANGS[0])
    title.title(say("page.title"), anchor=False)
    st.markdown(markdown(say("page.what")))
    st.caption(f":material/lock: {markdown(say('page.promise'))}")
    _tell_when_stopped(say)
    return say


def _tell_when_stopped(say: Words) -> None:
    """Streamlit's own notice speaks English and asks for the internet; while the server is away, style sheets put our words there."""
    away = "body:has([data-testid='stApp']:not([data-test-connection-state='CONNECTED'])) section[role='dialog']"
    title, text = f"{away} h2", f"{away} h2 + div"
    st.html(
        f"<style>{title}, {text}, {text} * {{font-size: 0}}"
        f"{title}::after {{font-size: 1.5rem; content: '{say('page.stopped')}'}}"
        f"{text}::after {{font-size: 1rem; content: '{say('page.stopped-what')}'}}</style>"
    )
