"""Your report: drop a file, or try the sample week; how to get one from the iPhone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from coach.content import FOLDER, load_content
from coach.page import state
from coach.text import markdown, plain
from coach.words import Words

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_SAMPLE = FOLDER / "sample.ndjson"


def show(say: Words) -> None:
    st.header(say("page.report"), anchor=False)
    _translate_uploader(say)
    files = st.file_uploader(say("page.drop"), accept_multiple_files=True, key="report_files")
    sample = st.button(say("page.sample"), key="sample")
    with st.expander(say("page.how-to-get")):
        _how_to_get(say)
    ids = tuple(file.file_id for file in files)
    if sample:
        _read([(_SAMPLE.name, _SAMPLE.read_bytes())], say, sample=True)
        state.note_files_read(ids)
    elif ids != state.files_read():
        state.note_files_read(ids)
        if files:
            _read(_named(files), say, sample=False)
        else:
            state.clear()
    if failure := state.failure():
        st.error(markdown(say(f"unusable.{failure.code}", **failure.values)))
    if (loaded := state.loaded()) and loaded.sample:
        st.info(markdown(say("page.sample-note")))


def _named(files: "Sequence[UploadedFile]") -> list[tuple[str, bytes]]:
    return [(plain(file.name), file.getvalue()) for file in files]


def _read(inputs: list[tuple[str, bytes]], say: Words, *, sample: bool) -> None:
    """Reads with a progress bar, and remembers the report or why there is none."""
    bar = st.progress(0.0, text=say("page.reading"))
    from coach.activity import activities
    from coach.reading import UnusableInput, read_report

    try:
        report = read_report(inputs, lambda share: _advance(bar, share, say))
        state.keep(report, activities(report), sample=sample)
    except UnusableInput as error:
        state.fail(error.code, error.values)
    bar.empty()


def _advance(bar: "DeltaGenerator", share: float, say: Words) -> None:
    bar.progress(min(share, 1.0), text=say("page.reading"))


def _how_to_get(say: Words) -> None:
    content = load_content()
    path = content.path("privacy-report", content.ios[-1])[say.lang]
    older = content.path("privacy-report", content.ios[0])[say.lang]
    steps = ("turn-on", "share", "drop")
    st.markdown("\n".join(f"{number}. {markdown(say(f'get.{step}', path=path))}" for number, step in enumerate(steps, 1)))
    st.caption(markdown(say("get.older", path=older)))
    st.caption(markdown(say("get.note")))


def _translate_uploader(say: Words) -> None:
    """The uploader's own texts can't be set, so in Chinese style sheets put ours in their place."""
    if say.lang == "en":
        return
    area = ".st-key-report_files [data-testid='stFileUploaderDropzone']"
    button, hint = f"{area} button p", f"{area} [data-testid='stFileUploaderDropzoneInstructions'] span"
    st.html(
        f"<style>{button}, {hint} {{font-size: 0}}"
        f"{button}::after {{font-size: 1rem; content: '{say('page.browse')}'}}"
        f"{hint}::after {{font-size: 0.875rem; content: '{say('page.limit')}'}}</style>"
    )
