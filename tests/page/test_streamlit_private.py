"""What the coach replaces inside Streamlit does what it is there for."""

import re
from pathlib import Path

import pytest
import streamlit
from google.protobuf import json_format
from streamlit import net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from coach.models import LANGS, Lang
from coach.page import streamlit_private
from coach.page.streamlit_private import LABELS, PARTS, MediaFiles, PageSession
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[2]
STATIC = Path(streamlit.__file__).parent / "static"


class Files:
    """The files of two sessions, A and B."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.storage = MemoryMediaFileStorage("/media")
        self.manager = MediaFiles(self.storage)
        self._monkeypatch = monkeypatch

    def button(self, session: str, text: str) -> str:
        """A button that makes a file when it is asked to; its id."""
        self._monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: session)
        return self.manager.add_deferred(lambda: text, "text/plain", f"place of {text}")

    def held(self) -> set[bytes]:
        return {file.content for file in self.storage._files_by_id.values()}


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def test_what_a_session_could_download_is_gone_at_once(files: Files) -> None:
    mine, theirs = files.button("A", "mine"), files.button("B", "theirs")
    for button in (mine, theirs):
        files.manager.execute_deferred(button)
    assert files.held() == {b"mine", b"theirs"}
    files.manager.forget("A")
    assert files.held() == {b"theirs"}
    with pytest.raises(MediaFileStorageError):
        files.manager.execute_deferred(mine)
    files.manager.execute_deferred(theirs)


def test_the_same_file_of_somebody_else_stays(files: Files) -> None:
    for session in "AB":
        files.manager.execute_deferred(files.button(session, "the same"))
    files.manager.forget("A")
    assert files.held() == {b"the same"}
    files.manager.forget("B")
    assert files.held() == set()


def test_a_session_that_ends_is_forgotten_whole(files: Files) -> None:
    files.manager.execute_deferred(files.button("A", "mine"))
    files.manager.clear_session_refs("A")
    assert files.held() == set()
    assert files.manager._deferred_callables == {}


def test_a_file_that_is_made_while_all_is_forgotten_does_not_stay(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    button = files.button("A", "mine")
    entry = files.manager._deferred_callables[button]

    def forget_and_make() -> str:
        files.manager.forget("A")
        return "mine"

    entry["callable"] = forget_and_make
    files.manager.execute_deferred(button)
    assert files.held() == set()


@pytest.mark.parametrize(
    "asked", ["load_git_info", "clear_cache", "set_run_on_save", "debug_shutdown_runtime", "debug_disconnect_websocket"]
)
def test_a_page_can_not_ask_for_what_the_coach_does_not_need(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str | None] = []
    monkeypatch.setattr(AppSession, "handle_backmsg", lambda _, message: heard.append(message.WhichOneof("type")))
    session = PageSession.__new__(PageSession)
    monkeypatch.setattr(PageSession, "__del__", lambda _: None)
    session.handle_backmsg(json_format.ParseDict({asked: True}, BackMsg()))
    assert heard == []
    session.handle_backmsg(BackMsg(app_heartbeat=True))
    assert heard == ["app_heartbeat"]


def test_no_address_of_this_machine_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("get_internal_ip", "get_external_ip"):
        monkeypatch.setattr(net_util, name, lambda: "192.0.2.1")
    streamlit_private.never_look_up_addresses()
    assert net_util.get_external_ip() is None
    assert net_util.get_internal_ip() is None


def test_what_is_private_to_streamlit_stands_in_one_file() -> None:
    """Its test ids, its private attributes, and classes that are put in place of its own."""
    private = re.compile(
        r"data-test|data-testid|\bst[A-Z][a-z]+[A-Z]\w+|session_state\._|\._state\b|uploaded_file_mgr|get_script_run_ctx|memory_session_storage"
    )
    folders = [ROOT / "coach", ROOT / "tests" / "browser", ROOT / "benchmarks"]
    sources = [ROOT / "app.py", ROOT / "content" / "page.css", *(path for folder in folders for path in folder.rglob("*.py"))]
    found = {path.relative_to(ROOT).as_posix() for path in sources if private.search(path.read_text(encoding="utf-8"))}
    assert found == {"coach/page/streamlit_private.py"}


def test_every_part_that_the_stylesheet_names_is_known() -> None:
    css = (ROOT / "content" / "page.css").read_text(encoding="utf-8")
    of_ours = set(re.findall(r"\$(\w+)", css)) - set(PARTS)
    assert of_ours == {"paper", "width", "height", "stopped_what"}, "else filled in by coach/page/look.py"


def test_every_label_that_is_replaced_is_one_of_this_streamlit() -> None:
    """Else a new version would speak English again without a word of it, where no browser looks."""
    program = "".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.js"))
    for label in LABELS:
        literal = re.sub(r"\(\?<\w+>[^)]*\)|\w\?|\\.\+?|\.\+| icon\b", "\0", label.english)
        begun = [" ".join(text.split()[:3]) for text in re.split(r"[\0|]", literal)]
        assert [text for text in begun if text not in program] == [], label.key


@pytest.mark.parametrize("lang", LANGS)
def test_every_label_has_its_words_with_the_values_that_it_holds(lang: Lang) -> None:
    words = {key.removeprefix("streamlit."): text for key, text in words_in(lang).texts.items() if key.startswith("streamlit.")}
    assert set(words) == {label.key for label in LABELS}
    for label in LABELS:
        assert set(re.findall(r"{(\w+)}", str(words[label.key]))) == set(re.findall(r"\(\?<(\w+)>", label.english)), label.key


def test_each_script_that_a_verdict_will_need_is_there_under_its_name() -> None:
    """Else it would load later than the page says, and nobody would notice. tests/browser/test_ready.py: no other one is needed."""
    told = streamlit_private.scripts_to_come()
    assert len(told) == len(streamlit_private._NEEDED) + len(streamlit_private._NEEDED_WITHIN)
    assert all((STATIC / script).is_file() for script in told)
