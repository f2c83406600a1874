"""A reminder to check again, as a calendar file (RFC 5545) that any calendar opens."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from coach.plan import Plan
from coach.words import Words

CHECK_AFTER = timedelta(days=7)


def check_day(plan: Plan) -> date | None:
    """Seven days after the last change; None where nothing was changed."""
    done = [choice.decided for choice in plan.of("done")]
    return (max(done) + CHECK_AFTER).date() if done else None


def reminder(day: date, now: datetime, words: Words) -> bytes:
    """The file: one event on that day, with an alarm at nine in the morning."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"privacy-coach/{day.isoformat()}")))  # the same day is the same event
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", words("reminder.title"))
    event.add("description", words("reminder.text"))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words("reminder.title"))
    alarm.add("trigger", timedelta(hours=9))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Privacy Coach//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
