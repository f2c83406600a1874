"""The nouns of the coach, frozen. Each stage of the way (see `coach`) makes one of them from the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:  # the page draws its title before pandas is loaded
    import pandas as pd

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")

Category = Literal["location", "contacts", "photos", "camera", "microphone", "mediaLibrary", "screenRecording"]
CATEGORIES: tuple[Category, ...] = ("location", "contacts", "photos", "camera", "microphone", "mediaLibrary", "screenRecording")
OTHER = "other"
"""Where a category goes that no known iOS version writes."""
TRACKERS = "trackers"
"""The one topic that is no permission."""

Level = Literal["needed", "while_active", "while_using", "not_needed", "unknown"]
"""`while_active`: while using, where that goes on by itself for a time (a recorded run, a call, a shared location)."""
Basis = Literal["regulation", "basic_function_text", "judgement"]
Measure = Literal["days", "hours_of_week", "busy_hours", "nights", "busiest_day", "tracker_owners"]
Grade = Literal["A", "B", "C", "D", "E"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """One sentence or name in both languages: `text["zh"]`."""

    en: str
    zh: str

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang == "en" else self.zh


class Problem(Frozen):
    """A line that was left out: where, and the code of why (table `problem` of the words). Never what stood in it."""

    line: int
    code: str
    file: str
    """Name of the input."""


class ReportSummary(Frozen):
    """What was read, in counts that can be checked in the file."""

    format: str = "apple-app-privacy-report"
    first: datetime | None
    """First moment recorded, on the phone's clock at export."""
    last: datetime | None
    days: float
    """From first to last, in days."""
    lines: int
    """Non-empty lines, all inputs together. Each is used, skipped or a duplicate."""
    skipped_lines: int
    duplicates: int
    open_intervals: int
    """Accesses still going on at export."""
    orphan_ends: int
    """Ends whose beginning is not in the file; not counted as accesses, as nobody knows when they began."""
    zero_length: int
    accesses: Mapping[str, int]
    """Distinct accesses by category, without what was chosen in the system's picker."""
    picker_accesses: Mapping[str, int]
    network_rows: int
    hits: int
    domains: int
    tracker_rows: int
    """Network rows on Apple's list of domains that may profile people across apps (`domainType` 1)."""


@dataclass(frozen=True)
class Report:
    """One report, or several merged.

    accesses: one row per access: `bundle_id`, `category` (categoricals), `begin` and `end` (UTC, milliseconds; `end` may be missing),
    `local` (the line's own clock), `picker` (the person chose something in the system's picker).
    network: one row per contact of an app with a host: `bundle_id`, `domain`, `domain_type`, `owner` (by Apple), `context`, `initiated`,
    `hits`, `first`, `last` (UTC). owners: `bundle_id`, `domain`, `owner`, each name that Apple gives to the owner of a host, sorted.
    """

    summary: ReportSummary
    problems: tuple[Problem, ...]
    accesses: "pd.DataFrame"
    network: "pd.DataFrame"
    owners: "pd.DataFrame"


class Rhythm(Frozen):
    """The longest steady stretch in a series of accesses."""

    period_s: float
    begin: datetime
    """On the phone's clock."""
    end: datetime
    accesses: int
    longest_pause_s: float
    """The longest gap inside the stretch."""


class AccessPattern(Frozen):
    """How one app touched one category. All but `count`, `picker` and `night` are the largest over windows of seven days, or over days."""

    count: int = 0
    picker: int = 0
    night: int = 0
    """Accesses from 00:00 to 05:59."""
    nights: int = 0
    """Different nights with an access from 00:00 to 05:59."""
    days: int = 0
    busiest_day: int = 0
    hours_of_week: int = 0
    """Different clock hours, of 168."""
    busy_hours: int = 0
    """Hours with four accesses or more, in the day that has most of them."""
    rhythm: Rhythm | None = None
    by_hour: tuple[tuple[int, int], ...] = ()
    """Each clock hour with an access, and how many: what the counts above come from. Hours since 1970 on the phone's clock, ascending."""


class NetworkActivity(Frozen):
    """Whom one app contacted."""

    rows: int = 0
    hits: int = 0
    hosts: tuple[str, ...] = ()
    """Every host, sorted."""
    own_hosts: tuple[str, ...] = ()
    """Hosts the app contacted by itself: not what the person opened, no website behind it. Sorted."""
    apple_owners: Mapping[str, tuple[str, ...]] = {}
    """Owner as Apple names it, by host; several where reports differ."""
    profiling_hosts: frozenset[str] = frozenset()
    """Hosts on Apple's list of domains that may profile people across apps."""


class Activity(Frozen):
    """All that one app did."""

    bundle_id: str
    patterns: Mapping[str, AccessPattern]
    """By category, unknown ones together under `other`."""
    network: NetworkActivity


class AppProfile(Frozen):
    """Who an app is, as far as the catalogue or the person says."""

    bundle_id: str
    name: Text
    types: tuple[str, ...]
    """Ids of app types; ("unknown",) when nobody knows."""
    group: str = ""
    """Company group, for telling an app's own services from other companies'."""
    part_of_ios: bool = False
    guessed: bool = False
    """The name is read off the id."""
    confidence: Literal["A", "B", "C", ""] = ""


class Tracker(Frozen):
    """Another company that an app contacted by itself to advertise, measure or attribute, or that Apple lists as profiling people."""

    owner: Text
    group: str
    purpose: str
    domains: tuple[str, ...]


class Finding(Frozen):
    """Why an app lost points in one topic. `evidence` holds counts that can be checked in the file."""

    rule: str
    topic: str
    measure: Measure
    points: int
    """What it takes off this app's score: zero or negative."""
    level: Level
    basis: Basis
    sources: tuple[str, ...]
    """Ids of what the rule and the expectation rest on."""
    evidence: Mapping[str, Any]


class AppAssessment(Frozen):
    profile: AppProfile
    activity: Activity
    scored: bool
    score: int
    grade: Grade
    trackers: tuple[Tracker, ...]
    findings: tuple[Finding, ...]
    """At most one per topic, dearest first; 100 plus their points is the score."""


class Assessment(Frozen):
    """The verdict on a phone. Apps come worst first, then by name of id; parts of iOS last."""

    rules_version: str
    score: int
    grade: Grade
    apps: tuple[AppAssessment, ...]


class Advice(Frozen):
    """One change: one app, one permission, the least restrictive setting that ends the finding."""

    bundle_id: str
    permission: Category
    setting: str
    finding: Finding
    gain: int
    """Points the app's score rises when the evidence is gone, by scoring again without it."""
    phone_gain: int
    """The same for the phone's score."""
    confidence: Literal["high", "medium", "low"]
