"""The verdict in hand, as the sections of the page share it within one run."""

from typing import NamedTuple

from coach.check import Check
from coach.content import Content
from coach.models import Advice, AppAssessment, Assessment
from coach.wording import Wording


class Shown(NamedTuple):
    content: Content
    assessment: Assessment
    advice: tuple[Advice, ...]
    wording: Wording
    checked: Check | None
    """What became of the plan; None where the report does not go on after any decision."""

    def app(self, bundle_id: str) -> AppAssessment:
        return next(app for app in self.assessment.apps if app.profile.bundle_id == bundle_id)
