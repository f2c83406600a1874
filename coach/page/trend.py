"""Week by week, for reports that span at least two."""

import streamlit as st

from coach.catalogue import Namings
from coach.charts import trend_chart
from coach.models import Report
from coach.page import state
from coach.page.shown import Shown
from coach.pictures import weeks_title
from coach.tables import trend_table
from coach.text import markdown
from coach.trend import Week, weekly

_KEPT = "weeks"


def show(loaded: state.Loaded, shown: Shown) -> None:
    say = shown.wording.words
    if not (weeks := _weeks(loaded, shown)):
        return
    st.header(say("trend.heading"), anchor=False)
    scores = say.join([f"{week.begin:%m-%d} {week.score}" for week in weeks if week.score is not None])
    if title := weeks_title(weeks, shown.wording):
        st.markdown(f"**{markdown(title)}**")
    if scores:
        st.altair_chart(trend_chart(weeks, say), key="trend", alt=say("trend.alt", scores=scores))
    st.dataframe(trend_table(weeks, say), hide_index=True)
    st.caption(markdown(say("trend.note")))


def _weeks(loaded: state.Loaded, shown: Shown) -> tuple[Week, ...]:
    """Judged once for a report and what was said of its apps; kept in this session only."""
    report, apps = loaded.report, state.plan().apps
    kept: tuple[Report, Namings, tuple[Week, ...]] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not report or kept[1] != apps:
        kept = (report, apps, weekly(report, shown.content, apps))
        st.session_state[_KEPT] = kept
    return kept[2]
