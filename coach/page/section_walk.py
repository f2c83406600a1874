"""The walk: one change at a time, each done, kept or put off; undo; what the phone's score becomes; the plan to save."""

from collections import Counter
from datetime import datetime
from functools import partial

import streamlit as st

from coach.judge import Verdict
from coach.models import Advice
from coach.page import focus, session
from coach.page.portion import portion
from coach.plan import LONGEST_NOTE, Decision, Plan, Reason, decide, made_from, open_steps, reopened, save_plan, undo
from coach.text import markdown
from coach.wording import Wording

_PLAN_FILE = "privacy-coach-plan.json"
ANCHOR = "walk"
"""Where links on the page lead to."""
_REASONS: tuple[Reason, ...] = ("need", "wanted", "not-mine", "own")


def show(verdict: Verdict, say: Wording) -> None:
    words, plan = say.words, verdict.plan
    if not verdict.assessment.apps and plan == Plan():
        return
    st.container(key="walk_heading").header(words("walk.heading"), anchor=ANCHOR)
    card = False
    if not verdict.changes:
        st.markdown(markdown(words("walk.nothing")))
    else:
        card = _steps(verdict, say)
    focus.show("walk", ".st-key-walk_card h3" if card else ".st-key-walk_heading h2")
    if plan != Plan():
        _decided(verdict, say)
        _save(plan, say)


def _steps(verdict: Verdict, say: Wording) -> bool:
    """How far the walk has come, and the next change; whether there is one."""
    words, changes = say.words, verdict.changes
    again = verdict.check.again if verdict.check else frozenset()
    plan = reopened(verdict.plan, again)
    total = len(changes)
    steps = open_steps(plan, changes)
    fresh = [item for item in steps if plan.choice(item) is None]
    st.markdown(markdown(words("walk.intro")))
    number = min(total - len(fresh) + 1, total)
    st.progress((total - len(fresh)) / total, text=words("walk.step", n=number, all=total))
    if (score := verdict.progress.score) is not None:
        grades = {"grade": verdict.assessment.grade, "projected_grade": verdict.progress.grade}
        st.markdown(f"**{markdown(words('walk.now', score=verdict.assessment.score, projected=score, **grades))}**")
    if not fresh:
        counts = Counter(choice.decision for item in changes if (choice := plan.choice(item)))
        st.success(markdown(words("walk.finished", done=counts["done"], kept=counts["keep"], later=counts["later"])))
        if steps:
            st.markdown(markdown(words("walk.put-off-again")))
    if steps:
        _card(steps[0], verdict, say)
    return bool(steps)


def _card(item: Advice, verdict: Verdict, say: Wording) -> None:
    """What and why, where to tap, what it costs, and the three answers."""
    app, words = verdict.app(item.bundle_id), say.words
    text = say.advice(item, app)
    with st.container(border=True, key="walk_card"):
        st.subheader(markdown(text.title), anchor=False)
        if verdict.check and _place(item) in verdict.check.again:
            st.warning(markdown(words("walk.again")))
        st.markdown(markdown(text.why))
        st.markdown(f"{markdown(words('advice.if-on'))}  \n:material/arrow_forward: **{markdown(text.steps[0])}**")
        if text.also:
            st.markdown(markdown(text.also))
        if changes := words.together(text.breaks, text.keeps):
            st.markdown(f"**{markdown(words('advice.breaks'))}**　{markdown(changes)}")
        if session.now().keeping == _place(item):
            _keep(item, verdict, say)
        else:
            with st.container(horizontal=True):
                st.button(
                    words("walk.done"),
                    key="walk_done",
                    type="primary",
                    on_click=_decide,
                    args=(item, "done", verdict, say),
                    width="stretch",
                )
                st.button(words("walk.keep"), key="walk_keep", on_click=_ask_why, args=(item,), width="stretch")
                st.button(words("walk.later"), key="walk_later", on_click=_decide, args=(item, "later", verdict, say), width="stretch")
        _more(item, verdict, say)


def _place(item: Advice) -> tuple[str, str]:
    return item.bundle_id, item.permission


def _more(item: Advice, verdict: Verdict, say: Wording) -> None:
    app, words = verdict.app(item.bundle_id), say.words
    text = say.advice(item, app)
    with st.expander(words("page.more-on-change")):
        more = {
            "advice.how": text.other_way,
            "advice.milder-label": text.milder,
            "advice.stricter-label": text.stricter,
            "advice.maker": text.maker,
            "advice.sure": text.confidence,
            "advice.gain-label": say.gains(item, app, verdict.assessment.score),
            "advice.undo-label": text.undo,
        }
        for key, sentence in more.items():
            if sentence.strip():
                st.markdown(f"**{markdown(words(key))}**　{markdown(sentence)}")
        st.caption(markdown(text.sources))


def _keep(item: Advice, verdict: Verdict, say: Wording) -> None:
    """Why it is kept: a short list, or the person's own words."""
    words = say.words
    reason, note = session.why_keys(_place(item), words.lang)
    st.radio(words("walk.why-keep"), _REASONS, index=None, key=reason, format_func=lambda reason: words(f"reason.{reason}"))
    st.text_input(words("walk.note"), key=note, max_chars=LONGEST_NOTE)
    with st.container(horizontal=True):
        st.button(words("walk.keep-now"), key="walk_keep_now", type="primary", on_click=_decide, args=(item, "keep", verdict, say))
        st.button(words("walk.back"), key="walk_back", on_click=_ask_why, args=(None,))


def _ask_why(item: Advice | None) -> None:
    session.remember(keeping=_place(item) if item else None)
    session.focus_on("walk")


def _decide(item: Advice, decision: Decision, verdict: Verdict, say: Wording) -> None:
    """The plan with this decision; it notes the report that the first one was made from, as later reports are measured against it."""
    reason, note = session.why_keys(_place(item), say.words.lang)
    why: tuple[Reason, str] = ("", "")
    if decision == "keep":
        why = st.session_state.get(reason) or "", st.session_state.get(note, "")
    plan = session.now().plan
    made = decide(plan, item, decision, datetime.now().astimezone(), why)
    if not plan.choices:
        made = made.model_copy(update={"report": made_from(verdict.report, verdict.assessment)})
    session.change(made)
    _ask_why(None)


def _decided(verdict: Verdict, say: Wording) -> None:
    """Every decision, with a way back."""
    words, plan = say.words, verdict.plan
    if not plan.choices:
        return
    st.subheader(words("walk.decided"), anchor=False)
    for choice in portion(plan.choices, "decided_portion", words):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markdown(say.decided(choice, plan.apps)))
            place = " ".join(choice.place)
            st.button(
                words("walk.undo"),
                key=f"undo {place}",
                type="tertiary",
                on_click=_undo,
                args=(choice.place,),
            )


def _undo(place: tuple[str, str]) -> None:
    session.change(undo(session.now().plan, place))
    session.focus_on("walk")


def _save(plan: Plan, say: Wording) -> None:
    """The plan as a file, and the day to check again."""
    from coach.reminder import check_day, reminder

    words, day = say.words, check_day(plan, say.content)
    if day and day < datetime.now().astimezone().date():
        day = None
    if day:
        days = words.small(say.content.rules.counting.window_days)
        st.markdown(markdown(words("walk.check-day", day=words.day(day), days=days)))
    with st.container(horizontal=True):
        file = partial(_saved, plan, session.now().saved)
        st.download_button(words("walk.save"), file, _PLAN_FILE, "application/json", key="save_plan", on_click="ignore")
        if day:
            event = partial(reminder, day, datetime.now().astimezone(), say)
            st.download_button(words("walk.calendar"), event, "privacy-coach.ics", "text/calendar", key="save_ics", on_click="ignore")
    st.caption(markdown(words("walk.save-note")))


def _saved(plan: Plan, saved: session.Saved) -> str:
    """The file, made when it is asked for."""
    saved.plan = plan
    return save_plan(plan)
