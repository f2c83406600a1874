"""At a glance: score, headline, the changes that help most, what was recorded."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.charts import gauge_chart
from coach.judge import Verdict
from coach.lines import (
    TOP_CHANGES,
    fine_lines,
    headline,
    limit_lines,
    question_lines,
    recorded_lines,
    score_lines,
    told_lines,
    why_not_better,
)
from coach.models import Advice
from coach.page import focus, session
from coach.page.section_upload import ANCHOR as REPORT
from coach.page.section_walk import ANCHOR as WALK
from coach.text import markdown
from coach.wording import Wording
from coach.words import Words

# A moment in which the verdict's text is sent, so that the browser draws it before all the rest: it stands there some
# 100 ms earlier, and the whole page is no later (`python -m benchmarks.page`).
_PAUSE_S = 0.02
_FINE_SHOWN = 3


def show(verdict: Verdict, say: Wording, *, sample: bool) -> None:
    if sample:
        st.info(markdown(say.words("page.sample-note")), icon=":material/science:")
    for limit in limit_lines(verdict, say):
        st.warning(markdown(limit), icon=":material/hourglass_empty:")
    gauge = _headline(verdict, say)
    if verdict.changes:
        _changes(verdict, say)
    elif verdict.assessment.score is not None and not verdict.striking:
        _nothing_to_change(verdict, say)
    if verdict.changes or verdict.plan.awake:
        _nights(verdict, say.words)
    _questions(verdict, say)
    _recorded(verdict, say)
    focus.show("headline", ".st-key-headline h2")
    time.sleep(_PAUSE_S)
    score, grade = verdict.assessment.score, verdict.assessment.grade
    if gauge and score is not None and grade is not None:
        gauge.altair_chart(gauge_chart(score, grade), width="content", key="gauge_chart", alt=next(score_lines(verdict, say)))


def _headline(verdict: Verdict, say: Wording) -> DeltaGenerator | None:
    """Score, what its grade means, and a sentence for each tier; gives the place for the gauge, where there is a score."""
    words, assessment = say.words, verdict.assessment
    told = markdown(headline(verdict, say))
    if assessment.score is None:
        st.container(key="headline").header(told, anchor=False)
        return None
    left, right = st.columns([1, 3], vertical_alignment="center")
    with left.container(key="gauge"):
        gauge = st.empty()
        st.metric(words("page.phone-score"), words("page.score", score=assessment.score, grade=assessment.grade))
    right.container(key="headline").header(told, anchor=False)
    lines = [*score_lines(verdict, say), why_not_better(verdict, say)]
    right.markdown("  \n".join(markdown(line) for line in lines if line))
    right.caption(markdown(words("verdict.limits")))
    return gauge


def _changes(verdict: Verdict, say: Wording) -> None:
    """The first changes, the way to go through them, and the system they are told for."""
    words, versions = say.words, verdict.content.versions
    st.subheader(markdown(words("verdict.changes")), anchor=False)
    for number, item in enumerate(verdict.changes[:TOP_CHANGES], 1):
        _change(number, item, verdict, say)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.markdown(f":material/directions_walk: **[{markdown(words('walk.link'))}](#{WALK})**", width="content")
        key = f"version {words.lang}"
        st.session_state[key] = say.version
        st.selectbox(
            say.of_phone("version-label"),
            versions[::-1],
            key=key,
            on_change=lambda: session.tell_version(st.session_state[key]),
            format_func=lambda version: say.of_phone("version-later" if version == versions[-1] else "version", version=str(version)),
            width=220,
        )


def _nights(verdict: Verdict, words: Words) -> None:
    """Whether nights count; it can be taken back where nothing is left to change, too."""
    key = f"awake {words.lang}"
    st.session_state[key] = verdict.plan.awake
    st.checkbox(words("page.awake"), key=key, on_change=lambda: session.tell(awake=st.session_state[key]))


def _change(number: int, item: Advice, verdict: Verdict, say: Wording) -> None:
    """One change in short: what, the one thing that was seen, where to tap. The walk below tells all of it."""
    app, words = verdict.app(item.bundle_id), say.words
    text = say.advice(item, app)
    decided = verdict.plan.choice(item)
    with st.container(border=True):
        tap = words.together(markdown(words("advice.if-on")), f"**{markdown(text.steps[0])}**")
        seen = markdown(say.seen(app, item.finding))
        st.markdown(f"**{number}\\. {markdown(text.title)}**  \n{seen}  \n:material/arrow_forward: {tap}")
        st.caption(markdown(say.gains(item, app, verdict.assessment.score)))
        if decided:
            st.caption(markdown(say.decided(decided, verdict.plan.apps)))


def _nothing_to_change(verdict: Verdict, say: Wording) -> None:
    """A phone with nothing to change: what was seen and is fine, and when to look again."""
    words = say.words
    fine = [f"- {markdown(line)}" for line in fine_lines(verdict.assessment, say, _FINE_SHOWN)]
    key = "verdict.no-changes-known" if verdict.asked else "verdict.no-changes"
    told = f"**{markdown(words(key))}** {markdown(words('verdict.look-again'))}"
    (st.info if verdict.asked else st.success)("\n".join([told, "", *fine]))


def _questions(verdict: Verdict, say: Wording) -> None:
    """What the apps are for that nobody knows, most striking first, each with what it did."""
    if questions := [markdown(line) for line in question_lines(verdict, say)]:
        st.info("  \n".join([*questions, markdown(say.words("page.ask-where"))]), icon=":material/help:")


def _recorded(verdict: Verdict, say: Wording) -> None:
    """Long stretches, companies, what was recorded, every line that was left out, and the way to another report."""
    words = say.words
    if told := [markdown(line) for line in told_lines(verdict, say)]:
        st.markdown("\n".join(f"- {line}" for line in told))
    if verdict.tracked:
        st.caption(markdown(words.together(words("verdict.tracking", n=len(verdict.tracked)), say.of_phone("tracking"))))
    st.caption("  \n".join(markdown(line) for line in recorded_lines(verdict, say)))
    st.markdown(f"[{markdown(words('page.other-report'))}](#{REPORT})")
