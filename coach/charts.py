"""DataFrame → Altair. Pure: no Streamlit, no words but those handed in."""

from collections.abc import Iterable

import altair as alt
import pandas as pd

from coach.trend import Week
from coach.words import Words


def day_hour_chart(table: pd.DataFrame, words: Words) -> alt.Chart:
    """A picture of the days: one row a day, one column an hour, darker where there were more accesses.

    table: `date`, `hour`, `count` of `coach.tables.day_hour_table`.
    """
    days = table.assign(day=[words.short_day(date) for date in table["date"]])
    order = list(dict.fromkeys(days["day"]))
    chart: alt.Chart = (
        alt.Chart(days)
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("hour:O", title=words("chart.hour"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("day:N", title=None, sort=order, axis=alt.Axis(labelLimit=0)),
            color=alt.Color(
                "count:Q",
                title=words("chart.count"),
                scale=alt.Scale(range=["#f1f3f5", "#9a3412"], interpolate="rgb", domainMin=0),
                legend=alt.Legend(tickMinStep=1),
            ),
            tooltip=[
                alt.Tooltip("day:N", title=words("chart.day")),
                alt.Tooltip("hour:O", title=words("chart.hour")),
                alt.Tooltip("count:Q", title=words("chart.count")),
            ],
        )
        .properties(height=alt.Step(26))
    )
    return chart


def trend_chart(weeks: Iterable[Week], say: Words) -> alt.LayerChart:
    """The phone's score week by week, one bar each, with its number above."""
    table = pd.DataFrame(
        [{"week": week.begin.strftime("%Y-%m-%d"), "score": week.score, "grade": week.grade} for week in weeks if week.score is not None]
    )
    base = alt.Chart(table).encode(
        x=alt.X("week:O", title=say("trend.week"), axis=alt.Axis(labelAngle=0, labelLimit=0)),
        y=alt.Y("score:Q", title=say("table.score"), scale=alt.Scale(domain=[0, 100])),
    )
    return alt.LayerChart(layer=[base.mark_bar(), base.mark_text(dy=-6).encode(text="score:Q")])
