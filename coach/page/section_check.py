"""Did it help? What became of the changes of a plan, by what was recorded after them."""

import streamlit as st

from coach.judge import Verdict
from coach.page.portion import portion
from coach.text import markdown
from coach.wording import Wording

_SIGN = {
    "stopped": ":material/check_circle:",
    "smaller": ":material/check_circle:",
    "still": ":material/error:",
    "cannot-tell": ":material/help:",
}


def show(verdict: Verdict, say: Wording) -> None:
    """How each change turned out, what is kept, what is new, and the score then and now."""
    check, namings, words = verdict.check, verdict.plan.apps, say.words
    if check is None:
        return
    st.header(words("page.check"), anchor=False)
    st.markdown(f"**{markdown(say.then_and_now(check))}**")
    again = check.again
    for item in portion(check.changes, "changes_portion", words):
        st.markdown(f"{_SIGN['still' if item.too_much else item.outcome]} {markdown(say.checked(item, namings))}")
        if item.choice.place in again and (path := say.where(item.choice, namings)):
            st.caption(markdown(words("check.look-again", path=path)))
    for kept in portion(check.kept, "kept_portion", words):
        st.markdown(f":material/remove: {markdown(say.kept(kept, namings))}")
    for new in portion(check.new, "new_portion", words):
        st.markdown(f":material/add_circle: {markdown(say.new(new, namings))}")
    st.caption(markdown(say.rule_of_check()))
