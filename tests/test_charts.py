"""What the pictures are drawn with: which field stands where, colours that can be read on both grounds, and never too many marks."""

import json
import re
import tomllib
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple, get_args

import altair as alt
import pytest
from report_lines import access, at, ndjson, network, read

from coach.activity import activities
from coach.catalogue import Naming
from coach.charts import (
    GAUGE_PX,
    GRADES,
    PICK,
    Theme,
    across_chart,
    clock_chart,
    companies_chart,
    gauge_spec,
    points_chart,
    trend_chart,
    week_chart,
)
from coach.content import FOLDER, load_content
from coach.models import LANGS, Assessment, Grade, Lang, Report
from coach.needs import Needs
from coach.pictures import (
    COMPANIES_SHOWN,
    Clock,
    Picture,
    across_picture,
    by_hour,
    clock,
    companies_picture,
    days_with,
    points_picture,
    week_picture,
)
from coach.plan import NOTHING_TOLD, Told
from coach.scoring import assess
from coach.trend import MAX_WEEKS, weekly
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
SAY = {lang: Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS}
THEMES: tuple[Theme, ...] = get_args(Theme)
CONFIG = tomllib.loads((Path(__file__).resolve().parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
GROUND: dict[Theme, str] = {theme: CONFIG["theme"][theme]["backgroundColor"] for theme in THEMES}
MEITUAN, WECHAT, CHAT = "com.meituan.imeituan", "com.tencent.xin", "com.example.chat"
MOST_ROWS = 5_000
"""What Altair draws at most."""
MARKS = 3.0
"""Contrast that a mark needs against its ground (WCAG 1.4.11)."""
WRITING = 4.5
"""Contrast that text needs against its ground (WCAG 1.4.3)."""

Chart = alt.Chart | alt.LayerChart
Spec = dict[str, Any]


def judged(data: bytes, kind: str = "") -> tuple[Report, Assessment]:
    report = read(data)
    found = activities(report, CONTENT)
    return report, assess(found, NEEDS, Told(apps={each.bundle_id: Naming(types=(kind,)) for each in found} if kind else {}))


SAMPLE, JUDGED = judged((FOLDER / "ios" / "sample.ndjson").read_bytes())
assert JUDGED.score is not None
assert JUDGED.grade is not None
SCORE, GRADE = JUDGED.score, JUDGED.grade
WEEKS = weekly(read(ndjson([line for day in range(30) for line in access(WECHAT, "photos", at(2, day=day))])), NEEDS, NOTHING_TOLD)


def sample_clock(lang: Lang = "en", bundle_id: str = MEITUAN, category: str = "location") -> Clock:
    app = next(app for app in JUDGED.apps if app.profile.bundle_id == bundle_id)
    return clock(SAMPLE, app, category, SAY[lang])


def sample_points(lang: Lang = "en") -> Picture:
    return points_picture(JUDGED, SAY[lang])


def sample_companies(lang: Lang = "en") -> Picture:
    return companies_picture(JUDGED, SAY[lang])


def sample_across(lang: Lang = "en") -> Picture:
    return across_picture(SAMPLE, JUDGED, "camera", days_with(SAMPLE, "camera")[0], SAY[lang])


def sample_week(lang: Lang = "en") -> Picture:
    return week_picture(SAMPLE.summary, by_hour(JUDGED.apps), SAY[lang])


class InTheme(NamedTuple):
    """A picture as a browser shows it that has this theme."""

    chart: alt.Chart | alt.LayerChart
    theme: Theme

    def to_dict(self) -> dict[str, Any]:
        chosen = 1 if self.theme == "light" else 2
        spec: dict[str, Any] = json.loads(re.sub(r"light-dark\((#\w+), (#\w+)\)", rf"\{chosen}", json.dumps(self.chart.to_dict())))
        return spec


def gauge(score: int, grade: Grade, theme: Theme) -> InTheme:
    """Read by Altair, which refuses what Vega-Lite does not know."""
    return InTheme(alt.LayerChart.from_dict(gauge_spec(score, grade)), theme)


DRAWN: dict[str, Callable[[Theme, Lang], InTheme]] = {
    "points": lambda theme, lang: InTheme(points_chart(sample_points(lang).table, words_in(lang)), theme),
    "week": lambda theme, lang: InTheme(week_chart(sample_week(lang).table, words_in(lang)), theme),
    "clock": lambda theme, lang: InTheme(clock_chart(sample_clock(lang), words_in(lang)), theme),
    "clock without rhythm": lambda theme, lang: InTheme(clock_chart(sample_clock(lang, WECHAT, "photos"), words_in(lang)), theme),
    "across": lambda theme, lang: InTheme(across_chart(sample_across(lang).table, words_in(lang)), theme),
    "companies": lambda theme, lang: InTheme(companies_chart(sample_companies(lang).table, words_in(lang)), theme),
    "trend": lambda theme, lang: InTheme(trend_chart(WEEKS, words_in(lang)), theme),
    "gauge": lambda theme, lang: gauge(SCORE, GRADE, theme),
}


def data_of(spec: Spec) -> list[list[dict[str, Any]]]:
    return list(spec.get("datasets", {}).values())


def fields(spec: Spec, *, layer: int | None = None) -> dict[str, str]:
    """Which field of the table each channel shows."""
    encoding = spec["encoding"] if layer is None else spec["layer"][layer]["encoding"]
    return {channel: told["field"] for channel, told in encoding.items() if isinstance(told, dict) and "field" in told}


def tooltips(encoding: Spec) -> list[tuple[str, str]]:
    return [(told["field"], told["title"]) for told in encoding["tooltip"]]


def titles(lang: Lang, *names: str) -> list[tuple[str, str]]:
    return [(name, words_in(lang)(f"column.{name}")) for name in names]


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lightness(color: str) -> float:
    """CIE L*, from 0 for black to 100 for white."""
    y = luminance(color)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def mark_colors(spec: Spec) -> set[str]:
    """Every colour that a mark of a chart takes."""
    found: set[str] = set()
    for layer in spec.get("layer", [spec]):
        color = layer["encoding"].get("color", {})
        found |= set(color.get("scale", {}).get("range", ())) | {layer["mark"].get("color")} - {None}
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_of_the_sample_week_is_a_chart_that_can_be_drawn(name: str, theme: Theme, lang: Lang) -> None:
    spec = DRAWN[name](theme, lang).to_dict()
    assert data_of(spec) or name == "gauge", "which needs no table"
    assert all(0 < len(rows) <= MOST_ROWS for rows in data_of(spec))


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_coloured_for_its_theme(name: str) -> None:
    light, dark = (DRAWN[name](theme, "en").to_dict() for theme in THEMES)
    assert light != dark
    assert data_of(light) == data_of(dark)


@pytest.mark.parametrize("name", sorted(DRAWN.keys() - {"gauge"}))
def test_a_picture_speaks_the_language_of_the_reader_alone(name: str) -> None:
    """No title is left in English on a Chinese page, nor one that Vega makes out of a field's name."""
    spec = DRAWN[name]("light", "zh").to_dict()
    allowed = {text for text in words_in("zh").texts.values() if isinstance(text, str)} | {None}
    for layer in [spec, *spec.get("layer", ())]:
        for channel, told in layer.get("encoding", {}).items():
            for each in told if isinstance(told, list) else [told]:
                if "field" in each and channel not in ("order", "text", "x2", "y2") and each.get("legend", 0) is not None:
                    assert each["title"] in allowed, (channel, each)


@pytest.mark.parametrize("lang", LANGS)
def test_the_points_are_bars_of_apps_in_parts_by_topic(lang: Lang) -> None:
    spec = DRAWN["points"]("light", lang).to_dict()
    assert spec["mark"]["type"] == "bar"
    assert fields(spec) == {"x": "points", "y": "app", "color": "topic", "order": "points"}
    assert spec["encoding"]["x"]["title"] == words_in(lang)("column.points")
    assert spec["encoding"]["y"]["title"] is None
    assert tooltips(spec["encoding"]) == titles(lang, "app", "topic", "points")
    assert spec["encoding"]["y"]["sort"] == {"field": "rank", "op": "min"}, "worst first, however many topics"


@pytest.mark.parametrize("lang", LANGS)
def test_every_topic_of_the_points_has_a_colour_of_its_own(lang: Lang) -> None:
    topics = [CONTENT.topic(topic)[lang] for topic in (*CONTENT.permissions, "trackers")]
    table = sample_points(lang).table.head(1)
    scale = points_chart(table.loc[[0] * len(topics)].assign(topic=topics), words_in(lang)).to_dict()["encoding"]["color"]["scale"]
    assert scale["domain"] == topics
    assert len(set(scale["range"][: len(topics)])) == len(topics)


@pytest.mark.parametrize("name", ["points", "companies"])
def test_a_click_on_a_mark_tells_which_app_was_picked(name: str) -> None:
    spec = DRAWN[name]("dark", "en").to_dict()
    (param,) = spec["params"]
    assert (param["name"], param["select"]) == (PICK, {"type": "point", "fields": ["bundle_id"]})
    assert spec["encoding"]["opacity"]["condition"] == {"param": PICK, "value": 1}
    assert all(row["bundle_id"] for rows in data_of(spec) for row in rows)


@pytest.mark.parametrize("name", ["week", "clock", "trend", "gauge"])
def test_a_picture_in_which_nothing_can_be_picked_has_no_selection(name: str) -> None:
    assert "params" not in DRAWN[name]("light", "en").to_dict()


@pytest.mark.parametrize("lang", LANGS)
def test_the_week_is_a_grid_of_days_and_hours_as_strong_as_its_counts(lang: Lang) -> None:
    spec = DRAWN["week"]("light", lang).to_dict()
    every_hour, counted = spec["layer"]
    assert fields(every_hour) == {"x": "hour", "y": "day"}
    assert fields(counted) == {"x": "hour", "y": "day", "opacity": "count"}
    assert counted["encoding"]["x"]["title"] == words_in(lang)("column.hour")
    assert counted["encoding"]["opacity"]["title"] == words_in(lang)("column.count")
    assert tooltips(counted["encoding"]) == titles(lang, "day", "hour", "count")
    assert counted["encoding"]["y"]["sort"] == [words_in(lang).short_day(at(0, day=day)) for day in range(-1, 7)]


def test_an_hour_without_looks_is_drawn_as_empty_and_not_left_out() -> None:
    spec = DRAWN["week"]("light", "en").to_dict()
    (rows,) = data_of(spec)
    assert len(rows) == 8 * 24
    assert min(row["count"] for row in rows) == 0
    assert spec["layer"][1]["encoding"]["opacity"]["scale"]["range"] == [0, 1]
    assert spec["layer"][1]["encoding"]["opacity"]["scale"]["domainMin"] == 0


@pytest.mark.parametrize("lang", LANGS)
def test_the_clock_is_a_strip_of_24_hours_with_a_bar_for_the_steady_stretch(lang: Lang) -> None:
    spec = DRAWN["clock"]("light", lang).to_dict()
    ticks, steady = spec["layer"]
    assert fields(ticks) == {"x": "hour"}
    assert ticks["encoding"]["x"]["title"] == words_in(lang)("column.hour")
    assert ticks["encoding"]["x"]["scale"] == {"domain": [0, 24], "nice": False}
    assert tooltips(ticks["encoding"]) == titles(lang, "time", "count")
    assert fields(steady) == {"x": "hour", "x2": "end"}
    assert spec["datasets"][steady["data"]["name"]] == [{"hour": 0.0, "end": 24.0}]
    assert len(spec["datasets"][ticks["data"]["name"]]) == len(sample_clock().table)


def test_a_clock_without_rhythm_has_no_bar() -> None:
    assert len(DRAWN["clock without rhythm"]("light", "en").to_dict()["layer"]) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_companies_are_squares_where_they_measure_and_circles_elsewhere(lang: Lang) -> None:
    spec = DRAWN["companies"]("light", lang).to_dict()
    kinds = [words_in(lang)("picture.measures"), words_in(lang)("picture.other")]
    assert fields(spec) == {"x": "app", "y": "company", "shape": "kind", "color": "kind"}
    assert spec["encoding"]["shape"]["scale"] == {"domain": kinds, "range": ["square", "circle"]}
    assert spec["encoding"]["color"]["scale"]["domain"] == kinds
    assert spec["encoding"]["x"]["axis"]["labelOverlap"] is False, "on a narrow screen, no app loses its name"
    assert tooltips(spec["encoding"]) == titles(lang, "company", "app", "purpose")
    (rows,) = data_of(spec)
    assert [row["kind"] for row in rows] == [kinds[not measures] for measures in sample_companies(lang).table["measures"]]


def test_companies_stand_in_the_order_of_the_table() -> None:
    spec = DRAWN["companies"]("light", "en").to_dict()
    (rows,) = data_of(spec)
    assert [row["company"] for row in rows] == list(sample_companies().table["company"])
    assert spec["encoding"]["x"]["sort"] is None
    assert spec["encoding"]["y"]["sort"] is None


def test_one_app_and_company_are_one_mark_whatever_the_purposes() -> None:
    table = sample_companies().table
    twice = table.loc[[0, 0]].assign(purpose=["measures", "advertises"])
    (rows,) = data_of(companies_chart(twice, words_in("en")).to_dict())
    assert len(rows) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_trend_is_a_bar_for_each_week_with_its_score_and_letter(lang: Lang) -> None:
    spec = DRAWN["trend"]("light", lang).to_dict()
    bars, labels, _ = spec["layer"]
    assert fields(bars) == {"x": "week", "y": "score", "color": "grade"}
    assert fields(labels)["text"] == "label"
    assert bars["encoding"]["x"]["title"] == words_in(lang)("trend.week")
    assert bars["encoding"]["y"]["title"] == words_in(lang)("table.score")
    assert bars["encoding"]["y"]["scale"]["domain"] == [0, 100]
    (rows,) = data_of(spec)
    assert [row["label"] for row in rows] == [f"{week.score} · {week.grade}" for week in WEEKS]


@pytest.mark.parametrize("lang", LANGS)
def test_a_week_that_was_not_recorded_is_a_gap_in_the_trend_and_no_bar(lang: Lang) -> None:
    weeks = (WEEKS[0], WEEKS[1].model_copy(update={"days": 0, "looks": 0, "score": None, "grade": None}), *WEEKS[2:])
    spec = InTheme(trend_chart(weeks, words_in(lang)), "light").to_dict()
    (rows,) = data_of(spec)
    assert [(row["score"], row["empty"], row["label"]) for row in rows] == [
        (week.score or 0, 0 if week.score else 100, f"{week.score} · {week.grade}" if week.score else words_in(lang)("trend.gap"))
        for week in weeks
    ]
    assert fields(spec["layer"][2])["y"] == "empty"


@pytest.mark.parametrize("theme", THEMES)
def test_a_bar_of_the_trend_has_the_colour_of_its_grade(theme: Theme) -> None:
    scale = DRAWN["trend"](theme, "en").to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == GRADES[theme]


def angles(score: int, theme: Theme = "light") -> tuple[float, float, float]:
    """Where the arc of a gauge begins, how far the score reaches and where the arc ends."""
    whole, reached, _ = gauge(score, CONTENT.rules.grade_of(score), theme).to_dict()["layer"]
    assert whole["encoding"]["theta"] == reached["encoding"]["theta"]
    return reached["encoding"]["theta"]["value"], reached["encoding"]["theta2"]["value"], whole["encoding"]["theta2"]["value"]


def test_the_arc_of_a_gauge_grows_with_the_score() -> None:
    begin, none, end = angles(0)
    half, full = angles(50)[1], angles(100)[1]
    assert begin == none < half < full == end
    assert half == pytest.approx((begin + end) / 2)
    assert begin == -end
    reached = [angles(score)[1] for score in range(0, 101, 10)]
    assert all(lower < higher for lower, higher in pairwise(reached))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("grade", get_args(Grade))
def test_letter_and_arc_of_a_gauge_have_the_colour_of_the_grade(grade: Grade, theme: Theme) -> None:
    spec = gauge(70, grade, theme).to_dict()
    _, reached, letter = spec["layer"]
    assert letter["encoding"]["text"] == {"value": grade}
    assert letter["mark"]["color"] == reached["mark"]["color"] == GRADES[theme][grade]
    assert (spec["width"], spec["height"]) == (GAUGE_PX, GAUGE_PX)


@pytest.mark.parametrize("theme", THEMES)
def test_every_grade_has_a_colour_in_every_theme(theme: Theme) -> None:
    assert tuple(GRADES[theme]) == get_args(Grade)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("grade", get_args(Grade))
def test_the_colour_of_a_grade_stands_out_from_the_ground(grade: Grade, theme: Theme) -> None:
    assert contrast(GRADES[theme][grade], GROUND[theme]) >= MARKS


@pytest.mark.parametrize("theme", THEMES)
def test_grades_can_be_told_apart_without_seeing_colours(theme: Theme) -> None:
    """Each is darker than the better one, by a step that shows in grey, too."""
    levels = [lightness(GRADES[theme][grade]) for grade in get_args(Grade)]
    assert levels == sorted(levels, reverse=True)
    gaps = {pair: abs(lightness(GRADES[theme][pair[0]]) - lightness(GRADES[theme][pair[1]])) for pair in combinations(GRADES[theme], 2)}
    assert not {pair: gap for pair, gap in gaps.items() if gap < 5}


def test_each_theme_has_colours_of_its_own_for_the_grades() -> None:
    assert not set(GRADES["light"].values()) & set(GRADES["dark"].values())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", sorted(DRAWN.keys() - {"gauge"}))
def test_axes_and_legends_can_be_read_on_the_ground(name: str, theme: Theme) -> None:
    config = DRAWN[name](theme, "en").to_dict()["config"]
    inks = {config[part][ink] for part in ("axis", "legend") for ink in ("labelColor", "titleColor")}
    assert {ink: round(contrast(ink, GROUND[theme]), 2) for ink in inks if contrast(ink, GROUND[theme]) < WRITING} == {}
    assert inks


@pytest.mark.parametrize("theme", THEMES)
def test_the_labels_above_the_bars_of_the_trend_can_be_read_on_the_ground(theme: Theme) -> None:
    assert contrast(DRAWN["trend"](theme, "en").to_dict()["layer"][1]["mark"]["color"], GROUND[theme]) >= WRITING


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", DRAWN)
def test_every_colour_of_a_mark_stands_out_from_the_ground(name: str, theme: Theme) -> None:
    colors = mark_colors(DRAWN[name](theme, "en").to_dict())
    assert colors
    assert {color: round(contrast(color, GROUND[theme]), 2) for color in colors if contrast(color, GROUND[theme]) < MARKS} == {}


@pytest.mark.slow
def test_a_report_of_a_hundred_apps_over_months_is_drawn_with_few_marks() -> None:
    hosts = [f"a.{domain}" for domain, owner in CONTENT.owners.items() if owner.kind in ("company", "service")][: 2 * COMPANIES_SHOWN]
    apps = [f"com.example.app{number:03}" for number in range(100)]
    lines = [line for app in apps for day in range(0, 200, 9) for line in access(app, "contacts", at(9, day=day))]
    lines += [line for app in apps for host in hosts for line in network(app, host)]
    report, assessment = judged(ndjson(lines), "gaming")
    (busy, *_), weeks, say = assessment.apps, weekly(report, NEEDS, NOTHING_TOLD), SAY["en"]
    charts: list[Chart] = [
        points_chart(points_picture(assessment, say).table, say.words),
        week_chart(week_picture(report.summary, by_hour(assessment.apps), say).table, say.words),
        clock_chart(clock(report, busy, "contacts", say), say.words),
        companies_chart(companies_picture(assessment, say).table, say.words),
        trend_chart(weeks, say.words),
    ]
    assert len(assessment.apps) == 100
    assert len(weeks) == MAX_WEEKS
    with alt.data_transformers.enable("default", max_rows=None):
        marks = [sum(len(rows) for rows in data_of(chart.to_dict())) for chart in charts]
    assert max(marks) <= MOST_ROWS, marks


def test_a_clock_of_a_look_in_every_minute_is_drawn() -> None:
    lines = [line for minute in range(1440) for line in access(CHAT, "location", at(0, minute))]
    report, assessment = judged(ndjson(lines))
    spec = clock_chart(clock(report, assessment.apps[0], "location", SAY["en"]), words_in("en")).to_dict()
    assert len(spec["datasets"][spec["layer"][0]["data"]["name"]]) == 1440


@pytest.mark.parametrize("lang", LANGS)
def test_a_day_across_apps_is_a_bar_for_each_use_on_24_hours(lang: Lang) -> None:
    picture = sample_across(lang)
    spec = across_chart(picture.table, words_in(lang)).to_dict()
    told = spec["encoding"]
    assert (told["x"]["field"], told["x2"]["field"], told["y"]["field"]) == ("begin", "end", "app")
    assert told["x"]["scale"] == {"domain": [0, 24], "nice": False}
    assert told["x"]["title"] == words_in(lang)("column.hour")
    assert told["y"]["sort"] is None, "as in the table"
    assert tooltips(told) == titles(lang, "app", "from", "to", "length")
    assert [param["name"] for param in spec["params"]] == [PICK]


def test_what_was_still_on_has_a_quieter_colour_than_what_has_a_length() -> None:
    report, assessment = judged(ndjson(access(WECHAT, "microphone", at(9), None) + access(CHAT, "microphone", at(10))))
    table = across_picture(report, assessment, "microphone", at(9).date(), SAY["en"]).table
    color = across_chart(table, words_in("en")).to_dict()["encoding"]["color"]
    assert color["field"] == "open"
    assert color["scale"]["domain"] == [False, True]
    assert len(set(color["scale"]["range"])) == 2
    assert table["open"].tolist() == [True, False]
