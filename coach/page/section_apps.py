"""All apps, worst first: as a list to search, and in pictures. The story of one stands below the list once it is asked for."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from functools import partial

import streamlit as st

from coach.blocklist import blocklist
from coach.charts import across_chart, companies_chart, points_chart, week_chart
from coach.export import export, json_text
from coach.judge import Verdict
from coach.lines import open_changes
from coach.models import AppAssessment
from coach.page import focus, picture, session, story
from coach.page.portion import portion
from coach.page.selection import select
from coach.pictures import across_picture, by_hour, companies_picture, days_with, points_picture, told_apart, week_picture
from coach.tables import ORDERS, Filter, app_rows, apps_table, listed, used
from coach.text import markdown
from coach.wording import Wording

_VIEWS = {"list": "", "points": "", "week": "series", "live": "series", "companies": "network"}
"""Each with what a report has to be able to show for it (`coach.models.Can`)."""
_COLUMNS = ("app", "score", "looks", "last", "stands-out")
_OF_SERIES = "looks"
"""The column that is counted: without every look there is nothing to count."""
_ALL = ""
_FEW = 5
"""Apps in sight until all are asked for."""
_MORE = "apps_more"
"""Whether all are in sight (`coach.page.selection`)."""
_OPEN = "open_app"
"""The choice of an app (`coach.page.selection`)."""


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
        [name for name, needs in _VIEWS.items() if not needs or getattr(verdict.report.can, needs)],
        name="view",
        words=words,
        format_func=lambda name: words(f"view.{name}"),
        required=True,
        label_visibility="collapsed",
    )
    {"list": _list, "points": _points, "week": _week, "live": _live, "companies": _companies}[view](verdict, say)
    if chosen := _chosen(verdict):
        with st.container(border=True, key="story"):
            story.show(verdict, say, chosen)
            st.button(words("page.close-story"), key="close_story", on_click=_close, icon=":material/close:")
        focus.show("story", ".st-key-story h3")
    focus.show("apps", ".st-key-apps_list button")


def _chosen(verdict: Verdict) -> AppAssessment | None:
    chosen = session.now().chosen.get(_OPEN)
    return next((app for app in verdict.assessment.apps if app.profile.bundle_id == chosen), None)


def _open(bundle_id: str) -> None:
    session.choose(_OPEN, bundle_id)
    session.focus_on("story")


def _close() -> None:
    session.choose(_OPEN, None)
    session.focus_on("apps")


def _list(verdict: Verdict, say: Wording) -> None:
    """The apps that search and filters let through: a line each, which opens its story."""
    words = say.words
    search, permission = st.columns([2, 1])
    with search:
        by = words("page.search-help" if verdict.report.can.network else "page.search-help-name")
        text = st.text_input(words("page.search"), key="search", persist_state="session", help=by)
    with permission:
        topic = _permission(verdict.assessment.apps, "permission", say)
    more = st.expander(words("page.more-filters"), key="more_filters")
    with more:
        chosen = _filter(verdict, say)._replace(search=text, permission=topic)
    apps = listed(verdict.assessment, say, chosen)
    if not apps:
        st.info(words("page.no-app"))
        return
    with more:
        _save(apps, topic, verdict, say)
    rows = app_rows(apps, verdict.progress.apps, say, topic)
    columns = [name for name in _COLUMNS if name != _OF_SERIES or verdict.report.can.series]
    few = len(rows) > _FEW and not session.now().chosen.get(_MORE)
    with st.container(key="apps_counted" if len(columns) == len(_COLUMNS) else "apps_last"):
        st.container(key="apps_head").markdown(_grid([words(f"table.{name}") for name in columns]))
        with st.container(key="apps_list", gap=None):
            for row in rows[:_FEW] if few else portion(rows, "apps_portion", words):
                cells = _grid([cell for name, cell in zip(_COLUMNS, row.cells, strict=True) if name in columns])
                key = f"open {row.bundle_id}"
                st.button(cells, key=key, type="tertiary", width="stretch", on_click=_open, args=(row.bundle_id,))
    if few:
        st.button(
            words("page.apps-more", n=len(rows)), key=_MORE, on_click=session.choose, args=(_MORE, True), icon=":material/expand_more:"
        )


def _grid(cells: Sequence[str]) -> str:
    """Cells of a line, each a part of its own that the stylesheet sets side by side."""
    first, *rest = (markdown(cell) or "\u2007" for cell in cells)
    return " ".join([f"**{first}**", *(f":small[{cell}]" for cell in rest)])


def _save(apps: Sequence[AppAssessment], permission: str, verdict: Verdict, say: Wording) -> None:
    words, ids = say.words, frozenset(app.profile.bundle_id for app in apps)
    with st.container(horizontal=True):
        table = partial(_csv, apps, permission, verdict, say)
        st.download_button(words("page.save-csv"), table, "privacy-coach-apps.csv", "text/csv", key="save_csv", on_click="ignore")
        as_json = partial(_json, verdict, say, ids)
        st.download_button(
            words("page.save-json"), as_json, "privacy-coach-apps.json", "application/json", key="save_json", on_click="ignore"
        )


def _filter(verdict: Verdict, say: Wording) -> Filter:
    """What kind of app, in which order, and whether only those with something to change."""
    words, content = say.words, verdict.content
    kind, order, only_open = st.columns(3, vertical_alignment="bottom")
    kinds = sorted({kind for app in verdict.assessment.apps if not app.profile.part_of_system for kind in app.profile.types})
    with kind:
        app_type = select(
            st.selectbox,
            words("table.kind"),
            [_ALL, *kinds],
            name="kind_shown",
            words=words,
            format_func=lambda kind: content.types[kind].name[words.lang] if kind else words("page.any"),
        )
    orders = [name for name in ORDERS if name != _OF_SERIES or verdict.report.can.series]
    with order:
        by = select(st.selectbox, words("page.order"), orders, name="order", words=words, format_func=lambda name: words(f"order.{name}"))
    only = only_open.checkbox(words("page.needs-change"), key="needs_change", persist_state="session")
    return Filter(kind=app_type, only={item.bundle_id for item in open_changes(verdict)} if only else None, order=by)


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


def _csv(apps: Sequence[AppAssessment], permission: str, verdict: Verdict, say: Wording) -> bytes:
    """With the mark by which programs for tables know that it is UTF-8."""
    table = apps_table(apps, say, permission)
    if not verdict.report.can.series:
        table = table.drop(columns=say.words(f"table.{_OF_SERIES}"))
    return table.to_csv(index=False).encode("utf-8-sig")


def _json(verdict: Verdict, say: Wording, ids: Collection[str]) -> bytes:
    """What `python -m coach --json` gives, of the apps in the list."""
    return json_text(export(verdict, say, ids))


def _points(verdict: Verdict, say: Wording) -> None:
    found = points_picture(verdict.assessment, say)
    picture.show(found, lambda: points_chart(found.table, say.words), "points", say, pick=_open)


def _week(verdict: Verdict, say: Wording) -> None:
    """All apps and permissions together, or those that are chosen."""
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


def _live(verdict: Verdict, say: Wording) -> None:
    """Who used the camera or the microphone on one day, minute by minute."""
    words = say.words
    timed = [topic for topic in used(verdict.assessment.apps, say.content) if topic in say.content.timed]
    if not timed:
        st.markdown(markdown(words("picture.none-live")))
        return
    which, when = st.columns(2)
    with which:
        topic = select(st.selectbox, words("page.permission"), timed, name="live_permission", words=words, format_func=say.topic)
    days = days_with(verdict.report, topic)[::-1]
    with when:
        day = select(
            st.selectbox,
            words("column.day"),
            days,
            name="live_day",
            words=words,
            format_func=lambda day: words.short_day(datetime.combine(day, time())),
        )
    found = across_picture(verdict.report, verdict.assessment, topic, day, say)
    picture.show(found, lambda: across_chart(found.table, words), "live", say, pick=_open)
    _note(words("page.chart-note"))


def _companies(verdict: Verdict, say: Wording) -> None:
    found = companies_picture(verdict.assessment, say)
    picture.show(found, lambda: companies_chart(found.table, say.words), "companies", say, pick=_open)
    list_of_all = partial(blocklist, verdict, say)
    label = say.words("page.save-blocklist")
    st.download_button(label, list_of_all, "privacy-coach-blocklist.txt", "text/plain", key="save_blocklist", on_click="ignore")
    _note(say.words.together(say.of_phone("network-note"), say.of_phone("tracking")))


def _note(text: str) -> None:
    st.caption(markdown(text))
