"""The tables of an Android phone: each permission and setting, each kind's need, each maker's way, in both languages and plain words."""

import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
from android_dumps import Phone, hours
from each import each

from coach import android
from coach.catalogue import profile
from coach.content import FOLDER, UNKNOWN_TYPE, Content, ContentError, load_content
from coach.content.access import load_access
from coach.models import LANGS, TRACKERS, AppProfile, Lang, Level, Text
from coach.needs import Needs
from coach.reading.android.texts import read_android

CONTENT: Content = load_content("android")
IPHONE: Content = load_content("ios")
BESIDE = CONTENT.beside
OF_BOTH = set(CONTENT.permissions) & set(IPHONE.permissions)
SCORED = ("sms", "call-log", "calendar", "body-sensors", "activity", "nearby")
SHOWN = ("phone", "notifications", "files", "installed-apps")
LEVELS: tuple[Level, ...] = ("not_needed", "extra", "while_using", "needed")
MAKERS = sorted({maker for path in CONTENT.paths for maker in path.makers})
NEEDS: dict[str, Any] = tomllib.loads((FOLDER / "android" / "needs.toml").read_text(encoding="utf-8"))


# Permissions and their settings.


def test_a_permission_is_each_topic_that_is_neither_special_nor_without_a_switch() -> None:
    topics = {topic.id: topic for topic in load_access().topics}
    special = {name for name, topic in topics.items() if topic.special or topic.by_service}
    assert set(CONTENT.permissions) == set(topics) - special - {"clipboard"}
    assert special == {note.id for note in BESIDE.special}
    assert {*special, "clipboard", "other", TRACKERS} == set(CONTENT.topics)
    assert set(IPHONE.permissions) == OF_BOTH, "what an iPhone tells of, Android tells of too"


@each("category", CONTENT.permissions)
def test_settings_go_from_the_strictest_on_and_say_what_they_change(category: str) -> None:
    permission = CONTENT.permissions[category]
    ids, looks = [setting.id for setting in permission.setting], [setting.looks for setting in permission.setting]
    assert len(set(ids)) == len(ids)
    assert looks == sorted(looks), "what lets an app look stands behind what doesn't"
    assert looks[0] == (not permission.switch)
    assert set(permission.least) == set(get_args(Level))
    assert {permission.ordinary, *permission.least.values()} <= set(ids)
    wanted = [permission.rank(permission.least[level]) for level in LEVELS]
    assert wanted == sorted(wanted), "what needs more gets more"
    assert permission.least["unknown"] == permission.ordinary
    assert permission.each
    assert permission.sources
    assert permission.switch == ("pipl-consent" in permission.sources)
    for setting in permission.setting[: max(len(ids) - 1, 1)]:
        assert setting.breaks, setting.id
        assert setting.keeps, setting.id
    for setting in permission.setting:
        since = [label.since for label in setting.labels]
        assert since == sorted(set(since)), setting.id


@each("category", CONTENT.permissions)
@each("version", CONTENT.versions)
def test_every_version_has_a_label_for_each_setting_or_a_stricter_one(category: str, version: int) -> None:
    permission = CONTENT.permissions[category]
    for wanted in permission.setting:
        setting = permission.nearest(wanted.id, version)
        assert setting.label(version), (wanted.id, version)
        assert permission.rank(setting.id) <= permission.rank(wanted.id)
    assert permission.setting[0].label(version)
    assert permission.setting[-1].label(version) or category == "body-sensors"


@pytest.mark.parametrize(
    ("category", "setting", "since"),
    [
        ("location", "while-using", 10),
        ("location", "ask", 11),
        ("camera", "ask", 11),
        ("microphone", "ask", 11),
        ("location", "precise-off", 12),
        ("body-sensors", "always", 13),
        ("photos", "limited", 14),
    ],
)
def test_no_version_is_offered_what_it_cannot_do(category: str, setting: str, since: int) -> None:
    permission = CONTENT.permissions[category]
    known = permission.setting[permission.rank(setting)]
    assert [version for version in CONTENT.versions if known.label(version)] == [each for each in CONTENT.versions if each >= since]


def test_versions_are_those_that_are_read_and_older_ones_together() -> None:
    assert CONTENT.versions == (7, *range(10, 18))
    assert [CONTENT.version_of(told) for told in (8, 9, 10, 16, 18, None)] == [7, 7, 10, 16, 17, 17]


@each("category", CONTENT.permissions)
def test_what_a_file_tells_is_allowed_is_one_setting(category: str) -> None:
    """But where there is no switch: then it tells nothing."""
    permission = CONTENT.permissions[category]
    told = Counter(level for setting in permission.setting for level in setting.allowed)
    assert set(told.values()) <= {1}
    assert set(told) == (set(get_args(android.Level)) - {"unknown"} if permission.switch else set())
    for setting in permission.setting:
        assert setting.looks or not {"always", "while-using", "allow", "limited"} & set(setting.allowed), setting.id


@each("category", sorted(OF_BOTH))
def test_a_permission_of_both_phones_means_the_same_on_each(category: str) -> None:
    """Settings of one id let an app look on both or on neither, and stand in the same order."""
    here, there = CONTENT.permissions[category], IPHONE.permissions[category]
    same = [setting.id for setting in here.setting if setting.id in {each.id for each in there.setting}]
    assert same == [setting.id for setting in there.setting if setting.id in same]
    assert all(here.allows(setting) == there.allows(setting) for setting in same)
    assert (here.timed, here.switch, here.whole_at_once) == (there.timed, there.switch, there.whole_at_once)
    assert here.rough == there.rough


def test_lengths_are_real_of_the_same_as_on_an_iphone() -> None:
    assert CONTENT.timed == IPHONE.timed


# What kinds of app need.


@each("kind", CONTENT.types)
def test_each_kind_says_something_of_each_permission(kind: str) -> None:
    row = CONTENT.types[kind]
    assert set(row.expect) == set(CONTENT.permissions)
    for category, cell in row.expect.items():
        assert cell.en.endswith((".", "?")), category
        assert cell.zh.endswith(("。", "？")), category
        assert "{" not in cell.en + cell.zh, category


@each("kind", CONTENT.types)
def test_what_is_of_android_alone_rests_on_our_own_judgement(kind: str) -> None:
    for category in (*SCORED, *SHOWN):
        cell = CONTENT.types[kind].expect[category]
        assert (cell.basis, cell.sources) == ("judgement", ("house",)), category


@each("kind", IPHONE.types)
def test_an_iphone_knows_none_of_it(kind: str) -> None:
    here, there = CONTENT.types[kind], IPHONE.types[kind]
    assert set(there.expect) == set(IPHONE.permissions)
    more = {row["topic"] for row in NEEDS["need"] if kind in row["kinds"] and "before" not in row}
    for category, cell in there.expect.items():
        mine = here.expect[category]
        if category in more:  # an app never needs less than on an iPhone
            assert (mine.basis, LEVELS.index(mine.level) >= LEVELS.index(cell.level)) == ("judgement", True), category
        else:
            assert mine.model_copy(update={"least": cell.least}) == cell, category
    background = {category: row for category, row in here.background_ok.items() if category in OF_BOTH}
    assert {category: row for category, row in background.items() if category not in more} == {
        category: row for category, row in there.background_ok.items() if category not in more
    }


@pytest.mark.parametrize(("version", "level", "background"), [(11, "while_using", "by_choice"), (13, "not_needed", "none")])
def test_before_android_13_a_device_is_found_with_the_permission_for_location(version: int, level: str, background: str) -> None:
    need = Needs(CONTENT, version).of(profile("com.northcube.sleepcycle", CONTENT, {}), "location")
    assert (need.level, need.background) == (level, background)


SAID: dict[str, dict[Lang, str]] = {
    "not_needed": {"en": r"\bnot need\b", "zh": "不需要"},
    "extra": {"en": r"\bwithout\b.*\bonly\b", "zh": "不.*只有"},
    "unknown": {"en": r"\bdo not know\b", "zh": "还不知道"},
}


@each("kind", CONTENT.types)
def test_each_need_says_its_level(kind: str) -> None:
    for category in (*SCORED, *SHOWN):
        cell = CONTENT.types[kind].expect[category]
        for level, said in SAID.items():
            for lang in LANGS:
                if level == cell.level:
                    assert re.search(said[lang], cell[lang]), (category, cell[lang])
                elif level == "not_needed" or (level == "extra" and cell.level != "unknown"):
                    assert not re.search(said[lang], cell[lang]), (category, cell[lang])


def test_nothing_is_held_against_the_unknown_and_all_others_are_known_where_it_can_cost() -> None:
    assert {cell.level for cell in CONTENT.types[UNKNOWN_TYPE].expect.values()} == {"unknown"}
    for kind, row in CONTENT.types.items():
        unknown = {category for category, cell in row.expect.items() if cell.level == "unknown"}
        assert kind == UNKNOWN_TYPE or unknown == {"files", "installed-apps"}, kind


@each("kind", CONTENT.types)
def test_the_smallest_setting_is_one_of_android_and_larger_than_usual_only_for_what_goes_on_day_and_night(kind: str) -> None:
    row = CONTENT.types[kind]
    for category, cell in row.expect.items():
        permission = CONTENT.permissions[category]
        wanted = permission.rank(cell.least or permission.least[cell.level])
        assert permission.setting[wanted].looks or cell.level in ("extra", "not_needed"), category
        if wanted > permission.rank(permission.ordinary):
            assert row.background_ok[category].when == "all_day", category


@each("kind", CONTENT.types)
def test_use_by_itself_is_of_what_the_job_uses(kind: str) -> None:
    row = CONTENT.types[kind]
    for category, background in row.background_ok.items():
        assert row.expect[category].level != "not_needed", category
        assert background.when != "all_day" or row.expect[category].level in ("needed", "while_using"), category


@each("kind, topic", [(kind, topic) for kind in CONTENT.types for topic in CONTENT.permissions])
def test_what_a_kind_needs_can_be_worked_out_on_every_version(kind: str, topic: str) -> None:
    who = AppProfile(bundle_id="com.example.luma", name=Text(en="Luma", zh="Luma"), types=(kind,))
    for version in (7, 12, 17):
        need = Needs(CONTENT, version).of(who, topic)
        assert need.offer in {"", *(setting.id for setting in CONTENT.permissions[topic].setting if setting.label(version))}


@pytest.mark.parametrize(
    ("topic", "needed"),
    [
        ("sms", set()),
        ("call-log", {"contacts-dialler", "caller-id"}),
        ("calendar", set()),
        ("body-sensors", {"wearable", "medical-device"}),
        ("activity", {"fitness", "wearable"}),
    ],
)
def test_a_permission_is_the_very_job_of_few_kinds(topic: str, needed: set[str]) -> None:
    assert {kind for kind, row in CONTENT.types.items() if row.expect[topic].level == "needed"} == needed


@pytest.mark.parametrize("topic", SCORED)
def test_most_kinds_can_do_without(topic: str) -> None:
    """But for devices near the phone, which half of all kinds can use."""
    without = sum(row.expect[topic].level in ("not_needed", "extra") for row in CONTENT.types.values())
    assert without > len(CONTENT.types) * (0.4 if topic == "nearby" else 0.75)


@pytest.mark.parametrize("kind", ["online-shopping", "gaming", "news", "short-video", "online-lending", "weather"])
def test_ordinary_kinds_need_neither_messages_nor_calls(kind: str) -> None:
    levels = {CONTENT.types[kind].expect[topic].level for topic in ("sms", "call-log")}
    assert levels == {"not_needed"}


def test_each_kind_has_a_job_and_no_row_names_a_stranger() -> None:
    assert set(NEEDS["job"]) == set(CONTENT.types) - {UNKNOWN_TYPE}
    assert {row["id"] for row in NEEDS["general"]} == {*SCORED, *SHOWN}
    assert {row["topic"] for row in NEEDS["need"]} <= {*SCORED, *SHOWN, *IPHONE.permissions}
    assert {row["topic"] for row in NEEDS["need"] if "before" in row} <= set(IPHONE.permissions)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("needs", 'level = "extra"', 'level = "sometimes"', r"android/needs.toml, line \d+: level"),
        ("needs", "{job} can do", "{kind} can do", r"android/needs.toml, line \d+: .*job"),
        ("needs", 'topic = "calendar"', 'topic = "kalendar"', r"android/needs.toml, line \d+: topic"),
        ("needs", '"wearable", "home-automation"', '"wearable", "wearable"', "android/needs.toml: .*two needs of wearable"),
        ("needs", '"wearable", "home-automation"', '"wearable", "home-automaton"', "android/needs.toml: .*home-automaton"),
        ("permissions", 'allowed = ["ask"]', 'allowed = ["asked"]', r"android/permissions.toml, line \d+: setting"),
        ("permissions", "{app} › App info", "{ap} › App info", r"android/permissions.toml, line \d+: "),
        ("beside", "sources = ", "source = ", r"android/beside.toml, line \d+: "),
    ],
)
def test_a_broken_row_names_its_file_and_line(copied: Path, name: str, old: str, new: str, said: str) -> None:
    path = copied / "android" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        load_content("android", copied)


# Where to tap.


@each("kind", ["screen", "by-permission", "by-app"])
@each("version", CONTENT.versions)
def test_every_version_has_a_way_that_holds_for_any_phone_and_makers_their_own(kind: str, version: int) -> None:
    for maker in ("", "Nobody", *MAKERS, *(maker.upper() for maker in MAKERS)):
        path = CONTENT.path(kind, version, maker)
        assert not path.makers or maker.casefold() in path.makers
        for lang in LANGS:
            shown = path[lang].format(permission="P", app="A") if kind != "screen" else path[lang].format(permission="P")
            assert "{" not in shown
            assert "P" in shown
    own = CONTENT.path(kind, version)
    assert not own.makers


def test_by_app_the_way_begins_at_the_icon_on_any_phone() -> None:
    path = CONTENT.path("by-app", 14)
    assert path.en.startswith("Press and hold the icon")
    assert path.zh.startswith("长按")
    assert path.sure == LANGS


def test_what_a_maker_calls_it_is_sure_only_where_it_was_read() -> None:
    sure = {(maker, path.sure) for path in CONTENT.paths for maker in path.makers if path.kind == "screen"}
    assert {maker for maker, langs in sure if langs == LANGS} == {"google", "oppo", "realme", "oneplus"}
    assert {maker for maker, langs in sure if langs == ("en",)} == {"samsung", "huawei", "honor", "xiaomi", "redmi", "poco"}
    assert {maker for maker, langs in sure if not langs} == {"vivo", "iqoo"}
    assert CONTENT.path("screen", 14).sure == (), "a search finds it, whatever it is called"


@pytest.mark.parametrize(
    ("maker", "version", "way"),
    [
        ("Google", 12, "Settings › Privacy › Permission manager › Camera"),
        ("Google", 14, "Settings › Security & privacy › Privacy › Permission manager › Camera"),
        ("samsung", 14, "Settings › Security and privacy › Permission manager › Camera"),
        ("HUAWEI", 10, "Settings › Apps › Permission manager › Camera"),
        ("OnePlus", 14, "Settings › Privacy › Permission manager › Camera"),
    ],
)
def test_a_maker_has_its_own_way(maker: str, version: int, way: str) -> None:
    assert CONTENT.path("screen", version, maker).en.format(permission="Camera") == way


# How to get the file.


def test_the_way_without_a_cable_comes_first_and_ways_that_nobody_tried_say_so() -> None:
    first, *others = CONTENT.getting_report
    assert not first.makers
    assert not first.command
    assert "bug report" in first.path.en
    assert all(way.sure == () for way in others if way.makers)


def test_the_cable_needs_one_line_and_usb_debugging_goes_off_again() -> None:
    (cable,) = (way for way in CONTENT.getting_report if way.command)
    assert cable is CONTENT.getting_report[-1]
    assert "\n" not in cable.command
    assert "USB debugging off again" in cable.save.en
    assert "USB 调试关掉" in cable.save.zh
    assert cable.command.count('"') == 2, "what the phone runs is quoted for any shell"
    assert cable.command.count("'") == 0


def test_what_the_cable_writes_is_read_whole() -> None:
    (cable,) = (way for way in CONTENT.getting_report if way.command)
    phone = Phone(version=14, maker="Luma", roles={"SMS": ["com.example.chat"]}, keyboard="com.example.keys")
    phone.services = {0: ["com.example.aid"]}
    chat = phone.app("com.example.chat").grant("android.permission.CAMERA").access("CAMERA", "top", hours(3)).opened(hours(2))
    chat.minute("CAMERA", "top", hours(3))
    for package in ("com.example.keys", "com.example.aid"):
        phone.app(package)
    written = {
        "dumpsys appops": phone.app_ops(),
        "dumpsys appops --history": phone.history(),
        "dumpsys appops --history --include-discrete 100000": phone.history(),
        "dumpsys package": phone.packages(),
        "dumpsys usagestats": phone.usage(),
        "dumpsys role": phone.role(),
        "dumpsys user": phone.user(),
        "dumpsys accessibility": phone.accessibility(),
        "dumpsys input_method": phone.input_method(),
        "getprop | grep ro.product.manufacturer": ["[ro.product.manufacturer]: [Luma]"],
        "getprop | grep ro.build.version": ["[ro.build.version.release]: [14]", "[ro.build.version.sdk]: [34]"],
    }
    asked = cable.command.split('"')[1].split("; ")
    assert asked == list(written)
    read = read_android([("phone.txt", "\n".join(line for command in asked for line in written[command]).encode())])
    assert (read.counts.version, read.counts.maker, read.counts.unread_lines, read.minutes_of) == (14, "Luma", 0, "days")
    assert read.counts.sections.model_dump() == {"app_ops": True, "packages": True, "usage": True, "minutes": True}
    assert read.roles == {"messages": ("com.example.chat",), "keyboard": ("com.example.keys",)}
    assert {row.app for row in read.allowed if row.topic == "accessibility"} == {"com.example.aid"}


# What stands beside it.


def test_what_the_file_tells_is_on_no_list_of_what_it_does_not() -> None:
    told = {topic.id for topic in load_access().topics}
    assert told.isdisjoint(note.id for note in BESIDE.unseen)
    assert len({note.id for notes in (BESIDE.unseen, BESIDE.managed, BESIDE.help, BESIDE.special) for note in notes}) == sum(
        map(len, (BESIDE.unseen, BESIDE.managed, BESIDE.help, BESIDE.special))
    )


def test_help_is_the_same_on_every_phone_but_for_what_is_apples() -> None:
    assert BESIDE.help == tuple(note for note in IPHONE.beside.help if not note.path)


def test_special_access_is_found_by_a_search_and_asked_about() -> None:
    for note in BESIDE.special:
        way = note.way(17)
        assert way, note.id
        assert way.en.startswith("Settings › ")
        assert way.zh.startswith("设置 › ")


# Words.

ABOUT_THE_OTHER = r"iPhone|\biOS\b|Apple|App Store|TestFlight|AirDrop|App Privacy Report|App隐私报告"


def test_no_text_of_android_names_an_iphone() -> None:
    for name in ("permissions.toml", "needs.toml", "beside.toml"):
        text = "\n".join(line for line in (FOLDER / "android" / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        assert not re.search(ABOUT_THE_OTHER, re.sub(r"\s# .*", "", text)), name
    for lang in LANGS:
        lines = (FOLDER / lang / "android.toml").read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if not line.startswith("#") and re.search(ABOUT_THE_OTHER, line)], lang


@pytest.mark.parametrize("lang", LANGS)
def test_both_phones_have_the_same_sentences_but_for_what_one_alone_can_say(lang: Lang) -> None:
    """Sections ask for them by one name, whatever phone it is."""
    mine, other = (tomllib.loads((FOLDER / lang / f"{phone}.toml").read_text(encoding="utf-8")) for phone in ("android", "ios"))
    assert set(other) <= set(mine)
    for table in ("get", "limit", "reminder", "screen"):
        assert set(other[table]) <= set(mine[table]), table


OFTEN = {"en": r"\b(often|every (minute|hour|day|night)|always looks?|each night)\b", "zh": "经常|频繁|每天|每晚|夜夜|总是"}


@pytest.mark.parametrize("lang", LANGS)
def test_no_word_of_android_says_how_often(lang: Lang) -> None:
    """A last access tells nothing of the kind."""
    texts = (FOLDER / lang / "android.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in texts if not re.match(r"(screen|keeps-week|hedge|letter-hedge|holds) ", line)]
    assert not [line for line in kept if re.search(OFTEN[lang], line)]


def test_what_one_look_can_read_is_told_in_its_own_words() -> None:
    whole = {name: row.gone for name, row in CONTENT.permissions.items() if row.whole_at_once}
    assert set(whole) == {"contacts", "sms", "call-log", "calendar"}
    assert {name for name, gone in whole.items() if gone is None} == {"contacts"}, "the usual words are about contacts"
