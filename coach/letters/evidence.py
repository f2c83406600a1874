"""What of an app's record belongs in a letter: what it looked at further than it needs to, an address book that was read, and companies.

Everything is told in counts and dates that can be checked in the file, and nothing is concluded from them.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from coach.android import LastUse
from coach.content.letters import WISHES, Wish
from coach.models import TRACKERS, AppAssessment, Category, Frozen, Text, Use
from coach.text import plain
from coach.wording import Wording

CONTACTS = "contacts"
"""The permission of which one look is enough: it can be the whole address book."""
MOST_TOPICS = 8
MOST_COMPANIES = 8
_STATES = ("screen", "notice", "background")
LONGEST_NAME = 60
_LONGEST_COMPANY = 40


class Company(Frozen):
    """One that an app contacted by itself to advertise or measure, or that profiles people, and how many of its addresses."""

    name: Text
    addresses: int


class Grounds(Frozen):
    """What a letter about one app can be about."""

    topics: tuple[Category, ...]
    """Permissions: those with a fault, costliest first; then an address book that was read."""
    companies: tuple[Company, ...]
    """Those with most addresses first."""

    def __bool__(self) -> bool:
        return bool(self.topics or self.companies)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """What can be asked for on these grounds."""
        fits = {"access": True, "delete": bool(self.topics), "stop": bool(self.companies), "why": bool(self.topics)}
        return tuple(wish for wish in WISHES if fits[wish])


def grounds(app: AppAssessment) -> Grounds:
    """Of one app; none of what belongs to the phone's own system."""
    if app.profile.part_of_system or app.state == "system":
        return Grounds(topics=(), companies=())
    faults = [finding.topic for finding in app.of_tier("excess") if finding.topic != TRACKERS and finding.topic in app.activity.uses]
    book = app.activity.uses.get(CONTACTS)
    topics = dict.fromkeys([*faults, *([CONTACTS] if book and book.touched else [])])
    return Grounds(topics=tuple(topics)[:MOST_TOPICS], companies=_companies(app))


def _companies(app: AppAssessment) -> tuple[Company, ...]:
    names: dict[str, Text] = {}
    hosts: dict[str, set[str]] = defaultdict(set)
    for tracker in app.trackers:
        names.setdefault(tracker.group, tracker.owner)
        hosts[tracker.group] |= set(tracker.domains)
    order = sorted(hosts, key=lambda group: (-len(hosts[group]), group))
    return tuple(Company(name=names[group], addresses=len(hosts[group])) for group in order)


def told(app: AppAssessment, on: Grounds, say: Wording) -> Iterator[str]:
    """A line for each permission, and one for all companies."""
    for topic in on.topics:
        use = app.activity.uses[topic]
        yield say.words.together(*(_last(topic, use.last_use, say) if use.last_use else _series(topic, use, say)))
    if on.companies:
        yield _told_companies(on.companies, say)


def _series(topic: Category, use: Use, say: Wording) -> Iterator[str]:
    """How often, on how many days, from when to when; the steady stretch; how long, where lengths are real."""
    words = say.words
    days = {hour // 24 for hour, _ in use.by_hour}
    who = {"topic": say.topic(topic), "times": words("count.times", n=use.count)}
    if use.count == 1 and use.last:
        yield words("letter.used-once", topic=who["topic"], last=words.moment(use.last))
    elif len(days) == 1:
        yield words("letter.used-day", **who, first=words.day(_date(min(days))))
    else:
        first, last = words.day(_date(min(days))), words.day(_date(max(days)))
        yield words("letter.used", **who, days=words("count.days", n=len(days)), first=first, last=last)
    if use.rhythm:
        begin, end = words.moment(use.rhythm.begin), words.moment(use.rhythm.end)
        yield words("letter.rhythm", begin=begin, end=end, period=words.period(use.rhythm.period_s))
    if use.stretch_minutes and topic in say.content.timed:
        yield words("letter.stretch", length=say.length(use.stretch_minutes))


def _last(topic: Category, use: LastUse, say: Wording) -> Iterator[str]:
    """When last and in which state, and what is allowed: an Android phone tells no more."""
    words, name = say.words, say.topic(topic)
    behind, when = use.behind is not None, use.behind or use.last or use.before
    if when is None:
        yield words("letter.allowed", topic=name)
    else:
        state = "background" if behind else use.seen if use.last else None
        yield words(f"letter.last-{state}" if state in _STATES else "letter.last", topic=name, when=words.moment(when))
    if use.always or use.level == "always":
        yield words("letter.always")


def _told_companies(companies: tuple[Company, ...], say: Wording) -> str:
    words = say.words
    shown = companies[:MOST_COMPANIES]
    names = (plain(company.name[words.lang]) for company in shown)
    listed = words.join(
        [words("letter.company", name=cut(name, _LONGEST_COMPANY), n=each.addresses) for name, each in zip(names, shown, strict=True)]
    )
    if left := len(companies) - len(shown):
        listed = words("letter.companies-more", list=listed, n=left)
    return words("letter.companies", n=len(companies), list=listed)


def cut(name: str, longest: int) -> str:
    """A name of bounded length, with … where something was cut off."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _date(day: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date()
