"""A choice that outlasts a switch of language.

A browser hands back a choice in the words that its widget shows. After a switch those are the other language's, and the choice is lost.
So each language has a widget of its own, and what was chosen is kept apart from both.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from coach.words import Words

Option = TypeVar("Option")


def choose(
    draw: Callable[..., Any],
    label: str,
    options: Sequence[Option],
    *,
    name: str,
    say: Words,
    format_func: Callable[[Option], str],
    **more: Any,
) -> Option:
    """Draws a widget (`st.selectbox`, `st.segmented_control`, `st.radio`) and gives the choice, at first the first of the options.

    It is kept in the session under `name`; the widget's own key is `name` and the language.
    """
    key = f"{name} {say.lang}"
    chosen: Option = st.session_state.get(name, options[0])
    if chosen not in options:
        chosen = options[0]
    st.session_state[name] = st.session_state[key] = chosen
    draw(label, options, key=key, format_func=format_func, on_change=_keep, args=(name, key), **more)
    return chosen


def _keep(name: str, key: str) -> None:
    st.session_state[name] = st.session_state[key]
