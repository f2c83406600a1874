"""Did it help? A plan against a later report: only what was recorded after a change counts for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from coach.activity import activities
from coach.catalogue import profile
from coach.content import Content
from coach.models import Finding, Frozen, Grade, Report
from coach.plan import Choice, Plan, SeenFinding
from coach.scoring import assess, assess_app

ENOUGH_DAYS = 7
"""The rules look at seven days. With fewer recorded since a change, silence proves nothing."""
_ENOUGH_SINCE = timedelta(days=6.5)
"""The seventh day need not be whole: a usual export spans 6.9 days and more."""

Outcome = Literal["stopped", "still", "cannot-tell"]


class Checked(Frozen):
    """How one change turned out: `count` accesses since, the last of them at `last` on the phone's clock."""

    choice: Choice
    outcome: Outcome
    count: int
    last: datetime | None


class Kept(Frozen):
    """What a kept permission was used for since."""

    choice: Choice
    count: int
    points: int | None
    """What it takes off the app, zero or negative; None where too little was recorded since to tell."""


class Check(Frozen):
    """A plan checked against what was recorded after it."""

    since: datetime
    """The last decision before the report's end; what is said of the phone as a whole counts from here."""
    days: int
    """Days since then that hold a record."""
    enough: bool
    """Whether that is enough to judge the phone again."""
    changes: tuple[Checked, ...]
    kept: tuple[Kept, ...]
    new: tuple[SeenFinding, ...]
    """Findings since that were neither in the report the plan was made from nor decided about."""
    score_then: int | None
    """None for a plan that doesn't say, or was judged by other rules."""
    score_now: int
    grade_now: Grade

    @property
    def again(self) -> frozenset[tuple[str, str]]:
        """Changes that still happen, and so are open again."""
        return frozenset(item.choice.place for item in self.changes if item.outcome == "still")


def check(plan: Plan, report: Report, content: Content) -> Check | None:
    """For each change that was done before the report's end: did what it was meant to end, end? None where there is none, nor any kept.

    still: in what was recorded after the change the same topic still takes points, or is touched at all where the setting ends all access.
    stopped: neither, each of at least seven days since holds a record, the last of them maybe in part, and the app was seen in them.
    cannot-tell: anything else.
    """
    last = report.summary.last
    decided = [choice for choice in plan.of("done") + plan.of("keep") if last and choice.decided < last]
    if not decided:
        return None
    since = max(choice.decided for choice in decided)
    assessment = assess(activities(_after(report, since)), content, plan.apps)
    found = [
        SeenFinding(bundle_id=app.profile.bundle_id, topic=finding.topic, points=finding.points)
        for app in assessment.apps
        for finding in app.findings
    ]
    known = {(seen.bundle_id, seen.topic) for seen in (plan.report.findings if plan.report else found)}
    known |= {(choice.bundle_id, str(choice.permission)) for choice in plan.choices}
    return Check(
        since=since,
        days=_days_recorded(report, since),
        enough=_enough(report, since),
        changes=tuple(_check(choice, plan, report, content) for choice in decided if choice.decision == "done"),
        kept=tuple(_kept(choice, plan, report, content) for choice in decided if choice.decision == "keep"),
        new=tuple(seen for seen in found if (seen.bundle_id, seen.topic) not in known),
        score_then=plan.report.score if plan.report and plan.report.rules == content.rules.version else None,
        score_now=assessment.score,
        grade_now=assessment.grade,
    )


def settled(plan: Plan, checked: Check | None) -> frozenset[tuple[str, str]]:
    """Changes that were made, but for those that are known to still happen."""
    return frozenset(choice.place for choice in plan.of("done")) - (checked.again if checked else frozenset())


def _check(choice: Choice, plan: Plan, report: Report, content: Content) -> Checked:
    mine, seen, finding = _since(choice, plan, report, content)
    last = mine["local"].max().to_pydatetime() if len(mine) else None
    outcome: Outcome = "cannot-tell"
    ends_all = choice.setting == content.permissions[choice.permission].for_not_needed
    if (ends_all and len(mine)) or finding:
        outcome = "still"
    elif seen and _enough(report, choice.decided):
        outcome = "stopped"
    return Checked(choice=choice, outcome=outcome, count=len(mine), last=last)


def _kept(choice: Choice, plan: Plan, report: Report, content: Content) -> Kept:
    mine, _, finding = _since(choice, plan, report, content)
    points = finding.points if finding else 0 if _enough(report, choice.decided) else None
    return Kept(choice=choice, count=len(mine), points=points)


def _since(choice: Choice, plan: Plan, report: Report, content: Content) -> tuple[pd.DataFrame, bool, Finding | None]:
    """What the app did with the permission after the decision, without what the person chose in the picker; whether the app was seen at
    all; and what it loses for it."""
    later = _after(report, choice.decided)
    mine = replace(
        later,
        accesses=later.accesses[later.accesses["bundle_id"] == choice.bundle_id],
        network=later.network[later.network["bundle_id"] == choice.bundle_id],
        owners=later.owners[later.owners["bundle_id"] == choice.bundle_id],
    )
    rows = mine.accesses
    app = next((activity for activity in activities(mine) if activity.bundle_id == choice.bundle_id), None)
    findings = assess_app(app, profile(choice.bundle_id, content, plan.apps), (), content).findings if app else ()
    finding = next((finding for finding in findings if finding.topic == choice.permission), None)
    return rows[(rows["category"] == choice.permission) & ~rows["picker"]], app is not None, finding


def _after(report: Report, moment: datetime) -> Report:
    """What was recorded after a moment. A contact counts by its last time, as its row tells no other."""
    utc = _utc(moment)
    return replace(report, accesses=report.accesses[report.accesses["begin"] > utc], network=report.network[report.network["last"] > utc])


def _enough(report: Report, moment: datetime) -> bool:
    last = report.summary.last
    return last is not None and last - moment >= _ENOUGH_SINCE and _days_recorded(report, moment) >= ENOUGH_DAYS


def _days_recorded(report: Report, moment: datetime) -> int:
    """Days counted from a moment on that hold a record: what lies in a gap between two reports was not recorded."""
    times = [report.accesses["begin"], report.network["first"], report.network["last"]]
    days = np.concatenate([(column.dropna() - _utc(moment)).dt.days.to_numpy() for column in times])
    return len(set(days[days >= 0].tolist()))


def _utc(moment: datetime) -> pd.Timestamp:
    return pd.Timestamp(moment).tz_convert("UTC").tz_localize(None)
