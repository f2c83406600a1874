"""The one place that composes: report, content/ and the person's plan → Verdict. Page, paper, text and JSON take it, and decide nothing."""

from dataclasses import dataclass
from functools import cached_property

from coach.activity import activities
from coach.advice import advise
from coach.check import Check, check_plan, settled
from coach.content import UNKNOWN_TYPE, Content
from coach.models import Activity, Advice, AppAssessment, Assessment, Report
from coach.needs import Needs
from coach.plan import Plan
from coach.scoring import assess, phone_score, without


@dataclass(frozen=True)
class Verdict:
    """All that is said of a report.

    changes: the one that gains most first. check: what became of the plan; None where the report does not go on after any decision.
    """

    content: Content
    report: Report
    assessment: Assessment
    changes: tuple[Advice, ...]
    plan: Plan
    check: Check | None

    @property
    def content_version(self) -> str:
        """What it was judged by."""
        return self.content.rules.version

    @property
    def settled(self) -> frozenset[tuple[str, str]]:
        """Changes that were made, but for those that are known to still happen."""
        return settled(self.plan, self.check)

    @cached_property
    def asked(self) -> tuple[AppAssessment, ...]:
        """Apps to ask the person about: they touched something, and nobody knows what they are for."""
        unknown = (app for app in self.assessment.apps if app.scored and app.profile.types == (UNKNOWN_TYPE,))
        return tuple(app for app in unknown if any(use.count for use in app.activity.uses.values()))

    def app(self, bundle_id: str) -> AppAssessment:
        """Raises KeyError for an app that is not in the report."""
        return self._by_id[bundle_id]

    @cached_property
    def _by_id(self) -> dict[str, AppAssessment]:
        return {app.profile.bundle_id: app for app in self.assessment.apps}


def judge(report: Report, content: Content, plan: Plan | None = None, done: tuple[Activity, ...] | None = None) -> Verdict:
    """The verdict on a report, as the person's plan tells of kinds and changes.

    content: that of the report's platform. done: what `activities` gave for this report, where it is at hand.
    """
    plan = plan or Plan()
    assessment = assess(activities(report, content) if done is None else done, content, plan.apps)
    return Verdict(
        content=content,
        report=report,
        assessment=assessment,
        changes=advise(assessment, content),
        plan=plan,
        check=check_plan(plan, report, content),
    )


def projected(assessment: Assessment, plan: Plan, content: Content) -> int:
    """The phone's score as if all that the done changes are about had not been in the report."""
    done: dict[str, set[str]] = {}
    for choice in plan.of("done"):
        done.setdefault(choice.bundle_id, set()).add(choice.permission)
    needs = Needs(content)
    apps = (without(app, done.get(app.profile.bundle_id, ()), needs) for app in assessment.apps if app.scored)
    return phone_score([app.score for app in apps], content.rules)
