"""Week by week, for reports that span at least two."""

import streamlit as st

from coach.charts import trend_chart
from coach.judge import Verdict
from coach.needs import Needs
from coach.page import session
from coach.pictures import weeks_alt, weeks_differ, weeks_title
from coach.plan import told
from coach.tables import trend_table
from coach.text import markdown
from coach.trend import Week, weekly
from coach.wording import Wording


def show(verdict: Verdict, say: Wording) -> None:
    words = say.words
    if not (weeks := _weeks(verdict)):
        return
    st.header(words("trend.heading"), anchor=False)
    if title := weeks_title(weeks, say):
        st.markdown(f"**{markdown(title)}**")
    if any(week.score is not None for week in weeks):
        st.altair_chart(trend_chart(weeks, words), key="trend", alt=weeks_alt(weeks, words))
    st.dataframe(trend_table(weeks, words), hide_index=True)
    st.caption(markdown(words.together(words("trend.note"), weeks_differ(weeks, verdict.assessment, words))))


def _weeks(verdict: Verdict) -> tuple[Week, ...]:
    """Judged once for a report and what was said of its apps; kept in this session only."""
    kept, said = session.now().weeks, told(verdict.plan, verdict.report)
    if kept is None or kept.report is not verdict.report or kept.told != said:
        kept = session.Weeks(verdict.report, said, weekly(verdict.report, Needs(verdict.content, verdict.system), said))
        session.remember(weeks=kept)
    return kept.weeks
