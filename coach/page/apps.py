"""All apps, worst first: as a list to search, and in pictures. Whichever is picked, its story stands below."""

from collections.abc import Collection
from functools import partial

import pandas as pd
import streamlit as st

from coach.charts import companies_chart, points_chart, week_chart
from coach.export import export, json_text
from coach.models import AppAssessment
from coach.page import picture, state, story
from coach.page.choice import choose
from coach.page.shown import Shown
from coach.pictures import by_hour, companies_picture, points_picture, told_apart, week_picture
from coach.plan import Plan
from coach.tables import Filter, apps_table, listed, used
from coach.text import markdown
from coach.words import Words

_VIEWS = ("list", "points", "week", "companies")
_ALL = ""
_PICKED, _TABLES = "picked_row", "apps_tables"


def show(loaded: state.Loaded, shown: Shown) -> None:
    if not shown.assessment.apps:
        return
    st.header(shown.wording.words("page.apps"), anchor=False)
    _apps_and_story(loaded, shown, state.plan())


@st.fragment
def _apps_and_story(loaded: state.Loaded, shown: Shown, plan: Plan) -> None:
    """A search, a picture or another app draws this part of the page anew and nothing else; what is said of an app, the whole page."""
    if state.plan() is not plan:
        st.rerun()
    say = shown.wording.words
    view = choose(
        st.segmented_control,
        say("page.view"),
        _VIEWS,
        name="view",
        say=say,
        format_func=lambda name: say(f"view.{name}"),
        required=True,
        label_visibility="collapsed",
    )
    {"list": _list, "points": _points, "week": _week, "companies": _companies}[view](loaded, shown)
    names = told_apart(shown.assessment.apps, shown.wording)
    chosen = choose(st.selectbox, say("page.open-app"), list(names), name="open_app", say=say, format_func=names.__getitem__)
    story.show(loaded, shown, shown.app(chosen))


def _open(bundle_id: str) -> None:
    st.session_state.open_app = bundle_id


def _list(loaded: state.Loaded, shown: Shown) -> None:
    """The apps that search and filters let through, to pick from and to save."""
    say = shown.wording.words
    apps = listed(shown.assessment, shown.wording, _filter(shown))
    if not apps:
        st.info(say("page.no-app"))
        return
    table = apps_table(apps, shown.wording)
    ids = list(table.index)
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
            say("table.score"): st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d", width=90),
            say("table.grade"): st.column_config.TextColumn(width=50),
            say("table.stands-out"): st.column_config.TextColumn(width=210),
        },
    )
    with st.container(horizontal=True):
        st.download_button(
            say("page.save-csv"), partial(_csv, table), "privacy-coach-apps.csv", "text/csv", key="save_csv", on_click="ignore"
        )
        as_json = partial(_json, loaded, shown, apps)
        st.download_button(
            say("page.save-json"), as_json, "privacy-coach-apps.json", "application/json", key="save_json", on_click="ignore"
        )


def _filter(shown: Shown) -> Filter:
    say, content = shown.wording.words, shown.content
    search, permission, kind = st.columns(3)
    kinds = sorted({kind for app in shown.assessment.apps if app.scored for kind in app.profile.types})
    with search:
        text = st.text_input(say("page.search"), key="search", persist_state="session")
    with permission:
        topic = _permission(shown.assessment.apps, "permission", say)
    with kind:
        app_type = choose(
            st.selectbox,
            say("table.kind"),
            [_ALL, *kinds],
            name="kind_shown",
            say=say,
            format_func=lambda kind: content.types[kind].name[say.lang] if kind else say("page.any"),
        )
    only = st.checkbox(say("page.needs-change"), key="needs_change", persist_state="session")
    return Filter(text, app_type, topic, {item.bundle_id for item in shown.advice} if only else None)


def _permission(apps: Collection[AppAssessment], name: str, say: Words) -> str:
    """One of the permissions that the apps used, or all."""
    topics = [_ALL, *used(apps)]
    label = say("page.permission")
    return choose(st.selectbox, label, topics, name=name, say=say, format_func=lambda topic: say(f"topic.{topic}" if topic else "page.any"))


def _table_key(ids: list[str]) -> str:
    """Another key once the row that was picked is not the app that is open, or not where it was: a table made anew has no row marked."""
    picked = st.session_state.get(_PICKED)
    if picked and picked != (ids, st.session_state.get("open_app")):
        st.session_state[_PICKED] = None
        st.session_state[_TABLES] = st.session_state.get(_TABLES, 0) + 1
    return f"apps_table {st.session_state.get(_TABLES, 0)}"


def _open_row(key: str, ids: list[str]) -> None:
    if rows := st.session_state[key].selection.rows:
        _open(ids[rows[0]])
        st.session_state[_PICKED] = (ids, ids[rows[0]])


def _csv(table: pd.DataFrame) -> bytes:
    """With the mark by which programs for tables know that it is UTF-8."""
    return table.to_csv(index=False).encode("utf-8-sig")


def _json(loaded: state.Loaded, shown: Shown, apps: tuple[AppAssessment, ...]) -> str:
    """What `python -m coach --json` gives, of the apps in the list."""
    ids = {app.profile.bundle_id for app in apps}
    assessment = shown.assessment.model_copy(update={"apps": apps})
    advice = tuple(item for item in shown.advice if item.bundle_id in ids)
    return json_text(export(loaded.report, assessment, advice, shown.checked, shown.wording))


def _points(_: state.Loaded, shown: Shown) -> None:
    found = points_picture(shown.assessment, shown.wording)
    picture.show(found, lambda: points_chart(found.table, shown.wording.words), "points", shown.wording, pick=_open)


def _week(loaded: state.Loaded, shown: Shown) -> None:
    """All apps and permissions together, or those that are chosen."""
    say, apps = shown.wording.words, shown.assessment.apps
    names = told_apart(apps, shown.wording)
    one_app, one_topic = st.columns(2)
    with one_app:
        chosen = choose(
            st.selectbox,
            say("table.app"),
            [_ALL, *names],
            name="week_app",
            say=say,
            format_func=lambda bundle_id: names[bundle_id] if bundle_id else say("page.all-apps"),
        )
    of = [shown.app(chosen)] if chosen else list(apps)
    with one_topic:
        topic = _permission(of, "week_permission", say)
    found = week_picture(loaded.report.summary, by_hour(of, topic or None), shown.wording)
    picture.show(found, lambda: week_chart(found.table, say), "week", shown.wording)
    if not found.table.empty:
        _note(say, "page.chart-note")


def _companies(_: state.Loaded, shown: Shown) -> None:
    found = companies_picture(shown.assessment, shown.wording)
    picture.show(found, lambda: companies_chart(found.table, shown.wording.words), "companies", shown.wording, pick=_open)
    _note(shown.wording.words, "finding.no-switch")


def _note(say: Words, key: str) -> None:
    st.caption(markdown(say(key)))
