"""What the tables in content/ hold but for the rules, row by row: the models that they are checked against."""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from coach.android import Level as Allowed
from coach.models import LANGS, Background, Basis, Category, Frozen, Lang, Level, Others, Platform, Text

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
    least: str = ""
    """Id of the smallest setting that leaves the job whole; empty: that of its permission and level."""
    precise: bool = True
    """False where a rough area is enough for the job."""
    minutes: int | None = Field(None, ge=0, le=1440)
    """How long in a day and a night the job explains that it is on; None: as the rules say of its level."""


class BackgroundUse(Text):
    """Use without the person looking that is part of the job."""

    when: Background


class EarlierNeed(Frozen):
    """What a type of app needs of one category before some version of the system."""

    before: int
    cell: Cell
    background: BackgroundUse | None


class AppType(Frozen):
    """A type of app. With a number: of the 39 in art. 5 of the 2021 provisions; without: a type of our own."""

    id: str
    number: int | None = None
    name: Text
    basic_function: Text | None = None
    sources: tuple[str, ...]
    sensitive: bool = False
    """Even one company that advertises or measures is told."""
    carries_others: bool = False
    """What it contacts is other people's pages."""
    hides_others: bool = False
    """Other apps' contacts go through it, and stand on its account."""
    expect: Mapping[KnownCategory, Cell]
    background_ok: Mapping[KnownCategory, BackgroundUse] = {}
    earlier: Mapping[KnownCategory, EarlierNeed] = {}

    def needs(self, category: str, version: int) -> tuple[Cell | None, BackgroundUse | None]:
        """What it needs of a category on this version of the system, and which use by itself is fine."""
        if (old := self.earlier.get(category)) and version < old.before:
            return old.cell, old.background
        return self.expect.get(category), self.background_ok.get(category)

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
    looks: bool = True
    """Whether an app can look under this setting."""
    allowed: tuple[Allowed, ...] = ()
    """What a file calls it that tells what is allowed; each stands under one setting of a permission."""
    breaks: Text | None = None
    keeps: Text | None = None
    sources: tuple[str, ...] = ()
    """What it rests on beside the sources of its permission."""

    def label(self, version: int) -> Label | None:
        """Its name on this version of the system; None where it doesn't exist yet."""
        return next((label for label in reversed(self.labels) if label.since <= version), None)


class Topic(Frozen):
    """What an app can lose points for, in words."""

    name: Text
    did: Text
    """What an app did, as it follows the app's name."""
    each: Text | None = None
    """What it did every so often, as it follows how often."""


class Permission(Topic):
    """A permission in Settings, its levels from the strictest on."""

    id: Category
    label: Text
    app_page_label: Text
    least: Mapping[Level, str]
    """The smallest setting that leaves a job whole, by what the job needs."""
    ordinary: str
    """The setting that apps have in use: what is larger than this, or no smaller, is nothing to offer."""
    timed: bool = False
    """Whether the lengths of its accesses are real, and not those of a timer."""
    whole_at_once: bool = False
    """Whether one look can take in all of it."""
    gone: Text | None = None
    """Of what one look can take in: what no setting takes back. None: as it is said of contacts."""
    switch: bool = True
    """False where Settings has no standing switch."""
    others: Others | None = None
    """What to do with all other apps on its screen, which were not seen using it."""
    sources: tuple[str, ...]
    setting: tuple[Setting, ...]
    rough: str = ""
    """The setting under which only a rough area is told."""
    also: Text | None = None
    """One more tap that helps where a rough area is enough."""

    def rank(self, setting: str) -> int:
        """Its place, from the strictest on. Raises StopIteration for a setting that isn't here."""
        return next(place for place, each in enumerate(self.setting) if each.id == setting)

    def nearest(self, wanted: str, version: int) -> Setting:
        """The wanted setting, or the next stricter one where this version does not have it; the mildest where there is none."""
        there = [setting for setting in self.setting[: self.rank(wanted) + 1] if setting.label(version)]
        return there[-1] if there else next(setting for setting in self.setting if setting.label(version))

    def allows(self, setting: str) -> bool:
        """Whether looks are possible under a setting."""
        return next(each.looks for each in self.setting if each.id == setting)


class SettingsPath(Text):
    """Where to tap, since a version of the system. Placeholders {permission} and, but for the screen that lists all apps, {app}."""

    kind: Literal["screen", "by-permission", "by-app"]
    since: int = Field(alias="from")
    makers: tuple[str, ...] = ()
    """Whose phones have this way, as files name them, in small letters; empty: any."""
    sure: tuple[Lang, ...] = LANGS
    """Languages whose words are the maker's own; in the others it may be called differently."""

    @model_validator(mode="after")
    def _has_its_places(self) -> Self:
        wanted = {"permission"} if self.kind == "screen" else {"permission", "app"}
        for text in (self.en, self.zh, *self.others.values()):
            if {field for _, field, _, _ in Formatter().parse(text) if field is not None} != wanted:
                raise ValueError(f"a path {self.kind} has the places {', '.join(sorted(wanted))}: {text}")
        return self


class GettingReport(Frozen):
    """How a phone gives out its report, on some versions of its system."""

    versions: Text
    path: Text
    """Where to turn it on and to find it again."""
    save: Text
    """What to tap there to get the file."""
    makers: tuple[str, ...] = ()
    """Whose phones have this way, in small letters; empty: any."""
    sure: tuple[Lang, ...] = LANGS
    """Languages whose words are the maker's own."""
    command: str = ""
    """What to type on the laptop."""
    sources: tuple[str, ...] = ()


class Effect(Frozen):
    """What one setting costs in one app."""

    breaks: Text
    keeps: Text


class MakersSide(Text):
    """What the maker of an app said about it, told fairly and dated."""

    sources: tuple[str, ...]


class AppEffects(Frozen):
    """What is known of one app: what stops working, and what its maker said."""

    app: str
    """The id by which tables name it (`AppRow.id`)."""
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
    date: str = Field("", pattern=r"^(\d{4}(-\d\d-\d\d)?)?$")
    """In force since, or published; of a page that its maker keeps changing, the day it was last looked up."""
    link: str = Field("", pattern=r"^(https://\S+)?$")
    topics: tuple[KnownTopic, ...] = ()
    """Of findings that it is about; empty: any."""
    apps: tuple[str, ...] = ()
    """Ids of apps that it is about; empty: any."""
    phones: tuple[Platform, ...] = ()
    """That it is about; empty: any."""
    status: Literal["law", "normative", "standard", "draft", "platform-rule", "press", "measured", "study", "house"]
    says: Text

    @model_validator(mode="after")
    def _can_be_looked_up(self) -> Self:
        """Our judgement has neither link nor date, our own measurement no link; all others have both."""
        if bool(self.date) == (self.status == "house") or bool(self.link) == (self.status in ("study", "house")):
            raise ValueError(f"status {self.status} with date {self.date!r} and link {self.link!r}")
        return self

    @property
    def living(self) -> bool:
        """Whether it is a page that its maker keeps changing."""
        return self.status == "platform-rule"

    def holds(self, phone: Platform) -> bool:
        """Whether it may be cited about this kind of phone."""
        return not self.phones or phone in self.phones

    def fits(self, topic: str, bundle_id: str) -> bool:
        """Whether it can be cited beside a finding about an app in a topic."""
        return (not self.topics or topic in self.topics) and (not self.apps or bundle_id in self.apps)
