"""content/ → typed, validated tables. Each row is read once, those of long tables when they are asked for; a broken one names its place.

All facts and weights live there: types of app and what each needs, permissions and their settings, rules, sources, apps, owners of domains.
What differs by phone lies in a folder of its own, such as content/ios/; what differs by language in content/en/ and content/zh/.

tables  what each table holds: the models
rules   the same of the rules
names   the same of who an app is, and whose a host is
beside  that of what stands beside a report
letters laws, and what a letter under each says
kinds   what kinds of app need of the permissions of one phone alone
access  which operation of Android belongs to which topic
files   TOML and CSV → rows of a model
lazy    long tables, each row read when it is first asked for
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import SkipValidation

from coach.content.beside import Beside, Note
from coach.content.files import FOLDER, ContentError, Folder, read_toml
from coach.content.kinds import KindsOfPhone, kind_needs
from coach.content.names import AppRow, Companies, Guess, Identity, Owner
from coach.content.rules import Counting, Excuse, Rule, Rules, Step
from coach.content.tables import (
    HOUSE,
    UNKNOWN_TYPE,
    AppEffects,
    AppType,
    BackgroundUse,
    Cell,
    GettingReport,
    Label,
    MakersSide,
    Permission,
    Setting,
    SettingsPath,
    Source,
    Topic,
    unique,
)
from coach.models import OTHER, PLATFORMS, Category, Frozen, Platform, Text

__all__ = [
    "FOLDER",
    "HOUSE",
    "UNKNOWN_TYPE",
    "AppEffects",
    "AppRow",
    "AppType",
    "BackgroundUse",
    "Cell",
    "Content",
    "ContentError",
    "Counting",
    "Excuse",
    "GettingReport",
    "Label",
    "MakersSide",
    "Note",
    "Owner",
    "Permission",
    "Rule",
    "Rules",
    "Setting",
    "Source",
    "Step",
    "load_content",
    "read_toml",
    "unique",
]


OWNERS = ("owners.csv", "web_entities.csv")
"""Tables of whose a domain is. Where both hold one, the first decides."""


class Content(Frozen):
    """All tables, by id, as they hold for one kind of phone."""

    platform: Platform
    types: SkipValidation[Mapping[str, AppType]]
    versions: tuple[int, ...]
    """Of the phone's system: those whose paths or labels differ, oldest first."""
    permissions: Mapping[Category, Permission]
    topics: Mapping[str, Topic]
    """Those that are no permission: categories nobody knows, and contacts with other companies."""
    paths: tuple[SettingsPath, ...]
    first_way: Literal["by-permission", "by-app"]
    """Which way through Settings is told first."""
    getting_report: tuple[GettingReport, ...]
    """Newest version first."""
    sources: SkipValidation[Mapping[str, Source]]
    """Those that hold for this kind of phone."""
    rules: Rules
    apps: SkipValidation[Mapping[str, AppRow]]
    """Those of this kind of phone, by their ids on it in small letters."""
    owners: SkipValidation[Mapping[str, Owner]]
    """Our own table, and behind it that of companies on websites."""
    companies: Companies
    effects: SkipValidation[Mapping[str, AppEffects]]
    """What is known of one app, by the id that tables name it by."""
    identity: Identity
    guesses: tuple[Guess, ...]
    """Tried in this order."""
    beside: Beside

    def version_of(self, told: int | None) -> int:
        """Of the versions whose paths or labels differ, that of a phone's system; the newest where nobody told it."""
        return max(
            (version for version in self.versions if told is not None and version <= told), default=self.versions[-1 if told is None else 0]
        )

    @cached_property
    def timed(self) -> frozenset[Category]:
        """Permissions whose accesses have real lengths."""
        return frozenset(name for name, permission in self.permissions.items() if permission.timed)

    def path(self, kind: str, version: int, maker: str = "") -> SettingsPath:
        """The way through Settings on this version of the system: that of phones of this maker where there is one, else of any phone."""
        ways = [path for path in reversed(self.paths) if path.kind == kind and path.since <= version]
        own = (path for path in ways if maker.casefold() in path.makers)
        return next(own, None) or next(path for path in ways if not path.makers)

    def cited(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Of these sources, those that hold for this kind of phone."""
        return tuple(source for source in sources if source in self.sources)

    def topic(self, topic: str) -> Text:
        """The name of a category, or of what else an app can lose points for."""
        return (self.permissions.get(topic) or self.topics.get(topic) or self.topics[OTHER]).name

    def did(self, category: str) -> Text:
        """What an app did, as it follows the app's name."""
        return (self.permissions.get(category) or self.topics[OTHER]).did

    def did_each(self, category: str) -> Text:
        """What an app did every so often."""
        topic = self.permissions.get(category) or self.topics[OTHER]
        return topic.each or topic.did


class SourcesOfPhone(Mapping[str, Source]):
    """Sources by id: those that may be cited about one kind of phone."""

    def __init__(self, sources: Mapping[str, Source], platform: Platform) -> None:
        self._sources, self._platform = sources, platform

    def __getitem__(self, key: str) -> Source:
        if key not in self:
            raise KeyError(key)
        return self._sources[key]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._sources if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        return key in self._sources and self._sources[str(key)].holds(self._platform)


@cache
def load_content(platform: Platform = PLATFORMS[0], folder: Path = FOLDER) -> Content:
    """All of content/ for one kind of phone, but the words (see `coach.words`). Raises ContentError."""
    tables, phone = Folder(folder), f"{platform}/permissions.toml"
    return Content(
        platform=platform,
        types=_types(tables, platform),
        versions=tuple(tables.toml(phone)["versions"]),
        permissions=_by_id(tables.rows(phone, "permission", Permission)),
        topics={name: tables.one(phone, Topic, row) for name, row in tables.toml(phone)["topic"].items()},
        paths=tuple(tables.rows(phone, "path", SettingsPath)),
        first_way=tables.toml(phone).get("first", "by-permission"),
        getting_report=tuple(tables.rows(phone, "getting-report", GettingReport)),
        sources=SourcesOfPhone(tables.lazy_rows("sources.toml", "source", "id", Source), platform),
        rules=_rules(tables, platform),
        apps=tables.lazy_csv("apps.csv", AppRow, platform, str.casefold),
        owners=ChainMap(*(cast("dict[str, Owner]", tables.lazy_csv(name, Owner, "domain")) for name in OWNERS)),  # nobody writes to it
        companies=tables.one("companies.toml", Companies, tables.toml("companies.toml")),
        effects=tables.lazy_rows("app_effects.toml", "app", "app", AppEffects),
        identity=tables.one("identity.toml", Identity, tables.toml("identity.toml")),
        guesses=tuple(tables.rows("guesses.toml", "guess", Guess)),
        beside=Beside(**{name: tuple(tables.rows(f"{platform}/beside.toml", name, Note)) for name in Beside.model_fields}),
    )


def _types(tables: Folder, platform: Platform) -> Mapping[str, AppType]:
    kinds = tables.lazy_rows("app_types.toml", "type", "id", AppType)
    needs = f"{platform}/needs.toml"
    return KindsOfPhone(kinds, kind_needs(tables, needs, kinds)) if tables.has(needs) else kinds


def _by_id(rows: list[Any]) -> dict[str, Any]:
    return {row.id: row for row in rows}


def _rules(tables: Folder, platform: Platform) -> Rules:
    """With those rules that are looked for on this kind of phone."""
    rows = tables.rows("rules.toml", "rule", Rule)  # names the line where one is broken
    mine = tuple(rule for rule in rows if not rule.phones or platform in rule.phones)
    return tables.one("rules.toml", Rules, tables.toml("rules.toml") | {"rule": mine})
