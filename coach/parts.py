"""What an Android phone's file holds and lacks, as short readable lines: what it lacks is told, and never read as clean."""

from collections.abc import Iterator

from coach.android import AndroidPhone
from coach.judge import Verdict
from coach.wording import Wording

_BELIEVED = 10
"""The first Android whose permissions are those that the person made or left."""
_PHOTOS_APART = 13


def missing_lines(verdict: Verdict, phone: AndroidPhone, say: Wording) -> Iterator[str]:
    """What has to be known before the verdict: parts that are missing or break off, and what this version of Android doesn't tell."""
    words, sections, version = say.words, phone.counts.sections, phone.counts.version
    for part in ("app_ops", "packages"):
        if not getattr(sections, part):
            yield words(f"last.no-{part}")
    if phone.cut:
        yield words("last.cut")
    if version and version < _BELIEVED and sections.packages:
        yield words("last.old")
    if version and version < _PHOTOS_APART:
        yield words("last.no-photos")
    if any(access.excuse == "restart" for access in phone.accesses):
        yield words("last.restart")
    work = [app for app in verdict.assessment.apps if app.profile.whose == "work"]
    if work:
        yield words("last.work-apps", n=len(work))
    if others := sum(profile.apps for profile in phone.profiles if profile.whose == "other"):
        yield words("last.other-apps", n=others)


def refused_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """The latest that the phone refused to an app, and how many more: one is enough to tell that a no works."""
    latest = {
        app.profile.bundle_id: max(use.last_use.refused for use in app.activity.uses.values() if use.last_use and use.last_use.refused)
        for app in verdict.assessment.in_state("judged")
        if say.refused(app)
    }
    if latest:
        first = max(latest, key=lambda app: (latest[app], app))
        all_ = sum(len(say.refused(verdict.app(app))) for app in latest)
        yield say.words.together(say.refused(verdict.app(first))[0], say.words("verdict.more", n=all_ - 1) if all_ > 1 else "")


def made_lines(verdict: Verdict, phone: AndroidPhone, say: Wording) -> Iterator[str]:
    """When the file was made, and what it holds."""
    words = say.words
    if phone.dumped:
        yield words("last.made", when=words.moment(phone.dumped))
    recorded = words("last.recorded", apps=words("count.apps", n=len(verdict.assessment.apps)))
    yield words.together(recorded, words("last.with-minutes") if phone.minutes_of == "days" else "")
