"""A picture on the page: what it finds as its title, the picture, and its numbers as a table."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from coach.charts import PICK
from coach.page import session
from coach.page.fold import fold
from coach.pictures import Clock, Picture, beside
from coach.text import markdown
from coach.wording import Wording

if TYPE_CHECKING:
    import altair as alt


def show(
    picture: Picture | Clock,
    draw: Callable[[], "alt.Chart | alt.LayerChart"],
    name: str,
    say: Wording,
    *,
    pick: Callable[[str], None] | None = None,
) -> None:
    """Draws a picture unless it is empty.

    `name` is its key; `pick` is called with the id of an app that is picked in it.
    """
    st.markdown(f"**{markdown(picture.title)}**")
    if picture.table.empty:
        return
    key = session.picker_key(name) if pick else name
    picked: dict[str, Any] = {"on_select": lambda: _picked(key, pick), "selection_mode": PICK} if pick else {}
    st.container(key=f"{name} picture").altair_chart(draw(), key=key, alt=picture.alt or picture.title, **picked)
    fold(say.words("picture.table"), f"{name} table", lambda: st.dataframe(beside(picture, say), hide_index=True))


def _picked(key: str, pick: Callable[[str], None]) -> None:
    if points := st.session_state[key].selection.get(PICK):
        pick(points[0]["bundle_id"])
