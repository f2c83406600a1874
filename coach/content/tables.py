"""What the tables in content/ hold, row by row: the models that they are checked against."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from coach.measures import MEASURES
from coach.models import Basis, Category, Frozen, Grade, Level, Text

UNKNOWN_TYPE = "unknown"
HOUSE = "house"
"""The source of what is our own judgement."""


def unique(*lists: Iterable[str]) -> tuple[str, ...]:
    """All items of all lists, each once, in the order they come."""
    return tuple(dict.fromkeys(item for each in lists for item in each))


def _is_known(category: Category, info: ValidationInfo) -> Category:
    """Which categories there are is told by the tables of permissions; whoever reads the others hands them in."""
    if info.context is not None and category not in info.context:
        raise ValueError(f"no such permission: {category}")
    return category


KnownCategory = Annotated[Category, AfterValidator(_is_known)]
KnownTopic = Literal["trackers"] | KnownCategory


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
    expect: Mapping[KnownCategory, Cell]
    background_ok: Mapping[KnownCategory, BackgroundUse] = {}

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
    """What Settings calls something since a version of the system."""

    since: int = Field(alias="from")


class Setting(Frozen):
    """One level of a permission."""

    id: str
    labels: tuple[Label, ...]
    breaks: Text | None = None
    keeps: Text | None = None

    def label(self, version: int) -> Label | None:
        """Its name on this version of the system; None where it doesn't exist yet."""
        return next((label for label in reversed(self.labels) if label.since <= version), None)


class FurtherTap(Text):
    """A second switch that helps unless the kind of app needs it."""

    unless_types: tuple[str, ...]


class Topic(Frozen):
    """What an app can lose points for, in words."""

    name: Text
    did: Text
    """What an app did, as it follows the app's name."""


class Permission(Topic):
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

    def nearest(self, wanted: str, version: int) -> Setting:
        """The wanted setting, or the next stricter one where this version does not have it."""
        place = next(i for i, setting in enumerate(self.setting) if setting.id == wanted)
        return next(setting for setting in reversed(self.setting[: place + 1]) if setting.label(version))


class SettingsPath(Text):
    """Where to tap, since a version of the system. Placeholders {permission} and {app}."""

    kind: Literal["by-permission", "by-app"]
    since: int = Field(alias="from")


class GettingReport(Frozen):
    """How a phone gives out its report, on some versions of its system."""

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
    change: Mapping[KnownCategory, Mapping[str, Effect]] = {}
    """By permission and setting."""
    maker: Mapping[KnownCategory, MakersSide] = {}


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
    measure: str
    """A name in `coach.measures`."""
    levels: tuple[Level, ...]
    background_excuses: bool = False
    """Whether a type whose job goes on all day is left alone."""
    basis: Basis | Literal["expectation"]
    """`expectation`: the basis of the cell that was not met."""
    title: Text
    reason: Text
    sources: tuple[str, ...]
    steps: Mapping[KnownTopic, tuple[Step, ...]]
    """By topic, mildest first."""

    @field_validator("measure")
    @classmethod
    def _is_counted(cls, measure: str) -> str:
        if measure not in MEASURES:
            raise ValueError(f"{measure} is none of {', '.join(MEASURES)}")
        return measure


class Excuse(Text):
    """A topic that is not held against apps of one company, and why."""

    group: str
    topic: KnownCategory
    sources: tuple[str, ...]


class GradeBand(Frozen):
    grade: Grade
    since: int = Field(alias="from")


class Counting(Frozen):
    """The numbers that counts are made with."""

    window_days: int = Field(ge=1)
    """Calendar days in a row that a count looks at."""
    night_ends_at: int = Field(ge=1, le=23)
    """Night is from midnight to this hour."""
    busy_hour: int = Field(ge=1)
    """An hour with this many accesses or more is busy."""

    @property
    def window_hours(self) -> int:
        return 24 * self.window_days


class Rules(Frozen):
    version: str
    counting: Counting
    no_cell: Cell = Field(alias="no-cell")
    """What a kind of app needs of a category that its row says nothing of."""
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
