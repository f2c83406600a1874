"""Did a change help? A plan against a later report."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, ndjson, read

from coach.activity import activities
from coach.advice import advise
from coach.check import Check, check
from coach.content import load_content
from coach.models import LANGS, Lang
from coach.plan import Choice, Plan, decide, made_from
from coach.scoring import assess
from coach.verdict import check_lines
from coach.wording import Wording
from coach.words import words

CONTENT = load_content()
CHAT = "net.whatsapp.WhatsApp"


def plan(decided: datetime, *, setting: str = "limited", permission: str = "photos", decision: str = "done") -> Plan:
    choice = {"bundle_id": CHAT, "permission": permission, "setting": setting, "decision": decision, "decided": decided}
    return Plan(choices=(Choice.model_validate(choice),))


def nights(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(2, day=day))]


def by_day(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(14, day=day))]


def outcome(report_lines: list[str], made: Plan) -> tuple[str, int]:
    (checked,) = checks(made, report_lines).changes
    return checked.outcome, checked.count


def checks(made: Plan, report_lines: list[str]) -> Check:
    found = check(made, read(ndjson(report_lines)), CONTENT)
    assert found
    return found


def test_a_change_that_worked_is_told_so() -> None:
    assert outcome(nights(range(7)) + by_day(range(7, 15)), plan(at(0, day=7))) == ("stopped", 8)


def test_a_change_that_did_not_work_is_still_happening() -> None:
    assert outcome(nights(range(14)), plan(at(0, day=7))) == ("still", 7)


def test_only_what_came_after_the_change_counts() -> None:
    assert outcome(nights(range(14)) + by_day(range(13, 14)), plan(at(12, day=13))) == ("cannot-tell", 1)


def test_a_report_that_ends_before_every_decision_tells_nothing() -> None:
    assert check(plan(at(12, day=13)), read(ndjson(nights(range(14)))), CONTENT) is None


def test_a_decision_made_on_this_report_changes_nothing_about_the_earlier_ones() -> None:
    report = read(ndjson(nights(range(14)) + by_day(range(14))))
    made = plan(at(0, day=7))
    later = made.model_copy(update={"choices": (*made.choices, *plan(at(0, day=20), permission="contacts", decision="keep").choices)})
    assert check(later, report, CONTENT) == check(made, report, CONTENT)


def test_what_lies_in_a_gap_between_two_reports_was_not_recorded() -> None:
    """Three weeks later, two days: the days without a report prove nothing."""
    found = checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(28, 30)))
    assert (found.days, found.enough) == (2, False)
    assert [item.outcome for item in found.changes] == ["cannot-tell"]


def test_points_and_uses_of_what_is_kept_are_counted_over_the_same_days() -> None:
    both = plan(at(0, day=1), decision="keep").choices + plan(at(0, day=13), permission="contacts").choices
    found = checks(Plan(choices=both), nights(range(14)) + by_day(range(14)))
    assert [(kept.count, kept.points) for kept in found.kept] == [(26, -22)]


def test_with_too_little_recorded_the_cost_of_what_is_kept_is_not_told() -> None:
    found = checks(plan(at(0, day=7), decision="keep"), by_day(range(10)))
    assert [(kept.count, kept.points) for kept in found.kept] == [(3, None)]


def test_scores_by_other_rules_are_not_compared() -> None:
    before = read(ndjson(nights(range(7))))
    basis = made_from(before, assess(activities(before), CONTENT, {}))
    made = plan(at(0, day=7)).model_copy(update={"report": basis.model_copy(update={"rules": "1999.1"})})
    assert checks(made, nights(range(7)) + by_day(range(7, 15))).score_then is None


@pytest.mark.parametrize("lang", LANGS)
def test_stopped_does_not_deny_the_looks_that_are_left(lang: Lang) -> None:
    found = checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 15)))
    said = list(check_lines(found, {}, Wording(CONTENT, words(lang), 18)))[1]
    assert words(lang)("check.stopped-some", n=8) in said


def test_a_change_that_still_happens_is_open_again() -> None:
    assert checks(plan(at(0, day=7)), nights(range(14))).again == {(CHAT, "photos")}
    assert checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 15))).again == frozenset()


def test_too_little_time_since_proves_nothing() -> None:
    assert outcome(nights(range(7)) + by_day(range(7, 10)), plan(at(0, day=7))) == ("cannot-tell", 3)


def test_an_app_that_was_not_seen_again_proves_nothing() -> None:
    others = [line for day in range(15) for line in access("org.whispersystems.signal", "contacts", at(9, day=day))]
    assert outcome(nights(range(7)) + others, plan(at(0, day=7))) == ("cannot-tell", 0)


def test_one_look_is_enough_where_the_setting_ends_all_access() -> None:
    lines = access(CHAT, "contacts", at(9, day=3)) + by_day(range(15))
    assert outcome(lines, plan(at(0, day=1), setting="none", permission="contacts")) == ("still", 1)


def test_what_the_person_keeps_is_not_checked_but_its_cost_is_told() -> None:
    found = checks(plan(at(12, day=6), decision="keep"), nights(range(14)))
    assert found.changes == ()
    assert [(kept.count, kept.points) for kept in found.kept] == [(7, -22)]
    assert found.new == ()


def test_what_was_put_off_is_no_plan_to_check() -> None:
    assert check(plan(at(0), decision="later"), read(ndjson(nights(range(7)))), CONTENT) is None


def test_what_is_new_since_is_told_and_what_was_known_is_not() -> None:
    before = read(ndjson(nights(range(7))))
    assessment = assess(activities(before), CONTENT, {})
    (item,) = advise(assessment, CONTENT)
    made = decide(Plan(report=made_from(before, assessment)), item, "done", at(12, day=6))
    after = nights(range(14)) + [line for day in range(8, 14) for line in access("com.taobao.taobao4iphone", "contacts", at(9, day=day))]
    found = checks(made, after)
    assert [(seen.bundle_id, seen.topic, seen.points) for seen in found.new] == [("com.taobao.taobao4iphone", "contacts", -36)]
    assert (found.score_then, found.score_now, found.enough) == (assessment.score, 81, True)


def test_a_report_that_begins_before_the_change_counts_from_the_change() -> None:
    found = checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 15)))
    assert found.score_now == 100
    assert found.days == 8


def test_overlapping_reports_count_nothing_twice() -> None:
    made, first, second = plan(at(0, day=7)), ndjson(nights(range(10))), ndjson(nights(range(5, 14)))
    assert check(made, read(first, second), CONTENT) == check(made, read(ndjson(nights(range(14)))), CONTENT)


def test_it_is_too_early_to_judge_the_phone_again_after_three_days() -> None:
    found = checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 10)))
    assert not found.enough
    for lang in LANGS:
        assert Wording(CONTENT, words(lang), 18).then_and_now(found) == words(lang)(
            "check.too-early", since=words(lang).moment(found.since), days=words(lang)("count.days", n=3)
        )


@pytest.mark.parametrize("lang", LANGS)
def test_the_check_in_words_names_each_change_and_its_rule(lang: Lang) -> None:
    found = checks(plan(at(0, day=7)), nights(range(14)))
    lines = list(check_lines(found, {}, Wording(CONTENT, words(lang), 18)))
    assert lines[0] == words(lang)("check.heading", n=1)
    assert "WhatsApp" in lines[1]
    assert words(lang)("check.still", n=7, last=words(lang).moment(at(2, day=13))) in lines[1]
    assert lines[-1] == words(lang)("check.rule")


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 23)), max_size=60), st.integers(0, 20), st.sampled_from(["limited", "none"]))
def test_a_step_is_never_called_stopped_while_its_evidence_persists(looks: list[tuple[int, int]], day: int, setting: str) -> None:
    """Whatever was recorded: with points still taken since the change, or any look where the setting ends all, it is not stopped."""
    lines = [line for at_day, hour in looks for line in access(CHAT, "photos", at(hour, day=at_day))] + by_day(range(22, 23))
    (checked,) = checks(plan(at(0, day=day), setting=setting), lines).changes
    since = [line for at_day, hour in looks if at_day >= day for line in access(CHAT, "photos", at(hour, 1, day=at_day))]
    findings = assess(activities(read(ndjson(since + by_day(range(22, 23))))), CONTENT, {}).apps[0].findings
    if setting == "none" or findings:
        assert checked.outcome != "stopped"


def test_the_last_look_is_told_on_the_clock_of_the_phone() -> None:
    (checked,) = checks(plan(at(0, day=7)), nights(range(14))).changes
    assert checked.last == at(2, day=13).replace(tzinfo=None)
