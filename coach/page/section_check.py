"""Did it help? What became of the changes of a plan, by what was recorded after them."""

import streamlit as st

from coach.check import Check
from coach.judge import Verdict
from coach.page import session
from coach.page.fold import fold
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
    check, words = verdict.check, say.words
    if check is None and not _too_old(verdict):
        return
    st.header(words("page.check"), anchor=False)
    if check is None:
        st.markdown(markdown(words("check.older")))
    else:
        _outcome(check, verdict, say)


def _too_old(verdict: Verdict) -> bool:
    """Whether a saved plan was given with a report that ends before it. Of what was decided on this page just now that goes without
    saying, and the sample week has a plan of its own."""
    remembered = session.now()
    own = remembered.loaded is not None and not remembered.loaded.sample
    return own and bool(remembered.taken) and verdict.older


def _outcome(check: Check, verdict: Verdict, say: Wording) -> None:
    namings, words = verdict.plan.apps, say.words
    st.markdown(f"**{markdown(say.then_and_now(check))}**")
    for item in portion(check.changes, "changes_portion", words):
        st.markdown(f"{_SIGN['still' if item.too_much else item.outcome]} {markdown(say.checked(item, namings))}")
        if after := say.after(item, namings):
            st.caption(markdown(after))
    for kept in portion(check.kept, "kept_portion", words):
        st.markdown(f":material/remove: {markdown(say.kept(kept, namings))}")
    for new in portion(check.new_told, "new_portion", words):
        st.markdown(f":material/add_circle: {markdown(say.new(new, namings))}")
    if small := check.new_small:
        fold(words("check.new-label", n=len(small)), "new_small", lambda: _small(check, verdict, say))
    st.caption(markdown(say.rule_of_check()))


def _small(check: Check, verdict: Verdict, say: Wording) -> None:
    """Each offer that is new, a line for each."""
    lines = [f"- {markdown(say.new_place(item, verdict.plan.apps))}" for item in portion(check.new_small, "small_portion", say.words)]
    st.markdown("\n".join(lines))
