"""At a glance: score, headline, the changes that help most, what was recorded."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.advice import advise
from coach.charts import gauge_chart
from coach.check import Check, check
from coach.content import Content, load_content
from coach.models import Advice, Report
from coach.page import focus, state
from coach.page.choice import choose
from coach.page.shown import Shown
from coach.page.upload import ANCHOR as REPORT
from coach.page.walk import ANCHOR as WALK
from coach.plan import Plan
from coach.scoring import assess
from coach.text import markdown
from coach.verdict import TOP_CHANGES, ask_line, fine_lines, recorded_lines
from coach.wording import Wording, unknown_apps
from coach.words import Words

# A moment in which the verdict's text is sent, so that the browser draws it before all the rest: it stands there some
# 100 ms earlier, and the whole page is no later (`python -m benchmarks.page`).
_PAUSE_S = 0.02
_FINE_SHOWN = 3
_CHECKED = "checked_plan"


def show(loaded: state.Loaded, say: Words) -> Shown:
    """Judges the report in hand, draws the verdict, and gives both to the sections below."""
    content = load_content()
    assessment = assess(loaded.activities, content, state.plan().apps)
    advice = advise(assessment, content)
    wording = Wording(content, say, st.session_state.get("ios", content.ios[-1]))
    shown = Shown(content, assessment, advice, wording, _checked(loaded.report, state.plan(), content))

    if loaded.sample:
        st.info(markdown(say("page.sample-note")), icon=":material/science:")
    gauge = _headline(shown)
    if advice:
        _changes(shown)
    elif assessment.apps:
        _nothing_to_change(shown)
    _recorded(loaded, shown)
    focus.show("headline", ".st-key-headline h2")
    time.sleep(_PAUSE_S)
    if gauge:
        gauge.altair_chart(gauge_chart(assessment.score, assessment.grade), width="content", key="gauge_chart", alt=_score(shown))
    return shown


def _checked(report: Report, plan: Plan, content: Content) -> Check | None:
    """What became of the plan, worked out once for a report and a plan; kept in this session only."""
    kept: tuple[Report, Plan, Check | None] | None = st.session_state.get(_CHECKED)
    if kept is None or kept[0] is not report or kept[1] is not plan:
        kept = (report, plan, check(plan, report, content))
        st.session_state[_CHECKED] = kept
    return kept[2]


def _score(shown: Shown) -> str:
    return shown.wording.words("verdict.phone", score=shown.assessment.score, grade=shown.assessment.grade)


def _headline(shown: Shown) -> DeltaGenerator | None:
    """Score and headline; gives the place for the gauge. A report without an app has no score."""
    say, assessment = shown.wording.words, shown.assessment
    headline = markdown(shown.wording.headline(assessment, shown.advice))
    if not assessment.apps:
        st.container(key="headline").header(headline, anchor=False)
        return None
    left, right = st.columns([1, 3], vertical_alignment="center")
    with left.container(key="gauge"):
        gauge = st.empty()
        st.metric(say("page.phone-score"), say("page.score", score=assessment.score, grade=assessment.grade))
    right.container(key="headline").header(headline, anchor=False)
    right.caption(markdown(say("verdict.limits")))
    return gauge


def _changes(shown: Shown) -> None:
    """The changes that help most, the way to go through them, and the iPhone they are told for."""
    say = shown.wording.words
    st.subheader(markdown(say("verdict.changes")), anchor=False)
    for number, item in enumerate(shown.advice[:TOP_CHANGES], 1):
        _change(number, item, shown)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.markdown(f":material/directions_walk: **[{markdown(say('walk.link'))}](#{WALK})**", width="content")
        choose(
            st.selectbox,
            say("page.ios"),
            shown.content.ios[::-1],
            name="ios",
            say=say,
            format_func=lambda version: say(
                "page.ios-later" if version == shown.content.ios[-1] else "page.ios-version", version=str(version)
            ),
            width=220,
        )


def _change(number: int, item: Advice, shown: Shown) -> None:
    """One change in short: what, the one thing that was seen, where to tap. The walk below tells all of it."""
    app, say = shown.app(item.bundle_id), shown.wording.words
    text = shown.wording.advice(item, app)
    decided = state.plan().choice(item)
    with st.container(border=True):
        tap = say.together(markdown(say("advice.if-on")), f"**{markdown(text.steps[0])}**")
        seen = markdown(shown.wording.seen(app, item.finding))
        st.markdown(f"**{number}\\. {markdown(text.title)}**  \n{seen}  \n:material/arrow_forward: {tap}")
        st.caption(markdown(shown.wording.gains(item, app, shown.assessment.score)))
        if decided:
            st.caption(markdown(shown.wording.decided(decided, state.plan().apps)))


def _nothing_to_change(shown: Shown) -> None:
    """A phone with nothing to change: what was seen and is fine, and when to look again."""
    say = shown.wording.words
    fine = [f"- {markdown(line)}" for line in fine_lines(shown.assessment.apps, shown.wording)[:_FINE_SHOWN]]
    unknown = bool(unknown_apps(shown.assessment))
    told = f"**{markdown(say('verdict.no-changes-known' if unknown else 'verdict.no-changes'))}** {markdown(say('verdict.look-again'))}"
    (st.info if unknown else st.success)("\n".join([told, "", *fine]))


def _recorded(loaded: state.Loaded, shown: Shown) -> None:
    """What to ask the person, what was recorded, every line that was left out, and the way to another report."""
    say = shown.wording.words
    if question := ask_line(shown.assessment, shown.wording):
        st.info(markdown(say.together(question, say("page.ask-where"))), icon=":material/help:")
    recorded = "  \n".join(markdown(line) for line in recorded_lines(loaded.report, shown.assessment, shown.wording))
    st.caption(recorded)
    st.markdown(f"[{markdown(say('page.other-report'))}](#{REPORT})")
