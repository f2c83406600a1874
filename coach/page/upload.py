"""Your report: drop a file, or try the sample week; how to get one from the iPhone."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from coach.content import FOLDER, load_content
from coach.errors import UnusableInput
from coach.page import state
from coach.page.fold import fold
from coach.plan import Plan, is_plan, load_plan
from coach.text import markdown, plain
from coach.words import Words

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.uploaded_file_manager import UploadedFile

ANCHOR = "report"
"""Where links on the page lead to."""
_SAMPLE = FOLDER / "sample.ndjson"
_MB = 1024 * 1024


def show(say: Words) -> None:
    st.header(say("page.report"), anchor=ANCHOR)
    what = st.empty()
    files = st.file_uploader(say("page.drop"), accept_multiple_files=True, key=state.uploader(), label_visibility="collapsed")
    answer = st.container()
    buttons = st.container(horizontal=True)
    sample = buttons.button(say("page.sample"), key="sample")
    can_forget = buttons.empty()
    fold(say("page.how-to-get"), "how_to_get", partial(_how_to_get, say))
    ids = tuple(file.file_id for file in files)
    if sample:
        _read([(_SAMPLE.name, _SAMPLE.read_bytes())], say, sample=True)
        state.note_files_read(ids)
    elif ids != state.files_read():
        state.note_files_read(ids)
        if files:
            _read(_named(files), say, sample=False)
        else:
            state.put_away()
            state.mend()
    if not state.loaded():
        what.markdown(markdown(say("page.what")))
    if state.anything_to_forget():
        can_forget.button(say("page.forget"), key="forget", on_click=state.forget, help=say("page.forget-help"))
    if failure := state.failure():
        answer.error(markdown(say(f"unusable.{failure.code}", **failure.values)))
    if not state.loaded() and state.plan() != Plan():
        answer.success(markdown(say("page.plan-read")))


def _named(files: "Sequence[UploadedFile]") -> list[tuple[str, bytes]]:
    return [(plain(file.name), file.getvalue()) for file in files]


def _read(inputs: list[tuple[str, bytes]], say: Words, *, sample: bool) -> None:
    """Takes in saved plans, then reads the reports. What can't be used is remembered, to be told."""
    state.mend()
    plans = [(name, data) for name, data in inputs if is_plan(data)]
    reports = [each for each in inputs if each not in plans]
    _take_in(plans)
    if reports:
        _read_reports(reports, say, sample=sample)
    elif (now := state.loaded()) and not now.sample:
        state.put_away()


def _take_in(plans: list[tuple[str, bytes]]) -> None:
    """What was decided and said of apps in saved plans. If one can't be used, none changes anything."""
    try:
        saved = [(data, load_plan(data, name, load_content())) for name, data in plans]
    except UnusableInput as error:
        state.fail(error.code, error.values)
        return
    for data, plan in saved:
        state.take_in(data, plan)


def _read_reports(reports: list[tuple[str, bytes]], say: Words, *, sample: bool) -> None:
    """Reads, with a progress bar for what takes a while: a report of one block is read before anybody could look at a bar."""
    from coach.activity import activities
    from coach.reading import read_report

    bar = st.empty()
    try:
        size = sum(len(data) for _, data in reports) / _MB
        report = read_report(reports, lambda share: _advance(bar, share, size, say))
        state.keep(report, activities(report), sample=sample)
    except UnusableInput as error:
        state.put_away()
        state.fail(error.code, error.values)
    bar.empty()


def _advance(bar: "DeltaGenerator", share: float, size: float, say: Words) -> None:
    """size: of all inputs, in MB."""
    if share < 1 <= size:
        bar.progress(share, text=say("page.reading", done=round(share * size), all=round(size)))


def _how_to_get(say: Words) -> None:
    """One tab for each way that iOS versions go, newest first."""
    ways = load_content().getting_report
    for way, tab in zip(ways, st.tabs([way.versions[say.lang] for way in ways]), strict=True):
        steps = (
            say(f"get.{step}", path=way.path[say.lang], save=way.save[say.lang]) for step in ("turn-on", "wait", "save", "send", "drop")
        )
        tab.markdown("\n".join(f"{number}. {markdown(step)}" for number, step in enumerate(steps, 1)))
    notes = ("version", "name", "holds", "keeps-week", "off-erases")
    st.caption("\n".join(f"- {markdown(say(f'get.{note}'))}" for note in notes))
