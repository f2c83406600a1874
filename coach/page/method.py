"""How this is judged: rules, sources, limits, versions."""

import streamlit as st

from coach import __version__
from coach.content import UNKNOWN_TYPE, load_content
from coach.method import grade_bands, kind_name, rule_basis, source_place
from coach.page.choice import choose
from coach.tables import need_table, rule_table
from coach.text import markdown
from coach.words import Words


def show(say: Words) -> None:
    content = load_content()
    lang = say.lang
    st.header(say("page.method"), anchor=False)
    st.markdown(markdown(say("method.score")))
    st.markdown(markdown(say("method.grades", bands=grade_bands(content, say), n=content.rules.lowest_apps)))
    with st.expander(say("method.rules")):
        for rule in content.rules.rule:
            st.markdown(f"**{markdown(rule.title[lang])}**  \n{markdown(rule.reason[lang])}")
            st.dataframe(rule_table(rule, say), hide_index=True)
            levels = say("method.applies", levels=say.join([say(f"level.{level}") for level in rule.levels]))
            st.caption(markdown(say.together(levels, rule_basis(rule, content, say))))
        for excuse in content.rules.excuse:
            st.markdown(markdown(excuse[lang]))
    with st.expander(say("method.kinds")):
        st.markdown(markdown(say("method.kinds-note")))
        kinds = {row.id: row for row in content.types.values() if row.id != UNKNOWN_TYPE}
        label = say("method.kind")
        kind = choose(st.selectbox, label, list(kinds), name="kind", say=say, format_func=lambda kind: kind_name(kinds[kind], say))
        st.table(need_table(kinds[kind], say).set_index(say("table.topic")))
    with st.expander(say("method.sources")):
        for source in content.sources.values():
            title = say("method.source", title=source.title[lang], place=" · ".join(source_place(source, say)))
            st.markdown(f"**{markdown(source.short[lang])}** · {markdown(title)}  \n{markdown(source.says[lang])}")
            if source.link:
                st.code(source.link, language=None)
    with st.expander(say("method.limits")):
        st.markdown(
            "\n".join(
                f"- {markdown(say(f'limit.{limit}'))}" for limit in ("upload", "screen", "granted", "length", "travel", "absent", "tracker")
            )
        )
    st.caption(markdown(say("method.versions", coach=__version__, rules=content.rules.version)))
