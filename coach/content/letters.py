"""Laws under which a person can write to a company, and what the letter under each says: content/letters/.

<law>.toml         the law: whom it is for, by when an answer is due, its articles as sources
<law>.<lang>.toml  the letter, sentence by sentence, each with what it rests on
contacts.toml      where companies take such letters, as their own privacy policies say
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from coach.content.files import FOLDER, Folder
from coach.content.tables import HOUSE, Source
from coach.models import LANGS, Frozen, Lang, Text

_PLACE = "letters"
_CONTACTS = "contacts"
Wish = Literal["access", "delete", "stop", "why"]
"""What a person may ask for: what the company holds and a copy; deletion; that nothing is passed to companies that advertise or measure;
an explanation."""
WISHES: tuple[Wish, ...] = ("access", "delete", "stop", "why")
"""In the order of the letter: what is to be told comes before what is to be deleted."""


class Said(Frozen):
    """One sentence, or a few that belong together, and what they rest on."""

    text: str = Field(min_length=1)
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of the law's sources; `house`: our own words, that quote no law."""


class Sentences(Frozen):
    """A letter under one law in one language."""

    subject: Said
    wish: Mapping[Wish, Said]
    answer: Said
    """By when, and that a refusal has reasons."""
    identity: Said
    """What may be asked to make sure who writes."""
    rights: Said
    """Whom the person may turn to."""
    due: Said
    """To the person: by when an answer is due."""
    complain: Said
    """To the person: what to do without one."""

    @field_validator("wish")
    @classmethod
    def _knows_each(cls, wish: Mapping[Wish, Said]) -> Mapping[Wish, Said]:
        if left := set(WISHES) - set(wish):
            raise ValueError(f"missing: {', '.join(sorted(left))}")
        return wish

    @property
    def all(self) -> Iterator[tuple[str, Said]]:
        """Each with its name."""
        yield from ((f"wish.{name}", said) for name, said in self.wish.items())
        yield from ((name, said) for name in type(self).model_fields if isinstance(said := getattr(self, name), Said))


class Due(Frozen):
    """By when an answer is due after the company has the letter: so many days from Monday to Friday, or so many months."""

    weekdays: int = Field(0, ge=0, le=90)
    months: int = Field(0, ge=0, le=12)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.weekdays) == bool(self.months):
            raise ValueError(f"weekdays {self.weekdays}, months {self.months}")
        return self


class Law(Frozen):
    """A law, and the letter under it in each language that has one."""

    id: str
    order: int
    name: Text
    mine: Text
    """Whom it is for: the person's choice."""
    tongue: Lang = ""
    """Language of the authorities that see to it; empty: several."""
    due: Due
    source: tuple[Source, ...]
    letters: Mapping[Lang, Sentences]

    @field_validator("letters")
    @classmethod
    def _rests_on_its_sources(cls, letters: Mapping[Lang, Sentences], info: ValidationInfo) -> Mapping[Lang, Sentences]:
        known = {source.id for source in info.data.get("source", ())} | {HOUSE}
        for lang, letter in letters.items():
            for name, said in letter.all:
                if unknown := set(said.sources) - known:
                    raise ValueError(f"{lang}, {name}: no such source: {', '.join(sorted(unknown))}")
        return letters

    def letter(self, lang: Lang) -> Sentences:
        """In this language; in the first of all where it is not written in it."""
        return self.letters.get(lang) or self.letters[LANGS[0]]

    def cited(self, *sentences: Said) -> tuple[Source, ...]:
        """What these rest on, in the order of the law."""
        wanted = {source for said in sentences for source in said.sources}
        return tuple(source for source in self.source if source.id in wanted)


class CompanyContact(Frozen):
    """Where the company behind some apps takes letters about personal data, as its own privacy policy says."""

    apps: tuple[str, ...]
    """Ids by which apps.csv names them."""
    laws: tuple[str, ...] = ()
    """Ids of the laws it is given for; empty: any."""
    company: Text
    """As the policy names it."""
    email: str = Field("", pattern=r"^([\w.+-]+@[\w-]+(\.[\w-]+)+)?$")
    """Empty where the policy was read without one in sight."""
    policy: str = Field(pattern=r"^https://\S+$")
    """The policy, or the company's own page: that is where the contact was found, or is to be found."""
    dated: date | None = None
    """The day that the copy gives itself; none where it gives none."""
    seen: date
    """The day that the copy was looked up."""


class Letters(Frozen):
    """All laws in their order, and the contacts."""

    laws: tuple[Law, ...]
    contacts: tuple[CompanyContact, ...]
    homes: Mapping[Lang, frozenset[str]]
    """Groups of companies that work in one language, so that a letter in it is enough where its law's authorities speak it."""

    def law(self, law: str) -> Law | None:
        """By its id; None where there is none."""
        return next((each for each in self.laws if each.id == law), None)

    def usual(self, lang: Lang) -> Law:
        """The one to begin with in a language: of authorities that speak it, else one of no single language."""
        own = (law for law in self.laws if law.tongue == lang)
        return next(own, None) or next((law for law in self.laws if not law.tongue), self.laws[0])

    def contact(self, app: str, law: Law) -> CompanyContact | None:
        """Of an app, by its id in apps.csv, under a law; None where nobody could verify one."""
        return next((each for each in self.contacts if app in each.apps and (not each.laws or law.id in each.laws)), None)


def laws_in(folder: Path = FOLDER) -> tuple[str, ...]:
    """Ids of all laws, told by the names of their files alone."""
    return tuple(sorted(path.stem for path in (folder / _PLACE).glob("*.toml") if "." not in path.stem and path.stem != _CONTACTS))


@cache
def load_letters(folder: Path = FOLDER) -> Letters:
    """All of content/letters. Raises ContentError."""
    tables = Folder(folder)
    laws = (_law(tables, name) for name in laws_in(folder))
    contacts = f"{_PLACE}/{_CONTACTS}.toml"
    return Letters(
        laws=tuple(sorted(laws, key=lambda law: law.order)),
        contacts=tuple(tables.rows(contacts, "contact", CompanyContact)),
        homes=tables.toml(contacts).get("homes", {}),
    )


def _law(tables: Folder, name: str) -> Law:
    file = f"{_PLACE}/{name}.toml"
    written: dict[str, Any] = {
        lang: tables.one(spoken, Sentences, tables.toml(spoken)) for lang in LANGS if tables.has(spoken := f"{_PLACE}/{name}.{lang}.toml")
    }
    sources = tuple(tables.rows(file, "source", Source))
    return tables.one(file, Law, tables.toml(file) | {"id": name, "source": sources, "letters": written})
