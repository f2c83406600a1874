"""The verdicts on the made-up Android phones, kept as files: a change that moves one shows here, by name."""

import difflib

import pytest
from each import each
from golden.make_phones import FOLDER, PHONES, as_text, verdict


@each("name", PHONES)
def test_a_phone_gets_the_verdict_it_always_got(name: str) -> None:
    expected, found = (FOLDER / f"{name}.json").read_text(encoding="utf-8"), as_text(verdict(PHONES[name]))
    if found != expected:
        lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=3)
        pytest.fail("Where that is meant: python tests/golden/make_phones.py\n" + "\n".join(lines), pytrace=False)


def test_every_phone_has_its_file_and_there_are_no_others() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(PHONES)
    assert len(PHONES) == 5
