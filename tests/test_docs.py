"""The documents say what the code does: options, codes, commands."""

import ast
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from coach.__main__ import _parser
from coach.content import load_content
from coach.method import document
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
REPORT_FORMAT = (ROOT / "docs" / "report-format.md").read_text(encoding="utf-8")


def test_every_option_is_documented_and_every_documented_option_exists() -> None:
    options = {option for action in _parser(words_in("en"))._actions for option in action.option_strings if option.startswith("--")}
    assert set(re.findall(r"^\| `(--[a-z]+)", COMMAND_LINE, re.MULTILINE)) == options


def test_every_code_of_a_line_left_out_is_documented_and_has_its_sentence() -> None:
    documented = set(re.findall(r"^\| `([a-z]+-[a-z-]+)`", REPORT_FORMAT, re.MULTILINE))
    said = {key.removeprefix("problem.") for key in words_in("en").texts if key.startswith("problem.")}
    tree = ast.parse((ROOT / "coach" / "reading" / "ios" / "mend.py").read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert documented == said
    assert said - {"cut-line"} <= strings, "a code is documented that the reader never gives"


def test_the_document_of_the_rules_is_made_from_the_rules() -> None:
    made = "\n".join(document(load_content(), words_in("en"))) + "\n"
    assert (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8") == made, "run: python -m coach.method > docs/scoring.md"


@pytest.mark.parametrize(
    "file", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
)
def test_links_inside_the_project_lead_somewhere(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / file).parent / link).exists(), link


def test_the_two_commands_of_the_readme_stand_on_one_line_each() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("streamlit run app.py")
    assert commands[1].endswith("-m pytest -n 2 --dist worksteal")
    for command in commands:
        assert (ROOT / re.findall(r"-r (\S+)", command)[0]).is_file()


def test_every_required_package_has_its_reason() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("| package | why it is here |")[1]
    for file in ("requirements.txt", "requirements-dev.txt"):
        for name in re.findall(r"^([a-z][\w-]*)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE):
            assert re.search(rf"\b{name}\b", table), name


def test_every_habit_that_is_named_is_one_of_the_makefile() -> None:
    makefile, config = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", ".pre-commit-config.yaml"))
    habits = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = re.findall(r"`make ([a-z ]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    hooks = re.findall(r"entry: make ([a-z]+)", config)
    assert {"lint", "types"} <= set(hooks)
    assert {habit for each in (*named, *hooks) for habit in each.split()} <= habits


def test_every_file_that_contributing_names_exists() -> None:
    """A name with a star, or of a language or phone that is to come, is none."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:coach|content|tests|docs|scripts|\.ci)/[\w./-]+)`", text)) - {"content/xx/"}
    assert len(paths) > 20
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_required_package_is_locked_within_its_bounds() -> None:
    locked = dict(re.findall(r"^([a-z][\w-]*)==([\w.]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if stated := line.partition("#")[0].strip():
            needed = Requirement(stated)
            assert needed.specifier.contains(locked[needed.name]), needed.name


PROMISES = [row for row in (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines() if row.startswith("| **")]


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.split("**")[1])
def test_every_promise_names_tests_that_exist(row: str) -> None:
    tests = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z_]+)`", row.split("|")[3])
    assert tests
    for file, name in tests:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"
