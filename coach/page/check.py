"""Did it help? What became of the changes of a plan, by what was recorded after them."""

import streamlit as st

from coach.page import state
from coach.page.portion import portion
from coach.page.shown import Shown
from coach.text import markdown

_SIGN = {"stopped": ":material/check_circle:", "still": ":material/error:", "cannot-tell": ":material/help:"}


def show(shown: Shown) -> None:
    """How each change turned out, what is kept, what is new, and the score then and now."""
    checked, plan = shown.checked, state.plan()
    if checked is None:
        return
    wording, say = shown.wording, shown.wording.words
    st.header(say("page.check"), anchor=False)
    st.markdown(f"**{markdown(wording.then_and_now(checked))}**")
    for item in portion(checked.changes, "changes_portion", say):
        st.markdown(f"{_SIGN[item.outcome]} {markdown(wording.checked(item, plan.apps))}")
        if item.outcome == "still" and (path := wording.where(item.choice, plan.apps)):
            st.caption(markdown(say("check.look-again", path=path)))
    for kept in portion(checked.kept, "kept_portion", say):
        st.markdown(f":material/remove: {markdown(wording.kept(kept, plan.apps))}")
    for new in portion(checked.new, "new_portion", say):
        st.markdown(f":material/add_circle: {markdown(wording.new(new, plan.apps))}")
    st.caption(markdown(say("check.rule")))
