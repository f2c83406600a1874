"""What an app is for: asked about an app that nobody knows, with the choice right there; the person's word counts more than a table's."""

import re

import streamlit as st

from coach.catalogue import Naming
from coach.content import UNKNOWN_TYPE
from coach.guess import guess
from coach.judge import Verdict
from coach.method import kind_name
from coach.models import AppAssessment
from coach.page import focus, session
from coach.text import markdown, plain
from coach.wording import Wording
from coach.words import Words

_NO_CLASS = re.compile(r"[^a-zA-Z0-9_-]")
"""What Streamlit makes a hyphen of, where a key becomes a class."""


def show(app: AppAssessment, verdict: Verdict, say: Wording, place: str) -> None:
    """The question, or what follows from its answer; the choice of kinds; a guess to take, where there is one.

    place: the part of the page, as an app may be asked about in several.
    """
    words, bundle_id = say.words, app.profile.bundle_id
    known = app.profile.types != (UNKNOWN_TYPE,)
    with st.container(key=f"question {place} {bundle_id}", gap="small"):
        if app.score is not None:
            score = say.scored(app.score, verdict.progress.apps.get(bundle_id))
            scored = markdown(words("page.app-score", app=say.name(app), scored=score))
            seen = say.seen(app, app.findings[0]) if app.findings else words("page.nothing-off")
            st.markdown(f":material/check: **{scored}**  \n{markdown(seen)}")
        else:
            st.markdown(f"**{markdown(say.question(app))}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kinds(app, verdict, words, place)
            if not known and (kind := guess(app, verdict.content)):
                label = words("question.guess", kind=verdict.content.types[kind].name[words.lang])
                st.button(markdown(label), key=f"guess {place} {bundle_id}", on_click=_take, args=(bundle_id, kind, place))
        key = f"question {place} {bundle_id}"
        focus.show(key, f".st-key-{_NO_CLASS.sub('-', key)}")


def kinds(app: AppAssessment, verdict: Verdict, words: Words, place: str) -> None:
    """The kinds that an app is of, to choose."""
    who, types = app.profile, verdict.content.types
    key = session.kinds_key(who.bundle_id, words.lang, place)
    st.session_state[key] = [kind for kind in who.types if kind != UNKNOWN_TYPE]
    st.multiselect(
        words("page.kind-label"),
        [kind for kind in types if kind != UNKNOWN_TYPE],
        key=key,
        format_func=lambda kind: kind_name(types[kind], words),
        placeholder=words("page.kind-choose"),
        on_change=lambda: _say(who.bundle_id, tuple(st.session_state[key]), place),
    )


def name(app: AppAssessment, verdict: Verdict, words: Words) -> None:
    """What the person calls an app, of which only a guess is known."""
    who = app.profile
    key = session.name_key(who.bundle_id)
    st.session_state[key] = verdict.plan.apps.get(who.bundle_id, Naming()).name
    st.text_input(words("page.name-label"), key=key, on_change=lambda: _call(who.bundle_id, st.session_state[key]))


def _take(bundle_id: str, kind: str, place: str) -> None:
    """The guess is right; its button goes."""
    session.focus_on(f"question {place} {bundle_id}")
    _say(bundle_id, (kind,), place)


def _say(bundle_id: str, types: tuple[str, ...], place: str) -> None:
    said = session.now().plan.apps.get(bundle_id, Naming())
    session.name_app(bundle_id, Naming(name=said.name, types=types))
    if place == "walk":  # the question goes
        session.focus_on("walk")


def _call(bundle_id: str, called: str) -> None:
    said = session.now().plan.apps.get(bundle_id, Naming())
    session.name_app(bundle_id, Naming(name=plain(called.strip()), types=said.types))
