"""What the session remembers, and nothing beyond it: no global cache ever holds a report."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from coach.catalogue import Naming
from coach.models import LANGS
from coach.page import streamlit_private
from coach.plan import Plan, merged

if TYPE_CHECKING:
    from coach.models import Activity, Report

_LOADED, _FAILURES, _PLAN, _SAMPLE_PLAN, _SAVED, _CHANGES, _TAKEN, _READ, _UPLOADER, _FORGETTING, _FOCUS = (
    "loaded",
    "failures",
    "plan",
    "sample_plan",
    "saved_plan",
    "changes_of_plan",
    "taken_in",
    "read_files",
    "uploader",
    "forgetting",
    "focus",
)


class Loaded(NamedTuple):
    """The report in hand."""

    report: "Report"
    activities: "tuple[Activity, ...]"
    sample: bool


class Failure(NamedTuple):
    """Why an input could not be used: a code of the words, and what fills its gaps."""

    code: str
    values: dict[str, str | int]


def loaded() -> Loaded | None:
    found: Loaded | None = st.session_state.get(_LOADED)
    return found


def failures() -> tuple[Failure, ...]:
    """Why each of the last inputs that could not be used could not."""
    found: tuple[Failure, ...] = st.session_state.get(_FAILURES, ())
    return found


def keep(report: "Report", activities: "tuple[Activity, ...]", *, sample: bool) -> None:
    before = loaded()
    if before and before.sample != sample:
        _forget_fields()  # the sample week and the person's own report have a plan each
    st.session_state[_LOADED] = Loaded(report, activities, sample)
    focus_on("headline")


def fail(code: str, values: dict[str, str | int]) -> None:
    st.session_state[_FAILURES] = (*failures(), Failure(code, values))


def mend() -> None:
    """Forgets why the last inputs could not be used, and what was said of forgetting: something new is asked."""
    st.session_state[_FAILURES] = ()
    st.session_state[_FORGETTING] = None


def put_away() -> None:
    """Takes the report in hand away; what was decided and said stays."""
    st.session_state[_LOADED] = None


def files_read() -> tuple[str, ...]:
    """Ids of the uploaded files that were read last."""
    found: tuple[str, ...] = st.session_state.get(_READ, ())
    return found


def note_files_read(ids: tuple[str, ...]) -> None:
    """To be called when they have been read, and not before: a click in the middle of it ends the run, and the next one begins anew."""
    st.session_state[_READ] = ids


def read_again() -> None:
    """Has the listed files read once more."""
    st.session_state[_READ] = ()


def plan() -> Plan:
    """What the person decided and said of apps. The sample week has a plan of its own: nothing was changed on the person's phone."""
    found: Plan = st.session_state.setdefault(_plan_key(), Plan())
    return found


def change(made: Plan) -> None:
    st.session_state[_plan_key()] = made
    st.session_state[_CHANGES] = st.session_state.get(_CHANGES, 0) + 1


@dataclass
class Saved:
    """The plan as it was last saved to a file or read from one. A button that saves is asked for its file while no page is drawn, and notes
    here what it gave."""

    plan: Plan


def saved() -> Saved:
    found: Saved = st.session_state.setdefault(_SAVED, Saved(Plan()))
    return found


def unsaved() -> int:
    """0 where the person's own plan is saved, or there is nothing to save; else a number that changes with the plan."""
    mine: Plan = st.session_state.get(_PLAN, Plan())
    changes: int = st.session_state.get(_CHANGES, 0)
    nothing = not (mine.choices or mine.apps)
    return 0 if nothing or mine == saved().plan else changes


def focus_on(place: str) -> None:
    """Has the keyboard's place moved to a part of the page, once it is drawn (`coach.page.focus`)."""
    _, turn = focused()
    st.session_state[_FOCUS] = (place, turn + 1)


def focused() -> tuple[str, int]:
    """The part of the page that the keyboard's place was last moved to, and how often it was moved so far."""
    found: tuple[str, int] = st.session_state.get(_FOCUS, ("", 0))
    return found


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
    return bool(loaded() or failures() or files_read() or plan() != Plan())


def forgetting() -> str | None:
    """`asked` while the person is asked whether to forget everything, `done` when that has just been done."""
    found: str | None = st.session_state.get(_FORGETTING)
    return found


def ask_to_forget() -> None:
    st.session_state[_FORGETTING] = "asked"
    focus_on("forget")


def keep_all() -> None:
    """Takes the question back."""
    st.session_state[_FORGETTING] = None
    focus_on("report")


def forget() -> None:
    """Forgets the report, the uploaded files, the plan, what could be downloaded and every choice, but for the language."""
    lang, number, (_, turn) = st.session_state.get("lang"), st.session_state.get(_UPLOADER, 0), focused()
    streamlit_private.forget_session()
    st.session_state["lang"], st.session_state[_UPLOADER], st.session_state[_FORGETTING] = lang, number + 1, "done"
    st.session_state[_FOCUS] = ("forget", turn + 1)


def take_in(file_id: str, plan: Plan) -> None:
    """A saved plan, once: as long as its file stays in the uploader it is read again, and must not undo what was decided since."""
    taken: set[str] = st.session_state.setdefault(_TAKEN, set())
    if file_id in taken:
        return
    taken.add(file_id)
    mine = st.session_state.get(_PLAN, Plan())
    st.session_state[_PLAN] = merged(mine, plan)
    if mine in (Plan(), saved().plan):
        saved().plan = st.session_state[_PLAN]
    _forget_fields()


def plans_listed() -> bool:
    """Whether a plan that was taken in still stands in the uploader."""
    return bool(st.session_state.get(_TAKEN))


def let_go(ids: tuple[str, ...]) -> None:
    """Of the plans that were taken in, only those whose files are still listed count as such: dropped again, one is read again."""
    st.session_state[_TAKEN] = st.session_state.get(_TAKEN, set()) & set(ids)


def _forget_fields() -> None:
    """What stands in the fields for names and kinds of apps: they are filled from the plan anew."""
    for key in [
        key for key in st.session_state if str(key).startswith(tuple(f"{field} {lang} " for field in ("types", "name") for lang in LANGS))
    ]:
        del st.session_state[key]


def name_app(bundle_id: str, naming: Naming) -> None:
    """What the person says of an app."""
    change(plan().model_copy(update={"apps": {**plan().apps, bundle_id: naming}}))
