"""The verdict as short readable lines: what the command line prints, and what the first screen says."""

from collections.abc import Iterable, Iterator

from coach.catalogue import Namings
from coach.check import Check
from coach.content import UNKNOWN_TYPE
from coach.models import TRACKERS, Advice, AppAssessment, Assessment, Report
from coach.wording import Wording, unknown_apps

TOP_CHANGES = 3
SHOWN_PROBLEMS = 5
_NAMED = 3


def verdict_lines(report: Report, assessment: Assessment, advice: tuple[Advice, ...], say: Wording) -> Iterator[str]:
    """Score (none without an app), headline, the changes that help most, what was recorded and left out, what the report can't show."""
    words = say.words
    by_id = {app.profile.bundle_id: app for app in assessment.apps}
    if assessment.apps:
        yield words("verdict.phone", score=assessment.score, grade=assessment.grade)
    yield say.headline(assessment, advice)
    yield ""
    for number, item in enumerate(advice[:TOP_CHANGES], 1):
        text = say.advice(item, by_id[item.bundle_id])
        yield f"{number}. {text.title}"
        yield f"   {text.why}"
        yield f"   {text.steps[0]}"
        yield f"   {text.breaks}"
    if advice:
        yield ""
    yield from recorded_lines(report, assessment, say)
    if asked := ask_line(assessment, say):
        yield asked
    yield words("verdict.limits")


def check_lines(checked: Check, namings: Namings, say: Wording) -> Iterator[str]:
    """How each change of a plan turned out, what was kept, what is new, the score then and now, and the rule behind it."""
    words = say.words
    if checked.changes:
        yield words("check.heading", n=len(checked.changes))
    yield from (say.checked(item, namings) for item in checked.changes)
    yield from (say.kept(item, namings) for item in checked.kept)
    yield from (say.new(item, namings) for item in checked.new)
    yield say.then_and_now(checked)
    yield words("check.rule")


def recorded_lines(report: Report, assessment: Assessment, say: Wording) -> Iterator[str]:
    """When and what was recorded; then every line that was left out, the first few with their place and reason."""
    words, summary = say.words, report.summary
    if summary.first and summary.last:
        yield words("verdict.period", first=words.moment(summary.first), last=words.moment(summary.last))
    accesses = sum(summary.accesses.values()) + sum(summary.picker_accesses.values())
    yield words(
        "verdict.apps",
        apps=words("count.apps", n=len(assessment.apps)),
        looks=words("count.looks", n=accesses),
        contacts=words("count.contacts", n=summary.hits),
    )
    if not report.problems:
        return
    yield words("verdict.skipped", n=len(report.problems), lines=summary.lines)
    for problem in report.problems[:SHOWN_PROBLEMS]:
        yield say.problem(problem)
    if (left := len(report.problems) - SHOWN_PROBLEMS) > 0:
        yield words("verdict.more", n=left)


def ask_line(assessment: Assessment, say: Wording) -> str:
    """What the apps are for that nobody knows, the first few by name; empty when all are known."""
    words, asked = say.words, unknown_apps(assessment)
    if not asked:
        return ""
    names = [say.name(app) for app in asked[:_NAMED]]
    if (left := len(asked) - _NAMED) > 0:
        names.append(words("verdict.ask-more", n=left))
    return words("verdict.ask", n=len(asked), names=words.join(names))


def fine_lines(apps: Iterable[AppAssessment], say: Wording) -> list[str]:
    """One sentence for each app that loses nothing for a permission, those that use most first."""
    known = (app for app in apps if app.scored and app.profile.types != (UNKNOWN_TYPE,))
    spotless = [app for app in known if not any(finding.topic != TRACKERS for finding in app.findings)]
    used = [app for app in spotless if any(pattern.count for pattern in app.activity.patterns.values())]
    used.sort(key=lambda app: (-sum(pattern.count for pattern in app.activity.patterns.values()), app.profile.bundle_id))
    return [say.fine_most(app) for app in used]
