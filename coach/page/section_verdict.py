"""At a glance: score and what it means, headline, the first changes, the apps to ask about, what was recorded."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.charts import gauge_spec
from coach.judge import Verdict
from coach.lines import (
    TOP_CHANGES,
    fine_lines,
    headline,
    limit_lines,
    open_changes,
    passed_over_lines,
    recorded_lines,
    score_lines,
    told_lines,
    why_not_better,
)
from coach.models import Advice
from coach.page import focus, question, session
from coach.page.fold import fold
from coach.page.portion import portion
from coach.page.section_upload import ANCHOR as REPORT
from coach.page.section_walk import ANCHOR as WALK
from coach.text import markdown
from coach.wording import Wording
from coach.words import Words

# A moment in which the verdict's text is sent, so that the browser draws it before all the rest: it stands there some
# 100 ms earlier, and the whole page is no later (`python -m benchmarks.page`).
_PAUSE_S = 0.02
_FINE_SHOWN = 3
_ASKED_SHOWN = 5


def show(verdict: Verdict, say: Wording, *, sample: bool) -> None:
    if sample:
        note = "page.sample-note-phone" if verdict.report.android else "page.sample-note"
        st.info(markdown(say.words(note)), icon=":material/science:")
    if passed_over := [markdown(line) for line in passed_over_lines(verdict.report, say)]:
        st.info("  \n".join(passed_over), icon=":material/file_copy_off:")
    for limit in limit_lines(verdict, say):
        st.warning(markdown(limit), icon=":material/hourglass_empty:")
    gauge = _headline(verdict, say)
    if changes := open_changes(verdict):
        _changes(changes, verdict, say)
    elif not verdict.changes and verdict.assessment.score is not None and not verdict.striking:
        _nothing_to_change(verdict, say)
    time.sleep(_PAUSE_S)
    _questions(verdict, say)
    if verdict.report.can.series and (verdict.changes or verdict.plan.awake):
        _nights(verdict, say.words)
    _recorded(verdict, say)
    focus.show("headline", ".st-key-headline h2")
    score, grade = verdict.progress.score, verdict.progress.grade
    if gauge and score is not None and grade is not None:
        drawn = gauge_spec(score, grade)
        gauge.vega_lite_chart(spec=drawn, width="content", key="gauge_chart", alt=next(score_lines(verdict, say)))


def _headline(verdict: Verdict, say: Wording) -> DeltaGenerator | None:
    """Score, what its grade means, and a sentence for each tier; gives the place for the gauge, where there is a score."""
    words, before, now = say.words, verdict.assessment, verdict.progress
    told = markdown(headline(verdict, say))
    if now.score is None:
        st.container(key="headline").header(told, anchor=False)
        return None
    left, right = st.columns([1, 3], vertical_alignment="center")
    with left.container(key="gauge"):
        gauge = st.empty()
        value = say.scored(before.score or 0, now.score)
        st.metric(words("page.phone-score"), value)
    right.container(key="headline").header(told, anchor=False)
    lines = [*score_lines(verdict, say), why_not_better(verdict, say)]
    right.markdown("  \n".join(markdown(line) for line in lines if line))
    right.caption(markdown(words("last.limits" if verdict.report.android else "verdict.limits")))
    return gauge


def _changes(changes: tuple[Advice, ...], verdict: Verdict, say: Wording) -> None:
    """The first changes, each with its tap, and the way to go through all of them."""
    words = say.words
    st.subheader(markdown(words("verdict.changes")), anchor=False)
    with st.container(border=True, key="changes"):
        for number, item in enumerate(changes[:TOP_CHANGES], 1):
            app = verdict.app(item.bundle_id)
            seen, tap = markdown(say.seen(app, item.finding)), markdown(say.advice(item, app).steps[0])
            st.markdown(f"**{number}\\.** {seen}  \n:material/arrow_forward: **{tap}**")
    more = words("verdict.more", n=left) if (left := len(changes) - TOP_CHANGES) > 0 else ""
    st.markdown(f":material/directions_walk: **[{markdown(words('walk.link'))}](#{WALK})** {markdown(more)}")


def _nights(verdict: Verdict, words: Words) -> None:
    """Whether nights count; it can be taken back where nothing is left to change, too."""
    key = f"awake {words.lang}"
    st.session_state[key] = verdict.plan.awake
    st.checkbox(words("page.awake"), key=key, on_change=lambda: session.tell(awake=st.session_state[key]))


def _nothing_to_change(verdict: Verdict, say: Wording) -> None:
    """A phone with nothing to change: what was seen and is fine, and when to look again."""
    words = say.words
    fine = [f"- {markdown(line)}" for line in fine_lines(verdict.assessment, say, _FINE_SHOWN)]
    key = "verdict.no-changes-known" if verdict.asked else "verdict.no-changes"
    told = f"**{markdown(words(key))}** {markdown(words('verdict.look-again'))}"
    (st.info if verdict.asked else st.success)("\n".join([told, "", *fine]))


def _questions(verdict: Verdict, say: Wording) -> None:
    """What the apps are for that nobody knows, the most striking first, each with its answer; the first few in sight. An answered one stays
    where it is, so that nothing moves while the next is answered."""
    words = say.words
    asked = [verdict.app(each) for each in session.ask(tuple(app.profile.bundle_id for app in verdict.asked))]
    if not asked:
        return
    st.subheader(markdown(words("question.heading")), anchor=False)
    with st.container(border=True, key="questions"):
        for app in asked[:_ASKED_SHOWN]:
            question.show(app, verdict, say, "first")
    if more := asked[_ASKED_SHOWN:]:

        def rest() -> None:
            for app in portion(more, "asked_portion", words):
                question.show(app, verdict, say, "more")

        fold(words("question.more", n=len(more)), "asked_more", rest)


def _recorded(verdict: Verdict, say: Wording) -> None:
    """Long stretches, what was recorded, every line that was left out, and the way to another report."""
    if told := [markdown(line) for line in told_lines(verdict, say)]:
        st.markdown("\n".join(f"- {line}" for line in told))
    *lines, last = (markdown(line) for line in recorded_lines(verdict, say))
    if verdict.report.problems:  # these end without a stop
        lines, last = [*lines, last], ""
    way = f"[{markdown(say.words('page.other-report'))}](#{REPORT})"
    st.caption("  \n".join([*lines, say.words.together(last, way)]))
