"""What the person decided about each change, and what a plan keeps of the report that it was made from."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, FailFast, Field, field_validator

from coach.catalogue import Naming, Namings
from coach.content import Content
from coach.models import Advice, Assessment, Category, Frozen, Grade, Report
from coach.text import plain

SCHEMA = 4
VERSIONS = range(15, 100)
"""Of the iPhone's system: those that can be told."""
LONGEST_NOTE = 200
LONGEST_ID = 1024 * 1024
"""An id may be as long as a line of a report."""
_LONGEST_VERSION = 40
_LONGEST_TOPIC = 80


def _years(first: int, last: int) -> AfterValidator:
    """Moments of these years only: on a clock of any other something is broken."""

    def inside(moment: datetime) -> datetime:
        if not first <= moment.year <= last:
            raise ValueError
        return moment

    return AfterValidator(inside)


Id = Annotated[str, Field(max_length=LONGEST_ID)]
TopicId = Annotated[Category, Field(max_length=_LONGEST_TOPIC)]
"""Which there are is told by content/: `coach.plan.file` looks."""
Decided = Annotated[AwareDatetime, _years(2021, 2100)]
"""There are reports since 2021."""
Recorded = Annotated[AwareDatetime, _years(1969, 2200)]
"""What `reading` takes from a report, and a day more at each end for clocks of other zones."""
Decision = Literal["done", "keep", "later"]
Reason = Literal["", "need", "wanted", "not-mine", "own"]
"""Why something is kept: what would stop is needed; the person wants the app to look; it is not theirs to decide; in their own words."""


class Choice(Frozen):
    """What the person decided about one change, and when."""

    bundle_id: Id
    permission: TopicId
    setting: str
    decision: Decision
    decided: Decided
    reason: Reason = ""
    note: str = Field("", max_length=LONGEST_NOTE)
    """Their own words."""

    @field_validator("note")
    @classmethod
    def _one_line(cls, note: str) -> str:
        return plain(note)

    @property
    def place(self) -> tuple[str, Category]:
        """The change this is about."""
        return self.bundle_id, self.permission


class SeenFinding(Frozen):
    """That an app lost points in a topic."""

    bundle_id: Id
    topic: TopicId
    points: int = Field(ge=-100, le=0)


class KnownSetting(Frozen):
    """The setting that is in force, as the person told: "it already is"."""

    bundle_id: Id
    permission: TopicId
    setting: str

    @property
    def place(self) -> tuple[str, Category]:
        return self.bundle_id, self.permission


class MadeFrom(Frozen):
    """The report a plan was made from, in short."""

    first: Recorded | None
    last: Recorded | None
    score: int | None = Field(None, ge=0, le=100)
    """None where too little was recorded for one."""
    grade: Grade | None = None
    rules: str = Field(max_length=_LONGEST_VERSION)
    findings: Annotated[tuple[SeenFinding, ...], FailFast()]
    apps: Annotated[tuple[Id, ...], FailFast()] = ()
    """Ids of the apps in the report, without parts of the system; empty where the plan doesn't say."""


class Plan(Frozen):
    """All choices, the last one about each change; what the person said of apps, settings and themselves; what the plan was made from."""

    version: Literal[4] = Field(4, alias="schema")
    report: MadeFrom | None = None
    choices: Annotated[tuple[Choice, ...], FailFast()] = ()
    apps: Mapping[Id, Naming] = {}
    settings: Annotated[tuple[KnownSetting, ...], FailFast()] = ()
    awake: bool = False
    """They were up at night, or travelling: nights don't count."""
    ios: int | None = Field(None, ge=VERSIONS[0], le=VERSIONS[-1])
    """Version of the iPhone's system; None where it was not told."""
    law: str = Field("", max_length=_LONGEST_VERSION)
    """Id of the law that protects them (content/letters); empty where they did not say."""

    @field_validator("choices")
    @classmethod
    def _last_one_counts(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple({choice.place: choice for choice in choices}.values())

    @field_validator("settings")
    @classmethod
    def _last_told_counts(cls, settings: tuple[KnownSetting, ...]) -> tuple[KnownSetting, ...]:
        return tuple({known.place: known for known in settings}.values())

    def choice(self, item: Advice) -> Choice | None:
        """What was decided about a change; None where nothing was."""
        return self._by_place.get(item.place)

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], Choice]:
        return {choice.place: choice for choice in self.choices}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As usual, but for what was found of the old choices."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("_by_place", None)
        return copied

    def of(self, decision: Decision) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.decision == decision)


class Told(Frozen):
    """What the person told beside the report."""

    apps: Namings = Field(default_factory=dict)
    """Names and kinds of apps."""
    settings: Mapping[tuple[str, Category], str] = Field(default_factory=dict)
    """The setting in force, by app and permission."""
    awake: bool = False
    """They were up at night, or travelling: nights don't count."""


NOTHING_TOLD = Told()


def fitting(plan: Plan, content: Content) -> Plan:
    """The plan without what it says of permissions and settings that this kind of phone doesn't have: it was made for another one."""

    def fits(permission: Category, setting: str) -> bool:
        found = content.permissions.get(permission)
        return found is not None and any(each.id == setting for each in found.setting)

    choices = tuple(choice for choice in plan.choices if fits(choice.permission, choice.setting))
    known = tuple(each for each in plan.settings if fits(each.permission, each.setting))
    whole = len(choices) == len(plan.choices) and len(known) == len(plan.settings)
    return plan if whole else plan.model_copy(update={"choices": choices, "settings": known})


def told(plan: Plan, report: Report) -> Told:
    """What the person told that counts for this report: a change that was made counts as its setting once all of the report is later."""
    first = report.summary.first
    made = {choice.place: choice.setting for choice in plan.of("done") if first and choice.decided <= first}
    return Told(apps=plan.apps, settings=made | {known.place: known.setting for known in plan.settings}, awake=plan.awake)


def made_from(report: Report, assessment: Assessment) -> MadeFrom:
    """What a plan keeps of the report."""
    return MadeFrom(
        first=report.summary.first,
        last=report.summary.last,
        score=assessment.score,
        grade=assessment.grade,
        rules=assessment.rules_version,
        findings=tuple(
            SeenFinding(bundle_id=app.profile.bundle_id, topic=finding.topic, points=finding.points)
            for app in assessment.apps
            for finding in app.findings
        ),
        apps=tuple(app.profile.bundle_id for app in assessment.apps if app.state != "system"),
    )


def decide(plan: Plan, item: Advice, decision: Decision, decided: datetime, why: tuple[Reason, str] = ("", "")) -> Plan:
    """The plan with this decision about one change, in place of an earlier one about the same. why: a reason, and own words."""
    reason, note = why
    choice = Choice(
        bundle_id=item.bundle_id,
        permission=item.permission,
        setting=item.setting,
        decision=decision,
        decided=decided,
        reason=reason,
        note=note.strip()[:LONGEST_NOTE],
    )
    others = tuple(each for each in plan.choices if each.place != choice.place)
    return plan.model_copy(update={"choices": (*others, choice)})


def explain(plan: Plan, place: tuple[str, Category], why: tuple[Reason, str]) -> Plan:
    """The plan with a reason, and own words, for what was decided about this change."""
    reason, note = why[0], why[1].strip()[:LONGEST_NOTE]
    told = {"reason": reason or ("own" if note else ""), "note": note}
    choices = (Choice(**(each.model_dump() | told)) if each.place == place else each for each in plan.choices)
    return plan.model_copy(update={"choices": tuple(choices)})


def already(plan: Plan, item: Advice) -> Plan:
    """The plan that knows: the setting of this change is in force already. Takes the place of a decision about it."""
    known = KnownSetting(bundle_id=item.bundle_id, permission=item.permission, setting=item.setting)
    others = tuple(each for each in plan.settings if each.place != known.place)
    return reopened(plan, {known.place}).model_copy(update={"settings": (*others, known)})


def undo(plan: Plan, place: tuple[str, str]) -> Plan:
    """The plan without any decision about this change, and without what was told of the setting that is in force."""
    told = tuple(known for known in plan.settings if known.place != place)
    return reopened(plan, {place}).model_copy(update={"settings": told})


def reopened(plan: Plan, places: Collection[tuple[str, str]]) -> Plan:
    """The plan without what was decided about these changes: they were made, and what they were about still happens."""
    return plan.model_copy(update={"choices": tuple(choice for choice in plan.choices if choice.place not in places)})


def open_steps(plan: Plan, advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The changes still to decide about, the one that gains most first; what was put off comes last, in the order it was."""
    fresh = tuple(item for item in advice if plan.choice(item) is None)
    put_off = [(choice.decided, item) for item in advice if (choice := plan.choice(item)) and choice.decision == "later"]
    return fresh + tuple(item for _, item in sorted(put_off, key=lambda each: each[0]))


def merged(mine: Plan, saved: Plan) -> Plan:
    """Two plans as one: of two decisions about a change the later one counts, of what is said of apps and settings that of the saved."""
    choices = sorted(mine.choices + saved.choices, key=lambda choice: choice.decided)
    return Plan(
        report=saved.report or mine.report,
        choices=tuple(choices),
        apps={**mine.apps, **saved.apps},
        settings=mine.settings + saved.settings,
        awake=mine.awake or saved.awake,
        ios=saved.ios or mine.ios,
        law=saved.law or mine.law,
    )
