"""Did a change help? The check of a saved plan against a later report."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from report_lines import access, at, ndjson, read

from coach.content import load_content
from coach.errors import UnusableInput
from coach.plan import Choice, Plan, check, read_plan

CONTENT = load_content()
CHAT = "net.whatsapp.WhatsApp"


def plan(decided: datetime, *, setting: str = "limited", permission: str = "photos", decision: str = "done") -> Plan:
    choice = {"bundle_id": CHAT, "permission": permission, "setting": setting, "decision": decision, "decided": decided}
    return Plan(schema=1, choices=(Choice.model_validate(choice),))


def nights(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(2, day=day))]


def by_day(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(14, day=day))]


def outcome(report_lines: list[str], made: Plan) -> tuple[str, int]:
    (checked,) = check(made, read(ndjson(report_lines)), CONTENT)
    return checked.outcome, checked.count


def test_a_change_that_worked_is_told_so() -> None:
    assert outcome(nights(range(7)) + by_day(range(7, 15)), plan(at(0, day=7))) == ("stopped", 8)


def test_a_change_that_did_not_work_is_still_happening() -> None:
    assert outcome(nights(range(14)), plan(at(0, day=7))) == ("still", 7)


def test_only_what_came_after_the_change_counts() -> None:
    assert outcome(nights(range(14)), plan(at(12, day=13))) == ("cannot-tell", 0)


def test_too_little_time_since_proves_nothing() -> None:
    assert outcome(nights(range(7)) + by_day(range(7, 10)), plan(at(0, day=7))) == ("cannot-tell", 3)


def test_an_app_that_was_not_seen_again_proves_nothing() -> None:
    others = [line for day in range(15) for line in access("org.whispersystems.signal", "contacts", at(9, day=day))]
    assert outcome(nights(range(7)) + others, plan(at(0, day=7))) == ("cannot-tell", 0)


def test_one_look_is_enough_where_the_setting_ends_all_access() -> None:
    lines = access(CHAT, "contacts", at(9, day=3)) + by_day(range(15))
    assert outcome(lines, plan(at(0, day=1), setting="none", permission="contacts")) == ("still", 1)


def test_what_the_person_keeps_is_not_checked() -> None:
    assert check(plan(at(0), decision="keep"), read(ndjson(nights(range(7)))), CONTENT) == ()


def test_the_last_look_is_told_on_the_clock_of_the_phone() -> None:
    (checked,) = check(plan(at(0, day=7)), read(ndjson(nights(range(14)))), CONTENT)
    assert checked.last == at(2, day=13).replace(tzinfo=None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema": 2}',
        '{"schema": 1, "choices": [{"bundle_id": "x"}]}',
        '{"schema": 1, "surprise": 1}',
        json.dumps({"schema": 1, "choices": [{**plan(at(0)).choices[0].model_dump(mode="json"), "decided": "2025-12-01T20:00:00"}]}),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput) as refused:
        read_plan(file, CONTENT)
    assert refused.value.code == "plan-file"


def test_a_plan_reads_back_as_it_was_written(tmp_path: Path) -> None:
    made = plan(at(20) + timedelta(milliseconds=5))
    file = tmp_path / "plan.json"
    file.write_text(made.model_dump_json(by_alias=True), encoding="utf-8")
    assert read_plan(file, CONTENT) == made
