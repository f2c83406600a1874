"""The plan: decisions, the way back, the projected score, and the file it is saved as."""

import copy
import json
import pickle
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from each import each
from hypothesis import given
from hypothesis import strategies as st
from report_lines import CATEGORIES, access, at, ndjson, network, read

from coach.catalogue import LONGEST_BYTES as LONGEST_TYPES
from coach.catalogue import Naming, read_namings
from coach.content import FOLDER, load_content
from coach.errors import UnusableInput
from coach.judge import Verdict, judge
from coach.models import LANGS
from coach.plan import (
    LONGEST_NOTE,
    NOTHING_TOLD,
    Choice,
    KnownSetting,
    Plan,
    Reason,
    SeenFinding,
    already,
    decide,
    explain,
    is_plan,
    load_plan,
    made_from,
    merged,
    open_steps,
    read_plan,
    read_said,
    save_plan,
    told,
    undo,
)
from coach.plan.decisions import LONGEST_ID
from coach.plan.file import LONGEST_BYTES, MOST_VALUES
from coach.progress import phone_score
from coach.reading.ios.mend import MAX_LINE_BYTES
from coach.words import words_in

CONTENT = load_content()
SAMPLE = read((FOLDER / "ios" / "sample.ndjson").read_bytes())
JUDGED = judge(SAMPLE, CONTENT)
FIRST, SECOND, THIRD, *_ = JUDGED.changes
NOW = at(20, day=7) + timedelta(milliseconds=5)
APPS = ("com.tencent.xin", "com.taobao.taobao4iphone", "com.sogou.sogouinput", "com.meituan.imeituan", "org.whispersystems.signal")
TOPICS = ("location", "photos", "contacts", "microphone")
USE = st.dictionaries(st.tuples(st.sampled_from(APPS), st.sampled_from(TOPICS)), st.integers(1, 7), min_size=1, max_size=10)


QUIET = [line for day in (0, 7) for line in access("com.apple.Preferences", "location", at(12, day=day))]
"""A part of iOS at both ends of the report: enough is recorded, whatever else there is."""


def lines_of(use: dict[tuple[str, str], int]) -> list[str]:
    """Each app touches each of its topics by night, on so many days, and at a time of its own: none is up with another."""
    looks = [
        line
        for (app, topic), days in use.items()
        for day in range(days)
        for line in access(app, topic, at(2, 10 * APPS.index(app), day=day))
    ]
    return [*QUIET, *looks]


def judged(use: dict[tuple[str, str], int]) -> Verdict:
    return judge(read(ndjson(lines_of(use))), CONTENT)


@given(USE, st.data())
def test_the_projected_score_is_that_of_the_report_without_the_evidence(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    verdict = judged(use)
    plan = Plan()
    for item in verdict.changes:
        plan = decide(plan, item, data.draw(st.sampled_from(["done", "keep"])), NOW)
    places = {choice.place for choice in plan.of("done")}
    left = {key: days for key, days in use.items() if key not in places}
    without = judged(left).assessment.score if left else 100
    assert verdict.assessment.score is not None
    assert without is not None
    assert phone_score(verdict.assessment, places, CONTENT.rules) == without >= verdict.assessment.score


@given(USE, st.data())
def test_only_what_is_done_moves_the_projected_score(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    verdict = judged(use)
    plan = Plan()
    for item in verdict.changes:
        plan = decide(plan, item, data.draw(st.sampled_from(["keep", "later"])), NOW)
    decided = judge(verdict.report, CONTENT, plan)
    assert phone_score(decided.assessment, decided.settled, CONTENT.rules) == decided.assessment.score == verdict.assessment.score


def test_what_too_little_was_recorded_of_has_no_projected_score_either() -> None:
    verdict = judge(read(ndjson(access(APPS[0], "photos", at(9)))), CONTENT)
    assert verdict.assessment.score is None
    assert phone_score(verdict.assessment, [(APPS[0], "photos")], CONTENT.rules) is None


@given(USE, st.data())
def test_undo_takes_a_decision_back(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    advice = judged(use).changes
    plan = Plan(apps={"com.example.a": Naming(name="A")})
    for item in advice[1:]:
        plan = decide(plan, item, data.draw(st.sampled_from(["done", "keep", "later"])), NOW)
    for item in advice[:1]:
        made = decide(plan, item, data.draw(st.sampled_from(["done", "keep", "later"])), NOW)
        assert undo(made, (item.bundle_id, item.permission)) == plan


@given(USE, st.data())
def test_a_plan_reads_back_as_it_was_saved(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    verdict = judged(use)
    plan = Plan(
        report=made_from(SAMPLE, verdict.assessment),
        apps={"com.example.a": Naming(name="甲 A", types=("gaming",))},
        settings=data.draw(SETTINGS),
        awake=data.draw(st.booleans()),
        ios=data.draw(st.none() | st.integers(15, 99)),
    )
    for item in verdict.changes:
        reason: Reason = data.draw(st.sampled_from(get_args(Reason)))
        plan = decide(plan, item, data.draw(st.sampled_from(["done", "keep", "later"])), NOW, (reason, data.draw(st.text())))
    saved = save_plan(plan).encode()
    assert is_plan(saved)
    assert load_plan(saved, "plan.json", CONTENT) == plan


def test_a_decision_replaces_the_earlier_one_about_the_same_change() -> None:
    plan = decide(decide(Plan(), FIRST, "later", NOW), FIRST, "done", NOW)
    assert [choice.decision for choice in plan.choices] == ["done"]


def test_what_was_put_off_comes_after_what_was_not_decided() -> None:
    assert open_steps(Plan(), (FIRST, SECOND)) == (FIRST, SECOND)
    put_off = decide(Plan(), FIRST, "later", NOW)
    assert open_steps(put_off, (FIRST, SECOND)) == (SECOND, FIRST)
    assert open_steps(decide(put_off, SECOND, "keep", NOW), (FIRST, SECOND)) == (FIRST,)


def test_putting_off_again_moves_on_to_the_next_that_was_put_off() -> None:
    plan = decide(decide(Plan(), FIRST, "later", NOW), SECOND, "later", NOW + timedelta(minutes=1))
    assert open_steps(plan, (FIRST, SECOND)) == (FIRST, SECOND)
    assert open_steps(decide(plan, FIRST, "later", NOW + timedelta(minutes=2)), (FIRST, SECOND)) == (SECOND, FIRST)


def test_of_two_plans_the_later_decision_about_a_change_counts() -> None:
    early, late = decide(Plan(), FIRST, "later", NOW), decide(Plan(), FIRST, "done", NOW + timedelta(minutes=1))
    for one, other in ((early, late), (late, early)):
        assert [choice.decision for choice in merged(one, other).choices] == ["done"]


def test_what_is_already_so_takes_the_place_of_a_decision_and_is_told_once() -> None:
    decided = decide(decide(Plan(), FIRST, "later", NOW), SECOND, "done", NOW)
    plan = already(already(decided, FIRST), FIRST)
    assert plan.settings == (KnownSetting(bundle_id=FIRST.bundle_id, permission=FIRST.permission, setting=FIRST.setting),)
    assert plan.choice(FIRST) is None
    assert plan.choice(SECOND) == decided.choice(SECOND), "the other one stays"
    smaller = FIRST.model_copy(update={"setting": "ask"})
    assert [known.setting for known in already(plan, smaller).settings] == ["ask"], "the last one told counts"


def test_what_is_already_so_can_be_undone_alone() -> None:
    plan = already(already(decide(Plan(), THIRD, "done", NOW), FIRST), SECOND)
    back = undo(plan, plan.settings[0].place)
    assert back.settings == plan.settings[1:]
    assert back.choices == plan.choices
    assert undo(back, ("com.example.nobody", "photos")) == back


@given(USE, st.data())
def test_what_is_already_so_can_be_taken_back_and_outlasts_a_file(use: dict[tuple[str, str], int], data: st.DataObject) -> None:
    advice = judged(use).changes
    plan = Plan()
    for item in advice:
        before = undo(plan, (item.bundle_id, item.permission))
        plan = already(decide(plan, item, "done", NOW), item) if data.draw(st.booleans()) else decide(plan, item, "done", NOW)
        assert undo(plan, (item.bundle_id, item.permission)) == before
    assert load_plan(save_plan(plan).encode(), "plan.json", CONTENT) == plan


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        (("need", ""), ("need", "")),
        (("", "  my own "), ("own", "my own")),
        (("not-mine", "ask her"), ("not-mine", "ask her")),
        (("", "   "), ("", "")),
        (("own", "two\nlines"), ("own", "two\ufffdlines")),
        (("", "x" * (LONGEST_NOTE + 9)), ("own", "x" * LONGEST_NOTE)),
    ],
)
def test_why_something_is_kept_can_be_told_afterwards(why: tuple[Reason, str], expected: tuple[str, str]) -> None:
    kept = decide(decide(Plan(), FIRST, "keep", NOW), SECOND, "keep", NOW)
    plan = explain(kept, (FIRST.bundle_id, FIRST.permission), why)
    explained = plan.choice(FIRST)
    assert explained
    assert (explained.reason, explained.note) == expected
    assert (explained.decision, explained.decided, explained.setting) == ("keep", NOW, FIRST.setting)
    assert plan.choice(SECOND) == kept.choice(SECOND)
    assert explain(plan, explained.place, ("", "")) == kept, "and taken back"


def test_why_is_told_of_what_was_decided_only() -> None:
    assert explain(Plan(), (FIRST.bundle_id, FIRST.permission), ("need", "")) == Plan()


def test_a_plan_holds_no_moment_of_any_access() -> None:
    plan = Plan(report=made_from(SAMPLE, JUDGED.assessment))
    for item in JUDGED.changes:
        plan = decide(plan, item, "done", NOW)
    saved = save_plan(plan)
    assert "evidence" not in saved
    assert len(saved) < 3000
    assert saved.count("2025-11-") == 2, "first and last moment of the report only"


def test_own_words_are_kept_short_and_on_one_line() -> None:
    (choice,) = decide(Plan(), FIRST, "keep", NOW, ("own", " a\nb\u202e" + "x" * 999)).choices
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


def test_a_plan_of_the_second_schema_still_loads_and_tells_of_no_setting() -> None:
    made = Plan(report=made_from(SAMPLE, JUDGED.assessment), choices=choices(3), apps={"com.example.a": Naming(types=("gaming",))})
    old = json.loads(save_plan(made)) | {"schema": 2}
    for key in ("settings", "awake", "ios"):
        del old[key]
    plan = load_plan(json.dumps(old).encode(), "plan.json", CONTENT)
    assert plan == made
    assert (plan.settings, plan.awake, plan.ios) == ((), False, None)
    assert json.loads(save_plan(plan))["schema"] == 4, "and is saved as one of today"


def known(setting: str, permission: str = "photos") -> KnownSetting:
    return KnownSetting(bundle_id="a.b", permission=permission, setting=setting)


def test_of_two_settings_told_of_one_permission_the_last_counts() -> None:
    plan = Plan(settings=(known("full"), known("none", "contacts"), known("limited")))
    assert {each.place: each.setting for each in plan.settings} == {("a.b", "photos"): "limited", ("a.b", "contacts"): "none"}
    assert saved_and_loaded(plan) == plan


def test_of_two_plans_what_the_saved_one_tells_counts_and_nothing_told_takes_nothing_away() -> None:
    mine = Plan(settings=(known("full"), known("none", "contacts")), ios=17)
    saved = Plan(settings=(known("limited"),), awake=True, ios=18)
    both = merged(mine, saved)
    assert {each.place: each.setting for each in both.settings} == {("a.b", "photos"): "limited", ("a.b", "contacts"): "none"}
    assert (both.awake, both.ios) == (True, 18)
    assert merged(mine, Plan()) == mine
    assert merged(Plan(), saved) == saved


def test_a_change_that_was_made_counts_as_its_setting_once_all_of_the_report_is_later() -> None:
    assert told(Plan(), SAMPLE) == NOTHING_TOLD
    first, last = SAMPLE.summary.first, SAMPLE.summary.last
    assert first
    assert last
    place = (FIRST.bundle_id, FIRST.permission)
    for decided, counts in ((first - timedelta(days=1), True), (first + timedelta(days=1), False), (last + timedelta(days=1), False)):
        assert told(decide(Plan(), FIRST, "done", decided), SAMPLE).settings == ({place: FIRST.setting} if counts else {})
        for decision in ("keep", "later"):
            assert told(decide(Plan(), FIRST, decision, decided), SAMPLE).settings == {}


def test_what_the_person_says_of_a_setting_goes_before_the_change_that_was_made() -> None:
    assert SAMPLE.summary.first
    made = decide(Plan(awake=True, apps={"a": Naming(name="A")}), FIRST, "done", SAMPLE.summary.first - timedelta(days=1))
    said = KnownSetting(bundle_id=FIRST.bundle_id, permission=FIRST.permission, setting="always")
    found = told(made.model_copy(update={"settings": (said,)}), SAMPLE)
    assert found.settings == {said.place: "always"}
    assert (found.awake, found.apps) == (True, {"a": Naming(name="A")})


def test_two_choices_about_one_change_count_as_the_last() -> None:
    choice = {"bundle_id": "a.b", "permission": "photos", "setting": "limited", "decision": "later", "decided": NOW.isoformat()}
    plan = load_plan(json.dumps({"schema": 3, "choices": [choice, choice | {"decision": "done"}]}).encode(), "plan.json", CONTENT)
    assert [choice.decision for choice in plan.choices] == ["done"]


CHOICE: dict[str, Any] = {
    "bundle_id": "x",
    "permission": "photos",
    "setting": "limited",
    "decision": "done",
    "decided": "2025-12-01T20:00:00+08:00",
}
OF_NOTHING: dict[str, Any] = {"first": None, "last": None, "rules": "2027.1", "findings": []}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "plan-file"),
        ("[]", "plan-file"),
        ("{}", "plan-file"),
        ("[" * 100_000, "plan-file"),
        ('{"schema": 5, "choices": []}', "plan-newer"),
        ('{"schema": 0, "choices": []}', "plan-file"),
        ('{"schema": "4", "choices": []}', "plan-file"),
        ('{"schema": 1, "choices": [{"bundle_id": "x"}]}', "plan-file"),
        ('{"schema": 4, "surprise": 1}', "plan-file"),
        (json.dumps({"schema": 3, "choices": [CHOICE | {"decided": "2025-12-01T20:00:00"}]}), "plan-file"),
        (json.dumps({"schema": 3, "choices": [CHOICE | {"permission": "soul"}]}), "plan-file"),
        (json.dumps({"schema": 3, "choices": [CHOICE | {"decided": "9999-12-31T20:00:00+08:00"}]}), "plan-file"),
        (json.dumps({"schema": 3, "choices": [CHOICE | {"decided": "0001-01-01T00:00:00+08:00"}]}), "plan-file"),
        (json.dumps({"schema": 3, "choices": [CHOICE | {"note": "x" * 9999}]}), "plan-file"),
        (json.dumps({"schema": 3, "choices": [CHOICE | {"setting": "no-such-setting"}]}), "plan-file"),
        (json.dumps({"schema": 3, "apps": {"a": {"types": ["no-such-kind"]}}}), "types-unknown"),
        (json.dumps({"schema": 3, "choices": [], "report": OF_NOTHING | {"apps": [1]}}), "plan-file"),
        (json.dumps({"schema": 3, "choices": [], "report": OF_NOTHING | {"apps": ["x" * (LONGEST_ID + 1)]}}), "plan-file"),
        (json.dumps({"schema": 3, "apps": {"a": {"name": "x" * 2_000_000}}}), "plan-file"),
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


# However much a plan holds


def choices(number: int, note: str = "") -> tuple[Choice, ...]:
    return tuple(
        Choice(
            bundle_id=f"com.example.app{place // len(CATEGORIES)}",
            permission=(topic := CATEGORIES[place % len(CATEGORIES)]),
            setting=CONTENT.permissions[topic].least["not_needed"],
            decision="keep",
            decided=NOW + timedelta(seconds=place),
            reason="own",
            note=note,
        )
        for place in range(number)
    )


def saved_and_loaded(plan: Plan) -> Plan:
    saved = save_plan(plan).encode()
    assert is_plan(saved)
    return load_plan(saved, "plan.json", CONTENT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "note"),
    [(1, "𠮷" * LONGEST_NOTE), (20_000, ""), (20_000, "😀" * LONGEST_NOTE), (20_000, '[{,"\\' * (LONGEST_NOTE // 5))],
    ids=["one, rare", "none", "emoji", "signs"],
)
def test_a_plan_of_many_choices_with_the_longest_notes_comes_back_whole(number: int, note: str) -> None:
    plan = Plan(
        report=made_from(SAMPLE, JUDGED.assessment),
        choices=choices(number, note),
        apps={f"com.example.app{place}": Naming(name=note, types=("gaming",)) for place in range(number // 4)},
        settings=tuple(KnownSetting(bundle_id=f"a.{place}", permission="photos", setting="full") for place in range(number // 4)),
    )
    assert saved_and_loaded(plan) == plan


SETTINGS = st.lists(
    st.builds(
        KnownSetting,
        bundle_id=st.sampled_from(APPS),
        permission=st.just("photos"),
        setting=st.sampled_from([setting.id for setting in CONTENT.permissions["photos"].setting]),
    ),
    max_size=4,
).map(tuple)
IDS = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(
    ['"', "\\", '\\"', '"schema"', "[" * 500, '",{' * 300, "\0", "\ufeff"]
)
CHOICES = st.builds(
    Choice,
    bundle_id=IDS,
    permission=st.just("photos"),
    setting=st.sampled_from([setting.id for setting in CONTENT.permissions["photos"].setting]),
    decision=st.sampled_from(["done", "keep", "later"]),
    decided=st.datetimes(datetime(2021, 1, 2), datetime(2100, 12, 30), timezones=st.sampled_from([at(0).tzinfo])),
    reason=st.sampled_from(["", "own"]),
    note=st.text(max_size=LONGEST_NOTE),
)
FINDINGS = st.builds(SeenFinding, bundle_id=IDS, topic=st.sampled_from([*CATEGORIES, "trackers"]), points=st.integers(-100, 0))
MADE_FROM = st.builds(
    lambda findings, score, first: {
        "first": first,
        "last": first,
        "score": score,
        "grade": "B",
        "rules": "2025.1",
        "findings": tuple(findings),
    },
    st.lists(FINDINGS, max_size=3),
    st.integers(0, 100),
    st.none() | st.just(at(0)),
)


@given(
    st.lists(CHOICES, max_size=5),
    st.dictionaries(IDS, st.builds(Naming, name=st.text(max_size=50), types=st.sampled_from([(), ("gaming",)])), max_size=3),
    st.none() | MADE_FROM,
)
def test_any_plan_that_can_be_saved_can_be_loaded_again(made: list[Choice], apps: dict[str, Naming], report: dict[str, Any] | None) -> None:
    plan = Plan.model_validate({"schema": 4, "report": report, "choices": tuple(made), "apps": apps})
    assert saved_and_loaded(plan) == plan


def test_a_plan_knows_the_apps_of_its_report_without_parts_of_the_system() -> None:
    report = read(ndjson(QUIET + access(APPS[0], "photos", at(9)) + network("com.example.contacts", "a.example")))
    plan = Plan(report=made_from(report, judge(report, CONTENT).assessment))
    assert plan.report
    assert set(plan.report.apps) == {APPS[0], "com.example.contacts"}
    assert saved_and_loaded(plan) == plan


def test_a_plan_that_does_not_tell_which_apps_there_were_still_loads() -> None:
    old = json.loads(save_plan(Plan(report=made_from(SAMPLE, JUDGED.assessment))))
    assert old["report"].pop("apps")
    report = load_plan(json.dumps(old).encode(), "plan.json", CONTENT).report
    assert report
    assert report.apps == ()


@pytest.mark.slow
@pytest.mark.parametrize("where", ["findings", "apps"])
def test_of_a_report_with_endless_ids_the_plan_leaves_out_what_it_was_made_from(where: str) -> None:
    """Three hundred apps with an id of 100 kB each, as a hostile report can hold: the decisions stay."""
    ids = [f"{number:03}" + "x" * 100_000 for number in range(300)]
    report = made_from(SAMPLE, JUDGED.assessment)
    seen = tuple(SeenFinding(bundle_id=bundle_id, topic="photos", points=-9) for bundle_id in ids)
    plan = Plan(
        report=report.model_copy(update={where: {"findings": seen, "apps": tuple(ids)}[where]}),
        choices=choices(3),
        apps={ids[0]: Naming(name="A")},
    )
    for bundle_id in ids[:100]:
        plan = decide(plan, FIRST.model_copy(update={"bundle_id": bundle_id}), "done", NOW)
    assert saved_and_loaded(plan) == plan.model_copy(update={"report": None})


@pytest.mark.slow
def test_where_not_even_the_decisions_have_room_those_of_ordinary_apps_stay() -> None:
    one = choices(1)[0]
    endless = tuple(one.model_copy(update={"bundle_id": f"{number:03}" + '"' * (LONGEST_ID - 3)}) for number in range(20))
    usual = choices(5_000)
    plan = Plan(
        choices=endless[:10] + usual + endless[10:],
        apps={"com.example.a": Naming(name="A")},
        settings=(known("limited"),),
        awake=True,
        ios=18,
    )
    loaded = saved_and_loaded(plan)
    assert (loaded.settings, loaded.awake, loaded.ios) == (plan.settings, True, 18)
    assert [choice for choice in loaded.choices if choice.bundle_id.startswith("com.")] == list(usual)
    assert loaded.apps == {"com.example.a": Naming(name="A")}
    kept = [choice for choice in loaded.choices if not choice.bundle_id.startswith("com.")]
    assert len(kept) > 10
    assert kept == list(endless[-len(kept) :])


@pytest.mark.slow
def test_of_more_decisions_than_a_file_holds_the_later_ones_stay() -> None:
    made = choices(70_000)
    loaded = saved_and_loaded(Plan(choices=made))
    assert len(loaded.choices) > 60_000
    assert loaded.choices == made[-len(loaded.choices) :]


def test_an_id_may_be_as_long_as_a_report_can_make_it() -> None:
    assert LONGEST_ID >= MAX_LINE_BYTES


@pytest.mark.parametrize("stamp", ["1970-01-01T00:00:00+18:00", "1970-01-01T00:00:00-18:00", "2199-12-31T23:59:59-18:00"])
@pytest.mark.parametrize("other", ["+18:00", "-18:00", "Z"])
def test_a_plan_can_be_made_from_the_first_and_the_last_report_there_can_be(stamp: str, other: str) -> None:
    report = read(ndjson(network("a.b", "c.d", f"{stamp[:19]}{other}", stamp)))
    plan = Plan(report=made_from(report, judge(report, CONTENT).assessment))
    assert saved_and_loaded(plan) == plan


# However it was damaged


SAVED = save_plan(Plan(report=made_from(SAMPLE, JUDGED.assessment), choices=choices(30, "一二"), apps={"a": Naming()})).encode()


@pytest.mark.parametrize("saved", [SAVED, json.dumps(json.loads(SAVED)).encode()], ids=["as saved", "on one line"])
def test_a_plan_cut_off_anywhere_is_refused_as_a_plan_and_not_as_a_report(saved: bytes) -> None:
    for stop in range(20, len(saved) - 1, 7):
        assert is_plan(saved[:stop]), saved[:stop]
        assert refused(saved[:stop]) == "plan-file"
    assert is_plan(saved + b"\n\n{")


def test_a_report_that_names_a_schema_is_no_plan() -> None:
    records = [json.loads(line) for day in range(3) for line in access("a.b", "photos", at(9, day=day))]
    for number in range(len(records)):
        lines = [json.dumps({"schema": 3} | record if place == number else record) for place, record in enumerate(records)]
        assert not is_plan(ndjson(lines))
        assert not is_plan(ndjson(lines) * (LONGEST_BYTES // 500))


def refused(data: bytes) -> str:
    """The code of why this is no plan."""
    with pytest.raises(UnusableInput) as error:
        load_plan(data, "plan.json", CONTENT)
    for lang in LANGS:
        assert words_in(lang)(f"unusable.{error.value.code}", **error.value.values)
    return error.value.code


MB = 1024 * 1024
EMPTY_APPS = b",".join(b'"@.%x":[]' % number for number in range(MB // 11))
"""Nearly a megabyte of them; no two have the same id where another number is put in for the sign."""
FLOODS: dict[str, Callable[[int], bytes]] = {
    "empty choices": lambda size: b'{"schema":3,"choices":[' + b"[]," * (size // 3) + b"[]]}",
    "empty apps": lambda size: (
        b'{"schema": 3, "apps": {' + b",".join(EMPTY_APPS.replace(b"@", b"%x" % place) for place in range(size // MB)) + b"}}"
    ),
    "one endless note": lambda size: json.dumps({"schema": 3, "choices": [CHOICE | {"note": "x" * size}]}).encode(),
    "numbers": lambda size: b'{"schema":3,"choices":[' + b"-7," * (size // 3) + b"0]}",
    "quotation marks": lambda size: b'{"schema":3,"choices":["' + b'\\"' * (size // 2) + b'"]}',
    "signs in a text": lambda size: b'{"schema":3,"choices":["' + b"[{," * (size // 3) + b'"]}',
}


@pytest.mark.slow
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
@pytest.mark.parametrize("megabytes", [2, 60])
def test_a_plan_made_to_fill_the_memory_is_refused_before_it_does(flood: Callable[[int], bytes], megabytes: int) -> None:
    data = flood(megabytes * MB)
    tracemalloc.start()
    try:
        assert is_plan(data)
        code = refused(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert code in (("plan-too-large",) if megabytes == 60 else ("plan-too-large", "plan-file"))
    assert peak < max(3 * len(data), 60_000_000)


def test_a_large_report_is_told_from_a_plan_by_its_beginning_alone() -> None:
    for lines in (access("a.b", "photos", at(9)), [line[:-1] for line in access("a.b", "photos", at(9))]):
        data = ndjson(lines) * (2 * LONGEST_BYTES // len(ndjson(lines)))
        tracemalloc.start()
        try:
            assert not is_plan(data)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 1_000_000


MADE: dict[str, Any] = {
    "first": "2025-11-24T00:04:00+08:00",
    "last": "2025-11-30T21:29:30+08:00",
    "score": 78,
    "grade": "C",
    "rules": "2025.1",
    "findings": [],
}
SEEN: dict[str, Any] = {"bundle_id": "a.b", "topic": "photos", "points": -1}
KNOWN: dict[str, Any] = {"bundle_id": "a.b", "permission": "photos", "setting": "limited"}
WITHIN: tuple[dict[str, Any], ...] = (
    {"schema": 3, "report": MADE},
    {"schema": 3, "report": MADE | {"score": 0, "findings": [SEEN | {"points": 0}]}},
    {"schema": 3, "report": MADE | {"score": 100, "findings": [SEEN | {"points": -100}, SEEN | {"topic": "trackers"}]}},
    {"schema": 3, "report": MADE | {"first": None, "last": None}},
    {"schema": 3, "report": MADE | {"score": None, "grade": None}},
    {"schema": 3, "settings": [KNOWN, KNOWN | {"setting": "none"}], "awake": True, "ios": 15},
    {"schema": 3, "apps": {}, "ios": 99},
    {"schema": 3, "apps": {}, "ios": None, "awake": False},
    {"schema": 2, "report": MADE, "choices": [CHOICE], "apps": {}},
    {"schema": 3, "choices": [CHOICE], "apps": {"a": {"name": "A", "types": ["gaming", "gaming"]}}},
    {"schema": 1, "choices": [CHOICE]},
)
NO_SCHEMAS: tuple[object, ...] = (True, False, 1.0, 2.0, 3.0, 2.5, 1e300, "2", "3", None, [], 0, -1, -(10**4000))
OUTSIDE: tuple[dict[str, Any], ...] = (
    *({"schema": 3, "report": MADE | {"score": score}} for score in (-1, 101, 10**4000, -(10**4000), 0.5, "1e400")),
    *({"schema": 3, "report": MADE | {"findings": [SEEN | {"points": points}]}} for points in (1, -101, 10**4000, -(10**4000), 0.5)),
    *({"schema": 3, "report": MADE | {"findings": [SEEN | {"topic": topic}]}} for topic in ("other", "soul", "x" * 9999, 7)),
    {"schema": 3, "report": MADE | {"findings": [SEEN | {"bundle_id": "x" * (LONGEST_ID + 1)}]}},
    *({"schema": 3, "report": MADE | {"rules": rules}} for rules in ("x" * 9999, 10**4000)),
    *({"schema": 3, "report": MADE | {"grade": grade}} for grade in ("F", "A" * 9999)),
    *(
        {"schema": 3, "report": MADE | {key: moment}}
        for key in ("first", "last")
        for moment in ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z")
    ),
    *({"schema": 3, "choices": [CHOICE | {"decided": moment}]} for moment in ("2020-12-31T00:00:00Z", "2101-01-01T00:00:00Z", 10**4000)),
    *({"schema": 3, "choices": [CHOICE | {"bundle_id": app}]} for app in ("x" * (LONGEST_ID + 1), 10**4000)),
    {"schema": 3, "choices": [CHOICE | {"setting": "x" * 2_000_000}]},
    {"schema": 3, "apps": {"x" * (LONGEST_ID + 1): {}}},
    *({"schema": 3, "settings": [KNOWN | {"setting": setting}]} for setting in ("no-such-setting", "x" * 2_000_000, "", None, 7)),
    *({"schema": 3, "settings": [KNOWN | {"permission": permission}]} for permission in ("soul", "other", "trackers", "x" * 9999)),
    {"schema": 3, "settings": [KNOWN | {"bundle_id": "x" * (LONGEST_ID + 1)}]},
    {"schema": 3, "settings": [KNOWN | {"novel": 1}]},
    {"schema": 3, "settings": KNOWN},
    *({"schema": 3, "apps": {}, "ios": ios} for ios in (14, 100, 10**4000, -(10**4000), 16.5, "new")),
    *({"schema": 3, "apps": {}, "awake": awake} for awake in ("often", 2, "[]", 0.5)),
    {"schema": 3, "apps": {"a": {"types": "gaming"}}},
    *({"schema": each, "choices": []} for each in NO_SCHEMAS),
)


@pytest.mark.parametrize("plan", WITHIN, ids=repr)
def test_a_plan_within_its_bounds_is_read(plan: dict[str, Any]) -> None:
    load_plan(json.dumps(plan).encode(), "plan.json", CONTENT)


@each("plan", OUTSIDE)
def test_no_number_moment_or_text_of_a_plan_is_without_bounds(plan: dict[str, Any]) -> None:
    assert refused(json.dumps(plan).encode()) == "plan-file"


@pytest.mark.parametrize("digits", ["5", "9" * 20, "9" * 10_000])
def test_a_plan_of_any_later_schema_is_of_a_newer_coach(digits: str) -> None:
    data = f'{{"schema": {digits}, "choices": [{{"novel": {digits}}}]}}'.encode()
    assert is_plan(data)
    assert refused(data) == "plan-newer"


def test_kinds_said_twice_are_one() -> None:
    assert Naming(types=("gaming", "dating", "gaming")).types == ("gaming", "dating")


# Files


def code_of(read_file: Callable[[Path, Any], object], path: Path) -> str:
    with pytest.raises(UnusableInput) as error:
        read_file(path, CONTENT)
    return error.value.code


def test_what_was_said_of_apps_is_read_from_a_plan_or_a_list(tmp_path: Path) -> None:
    said = {"com.example.a": {"name": "A", "types": ["gaming"]}}
    for content in (said, {"schema": 3, "apps": said}, {"schema": 1, "choices": [CHOICE], "apps": said}):
        file = tmp_path / "said.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        assert read_said(file, CONTENT) == {"com.example.a": Naming(name="A", types=("gaming",))}


def test_a_plan_that_cannot_be_used_is_not_called_a_list_of_types(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    for data, code in (
        (json.dumps(OUTSIDE[0] | {"choices": []}).encode(), "plan-file"),
        (SAVED[:-20], "plan-file"),
        (FLOODS["empty choices"](LONGEST_BYTES), "plan-too-large"),
        (FLOODS["empty choices"](3 * MOST_VALUES), "plan-too-large"),
    ):
        file.write_bytes(data)
        assert code_of(read_said, file) == code_of(read_plan, file) == code


def test_a_list_of_types_far_too_large_is_refused_as_such(tmp_path: Path) -> None:
    file = tmp_path / "types.json"
    rows = b",".join(b'"com.example.app%d":{"name":"A"}' % number for number in range(LONGEST_TYPES // 25))
    file.write_bytes(b"{" + rows + b"}")
    assert code_of(read_namings, file) == code_of(read_said, file) == "types-too-large"
    assert code_of(read_plan, file) == "plan-file"


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("this system has no file without end")
    assert code_of(read_plan, endless) == "plan-file"
    assert code_of(read_namings, endless) == code_of(read_said, endless) == "types-too-large"


@pytest.mark.parametrize("name", [".", "absent.json", "a\0b"])
def test_what_cannot_be_opened_is_no_plan(tmp_path: Path, name: str) -> None:
    assert code_of(read_plan, tmp_path / name) == "plan-file"
    assert code_of(read_said, tmp_path / name) == "types-file"


# What a plan finds again


def test_what_was_decided_is_found_by_place_in_every_copy_of_a_plan() -> None:
    plan = decide(Plan(), FIRST, "done", NOW)
    assert plan.choice(FIRST) == plan.choices[0]
    assert plan.choice(SECOND) is None
    both = decide(plan, SECOND, "keep", NOW)
    assert [each and each.decision for each in (both.choice(FIRST), both.choice(SECOND))] == ["done", "keep"]
    again = decide(both, FIRST, "later", NOW)
    assert [each and each.decision for each in (again.choice(FIRST), both.choice(FIRST), plan.choice(FIRST))] == ["later", "done", "done"]
    gone = undo(both, plan.choices[0].place)
    assert (gone.choice(FIRST), both.choice(FIRST)) == (None, plan.choices[0])
    for other in (copy.copy(both), copy.deepcopy(both), both.model_copy(deep=True), pickle.loads(pickle.dumps(both))):  # noqa: S301 (our own)
        assert other.choice(FIRST) == both.choice(FIRST)
        assert other.model_copy(update={"choices": ()}).choice(FIRST) is None


def test_looking_for_a_decision_leaves_no_trace_in_a_plan() -> None:
    asked, fresh = decide(Plan(), FIRST, "done", NOW), decide(Plan(), FIRST, "done", NOW)
    assert asked.choice(FIRST)
    assert (asked == fresh, fresh == asked) == (True, True)
    assert asked != decide(fresh, FIRST, "keep", NOW)
    assert save_plan(asked) == save_plan(fresh)
    assert repr(asked) == repr(fresh)
    assert asked.model_dump() == fresh.model_dump()


def test_many_open_steps_are_found_without_going_through_all_choices_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    made = choices(3_000)
    plan = Plan(choices=tuple(choice.model_copy(update={"decision": "later"}) for choice in made))
    advice = tuple(FIRST.model_copy(update={"bundle_id": choice.bundle_id, "permission": choice.permission}) for choice in made)
    looked = [0]

    def counted(choice: Choice) -> tuple[str, str]:
        looked[0] += 1
        return choice.bundle_id, choice.permission

    monkeypatch.setattr(Choice, "place", property(counted))
    assert open_steps(plan, advice) == advice
    assert looked[0] <= 2 * len(made)
