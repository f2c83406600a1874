"""Your report: drop a file, or try the sample week; how to get one from the iPhone."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from coach.content import FOLDER, load_content
from coach.errors import UnusableInput
from coach.page import focus, state
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
    st.container(key="report_heading").header(say("page.report"), anchor=ANCHOR)
    what = st.empty()
    files = st.file_uploader(say("page.drop"), accept_multiple_files=True, key=state.uploader(), label_visibility="collapsed")
    answer = st.container()
    buttons = st.container(horizontal=True)
    sample = buttons.button(say("page.sample"), key="sample")
    can_forget = buttons.empty()
    forgetting = st.container(key="forgetting")
    fold(say("page.how-to-get"), "how_to_get", partial(_how_to_get, say))
    _take(files, say, sample=sample)
    if not state.loaded():
        what.markdown(markdown(say("page.what")))
    with answer:
        _answer(files, say)
    if state.anything_to_forget():
        can_forget.button(say("page.forget"), key="forget", on_click=state.ask_to_forget, help=say("page.forget-help"))
    with forgetting:
        _forgetting(say)
    focus.show("forget", ".st-key-forget_word")
    focus.show("report", ".st-key-report_heading h2")


def _take(files: "Sequence[UploadedFile]", say: Words, *, sample: bool) -> None:
    """Reads what has not been read yet; else the sample week, if asked for.

    A click while a file is read ends this run in the middle. Files count as read once they are, so the next run reads them from the start.
    """
    ids = tuple(file.file_id for file in files)
    bar = st.empty()
    if ids != state.files_read():
        state.mend()
        state.let_go(ids)
        if files:
            _read(files, bar, say)
        elif (now := state.loaded()) and not now.sample:
            state.put_away()
        state.note_files_read(ids)
    elif sample:
        state.mend()
        _read_reports([(_SAMPLE.name, _SAMPLE.read_bytes())], bar, say, sample=True)
    bar.empty()


def _answer(files: "Sequence[UploadedFile]", say: Words) -> None:
    """What became of the listed files, where the verdict above doesn't say it."""
    for failure in state.failures():
        st.error(markdown(say(f"unusable.{failure.code}", **failure.values)))
    now, plan = state.loaded(), state.plan()
    if now and now.sample and files:
        st.info(markdown(say("page.set-aside")))
        st.button(say("page.set-aside-back"), key="set_aside_back", on_click=state.read_again)
    elif plan != Plan() and state.plans_listed():
        taken = say("page.plan-taken", n=len(plan.choices)) if plan.choices else say("page.plan-taken-apps")
        st.success(markdown(say.together(taken, "" if now else say("page.plan-read"))))


def _forgetting(say: Words) -> None:
    """The question before everything is forgotten, and the word that it is."""
    if state.forgetting() == "asked":
        st.container(key="forget_word").warning(
            markdown(say.together(say("page.forget-ask"), say("page.forget-plan") if state.unsaved() else ""))
        )
        with st.container(horizontal=True):
            st.button(say("page.forget-not"), key="forget_not", on_click=state.keep_all)
            st.button(say("page.forget-now"), key="forget_now", on_click=state.forget)
    elif state.forgetting() == "done":
        st.container(key="forget_word").success(markdown(say("page.forgotten")))


def _read(files: "Sequence[UploadedFile]", bar: "DeltaGenerator", say: Words) -> None:
    """Takes in saved plans, then reads the reports. What can't be used is remembered, to be told."""
    inputs = [(file.file_id, plain(file.name), file.getvalue()) for file in files]
    plans = [each for each in inputs if is_plan(each[2])]
    reports = [(name, data) for file_id, name, data in inputs if file_id not in {plan[0] for plan in plans}]
    _take_in(plans)
    if reports:
        _read_reports(reports, bar, say, sample=False)
    elif (now := state.loaded()) and not now.sample:
        state.put_away()


def _take_in(plans: list[tuple[str, str, bytes]]) -> None:
    """What was decided and said of apps in saved plans. If one can't be used, none changes anything."""
    try:
        saved = [(file_id, load_plan(data, name, load_content())) for file_id, name, data in plans]
    except UnusableInput as error:
        state.fail(error.code, error.values)
        return
    for file_id, plan in saved:
        state.take_in(file_id, plan)


def _read_reports(reports: list[tuple[str, bytes]], bar: "DeltaGenerator", say: Words, *, sample: bool) -> None:
    """Reads, with a progress bar for what takes a while: a report of one block is read before anybody could look at a bar."""
    from coach.activity import activities
    from coach.reading import MAX_BYTES, read_report

    try:
        size = sum(len(data) for _, data in reports) / _MB
        report = read_report(reports, lambda share: _advance(bar, share, size, say))
        state.keep(report, activities(report), sample=sample)
    except UnusableInput as error:
        state.put_away()
        state.fail(error.code, error.values)
    except MemoryError:
        state.put_away()
        state.fail("too-large", {"name": reports[0][0], "megabytes": MAX_BYTES // 1024**2})


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
