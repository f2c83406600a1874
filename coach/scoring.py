"""Uses × needs × rules → findings → score.

Every app that is judged starts at 100; each topic contributes its costliest finding only. What is unknown is read in the app's favour: an
app of unknown kind is asked about, and never scored.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate
from operator import mul
from typing import NamedTuple

from coach.catalogue import may_have_role, on_phone, profile
from coach.contacts import firms, trackers
from coach.content import UNKNOWN_TYPE, Content, Permission, Rule, Rules, unique
from coach.measures import ALWAYS, MEASURES, NIGHTS
from coach.models import (
    TRACKERS,
    Activity,
    AppAssessment,
    AppProfile,
    Assessment,
    Basis,
    Category,
    Companies,
    Counts,
    Finding,
    Level,
    State,
    Tracker,
)
from coach.needs import Need, Needs
from coach.plan import NOTHING_TOLD, Told

_ORDER: Mapping[State, int] = {"judged": 0, "asked": 1, "listed": 2, "system": 3}
_WHOLE = 1 << 40
"""Shares of points are counted in so many parts, so that no order of apps matters."""


def assess(activities: Iterable[Activity], needs: Needs, told: Told, *, enough: bool = True) -> Assessment:
    """The verdict on all apps of a phone. enough: whether enough was recorded to judge the phone."""
    rules = needs.content.rules
    apps = []
    for activity in activities:
        who = on_phone(profile(activity.bundle_id, needs.content, told.apps), activity.on, needs.content)
        others = () if needs.carries_others(who) else trackers(activity.network.contacts, who.group, needs.content)
        apps.append(assess_app(activity, who, others, needs, told))
    apps.sort(key=lambda app: (_ORDER[app.state], app.score or 0, not app.stands_out, app.striking, app.profile.bundle_id))
    judged = [app for app in apps if app.judged]
    score = Phone.of(judged, rules).score if judged and enough else None
    return Assessment(
        rules_version=rules.version,
        score=score,
        grade=None if score is None else rules.grade_of(score),
        enough=enough,
        apps=tuple(apps),
    )


def _share(place: int) -> int:
    """What is taken off for each point that the app in this place lost: rounded up, so that half a point is never lost on the way."""
    return -(-_WHOLE // (place + 2))


class Phone(NamedTuple):
    """The score of a phone: it loses half of what its worst app lost, a third of what the next lost, and so on."""

    rules: Rules
    lost: tuple[int, ...]
    """By each judged app that lost anything, the most first."""
    shares: tuple[int, ...]
    """What is taken off for the first 0, 1, 2 … of them, in parts."""
    moved: tuple[int, ...]
    """The same if each stood one place further up."""
    too_far: int
    """How many apps have an `excess`."""

    @classmethod
    def of(cls, judged: Iterable[AppAssessment], rules: Rules) -> "Phone":
        apps = list(judged)
        lost = sorted((100 - app.score for app in apps if app.score is not None and app.score < 100), reverse=True)
        weights = [_share(place) for place in range(len(lost))]
        above = [0, *weights[:-1]]
        return cls(
            rules,
            tuple(lost),
            tuple(accumulate(map(mul, lost, weights), initial=0)),
            tuple(accumulate(map(mul, lost, above), initial=0)),
            sum(bool(app.of_tier("excess")) for app in apps),
        )

    @property
    def score(self) -> int:
        return self._score(self.shares[-1], self.lost[0] if self.lost else 0, self.too_far)

    def changed(self, before: int, after: int, *, settled: bool) -> int:
        """The score if one app lost less than before. settled: whether that app has no `excess` any more, and had one."""
        if before == 0:
            return self.score
        place = bisect_left(self.lost, -before, key=lambda lost: -lost)
        stays = bisect_left(self.lost, -after, key=lambda lost: -lost) if after else len(self.lost)  # the first that lost no more
        stays = max(stays, place + 1)
        parts = self.shares[place] + (self.moved[stays] - self.moved[place + 1]) + after * _share(stays - 1)
        parts += self.shares[-1] - self.shares[stays]
        worst = max(after, self.lost[1] if len(self.lost) > 1 else 0) if place == 0 else self.lost[0]
        return self._score(parts, worst, self.too_far - settled)

    def _score(self, parts: int, worst: int, too_far: int) -> int:
        score = max(0, 100 - (2 * parts + _WHOLE) // (2 * _WHOLE))
        score = min(score, self.rules.best_beside(100 - worst))
        return score if too_far else max(score, self.rules.least_without_excess)


def assess_app(activity: Activity, who: AppProfile, others: tuple[Tracker, ...], needs: Needs, told: Told = NOTHING_TOLD) -> AppAssessment:
    """One app's findings and score. others: the companies it contacted (`trackers`)."""
    state = _state(activity, who)
    uncut = tuple(_worst_findings(activity, who, others, needs, told)) if state == "judged" else ()
    findings = _ledger(uncut, needs.content.rules)
    score = 100 + sum(finding.points for finding in findings) if state == "judged" else None
    striking, stands_out = _striking(activity, who, needs, told) if state == "asked" else (0, False)
    return AppAssessment(
        profile=who,
        activity=activity,
        state=state,
        score=score,
        grade=None if score is None else needs.content.rules.grade_of(score),
        trackers=others,
        findings=findings,
        uncut=uncut,
        striking=striking,
        stands_out=stands_out,
    )


def _state(activity: Activity, who: AppProfile) -> State:
    if who.part_of_system or who.role:
        return "system"
    if who.whose == "work":
        return "listed"
    if who.types != (UNKNOWN_TYPE,):
        return "judged"
    return "asked" if any(use.touched or MEASURES[ALWAYS](use) for use in activity.uses.values()) else "listed"


def without(app: AppAssessment, topics: Collection[str], rules: Rules) -> AppAssessment:
    """The same judged app as if it had done nothing in these topics: each topic is judged for itself."""
    if not topics:
        return app
    uncut = tuple(finding for finding in app.uncut if finding.topic not in topics)
    findings = _ledger(uncut, rules)
    score = 100 + sum(finding.points for finding in findings)
    return app.model_copy(update={"score": score, "grade": rules.grade_of(score), "findings": findings, "uncut": uncut})


def _worst_findings(activity: Activity, who: AppProfile, others: tuple[Tracker, ...], needs: Needs, told: Told) -> list[Finding]:
    """The costliest finding of each topic."""
    worst: list[Finding | None] = []
    for category in needs.content.permissions:
        use, need = activity.uses.get(category), needs.of(who, category)
        if use is not None and (use.count or use.last_use) and not need.excuse and not may_have_role(who, activity.on, category):
            known = told.settings.get((activity.bundle_id, category))
            worst.append(_costliest(_applicable(need, category, known, needs, told), category, use.counts, need))
    if others:
        rules = (rule for rule in needs.content.rules.rule if not rule.sensitive or needs.sensitive(who))
        companies = sorted(firms(others))
        hosts = sum(len(tracker.domains) for tracker in others)
        worst.append(_costliest(rules, TRACKERS, Companies(tracker_owners=len(companies), hosts=hosts, companies=tuple(companies)), None))
    return [_cited(finding, activity.bundle_id, needs.content) for finding in worst if finding]


def _cited(finding: Finding, bundle_id: str, content: Content) -> Finding:
    """With those of its sources that are about this phone, app and topic."""
    fitting = tuple(source for source in content.cited(finding.sources) if content.sources[source].fits(finding.topic, bundle_id))
    return finding.model_copy(update={"sources": fitting}) if fitting != finding.sources else finding


def _applicable(need: Need, category: Category, known: str | None, needs: Needs, told: Told) -> list[Rule]:
    """The rules for what an app needs so far. known: the setting that is in force, where the person told."""
    permission = needs.content.permissions[category]
    smallest = known is not None and permission.allows(known) and _does(permission, known, need.offer or need.least)
    return [
        rule
        for rule in needs.content.rules.rule
        if need.level in rule.levels
        and need.background in rule.background
        and not (rule.smaller_setting and not need.offer)
        and not (rule.tier == "room" and smallest)
        and not (rule.measure == NIGHTS and told.awake)
        and not rule.sensitive
    ]


def _does(permission: Permission, known: str, wanted: str) -> bool:
    """Whether what is wanted is in force already. A rough area is a switch of its own, that no smaller setting turns."""
    return known == wanted if wanted == permission.rough else permission.rank(known) <= permission.rank(wanted)


def _costliest(rules: Iterable[Rule], topic: str, done: Counts | Companies, need: Need | None) -> Finding | None:
    """Of as many points an `excess` first. need: None for what no kind of app needs."""
    found = [(points, rule) for rule in rules if (points := _points(rule, topic, done, need))]
    if not found:
        return None
    points, rule = min(found, key=lambda each: (each[0], each[1].tier))
    basis, sources = _rests_on(rule, need)
    return Finding(
        rule=rule.id,
        tier=rule.tier,
        topic=topic,
        measure=rule.measure,
        points=points,
        level=need.level if need else "not_needed",
        basis=basis,
        sources=sources,
        evidence=done,
    )


def _rests_on(rule: Rule, need: Need | None) -> tuple[Basis, tuple[str, ...]]:
    """Basis and sources of a finding: those of the rule, and where the rule measures by the need, those of the need."""
    if rule.basis != "expectation":
        return rule.basis, rule.sources
    return (need.basis, unique(need.sources, rule.sources)) if need else ("judgement", rule.sources)


def _points(rule: Rule, topic: str, done: Counts | Companies, need: Need | None) -> int:
    count = MEASURES[rule.measure](done)
    if count is None:
        return 0
    explained = need.minutes if need and rule.beyond_minutes else 0
    return min((step.points for step in rule.steps.get(topic, ()) if count >= step.at > explained), default=0)


def _ledger(findings: Iterable[Finding], rules: Rules) -> tuple[Finding, ...]:
    """Costliest first. All `room` together takes no more than it may, and an app can't lose more than it has: the last points taken are
    cut, so that 100 plus the points is the score."""
    left, room = 100, -rules.most_room
    ledger = []
    for finding in sorted(findings, key=lambda finding: (finding.tier != "excess", finding.points)):
        points = max(finding.points, -left, -room if finding.tier == "room" else -left)
        left += points
        room += points if finding.tier == "room" else 0
        ledger.append(finding.model_copy(update={"points": points}))
    return tuple(sorted(ledger, key=lambda finding: finding.points))


def _striking(activity: Activity, who: AppProfile, needs: Needs, told: Told) -> tuple[int, bool]:
    """Of an app that nobody knows: what it would lose if nothing that it touched was needed; and whether it stands out."""
    rules = needs.content.rules
    lost, too_much = 0, False

    def worst(level: Level, category: Category, counts: Counts) -> Finding | None:
        need = needs.of(who, category).model_copy(update={"level": level, "minutes": rules.minutes[level]})
        return _costliest(_applicable(need, category, None, needs, told), category, counts, need)

    for category, use in activity.uses.items():
        if (use.count or use.last_use) and category in needs.content.permissions:
            if found := worst("not_needed", category, use.counts):
                lost += found.points
            ordinary = worst(rules.striking.as_level, category, use.counts)
            too_much = too_much or (ordinary is not None and ordinary.tier == "excess")
    return lost, too_much or lost <= rules.striking.points
