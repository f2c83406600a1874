"""Beside the report, folded: what it can't see, what can't be changed, other people's phones, and a verdict that is wrong."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from coach.content import Note
from coach.dispute import dispute
from coach.judge import Verdict
from coach.page.fold import fold
from coach.page.selection import select
from coach.pictures import told_apart
from coach.text import markdown
from coach.wording import Wording


def show(verdict: Verdict, say: Wording) -> None:
    st.header(say.words("beside.heading"), anchor=False)
    with st.container(key="beside_folds"):
        for name, fill in {"unseen": _unseen, "managed": _managed, "someone": _someone, "wrong": _wrong}.items():
            fold(say.words(f"beside.{name}"), f"beside_{name}", partial(fill, verdict, say))


def _unseen(_: Verdict, say: Wording) -> None:
    _said("beside.unseen-note", say)
    _notes(say.content.beside.unseen, say)


def _managed(_: Verdict, say: Wording) -> None:
    _said("beside.managed-note", say)
    _notes(say.content.beside.managed, say)
    _said("beside.managed-ask", say)


def _someone(_: Verdict, say: Wording) -> None:
    for sentence in ("ask", "watched", "first"):
        _said(f"beside.someone-{sentence}", say)
    _notes(say.content.beside.help, say)


def _wrong(verdict: Verdict, say: Wording) -> None:
    """What to copy: it is made of the app that is chosen, and of nothing else."""
    losing = [app for app in verdict.assessment.in_state("judged") if app.findings]
    if not losing:
        _said("beside.wrong-nothing", say)
        return
    _said("beside.wrong-note", say)
    names, label = told_apart(losing, say), say.words("table.app")
    chosen = select(st.selectbox, label, list(names), name="disputed_app", words=say.words, format_func=names.__getitem__)
    st.code(dispute(verdict.app(chosen), say), language=None, wrap_lines=True)
    _said("beside.wrong-send", say)


def _said(key: str, say: Wording) -> None:
    st.markdown(markdown(say.words(key)))


def _notes(notes: Iterable[Note], say: Wording) -> None:
    """A list of what there is on this version of the phone's system."""
    st.markdown("\n".join(f"- {_line(note, say)}" for note in notes if note.holds(say.version)))


def _line(note: Note, say: Wording) -> str:
    lang, way = say.words.lang, note.way(say.version)
    return say.words("beside.place", path=f"**{markdown(way[lang])}**", text=markdown(note[lang])) if way else markdown(note[lang])
