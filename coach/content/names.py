"""Who an app is, and whose a host is: the models that those tables in content/ are checked against."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from coach.models import Frozen, Text


class Identity(Frozen):
    """How ids of apps are read (`coach.identity`)."""

    extensions: tuple[str, ...]
    untelling: frozenset[str]
    home_screen: Mapping[str, str]
    """Names on the Home Screen that differ from ours, by id."""

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """The extensions in small letters."""
        return tuple(sorted({end.casefold() for end in self.extensions}, key=lambda end: (-len(end), end)))


class AppRow(Frozen):
    """A row of apps.csv."""

    bundle_id: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    name_zh: str
    types: str
    group: str
    kind: Literal["app", "ios"]
    confidence: Literal["A", "B", "C"]

    @property
    def name(self) -> Text:
        return Text(en=self.name_en, zh=self.name_zh or self.name_en)

    @property
    def home_screen(self) -> Text:
        """Its name without what we added to tell it apart: as it stands on the Home Screen and in Settings."""
        return Text(en=_bare(self.name.en), zh=_bare(self.name.zh))


def _bare(name: str) -> str:
    return re.sub(r"\s*[(（][^()（）]*[)）]$", "", name) or name


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


class Guess(Frozen):
    """What suggests a kind of app, where nobody knows the app (content/guesses.toml)."""

    kind: str
    words: tuple[str, ...]
    hosts: tuple[str, ...] = ()
