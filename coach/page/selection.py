"""A selection that outlasts a switch of language.

A browser hands back a choice in the words that its widget shows. After a switch those are the other language's, and the choice is lost.
So each language has a widget of its own, and what was chosen is kept apart from both.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from coach.page import session
from coach.words import Words

Option = TypeVar("Option")


def select(draw: Callable[..., Any], label: str, options: Sequence[Option], *, name: str, words: Words, **more: Any) -> Option:
    """Draws a widget (`st.selectbox`, `st.segmented_control`, `st.radio`) and gives the choice, at first the first of the options.

    It is kept in the session under `name`; the widget's own key is `name` and the language. more: what else the widget takes.
    """
    key = f"{name} {words.lang}"
    chosen: Option = session.now().chosen.get(name, options[0])
    if chosen not in options:
        chosen = options[0]
    session.choose(name, chosen)
    st.session_state[key] = chosen
    draw(label, options, key=key, on_change=_keep_selected, args=(name, key), **more)
    return chosen


def _keep_selected(name: str, key: str) -> None:
    session.choose(name, st.session_state[key])
