"""Findings → changes: for each app and permission the least restrictive setting that ends the finding, ranked by what it gains."""

from heapq import nsmallest
from typing import Literal

from coach.content import Content
from coach.models import TRACKERS, Advice, AppAssessment, Assessment, Counts, Finding
from coach.needs import Needs
from coach.scoring import phone_score, without

NOT_NEEDED = "not-needed"


def advise(assessment: Assessment, content: Content) -> tuple[Advice, ...]:
    """All changes worth making, the one that gains most first. No switch ends contact with trackers, so they make no advice."""
    scored = [app for app in assessment.apps if app.scored]
    # Of all others only as many count for the phone as its score looks at: one more than that, as the changed app may be among them.
    lowest = nsmallest(content.rules.lowest_apps + 1, scored, key=lambda app: app.score)
    scores = {app.profile.bundle_id: app.score for app in lowest}
    needs = Needs(content)
    found = []
    for app in assessment.apps:
        for finding in app.findings:
            if finding.topic != TRACKERS:
                changed = without(app, {finding.topic}, needs).score
                phone = phone_score((scores | {app.profile.bundle_id: changed}).values(), content.rules)
                found.append(_advice(app, finding, (changed - app.score, phone - assessment.score), content))
    return tuple(sorted(found, key=lambda advice: (-advice.gain, -advice.phone_gain, advice.bundle_id, advice.permission)))


def _advice(app: AppAssessment, finding: Finding, gains: tuple[int, int], content: Content) -> Advice:
    """gains: of the app and of the phone."""
    permission = content.permissions[finding.topic]
    return Advice(
        bundle_id=app.profile.bundle_id,
        permission=permission.id,
        setting=permission.for_not_needed if finding.level == "not_needed" else permission.for_patterns,
        finding=finding,
        gain=gains[0],
        phone_gain=gains[1],
        confidence=_confidence(app, finding),
    )


def _confidence(app: AppAssessment, finding: Finding) -> Literal["high", "medium", "low"]:
    """high: there is a rhythm; low: all rests on what kind of app it is, and the catalogue is not sure of that or silent."""
    if isinstance(finding.evidence, Counts) and finding.evidence.rhythm:
        return "high"
    if finding.rule == NOT_NEEDED:
        return "medium" if app.profile.confidence in ("A", "B") else "low"
    return "medium"
