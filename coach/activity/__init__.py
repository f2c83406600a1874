"""Report → one Activity per app.

series  every single look, where the report has them: counts, hours, days, nights, minutes, rhythm; and contacts
last    Android: the last access of each kind, and what is allowed
"""

from coach.activity.last import last_uses, on_phone
from coach.activity.series import Bools, grouped, series
from coach.content import Content
from coach.models import Activity, NetworkActivity, Report, Use

__all__ = ["activities", "grouped"]


def activities(report: Report, content: Content, stands_alone: Bools | None = None) -> tuple[Activity, ...]:
    """One Activity for each app in the report, by id.

    stands_alone: for each access what `alone` says of it, where it is known from more of the report than is given here.
    """
    found = series(report, content, stands_alone)
    if report.android is None:
        return found
    by_id = {activity.bundle_id: activity for activity in found}
    uses, apps = last_uses(report.android, content), on_phone(report.android)
    told = []
    for name, on in sorted(apps.items()):
        activity = by_id.get(name) or Activity(bundle_id=name, uses={}, network=NetworkActivity())
        mine = uses.get(name, {})
        both = {
            topic: activity.uses.get(topic, Use()).model_copy(update={"last_use": mine.get(topic)})
            for topic in content.permissions
            if topic in mine or topic in activity.uses
        }
        if both:
            told.append(activity.model_copy(update={"uses": both, "on": on}))
    return tuple(told)
