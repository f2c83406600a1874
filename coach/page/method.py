"""How this is judged: rules, sources, limits, versions."""

from functools import partial

import streamlit as st

from coach import __version__
from coach.content import UNKNOWN_TYPE, Content, load_content
from coach.method import grade_bands, kind_name, rule_basis, source_place
from coach.page.choice import choose
from coach.page.fold import fold
from coach.tables import need_table, rule_table
from coach.text import markdown
from coach.words import Words

_LIMITS = ("upload", "screen", "granted", "length", "travel", "absent", "tracker")


def show(say: Words) -> None:
    content = load_content()
    st.header(say("page.method"), anchor=False)
    st.markdown(markdown(say("method.score")))
    st.markdown(markdown(say("method.grades", bands=grade_bands(content, say), n=content.rules.lowest_apps)))
    for name, fill in {"rules": _rules, "kinds": _kinds, "sources": _sources, "limits": _limits}.items():
        fold(say(f"method.{name}"), f"method_{name}", partial(fill, content, say))
    st.caption(markdown(say("method.versions", coach=__version__, rules=content.rules.version)))


def _rules(content: Content, say: Words) -> None:
    for rule in content.rules.rule:
        st.markdown(f"**{markdown(rule.title[say.lang])}**  \n{markdown(rule.reason[say.lang])}")
        st.dataframe(rule_table(rule, say), hide_index=True)
        levels = say("method.applies", levels=say.join([say(f"level.{level}") for level in rule.levels]))
        st.caption(markdown(say.together(levels, rule_basis(rule, content, say))))
    for excuse in content.rules.excuse:
        st.markdown(markdown(excuse[say.lang]))


def _kinds(content: Content, say: Words) -> None:
    st.markdown(markdown(say("method.kinds-note")))
    kinds = {row.id: row for row in content.types.values() if row.id != UNKNOWN_TYPE}
    label = say("method.kind")
    kind = choose(st.selectbox, label, list(kinds), name="kind", say=say, format_func=lambda kind: kind_name(kinds[kind], say))
    st.table(need_table(kinds[kind], say).set_index(say("table.topic")))


def _sources(content: Content, say: Words) -> None:
    for source in content.sources.values():
        title = say("method.source", title=source.title[say.lang], place=" · ".join(source_place(source, say)))
        st.markdown(f"**{markdown(source.short[say.lang])}** · {markdown(title)}  \n{markdown(source.says[say.lang])}")
        if source.link:
            st.code(source.link, language=None, wrap_lines=True)


def _limits(_: Content, say: Words) -> None:
    st.markdown("\n".join(f"- {markdown(say(f'limit.{limit}'))}" for limit in _LIMITS))
