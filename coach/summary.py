"""The one page of paper: a Verdict → a Sheet, everything in it bounded in number and length."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from coach import __version__
from coach.catalogue import Naming, profile
from coach.content import UNKNOWN_TYPE
from coach.judge import Verdict
from coach.lines import fine_lines, headline, known_line, limit_lines
from coach.models import Advice, AppAssessment, AppProfile, Assessment, Frozen, Report, Screen, Text
from coach.pictures import by_hour
from coach.sheet import FULL, DaysPicture, Sheet, SheetApp, SheetChange, SheetDay, SheetScreen, fitted, render, width
from coach.wording import Wording

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = ("a4", "letter")
PAGE = {"a4": "A4", "letter": "letter"}
MAX_CHANGES = 7
_MAX_TOPICS = 3
_MAX_CHECKED = 3
_ROWS_OF_CHECK = 2
"""Changes that a check takes the room of."""
_MAX_NAMED = 8
"""Other apps of a screen that were seen using it: with more, nothing is said of those that were not."""
_NAMED_WIDTH = 150
"""Longest list of these."""
_NAME_WIDTH = 28
"""Longest name of an app, in small Latin letters; a Chinese character takes the room of two."""
_DAYS = 7

_LIMITS = ("upload", "screen", "granted")


class Options(Frozen):
    """What a person may choose."""

    paper: Paper = "a4"
    hide_names: bool = False
    """Apps are called by their kind, for showing the sheet to somebody."""
    leave_out_done: bool = False
    """Changes already made are ticked, or left out."""


def summary_html(verdict: Verdict, say: Wording, options: Options | None = None, *, print_button: bool = False) -> str:
    """The document, every value escaped. With a print button for the preview."""
    return render(sheet(verdict, say, options or Options()), say.words, print_button=print_button)


def file_name(report: Report, say: Wording) -> str:
    """`privacy-summary-2025-11-30-en.html`: the day is the last one recorded."""
    day = f"-{report.summary.last:%Y-%m-%d}" if report.summary.last else ""
    return f"privacy-summary{day}-{say.words.lang}.html"


def sheet(verdict: Verdict, say: Wording, options: Options) -> Sheet:
    """What stands on the paper: of what stands beside the changes as much as leaves their type large."""
    words, summary, assessment = say.words, verdict.report.summary, verdict.assessment
    apps = _named_for_paper(assessment, say, options)
    done = verdict.settled
    kept = {choice.place for choice in verdict.plan.of("keep")}
    meant = [item for item in verdict.changes if item.place not in kept or item.place in done]
    left = [item for item in meant if item.place not in done]
    wanted = left if options.leave_out_done else meant
    check = tuple(_check(verdict, say, options))
    most = MAX_CHANGES - _ROWS_OF_CHECK if check else MAX_CHANGES
    shown = wanted[:most]
    period = ""
    if summary.first and summary.last:
        made = summary.android is not None
        times = {"first": words.moment(summary.first), "last": words.moment(summary.last)}
        period = words("last.made", when=times["last"]) if made else words("verdict.period", **times)
    sources = say.cited(*((*item.finding.sources, *say.sources_of(item, apps[item.bundle_id])) for item in shown)) if shown else ""
    named = assessment.model_copy(update={"apps": tuple(apps.values())})
    worst = [app.profile.bundle_id for app in assessment.in_state("judged")[: FULL.apps] if app.findings and say.permissions_told]
    full = Sheet(
        lang=words.tag,
        page=PAGE[options.paper],
        brand=say.of_phone("brand"),
        title=words("summary.title", day=f"{summary.last:%Y-%m-%d}" if summary.last else ""),
        grade=verdict.progress.grade or "",
        score=_score(verdict, say),
        headline=headline(verdict, say),
        caution=words.together(*limit_lines(verdict, say), known_line(verdict, say)),
        period=period,
        screens=tuple(_screens(verdict, shown, apps, say, hidden=options.hide_names)),
        nothing=words("verdict.no-changes-known" if verdict.asked else "verdict.no-changes") if assessment.grade and not wanted else "",
        more=words("verdict.more", n=len(wanted) - most) if len(wanted) > most else "",
        picture=_picture(apps, left or wanted, say),
        apps=tuple(_app(apps[bundle_id], verdict.progress.apps.get(bundle_id), verdict, say) for bundle_id in worst),
        fine=() if check else tuple(fine_lines(named, say, FULL.fine)),
        check=check,
        limits_title=say.of_phone("limit.title"),
        limits=tuple(say.of_phone(f"limit.{name}") for name in _LIMITS),
        footer=words.together(
            words("method.versions", coach=__version__, rules=verdict.content_version), words("basis.judgement"), sources
        ),
    )
    return fitted(full)


def _score(verdict: Verdict, say: Wording) -> str:
    """The phone's, and what it has become by the changes that were made; empty where it has none."""
    before, now = verdict.assessment.score, verdict.progress.score
    if before is None or now is None:
        return ""
    return say.words("summary.score", score=now) if now == before else say.words("summary.score-now", before=before, score=now)


def _screens(
    verdict: Verdict, shown: list[Advice], apps: Mapping[str, AppAssessment], say: Wording, *, hidden: bool
) -> Iterator[SheetScreen]:
    """The changes that are shown, by screen of Settings, apps by the names that they have there."""
    names = {bundle_id: app.profile.name[say.words.lang] for bundle_id, app in apps.items()}
    if not hidden:
        names = {app.profile.bundle_id: _cut(say.in_settings(app.profile)) for app in verdict.assessment.apps}
    for screen in verdict.screens:
        if mine := [item for item in shown if item.permission == screen.screen]:
            name = say.screen_name(screen.screen)
            yield SheetScreen(
                way=say.screen_path(screen.screen).removesuffix(name),
                name=name,
                changes=tuple(_change(item, apps[item.bundle_id], names, say, done=item.place in verdict.settled) for item in mine),
                others=_others(screen, {item.bundle_id for item in mine}, names, say),
            )


def _change(item: Advice, app: AppAssessment, names: Mapping[str, str], say: Wording, *, done: bool) -> SheetChange:
    text = say.advice(item, app)
    return SheetChange(
        title=say.words("advice.step", path=names[item.bundle_id], setting=text.setting),
        why=say.seen(app, item.finding),
        cost=say.words("summary.cost", cost=text.breaks) if text.breaks else "",
        done=done,
    )


def _others(screen: Screen, shown: set[str], names: Mapping[str, str], say: Wording) -> str:
    """What to do with every other app in the list; those that were seen using it are named, and where they are too many nothing is said."""
    seen = [names[bundle_id] for bundle_id in (*screen.set, *screen.leave, *screen.ask) if bundle_id not in shown]
    if not screen.others or len(seen) > _MAX_NAMED or _width(seen) > _NAMED_WIDTH:
        return ""
    not_meant = say.of_phone("screen.not-meant", apps=say.words.join(seen)) if seen else ""
    return say.words.together(say.others(screen), not_meant)


def _width(names: Iterable[str]) -> float:
    return sum(width(character) for name in names for character in name)


def _app(app: AppAssessment, now: int | None, verdict: Verdict, say: Wording) -> SheetApp:
    """now: the score by the changes that were made; None where none was."""
    topics = [say.topic(finding.topic) for finding in app.findings]
    if len(topics) > _MAX_TOPICS:
        left = len(topics) - _MAX_TOPICS + 1
        topics[_MAX_TOPICS - 1 :] = [say.words("summary.more-topics", n=left)]
    return SheetApp(
        name=say.name(app),
        score=f"{app.score} {app.grade}" if now is None else f"{app.score} → {now} {verdict.content.rules.grade_of(now)}",
        topics=say.words.join(topics),
    )


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


def _picture(apps: Mapping[str, AppAssessment], advice: list[Advice], say: Wording) -> DaysPicture | None:
    """The busiest days of the change that helps most; without one, of all apps together."""
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
    days = {words.short_day(_date(day)): count for day, count in _busiest_days(hours).items()}
    most = max(days.values())
    return DaysPicture(
        title=title,
        days=tuple(SheetDay(name=day, count=words.number(count), share=count / most) for day, count in days.items()),
        alt=words.together(*(words("summary.day", day=day, times=words("count.times", n=count)) for day, count in days.items())),
    )


def _busiest_days(hours: Mapping[int, int]) -> dict[int, int]:
    """How many accesses on each of the seven days in a row with most; fewer days where fewer lie between the first and the last access."""
    touched = sorted({hour // 24 for hour in hours})
    by_day = Counter[int]()
    for hour, count in hours.items():
        by_day[hour // 24] += count
    starts = [max(day - _DAYS + 1, touched[0]) for day in touched]
    start = max(starts, key=lambda start: (sum(by_day[day] for day in range(start, start + _DAYS)), start))
    return {day: by_day[day] for day in range(start, min(start + _DAYS, touched[-1] + 1))}


def _date(day: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)


def _named_for_paper(assessment: Assessment, say: Wording, options: Options) -> dict[str, AppAssessment]:
    """All apps by id, with the names they have on the paper.

    An app without its name has no id either, so that nothing is said that only fits this app. A second copy has its mark in the
    name already.
    """
    names = _names([app.profile for app in assessment.apps], say, options)
    hidden = {"bundle_id": ""} if options.hide_names else {}
    as_named = {"guessed": False, "whose": "own"} | hidden
    return {
        app.profile.bundle_id: app.model_copy(
            update={"profile": app.profile.model_copy(update={"name": names[app.profile.bundle_id]} | as_named)}
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
        room -= width(character)
        if room < 0:
            return name[: place - 1] + "…"
    return name
