"""Who an app is, and whose a host is: the models that those tables in content/ are checked against."""

import re
from collections.abc import Iterator, Mapping
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


Purpose = Literal[
    "",
    "several",
    "ads",
    "ads-measurement",
    "analytics",
    "attribution",
    "push",
    "crash",
    "apm",
    "ab-test",
    "consent",
    "tag-management",
    "risk-control",
    "payment",
    "cloud",
    "vendor-cloud",
    "im-cloud",
    "map-location",
    "customer-service",
    "carrier-auth",
    "social-share",
    "speech",
]
"""What a service inside apps is for; empty for a company's own hosts. Which of them count as advertising or measuring: rules.toml."""


class Owner(Frozen):
    """A row of owners.csv or web_entities.csv: whose a domain and all below it is."""

    domain: str = Field(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$")
    owner_en: str = Field(min_length=1)
    owner_zh: str = Field(min_length=1)
    group: str = Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")
    kind: Literal["company", "service", "cdn", "certificate"]
    purpose: Purpose

    @property
    def name(self) -> Text:
        return Text(en=self.owner_en, zh=self.owner_zh)


class Companies(Frozen):
    """How a company's name, such as Apple gives it, is read: "Google LLC", "Facebook, Inc."."""

    forms: frozenset[str]
    """Words at the end of a name that tell no company apart."""
    also: Mapping[str, tuple[str, ...]]
    """Other names that companies of a group have, by the group's id."""

    def group_named(self, name: str) -> str:
        """The group of a company, by its name or by the group's own id; a name that nobody knows is an id of its own."""
        words = self._words(name)
        return next((self._groups[key] for key in self._shorter(words) if key in self._groups), "-".join(self._bare(words)))

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        return {"-".join(self._words(name)): group for group, names in self.also.items() for name in (group, *names)}

    def _words(self, name: str) -> tuple[str, ...]:
        return tuple(re.findall(r"\w+", re.sub(r"(?<=\b\w)[./](?=\w\b)|['’]", "", name.casefold())))

    def _bare(self, words: tuple[str, ...]) -> tuple[str, ...]:
        while len(words) > 1 and words[-1] in self.forms:
            words = words[:-1]
        return words

    def _shorter(self, words: tuple[str, ...]) -> Iterator[str]:
        """The whole name first, then without one form after the other."""
        for length in range(len(words), len(self._bare(words)) - 1, -1):
            yield "-".join(words[:length])


class Guess(Frozen):
    """What suggests a kind of app, where nobody knows the app (content/guesses.toml)."""

    kind: str
    words: tuple[str, ...]
    hosts: tuple[str, ...] = ()
