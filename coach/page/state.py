"""What the session remembers, and nothing beyond it: no global cache ever holds a report."""

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from coach.catalogue import Naming, Namings

if TYPE_CHECKING:
    from coach.models import Activity, Report

_LOADED, _FAILURE, _NAMINGS, _READ = "loaded", "failure", "namings", "read_files"


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


def take_in(said: Namings) -> None:
    """What a saved plan says of apps; it counts more than what was said before."""
    namings().update(said)
    for bundle_id in said:
        for field in ("types", "name"):
            st.session_state.pop(f"{field} {bundle_id}", None)


def namings() -> dict[str, Naming]:
    """What the person said of apps, by id."""
    found: dict[str, Naming] = st.session_state.setdefault(_NAMINGS, {})
    return found
