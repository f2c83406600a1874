"""At a glance: score, headline, the changes that help most, what was recorded."""

from datetime import datetime

import streamlit as st

from coach.advice import advise
from coach.content import load_content
from coach.models import Advice
from coach.page import state
from coach.page.shown import Shown
from coach.scoring import assess
from coach.text import markdown
from coach.verdict import TOP_CHANGES, recorded_lines
from coach.wording import Wording, unknown_apps
from coach.words import Words


def show(loaded: state.Loaded, say: Words) -> Shown:
    """Judges the report in hand, draws the verdict, and gives both to the sections below."""
    content = load_content()
    assessment = assess(loaded.activities, content, state.namings())
    advice = advise(assessment, content)
    st.header(say("page.glance"), anchor=False)
    score, text = st.columns([1, 3], vertical_alignment="center")
    score.metric(say("page.phone-score"), say("page.score", score=assessment.score, grade=assessment.grade))
    wording = Wording(content, say, st.session_state.get("ios", content.ios[-1]))
    text.subheader(markdown(wording.headline(assessment, advice)), anchor=False)
    text.caption(markdown(say("verdict.limits")))

    if advice:
        st.markdown(f"**{markdown(say('verdict.changes'))}**")
        ios = st.selectbox(
            say("page.ios"),
            content.ios[::-1],
            key="ios",
            format_func=lambda version: say("page.ios-later" if version == content.ios[-1] else "page.ios-version", version=str(version)),
        )
        wording = Wording(content, say, ios)
    shown = Shown(content, assessment, advice, wording)
    for number, item in enumerate(advice[:TOP_CHANGES], 1):
        _change(number, item, shown)
    if asked := unknown_apps(assessment):
        question = say("verdict.ask", n=len(asked), names=say.join([wording.name(app) for app in asked]))
        st.info(markdown(say.together(question, say("page.ask-where"))))
    for line in recorded_lines(loaded.report, assessment, wording):
        st.caption(markdown(line))
    return shown


def _tick(item: Advice) -> None:
    from coach.plan import Choice

    place = (item.bundle_id, item.permission)
    if state.choices().pop(place, None) is None:
        now = datetime.now().astimezone()
        state.choices()[place] = Choice(
            bundle_id=item.bundle_id, permission=item.permission, setting=item.setting, decision="done", decided=now
        )


def _change(number: int, item: Advice, shown: Shown) -> None:
    app, wording, say = shown.app(item.bundle_id), shown.wording, shown.wording.words
    text, phone = wording.advice(item, app), shown.assessment.score
    gains = (
        say("advice.gain", app=wording.name(app), before=app.score, after=app.score + item.gain),
        say("advice.gain", app=say("page.phone-score"), before=phone, after=phone + item.phone_gain),
    )
    with st.container(border=True):
        st.markdown(f"**{number}\\. {markdown(text.title)}**")
        st.markdown(markdown(text.why))
        st.markdown(f"{markdown(say('advice.if-on'))}  \n:material/arrow_forward: **{markdown(text.steps[0])}**")
        if text.also:
            st.markdown(markdown(text.also))
        place = (item.bundle_id, item.permission)
        st.checkbox(
            say("page.done"), place in state.choices(), key=f"done {item.bundle_id} {item.permission}", on_change=_tick, args=(item,)
        )
        with st.expander(say("page.more-on-change")):
            more = {
                "advice.breaks": say.together(text.breaks, text.keeps),
                "advice.how": text.other_way,
                "advice.stricter-label": text.stricter,
                "advice.maker": text.maker,
                "advice.sure": text.confidence,
                "advice.gain-label": say.together(*gains),
                "advice.undo-label": text.undo,
            }
            for key, sentence in more.items():
                if sentence.strip():
                    st.markdown(f"**{markdown(say(key))}**　{markdown(sentence)}")
            st.caption(markdown(text.sources))
