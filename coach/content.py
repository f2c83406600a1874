"""content/ → typed, validated tables. Read once; a broken row names its file and line.

All facts and weights live there: types of app and what each needs, permissions and their settings, rules, sources, apps, owners of domains.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from coach.models import Basis, Category, Frozen, Grade, Level, Measure, Text

FOLDER = Path(__file__).resolve().parent.parent / "content"
UNKNOWN_TYPE = "unknown"
HOUSE = "house"
"""The source of what is our own judgement."""

Row = TypeVar("Row", bound=BaseModel)


class ContentError(Exception):
    """A table in content/ that can't be used; the message names file and line."""


def unique(*lists: Iterable[str]) -> tuple[str, ...]:
    """All items of all lists, each once, in the order they come."""
    return tuple(dict.fromkeys(item for each in lists for item in each))


class Cell(Text):
    """What one type of app needs of one category, and why (the text)."""

    level: Level
    basis: Basis
    sources: tuple[str, ...]
    """Those of its type; a judgement is our own first. The table adds what else a cell rests on."""


class BackgroundUse(Text):
    """Use without the person looking that is part of the job: while something is going on, or all day."""

    when: Literal["active", "all_day"]


class AppType(Frozen):
    """A type of app. With a number: of the 39 in art. 5 of the 2021 provisions; without: a type of our own."""

    id: str
    number: int | None = None
    name: Text
    basic_function: Text | None = None
    sources: tuple[str, ...]
    expect: Mapping[Category, Cell]
    background_ok: Mapping[Category, BackgroundUse] = {}

    @model_validator(mode="before")
    @classmethod
    def _cite(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Every cell cites the sources of its type."""
        cells = {
            category: cell
            | {"sources": unique([HOUSE] if cell.get("basis") == "judgement" else [], row.get("sources", []), cell.get("sources", []))}
            for category, cell in row.get("expect", {}).items()
        }
        return row | {"expect": cells}


class Label(Text):
    """What Settings calls something since an iOS version."""

    since: int = Field(alias="from")


class Setting(Frozen):
    """One level of a permission."""

    id: str
    labels: tuple[Label, ...]
    breaks: Text | None = None
    keeps: Text | None = None

    def label(self, ios: int) -> Label | None:
        """Its name on this iOS version; None where it doesn't exist yet."""
        return next((label for label in reversed(self.labels) if label.since <= ios), None)


class FurtherTap(Text):
    """A second switch that helps unless the kind of app needs it."""

    unless_types: tuple[str, ...]


class Permission(Frozen):
    """A permission in Settings, its levels from the strictest on."""

    id: Category
    label: Text
    app_page_label: Text
    for_patterns: str
    """Setting that ends use nobody asked for."""
    for_not_needed: str
    """Setting that ends all use."""
    switch: bool = True
    """False where Settings has no standing switch."""
    sources: tuple[str, ...]
    setting: tuple[Setting, ...]
    also: FurtherTap | None = None

    def choose(self, wanted: str, ios: int) -> Setting:
        """The wanted setting, or the next stricter one where this iOS version does not have it."""
        place = next(i for i, setting in enumerate(self.setting) if setting.id == wanted)
        return next(setting for setting in reversed(self.setting[: place + 1]) if setting.label(ios))


class SettingsPath(Text):
    """Where to tap, since an iOS version. Placeholders {permission} and {app}."""

    kind: Literal["by-permission", "by-app"]
    since: int = Field(alias="from")


class GettingReport(Frozen):
    """How the iPhone gives out its report, on some iOS versions."""

    versions: Text
    path: Text
    """Where to turn it on and to find it again."""
    save: Text
    """What to tap there to get the file."""


class Effect(Frozen):
    """What one setting costs in one app."""

    breaks: Text
    keeps: Text


class MakersSide(Text):
    """What the maker of an app said about it, told fairly and dated."""

    sources: tuple[str, ...]


class AppEffects(Frozen):
    """What is known of one app: what stops working, and what its maker said."""

    bundle_id: str
    change: Mapping[Category, Mapping[str, Effect]] = {}
    """By permission and setting."""
    maker: Mapping[Category, MakersSide] = {}


class Source(Frozen):
    """Where a rule, an expectation or a claim comes from."""

    id: str
    title: Text
    short: Text
    """How it is named beside a finding."""
    article: Text | None = None
    date: str = ""
    link: str = ""
    status: Literal["law", "standard", "draft", "platform-rule", "press", "measured", "house"]
    says: Text


class Step(Frozen):
    """From this count on, these points."""

    at: int = Field(ge=1)
    points: int = Field(le=0)


class Rule(Frozen):
    """One thing looked for: a count, the levels of expectation it applies to, and what it costs by topic."""

    id: str
    measure: Measure
    levels: tuple[Level, ...]
    background_excuses: bool = False
    """Whether a type whose job goes on all day is left alone."""
    basis: Basis | Literal["expectation"]
    """`expectation`: the basis of the cell that was not met."""
    title: Text
    reason: Text
    sources: tuple[str, ...]
    steps: Mapping[str, tuple[Step, ...]]
    """By topic, mildest first."""


class Excuse(Text):
    """A topic that is not held against apps of one company, and why."""

    group: str
    topic: Category
    sources: tuple[str, ...]


class GradeBand(Frozen):
    grade: Grade
    since: int = Field(alias="from")


class Rules(Frozen):
    version: str
    lowest_apps: int
    """The phone's score is the mean of this many lowest app scores."""
    tracker_purposes: tuple[str, ...]
    grade: tuple[GradeBand, ...]
    excuse: tuple[Excuse, ...]
    rule: tuple[Rule, ...]

    def grade_of(self, score: int) -> Grade:
        return next(band.grade for band in self.grade if score >= band.since)


class AppRow(Frozen):
    """A row of apps.csv."""

    bundle_id: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    name_zh: str
    types: str
    group: str
    kind: Literal["app", "ios"]
    confidence: Literal["A", "B", "C"]


class Owner(Frozen):
    """A row of owners.csv: whose a domain and all below it is."""

    domain: str = Field(pattern=r"^[^\s/A-Z]+\.[^\s/A-Z]+$")
    owner_en: str = Field(min_length=1)
    owner_zh: str = Field(min_length=1)
    group: str
    kind: Literal["company", "service", "cdn", "certificate"]
    purpose: str

    @property
    def name(self) -> Text:
        return Text(en=self.owner_en, zh=self.owner_zh)


class Content(Frozen):
    """All tables, by id."""

    types: Mapping[str, AppType]
    ios: tuple[int, ...]
    permissions: Mapping[Category, Permission]
    paths: tuple[SettingsPath, ...]
    getting_report: tuple[GettingReport, ...]
    """Newest iOS first."""
    effects: Mapping[str, AppEffects]
    sources: Mapping[str, Source]
    rules: Rules
    apps: Mapping[str, AppRow]
    owners: Mapping[str, Owner]

    def path(self, kind: str, ios: int) -> SettingsPath:
        """The way through Settings on this iOS version."""
        return next(path for path in reversed(self.paths) if path.kind == kind and path.since <= ios)


@cache
def load_content(folder: Path = FOLDER) -> Content:
    """All of content/ but the words (see `coach.words`). Raises ContentError."""
    permissions = read_toml(folder / "permissions.toml")
    return Content(
        types=_by_id(_rows(folder / "app_types.toml", "type", AppType)),
        ios=tuple(permissions["ios"]),
        permissions={row.id: row for row in _rows(folder / "permissions.toml", "permission", Permission)},
        paths=tuple(_rows(folder / "permissions.toml", "path", SettingsPath)),
        getting_report=tuple(_rows(folder / "permissions.toml", "getting-report", GettingReport)),
        effects={row.bundle_id: row for row in _rows(folder / "app_effects.toml", "app", AppEffects)},
        sources=_by_id(_rows(folder / "sources.toml", "source", Source)),
        rules=_rules(folder / "rules.toml"),
        apps={row.bundle_id.casefold(): row for row in _csv(folder / "apps.csv", AppRow)},
        owners={row.domain: row for row in _csv(folder / "owners.csv", Owner)},
    )


def _by_id(rows: list[Row]) -> dict[str, Row]:
    return {row.id: row for row in rows}  # type: ignore[attr-defined]


def read_table(path: Path) -> str:
    """The text of a file in content/. Raises ContentError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file in content/. Raises ContentError."""
    try:
        return tomllib.loads(read_table(path))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error


def _rows(path: Path, table: str, model: type[Row]) -> list[Row]:
    """The rows of one `[[table]]`; where one doesn't fit its model, file and line of its heading are named."""
    headings = [number for number, line in enumerate(read_table(path).splitlines(), 1) if re.match(rf"\[\[{table}]]", line)]
    return [_row(model, row, f"{path.name}, line {line}") for row, line in zip(read_toml(path).get(table, []), headings, strict=True)]


def _rules(path: Path) -> Rules:
    _rows(path, "rule", Rule)  # names the line where one is broken
    return _row(Rules, read_toml(path), path.name)


def _csv(path: Path, model: type[Row]) -> list[Row]:
    reader = csv.DictReader(io.StringIO(read_table(path), newline=""), strict=True)
    try:
        return [_row(model, row, f"{path.name}, line {reader.line_num}") for row in reader]
    except csv.Error as error:
        raise ContentError(f"{path.name}, line {reader.line_num}: {error}") from error


def _row(model: type[Row], row: Mapping[str, Any], place: str) -> Row:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ContentError(f"{place}: {field}: {first['msg']}") from error
