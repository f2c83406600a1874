"""Findings and advice → sentences in the reader's language. Every sentence comes from content/; this only chooses and fills in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from coach.catalogue import Namings, bare_id, is_address, is_local, is_of_group, owner, profile, registered_part
from coach.check import Check, Checked, Kept
from coach.content import UNKNOWN_TYPE, Content, MakersSide, Permission, Setting, unique
from coach.models import TRACKERS, Advice, AppAssessment, Assessment, Category, Finding, Frozen, Problem, Tracker
from coach.plan import Choice, SeenFinding
from coach.scoring import all_day_type, excuse_for, expectation
from coach.text import isolated
from coach.words import Words

# Patterns that would mean less with the app on screen, which the report can't show.
_HEDGED = ("busy_hours", "hours_of_week", "nights", "busiest_day")
_ROUND_THE_CLOCK = timedelta(days=1)
# A silence as long as this is a rest: the stretch went on by day and by night, but not through.
_PAUSE_S = 3600.0
# Over so long a stretch a weekday names two days.
_WEEKDAYS_TELL = timedelta(days=6)


class AdviceText(Frozen):
    """One change in words."""

    title: str
    setting: str
    why: str
    steps: tuple[str, ...]
    """All taps: the way by permission, a further switch that helps, the way by app."""
    also: str
    """The further switch; empty where there is none."""
    other_way: str
    """The way by app alone; empty where there is no switch."""
    breaks: str
    keeps: str
    stricter: str
    """What the strictest setting would cost beyond; empty where this is the strictest."""
    undo: str
    maker: str
    """The maker's own explanation; empty where none is known."""
    confidence: str
    sources: str


class Contact(Frozen):
    """One owner of hosts that an app contacted, in words."""

    owner: str
    what_for: str
    why: str
    """What a service for this purpose does; empty for a company's own hosts."""
    by_itself: bool
    """The app's own doing; else the person opened it, or a website shown in the app did."""
    domains: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """Says things about apps: in the language of `words`, with Settings as on this iOS version."""

    content: Content
    words: Words
    ios: int

    def name(self, app: AppAssessment) -> str:
        return app.profile.name[self.words.lang]

    def types(self, types: Iterable[str]) -> str:
        return self.words.join([self.content.types[app_type].name[self.words.lang] for app_type in types])

    def finding(self, app: AppAssessment, finding: Finding) -> str:
        """What was seen, in counts; hedged where the report can't show more."""
        words = self.words
        if finding.topic == TRACKERS:
            return words.together(self._companies(app, finding), *self._tracker_purposes(app.trackers), words("finding.no-switch"))
        hedge = words("finding.hedge") if finding.measure in _HEDGED else ""
        return words.together(self._rhythm(app, finding), self._counts(app, finding), hedge)

    def seen(self, app: AppAssessment, finding: Finding) -> str:
        """What was seen, in one sentence: the rhythm where there is one, else the count that the points come from."""
        if finding.topic == TRACKERS:
            return self._companies(app, finding)
        return self._rhythm(app, finding) or self._counts(app, finding)

    def _companies(self, app: AppAssessment, finding: Finding) -> str:
        companies = self.words("count.companies", n=finding.evidence["tracker_owners"])
        return self.words("finding.tracker_owners", app=self.name(app), companies=companies)

    def _counts(self, app: AppAssessment, finding: Finding) -> str:
        words, counts = self.words, finding.evidence
        return words(
            f"finding.{finding.measure}",
            app=self.name(app),
            did=words(f"did.{finding.topic}"),
            days=words("count.days", n=counts["days"]),
            hours=words("count.hours", n=counts["busy_hours" if finding.measure == "busy_hours" else "hours_of_week"]),
            nights=words("count.nights", n=counts["nights"]),
            times=words("count.times", n=counts["busiest_day"]),
        )

    def _rhythm(self, app: AppAssessment, finding: Finding) -> str:
        """The steady stretch; empty where there is none."""
        rhythm = finding.evidence.get("rhythm")
        if not rhythm:
            return ""
        begin, end = (datetime.fromisoformat(rhythm[key]) for key in ("begin", "end"))
        without_pause = end - begin >= _ROUND_THE_CLOCK and rhythm["longest_pause_s"] <= max(_PAUSE_S, 3 * rhythm["period_s"])
        tell = self.words.day_time if end - begin < _WEEKDAYS_TELL else self.words.moment
        return self.words(
            "finding.rhythm-day-and-night" if without_pause else "finding.rhythm",
            app=self.name(app),
            did=self.words(f"did.{finding.topic}"),
            begin=tell(begin),
            end=tell(end),
            period=self.words.period(rhythm["period_s"]),
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
        permission = next((row.id for row in self.content.permissions.values() if row.id == finding.topic), None)
        if permission is None or finding.level in ("needed", "unknown"):
            return next(rule.reason[self.words.lang] for rule in self.content.rules.rule if rule.id == finding.rule)
        return expectation(app.profile.types, permission, self.content)[self.words.lang]

    def advice(self, item: Advice, app: AppAssessment) -> AdviceText:
        """One change, with why, how and what it costs."""
        lang = self.words.lang
        permission = self.content.permissions[item.permission]
        setting = permission.choose(item.setting, self.ios)
        maker = self._maker(item, app)
        label = self._label(setting)
        breaks, keeps = self._effect(app, permission, setting)
        return AdviceText(
            title=self.words("advice.title", app=self.name(app), permission=permission.label[lang], setting=label),
            setting=label,
            why=self.words.together(self.finding(app, item.finding), self.yardstick(app, item.finding)),
            steps=tuple(self._steps(item, app, setting)),
            also=self._also(item, app),
            other_way=self._way("by-app", item, app, setting) if permission.switch else "",
            breaks=breaks,
            keeps=keeps,
            stricter=self._stricter(app, permission, setting),
            undo=self.words("advice.undo", setting=self._label(permission.setting[-1])) if permission.switch else "",
            maker=maker[lang] if maker else "",
            confidence=self.words(f"confidence.{item.confidence}"),
            sources=self.cited(self.sources_of(item, app)),
        )

    def _maker(self, item: Advice, app: AppAssessment) -> MakersSide | None:
        effects = self.content.effects.get(bare_id(app.profile.bundle_id))
        return effects.maker.get(item.permission) if effects else None

    def sources_of(self, item: Advice, app: AppAssessment) -> tuple[str, ...]:
        """Ids of what a change rests on: the setting, and the maker's side where it is told."""
        maker = self._maker(item, app)
        return unique(self.content.permissions[item.permission].sources, maker.sources if maker else ())

    def _effect(self, app: AppAssessment, permission: Permission, setting: Setting) -> tuple[str, str]:
        """What stops and what goes on: in this app where that is known, else in general."""
        effects = self.content.effects.get(bare_id(app.profile.bundle_id))
        known = effects.change.get(permission.id, {}).get(setting.id) if effects else None
        breaks, keeps = (known.breaks, known.keeps) if known else (setting.breaks, setting.keeps)
        return breaks[self.words.lang] if breaks else "", keeps[self.words.lang] if keeps else ""

    def _stricter(self, app: AppAssessment, permission: Permission, setting: Setting) -> str:
        strictest = permission.setting[0]
        if strictest == setting:
            return ""
        return self.words.together(self.words("advice.stricter", setting=self._label(strictest)), *self._effect(app, permission, strictest))

    def cited(self, *sources: Iterable[str]) -> str:
        """Sources by their short names, each once."""
        names = unique(*sources)
        return self.words("advice.sources", names=self.words.join([self.content.sources[name].short[self.words.lang] for name in names]))

    def _label(self, setting: Setting) -> str:
        label = setting.label(self.ios)
        return label[self.words.lang] if label else ""

    def _steps(self, item: Advice, app: AppAssessment, setting: Setting) -> Iterable[str]:
        if not self.content.permissions[item.permission].switch:
            yield self._label(setting)
            return
        yield self._way("by-permission", item, app, setting)
        if also := self._also(item, app):
            yield also
        yield self.words("advice.step-or", step=self._way("by-app", item, app, setting))

    def _way(self, kind: Literal["by-permission", "by-app"], item: Advice, app: AppAssessment, setting: Setting) -> str:
        return self._path(kind, item.permission, self.name(app), setting)

    def _path(self, kind: Literal["by-permission", "by-app"], category: Category, app: str, setting: Setting) -> str:
        """Where to tap, and what to choose there."""
        permission = self.content.permissions[category]
        label = permission.label if kind == "by-permission" else permission.app_page_label
        # The question mark of a guessed name is no part of what Settings shows.
        name = isolated(app.rstrip("?？"))
        path = self.content.path(kind, self.ios)[self.words.lang].format(permission=label[self.words.lang], app=name)
        return self.words("advice.step", path=path, setting=self._label(setting))

    def where(self, choice: Choice, namings: Namings) -> str:
        """Where to tap for a change that was decided about; empty where Settings has no switch."""
        permission = self.content.permissions[choice.permission]
        name = profile(choice.bundle_id, self.content, namings).name[self.words.lang]
        setting = permission.choose(choice.setting, self.ios)
        return self._path("by-permission", choice.permission, name, setting) if permission.switch else ""

    def _also(self, item: Advice, app: AppAssessment) -> str:
        permission = self.content.permissions[item.permission]
        also = permission.also
        wanted = also and item.setting == permission.for_patterns and not set(also.unless_types) & set(app.profile.types)
        return also[self.words.lang] if also and wanted else ""

    def gains(self, item: Advice, app: AppAssessment, phone: int) -> str:
        """What a change gains: for the app, and for the phone's score."""
        return self.words.together(
            self.words("advice.gain", app=self.name(app), before=app.score, after=app.score + item.gain),
            self.words("advice.gain", app=self.words("page.phone-score"), before=phone, after=phone + item.phone_gain),
        )

    def fine(self, app: AppAssessment) -> list[str]:
        """What this app did that costs nothing, and why that is fine."""
        held = {finding.topic for finding in app.findings}
        fine: list[str] = []
        for category, pattern in app.activity.patterns.items():
            if pattern.count and category not in held:
                fine.append(self._fine(app, category, pattern.count))
            if pattern.picker:
                fine.append(self.words("fine.picker", n=pattern.picker))
        if app.activity.network.rows and not app.trackers:
            fine.append(self.words("fine.network", app=self.name(app)))
        return fine

    def fine_most(self, app: AppAssessment) -> str:
        """The one thing this app did most, and why that is fine."""
        category, pattern = max(app.activity.patterns.items(), key=lambda each: (each[1].count, each[0]))
        return self._fine(app, category, pattern.count)

    def _fine(self, app: AppAssessment, category: str, count: int) -> str:
        words = self.words
        permission = next((row.id for row in self.content.permissions.values() if row.id == category), None)
        seen = {"app": self.name(app), "did": words(f"did.{category}"), "times": words("count.times", n=count)}
        if permission is None:
            return words("fine.other", **seen)
        if app.profile.part_of_ios:
            return words("fine.part-of-ios", **seen)
        if excuse := excuse_for(app.profile, permission, self.content):
            return words("fine.used", **seen, reason=excuse[words.lang])
        if row := all_day_type(app.profile.types, permission, self.content):
            return words("fine.used", **seen, reason=row.background_ok[permission][words.lang])
        return words("fine.used", **seen, reason=expectation(app.profile.types, permission, self.content)[words.lang])

    def headline(self, assessment: Assessment, advice: tuple[Advice, ...]) -> str:
        """The verdict in one or two sentences."""
        if not assessment.apps:
            return self.words("headline.empty")
        apps = len({item.bundle_id for item in advice})
        if not apps:
            return self.words("headline.none")
        return self.words("headline.some", n=apps, changes=self.words("count.changes", n=len(advice)))

    def change(self, place: tuple[str, Category], namings: Namings) -> str:
        """A change by app and permission, as in a list: "WeChat, Photos"."""
        bundle_id, permission = place
        name = profile(bundle_id, self.content, namings).name[self.words.lang]
        return self.words("check.place", app=name, permission=self.content.permissions[permission].label[self.words.lang])

    def decided(self, choice: Choice, namings: Namings) -> str:
        """What was decided about a change."""
        words, change = self.words, self.change(choice.place, namings)
        if choice.decision == "done":
            permission = self.content.permissions[choice.permission]
            return words("walk.was-done", change=change, setting=self._label(permission.choose(choice.setting, self.ios)))
        if choice.decision == "keep":
            reason = words(f"reason.{choice.reason}") if choice.reason not in ("", "own") else ""
            return words(
                "walk.was-kept",
                change=change,
                reason=words.together(*(words("list.sentence", text=told) for told in (reason, choice.note) if told)),
            ).rstrip()
        return words("walk.was-later", change=change)

    def checked(self, item: Checked, namings: Namings) -> str:
        """How one change turned out."""
        last = self.words.moment(item.last) if item.last else ""
        some = "-some" if item.outcome == "stopped" and item.count else ""
        outcome = self.words(f"check.{item.outcome}{some}", n=item.count, last=last)
        return self.words("check.change", change=self.change(item.choice.place, namings), outcome=outcome)

    def kept(self, item: Kept, namings: Namings) -> str:
        """What a kept permission was used for since, and what it costs."""
        change = self.change(item.choice.place, namings)
        times = self.words("count.times", n=item.count)
        if item.points is None:
            return self.words("check.kept-early", change=change, times=times)
        return self.words("check.kept" if item.points else "check.kept-free", change=change, times=times, points=-item.points)

    def new(self, item: SeenFinding, namings: Namings) -> str:
        """A finding that was not there before."""
        name = profile(item.bundle_id, self.content, namings).name[self.words.lang]
        return self.words("check.new", app=name, topic=self.words(f"topic.{item.topic}"), points=-item.points)

    def then_and_now(self, checked: Check) -> str:
        """The phone's score before and after, as far as it can be told."""
        since = self.words.moment(checked.since)
        if not checked.enough:
            return self.words("check.too-early", since=since, days=self.words("count.days", n=checked.days))
        if checked.score_then is None:
            return self.words("check.now", now=checked.score_now, grade=checked.grade_now, since=since)
        return self.words("check.then-and-now", then=checked.score_then, now=checked.score_now, grade=checked.grade_now, since=since)

    def problem(self, problem: Problem) -> str:
        """Where a line was left out and why."""
        words = self.words
        return words("problem-at.line", file=problem.file, number=problem.line, message=words(f"problem.{problem.code}"))

    def host(self, host: str, app: AppAssessment) -> tuple[str, str]:
        """Whose a host is and what for: the owner's name, and the key of the words that say it. Unknown is said as unknown."""
        words = self.words
        if is_local(host):
            return words("kind.local"), ""
        if is_address(host):
            return words("kind.address"), ""
        row = owner(host, self.content)
        if row is None:
            named = app.activity.network.apple_owners.get(host)
            if not named:
                return registered_part(host), "kind.unknown"
            return named[0], "kind.own" if is_of_group(named[0], app.profile.group) else ""
        if row.group and row.group == app.profile.group:
            return row.name[words.lang], "kind.own"
        return row.name[words.lang], f"purpose.{row.purpose}" if row.purpose else f"kind.{row.kind}"

    def contacts(self, app: AppAssessment) -> list[Contact]:
        """Whom an app contacted, by owner: what the app contacted by itself first, then by number of hosts."""
        own = set(app.activity.network.own_hosts)
        groups: dict[tuple[bool, str, str], list[str]] = {}
        for host in app.activity.network.hosts:
            owner_, key = self.host(host, app)
            groups.setdefault((host in own, owner_, key), []).append(host)
        found = [
            Contact(
                owner=owner_,
                what_for=self.words(key) if key else "",
                why=self.words(f"why.{key.removeprefix('purpose.')}") if key.startswith("purpose.") else "",
                by_itself=by_itself,
                domains=tuple(hosts),
            )
            for (by_itself, owner_, key), hosts in groups.items()
        ]
        return sorted(found, key=lambda contact: (not contact.by_itself, -len(contact.domains), contact.domains))


def unknown_apps(assessment: Assessment) -> list[AppAssessment]:
    """Apps to ask the person about: they touched something, and nobody knows what they are for."""
    return [
        app
        for app in assessment.apps
        if app.scored and app.profile.types == (UNKNOWN_TYPE,) and any(pattern.count for pattern in app.activity.patterns.values())
    ]
