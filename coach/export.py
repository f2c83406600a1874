"""Verdict → the JSON that other programs rely on. Keys are only ever added, never renamed; `schema` says when that changes."""

import json
import re
from collections.abc import Collection
from typing import Any

import numpy as np
from pydantic_core import to_json

from coach import __version__
from coach.activity import grouped
from coach.advice import TRACKING
from coach.content import Rules
from coach.judge import Verdict
from coach.models import Advice, AppAssessment, Screen, Use
from coach.special import SpecialAccess, special_access
from coach.text import unseen
from coach.wording import Wording

SCHEMA = 2
_ASCII = bytes(range(128))


def export(verdict: Verdict, say: Wording, only: Collection[str] | None = None) -> dict[str, Any]:
    """The whole verdict as plain data, its sentences in the language of `say`; with `check` where a plan was given.

    only: ids of the apps to tell of; None for all.
    """
    assessment, report = verdict.assessment, verdict.report
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "versions": {"coach": __version__, "rules": verdict.content_version},
        "rules": _rules(verdict.content.rules),
        "report": _report(verdict),
        "passed_over": [
            {"file": each.values["name"], "code": each.code, "message": say.words(f"unusable.{each.code}", **each.values)}
            for each in report.passed_over
        ],
        "hardly_read": [file.model_dump() for file in verdict.hardly_read],
        "problems": [{"line": problem.line, "code": problem.code, "message": say.problem(problem)} for problem in report.problems],
        "score": assessment.score,
        "grade": assessment.grade,
        "apps": [_app(app, say) for app in assessment.apps if only is None or app.profile.bundle_id in only],
        "asked": [app.profile.bundle_id for app in verdict.asked if only is None or app.profile.bundle_id in only],
        "advice": [_advice(item, verdict.app(item.bundle_id), say) for item in verdict.changes if only is None or item.bundle_id in only],
        "screens": [_screen(screen, only) for screen in verdict.screens],
        "progress": _progress(verdict, only),
    }
    if verdict.tracked and only is None:
        data["advice"].append(_tracking(verdict, say))
    if report.android:
        data["special"] = [_special(each, only) for each in special_access(verdict)]
    if verdict.check is not None:
        data["check"] = verdict.check.model_dump(mode="json")
    return data


def json_text(data: dict[str, Any]) -> bytes:
    """The data as a JSON file in UTF-8: what can't be seen, or would move or turn a terminal's text, stands there escaped."""
    text = to_json(data, indent=2)
    beyond = text.translate(None, _ASCII).decode()  # a long text has few characters beyond ASCII, and fewer different ones
    hidden = "".join(filter(unseen, {*beyond, *("\x7f" if b"\x7f" in text else "")}))
    if not hidden:
        return text
    return re.sub(f"[{re.escape(hidden)}]", lambda found: json.dumps(found[0])[1:-1], text.decode()).encode()


def _rules(rules: Rules) -> dict[str, Any]:
    """The weights that were applied, so that a verdict can be checked without the program."""
    return {
        "counting": rules.counting.model_dump(mode="json"),
        "minutes": dict(rules.minutes),
        "most_room": rules.most_room,
        "least_without_excess": rules.least_without_excess,
        "grades": {band.grade: band.since for band in rules.grade},
        "rules": [rule.model_dump(mode="json", exclude={"basis", "title", "reason", "sources", "phones"}) for rule in rules.rule],
    }


def _screen(screen: Screen, only: Collection[str] | None) -> dict[str, Any]:
    apps = {name: [app for app in getattr(screen, name) if only is None or app in only] for name in ("set", "leave", "ask")}
    return screen.model_dump(mode="json") | apps


def _progress(verdict: Verdict, only: Collection[str] | None) -> dict[str, Any]:
    """How far the person has come, and the scores with what was made counted."""
    progress = verdict.progress
    apps = {bundle_id: score for bundle_id, score in progress.apps.items() if only is None or bundle_id in only}
    return progress.model_dump(mode="json", exclude={"left", "apps"}) | {"apps": apps, "left": len(progress.left)}


def _report(verdict: Verdict) -> dict[str, Any]:
    report, summary = verdict.report, verdict.report.summary
    times = {
        name: moment.isoformat(timespec="milliseconds") if moment else None
        for name, moment in (("first", summary.first), ("last", summary.last))
    }
    counts = {name: grouped(getattr(summary, name), verdict.content) for name in ("accesses", "picker_accesses")}
    can = report.can.model_dump()
    if report.android:
        can["topics"] = {topic: each._asdict() for topic, each in report.android.can.items()}
    what = {"platform": report.platform, "can": can, "enough": verdict.assessment.enough}
    return what | summary.model_dump() | times | counts


def _app(app: AppAssessment, say: Wording) -> dict[str, Any]:
    network = app.activity.network
    return {
        "bundle_id": app.profile.bundle_id,
        "name": say.name(app),
        "types": list(app.profile.types),
        "state": app.state,
        **({"whose": app.profile.whose, "role": app.profile.role} if app.activity.on else {}),
        "scored": app.judged,
        "score": app.score,
        "grade": app.grade,
        "accesses": {category: _use(use) for category, use in app.activity.uses.items()},
        "rhythms": {
            category: use.rhythm.model_dump(mode="json", include={"period_s", "begin", "end"})
            for category, use in app.activity.uses.items()
            if use.rhythm
        },
        "told": [*say.told(app), *say.refused(app)] if app.judged else [],
        "question": say.question(app) if app.state == "asked" else "",
        "network": {
            "rows": network.rows,
            "hits": network.hits,
            "domains": network.hosts,
            "trackers": [
                {"owner": tracker.owner[say.words.lang], "purpose": tracker.purpose, "domains": list(tracker.domains)}
                for tracker in app.trackers
            ],
            "contacts": [contact._asdict() for contact in say.contacts(app)],
        },
        "findings": [
            {
                "rule": finding.rule,
                "tier": finding.tier,
                "topic": finding.topic,
                "points": finding.points,
                "level": finding.level,
                "basis": finding.basis,
                "sources": list(finding.sources),
                "sentence": say.finding(app, finding),
                "evidence": finding.evidence.model_dump(mode="json"),
            }
            for finding in app.findings
        ],
    }


def _special(access: SpecialAccess, only: Collection[str] | None) -> dict[str, Any]:
    """Beside permissions, on an Android phone: the apps that have one kind of it."""
    apps = [who.bundle_id for who in access.apps if only is None or who.bundle_id in only]
    return {"access": access.note.id, "apps": apps}


def _use(use: Use) -> dict[str, Any]:
    told = {"last_use": use.last_use.model_dump(mode="json")} if use.last_use else {}
    counts = use.model_dump(exclude={"rhythm", "by_hour", "last", "last_use"})
    return told | {
        "count": counts.pop("count"),
        "picker": counts.pop("picker"),
        **counts,
        "last": use.last.isoformat(timespec="seconds") if use.last else None,
        "rhythm_s": use.rhythm.period_s if use.rhythm else None,
        "by_hour": {f"{np.datetime64(hour, 'h')}": count for hour, count in use.by_hour},
    }


def _advice(item: Advice, app: AppAssessment, say: Wording) -> dict[str, Any]:
    text = say.advice(item, app)
    return {
        "tier": item.tier,
        "screen": item.permission,
        "bundle_id": item.bundle_id,
        "permission": item.permission,
        "setting": item.setting,
        "milder": item.milder,
        "gain": item.gain,
        "phone_gain": item.phone_gain,
        "why": text.why,
        "steps": list(text.steps),
        "breaks": text.breaks,
        "keeps": text.keeps,
        "milder_setting": text.milder,
        "stricter": text.stricter,
        "undo": text.undo,
        "maker": text.maker,
        "sources": list(say.sources_of(item, app)),
        "confidence": item.confidence,
    }


def _tracking(verdict: Verdict, say: Wording) -> dict[str, Any]:
    """The one change that is about companies and the whole phone: it comes last, and nobody can tell what it gains."""
    return {
        "tier": "room",
        "screen": TRACKING,
        "bundle_id": None,
        "permission": None,
        "apps": list(verdict.tracked),
        "setting": "off",
        "gain": 0,
        "phone_gain": 0,
        "why": say.words("verdict.tracking", n=len(verdict.tracked)),
        "steps": [say.of_phone("tracking")],
    }
