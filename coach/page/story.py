"""One app's story: its score and why, when it looked, what to change, what is fine, whom it talked to, what kind of app it is."""

from functools import partial

import streamlit as st

from coach.allowed import file_tells
from coach.blocklist import blocklist
from coach.charts import clock_chart, gauge_spec, week_chart
from coach.judge import Verdict
from coach.models import AppAssessment
from coach.page import picture, question, section_letter, section_walk, session
from coach.page.fold import fold
from coach.page.selection import select
from coach.pictures import by_hour, clock, week_picture
from coach.tables import contacts_table
from coach.text import markdown, plain
from coach.wording import Wording
from coach.wording.last import LastWords


def show(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    _verdict(verdict, say, app)
    if app.judged and say.permissions_told:
        _ledger(say, app)
    _when(verdict, say, app)
    _everything(say, app)
    _advice(verdict, say, app)
    _fine(verdict, say, app)
    _contacts(verdict, say, app)
    section_letter.show(verdict, say, app)
    if not app.profile.part_of_system:
        _kind(verdict, say, app)


def _verdict(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    """The name with score and grade, and what is seen first."""
    words = say.words
    name = say.name(app)
    if app.score is None or app.grade is None or not say.permissions_told:
        st.subheader(markdown(name), anchor=False)
        if app.state == "asked":
            st.info(markdown(say.question(app)), icon=":material/help:")
        elif app.judged:
            st.markdown(markdown(say.seen(app, app.findings[0]) if app.findings else words("headline.no-permissions")))
        else:
            st.markdown(markdown(say.why_unjudged(app)))
        st.caption(markdown(plain(app.profile.bundle_id)))
        return
    left, right = st.columns([1, 4], vertical_alignment="center")
    gauge = left.container(key="app_gauge")
    now = verdict.progress.apps.get(app.profile.bundle_id, app.score)
    alt = words("page.app-score", app=name, scored=say.scored(app.score, now))
    right.subheader(markdown(alt), anchor=False)
    right.markdown(markdown(say.seen(app, app.findings[0]) if app.findings else words("page.nothing-off")))
    right.caption(markdown(plain(app.profile.bundle_id)))
    drawn = gauge_spec(now, verdict.content.rules.grade_of(now))
    gauge.vega_lite_chart(spec=drawn, width="content", key=f"gauge {app.profile.bundle_id}", alt=alt)


def _ledger(say: Wording, app: AppAssessment) -> None:
    """100, minus each finding, is the score."""
    words = say.words
    st.markdown(f"**{markdown(words('page.why-score'))}**")
    st.markdown(markdown(words("page.starts-at", n=100)))
    for finding in app.findings:
        st.markdown(f"**{finding.points}** · **{markdown(say.topic(finding.topic))}** · {markdown(say.finding(app, finding))}")
        st.caption(markdown(words.together(say.yardstick(app, finding), words(f"basis.{finding.basis}"))))
    st.markdown(f"**\\= {app.score}**")
    if app.findings:
        sources = say.cited(*(finding.sources for finding in app.findings))
        fold(words("page.sources"), f"sources {app.profile.bundle_id}", lambda: st.markdown(markdown(sources)))


def _everything(say: Wording, app: AppAssessment) -> None:
    """Of an Android phone, all that the app may use or did use, folded. Of parts of the phone the file doesn't tell what is allowed."""
    if app.state == "system":
        return
    told = LastWords(say.content, say.words)
    lines = [told.everything(topic, use.last_use) for topic, use in app.activity.uses.items() if use.last_use]
    if lines := [f"- {markdown(line)}" for line in lines if line]:
        label = markdown(say.words("last.all-uses", n=len(lines)))
        fold(label, f"everything {app.profile.bundle_id}", lambda: st.markdown("\n".join(lines)))


def _when(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    """Its busiest day minute by minute, and its days by hour, for one permission; those that cost points come first."""
    words = say.words
    held = {finding.topic for finding in app.findings}
    used = [category for category, use in app.activity.uses.items() if use.count]
    used.sort(key=lambda category: category not in held)
    if not used:
        return
    st.markdown(f"**{markdown(words('page.when'))}**")
    if not verdict.report.can.series:
        st.markdown(markdown(words("cannot.series")))
        return
    category = select(
        st.segmented_control,
        words("page.permission"),
        used,
        name=f"when {app.profile.bundle_id}",
        words=words,
        format_func=say.topic,
        required=True,
    )
    who = {"app": say.name(app), "topic": say.topic(category)}
    day = clock(verdict.report, app, category, say)
    day = day._replace(alt=words("page.picture-alt", **who, title=day.title))
    picture.show(day, lambda: clock_chart(day, words), f"clock {app.profile.bundle_id}", say)
    week = week_picture(verdict.report.summary, by_hour([app], category), say)
    week = week._replace(alt=words("page.picture-alt", **who, title=week.title))
    picture.show(week, lambda: week_chart(week.table, words), f"days {app.profile.bundle_id}", say)
    st.caption(markdown(words("page.chart-note")))


def _advice(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    """Where to tap; the walk tells the rest, and takes the answer."""
    words = say.words
    items = [item for item in verdict.changes if item.bundle_id == app.profile.bundle_id]
    if not items:
        return
    st.markdown(f"**{markdown(words('page.what-to-do'))}**")
    for item in items:
        told = file_tells(app.activity, verdict.content.permissions[item.permission])
        if_on = "" if told else markdown(words("advice.if-on"))
        st.markdown(words.together(if_on, f"**{markdown(say.advice(item, app).steps[0])}**"))
        label = markdown(words("walk.go", screen=say.screen_name(item.permission)))
        if st.button(label, key=f"go {item.bundle_id} {item.permission}", icon=":material/directions_walk:"):
            session.choose(section_walk.SCREEN, item.permission)
            session.focus_on("walk")
            st.rerun()


def _fine(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    words = say.words
    if told := [*say.told(app), *say.refused(app)]:
        st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in told))
    if fine := say.fine(app, verdict.report.can):
        st.markdown(f"**{markdown(words('page.fine'))}**")
        st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in fine))


def _contacts(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    """What the companies are for; the table of all of them is folded away."""
    words = say.words
    network = app.activity.network
    if not verdict.report.can.network:
        st.markdown(markdown(words("cannot.network")))
        return
    if not network.rows:
        return
    st.markdown(f"**{markdown(words('page.talked-to'))}**")
    contacts = say.contacts(app)
    explained = dict.fromkeys((contact.what_for, contact.why) for contact in contacts if contact.by_itself and contact.why)
    if explained:
        st.markdown("\n".join(f"- **{markdown(what_for)}**　{markdown(why)}" for what_for, why in explained))
    table = contacts_table(contacts, words)
    everyone = markdown(words("page.all-contacts", n=len(table)))
    fold(everyone, f"contacts {app.profile.bundle_id}", lambda: st.dataframe(table, hide_index=True))
    if app.trackers:
        addresses = partial(blocklist, verdict, say, app.profile.bundle_id)
        label = words("page.save-blocklist")
        key = f"blocklist {app.profile.bundle_id}"
        st.download_button(label, addresses, "privacy-coach-blocklist.txt", "text/plain", key=key, on_click="ignore")
    st.caption(markdown(words("page.talked-note", n=network.hits)))


def _kind(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    """What kind of app this is; the person's word counts more than the catalogue's."""
    words = say.words
    with st.expander(words("page.kind", kind=say.types(app.profile.types)), expanded=app.state in ("asked", "listed")):
        question.kinds(app, verdict, words, "story")
        if app.profile.guessed or app.profile.bundle_id in verdict.plan.apps:
            question.name(app, verdict, words)
        st.caption(words("page.kind-note"))
