"""Who an app is, and whose a host is: the models that those tables in content/ are checked against."""

import re
import unicodedata
from collections.abc import Mapping
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
        bare = self._without_forms(words)
        lengths = range(min(len(words), self._most_words), bare - 1, -1)
        keys = ("-".join(words[:length]) for length in lengths)
        return next((self._groups[key] for key in keys if key in self._groups), "-".join(words[:bare]))

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        return {"-".join(self._words(name)): group for group, names in self.also.items() for name in (group, *names)}

    @cached_property
    def _most_words(self) -> int:
        """Of a name that is known; a longer one, as long as it may be, is looked up from there on."""
        return max((key.count("-") + 1 for key in self._groups), default=0)

    @cached_property
    def _chinese_form(self) -> re.Pattern[str]:
        """Where such a word begins: in Chinese no blank stands before it."""
        return re.compile("|".join(f"(?={form})" for form in sorted(self.forms) if not form.isascii()) or "$")

    def _words(self, name: str) -> tuple[str, ...]:
        name = self._chinese_form.sub(" ", unicodedata.normalize("NFKC", name).casefold())
        return tuple(re.findall(r"\w+", re.sub(r"(?<=\b\w)[./](?=\w\b)|['’]", "", name)))

    def _without_forms(self, words: tuple[str, ...]) -> int:
        """How many of a name's words are left without those for a form; "Bank of China" stays whole."""
        left = len(words)
        while left > 1 and words[left - 1] in self.forms and words[left - 2] != "of":
            left -= 1
        return left


class Guess(Frozen):
    """What suggests a kind of app, where nobody knows the app (content/guesses.toml)."""

    kind: str
    words: tuple[str, ...]
    hosts: tuple[str, ...] = ()
