"""All that the coach uses of Streamlit that is not for others to use: what it replaces, reads and looks for, in this one place.

It holds for the versions in `CHECKED`, which are the only ones that requirements.txt allows; a server of another one does not start.
For a new version: read what each part below says of it, run the tests, and add it here and there.
"""

import asyncio
from collections import defaultdict
from contextvars import ContextVar
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import streamlit
from streamlit import config, net_util
from streamlit import runtime as runtimes
from streamlit.config_option import ConfigOption
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import app_session, memory_session_storage, runtime, websocket_session_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.session_manager import SessionInfo

CHECKED = ("1.67.0",)

PARTS = {
    "block": ".stMainBlockContainer",
    "stack": "[data-testid=stVerticalBlock]",
    "caption": "[data-testid=stCaptionContainer]",
    "metric": "[data-testid=stMetric]",
    "toolbar": "[data-testid=stElementToolbar]",
    "primary": "[data-testid=stBaseButton-primary]",
    "chosen": "[data-testid=stMultiSelectTagsContainer] [data-tag]",
    "dropzone": "[data-testid=stFileUploaderDropzone]",
    "instructions": "[data-testid=stFileUploaderDropzoneInstructions]",
    "cut_off": "[data-testid=stApp]:not([data-test-connection-state=CONNECTED])",
    "picture": "[data-testid=stFullScreenFrame]:has([data-testid=stVegaLiteChart])",
    "columns": '[data-testid=stElementToolbarButton]:has([aria-label="Show/hide columns"])',
    "column_menu": "[data-testid=stDataFrameColumnMenu] > [role=menu]",
    # Those below are for the tests and benchmarks alone.
    "connected": "[data-testid=stApp][data-test-connection-state=CONNECTED]",
    "idle": "[data-testid=stApp][data-test-script-state=notRunning]",
    "running": "[data-testid=stApp]:not([data-test-script-state=notRunning])",
    "plain_text": "[data-testid=stText]",
    "main": "[data-testid=stMain]",
    "skeleton": "[data-testid=stSkeleton]",
    "uploader": "[data-testid=stFileUploader]",
    "drop": "[data-testid=stFileUploaderDropzoneInput]",
    "alert": "[data-testid=stAlert]",
    "progress": "[data-testid=stProgress]",
    "table": "[data-testid=stDataFrame]",
    "value": "[data-testid=stMetricValue]",
    "text": "[data-testid=stMarkdownContainer]",
    "texts": "[data-testid=stMarkdown]",
    "fold": "[data-testid=stExpanderDetails]",
    "several": "[data-testid=stMultiSelect]",
}
"""Where content/page.css, tests and benchmarks find parts of Streamlit's page. `cut_off`: the page whose server has gone."""


class Label(NamedTuple):
    """What Streamlit's own parts say, in English whatever the page speaks: as a text, or as a name for screen readers."""

    key: str
    """Its words under `[streamlit]` in content/*/words.toml."""
    where: str
    """A selector of the elements that say it."""
    english: str
    """A regular expression of JavaScript for the whole of it; a named group fills the placeholder of that name in the words."""


_DROP = "[data-testid=stFileUploader]"
_CHOICE = "[data-testid=stSelectbox] *, [data-testid=stMultiSelect] *"
_OPTIONS = ":is([data-testid=stSelectboxVirtualDropdown], [data-testid=stMultiSelectDropdown])"
_SPOKEN = "[role=log] > div"
_TOOLS = "[data-testid=stElementToolbar] button, [data-testid=stBaseButton-elementToolbar], [data-testid=stTooltipContent] p"
_FIND = "[data-testid=stDataFrame] :is(label, button, [data-testid=search-result-area])"
_MENU = PARTS["column_menu"]
_NOTICE = "section[role=dialog]"
LABELS = (
    Label("skip", "[data-testid=stSkipToContent]", ".+"),
    Label("upload", f"{_DROP} button p", "Upload"),
    Label("limit", f"{_DROP} {PARTS['instructions']} span", r"\S+ per file"),
    Label("add-files", f"{_DROP} button, {_DROP} button span", "Add files|add icon"),
    Label("remove", f"{_DROP} button, {_CHOICE}", "Remove (?<name>.+)"),
    Label("cancel-upload", f"{_DROP} button", "Cancel upload of (?<name>.+)"),
    Label("anchor", "[data-testid=stHeaderActionElements] a", "Link to heading"),
    Label("help", "[data-testid=stTooltipIcon] button", "Help for (?<name>.+)"),
    Label("choose", _CHOICE, "Choose an option|Choose options"),
    Label("open", _CHOICE, "Open"),
    Label("clear", _CHOICE, "Clear all|Clear value"),
    Label("chosen", _CHOICE, "Selected values"),
    Label("all", f"{_OPTIONS} [role=option] *", "Select all"),
    Label("matches", f"{_OPTIONS} [role=option] *", r"Select (?<n>\d+) matches"),
    Label("nothing", f"{_OPTIONS} [role=option] *", "No results"),
    Label("close", f"{_OPTIONS} button, [role=dialog] button", "Dismiss|Close"),
    Label("options", _SPOKEN, r"(?<n>\d+) options? available\."),
    Label("selected", _SPOKEN, "(?<name>.+), selected"),
    Label("apply", "[data-testid=InputInstructions] span", "Press Enter to apply"),
    Label("progress", f"{PARTS['progress']} *", "progress"),
    Label("picture", "[data-testid=stVegaLiteChart]", "visualization"),
    Label("save-table", _TOOLS, "Download as CSV"),
    Label("copy", _TOOLS, "Copy to clipboard|Copied"),
    Label("search", _TOOLS, "Search"),
    Label("large", _TOOLS, "Fullscreen"),
    Label("small", _TOOLS, "Close fullscreen"),
    Label("find", _FIND, "Type to search"),
    Label("previous", _FIND, "Previous Result"),
    Label("next", _FIND, "Next Result"),
    Label("close", _FIND, "Close Search"),
    Label("found", _FIND, r"(?<all>\d+) results?"),
    Label("found-over", _FIND, r"over (?<all>\d+)"),
    Label("found-at", _FIND, r"(?<n>\d+) of (?<all>\d+) results?"),
    Label("found-at-over", _FIND, r"(?<n>\d+) of over (?<all>\d+)"),
    Label("column", _MENU, "Dataframe column menu"),
    Label("up", f"{_MENU} *", "Sort ascending"),
    Label("down", f"{_MENU} *", "Sort descending"),
    Label("autosize", f"{_MENU} *", "Autosize"),
    Label("pin", f"{_MENU} *", "Pin column"),
    Label("unpin", f"{_MENU} *", "Unpin column"),
    Label("stopped", f"{_NOTICE} h2", "Connection error"),
)
SILENT = (
    "[role=img][aria-label$=' icon']",
    "[data-testid=stVegaLiteChart] > *",
    "[data-testid=stFileUploaderDropzoneInput]",
    f"{_NOTICE} h2 + div > *",
)
"""What screen readers had better leave out, as it says nothing or says it in English: icons, the marks of a picture one by one (its name
and its table tell what it shows), the browser's own field beside the button that opens it, and the advice to look for the internet."""


_NEEDED = ("Metric", "Multiselect", "Checkbox", "Progress", "Selectbox", "TextInput", "DownloadButton", "IFrame", "ArrowVegaLiteChart")
_NEEDED_WITHIN = ("loadVegaEmbed", "embed", "vega-interpreter")


@cache
def scripts_to_come() -> tuple[str, ...]:
    """Addresses, from the page's own, of those parts of Streamlit's program that a verdict needs and the first screen does not: it loads
    each as it is first drawn, and draws what stands beside it only some 300 ms after. One that is not there under its name loads later."""
    folder = resources.files(streamlit).joinpath("static", "static", "js")
    names = sorted(each.name for each in folder.iterdir())
    return tuple(f"./static/js/{name}" for name in names if name.partition(".")[0] in (*_NEEDED, *_NEEDED_WITHIN) and name.endswith(".js"))


def version() -> str:
    return streamlit.__version__


# Options. A change of any configuration file makes Streamlit read all options anew, and with them forget what was set in code.


def option(name: str) -> Any:
    return config.get_option(name)


def outside(name: str) -> tuple[object, str] | None:
    """What a file, the environment or the command line says of an option, and which of them; None where none does."""
    return (config.get_option(name), config.get_where_defined(name)) if config.is_manually_set(name) else None


def set_for_good(options: dict[str, object]) -> None:
    """Sets options, now and after each time that they are read anew."""

    def set_all() -> None:
        for name, value in options.items():
            config.set_option(name, value, ConfigOption.STREAMLIT_DEFINITION)

    config.on_config_parsed(set_all, force_connect=True)
    set_all()


def is_bound() -> bool:
    """Whether `streamlit run` has opened the port already, as it does before it looks at app.py."""
    return config._server_mode == "starlette-app"


# Look-ups. To tell whether an origin is this machine, Streamlit asks a service on the internet for this machine's outside address.


def never_look_up_addresses() -> None:
    net_util.get_internal_ip = net_util.get_external_ip = _nothing


def _nothing() -> None:
    return None


# What a page may ask of the server. Left out: to read the state of Git, clear caches, watch files, install files for coding agents.

_ANSWERED = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
_OPERATIONS = {"deferred_file", "dataframe_chunk"}


class PageSession(app_session.AppSession):
    """A session that answers what the coach's page asks, and nothing else."""

    def handle_backmsg(self, msg: BackMsg) -> None:
        if msg.WhichOneof("type") in _ANSWERED:
            super().handle_backmsg(msg)

    def _create_backend_operation_dispatcher(self) -> Any:
        dispatcher = super()._create_backend_operation_dispatcher()
        dispatcher._handlers = {name: handler for name, handler in dispatcher._handlers.items() if name in _OPERATIONS}
        return dispatcher


# Files to download. Streamlit keeps what a button has made until two more runs have ended, of whatever session.


class MediaFiles(MediaFileManager):
    """Knows which session each download was made for, so that it can be forgotten with it."""

    def __init__(self, storage: Any) -> None:
        super().__init__(storage)
        self._made: defaultdict[str, set[str]] = defaultdict(set)

    def execute_deferred(self, file_id: str) -> str:
        entry = self._deferred_callables.get(file_id)
        url = super().execute_deferred(file_id)
        if entry:
            with self._lock:
                self._made[entry["session_id"]].add(PurePosixPath(url).stem)
                gone = file_id not in self._deferred_callables
            if gone:  # forgotten while it was made
                self.forget(entry["session_id"])
        return url

    def clear_session_refs(self, session_id: str | None = None) -> None:
        super().clear_session_refs(session_id)
        if session_id is not None:  # named only when a session ends
            self.forget(session_id)

    def forget(self, session_id: str) -> None:
        """All that a session could download is gone when this returns, but for what another session could download as well."""
        with self._lock:
            for file_id in list(self._deferred_ids_by_session.get(session_id, ())):
                self._drop_deferred_id(file_id)
            mine = self._made.pop(session_id, set()) | set(self._files_by_session_and_coord.pop(session_id, {}).values())
            mine -= set().union(*self._made.values(), *(files.values() for files in self._files_by_session_and_coord.values()))
            for file_id in mine & self._file_metadata.keys():
                self._delete_file(file_id)


# Closed pages. One that the browser closed or left for another page ends its channel by "going away" (RFC 6455, 1001), and nobody comes
# back to it; one on a laptop that sleeps ends by a channel that breaks.

GOING_AWAY = 1001
COMES_BACK_S = 5
"""How long a page that went away is kept, should it have been another thing after all."""
PAGES_ASLEEP = 1
"""A report is kept for a laptop that sleeps, a day at most. But only that of the last page: over ten reports of 100 MB memory grew 1.2-fold
with one page kept, and 3.7-fold with all of them (`python -m benchmarks.tabs`)."""

closed_by: ContextVar[int | None] = ContextVar("closed_by", default=None)
"""The code that the channel being closed right now ended with; set by `coach.server`, which sees it."""


class PagesAsleep(MemorySessionStorage):
    """Sessions whose browser is away: the last is kept, older ones are ended and lose what they hold; one that went away, soon."""

    def save(self, session_info: SessionInfo) -> None:
        super().save(session_info)
        if closed_by.get() == GOING_AWAY:
            asyncio.get_running_loop().call_later(COMES_BACK_S, self._end, session_info)
        for older in self.list()[:-PAGES_ASLEEP]:
            self._end(older)

    def _end(self, info: SessionInfo) -> None:
        """Nothing for a session that somebody came back to."""
        if self.get(info.session.id) is info:
            self.delete(info.session.id)
            info.session.shutdown()
            info.session.session_state.clear()


def replace_classes() -> None:
    """Makes `streamlit.App` use the classes above."""
    websocket_session_manager.AppSession = PageSession  # type: ignore[attr-defined]
    runtime.MediaFileManager = MediaFiles  # type: ignore[attr-defined]
    memory_session_storage.MemorySessionStorage = PagesAsleep  # type: ignore[misc]


# The session that is running.


def forget_session() -> None:
    """Forgets all that the running session holds: state, names of widgets, uploads, and what could be downloaded."""
    if context := get_script_run_ctx():
        # st.session_state.clear() leaves the names of widgets and what buttons were given to remember, so the whole state goes.
        state = context.session_state._state
        state.clear()
        state._new_widget_state.widget_metadata.clear()
        context.uploaded_file_mgr.remove_session_files(context.session_id)
        if runtimes.exists() and isinstance(files := runtimes.get_instance().media_file_mgr, MediaFiles):
            files.forget(context.session_id)
