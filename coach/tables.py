"""The verdict as tables for the page: what is listed, in which order, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np
import pandas as pd

from coach.content import AppType, Rule
from coach.method import need_rows, rule_rows
from coach.models import AccessPattern, Assessment, ReportSummary
from coach.text import cell, plain
from coach.trend import Week
from coach.wording import Contact, Wording
from coach.words import Words

DAYS_SHOWN = 14


def apps_table(assessment: Assessment, say: Wording, search: str = "") -> pd.DataFrame:
    """All apps whose name, kind or id holds the search, worst first, by id: name, score, grade, kind, what stands out."""
    words = say.words
    wanted = search.casefold().strip()
    rows = {}
    for app in assessment.apps:
        kind = say.types(app.profile.types) if app.scored else words("table.part-of-ios")
        name = say.name(app)
        if wanted in f"{name} {kind} {app.profile.bundle_id}".casefold():
            rows[app.profile.bundle_id] = {
                words("table.app"): cell(name),
                words("table.score"): app.score if app.scored else None,
                words("table.grade"): app.grade if app.scored else "",
                words("table.stands-out"): words.join([words(f"topic.{finding.topic}") for finding in app.findings]),
                words("table.kind"): kind,
            }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table if table.empty else table.astype({words("table.score"): "Int64"})


def contacts_table(contacts: list[Contact], words: Words) -> pd.DataFrame:
    """Whom an app contacted, by owner: purpose, who began it, how many hosts, which."""
    return pd.DataFrame(
        [
            {
                words("table.company"): cell(plain(contact.owner)),
                words("table.purpose"): contact.what_for,
                words("table.by-itself"): words("table.yes" if contact.by_itself else "table.opened"),
                words("table.hosts"): len(contact.domains),
                words("table.names"): cell(", ".join(plain(host) for host in contact.domains)),
            }
            for contact in contacts
        ]
    )


def day_hour_table(report: ReportSummary, pattern: AccessPattern) -> pd.DataFrame:
    """Accesses of one app to one category: `date`, `hour` (0–23, the phone's clock), `count`.

    Every hour of the 14 days up to the app's last access, or of fewer where the report is shorter.
    """
    hours = np.array([hour for hour, _ in pattern.by_hour])
    days = hours // 24
    last = int(days.max())
    first = max(_day(report.first, last), last - DAYS_SHOWN + 1)
    end = min(max(_day(report.last, last), last), first + DAYS_SHOWN - 1)
    grid = np.arange(first * 24, (end + 1) * 24)
    counts = dict(pattern.by_hour)
    return pd.DataFrame(
        {"date": (grid // 24).astype("M8[D]").astype("M8[ms]"), "hour": grid % 24, "count": [counts.get(hour, 0) for hour in grid.tolist()]}
    )


def _day(moment: datetime | None, otherwise: int) -> int:
    """Days since 1970 on the phone's clock."""
    return moment.date().toordinal() - date(1970, 1, 1).toordinal() if moment else otherwise


def need_table(kind: AppType, words: Words) -> pd.DataFrame:
    """What a kind of app needs, by permission."""
    return pd.DataFrame(need_rows(kind, words), columns=[words(f"table.{name}") for name in ("topic", "need", "why", "basis")])


def trend_table(weeks: Iterable[Week], words: Words) -> pd.DataFrame:
    """One row per week: from when to when, the phone's score and grade where enough was recorded, looks and apps."""
    table = pd.DataFrame(
        [
            {
                words("trend.week"): words("trend.from-to", begin=words.short_day(week.begin), end=words.short_day(week.end)),
                words("table.score"): week.score,
                words("table.grade"): week.grade or words("trend.too-little"),
                words("trend.looks"): week.looks,
                words("trend.apps"): week.apps,
            }
            for week in weeks
        ]
    )
    return table.astype({words("table.score"): "Int64"})


def rule_table(rule: Rule, words: Words) -> pd.DataFrame:
    """What a rule costs: by topic, from which count on, which points."""
    return pd.DataFrame(rule_rows(rule, words), columns=[words("table.topic"), words(f"measure.{rule.measure}"), words("table.points")])
