"""The page, the only folder that imports streamlit: one module per section, top to bottom.

section_header   title, language, the promise            section_apps    all apps, as a list and in pictures
section_verdict  score, headline, the first changes      section_paper   the one page to print
section_check    what became of a saved plan             section_upload  drop a report, or try the sample week
section_trend    week by week                            section_method  rules, sources, limits, versions
section_walk     screen by screen; the plan              section_beside  what a report can't show, a wrong verdict

question what an app is for, asked and answered          story      that of one app
section_letter   in it: a letter to the company

session  what is remembered, one noun; keys of widgets   picture    a picture with its title and table
look     stylesheet, theme                               selection  a choice that outlasts a switch of language
focus    the keyboard's place                            fold       what is drawn once it is opened
portion  a long list, part by part
streamlit_private  all that is private to Streamlit and used or replaced here
"""

import gc
from functools import cache

import streamlit as st

from coach.content import load_content
from coach.models import LANGS
from coach.page import section_header, section_upload, session
from coach.words import in_each_language, words_in


def show() -> None:
    """Draws the whole page for this run. What is asked for comes first: without a report the uploader, with one the verdict."""
    st.set_page_config(page_title=in_each_language("page.title"), page_icon="🧭", layout="centered")
    words = section_header.show()
    results = st.container()
    section_upload.show(words)
    # Title and upload stand before pandas and altair are loaded.
    from coach.page import (
        section_apps,
        section_beside,
        section_check,
        section_method,
        section_paper,
        section_trend,
        section_verdict,
        section_walk,
    )
    from coach.wording import Wording

    _set_modules_aside()
    content = load_content()
    if loaded := session.now().loaded:
        with results:
            verdict = session.verdict()
            content = verdict.content
            say = Wording(content, words, content.version_of(verdict.system), verdict.report.summary)
            section_verdict.show(verdict, say, sample=loaded.sample)
            section_check.show(verdict, say)
            section_walk.show(verdict, say)
            section_apps.show(verdict, say)
            section_trend.show(verdict, say)
            if verdict.assessment.apps:
                section_paper.show(verdict, say)
            section_beside.show(verdict, say)
    section_method.show(content, words)
    _get_ready()


@cache
def _set_modules_aside() -> None:
    """Once, what is loaded by now is left out of collections of garbage.

    Streamlit collects at the end of every run, and what the run drew waits for it: 45 ms with pandas and altair loaded, next to none
    of it with them set aside (`python -m benchmarks.page`).
    """
    gc.collect()
    gc.freeze()


@cache
def _get_ready() -> None:
    """Once, behind all that is drawn, the sample week is judged and put on paper for nobody.

    What is made when it is first needed (tables of models, lists, Altair's own) takes longer than all the rest: no report waits for it.
    """
    from coach.charts import points_chart
    from coach.judge import judge
    from coach.pictures import points_picture
    from coach.reading import read_files
    from coach.summary import summary_html
    from coach.wording import Wording

    content = load_content()
    verdict = judge(read_files([section_upload.SAMPLE]), content)
    for lang in LANGS:
        say = Wording(content, words_in(lang), content.version_of(None), verdict.report.summary)
        summary_html(verdict, say)
    points_chart(points_picture(verdict.assessment, say).table, say.words).to_dict()
