"""What an Android phone's file holds and lacks, as short readable lines: what it lacks is told, and never read as clean."""

from collections.abc import Iterator

from coach.android import AndroidPhone
from coach.content.access import load_access
from coach.judge import Verdict
from coach.models import AppAssessment, Screen
from coach.wording import Wording

_BELIEVED = 10
"""The first Android whose permissions are those that the person made or left."""
_PHOTOS_APART = 13
_ASK = "ask"
"""The setting under which an app has to ask each time."""
_NAMED = 6
"""Apps that are named."""


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
    sections, version = phone.counts.sections, phone.counts.version
    allowed = sections.packages and not (version and version < _BELIEVED)
    key = "last.recorded" if sections.app_ops and allowed else "last.recorded-uses" if sections.app_ops else "last.recorded-allowed"
    recorded = words(key, apps=words("count.apps", n=len(verdict.assessment.apps)))
    yield words.together(recorded, words("last.with-minutes") if phone.minutes_of == "days" else "")


def others_line(screen: Screen, verdict: Verdict, say: Wording) -> str:
    """What to do with all other apps in the list of a screen; empty where nothing is. An Android phone's file tells which apps those are:
    by name, and no part of the phone, nor one that has a role or is of work, nor what somebody else set."""
    if not screen.others:
        return ""
    if not verdict.report.android:
        return say.of_phone(f"screen.{screen.others}")
    settings = verdict.content.permissions[screen.screen].setting
    asks = next((each.label(say.version) for each in settings if each.id == _ASK), None)
    if not (apps := _unused(screen, verdict)) or (screen.others == "ask-next-time" and not asks):
        return ""
    names = [say.name(app) for app in apps[:_NAMED]]
    if left := len(apps) - len(names):
        names.append(say.words("walk.more-apps", n=left))
    told = {"apps": say.words.join(names), "days": load_access().counted, "setting": asks[say.words.lang] if asks else ""}
    return say.of_phone(f"screen.{screen.others}", **told)


def _unused(screen: Screen, verdict: Verdict) -> list[AppAssessment]:
    """Apps that may use it, and did not for as long as a use counts, as far as the file tells."""
    shown = {*screen.set, *screen.leave, *screen.ask}
    found = []
    for app in verdict.assessment.apps:
        use = app.activity.uses.get(screen.screen)
        told = use.last_use if use else None
        mine = app.state != "system" and app.profile.whose in ("own", "copy") and app.profile.bundle_id not in shown
        if mine and told and told.held and (told.never or told.before):
            found.append(app)
    return found
