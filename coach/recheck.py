"""Did it help? On an Android phone the later file says so itself: whether the setting is in force now, and when the app last used it."""

from datetime import datetime, timezone

from coach.allowed import allowed_setting
from coach.check import Check, Checked, Kept, Outcome, new_findings
from coach.models import Assessment, Finding, Report
from coach.needs import Needs
from coach.plan import Choice, Plan


def check_phone(plan: Plan, report: Report, assessment: Assessment, needs: Needs) -> Check | None:
    """As `check_plan`. None where nothing was done or kept before the file was made, by the wall clock of both.

    stopped: the setting is in force, and ends it. smaller: it is in force, and lets the app use it on. still: it is not in force; or the
    file doesn't say, and the app used it since. cannot-tell: anything else.
    """
    made = report.android.dumped if report.android else None
    decided = [choice for choice in plan.of("done") + plan.of("keep") if made and _wall(choice.decided, report) < made]
    if not decided or not made:
        return None
    since = max(choice.decided for choice in decided)
    days = (made - _wall(since, report)).days
    return Check(
        since=since,
        days=days,
        enough=assessment.enough,
        changes=tuple(
            _checked(choice, _wall(choice.decided, report), assessment, needs) for choice in decided if choice.decision == "done"
        ),
        kept=tuple(_kept(choice, assessment) for choice in decided if choice.decision == "keep"),
        new=tuple(new_findings(plan, assessment)),
        score_then=plan.report.score if plan.report and plan.report.rules == needs.content.rules.version else None,
        score_now=assessment.score,
        grade_now=assessment.grade,
    )


def _wall(moment: datetime, report: Report) -> datetime:
    """What the phone's clock showed; where its file doesn't say its time zone, that of the phone and of the laptop are one."""
    offset = report.android.offset if report.android else None
    moment = moment if offset is None else moment.astimezone(timezone(offset))
    return moment.replace(tzinfo=None)


def _finding(choice: Choice, assessment: Assessment) -> Finding | None:
    found = (each for app in assessment.apps if app.profile.bundle_id == choice.bundle_id for each in app.findings)
    return next((each for each in found if each.topic == choice.permission), None)


def _checked(choice: Choice, made: datetime, assessment: Assessment, needs: Needs) -> Checked:
    permission = needs.content.permissions[choice.permission]
    chosen = permission.nearest(choice.setting, needs.version)
    app = next((app for app in assessment.apps if app.profile.bundle_id == choice.bundle_id), None)
    use = app.activity.uses.get(choice.permission) if app else None
    told = use.last_use if use else None
    now = allowed_setting(told, permission) if told else None
    in_force = None if now is None else permission.rank(now) <= permission.rank(chosen.id)
    last = told.last if told and told.last and told.last > made else None
    finding = _finding(choice, assessment)
    too_much = bool(in_force and chosen.looks and last and finding and finding.tier == "excess")
    outcome: Outcome = "cannot-tell"
    if in_force:
        outcome = "smaller" if chosen.looks else "stopped"
    elif in_force is False or (last and not chosen.looks):
        outcome = "still"
    return Checked(choice=choice, outcome=outcome, count=int(last is not None), last=last, too_much=too_much, in_force=in_force)


def _kept(choice: Choice, assessment: Assessment) -> Kept:
    finding = _finding(choice, assessment)
    return Kept(choice=choice, count=0, points=finding.points if finding else 0)
