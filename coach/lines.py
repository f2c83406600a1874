"""The verdict as short readable lines: what the command line prints, and what the first screen says."""

from collections.abc import Iterator
from datetime import timedelta

from coach.content import UNKNOWN_TYPE
from coach.judge import Verdict, tells_of_permissions
from coach.models import TRACKERS, Advice, Assessment, Report, ReportSummary
from coach.parts import made_lines, missing_lines, refused_lines
from coach.special import special_lines
from coach.wording import Wording

TOP_CHANGES = 3
SHOWN_PROBLEMS = 5
_NAMED = 3
_DAYS_TELL = 2
_TELLING_ROWS = 20
"""With fewer contacts in all, most of them tell nothing."""
_TOLD = 5
_LONGEST_NAME = 60


def verdict_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """What was passed over and what limits the verdict; score, headline, why it isn't better; the changes that help most, what to ask, what
    was recorded."""
    words = say.words
    yield from passed_over_lines(verdict.report, say)
    yield from limit_lines(verdict, say)
    yield from score_lines(verdict, say)
    yield headline(verdict, say)
    if why := why_not_better(verdict, say):
        yield why
    yield ""
    changes = open_changes(verdict)
    for number, item in enumerate(changes[:TOP_CHANGES], 1):
        text = say.advice(item, verdict.app(item.bundle_id))
        yield f"{number}. {text.title}"
        yield f"   {text.why}"
        yield f"   {text.steps[0]}"
        if text.breaks:
            yield f"   {text.breaks}"
    if left := changes[TOP_CHANGES:]:
        yield words("verdict.more", n=len(left))
    if changes:
        yield ""
    yield from question_lines(verdict, say)
    yield from told_lines(verdict, say)
    yield from refused_lines(verdict, say)
    yield from special_lines(verdict, say)
    if verdict.tracked:
        yield words.together(words("verdict.tracking", n=len(verdict.tracked)), say.of_phone("tracking"))
    yield from recorded_lines(verdict, say)
    yield words("last.limits" if verdict.report.android else "verdict.limits")


def score_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """Score and grade and what the grade means, and of how many apps; none without a score."""
    words, assessment = say.words, verdict.assessment
    if assessment.score is None:
        return
    progress = verdict.progress
    scored = {"score": progress.score, "grade": progress.grade}
    if verdict.striking:  # no good word while one of these waits
        yield words("verdict.phone-waiting", **scored)
    else:
        yield words("verdict.phone", **scored, meaning=words(f"grade.{progress.grade}"))
    if progress.begun:
        yield progress_line(verdict, say)
    if of_known := known_line(verdict, say):
        yield of_known


def progress_line(verdict: Verdict, say: Wording) -> str:
    """How many changes are made, and what that won back."""
    words, progress = say.words, verdict.progress
    told = [words("progress.done", done=progress.done + progress.already, all=progress.total)]
    if progress.done and progress.score is not None:
        told.append(words("progress.score", before=verdict.assessment.score, after=progress.score))
    if progress.won:
        told.append(words("progress.won", n=progress.won))
    if progress.kept:
        told.append(words("progress.kept", n=progress.kept))
    if progress.later:
        told.append(words("progress.later", n=progress.later))
    return words.together(*told)


def finished_line(verdict: Verdict, say: Wording) -> str:
    """That all is decided, what came of it, and what is left; empty while something is not decided yet, and where nothing was to be."""
    words, progress = say.words, verdict.progress
    if not progress.begun or progress.left:
        return ""
    done = progress.done + progress.already
    if progress.done and progress.score is not None and progress.score > (verdict.assessment.score or 0):
        told = words("finished.better", before=verdict.assessment.score, after=progress.score)
    else:
        told = words("finished.done" if done else "finished.kept" if progress.kept and not progress.later else "finished.seen")
    return words.together(told, words("finished.put-off", n=progress.later) if progress.later else "")


def known_line(verdict: Verdict, say: Wording) -> str:
    """Of how many apps the score is, and how many wait for an answer; empty without a score, and where no app is asked about."""
    asked = len(verdict.asked)
    if verdict.assessment.score is None or not asked:
        return ""
    key = "verdict.of-known-one" if asked == 1 else "verdict.of-known"
    return say.words(key, n=len(verdict.assessment.in_state("judged")), asked=asked)


def headline(verdict: Verdict, say: Wording) -> str:
    """A sentence for each tier of what is not decided yet, and what stands out among the apps that nobody knows; else that all is done."""
    words, assessment = say.words, verdict.assessment
    if not assessment.apps:
        return words("headline.empty")
    if not tells_of_permissions(verdict.report.summary):
        return words("headline.no-permissions")
    changes = open_changes(verdict)
    if not changes and verdict.progress.begun:
        waiting = words("headline.striking", n=len(verdict.striking)) if verdict.striking else ""
        return words.together(waiting, finished_line(verdict, say))
    excess = [item for item in changes if item.tier == "excess"]
    room = len(changes) - len(excess)
    judged, striking = len(assessment.in_state("judged")), len(verdict.striking)
    kept = any(item.tier == "excess" and (choice := verdict.plan.choice(item)) and choice.decision == "keep" for item in verdict.changes)
    sure = assessment.enough and not striking and not kept  # else a good word would say too much
    told = []
    if striking:
        told.append(words("headline.striking", n=striking))
    if excess:
        told.append(words("headline.excess", n=len({item.bundle_id for item in excess}), changes=words("count.changes", n=len(excess))))
    if room:
        told.append(words("headline.room-too" if excess else "headline.room" if sure else "headline.room-unsure", n=room))
    if not changes and judged and not striking and not assessment.enough:
        told.append(words("headline.none-so-far"))
    elif not changes and judged and not striking:
        told.append(words("headline.none-striking" if verdict.asked else "headline.none", apps=words("count.apps", n=judged)))
    if not changes and not judged and not striking:
        told.append(words("headline.only-asked", n=len(verdict.asked)) if verdict.asked else words("headline.nothing-judged"))
    return words.together(*told)


def open_changes(verdict: Verdict) -> tuple[Advice, ...]:
    """Changes that are neither made nor kept as they are; those that were put off come last."""
    later = tuple(item for item in verdict.changes if (choice := verdict.plan.choice(item)) and choice.decision == "later")
    return verdict.progress.left + later


def why_not_better(verdict: Verdict, say: Wording) -> str:
    """Which findings keep the phone from a better score, the costliest of the worst apps, but for those that a change has ended; empty
    where nothing is left."""
    words, made, now = say.words, verdict.settled, verdict.progress.apps
    held = [
        (now.get(app.profile.bundle_id, app.score or 0), app, left[0])
        for app in verdict.assessment.in_state("judged")
        if (left := [finding for finding in app.findings if (app.profile.bundle_id, finding.topic) not in made])
    ]
    if not held or verdict.assessment.score is None:
        return ""
    worst = sorted(held, key=lambda each: each[0])[:_NAMED]
    apps = [
        words("verdict.why-app", app=say.name(app), topic=say.topic(finding.topic), points=f"−{-finding.points}")
        for _, app, finding in worst
    ]
    return words("verdict.why-not-better", apps=words.join(apps))


def limit_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """What has to be known before the verdict, as the report can't show it: files of which much could not be read, a part that is missing,
    too little recorded, days without a record, contacts behind another app."""
    words, summary, counting = say.words, verdict.report.summary, verdict.content.rules.counting
    phone = verdict.report.android
    if files := verdict.hardly_read:
        worst = max(files, key=lambda file: file.unusable / file.records)
        told = {"name": _short(worst.name), "n": worst.unusable, "records": worst.records}
        told |= {"fault": words(f"problem.{worst.fault}"), "line": worst.fault_line}
        yield words.together(words("verdict.many-skipped", **told), words("verdict.more", n=len(files) - 1) if files[1:] else "")
    if phone:
        yield from missing_lines(verdict, phone, say)
        return
    recorded = summary.last - summary.first if summary.first and summary.last else timedelta(0)
    if not tells_of_permissions(summary):
        if verdict.assessment.apps:
            yield words("verdict.no-permissions")
    elif not verdict.assessment.enough:
        yield words("verdict.not-enough", days=say.length(round(recorded / timedelta(minutes=1))))
    short = timedelta(0) < recorded < timedelta(days=counting.whole_days - counting.unfinished_day)
    if short and (verdict.assessment.enough or not tells_of_permissions(summary)):
        yield words("verdict.short", days=_length(recorded, say))
    if tells_of_permissions(summary) and verdict.report.can.network and not summary.network_rows:
        yield words("verdict.no-network")
    yield from _hidden(verdict, say)
    yield from _gaps(summary, say)


def _length(recorded: timedelta, say: Wording) -> str:
    """So long a time: "6 hours", from two days on "3.3 days"."""
    days = round(recorded / timedelta(days=1), 1)
    if days < _DAYS_TELL:
        return say.length(round(recorded / timedelta(minutes=1)))
    return say.words("count.days", n=int(days) if days.is_integer() else days)


def _gaps(summary: ReportSummary, say: Wording) -> Iterator[str]:
    """Stretches in the middle of the report of which nothing is known."""
    if not summary.gaps:
        return
    first, last = max(summary.gaps, key=lambda gap: gap[1] - gap[0])
    days = {"first": say.words.day(first), "last": say.words.day(last)}
    if len(summary.gaps) == 1:
        yield say.words("verdict.gap", n=(last - first).days + 1, **days)
    else:
        yield say.words("verdict.gaps", n=len(summary.gaps), **days)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def passed_over_lines(report: Report, say: Wording) -> Iterator[str]:
    """Each file that was passed over, with what it is; the first few."""
    words = say.words
    for each in report.passed_over[:SHOWN_PROBLEMS]:
        yield words.together(words(f"unusable.{each.code}", **each.values), words("verdict.passed-over"))
    if (left := len(report.passed_over) - SHOWN_PROBLEMS) > 0:
        yield words("verdict.more", n=left)


def question_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """What the apps are for that nobody knows: the first few with what they did, then how many more."""
    for app in verdict.asked[:_NAMED]:
        yield say.question(app)
    if (left := len(verdict.asked) - _NAMED) > 0:
        yield say.words("verdict.more", n=left)


def told_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """Steady, long and lonely stretches of the apps that are judged, which are worth knowing whatever they cost; the first few."""
    told = [line for app in verdict.assessment.in_state("judged") for line in say.told(app)]
    yield from told[:_TOLD]
    if (left := len(told) - _TOLD) > 0:
        yield say.words("verdict.more", n=left)


def check_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """How each change of a plan turned out and what is left to do about it, what was kept, what is new, the score then and now, and the
    rule; of a report that is older than the plan, only that it is; none without a decision."""
    words, namings = say.words, verdict.plan.apps
    if not (check := verdict.check):
        if verdict.older:
            yield words("check.older")
        return
    if check.changes:
        yield words("check.heading", n=len(check.changes))
    for item in check.changes:
        yield say.checked(item, namings)
        if after := say.after(item, namings):
            yield f"   {after}"
    yield from (say.kept(item, namings) for item in check.kept)
    yield from (say.new(item, namings) for item in check.new_told)
    if small := say.new_small(check, namings):
        yield small
    yield say.then_and_now(check)
    yield say.rule_of_check()


def recorded_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """When and what was recorded; then every line that was left out, the first few with their place and reason."""
    words, summary, problems = say.words, verdict.report.summary, verdict.report.problems
    if verdict.report.android:
        yield from made_lines(verdict, verdict.report.android, say)
    else:
        yield from _counted_lines(verdict, say)
    if not verdict.report.can.network:
        yield words("cannot.network")
    if not problems:
        return
    yield words("verdict.skipped", n=len(problems), lines=summary.lines)
    for problem in problems[:SHOWN_PROBLEMS]:
        yield say.problem(problem)
    if (left := len(problems) - SHOWN_PROBLEMS) > 0:
        yield words("verdict.more", n=left)


def _counted_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """From when to when, and how much of each kind."""
    words, summary = say.words, verdict.report.summary
    if summary.first and summary.last:
        yield words("verdict.period", first=words.moment(summary.first), last=words.moment(summary.last))
    told = "apps" if summary.network_rows else "apps-looks"
    counted = words(
        f"verdict.{told if tells_of_permissions(summary) else 'apps-contacts'}",
        apps=words("count.apps", n=len(verdict.assessment.apps)),
        looks=words("count.looks", n=summary.looks),
        contacts=words("count.contacts", n=summary.hits),
    )
    yield words.together(counted, say.of_phone("picked", n=summary.picked) if summary.picked else "")


def _hidden(verdict: Verdict, say: Wording) -> Iterator[str]:
    """That one app carries most of what other apps contact: of an app that nobody knows, that this may be so."""
    kinds, rows = verdict.content.types, verdict.report.summary.network_rows
    most = next((app for app in verdict.assessment.apps if 2 * app.activity.network.rows > rows), None)
    if most is None:
        return
    if any(kinds[kind].hides_others for kind in most.profile.types[:1]):
        yield say.words("verdict.hidden", app=say.name(most))
    elif most.state in ("asked", "listed") and most.activity.network.rows >= _TELLING_ROWS:
        yield say.words("verdict.hidden-maybe", app=say.name(most))


def fine_lines(assessment: Assessment, say: Wording, most: int) -> list[str]:
    """One sentence for each app that loses nothing for a permission, those that use most first, at most so many."""
    known = (app for app in assessment.in_state("judged") if app.profile.types != (UNKNOWN_TYPE,))
    spotless = [app for app in known if not any(finding.topic != TRACKERS for finding in app.findings)]
    used = [app for app in spotless if any(use.touched for use in app.activity.uses.values())]
    used.sort(key=lambda app: (-sum(use.count for use in app.activity.uses.values()), app.profile.bundle_id))
    return [say.fine_most(app) for app in used[:most]]
