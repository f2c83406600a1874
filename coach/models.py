"""The nouns of the coach, frozen. Each stage of the way (see `coach`) makes one of them from the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field, SkipValidation

from coach.android import AndroidCounts, AndroidPhone, LastUse, OnPhone, Whose
from coach.errors import Refusal
from coach.frozen import LANGS as LANGS  # noqa: PLC0414 (of the nouns, too)
from coach.frozen import Frozen as Frozen  # noqa: PLC0414
from coach.frozen import Lang as Lang  # noqa: PLC0414
from coach.frozen import Text as Text  # noqa: PLC0414

if TYPE_CHECKING:  # the page draws its title before pandas is loaded
    import pandas as pd

Platform = Literal["ios", "android"]
"""What kind of phone: the name of its folder in content/ and in coach/reading/."""
PLATFORMS: tuple[Platform, ...] = ("ios", "android")

Category = str
"""Id of a permission that a phone records: those of content/, by platform."""
OTHER = "other"
"""Where a category goes that content/ does not know."""
TRACKERS = "trackers"
"""The one topic that is no permission."""

Level = Literal["needed", "while_using", "extra", "not_needed", "unknown"]
"""What a kind of app needs of a permission: its very job; part of the job, while it is used; a side feature; not at all; nobody knows."""
Background = Literal["none", "active", "by_choice", "all_day"]
"""Use without the person looking that is part of the job: none; while something goes on for a time (a call, a ride); day and night as a
feature that the person turned on; day and night as the very job."""
Tier = Literal["excess", "room"]
"""`excess`: the kind doesn't need it, or use can't explain the pattern. `room`: a smaller setting leaves the job whole."""
State = Literal["judged", "asked", "listed", "system"]
"""`asked`: it used a permission and nobody knows what it is for. `listed`: nobody knows, and it used none. `system`: part of the phone."""
Basis = Literal["regulation", "basic_function_text", "judgement"]
"""What a need rests on: a normative document lists it; it follows from what that says the kind is for; our own view."""
Grade = Literal["A", "B", "C", "D", "E"]


class Problem(Frozen):
    """A line that was left out: where, and the code of why (table `problem` of the words). Never what stood in it."""

    line: int
    code: str
    file: str
    """Name of the input."""


class FileRead(Frozen):
    """One file of a report, as far as it could be read."""

    name: str
    records: int
    """What stands in it, usable or not."""
    unusable: int
    fault: str | None
    """What is wrong with most that can't be used (table `problem` of the words)."""
    fault_line: int | None
    """The number of the first line with that fault."""


class ReportSummary(Frozen):
    """What was read, in counts that can be checked in the file."""

    format: str = "apple-app-privacy-report"
    first: datetime | None
    """First moment recorded, on the phone's clock at export."""
    last: datetime | None
    days: float
    """From first to last, in days."""
    gaps: tuple[tuple[date, date], ...] = ()
    """First and last day of each stretch of two days and more between them without any line."""
    lines: int
    """Non-empty lines, all inputs together. Each is used, skipped or a duplicate; those that were joined are used."""
    skipped_lines: int
    duplicates: int
    open_intervals: int
    """Accesses still going on at export."""
    orphan_ends: int
    """Ends whose beginning is not in the file; not counted as accesses, as nobody knows when they began."""
    zero_length: int
    accesses: Mapping[str, int]
    """Distinct accesses by category as the phone names it, without what was chosen in the system's picker."""
    picker_accesses: Mapping[str, int]
    network_rows: int
    joined_rows: int = 0
    """Further contacts that were added to one of these: the same app, host and circumstances at another time."""
    hits: int
    domains: int
    tracker_rows: int
    """Network rows on Apple's list of domains that may profile people across apps (`domainType` 1)."""
    android: AndroidCounts | None = Field(None, exclude_if=lambda told: told is None)

    @property
    def looks(self) -> int:
        """All accesses, without what was chosen in the system's picker."""
        return sum(self.accesses.values())

    @property
    def picked(self) -> int:
        """Times that the person chose something in the system's picker."""
        return sum(self.picker_accesses.values())


class Can(Frozen):
    """What a report of this kind can show. What it can't show is never read as clean."""

    series: bool
    """Every single access with its time."""
    network: bool
    """Whom apps contacted."""
    grants: bool
    """Which permissions are on."""


@dataclass(frozen=True)
class Report:
    """One report, or several merged.

    platform: the kind of phone. can: what its reports can show; sections ask this, never which phone it is.

    accesses: one row per access: `bundle_id`, `category` (categoricals), `begin` and `end` (UTC, milliseconds; `end` may be missing),
    `local` (the line's own clock), `picker` (the person chose something in the system's picker), of Android `aside` (on the screen, or
    excused: shown, not counted).
    network: one row per contact of an app with a host: `bundle_id`, `domain`, `domain_type`, `owner` (by Apple), `context`, `initiated`,
    `hits`, `first`, `last` (UTC). owners: `bundle_id`, `domain`, `owner`, each name that Apple gives to the owner of a host, sorted.
    """

    platform: Platform
    can: Can
    summary: ReportSummary
    problems: tuple[Problem, ...]
    accesses: "pd.DataFrame"
    network: "pd.DataFrame"
    owners: "pd.DataFrame"
    files: tuple[FileRead, ...] = ()
    """What it was read from."""
    passed_over: tuple[Refusal, ...] = ()
    """Files given along with these that hold no report, and why."""
    android: AndroidPhone | None = None
    """All that an Android phone told."""


class Rhythm(Frozen):
    """The longest steady stretch in a series of accesses."""

    period_s: float
    begin: datetime
    """On the phone's clock."""
    end: datetime
    accesses: int
    longest_pause_s: float
    """The longest gap inside the stretch."""


class Counts(Frozen):
    """What is counted of how one app touched one category.

    All but `count`, `night`, `open` and `stretch_minutes` are the largest over windows: of so many calendar days of the lines' own clock
    (`days`, `full_days`, `repeat_days`, `nights`), or of so many hours in a row on absolute time (`hours_of_week`, `busy_hours`,
    `busiest_day`, `minutes`). How long a window is, when night is, and from which count on an hour is busy and a day full: `counting` in
    content/rules.toml.
    """

    count: int = 0
    """Without what was chosen in the system's picker."""
    night: int = 0
    """Accesses at night."""
    nights: int = 0
    """Different nights with an access that stands alone: there is no other sign that the phone was in use."""
    days: int = 0
    full_days: int = 0
    """Days with many accesses in many hours."""
    repeat_days: int = 0
    """Days with accesses in several hours."""
    busiest_day: int = 0
    """Accesses in a day and a night."""
    hours_of_week: int = 0
    """Different hours in a week."""
    busy_hours: int = 0
    """Busy hours in a day and a night."""
    minutes: int = 0
    """Minutes on, in a day and a night. Of camera, microphone and screen recording only: other lengths are a timer's."""
    night_minutes: int = 0
    """Minutes on in one night until it ends, of accesses that began in it and stand alone; a begun minute counts."""
    stretch_minutes: int = 0
    """Minutes on at a stretch, the longest."""
    open: int = 0
    """Accesses still going on when the report was written; they have no length."""
    rhythm: Rhythm | None = None
    last_use: LastUse | None = Field(None, exclude_if=lambda told: told is None)
    """What an Android phone tells of it; None on other phones."""


class Use(Counts):
    """How one app touched one category."""

    picker: int = 0
    """Times that the person chose something in the system's picker."""
    by_hour: tuple[tuple[int, int], ...] = ()
    """Each clock hour with an access, and how many. Hours since 1970 on the phone's clock, ascending."""
    last: datetime | None = None
    """When the latest access began, on the phone's clock; None where it only picked."""

    @property
    def touched(self) -> bool:
        """Whether the app used it by itself."""
        return self.count > 0 or (self.last_use is not None and self.last_use.seen is not None)

    @property
    def counts(self) -> Counts:
        """What a finding rests on."""
        return Counts.model_construct(**{name: getattr(self, name) for name in Counts.model_fields})


class Companies(Frozen):
    """Other companies that an app contacted by itself to advertise or measure: what is counted of them."""

    tracker_owners: int
    hosts: int
    companies: tuple[str, ...]
    """Their groups, sorted."""


Standing = Literal["own", "owned", "named", "unknown", "address", "local"]
"""Whose a host is: of the app's own company; of another owner in our table; of whom Apple names; nobody knows; an address in numbers,
owner not known; in the person's own network."""


class Contact(NamedTuple):
    """One owner of hosts that an app contacted, by itself or not."""

    standing: Standing
    owner: Text
    """Its name; what somebody registered of the host where nobody knows, empty for numbers and the person's own network."""
    group: str
    """Company group; empty where our table doesn't say."""
    kind: str
    """In our table: company, service, cdn, certificate; else empty."""
    purpose: str
    """In our table: what it is for, where that is known."""
    by_itself: bool
    """The app's own doing; else the person opened it, or a website shown in the app did."""
    hosts: tuple[str, ...]
    """Sorted."""
    profiling: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Each name that Apple gives the owner, its group, and those of these hosts that Apple lists as what may profile people across apps.
    Told only of hosts that our table does not know."""


class NetworkActivity(Frozen):
    """Whom one app contacted."""

    rows: int = 0
    hits: int = 0
    hosts: int = 0
    """Different ones."""
    contacts: SkipValidation[tuple[Contact, ...]] = ()
    """Those by itself first, then by number of hosts."""


class Activity(Frozen):
    """All that one app did."""

    bundle_id: str
    uses: Mapping[str, Use]
    """By category, unknown ones together under `other`."""
    network: NetworkActivity
    on: OnPhone | None = None
    """What an Android phone says of the app itself."""


class AppProfile(Frozen):
    """Who an app is, as far as the catalogue or the person says."""

    bundle_id: str
    name: Text
    types: tuple[str, ...]
    """Ids of app types; ("unknown",) when nobody knows."""
    group: str = ""
    """Company group, for telling an app's own services from other companies'."""
    part_of_system: bool = False
    guessed: bool = False
    """The name is read off the id."""
    confidence: Literal["A", "B", "C", ""] = ""
    whose: Whose = "own"
    """Of an Android phone: in which of its users the app is."""
    role: str = ""
    """That it has on an Android phone, or may have where nobody tells: then it is not judged."""


class Tracker(Frozen):
    """Another company that an app contacted by itself to advertise, measure or attribute, or that Apple lists as profiling people."""

    owner: Text
    group: str
    purpose: str
    domains: tuple[str, ...]


class Finding(Frozen):
    """Why an app lost points in one topic."""

    rule: str
    tier: Tier
    topic: str
    measure: str
    """Name of what was counted (`coach.measures`)."""
    points: int
    """What it takes off this app's score: zero or negative."""
    level: Level
    basis: Basis
    sources: tuple[str, ...]
    """Ids of what the rule and the expectation rest on."""
    evidence: Counts | Companies
    """Counts that can be checked in the file."""


class AppAssessment(Frozen):
    profile: AppProfile
    activity: Activity
    state: State
    score: int | None
    """None for all that is not judged."""
    grade: Grade | None
    trackers: tuple[Tracker, ...]
    findings: tuple[Finding, ...]
    """At most one per topic, costliest first; 100 plus their points is the score."""
    uncut: tuple[Finding, ...] = ()
    """The same before the last points were cut to what the app had to lose."""
    striking: int = 0
    """Of an app that is asked about: what it would lose if no kind of app needed what it touched. 0 for all others."""
    stands_out: bool = False
    """Of an app that is asked about: what it did would be too much for most kinds of app."""

    @property
    def judged(self) -> bool:
        return self.state == "judged"

    def of_tier(self, tier: Tier) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.tier == tier)


class Assessment(Frozen):
    """The verdict on a phone. Judged apps come first, the worst first; then those asked about, the most striking first; then the rest."""

    rules_version: str
    score: int | None
    """None where no app was judged or too little was recorded."""
    grade: Grade | None
    enough: bool
    """Whether enough was recorded to judge the phone."""
    apps: tuple[AppAssessment, ...]

    def in_state(self, state: State) -> tuple[AppAssessment, ...]:
        return tuple(app for app in self.apps if app.state == state)


class Advice(Frozen):
    """One change: one app, one permission, the smallest setting that leaves the job whole."""

    bundle_id: str
    permission: Category
    tier: Tier
    setting: str
    milder: str | None
    """The next larger setting that would still be smaller than what was seen in use; None where there is none."""
    finding: Finding
    gain: int
    """Points the app's score rises when the evidence is gone, by scoring again without it."""
    phone_gain: int
    """The same for the phone's score; 0 where the phone has none."""
    confidence: Literal["high", "medium", "low"]

    @property
    def place(self) -> tuple[str, Category]:
        """What this is about; a decision about it is told by the same."""
        return self.bundle_id, self.permission


Others = Literal["switch-off", "ask-next-time", "if-it-saves-nothing"]
"""What to do with all other apps in the list of one screen, which were not seen using it."""


class Screen(Frozen):
    """One screen of Settings: the apps that were seen using it: those to set, to leave as they are, to ask about."""

    screen: str
    """Id of the permission, or `tracking`."""
    set: tuple[str, ...]
    leave: tuple[str, ...]
    ask: tuple[str, ...]
    others: Others | None
