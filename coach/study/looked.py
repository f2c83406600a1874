"""One file, or several of one phone → what is told of it: rows by app and topic, and the marks of its accesses.

A pure function of the bytes and of content/: any worker may run it, as often as it likes. Nothing of a person is in a row but which apps
did how much: no time of day, no date, no address, no name of a file.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from coach import __version__
from coach.android import LastUse
from coach.contacts import PROFILING
from coach.content import FOLDER, UNKNOWN_TYPE, load_content
from coach.errors import UnusableInput
from coach.judge import Verdict, judge
from coach.models import TRACKERS, AppAssessment, Finding, Platform, Use
from coach.reading import Parts, read_file, read_parts, report_of
from coach.study.marks import Marks, marks

TOLD = ("asked", "judged")
"""Apps that rows tell of. Parts of the system, and apps that nobody knows and that used nothing, say nothing of a kind of app; those of a
work profile are not the person's own."""
COUNTED = ("count", "days", "nights", "full_days", "repeat_days", "hours_of_week", "busy_hours", "busiest_day", "minutes")
LAST = ("used", "background", "always", "held")
Value = str | int | bool | None | list[str]
Columns = dict[str, list[Value]]


class Told(NamedTuple):
    """What one phone's file tells, or why none can be read (`code`, of the words' table `unusable`)."""

    digest: str
    platform: Platform | None = None
    enough: bool = False
    """Whether enough was recorded to judge a phone."""
    columns: Columns = {}  # noqa: RUF012 (never written to)
    marks: bytes = b""
    code: str = ""
    rules: str = ""
    """What it was judged by (`rules_version`)."""


@cache
def rules_version() -> str:
    """What this coach judges by: the version of its rules, and of itself and its tables a number that changes with any of them.

    What was told by other ones is judged anew.
    """
    whole = hashlib.sha256(__version__.encode())
    for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in (".toml", ".csv") and path.parent.name not in ("en", "zh")):
        whole.update(path.read_bytes())
    return f"{load_content().rules.version}-{whole.hexdigest()[:12]}"


def look(paths: Sequence[str]) -> Told:
    """What is told of one file, or of several of one phone together. Never raises: what can't be read has a code."""
    digests: list[str] = []
    try:
        inputs = [(f"report {number}", read_file(Path(path))) for number, path in enumerate(paths, 1)]
        digests = [hashlib.sha256(data).hexdigest() for _, data in inputs]
        return _told(together(digests), read_parts(inputs))
    except UnusableInput as error:
        return Told(together(digests), code=error.code, rules=rules_version())
    except MemoryError:
        return Told(together(digests), code="out-of-memory", rules=rules_version())
    except Exception:  # a fault of ours must not end a study of many: it is counted, under a code of its own
        return Told(together(digests), code="unexpected", rules=rules_version())


def together(digests: Iterable[str]) -> str:
    """By what several contents are known: that of one by its own."""
    known = sorted(set(digests))
    return known[0] if len(known) == 1 else hashlib.sha256(" ".join(known).encode()).hexdigest() if known else ""


def _told(digest: str, texts: Parts) -> Told:
    mine = marks(texts.parts)
    report = report_of(texts)
    verdict = judge(report, load_content(report.platform))
    rows = list(_rows(verdict))
    names = rows[0].keys() if rows else ()
    columns: Columns = {name: [row[name] for row in rows] for name in names}
    return Told(digest, report.platform, verdict.assessment.enough, columns, _packed(mine), rules=rules_version())


def _packed(mine: Marks) -> bytes:
    return mine.astype("<u8").tobytes()


def _rows(verdict: Verdict) -> Iterator[Mapping[str, Value]]:
    network = bool(verdict.report.summary.network_rows)
    for app in verdict.assessment.apps:
        if app.state in TOLD and app.profile.whose == "own":  # a second copy would be a second row
            found = {finding.topic: finding for finding in app.findings}
            for topic, use in app.activity.uses.items():
                yield _row(app, topic, found.get(topic), use)
            if network:
                yield _row(app, TRACKERS, found.get(TRACKERS), None)


def _row(app: AppAssessment, topic: str, finding: Finding | None, use: Use | None) -> Mapping[str, Value]:
    fine = "fine" if app.judged else "asked"
    kind = app.profile.types[0]
    told: dict[str, Value] = {
        "app": app.profile.bundle_id,
        "kind": "" if kind == UNKNOWN_TYPE else kind,
        "topic": topic,
        "tier": finding.tier if finding else fine,
        "rule": finding.rule if finding else "",
        "points": finding.points if finding else 0,
        "period_s": round(use.rhythm.period_s) if use and use.rhythm else None,
    }
    told |= {name: getattr(use, name) if use else None for name in COUNTED}
    last: LastUse | None = use.last_use if use else None
    told |= {name: getattr(last, name) if last else None for name in LAST}
    # Names that Apple gives stand in the report; only companies of our own tables are told.
    known = [tracker.group for tracker in app.trackers if tracker.purpose != PROFILING and tracker.group]
    told["companies"] = sorted(set(known)) if topic == TRACKERS else None
    return told
