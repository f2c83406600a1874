"""What an app did, and what it lost points for, in words; hedged where the report can't show more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from coach.content import Content
from coach.measures import MEASURES
from coach.models import (
    TRACKERS,
    Advice,
    AppAssessment,
    AppProfile,
    Assessment,
    Can,
    Contact,
    Counts,
    Finding,
    Problem,
    Standing,
    Tracker,
)
from coach.needs import Needs
from coach.words import Words

# Patterns that would mean less with the app on screen, which the report can't show.
_HEDGED = ("busy_hours", "hours_of_week", "nights", "busiest_day")
_ROUND_THE_CLOCK = timedelta(days=1)
# A silence as long as this is a rest: the stretch went on by day and by night, but not through.
_PAUSE_S = 3600.0
# Over so long a stretch a weekday names two days.
_WEEKDAYS_TELL = timedelta(days=6)


# What the hosts are for, where that follows from whose they are; the owner's name says the rest.
_WHAT_FOR: Mapping[Standing, str] = {"own": "kind.own", "unknown": "kind.unknown", "owned": "", "named": "", "address": "", "local": ""}


class ContactText(NamedTuple):
    """One owner of hosts that an app contacted, in words."""

    owner: str
    what_for: str
    why: str
    """What a service for this purpose does; empty for a company's own hosts."""
    by_itself: bool
    """The app's own doing; else the person opened it, or a website shown in the app did."""
    domains: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """Says things about apps: in the language of `words`, with Settings as on this version of the phone's system."""

    content: Content
    words: Words
    version: int

    @cached_property
    def needs(self) -> Needs:
        return Needs(self.content)

    def of_phone(self, key: str, **values: object) -> str:
        """A text that is said of this kind of phone only."""
        return self.words(f"{self.content.platform}.{key}", **values)

    def topic(self, topic: str) -> str:
        return self.content.topic(topic)[self.words.lang]

    def did(self, category: str) -> str:
        return self.content.did(category)[self.words.lang]

    def counts(self) -> dict[str, object]:
        """The numbers that counts are made with, as sentences name them."""
        counting = self.content.rules.counting
        return {
            "window": counting.window_days,
            "window_hours": counting.window_hours,
            "night_end": counting.night_ends_at,
            "busy": self.words.small(counting.busy_hour),
        }

    def called(self, who: AppProfile) -> str:
        """The name of an app; one that is read off its id is marked as a guess."""
        name = who.name[self.words.lang]
        return f"{name}{self.words.guess_mark}" if who.guessed else name

    def name(self, app: AppAssessment) -> str:
        return self.called(app.profile)

    def types(self, types: Iterable[str]) -> str:
        return self.words.join([self.content.types[app_type].name[self.words.lang] for app_type in types])

    def finding(self, app: AppAssessment, finding: Finding) -> str:
        """What was seen, in counts; hedged where the report can't show more."""
        words = self.words
        if finding.topic == TRACKERS:
            return words.together(self._companies(app, finding), *self._tracker_purposes(app.trackers), self.of_phone("no-switch"))
        hedge = self.of_phone("hedge") if finding.measure in _HEDGED else ""
        return words.together(self._rhythm(app, finding), self._counts(app, finding), hedge)

    def seen(self, app: AppAssessment, finding: Finding) -> str:
        """What was seen, in one sentence: the rhythm where there is one, else the count that the points come from."""
        if finding.topic == TRACKERS:
            return self._companies(app, finding)
        return self._rhythm(app, finding) or self._counts(app, finding)

    def _companies(self, app: AppAssessment, finding: Finding) -> str:
        companies = self.words("count.companies", n=MEASURES[finding.measure](finding.evidence) or 0)
        return self.words("finding.tracker_owners", app=self.name(app), companies=companies)

    def _counts(self, app: AppAssessment, finding: Finding) -> str:
        count = MEASURES[finding.measure](finding.evidence)
        units = {unit: self.words(f"count.{unit}", n=count) for unit in ("days", "hours", "nights", "times")}
        return self.words(f"finding.{finding.measure}", app=self.name(app), did=self.did(finding.topic), **units, **self.counts())

    def _rhythm(self, app: AppAssessment, finding: Finding) -> str:
        """The steady stretch; empty where there is none."""
        rhythm = finding.evidence.rhythm if isinstance(finding.evidence, Counts) else None
        if not rhythm:
            return ""
        without_pause = rhythm.end - rhythm.begin >= _ROUND_THE_CLOCK and rhythm.longest_pause_s <= max(_PAUSE_S, 3 * rhythm.period_s)
        tell = self.words.day_time if rhythm.end - rhythm.begin < _WEEKDAYS_TELL else self.words.moment
        return self.words(
            "finding.rhythm-day-and-night" if without_pause else "finding.rhythm",
            app=self.name(app),
            did=self.did(finding.topic),
            begin=tell(rhythm.begin),
            end=tell(rhythm.end),
            period=self.words.period(rhythm.period_s),
        )

    def _tracker_purposes(self, trackers: Iterable[Tracker]) -> Iterable[str]:
        """What other companies do there, each purpose with its companies."""
        names: dict[str, list[str]] = {}
        for tracker in trackers:
            names.setdefault(tracker.purpose, []).append(tracker.owner[self.words.lang])
        for purpose, owners in names.items():
            does = self.words(f"purpose.{purpose}")
            yield self.words("finding.tracker_purpose", purpose=does[:1].upper() + does[1:], names=self.words.join(owners))

    def yardstick(self, app: AppAssessment, finding: Finding) -> str:
        """What the finding is measured by: what this kind of app needs; where that is the permission itself, why it still has an end."""
        if finding.topic == TRACKERS or finding.level in ("needed", "unknown"):
            return next(rule.reason[self.words.lang] for rule in self.content.rules.rule if rule.id == finding.rule)
        return self.needs.of(app.profile, finding.topic).reason[self.words.lang]

    def fine(self, app: AppAssessment, can: Can) -> list[str]:
        """What this app did that costs nothing, and why that is fine. What a report can't show is not told as clean."""
        held = {finding.topic for finding in app.findings}
        fine: list[str] = []
        for category, use in app.activity.uses.items():
            if use.count and category not in held:
                fine.append(self._fine(app, category, use.count))
            if use.picker:
                fine.append(self.of_phone("picker", n=use.picker))
        if can.network and app.activity.network.rows and not app.trackers:
            fine.append(self.words("fine.network", app=self.name(app)))
        return fine

    def fine_most(self, app: AppAssessment) -> str:
        """The one thing this app did most, and why that is fine."""
        category, use = max(app.activity.uses.items(), key=lambda each: (each[1].count, each[0]))
        return self._fine(app, category, use.count)

    def _fine(self, app: AppAssessment, category: str, count: int) -> str:
        seen = {"app": self.name(app), "did": self.did(category), "times": self.words("count.times", n=count)}
        if category not in self.content.permissions:
            return self.words("fine.other", **seen)
        if app.profile.part_of_system:
            return self.of_phone("part-of-system", **seen)
        need = self.needs.of(app.profile, category)
        return self.words("fine.used", **seen, reason=(need.excuse or need.all_day or need.reason)[self.words.lang])

    def headline(self, assessment: Assessment, advice: tuple[Advice, ...]) -> str:
        """The verdict in one or two sentences."""
        if not assessment.apps:
            return self.words("headline.empty")
        apps = len({item.bundle_id for item in advice})
        if not apps:
            return self.words("headline.none")
        return self.words("headline.some", n=apps, changes=self.words("count.changes", n=len(advice)))

    def problem(self, problem: Problem) -> str:
        """Where a line was left out and why."""
        words = self.words
        return words("problem-at.line", file=problem.file, number=problem.line, message=words(f"problem.{problem.code}"))

    def contact(self, contact: Contact) -> ContactText:
        """One owner of hosts. Unknown is said as unknown."""
        service = contact.standing, contact.purpose, contact.kind
        if service not in self._services:
            self._services[service] = self._service(*service)
        owner, what_for, why = self._services[service]
        return ContactText(contact.owner[self.words.lang] or owner, what_for, why, contact.by_itself, contact.hosts)

    @cached_property
    def _services(self) -> dict[tuple[Standing, str, str], tuple[str, str, str]]:
        """In words, each worked out once: who has no name, what it is for, what a service for this purpose does."""
        return {}

    def _service(self, standing: Standing, purpose: str, kind: str) -> tuple[str, str, str]:
        key = _WHAT_FOR[standing]
        if standing == "owned":
            key = f"purpose.{purpose}" if purpose else f"kind.{kind}"
        nameless = self.words(f"kind.{standing}") if standing in ("address", "local") else ""
        return nameless, self.words(key) if key else "", self.words(f"why.{purpose}") if key.startswith("purpose.") else ""

    def contacts(self, app: AppAssessment) -> list[ContactText]:
        """Whom an app contacted, by owner: what the app contacted by itself first, then by number of hosts."""
        return [self.contact(contact) for contact in app.activity.network.contacts]
