"""What the session remembers, and nothing beyond it: no global cache ever holds a report."""

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from coach.catalogue import Naming
from coach.models import LANGS
from coach.plan import Plan

if TYPE_CHECKING:
    from coach.models import Activity, Report

_LOADED, _FAILURE, _PLAN, _READ = "loaded", "failure", "plan", "read_files"


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
    st.session_state[_LOADED] = Loaded(report, activities, sample)


def fail(code: str, values: dict[str, str | int]) -> None:
    st.session_state[_FAILURE] = Failure(code, values)


def mend() -> None:
    """Forgets why the last input could not be used."""
    st.session_state[_FAILURE] = None


def clear() -> None:
    st.session_state[_LOADED] = None
    st.session_state[_FAILURE] = None


def files_read() -> tuple[str, ...]:
    """Ids of the uploaded files that were read last."""
    found: tuple[str, ...] = st.session_state.get(_READ, ())
    return found


def note_files_read(ids: tuple[str, ...]) -> None:
    st.session_state[_READ] = ids


def plan() -> Plan:
    """What the person decided and said of apps."""
    found: Plan = st.session_state.setdefault(_PLAN, Plan())
    return found


def change(made: Plan) -> None:
    st.session_state[_PLAN] = made


def take_in(saved: Plan) -> None:
    """A saved plan; it counts more than what was decided and said before."""
    mine = plan()
    change(Plan(report=saved.report or mine.report, choices=mine.choices + saved.choices, apps={**mine.apps, **saved.apps}))
    for bundle_id in saved.apps:
        for field in ("types", "name"):
            for lang in LANGS:
                st.session_state.pop(f"{field} {lang} {bundle_id}", None)


def name_app(bundle_id: str, naming: Naming) -> None:
    """What the person says of an app."""
    change(plan().model_copy(update={"apps": {**plan().apps, bundle_id: naming}}))
