"""What each picture on the page shows: its table, and in one sentence what it finds. Drawn by `coach.charts`; no picture without both."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from coach.contacts import PROFILING
from coach.content import Content
from coach.models import OTHER, AppAssessment, Assessment, Report, ReportSummary
from coach.text import cell, isolated, plain
from coach.trend import ENOUGH_DAYS, Week
from coach.wording import Wording
from coach.words import Words

DAYS_SHOWN = 14
APPS_SHOWN = 12
COMPANIES_SHOWN = 20
_MINUTE_MS = 60_000
_MINUTES = 1440
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS
_EPOCH = date(1970, 1, 1)
# Columns that a picture needs and a reader does not.
_FOR_DRAWING = ("bundle_id", "rank", "date", "begin", "end", "open")
# A browser is asked to draw no more.
_MOST_BARS = 4000
# Whose hosts say nothing of who else an app talks to.
_NO_OTHER_COMPANY = ("own", "unknown", "address", "local")


class Picture(NamedTuple):
    title: str
    """What it finds, in one sentence."""
    table: pd.DataFrame
    """What is drawn; `bundle_id` where an app can be picked. No rows: there is nothing to draw."""
    alt: str = ""
    """What it shows, where the title leaves out what the text above it has said."""


class Clock(NamedTuple):
    """One day of an app on a strip of 24 hours."""

    title: str
    table: pd.DataFrame
    """`hour` (0.0–24.0, at the minute), `time` ("09:05"), `count`."""
    steady: tuple[float, float] | None
    """From when to when, in hours, the steady stretch goes on in this day."""
    alt: str = ""
    """As of a picture."""


class _Bar(NamedTuple):
    """A time in which an app used something, in milliseconds of a day."""

    begin: int
    end: int
    on: int
    """For how long within it."""
    open: bool
    """Still going on when the report was written: nobody knows for how long."""


def told_apart(apps: Iterable[AppAssessment], say: Wording) -> dict[str, str]:
    """Names by id, with the id beside a name that several apps have: a choice comes back as what is shown."""
    names = {app.profile.bundle_id: say.name(app) for app in apps}
    times = Counter(names.values())
    apart = {
        bundle_id: name if times[name] == 1 else f"{isolated(name)} ({isolated(plain(bundle_id))})" for bundle_id, name in names.items()
    }
    times = Counter(apart.values())
    return {
        bundle_id: name if times[name] == 1 else f"{isolated(name)} {number}" for number, (bundle_id, name) in enumerate(apart.items(), 1)
    }


def points_picture(assessment: Assessment, say: Wording) -> Picture:
    """Where the points went: `bundle_id`, `app`, `topic`, `points` (lost, positive), `rank` (0 for the app that lost most)."""
    words = say.words
    losing = [app for app in assessment.apps if app.findings][:APPS_SHOWN]
    names = told_apart(assessment.apps, say)
    table = pd.DataFrame(
        [
            (app.profile.bundle_id, names[app.profile.bundle_id], say.topic(finding.topic), -finding.points, rank)
            for rank, app in enumerate(losing)
            for finding in app.findings
            if finding.points
        ],
        columns=["bundle_id", "app", "topic", "points", "rank"],
    )
    if not losing:
        return Picture(words("picture.no-points"), table)
    first = losing[0]
    costliest = first.findings[0]
    lost = {"app": names[first.profile.bundle_id], "n": 100 - (first.score or 0), "topic": say.topic(costliest.topic)}
    key = "picture.points-one" if len(first.findings) == 1 else "picture.points"
    title = words(key, **lost, most=-costliest.points)
    more = sum(1 for app in assessment.apps if app.findings) - len(losing)
    return Picture(words.together(title, words("picture.apps-more", n=more) if more else ""), table)


def by_hour(apps: Iterable[AppAssessment], category: str | None = None) -> Counter[int]:
    """Accesses of apps in each clock hour since 1970, of one category or of all."""
    hours: Counter[int] = Counter()
    for app in apps:
        for name, use in app.activity.uses.items():
            if category in (None, name):
                hours.update(dict(use.by_hour))
    return hours


def week_picture(summary: ReportSummary, hours: Mapping[int, int], say: Wording) -> Picture:
    """Day by hour: `day`, `hour` (0–23), `count`, `date`; its busiest hour, and how much fell into the nights."""
    words = say.words
    if not hours:
        return Picture(words("picture.no-looks"), pd.DataFrame(columns=["day", "hour", "count", "date"]))
    table = day_hour_table(summary, hours)
    table.insert(0, "day", np.repeat([words.short_day(moment) for moment in table["date"][::24]], 24))  # each has all its hours
    busiest = max(hours, key=lambda hour: (hours[hour], -hour))
    begin, most = busiest % 24, hours[busiest]
    when = {"day": words.short_day(datetime(1970, 1, 1) + timedelta(days=busiest // 24)), "begin": f"{begin}:00", "end": f"{begin + 1}:00"}
    title = words("picture.week", **when, times=words("count.times", n=most)) if most > 1 else words("picture.week-once")
    night_begin, night_end = say.content.rules.counting.night_begins_at, say.content.rules.counting.night_ends_at
    total, at_night = sum(hours.values()), sum(count for hour, count in hours.items() if night_begin <= hour % 24 < night_end)
    nights = words("picture.week-nights", n=at_night, all=total, night_begin=night_begin, night_end=night_end) if at_night else ""
    cut = words("picture.week-cut", n=DAYS_SHOWN) if int(table["count"].sum()) < total else ""
    return Picture(words.together(title, nights, cut), table)


def day_hour_table(summary: ReportSummary, hours: Mapping[int, int]) -> pd.DataFrame:
    """Accesses by `date` and `hour` (0–23, the phone's clock): `count`.

    hours: accesses by clock hour since 1970, at least one. Every hour of the 14 days up to the last access, or of fewer where the report
    is shorter.
    """
    days = np.array(list(hours)) // 24
    last = int(days.max())
    since = summary.first
    if since and summary.gaps and summary.gaps[0][0] == since.date():  # nothing is told of its first days
        since += summary.gaps[0][1] - summary.gaps[0][0] + timedelta(days=1)
    begun = min(_day(since, last), int(days.min()))  # the report's first moment may stand on a clock further east
    first = max(begun, last - DAYS_SHOWN + 1)
    end = min(max(_day(summary.last, last), last), first + DAYS_SHOWN - 1)
    grid = np.arange(first * 24, (end + 1) * 24)
    return pd.DataFrame(
        {"date": (grid // 24).astype("M8[D]").astype("M8[ms]"), "hour": grid % 24, "count": [hours.get(hour, 0) for hour in grid.tolist()]}
    )


def _day(moment: datetime | None, otherwise: int) -> int:
    """Days since 1970 on the phone's clock."""
    return moment.date().toordinal() - date(1970, 1, 1).toordinal() if moment else otherwise


def clock(report: Report, app: AppAssessment, category: str, say: Wording) -> Clock:
    """The day on which an app used a permission most, minute by minute on the phone's clock."""
    words = say.words
    minutes = _local_ms(report, app.profile.bundle_id, category, say.content) // _MINUTE_MS
    days, each = np.unique(minutes // _MINUTES, return_counts=True)
    day = int(days[np.argmax(each)])
    minute, count = np.unique(minutes[minutes // _MINUTES == day] % _MINUTES, return_counts=True)
    table = pd.DataFrame(
        {"hour": minute / 60, "time": [_time_of_day(each / 60) for each in minute.tolist()], "count": count.astype(np.int64)}
    )
    midnight = datetime(1970, 1, 1) + timedelta(days=day)
    told = {"day": words.short_day(midnight), "times": words("count.times", n=int(count.sum()))}
    rhythm = app.activity.uses[category].rhythm
    hours = ((moment - midnight) / timedelta(hours=1) for moment in (rhythm.begin, rhythm.end)) if rhythm else (0.0, 0.0)
    begin, end = (min(max(hour, 0.0), 24.0) for hour in hours)
    if rhythm is None or begin >= end:
        return Clock(words("picture.day", **told), table, None)
    title = words("picture.day-steady", **told, period=words.period(rhythm.period_s), begin=_time_of_day(begin), end=_time_of_day(end))
    return Clock(title, table, (begin, end))


def _time_of_day(hour: float) -> str:
    """9.5 → "09:30"."""
    minute = int(hour * 60 + 1e-6)  # 2.05 hours are a little less than 123 minutes
    return f"{minute // 60:02}:{minute % 60:02}"


def days_with(report: Report, category: str) -> list[date]:
    """The days of the phone's clock on which any app used a category whose lengths are real, newest last."""
    spans = _spans(report, category)
    first, last = spans["begin"].to_numpy(), np.maximum(spans["end"].to_numpy() - 1, spans["begin"].to_numpy())
    days: list[int] = []  # what ends at midnight is of the day before
    for begin, end in sorted(zip((first // _DAY_MS).tolist(), (last // _DAY_MS).tolist(), strict=True)):
        days += range(max(begin, days[-1] + 1) if days else begin, end + 1)
    return [_EPOCH + timedelta(days=day) for day in days]


def across_picture(report: Report, assessment: Assessment, category: str, day: date, say: Wording) -> Picture:
    """Which apps used the camera or the microphone on a day of the phone's clock, from when to when, the one that began first on top.

    Columns: `bundle_id`, `app`, `begin` and `end` (in hours, at least a minute apart so that it is seen), `from`, `to`, `length`, `open`.
    Uses that would be drawn over each other are one row. What was still on when the report was written is drawn until then or until the day
    ends, and has no length. Many apps: those that used it longest. category: one whose lengths are real; else ValueError.
    """
    if category not in say.content.timed:
        raise ValueError(category)
    words, names = say.words, told_apart(assessment.apps, say)
    begins = (day - _EPOCH).days * _DAY_MS
    spans = _spans(report, category)
    spans = spans[(spans["begin"] < begins + _DAY_MS) & ((spans["end"] > begins) | (spans["begin"] >= begins))]
    spans = spans.assign(begin=(spans["begin"] - begins).clip(lower=0), end=(spans["end"] - begins).clip(upper=_DAY_MS))
    bars = {str(bundle_id): _bars(rows) for bundle_id, rows in spans.groupby("bundle_id", observed=True)}
    on = {bundle_id: sum(bar.on for bar in each) for bundle_id, each in bars.items()}
    shown, room = list[str](), _MOST_BARS
    for bundle_id in sorted(bars, key=lambda app: (-on[app], bars[app][0].begin, app))[:APPS_SHOWN]:
        room -= len(bars[bundle_id])
        if room >= 0 or not shown:
            shown.append(bundle_id)
    shown.sort(key=lambda app: (bars[app][0].begin, app))
    table = pd.DataFrame(
        [(bundle_id, names[bundle_id], *_drawn(bar, say)) for bundle_id in shown for bar in bars[bundle_id]],
        columns=["bundle_id", "app", "begin", "end", "from", "to", "length", "open"],
    )
    told = {"day": words.short_day(datetime(day.year, day.month, day.day)), "did": say.did(category), "n": len(bars)}
    if not bars:
        return Picture(words("picture.across-none", **told), table)
    longest = max(shown, key=lambda app: on[app])
    if on[longest]:
        lengths = {"length": words.period(sum(on.values()) / 1000), "longest": words.period(on[longest] / 1000)}
        title = words("picture.across", **told, app=names[longest], **lengths)
    else:
        title = words("picture.across-plain", **told)
    still = [names[bundle_id] for bundle_id in shown if any(bar.open for bar in bars[bundle_id])]
    more = len(bars) - len(shown)
    return Picture(
        words.together(
            title,
            words("finding.open", app=words.join(still), did=told["did"]) if still else "",
            words("picture.apps-more", n=more) if more else "",
        ),
        table,
    )


def _spans(report: Report, category: str) -> pd.DataFrame:
    """Each use of a category, without what the person picked: `bundle_id`, `begin` and `end` (milliseconds since 1970 on the phone's
    clock), `open`. What is open ends when the report does, or with the day on which it began."""
    accesses = report.accesses
    rows = accesses[(accesses["category"] == category) & ~accesses["picker"]]
    utc, local = (rows[name].to_numpy().astype("M8[ms]").view(np.int64) for name in ("begin", "local"))
    still_on = rows["end"].isna().to_numpy()
    known = rows["end"].fillna(rows["begin"]).to_numpy().astype("M8[ms]").view(np.int64)
    written = round(report.summary.last.timestamp() * 1000) if report.summary.last else 0
    until = np.where(still_on, np.maximum(written, utc), known) - utc + local
    until = np.where(still_on, np.minimum(until, (local // _DAY_MS + 1) * _DAY_MS), until)
    return pd.DataFrame({"bundle_id": rows["bundle_id"].to_numpy(), "begin": local, "end": until, "open": still_on})


def _bars(spans: pd.DataFrame) -> list[_Bar]:
    """Uses of one app on one day, by their beginning: those that would be drawn over each other joined, but for what is open."""
    bars: list[_Bar] = []
    for begin, end in sorted(zip(*(spans.loc[~spans["open"], name].tolist() for name in ("begin", "end")), strict=True)):
        last = bars[-1] if bars else None
        if last and begin < max(last.end, last.begin + _MINUTE_MS):
            bars[-1] = _Bar(last.begin, max(last.end, end), last.on + max(end - max(begin, last.end), 0), open=False)
        else:
            bars.append(_Bar(begin, end, end - begin, open=False))
    still_on = spans[spans["open"]]
    if not still_on.empty:  # several would be drawn as one
        bars.append(_Bar(int(still_on["begin"].min()), int(still_on["end"].max()), 0, open=True))
    return sorted(bars)


def _drawn(bar: _Bar, say: Wording) -> tuple[float, float, str, str, str, bool]:
    """The columns of one bar from `begin` on."""
    end = min(max(bar.end, bar.begin + _MINUTE_MS), _DAY_MS)
    begin = min(bar.begin, end - _MINUTE_MS)
    length = "" if bar.open else say.words.period(bar.on / 1000)
    until = say.words("picture.still-on") if bar.open else _time_of_day(bar.end / _HOUR_MS)
    return begin / _HOUR_MS, end / _HOUR_MS, _time_of_day(bar.begin / _HOUR_MS), until, length, bar.open


def _local_ms(report: Report, bundle_id: str, category: str, content: Content) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """When an app used a permission, in milliseconds since 1970 on the phone's clock; without what the person picked."""
    accesses = report.accesses
    names = accesses["category"].cat.categories
    wanted = [name for name in names if (name if name in content.permissions else OTHER) == category]
    rows = (accesses["bundle_id"] == bundle_id) & accesses["category"].isin(wanted) & ~accesses["picker"]
    local: np.ndarray[tuple[int], np.dtype[np.int64]] = accesses.loc[rows, "local"].to_numpy().view(np.int64)
    return local


def companies_picture(assessment: Assessment, say: Wording) -> Picture:
    """Which companies apps contacted by themselves. Left out are their own, parts of iOS, and apps that carry other people's pages.

    Columns: `bundle_id`, `app`, `company`, `purpose`, `measures`, `names`.
    The 20 companies that most apps contacted, those that advertise or measure first, and the 20 apps that contacted most of them;
    `measures` tells whether this one does in this app. `names` are the web addresses.
    """
    words = say.words
    names = told_apart(assessment.apps, say)
    rows = [
        row for app in assessment.apps if not _stands_for_others(app, say) for row in _companies(app, names[app.profile.bundle_id], say)
    ]
    table = pd.DataFrame(rows, columns=["bundle_id", "app", "company", "purpose", "measures", "names"])
    if table.empty:
        return Picture(words("picture.no-companies"), table)
    apps = table.groupby("company")["bundle_id"].nunique()
    measuring = table[table["measures"]].groupby("company")["bundle_id"].nunique().reindex(apps.index, fill_value=0)
    order = sorted(apps.index, key=lambda company: (-measuring[company], -apps[company], company))
    shared = sorted(apps.index, key=lambda company: (-apps[company], company))[0]
    if measuring[order[0]] > 1:
        title = words("picture.companies-measure", company=order[0], n=int(measuring[order[0]]))
    elif apps[shared] > 1:
        title = words("picture.companies", company=shared, n=int(apps[shared]))
    else:
        title = words("picture.companies-apart")
    shown = order[:COMPANIES_SHOWN]
    drawn = table[table["company"].isin(shown)]
    companies = drawn.groupby("bundle_id", sort=False)["company"].nunique().sort_values(ascending=False, kind="stable")
    drawn = drawn[drawn["bundle_id"].isin(companies.index[:COMPANIES_SHOWN])]
    left_out = {
        what: table[column].nunique() - drawn[column].nunique() for what, column in (("apps", "bundle_id"), ("companies", "company"))
    }
    more = [words(f"picture.{what}-more", n=n) for what, n in left_out.items() if n]
    drawn = drawn.sort_values("company", key=lambda names: names.map(shown.index), kind="stable").reset_index(drop=True)
    return Picture(words.together(title, *more), drawn)


def _stands_for_others(app: AppAssessment, say: Wording) -> bool:
    """Whether whom an app contacted says nothing about it."""
    return app.state == "system" or say.needs.carries_others(app.profile)


def _companies(app: AppAssessment, name: str, say: Wording) -> Iterable[tuple[str, str, str, str, bool, str]]:
    """One row for each company that the app contacted by itself."""
    measured = {domain for tracker in app.trackers if tracker.purpose != PROFILING for domain in tracker.domains}
    profiling = {domain for tracker in app.trackers if tracker.purpose == PROFILING for domain in tracker.domains}
    for contact in app.activity.network.contacts:
        if not contact.by_itself or contact.standing in _NO_OTHER_COMPANY:
            continue
        told = say.contact(contact)
        listed = [host for host in contact.hosts if not told.what_for and host in profiling]
        others = [host for host in contact.hosts if host not in listed]
        for purpose, hosts in ((told.what_for, others), (say.words(f"purpose.{PROFILING}"), listed)):
            if hosts:
                measures = not measured.isdisjoint(hosts)
                yield app.profile.bundle_id, name, plain(told.owner), purpose, measures, ", ".join(map(plain, hosts))


def gap(week: Week, words: Words) -> str:
    """Why a week has no score."""
    if week.days >= ENOUGH_DAYS:
        return words("trend.no-score")
    return words("trend.too-little" if week.days else "trend.nothing")


def weeks_alt(weeks: Iterable[Week], words: Words) -> str:
    """The picture of the weeks in words: the score of each, and which are gaps."""
    told = [f"{week.begin:%m-%d} {gap(week, words) if week.score is None else week.score}" for week in weeks]
    return words("trend.alt", scores=words.join(told))


def weeks_differ(weeks: Iterable[Week], assessment: Assessment, words: Words) -> str:
    """Why the phone has a lower grade than each of its weeks; empty where it has none, or that of one of them."""
    grades = [week.grade for week in weeks if week.grade]
    return words("trend.differs") if assessment.grade and grades and assessment.grade > max(grades) else ""


def weeks_title(weeks: Iterable[Week], say: Wording) -> str:
    """How the phone's score went from the first week that could be judged to the last."""
    scores = [week.score for week in weeks if week.score is not None]
    if len(scores) < 2:
        return ""
    key = "trend.same" if scores[0] == scores[-1] else "trend.rose" if scores[0] < scores[-1] else "trend.fell"
    return say.words(key, first=scores[0], last=scores[-1])


def beside(picture: Picture | Clock, say: Wording) -> pd.DataFrame:
    """The picture's numbers as a table to read: rows that hold any, columns in the reader's language."""
    table = picture.table
    if "count" in table:
        table = table[table["count"] > 0]
    if "measures" in table:
        table = table.assign(measures=table["measures"].map({True: say.words("table.yes-plain"), False: say.words("table.no")}))
    kept = [str(name) for name in table if name not in _FOR_DRAWING and not (name == "hour" and "time" in table)]
    shown = {say.words(f"column.{name}"): [cell(value) if isinstance(value, str) else value for value in table[name]] for name in kept}
    return pd.DataFrame(shown)
