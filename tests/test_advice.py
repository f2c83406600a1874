"""Advice: the smallest setting that leaves the job whole, what it gains, and the taps that lead there on each iOS version."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from report_lines import access, at, ndjson, network, read

from coach.activity import activities
from coach.advice import TRACKING, advise, screens, tracked
from coach.catalogue import Naming, Namings
from coach.content import load_content
from coach.models import Advice, Assessment, Category, Report, Screen
from coach.needs import Needs
from coach.plan import Told
from coach.scoring import assess
from coach.wording import AdviceText, Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
WEEK = range(7)
WECHAT, TAOBAO, MEITUAN, AMAP = "com.tencent.xin", "com.taobao.taobao4iphone", "com.meituan.imeituan", "com.autonavi.amap"
GAME = "com.example.lumapuzzle"
GAMING: Namings = {GAME: Naming(types=("gaming",))}
Look = tuple[str, Category, datetime]
MINUTE = {WECHAT: 0, TAOBAO: 20, GAME: 40, MEITUAN: 10}
"""At night each app has a time of its own: none is the other's alibi."""


def lines_of(looks: Iterable[Look]) -> list[str]:
    return [line for number, look in enumerate(looks) for line in access(*look, identifier=f"ID-{number}")]


def judged(lines: Iterable[str], namings: Namings = GAMING, told: Told | None = None, needs: Needs = NEEDS) -> Assessment:
    said = (told or Told()).model_copy(update={"apps": namings})
    return assess(activities(read(ndjson(lines)), CONTENT), needs, said)


def advice(assessment: Assessment, told: Told | None = None, needs: Needs = NEEDS) -> tuple[Advice, ...]:
    return advise(assessment, needs, (told or Told()).model_copy(update={"apps": GAMING}))


def nightly(app: str, category: Category, nights: int = 7) -> list[Look]:
    return [(app, category, at(3, MINUTE[app], day=day)) for day in range(nights)]


def daily(app: str, category: Category, days: int = 7) -> list[Look]:
    return [(app, category, at(12, day=day)) for day in range(days)]


def again(app: str, category: Category, times: int = 5) -> list[Look]:
    """Some hours apart, so many times on each day."""
    return [(app, category, at(8 + 3 * number, day=day)) for day in WEEK for number in range(times)]


def day_and_night(app: str, category: Category) -> list[Look]:
    return [(app, category, at(10) + timedelta(minutes=5 * number)) for number in range(500)]


def advice_for(looks: Iterable[Look], namings: Namings = GAMING, *, known: str | None = None, ios: int | None = None) -> Advice:
    """The only one. known: the setting that is in force, of what was looked at."""
    looks = list(looks)
    told = Told(apps=namings, settings={looks[0][:2]: known} if known else {})
    needs = Needs(CONTENT, ios)
    (item,) = advise(judged(lines_of(looks), namings, told, needs), needs, told)
    return item


def text_of(looks: Iterable[Look], ios: int = 18, namings: Namings = GAMING) -> AdviceText:
    needs, told = Needs(CONTENT, ios), Told(apps=namings)
    assessment = judged(lines_of(looks), namings, needs=needs)
    (item,) = advise(assessment, needs, told)
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


def test_what_is_too_much_comes_first_then_the_change_that_gains_most() -> None:
    found = advice(judged(lines_of(MANY)))
    assert [(item.tier != "excess", -item.gain) for item in found] == sorted((item.tier != "excess", -item.gain) for item in found)
    assert {item.tier for item in found} == {"excess", "room"}
    assert (found[0].bundle_id, found[0].gain) == (MEITUAN, 40)


def test_each_finding_but_trackers_makes_one_advice() -> None:
    assessment = judged(lines_of(MANY) + network(WECHAT, "ulogs.umeng.com") + network(WECHAT, "api2.branch.io"))
    held = {(app.profile.bundle_id, finding.topic) for app in assessment.apps for finding in app.findings}
    advised = [(item.bundle_id, item.permission) for item in advice(assessment)]
    assert (WECHAT, "trackers") in held
    assert sorted(advised) == sorted(held - {(WECHAT, "trackers")})


def test_trackers_alone_make_no_advice() -> None:
    lines = network(GAME, "ulogs.umeng.com") + network(GAME, "api2.branch.io")
    assessment = judged(lines)
    assert assessment.apps[0].findings != ()
    assert advice(assessment) == ()


def test_a_clean_phone_gets_no_advice() -> None:
    assert advice(judged(lines_of(daily(WECHAT, "camera")))) == ()


def test_an_app_that_nobody_knows_gets_no_advice() -> None:
    assert advise(judged(lines_of(day_and_night(GAME, "location")), {}), NEEDS, Told()) == ()


AND_MORE: list[Look] = [*MANY, *nightly(GAME, "photos"), *nightly(GAME, "camera"), *nightly(GAME, "contacts")]


@pytest.mark.parametrize("looks", [MANY, AND_MORE], ids=["some", "more"])
def test_the_gain_is_what_a_report_without_these_looks_would_score(looks: list[Look]) -> None:
    """Read and judged anew, without the lines themselves."""
    # An app whose only looks are gone would be missing from the report: one row of network keeps it there.
    kept = [line for app in sorted({app for app, _, _ in looks}) for line in network(app, "nobody.example")]
    before = judged(lines_of(looks) + kept)
    scores = {app.profile.bundle_id: app.score for app in before.apps}
    assert len(advice(before)) >= 6
    for item in advice(before):
        left = [look for look in looks if look[:2] != (item.bundle_id, item.permission)]
        after = judged(lines_of(left) + kept)
        changed = {app.profile.bundle_id: app.score for app in after.apps}
        gain, phone_gain = (_less(changed[item.bundle_id], scores[item.bundle_id]), _less(after.score, before.score))
        assert (item.gain, item.phone_gain) == (gain, phone_gain)


def _less(after: int | None, before: int | None) -> int:
    assert after is not None
    assert before is not None
    return after - before


def test_the_gain_counts_what_is_known_of_settings() -> None:
    """An offer that is taken already wins nothing once more."""
    looks = [look for topic in ("photos", "location") for look in again(WECHAT, topic)]
    told = Told(settings={(WECHAT, "photos"): "limited"})
    assert [item.permission for item in advice(judged(lines_of(looks)))] == ["photos", "location"]
    assert [item.permission for item in advice(judged(lines_of(looks), told=told), told)] == ["location"]


def test_a_phone_without_a_score_gains_none() -> None:
    done = activities(read(ndjson(lines_of(daily(TAOBAO, "contacts", 1)))), CONTENT)
    (item,) = advice(assess(done, NEEDS, Told(), enough=False))
    assert (item.gain, item.phone_gain) == (25, 0)


def test_the_last_excess_gone_the_phone_is_no_worse_than_b() -> None:
    shops = [row.ios for row in CONTENT.apps.values() if row.types == "online-shopping"][:40]
    looks = [look for app in shops for look in again(app, "location")] + daily(shops[0], "contacts", 1)
    first = advice(judged(lines_of(looks)))[0]
    assert (first.bundle_id, first.permission) == (shops[0], "contacts")
    before = judged(lines_of(looks)).score
    assert before is not None
    assert before < 80
    assert before + first.phone_gain == 80


def test_gains_stay_true_when_an_app_lost_more_than_it_has() -> None:
    topics: tuple[Category, ...] = ("location", "contacts", "photos", "microphone")
    looks = [look for topic in topics for look in day_and_night(GAME, topic)]
    books = {GAME: Naming(types=("ebooks",))}
    (app,) = judged(lines_of(looks), books).apps
    assert app.score == 0
    for item in advise(judged(lines_of(looks), books), NEEDS, Told(apps=books)):
        (left,) = judged(lines_of(look for look in looks if look[1] != item.permission), books).apps
        assert item.gain == left.score


SHOP: Namings = {GAME: Naming(types=("online-shopping",))}
LEAST: dict[str, tuple[list[Look], str, str | None, Namings]] = {
    "photos of a messenger by night: the chosen ones": (nightly(WECHAT, "photos"), "limited", None, {}),
    "photos of a shop again and again: the chosen ones": (again(TAOBAO, "photos"), "limited", None, {}),
    "photos of a game: saving alone, or the chosen ones": (daily(GAME, "photos"), "add-only", "limited", GAMING),
    "location of a delivery app day and night: while using": (day_and_night(MEITUAN, "location"), "while-using", None, {}),
    "location of a map day and night: while using": (day_and_night(AMAP, "location"), "while-using", None, {}),
    "location of a chat in many hours: asked each time": (again(WECHAT, "location"), "ask", "while-using", {}),
    "location of a shop: asked each time": (daily(GAME, "location"), "ask", "while-using", SHOP),
    "location of a game: never": (daily(GAME, "location"), "never", "ask", GAMING),
    "location of a weather app: a rough area": (daily("ch.admin.meteoswiss", "location"), "precise-off", None, {}),
    "contacts of a game: none": (daily(GAME, "contacts"), "none", "limited", GAMING),
    "contacts of a bank: the chosen ones": (daily("com.cmbchina.MPBBank", "contacts"), "limited", None, {}),
    "contacts of a messenger round the clock: the chosen ones": (day_and_night(WECHAT, "contacts"), "limited", None, {}),
    "camera by night: off": (nightly(WECHAT, "camera"), "off", None, {}),
    "music of a game: off": (daily(GAME, "mediaLibrary"), "off", None, GAMING),
}


@pytest.mark.parametrize("case", LEAST)
def test_the_setting_is_the_smallest_that_leaves_the_job_whole_and_a_milder_one_is_beside_it(case: str) -> None:
    looks, setting, milder, namings = LEAST[case]
    item = advice_for(looks, namings)
    assert (item.setting, item.milder) == (setting, milder)


NEXT: dict[str, tuple[list[Look], str, str, Namings]] = {
    "a delivery app, known to look while it is used": (day_and_night(MEITUAN, "location"), "while-using", "ask", {}),
    "a delivery app, known to ask": (day_and_night(MEITUAN, "location"), "ask", "never", {}),
    "a delivery app, known to look always": (day_and_night(MEITUAN, "location"), "always", "while-using", {}),
    "a delivery app in a rough area": (day_and_night(MEITUAN, "location"), "precise-off", "while-using", {}),
    "a chat with chosen photos": (nightly(WECHAT, "photos"), "limited", "add-only", {}),
    "a chat with all photos": (nightly(WECHAT, "photos"), "full", "limited", {}),
    "a shop with some contacts": (daily(TAOBAO, "contacts"), "limited", "none", {}),
    "a game that asks": (daily(GAME, "location"), "ask", "never", GAMING),
    "a camera that is on": (nightly(WECHAT, "camera"), "on", "off", {}),
}


@pytest.mark.parametrize("case", NEXT)
def test_where_an_excess_remains_the_next_smaller_setting_is_named(case: str) -> None:
    looks, known, setting, namings = NEXT[case]
    item = advice_for(looks, namings, known=known)
    assert (item.tier, item.setting) == ("excess", setting)
    assert item.milder != known
    before = advice_for(looks, namings)
    assert (item.gain, item.finding) == (before.gain, before.finding)


def test_an_offer_stays_as_it_is_where_a_larger_setting_is_known() -> None:
    """And what is in force is none that is milder."""
    item = advice_for(again(WECHAT, "location"), {}, known="while-using")
    assert (item.tier, item.setting, item.milder) == ("room", "ask", None)


@pytest.mark.parametrize(
    ("looks", "setting", "namings"),
    [
        (day_and_night(MEITUAN, "location"), "never", {}),
        (nightly(WECHAT, "photos"), "add-only", {}),
        (daily(GAME, "contacts"), "none", GAMING),
        (nightly(WECHAT, "camera"), "off", {}),
    ],
)
def test_a_setting_under_which_nothing_could_be_seen_is_not_believed(looks: list[Look], setting: str, namings: Namings) -> None:
    assert advice_for(looks, namings, known=setting) == advice_for(looks, namings)


@pytest.mark.parametrize("types", [("online-shopping", "weather"), ("transit", "weather"), ("dating",), ("news", "dating")])
def test_a_rough_area_is_no_end_to_looks_by_day_and_night(types: tuple[str, ...]) -> None:
    item = advice_for(day_and_night(GAME, "location"), {GAME: Naming(types=types)})
    assert (item.tier, item.setting) == ("excess", "while-using")


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


@pytest.mark.parametrize("ios", [15, 16, 17])
def test_before_ios_18_chosen_contacts_are_neither_offered_nor_milder(ios: int) -> None:
    needs, bank = Needs(CONTENT, ios), lines_of(daily("com.cmbchina.MPBBank", "contacts"))
    assert advice(judged(bank, needs=needs), needs=needs) == ()
    assert [item.permission for item in advice(judged(bank))] == ["contacts"]
    assert advice_for(daily(GAME, "contacts"), ios=ios).milder is None


@pytest.mark.parametrize(("ios", "label"), [(17, "Off"), (18, "None")])
def test_contacts_that_are_not_needed_are_switched_off(ios: int, label: str) -> None:
    assert text_of(daily(GAME, "contacts"), ios).setting == label


def test_an_older_ios_is_told_what_its_own_setting_stops() -> None:
    assert "cannot read your contacts" in text_of(day_and_night("ch.threema.iapp", "contacts"), 17).breaks


@pytest.mark.parametrize(
    ("types", "tapped"),
    [
        (("dating",), True),
        (("online-shopping", "dating"), True),
        (("online-shopping",), False),
        (("map-navigation",), False),
        (("food-delivery",), False),
        (("transit", "dating"), False),
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


SURE: dict[str, tuple[list[Look], str, Namings]] = {
    "a rhythm": (day_and_night(MEITUAN, "location"), "high", {}),
    "a pattern": (nightly(WECHAT, "photos"), "medium", {}),
    "an offer to a well-known app": (daily("com.google.Maps", "contacts"), "medium", {}),
    "what a kind does not need, of an app that only the person knows": (daily(GAME, "location"), "low", GAMING),
    "a side feature of such an app": (daily(GAME, "contacts"), "low", GAMING),
}


@pytest.mark.parametrize("case", SURE)
def test_how_sure_we_are_follows_the_evidence(case: str) -> None:
    looks, confidence, namings = SURE[case]
    assert advice_for(looks, namings).confidence == confidence


def test_a_need_not_met_by_a_well_known_app_is_less_sure_than_a_rhythm() -> None:
    assert advice_for(daily(TAOBAO, "contacts")).confidence == "medium"


def test_the_makers_side_is_told_where_it_is_known() -> None:
    assert "October 2021" in text_of(nightly(WECHAT, "photos")).maker
    assert text_of(daily("net.whatsapp.WhatsApp", "photos")).maker == ""


def test_an_app_with_a_team_prefix_gets_the_same_words_as_without() -> None:
    assert text_of([(f"5Q4J53EFRC.{app}", category, moment) for app, category, moment in nightly(WECHAT, "photos")]) == text_of(
        nightly(WECHAT, "photos")
    )


def test_advice_for_an_app_we_only_guess_names_it_as_settings_does() -> None:
    steps = text_of(daily(GAME, "contacts")).steps
    assert steps[0] == "Settings › Privacy & Security › Contacts › lumapuzzle → None"


PART = "com.apple.Preferences"
"""A part of the phone's system."""


def report_of(lines: Iterable[str], days: int = 7) -> Report:
    """Of so many full days."""
    ends = lines_of([(PART, "location", at(0)), (PART, "location", at(0, day=days))])
    return read(ndjson([*lines, *ends]))


def screens_of(report: Report, namings: Namings = GAMING) -> dict[str, Screen]:
    assessment = assess(activities(report, CONTENT), NEEDS, Told(apps=namings))
    found = screens(assessment, advise(assessment, NEEDS, Told(apps=namings)), NEEDS, report.summary)
    return {screen.screen: screen for screen in found}


LOOKS: list[Look] = [
    *daily(TAOBAO, "contacts"),
    *daily(GAME, "contacts"),
    *daily(WECHAT, "contacts"),
    *daily("com.example.nobody", "contacts", 1),
    *again(WECHAT, "photos"),
    *daily(AMAP, "camera"),
]


def test_each_screen_tells_what_to_set_what_to_leave_and_whom_to_ask_about() -> None:
    """The one that wins most comes first, and where there is nothing to set, last. Parts of the system are left as they are, too."""
    found = screens_of(report_of(lines_of(LOOKS)))
    assert [(screen.screen, screen.set, screen.leave, screen.ask) for screen in found.values()] == [
        ("contacts", (TAOBAO, GAME), (WECHAT,), ("com.example.nobody",)),
        ("photos", (WECHAT,), (), ()),
        ("location", (), (PART,), ()),
        ("camera", (), (AMAP,), ()),
    ]


def test_companies_have_a_screen_of_their_own_that_comes_last() -> None:
    lines = [line for host in ("ulogs.umeng.com", "api2.branch.io") for app in (WECHAT, AMAP) for line in network(app, host)] + network(
        WECHAT, "api.growingio.com"
    )
    found = screens_of(report_of(lines + lines_of(LOOKS)))
    assert list(found) == ["contacts", "photos", "location", "camera", TRACKING]
    assert found[TRACKING] == Screen(screen=TRACKING, set=(WECHAT, AMAP), leave=(), ask=(), others=None)


def test_apps_that_contacted_most_companies_are_named_first_and_only_judged_ones() -> None:
    lines = [line for app in (AMAP, GAME) for line in network(app, "ulogs.umeng.com")] + network(WECHAT, "api2.branch.io")
    lines += network(GAME, "api2.branch.io") + network("com.example.nobody", "api2.branch.io")
    assert tracked(judged(lines)) == (GAME, WECHAT)  # what the map contacted is its own company's


def test_the_others_in_a_list_are_spoken_of_after_seven_full_days_without_unread_lines() -> None:
    whole = {screen.screen: screen.others for screen in screens_of(report_of(lines_of(LOOKS))).values()}
    assert whole == {
        "contacts": "switch-off",
        "photos": "if-it-saves-nothing",
        "location": "ask-next-time",
        "camera": "switch-off",
    }
    for report in (
        report_of(lines_of(look for look in LOOKS if look[2] < at(0, day=6)), days=6),
        report_of([*lines_of(LOOKS), "{cut off"]),
    ):
        assert {screen.others for screen in screens_of(report).values()} == {None}


def test_where_nothing_was_used_there_is_no_screen() -> None:
    contacts_alone = [line for day in (0, 7) for line in network(GAME, "example.com", at(12, day=day))]
    assert screens_of(read(ndjson(contacts_alone))) == {}
