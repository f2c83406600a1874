"""Activity × expectations × rules → findings → score.

Every app starts at 100; each topic contributes its dearest finding only. What is unknown is read in the app's favour.
"""

from collections.abc import Collection, Iterable, Mapping

from coach.catalogue import Namings, is_of_group, owner, profile
from coach.content import AppType, Cell, Content, Excuse, Owner, Rule, unique
from coach.models import (
    CATEGORIES,
    TRACKERS,
    AccessPattern,
    Activity,
    AppAssessment,
    AppProfile,
    Assessment,
    Category,
    Finding,
    Level,
    NetworkActivity,
    Text,
    Tracker,
)
from coach.text import plain

PROFILING = "profiling"
"""Purpose of a host that is on Apple's list and not in our table."""
_MILDEST = ("needed", "unknown", "while_using", "not_needed")


def assess(activities: Iterable[Activity], content: Content, namings: Namings) -> Assessment:
    """The verdict on all apps of a phone."""
    given = list(activities)
    owners = {host: owner(host, content) for host in {host for activity in given for host in activity.network.own_hosts}}
    apps = []
    for activity in given:
        who = profile(activity.bundle_id, content, namings)
        apps.append(assess_app(activity, who, find_trackers(activity.network, who, owners, content), content))
    apps.sort(key=lambda app: (not app.scored, app.score, app.profile.bundle_id))
    score = phone_score([app.score for app in apps if app.scored], content)
    return Assessment(rules_version=content.rules.version, score=score, grade=content.rules.grade_of(score), apps=tuple(apps))


def phone_score(app_scores: Iterable[int], content: Content) -> int:
    """Mean of the lowest app scores, empty places counting 100, rounded half up."""
    places = content.rules.lowest_apps
    lowest = sorted(app_scores)[:places]
    total = sum(lowest) + 100 * (places - len(lowest))
    return (2 * total + places) // (2 * places)


def assess_app(activity: Activity, who: AppProfile, trackers: tuple[Tracker, ...], content: Content) -> AppAssessment:
    """One app's findings and score. Parts of iOS itself are listed, not scored."""
    findings = () if who.part_of_ios else _ledger(_worst_findings(activity, who, trackers, content))
    score = 100 + sum(finding.points for finding in findings)
    return AppAssessment(
        profile=who,
        activity=activity,
        scored=not who.part_of_ios,
        score=score,
        grade=content.rules.grade_of(score),
        trackers=trackers,
        findings=findings,
    )


def without(app: AppAssessment, topics: Collection[str], content: Content) -> AppAssessment:
    """The same app as if it had never touched these categories."""
    if not topics:
        return app
    patterns = {category: pattern for category, pattern in app.activity.patterns.items() if category not in topics}
    return assess_app(app.activity.model_copy(update={"patterns": patterns}), app.profile, app.trackers, content)


def expectation(types: Iterable[str], category: Category, content: Content) -> Cell:
    """What an app of these types may do with a category: the most generous of its types."""
    cells = [content.types[app_type].expect[category] for app_type in types]
    return min(cells, key=lambda cell: _MILDEST.index(cell.level))


def level_of(types: Iterable[str], category: Category, content: Content) -> Level:
    """The level a rule is chosen by: use that goes on by itself for a time is a level of its own."""
    level = expectation(types, category, content).level
    uses = [use for app_type in types if (use := content.types[app_type].background_ok.get(category))]
    return "while_active" if level == "while_using" and uses else level


def all_day_type(types: Iterable[str], category: Category, content: Content) -> AppType | None:
    """The type among these whose job with this category goes on all day and night, if one does."""
    rows = (content.types[app_type] for app_type in types)
    return next((row for row in rows if (use := row.background_ok.get(category)) and use.when == "all_day"), None)


def excuse_for(who: AppProfile, category: Category, content: Content) -> Excuse | None:
    """Why a category is not held against this app at all, where the rules say so."""
    return next((excuse for excuse in content.rules.excuse if excuse.group == who.group and excuse.topic == category), None)


def find_trackers(network: NetworkActivity, who: AppProfile, owners: Mapping[str, Owner | None], content: Content) -> tuple[Tracker, ...]:
    """Other companies' advertising and measuring services among the hosts an app contacted by itself, by company and purpose.

    Whose a host is: our own table first; else the owner that Apple names, for hosts on Apple's list of those that may profile people;
    else unknown, and costs nothing.
    """
    found: dict[tuple[str, str], list[str]] = {}
    names: dict[tuple[str, str], Text] = {}
    for host in network.own_hosts:
        for group, purpose, name in _owners_of(host, network, owners[host]):
            if purpose not in content.rules.tracker_purposes or is_of_group(group, who.group):
                continue
            names.setdefault((group, purpose), name)
            found.setdefault((group, purpose), []).append(host)
    return tuple(Tracker(owner=names[key], group=key[0], purpose=key[1], domains=tuple(hosts)) for key, hosts in sorted(found.items()))


def _owners_of(host: str, network: NetworkActivity, row: Owner | None) -> list[tuple[str, str, Text]]:
    """Group, purpose and name of each company that a host is said to belong to."""
    if row:
        return [(row.group, row.purpose, row.name)]
    if host not in network.profiling_hosts:
        return []
    return [(name.casefold(), PROFILING, Text(en=plain(name), zh=plain(name))) for name in network.apple_owners.get(host, ())]


def _worst_findings(activity: Activity, who: AppProfile, trackers: tuple[Tracker, ...], content: Content) -> list[Finding]:
    worst: list[Finding] = []
    for category in CATEGORIES:
        pattern = activity.patterns.get(category)
        if pattern is None or not pattern.count:
            continue
        if excuse_for(who, category, content):
            continue
        cell = expectation(who.types, category, content)
        level = level_of(who.types, category, content)
        excused = all_day_type(who.types, category, content) is not None
        rules = (rule for rule in content.rules.rule if level in rule.levels and not (excused and rule.background_excuses))
        found = [finding for rule in rules if (finding := _apply(rule, category, pattern, cell, level))]
        worst += [min(found, key=lambda finding: finding.points)] if found else []
    found = [finding for rule in content.rules.rule if (finding := _apply_to_trackers(rule, trackers))]
    worst += [min(found, key=lambda finding: finding.points)] if found else []
    return worst


def _apply(rule: Rule, category: Category, pattern: AccessPattern, cell: Cell, level: Level) -> Finding | None:
    points = _points(rule, category, getattr(pattern, rule.measure, 0))
    if not points:
        return None
    return Finding(
        rule=rule.id,
        topic=category,
        measure=rule.measure,
        points=points,
        level=level,
        basis=cell.basis if rule.basis == "expectation" else rule.basis,
        sources=unique(cell.sources, rule.sources) if rule.basis == "expectation" else rule.sources,
        evidence=pattern.model_dump(mode="json", exclude={"picker", "by_hour"}),
    )


def _apply_to_trackers(rule: Rule, trackers: tuple[Tracker, ...]) -> Finding | None:
    companies = sorted({tracker.group for tracker in trackers})
    points = _points(rule, TRACKERS, len(companies))
    if not points:
        return None
    hosts = sum(len(tracker.domains) for tracker in trackers)
    evidence = {"tracker_owners": len(companies), "hosts": hosts, "companies": companies}
    return Finding(
        rule=rule.id,
        topic=TRACKERS,
        measure=rule.measure,
        points=points,
        level="not_needed",
        basis="judgement",
        sources=rule.sources,
        evidence=evidence,
    )


def _points(rule: Rule, topic: str, count: int) -> int:
    return min((step.points for step in rule.steps.get(topic, ()) if count >= step.at), default=0)


def _ledger(findings: list[Finding]) -> tuple[Finding, ...]:
    """Dearest first. An app can't lose more than it has: the last points taken are cut, so that 100 plus the points is the score."""
    left = 100
    ledger = []
    for finding in sorted(findings, key=lambda finding: finding.points):
        points = max(finding.points, -left)
        left += points
        ledger.append(finding.model_copy(update={"points": points}))
    return tuple(ledger)
