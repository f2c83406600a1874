"""Who an app is, and whose a host is: the models that those tables in content/ are checked against."""

from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from coach.models import Frozen, Text


class Identity(Frozen):
    """How ids of apps are read (`coach.identity`)."""

    extensions: tuple[str, ...]
    untelling: frozenset[str]

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """The extensions in small letters."""
        return tuple(sorted({end.casefold() for end in self.extensions}, key=lambda end: (-len(end), end)))


class AppRow(Frozen):
    """A row of apps.csv: one app, on whichever phones it is to be had."""

    ios: str
    """Its bundle id on the iPhone."""
    android: str
    """Its packages on Android, a blank between two: one shop may have another than the next."""
    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)
    """What it is called in full: as it can be told from all others."""
    screen_en: str
    screen_zh: str
    """The name below its icon, where that is another one."""
    types: str
    group: str
    kind: Literal["app", "system"]
    confidence: Literal["A", "B", "C"]
    """A: the id stands in two lists or more; B: in one; C: it was mentioned once."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not self.ios and not self.android:
            raise ValueError("has no id")
        return self

    @property
    def id(self) -> str:
        """The one of its ids by which other tables name it."""
        return self.ios or self.android.split()[0]

    def spelt(self, folded: str) -> str:
        """One of its ids in its own letters, given in small ones."""
        return next(name for name in (self.ios, *self.android.split()) if name.casefold() == folded)

    @property
    def name(self) -> Text:
        return Text(en=self.name_en, zh=self.name_zh)

    @property
    def home_screen(self) -> Text:
        """Its name as it stands on the Home Screen and in Settings."""
        return Text(en=self.screen_en or self.name_en, zh=self.screen_zh or self.name_zh)


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
