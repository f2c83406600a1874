"""What a kind of app needs: of several kinds the most generous counts, the main one for the rest, and what nobody says is free."""

import pytest
from each import each
from report_lines import CATEGORIES

from coach.catalogue import Naming, profile
from coach.content import UNKNOWN_TYPE, load_content
from coach.models import AppProfile
from coach.needs import Needs

CONTENT = load_content()
NEEDS = Needs(CONTENT)
MILDEST = ("needed", "unknown", "while_using", "extra", "not_needed")


def an_app(*types: str, bundle_id: str = "com.example.one") -> AppProfile:
    return profile(bundle_id, CONTENT, {bundle_id: Naming(types=types)})


def test_of_several_kinds_the_most_generous_counts() -> None:
    assert NEEDS.of(an_app("online-shopping"), "contacts").level == "not_needed"
    both = NEEDS.of(an_app("online-shopping", "instant-messaging"), "contacts")
    alone = NEEDS.of(an_app("instant-messaging"), "contacts")
    assert both.level == alone.level != "not_needed"
    assert both.reason == CONTENT.types["instant-messaging"].expect["contacts"]
    assert (both.least, both.minutes, both.sources) == (alone.least, alone.minutes, alone.sources)


@each("kind", CONTENT.types)
@each("other", ["map-navigation", "online-shopping", UNKNOWN_TYPE])
def test_one_more_kind_never_makes_a_need_smaller(kind: str, other: str) -> None:
    for category in CATEGORIES:
        alone, both = NEEDS.of(an_app(kind), category), NEEDS.of(an_app(kind, other), category)
        assert MILDEST.index(both.level) <= MILDEST.index(alone.level), category
        assert both.background == alone.background, category


def test_use_by_itself_is_told_with_its_reason_and_is_that_of_the_main_kind_alone() -> None:
    need = NEEDS.of(an_app("weather"), "location")
    assert (need.background, need.by_itself) == ("all_day", CONTENT.types["weather"].background_ok["location"])
    assert NEEDS.of(an_app("ride-hailing"), "location").background == "active"
    assert NEEDS.of(an_app("map-navigation"), "location").background == "by_choice"
    none = NEEDS.of(an_app("gaming"), "location")
    assert (none.background, none.by_itself) == ("none", None)
    assert NEEDS.of(an_app("weather", "gaming"), "location").background == "all_day"
    beside = NEEDS.of(an_app("gaming", "weather"), "location")
    assert (beside.level, beside.background, beside.by_itself) == ("while_using", "none", None)


@pytest.mark.parametrize(
    ("kind", "category", "least", "offer"),
    [
        ("map-navigation", "location", "while-using", ""),
        ("online-shopping", "location", "ask", "ask"),
        ("input-method", "location", "never", "never"),
        ("instant-messaging", "location", "ask", "ask"),
        ("instant-messaging", "contacts", "full", ""),
        ("online-payment", "contacts", "limited", "limited"),
        ("online-shopping", "photos", "limited", "limited"),
        ("browser", "photos", "add-only", "add-only"),
        ("photo-backup", "photos", "full", ""),
        ("weather", "location", "always", "precise-off"),
        ("dating", "location", "while-using", "precise-off"),
        ("instant-messaging", "camera", "on", ""),
        ("gaming", "screenRecording", "each-time", ""),
    ],
)
def test_the_smallest_setting_that_leaves_the_job_whole_is_an_offer_where_it_is_smaller_than_the_ordinary_one(
    kind: str, category: str, least: str, offer: str
) -> None:
    need = NEEDS.of(an_app(kind), category)
    assert (need.least, need.offer) == (least, offer)


def test_what_the_phones_system_cannot_do_is_not_offered() -> None:
    payment = an_app("online-payment")
    assert [Needs(CONTENT, version).of(payment, "contacts").offer for version in (16, 17, 18, None)] == ["", "", "limited", "limited"]
    assert {Needs(CONTENT, version).of(payment, "contacts").least for version in CONTENT.versions} == {"limited"}
    for version in CONTENT.versions:
        for kind in CONTENT.types:
            for category, permission in CONTENT.permissions.items():
                offer = Needs(CONTENT, version).of(an_app(kind), category).offer
                assert not offer or permission.setting[permission.rank(offer)].label(version), (kind, category, version)


def test_how_long_a_job_takes_is_told_by_its_kind_or_else_by_its_level() -> None:
    minutes = CONTENT.rules.minutes
    assert NEEDS.of(an_app("baby-monitor"), "camera").minutes == 24 * 60
    for kind, category in (("ride-hailing", "microphone"), ("online-shopping", "location"), ("input-method", "location")):
        need = NEEDS.of(an_app(kind), category)
        assert need.minutes == minutes[need.level], (kind, category)
    assert minutes["unknown"] == max(minutes.values())
    known = [minutes[level] for level in ("needed", "while_using", "extra", "not_needed")]
    assert known == sorted(known, reverse=True)


def test_an_excuse_is_for_apps_of_one_company_alone() -> None:
    (excuse,) = CONTENT.rules.excuse
    assert NEEDS.of(an_app(bundle_id="com.apple.Maps"), "contacts").excuse == excuse
    assert NEEDS.of(an_app(bundle_id="com.apple.Maps"), "photos").excuse is None
    assert NEEDS.of(an_app("map-navigation"), "contacts").excuse is None


@pytest.mark.parametrize("types", [(UNKNOWN_TYPE,), ("gaming",)])
def test_what_no_table_speaks_of_is_unknown_and_free(types: tuple[str, ...]) -> None:
    need = NEEDS.of(an_app(*types), "smellSensor")
    assert (need.level, need.reason) == ("unknown", CONTENT.rules.no_cell)
    assert (need.least, need.offer, need.background) == ("", "", "none")
    assert need.minutes == 24 * 60


def test_whom_an_app_contacts_is_told_by_its_kinds() -> None:
    assert NEEDS.sensitive(an_app("mobile-banking"))
    assert NEEDS.sensitive(an_app("gaming", "dating")), "by any of its kinds"
    assert not NEEDS.sensitive(an_app("gaming"))
    assert NEEDS.carries_others(an_app("browser", "gaming"))
    assert not NEEDS.carries_others(an_app("gaming", "browser")), "by its main kind alone"


def test_it_is_worked_out_once() -> None:
    assert NEEDS.of(an_app("gaming"), "photos") is NEEDS.of(an_app("gaming", bundle_id="com.example.two"), "photos")
