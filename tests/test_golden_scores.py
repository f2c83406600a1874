"""The scores of small reports, kept as files: a change of rules, tables or code that moves a verdict shows here, by name."""

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
from each import each
from golden.make_scores import FOLDER, GROUPS, as_text, cases, report, verdict

from coach.content import load_content

REGENERATE = "python tests/golden/make_scores.py"
CASES = cases()
REPORTS = sorted(FOLDER.glob("*.ndjson"))
CONTENT = load_content()
FIVE_MINUTES = "delivery-location-every-five-minutes"


def stored(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return expected


def named(group: str) -> list[str]:
    return [name for name, case in CASES.items() if case.group == group]


def verdict_only(expected: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in expected.items() if key not in ("purpose", "group")}


def findings(expected: dict[str, Any]) -> list[tuple[int, str]]:
    """All findings of a phone: points, and app, rule and topic."""
    return [
        (finding["points"], f"{app} {finding['rule']} {finding['topic']}")
        for app, row in expected["apps"].items()
        for finding in row["findings"]
    ]


@each("path", REPORTS)
def test_a_report_gets_the_verdict_it_always_got(path: Path) -> None:
    expected, found = as_text(verdict_only(stored(path.stem))), as_text(verdict(path.read_bytes()))
    if found != expected:
        lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=4)
        pytest.fail(
            f"{path.stem}: the verdict is another one. Where that is meant: {REGENERATE}\n" + "\n".join(lines),
            pytrace=False,
        )


@each("name", CASES)
def test_the_stored_reports_are_those_the_script_makes(name: str) -> None:
    case = CASES[name]
    expected = stored(name)
    assert (FOLDER / f"{name}.ndjson").read_bytes() == report(name, case), f"made differently now: {REGENERATE}"
    assert (FOLDER / f"{name}.json").read_bytes() == as_text(expected).encode(), f"written differently now: {REGENERATE}"
    assert (expected["purpose"], expected["group"]) == (case.purpose, case.group), f"meant differently now: {REGENERATE}"


def test_every_case_has_its_two_files_and_there_are_no_others() -> None:
    assert len(CASES) >= 40
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}{ending}" for name in CASES for ending in (".ndjson", ".json")}
    assert {case.group for case in CASES.values()} == set(GROUPS)


def test_the_reports_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


@each("name", CASES)
def test_the_costliest_finding_is_the_one_the_case_is_about(name: str) -> None:
    found = findings(stored(name))
    assert (min(found)[1] if found else "") == CASES[name].worst


@pytest.mark.parametrize("name", named("innocent"))
def test_an_ordinary_app_keeps_an_a_or_b(name: str) -> None:
    grades = [row["grade"] for row in stored(name)["apps"].values() if row["state"] == "judged"]
    assert grades
    assert set(grades) <= {"A", "B"}
    assert findings(stored(name)) == []


@pytest.mark.parametrize("name", named("offer"))
def test_what_a_smaller_setting_does_as_well_is_an_offer_and_no_fault(name: str) -> None:
    expected = stored(name)
    tiers = {finding["tier"] for row in expected["apps"].values() for finding in row["findings"]}
    assert tiers == {"room"}
    assert {row["grade"] for row in expected["apps"].values()} <= {"A", "B"}
    assert expected["first_advice"]["tier"] == "room"


@pytest.mark.parametrize("name", named("innocent"))
def test_an_ordinary_app_is_not_called_steady(name: str) -> None:
    assert stored(name)["rhythm"] == {}


@pytest.mark.parametrize("name", named("offender"))
def test_what_people_were_angry_about_costs_the_grade(name: str) -> None:
    app = CASES[name].worst.split()[0]
    row = stored(name)["apps"][app]
    assert row["grade"] in ("C", "D", "E")
    assert row["findings"][0]["tier"] == "excess"
    assert stored(name)["first_advice"]["bundle_id"] == app


def test_an_app_nobody_knows_is_never_scored() -> None:
    rows = [row for name in CASES for row in stored(name)["apps"].values() if row["state"] != "judged"]
    assert {row["state"] for row in rows} == {"asked", "listed", "system"}
    assert {(row["score"], row["grade"], len(row["findings"])) for row in rows} == {(None, None, 0)}


def test_a_look_every_five_minutes_is_a_d_at_best_and_said_in_words() -> None:
    expected = stored(FIVE_MINUTES)
    app = CASES[FIVE_MINUTES].worst.split()[0]
    assert expected["apps"][app]["grade"] in ("D", "E")
    assert "5 minutes" in expected["rhythm"][f"{app} location"]


@pytest.mark.parametrize("name", [name.removesuffix("-at") for name in CASES if name.endswith("-at")])
def test_one_below_a_step_costs_less_than_the_step(name: str) -> None:
    (below,), (reached,) = (stored(f"{name}-{end}")["apps"].values() for end in ("below", "at"))
    assert below["score"] > reached["score"]


def test_a_long_report_looks_no_worse_than_one_of_its_weeks() -> None:
    week, long = (verdict_only(stored(name)) for name in ("seven-days", "seven-days-over-136-days"))
    assert week == long


def test_an_app_loses_what_its_findings_say() -> None:
    for name in CASES:
        for app, row in stored(name)["apps"].items():
            if row["state"] == "judged":
                assert row["score"] == 100 + sum(finding["points"] for finding in row["findings"]), (name, app)


def test_every_rule_is_in_use_in_some_case() -> None:
    used = {found.split()[1] for name in CASES for _, found in findings(stored(name))}
    assert used == {rule.id for rule in CONTENT.rules.rule}
