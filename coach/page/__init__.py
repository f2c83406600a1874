"""The page, the only folder that imports streamlit: one module per section, top to bottom.

header   title, language, the promise            story    one app's story
verdict  score, headline, the changes            walk     one change at a time; the plan
check    what became of a saved plan             paper    the one page to print
trend    week by week                            upload   drop a report, or try the sample week
apps     all apps, as a list and in pictures     method   rules, sources, limits, versions

look     stylesheet, theme                       picture  a picture with its title and table
state    what the session remembers              choice   a choice that outlasts a switch of language
shown    the verdict in hand, for all sections   fold     what is drawn once it is opened
focus    the keyboard's place                    portion  a long list, part by part
streamlit_private  all that is private to Streamlit and used or replaced here
"""

import gc
from functools import cache

import streamlit as st

from coach.page import header, state, upload
from coach.words import in_each_language


def show() -> None:
    """Draws the whole page for this run. What is asked for comes first: without a report the uploader, with one the verdict."""
    st.set_page_config(page_title=in_each_language("page.title"), page_icon="🧭", layout="centered")
    say = header.show()
    results = st.container()
    upload.show(say)
    # Title and upload stand before pandas and altair are loaded.
    from coach.page import apps, check, method, paper, trend, verdict, walk

    _set_modules_aside()
    if loaded := state.loaded():
        with results:
            shown = verdict.show(loaded, say)
            check.show(shown)
            trend.show(loaded, shown)
            apps.show(loaded, shown)
            walk.show(loaded, shown)
            if shown.assessment.apps:
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
