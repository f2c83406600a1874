"""One page of paper: options, preview with its own print button, download; Ctrl+P prints this and nothing else (content/page.css)."""

from functools import partial

import streamlit as st

from coach.check import settled
from coach.page import state
from coach.page.choice import choose
from coach.page.shown import Shown
from coach.summary import PAPERS, Options, file_name, summary_html
from coach.text import markdown

# The sheet at 0.85 of its size, and the button above it (content/summary.html).
_PREVIEW_PX = 1030


def show(loaded: state.Loaded, shown: Shown) -> None:
    say = shown.wording.words
    st.header(say("page.paper"), anchor=False)
    st.markdown(markdown(say("page.paper-note")))
    paper = choose(
        st.segmented_control,
        say("page.paper-size"),
        PAPERS,
        name="paper_size",
        say=say,
        format_func=lambda size: say(f"paper.{size}"),
        required=True,
    )
    hide_names = st.checkbox(say("page.hide-names"), key="hide_names")
    plan = state.plan()
    done = settled(plan, shown.checked)
    if not done:
        st.session_state["leave_out_done"] = False
    leave_out_done = st.checkbox(say("page.leave-out-done"), key="leave_out_done", disabled=not done)
    options = Options(paper=paper, hide_names=hide_names, done=done, leave_out_done=leave_out_done, checked=shown.checked, apps=plan.apps)
    parts = (loaded.report, shown.assessment, shown.advice, shown.wording, options)
    file = partial(summary_html, *parts)  # made when it is asked for: what is not saved leaves no file with the browser
    st.download_button(
        say("page.download"), file, file_name(loaded.report, shown.wording), "text/html", key="save_paper", on_click="ignore"
    )
    with st.container(key="paper"):
        st.iframe(summary_html(*parts, print_button=True), height=_PREVIEW_PX, alt=say("page.preview"))
