"""The page, the only folder that imports streamlit: one module per section, top to bottom.

header   title, language, the promise            walk    one change at a time; the plan
upload   drop a report, or try the sample week   paper   the one page to print
verdict  score, headline, the changes            method  rules, sources, limits, versions
check    what became of a saved plan             state   what the session remembers
trend    week by week                            shown   the verdict in hand, for all sections
apps     all apps, and one app's story             choice  a choice that outlasts a switch of language
                                                 fold    what is drawn once it is opened
"""

import gc
import time
from functools import cache

import streamlit as st

from coach.page import header, state, upload
from coach.words import in_each_language

# A moment in which the verdict is sent, so that the browser draws it before all the rest: it stands there some
# 100 ms earlier, and the whole page is no later (`python -m benchmarks.page`).
_PAUSE_S = 0.02


def show() -> None:
    """Draws the whole page for this run."""
    st.set_page_config(page_title=in_each_language("page.title"), page_icon="🧭", layout="centered")
    say = header.show()
    upload.show(say)
    # Title and upload stand before pandas and altair are loaded.
    from coach.page import apps, check, method, paper, trend, verdict, walk

    _set_modules_aside()
    if loaded := state.loaded():
        shown = verdict.show(loaded, say)
        time.sleep(_PAUSE_S)
        check.show(shown)
        trend.show(loaded, shown)
        apps.show(loaded, shown)
        walk.show(loaded, shown)
        paper.show(loaded, shown)
    method.show(say)


@cache
def _set_modules_aside() -> None:
    """Once, what is loaded by now is left out of collections of garbage.

    Streamlit collects at the end of every run, and what the run drew waits for it: 45 ms with pandas and altair loaded, next to none
    of it with them set aside (`python -m benchmarks.page`).
    """
    gc.collect()
    gc.freeze()
