"""A verdict that somebody holds to be wrong, as a text to hand on: the app, the rules and what they counted, nothing else of the report."""

from collections.abc import Iterator

from coach import __version__
from coach.android import LastUse
from coach.models import AppAssessment, Companies, Counts, Finding, Rhythm
from coach.text import plain
from coach.wording import Wording


def dispute(app: AppAssessment, say: Wording) -> str:
    """Name and id of a judged app, the versions, and each finding's rule, tier, topic, points and counts, by the names that the JSON has.

    No time, no other app, no web address and no company stands in it.
    """
    words = say.words
    lines = [
        words("dispute.versions", coach=__version__, rules=say.content.rules.version),
        words("dispute.app", app=plain(say.name(app)), id=plain(app.profile.bundle_id)),
    ]
    for finding in app.findings:
        told = {"rule": finding.rule, "tier": finding.tier, "topic": finding.topic, "points": finding.points}
        lines += ["", words("dispute.finding", **told), words("dispute.counts", counts=" ".join(_counts(finding)))]
    return "\n".join(lines)


def _counts(finding: Finding) -> Iterator[str]:
    """Those that are not zero."""
    for holder, prefix in _holders(finding.evidence):
        for name, value in holder:
            if isinstance(value, int | float) and value:
                yield f"{prefix}{name}={value}"


def _holders(evidence: Counts | Companies) -> Iterator[tuple[Counts | Companies | Rhythm | LastUse, str]]:
    yield evidence, ""
    if isinstance(evidence, Counts) and evidence.rhythm:
        yield evidence.rhythm, "rhythm_"
    if isinstance(evidence, Counts) and evidence.last_use:
        yield evidence.last_use, "last_use_"
