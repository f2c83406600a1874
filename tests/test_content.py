"""The tables in content/: whole, consistent with each other, in plain words, and a broken row is named where it stands."""

import csv
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from each import each
from report_lines import CATEGORIES

from coach.advice import advise
from coach.catalogue import profile
from coach.contacts import PROFILING
from coach.content import FOLDER, HOUSE, UNKNOWN_TYPE, Content, ContentError, Rule, load_content
from coach.content.letters import load_letters
from coach.measures import MEASURES
from coach.models import LANGS, TRACKERS, Activity, Assessment, Background, Grade, Lang, Level, NetworkActivity, Use
from coach.needs import Needs
from coach.plan import Told
from coach.reading.reader import MOST_UNUSABLE
from coach.scoring import assess_app
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
NUMBERED = {row.number: row for row in CONTENT.types.values() if row.number}


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def test_all_tables_are_there() -> None:
    assert len(CONTENT.types) > 39
    assert len(CONTENT.apps) > 900
    assert len(CONTENT.owners) > 7_000
    assert set(CONTENT.permissions) == set(CATEGORIES)


def test_the_39_kinds_of_the_provisions_are_there_once_each() -> None:
    assert sorted(row.number for row in CONTENT.types.values() if row.number) == list(range(1, 40))
    assert all("provisions-2021" in row.sources and row.basic_function for row in NUMBERED.values())


@each("kind", CONTENT.types)
def test_each_kind_says_something_of_each_permission(kind: str) -> None:
    row = CONTENT.types[kind]
    assert list(row.expect) == list(CATEGORIES)
    assert {cell.level for cell in row.expect.values()} <= set(get_args(Level))
    for cell in (*row.expect.values(), *row.background_ok.values()):
        assert cell.en.endswith((".", "?"))
        assert cell.zh.endswith(("。", "？"))


def test_location_is_listed_as_necessary_for_three_kinds_only() -> None:
    listed = [number for number, row in sorted(NUMBERED.items()) if row.expect["location"].basis == "regulation"]
    needed = [number for number, row in sorted(NUMBERED.items()) if row.expect["location"].level == "needed"]
    assert listed == needed == [1, 2, 22]


def test_only_numbered_kinds_rest_on_the_normative_document() -> None:
    for row in CONTENT.types.values():
        if row.number is None:
            assert {cell.basis for cell in row.expect.values()} == {"judgement"}


def test_nothing_is_held_against_the_unknown() -> None:
    unknown = CONTENT.types[UNKNOWN_TYPE]
    assert {cell.level for cell in unknown.expect.values()} == {"unknown"}
    assert all(cell.level != "unknown" for row in CONTENT.types.values() if row is not unknown for cell in row.expect.values())


LEVELS: tuple[Level, ...] = ("not_needed", "extra", "while_using", "needed")
"""Of those that somebody knows, the one that needs least first."""


@each("kind", CONTENT.types)
def test_the_smallest_setting_for_a_job_is_one_of_its_permission_and_no_larger_than_apps_have_it(kind: str) -> None:
    """Larger than usual is only what a job needs day and night: then it is the largest there is."""
    for category, cell in CONTENT.types[kind].expect.items():
        permission = CONTENT.permissions[category]
        places = {setting.id: place for place, setting in enumerate(permission.setting)}
        assert cell.level in permission.least, category
        if cell.least:
            assert cell.least != permission.least[cell.level], f"{category}: so it is without saying"
        wanted = places[cell.least or permission.least[cell.level]]
        background = CONTENT.types[kind].background_ok.get(category)
        if wanted > places[permission.ordinary]:
            assert wanted == len(places) - 1, category
            assert background, category
            assert background.when == "all_day", category
        assert permission.setting[wanted].looks or cell.level in ("extra", "not_needed"), f"{category}: the job needs to look"


def test_how_long_a_job_takes_is_told_only_where_lengths_are_real_and_only_where_it_differs() -> None:
    told = [(row, category, cell) for row in CONTENT.types.values() for category, cell in row.expect.items() if cell.minutes is not None]
    assert len(told) > 10
    for row, category, cell in told:
        assert category in CONTENT.timed, row.id
        assert cell.minutes != CONTENT.rules.minutes[cell.level], row.id
        assert cell.minutes, row.id


def test_a_rough_area_is_enough_only_where_there_is_one_to_give() -> None:
    rough = [(row.id, category) for row in CONTENT.types.values() for category, cell in row.expect.items() if not cell.precise]
    assert ("weather", "location") in rough
    assert {category for _, category in rough} == {"location"} == {name for name, row in CONTENT.permissions.items() if row.rough}


def test_use_by_itself_is_of_a_kind_that_rules_know_and_of_what_the_job_uses() -> None:
    found: Counter[str] = Counter()
    for row in CONTENT.types.values():
        assert set(row.background_ok) <= set(row.expect)
        for category, background in row.background_ok.items():
            found[background.when] += 1
            assert row.expect[category].level != "not_needed", (row.id, category)
            if background.when == "all_day":
                assert row.expect[category].level in ("needed", "while_using"), (row.id, category)
    assert set(found) == set(get_args(Background)) - {"none"}, "and none is said by saying nothing"


def test_only_where_more_depends_on_it_is_one_company_told() -> None:
    assert {row.id for row in CONTENT.types.values() if row.sensitive} == {
        *("mobile-banking", "budgeting", "password-manager", "dating", "religion", "kids-devices", "parental-control"),
        *("medical-consultation", "women-health", "medical-device", "health-diary", "pharmacy"),
    }


def test_only_what_shows_other_peoples_pages_carries_others() -> None:
    """Of mail, maps and shops the contacts are their own."""
    assert {row.id for row in CONTENT.types.values() if row.carries_others} == {
        "browser",
        "search-portal",
        "feed-reader",
        "vpn-network-tool",
    }


@pytest.mark.parametrize("category", CATEGORIES)
def test_settings_of_a_permission_go_from_the_strictest_on(category: str) -> None:
    permission = CONTENT.permissions[category]
    ids = [setting.id for setting in permission.setting]
    looks = [setting.looks for setting in permission.setting]
    assert len(set(ids)) == len(ids)
    assert looks == sorted(looks), "what lets an app look stands behind what doesn't"
    assert looks[0] == (not permission.switch), "the strictest ends all looks, where there is a switch at all"
    assert looks[-1]
    assert {permission.ordinary, *permission.least.values()} <= set(ids)
    assert set(permission.least) == set(get_args(Level))
    wanted = [permission.rank(permission.least[level]) for level in LEVELS]
    assert wanted == sorted(wanted), "what needs more gets more"
    assert permission.least["unknown"] == permission.ordinary, "of the unknown nothing is asked"
    assert permission.allows(permission.ordinary)
    assert permission.each
    assert permission.switch or not permission.others, "nobody is sent to a switch that isn't there"
    for setting in permission.setting:
        assert bool(setting.breaks) == bool(setting.keeps), setting.id
        since = [label.since for label in setting.labels]
        assert since == sorted(set(since)), setting.id


def test_lengths_are_real_of_what_takes_the_person() -> None:
    assert CONTENT.timed == {"camera", "microphone", "screenRecording"}


def test_a_rough_area_has_a_setting_of_its_own_and_one_more_tap() -> None:
    for permission in CONTENT.permissions.values():
        assert bool(permission.rough) == bool(permission.also)
        assert not permission.rough or permission.allows(permission.rough)


def test_no_id_stands_twice() -> None:
    tables = {
        "types": [row["id"] for row in toml("app_types.toml")["type"]],
        "sources": [row["id"] for row in toml("sources.toml")["source"]],
        "rules": [row["id"] for row in toml("rules.toml")["rule"]],
        "effects": [row["app"] for row in toml("app_effects.toml")["app"]],
        "permissions": [row["id"] for row in toml("ios/permissions.toml")["permission"]],
        "apps": [
            name for row in rows_of("apps.csv") for name in {each.casefold() for each in (row["ios"], *row["android"].split()) if each}
        ],
        "owners": [row["domain"] for row in rows_of("owners.csv")],
        "web entities": [row["domain"] for row in rows_of("web_entities.csv")],
    }
    twice = {name: [each for each, times in Counter(ids).items() if times > 1] for name, ids in tables.items()}
    assert not any(twice.values()), twice


def test_every_expectation_rests_on_a_source_and_our_own_view_is_said_to_be_ours() -> None:
    for row in CONTENT.types.values():
        for cell in row.expect.values():
            assert (cell.sources[0] == HOUSE) == (cell.basis == "judgement"), row.id
            assert ("provisions-2021" in cell.sources) == (row.number is not None), row.id


def test_every_rule_permission_and_makers_side_rests_on_a_source() -> None:
    rules, excuses, permissions = CONTENT.rules.rule, CONTENT.rules.excuse, CONTENT.permissions.values()
    assert all([*(row.sources for row in rules), *(row.sources for row in excuses), *(row.sources for row in permissions)])
    for effects in CONTENT.effects.values():
        assert all(maker.sources for maker in effects.maker.values())


def test_every_type_of_an_app_exists() -> None:
    for row in CONTENT.apps.values():
        assert set(row.types.split()) <= set(CONTENT.types) - {UNKNOWN_TYPE}, row.ios


def test_apps_whose_changes_are_described_are_in_the_catalogue() -> None:
    assert [app for app in CONTENT.effects if CONTENT.apps[app.casefold()].id != app] == []


def test_what_a_change_costs_is_told_for_the_apps_people_ask_about() -> None:
    assert len(CONTENT.effects) >= 100
    for effects in CONTENT.effects.values():
        assert len(effects.change) >= 3, effects.app


USES = (
    Use(count=1, days=1),
    Use(count=30, days=7, hours_of_week=30),
    Use(count=9999, nights=7, days=7, full_days=7, repeat_days=7, busiest_day=999, hours_of_week=168, busy_hours=24, minutes=1440),
)
SAME_IN_EVERY_APP = {("location", "ask"), ("photos", "add-only")}
"""What these change is the same whatever the app: the text of the permission says it."""


def settings_named(app: str, category: str) -> set[str]:
    """All that advice about an app can name, whatever it did and whatever setting it is known to have."""
    who, permission = profile(app, CONTENT, {}), CONTENT.permissions[category]
    say = Wording(CONTENT, words_in("en"), NEEDS.version)
    named: set[str] = set()
    for use in USES:
        activity = Activity(bundle_id=app, uses={category: use}, network=NetworkActivity())
        for known in (None, *(setting.id for setting in permission.setting)):
            told = Told(settings={(app, category): known} if known else {})
            judged = assess_app(activity, who, (), NEEDS, told)
            whole = Assessment(rules_version="", score=None, grade=None, enough=False, apps=(judged,))
            for item in advise(whole, NEEDS, told):
                named |= {setting for setting in (item.setting, item.milder) if setting}
                named |= {permission.setting[0].id} if say.advice(item, judged).stricter else set()
    return named


@each("app", CONTENT.effects)
def test_what_a_change_costs_is_told_for_each_setting_that_advice_can_name(app: str) -> None:
    """And for no other, so that no row is dead."""
    for category, settings in CONTENT.effects[app].change.items():
        same = {setting for name, setting in SAME_IN_EVERY_APP if name == category}
        named = settings_named(app, category)
        assert named - same == set(settings), category


@each("app", CONTENT.effects)
def test_what_a_change_costs_does_not_name_the_setting(app: str) -> None:
    """Its name differs by iOS version and stands beside the text. Names that are ordinary words, too, must not be set as names."""
    names = {label[lang] for row in CONTENT.permissions.values() for setting in row.setting for label in setting.labels for lang in LANGS}
    distinct = [
        name for name in names if name not in ("On", "Off", "None", "Never", "Always", "开", "关", "无", "始终", "永不", "选中的照片")
    ]
    for settings in CONTENT.effects[app].change.values():
        for effect in settings.values():
            said = f"{effect.breaks.en} {effect.keeps.en} {effect.breaks.zh} {effect.keeps.zh}"
            assert not [name for name in distinct if name in said]
            assert not re.search(r"\b[Ww]ith (Never|None|Off)\b|“(永不|无|关|选中的照片)”", said)


LEVELS_SAID: Mapping[str, Mapping[Lang, str]] = {
    "not_needed": {"en": r"\bnot need\b", "zh": "不需要"},
    "extra": {"en": r"\bwithout\b.*\bonly\b|\bnot your location; only\b", "zh": "不.*只有"},
    "unknown": {"en": r"\bdo not know\b", "zh": "还不知道"},
}


@each("kind", CONTENT.types)
def test_each_need_says_its_level(kind: str) -> None:
    """What the kind can do without is told as that, and nothing else is."""
    for category, cell in CONTENT.types[kind].expect.items():
        for level, said in LEVELS_SAID.items():
            for lang in LANGS:
                if level == cell.level:
                    assert re.search(said[lang], cell[lang]), (category, cell[lang])
                elif level != "unknown" and cell.level != "extra":
                    assert not re.search(said[lang], cell[lang]), (category, cell[lang])


def test_what_kinds_need_and_what_changes_cost_is_told_for_either_phone() -> None:
    told = [text for kind in CONTENT.types.values() for text in (*kind.expect.values(), *kind.background_ok.values())]
    costs = [row for known in CONTENT.effects.values() for settings in known.change.values() for row in settings.values()]
    told += [text for row in costs for text in (row.breaks, row.keeps)]
    assert len(told) > 1700
    of_one_phone = r"iPhone|\biOS\b|Android|安卓|Add Photos Only|仅添加照片|“(照片|共享)”|\b(in|from) Photos\b"
    assert [text[lang] for text in told for lang in LANGS if re.search(of_one_phone, text[lang])] == []


def test_no_owner_repeats_what_the_domain_above_it_says() -> None:
    for domain, row in CONTENT.owners.items():
        above = next((found for part in parents(domain) if (found := CONTENT.owners.get(part))), None)
        assert above is None or row.model_dump(exclude={"domain"}) != above.model_dump(exclude={"domain"}), domain


def parents(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    yield from (".".join(labels[start:]) for start in range(1, len(labels) - 1))


def test_services_inside_many_apps_belong_to_a_company() -> None:
    """The test whether a service is another company's than the app's lives on its group."""
    assert [row.domain for row in CONTENT.owners.values() if row.kind == "service" and not row.group] == []


def test_owners_of_one_group_and_name_agree() -> None:
    groups: dict[str, set[str]] = {}
    for row in CONTENT.owners.values():
        groups.setdefault(row.owner_en, set()).add(row.group)
    assert {owner: group for owner, group in groups.items() if len(group) > 1} == {}


def test_every_purpose_that_counts_as_a_tracker_has_owners() -> None:
    assert set(CONTENT.rules.tracker_purposes) - {PROFILING} <= {row.purpose for row in CONTENT.owners.values()}


def test_excused_groups_have_apps() -> None:
    assert {excuse.group for excuse in CONTENT.rules.excuse} <= {row.group for row in CONTENT.apps.values()}


@pytest.mark.parametrize("rule", CONTENT.rules.rule, ids=lambda rule: rule.id)
def test_steps_grow_dearer_with_the_count(rule: Any) -> None:
    assert set(rule.steps) <= {*CATEGORIES, TRACKERS}
    assert set(rule.levels) <= set(get_args(Level))
    for topic, steps in rule.steps.items():
        assert [step.at for step in steps] == sorted({step.at for step in steps}), topic
        assert [step.points for step in steps] == sorted({step.points for step in steps}, reverse=True), topic
        assert all(step.points < 0 for step in steps), topic


def test_every_count_of_a_step_can_be_reached() -> None:
    days = CONTENT.rules.counting.window_days
    most = dict.fromkeys(("days", "full_days", "repeat_days", "nights"), days)
    most |= {"hours_of_week": 24 * days, "busy_hours": 24, "minutes": 24 * 60}
    assert set(most) < set(MEASURES)
    for rule in CONTENT.rules.rule:
        for steps in rule.steps.values():
            assert all(step.at <= most.get(rule.measure, 10_000) for step in steps), rule.id


def test_lengths_are_counted_only_where_they_are_real() -> None:
    for rule in CONTENT.rules.rule:
        assert rule.measure != "minutes" or set(rule.steps) <= CONTENT.timed, rule.id
        assert not rule.beyond_minutes or rule.measure == "minutes", rule.id


def test_what_a_rule_asks_for_can_be() -> None:
    for rule in CONTENT.rules.rule:
        assert rule.levels
        assert rule.background
        assert (rule.measure == "tracker_owners") == (set(rule.steps) == {TRACKERS}), rule.id
        if rule.smaller_setting:
            assert rule.tier == "room", rule.id


@pytest.mark.parametrize("topic", [*CATEGORIES, TRACKERS])
def test_what_is_told_as_a_fault_never_costs_less_than_an_offer(topic: str) -> None:
    points: dict[str, list[int]] = {"excess": [], "room": []}
    for rule in CONTENT.rules.rule:
        points[rule.tier] += [step.points for step in rule.steps.get(topic, ())]
    assert not points["excess"] or not points["room"] or max(points["excess"]) < min(points["room"])
    assert not (topic == TRACKERS and points["excess"]), "whom an app contacts is never told as a fault"


def test_every_permission_can_be_told_as_a_fault() -> None:
    assert {topic for rule in CONTENT.rules.rule if rule.tier == "excess" for topic in rule.steps} == set(CATEGORIES)


def more_careful(one: Rule, other: Rule) -> bool:
    """Whether one rule says the same of fewer cases."""
    return set(one.levels) <= set(other.levels) and set(one.background) <= set(other.background)


def test_where_use_by_itself_is_part_of_the_job_the_same_count_costs_no_more() -> None:
    """Of two rules over one count the one that allows for such use comes later, or is cheaper."""
    for one in CONTENT.rules.rule:
        for other in CONTENT.rules.rule:
            same = one.measure == other.measure and one.tier == other.tier == "excess" and one.id != other.id
            if same and more_careful(one, other) and "active" in other.background and "active" not in one.background:
                for topic in set(one.steps) & set(other.steps):
                    for step in other.steps[topic]:
                        assert min((mine.points for mine in one.steps[topic] if mine.at <= step.at), default=0) <= step.points, topic


def test_numbers_of_the_rules_agree_with_each_other() -> None:
    rules, counting = CONTENT.rules, CONTENT.rules.counting
    assert counting.night_begins_at < counting.night_ends_at
    assert 0 < counting.enough_days <= counting.window_days <= counting.whole_days
    assert counting.unreadable_told < MOST_UNUSABLE
    assert counting.full_day_looks >= counting.full_day_hours
    assert [rules.minutes[level] for level in LEVELS] == sorted(rules.minutes[level] for level in LEVELS)
    assert rules.grade_of(100 + rules.most_room) == "C", "offers alone take no app below C"
    assert rules.grade_of(rules.least_without_excess) == "B", "without a fault a phone is B or better"
    assert rules.striking.as_level in LEVELS
    assert rules.no_cell.level == "unknown"


def test_a_phone_is_at_most_one_grade_better_than_its_worst_app() -> None:
    rules, grades = CONTENT.rules, get_args(Grade)
    for score in range(101):
        best = rules.best_beside(score)
        assert grades.index(rules.grade_of(best)) == max(grades.index(rules.grade_of(score)) - 1, 0), score
        assert best == 100 or rules.grade_of(best + 1) < rules.grade_of(best), "and can be as good as that grade goes"


def test_grades_cover_all_scores() -> None:
    bands = CONTENT.rules.grade
    assert tuple(band.grade for band in bands) == get_args(Grade)
    assert [band.since for band in bands] == [90, 80, 65, 50, 0]


@pytest.mark.parametrize("ios", CONTENT.versions)
@pytest.mark.parametrize("kind", ["screen", "by-permission", "by-app"])
def test_every_ios_version_has_its_way_through_settings(kind: str, ios: int) -> None:
    path = CONTENT.path(kind, ios)
    for lang, first in (("en", "Settings › "), ("zh", "设置 › ")):
        assert path[lang].startswith(first)
        assert "{permission}" in path[lang]
        assert ("{app}" in path[lang]) == (kind != "screen")
        assert "{" not in path[lang].format(permission="P", app="A")
    assert ("Privacy & Security" in path.en) == (ios >= 16 and kind != "by-app")


def test_every_ios_since_the_report_exists_has_a_way_to_get_it() -> None:
    ways = CONTENT.getting_report
    assert [re.findall(r"\d+(?:\.\d)?", way.versions.en) for way in ways] == [["16"], ["15.2", "15.8"], ["15.0", "15.1"]]
    for way in ways:
        assert way.path.en.startswith("Settings › Privacy")
        assert way.path.zh.startswith("设置 › 隐私")
        assert re.findall(r"\d+(?:\.\d)?", way.versions.zh) == re.findall(r"\d+(?:\.\d)?", way.versions.en)
    assert ["&" in way.path.en for way in ways] == [True, False, False]
    assert ["App Activity" in way.path.en for way in ways] == [False, False, True]


@each("ios", CONTENT.versions)
@each("category", CATEGORIES)
def test_every_setting_that_advice_can_pick_has_a_label_and_says_what_it_changes(category: str, ios: int) -> None:
    """The largest is none to advise, unless it is the only one. What this version lacks is the next stricter one."""
    permission = CONTENT.permissions[category]
    for wanted in permission.setting[: max(len(permission.setting) - 1, 1)]:
        setting = permission.nearest(wanted.id, ios)
        label = setting.label(ios)
        assert permission.rank(setting.id) <= permission.rank(wanted.id)
        assert label
        assert setting.breaks
        assert setting.keeps
        for text in (label, setting.breaks, setting.keeps):
            assert text.en
            assert text.zh


def test_extensions_begin_with_a_point_and_stand_once() -> None:
    identity = CONTENT.identity
    assert all(re.fullmatch(r"(\.[A-Za-z]+)+", end) for end in identity.extensions)
    assert len({end.casefold() for end in identity.extensions}) == len(identity.extensions)
    assert [len(end) for end in identity.longest_first] == sorted((len(end) for end in identity.extensions), reverse=True)


def test_parts_of_an_id_that_tell_nothing_are_single_parts_in_small_letters() -> None:
    assert all(re.fullmatch("[a-z0-9]+", part) for part in CONTENT.identity.untelling)
    listed = toml("identity.toml")["untelling"]
    assert len(set(listed)) == len(listed)


def texts_in(value: object) -> Iterator[tuple[str, str]]:
    """Every sentence a person can read in a table: (language, text)."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in LANGS and isinstance(inner, str):
                yield key, inner
            else:
                yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


FILES = [path.relative_to(FOLDER).as_posix() for path in sorted(FOLDER.rglob("*.toml"))]
TABLES = [name for name in FILES if name.split("/")[0] not in LANGS and name.count(".") == 1]
SILENT = {"identity.toml", "guesses.toml", "companies.toml", "android/access.toml", "letters/contacts.toml"}
"""These say nothing to anybody."""


@cache
def all_texts() -> tuple[tuple[str, str, str], ...]:
    return tuple(every_text())


def every_text() -> Iterator[tuple[str, str, str]]:
    for lang in LANGS:
        for key, text in words_in(lang).texts.items():
            yield from ((key, lang, form) for form in (text if isinstance(text, list) else [text]))
    for name in TABLES:
        yield from ((name, lang, text) for lang, text in texts_in(toml(name)))
    for law in load_letters().laws:
        yield from ((f"{law.id} {name}", lang, said.text) for lang, letter in law.letters.items() for name, said in letter.all)
    for row in (*rows_of("apps.csv"), *rows_of("owners.csv"), *rows_of("web_entities.csv")):
        for key, lang in (("name_en", "en"), ("name_zh", "zh"), ("owner_en", "en"), ("owner_zh", "zh")):
            yield row.get("ios") or row.get("android") or row["domain"], lang, row.get(key) or ""


NEVER = {
    "blame": r"\bspy|\bspied|\bsteal|\bstole|\bsnoop|窃取|偷看|偷窥|窃听|流氓",
    "promises": r"\bsafe\b|\bsafely\b|\bsecure\b|安全无忧|绝对安全",
    "jargon": r"\bbundle|\bSDKs?\b|\bAPIs?\b|\bendpoints?\b|\bintervals?\b|\beTLD|\bhosts?\b|\bpayload|\btelemetry|\bheuristic",
    "jargon in Chinese": "包名|接口|主机|端点|区间|时间戳",
}


@pytest.mark.parametrize("what", NEVER)
def test_no_text_holds_words_we_do_not_use(what: str) -> None:
    names = {name for row in rows_of("apps.csv") for name in (row["name_en"], row["name_zh"])}  # what makers call their apps is theirs
    assert [found for found in all_texts() if re.search(NEVER[what], found[2], re.IGNORECASE) and found[2] not in names] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_exists_in_both_languages(lang: Lang) -> None:
    assert len(TABLES) == 16
    for name in set(TABLES) - SILENT:
        found = Counter(language for language, text in texts_in(toml(name)) if text)
        assert found["en"] == found["zh"], name
        assert found[lang], name


LABELS = ("App隐私报告", "使用App期间", "媒体与Apple Music", "记录App活动", "存储App活动", "后台App刷新", "VPN与设备管理")


def test_chinese_sentences_keep_a_space_to_latin_words_and_punctuation_of_their_own() -> None:
    for name in ("app_types", "ios/permissions", "rules", "app_effects", "ios/beside"):
        for lang, written in texts_in(toml(f"{name}.toml")):
            text = re.sub("|".join(LABELS), "□", written)
            if lang == "zh":
                assert not re.search(r"[\u4e00-\u9fff][a-zA-Z0-9]|[a-zA-Z0-9][\u4e00-\u9fff]", text), written
                assert not re.search(r"[\u4e00-\u9fff] *[,;:?!]|[,;:?!] *[\u4e00-\u9fff]", text), written
                assert "您" not in text, written


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the tables to break."""
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    return folder


def whole(folder: Path) -> Content:
    """All of it, what is read when it is first asked for too."""
    content = load_content(folder=folder)
    for table in (content.types, content.apps, content.owners, content.effects, content.sources):
        assert all(table.values())
    return content


def broken(folder: Path, name: str, old: str, new: str) -> int:
    """Replaces the first such text behind the middle of the file; gives back its line."""
    text = (folder / name).read_text(encoding="utf-8")
    place = text.find(old, len(text) // 3)
    assert place >= 0
    (folder / name).write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    return text.count("\n", 0, place) + 1


@pytest.mark.parametrize(
    ("name", "table", "old", "new"),
    [
        ("app_types.toml", "type", 'level = "while_using"', 'level = "sometimes"'),
        ("app_types.toml", "type", 'basis = "judgement"', 'basis = "law"'),
        ("app_types.toml", "type", "contacts ", "contact "),
        ("app_types.toml", "type", "precise = false", "precise = 5"),
        ("app_types.toml", "type", 'when = "active"', 'when = "sometimes"'),
        ("app_types.toml", "type", "minutes = ", "minutes = -"),
        ("ios/permissions.toml", "permission", "ordinary = ", "ordinari = "),
        ("ios/permissions.toml", "permission", "looks = false", "looks = 5"),
        ("ios/permissions.toml", "path", 'kind = "by-app"', 'kind = "by-name"'),
        ("ios/permissions.toml", "path", 'kind = "screen"', 'kind = "by-permission"'),
        ("ios/permissions.toml", "path", "{app} › {permission}", "{app} › {permissions}"),
        ("app_effects.toml", "app", "camera", "kamera"),
        ("sources.toml", "source", 'status = "platform-rule"', 'status = "rule"'),
        ("sources.toml", "source", 'status = "house"', 'status = "law"'),
        ("sources.toml", "source", "https://www.cac", "http://www.cac"),
        ("sources.toml", "source", 'date = "2026-11-27"', 'date = "27 November 2026"'),
        ("sources.toml", "source", 'phones = ["ios"]', 'phones = ["iphone"]'),
        ("rules.toml", "rule", "points = -", "points = 1"),
        ("rules.toml", "rule", "at = ", "at = -"),
        ("rules.toml", "rule", 'tier = "excess"', 'tier = "fault"'),
        ("rules.toml", "rule", 'measure = "', 'measure = "un'),
        ("rules.toml", "rule", 'background = ["none"', 'background = ["never"'),
    ],
)
def test_a_broken_row_names_its_file_and_where_the_row_begins(copied: Path, name: str, table: str, old: str, new: str) -> None:
    line = broken(copied, name, old, new)
    before = (copied / name).read_text(encoding="utf-8").splitlines()[:line]
    heading = max(number for number, text in enumerate(before, 1) if text == f"[[{table}]]")
    with pytest.raises(ContentError, match=rf"^{re.escape(name)}, line {heading}: "):
        whole(copied)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("apps.csv", ",app,A\n", ",app,D\n"),
        ("apps.csv", ",app,B\n", ",program,B\n"),
        ("apps.csv", ",app,A\n", "\n"),
        ("apps.csv", ",app,A\n", ",app,A,more\n"),
        ("owners.csv", ",company,", ",firm,"),
        ("owners.csv", ".com,", ".COM,"),
        ("web_entities.csv", ",company,", ",firm,"),
        ("web_entities.csv", ",service,ads", ",service,advertising"),
    ],
)
def test_a_broken_line_of_a_list_is_named(copied: Path, name: str, old: str, new: str) -> None:
    line = broken(copied, name, old, new)
    with pytest.raises(ContentError, match=rf"^{re.escape(name)}, line {line}: "):
        whole(copied)


@pytest.mark.parametrize("key", ["extensions", "untelling"])
def test_a_missing_list_of_ids_is_named(copied: Path, key: str) -> None:
    text = (copied / "identity.toml").read_text(encoding="utf-8")
    (copied / "identity.toml").write_text(re.sub(rf"^{key} = ", f"{key}x = ", text, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"^identity\.toml: {key}"):
        whole(copied)


@pytest.mark.parametrize(
    "name", ["app_types.toml", "ios/permissions.toml", "rules.toml", "app_effects.toml", "sources.toml", "identity.toml"]
)
def test_a_table_that_is_no_toml_names_its_line(copied: Path, name: str) -> None:
    text = (copied / name).read_text(encoding="utf-8")
    (copied / name).write_text(text + "\nbroken = [\n", encoding="utf-8")
    with pytest.raises(ContentError, match=rf"^{re.escape(name)}(, line \d+)?: .*(line \d+|end of document)"):
        whole(copied)


@pytest.mark.parametrize(
    "name",
    [
        "app_types.toml",
        "ios/permissions.toml",
        "rules.toml",
        "app_effects.toml",
        "sources.toml",
        "identity.toml",
        "apps.csv",
        "owners.csv",
        "web_entities.csv",
        "companies.toml",
    ],
)
def test_a_missing_table_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ContentError, match=re.escape(name)):
        whole(copied)


@pytest.mark.parametrize("name", ["apps.csv", "sources.toml"])
def test_a_table_in_another_encoding_is_named(copied: Path, name: str) -> None:
    (copied / name).write_bytes((copied / name).read_bytes() + b"\xff\xfe\n")
    with pytest.raises(ContentError, match=re.escape(name)):
        whole(copied)


def test_an_unbroken_copy_is_the_same_content(copied: Path) -> None:
    assert whole(copied) == CONTENT
