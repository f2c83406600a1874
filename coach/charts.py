"""DataFrame → Altair, and the gauge. Pure: no Streamlit, no words but those handed in. Colours hold on a light and on a dark ground.

Channels are given as their classes (`x2=alt.X2("end:Q")`, not `x2="end:Q"`): Altair takes 6 ms to find out each class.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar

import altair as alt
import pandas as pd

from coach.models import Grade
from coach.pictures import Clock
from coach.trend import Week
from coach.words import Words

Theme = Literal["light", "dark"]
PICK = "pick"
"""Name of the selection that tells which app was picked: `bundle_id`."""

# Each grade differs from the next in lightness as well as in colour, and stands at 3:1 or more against its ground.
GRADES: dict[Theme, dict[Grade, str]] = {
    "light": {"A": "#23957a", "B": "#1f78ab", "C": "#83530a", "D": "#8a300c", "E": "#741030"},
    "dark": {"A": "#b4ecd9", "B": "#86c6ea", "C": "#d6a03c", "D": "#dc6c38", "E": "#cc4067"},
}
# The size of a gauge on the page, in px.
GAUGE_PX = 132

_ACCENT = "#c2570c"
_QUIET = "#7d8b8e"
_WRITING: dict[Theme, str] = {"light": "#48575a", "dark": "#b4c1c3"}
# In the order in which topics first appear; told apart by their place in the bar and the table beside it, too.
_TOPICS = ["#c2570c", "#3a7fb5", "#8a63b8", "#2f9378", "#b07d12", "#a9496f", "#6f7f86", "#5b6fc7", "#8c6d4f"]
_GAUGE = (-2.1, 2.1)
"""From where to where its arc goes, in radians from twelve o'clock."""
_LABEL_PX = 190
_PADDING = {"top": 8, "bottom": 8, "left": 2, "right": 8}
Drawn = TypeVar("Drawn", alt.Chart, alt.LayerChart)


def _in_both(colours: Mapping[Theme, str]) -> str:
    """A colour that follows the theme in the browser, at once and without drawing the picture again."""
    return f"light-dark({colours['light']}, {colours['dark']})"


def grade_colour(grade: Grade) -> str:
    return _in_both({theme: grades[grade] for theme, grades in GRADES.items()})


def _written(chart: Drawn) -> Drawn:
    """Gives axes and legends a colour that can be read on the theme's ground, and the topmost marks their room."""
    ink = _in_both(_WRITING)
    chart = chart.configure_axis(labelColor=ink, titleColor=ink, labelFontSize=12)
    chart = chart.configure_legend(labelColor=ink, titleColor=ink, labelFontSize=12)
    written: Drawn = chart.properties(padding=_PADDING)
    return written


def _tooltip(words: Words, *names: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=words(f"column.{name}")) for name in names]


def _faded_but(picked: alt.Parameter) -> alt.OpacityValue:
    """All marks stand back but those that are picked."""
    return alt.OpacityValue(0.45, condition={"param": picked.name, "value": 1})


def gauge_spec(score: int, grade: Grade) -> dict[str, Any]:
    """The score as part of an arc of 240°, with the grade's letter inside; as Vega-Lite takes it.

    Not by Altair, which looks at each part of a picture anew: this one is drawn whenever anything on the page changes.
    """
    letter = {"type": "text", "fontSize": 44, "fontWeight": "bold", "color": grade_colour(grade)}
    layers = [_arc(100, _QUIET, 0.25), _arc(score, grade_colour(grade), 1), {"mark": letter, "encoding": {"text": {"value": grade}}}]
    once = {"sequence": {"start": 0, "stop": 1}}
    return {"data": once, "layer": layers, "width": GAUGE_PX, "height": GAUGE_PX, "padding": 0}


def _arc(score: int, color: str, opacity: float) -> dict[str, Any]:
    start, end = _GAUGE
    mark = {
        "type": "arc",
        "outerRadius": {"expr": "min(width, height) / 2 - 2"},
        "innerRadius": {"expr": "min(width, height) / 2 * 0.77"},
        "cornerRadius": 5,
        "aria": False,  # the whole gauge carries its words
        "color": color,
        "opacity": opacity,
    }
    return {"mark": mark, "encoding": {"theta": {"value": start}, "theta2": {"value": start + (end - start) * score / 100}}}


def points_chart(table: pd.DataFrame, words: Words) -> alt.Chart:
    """A bar for each app, as long as the points it lost, in a part for each topic.

    table: `coach.pictures.points_picture`.
    """
    topics = list(dict.fromkeys(table["topic"]))
    picked = alt.selection_point(name=PICK, fields=["bundle_id"])
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar(cornerRadius=3, cursor="pointer")
        .encode(
            x=alt.X("points:Q", title=words("column.points"), axis=alt.Axis(tickCount=8, tickMinStep=1, format="d")),
            y=alt.Y("app:N", title=None, sort=alt.EncodingSortField("rank", op="min"), axis=alt.Axis(labelLimit=_LABEL_PX)),
            color=alt.Color(
                "topic:N", title=None, scale=alt.Scale(domain=topics, range=_TOPICS), legend=alt.Legend(orient="bottom", columns=2)
            ),
            order=alt.Order("points:Q", sort="descending"),
            opacity=_faded_but(picked),
            tooltip=_tooltip(words, "app", "topic", "points"),
        )
        .properties(height=alt.Step(30))
        .add_params(picked)
    )
    return _written(chart)


def week_chart(table: pd.DataFrame, words: Words) -> alt.LayerChart:
    """A row for each day, a column for each hour, stronger where there were more accesses.

    table: `coach.pictures.week_picture`.
    """
    base = alt.Chart(table.drop(columns="date")).encode(
        x=alt.X("hour:O", title=words("column.hour"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("day:N", title=None, sort=list(dict.fromkeys(table["day"])), axis=alt.Axis(labelLimit=0)),
        tooltip=_tooltip(words, "day", "hour", "count"),
    )
    counted = base.mark_rect(cornerRadius=2, color=_ACCENT).encode(
        opacity=alt.Opacity(
            "count:Q",
            title=words("column.count"),
            scale=alt.Scale(type="sqrt", range=[0, 1], domainMin=0),
            legend=alt.Legend(tickMinStep=1, orient="bottom", symbolType="square", symbolFillColor=_ACCENT, symbolStrokeWidth=0),
        )
    )
    every_hour = base.mark_rect(cornerRadius=2, color=_QUIET, opacity=0.12)
    return _written(alt.LayerChart(layer=[every_hour, counted], height=alt.Step(24)))


def clock_chart(clock: Clock, words: Words) -> alt.LayerChart:
    """A tick for each minute with an access, on a strip from 0 to 24 hours; below them a bar for as long as they come steadily."""
    hours = alt.X(
        "hour:Q",
        title=words("column.hour"),
        scale=alt.Scale(domain=[0, 24], nice=False),
        axis=alt.Axis(values=list(range(0, 25, 2)), grid=False, format="d"),
    )
    across = alt.Scale(domain=[0, 1])
    ticks = alt.Chart(clock.table).mark_rule(color=_ACCENT, strokeWidth=1.2)
    layers = [
        ticks.encode(x=hours, y=alt.Y(datum=0.25, scale=across, axis=None), y2=alt.Y2(datum=1), tooltip=_tooltip(words, "time", "count"))
    ]
    if clock.steady:
        chain = pd.DataFrame({"hour": [clock.steady[0]], "end": [clock.steady[1]]})
        steady = alt.Chart(chain).mark_rule(color=_QUIET, strokeWidth=5)
        layers.append(steady.encode(x=hours, x2=alt.X2("end:Q"), y=alt.Y(datum=0.08, scale=across, axis=None)))
    return _written(alt.LayerChart(layer=layers, height=120))


def across_chart(table: pd.DataFrame, words: Words) -> alt.Chart:
    """A row for each app, a bar for each time that it used something, on a day from 0 to 24 hours.

    table: `coach.pictures.across_picture`.
    """
    picked = alt.selection_point(name=PICK, fields=["bundle_id"])
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X(
                "begin:Q",
                title=words("column.hour"),
                scale=alt.Scale(domain=[0, 24], nice=False),
                axis=alt.Axis(values=list(range(0, 25, 2)), grid=False, format="d", labelLimit=0),
            ),
            x2=alt.X2("end:Q"),
            y=alt.Y("app:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABEL_PX)),
            color=alt.Color("open:N", legend=None, scale=alt.Scale(domain=[False, True], range=[_ACCENT, _QUIET])),
            opacity=_faded_but(picked),
            tooltip=_tooltip(words, "app", "from", "to", "length"),
        )
        .properties(height=alt.Step(30))
        .add_params(picked)
    )
    return _written(chart)


def companies_chart(table: pd.DataFrame, words: Words) -> alt.Chart:
    """Companies down, apps across; a square where one advertises or measures, a circle for any other contact.

    table: `coach.pictures.companies_picture`.
    """
    kinds = [words("picture.measures"), words("picture.other")]
    marked = table.assign(kind=table["measures"].map({True: kinds[0], False: kinds[1]}))
    marked = marked.sort_values("measures", ascending=False, kind="stable").drop_duplicates(["bundle_id", "company"]).sort_index()
    marked = marked.drop(columns=["measures", "names"])
    picked = alt.selection_point(name=PICK, fields=["bundle_id"])
    chart: alt.Chart = (
        alt.Chart(marked)
        .mark_point(filled=True, size=130, cursor="pointer")
        .encode(
            x=alt.X(
                "app:N",
                title=None,
                sort=None,
                axis=alt.Axis(orient="top", labelAngle=-60, labelLimit=_LABEL_PX, labelOverlap=False, grid=True),
            ),
            y=alt.Y("company:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABEL_PX, grid=True)),
            shape=alt.Shape("kind:N", title=None, scale=alt.Scale(domain=kinds, range=["square", "circle"])),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=[_ACCENT, _QUIET]),
                legend=alt.Legend(orient="bottom", labelLimit=0, columns=1),
            ),
            opacity=_faded_but(picked),
            tooltip=_tooltip(words, "company", "app", "purpose"),
        )
        .properties(height=alt.Step(26))
        .add_params(picked)
    )
    return _written(chart)


def trend_chart(weeks: Iterable[Week], words: Words) -> alt.LayerChart:
    """The phone's score week by week: a bar each in its grade's colour, with score and letter above. A week without one is a pale gap."""
    table = pd.DataFrame(
        [
            {
                "week": week.begin.strftime("%Y-%m-%d"),
                "score": week.score or 0,
                "grade": week.grade or "",
                "label": words("trend.gap") if week.score is None else f"{week.score} · {week.grade}",
                "empty": 100 if week.score is None else 0,
            }
            for week in weeks
        ]
    )
    base = alt.Chart(table).encode(
        x=alt.X("week:O", title=words("trend.week"), axis=alt.Axis(labelAngle=0, labelLimit=0)),
        y=alt.Y("score:Q", title=words("table.score"), scale=alt.Scale(domain=[0, 100])),
    )
    grades = alt.Scale(domain=list(GRADES["light"]), range=[grade_colour(grade) for grade in GRADES["light"]])
    bars = base.mark_bar(cornerRadius=3).encode(color=alt.Color("grade:N", scale=grades, legend=None))
    gaps = base.mark_bar(cornerRadius=3, color=_QUIET, opacity=0.12).encode(y=alt.Y("empty:Q", title=words("table.score")))
    labels = base.mark_text(dy=-8, color=_in_both(_WRITING)).encode(text=alt.Text("label:N"))
    return _written(alt.LayerChart(layer=[bars, labels, gaps]))
