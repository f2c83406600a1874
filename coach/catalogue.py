"""Who is this? App ids → profiles, hosts → owners."""

import ipaddress
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from publicsuffixlist import PublicSuffixList
from pydantic import Field, TypeAdapter, ValidationError, field_validator

from coach.content import UNKNOWN_TYPE, Content, Owner, unique
from coach.errors import UnusableInput
from coach.models import AppProfile, Frozen, Text
from coach.text import plain

# What Apple puts before an id on some phones: ten characters that name the developer.
_TEAM_PREFIX = re.compile(r"^[A-Z0-9]{10}\.(?=.)")


# Addresses that never leave a home: RFC 1918, 3927, 4193, 4291 and loopback.
_OWN_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128")
]


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
_NAMINGS = TypeAdapter(dict[str, Naming])
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
        namings = _NAMINGS.validate_json(data.decode("utf-8-sig"))
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


def profile(bundle_id: str, content: Content, namings: Namings) -> AppProfile:
    """Who an app is: as the person says, else as the catalogue says, else unknown with a name read off its id."""
    bare = bare_id(bundle_id)
    row = content.apps.get(bare.casefold())
    said = namings.get(bundle_id) or namings.get(bare) or Naming()
    known = tuple(row.types.split()) if row else ()
    name = Text(en=row.name_en, zh=row.name_zh or row.name_en) if row else _guess(bare)
    return AppProfile(
        bundle_id=bundle_id,
        name=Text(en=said.name, zh=said.name) if said.name else name,
        types=said.types or known or (UNKNOWN_TYPE,),
        group=row.group if row else "",
        part_of_ios=row.kind == "ios" if row else "." not in bare or bare.startswith("com.apple."),
        guessed=row is None and not said.name,
        confidence=row.confidence if row else "",
    )


def _guess(bundle_id: str) -> Text:
    """`com.example.fooBar` → "fooBar?": the question mark says that it is a guess."""
    last = plain(bundle_id.rstrip(".").rsplit(".", 1)[-1] or bundle_id)
    return Text(en=f"{last}?", zh=f"{last}？")


def owner(host: str, content: Content) -> Owner | None:
    """Whose a host is, by the longest suffix in the table; None where nobody knows, and for addresses in numbers."""
    labels = host.casefold().rstrip(".").split(".")
    for start in range(max(len(labels) - 12, 0), len(labels) - 1):
        if found := content.owners.get(".".join(labels[start:])):
            return found
    return None


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True, accept_unknown=False)


def registered_part(host: str) -> str:
    """What somebody registered of a host: `a.b.example.co.uk` → `example.co.uk`; the host itself where that can't be told."""
    part: str | None = _public_suffixes().privatesuffix(host.casefold().rstrip("."))
    return part or host


def is_of_group(company: str, group: str) -> bool:
    """Whether a company, by its group's id or by a name such as Apple gives ("Google LLC"), belongs to a group."""
    return bool(group) and group in re.split(r"[^\w-]+", company.casefold())


def is_address(host: str) -> bool:
    """Whether a host is an IPv4 or IPv6 address in numbers."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


def is_local(host: str) -> bool:
    """Whether a host is in the person's own network: a private address or a name such as `printer.local`."""
    if is_address(host):
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
        return any(address in network for network in _OWN_NETWORKS)
    return "." not in host.rstrip(".") or host.casefold().rstrip(".").endswith((".local", ".lan", ".home.arpa", ".internal"))
