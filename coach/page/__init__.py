"""The page, the only folder that imports streamlit: one module per section, top to bottom.

header   title, language, the promise            paper   the one page to print
upload   drop a report, or try the sample week   method  rules, sources, limits, versions
verdict  score, headline, the changes            state   what the session remembers
apps     all apps, and one app's story           shown   the verdict in hand, for all sections
"""

import streamlit as st

from coach.page import header, state, upload
from coach.words import in_each_language


def show() -> None:
    """Draws the whole page for this run."""
    st.set_page_config(page_title=in_each_language("page.title"), page_icon="🧭", layout="centered")
    say = header.show()
    upload.show(say)
    # Title and upload stand before pandas and altair are loaded.
    from coach.page import apps, method, paper, verdict

    if loaded := state.loaded():
        shown = verdict.show(loaded, say)
        apps.show(loaded, shown)
        paper.show(loaded, shown)
    method.show(say)
