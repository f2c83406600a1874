"""The plan a person makes: what they changed, kept or put off, and what they said of apps. Pure state, saved as a small JSON file.

It holds no line of a report: of the report it was made from, only the days, the score and which app lost points in which topic.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, Field, ValidationError, field_validator

from coach.catalogue import Naming, Namings, check_types, read_namings
from coach.content import Content
from coach.errors import UnusableInput
from coach.models import Advice, Assessment, Category, Frozen, Grade, Report
from coach.scoring import phone_score, without
from coach.text import plain

SCHEMA = 2
LONGEST_BYTES = 1024 * 1024
LONGEST_NOTE = 200
_FIRST_YEAR, _LAST_YEAR = 2021, 2100

Decision = Literal["done", "keep", "later"]
Reason = Literal["", "need", "wanted", "not-mine", "own"]
"""Why something is kept: what would stop is needed; the person wants the app to look; it is not theirs to decide; in their own words."""


class Choice(Frozen):
    """What the person decided about one change, and when."""

    bundle_id: str
    permission: Category
    setting: str
    decision: Decision
    decided: AwareDatetime
    reason: Reason = ""
    note: str = Field("", max_length=LONGEST_NOTE)
    """Their own words."""

    @field_validator("note")
    @classmethod
    def _one_line(cls, note: str) -> str:
        return plain(note)

    @field_validator("decided")
    @classmethod
    def _since_there_are_reports(cls, decided: datetime) -> datetime:
        if not _FIRST_YEAR <= decided.year <= _LAST_YEAR:
            raise ValueError
        return decided

    @property
    def place(self) -> tuple[str, Category]:
        """The change this is about."""
        return self.bundle_id, self.permission


class SeenFinding(Frozen):
    """That an app lost points in a topic."""

    bundle_id: str
    topic: str
    points: int


class MadeFrom(Frozen):
    """The report a plan was made from, in short."""

    first: AwareDatetime | None
    last: AwareDatetime | None
    score: int
    grade: Grade
    rules: str
    findings: tuple[SeenFinding, ...]


class Plan(Frozen):
    """All choices, the last one about each change; what the person said of apps; and what the plan was made from."""

    version: Literal[2] = Field(2, alias="schema")
    report: MadeFrom | None = None
    choices: tuple[Choice, ...] = ()
    apps: Mapping[str, Naming] = {}

    @field_validator("choices")
    @classmethod
    def _last_one_counts(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple({choice.place: choice for choice in choices}.values())

    def choice(self, item: Advice) -> Choice | None:
        """What was decided about a change; None where nothing was."""
        return next((choice for choice in self.choices if choice.place == (item.bundle_id, item.permission)), None)

    def of(self, decision: Decision) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.decision == decision)


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
    )


def decide(plan: Plan, item: Advice, decision: Decision, decided: datetime, *, reason: Reason = "", note: str = "") -> Plan:
    """The plan with this decision about one change, in place of an earlier one about the same."""
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


def undo(plan: Plan, place: tuple[str, str]) -> Plan:
    """The plan without any decision about this change."""
    return reopened(plan, {place})


def reopened(plan: Plan, places: Collection[tuple[str, str]]) -> Plan:
    """The plan without what was decided about these changes: they were made, and what they were about still happens."""
    return plan.model_copy(update={"choices": tuple(choice for choice in plan.choices if choice.place not in places)})


def open_steps(plan: Plan, advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The changes still to decide about, the one that gains most first; what was put off comes last, in the order it was."""
    fresh = tuple(item for item in advice if plan.choice(item) is None)
    put_off = [(choice.decided, item) for item in advice if (choice := plan.choice(item)) and choice.decision == "later"]
    return fresh + tuple(item for _, item in sorted(put_off, key=lambda each: each[0]))


def merged(mine: Plan, saved: Plan) -> Plan:
    """Two plans as one: of two decisions about a change the later one counts, of what is said of an app that of the saved plan."""
    choices = sorted(mine.choices + saved.choices, key=lambda choice: choice.decided)
    return Plan(report=saved.report or mine.report, choices=tuple(choices), apps={**mine.apps, **saved.apps})


def projected(assessment: Assessment, plan: Plan, content: Content) -> int:
    """The phone's score as if all that the done changes are about had not been in the report."""
    done: dict[str, set[str]] = {}
    for choice in plan.of("done"):
        done.setdefault(choice.bundle_id, set()).add(choice.permission)
    apps = (without(app, done.get(app.profile.bundle_id, ()), content) for app in assessment.apps if app.scored)
    return phone_score([app.score for app in apps], content)


def save_plan(plan: Plan) -> str:
    """The plan as the JSON that `load_plan` reads."""
    return plan.model_dump_json(by_alias=True, indent=2)


def is_plan(data: bytes) -> bool:
    """Whether an input means to be a saved plan, of any schema, and not a report."""
    found = _object(data)
    return "schema" in found and bool({"choices", "apps"} & set(found))


def load_plan(data: bytes, name: str, content: Content) -> Plan:
    """A plan as saved, of this schema or an older one.

    Raises UnusableInput: `plan-newer` for the plan of a later coach, `plan-file` for what is no plan, `types-unknown` for a kind of app
    that isn't in the table.
    """
    found = _object(data)
    schema = found.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise UnusableInput("plan-newer", name=name)
    if "schema" not in found:
        raise UnusableInput("plan-file", name=name)
    try:
        plan = Plan.model_validate_json(json.dumps(_upgraded(found)))
        for choice in plan.choices:
            content.permissions[choice.permission].choose(choice.setting, content.ios[-1])
    except (ValueError, StopIteration, ValidationError) as error:
        raise UnusableInput("plan-file", name=name) from error
    check_types(plan.apps, content, name)
    return plan


def _object(data: bytes) -> dict[str, Any]:
    """The JSON object an input is; empty for anything else."""
    if len(data) > LONGEST_BYTES:
        return {}
    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _upgraded(found: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 knew choices and apps only."""
    return found | {"schema": SCHEMA} if found.get("schema") == 1 else found


def read_plan(path: Path, content: Content) -> Plan:
    """The plan in a file. Raises UnusableInput as `load_plan` does."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInput("plan-file", name=plain(path.name)) from error
    return load_plan(data, plain(path.name), content)


def read_said(path: Path, content: Content) -> Namings:
    """What a person said of apps: a types file, or the apps of a saved plan. Raises UnusableInput as `read_namings` and `load_plan` do."""
    try:
        return read_plan(path, content).apps
    except UnusableInput as error:
        if error.code != "plan-file":
            raise
        return read_namings(path, content)
