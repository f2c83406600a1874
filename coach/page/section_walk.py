"""The walk, screen by screen as Settings has them: each app set, already so, kept or put off; undo; the plan to save."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from coach.check import check_day
from coach.judge import Verdict
from coach.lines import finished_line, progress_line
from coach.models import Advice, AppAssessment, Screen
from coach.page import focus, question, session
from coach.page.fold import fold
from coach.page.portion import portion
from coach.page.selection import select
from coach.plan import LONGEST_NOTE, Choice, Decision, KnownSetting, Plan, Reason, already, decide, explain, made_from, save_plan, undo
from coach.progress import Place
from coach.text import markdown
from coach.wording import Wording

_PLAN_FILE = "privacy-coach-plan.json"
ANCHOR = "walk"
"""Where links on the page lead to."""
SCREEN = "walk_screen"
"""The choice of a screen (`coach.page.selection`)."""
_REASONS: tuple[Reason, ...] = ("need", "wanted", "not-mine", "own")
_NAMED = 6
"""Apps to leave as they are that are named before the fold is opened."""


def show(verdict: Verdict, say: Wording) -> None:
    words, plan = say.words, verdict.plan
    if not verdict.assessment.apps and plan == Plan():
        return
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.container(key="walk_heading", width="content").header(words("walk.heading"), anchor=ANCHOR)
        if verdict.screens:
            _version(verdict, say)
    if verdict.screens:
        _walk(verdict, say)
    else:
        st.markdown(markdown(words("walk.nothing" if say.permissions_told else "headline.no-permissions")))
        focus.show("walk", ".st-key-walk_heading h2")
    if plan != Plan():
        _elsewhere(verdict, say)
        _save(verdict, say)


def _walk(verdict: Verdict, say: Wording) -> None:
    """How far the walk has come, and the screen in hand."""
    words, progress = say.words, verdict.progress
    if progress.total:
        decided = progress.total - len(progress.left) - progress.later
        st.progress(decided / progress.total, text=markdown(progress_line(verdict, say)))
    if told := finished_line(verdict, say):
        look_again = _check_day(verdict.plan, say) or words("verdict.look-again")
        st.container(key="walk_finished").success(f"**{markdown(told)}** {markdown(look_again)}", icon=":material/celebration:")
    else:
        st.markdown(markdown(words("walk.intro")))
    screens = {screen.screen: screen for screen in verdict.screens}
    chosen = select(
        st.segmented_control,
        words("walk.screens"),
        list(screens),
        name=SCREEN,
        words=words,
        format_func=lambda name: _tab(screens[name], verdict, say),
        required=True,
        label_visibility="collapsed",
    )
    goal = _screen(screens[chosen], verdict, say)
    focus.show("walk", goal)


def _version(verdict: Verdict, say: Wording) -> None:
    """The version of the phone's system, that all paths are told for."""
    words, versions = say.words, verdict.content.versions
    key = f"version {words.lang}"
    st.session_state[key] = say.version
    st.selectbox(
        say.of_phone("version-label"),
        versions[::-1],
        key=key,
        on_change=lambda: session.tell_version(st.session_state[key]),
        format_func=lambda version: say.of_phone("version-later" if version == versions[-1] else "version", version=str(version)),
        width=180,
        label_visibility="collapsed",
    )


def _tab(screen: Screen, verdict: Verdict, say: Wording) -> str:
    """The screen's name, and how many of its apps are still to be decided about."""
    left = sum(item.permission == screen.screen for item in verdict.progress.left)
    name = say.screen_name(screen.screen)
    return markdown(say.words("walk.screen-left", screen=name, n=left) if left else name)


def _screen(screen: Screen, verdict: Verdict, say: Wording) -> str:
    """One screen: its path once, the apps to set, to leave, to ask about, all the others, the way on. Gives where reading goes on."""
    words = say.words
    with st.container(border=True, key="walk_card"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(width="content", gap=None):
                st.subheader(markdown(say.screen_name(screen.screen)), anchor=False)
                if path := say.screen_path(screen.screen):
                    st.markdown(f":material/arrow_forward: {markdown(path)}")
            if len(fresh := _fresh(screen, verdict)) > 1:
                label = words("walk.all-done", n=len(fresh))
                st.button(label, key="walk_all_done", on_click=_decide, args=(fresh, "done", verdict), icon=":material/done_all:")
        if screen.screen not in verdict.content.permissions:
            _tracking(verdict, say)
            goal = ".st-key-walk_card h3"
        else:
            goal = _apps(screen, verdict, say)
        left = bool(verdict.progress.left)
        following = _next(screen, verdict)
        if following:
            st.button(
                markdown(words("walk.next", screen=say.screen_name(following))),
                key="walk_next",
                type="secondary" if fresh else "primary",
                on_click=_go,
                args=(screen.screen, following),
                icon=":material/arrow_forward:",
            )
        if goal:
            return goal
        return ".st-key-walk_next button" if following else ".st-key-walk_card h3" if left else ".st-key-walk_finished"


def _tracking(verdict: Verdict, say: Wording) -> None:
    """Companies: one switch for the whole phone, last and without a gain."""
    words = say.words
    st.markdown(markdown(words.together(words("verdict.tracking", n=len(verdict.tracked)), say.of_phone("tracking"))))
    st.caption(markdown(words("walk.tracking-apps", apps=words.join([say.name(verdict.app(each)) for each in verdict.tracked[:_NAMED]]))))


def _apps(screen: Screen, verdict: Verdict, say: Wording) -> str:
    """The apps of a screen, and what to do with all the others in its list; gives the first that is still to be decided about."""
    words = say.words
    items = [item for item in verdict.changes if item.permission == screen.screen]
    fresh = _fresh(screen, verdict)
    goal = ""
    for number, item in enumerate(portion(items, "rows_portion", words)):
        with st.container(border=True, key=f"walk_row_{number}", gap="small"):
            if item in fresh:
                _row(item, verdict, say)
                goal = goal or f".st-key-walk_row_{number}"
            else:
                _decided_row(item, verdict, say)
    rows = {item.place for item in items}  # these have their own way back
    told = [known for known in verdict.plan.settings if known.permission == screen.screen and known.place not in rows]
    for known in portion(told, "told_portion", words):
        _undoable(say.already(known, verdict.plan.apps), known, words("walk.undo"))
    if screen.leave:
        _leave([verdict.app(each) for each in screen.leave], screen.screen, say)
    for each in portion(screen.ask, "ask_portion", words):
        question.show(verdict.app(each), verdict, say, "walk")
    if screen.others:
        st.markdown(f":material/apps: {markdown(say.others(screen))}")
    return goal


def _fresh(screen: Screen, verdict: Verdict) -> list[Advice]:
    return [item for item in verdict.progress.left if item.permission == screen.screen]


def _leave(apps: Sequence[AppAssessment], category: str, say: Wording) -> None:
    """Apps that stay as they are: their names at once, the reason for each when the fold is opened."""
    words = say.words
    names = [say.name(app) for app in apps[:_NAMED]]
    if left := len(apps) - len(names):
        names.append(words("walk.more-apps", n=left))
    fold(
        markdown(words("walk.leave", apps=words.join(names))),
        f"leave {category}",
        lambda: st.markdown("\n".join(f"- {markdown(say.fine_use(app, category))}" for app in portion(apps, "leave_portion", words))),
    )


def _row(item: Advice, verdict: Verdict, say: Wording) -> None:
    """One app: what was seen, the setting, what it costs, and the answers."""
    app, words = verdict.app(item.bundle_id), say.words
    text = say.advice(item, app)
    told = [f"**{markdown(words('walk.row', app=say.name(app), setting=text.setting))}**", markdown(say.seen(app, item.finding))]
    if changes := words.together(text.also, text.breaks, text.keeps):
        told.append(f":small[{markdown(words('walk.changes', changes=changes))}]")
    st.markdown("  \n".join(told))
    if known := next((each for each in verdict.plan.settings if each.place == item.place), None):
        _undoable(say.already_but(known), known, words("walk.undo"))
    if verdict.check and (before := next((each for each in verdict.check.changes if each.open and each.choice.place == item.place), None)):
        see = "" if before.next else say.after(before, verdict.plan.apps)  # the row itself names the next setting
        st.warning(markdown(words.together(say.checked(before, verdict.plan.apps), see)))
    place = " ".join(item.place)
    with st.container(horizontal=True, key=f"answers {place}"):
        st.button(words("walk.done"), key=f"walk_done {place}", type="primary", on_click=_decide, args=([item], "done", verdict))
        if verdict.content.permissions[item.permission].allows(item.setting):
            st.button(words("walk.already"), key=f"walk_already {place}", on_click=_already, args=(item, verdict))
        st.button(words("walk.keep"), key=f"walk_keep {place}", on_click=_decide, args=([item], "keep", verdict))
        st.button(words("walk.later"), key=f"walk_later {place}", on_click=_decide, args=([item], "later", verdict))
        more = _told_more(item.place)
        label = words("walk.less" if more else "page.more-on-change")
        st.button(label, key=f"more {place}", type="tertiary", on_click=_toggle, args=(item.place,))
    if more:
        _more(item, verdict, say)


def _told_more(place: Place) -> bool:
    return place in session.now().unfolded


def _toggle(place: Place) -> None:
    session.remember(unfolded=session.now().unfolded ^ {place})


def _more(item: Advice, verdict: Verdict, say: Wording) -> None:
    """Why, other ways, how sure, how to undo it."""
    app, words = verdict.app(item.bundle_id), say.words
    text = say.advice(item, app)
    st.markdown(markdown(text.why))
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


def _decided_row(item: Advice, verdict: Verdict, say: Wording) -> None:
    """What was decided about an app, with a way back; why it is kept, for who wants to say."""
    choice = verdict.plan.choice(item)
    if not choice:
        return
    _undoable(say.decided(choice, verdict.plan.apps), choice, say.words("walk.undo"))
    if choice.decision == "keep" and session.now().keeping == choice.place:
        _why(choice, say)


def _undoable(told: str, about: Choice | KnownSetting, label: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(markdown(told), width="content")
        st.button(label, key=f"undo {' '.join(about.place)}", type="tertiary", on_click=_undo, args=(about.place,))


def _why(choice: Choice, say: Wording) -> None:
    """Why it is kept: a short list, or the person's own words; neither is needed."""
    words = say.words
    reason, note = session.why_keys(choice.place, words.lang)
    st.session_state[reason] = choice.reason or None
    st.session_state[note] = choice.note
    said = partial(_say_why, choice, reason, note)
    st.radio(
        words("walk.why-keep"), _REASONS, key=reason, format_func=lambda each: words(f"reason.{each}"), horizontal=True, on_change=said
    )
    st.text_input(words("walk.note"), key=note, max_chars=LONGEST_NOTE, on_change=said)


def _say_why(choice: Choice, reason: str, note: str) -> None:
    """The plan with why this is kept."""
    session.change(explain(session.now().plan, choice.place, (st.session_state[reason] or "", st.session_state[note])))


def _decide(items: Sequence[Advice], decision: Decision, verdict: Verdict) -> None:
    """The plan with a decision about these changes; it notes the report that the first one was made from, as later ones are measured
    against it."""
    made, now = session.now().plan, datetime.now().astimezone()
    for item in items:
        made = decide(made, item, decision, now)
    session.change(_noted(made, verdict))
    session.remember(keeping=items[0].place if decision == "keep" else None)
    session.focus_on("walk")


def _already(item: Advice, verdict: Verdict) -> None:
    """The plan that knows of a setting in force."""
    session.change(_noted(already(session.now().plan, item), verdict))
    session.focus_on("walk")


def _noted(made: Plan, verdict: Verdict) -> Plan:
    plan = session.now().plan
    if plan.choices or plan.settings:
        return made
    return made.model_copy(update={"report": made_from(verdict.report, verdict.assessment)})


def _undo(place: Place) -> None:
    session.change(undo(session.now().plan, place))
    session.focus_on("walk")


def _next(screen: Screen, verdict: Verdict) -> str | None:
    """The first of the other screens with something to decide, else the first that was not looked at yet; None after the last."""
    others = [each for each in verdict.screens if each.screen != screen.screen]
    walked = session.now().walked
    return next(
        (each.screen for each in others if _fresh(each, verdict)), next((each.screen for each in others if each.screen not in walked), None)
    )


def _go(left: str, following: str) -> None:
    session.remember(walked=session.now().walked | {left})
    session.choose(SCREEN, following)
    session.focus_on("walk")


def _elsewhere(verdict: Verdict, say: Wording) -> None:
    """What was decided about apps that none of these screens shows any more, with a way back."""
    words, plan = say.words, verdict.plan
    here = {item.place for item in verdict.changes}
    shown = {screen.screen for screen in verdict.screens}
    told: list[tuple[str, Choice | KnownSetting]] = [
        (say.decided(each, plan.apps), each) for each in plan.choices if each.place not in here
    ]
    told += [(say.already(each, plan.apps), each) for each in plan.settings if each.place not in here and each.permission not in shown]
    if not told:
        return

    def listed() -> None:
        for sentence, about in portion(told, "decided_portion", words):
            _undoable(sentence, about, words("walk.undo"))

    fold(words("walk.decided", n=len(told)), "decided", listed)


def _check_day(plan: Plan, say: Wording) -> str:
    """When to look again, and how; empty where nothing was changed, and once that day is past."""
    day = check_day(plan, say.content)
    if not day or day < datetime.now().astimezone().date():
        return ""
    return say.words("walk.check-day", day=say.words.day(day), days=say.words.small(say.content.rules.counting.window_days))


def _save(verdict: Verdict, say: Wording) -> None:
    """The plan as a file, and the day to check again."""
    plan, words = verdict.plan, say.words
    look_again = _check_day(plan, say)
    if look_again and verdict.progress.left:
        st.markdown(markdown(look_again))
    with st.container(horizontal=True):
        file = partial(_saved, plan, session.now().saved)
        st.download_button(words("walk.save"), file, _PLAN_FILE, "application/json", key="save_plan", on_click="ignore")
        if look_again:
            event = partial(_event, plan, say)
            st.download_button(words("walk.calendar"), event, "privacy-coach.ics", "text/calendar", key="save_ics", on_click="ignore")
    st.caption(markdown(words("walk.save-note")))


def _event(plan: Plan, say: Wording) -> bytes:
    """The calendar file, made when it is asked for."""
    from coach.reminder import reminder

    day = check_day(plan, say.content)
    return reminder(day, datetime.now().astimezone(), say, _PLAN_FILE) if day else b""


def _saved(plan: Plan, saved: session.Saved) -> str:
    """The file, made when it is asked for."""
    saved.plan = plan
    return save_plan(plan)
