"""The verdict as tables for the page: what is listed, in which order, in the reader's language."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import pandas as pd

from coach.content import AppType, Content, Rule
from coach.method import general_rows, measured, need_rows, rule_rows
from coach.models import OTHER, AppAssessment, Assessment
from coach.pictures import gap
from coach.text import cell, plain
from coach.trend import Week
from coach.wording import ContactText, Wording
from coach.words import Words


class Filter(NamedTuple):
    """Which apps to list; what is empty lets all through."""

    search: str = ""
    """Part of a name, kind or id, or of the name or web address of a company that the app contacted."""
    kind: str = ""
    """Id of an app type; parts of iOS have none."""
    permission: str = ""
    """A category that the app used."""
    only: Collection[str] | None = None
    """Ids of apps."""
    order: str = "worst"
    """One of `ORDERS`."""


ORDERS = ("worst", "looks", "last", "name")
"""Worst first; most looks first; used last first; by name."""


class AppRow(NamedTuple):
    """One app as a line of a list."""

    bundle_id: str
    name: str
    score: str
    """With its grade, and what it becomes with the changes that were made; "?" for an app that is asked about; empty where the report does
    not tell of permissions."""
    looks: int
    """At one permission, or at all of them."""
    last: datetime | None
    """When it last did, on the phone's clock."""
    cells: tuple[str, ...]
    """All of it in words: name, score, looks, last used, what stands out."""


def listed(assessment: Assessment, say: Wording, chosen: Filter) -> tuple[AppAssessment, ...]:
    """The apps that a filter lets through, in its order."""
    wanted = chosen.search.casefold().strip()
    apps = [
        app
        for app in assessment.apps
        if (not chosen.kind or (not app.profile.part_of_system and chosen.kind in app.profile.types))
        and (not chosen.permission or _used(app, chosen.permission))
        and (chosen.only is None or app.profile.bundle_id in chosen.only)
        and (not wanted or _matches(app, wanted, say))
    ]
    if chosen.order == "looks":
        apps.sort(key=lambda app: -looks_of(app, chosen.permission).times)
    elif chosen.order == "last":
        apps.sort(key=lambda app: looks_of(app, chosen.permission).last or datetime.min, reverse=True)
    elif chosen.order == "name":
        apps.sort(key=lambda app: say.name(app).casefold())
    return tuple(apps)


def app_rows(apps: Iterable[AppAssessment], after: Mapping[str, int], say: Wording, permission: str = "") -> list[AppRow]:
    """The lines of a list of apps. after: scores with the changes that were made counted, by id."""
    return [_app_row(app, after.get(app.profile.bundle_id), say, permission) for app in apps]


def _app_row(app: AppAssessment, after: int | None, say: Wording, permission: str) -> AppRow:
    words, (count, last) = say.words, looks_of(app, permission)
    tell = words.short_moment if app.activity.on else words.day_time  # up to a month ago a weekday tells little
    unscored = "?" if app.state == "asked" else ""
    score = unscored if app.score is None or not say.permissions_told else say.scored(app.score, after)
    cells = (
        say.name(app),
        score,
        words("count.looks", n=count) if count else "",
        tell(last) if last else "",
        _stands_out(app, say),
    )
    return AppRow(app.profile.bundle_id, say.name(app), score, count, last, cells)


def _stands_out(app: AppAssessment, say: Wording) -> str:
    if app.state == "system" or app.profile.whose == "work":
        return say.unjudged(app)
    told = say.words.join([say.topic(finding.topic) for finding in app.findings])
    if told or app.state not in ("asked", "listed") or (app.state == "listed" and not say.permissions_told):
        return told
    return say.words(f"state.{app.state}")


def _matches(app: AppAssessment, wanted: str, say: Wording) -> bool:
    """Whether a search in small letters finds an app, by what it is called or by whom it contacted."""
    if wanted in f"{say.name(app)} {_kind(app, say)} {app.profile.bundle_id}".casefold():
        return True
    contacted = [name for contact in app.activity.network.contacts for name in (contact.owner[say.words.lang], *contact.hosts)]
    return wanted in "\n".join(contacted).casefold()


class Looks(NamedTuple):
    """How often an app looked, and when it last did."""

    times: int
    last: datetime | None
    """On the phone's clock; None where it did not look."""


def looks_of(app: AppAssessment, permission: str = "") -> Looks:
    """An app's looks by one permission, or by all."""
    uses = [use for category, use in app.activity.uses.items() if permission in ("", category)]
    times = [use.last for use in uses] + [use.last_use.last for use in uses if use.last_use]
    return Looks(sum(use.count for use in uses), max((time for time in times if time), default=None))


def _picked(app: AppAssessment, permission: str) -> int:
    """Times that the person chose something in the system's picker, by one permission, or by all."""
    return sum(use.picker for category, use in app.activity.uses.items() if permission in ("", category))


def used(apps: Collection[AppAssessment], content: Content) -> list[str]:
    """Categories that any of the apps used, in the usual order."""
    return [category for category in (*content.permissions, OTHER) if any(_used(app, category) for app in apps)]


def _used(app: AppAssessment, category: str) -> bool:
    use = app.activity.uses.get(category)
    return use is not None and use.touched


def _kind(app: AppAssessment, say: Wording) -> str:
    return say.unjudged(app) if app.state == "system" else say.types(app.profile.types)


def apps_table(apps: Iterable[AppAssessment], say: Wording, permission: str = "") -> pd.DataFrame:
    """Apps by id, in the order given, as a table to save: name, score, grade, looks, when last, what stands out, kind; and how often
    something was chosen in the system's picker, where anything was."""
    words, apps = say.words, list(apps)
    any_picked = any(_picked(app, permission) for app in apps)
    rows = {
        app.profile.bundle_id: {
            words("table.app"): cell(say.name(app)),
            words("table.score"): app.score if say.permissions_told else None,
            words("table.grade"): (app.grade if say.permissions_told else "") or ("?" if app.state == "asked" else ""),
            words("table.looks"): looks_of(app, permission).times,
            **({words("table.picked"): _picked(app, permission)} if any_picked else {}),
            words("table.last"): f"{last:%Y-%m-%d %H:%M}" if (last := looks_of(app, permission).last) else "",
            words("table.stands-out"): _stands_out(app, say),
            words("table.kind"): _kind(app, say),
        }
        for app in apps
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table if table.empty else table.astype({words("table.score"): "Int64"})


def contacts_table(contacts: list[ContactText], words: Words) -> pd.DataFrame:
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


def need_table(kind: AppType, content: Content, words: Words) -> pd.DataFrame:
    """What a kind of app needs, by permission."""
    return pd.DataFrame(need_rows(kind, content, words), columns=[words(f"table.{name}") for name in ("topic", "need", "why", "basis")])


def general_table(content: Content, words: Words) -> pd.DataFrame:
    """What kinds of app need of the permissions that only an Android phone tells of; empty of an iPhone."""
    columns = [words("table.topic"), words("method.most-kinds"), words("method.exceptions")]
    return pd.DataFrame(general_rows(content, words), columns=columns)


def trend_table(weeks: Iterable[Week], words: Words) -> pd.DataFrame:
    """One row per week: from when to when, the phone's score and grade where enough was recorded, looks and apps; and how often something
    was chosen in the system's picker, where anything was."""
    weeks = list(weeks)
    any_picked = any(week.picked for week in weeks)
    table = pd.DataFrame(
        [
            {
                words("trend.week"): words("trend.from-to", begin=words.short_day(week.begin), end=words.short_day(week.end)),
                words("table.score"): week.score,
                words("table.grade"): week.grade or gap(week, words),
                words("trend.looks"): week.looks,
                **({words("table.picked"): week.picked} if any_picked else {}),
                words("trend.apps"): week.apps,
            }
            for week in weeks
        ]
    )
    return table.astype({words("table.score"): "Int64"})


def rule_table(rule: Rule, content: Content, words: Words) -> pd.DataFrame:
    """What a rule costs: by topic, from which count on, which points."""
    columns = [words("table.topic"), measured(rule, content, words), words("table.points")]
    return pd.DataFrame(rule_rows(rule, content, words), columns=columns)
