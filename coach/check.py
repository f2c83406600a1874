"""Did it help? A plan against a later report: only what was recorded after a change counts for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from operator import and_
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from coach.activity import activities
from coach.alone import alone
from coach.catalogue import profile
from coach.content import Content, Counting
from coach.models import Advice, Assessment, Finding, Frozen, Grade, Report, Tier
from coach.needs import Needs
from coach.plan import Choice, Plan, SeenFinding, Told, told
from coach.scoring import assess, assess_app

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_NEVER = 2**62
"""Later than any moment, in microseconds."""
Ints = npt.NDArray[np.int64]
Span = tuple[int, int]

Outcome = Literal["stopped", "smaller", "still", "cannot-tell"]
"""`smaller`: the app looks on, as it may under the setting that was chosen."""


class Checked(Frozen):
    """How one change turned out: `count` accesses since, the last of them at `last` on the phone's clock."""

    choice: Choice
    outcome: Outcome
    count: int
    last: datetime | None
    too_much: bool = False
    """Whether the app still looks further than it needs to, under a setting that lets it look."""
    in_force: bool | None = Field(None, exclude_if=lambda told: told is None)
    """Whether the phone's file says that the chosen setting, or a smaller one, is in force; None where it doesn't say."""
    next: str | None = None
    """The smaller setting that is advised now; None where nothing is left to do, or only to see whether the chosen one is in force."""

    @property
    def open(self) -> bool:
        """Whether it ended nothing, or too little."""
        return self.outcome == "still" or self.too_much


class Kept(Frozen):
    """What a kept permission was used for since."""

    choice: Choice
    count: int
    points: int | None
    """What it takes off the app, zero or negative; None where too little was recorded since to tell."""


class NewFinding(SeenFinding):
    """That an app lost points since, in a topic where it did not before."""

    tier: Tier
    new_app: bool
    """Whether the app was not in the report that the plan was made from; False where the plan doesn't say."""

    @property
    def told(self) -> bool:
        """Whether it is told by itself: it looks further than it needs to, or the app is new."""
        return self.tier == "excess" or self.new_app


class Check(Frozen):
    """A plan checked against what was recorded after it."""

    since: datetime
    """The last decision before the report's end; what is said of the phone as a whole counts from here."""
    days: int
    """Days since then that hold a record."""
    enough: bool
    """Whether that is enough to judge the phone again."""
    changes: tuple[Checked, ...]
    kept: tuple[Kept, ...]
    new: tuple[NewFinding, ...]
    """Findings since that were neither in the report the plan was made from nor decided about."""
    score_then: int | None
    """None for a plan that doesn't say, or was judged by other rules."""
    score_now: int | None
    """None where no app was judged since."""
    grade_now: Grade | None

    @property
    def again(self) -> frozenset[tuple[str, str]]:
        """Changes that ended nothing, or too little, and so are open again."""
        return frozenset(item.choice.place for item in self.changes if item.open)

    @property
    def new_told(self) -> tuple[NewFinding, ...]:
        """What is new and told one by one."""
        return tuple(item for item in self.new if item.told)

    @property
    def new_small(self) -> tuple[NewFinding, ...]:
        """All else that is new: offers to apps that were there before."""
        return tuple(item for item in self.new if not item.told)


def check_plan(plan: Plan, report: Report, needs: Needs) -> Check | None:
    """For each change that was done before the report's end: did what it was meant to end, end? None where there is none, nor any kept.

    still: in what was recorded after the change the app still looks further than it needs to, or looks at all where the setting ends that.
    stopped: it does neither, nor looks at all, each of at least as many days since as the rules look at holds a record, the last of them
    maybe in part, and the app was seen in them. With fewer, silence proves nothing. smaller: the same, but it looks, as it may.
    cannot-tell: anything else.
    """
    last = report.summary.last
    decided = [choice for choice in plan.of("done") + plan.of("keep") if last and choice.decided < last]
    if not decided or not last:
        return None
    content = needs.content
    since = max(choice.decided for choice in decided)
    made = {choice.place: choice.setting for choice in plan.of("done")}
    said = told(plan, report).model_copy(update={"settings": made | {known.place: known.setting for known in plan.settings}})
    after = _after(report, since)
    # Where no permission was used at all, the part about them is missing: silence proves nothing then.
    assessment = assess(activities(after, content), needs, said, enough=bool(len(after.accesses)))
    times = _times(report)
    moments = [*(choice.decided for choice in decided), since]
    used = _all_microseconds(report.accesses["begin"])
    told_of = [bool(len(used)) and int(used[-1]) > _microseconds(moment) for moment in moments]
    *enough, enough_for_all = map(and_, told_of, _enough(times, last, moments, content.rules.counting))
    became = list(zip(_since(decided, said, report, needs), enough, strict=True))
    return Check(
        since=since,
        days=_days_recorded(times, since),
        enough=enough_for_all,
        changes=tuple(_checked(one, sure, needs) for one, sure in became if one.choice.decision == "done"),
        kept=tuple(_kept(one, sure) for one, sure in became if one.choice.decision == "keep"),
        new=tuple(new_findings(plan, assessment)),
        score_then=plan.report.score if plan.report and plan.report.rules == content.rules.version else None,
        score_now=assessment.score,
        grade_now=assessment.grade,
    )


def check_day(plan: Plan, content: Content) -> date | None:
    """As many days after the last change as the rules look at; None where nothing was changed."""
    done = [choice.decided for choice in plan.of("done")]
    return (max(done) + timedelta(days=content.rules.counting.window_days)).date() if done else None


def settled(plan: Plan, checked: Check | None) -> frozenset[tuple[str, str]]:
    """Changes that were made, but for those that are known to still happen."""
    return frozenset(choice.place for choice in plan.of("done")) - (checked.again if checked else frozenset())


def in_force(said: Told, checked: Check | None) -> Told:
    """What was told, and for each change that left too much the setting that was chosen: what to do next starts from there."""
    made = {item.choice.place: item.choice.setting for item in (checked.changes if checked else ()) if item.too_much}
    return said.model_copy(update={"settings": made | dict(said.settings)}) if made else said


def with_next(checked: Check, changes: Iterable[Advice], needs: Needs) -> Check:
    """The check, with the smaller setting that is advised now for each change that ended nothing or too little."""
    advised = {item.place: item.setting for item in changes}

    def smaller(choice: Choice) -> str | None:
        permission = needs.content.permissions[choice.permission]
        before = permission.nearest(choice.setting, needs.version).id
        now = permission.nearest(advised.get(choice.place, before), needs.version).id
        return now if permission.rank(now) < permission.rank(before) else None

    changed = (item.model_copy(update={"next": smaller(item.choice)}) if item.open else item for item in checked.changes)
    return checked.model_copy(update={"changes": tuple(changed)})


def new_findings(plan: Plan, assessment: Assessment) -> Iterator[NewFinding]:
    """What apps lose points for now that the report the plan was made from did not have, and about which nothing was decided."""
    if plan.report is None:
        return
    known: set[tuple[str, str]] = {(seen.bundle_id, seen.topic) for seen in plan.report.findings}
    known |= {choice.place for choice in plan.choices}
    apps = {bundle_id for bundle_id, _ in known}.union(plan.report.apps) if plan.report.apps else None
    for app in assessment.apps:
        bundle_id = app.profile.bundle_id
        for finding in app.findings:
            if (bundle_id, finding.topic) not in known:
                yield NewFinding(
                    bundle_id=bundle_id,
                    topic=finding.topic,
                    points=finding.points,
                    tier=finding.tier,
                    new_app=apps is not None and bundle_id not in apps,
                )


class _Since(NamedTuple):
    """What an app did with one permission after the decision about it, without what the person chose in the picker."""

    choice: Choice
    looks: int
    last: datetime | None
    finding: Finding | None
    """What the app loses points for in it."""
    seen: bool
    """Whether the app did anything at all since."""


def _checked(since: _Since, enough: bool, needs: Needs) -> Checked:
    choice = since.choice
    outcome: Outcome = "cannot-tell"
    ends_all = not needs.content.permissions[choice.permission].nearest(choice.setting, needs.version).looks
    too_much = not ends_all and since.finding is not None and since.finding.tier == "excess"
    if ends_all and since.looks:
        outcome = "still"
    elif too_much:
        outcome = "smaller"
    elif since.seen and enough:
        outcome = "smaller" if since.looks else "stopped"
    return Checked(choice=choice, outcome=outcome, count=since.looks, last=since.last, too_much=too_much)


def _kept(since: _Since, enough: bool) -> Kept:
    free = 0 if enough else None
    return Kept(choice=since.choice, count=since.looks, points=since.finding.points if since.finding else free)


def _since(decided: Sequence[Choice], said: Told, report: Report, needs: Needs) -> list[_Since]:
    """What became of each of these choices."""
    rows, spans = _looks(decided, report)
    held = _findings(dict(zip(spans, (choice.bundle_id for choice in decided), strict=True)), rows, said, report, needs)
    category, clock = report.accesses["category"].cat, report.accesses["local"].to_numpy()
    code_of = {name: code for code, name in enumerate(category.categories)}
    codes, seen = category.codes.to_numpy(), _last_seen(report)
    found = []
    for choice, span in zip(decided, spans, strict=True):
        mine = rows[slice(*span)]
        mine = mine[codes[mine] == code_of.get(choice.permission, -1)]
        found.append(
            _Since(
                choice=choice,
                looks=len(mine),
                last=clock[mine].max().item() if len(mine) else None,
                finding=held.get(span, {}).get(choice.permission),
                seen=seen.get(choice.bundle_id, -_NEVER) > _microseconds(choice.decided),
            )
        )
    return found


def _looks(decided: Sequence[Choice], report: Report) -> tuple[npt.NDArray[np.intp], list[Span]]:
    """The rows of looks, app by app, and for each choice those of its app after it. Looks at other things are among them, as points taken
    in one topic leave fewer for the others."""
    ids = report.accesses["bundle_id"].cat
    code_of = {name: code for code, name in enumerate(ids.categories)}
    rows = np.flatnonzero(~report.accesses["picker"].to_numpy())
    codes = ids.codes.to_numpy()[rows]
    order = np.argsort(codes, kind="stable")  # accesses come by time already
    rows, edges = rows[order], np.searchsorted(codes[order], np.arange(len(code_of) + 1)).tolist()
    begins = _all_microseconds(report.accesses["begin"])[rows]
    spans = []
    for choice in decided:
        code = code_of.get(choice.bundle_id)
        first, last = (0, 0) if code is None else edges[code : code + 2]
        spans.append((first + int(np.searchsorted(begins[first:last], _microseconds(choice.decided), side="right")), last))
    return rows, spans


def _findings(
    spans: Mapping[Span, str], rows: npt.NDArray[np.intp], said: Told, report: Report, needs: Needs
) -> dict[Span, dict[str, Finding]]:
    """What the app with this id loses by topic for each of these spans, all told at once, as if each span were an app of its own."""
    given = list(spans)
    numbers = np.repeat(np.arange(len(given)), [last - first for first, last in given])
    places = np.concatenate([rows[slice(*span)] for span in given])
    accesses = report.accesses.iloc[places]
    accesses = accesses.assign(bundle_id=pd.Categorical.from_codes(numbers, pd.Index([str(number) for number in range(len(given))])))
    apart = replace(report, accesses=accesses, network=report.network.iloc[:0], owners=report.owners.iloc[:0])
    found = {}
    for activity in activities(apart, needs.content, alone(report.accesses, needs.content)[places]):
        span = given[int(activity.bundle_id)]
        mine = activity.model_copy(update={"bundle_id": spans[span]})
        app = assess_app(mine, profile(spans[span], needs.content, said.apps), (), needs, said)
        found[span] = {finding.topic: finding for finding in app.findings}
    return found


def _last_seen(report: Report) -> dict[str, int]:
    """The last moment of each app, by its looks, those in the picker too, and its contacts."""
    found: dict[str, int] = {}
    for frame, moment in ((report.accesses, "begin"), (report.network, "last")):
        ids = frame["bundle_id"]
        latest = np.full(len(ids.cat.categories), -_NEVER)
        np.maximum.at(latest, ids.cat.codes.to_numpy(), _all_microseconds(frame[moment]))
        for name, last in zip(ids.cat.categories, latest.tolist(), strict=True):
            found[name] = max(last, found.get(name, last))
    return found


def _after(report: Report, moment: datetime) -> Report:
    """What was recorded after a moment. A contact counts by its last time, as its row tells no other."""
    begun, last = (_all_microseconds(column) > _microseconds(moment) for column in (report.accesses["begin"], report.network["last"]))
    return replace(report, accesses=report.accesses[begun], network=report.network[last])


def _enough(times: Ints, last: datetime, moments: Sequence[datetime], counting: Counting) -> list[bool]:
    """Whether each of these moments lies as many days as rules look at before the report's end, and so many days since hold a record."""
    since = np.array([_microseconds(moment) for moment in moments])
    ahead = np.append(times, _NEVER)
    days, uncounted = np.zeros_like(since), since
    wanted = counting.window_days
    for _ in range(wanted):
        record = ahead[np.searchsorted(times, uncounted)]
        days += record < _NEVER
        uncounted = since + ((record - since) // _DAY + 1) * _DAY
    return [
        last - moment >= timedelta(days=wanted - counting.unfinished_day) and bool(count >= wanted)
        for moment, count in zip(moments, days, strict=True)
    ]


def _days_recorded(times: Ints, moment: datetime) -> int:
    """Days counted from a moment on that hold a record: what lies in a gap between two reports was not recorded."""
    days = (times - _microseconds(moment)) // _DAY
    return len(np.unique(days[days >= 0]))


def _times(report: Report) -> Ints:
    """Every moment at which something was recorded, ascending."""
    columns = (report.accesses["begin"], report.network["first"], report.network["last"])
    return np.unique(np.concatenate([_all_microseconds(column.dropna()) for column in columns]))


def _all_microseconds(column: "pd.Series[pd.Timestamp]") -> Ints:
    return column.to_numpy().astype("M8[us]").view(np.int64)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
