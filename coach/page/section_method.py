"""How this is judged: rules, sources, limits, versions."""

from functools import partial

import streamlit as st

from coach import __version__
from coach.content import UNKNOWN_TYPE, Content
from coach.method import applies, excuse_rows, grade_bands, kind_name, least_grade, rule_basis, source_place
from coach.page.fold import fold
from coach.page.selection import select
from coach.tables import general_table, need_table, rule_table
from coach.text import markdown
from coach.words import Words

_LIMITS = ("upload", "screen", "granted", "length", "travel", "absent", "tracker")


def show(content: Content, words: Words) -> None:
    st.header(words("page.method"), anchor=False)
    with st.container(key="method_folds", gap=None):
        for name, fill in {"how": _how, "rules": _rules, "kinds": _kinds, "sources": _sources, "limits": _limits}.items():
            heading = words(f"{content.platform}.limit.title") if name == "limits" else words(f"method.{name}")
            fold(heading, f"method_{name}", partial(fill, content, words))
    versions = words("method.versions", coach=__version__, rules=content.rules.version)
    st.caption(markdown(words.together(versions, words("method.checked", day=words.day(content.rules.checked)))))


def _how(content: Content, words: Words) -> None:
    st.markdown(markdown(words("method.score")))
    st.markdown(markdown(words("method.grades", bands=grade_bands(content, words), least=least_grade(content))))


def _rules(content: Content, words: Words) -> None:
    for rule in content.rules.rule:
        st.markdown(f"**{markdown(rule.title[words.lang])}**  \n{markdown(rule.reason[words.lang])}")
        st.dataframe(rule_table(rule, content, words), hide_index=True)
        st.caption(markdown(words.together(*applies(rule, words), rule_basis(rule, content, words))))
    for excuse in content.rules.excuse:
        st.markdown(markdown(excuse[words.lang]))
    if excuses := list(excuse_rows(content, words)):
        heading, note = words("android.excuse.heading"), words("android.excuse.note")
        st.markdown("\n".join([f"**{markdown(heading)}**  ", markdown(note), "", *(f"- {markdown(excuse)}" for excuse in excuses)]))


def _kinds(content: Content, words: Words) -> None:
    st.markdown(markdown(words("method.kinds-note")))
    kinds = {row.id: row for row in content.types.values() if row.id != UNKNOWN_TYPE}
    label = words("method.kind")
    kind = select(st.selectbox, label, list(kinds), name="kind", words=words, format_func=lambda kind: kind_name(kinds[kind], words))
    st.table(need_table(kinds[kind], content, words).set_index(words("table.topic")))
    general = general_table(content, words)
    if not general.empty:
        st.markdown(f"**{markdown(words('method.of-android'))}**  \n{markdown(words('method.of-android-note'))}")
        st.table(general.set_index(words("table.topic")))


def _sources(content: Content, words: Words) -> None:
    for source in content.sources.values():
        title = words("method.source", title=source.title[words.lang], place=" · ".join(source_place(source, words)))
        st.markdown(f"**{markdown(source.short[words.lang])}** · {markdown(title)}  \n{markdown(source.says[words.lang])}")
        if source.link:
            st.code(source.link, language=None, wrap_lines=True)


def _limits(content: Content, words: Words) -> None:
    st.markdown("\n".join(f"- {markdown(words(f'{content.platform}.limit.{limit}'))}" for limit in _LIMITS))
