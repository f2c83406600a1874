"""Who is this? App ids → profiles, as the catalogue or the person says."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from coach.android import OnPhone, Topic
from coach.content import UNKNOWN_TYPE, AppEffects, AppRow, Content, unique
from coach.content.access import load_access
from coach.errors import UnusableInput
from coach.models import AppProfile, Frozen, Text
from coach.text import plain

# What Apple puts before an id on some phones: ten characters that name the developer.
_TEAM_PREFIX = re.compile(r"^[A-Z0-9]{10}\.(?=.)")

# What an Android app's id ends in where it is in another user of the phone.
_USER = re.compile(r"@\d+$")
_LONGEST_NAME = 10_000
"""As given; only the beginning of a long one is kept."""


class Naming(Frozen):
    """What a person says of an app the catalogue doesn't know, or knows differently. Types are ids of app types."""

    name: str = Field("", max_length=_LONGEST_NAME)
    types: tuple[str, ...] = ()

    @field_validator("name")
    @classmethod
    def _one_line(cls, name: str) -> str:
        return plain(name)

    @field_validator("types")
    @classmethod
    def _each_once(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        return unique(types)


Namings = Mapping[str, Naming]
LONGEST_BYTES = 4 * 1024 * 1024
"""Of a types file: some 50,000 apps have room."""


def read_namings(path: Path, content: Content) -> Namings:
    """A JSON file `{"com.example.app": {"name": "…", "types": ["gaming"]}}`.

    Raises UnusableInput: `types-file`, `types-too-large`, `types-unknown`.
    """
    name = plain(path.name)
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_BYTES + 1)
        if len(data) > LONGEST_BYTES:
            raise UnusableInput("types-too-large", name=name)
        namings = TypeAdapter(dict[str, Naming]).validate_json(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError, ValidationError) as error:
        raise UnusableInput("types-file", name=name) from error
    check_types(namings, content, name)
    return namings


def check_types(namings: Namings, content: Content, name: str) -> None:
    """Raises UnusableInput (`types-unknown`) for the first type that isn't in the table."""
    for naming in namings.values():
        for app_type in naming.types:
            if app_type not in content.types:
                raise UnusableInput("types-unknown", name=name, type=plain(app_type))


def bare_id(bundle_id: str) -> str:
    """The id as its maker gave it, without the developer's prefix."""
    return _TEAM_PREFIX.sub("", bundle_id)


def row_of(bundle_id: str, content: Content) -> AppRow | None:
    """What the catalogue knows of an app, with or without the developer's prefix and in any letter case."""
    return content.apps.get(_of_platform(bare_id(bundle_id), content).casefold())


def _of_platform(bundle_id: str, content: Content) -> str:
    """The id as tables have it: of a second copy on Android that of the app."""
    return _USER.sub("", bundle_id) if content.platform == "android" else bundle_id


def effects_of(bundle_id: str, content: Content) -> AppEffects | None:
    """What is known of a change in this one app."""
    row = row_of(bundle_id, content)
    return content.effects.get(row.id) if row else None


def profile(bundle_id: str, content: Content, namings: Namings) -> AppProfile:
    """Who an app is: as the person says, else as the catalogue says, else unknown with a name read off its id (`guessed`)."""
    bare = bare_id(bundle_id)
    row = row_of(bare, content)
    said = namings.get(bundle_id) or namings.get(bare) or Naming()
    known = tuple(row.types.split()) if row else ()
    name = row.name if row else _guess(_of_platform(bare, content), content)
    return AppProfile(
        bundle_id=bundle_id,
        name=Text(en=said.name, zh=said.name) if said.name else name,
        types=said.types or known or (UNKNOWN_TYPE,),
        group=row.group if row else "",
        part_of_system=part_of_system(bundle_id, content),
        guessed=row is None and not said.name,
        confidence=row.confidence if row else "",
    )


def on_phone(who: AppProfile, on: OnPhone | None, content: Content) -> AppProfile:
    """The same, as an Android phone says of it: an app that came with the phone is part of it, unless the catalogue knows it as an app; one
    with a role is left alone, and one that may have it where the file doesn't tell."""
    if on is None:
        return who
    row = row_of(who.bundle_id, content)
    untold = (role.id for role in load_access().roles if role.id in on.untold and not role.only and who.types[0] in role.types)
    system = who.part_of_system or (on.system and (row is None or row.kind == "system"))
    return who.model_copy(update={"part_of_system": system, "whose": on.whose, "role": on.role or next(untold, "")})


def may_have_role(who: AppProfile, on: OnPhone | None, topic: Topic) -> bool:
    """Whether an app may be the one that the person chose for a topic, and the phone's file doesn't tell: it is not judged in that."""
    return on is not None and any(role.only == topic and who.types[0] in role.types for role in load_access().roles if role.id in on.untold)


def part_of_system(bundle_id: str, content: Content) -> bool:
    """Whether the catalogue says that this belongs to the phone's own system. The shape of an id tells nothing."""
    row = row_of(bundle_id, content)
    return row is not None and row.kind == "system"


def group_of(bundle_id: str, content: Content) -> str:
    """The company group of an app; empty where the catalogue knows none."""
    row = row_of(bundle_id, content)
    return row.group if row else ""


def _guess(bundle_id: str, content: Content) -> Text:
    """The last part of an id that tells anything: `ch.luma.iphone` → "luma", `com.example.fooBar` → "fooBar"."""
    parts = [part for part in bundle_id.split(".") if part]
    telling = [part for part in parts if part.casefold() not in content.identity.untelling]
    last = plain((telling or parts or [bundle_id])[-1])
    return Text(en=last, zh=last)
