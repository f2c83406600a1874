"""Report → one verdict per week, for reports that span more than one."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from coach.activity import activities
from coach.activity.series import Bools
from coach.alone import alone
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
    """Days of it on which a permission was used, in the picker or not."""
    looks: int
    """Without what was chosen in the system's picker."""
    picked: int
    """Times that the person chose something there."""
    apps: int
    """Apps that looked."""
    score: int | None
    """None for a gap: a week of which nothing or too little was recorded; and where no app was judged."""
    grade: Grade | None


def weekly(report: Report, needs: Needs, said: Told) -> tuple[Week, ...]:
    """The whole weeks of a report, counted back from its last moment, oldest first; at most 26; none where it spans less than two,
    and none of an Android phone, which forgets what was before the last time.

    Of a contact a report tells but the first and the last time: it counts for each week from the one to the other.
    """
    first, last = report.summary.first, report.summary.last
    if report.android or not report.can.series or not first or not last or last - first < 2 * WEEK:
        return ()
    weeks = min((last - first) // WEEK, MAX_WEEKS)
    lonely = alone(report.accesses, needs.content)
    return tuple(_week(report, last - number * WEEK, needs, said, lonely) for number in reversed(range(weeks)))


def _week(report: Report, end: datetime, needs: Needs, said: Told, lonely: Bools) -> Week:
    """lonely: of each access, whether it stands alone in the whole report: what was beside it may be of the week before."""
    begin = end - WEEK
    from_, to = (pd.Timestamp(moment).tz_convert("UTC").tz_localize(None) for moment in (begin, end))
    inside = ((report.accesses["begin"] > from_) & (report.accesses["begin"] <= to)).to_numpy()
    times = [report.network[name].to_numpy() for name in ("first", "last")]
    met = (np.maximum(*times) > from_.to_datetime64()) & (np.minimum(*times) <= to.to_datetime64())
    rows = report.accesses[inside]
    looked = rows[~rows["picker"]]
    days = int((to - rows["begin"]).dt.days.nunique())
    done = activities(replace(report, accesses=rows, network=report.network[met]), needs.content, lonely[inside])
    assessment = assess(done, needs, said, enough=days >= ENOUGH_DAYS)
    return Week(
        begin=begin,
        end=end,
        days=days,
        looks=len(looked),
        picked=len(rows) - len(looked),
        apps=int(looked["bundle_id"].nunique()),
        score=assessment.score,
        grade=assessment.grade,
    )
