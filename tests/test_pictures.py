"""What each picture finds: its sentence and its table, in both languages, on the made-up week and at every edge."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from report_lines import MONDAY, access, at, ndjson, network, read, report_lines

from coach.activity import activities
from coach.catalogue import Naming, Namings
from coach.content import FOLDER, load_content
from coach.models import LANGS, OTHER, AppAssessment, Assessment, Lang, Report, Use
from coach.needs import Needs
from coach.pictures import (
    APPS_SHOWN,
    COMPANIES_SHOWN,
    DAYS_SHOWN,
    Clock,
    Picture,
    across_picture,
    beside,
    by_hour,
    clock,
    companies_picture,
    day_hour_table,
    days_with,
    points_picture,
    told_apart,
    week_picture,
    weeks_title,
)
from coach.plan import Told
from coach.scoring import assess
from coach.text import cell
from coach.trend import Week
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
SAY = {lang: Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS}
MEITUAN, WECHAT, STRAVA = "com.meituan.imeituan", "com.tencent.xin", "com.strava.stravaride"
CHAT, OTHER_CHAT = "com.example.chat", "com.sample.chat"
UMENG, GROWING, PUSH, CDN = "ulogs.umeng.com", "api.growingio.com", "stat.jpush.cn", "e1.akamai.net"


class Judged(NamedTuple):
    report: Report
    assessment: Assessment

    def app(self, bundle_id: str) -> AppAssessment:
        return next(app for app in self.assessment.apps if app.profile.bundle_id == bundle_id)

    def week(self, lang: Lang = "en", bundle_id: str = "", category: str | None = None) -> Picture:
        apps = [self.app(bundle_id)] if bundle_id else self.assessment.apps
        return week_picture(self.report.summary, by_hour(apps, category), SAY[lang])

    def clock(self, bundle_id: str, category: str, lang: Lang = "en") -> Clock:
        return clock(self.report, self.app(bundle_id), category, SAY[lang])

    def across(self, day: int = 0, lang: Lang = "en", category: str = "microphone") -> Picture:
        return across_picture(self.report, self.assessment, category, at(0, day=day).date(), SAY[lang])

    def points(self, lang: Lang = "en") -> Picture:
        return points_picture(self.assessment, SAY[lang])

    def companies(self, lang: Lang = "en") -> Picture:
        return companies_picture(self.assessment, SAY[lang])


def judged(lines: Iterable[str], namings: Namings | None = None) -> Judged:
    return _judge(ndjson(lines), namings)


def _judge(data: bytes, namings: Namings | None = None) -> Judged:
    report = read(data)
    return Judged(report, assess(activities(report, CONTENT), NEEDS, Told(apps=namings or {})))


SAMPLE = _judge((FOLDER / "ios" / "sample.ndjson").read_bytes())
EMPTY = _judge(b'{"_marker":"<metadata>","exportTimestamp":"2021-07-01T10:00:00.000+08:00"}\n')


def looks(app: str, moments: Iterable[datetime], category: str = "photos", *, picker: bool = False) -> list[str]:
    return [line for moment in moments for line in access(app, category, moment, picker=picker)]


def every(step: timedelta, begin: datetime, end: datetime) -> list[datetime]:
    return [begin + step * number for number in range((end - begin) // step + 1)]


def nights(app: str) -> list[str]:
    """What costs a chat app points."""
    return looks(app, [at(2, day=day) for day in range(7)])


def rows(table: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return list(table[list(names)].itertuples(index=False, name=None))


def counted(table: pd.DataFrame) -> list[tuple[str, int, int]]:
    return [(f"{date:%m-%d}", hour, count) for date, hour, count in rows(table[table["count"] > 0], "date", "hour", "count")]


def week_of(begin: datetime, score: int | None) -> Week:
    grade = None if score is None else CONTENT.rules.grade_of(score)
    return Week(begin=begin, end=begin + timedelta(days=7), days=7, looks=9, picked=0, apps=1, score=score, grade=grade)


def busiest_date(use: Use) -> int:
    """Most looks on one date of the phone's clock; a day and a night in a row may hold more."""
    days: Counter[int] = Counter()
    for hour, count in use.by_hour:
        days[hour // 24] += count
    return max(days.values())


POINTS = {
    "en": [
        (MEITUAN, "Meituan", "Location", 40, 0),
        (MEITUAN, "Meituan", "Other companies", 2, 0),
        ("com.taobao.taobao4iphone", "Taobao", "Photos", 22, 1),
        (WECHAT, "WeChat", "Photos", 22, 2),
        ("net.whatsapp.WhatsApp", "WhatsApp", "Photos", 5, 3),
        ("com.apple.weather", "Apple Weather", "Location", 4, 4),
        ("com.xingin.discover", "Xiaohongshu (RedNote)", "Other companies", 2, 5),
    ],
    "zh": [
        (MEITUAN, "美团", "位置", 40, 0),
        (MEITUAN, "美团", "第三方公司", 2, 0),
        ("com.taobao.taobao4iphone", "淘宝", "照片", 22, 1),
        (WECHAT, "微信", "照片", 22, 2),
        ("net.whatsapp.WhatsApp", "WhatsApp", "照片", 5, 3),
        ("com.apple.weather", "苹果天气", "位置", 4, 4),
        ("com.xingin.discover", "小红书", "第三方公司", 2, 5),
    ],
}


@pytest.mark.parametrize(
    ("lang", "title"),
    [("en", "Meituan lost 42 points, 40 of them for: Location."), ("zh", "美团扣了 42 分，其中 40 分扣在：位置。")],
)
def test_the_points_of_the_sample_week_are_told_app_by_app(lang: Lang, title: str) -> None:
    picture = SAMPLE.points(lang)
    assert picture.title == title
    assert rows(picture.table, "bundle_id", "app", "topic", "points", "rank") == POINTS[lang]
    assert list(picture.table) == ["bundle_id", "app", "topic", "points", "rank"]


@pytest.mark.parametrize(("lang", "title"), [("en", "WeChat lost 22 points, all for: Photos."), ("zh", "微信扣了 22 分，都扣在：照片。")])
def test_points_that_all_went_in_one_topic_are_told_as_all(lang: Lang, title: str) -> None:
    assert judged(nights(WECHAT)).points(lang).title == title


@pytest.mark.parametrize(("lang", "title"), [("en", "No app lost any points."), ("zh", "没有 App 扣分。")])
@pytest.mark.parametrize("phone", [EMPTY, judged(access("org.whispersystems.signal", "contacts", at(9)))], ids=["empty", "perfect"])
def test_a_phone_that_lost_no_points_says_so_and_has_nothing_to_draw(phone: Judged, lang: Lang, title: str) -> None:
    picture = phone.points(lang)
    assert picture.title == title
    assert picture.table.empty
    assert list(beside(picture, SAY[lang])) == [words_in(lang)(f"column.{name}") for name in ("app", "topic", "points")]


def crowd_of_apps(number: int) -> Judged:
    """Games that read contacts, the last of them every night."""
    apps = [f"com.example.app{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"[:number]]
    lines = [line for app in apps for line in looks(app, [at(14)], "contacts")]
    return judged(
        lines + looks(apps[-1], [at(2, day=day) for day in range(7)], "contacts"), {app: Naming(types=("gaming",)) for app in apps}
    )


def test_of_many_apps_that_lost_points_the_worst_twelve_are_drawn() -> None:
    phone = crowd_of_apps(APPS_SHOWN + 3)
    losing = [app.profile.bundle_id for app in phone.assessment.apps if app.findings]
    table = phone.points().table
    assert len(losing) == APPS_SHOWN + 3
    assert list(dict.fromkeys(table["bundle_id"])) == losing[:APPS_SHOWN]
    assert list(dict.fromkeys(table["rank"])) == list(range(APPS_SHOWN))
    assert table["bundle_id"][0] == "com.example.appo"


@pytest.mark.parametrize("lang", LANGS)
def test_apps_that_are_not_drawn_are_counted_in_the_title(lang: Lang) -> None:
    """Whoever looks at twelve bars must not take them for all."""
    assert "3" in re.findall(r"\d+", crowd_of_apps(APPS_SHOWN + 3).points(lang).title)


@settings(max_examples=25)
@given(report_lines(), st.sampled_from(["gaming", "instant-messaging", "input-method"]))
def test_the_points_of_an_app_add_up_to_what_its_score_lacks(lines: list[str], kind: str) -> None:
    apps = ["com.example.chat", "5Q4J53EFRC.com.example.maps", "com.example.照片"]
    phone = judged(lines, {app: Naming(types=(kind,)) for app in apps})
    lost = phone.points().table.groupby("bundle_id")["points"].sum().to_dict()
    assert lost == {app.profile.bundle_id: 100 - app.score for app in phone.assessment.apps if app.score is not None and app.findings}


def test_the_points_of_each_app_of_the_sample_week_add_up_to_what_its_score_lacks() -> None:
    lost = SAMPLE.points().table.groupby("bundle_id")["points"].sum().to_dict()
    assert lost == {app.profile.bundle_id: 100 - app.score for app in SAMPLE.assessment.apps if app.score is not None and app.score < 100}


@pytest.mark.parametrize("lang", LANGS)
def test_a_name_that_two_apps_have_is_told_apart_by_the_id(lang: Lang) -> None:
    mark = {"en": "?", "zh": "？"}[lang]
    names = told_apart(judged(nights(CHAT) + nights(OTHER_CHAT) + nights(WECHAT)).assessment.apps, SAY[lang])
    assert names == {
        CHAT: f"chat{mark} (com.example.chat)",
        OTHER_CHAT: f"chat{mark} (com.sample.chat)",
        WECHAT: {"en": "WeChat", "zh": "微信"}[lang],
    }


def test_three_apps_of_one_name_whose_ids_look_alike_are_numbered() -> None:
    """Two ids that differ in a character nobody can see."""
    ids = ["com.a.chat", "com.b\u200b.chat", "com.b\u200c.chat"]
    phone = judged([line for app in ids for line in nights(app)], {app: Naming(name="Chat") for app in ids})
    names = told_apart(phone.assessment.apps, SAY["en"])
    assert names == {"com.a.chat": "Chat (com.a.chat)", ids[1]: "Chat (com.b�.chat) 2", ids[2]: "Chat (com.b�.chat) 3"}


def test_an_app_that_is_named_like_anothers_name_with_its_id_stays_apart() -> None:
    namings = {CHAT: Naming(name="Chat"), OTHER_CHAT: Naming(name="Chat"), "com.x.y": Naming(name="Chat (com.example.chat)")}
    names = told_apart(judged([line for app in namings for line in nights(app)], namings).assessment.apps, SAY["en"])
    assert len(set(names.values())) == 3


def test_the_points_and_the_title_use_the_names_told_apart() -> None:
    phone = judged(nights(CHAT) + nights(OTHER_CHAT), {app: Naming(name="Chat", types=("gaming",)) for app in (CHAT, OTHER_CHAT)})
    picture = phone.points()
    assert set(picture.table["app"]) == {"Chat (com.example.chat)", "Chat (com.sample.chat)"}
    assert picture.title.startswith("Chat (com.example.chat) lost ")


def test_hours_add_up_over_apps_and_permissions() -> None:
    phone = judged(looks(CHAT, [at(9), at(9, 1), at(10)]) + looks(CHAT, [at(9)], "location") + looks(OTHER_CHAT, [at(9, 2)]))
    apps = phone.assessment.apps
    first = int(datetime(2025, 11, 24, 9).toordinal() - datetime(1970, 1, 1).toordinal()) * 24 + 9
    assert by_hour(apps) == {first: 4, first + 1: 1}
    assert by_hour(apps, "photos") == {first: 3, first + 1: 1}
    assert by_hour([phone.app(CHAT)]) == {first: 3, first + 1: 1}
    assert by_hour([phone.app(OTHER_CHAT)], "location") == {}


def test_the_hours_of_the_sample_week_are_all_its_looks() -> None:
    assert sum(by_hour(SAMPLE.assessment.apps).values()) == sum(SAMPLE.report.summary.accesses.values())


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "The busiest hour was Sat 29 Nov, 8:00 to 9:00: 307 times. At night, from 1 to 5: 192 of 1,942."),
        ("zh", "最忙的一小时是周六 11/29 8:00 到 9:00：307 次。凌晨 1 点到 5 点之间：1942 次里有 192 次。"),
    ],
)
def test_the_sample_week_names_its_busiest_hour_and_its_nights(lang: Lang, title: str) -> None:
    picture = SAMPLE.week(lang)
    assert picture.title == title
    assert len(picture.table) == 8 * 24, "from an evening to an evening a week later there are eight days"
    assert [(date, hour, count) for date, hour, count in counted(picture.table) if count > 23] == [("11-27", 15, 24), ("11-29", 8, 307)]
    assert counted(picture.table)[:3] == [("11-23", 19, 1), ("11-24", 0, 2), ("11-24", 1, 5)]
    days = [words_in(lang).short_day(at(0, day=day)) for day in range(-1, 7)]
    assert list(dict.fromkeys(picture.table["day"])) == days


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "The busiest hour was Wed 26 Nov, 22:00 to 23:00: 13 times. At night, from 1 to 5: 96 of 645."),
        ("zh", "最忙的一小时是周三 11/26 22:00 到 23:00：13 次。凌晨 1 点到 5 点之间：645 次里有 96 次。"),
    ],
)
def test_the_week_of_one_app_and_permission_counts_only_these(lang: Lang, title: str) -> None:
    picture = SAMPLE.week(lang, MEITUAN, "location")
    assert picture.title == title
    assert picture.table["count"].sum() == 645


def test_the_hour_before_midnight_ends_at_24() -> None:
    title = judged(looks(CHAT, [at(23, 30), at(23, 40)])).week().title
    assert title == "The busiest hour was Mon 24 Nov, 23:00 to 24:00: 2 times."


def test_single_looks_have_no_busiest_hour() -> None:
    assert judged(looks(CHAT, [at(9), at(11)])).week().title == "No hour holds more than one look."


def test_a_week_that_is_cut_off_says_so() -> None:
    title = judged(looks(CHAT, [at(9, day=day) for day in range(20)])).week().title
    assert title.endswith("Only 14 days are drawn.")


@pytest.mark.parametrize(("hour", "at_night"), [(0, 0), (1, 1), (4, 1), (5, 0), (23, 0)])
def test_night_is_from_1_to_5(hour: int, at_night: int) -> None:
    title = judged(looks(CHAT, [at(hour, 59)])).week().title
    assert ("At night, from 1 to 5: 1 of 1." in title) == bool(at_night)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "No app looked by itself. What you picked yourself is not drawn."),
        ("zh", "没有 App 自己使用权限的记录。你自己挑选的不画在图上。"),
    ],
)
@pytest.mark.parametrize(
    "phone",
    [EMPTY, judged(network(CHAT, "a.example")), judged(looks(CHAT, [at(9)], picker=True))],
    ids=["empty", "contacts only", "picker only"],
)
def test_a_phone_without_looks_says_so_and_has_nothing_to_draw(phone: Judged, lang: Lang, title: str) -> None:
    picture = phone.week(lang)
    assert picture.title == title
    assert picture.table.empty
    assert beside(picture, SAY[lang]).empty


def test_every_hour_of_every_day_of_the_report_is_there() -> None:
    phone = judged(looks(CHAT, [at(9, day=1)]) + looks(OTHER_CHAT, [at(1), at(23, day=3)]))
    table = day_hour_table(phone.report.summary, by_hour([phone.app(CHAT)]))
    expected = [(pd.Timestamp("2025-11-24") + pd.Timedelta(days=day), hour) for day in range(4) for hour in range(24)]
    assert rows(table, "date", "hour") == expected
    assert counted(table) == [("11-25", 9, 1)]


def test_a_long_report_shows_the_14_days_up_to_the_apps_last_look() -> None:
    phone = judged(looks(CHAT, [at(9, day=day) for day in range(30)]) + looks(OTHER_CHAT, [at(9, day=day) for day in (0, 5, 20)]))
    everything = phone.week().table
    assert len(everything) == DAYS_SHOWN * 24
    assert counted(everything) == [((MONDAY + timedelta(days=day)).strftime("%m-%d"), 9, 1 if day != 20 else 2) for day in range(16, 30)]
    one = phone.week(bundle_id=OTHER_CHAT).table
    assert (f"{one['date'].min():%m-%d}", f"{one['date'].max():%m-%d}", len(one)) == ("12-01", "12-14", DAYS_SHOWN * 24)
    assert counted(one) == [("12-14", 9, 1)]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 40 * 24 - 1), min_size=1, max_size=12), st.integers(0, 40 * 24 - 1))
def test_the_days_shown_are_whole_at_most_14_and_count_no_look_twice(mine: list[int], other: int) -> None:
    moments = [at(hour) + timedelta(minutes=place) for place, hour in enumerate(mine)]
    phone = judged(looks(CHAT, moments) + looks(OTHER_CHAT, [at(other)], "location"))
    for hours in (by_hour([phone.app(CHAT)]), by_hour(phone.assessment.apps)):
        table = day_hour_table(phone.report.summary, hours)
        dates = table["date"].unique()
        assert 1 <= len(dates) <= DAYS_SHOWN
        assert rows(table, "date", "hour") == [(date, hour) for date in dates for hour in range(24)]
        assert all((later - earlier).days == 1 for earlier, later in pairwise(dates))
        assert 0 < table["count"].sum() <= sum(hours.values())
        last = max(hours)
        assert table["count"].sum() == sum(count for hour, count in hours.items() if hour // 24 > last // 24 - DAYS_SHOWN)


def test_an_app_that_looked_on_a_clock_a_day_behind_the_first_line_has_a_week() -> None:
    """A flight over the date line: by the phone's clock the second look was on the day before the first."""
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))
    first = datetime(2025, 11, 25, 1, tzinfo=east)
    phone = judged(looks(CHAT, [first]) + looks(OTHER_CHAT, [(first + timedelta(minutes=1)).astimezone(west)]))
    assert counted(phone.week(bundle_id=OTHER_CHAT).table) == [("11-24", 0, 1)]
    assert counted(phone.week().table) == [("11-24", 0, 1), ("11-25", 1, 1)]


@settings(max_examples=40)
@given(report_lines())
def test_the_week_of_any_short_report_holds_every_look_of_every_app(lines: list[str]) -> None:
    phone = judged(lines)
    for apps in [[app] for app in phone.assessment.apps] + [list(phone.assessment.apps)]:
        hours = by_hour(apps)
        assert week_picture(phone.report.summary, hours, SAY["en"]).table["count"].sum() == sum(hours.values())


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "The busiest day, Thu 27 Nov: 287 times, about every 5 minutes from 00:00 to 24:00."),
        ("zh", "最忙的一天是周四 11/27：287 次，00:00 到 24:00 大约每 5 分钟一次。"),
    ],
)
def test_the_clock_of_the_sample_week_shows_a_day_of_looks_every_five_minutes(lang: Lang, title: str) -> None:
    day = SAMPLE.clock(MEITUAN, "location", lang)
    assert (day.title, day.steady) == (title, (0.0, 24.0))
    assert day.table["count"].sum() == 287
    assert day.table["hour"].between(0, 24, inclusive="left").all()
    assert list(day.table) == ["hour", "time", "count"]


@pytest.mark.parametrize(("lang", "title"), [("en", "The busiest day, Sun 30 Nov: 12 times."), ("zh", "最忙的一天是周日 11/30：12 次。")])
def test_the_clock_of_an_app_without_rhythm_tells_the_day_alone(lang: Lang, title: str) -> None:
    day = SAMPLE.clock(WECHAT, "photos", lang)
    assert (day.title, day.steady, int(day.table["count"].sum())) == (title, None, 12)


def test_a_steady_stretch_is_told_as_far_as_it_goes_on_in_the_busiest_day() -> None:
    moments = every(timedelta(minutes=5), at(20, 10), at(7, 35, day=1))
    day = judged(looks(MEITUAN, moments, "location")).clock(MEITUAN, "location")
    assert day.title == "The busiest day, Tue 25 Nov: 92 times, about every 5 minutes from 00:00 to 07:35."
    assert day.steady == pytest.approx((0.0, 7 + 35 / 60))


def test_a_steady_stretch_on_another_day_is_not_told_of_the_busiest_one() -> None:
    steady = every(timedelta(minutes=15), at(8), at(14))
    crowd = [at(9, day=2) + timedelta(seconds=7 * number) for number in range(60)]
    day = judged(looks(MEITUAN, steady + crowd, "location")).clock(MEITUAN, "location")
    assert judged(looks(MEITUAN, steady, "location")).clock(MEITUAN, "location").steady == (8.0, 14.0)
    assert (day.title, day.steady) == ("The busiest day, Wed 26 Nov: 60 times.", None)


def test_every_minute_of_a_day_is_written_as_the_clock_shows_it() -> None:
    """A minute as a part of an hour is not exact: 2:03 is 2.05 hours, and a little less in a float."""
    table = judged(looks(CHAT, every(timedelta(minutes=1), at(0), at(23, 59)))).clock(CHAT, "photos").table
    assert list(table["time"]) == [f"{minute // 60:02}:{minute % 60:02}" for minute in range(1440)]


def test_the_time_at_which_a_steady_stretch_begins_is_exact() -> None:
    moments = every(timedelta(minutes=5), at(4, 5), at(20))
    assert " from 04:05 to 20:00." in judged(looks(MEITUAN, moments, "location")).clock(MEITUAN, "location").title


def test_looks_in_one_minute_are_counted_together() -> None:
    day = judged(looks(CHAT, [at(9, 5, 1), at(9, 5, 59), at(9, 6)])).clock(CHAT, "photos")
    assert rows(day.table, "time", "count") == [("09:05", 2), ("09:06", 1)]
    assert list(day.table["hour"]) == pytest.approx([9 + 5 / 60, 9.1])


def test_of_two_days_as_busy_the_first_is_shown() -> None:
    assert judged(looks(CHAT, [at(9, day=1), at(9, day=3)])).clock(CHAT, "photos").title == "The busiest day, Tue 25 Nov: once."


def test_what_the_person_picked_is_not_in_the_clock() -> None:
    picked = looks(CHAT, [at(9, minute, day=2) for minute in range(5)], picker=True)
    day = judged(looks(CHAT, [at(14)]) + picked).clock(CHAT, "photos")
    assert (day.title, rows(day.table, "time", "count")) == ("The busiest day, Mon 24 Nov: once.", [("14:00", 1)])


def test_permissions_new_in_ios_share_one_clock() -> None:
    phone = judged(looks(CHAT, [at(9)], "thoughts") + looks(CHAT, [at(10)], "dreams") + looks(CHAT, [at(11)]))
    assert rows(phone.clock(CHAT, OTHER).table, "time", "count") == [("09:00", 1), ("10:00", 1)]
    assert rows(phone.clock(CHAT, "photos").table, "time", "count") == [("11:00", 1)]


def test_the_clock_of_one_app_and_permission_holds_no_others() -> None:
    phone = judged(looks(CHAT, [at(9)]) + looks(OTHER_CHAT, [at(9, 1)]) + looks(CHAT, [at(9, 2)], "location"))
    assert rows(phone.clock(CHAT, "photos").table, "time", "count") == [("09:00", 1)]


@pytest.mark.parametrize(
    ("stamp", "told"), [("1970-01-01T00:00:30.000+14:00", "Thu 1 Jan"), ("2199-12-31T23:59:30.000-12:00", "Tue 31 Dec")]
)
def test_the_first_and_the_last_day_that_a_report_may_hold_are_shown(stamp: str, told: str) -> None:
    phone = judged(access(CHAT, "photos", stamp))
    assert told in set(phone.week().table["day"])
    assert told in phone.clock(CHAT, "photos").title
    assert phone.week().table["count"].sum() == 1


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3 * 86_400 - 1), min_size=1, max_size=30))
def test_the_clock_holds_every_look_of_the_busiest_day_and_no_minute_twice(seconds: list[int]) -> None:
    phone = judged(looks(CHAT, [at(0) + timedelta(seconds=second) for second in seconds]))
    table = phone.clock(CHAT, "photos").table
    assert table["count"].sum() == busiest_date(phone.app(CHAT).activity.uses["photos"])
    assert len(table) <= 1440
    assert table["hour"].is_unique
    assert table["hour"].is_monotonic_increasing


@settings(max_examples=30)
@given(report_lines())
def test_every_clock_of_any_report_counts_what_the_verdict_counts(lines: list[str]) -> None:
    phone = judged(lines)
    used = [(app, name, pattern) for app in phone.assessment.apps for name, pattern in app.activity.uses.items() if pattern.count]
    assume(used)
    for app, name, pattern in used:
        day = clock(phone.report, app, name, SAY["en"])
        assert day.table["count"].sum() == busiest_date(pattern) <= pattern.busiest_day
        assert len(day.table) <= 1440


@pytest.mark.parametrize("bundle_id", [app.profile.bundle_id for app in SAMPLE.assessment.apps])
def test_clock_and_week_of_every_app_of_the_sample_week_count_what_the_verdict_counts(bundle_id: str) -> None:
    for category, pattern in SAMPLE.app(bundle_id).activity.uses.items():
        if pattern.count:
            table = SAMPLE.clock(bundle_id, category).table
            assert table["count"].sum() == busiest_date(pattern) <= pattern.busiest_day
            assert len(table) <= 1440
            assert SAMPLE.week(bundle_id=bundle_id, category=category).table["count"].sum() == pattern.count


COMPANIES = {
    "en": [
        ("Meituan", "Umeng (Alibaba)", "measures how you use apps", True, UMENG),
        ("Xiaohongshu (RedNote)", "Umeng (Alibaba)", "measures how you use apps", True, UMENG),
        ("Zhihu", "Umeng (Alibaba)", "measures how you use apps", True, UMENG),
        ("Strava", "Branch", "measures which ad you came from", True, "api2.branch.io"),
        ("Xiaohongshu (RedNote)", "Google Analytics for Firebase", "measures how you use apps", True, "app-measurement.com"),
        ("Meituan", "GrowingIO", "measures how you use apps", True, GROWING),
        ("Meituan", "Jiguang (JPush)", "delivers notifications", False, PUSH),
    ],
    "zh": [
        ("美团", "友盟（阿里巴巴）", "统计你怎么用 App", True, UMENG),
        ("小红书", "友盟（阿里巴巴）", "统计你怎么用 App", True, UMENG),
        ("知乎", "友盟（阿里巴巴）", "统计你怎么用 App", True, UMENG),
        ("Strava", "Branch", "统计你是从哪条广告来的", True, "api2.branch.io"),
        ("美团", "GrowingIO", "统计你怎么用 App", True, GROWING),
        ("小红书", "谷歌 Firebase 分析", "统计你怎么用 App", True, "app-measurement.com"),
        ("美团", "极光推送", "发送通知", False, PUSH),
    ],
}


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "3 of your apps contacted Umeng (Alibaba) by themselves. It advertises or measures."),
        ("zh", "你有 3 个 App 自己连接过友盟（阿里巴巴）的服务器。它做广告或统计。"),
    ],
)
def test_the_companies_of_the_sample_week_are_told_with_their_apps(lang: Lang, title: str) -> None:
    picture = SAMPLE.companies(lang)
    assert picture.title == title
    assert rows(picture.table, "app", "company", "purpose", "measures", "names") == COMPANIES[lang]
    assert list(picture.table) == ["bundle_id", "app", "company", "purpose", "measures", "names"]


def test_a_company_that_measures_comes_before_one_that_more_apps_contacted() -> None:
    apps = [WECHAT, CHAT, OTHER_CHAT]
    lines = [line for app in apps for line in network(app, PUSH)] + network(CHAT, UMENG)
    assert list(dict.fromkeys(judged(lines).companies().table["company"])) == ["Umeng (Alibaba)", "Jiguang (JPush)"]


@pytest.mark.parametrize(
    "lines",
    [
        network(WECHAT, "short.weixin.qq.com"),
        network(CHAT, "printer.local"),
        network(CHAT, "192.168.1.1"),
        network(CHAT, "8.8.8.8"),
        network(CHAT, "[2001:db8::1]"),
        network(CHAT, "cdn.nobody-knows.example"),
        network(CHAT, UMENG, initiated="NonAppInitiated"),
        network(CHAT, UMENG, context="news.example"),
        [],
    ],
    ids=["its own", "at home", "address at home", "IPv4", "IPv6", "unknown owner", "opened by the person", "a website's", "none"],
)
def test_what_is_no_other_company_that_we_know_is_left_out(lines: list[str]) -> None:
    phone = judged([*lines, *looks(CHAT, [at(9)])])
    assert phone.companies("en").title == "As far as we know, no app contacted another company by itself."
    assert phone.companies("zh").title == "据我们所知，没有 App 自己连接过第三方公司的服务器。"
    assert phone.companies().table.empty
    assert beside(phone.companies(), SAY["en"]).empty


def test_an_owner_that_apple_names_is_left_out_for_its_own_apps() -> None:
    """The verdict knows that Google Maps is Google's; the picture must not call Google LLC another company."""
    assert judged(network("com.google.Maps", "new.example", owner="Google LLC", domain_type=1)).companies().table.empty


def test_an_owner_that_apple_names_is_a_company() -> None:
    lines = network(CHAT, "measure.example", owner="Somebody Inc.", domain_type=1) + network(WECHAT, "quiet.example", owner="Other")
    table = judged(lines).companies().table
    profiling = words_in("en")("purpose.profiling")
    wanted = [(WECHAT, "Other", "", False), (CHAT, "Somebody Inc.", profiling, False)]
    assert rows(table, "bundle_id", "company", "purpose", "measures") == wanted


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "2 of your apps contacted Jiguang (JPush) by themselves."),
        ("zh", "你有 2 个 App 自己连接过极光推送的服务器。"),
    ],
)
def test_a_company_that_does_not_measure_is_told_as_the_one_contacted_most(lang: Lang, title: str) -> None:
    assert judged(network(CHAT, PUSH) + network(WECHAT, PUSH) + network(CHAT, CDN)).companies(lang).title == title


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "As far as we know, no two of your apps contacted the same other company by themselves."),
        ("zh", "据我们所知，没有两个 App 自己连接过同一家第三方公司的服务器。"),
    ],
)
def test_companies_that_no_two_apps_share_are_told_so(lang: Lang, title: str) -> None:
    assert judged(network(CHAT, UMENG) + network(WECHAT, PUSH)).companies(lang).title == title


def test_a_company_that_two_apps_share_is_not_denied_because_one_that_measures_comes_first() -> None:
    title = judged(network(CHAT, UMENG) + network(CHAT, PUSH) + network(WECHAT, PUSH)).companies().title
    assert title != words_in("en")("picture.companies-apart")


def test_hosts_of_one_company_for_one_purpose_are_one_row() -> None:
    (row,) = rows(judged(network(CHAT, UMENG) + network(CHAT, "plbslog.umeng.com")).companies().table, "company", "names")
    assert row == ("Umeng (Alibaba)", f"plbslog.umeng.com, {UMENG}")


def crowd_of_companies(number: int) -> Judged:
    hosts: dict[str, str] = {}
    for domain, owner in CONTENT.owners.items():
        if owner.purpose == "push" or owner.kind == "company":
            hosts.setdefault(owner.name.en, f"a.{domain}")
    chosen = list(hosts.values())[: number - 1]
    return judged(
        network("com.example.late", UMENG) + [line for app in (CHAT, OTHER_CHAT) for host in chosen for line in network(app, host)]
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("over", "english", "chinese"),
    [
        (0, "", ""),
        (1, " 1 more company is left out.", "还有 1 家公司没有画出来。"),
        (3, " 3 more companies are left out.", "还有 3 家公司没有画出来。"),
    ],
)
def test_of_many_companies_twenty_are_drawn_and_the_others_counted(over: int, english: str, chinese: str, lang: Lang) -> None:
    picture = crowd_of_companies(COMPANIES_SHOWN + over).companies(lang)
    assert picture.table["company"].nunique() == COMPANIES_SHOWN
    assert picture.table["company"][0] == {"en": "Umeng (Alibaba)", "zh": "友盟（阿里巴巴）"}[lang]
    assert picture.title.endswith({"en": english, "zh": chinese}[lang])
    assert ("left out" in picture.title or "没有画出来" in picture.title) == bool(over)


@pytest.mark.parametrize(
    ("scores", "english", "chinese"),
    [
        ([70, 40, 95], "The phone's score rose from 70 to 95.", "手机的分数从 70 升到 95。"),
        ([95, 100, 70], "The phone's score fell from 95 to 70.", "手机的分数从 95 降到 70。"),
        (
            [80, 50, 80],
            "The phone's score was 80 in the first week that could be judged and in the last.",
            "第一个和最后一个能打分的星期一样，都是 80 分。",
        ),
        ([None, 70, None, 95, None], "The phone's score rose from 70 to 95.", "手机的分数从 70 升到 95。"),
        ([0, 5], "The phone's score rose from 0 to 5.", "手机的分数从 0 升到 5。"),
        ([None, 70, None], "", ""),
        ([70], "", ""),
        ([], "", ""),
    ],
)
def test_how_the_score_went_is_told_from_the_first_judged_week_to_the_last(scores: list[int | None], english: str, chinese: str) -> None:
    weeks = [week_of(at(0, day=7 * number), score) for number, score in enumerate(scores)]
    assert (weeks_title(weeks, SAY["en"]), weeks_title(weeks, SAY["zh"])) == (english, chinese)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("points", ("app", "topic", "points")),
        ("week", ("day", "hour", "count")),
        ("companies", ("app", "company", "purpose", "measures", "names")),
        ("clock", ("time", "count")),
    ],
)
def test_the_table_beside_a_picture_is_in_the_readers_language_and_holds_no_id(name: str, columns: tuple[str, ...], lang: Lang) -> None:
    drawn: dict[str, Picture | Clock] = {
        "points": SAMPLE.points(lang),
        "week": SAMPLE.week(lang),
        "companies": SAMPLE.companies(lang),
        "clock": SAMPLE.clock(MEITUAN, "location", lang),
    }
    table = beside(drawn[name], SAY[lang])
    assert list(table) == [words_in(lang)(f"column.{column}") for column in columns]
    assert not table.isin([MEITUAN, STRAVA]).any(axis=None)


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_beside_the_week_leaves_out_hours_without_looks_and_nothing_else(lang: Lang) -> None:
    picture = SAMPLE.week(lang)
    table = beside(picture, SAY[lang])
    count = words_in(lang)("column.count")
    assert table[count].min() == 1
    assert table[count].sum() == 1942
    assert len(picture.table) > len(table) == sum(picture.table["count"] > 0)


@pytest.mark.parametrize(("lang", "measures"), [("en", ["yes"] * 6 + ["no"]), ("zh", ["是"] * 6 + ["否"])])
def test_the_table_beside_the_companies_says_yes_or_no(lang: Lang, measures: list[str]) -> None:
    assert list(beside(SAMPLE.companies(lang), SAY[lang])[words_in(lang)("column.measures")]) == measures


@pytest.mark.parametrize("formula", ["=1+1", "+cmd", "-2", "@sum"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_marked_as_text(formula: str) -> None:
    lines = nights(CHAT) + network(CHAT, "measure.example", owner=formula, domain_type=1)
    phone = judged(lines, {CHAT: Naming(name=formula, types=("gaming",))})
    assert set(beside(phone.points(), SAY["en"])["App"]) == {f"'{formula}"}
    (row,) = rows(beside(phone.companies(), SAY["en"]), "App", "Company")
    assert row == (f"'{formula}", f"'{formula}")


def test_no_cell_beside_a_picture_of_the_sample_week_is_a_formula() -> None:
    for picture in (SAMPLE.points(), SAMPLE.week(), SAMPLE.companies(), SAMPLE.clock(MEITUAN, "location")):
        assert all(cell(value) == value for column in beside(picture, SAY["en"]).to_numpy() for value in column if isinstance(value, str))


def test_a_company_name_that_hides_characters_is_shown_with_a_mark() -> None:
    (company,) = judged(network(CHAT, "a.example", owner="Some\u202ebody")).companies().table["company"]
    assert company == "Some�body"


def test_apps_and_companies_that_are_not_drawn_are_both_counted() -> None:
    """Each app contacts a company of its own, so that what is left out goes together."""
    owners = {owner.group: domain for domain, owner in CONTENT.owners.items() if owner.kind in ("company", "service") and owner.group}
    hosts = [f"a.{domain}" for domain in owners.values()][: COMPANIES_SHOWN + 5]
    lines = [line for number, host in enumerate(hosts) for line in network(f"com.example.app{number:03}", host)]
    picture = judged(lines).companies()
    apart = COMPANIES_SHOWN
    assert (picture.table["company"].nunique(), picture.table["bundle_id"].nunique()) == (apart, apart)
    assert words_in("en")("picture.apps-more", n=5) in picture.title
    assert words_in("en")("picture.companies-more", n=5) in picture.title


def test_whose_pages_a_browser_carries_is_not_drawn_as_whom_it_talks_to() -> None:
    lines = [line for app in ("org.mozilla.ios.Firefox", "com.autonavi.amap") for line in network(app, "doubleclick.net")]
    assert set(judged(lines).companies().table["bundle_id"]) == {"com.autonavi.amap"}


def used(app: str, begin: datetime, minutes: float, category: str = "microphone") -> list[str]:
    """Camera or microphone, on for so long."""
    return access(app, category, begin, begin + timedelta(minutes=minutes))


def bars(picture: Picture) -> list[tuple[Any, ...]]:
    return rows(picture.table, "app", "from", "to", "length")


THREE = judged(used(WECHAT, at(9), 32) + used(STRAVA, at(8, 30), 5) + used(MEITUAN, at(20), 4) + used(WECHAT, at(9), 3, "camera"))


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "On Mon 24 Nov, 3 apps used the microphone, 41 minutes in all. Longest: WeChat, 32 minutes."),
        ("zh", "周一 11/24 有 3 个 App 使用麦克风，一共 41 分钟。最长的是微信：32 分钟。"),
    ],
)
def test_who_used_the_microphone_on_a_day_is_told_in_a_sentence(lang: Lang, title: str) -> None:
    picture = THREE.across(lang=lang)
    assert picture.title == title
    assert list(picture.table) == ["bundle_id", "app", "begin", "end", "from", "to", "length", "open"]
    assert list(picture.table["bundle_id"]) == [STRAVA, WECHAT, MEITUAN], "the one that began first on top"
    shown = beside(picture, SAY[lang])
    assert list(shown) == [words_in(lang)(f"column.{name}") for name in ("app", "from", "to", "length")]
    assert rows(shown, *shown)[1][1:] == ("09:00", "09:32", words_in(lang).period(32 * 60))


def test_one_app_alone_needs_no_longest() -> None:
    assert judged(used(WECHAT, at(9), 32)).across().title == "On Mon 24 Nov, WeChat used the microphone: 32 minutes in all."


@pytest.mark.parametrize("lang", LANGS)
def test_a_day_on_which_nobody_used_it_says_so(lang: Lang) -> None:
    picture = THREE.across(3, lang)
    assert picture.table.empty
    assert picture.title == words_in(lang)(
        "picture.across-none", day=words_in(lang).short_day(at(0, day=3)), did=SAY[lang].did("microphone")
    )


def test_a_bar_goes_from_begin_to_end_and_is_a_minute_wide_at_least() -> None:
    table = judged(used(WECHAT, at(9, 30), 90) + used(MEITUAN, at(12), 0.1) + used(STRAVA, at(23, 59, 50), 0.1)).across().table
    assert rows(table, "begin", "end")[0] == pytest.approx((9.5, 11.0))
    assert rows(table, "begin", "end")[1] == pytest.approx((12, 12 + 1 / 60))
    assert rows(table, "begin", "end")[2] == pytest.approx((24 - 1 / 60, 24.0)), "inside the day"
    assert list(table["length"]) == ["90 minutes".replace("90", str(90)), "6 seconds", "6 seconds"]


def test_uses_that_lie_over_each_other_are_one_bar_and_each_moment_counts_once() -> None:
    picture = judged(
        used(WECHAT, at(9), 10) + used(WECHAT, at(9, 5), 10) + used(WECHAT, at(9, 20), 0.1) + used(WECHAT, at(9, 20, 30), 0.1)
    ).across()
    assert bars(picture) == [("WeChat", "09:00", "09:15", "15 minutes"), ("WeChat", "09:20", "09:20", "12 seconds")]


def test_a_use_over_midnight_is_drawn_on_both_days_as_far_as_each_goes() -> None:
    phone = judged(used(WECHAT, at(23, 30), 75))
    assert days_with(phone.report, "microphone") == [at(0).date(), at(0, day=1).date()]
    assert bars(phone.across()) == [("WeChat", "23:30", "24:00", "30 minutes")]
    assert bars(phone.across(1)) == [("WeChat", "00:00", "00:45", "45 minutes")]
    assert phone.across(2).table.empty


def test_what_ends_at_midnight_is_not_of_the_day_after() -> None:
    phone = judged(used(WECHAT, at(23), 60))
    assert days_with(phone.report, "microphone") == [at(0).date()]
    assert phone.across(1).table.empty


@pytest.mark.parametrize(
    ("lang", "still", "length"),
    [
        ("en", "WeChat used the microphone, and it was still on when the report was written.", "3 minutes"),
        ("zh", "报告导出时，微信还在使用麦克风。", "3 分钟"),
    ],
)
def test_what_was_still_on_is_drawn_until_the_report_ends_and_has_no_length(lang: Lang, still: str, length: str) -> None:
    phone = judged(access(WECHAT, "microphone", at(9), None) + used(WECHAT, at(9, 30), 3) + looks(CHAT, [at(12)]))
    picture = phone.across(lang=lang)
    assert rows(picture.table, "begin", "end", "open")[0][1:] == (pytest.approx(12, abs=0.1), True)
    assert [row[2:] for row in bars(picture)] == [(words_in(lang)("picture.still-on"), ""), ("09:33", length)]
    assert still in picture.title
    assert length in picture.title, "what is known is told"


def test_what_was_still_on_for_days_is_drawn_on_the_day_it_began() -> None:
    """A line that got lost is no microphone left on for a week."""
    phone = judged(access(WECHAT, "microphone", at(9), None) + looks(CHAT, [at(12, day=5)]))
    assert days_with(phone.report, "microphone") == [at(0).date()]
    assert list(phone.across().table["end"]) == [24.0]
    assert phone.across().title.startswith("On Mon 24 Nov, 1 app used the microphone. WeChat used ")


def test_what_the_person_picked_and_other_permissions_are_not_drawn() -> None:
    phone = judged(access(WECHAT, "camera", at(9), picker=True) + looks(WECHAT, [at(10)], "location"))
    assert days_with(phone.report, "camera") == []
    assert phone.across(category="camera").table.empty
    with pytest.raises(ValueError, match="location"):
        phone.across(category="location")


def test_each_line_counts_by_its_own_clock() -> None:
    west = timezone(timedelta(hours=-5))
    phone = judged(used(WECHAT, at(9, zone=west), 30))
    assert bars(phone.across()) == [("WeChat", "09:00", "09:30", "30 minutes")]


def test_of_many_apps_those_that_used_it_longest_are_drawn_and_the_others_counted() -> None:
    apps = [f"com.example.app{letter}" for letter in "abcdefghijklmnop"]
    phone = judged([line for number, app in enumerate(apps) for line in used(app, at(number), number + 1)])
    picture = phone.across()
    assert list(picture.table["bundle_id"]) == apps[-APPS_SHOWN:]
    assert picture.title.startswith(f"On Mon 24 Nov, {len(apps)} apps ")
    assert picture.title.endswith(f"{len(apps) - APPS_SHOWN} more apps are left out.")


def test_never_are_more_bars_drawn_than_a_browser_bears() -> None:
    apps = [f"com.example.app{letter}" for letter in "abcdefgh"]
    phone = judged([line for app in apps for minute in range(0, 1440, 2) for line in used(app, at(0, minute), 0.1)])
    picture = phone.across()
    assert 720 <= len(picture.table) <= 4000
    assert "left out" in picture.title


USES = st.lists(
    st.tuples(st.sampled_from([WECHAT, MEITUAN, CHAT]), st.integers(0, 3 * 86_400), st.integers(0, 100_000)), min_size=1, max_size=8
)


@settings(max_examples=60)
@given(USES)
def test_the_bars_of_all_days_hold_each_moment_once(made: list[tuple[str, int, int]]) -> None:
    phone = judged(
        [
            line
            for number, (app, begin, length) in enumerate(made)
            for line in access(app, "microphone", at(0, second=begin), at(0, second=begin + length), f"use {number}")
        ]
    )
    days = days_with(phone.report, "microphone")
    assert days == sorted(set(days))
    covered: dict[str, set[int]] = {}
    for app, begin, length in made:
        covered.setdefault(app, set()).update(range(begin, begin + length))
    drawn: Counter[str] = Counter()
    for number in range(-1, 8):
        table = phone.across(number).table
        assert table.empty == (at(0, day=number).date() not in days)
        assert (table["end"] - table["begin"] >= 1 / 60 - 1e-9).all()
        assert table["begin"].ge(-1e-9).all()
        assert table["end"].le(24 + 1e-9).all()
        for _, each in table.groupby("bundle_id"):
            assert all(later >= earlier - 1e-9 for earlier, later in pairwise(part for row in rows(each, "begin", "end") for part in row))
        for bundle_id, begin, end in rows(table, "bundle_id", "begin", "end"):
            drawn[bundle_id] += round((end - begin) * 3600)
    for app, seconds in covered.items():
        assert len(seconds) <= drawn[app] <= len(seconds) + 60 * 9 * len(made)


@settings(max_examples=40)
@given(report_lines())
def test_any_report_has_days_that_can_be_drawn(lines: list[str]) -> None:
    phone = judged(lines)
    for category in CONTENT.timed:
        for day in days_with(phone.report, category):
            assert isinstance(day, date)
            assert not across_picture(phone.report, phone.assessment, category, day, SAY["en"]).table.empty
