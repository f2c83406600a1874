"""Advice: the mildest change that ends a finding, what it gains, and the taps that lead there on each iOS version."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from report_lines import access, at, ndjson, network, read

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import Naming, Namings
from coach.content import load_content
from coach.models import Advice, Assessment, Category
from coach.scoring import assess
from coach.wording import AdviceText, Wording
from coach.words import words_in

CONTENT = load_content()
WEEK = range(7)
WECHAT, TAOBAO, MEITUAN, AMAP = "com.tencent.xin", "com.taobao.taobao4iphone", "com.meituan.imeituan", "com.autonavi.amap"
GAME = "com.example.lumapuzzle"
GAMING: Namings = {GAME: Naming(types=("gaming",))}
Look = tuple[str, Category, datetime]


def lines_of(looks: Iterable[Look]) -> list[str]:
    return [line for number, look in enumerate(looks) for line in access(*look, identifier=f"ID-{number}")]


def judged(lines: Iterable[str], namings: Namings = GAMING) -> Assessment:
    return assess(activities(read(ndjson(lines)), CONTENT), CONTENT, namings)


def nightly(app: str, category: Category, nights: int = 7) -> list[Look]:
    return [(app, category, at(3, day=day)) for day in range(nights)]


def daily(app: str, category: Category, days: int = 7) -> list[Look]:
    return [(app, category, at(12, day=day)) for day in range(days)]


def day_and_night(app: str, category: Category) -> list[Look]:
    return [(app, category, at(10) + timedelta(minutes=5 * number)) for number in range(500)]


def advice_for(looks: Iterable[Look], namings: Namings = GAMING) -> Advice:
    (item,) = advise(judged(lines_of(looks), namings), CONTENT)
    return item


def text_of(looks: Iterable[Look], ios: int = 18, namings: Namings = GAMING) -> AdviceText:
    assessment = judged(lines_of(looks), namings)
    (item,) = advise(assessment, CONTENT)
    return Wording(CONTENT, words_in("en"), ios).advice(item, assessment.apps[0])


MANY: list[Look] = (
    nightly(WECHAT, "photos")
    + day_and_night(MEITUAN, "location")
    + daily(GAME, "contacts")
    + daily(GAME, "location", 5)
    + daily(GAME, "microphone")
    + nightly(TAOBAO, "photos", 5)
    + daily("net.whatsapp.WhatsApp", "photos")
)


def test_the_change_that_gains_most_comes_first() -> None:
    gains = [item.gain for item in advise(judged(lines_of(MANY)), CONTENT)]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] == 40


def test_each_finding_but_trackers_makes_one_advice() -> None:
    assessment = judged(lines_of(MANY) + network(WECHAT, "ulogs.umeng.com"))
    held = {(app.profile.bundle_id, finding.topic) for app in assessment.apps for finding in app.findings}
    advised = [(item.bundle_id, item.permission) for item in advise(assessment, CONTENT)]
    assert (WECHAT, "trackers") in held
    assert sorted(advised) == sorted(held - {(WECHAT, "trackers")})


def test_trackers_alone_make_no_advice() -> None:
    lines = network(GAME, "ulogs.umeng.com") + network(GAME, "api2.branch.io")
    assessment = judged(lines)
    assert assessment.apps[0].findings != ()
    assert advise(assessment, CONTENT) == ()


def test_a_clean_phone_gets_no_advice() -> None:
    assert advise(judged(lines_of(daily(WECHAT, "photos"))), CONTENT) == ()


AND_MORE: list[Look] = [*MANY, *nightly(GAME, "photos"), *nightly(GAME, "camera"), *nightly(GAME, "contacts")]


@pytest.mark.parametrize("looks", [MANY, AND_MORE], ids=["some", "more"])
def test_the_gain_is_what_a_report_without_these_looks_would_score(looks: list[Look]) -> None:
    """Read and judged anew, without the lines themselves."""
    # An app whose only looks are gone would be missing from the report: one row of network keeps it there.
    kept = [line for app in sorted({app for app, _, _ in looks}) for line in network(app, "nobody.example")]
    before = judged(lines_of(looks) + kept)
    scores = {app.profile.bundle_id: app.score for app in before.apps}
    for item in advise(before, CONTENT):
        left = [look for look in looks if look[:2] != (item.bundle_id, item.permission)]
        after = judged(lines_of(left) + kept)
        changed = {app.profile.bundle_id: app.score for app in after.apps}
        assert item.gain == changed[item.bundle_id] - scores[item.bundle_id]
        assert item.phone_gain == after.score - before.score


def test_gains_stay_true_when_an_app_lost_more_than_it_has() -> None:
    topics: tuple[Category, ...] = ("location", "contacts", "photos", "microphone")
    looks = [look for topic in topics for look in day_and_night(GAME, topic)]
    (app,) = judged(lines_of(looks)).apps
    assert app.score == 0
    for item in advise(judged(lines_of(looks)), CONTENT):
        (left,) = judged(lines_of(look for look in looks if look[1] != item.permission)).apps
        assert item.gain == left.score


LEAST: dict[str, tuple[list[Look], str]] = {
    "photos of a messenger by night: the chosen ones": (nightly(WECHAT, "photos"), "limited"),
    "location of a delivery app day and night: while using": (day_and_night(MEITUAN, "location"), "while-using"),
    "location of a map day and night: while using": (day_and_night(AMAP, "location"), "while-using"),
    "location of a game: never": (daily(GAME, "location"), "never"),
    "contacts of a game: none": (daily(GAME, "contacts"), "none"),
    "contacts of a messenger round the clock: the chosen ones": (day_and_night(WECHAT, "contacts"), "limited"),
    "camera by night: off": (nightly(WECHAT, "camera"), "off"),
    "music of a game: off": (daily(GAME, "mediaLibrary"), "off"),
}


@pytest.mark.parametrize("case", LEAST)
def test_the_setting_is_the_mildest_that_ends_the_finding(case: str) -> None:
    looks, setting = LEAST[case]
    assert advice_for(looks).setting == setting


@pytest.mark.parametrize(
    ("ios", "path", "also", "label"),
    [
        (15, "Settings › Privacy › Photos › WeChat", "Settings › WeChat › Photos", "Selected Photos"),
        (16, "Settings › Privacy & Security › Photos › WeChat", "Settings › WeChat › Photos", "Selected Photos"),
        (17, "Settings › Privacy & Security › Photos › WeChat", "Settings › WeChat › Photos", "Limited Access"),
        (18, "Settings › Privacy & Security › Photos › WeChat", "Settings › Apps › WeChat › Photos", "Limited Access"),
    ],
)
def test_taps_are_those_of_the_iphones_version(ios: int, path: str, also: str, label: str) -> None:
    text = text_of(nightly(WECHAT, "photos"), ios)
    assert text.setting == label
    assert text.steps == (f"{path} → {label}", f"Or: {also} → {label}")


@pytest.mark.parametrize(("ios", "label"), [(15, "Off"), (16, "Off"), (17, "Off"), (18, "Limited Access")])
def test_contacts_can_be_limited_from_ios_18_on_and_only_be_switched_off_before(ios: int, label: str) -> None:
    assert text_of(day_and_night(WECHAT, "contacts"), ios).setting == label


@pytest.mark.parametrize(("ios", "label"), [(17, "Off"), (18, "None")])
def test_contacts_that_are_not_needed_are_switched_off(ios: int, label: str) -> None:
    assert text_of(daily(GAME, "contacts"), ios).setting == label


def test_an_older_ios_is_told_what_its_own_setting_stops() -> None:
    assert "cannot read your contacts" in text_of(day_and_night("org.whispersystems.signal", "contacts"), 17).breaks


@pytest.mark.parametrize(
    ("types", "tapped"),
    [
        (("online-shopping",), True),
        (("fitness",), True),
        (("map-navigation",), False),
        (("food-delivery",), False),
        (("online-shopping", "transit"), False),
    ],
)
def test_precise_location_is_left_on_for_apps_that_need_it(types: tuple[str, ...], tapped: bool) -> None:
    text = text_of(day_and_night(GAME, "location"), namings={GAME: Naming(types=types)})
    assert any("Precise Location" in step for step in text.steps) is tapped


def test_precise_location_needs_no_tap_where_location_goes_off() -> None:
    assert not any("Precise" in step for step in text_of(daily(GAME, "location"), namings={GAME: Naming(types=("ebooks",))}).steps)


@pytest.mark.parametrize("ios", CONTENT.versions)
def test_screen_recording_never_sends_anyone_to_settings(ios: int) -> None:
    text = text_of(daily(GAME, "screenRecording"), ios, {GAME: Naming(types=("ebooks",))})
    assert not any("Settings" in said for said in (text.title, *text.steps, text.breaks))
    assert text.steps == ("Start it only yourself",)


SURE: dict[str, tuple[list[Look], Namings]] = {
    "high": (day_and_night(MEITUAN, "location"), {}),  # a rhythm
    "medium": (nightly(WECHAT, "photos"), {}),
    "low": (daily(GAME, "contacts"), GAMING),  # all rests on what kind of app it is
}


@pytest.mark.parametrize("confidence", SURE)
def test_how_sure_we_are_follows_the_evidence(confidence: str) -> None:
    looks, namings = SURE[confidence]
    assert advice_for(looks, namings).confidence == confidence


def test_a_need_not_met_by_a_well_known_app_is_less_sure_than_a_rhythm() -> None:
    assert advice_for(daily(TAOBAO, "contacts")).confidence == "medium"


def test_the_makers_side_is_told_where_it_is_known() -> None:
    assert "October 2021" in text_of(nightly(WECHAT, "photos")).maker
    assert text_of(nightly("net.whatsapp.WhatsApp", "photos")).maker == ""


def test_an_app_with_a_team_prefix_gets_the_same_words_as_without() -> None:
    assert text_of(nightly(f"5Q4J53EFRC.{WECHAT}", "photos")) == text_of(nightly(WECHAT, "photos"))


def test_advice_for_an_app_we_only_guess_names_it_as_settings_does() -> None:
    steps = text_of(daily(GAME, "contacts")).steps
    assert steps[0] == "Settings › Privacy & Security › Contacts › lumapuzzle → None"
