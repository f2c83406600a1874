"""Who an app is and whose a host is: as the person says, as the tables say, else unknown; never wrongly sure."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.catalogue import Naming, profile, read_namings
from coach.contacts import is_address, is_local, owner
from coach.content import UNKNOWN_TYPE, load_content
from coach.models import Text
from coach.reading import UnusableInput
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()


def test_a_known_app_has_its_names_types_and_group() -> None:
    who = profile("com.tencent.xin", CONTENT, {})
    assert (who.name, who.group, who.confidence) == (Text(en="WeChat", zh="微信"), "tencent", "A")
    assert who.types[0] == "instant-messaging"
    assert not who.part_of_system
    assert not who.guessed


@pytest.mark.parametrize("bundle_id", ["5Q4J53EFRC.com.sbb.ch", "com.sbb.ch", "COM.SBB.CH"])
def test_an_app_is_known_with_team_prefix_and_in_any_case(bundle_id: str) -> None:
    who = profile(bundle_id, CONTENT, {})
    assert (who.bundle_id, who.name.en, who.types) == (bundle_id, "SBB Mobile", ("transport-ticketing", "transit"))


@pytest.mark.parametrize(
    ("bundle_id", "name"),
    [
        ("com.example.fooBar", "fooBar"),
        ("5Q4J53EFRC.com.example.fooBar", "fooBar"),
        ("com.example.fooBar.", "fooBar"),
        ("com.example.foo\u202ebar", "foo�bar"),
        ("com.example." + "x" * 300, "x" * 200 + "…"),
    ],
)
def test_a_guessed_name_is_marked_as_a_guess(bundle_id: str, name: str) -> None:
    who = profile(bundle_id, CONTENT, {})
    assert (who.name.en, who.guessed, who.types, who.confidence) == (name, True, (UNKNOWN_TYPE,), "")
    said = {lang: Wording(CONTENT, words_in(lang), 18).called(who) for lang in ("en", "zh")}
    assert said == {"en": f"{name}?", "zh": f"{name}？"}


@pytest.mark.parametrize("bundle_id", [".", "..", "...", "a.", "ABCDEFGHIJ.", "微信", " "])
def test_strange_ids_still_have_a_name(bundle_id: str) -> None:
    assert profile(bundle_id, CONTENT, {}).name.en.strip("?")


@pytest.mark.parametrize(
    ("bundle_id", "part"),
    [
        ("com.apple.Preferences", True),
        ("5Q4J53EFRC.COM.APPLE.PREFERENCES", True),
        ("online-auth-agent", True),
        ("com.apple.somethingNew", False),
        ("com.apple.weather", False),
        ("com.applepie.game", False),
        ("com.example.apple", False),
    ],
)
def test_parts_of_ios_are_told_from_apps(bundle_id: str, part: bool) -> None:
    """By the catalogue alone: the shape of an id tells nothing."""
    assert profile(bundle_id, CONTENT, {}).part_of_system is part


def test_what_a_person_says_goes_before_the_catalogue() -> None:
    who = profile("com.tencent.xin", CONTENT, {"com.tencent.xin": Naming(name="Chat", types=("gaming",))})
    assert (who.name.en, who.types, who.group) == ("Chat", ("gaming",), "tencent")


def test_naming_only_the_type_keeps_the_name_and_the_other_way_round() -> None:
    typed = profile("com.example.a", CONTENT, {"com.example.a": Naming(types=("gaming",))})
    named = profile("com.example.a", CONTENT, {"com.example.a": Naming(name="Luma")})
    assert (typed.name.en, typed.types, typed.guessed) == ("a", ("gaming",), True)
    assert (named.name.en, named.types, named.guessed) == ("Luma", (UNKNOWN_TYPE,), False)


@pytest.mark.parametrize(
    ("host", "group"),
    [
        ("umeng.com", "alibaba"),
        ("ulogs.umeng.com", "alibaba"),
        ("ULOGS.UMENG.COM.", "alibaba"),
        ("a.b.c.d.e.f.g.h.i.j.k.l.m.n.umeng.com", "alibaba"),
        ("notumeng.com", None),
        ("umeng.com.example", None),
        ("com", None),
        ("", None),
        (".", None),
        ("203.0.113.17", None),
        ("2001:db8::1", None),
        ("nobody.example", None),
    ],
)
def test_a_host_belongs_to_the_longest_known_ending(host: str, group: str | None) -> None:
    row = owner(host, CONTENT)
    assert (row.group if row else None) == group


def _endings(domain: str) -> Iterator[str]:
    """That of `a.b.c` are `b.c` and `c`."""
    while "." in domain:
        domain = domain.partition(".")[2]
        yield domain


def test_the_longest_ending_wins() -> None:
    nested = [domain for domain in CONTENT.owners if any(ending in CONTENT.owners for ending in _endings(domain))]
    assert nested
    for domain in nested:
        assert owner(f"x.{domain}", CONTENT) == CONTENT.owners[domain]


@pytest.mark.parametrize("host", ["203.0.113.17", "2001:db8::80", "[2001:db8::80]", "fe80::1%en0", "::1"])
def test_addresses_in_numbers_are_told(host: str) -> None:
    assert is_address(host)


@pytest.mark.parametrize("host", ["example.com", "1.2.3", "1.2.3.4.5", "", "v6.example"])
def test_names_are_no_addresses(host: str) -> None:
    assert not is_address(host)


@pytest.mark.parametrize(
    "host", ["printer.local", "printer.local.", "router", "nas.lan", "x.home.arpa", "192.168.1.1", "10.0.0.1", "fe80::1%en0"]
)
def test_devices_at_home_are_told(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["example.com", "8.8.8.8", "2606:4700::1111", "local.example.com", "mylocal.com"])
def test_the_rest_of_the_world_is_not_at_home(host: str) -> None:
    assert not is_local(host)


def test_types_a_person_wrote_down_are_read(tmp_path: Path) -> None:
    path = tmp_path / "types.json"
    path.write_text("\ufeff" + json.dumps({"com.example.a": {"name": "Luma", "types": ["gaming"]}}), encoding="utf-8")
    assert read_namings(path, CONTENT) == {"com.example.a": Naming(name="Luma", types=("gaming",))}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("[]", "types-file"),
        ("{", "types-file"),
        ("", "types-file"),
        ('{"com.example.a": "gaming"}', "types-file"),
        ('{"com.example.a": {"type": ["gaming"]}}', "types-file"),
        ("[" * 100_000, "types-file"),
        ('{"com.example.a": {"types": ["gameing"]}}', "types-unknown"),
    ],
)
def test_a_list_of_types_that_cannot_be_used_is_refused(tmp_path: Path, written: str, code: str) -> None:
    path = tmp_path / "types.json"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(UnusableInput) as refused:
        read_namings(path, CONTENT)
    assert (refused.value.code, refused.value.values["name"]) == (code, "types.json")


def test_a_missing_or_unreadable_list_of_types_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    for name in ("missing.json", "binary.json"):
        with pytest.raises(UnusableInput) as refused:
            read_namings(tmp_path / name, CONTENT)
        assert refused.value.code == "types-file"
