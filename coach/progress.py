"""How far a person has come: what was made of the changes there are, and what the score becomes with it."""

from collections.abc import Collection, Iterable, Mapping

from coach.content import Rules
from coach.models import Advice, AppAssessment, Assessment, Frozen, Grade
from coach.plan import Plan
from coach.scoring import Phone, without

Place = tuple[str, str]
"""One change: an app and a permission."""


class Progress(Frozen):
    """What was decided about the changes of a report, and the scores with what was made counted."""

    total: int
    """Changes there are, and settings that were small enough already. Each is done, already so, kept, put off, or not decided yet."""
    done: int
    already: int
    kept: int
    later: int
    left: tuple[Advice, ...]
    """Changes that nothing was decided about yet."""
    score: int | None
    """The phone's; None where it has none."""
    grade: Grade | None
    apps: Mapping[str, int]
    """The score of each app of which a change was made."""
    won: int
    """Points that these apps won back, all together."""

    @property
    def begun(self) -> bool:
        """Whether anything was decided."""
        return self.total > len(self.left)


def progress(assessment: Assessment, changes: tuple[Advice, ...], plan: Plan, settled: Collection[Place], rules: Rules) -> Progress:
    """settled: the changes that were made."""
    open_places = {item.place for item in changes}
    decided = {item.place: choice.decision for item in changes if (choice := plan.choice(item))}
    made = open_places & set(settled)
    decisions = [decision for place, decision in decided.items() if decision != "done"]
    after = scores(assessment, made, rules)
    score = phone_score(assessment, made, rules)
    before = {app.profile.bundle_id: app.score or 0 for app in assessment.in_state("judged") if app.profile.bundle_id in after}
    already = _already(assessment, open_places, plan)
    return Progress(
        total=len(changes) + already,
        done=len(made),
        already=already,
        kept=decisions.count("keep"),
        later=decisions.count("later"),
        left=tuple(item for item in changes if item.place not in made and _fresh(decided.get(item.place))),
        score=score,
        grade=None if score is None else rules.grade_of(score),
        apps=after,
        won=sum(after.values()) - sum(before.values()),
    )


def _fresh(decision: str | None) -> bool:
    """Made, but not settled: it still happens, so it is open again."""
    return decision in (None, "done")


def _already(assessment: Assessment, open_places: Collection[Place], plan: Plan) -> int:
    """Settings of which the person told that they are small enough, of judged apps that used the permission."""
    used = {app.profile.bundle_id: app.activity.uses for app in assessment.in_state("judged")}
    told = [known.place for known in plan.settings if known.place not in open_places]
    return sum(1 for bundle_id, permission in told if (use := used.get(bundle_id, {}).get(permission)) and use.touched)


def scores(assessment: Assessment, places: Iterable[Place], rules: Rules) -> dict[str, int]:
    """The score of each app of these places, as if what they are about had not been in the report."""
    topics = _topics(places)
    return {
        app.profile.bundle_id: without(app, topics[app.profile.bundle_id], rules).score or 0
        for app in assessment.in_state("judged")
        if app.profile.bundle_id in topics
    }


def phone_score(assessment: Assessment, places: Iterable[Place], rules: Rules) -> int | None:
    """The phone's, as if all that these places are about had not been in the report; None where it has none."""
    if assessment.score is None:
        return None
    topics = _topics(places)
    apps: Iterable[AppAssessment] = (without(app, topics.get(app.profile.bundle_id, ()), rules) for app in assessment.in_state("judged"))
    return Phone.of(apps, rules).score


def _topics(places: Iterable[Place]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for bundle_id, permission in places:
        found.setdefault(bundle_id, set()).add(permission)
    return found
