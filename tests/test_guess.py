"""What an app that nobody knows might be for: a kind to offer, told by its id before its addresses, and none where neither tells."""

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, ndjson, network, read

from coach.content import FOLDER, UNKNOWN_TYPE, load_content
from coach.guess import guess
from coach.judge import judge

CONTENT = load_content()
WORDS = [(word, row.kind) for row in CONTENT.guesses for word in row.words]
HOSTS = [(host, row.kind) for row in CONTENT.guesses for host in row.hosts]
QUIET = "com.example.zq"
"""An id that tells nothing."""


def guessed(app: str, *hosts: str, initiated: str = "AppInitiated") -> str | None:
    """The kind that is offered for an app that contacted these hosts."""
    lines = access(app, "contacts", at(9)) + [line for host in hosts for line in network(app, host, initiated=initiated)]
    (found,) = judge(read(ndjson(lines)), CONTENT).assessment.apps
    return guess(found, CONTENT)


def owned_host() -> str:
    """A host of another company's that begins with a word of ours."""
    with (FOLDER / "owners.csv").open(encoding="utf-8", newline="") as file:
        domains = [row["domain"] for row in csv.DictReader(file)]
    return next(domain for domain in domains if domain.split(".")[0] in dict(WORDS))


def test_every_kind_that_is_guessed_exists() -> None:
    assert {row.kind for row in CONTENT.guesses} <= CONTENT.types.keys() - {UNKNOWN_TYPE}
    assert max(Counter(row.kind for row in CONTENT.guesses).values()) == 1


def test_every_word_is_one_part_of_an_id_and_stands_in_one_row() -> None:
    assert all(word.isalpha() and word == word.casefold() and len(word) > 2 for word, _ in WORDS)
    assert max(Counter(word for word, _ in WORDS).values()) == 1
    assert all(host == host.casefold() and "." in host for host, _ in HOSTS)


def test_every_word_suggests_its_kind() -> None:
    """No row before it takes it away."""
    wanted = {f"com.example.{before}{word}{behind}": kind for word, kind in WORDS for before, behind in (("", ""), ("zq", ""), ("", "zq"))}
    apps = judge(read(ndjson(line for app in wanted for line in access(app, "contacts", at(9)))), CONTENT).assessment.apps
    assert {app.profile.bundle_id: guess(app, CONTENT) for app in apps} == wanted


@pytest.mark.parametrize(("host", "kind"), HOSTS)
def test_every_service_that_one_kind_uses_suggests_it(host: str, kind: str) -> None:
    assert guessed(QUIET, host) == kind
    assert guessed(QUIET, f"a.b.{host}") == kind
    assert guessed(QUIET, f"not{host}") is None, "another's address that ends alike"


@pytest.mark.parametrize("app", [QUIET, "com.example.notes", "org.example", "x", "com.evil.<b>"])
def test_where_nothing_tells_nothing_is_offered(app: str) -> None:
    assert guessed(app) is None
    assert guessed(app, "umeng.com", "203.0.113.17", "printer.local") is None


@given(st.lists(st.sampled_from([word for word, _ in WORDS]), min_size=1, max_size=4), st.sampled_from([".", "-", "_"]))
def test_a_word_in_the_middle_of_another_tells_nothing(words: list[str], between: str) -> None:
    assert guessed("com.example." + between.join(f"q{word}q" for word in words)) is None


@given(st.text("abcdefgmnopqrst.-", min_size=1, max_size=30))
def test_only_words_of_the_table_suggest_anything(name: str) -> None:
    parts = name.replace("-", ".").split(".")
    kinds = {kind for word, kind in WORDS if any(part.startswith(word) or part.endswith(word) for part in parts)}
    found = guessed(f"xx.{name}")
    assert found in kinds if kinds else found is None


@pytest.mark.parametrize(
    ("app", "kind"),
    [
        ("com.example.fooNews", "news"),
        ("com.example.foo_weather", "weather"),
        ("com.example.foo-bank", "mobile-banking"),
        ("com.example.FooGAME", "gaming"),
        ("weather.example.foo", "weather"),
    ],
)
def test_the_parts_of_an_id_are_told_apart_as_their_makers_write_them(app: str, kind: str) -> None:
    assert guessed(app) == kind


def test_what_stands_before_an_id_for_its_developer_tells_nothing() -> None:
    assert guessed("WEATHERAPP.com.example.zq") is None
    assert guessed("ABCDE12345.com.example.weather") == "weather"


def test_the_id_goes_before_the_addresses_and_their_words_before_services() -> None:
    service, kind = HOSTS[0]
    assert kind != "weather"
    assert guessed("com.example.weather", "bank.zq.example", service) == "weather"
    assert guessed(QUIET, "bank.zq.example", service) == "mobile-banking"
    assert guessed(QUIET, "api.zq.example", service) == kind


def test_the_addresses_of_other_companies_tell_nothing_by_their_words() -> None:
    host = owned_host()
    assert guessed(QUIET, f"{host.split('.')[0]}.nobody.example") is not None
    assert guessed(QUIET, host) is None


def test_what_the_person_opened_tells_nothing() -> None:
    assert guessed(QUIET, "weather.nobody.example", HOSTS[0][0], initiated="NonAppInitiated") is None


def test_the_game_of_the_sample_week_is_taken_for_one() -> None:
    verdict = judge(read((FOLDER / "ios" / "sample.ndjson").read_bytes()), CONTENT)
    assert [guess(app, CONTENT) for app in verdict.asked] == ["gaming"]
