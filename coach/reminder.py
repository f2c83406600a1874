"""A reminder to check again, as a calendar file (RFC 5545) that any calendar opens."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from coach.wording import Wording


def reminder(day: date, now: datetime, say: Wording, plan_file: str) -> bytes:
    """The file: one event on that day, with an alarm at nine in the morning. plan_file: the name that the plan was saved under."""
    text = say.of_phone("reminder.text", days=say.content.rules.counting.window_days, plan=plan_file)
    return day_file(day.isoformat(), (day, now), say.of_phone("reminder.title"), text)


def day_file(about: str, times: tuple[date, datetime], title: str, text: str) -> bytes:
    """One event on a day, with an alarm at nine in the morning. about: what is the same for the same event. times: the day, and now."""
    day, now = times
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"privacy-coach/{about}")))  # the same day is the same event
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", title)
    event.add("description", text)
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
