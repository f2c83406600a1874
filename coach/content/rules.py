"""What content/rules.toml holds: rules and what they cost, the numbers that counts are made with, grades."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from coach.content.tables import Cell, KnownCategory, KnownTopic
from coach.measures import MEASURES
from coach.models import Background, Basis, Frozen, Grade, Level, Platform, Text, Tier


class Step(Frozen):
    """From this count on, these points."""

    at: int = Field(ge=1)
    points: int = Field(le=0)


class Rule(Frozen):
    """One thing looked for: a count, the needs it applies to, and what it costs by topic."""

    id: str
    tier: Tier
    measure: str
    """A name in `coach.measures`."""
    levels: tuple[Level, ...]
    background: tuple[Background, ...] = ("none", "active", "by_choice", "all_day")
    """Which use by itself a kind may have for the rule to apply."""
    smaller_setting: bool = False
    """Whether it applies only where a smaller setting than the ordinary one leaves the job whole."""
    beyond_minutes: bool = False
    """Whether a step counts only beyond the minutes that the job explains."""
    sensitive: bool = False
    """Whether it applies only to kinds of app where more depends on it."""
    basis: Basis | Literal["expectation"]
    """`expectation`: the basis of the cell that was not met."""
    title: Text
    reason: Text
    sources: tuple[str, ...]
    steps: Mapping[KnownTopic, tuple[Step, ...]]
    """By topic, mildest first."""
    phones: tuple[Platform, ...] = ()
    """On which it is looked for; empty: on any whose report shows what it counts."""

    @field_validator("measure")
    @classmethod
    def _is_counted(cls, measure: str) -> str:
        if measure not in MEASURES:
            raise ValueError(f"{measure} is none of {', '.join(MEASURES)}")
        return measure


class Excuse(Text):
    """A topic that is not held against apps of one company, and why."""

    group: str
    topic: KnownCategory
    sources: tuple[str, ...]


class GradeBand(Frozen):
    grade: Grade
    since: int = Field(alias="from")


class Counting(Frozen):
    """The numbers that counts are made with."""

    window_days: int = Field(ge=1)
    """Calendar days in a row that a count looks at."""
    night_begins_at: int = Field(ge=0, le=23)
    night_ends_at: int = Field(ge=1, le=23)
    """Night is from one of these hours to the other."""
    alone_minutes: int = Field(ge=1)
    """A look stands alone where there is no sign of other use so long before and after."""
    busy_hour: int = Field(ge=1)
    """An hour with this many accesses or more is busy."""
    full_day_looks: int = Field(ge=1)
    full_day_hours: int = Field(ge=1, le=24)
    """A day with this many accesses in this many hours is full."""
    repeat_hours: int = Field(ge=1, le=24)
    """A day with accesses in this many hours is one of looking again."""
    long_stretch: int = Field(ge=1)
    """So many minutes on at a stretch are worth telling, where the job explains no more."""
    unfinished_day: float = Field(ge=0, lt=1)
    """Of so many days that are looked at, this much of the last may be missing."""
    enough_days: float = Field(gt=0)
    """With less than this recorded, a phone gets no score."""
    whole_days: int = Field(ge=1)
    """With so many days recorded, what was not seen was probably not used."""
    unreadable_told: float = Field(gt=0, le=1)
    """With a larger share of a file left out, that is told first."""

    @property
    def window_hours(self) -> int:
        return 24 * self.window_days


class Striking(Frozen):
    """When an app that nobody knows stands out."""

    points: int = Field(le=0)
    """What it would lose, if no kind of app needed what it touched."""
    as_level: Level
    """What most kinds of app need at most of what it touched: more than that stands out."""


class Rules(Frozen):
    version: str
    checked: date
    """When what stands in content/ was last gone over."""
    counting: Counting
    no_cell: Cell = Field(alias="no-cell")
    """What a kind of app needs of a category that its row says nothing of."""
    minutes: Mapping[Level, int]
    """How long in a day and a night use explains that something is on, by level, where the cell doesn't say."""
    most_room: int = Field(le=0)
    """All `room` of one app together takes no more points than this."""
    least_without_excess: int = Field(ge=0, le=100)
    """A phone without any `excess` has at least this score."""
    striking: Striking
    tracker_purposes: tuple[str, ...]
    many_companies: int = Field(ge=1)
    """From so many on, there is advice about them."""
    grade: tuple[GradeBand, ...]
    excuse: tuple[Excuse, ...]
    rule: tuple[Rule, ...]

    def grade_of(self, score: int) -> Grade:
        return next(band.grade for band in self.grade if score >= band.since)

    def best_beside(self, score: int) -> int:
        """The highest score of a phone whose worst app has this one: at the top of the grade above."""
        bands = [band.since for band in self.grade]
        place = next(number for number, since in enumerate(bands) if score >= since)
        return bands[place - 2] - 1 if place >= 2 else 100
