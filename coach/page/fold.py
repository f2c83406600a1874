"""A fold that is filled once it is opened: what stays closed costs neither the page nor the browser anything."""

from collections.abc import Callable

import streamlit as st


def fold(label: str, name: str, fill: Callable[[], object]) -> None:
    """Draws a closed fold, and what `fill` draws inside it while it is open. `name` is its key."""
    folded = st.expander(label, key=name, on_change="rerun")
    if folded.open:
        with folded:
            fill()
