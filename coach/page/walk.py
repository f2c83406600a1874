"""The walk: one change at a time, each done, kept or put off; undo; what the phone's score becomes; the plan to save."""

from collections import Counter
from datetime import datetime
from functools import partial

import streamlit as st

from coach.models import Advice
from coach.page import focus, state
from coach.page.portion import portion
from coach.page.shown import Shown
from coach.plan import LONGEST_NOTE, Decision, Plan, Reason, decide, made_from, open_steps, projected, reopened, save_plan, undo
from coach.text import markdown
from coach.words import Words

_PLAN_FILE = "privacy-coach-plan.json"
_KEEPING = "keeping"
ANCHOR = "walk"
"""Where links on the page lead to."""
_REASONS: tuple[Reason, ...] = ("need", "wanted", "not-mine", "own")


def show(loaded: state.Loaded, shown: Shown) -> None:
    say = shown.wording.words
    if not shown.assessment.apps and state.plan() == Plan():
        return
    st.container(key="walk_heading").header(say("walk.heading"), anchor=ANCHOR)
    card = False
    if not shown.advice:
        st.markdown(markdown(say("walk.nothing")))
    else:
        card = _steps(loaded, shown)
    focus.show("walk", ".st-key-walk_card h3" if card else ".st-key-walk_heading h2")
    if state.plan().choices or state.plan().apps:
        _decided(shown)
        _save(say)


def _steps(loaded: state.Loaded, shown: Shown) -> bool:
    """How far the walk has come, and the next change; whether there is one."""
    say = shown.wording.words
    again = shown.checked.again if shown.checked else frozenset()
    plan = reopened(state.plan(), again)
    total = len(shown.advice)
    steps = open_steps(plan, shown.advice)
    fresh = [item for item in steps if plan.choice(item) is None]
    st.markdown(markdown(say("walk.intro")))
    number = min(total - len(fresh) + 1, total)
    st.progress((total - len(fresh)) / total, text=say("walk.step", n=number, all=total))
    score = projected(shown.assessment, plan, shown.content)
    grades = {"grade": shown.assessment.grade, "projected_grade": shown.content.rules.grade_of(score)}
    st.markdown(f"**{markdown(say('walk.now', score=shown.assessment.score, projected=score, **grades))}**")
    if not fresh:
        counts = Counter(choice.decision for item in shown.advice if (choice := plan.choice(item)))
        st.success(markdown(say("walk.finished", done=counts["done"], kept=counts["keep"], later=counts["later"])))
        if steps:
            st.markdown(markdown(say("walk.put-off-again")))
    if steps:
        _card(steps[0], loaded, shown)
    return bool(steps)


def _card(item: Advice, loaded: state.Loaded, shown: Shown) -> None:
    """What and why, where to tap, what it costs, and the three answers."""
    app, wording, say = shown.app(item.bundle_id), shown.wording, shown.wording.words
    text = wording.advice(item, app)
    with st.container(border=True, key="walk_card"):
        st.subheader(markdown(text.title), anchor=False)
        if shown.checked and (item.bundle_id, item.permission) in shown.checked.again:
            st.warning(markdown(say("walk.again")))
        st.markdown(markdown(text.why))
        st.markdown(f"{markdown(say('advice.if-on'))}  \n:material/arrow_forward: **{markdown(text.steps[0])}**")
        if text.also:
            st.markdown(markdown(text.also))
        if changes := say.together(text.breaks, text.keeps):
            st.markdown(f"**{markdown(say('advice.breaks'))}**　{markdown(changes)}")
        if st.session_state.get(_KEEPING) == (item.bundle_id, item.permission):
            _keep(item, loaded, shown)
        else:
            with st.container(horizontal=True):
                st.button(
                    say("walk.done"),
                    key="walk_done",
                    type="primary",
                    on_click=_decide,
                    args=(item, "done", loaded, shown),
                    width="stretch",
                )
                st.button(say("walk.keep"), key="walk_keep", on_click=_ask_why, args=(item,), width="stretch")
                st.button(say("walk.later"), key="walk_later", on_click=_decide, args=(item, "later", loaded, shown), width="stretch")
        _more(item, shown)


def _more(item: Advice, shown: Shown) -> None:
    app, wording, say = shown.app(item.bundle_id), shown.wording, shown.wording.words
    text = wording.advice(item, app)
    with st.expander(say("page.more-on-change")):
        more = {
            "advice.how": text.other_way,
            "advice.stricter-label": text.stricter,
            "advice.maker": text.maker,
            "advice.sure": text.confidence,
            "advice.gain-label": wording.gains(item, app, shown.assessment.score),
            "advice.undo-label": text.undo,
        }
        for key, sentence in more.items():
            if sentence.strip():
                st.markdown(f"**{markdown(say(key))}**　{markdown(sentence)}")
        st.caption(markdown(text.sources))


def _keep(item: Advice, loaded: state.Loaded, shown: Shown) -> None:
    """Why it is kept: a short list, or the person's own words."""
    say = shown.wording.words
    reason, note = (f"{field} {item.bundle_id} {item.permission}" for field in ("walk_reason", "walk_note"))
    st.radio(say("walk.why-keep"), _REASONS, index=None, key=f"{reason} {say.lang}", format_func=lambda reason: say(f"reason.{reason}"))
    st.text_input(say("walk.note"), key=note, max_chars=LONGEST_NOTE)
    with st.container(horizontal=True):
        st.button(say("walk.keep-now"), key="walk_keep_now", type="primary", on_click=_decide, args=(item, "keep", loaded, shown))
        st.button(say("walk.back"), key="walk_back", on_click=_ask_why, args=(None,))


def _ask_why(item: Advice | None) -> None:
    st.session_state[_KEEPING] = (item.bundle_id, item.permission) if item else None
    state.focus_on("walk")


def _decide(item: Advice, decision: Decision, loaded: state.Loaded, shown: Shown) -> None:
    """The plan with this decision; it notes the report that the first one was made from, as later reports are measured against it."""
    place = f"{item.bundle_id} {item.permission}"
    reason: Reason = st.session_state.get(f"walk_reason {place} {shown.wording.words.lang}") or ""
    note = st.session_state.get(f"walk_note {place}", "")
    if decision != "keep":
        reason, note = "", ""
    made = decide(state.plan(), item, decision, datetime.now().astimezone(), reason=reason, note=note)
    if not state.plan().choices:
        made = made.model_copy(update={"report": made_from(loaded.report, shown.assessment)})
    state.change(made)
    _ask_why(None)


def _decided(shown: Shown) -> None:
    """Every decision, with a way back."""
    say, plan = shown.wording.words, state.plan()
    if not plan.choices:
        return
    st.subheader(say("walk.decided"), anchor=False)
    for choice in portion(plan.choices, "decided_portion", say):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markdown(shown.wording.decided(choice, plan.apps)))
            place = " ".join(choice.place)
            st.button(
                say("walk.undo"),
                key=f"undo {place}",
                type="tertiary",
                on_click=_undo,
                args=(choice.place,),
            )


def _undo(place: tuple[str, str]) -> None:
    state.change(undo(state.plan(), place))
    state.focus_on("walk")


def _save(say: Words) -> None:
    """The plan as a file, and the day to check again."""
    from coach.reminder import check_day, reminder

    plan = state.plan()
    day = check_day(plan)
    if day and day < datetime.now().astimezone().date():
        day = None
    if day:
        st.markdown(markdown(say("walk.check-day", day=say.day(day))))
    with st.container(horizontal=True):
        st.download_button(
            say("walk.save"), partial(_saved, plan, state.saved()), _PLAN_FILE, "application/json", key="save_plan", on_click="ignore"
        )
        if day:
            now = datetime.now().astimezone()
            file = partial(reminder, day, now, say)
            st.download_button(say("walk.calendar"), file, "privacy-coach.ics", "text/calendar", key="save_ics", on_click="ignore")
    st.caption(markdown(say("walk.save-note")))


def _saved(plan: Plan, saved: state.Saved) -> str:
    """The file, made when it is asked for."""
    saved.plan = plan
    return save_plan(plan)
