"""All apps, worst first: as a list to search, and in pictures. Whichever is picked, its story stands below."""

from collections.abc import Collection
from functools import partial

import pandas as pd
import streamlit as st

from coach.charts import companies_chart, points_chart, week_chart
from coach.export import export, json_text
from coach.judge import Verdict
from coach.models import AppAssessment
from coach.page import picture, selection, session, story
from coach.page.selection import select
from coach.pictures import by_hour, companies_picture, points_picture, told_apart, week_picture
from coach.tables import Filter, apps_table, listed, used
from coach.text import markdown
from coach.wording import Wording

_VIEWS = ("list", "points", "week", "companies")
_ALL = ""


def show(verdict: Verdict, say: Wording) -> None:
    if not verdict.assessment.apps:
        return
    st.header(say.words("page.apps"), anchor=False)
    _apps_and_story(verdict, say)


@st.fragment
def _apps_and_story(verdict: Verdict, say: Wording) -> None:
    """A search, a picture or another app draws this part of the page anew and nothing else; what is said of an app, the whole page."""
    if session.now().plan is not verdict.plan:
        st.rerun()
    words = say.words
    view = select(
        st.segmented_control,
        words("page.view"),
        _VIEWS,
        name="view",
        words=words,
        format_func=lambda name: words(f"view.{name}"),
        required=True,
        label_visibility="collapsed",
    )
    {"list": _list, "points": _points, "week": _week, "companies": _companies}[view](verdict, say)
    names = told_apart(verdict.assessment.apps, say)
    chosen = select(st.selectbox, words("page.open-app"), list(names), name="open_app", words=words, format_func=names.__getitem__)
    story.show(verdict, say, verdict.app(chosen))


def _open(bundle_id: str) -> None:
    selection.keep("open_app", bundle_id)


def _list(verdict: Verdict, say: Wording) -> None:
    """The apps that search and filters let through, to pick from and to save."""
    words = say.words
    apps = listed(verdict.assessment, say, _filter(verdict, say))
    if not apps:
        st.info(words("page.no-app"))
        return
    table = apps_table(apps, say)
    ids = tuple(table.index)
    key = _table_key(ids)
    st.container(key="apps_table").dataframe(
        table,
        hide_index=True,
        key=key,
        on_select=lambda: _open_row(key, ids),
        selection_mode="single-row",
        height=min(36 * (len(table) + 1), 396),
        placeholder="",
        column_config={
            words("table.score"): st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d", width=90),
            words("table.grade"): st.column_config.TextColumn(width=50),
            words("table.stands-out"): st.column_config.TextColumn(width=210),
        },
    )
    with st.container(horizontal=True):
        st.download_button(
            words("page.save-csv"), partial(_csv, table), "privacy-coach-apps.csv", "text/csv", key="save_csv", on_click="ignore"
        )
        as_json = partial(_json, verdict, say, frozenset(ids))
        st.download_button(
            words("page.save-json"), as_json, "privacy-coach-apps.json", "application/json", key="save_json", on_click="ignore"
        )


def _filter(verdict: Verdict, say: Wording) -> Filter:
    words, content, apps = say.words, verdict.content, verdict.assessment.apps
    search, permission, kind = st.columns(3)
    kinds = sorted({kind for app in apps if not app.profile.part_of_system for kind in app.profile.types})
    with search:
        text = st.text_input(words("page.search"), key="search", persist_state="session")
    with permission:
        topic = _permission(apps, "permission", say)
    with kind:
        app_type = select(
            st.selectbox,
            words("table.kind"),
            [_ALL, *kinds],
            name="kind_shown",
            words=words,
            format_func=lambda kind: content.types[kind].name[words.lang] if kind else words("page.any"),
        )
    only = st.checkbox(words("page.needs-change"), key="needs_change", persist_state="session")
    return Filter(text, app_type, topic, {item.bundle_id for item in verdict.changes} if only else None)


def _permission(apps: Collection[AppAssessment], name: str, say: Wording) -> str:
    """One of the permissions that the apps used, or all."""
    words = say.words
    return select(
        st.selectbox,
        words("page.permission"),
        [_ALL, *used(apps, say.content)],
        name=name,
        words=words,
        format_func=lambda topic: say.topic(topic) if topic else words("page.any"),
    )


def _table_key(ids: tuple[str, ...]) -> str:
    """Another key once the row that was picked is not the app that is open, or not where it was: a table made anew has no row marked."""
    now = session.now()
    if now.picked and now.picked != (ids, now.chosen.get("open_app")):
        now = session.remember(picked=None, tables=now.tables + 1)
    return f"apps_table {now.tables}"


def _open_row(key: str, ids: tuple[str, ...]) -> None:
    if rows := st.session_state[key].selection.rows:
        _open(ids[rows[0]])
        session.remember(picked=(ids, ids[rows[0]]))


def _csv(table: pd.DataFrame) -> bytes:
    """With the mark by which programs for tables know that it is UTF-8."""
    return table.to_csv(index=False).encode("utf-8-sig")


def _json(verdict: Verdict, say: Wording, ids: Collection[str]) -> bytes:
    """What `python -m coach --json` gives, of the apps in the list."""
    return json_text(export(verdict, say, ids))


def _points(verdict: Verdict, say: Wording) -> None:
    found = points_picture(verdict.assessment, say)
    picture.show(found, lambda: points_chart(found.table, say.words), "points", say, pick=_open)


def _week(verdict: Verdict, say: Wording) -> None:
    """All apps and permissions together, or those that are chosen."""
    if not verdict.report.can.series:
        st.markdown(markdown(say.words("cannot.series")))
        return
    words, apps = say.words, verdict.assessment.apps
    names = told_apart(apps, say)
    one_app, one_topic = st.columns(2)
    with one_app:
        chosen = select(
            st.selectbox,
            words("table.app"),
            [_ALL, *names],
            name="week_app",
            words=words,
            format_func=lambda bundle_id: names[bundle_id] if bundle_id else words("page.all-apps"),
        )
    of = [verdict.app(chosen)] if chosen else list(apps)
    with one_topic:
        topic = _permission(of, "week_permission", say)
    found = week_picture(verdict.report.summary, by_hour(of, topic or None), say)
    picture.show(found, lambda: week_chart(found.table, words), "week", say)
    if not found.table.empty:
        _note(words("page.chart-note"))


def _companies(verdict: Verdict, say: Wording) -> None:
    if not verdict.report.can.network:
        st.markdown(markdown(say.words("cannot.network")))
        return
    found = companies_picture(verdict.assessment, say)
    picture.show(found, lambda: companies_chart(found.table, say.words), "companies", say, pick=_open)
    _note(say.words.together(say.of_phone("network-note"), say.of_phone("tracking")))


def _note(text: str) -> None:
    st.caption(markdown(text))
