"""The plan: decisions, the way back, the projected score, and the file it is saved as."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, ndjson, read

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import Naming
from coach.content import FOLDER, load_content
from coach.errors import UnusableInput
from coach.models import Advice, Assessment
from coach.plan import LONGEST_NOTE, Plan, decide, is_plan, load_plan, made_from, merged, open_steps, projected, read_plan, save_plan, undo
from coach.scoring import assess

CONTENT = load_content()
SAMPLE = read((FOLDER / "sample.ndjson").read_bytes())
NOW = at(20, day=7) + timedelta(milliseconds=5)
APPS = ("com.tencent.xin", "com.taobao.taobao4iphone", "com.sogou.sogouinput", "com.meituan.imeituan", "org.whispersystems.signal")
TOPICS = ("location", "photos", "contacts", "microphone")
USE = st.dictionaries(st.tuples(st.sampled_from(APPS), st.sampled_from(TOPICS)), st.integers(1, 7), min_size=1, max_size=10)


def lines_of(use: dict[tuple[str, str], int]) -> list[str]:
    """Each app touches each of its topics by night, on so many days."""
    return [line for (app, topic), days in use.items() for day in range(days) for line in access(app, topic, at(2, day=day))]


def judged(use: dict[tuple[str, str], int]) -> tuple[Assessment, tuple[Advice, ...]]:
    assessment = assess(activities(read(ndjson(lines_of(use)))), CONTENT, {})
    return assessment, advise(assessment, CONTENT)


@given(USE, st.data())
def test_the_projected_score_is_that_of_the_report_without_the_evidence(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    assessment, advice = judged(use)
    plan = Plan()
    for item in advice:
        plan = decide(plan, item, data.draw(st.sampled_from(["done", "keep"])), NOW)
    places = {choice.place for choice in plan.of("done")}
    left = {key: days for key, days in use.items() if key not in places}
    without = judged(left)[0].score if left else 100
    assert projected(assessment, plan, CONTENT) == without


@given(USE, st.data())
def test_only_what_is_done_moves_the_projected_score(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    assessment, advice = judged(use)
    plan = Plan()
    for item in advice:
        plan = decide(plan, item, data.draw(st.sampled_from(["keep", "later"])), NOW)
    assert projected(assessment, plan, CONTENT) == assessment.score


@given(USE, st.data())
def test_undo_takes_a_decision_back(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    _, advice = judged(use)
    plan = Plan(apps={"com.example.a": Naming(name="A")})
    for item in advice[1:]:
        plan = decide(plan, item, data.draw(st.sampled_from(["done", "keep", "later"])), NOW)
    for item in advice[:1]:
        made = decide(plan, item, data.draw(st.sampled_from(["done", "keep", "later"])), NOW)
        assert undo(made, (item.bundle_id, item.permission)) == plan


@given(USE, st.data())
def test_a_plan_reads_back_as_it_was_saved(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    assessment, advice = judged(use)
    plan = Plan(report=made_from(SAMPLE, assessment), apps={"com.example.a": Naming(name="甲 A", types=("gaming",))})
    for item in advice:
        reason = data.draw(st.sampled_from(["", "need", "wanted", "not-mine", "own"]))
        plan = decide(plan, item, data.draw(st.sampled_from(["done", "keep", "later"])), NOW, reason=reason, note=data.draw(st.text()))
    saved = save_plan(plan).encode()
    assert is_plan(saved)
    assert load_plan(saved, "plan.json", CONTENT) == plan


def test_a_decision_replaces_the_earlier_one_about_the_same_change() -> None:
    (item, *_) = advise(assess(activities(SAMPLE), CONTENT, {}), CONTENT)
    plan = decide(decide(Plan(), item, "later", NOW), item, "done", NOW)
    assert [choice.decision for choice in plan.choices] == ["done"]


def test_what_was_put_off_comes_after_what_was_not_decided() -> None:
    first, second = advise(assess(activities(SAMPLE), CONTENT, {}), CONTENT)
    assert open_steps(Plan(), (first, second)) == (first, second)
    put_off = decide(Plan(), first, "later", NOW)
    assert open_steps(put_off, (first, second)) == (second, first)
    assert open_steps(decide(put_off, second, "keep", NOW), (first, second)) == (first,)


def test_putting_off_again_moves_on_to_the_next_that_was_put_off() -> None:
    first, second = advise(assess(activities(SAMPLE), CONTENT, {}), CONTENT)
    plan = decide(decide(Plan(), first, "later", NOW), second, "later", NOW + timedelta(minutes=1))
    assert open_steps(plan, (first, second)) == (first, second)
    assert open_steps(decide(plan, first, "later", NOW + timedelta(minutes=2)), (first, second)) == (second, first)


def test_of_two_plans_the_later_decision_about_a_change_counts() -> None:
    (item, *_) = advise(assess(activities(SAMPLE), CONTENT, {}), CONTENT)
    early, late = decide(Plan(), item, "later", NOW), decide(Plan(), item, "done", NOW + timedelta(minutes=1))
    for one, other in ((early, late), (late, early)):
        assert [choice.decision for choice in merged(one, other).choices] == ["done"]


def test_a_plan_holds_no_moment_of_any_access() -> None:
    assessment = assess(activities(SAMPLE), CONTENT, {})
    plan = Plan(report=made_from(SAMPLE, assessment))
    for item in advise(assessment, CONTENT):
        plan = decide(plan, item, "done", NOW)
    saved = save_plan(plan)
    assert "evidence" not in saved
    assert len(saved) < 3000
    assert saved.count("2025-11-") == 2, "first and last moment of the report only"


def test_own_words_are_kept_short_and_on_one_line() -> None:
    (item, *_) = advise(assess(activities(SAMPLE), CONTENT, {}), CONTENT)
    (choice,) = decide(Plan(), item, "keep", NOW, reason="own", note=" a\nb\u202e" + "x" * 999).choices
    assert len(choice.note) <= LONGEST_NOTE
    assert choice.note.startswith("a�b�")


def test_a_plan_of_the_first_schema_still_loads() -> None:
    old = {
        "schema": 1,
        "choices": [{"bundle_id": "a.b", "permission": "photos", "setting": "limited", "decision": "done", "decided": NOW.isoformat()}],
        "apps": {"com.example.a": {"name": "A", "types": ["gaming"]}},
    }
    plan = load_plan(json.dumps(old).encode(), "plan.json", CONTENT)
    assert [choice.place for choice in plan.choices] == [("a.b", "photos")]
    assert plan.apps["com.example.a"].types == ("gaming",)
    assert plan.report is None


def test_two_choices_about_one_change_count_as_the_last() -> None:
    choice = {"bundle_id": "a.b", "permission": "photos", "setting": "limited", "decision": "later", "decided": NOW.isoformat()}
    plan = load_plan(json.dumps({"schema": 2, "choices": [choice, choice | {"decision": "done"}]}).encode(), "plan.json", CONTENT)
    assert [choice.decision for choice in plan.choices] == ["done"]


CHOICE = {"bundle_id": "x", "permission": "photos", "setting": "limited", "decision": "done", "decided": "2025-12-01T20:00:00+08:00"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "plan-file"),
        ("[]", "plan-file"),
        ("{}", "plan-file"),
        ("[" * 100_000, "plan-file"),
        ('{"schema": 3, "choices": []}', "plan-newer"),
        ('{"schema": 0, "choices": []}', "plan-file"),
        ('{"schema": "2", "choices": []}', "plan-file"),
        ('{"schema": 1, "choices": [{"bundle_id": "x"}]}', "plan-file"),
        ('{"schema": 2, "surprise": 1}', "plan-file"),
        (json.dumps({"schema": 2, "choices": [CHOICE | {"decided": "2025-12-01T20:00:00"}]}), "plan-file"),
        (json.dumps({"schema": 2, "choices": [CHOICE | {"permission": "soul"}]}), "plan-file"),
        (json.dumps({"schema": 2, "choices": [CHOICE | {"decided": "9999-12-31T20:00:00+08:00"}]}), "plan-file"),
        (json.dumps({"schema": 2, "choices": [CHOICE | {"decided": "0001-01-01T00:00:00+08:00"}]}), "plan-file"),
        (json.dumps({"schema": 2, "choices": [CHOICE | {"note": "x" * 9999}]}), "plan-file"),
        (json.dumps({"schema": 2, "choices": [CHOICE | {"setting": "no-such-setting"}]}), "plan-file"),
        (json.dumps({"schema": 2, "apps": {"a": {"types": ["no-such-kind"]}}}), "types-unknown"),
        (json.dumps({"schema": 2, "apps": {"a": {"name": "x" * 2_000_000}}}), "plan-file"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput) as refused:
        read_plan(file, CONTENT)
    assert refused.value.code == code


def test_a_report_is_no_plan() -> None:
    assert not is_plan(ndjson(access("a.b", "photos", at(9))))
    assert not is_plan(ndjson(access("a.b", "photos", at(9))[:1]))
