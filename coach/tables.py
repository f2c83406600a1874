"""The verdict as tables for the page: what is listed, in which order, in the reader's language."""

import numpy as np
import pandas as pd

from coach.content import Rule
from coach.models import CATEGORIES, OTHER, AppAssessment, Assessment, Report
from coach.text import plain
from coach.wording import Wording
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
                words("table.app"): name,
                words("table.score"): app.score if app.scored else None,
                words("table.grade"): app.grade if app.scored else "",
                words("table.stands-out"): words.join([words(f"topic.{finding.topic}") for finding in app.findings]),
                words("table.kind"): kind,
            }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table if table.empty else table.astype({words("table.score"): "Int64"})


def contacts_table(app: AppAssessment, say: Wording) -> pd.DataFrame:
    """Whom an app contacted, by owner: purpose, how many hosts, which. What the app contacted by itself comes first."""
    words = say.words
    own = set(app.activity.network.own_hosts)
    groups: dict[tuple[bool, str, str], list[str]] = {}
    for host in app.activity.network.hosts:
        owner, purpose = say.host(host, app)
        groups.setdefault((host in own, plain(owner), purpose), []).append(plain(host))
    return pd.DataFrame(
        [
            {
                words("table.company"): owner,
                words("table.purpose"): purpose,
                words("table.by-itself"): words("table.yes" if by_itself else "table.opened"),
                words("table.hosts"): len(hosts),
                words("table.names"): ", ".join(hosts),
            }
            for (by_itself, owner, purpose), hosts in sorted(groups.items(), key=lambda item: (not item[0][0], -len(item[1]), item[0][1]))
        ]
    )


def day_hour_table(report: Report, bundle_id: str, category: str) -> pd.DataFrame:
    """Accesses of one app to one category: `date`, `hour` (0–23, the phone's clock), `count`.

    Every hour of the 14 days up to the app's last access, or of fewer where the report is shorter.
    """
    rows = report.accesses
    mine = rows[(rows["bundle_id"] == bundle_id) & ~rows["picker"] & _in_category(rows["category"], category)]
    local = mine["local"]
    counts = local.groupby([local.dt.normalize().rename("date"), local.dt.hour.rename("hour")]).size()
    last = local.max().normalize()
    first = max(rows["local"].min().normalize(), last - pd.Timedelta(days=DAYS_SHOWN - 1))
    end = min(rows["local"].max().normalize(), first + pd.Timedelta(days=DAYS_SHOWN - 1))
    grid = pd.MultiIndex.from_product([pd.date_range(first, end), np.arange(24)], names=["date", "hour"])
    return counts.reindex(grid, fill_value=0).rename("count").reset_index()


def _in_category(categories: "pd.Series[str]", category: str) -> "pd.Series[bool]":
    return ~categories.isin(CATEGORIES) if category == OTHER else categories == category


def rule_table(rule: Rule, words: Words) -> pd.DataFrame:
    """What a rule costs: by topic, from which count on, which points."""
    return pd.DataFrame(
        [
            {words("table.topic"): words(f"topic.{topic}"), words(f"measure.{rule.measure}"): step.at, words("table.points"): step.points}
            for topic, steps in rule.steps.items()
            for step in steps
        ]
    )
