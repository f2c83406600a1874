"""One app's story: its score and why, when it looked, what to change, what is fine, whom it talked to, what kind of app it is."""

import streamlit as st

from coach.catalogue import Naming
from coach.charts import clock_chart, gauge_chart, week_chart
from coach.content import UNKNOWN_TYPE
from coach.method import kind_name
from coach.models import AppAssessment
from coach.page import picture, state
from coach.page.choice import choose
from coach.page.fold import fold
from coach.page.shown import Shown
from coach.page.walk import ANCHOR
from coach.pictures import by_hour, clock, week_picture
from coach.tables import contacts_table
from coach.text import markdown, plain
from coach.words import Words


def show(loaded: state.Loaded, shown: Shown, app: AppAssessment) -> None:
    _verdict(shown, app)
    if app.scored:
        _ledger(shown, app)
    _when(loaded, shown, app)
    _advice(shown, app)
    _fine(shown, app)
    _contacts(shown, app)
    if app.scored:
        _kind(shown, app)


def _verdict(shown: Shown, app: AppAssessment) -> None:
    """The name with score and grade, and what is seen first."""
    wording, say = shown.wording, shown.wording.words
    name = wording.name(app)
    if not app.scored:
        st.subheader(markdown(name), anchor=False)
        st.markdown(markdown(say("page.part-of-ios")))
        st.caption(markdown(plain(app.profile.bundle_id)))
        return
    left, right = st.columns([1, 4], vertical_alignment="center")
    gauge = left.container(key="app_gauge")
    alt = say("page.app-score", app=name, score=app.score, grade=app.grade)
    right.subheader(markdown(alt), anchor=False)
    right.markdown(markdown(wording.seen(app, app.findings[0]) if app.findings else say("page.nothing-off")))
    right.caption(markdown(plain(app.profile.bundle_id)))
    gauge.altair_chart(gauge_chart(app.score, app.grade), width="content", key=f"gauge {app.profile.bundle_id}", alt=alt)
    if app.profile.types == (UNKNOWN_TYPE,):
        st.info(say("page.unknown-app"), icon=":material/help:")


def _ledger(shown: Shown, app: AppAssessment) -> None:
    """100, minus each finding, is the score."""
    wording, say = shown.wording, shown.wording.words
    st.markdown(f"**{markdown(say('page.why-score'))}**")
    st.markdown(markdown(say("page.starts-at", n=100)))
    for finding in app.findings:
        st.markdown(f"**{finding.points}** · **{markdown(say(f'topic.{finding.topic}'))}** · {markdown(wording.finding(app, finding))}")
        st.caption(markdown(say.together(wording.yardstick(app, finding), say(f"basis.{finding.basis}"), wording.cited(finding.sources))))
    st.markdown(f"**\\= {app.score}**")


def _when(loaded: state.Loaded, shown: Shown, app: AppAssessment) -> None:
    """Its busiest day minute by minute, and its days by hour, for one permission; those that cost points come first."""
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
    wording, who = shown.wording, {"app": shown.wording.name(app), "topic": say(f"topic.{category}")}
    day = clock(loaded.report, app, category, wording)
    alt = say("page.picture-alt", **who, title=day.title)
    picture.show(day, lambda: clock_chart(day, say), f"clock {app.profile.bundle_id}", wording, alt=alt)
    week = week_picture(loaded.report.summary, by_hour([app], category), wording)
    alt = say("page.picture-alt", **who, title=week.title)
    picture.show(week, lambda: week_chart(week.table, say), f"days {app.profile.bundle_id}", wording, alt=alt)
    st.caption(markdown(say("page.chart-note")))


def _advice(shown: Shown, app: AppAssessment) -> None:
    """Where to tap; the walk tells the rest."""
    say = shown.wording.words
    items = [item for item in shown.advice if item.bundle_id == app.profile.bundle_id]
    if not items:
        return
    st.markdown(f"**{markdown(say('page.what-to-do'))}**")
    if_on = markdown(say("advice.if-on"))
    taps = [f"- {say.together(if_on, f'**{markdown(shown.wording.advice(item, app).steps[0])}**')}" for item in items]
    st.markdown("\n".join(taps))
    st.markdown(f"[{markdown(say('walk.link'))}](#{ANCHOR})")


def _fine(shown: Shown, app: AppAssessment) -> None:
    say = shown.wording.words
    if fine := shown.wording.fine(app):
        st.markdown(f"**{markdown(say('page.fine'))}**")
        st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in fine))


def _contacts(shown: Shown, app: AppAssessment) -> None:
    """What the companies are for; the table of all of them is folded away."""
    say = shown.wording.words
    network = app.activity.network
    if not network.rows:
        return
    st.markdown(f"**{markdown(say('page.talked-to'))}**")
    contacts = shown.wording.contacts(app)
    explained = dict.fromkeys((contact.what_for, contact.why) for contact in contacts if contact.by_itself and contact.why)
    if explained:
        st.markdown("\n".join(f"- **{markdown(what_for)}**　{markdown(why)}" for what_for, why in explained))
    table = contacts_table(contacts, say)
    everyone = markdown(say("page.all-contacts", n=len(table)))
    fold(everyone, f"contacts {app.profile.bundle_id}", lambda: st.dataframe(table, hide_index=True))
    st.caption(markdown(say("page.talked-note", n=network.hits)))


def _kind(shown: Shown, app: AppAssessment) -> None:
    """What kind of app this is; the person's word counts more than the catalogue's."""
    say = shown.wording.words
    who = app.profile
    unknown = who.types == (UNKNOWN_TYPE,)
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
