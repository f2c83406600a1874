"""The keyboard's place: after a file it goes to the verdict, after a decision to the next change, and never gets lost with a button."""

import streamlit as st

from coach.page import session

FOCUS_SCRIPT = """{
const told = document.currentScript.previousElementSibling.dataset;
const move = options => {
  const goal = document.querySelector(told.goal);
  if (goal) { goal.tabIndex = -1; goal.focus(options); }
};
if (document.body.dataset.focused !== told.turn) {
  document.body.dataset.focused = told.turn;
  move({});
  const look = () => { if (document.activeElement === document.body) move({preventScroll: true}); };
  const drawing = new MutationObserver(() => setTimeout(look));
  drawing.observe(document.body, {subtree: true, childList: true});
  setTimeout(() => drawing.disconnect(), 3000);
}
}"""
"""The same for every place, so that the server's headers can allow it by its hash. Each move is made once, however
often this is drawn; for a moment it is made again where the goal itself is drawn anew. (Looked for in a task of its own: in the middle
of a press of Tab nothing has the focus either.)"""


def show(place: str, goal: str) -> None:
    """To be called behind the part of the page that is meant: moves the keyboard's place there if `session.focus_on(place)` asked for it.

    `goal`: a selector of ours, without quotation marks.
    """
    asked, turn = session.now().focus
    moved = st.container(key=f"focus_{place}")
    if asked == place:
        moved.html(f'<i data-turn="{turn}" data-goal="{goal}"></i><script>{FOCUS_SCRIPT}</script>', unsafe_allow_javascript=True)
