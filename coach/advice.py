"""Findings → changes: for each app and permission the smallest setting that leaves the job whole; then the screens of Settings."""

from collections.abc import Iterable
from typing import Literal

from coach.contacts import firms
from coach.content import Permission, Rules
from coach.measures import ALWAYS, HELD, MEASURES
from coach.models import TRACKERS, Advice, AppAssessment, Assessment, Category, Counts, Finding, Others, ReportSummary, Screen
from coach.needs import Need, Needs
from coach.plan import Told
from coach.scoring import Phone, without

TRACKING = "tracking"
"""The screen of Settings that is about companies: apps may be kept from asking to track."""


def advise(assessment: Assessment, needs: Needs, told: Told) -> tuple[Advice, ...]:
    """All changes worth making: what is too much first, then the one that gains most. Contact with companies makes none."""
    phone = Phone.of(assessment.in_state("judged"), needs.content.rules)
    found = []
    for app in assessment.in_state("judged"):
        for finding in app.findings:
            if finding.topic == TRACKERS:
                continue
            after = without(app, {finding.topic}, needs.content.rules)
            gain = (after.score or 0) - (app.score or 0)
            settled = bool(app.of_tier("excess")) and not after.of_tier("excess")
            better = phone.changed(100 - (app.score or 0), 100 - (after.score or 0), settled=settled)
            found.append(_advice(app, finding, (gain, better - phone.score if assessment.score is not None else 0), needs, told))
    return tuple(sorted(found, key=lambda item: (item.tier != "excess", -item.gain, -item.phone_gain, item.bundle_id, item.permission)))


def _advice(app: AppAssessment, finding: Finding, gains: tuple[int, int], needs: Needs, told: Told) -> Advice:
    """gains: of the app and of the phone."""
    permission, need = needs.content.permissions[finding.topic], needs.of(app.profile, finding.topic)
    known = told.settings.get((app.profile.bundle_id, finding.topic))
    in_force = permission.rank(known) if known is not None and permission.allows(known) else len(permission.setting)
    setting = _setting(permission, need, finding, in_force)
    return Advice(
        bundle_id=app.profile.bundle_id,
        permission=permission.id,
        tier=finding.tier,
        setting=setting,
        milder=_milder(permission, setting, in_force, needs.version),
        finding=finding,
        gain=gains[0],
        phone_gain=gains[1],
        confidence=_confidence(app, finding, needs.content.rules),
    )


def _setting(permission: Permission, need: Need, finding: Finding, in_force: int) -> str:
    """The smallest that leaves the job whole; where that would end nothing, or is in force already, the next smaller one.

    in_force: the place of the known setting; behind the last where nobody told.
    """
    if finding.tier == "room" and finding.measure != ALWAYS:
        return need.offer or need.least
    place = min(permission.rank(need.least), permission.rank(permission.ordinary), len(permission.setting) - 2, in_force - 1)
    return permission.setting[max(place, 0)].id


def _milder(permission: Permission, setting: str, in_force: int, version: int) -> str | None:
    """The next larger setting that is smaller than what is, or may be, in force."""
    most = permission.rank(permission.ordinary)
    most += permission.ordinary != permission.setting[-1].id  # what is ordinary is an offer, too, where more than that can be in force
    between = permission.setting[permission.rank(setting) + 1 : min(most, in_force)]
    return next((each.id for each in between if each.looks and each.label(version)), None)


def _confidence(app: AppAssessment, finding: Finding, rules: Rules) -> Literal["high", "medium", "low"]:
    """high: there is a rhythm; low: all rests on what kind of app it is, and the catalogue is not sure of that or silent."""
    if isinstance(finding.evidence, Counts) and finding.evidence.rhythm:
        return "high"
    if any(rule.basis == "expectation" for rule in rules.rule if rule.id == finding.rule):
        return "medium" if app.profile.confidence in ("A", "B") else "low"
    return "medium"


def tracked(assessment: Assessment) -> tuple[str, ...]:
    """Ids of the judged apps that tried to contact companies that advertise or measure, those with most first."""
    apps = [app for app in assessment.in_state("judged") if app.trackers]
    return tuple(app.profile.bundle_id for app in sorted(apps, key=lambda app: (-len(firms(app.trackers)), app.profile.bundle_id)))


def screens(assessment: Assessment, changes: Iterable[Advice], needs: Needs, summary: ReportSummary) -> tuple[Screen, ...]:
    """Each screen of Settings with something to set or to ask about, the one that wins most points first; tracking comes last.

    What to do with all other apps in its list is said only where so much was recorded that not being seen means something, and where an
    Android phone's file tells that there are any.
    """
    given = list(changes)
    whole = summary.days >= needs.content.rules.counting.whole_days and not summary.skipped_lines
    found = []
    for permission in needs.content.permissions.values():
        mine = [item for item in given if item.permission == permission.id]
        to_set = {item.bundle_id for item in mine}
        used = [app for app in assessment.apps if _used(app, permission.id)]
        leave = tuple(app.profile.bundle_id for app in used if app.state in ("judged", "system") and app.profile.bundle_id not in to_set)
        ask = tuple(
            app.profile.bundle_id for app in assessment.in_state("asked") if _used(app, permission.id) or _always(app, permission.id)
        )
        if mine or ask or leave:
            screen = Screen(
                screen=permission.id,
                set=tuple(item.bundle_id for item in mine),
                leave=leave,
                ask=ask,
                others=_others(permission, assessment, {*to_set, *leave, *ask}, needs) if whole else None,
            )
            found.append((not mine, -sum(item.gain for item in mine), screen))
    ordered = [screen for _, _, screen in sorted(found, key=lambda each: each[:2])]
    if apps := tracked(assessment):
        ordered.append(Screen(screen=TRACKING, set=apps, leave=(), ask=(), others=None))
    return tuple(ordered)


def _others(permission: Permission, assessment: Assessment, named: set[str], needs: Needs) -> Others | None:
    """What to do with the apps in a list that are not named above it. An Android phone's file tells whether there are any that the person
    can change, and older ones can't ask each time."""
    if needs.content.platform != "android" or permission.others is None:
        return permission.others
    if permission.others == "ask-next-time" and not any(each.id == "ask" and each.label(needs.version) for each in permission.setting):
        return None
    rest = (app for app in assessment.apps if app.profile.bundle_id not in named and app.state in ("judged", "listed"))
    return permission.others if any(app.profile.whose != "work" and _holds(app, permission.id) for app in rest) else None


def _always(app: AppAssessment, category: Category) -> bool:
    use = app.activity.uses.get(category)
    return use is not None and bool(MEASURES[ALWAYS](use))


def _holds(app: AppAssessment, category: Category) -> bool:
    use = app.activity.uses.get(category)
    return use is not None and bool(MEASURES[HELD](use))


def _used(app: AppAssessment, category: Category) -> bool:
    use = app.activity.uses.get(category)
    return use is not None and use.touched
