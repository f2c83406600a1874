"""The one page of paper: one self-contained HTML document that needs no script and refers to nothing outside.

It fits one sheet by construction: content/summary.html lays out a Sheet, and everything in a Sheet is bounded in number and length.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from coach import __version__
from coach.catalogue import Naming, profile
from coach.content import FOLDER, UNKNOWN_TYPE
from coach.inline import PRINT_SCRIPT, script_hash
from coach.judge import Verdict
from coach.lines import fine_lines, headline, known_line, limit_lines
from coach.models import Advice, AppAssessment, AppProfile, Assessment, Frozen, Report, Text
from coach.pictures import by_hour
from coach.wording import Wording
from coach.words import Words

if TYPE_CHECKING:
    from jinja2 import Template

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = ("a4", "letter")
_PAGE = {"a4": "A4", "letter": "letter"}
MAX_CHANGES = 7
MAX_APPS = 6
MAX_FINE = 3
_MANY_CHANGES = 4
"""With more, there is room for fewer apps and for one thing that is fine."""
_APPS_BESIDE_MANY, _FINE_BESIDE_MANY = 4, 1
_MAX_TOPICS = 3
_MAX_CHECKED = 3
_ROWS_OF_CHECK = 2
"""Changes that a check takes the room of."""
_ROOM_FOR_COST = 3
"""With so few changes, there is room to say what each costs."""
_NAME_WIDTH = 28
"""Longest name of an app, in small Latin letters; a Chinese character takes the room of two."""
_TYPE_SIZES = ((1500, "roomy"), (1900, "middling"), (2800, "dense"), (math.inf, "tight"))
"""Up to how much text, in small Latin letters, each size of type fills no more than one sheet of Letter (tests/browser/test_paper.py)."""
_DAYS = 7
_SHADES = ((4, "#222"), (2, "#777"), (1, "#bbb"), (0, "#fff"))
"""Grey of an hour, by the number of accesses from which on it is used."""

_LIMITS = ("upload", "screen", "granted")


class Options(Frozen):
    """What a person may choose."""

    paper: Paper = "a4"
    hide_names: bool = False
    """Apps are called by their kind, for showing the sheet to somebody."""
    leave_out_done: bool = False
    """Changes already made are ticked, or left out."""


class SheetChange(Frozen):
    title: str
    path: str
    why: str
    cost: str
    """What stops working; empty where the sheet has no room for it."""
    done: bool


class SheetApp(Frozen):
    name: str
    score: int
    grade: str
    topics: str


class SheetDay(Frozen):
    name: str
    shades: tuple[str, ...]
    """Grey of each hour, 0 to 23."""


class WeekPicture(Frozen):
    """Seven days by hours."""

    title: str
    days: tuple[SheetDay, ...]
    caption: str
    alt: str
    """The same in words."""


class Sheet(Frozen):
    """All that stands on the paper, in words, bounded."""

    lang: str
    page: str
    brand: str
    title: str
    grade: str
    """Empty where no app was judged or too little was recorded: then there is no score either."""
    score: int
    headline: str
    caution: str
    """What limits the verdict: too little recorded or read, apps that wait for an answer. Empty where nothing does."""
    period: str
    changes: tuple[SheetChange, ...]
    nothing: str
    """That there is nothing to change, where there is a grade and no change."""
    more: str
    """How many changes found no room."""
    picture: WeekPicture | None
    apps: tuple[SheetApp, ...]
    fine: tuple[str, ...]
    limits: tuple[str, ...]
    """What the report can't show."""
    check: tuple[str, ...]
    """What became of earlier changes; takes the place of what is fine."""
    footer: str

    @property
    def type_size(self) -> str:
        """The class of the style sheet: the less text, the larger its type."""
        texts = [self.headline, self.caution, self.period, self.footer, *self.fine, *self.check]
        texts += [text for change in self.changes for text in (change.title, change.path, change.why, change.cost)]
        texts += [text for app in self.apps for text in (app.name, app.topics)]
        amount = sum(_width(character) for text in texts for character in text)
        return next(size for most, size in _TYPE_SIZES if amount < most)


def summary_html(verdict: Verdict, say: Wording, options: Options | None = None, *, print_button: bool = False) -> str:
    """The document, every value escaped. With a print button for the preview."""
    return render(sheet(verdict, say, options or Options()), say.words, print_button=print_button)


def render(page: Sheet, words: Words, *, print_button: bool = False) -> str:
    """A Sheet as an HTML document."""
    script = PRINT_SCRIPT if print_button else ""
    policy = "default-src 'none'; style-src 'unsafe-inline'" + (f"; script-src {script_hash(PRINT_SCRIPT)}" if print_button else "")
    return _template().render(sheet=page, words=words, script=_Safe(script), policy=policy)


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 (takes a moment)

    return Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    ).get_template("summary.html")


class _Safe(str):
    """Text that is ours and goes into the document as it stands."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def file_name(report: Report, say: Wording) -> str:
    """`privacy-summary-2025-11-30-en.html`: the day is the last one recorded."""
    day = f"-{report.summary.last:%Y-%m-%d}" if report.summary.last else ""
    return f"privacy-summary{day}-{say.words.lang}.html"


def sheet(verdict: Verdict, say: Wording, options: Options) -> Sheet:
    """What stands on the paper."""
    words, summary, assessment = say.words, verdict.report.summary, verdict.assessment
    apps = _named_for_paper(assessment, say, options)
    done = verdict.settled
    wanted = [item for item in verdict.changes if not (options.leave_out_done and _place(item) in done)]
    all_done = bool(verdict.changes) and not wanted
    many = len(wanted) > _MANY_CHANGES
    check = tuple(_check(verdict, say, options))
    most = MAX_CHANGES - _ROWS_OF_CHECK if check else MAX_CHANGES
    period = (
        words("verdict.period", first=words.moment(summary.first), last=words.moment(summary.last))
        if summary.first and summary.last
        else ""
    )
    sources = say.cited(*((*item.finding.sources, *say.sources_of(item, apps[item.bundle_id])) for item in wanted[:most])) if wanted else ""
    named = assessment.model_copy(update={"apps": tuple(apps.values())})
    return Sheet(
        lang=words.tag,
        page=_PAGE[options.paper],
        brand=say.of_phone("brand"),
        title=words("summary.title", day=f"{summary.last:%Y-%m-%d}" if summary.last else ""),
        grade=assessment.grade or "",
        score=assessment.score or 0,
        headline=words("headline.all-done") if all_done else headline(verdict, say, tuple(wanted)),
        caution=words.together(*limit_lines(verdict, say), known_line(verdict, say)),
        period=period,
        changes=tuple(
            _change(item, apps[item.bundle_id], say, room=len(wanted) <= _ROOM_FOR_COST, done=_place(item) in done)
            for item in wanted[:most]
        ),
        nothing=words("verdict.no-changes-known" if verdict.asked else "verdict.no-changes") if assessment.grade and not wanted else "",
        more=words("verdict.more", n=len(wanted) - most) if len(wanted) > most else "",
        picture=_picture(apps, wanted, say),
        apps=tuple(_app(app, say) for app in named.in_state("judged")[: _APPS_BESIDE_MANY if many else MAX_APPS] if app.findings),
        fine=() if check else tuple(fine_lines(named, say, _FINE_BESIDE_MANY if many else MAX_FINE)),
        check=check,
        limits=tuple(say.of_phone(f"limit.{name}") for name in _LIMITS),
        footer=words.together(
            words("method.versions", coach=__version__, rules=verdict.content_version), words("basis.judgement"), sources
        ),
    )


def _place(item: Advice) -> tuple[str, str]:
    return item.bundle_id, item.permission


def _change(item: Advice, app: AppAssessment, say: Wording, *, room: bool, done: bool) -> SheetChange:
    text = say.advice(item, app)
    return SheetChange(
        title=text.title,
        path=text.steps[0],
        why=say.seen(app, item.finding),
        cost=say.words("summary.cost", cost=text.breaks) if room and text.breaks else "",
        done=done,
    )


def _app(app: AppAssessment, say: Wording) -> SheetApp:
    topics = [say.topic(finding.topic) for finding in app.findings]
    if len(topics) > _MAX_TOPICS:
        left = len(topics) - _MAX_TOPICS + 1
        topics[_MAX_TOPICS - 1 :] = [say.words("summary.more-topics", n=left)]
    return SheetApp(name=say.name(app), score=app.score or 0, grade=app.grade or "", topics=say.words.join(topics))


def _check(verdict: Verdict, say: Wording, options: Options) -> Iterator[str]:
    """Then and now, and what became of the first few changes; apps by the names they have on the paper, seen again or not."""
    if not verdict.check:
        return
    yield say.then_and_now(verdict.check)
    changes = verdict.check.changes[:_MAX_CHECKED]
    seen = [app.profile for app in verdict.assessment.apps]
    gone = {item.choice.bundle_id for item in changes} - {app.bundle_id for app in seen}
    unseen = (profile(bundle_id, say.content, verdict.plan.apps) for bundle_id in sorted(gone))
    names = _names([*seen, *unseen], say, options)
    for item in changes:
        bundle_id = item.choice.bundle_id
        yield say.checked(item, {bundle_id: Naming(name=names[bundle_id][say.words.lang])})


def _picture(apps: Mapping[str, AppAssessment], advice: list[Advice], say: Wording) -> WeekPicture | None:
    """The week of the change that helps most; without one, of all apps together."""
    words = say.words
    if advice:
        first = advice[0]
        app = apps[first.bundle_id]
        hours = by_hour([app], first.permission)
        title = words("summary.picture-app", app=say.name(app), topic=say.topic(first.permission))
    else:
        hours = by_hour(apps.values())
        title = words("summary.picture-all")
    if not hours:
        return None
    days = _busiest_days(hours)
    told = {day: [hours[day * 24 + hour] for hour in range(24)] for day in days}
    busiest = max(days, key=lambda day: (sum(told[day]), day))
    return WeekPicture(
        title=title,
        days=tuple(SheetDay(name=words.short_day(_date(day)), shades=tuple(map(_shade, counts))) for day, counts in told.items()),
        caption=words.together(words("summary.shades"), _day_in_words(busiest, told[busiest], say)),
        alt=words.together(*(_day_in_words(day, counts, say) for day, counts in told.items())),
    )


def _busiest_days(hours: Mapping[int, int]) -> range:
    """The seven days in a row with most accesses; fewer where fewer lie between the first and the last access."""
    touched = sorted({hour // 24 for hour in hours})
    by_day = Counter[int]()
    for hour, count in hours.items():
        by_day[hour // 24] += count
    starts = [max(day - _DAYS + 1, touched[0]) for day in touched]
    start = max(starts, key=lambda start: (sum(by_day[day] for day in range(start, start + _DAYS)), start))
    return range(start, min(start + _DAYS, touched[-1] + 1))


def _day_in_words(day: int, counts: list[int], say: Wording) -> str:
    words = say.words
    return words(
        "summary.picture-day",
        day=words.short_day(_date(day)),
        times=words("count.times", n=sum(counts)),
        hours=words("count.hours", n=sum(count > 0 for count in counts)),
    )


def _date(day: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)


def _shade(count: int) -> str:
    return next(shade for since, shade in _SHADES if count >= since)


def _named_for_paper(assessment: Assessment, say: Wording, options: Options) -> dict[str, AppAssessment]:
    """All apps by id, with the names they have on the paper.

    An app without its name has no id either, so that nothing is said that only fits this app.
    """
    names = _names([app.profile for app in assessment.apps], say, options)
    hidden = {"bundle_id": ""} if options.hide_names else {}
    return {
        app.profile.bundle_id: app.model_copy(
            update={"profile": app.profile.model_copy(update={"name": names[app.profile.bundle_id], "guessed": False} | hidden)}
        )
        for app in assessment.apps
    }


def _names(apps: Iterable[AppProfile], say: Wording, options: Options) -> dict[str, Text]:
    """Names that leave their line in one piece; or the kinds of app, numbered from the second of a kind on. By id."""
    met = Counter[str]()
    names = {}
    for app in apps:
        name, kind = say.called(app), app.types[0]
        if options.hide_names:
            met[kind] += 1
            key = "summary.hidden-unknown" if kind == UNKNOWN_TYPE else "summary.hidden"
            name = say.words(key, kind=say.types([kind]), n=met[kind])
        names[app.bundle_id] = Text(en=_cut(name), zh=_cut(name))
    return names


def _cut(name: str) -> str:
    """A name of bounded width, with … where something was cut off."""
    room: float = _NAME_WIDTH
    for place, character in enumerate(name):
        room -= _width(character)
        if room < 0:
            return name[: place - 1] + "…"
    return name


def _width(character: str) -> float:
    """Room on paper, in small letters."""
    if unicodedata.east_asian_width(character) in "WF":
        return 2.0
    return 1.6 if character in "MWmw@%" else 1.3 if character.isupper() else 1.0
