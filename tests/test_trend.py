"""Week by week, for reports that span at least two."""

import pytest
from report_lines import access, at, ndjson, network, read

from coach.charts import trend_chart
from coach.content import load_content
from coach.judge import judge
from coach.models import LANGS, Lang
from coach.needs import Needs
from coach.pictures import weeks_alt, weeks_differ
from coach.plan import NOTHING_TOLD
from coach.tables import trend_table
from coach.trend import weekly
from coach.words import words_in

NEEDS = Needs(load_content())
CHAT = "net.whatsapp.WhatsApp"


def nights(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(2, day=day))]


def by_day(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(14, day=day))]


def test_one_week_has_no_trend() -> None:
    assert weekly(read(ndjson(nights(range(10)))), NEEDS, NOTHING_TOLD) == ()
    assert weekly(read(ndjson(network(CHAT, "a.example"))), NEEDS, NOTHING_TOLD) == ()


def test_each_week_is_judged_by_its_own_looks() -> None:
    weeks = weekly(read(ndjson(nights(range(7)) + by_day(range(7, 15)))), NEEDS, NOTHING_TOLD)
    assert [(week.looks, week.apps, week.grade) for week in weeks] == [(7, 1, "A"), (7, 1, "A")]
    assert [week.score for week in weeks] == [93, 97]
    assert weeks[0].end == weeks[1].begin
    assert weeks[1].end == read(ndjson(by_day(range(14, 15)))).summary.last


def test_a_week_that_was_not_recorded_is_no_good_week() -> None:
    """Two reports four weeks apart."""
    weeks = weekly(read(ndjson(nights(range(7))), ndjson(by_day(range(28, 35)))), NEEDS, NOTHING_TOLD)
    assert [week.score for week in weeks] == [None, None, None, 97]
    assert [week.looks for week in weeks[1:3]] == [0, 0]
    table = trend_table(weeks, words_in("en"))
    assert list(table["Grade"])[:3] == ["nothing recorded"] * 3
    (rows,) = trend_chart(weeks, words_in("en")).to_dict()["datasets"].values()
    assert [row["label"] for row in rows] == ["gap", "gap", "gap", "97 · A"]
    told = weeks_alt(weeks, words_in("en"))
    assert told == (
        "Picture of the phone's score by week: 11-30 nothing recorded, 12-07 nothing recorded, 12-14 nothing recorded and 12-21 97."
    )


def test_a_week_that_is_only_partly_recorded_is_a_gap_too() -> None:
    weeks = weekly(read(ndjson(by_day(range(8)) + by_day(range(11, 15)))), NEEDS, NOTHING_TOLD)
    assert [(week.days, week.score) for week in weeks] == [(7, 97), (4, None)]
    assert list(trend_table(weeks, words_in("en"))["Grade"]) == ["A", "too little recorded"]


TAOBAO, FIRMS = (
    "com.taobao.taobao4iphone",
    ("ulogs.umeng.com", "app-measurement.com", "doubleclick.net", "t.appsflyer.com", "api2.branch.io"),
)
AMAP = "com.autonavi.amap"
"""A map, whose looks cost nothing."""


def firms(first: int, last: int) -> list[str]:
    """An app that contacts firms that advertise or measure, between two days."""
    return [line for host in FIRMS for line in network(TAOBAO, host, at(9, day=last), at(9, day=first), hits=9)]


def maps(days: range) -> list[str]:
    return [line for day in days for line in access(AMAP, "location", at(14, day=day))]


def test_a_contact_counts_in_each_week_between_its_first_and_last_time() -> None:
    weeks = weekly(read(ndjson(maps(range(29)) + firms(8, 15))), NEEDS, NOTHING_TOLD)
    assert [week.score for week in weeks] == [100, 99, 99, 100]


def test_the_headline_agrees_with_its_weeks_or_says_why_not() -> None:
    """Contacts take points in a week as they do of the phone; and together all weeks may hold more than each of them."""
    each_week = [line for week in range(4) for line in firms(7 * week, 7 * week + 6)]
    lines = maps(range(29)) + each_week
    verdict = judge(read(ndjson(lines)), NEEDS.content)
    weeks = weekly(verdict.report, NEEDS, NOTHING_TOLD)
    assert {week.score for week in weeks} == {verdict.assessment.score}
    assert weeks_differ(weeks, verdict.assessment, words_in("en")) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_where_the_phone_has_a_lower_grade_than_each_week_it_says_why(lang: Lang) -> None:
    shops = ("com.taobao.taobao4iphone", "com.meituan.imeituan", "com.xunmeng.pinduoduo", "com.360buy.jdmobile")
    lines = by_day(range(29))
    for week, shop in enumerate(shops):  # each week another app looks in the contacts
        lines += [line for day in range(1, 6) for line in access(shop, "contacts", at(9, day=7 * week + day))]
    verdict = judge(read(ndjson(lines)), NEEDS.content)
    weeks, words = weekly(verdict.report, NEEDS, NOTHING_TOLD), words_in(lang)
    assert verdict.assessment.grade == "C"
    assert {week.grade for week in weeks} == {"B"}
    assert weeks_differ(weeks, verdict.assessment, words) == words("trend.differs")
    assert weeks_differ(weeks[:0], verdict.assessment, words) == ""


def test_looks_and_what_was_picked_are_counted_apart() -> None:
    picked = [line for day in range(0, 15, 2) for line in access(CHAT, "photos", at(15, day=day), picker=True)]
    report = read(ndjson(by_day(range(15)) + picked))
    weeks = weekly(report, NEEDS, NOTHING_TOLD)
    assert [(week.looks, week.picked) for week in weeks] == [(7, 3), (7, 4)]
    assert list(trend_table(weeks, words_in("en"))["You picked"]) == [3, 4]
    assert "You picked" not in trend_table(weekly(read(ndjson(by_day(range(15)))), NEEDS, NOTHING_TOLD), words_in("en"))


@pytest.mark.parametrize("lang", LANGS)
def test_picture_and_table_show_the_same_weeks(lang: Lang) -> None:
    weeks = weekly(read(ndjson(nights(range(7)) + by_day(range(7, 22)))), NEEDS, NOTHING_TOLD)
    spec = trend_chart(weeks, words_in(lang)).to_dict()
    (data,) = spec["datasets"].values()
    table = trend_table(weeks, words_in(lang))
    assert [row["score"] for row in data] == list(table[words_in(lang)("table.score")]) == [week.score for week in weeks]
    assert spec["layer"][0]["encoding"]["y"]["title"] == words_in(lang)("table.score")
