"""At a glance: score, headline, the changes that help most, what was recorded."""

import streamlit as st

from coach.advice import advise
from coach.check import check
from coach.content import load_content
from coach.models import Advice
from coach.page import state
from coach.page.choice import choose
from coach.page.shown import Shown
from coach.page.walk import ANCHOR
from coach.scoring import assess
from coach.text import markdown
from coach.verdict import TOP_CHANGES, recorded_lines
from coach.wording import Wording, unknown_apps
from coach.words import Words


def show(loaded: state.Loaded, say: Words) -> Shown:
    """Judges the report in hand, draws the verdict, and gives both to the sections below."""
    content = load_content()
    assessment = assess(loaded.activities, content, state.plan().apps)
    advice = advise(assessment, content)
    st.header(say("page.glance"), anchor=False)
    score, text = st.columns([1, 3], vertical_alignment="center")
    score.metric(say("page.phone-score"), say("page.score", score=assessment.score, grade=assessment.grade))
    wording = Wording(content, say, st.session_state.get("ios", content.ios[-1]))
    text.subheader(markdown(wording.headline(assessment, advice)), anchor=False)
    text.caption(markdown(say("verdict.limits")))

    if advice:
        st.markdown(f"**{markdown(say('verdict.changes'))}**")
        ios = choose(
            st.selectbox,
            say("page.ios"),
            content.ios[::-1],
            name="ios",
            say=say,
            format_func=lambda version: say("page.ios-later" if version == content.ios[-1] else "page.ios-version", version=str(version)),
        )
        wording = Wording(content, say, ios)
    shown = Shown(content, assessment, advice, wording, check(state.plan(), loaded.report, content))
    for number, item in enumerate(advice[:TOP_CHANGES], 1):
        _change(number, item, shown)
    if advice:
        st.markdown(f":material/directions_walk: [{markdown(say('walk.link'))}](#{ANCHOR})")
    if asked := unknown_apps(assessment):
        question = say("verdict.ask", n=len(asked), names=say.join([wording.name(app) for app in asked]))
        st.info(markdown(say.together(question, say("page.ask-where"))))
    for line in recorded_lines(loaded.report, assessment, wording):
        st.caption(markdown(line))
    return shown


def _change(number: int, item: Advice, shown: Shown) -> None:
    """One change in short: what, why, where to tap. The walk below goes through it."""
    app, say = shown.app(item.bundle_id), shown.wording.words
    text = shown.wording.advice(item, app)
    decided = state.plan().choice(item)
    with st.container(border=True):
        st.markdown(f"**{number}\\. {markdown(text.title)}**")
        st.markdown(markdown(text.why))
        st.markdown(f"{markdown(say('advice.if-on'))}  \n:material/arrow_forward: **{markdown(text.steps[0])}**")
        st.caption(markdown(shown.wording.gains(item, app, shown.assessment.score)))
        if decided:
            st.caption(markdown(shown.wording.decided(decided, state.plan().apps)))
