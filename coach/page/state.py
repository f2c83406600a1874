"""What the session remembers, and nothing beyond it: no global cache ever holds a report."""

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coach.catalogue import Naming
from coach.models import LANGS
from coach.plan import Plan, merged

if TYPE_CHECKING:
    from coach.models import Activity, Report

_LOADED, _FAILURE, _PLAN, _SAMPLE_PLAN, _TAKEN, _READ, _UPLOADER = (
    "loaded",
    "failure",
    "plan",
    "sample_plan",
    "taken_in",
    "read_files",
    "uploader",
)


class Loaded(NamedTuple):
    """The report in hand."""

    report: "Report"
    activities: "tuple[Activity, ...]"
    sample: bool


class Failure(NamedTuple):
    """Why the last input could not be used: a code of the words, and what fills its gaps."""

    code: str
    values: dict[str, str | int]


def loaded() -> Loaded | None:
    found: Loaded | None = st.session_state.get(_LOADED)
    return found


def failure() -> Failure | None:
    found: Failure | None = st.session_state.get(_FAILURE)
    return found


def keep(report: "Report", activities: "tuple[Activity, ...]", *, sample: bool) -> None:
    before = loaded()
    if before and before.sample != sample:
        _forget_fields()  # the sample week and the person's own report have a plan each
    st.session_state[_LOADED] = Loaded(report, activities, sample)


def fail(code: str, values: dict[str, str | int]) -> None:
    st.session_state[_FAILURE] = Failure(code, values)


def mend() -> None:
    """Forgets why the last input could not be used."""
    st.session_state[_FAILURE] = None


def put_away() -> None:
    """Takes the report in hand away; what was decided and said stays."""
    st.session_state[_LOADED] = None


def files_read() -> tuple[str, ...]:
    """Ids of the uploaded files that were read last."""
    found: tuple[str, ...] = st.session_state.get(_READ, ())
    return found


def note_files_read(ids: tuple[str, ...]) -> None:
    st.session_state[_READ] = ids


def plan() -> Plan:
    """What the person decided and said of apps. The sample week has a plan of its own: nothing was changed on the person's phone."""
    found: Plan = st.session_state.setdefault(_plan_key(), Plan())
    return found


def change(made: Plan) -> None:
    st.session_state[_plan_key()] = made


def _plan_key() -> str:
    now = loaded()
    return _SAMPLE_PLAN if now and now.sample else _PLAN


def anew(name: str) -> str:
    """Key of what an app is picked in: another one for every app that is open, so that no old pick stays marked or hinders the next."""
    return f"{name} of {st.session_state.get('open_app', '')}"


def uploader() -> str:
    """Key of the uploader: another one after everything was forgotten, as a browser keeps showing what one has held."""
    number: int = st.session_state.get(_UPLOADER, 0)
    return f"report_files {number}" if number else "report_files"


def anything_to_forget() -> bool:
    return bool(loaded() or failure() or files_read() or plan() != Plan())


def forget() -> None:
    """Forgets the report, the uploaded files, the plan and every choice, but for the language."""
    lang, number = st.session_state.get("lang"), st.session_state.get(_UPLOADER, 0)
    if context := get_script_run_ctx():
        # st.session_state.clear() leaves the names of widgets and what buttons were given to remember, so the whole state goes.
        session = context.session_state._state
        session.clear()
        session._new_widget_state.widget_metadata.clear()
        context.uploaded_file_mgr.remove_session_files(context.session_id)
    st.session_state["lang"], st.session_state[_UPLOADER] = lang, number + 1


def take_in(data: bytes, saved: Plan) -> None:
    """A saved plan, once: as long as its file stays in the uploader it is read again, and must not undo what was decided since."""
    taken: set[bytes] = st.session_state.setdefault(_TAKEN, set())
    mark = hashlib.sha256(data).digest()
    if mark in taken:
        return
    taken.add(mark)
    st.session_state[_PLAN] = merged(st.session_state.get(_PLAN, Plan()), saved)
    _forget_fields()


def _forget_fields() -> None:
    """What stands in the fields for names and kinds of apps: they are filled from the plan anew."""
    for key in [
        key for key in st.session_state if str(key).startswith(tuple(f"{field} {lang} " for field in ("types", "name") for lang in LANGS))
    ]:
        del st.session_state[key]


def name_app(bundle_id: str, naming: Naming) -> None:
    """What the person says of an app."""
    change(plan().model_copy(update={"apps": {**plan().apps, bundle_id: naming}}))
