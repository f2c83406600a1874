"""One page of paper: options, preview with its own print button, download; Ctrl+P prints this and nothing else (content/page.css)."""

from functools import partial

import streamlit as st

from coach.judge import Verdict
from coach.page.selection import select
from coach.summary import PAPERS, Options, file_name, summary_html
from coach.text import markdown
from coach.wording import Wording
from coach.words import Words

# The sheet at 0.85 of its size, and the button above it (content/summary.html).
_PREVIEW_PX = 1030


def show(verdict: Verdict, say: Wording) -> None:
    """The sheet stands on the page even while its preview is folded, so that it can be printed at any time."""
    words = say.words
    st.header(words("page.paper"), anchor=False)
    note, button = st.columns([4, 1], vertical_alignment="center")
    note.markdown(markdown(words("page.paper-note")))
    save = button.empty()
    preview = st.expander(words("page.paper-look"), key="paper_preview", on_change="rerun")
    with preview:
        options = _options(verdict, words)
    file = partial(summary_html, verdict, say, options)  # made when it is asked for: what is not saved leaves no file with the browser
    save.download_button(
        words("page.download"), file, file_name(verdict.report, say), "text/html", key="save_paper", on_click="ignore", width="stretch"
    )
    with st.container(key="paper_shown" if preview.open else "paper_folded"), st.container(key="paper"):
        st.iframe(summary_html(verdict, say, options, print_button=True), height=_PREVIEW_PX, alt=words("page.preview"))


def _options(verdict: Verdict, words: Words) -> Options:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        paper = select(
            st.segmented_control,
            words("page.paper-size"),
            PAPERS,
            name="paper_size",
            words=words,
            format_func=lambda size: words(f"paper.{size}"),
            required=True,
        )
        hide_names = st.checkbox(words("page.hide-names"), key="hide_names", width="content")
        done = verdict.settled
        if not done:
            st.session_state["leave_out_done"] = False
        leave_out_done = st.checkbox(words("page.leave-out-done"), key="leave_out_done", disabled=not done, width="content")
    return Options(paper=paper, hide_names=hide_names, leave_out_done=leave_out_done)
