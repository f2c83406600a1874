"""What a rule counts, by name: a number, or that it cannot be said."""

import pytest
from report_lines import at, read
from test_activity import pattern_of

from coach.android import LastUse
from coach.content import ContentError, load_content
from coach.content.files import FOLDER, Folder
from coach.content.rules import Rule
from coach.measures import LAST, MEASURES
from coach.models import Companies, Counts

USE = Counts(
    count=40,
    night=3,
    nights=2,
    days=5,
    full_days=1,
    repeat_days=3,
    busiest_day=20,
    hours_of_week=17,
    busy_hours=4,
    minutes=90,
    night_minutes=7,
    stretch_minutes=60,
    open=1,
    last_use=LastUse(used=1, held=1),
)
COMPANIES = Companies(tracker_owners=3, hosts=9, companies=("a", "b", "c"))


def test_each_measure_counts_what_it_says() -> None:
    told = {name: measure(USE) for name, measure in MEASURES.items()}
    assert told == {
        "days": 5,
        "full_days": 1,
        "repeat_days": 3,
        "hours_of_week": 17,
        "busy_hours": 4,
        "nights": 2,
        "busiest_day": 20,
        "minutes": 90,
        "used": 1,
        "background": 0,
        "always": 0,
        "held": 1,
        "tracker_owners": None,
    }


def test_what_an_iphone_does_not_tell_is_not_zero() -> None:
    assert {MEASURES[name](USE.model_copy(update={"last_use": None})) for name in LAST} == {None}


def test_of_another_topic_a_measure_says_nothing_and_not_zero() -> None:
    told = {name: measure(COMPANIES) for name, measure in MEASURES.items()}
    assert told == dict.fromkeys(MEASURES) | {"tracker_owners": 3}


def test_a_rule_with_a_measure_that_does_not_exist_is_named() -> None:
    (row, *_) = load_content().rules.rule
    with pytest.raises(ContentError, match=r"rules\.toml: measure: .*seconds"):
        Folder(FOLDER).one("rules.toml", Rule, row.model_dump() | {"measure": "seconds"})


def test_the_numbers_that_counts_are_made_with_are_those_of_the_rules() -> None:
    """A night from one to five, an hour that is busy from four looks on, seven days in a row: no other counts stand on the page."""
    counting = load_content().rules.counting
    assert (counting.window_days, counting.window_hours) == (7, 168)
    assert (counting.night_begins_at, counting.night_ends_at, counting.alone_minutes) == (1, 5, 5)
    assert (counting.busy_hour, counting.full_day_looks, counting.full_day_hours, counting.repeat_hours) == (4, 20, 8, 2)
    assert pattern_of([at(0, 59), at(1), at(4, 59), at(5)]).night == 2
    assert pattern_of([at(9, minute) for minute in range(4)]).busy_hours == 1
    assert pattern_of([at(9, minute) for minute in range(3)]).busy_hours == 0
    assert pattern_of([at(9, day=day) for day in range(9)]).days == 7
    looks = [at(9 + number % 8, number) for number in range(20)]
    assert pattern_of(looks).full_days == 1
    assert pattern_of(looks[1:]).full_days == 0
    assert pattern_of([at(9 + number % 7, number) for number in range(40)]).full_days == 0
    assert pattern_of([at(9), at(9, 30)]).repeat_days == 0
    assert pattern_of([at(9), at(10)]).repeat_days == 1
    assert read(b'{"_marker":"<metadata>"}\n').can.series
