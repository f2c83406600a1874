"""Did it help? A plan against a later report: only what was recorded after a change counts for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import pandas as pd

from coach.activity import activities
from coach.catalogue import profile
from coach.content import Content
from coach.models import Frozen, Grade, Report
from coach.plan import Choice, Plan, SeenFinding
from coach.scoring import assess, assess_app

# The rules look at seven days; a usual export spans 6.9 and more. With less since the change, silence proves nothing.
ENOUGH_SINCE = timedelta(days=6.5)

Outcome = Literal["stopped", "still", "cannot-tell"]


class Checked(Frozen):
    """How one change turned out: `count` accesses since, the last of them at `last` on the phone's clock."""

    choice: Choice
    outcome: Outcome
    count: int
    last: datetime | None


class Kept(Frozen):
    """What a kept permission was used for since: accesses, and the points it takes off the app (zero or negative)."""

    choice: Choice
    count: int
    points: int


class Check(Frozen):
    """A plan checked against what was recorded after it."""

    since: datetime
    """The last change; what is said of the phone as a whole counts from here."""
    days: float
    """Recorded since then."""
    changes: tuple[Checked, ...]
    kept: tuple[Kept, ...]
    new: tuple[SeenFinding, ...]
    """Findings since that were neither in the report the plan was made from nor decided about."""
    score_then: int | None
    """None for a plan that doesn't say."""
    score_now: int
    grade_now: Grade

    @property
    def enough(self) -> bool:
        """Whether enough was recorded to judge the phone again."""
        return self.days >= ENOUGH_SINCE / timedelta(days=1)


def check(plan: Plan, report: Report, content: Content) -> Check | None:
    """For each change that was done: did what it was meant to end, end? None for a plan in which nothing was done or kept.

    still: in what was recorded after the change the same topic still takes points, or is touched at all where the setting ends all access.
    stopped: neither, at least 6.5 days were recorded since, and the app was seen in them.
    cannot-tell: anything else.
    """
    decided = plan.of("done") + plan.of("keep")
    if not decided:
        return None
    since = max(choice.decided for choice in decided)
    assessment = assess(activities(_after(report, since)), content, plan.apps)
    found = [
        SeenFinding(bundle_id=app.profile.bundle_id, topic=finding.topic, points=finding.points)
        for app in assessment.apps
        for finding in app.findings
    ]
    known = (
        {(seen.bundle_id, seen.topic) for seen in plan.report.findings} if plan.report else {(seen.bundle_id, seen.topic) for seen in found}
    )
    known |= {(choice.bundle_id, str(choice.permission)) for choice in plan.choices}
    points = {(seen.bundle_id, seen.topic): seen.points for seen in found}
    return Check(
        since=since,
        days=max(_recorded_since(report, since) / timedelta(days=1), 0.0),
        changes=tuple(_check(choice, plan, report, content) for choice in plan.of("done")),
        kept=tuple(
            Kept(choice=choice, count=len(_accesses(_after(report, choice.decided), choice)), points=points.get(choice.place, 0))
            for choice in plan.of("keep")
        ),
        new=tuple(seen for seen in found if (seen.bundle_id, seen.topic) not in known),
        score_then=plan.report.score if plan.report else None,
        score_now=assessment.score,
        grade_now=assessment.grade,
    )


def _check(choice: Choice, plan: Plan, report: Report, content: Content) -> Checked:
    later = _after(report, choice.decided)
    app = next((activity for activity in activities(later) if activity.bundle_id == choice.bundle_id), None)
    mine = _accesses(later, choice)
    last = mine["local"].max().to_pydatetime() if len(mine) else None
    findings = assess_app(app, profile(choice.bundle_id, content, plan.apps), (), content).findings if app else ()
    outcome: Outcome = "cannot-tell"
    ends_all = choice.setting == content.permissions[choice.permission].for_not_needed
    if (ends_all and len(mine)) or any(finding.topic == choice.permission for finding in findings):
        outcome = "still"
    elif app and _recorded_since(report, choice.decided) >= ENOUGH_SINCE:
        outcome = "stopped"
    return Checked(choice=choice, outcome=outcome, count=len(mine), last=last)


def _after(report: Report, moment: datetime) -> Report:
    """What was recorded after a moment. A contact counts by its last time, as its row tells no other."""
    utc = pd.Timestamp(moment).tz_convert("UTC").tz_localize(None)
    return replace(report, accesses=report.accesses[report.accesses["begin"] > utc], network=report.network[report.network["last"] > utc])


def _recorded_since(report: Report, moment: datetime) -> timedelta:
    """How long after a moment the report goes on; at most the report's own length."""
    first, last = report.summary.first, report.summary.last
    return last - max(moment, first) if first and last else timedelta()


def _accesses(report: Report, choice: Choice) -> pd.DataFrame:
    """What the app did with the permission itself; what the person chose in the picker is theirs."""
    rows = report.accesses
    return rows[(rows["bundle_id"] == choice.bundle_id) & (rows["category"] == choice.permission) & ~rows["picker"]]
