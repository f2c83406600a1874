"""What the session remembers, and nothing beyond it: no global cache ever holds a report."""

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from coach.catalogue import Naming

if TYPE_CHECKING:
    from coach.models import Activity, Report
    from coach.plan import Choice, Plan

_LOADED, _FAILURE, _NAMINGS, _CHOICES, _READ = "loaded", "failure", "namings", "choices", "read_files"


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


def take_in(plan: "Plan") -> None:
    """A saved plan; it counts more than what was said and decided before."""
    choices().update({(choice.bundle_id, choice.permission): choice for choice in plan.choices})
    namings().update(plan.apps)
    for bundle_id in plan.apps:
        for field in ("types", "name"):
            st.session_state.pop(f"{field} {bundle_id}", None)


def choices() -> "dict[tuple[str, str], Choice]":
    """What the person decided, by id of the app and permission."""
    found: dict[tuple[str, str], Choice] = st.session_state.setdefault(_CHOICES, {})
    return found


def namings() -> dict[str, Naming]:
    """What the person said of apps, by id."""
    found: dict[str, Naming] = st.session_state.setdefault(_NAMINGS, {})
    return found
