"""What a kind of app needs: of several kinds the most generous counts, and what nobody says is free."""

import pytest

from coach.catalogue import Naming, profile
from coach.content import UNKNOWN_TYPE, load_content
from coach.models import AppProfile
from coach.needs import Needs

CONTENT = load_content()
NEEDS = Needs(CONTENT)


def an_app(*types: str, bundle_id: str = "com.example.one") -> AppProfile:
    return profile(bundle_id, CONTENT, {bundle_id: Naming(types=types)})


def test_of_several_kinds_the_most_generous_counts() -> None:
    assert NEEDS.of(an_app("gaming"), "contacts").level == "not_needed"
    both = NEEDS.of(an_app("gaming", "instant-messaging"), "contacts")
    assert both.level == NEEDS.of(an_app("instant-messaging"), "contacts").level != "not_needed"
    assert both.reason == CONTENT.types["instant-messaging"].expect["contacts"]


def test_a_job_that_goes_on_all_day_is_told_with_its_reason() -> None:
    need = NEEDS.of(an_app("weather"), "location")
    assert need.all_day == CONTENT.types["weather"].background_ok["location"]
    assert NEEDS.of(an_app("gaming"), "location").all_day is None


def test_an_excuse_is_for_apps_of_one_company_alone() -> None:
    (excuse,) = CONTENT.rules.excuse
    assert NEEDS.of(an_app(bundle_id="com.apple.Maps"), "contacts").excuse == excuse
    assert NEEDS.of(an_app(bundle_id="com.apple.Maps"), "photos").excuse is None
    assert NEEDS.of(an_app("map-navigation"), "contacts").excuse is None


@pytest.mark.parametrize("types", [(UNKNOWN_TYPE,), ("gaming",)])
def test_what_no_table_speaks_of_is_unknown_and_free(types: tuple[str, ...]) -> None:
    need = NEEDS.of(an_app(*types), "smellSensor")
    assert (need.level, need.reason) == ("unknown", CONTENT.rules.no_cell)


def test_it_is_worked_out_once() -> None:
    assert NEEDS.of(an_app("gaming"), "photos") is NEEDS.of(an_app("gaming", bundle_id="com.example.two"), "photos")
