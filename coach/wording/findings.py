"""What an app did, and what it lost points for, in words; hedged where the report can't show more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from coach.content import Content
from coach.judge import tells_of_permissions
from coach.measures import ALWAYS, BACKGROUND, LAST, MEASURES, USED
from coach.models import (
    TRACKERS,
    AppAssessment,
    AppProfile,
    Can,
    Contact,
    Counts,
    Finding,
    Problem,
    ReportSummary,
    Rhythm,
    Standing,
    Tracker,
    Use,
)
from coach.needs import Needs
from coach.wording.last import LastWords
from coach.wording.recorded import recorded_days, recorded_hours
from coach.words import Words

# Patterns that would mean less with the app on screen, which the report can't show.
_HEDGED = ("busy_hours", "hours_of_week", "nights", "busiest_day", "full_days", "repeat_days")
DAYS_MEASURES = ("days", "nights", "full_days", "repeat_days")
"""Told as so many days out of those that were recorded; of one day there is no such share (table `one-day` of the words)."""
EVERY_MEASURES = (*DAYS_MEASURES, "hours_of_week")
"""Told as every day or hour where it is as many as were recorded (table `every`)."""
_ROUND_THE_CLOCK = timedelta(days=1)
# A silence as long as this is a rest: the stretch went on by day and by night, but not through.
_PAUSE_S = 3600.0
# Over so long a stretch a weekday names two days.
_WEEKDAYS_TELL = timedelta(days=6)
# So many things are told in one sentence.
_AT_ONCE = 3
# So long a time is told in hours.
_MINUTES_TELL = 120


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
    """Says things about apps: in the language of `words`, with Settings as on this version of the phone's system.

    recorded: of the report that is told of; its days are said where it holds less than the counts look at.
    """

    content: Content
    words: Words
    version: int
    recorded: ReportSummary | None = None

    @cached_property
    def needs(self) -> Needs:
        return Needs(self.content, self.version)

    @property
    def permissions_told(self) -> bool:
        """Whether the report tells of permissions at all: else nothing is said of an app that was not seen using any."""
        return self.recorded is None or tells_of_permissions(self.recorded)

    def of_phone(self, key: str, **values: object) -> str:
        """A text that is said of this kind of phone only."""
        return self.words(f"{self.content.platform}.{key}", **values)

    def topic(self, topic: str) -> str:
        return self.content.topic(topic)[self.words.lang]

    def did(self, category: str) -> str:
        return self.content.did(category)[self.words.lang]

    def counts(self) -> dict[str, object]:
        """The numbers that counts are made with, as sentences name them."""
        counting, small = self.content.rules.counting, self.words.small
        return {
            **self._windows,
            "night_begin": counting.night_begins_at,
            "night_end": counting.night_ends_at,
            "busy": small(counting.busy_hour),
            "full_looks": small(counting.full_day_looks),
            "full_hours": small(counting.full_day_hours),
            "repeat": small(counting.repeat_hours),
        }

    @cached_property
    def _windows(self) -> dict[str, int]:
        """The days and hours that counts look at, or as many of them as were recorded."""
        counting = self.content.rules.counting
        days = recorded_days(self.recorded, counting.window_days) if self.recorded else counting.window_days
        hours = recorded_hours(self.recorded, counting.window_days) if self.recorded else counting.window_hours
        return {
            "window": min(counting.window_days, max(days, 1)),
            "window_hours": min(counting.window_hours, max(hours, 1)),
        }

    def called(self, who: AppProfile) -> str:
        """The name of an app; one that is read off its id is marked as a guess."""
        name = who.name[self.words.lang]
        return self.marked(f"{name}{self.words.guess_mark}" if who.guessed else name, who)

    def marked(self, name: str, who: AppProfile) -> str:
        """The name of an app, by which a second copy and an app of a work profile are told from the first."""
        return self.words(f"last.{who.whose}", app=name) if who.whose in ("copy", "work") else name

    def name(self, app: AppAssessment) -> str:
        return self.called(app.profile)

    def scored(self, score: int, after: int | None = None) -> str:
        """A score with its grade, and what it was before the changes that were made. after: with them counted; None where none was."""
        now = score if after is None else after
        told = {"score": now, "grade": self.content.rules.grade_of(now)}
        return self.words("page.score", **told) if now == score else self.words("page.score-from", before=score, **told)

    def types(self, types: Iterable[str]) -> str:
        return self.words.join([self.content.types[app_type].name[self.words.lang] for app_type in types])

    def finding(self, app: AppAssessment, finding: Finding) -> str:
        """What was seen, in counts; hedged where the report can't show more."""
        words = self.words
        if finding.topic == TRACKERS:
            return words.together(
                self._companies(app, finding), *self._tracker_purposes(app.trackers), self.of_phone("network-note"), self._fewer(finding)
            )
        hedge = self._hedge(finding)
        return words.together(self._rhythm(app, finding), self._counts(app, finding), hedge)

    def _hedge(self, finding: Finding) -> str:
        """What the report can't show of this; of an Android phone's minutes, which of them count."""
        told = isinstance(finding.evidence, Counts) and finding.evidence.last_use is not None
        if told and finding.measure not in LAST:
            return self.words("last.series-hedge")
        return self.of_phone("hedge") if finding.measure in (*_HEDGED, USED, BACKGROUND) else ""

    def seen(self, app: AppAssessment, finding: Finding) -> str:
        """What was seen, in one sentence: the rhythm where there is one, else the count that the points come from."""
        if finding.topic == TRACKERS:
            return self._companies(app, finding)
        return self._rhythm(app, finding) or self._counts(app, finding)

    def _fewer(self, finding: Finding) -> str:
        """What helps against many companies."""
        count = MEASURES[finding.measure](finding.evidence) or 0
        return self.words("advice.companies") if count >= self.content.rules.many_companies else ""

    def _companies(self, app: AppAssessment, finding: Finding) -> str:
        companies = self.words("count.companies", n=MEASURES[finding.measure](finding.evidence) or 0)
        return self.words("finding.tracker_owners", app=self.name(app), companies=companies)

    @cached_property
    def _last(self) -> LastWords:
        return LastWords(self.content, self.words)

    def _counts(self, app: AppAssessment, finding: Finding) -> str:
        if finding.measure in LAST and isinstance(finding.evidence, Counts) and finding.evidence.last_use:
            return self._last.finding(self.name(app), finding.topic, finding.measure, finding.evidence.last_use)
        count = MEASURES[finding.measure](finding.evidence)
        units = {unit: self.words(f"count.{unit}", n=count) for unit in ("days", "hours", "nights", "times")}
        units |= {"length": self.length(count or 0)}
        counts = self.counts()
        if finding.measure in DAYS_MEASURES:  # where several clocks meet, one more day may have an access than lie between first and last
            counts["window"] = max(self._windows["window"], count or 0)
        window = counts["window_hours" if finding.measure == "hours_of_week" else "window"]
        key = f"finding.{finding.measure}"
        if finding.measure in DAYS_MEASURES and window == 1:
            key = f"one-day.{finding.measure}"
        elif finding.measure in EVERY_MEASURES and window == count:
            key = f"every.{finding.measure}"
        return self.words(key, app=self.name(app), did=self.did(finding.topic), **units, **counts)

    def length(self, minutes: int) -> str:
        """How long something was on: "45 minutes", "52 hours"."""
        return self.words.period(60.0 * minutes) if minutes >= _MINUTES_TELL else self.words("time.minutes", n=minutes)

    def _rhythm(self, app: AppAssessment, finding: Finding) -> str:
        """The steady stretch; empty where there is none."""
        rhythm = finding.evidence.rhythm if isinstance(finding.evidence, Counts) else None
        return self.rhythm(app, finding.topic, rhythm) if rhythm else ""

    def rhythm(self, app: AppAssessment, category: str, rhythm: Rhythm) -> str:
        """A steady stretch: from when to when, how often."""
        without_pause = rhythm.end - rhythm.begin >= _ROUND_THE_CLOCK and rhythm.longest_pause_s <= max(_PAUSE_S, 3 * rhythm.period_s)
        tell = self.words.day_time if rhythm.end - rhythm.begin < _WEEKDAYS_TELL else self.words.short_moment
        return self.words(
            "finding.rhythm-day-and-night" if without_pause else "finding.rhythm",
            app=self.name(app),
            each=self.content.did_each(category)[self.words.lang],
            begin=tell(rhythm.begin),
            end=tell(rhythm.end),
            period=self.words.period(rhythm.period_s),
        )

    def told(self, app: AppAssessment) -> list[str]:
        """What is worth knowing though it costs nothing, or beside what it costs: steady stretches, long ones, those of lonely nights."""
        told: list[str] = []
        held = {finding.topic for finding in app.findings}
        for category, use in app.activity.uses.items():
            if use.rhythm and category not in held:
                told.append(self.rhythm(app, category, use.rhythm))
            told += [self.words.together(*sentences) for sentences in self._lengths(app, category, use)]
            told += self._last.told(self.name(app), category, use.last_use) if use.last_use else ()
        at_work = any(use.touched for use in app.activity.uses.values()) and not app.of_tier("excess")  # such as a weather widget
        if app.activity.on and not at_work:
            kept = [topic for topic, use in app.activity.uses.items() if use.last_use and use.last_use.held]
            told += filter(None, [self._last.unopened(self.name(app), app.activity.on, kept)])
        return told

    def refused(self, app: AppAssessment) -> list[str]:
        """What an Android phone refused to this app, and would refuse still."""
        uses = app.activity.uses.items()
        said = (self._last.refused(self.name(app), category, use.last_use) for category, use in uses if use.last_use)
        return [sentence for sentence in said if sentence]

    def _lengths(self, app: AppAssessment, category: str, use: Use) -> Iterator[tuple[str, str]]:
        """How long something was on, where that is worth knowing, each with what to ask the person about it."""
        if category not in self.content.timed:
            return
        who = {"app": self.name(app), "did": self.did(category)}
        need = self.needs.of(app.profile, category)
        explained = 0 if app.state == "asked" else need.minutes
        if use.stretch_minutes >= max(explained, self.content.rules.counting.long_stretch):
            yield self.words("finding.stretch", **who, length=self.length(use.stretch_minutes)), self.words("finding.left-on")
        elif use.night_minutes and need.background in ("none", "active"):
            yield self.words("finding.night-stretch", **who, length=self.length(use.night_minutes)), self.words("finding.what-for")
        if use.open:
            yield self.words("finding.open", **who), ""

    def question(self, app: AppAssessment) -> str:
        """What an app that nobody knows did, the most striking of it, what it may do all the time, and what it is for."""
        used = {category: use for category, use in app.activity.uses.items() if use.touched}
        steady = max(((use.rhythm.accesses, category) for category, use in used.items() if use.rhythm), default=None)
        rhythm = used[steady[1]].rhythm if steady else None
        if steady and rhythm:
            seen = self.rhythm(app, steady[1], rhythm)
        else:
            done = [
                self._last.touched(category, use.last_use)
                if use.last_use and use.last_use.last
                else self.words("finding.touched-each", did=self.did(category), times=self.words("count.times", n=use.count))
                for category, use in used.items()
            ]
            first, rest = done[:_AT_ONCE], done[_AT_ONCE:]
            dated = any(use.last_use and use.last_use.last for use in used.values())
            also = self.words("last.touched-also" if dated else "finding.touched-also", list=self.words.clauses(rest)) if rest else ""
            touched = self.words("finding.touched", app=self.name(app), list=self.words.clauses(first)) if first else ""
            always = (category for category, use in app.activity.uses.items() if MEASURES[ALWAYS](use) and category not in used)
            may = [self._last.always(self.name(app), category) for category in always]
            seen = self.words.together(touched, also, *may)
        long = next((sentence for category, use in used.items() for sentence, _ in self._lengths(app, category, use)), "")
        return self.words("finding.question", seen=self.words.together(seen, long))

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
            if use.touched and category not in held:
                fine.append(self._fine(app, category, use))
            if use.picker:
                fine.append(self.of_phone("picker", n=use.picker, app=self.name(app)))
        if app.judged and self.needs.carries_others(app.profile) and app.activity.network.rows:
            fine.append(self.words("fine.carries", app=self.name(app)))
        elif can.network and app.activity.network.rows and not app.trackers:
            fine.append(self.words("fine.network", app=self.name(app)))
        return fine

    def fine_most(self, app: AppAssessment) -> str:
        """The one thing this app did most, and why that is fine."""
        category, use = max(app.activity.uses.items(), key=lambda each: (each[1].touched, each[1].count, each[0]))
        return self._fine(app, category, use)

    def fine_use(self, app: AppAssessment, category: str) -> str:
        """What an app did with one permission, and why that is fine."""
        return self._fine(app, category, app.activity.uses[category])

    def _fine(self, app: AppAssessment, category: str, use: Use) -> str:
        if use.last_use:
            return self._last.fine(self.name(app), category, use.last_use, self._why_fine(app, category))
        seen = {"app": self.name(app), "did": self.did(category), "times": self.words("count.times", n=use.count)}
        if category not in self.content.permissions:
            return self.words("fine.other", **seen)
        if app.profile.part_of_system:
            return self.of_phone("part-of-system", **seen)
        need = self.needs.of(app.profile, category)
        why = need.excuse or (need.by_itself if need.background in ("all_day", "by_choice") else None)
        if why:
            return self.words("fine.explained", **seen, reason=why[self.words.lang])
        if need.level in ("needed", "while_using"):
            return self.words("fine.needed" if need.level == "needed" else "fine.used", **seen)
        return self.words("fine.explained", **seen, reason=need.reason[self.words.lang])

    def unjudged(self, app: AppAssessment) -> str:
        """In short, why an app is only listed: a part of the phone, one with a role, one of a work profile."""
        return self._last.unjudged(app)

    def why_unjudged(self, app: AppAssessment) -> str:
        """The same as a sentence."""
        return self._last.why_unjudged(app, self.name(app), told=self.permissions_told)

    def _why_fine(self, app: AppAssessment, category: str) -> str:
        """Of an app of an Android phone: why what it did is fine."""
        need = self.needs.of(app.profile, category)
        if app.state in ("system", "listed"):
            return self.why_unjudged(app)
        if category not in self.content.permissions or need.level == "unknown":
            return self.words("last.free")
        if need.background in ("all_day", "by_choice") and need.by_itself:
            return need.by_itself[self.words.lang]
        if need.level in ("needed", "while_using"):
            return self.words("last.its-job" if need.level == "needed" else "last.fits")
        told = app.activity.uses[category].last_use
        return (self._last.settled(self.name(app), category, told) if told else "") or need.reason[self.words.lang]

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
