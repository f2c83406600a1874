"""All apps, worst first; and one app's story: why this score, when, whom it talked to, what kind of app, what is fine."""

from collections import Counter

import streamlit as st

from coach.catalogue import Naming
from coach.charts import day_hour_chart
from coach.content import UNKNOWN_TYPE
from coach.method import kind_name
from coach.models import AppAssessment
from coach.page import state
from coach.page.choice import choose
from coach.page.shown import Shown
from coach.plan import Plan
from coach.tables import apps_table, contacts_table, day_hour_table
from coach.text import markdown, plain
from coach.words import Words


def show(loaded: state.Loaded, shown: Shown) -> None:
    say = shown.wording.words
    st.header(say("page.apps"), anchor=False)
    _list_and_story(loaded, shown, state.plan())


@st.fragment
def _list_and_story(loaded: state.Loaded, shown: Shown, plan: Plan) -> None:
    """A search or another app draws this part of the page anew and nothing else; what is said of an app, the whole page."""
    if state.plan() is not plan:
        st.rerun()
    say = shown.wording.words
    search = st.text_input(say("page.search"), key="search")
    table = apps_table(shown.assessment, shown.wording, search)
    if table.empty:
        st.info(say("page.no-app"))
    else:
        ids = list(table.index)
        st.dataframe(
            table,
            hide_index=True,
            key="apps_table",
            on_select=lambda: _open_selected(ids),
            selection_mode="single-row",
            height=min(36 * (len(table) + 1), 396),
            placeholder="",
        )
    if not shown.assessment.apps:
        return
    names = _told_apart({app.profile.bundle_id: shown.wording.name(app) for app in shown.assessment.apps})
    chosen = choose(st.selectbox, say("page.open-app"), list(names), name="open_app", say=say, format_func=names.__getitem__)
    _story(loaded, shown, shown.app(chosen))


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    """Names by id, with the id beside a name that several apps have: a choice comes back as what is shown."""
    times = Counter(names.values())
    apart = {bundle_id: name if times[name] == 1 else f"{name} ({plain(bundle_id)})" for bundle_id, name in names.items()}
    times = Counter(apart.values())
    return {bundle_id: name if times[name] == 1 else f"{name} {number}" for number, (bundle_id, name) in enumerate(apart.items(), 1)}


def _open_selected(ids: list[str]) -> None:
    rows = st.session_state.apps_table.selection.rows
    if rows:
        st.session_state.open_app = ids[rows[0]]


def _story(loaded: state.Loaded, shown: Shown, app: AppAssessment) -> None:
    wording, say = shown.wording, shown.wording.words
    name = wording.name(app)
    if app.scored:
        st.subheader(markdown(say("page.app-score", app=name, score=app.score, grade=app.grade)), anchor=False)
    else:
        st.subheader(markdown(name), anchor=False)
        st.markdown(markdown(say("page.part-of-ios")))
    st.caption(markdown(plain(app.profile.bundle_id)))
    if app.scored:
        _ledger(shown, app)
        _kind(shown, app)
    _fine(shown, app)
    _when(loaded, shown, app)
    _contacts(shown, app)


def _ledger(shown: Shown, app: AppAssessment) -> None:
    """100, minus each finding, is the score."""
    wording, say = shown.wording, shown.wording.words
    st.markdown(f"**{markdown(say('page.why-score'))}**")
    st.markdown(markdown(say("page.starts-at", n=100)))
    for finding in app.findings:
        st.markdown(f"**{finding.points}** · **{markdown(say(f'topic.{finding.topic}'))}** · {markdown(wording.finding(app, finding))}")
        st.caption(markdown(say.together(wording.yardstick(app, finding), say(f"basis.{finding.basis}"), wording.cited(finding.sources))))
    st.markdown(f"**\\= {app.score}** {markdown(say('page.nothing-off') if not app.findings else '')}")


def _kind(shown: Shown, app: AppAssessment) -> None:
    """What kind of app this is; the person's word counts more than the catalogue's."""
    say = shown.wording.words
    who = app.profile
    unknown = who.types == (UNKNOWN_TYPE,)
    if unknown:
        st.info(say("page.unknown-app"))
    with st.expander(say("page.kind", kind=shown.wording.types(who.types)), expanded=unknown):
        kinds = [row.id for row in shown.content.types.values() if row.id != UNKNOWN_TYPE]
        st.multiselect(
            say("page.kind-label"),
            kinds,
            default=[kind for kind in who.types if kind != UNKNOWN_TYPE],
            key=_key("types", who.bundle_id, say),
            format_func=lambda kind: kind_name(shown.content.types[kind], say),
            placeholder=say("page.kind-choose"),
            on_change=_name_app,
            args=(who.bundle_id, say),
        )
        if who.guessed or who.bundle_id in state.plan().apps:
            said = state.plan().apps.get(who.bundle_id, Naming()).name
            st.text_input(
                say("page.name-label"), said, key=_key("name", who.bundle_id, say), on_change=_name_app, args=(who.bundle_id, say)
            )
        st.caption(say("page.kind-note"))


def _name_app(bundle_id: str, say: Words) -> None:
    types = tuple(st.session_state.get(_key("types", bundle_id, say), ()))
    name = plain(st.session_state.get(_key("name", bundle_id, say), "").strip())
    state.name_app(bundle_id, Naming(name=name, types=types))


def _key(field: str, bundle_id: str, say: Words) -> str:
    """One widget for each language: a browser hands back what a widget shows, which after a switch would be the other language's words."""
    return f"{field} {say.lang} {bundle_id}"


def _fine(shown: Shown, app: AppAssessment) -> None:
    say = shown.wording.words
    if fine := shown.wording.fine(app):
        st.markdown(f"**{markdown(say('page.fine'))}**")
        st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in fine))


def _when(loaded: state.Loaded, shown: Shown, app: AppAssessment) -> None:
    say = shown.wording.words
    held = {finding.topic for finding in app.findings}
    used = [category for category, pattern in app.activity.patterns.items() if pattern.count]
    used.sort(key=lambda category: category not in held)
    if not used:
        return
    st.markdown(f"**{markdown(say('page.when'))}**")
    category = choose(
        st.segmented_control,
        say("page.permission"),
        used,
        name=f"when {app.profile.bundle_id}",
        say=say,
        format_func=lambda topic: say(f"topic.{topic}"),
        required=True,
    )
    table = day_hour_table(loaded.report.summary, app.activity.patterns[category])
    alt = say("page.chart-alt", app=shown.wording.name(app), topic=say(f"topic.{category}"), n=int(table["count"].sum()))
    st.altair_chart(day_hour_chart(table, say), key=f"chart {app.profile.bundle_id}", alt=alt)
    st.caption(markdown(say("page.chart-note")))


def _contacts(shown: Shown, app: AppAssessment) -> None:
    say = shown.wording.words
    network = app.activity.network
    if not network.rows:
        return
    st.markdown(f"**{markdown(say('page.talked-to'))}**")
    contacts = shown.wording.contacts(app)
    st.dataframe(contacts_table(contacts, say), hide_index=True)
    st.caption(markdown(say("page.talked-note", n=network.hits)))
    explained = dict.fromkeys((contact.what_for, contact.why) for contact in contacts if contact.by_itself and contact.why)
    st.markdown("\n".join(f"- **{markdown(what_for)}**　{markdown(why)}" for what_for, why in explained))
