"""The verdict as short readable lines: what the command line prints, and what the first screen says."""

from collections.abc import Iterator

from coach.content import UNKNOWN_TYPE
from coach.judge import Verdict
from coach.models import TRACKERS, Assessment
from coach.wording import Wording

TOP_CHANGES = 3
SHOWN_PROBLEMS = 5
_NAMED = 3


def verdict_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """Score (none without an app), headline, the changes that help most, what was recorded and left out, what the report can't show."""
    words, assessment = say.words, verdict.assessment
    if assessment.apps:
        yield words("verdict.phone", score=assessment.score, grade=assessment.grade)
    yield say.headline(assessment, verdict.changes)
    yield ""
    for number, item in enumerate(verdict.changes[:TOP_CHANGES], 1):
        text = say.advice(item, verdict.app(item.bundle_id))
        yield f"{number}. {text.title}"
        yield f"   {text.why}"
        yield f"   {text.steps[0]}"
        yield f"   {text.breaks}"
    if verdict.changes:
        yield ""
    yield from recorded_lines(verdict, say)
    if asked := ask_line(verdict, say):
        yield asked
    yield words("verdict.limits")


def check_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """How each change of a plan turned out, what was kept, what is new, the score then and now, and the rule; none without a check."""
    if not (check := verdict.check):
        return
    words, namings = say.words, verdict.plan.apps
    if check.changes:
        yield words("check.heading", n=len(check.changes))
    yield from (say.checked(item, namings) for item in check.changes)
    yield from (say.kept(item, namings) for item in check.kept)
    yield from (say.new(item, namings) for item in check.new)
    yield say.then_and_now(check)
    yield say.rule_of_check()


def recorded_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """When and what was recorded; then every line that was left out, the first few with their place and reason."""
    words, summary, problems = say.words, verdict.report.summary, verdict.report.problems
    if summary.first and summary.last:
        yield words("verdict.period", first=words.moment(summary.first), last=words.moment(summary.last))
    accesses = sum(summary.accesses.values()) + sum(summary.picker_accesses.values())
    yield words(
        "verdict.apps",
        apps=words("count.apps", n=len(verdict.assessment.apps)),
        looks=words("count.looks", n=accesses),
        contacts=words("count.contacts", n=summary.hits),
    )
    if not verdict.report.can.network:
        yield words("cannot.network")
    if not problems:
        return
    yield words("verdict.skipped", n=len(problems), lines=summary.lines)
    for problem in problems[:SHOWN_PROBLEMS]:
        yield say.problem(problem)
    if (left := len(problems) - SHOWN_PROBLEMS) > 0:
        yield words("verdict.more", n=left)


def ask_line(verdict: Verdict, say: Wording) -> str:
    """What the apps are for that nobody knows, the first few by name; empty when all are known."""
    words, asked = say.words, verdict.asked
    if not asked:
        return ""
    names = [say.name(app) for app in asked[:_NAMED]]
    if (left := len(asked) - _NAMED) > 0:
        names.append(words("verdict.ask-more", n=left))
    return words("verdict.ask", n=len(asked), names=words.join(names))


def fine_lines(assessment: Assessment, say: Wording, most: int) -> list[str]:
    """One sentence for each app that loses nothing for a permission, those that use most first, at most so many."""
    known = (app for app in assessment.apps if app.scored and app.profile.types != (UNKNOWN_TYPE,))
    spotless = [app for app in known if not any(finding.topic != TRACKERS for finding in app.findings)]
    used = [app for app in spotless if any(use.count for use in app.activity.uses.values())]
    used.sort(key=lambda app: (-sum(use.count for use in app.activity.uses.values()), app.profile.bundle_id))
    return [say.fine_most(app) for app in used[:most]]
