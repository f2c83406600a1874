"""The reminder to check again, read back as a calendar would."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from report_lines import at, read

from coach.check import check_day
from coach.content import FOLDER, load_content
from coach.judge import judge
from coach.models import LANGS, Lang
from coach.plan import Plan, decide
from coach.reminder import reminder
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
ADVICE = judge(read((FOLDER / "ios" / "sample.ndjson").read_bytes()), CONTENT).changes


def test_the_day_is_seven_days_after_the_last_change() -> None:
    first, second, *_ = ADVICE
    plan = decide(decide(Plan(), first, "done", at(9)), second, "done", at(9, day=2))
    assert check_day(plan, CONTENT) == (at(9, day=9)).date()


def test_without_a_change_there_is_nothing_to_check() -> None:
    assert check_day(decide(Plan(), ADVICE[0], "keep", at(9)), CONTENT) is None
    assert check_day(Plan(), CONTENT) is None


@pytest.mark.parametrize("lang", LANGS)
def test_a_calendar_reads_the_event_with_its_alarm(lang: Lang) -> None:
    say = Wording(CONTENT, words_in(lang), CONTENT.versions[-1])
    data = reminder(date(2025, 12, 7), datetime(2025, 11, 30, 12, tzinfo=UTC), say, "plan.json")
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert event.decoded("dtstart") == date(2025, 12, 7)
    assert str(event["summary"]) == say.of_phone("reminder.title")
    assert str(event["description"]) == say.of_phone("reminder.text", days=7, plan="plan.json")
    assert "plan.json" in str(event["description"]), "where the plan lies"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=9)
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "lines are folded as RFC 5545 wants"
    assert b"\r\n" in data
