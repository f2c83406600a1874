"""Your report: drop a file, or try a sample; how to get one from an iPhone, and from an Android phone."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from coach.content import FOLDER, Content, GettingReport, load_content
from coach.errors import Refusal, UnusableInput
from coach.models import PLATFORMS
from coach.page import focus, session
from coach.page.fold import fold
from coach.plan import Plan, is_plan, load_plan
from coach.text import markdown, plain
from coach.words import Words

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.uploaded_file_manager import UploadedFile

ANCHOR = "report"
"""Where links on the page lead to."""
SAMPLE, _SAMPLE_PHONE = FOLDER / "ios" / "sample.ndjson", FOLDER / "android" / "sample.zip"
_MB = 1024 * 1024
_TRIMMED_FILE = "privacy-coach-phone.txt"


def show(words: Words) -> None:
    st.container(key="report_heading").header(words("page.report"), anchor=ANCHOR)
    what = st.empty()
    files = st.file_uploader(words("page.drop"), accept_multiple_files=True, key=session.uploader_key(), label_visibility="collapsed")
    answer = st.container()
    buttons = st.container(horizontal=True)
    sample = SAMPLE if buttons.button(words("page.sample"), key="sample") else None
    sample = _SAMPLE_PHONE if buttons.button(words("page.sample-phone"), key="sample_phone") else sample
    can_trim, can_forget = buttons.empty(), buttons.empty()
    with st.container(key="report_folds"):
        forgetting = st.container(key="forgetting")
        fold(words("page.how-to-get"), "how_to_get", partial(_how_to_get, words))
        fold(words("page.how-to-get-android"), "how_to_get_android", partial(_how_to_get_android, words))
    _take(files, words, sample)
    if not session.now().loaded:
        what.markdown(markdown(words("page.what")))
    with answer:
        _answer(files, words)
    if (now := session.now().loaded) and now.report.android and not now.sample:
        copy, label = partial(_trimmed, files), words("page.save-trimmed")
        can_trim.download_button(
            label, copy, _TRIMMED_FILE, "text/plain", key="save_trimmed", on_click="ignore", help=words("page.save-trimmed-help")
        )
    if session.now().anything_to_forget:
        can_forget.button(words("page.forget"), key="forget", on_click=session.ask_to_forget, help=words("page.forget-help"))
    with forgetting:
        _forgetting(words)
    focus.show("forget", ".st-key-forget_word")
    focus.show("report", ".st-key-report_heading h2")


def _take(files: "Sequence[UploadedFile]", words: Words, sample: Path | None) -> None:
    """Reads what has not been read yet; else a sample, if asked for.

    A click while a file is read ends this run in the middle. Files count as read once they are, so the next run reads them from the start.
    """
    ids = tuple(file.file_id for file in files)
    bar = st.empty()
    if ids != session.now().files_read:
        session.mend()
        session.let_go(ids)
        if files:
            _read(files, bar, words)
        elif (now := session.now().loaded) and not now.sample:
            session.put_away()
        session.remember(files_read=ids)
    elif sample:
        session.mend()
        _read_reports([(sample.name, sample.read_bytes())], bar, words, sample=True)
    bar.empty()


def _answer(files: "Sequence[UploadedFile]", words: Words) -> None:
    """What became of the listed files, where the verdict above doesn't say it."""
    for failure in session.now().failures:
        st.error(markdown(words(f"unusable.{failure.code}", **failure.values)))
    now, plan = session.now().loaded, session.now().plan
    if now and now.sample and files:
        st.info(markdown(words("page.set-aside")))
        st.button(words("page.set-aside-back"), key="set_aside_back", on_click=session.read_again)
    elif plan != Plan() and session.now().taken:
        taken = words("page.plan-taken", n=len(plan.choices)) if plan.choices else words("page.plan-taken-apps")
        st.success(markdown(words.together(taken, "" if now else words("page.plan-read"))))


def _forgetting(words: Words) -> None:
    """The question before everything is forgotten, and the word that it is."""
    if session.now().forgetting == "asked":
        st.container(key="forget_word").warning(
            markdown(words.together(words("page.forget-ask"), words("page.forget-plan") if session.now().unsaved else ""))
        )
        with st.container(horizontal=True):
            st.button(words("page.forget-not"), key="forget_not", on_click=session.keep_all)
            st.button(words("page.forget-now"), key="forget_now", on_click=session.forget)
    elif session.now().forgetting == "done":
        st.container(key="forget_word").success(markdown(words("page.forgotten")))


def _read(files: "Sequence[UploadedFile]", bar: "DeltaGenerator", words: Words) -> None:
    """Takes in saved plans, then reads the reports. What can't be used is remembered, to be told."""
    inputs = [(file.file_id, plain(file.name), file.getvalue()) for file in files]
    plans = [each for each in inputs if is_plan(each[2])]
    reports = [(name, data) for file_id, name, data in inputs if file_id not in {plan[0] for plan in plans}]
    _take_in(plans)
    if reports:
        _read_reports(reports, bar, words, sample=False)
    elif (now := session.now().loaded) and not now.sample:
        session.put_away()


def _take_in(plans: list[tuple[str, str, bytes]]) -> None:
    """What was decided and said of apps in saved plans. If one can't be used, none changes anything."""
    try:
        saved = [(file_id, _plan_of(data, name)) for file_id, name, data in plans]
    except UnusableInput as error:
        session.fail(error.refusal)
        return
    for file_id, plan in saved:
        session.take_in(file_id, plan)


def _plan_of(data: bytes, name: str) -> Plan:
    """A plan, whichever phone it was made for. Raises UnusableInput as `load_plan` does for the first kind of phone."""
    refused: UnusableInput | None = None
    for platform in PLATFORMS:
        try:
            return load_plan(data, name, load_content(platform))
        except UnusableInput as error:
            refused = refused or error
    raise refused or UnusableInput("plan-file", name=name)


def _trimmed(files: "Sequence[UploadedFile]") -> str:
    """Of the files of an Android phone only what is read of them, made when it is asked for."""
    from coach.reading.android.texts import read_texts, trimmed_copy

    inputs = [(plain(file.name), file.getvalue()) for file in files]
    texts = []
    for name, data in inputs:
        with suppress(UnusableInput):  # a plan, or a file that was passed over
            texts += read_texts(data, name)
    return trimmed_copy(texts)


def _read_reports(reports: list[tuple[str, bytes]], bar: "DeltaGenerator", words: Words, *, sample: bool) -> None:
    """Reads, with a progress bar for what takes a while: a report of one block is read before anybody could look at a bar."""
    from coach.activity import activities
    from coach.identity import same_app
    from coach.reading import MAX_INPUT, read_report

    try:
        size = sum(len(data) for _, data in reports) / _MB
        report = read_report(reports, lambda share: _advance(bar, share, size, words))
        content = load_content(report.platform)
        report = same_app(report, content)
        session.keep(report, activities(report, content), sample=sample)
    except UnusableInput as error:
        session.put_away()
        session.fail(error.refusal, *error.others)
    except MemoryError:
        session.put_away()
        session.fail(Refusal("too-large", {"name": reports[0][0], "megabytes": MAX_INPUT // 1024**2}))


def _advance(bar: "DeltaGenerator", share: float, size: float, words: Words) -> None:
    """size: of all inputs, in MB."""
    if share < 1 <= size:
        bar.progress(share, text=words("page.reading", done=round(share * size), all=round(size)))


def _how_to_get(words: Words) -> None:
    """One tab for each way that iOS versions go, newest first."""
    content = load_content()
    ways = content.getting_report
    for way, tab in zip(ways, st.tabs([way.versions[words.lang] for way in ways]), strict=True):
        tab.markdown(_steps(way, content, words))
    _notes(content, words)


def _how_to_get_android(words: Words) -> None:
    """The way that any Android phone goes, step by step; then what makers have instead, and the line for those who have a cable."""
    content = load_content("android")
    first, *others = content.getting_report
    st.markdown(_steps(first, content, words))
    for way in others:
        told = words("android.get.other", path=way.path[words.lang], save=way.save[words.lang])
        untried = "" if words.lang in way.sure else words("android.get.untried")
        st.markdown(f"**{markdown(way.versions[words.lang])}**  \n{markdown(words.together(told, untried))}")
        if way.command:
            st.code(way.command, language=None, wrap_lines=True)
    _notes(content, words)


def _steps(way: GettingReport, content: Content, words: Words) -> str:
    steps = (
        words(f"{content.platform}.get.{step}", path=way.path[words.lang], save=way.save[words.lang])
        for step in ("turn-on", "wait", "save", "send", "drop")
    )
    return "\n".join(f"{number}. {markdown(step)}" for number, step in enumerate(steps, 1))


def _notes(content: Content, words: Words) -> None:
    notes = ("version", "name", "holds", "keeps-week", "off-erases")
    st.caption("\n".join(f"- {markdown(words(f'{content.platform}.get.{note}'))}" for note in notes))
