"""A long list in portions: a plan may hold thousands of decisions, and each line of a page costs server and browser something."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from coach.page.selection import select
from coach.words import Words

SHOWN = 25
Item = TypeVar("Item")


def portion(items: Sequence[Item], name: str, words: Words) -> Sequence[Item]:
    """The part of a list that is looked at, at first its beginning; draws what to choose another by where it has more than one."""
    if len(items) <= SHOWN:
        return items
    first = select(
        st.selectbox,
        words("page.portion-label"),
        range(0, len(items), SHOWN),
        name=name,
        words=words,
        format_func=lambda start: words("page.portion", first=start + 1, last=min(start + SHOWN, len(items)), all=len(items)),
    )
    return items[first : first + SHOWN]
