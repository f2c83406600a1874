"""A plan as a file: whatever can be saved can be loaded again, and no file costs more than its bounds allow."""

import json
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from coach.catalogue import Namings, check_types, read_namings
from coach.content import Content
from coach.errors import UnusableInput
from coach.models import TRACKERS
from coach.plan.decisions import SCHEMA, Plan
from coach.text import plain

LONGEST_BYTES = 24 * 1024 * 1024
"""20,000 choices have room, each with the longest note in the longest characters."""
MOST_VALUES = 500_000
"""In memory a value takes up to 30 times the room of its text, and as much again where it is wrong."""
_REST = 1000
"""More bytes, and more values, than a plan has around its choices and apps."""
_USUAL = 4096
"""Bytes that no choice about an app from the App Store takes."""
_HEAD = 64 * 1024
"""As much of an input as tells what it means to be."""
_CHUNK = 64 * 1024
_VERDICT = re.compile(rb'\{\s*"schema"\s*:\s*\d+\s*,\s*"versions"')
_BOM = b"\xef\xbb\xbf"
# In JSON every value but the outermost comes right after one of the first three; the last tells them from the same signs in a text.
_SIGNS = b',[{"'
_NO_SIGNS = bytes(set(range(256)) - set(_SIGNS))


def save_plan(plan: Plan) -> str:
    """The plan as JSON that `load_plan` reads, whatever it holds. What finds no room is left out: first what the plan was made from."""
    short = plan.model_copy(update={"report": None})
    for made, indent in ((plan, 2), (plan, None), (short, None)):
        saved = made.model_dump_json(by_alias=True, indent=indent)
        if _fits(saved.encode()):
            return saved
    return _smallest(short).model_dump_json(by_alias=True)


def _smallest(plan: Plan) -> Plan:
    """As much as a file may hold. What takes most room goes first, as its id is none that an iPhone gives; then what was decided first."""
    parts = [to_json(part) for part in (*plan.choices, *plan.settings, *({app: said} for app, said in plan.apps.items()))]
    room, values = LONGEST_BYTES - _REST, MOST_VALUES - _REST
    kept: set[int] = set()
    for number in sorted(range(len(parts)), key=lambda number: (len(parts[number]) // _USUAL, -number)):
        room -= len(parts[number]) + 1
        values -= _values(parts[number])
        if room < 0 or values < 0:
            break
        kept.add(number)
    choices = (choice for number, choice in enumerate(plan.choices) if number in kept)
    settings = (known for number, known in enumerate(plan.settings, len(plan.choices)) if number in kept)
    apps = {app: said for number, (app, said) in enumerate(plan.apps.items(), len(plan.choices) + len(plan.settings)) if number in kept}
    return plan.model_copy(update={"choices": tuple(choices), "settings": tuple(settings), "apps": apps})


def is_plan(data: bytes) -> bool:
    """Whether an input means to be a saved plan, of any schema, and neither a report nor a verdict (coach/export.py), which names a schema,
    too. What can't be read is told by how it begins.
    """
    head = data[:_HEAD].removeprefix(_BOM).lstrip()
    found = _object(head.split(b"\n", 1)[0])  # a report has a whole record in each line, so no more of it is read
    if found is None:
        found = _object(data)
    if found is None:
        return head.startswith(b"{") and b'"schema"' in head and not _VERDICT.match(head)
    return "schema" in found and bool({"choices", "apps"} & found.keys()) and "versions" not in found


def load_plan(data: bytes, name: str, content: Content) -> Plan:
    """A plan as saved, of this schema or an older one.

    Raises UnusableInput: `plan-newer` for the plan of a later coach, `plan-too-large`, `plan-file` for what is no plan, `types-unknown`
    for a kind of app that isn't in the table.
    """
    found = _object(data)
    if found is None and is_plan(data) and not _fits(data):
        raise UnusableInput("plan-too-large", name=name)
    schema = found.get("schema") if found else None
    if not found or type(schema) is not int:  # True is an int, too
        raise UnusableInput("plan-file", name=name)
    if schema > SCHEMA:
        raise UnusableInput("plan-newer", name=name)
    try:
        plan = Plan.model_validate(_upgraded(found))
        _check_ids(plan, content)
    except (ValueError, KeyError, StopIteration, ValidationError) as error:
        raise UnusableInput("plan-file", name=name) from error
    check_types(plan.apps, content, name)
    return plan


def _check_ids(plan: Plan, content: Content) -> None:
    """Raises KeyError or StopIteration for a permission, a setting or a topic that content/ doesn't have."""
    for choice in plan.choices:
        content.permissions[choice.permission].nearest(choice.setting, content.versions[-1])
    for known in plan.settings:
        content.permissions[known.permission].rank(known.setting)
    for seen in plan.report.findings if plan.report else ():
        if seen.topic != TRACKERS and seen.topic not in content.permissions:
            raise KeyError(seen.topic)


def _object(data: bytes) -> dict[str, Any] | None:
    """The JSON object that an input is; None for anything else, and for what has more in it than a plan."""
    if not _fits(data):
        return None
    try:
        found = json.loads(data.removeprefix(_BOM), parse_int=_whole)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _whole(digits: str) -> int:
    """A whole number. Its first twenty digits tell that it is too large for anything here, and of thousands Python makes none."""
    return int(digits[:20])


def _fits(data: bytes) -> bool:
    return len(data) <= LONGEST_BYTES and _values(data) <= MOST_VALUES


def _values(data: bytes) -> int:
    """How many values a JSON text holds at most, told without making them: a small text can hold very many."""
    bare = data.replace(rb"\\", b"").replace(rb"\"", b"")
    inside, found = 0, 1
    for start in range(0, len(bare), _CHUNK):
        parts = bare[start : start + _CHUNK].translate(None, _NO_SIGNS).split(b'"')
        found += sum(map(len, parts[inside::2]))
        inside = (inside + len(parts) - 1) % 2
    return found


def _upgraded(found: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 knew choices and apps only, schema 2 what the plan was made from, schema 3 settings: all of it is as it was."""
    return found | {"schema": SCHEMA} if found["schema"] in (1, 2, 3) else found


def read_plan(path: Path, content: Content) -> Plan:
    """The plan in a file. Raises UnusableInput as `load_plan` does."""
    name = plain(path.name)
    try:
        return load_plan(_read(path), name, content)
    except (OSError, ValueError) as error:
        raise UnusableInput("plan-file", name=name) from error


def read_said(path: Path, content: Content) -> Namings:
    """What a person said of apps: the apps of a saved plan, or a types file. Raises UnusableInput as `load_plan` and `read_namings` do."""
    try:
        data = _read(path)
    except (OSError, ValueError):
        data = b""  # what can't be opened is not a types file either
    return load_plan(data, plain(path.name), content).apps if is_plan(data) else read_namings(path, content)


def _read(path: Path) -> bytes:
    """What stands in a file, and no more of it than shows that it is too large. Raises OSError."""
    with path.open("rb") as file:
        return file.read(LONGEST_BYTES + 1)
