"""Week by week, for reports that span at least two."""

import pytest
from report_lines import access, at, ndjson, network, read

from coach.catalogue import Naming, Namings
from coach.charts import trend_chart
from coach.content import load_content
from coach.models import LANGS, Lang
from coach.needs import Needs
from coach.plan import NOTHING_TOLD, Told
from coach.tables import trend_table
from coach.trend import MAX_WEEKS, weekly
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
    assert list(table["Grade"])[:3] == ["too little recorded"] * 3
    assert len(trend_chart(weeks, words_in("en")).to_dict()["datasets"].popitem()[1]) == 1


def test_a_long_report_shows_the_last_half_year() -> None:
    weeks = weekly(read(ndjson(by_day(range(0, 7 * 40)))), NEEDS, NOTHING_TOLD)
    assert len(weeks) == MAX_WEEKS
    assert {week.looks for week in weeks} == {7}


def test_what_the_person_says_of_an_app_counts_in_every_week() -> None:
    lines = [line for day in range(15) for line in access("com.example.a", "contacts", at(9, day=day))]
    said: list[Namings] = [{}, {"com.example.a": Naming(types=("gaming",))}]
    unknown, game = (weekly(read(ndjson(lines)), NEEDS, Told(apps=each)) for each in said)
    assert [week.score for week in unknown] == [None, None]
    assert all(week.score is not None and week.score < 100 for week in game)


def test_overlapping_reports_make_the_same_weeks_in_any_order() -> None:
    first, second = ndjson(nights(range(12))), ndjson(nights(range(5, 20)))
    assert (
        weekly(read(first, second), NEEDS, NOTHING_TOLD)
        == weekly(read(second, first), NEEDS, NOTHING_TOLD)
        == weekly(read(ndjson(nights(range(20)))), NEEDS, NOTHING_TOLD)
    )


@pytest.mark.parametrize("lang", LANGS)
def test_picture_and_table_show_the_same_weeks(lang: Lang) -> None:
    weeks = weekly(read(ndjson(nights(range(7)) + by_day(range(7, 22)))), NEEDS, NOTHING_TOLD)
    spec = trend_chart(weeks, words_in(lang)).to_dict()
    (data,) = spec["datasets"].values()
    table = trend_table(weeks, words_in(lang))
    assert [row["score"] for row in data] == list(table[words_in(lang)("table.score")]) == [week.score for week in weeks]
    assert spec["layer"][0]["encoding"]["y"]["title"] == words_in(lang)("table.score")
