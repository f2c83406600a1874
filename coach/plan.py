"""The plan a person made, and whether it helped: pure state, a small JSON file without any line of a report."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import AwareDatetime, Field, ValidationError

from coach.activity import activities
from coach.catalogue import Naming, Namings, check_types, profile, read_namings
from coach.content import Content
from coach.errors import UnusableInput
from coach.models import Category, Frozen, Report
from coach.scoring import assess_app
from coach.text import plain

SCHEMA = 1
LONGEST_BYTES = 1024 * 1024
# The rules look at seven days; a usual export spans 6.9 and more. With less since the change, silence proves nothing.
ENOUGH_SINCE = timedelta(days=6.5)

Outcome = Literal["stopped", "still", "cannot-tell"]


class Choice(Frozen):
    """What the person decided about one change, and when."""

    bundle_id: str
    permission: Category
    setting: str
    decision: Literal["done", "keep", "later"]
    decided: AwareDatetime


class Plan(Frozen):
    """All choices, and what the person said of apps."""

    version: Literal[1] = Field(alias="schema")
    choices: tuple[Choice, ...] = ()
    apps: Mapping[str, Naming] = {}


class Checked(Frozen):
    """How one change turned out: `count` accesses since, the last of them at `last` on the phone's clock."""

    choice: Choice
    outcome: Outcome
    count: int
    last: datetime | None


def save_plan(plan: Plan) -> str:
    """The plan as the JSON that `load_plan` reads."""
    return plan.model_dump_json(by_alias=True, indent=2)


def is_plan(data: bytes) -> bool:
    """Whether an input means to be a saved plan, of any schema, and not a report."""
    if len(data) > LONGEST_BYTES:
        return False
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "schema" in found and bool({"choices", "apps"} & set(found))


def load_plan(data: bytes, name: str, content: Content) -> Plan:
    """A plan as saved. Raises UnusableInput: `plan-file` for what is no plan, `types-unknown` for a type that isn't in the table."""
    try:
        if len(data) > LONGEST_BYTES:
            raise ValueError
        plan = Plan.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, ValidationError) as error:
        raise UnusableInput("plan-file", name=name) from error
    check_types(plan.apps, content, name)
    return plan


def read_plan(path: Path, content: Content) -> Plan:
    """The plan in a file. Raises UnusableInput as `load_plan` does."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInput("plan-file", name=plain(path.name)) from error
    return load_plan(data, plain(path.name), content)


def read_said(path: Path, content: Content) -> Namings:
    """What a person said of apps: a types file, or the apps of a saved plan. Raises UnusableInput as `read_namings` does."""
    try:
        return read_plan(path, content).apps
    except UnusableInput as error:
        if error.code != "plan-file":
            raise
        return read_namings(path, content)


def check(plan: Plan, report: Report, content: Content) -> tuple[Checked, ...]:
    """For each change that was done: did what it was meant to end, end?

    still: in what was recorded after the change the same topic still takes points, or is touched at all where the setting ends all access.
    stopped: neither, at least 6.5 days were recorded since, and the app was seen in them.
    cannot-tell: anything else.
    """
    return tuple(_check(choice, plan, report, content) for choice in plan.choices if choice.decision == "done")


def _check(choice: Choice, plan: Plan, report: Report, content: Content) -> Checked:
    decided = pd.Timestamp(choice.decided).tz_convert("UTC").tz_localize(None)
    later = replace(
        report,
        accesses=report.accesses[report.accesses["begin"] > decided],
        network=report.network[report.network["last"] > decided],
    )
    app = next((activity for activity in activities(later) if activity.bundle_id == choice.bundle_id), None)
    mine = later.accesses[(later.accesses["bundle_id"] == choice.bundle_id) & (later.accesses["category"] == choice.permission)]
    mine = mine[~mine["picker"]]
    last = mine["local"].max().to_pydatetime() if len(mine) else None
    findings = assess_app(app, profile(choice.bundle_id, content, plan.apps), (), content).findings if app else ()
    outcome: Outcome = "cannot-tell"
    ends_all = choice.setting == content.permissions[choice.permission].for_not_needed
    if (ends_all and len(mine)) or any(finding.topic == choice.permission for finding in findings):
        outcome = "still"
    elif app and report.summary.last and report.summary.last - choice.decided >= ENOUGH_SINCE:
        outcome = "stopped"
    return Checked(choice=choice, outcome=outcome, count=len(mine), last=last)
