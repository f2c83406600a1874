"""The one place that composes: report, content/ and the person's plan → Verdict. Page, paper, text and JSON take it, and decide nothing."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from coach.activity import activities
from coach.advice import advise, screens, tracked
from coach.allowed import with_allowed
from coach.check import Check, check_plan, in_force, settled, with_next
from coach.content import Content
from coach.identity import same_app, same_plan
from coach.models import Activity, Advice, AppAssessment, Assessment, FileRead, Report, ReportSummary, Screen
from coach.needs import Needs
from coach.plan import Plan, fitting, told
from coach.progress import Progress, progress
from coach.recheck import check_phone
from coach.scoring import assess


@dataclass(frozen=True)
class Verdict:
    """All that is said of a report.

    report: with one id for each app. changes: what is too much first, then the one that gains most. screens: the same by screen of
    Settings. tracked: apps that contacted companies that advertise or measure. check: what became of the plan; None where the report
    does not go on after any decision.
    """

    content: Content
    report: Report
    assessment: Assessment
    changes: tuple[Advice, ...]
    screens: tuple[Screen, ...]
    tracked: tuple[str, ...]
    plan: Plan
    check: Check | None

    @property
    def content_version(self) -> str:
        """What it was judged by."""
        return self.content.rules.version

    @property
    def system(self) -> int | None:
        """The version of the phone's system; None where nobody told."""
        return version(self.report, self.plan)

    @property
    def settled(self) -> frozenset[tuple[str, str]]:
        """Changes that were made, but for those that are known to still happen."""
        return settled(self.plan, self.check)

    @property
    def older(self) -> bool:
        """Whether something was changed or kept, and the report ends before all of that: it can't tell what became of it."""
        decided = self.plan.of("done") or self.plan.of("keep")
        return bool(decided and self.check is None and self.report.summary.last)

    @cached_property
    def progress(self) -> Progress:
        """How far the person has come."""
        return progress(self.assessment, self.changes, self.plan, self.settled, self.content.rules)

    @property
    def asked(self) -> tuple[AppAssessment, ...]:
        """Apps to ask the person about, most striking first: they used a permission, and nobody knows what they are for."""
        return self.assessment.in_state("asked")

    @cached_property
    def striking(self) -> tuple[AppAssessment, ...]:
        """Those among them that stand out: while they wait, no good word is said of the phone."""
        return tuple(app for app in self.asked if app.stands_out)

    @property
    def hardly_read(self) -> tuple[FileRead, ...]:
        """Files of which so much could not be read that this is told before the verdict."""
        most = self.content.rules.counting.unreadable_told
        return tuple(file for file in self.report.files if file.unusable > most * file.records)

    def app(self, bundle_id: str) -> AppAssessment:
        """Raises KeyError for an app that is not in the report."""
        return self._by_id[bundle_id]

    @cached_property
    def _by_id(self) -> dict[str, AppAssessment]:
        return {app.profile.bundle_id: app for app in self.assessment.apps}


def judge(report: Report, content: Content, plan: Plan | None = None, done: tuple[Activity, ...] | None = None) -> Verdict:
    """The verdict on a report, as the person's plan tells of kinds, settings and changes.

    content: that of the report's platform. done: what `activities` gave for this report with one id for each app, where it is at hand.
    """
    plan = same_plan(fitting(plan or Plan(), content), report, content)
    report = same_app(report, content)
    needs = Needs(content, version(report, plan))
    done = activities(report, content) if done is None else done
    said = with_allowed(told(plan, report), done, content)
    assessment = assess(done, needs, said, enough=enough(report.summary, content))
    check = check_phone(plan, report, assessment, needs) if report.android else check_plan(plan, report, needs)
    changes = advise(assessment, needs, in_force(said, check))
    return Verdict(
        content=content,
        report=report,
        assessment=assessment,
        changes=changes,
        screens=screens(assessment, changes, needs, report.summary),
        tracked=tracked(assessment),
        plan=plan,
        check=with_next(check, changes, needs) if check else None,
    )


def enough(summary: ReportSummary, content: Content) -> bool:
    """Whether enough was recorded, of permissions too, to judge a phone."""
    if not tells_of_permissions(summary) or not summary.first or not summary.last:
        return False
    if summary.android and not summary.android.sections.app_ops:
        return False
    return summary.last - summary.first >= timedelta(days=content.rules.counting.enough_days)


def tells_of_permissions(summary: ReportSummary) -> bool:
    """Whether any permission was used, in the picker or not: else the part about permissions is missing. An Android phone's file tells
    itself which parts it has."""
    if summary.android:
        return summary.android.sections.app_ops or summary.android.sections.packages
    return bool(summary.looks or summary.picked)


def version(report: Report, plan: Plan) -> int | None:
    """Of the phone's system: as its file says, or the person; None where neither does."""
    return report.summary.android.version if report.summary.android else plan.ios
