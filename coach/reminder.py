"""A reminder to check again, as a calendar file (RFC 5545) that any calendar opens."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from coach.content import Content
from coach.plan import Plan
from coach.wording import Wording


def check_day(plan: Plan, content: Content) -> date | None:
    """As many days after the last change as the rules look at; None where nothing was changed."""
    done = [choice.decided for choice in plan.of("done")]
    return (max(done) + timedelta(days=content.rules.counting.window_days)).date() if done else None


def reminder(day: date, now: datetime, say: Wording) -> bytes:
    """The file: one event on that day, with an alarm at nine in the morning."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"privacy-coach/{day.isoformat()}")))  # the same day is the same event
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", title := say.of_phone("reminder.title"))
    event.add("description", say.of_phone("reminder.text", days=say.content.rules.counting.window_days))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(hours=9))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Privacy Coach//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
