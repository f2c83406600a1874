"""Did a change help? A plan against a later report."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_lines import CATEGORIES, access, access_line, at, ndjson, network, read, report_lines

import coach.check
from coach.activity import activities
from coach.advice import advise
from coach.alone import Bools, alone
from coach.catalogue import Naming, profile
from coach.check import Check, Checked, Kept, NewFinding, Outcome, check_plan
from coach.content import Content, load_content
from coach.export import export
from coach.judge import Verdict, judge
from coach.lines import check_lines
from coach.models import LANGS, Finding, Lang, Report
from coach.needs import Needs
from coach.plan import NOTHING_TOLD, Choice, KnownSetting, Plan, Told, decide, made_from
from coach.scoring import assess, assess_app
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
CHAT = "net.whatsapp.WhatsApp"


def plan(decided: datetime, *, setting: str = "limited", permission: str = "photos", decision: str = "done") -> Plan:
    choice = {"bundle_id": CHAT, "permission": permission, "setting": setting, "decision": decision, "decided": decided}
    return Plan(choices=(Choice.model_validate(choice),))


def strictest(permission: str) -> str:
    return CONTENT.permissions[permission].setting[0].id


def nights(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(2, day=day))]


def by_day(days: range) -> list[str]:
    return [line for day in days for line in access(CHAT, "photos", at(14, day=day))]


def outcome(report_lines: list[str], made: Plan) -> tuple[str, int]:
    (checked,) = checks(made, report_lines).changes
    return checked.outcome, checked.count


def checks(made: Plan, report_lines: list[str]) -> Check:
    found = check_plan(made, read(ndjson(report_lines)), NEEDS)
    assert found
    return found


def told(made: Plan, report_lines: list[str], lang: Lang) -> list[str]:
    return list(check_lines(judge(read(ndjson(report_lines)), CONTENT, made), Wording(CONTENT, words_in(lang), 18)))


def calls(days: range) -> list[str]:
    """What shows that the app was used, and costs nothing."""
    return [line for day in days for line in access(CHAT, "camera", at(18, day=day))]


def test_a_change_that_worked_is_told_so() -> None:
    assert outcome(nights(range(7)) + calls(range(7, 15)), plan(at(0, day=7), setting="none")) == ("stopped", 0)


def test_looks_that_the_chosen_setting_allows_are_smaller_and_neither_stopped_nor_still() -> None:
    assert outcome(nights(range(7)) + by_day(range(7, 15)), plan(at(0, day=7))) == ("smaller", 8)


def test_looks_that_the_chosen_setting_ends_are_still_happening() -> None:
    assert outcome(nights(range(7)) + by_day(range(7, 15)), plan(at(0, day=7), setting="none")) == ("still", 8)
    assert outcome(nights(range(7)) + by_day(range(7, 15)), plan(at(0, day=7), setting="add-only")) == ("still", 8)


def test_a_setting_that_lets_an_app_look_is_never_said_to_have_done_nothing_but_what_is_too_much_is_told() -> None:
    (checked,) = checks(plan(at(0, day=7)), nights(range(14))).changes
    assert (checked.outcome, checked.count, checked.too_much) == ("smaller", 7, True)
    assert checks(plan(at(0, day=7)), nights(range(14))).again == {checked.choice.place}, "it is open again"


def test_only_what_came_after_the_change_counts() -> None:
    assert outcome(nights(range(14)) + by_day(range(13, 14)), plan(at(12, day=13))) == ("cannot-tell", 1)


def test_a_report_that_ends_before_every_decision_tells_nothing() -> None:
    assert check_plan(plan(at(12, day=13)), read(ndjson(nights(range(14)))), NEEDS) is None


def test_a_decision_made_on_this_report_changes_nothing_about_the_earlier_ones() -> None:
    report = read(ndjson(nights(range(14)) + by_day(range(14))))
    made = plan(at(0, day=7))
    later = made.model_copy(update={"choices": (*made.choices, *plan(at(0, day=20), permission="contacts", decision="keep").choices)})
    assert check_plan(later, report, NEEDS) == check_plan(made, report, NEEDS)


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
    found = checks(plan(at(0, day=7), permission="camera", setting="off", decision="keep"), calls(range(10)))
    assert [(kept.count, kept.points) for kept in found.kept] == [(3, None)]


def test_scores_by_other_rules_are_not_compared() -> None:
    before = read(ndjson(nights(range(7))))
    basis = made_from(before, assess(activities(before, CONTENT), NEEDS, NOTHING_TOLD))
    made = plan(at(0, day=7)).model_copy(update={"report": basis.model_copy(update={"rules": "1999.1"})})
    assert checks(made, nights(range(7)) + by_day(range(7, 15))).score_then is None


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_setting_allows_is_told_with_the_looks_that_are_left(lang: Lang) -> None:
    said = told(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 15)), lang)[1]
    assert words_in(lang)("check.smaller", n=8) in said
    assert "8" in said


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
    assert check_plan(plan(at(0), decision="later"), read(ndjson(nights(range(7)))), NEEDS) is None


def test_what_is_new_since_is_told_and_what_was_known_is_not() -> None:
    before = read(ndjson(nights(range(7))))
    assessment = assess(activities(before, CONTENT), NEEDS, NOTHING_TOLD)
    (item,) = advise(assessment, NEEDS, NOTHING_TOLD)
    made = decide(Plan(report=made_from(before, assessment)), item, "done", at(12, day=6))
    after = nights(range(14)) + [line for day in range(8, 14) for line in access("com.taobao.taobao4iphone", "contacts", at(9, day=day))]
    found = checks(made, after)
    assert [(seen.bundle_id, seen.topic, seen.points) for seen in found.new] == [("com.taobao.taobao4iphone", "contacts", -25)]
    assert (found.score_then, found.score_now, found.enough) == (assessment.score, 80, True)


def test_a_report_that_begins_before_the_change_counts_from_the_change() -> None:
    found = checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 15)))
    assert found.score_now == 100
    assert found.days == 8


def test_overlapping_reports_count_nothing_twice() -> None:
    made, first, second = plan(at(0, day=7)), ndjson(nights(range(10))), ndjson(nights(range(5, 14)))
    assert check_plan(made, read(first, second), NEEDS) == check_plan(made, read(ndjson(nights(range(14)))), NEEDS)


def test_it_is_too_early_to_judge_the_phone_again_after_three_days() -> None:
    found = checks(plan(at(0, day=7)), nights(range(7)) + by_day(range(7, 10)))
    assert not found.enough
    for lang in LANGS:
        assert Wording(CONTENT, words_in(lang), 18).then_and_now(found) == words_in(lang)(
            "check.too-early", since=words_in(lang).moment(found.since), days=words_in(lang)("count.days", n=3)
        )


@pytest.mark.parametrize("lang", LANGS)
def test_the_check_in_words_names_each_change_and_its_rule(lang: Lang) -> None:
    lines = told(plan(at(0, day=7)), nights(range(14)), lang)
    assert lines[0] == words_in(lang)("check.heading", n=1)
    assert "WhatsApp" in lines[1]
    assert words_in(lang)("check.smaller-too-much", n=7, last=words_in(lang).moment(at(2, day=13))) in lines[1]
    assert lines[-1] == words_in(lang)("check.rule", days={"en": "seven", "zh": "7"}[lang])


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 23)), max_size=60), st.integers(0, 20), st.sampled_from(["limited", "none"]))
def test_a_step_is_never_called_stopped_while_its_evidence_persists(looks: list[tuple[int, int]], day: int, setting: str) -> None:
    """Whatever was recorded: with any look since the change it is not stopped; where the setting ends all looks, it still happens; and
    a fault since is told."""
    decided = at(0, day=day)
    lines = [line for at_day, hour in looks for line in access(CHAT, "photos", at(hour, day=at_day))] + calls(range(22, 23))
    (checked,) = checks(plan(decided, setting=setting), lines).changes
    since = [moment for at_day, hour in looks if (moment := at(hour, day=at_day)) > decided]
    later = read(ndjson([line for moment in since for line in access(CHAT, "photos", moment)] + calls(range(22, 23))))
    (app,) = assess(activities(later, CONTENT), NEEDS, NOTHING_TOLD).apps
    if since:
        assert checked.outcome != "stopped"
    if since and setting == "none":
        assert checked.outcome == "still"
    elif app.of_tier("excess"):
        assert (checked.outcome, checked.too_much) == ("smaller", True)
    elif since:
        assert checked.outcome in ("smaller", "cannot-tell")


def test_the_last_look_is_told_on_the_clock_of_the_phone() -> None:
    (checked,) = checks(plan(at(0, day=7)), nights(range(14))).changes
    assert checked.last == at(2, day=13).replace(tzinfo=None)


def test_what_holds_no_whole_record_tells_nothing() -> None:
    """Ends without their beginnings give a report its last moment, and no row."""
    found = checks(plan(at(0)), [access_line(CHAT, "photos", "intervalEnd", at(9, day=9), "A")])
    assert [(item.outcome, item.count) for item in found.changes] == [("cannot-tell", 0)]
    assert (found.days, found.enough, found.score_now) == (0, False, None)


# What is left to do, what is new, and the score then and now


def judged(made: Plan, lines: list[str]) -> Verdict:
    return judge(read(ndjson(lines)), CONTENT, made)


def advised(verdict: Verdict) -> dict[tuple[str, str], str]:
    return {(item.bundle_id, item.permission): item.setting for item in verdict.changes}


@pytest.mark.parametrize("first", [0, 7], ids=["begun before the change", "all of it later"])
def test_where_too_much_is_left_the_next_smaller_setting_is_named_as_the_walk_advises_it(first: int) -> None:
    verdict = judged(plan(at(0, day=7)), nights(range(first, 14)))
    assert verdict.check
    (item,) = verdict.check.changes
    assert (item.too_much, item.next) == (True, "add-only")
    assert advised(verdict)[item.choice.place] == "add-only"
    assert verdict.settled == set(), "it is open again"


FOLLOWING = {"always": "ask", "while-using": "ask", "ask": "never"}


@pytest.mark.parametrize("setting", FOLLOWING)
def test_each_setting_that_leaves_too_much_is_followed_by_a_smaller_one(setting: str) -> None:
    lines = [line for minute in range(0, 9 * 24 * 60, 5) for line in access(CHAT, "location", at(0) + timedelta(minutes=minute))]
    check = judged(plan(at(12), setting=setting, permission="location"), lines).check
    assert check
    assert [(item.too_much, item.next) for item in check.changes] == [(True, FOLLOWING[setting])]


@pytest.mark.parametrize("lang", LANGS)
def test_the_next_smaller_setting_is_told_below_the_change_with_its_tap(lang: Lang) -> None:
    lines = told(plan(at(0, day=7)), nights(range(14)), lang)
    label = CONTENT.permissions["photos"].nearest("add-only", 18).label(18)
    assert label
    assert lines[2].startswith("   " + words_in(lang)("check.next", path="")[:5])
    assert lines[2].endswith(f"→ {label[lang]}")


@pytest.mark.parametrize("lang", LANGS)
def test_where_the_setting_should_have_ended_it_the_tap_to_look_at_it_again_is_told(lang: Lang) -> None:
    made, lines = plan(at(0, day=7), setting="none"), by_day(range(14))
    check = judged(made, lines).check
    assert check
    assert [(item.outcome, item.next) for item in check.changes] == [("still", None)]
    say = Wording(CONTENT, words_in(lang), 18)
    path = say.where(check.changes[0].choice, {})
    assert path
    assert told(made, lines, lang)[2] == "   " + words_in(lang)("check.look-again", path=path)


def test_nothing_is_left_to_do_where_a_change_helped_or_nobody_can_tell() -> None:
    say = Wording(CONTENT, words_in("en"), 18)
    for lines in (calls(range(7, 15)), by_day(range(7, 15)), by_day(range(7, 9))):
        check = judged(plan(at(0, day=7)), nights(range(7)) + lines).check
        assert check
        assert [(item.next, say.after(item, {})) for item in check.changes] == [(None, "")]


def test_what_the_phone_calls_off_has_to_end_all_looks() -> None:
    """Before iOS 18 contacts can't be limited: what was told to tap there was Off."""
    made = plan(at(0, day=7), setting="limited", permission="contacts")
    lines = [line for day in range(15) for line in access(CHAT, "contacts", at(9, day=day))]
    found = {}
    for ios in (17, 18):
        check = judged(made.model_copy(update={"ios": ios}), lines).check
        assert check
        found[ios] = [item.outcome for item in check.changes]
    assert found == {17: ["still"], 18: ["smaller"]}


SHOP = "com.taobao.taobao4iphone"


def planned(before: list[str]) -> Plan:
    """A plan made from these lines, with one choice."""
    report = read(ndjson(before))
    basis = made_from(report, judge(report, CONTENT).assessment)
    return plan(at(0, day=7)).model_copy(update={"report": basis})


def daily(app: str, category: str, hour: int = 12) -> list[str]:
    return [line for day in range(7, 15) for line in access(app, category, at(hour, day=day))]


HERE = access(SHOP, "camera", at(9, day=1))
"""The shop was in the report that the plan was made from, and lost nothing there."""


@pytest.mark.parametrize(
    ("category", "before", "expected"),
    [
        ("photos", HERE, ("room", False, False)),
        ("contacts", HERE, ("excess", False, True)),
        ("photos", [], ("room", True, True)),
        ("contacts", [], ("excess", True, True)),
    ],
)
def test_what_is_new_is_told_by_itself_where_it_is_too_much_or_the_app_is_new(
    category: str, before: list[str], expected: tuple[str, bool, bool]
) -> None:
    (new,) = checks(planned(nights(range(7)) + before), nights(range(7)) + daily(SHOP, category)).new
    assert (new.bundle_id, new.topic) == (SHOP, category)
    assert (new.tier, new.new_app, new.told) == expected


def test_of_a_plan_that_does_not_tell_its_apps_none_is_called_new() -> None:
    made = planned(nights(range(7)))
    assert made.report
    made = made.model_copy(update={"report": made.report.model_copy(update={"apps": ()})})
    (new,) = checks(made, nights(range(7)) + daily(SHOP, "photos")).new
    assert (new.tier, new.new_app, new.told) == ("room", False, False)


GAMES = tuple(f"com.example.game{number}" for number in range(7))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", [1, 2, 5, 7])
def test_smaller_things_that_are_new_stand_in_one_line_the_first_few_by_name(lang: Lang, number: int) -> None:
    namings = {game: Naming(name=f"Game{place}", types=("online-shopping",)) for place, game in enumerate(GAMES)}
    before = nights(range(7)) + [line for game in GAMES for line in access(game, "camera", at(9))]
    made = planned(before).model_copy(update={"apps": namings})
    lines = told(made, before + [line for game in GAMES[:number] for line in daily(game, "photos")] + daily(SHOP, "contacts"), lang)
    say, topic = words_in(lang), CONTENT.permissions["photos"].name[lang]
    small = [line for line in lines if "Game" in line]
    assert len(small) == 1
    assert small[0].startswith(say("check.new-label", n=number))
    for place in range(7):
        assert (say("check.new-place", app=f"Game{place}", topic=topic) in small[0]) == (place < min(number, 5))
    assert (say("check.new-more", n=2) in small[0]) == (number == 7)
    shop = say("check.new-app", app={"en": "Taobao", "zh": "淘宝"}[lang], topic=CONTENT.permissions["contacts"].name[lang], points=25)
    assert lines.index(shop) < lines.index(small[0])


def scored(then: int | None, now: int, *changes: tuple[Outcome, bool]) -> Check:
    choice = plan(at(0)).choices[0]
    return Check(
        since=at(0),
        days=8,
        enough=True,
        changes=tuple(Checked(choice=choice, outcome=became, count=1, last=None, too_much=much) for became, much in changes),
        kept=(),
        new=(),
        score_then=then,
        score_now=now,
        grade_now="B",
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_scores_then_and_now_are_told_as_what_they_are_and_only_a_change_that_worked_is_praised(lang: Lang) -> None:
    words, say = words_in(lang), Wording(CONTENT, words_in(lang), 18)
    since = words("check.since", since=words.moment(at(0)))
    praise, score = words("check.well-done"), {"now": 84, "grade": "B"}
    worked: tuple[tuple[Outcome, bool], ...] = (("stopped", False), ("smaller", False))
    not_worked: tuple[tuple[Outcome, bool], ...] = (("smaller", True), ("still", False), ("cannot-tell", False))
    for change in worked:
        assert say.then_and_now(scored(78, 84, change)) == words.together(words("check.higher", then=78, **score), praise, since)
    for changes in ((), not_worked):
        assert say.then_and_now(scored(78, 84, *changes)) == words.together(words("check.higher", then=78, **score), since)
    unpraised = {84: words("check.same", **score), 91: words("check.lower", then=91, **score), None: words("check.now", **score)}
    for then, told_so in unpraised.items():
        assert say.then_and_now(scored(then, 84, *worked)) == words.together(told_so, since)


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_older_than_the_plan_is_said_to_be_so(lang: Lang) -> None:
    lines = nights(range(7))
    for decision in ("done", "keep"):
        made = plan(at(12, day=8), decision=decision)
        assert judged(made, lines).older
        assert told(made, lines, lang) == [words_in(lang)("check.older")]
    for other in (Plan(), plan(at(12, day=8), decision="later"), plan(at(12, day=3))):
        assert not judged(other, lines).older
    early = plan(at(12, day=3), permission="contacts", decision="keep").choices
    assert not judged(Plan(choices=(*plan(at(12, day=8)).choices, *early)), lines).older, "it tells of some of it"
    assert words_in(lang)("check.older") not in told(plan(at(12, day=3)), lines, lang)


def test_a_report_that_records_nothing_is_not_called_older() -> None:
    heading = judge(read(b'{"_marker":"<metadata>","version":3}\n'), CONTENT, plan(at(12, day=8)))
    assert (heading.check, heading.older) == (None, False)


def test_the_json_tells_the_next_setting_and_of_what_is_new_how_much_it_is_and_whether_the_app_is() -> None:
    verdict = judged(planned(nights(range(7))), nights(range(14)) + daily(SHOP, "contacts"))
    data = export(verdict, Wording(CONTENT, words_in("en"), 18))["check"]
    assert [item["next"] for item in data["changes"]] == ["add-only"]
    assert data["new"] == [{"bundle_id": SHOP, "topic": "contacts", "points": -25, "tier": "excess", "new_app": True}]


def test_a_later_report_without_the_part_about_permissions_proves_nothing() -> None:
    contacts = [line for day in range(7, 15) for line in network(CHAT, f"{day}.example", at(9, day=day))]
    verdict = judged(planned(nights(range(7))), contacts)
    assert verdict.check is not None
    assert [(item.outcome, item.count) for item in verdict.check.changes] == [("cannot-tell", 0)]
    assert (verdict.check.enough, verdict.check.score_now, verdict.check.grade_now) == (False, None, None)
    with_looks = judged(planned(nights(range(7))), contacts + daily(CHAT, "contacts")).check
    assert with_looks is not None
    assert [item.outcome for item in with_looks.changes] == ["stopped"]


# The same, slowly: each choice for itself, with a report of its own


def slowly_checked(made: Plan, report: Report) -> Check | None:
    """The definitions of `check` word for word."""
    last = report.summary.last
    decided = [choice for choice in made.of("done") + made.of("keep") if last and choice.decided < last]
    if not decided:
        return None
    since = max(choice.decided for choice in decided)
    settings = {choice.place: choice.setting for choice in made.of("done")} | {known.place: known.setting for known in made.settings}
    said = Told(apps=made.apps, settings=settings, awake=made.awake)
    later = after(report, since)
    assessment = assess(activities(later, CONTENT), NEEDS, said, enough=len(later.accesses) > 0)
    found = [
        NewFinding(
            bundle_id=app.profile.bundle_id,
            topic=finding.topic,
            points=finding.points,
            tier=finding.tier,
            new_app=bool(made.report and made.report.apps)
            and app.profile.bundle_id not in (made.report.apps if made.report else ())
            and app.profile.bundle_id not in {choice.bundle_id for choice in made.choices},
        )
        for app in assessment.apps
        for finding in app.findings
    ]
    known: set[tuple[str, str]] = {(seen.bundle_id, seen.topic) for seen in (made.report.findings if made.report else found)}
    known |= {choice.place for choice in made.choices}
    changes, kept = [], []
    for choice in decided:
        rows, seen, finding = slowly_since(choice, said, report)
        enough = slowly_enough(report, choice.decided)
        if choice.decision == "keep":
            kept.append(Kept(choice=choice, count=len(rows), points=finding.points if finding else 0 if enough else None))
            continue
        setting = next(each for each in CONTENT.permissions[choice.permission].setting if each.id == choice.setting)
        still = not setting.looks and len(rows)
        too_much = setting.looks and finding is not None and finding.tier == "excess"
        sure: Outcome = "smaller" if len(rows) else "stopped"
        changes.append(
            Checked(
                choice=choice,
                outcome="still" if still else "smaller" if too_much else sure if seen and enough else "cannot-tell",
                too_much=too_much,
                count=len(rows),
                last=rows["local"].max().to_pydatetime() if len(rows) else None,
            )
        )
    return Check(
        since=since,
        days=len(slow_days(report, since)),
        enough=slowly_enough(report, since),
        changes=tuple(changes),
        kept=tuple(kept),
        new=tuple(seen for seen in found if (seen.bundle_id, seen.topic) not in known),
        score_then=made.report.score if made.report and made.report.rules == CONTENT.rules.version else None,
        score_now=assessment.score,
        grade_now=assessment.grade,
    )


def slowly_since(choice: Choice, said: Told, report: Report) -> tuple[pd.DataFrame, bool, Finding | None]:
    """What else the phone did beside a look is told from the whole report."""
    later = after(report, choice.decided)
    mine = replace(
        later,
        accesses=later.accesses[later.accesses["bundle_id"] == choice.bundle_id],
        network=later.network[later.network["bundle_id"] == choice.bundle_id],
        owners=later.owners[later.owners["bundle_id"] == choice.bundle_id],
    )
    rows = mine.accesses
    stands_alone = alone(report.accesses, CONTENT)[report.accesses.index.isin(rows.index)]
    app = next((activity for activity in activities(mine, CONTENT, stands_alone) if activity.bundle_id == choice.bundle_id), None)
    findings = assess_app(app, profile(choice.bundle_id, CONTENT, said.apps), (), NEEDS, said).findings if app else ()
    finding = next((finding for finding in findings if finding.topic == choice.permission), None)
    return rows[(rows["category"] == choice.permission) & ~rows["picker"]], app is not None, finding


def after(report: Report, moment: datetime) -> Report:
    utc = pd.Timestamp(moment).tz_convert("UTC").tz_localize(None)
    return replace(report, accesses=report.accesses[report.accesses["begin"] > utc], network=report.network[report.network["last"] > utc])


def slowly_enough(report: Report, moment: datetime) -> bool:
    last = report.summary.last
    long = last is not None and last - moment >= timedelta(days=6.5) and len(slow_days(report, moment)) >= 7
    return long and len(after(report, moment).accesses) > 0


def slow_days(report: Report, moment: datetime) -> set[int]:
    utc = pd.Timestamp(moment).tz_convert("UTC").tz_localize(None)
    columns = (report.accesses["begin"], report.network["first"], report.network["last"])
    return {day for column in columns for day in (column.dropna() - utc).dt.days if day >= 0}


APPS = (CHAT, "com.meituan.imeituan", "com.taobao.taobao4iphone", "com.example.nobody", "5Q4J53EFRC.com.sbb.ch", "com.apple.Preferences")
ZONES = tuple(timezone(timedelta(hours=hours)) for hours in (8, -7, 13))
NUDGES = tuple(timedelta(microseconds=number) for number in (0, 1, -1, 1000, -1000, 600_000_000))


Looked = tuple[str, str]
"""App and category."""


@st.composite
def later_reports(draw: st.DrawFn) -> tuple[list[str], list[datetime], list[Looked]]:
    """Lines of a few series of looks and of contacts, on clocks of several zones, some of them picked; the moments they tell of, and
    what was looked at."""
    series = st.tuples(
        st.sampled_from(APPS),
        st.sampled_from((*CATEGORIES[:3], *CATEGORIES, "somethingNew")),
        st.integers(0, 6),
        st.sampled_from([2, 2, 14]),
        st.sampled_from([1, 24, 24, 24]),
        st.sampled_from([1, 8, 14, 20]),
        st.sampled_from(ZONES),
        st.sampled_from([False, False, False, True]),
    )
    lines: list[str] = []
    moments: list[datetime] = []
    looked: list[Looked] = []
    for app, category, day, hour, step, number, zone, picker in draw(st.lists(series, min_size=1, max_size=7)):
        times = [(at(hour, day=day) + timedelta(hours=step * place)).astimezone(zone) for place in range(number)]
        lines += [line for moment in times for line in access(app, category, moment, picker=picker)]
        moments += times
        looked += [(app, category)] if category in CATEGORIES else []
    contacts = st.tuples(st.sampled_from((*APPS, "net.contacts.only")), st.integers(0, 20), st.integers(0, 5), st.sampled_from(ZONES))
    for app, day, before, zone in draw(st.lists(contacts, max_size=5)):
        last = at(9, 30, day=day).astimezone(zone)
        lines += network(app, f"{day}.doubleclick.net", last, last - timedelta(days=before), owner="Somebody", domain_type=1)
        moments.append(last)
    return lines, sorted(moments), looked


@st.composite
def plans_for(draw: st.DrawFn, moments: list[datetime], looked: list[Looked]) -> Plan:
    """Choices of all kinds, many made at the very moment of a look, of apps that the report does not have, too."""
    anything = st.tuples(st.sampled_from((*APPS, "net.contacts.only", "com.gone")), st.sampled_from(CATEGORIES))
    about = (st.sampled_from(looked) | anything) if looked else anything
    decided = st.sampled_from(moments[: len(moments) // 5 + 1]) | st.sampled_from(moments)
    choices = [
        Choice.model_validate(
            {
                "bundle_id": bundle_id,
                "permission": permission,
                "setting": draw(st.sampled_from([setting.id for setting in CONTENT.permissions[permission].setting])),
                "decision": draw(st.sampled_from(["done", "done", "keep", "keep", "later"])),
                "decided": draw(decided) + draw(st.sampled_from(NUDGES)),
            }
        )
        for bundle_id, permission in draw(st.lists(about, min_size=1, max_size=10))
    ]
    said = st.builds(Naming, types=st.sampled_from([("gaming",), ("map-navigation",)]))
    known = [
        KnownSetting(bundle_id=app, permission=permission, setting=CONTENT.permissions[permission].setting[-1].id)
        for app, permission in draw(st.lists(about, max_size=2))
    ]
    return Plan(
        choices=tuple(choices),
        apps=draw(st.dictionaries(st.sampled_from(APPS), said, max_size=2)),
        settings=tuple(known),
        awake=draw(st.booleans()),
    )


@pytest.mark.slow
def test_all_choices_at_once_are_checked_as_each_for_itself() -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=200)
    @given(st.data())
    def look_at(data: st.DataObject) -> None:
        lines, moments, looked = data.draw(later_reports())
        made = data.draw(plans_for(moments, looked))
        if data.draw(st.sampled_from([True, True, True, False])):
            before = read(ndjson(data.draw(report_lines())))
            basis = made_from(before, assess(activities(before, CONTENT), NEEDS, NOTHING_TOLD))
            there = (*basis.apps, *data.draw(st.sets(st.sampled_from(APPS))))
            made = made.model_copy(update={"report": basis.model_copy(update={"apps": there})})
        report = read(ndjson(lines))
        found = check_plan(made, report, NEEDS)
        assert found == slowly_checked(made, report)
        if found:
            met.update(["checked", "enough" if found.enough else "early"])
            met.update(item.outcome for item in found.changes)
            met.update("free" if item.points == 0 else "costs" if item.points else "unknown" for item in found.kept)
            met["new"] += bool(found.new)
            met.update("new app" if item.new_app else "app that was there" for item in found.new)

    look_at()
    outcomes = {"still", "smaller", "stopped", "cannot-tell", "new app", "app that was there"}
    assert outcomes | {"enough", "early", "free", "costs", "unknown"} <= set(met), "some outcome was never met"
    assert min(met.values()) >= 5, met


def test_what_other_topics_took_from_an_app_is_taken_before() -> None:
    """An app has 100 points to lose: what is kept costs what is left of them, as in its score."""
    taking = [line for day in range(9) for topic in CATEGORIES for hour in range(24) for line in access(CHAT, topic, at(hour, day=day))]
    choices = [
        Choice(bundle_id=CHAT, permission=topic, setting=strictest(topic), decision="keep", decided=at(12, place))
        for place, topic in enumerate(CATEGORIES)
    ]
    kept = checks(Plan(choices=tuple(choices), apps={CHAT: Naming(types=("gaming",))}), taking).kept
    assert sum(item.points or 0 for item in kept) == -100
    assert sum(item.points == 0 for item in kept) >= 2


def test_however_many_choices_the_report_is_gone_through_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for the phone as a whole, once for all choices together, each row at most once for each of its app's choices."""
    lines = [line for number in range(40) for day in range(9) for line in access(f"com.example.{number}", "photos", at(2, day=day))]
    choices = [
        Choice(bundle_id=f"com.example.{number}", permission=name, setting=strictest(name), decision="done", decided=at(12 + place))
        for number in range(60)
        for place, name in enumerate(CATEGORIES)
    ]
    rows: list[int] = []

    def counted(report: Report, content: Content, *stands_alone: Bools) -> object:
        rows.append(len(report.accesses))
        return activities(report, content, *stands_alone)

    monkeypatch.setattr(coach.check, "activities", counted)
    found = checks(Plan(choices=tuple(choices)), lines)
    assert [item.count for item in found.changes if item.choice.permission == "photos"] == [8] * 40 + [0] * 20
    assert len(rows) == 2
    assert sum(rows) <= len(lines) // 2 * (1 + len(CATEGORIES))
