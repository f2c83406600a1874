"""By when an answer is due, and that day as a calendar file."""

import calendar
from datetime import date, datetime, timedelta

from coach.content.letters import Due
from coach.reminder import day_file

_SATURDAY = 5


def due_day(sent: date, due: Due) -> date:
    """The last day for an answer to a letter that arrives on the day it is sent.

    Weekdays are Mondays to Fridays, counted from the next day on; public holidays are known to nobody here, so this is an "about". A
    month ends on the day of the same number, or on the last one; where that is a Saturday or Sunday, on the Monday after (Regulation
    (EEC, Euratom) No 1182/71, art. 3).
    """
    if due.weekdays:
        day, left = sent, due.weekdays
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY
        return day
    years, month = divmod(sent.month - 1 + due.months, 12)
    year, month = sent.year + years, month + 1
    day = date(year, month, min(sent.day, calendar.monthrange(year, month)[1]))
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() >= _SATURDAY else 0)


def calendar_of(day: date, now: datetime, title: str, description: str) -> bytes:
    """The day as a calendar file (RFC 5545), with what to do then."""
    return day_file(f"letter/{day.isoformat()}/{title}", (day, now), title, description)
