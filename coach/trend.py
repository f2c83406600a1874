"""Report → one verdict per week, for reports that span more than one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd

from coach.activity import activities
from coach.models import Frozen, Grade, Report
from coach.needs import Needs
from coach.plan import Told
from coach.scoring import assess

WEEK = timedelta(days=7)
MAX_WEEKS = 26
ENOUGH_DAYS = 6
"""A week with records on fewer days is not judged: a gap between two reports is no good week."""


class Week(Frozen):
    """Seven days, and how the phone stood in them."""

    begin: datetime
    """On the phone's clock."""
    end: datetime
    days: int
    """Days of it that hold a look."""
    looks: int
    apps: int
    score: int | None
    """None where too little was recorded."""
    grade: Grade | None


def weekly(report: Report, needs: Needs, said: Told) -> tuple[Week, ...]:
    """The whole weeks of a report, counted back from its last moment, oldest first; at most 26; none where it spans less than two.

    Only accesses are counted by week: of contacts a report tells but the first and the last time. So they take no points here.
    """
    first, last = report.summary.first, report.summary.last
    if not report.can.series or not first or not last or last - first < 2 * WEEK:
        return ()
    weeks = min((last - first) // WEEK, MAX_WEEKS)
    return tuple(_week(report, last - number * WEEK, needs, said) for number in reversed(range(weeks)))


def _week(report: Report, end: datetime, needs: Needs, said: Told) -> Week:
    begin = end - WEEK
    from_, to = (pd.Timestamp(moment).tz_convert("UTC").tz_localize(None) for moment in (begin, end))
    rows = report.accesses
    inside = rows[(rows["begin"] > from_) & (rows["begin"] <= to)]
    days = int((to - inside["begin"]).dt.days.nunique())
    done = activities(replace(report, accesses=inside, network=report.network.iloc[:0]), needs.content)
    assessment = assess(done, needs, said)
    judged = days >= ENOUGH_DAYS
    return Week(
        begin=begin,
        end=end,
        days=days,
        looks=len(inside),
        apps=int(inside["bundle_id"].nunique()),
        score=assessment.score if judged else None,
        grade=assessment.grade if judged else None,
    )
