"""Uses × needs × rules → findings → score.

Every app starts at 100; each topic contributes its costliest finding only. What is unknown is read in the app's favour.
"""

from collections.abc import Collection, Iterable

from coach.catalogue import Namings, profile
from coach.contacts import trackers
from coach.content import Content, Rule, Rules, unique
from coach.measures import MEASURES
from coach.models import TRACKERS, Activity, AppAssessment, AppProfile, Assessment, Basis, Companies, Counts, Finding, Tracker
from coach.needs import Need, Needs


def assess(activities: Iterable[Activity], content: Content, namings: Namings) -> Assessment:
    """The verdict on all apps of a phone."""
    needs = Needs(content)
    apps = []
    for activity in activities:
        who = profile(activity.bundle_id, content, namings)
        apps.append(assess_app(activity, who, trackers(activity.network.contacts, who.group, content), needs))
    apps.sort(key=lambda app: (not app.scored, app.score, app.profile.bundle_id))
    score = phone_score([app.score for app in apps if app.scored], content.rules)
    return Assessment(rules_version=content.rules.version, score=score, grade=content.rules.grade_of(score), apps=tuple(apps))


def phone_score(app_scores: Iterable[int], rules: Rules) -> int:
    """Mean of the lowest app scores, empty places counting 100, rounded half up."""
    places = rules.lowest_apps
    lowest = sorted(app_scores)[:places]
    total = sum(lowest) + 100 * (places - len(lowest))
    return (2 * total + places) // (2 * places)


def assess_app(activity: Activity, who: AppProfile, others: tuple[Tracker, ...], needs: Needs) -> AppAssessment:
    """One app's findings and score. Parts of the system are listed, not scored. others: the companies it contacted (`trackers`)."""
    findings = () if who.part_of_system else _ledger(_worst_findings(activity, who, others, needs))
    score = 100 + sum(finding.points for finding in findings)
    return AppAssessment(
        profile=who,
        activity=activity,
        scored=not who.part_of_system,
        score=score,
        grade=needs.content.rules.grade_of(score),
        trackers=others,
        findings=findings,
    )


def without(app: AppAssessment, topics: Collection[str], needs: Needs) -> AppAssessment:
    """The same app as if it had never touched these categories."""
    if not topics:
        return app
    uses = {category: use for category, use in app.activity.uses.items() if category not in topics}
    return assess_app(app.activity.model_copy(update={"uses": uses}), app.profile, app.trackers, needs)


def _worst_findings(activity: Activity, who: AppProfile, others: tuple[Tracker, ...], needs: Needs) -> list[Finding]:
    """The costliest finding of each topic."""
    rules = needs.content.rules.rule
    worst: list[Finding | None] = []
    for category in needs.content.permissions:
        use = activity.uses.get(category)
        need = needs.of(who, category)
        if use is None or not use.count or need.excuse:
            continue
        applicable = [rule for rule in rules if need.level in rule.levels and not (need.all_day and rule.background_excuses)]
        worst.append(_costliest(applicable, category, use.counts, need))
    companies = sorted({tracker.group for tracker in others})
    hosts = sum(len(tracker.domains) for tracker in others)
    worst.append(_costliest(rules, TRACKERS, Companies(tracker_owners=len(companies), hosts=hosts, companies=tuple(companies)), None))
    return [finding for finding in worst if finding]


def _costliest(rules: Iterable[Rule], topic: str, done: Counts | Companies, need: Need | None) -> Finding | None:
    """need: None for what no kind of app needs."""
    found = [(points, rule) for rule in rules if (points := _points(rule, topic, done))]
    if not found:
        return None
    points, rule = min(found, key=lambda each: each[0])
    basis, sources = _rests_on(rule, need)
    return Finding(
        rule=rule.id,
        topic=topic,
        measure=rule.measure,
        points=points,
        level=need.level if need else "not_needed",
        basis=basis,
        sources=sources,
        evidence=done,
    )


def _rests_on(rule: Rule, need: Need | None) -> tuple[Basis, tuple[str, ...]]:
    """Basis and sources of a finding: its rule's, or those of the need that was not met."""
    if rule.basis != "expectation":
        return rule.basis, rule.sources
    return (need.basis, unique(need.sources, rule.sources)) if need else ("judgement", rule.sources)


def _points(rule: Rule, topic: str, done: Counts | Companies) -> int:
    count = MEASURES[rule.measure](done)
    return 0 if count is None else min((step.points for step in rule.steps.get(topic, ()) if count >= step.at), default=0)


def _ledger(findings: list[Finding]) -> tuple[Finding, ...]:
    """Costliest first. An app can't lose more than it has: the last points taken are cut, so that 100 plus the points is the score."""
    left = 100
    ledger = []
    for finding in sorted(findings, key=lambda finding: finding.points):
        points = max(finding.points, -left)
        left += points
        ledger.append(finding.model_copy(update={"points": points}))
    return tuple(ledger)
