"""Assessment → the JSON that other programs rely on. Keys are only ever added, never renamed; `schema` says when that changes."""

import json
import re
from typing import Any

import numpy as np

from coach import __version__
from coach.check import Check
from coach.content import Rules
from coach.models import AccessPattern, Advice, AppAssessment, Assessment, Report
from coach.text import unseen
from coach.wording import Wording

SCHEMA = 1


def export(report: Report, assessment: Assessment, advice: tuple[Advice, ...], checked: Check | None, say: Wording) -> dict[str, Any]:
    """The whole verdict as plain data, its sentences in the language of `say`; with `check` where a plan was given."""
    by_id = {app.profile.bundle_id: app for app in assessment.apps}
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "versions": {"coach": __version__, "rules": assessment.rules_version},
        "rules": _rules(say.content.rules),
        "report": _report(report),
        "problems": [{"line": problem.line, "code": problem.code, "message": say.problem(problem)} for problem in report.problems],
        "score": assessment.score,
        "grade": assessment.grade,
        "apps": [_app(app, say) for app in assessment.apps],
        "advice": [_advice(item, by_id[item.bundle_id], say) for item in advice],
    }
    if checked is not None:
        data["check"] = checked.model_dump(mode="json")
    return data


def json_text(data: dict[str, Any]) -> str:
    """The data as the text of a JSON file: what can't be seen, or would move or turn a terminal's text, stands there as \\uXXXX."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    hidden = "".join(filter(unseen, set(text) - {"\n"}))  # a long text has few different characters
    return re.sub(f"[{re.escape(hidden)}]", lambda found: json.dumps(found[0])[1:-1], text) if hidden else text


def _rules(rules: Rules) -> dict[str, Any]:
    """The weights that were applied, so that a verdict can be checked without the program."""
    return {
        "lowest_apps": rules.lowest_apps,
        "grades": {band.grade: band.since for band in rules.grade},
        "rules": [rule.model_dump(mode="json", include={"id", "measure", "levels", "background_excuses", "steps"}) for rule in rules.rule],
    }


def _report(report: Report) -> dict[str, Any]:
    summary = report.summary
    times = {
        name: moment.isoformat(timespec="milliseconds") if moment else None
        for name, moment in (("first", summary.first), ("last", summary.last))
    }
    return summary.model_dump() | times


def _app(app: AppAssessment, say: Wording) -> dict[str, Any]:
    network = app.activity.network
    return {
        "bundle_id": app.profile.bundle_id,
        "name": say.name(app),
        "types": list(app.profile.types),
        "scored": app.scored,
        "score": app.score,
        "grade": app.grade,
        "accesses": {category: _pattern(pattern) for category, pattern in app.activity.patterns.items()},
        "network": {
            "rows": network.rows,
            "hits": network.hits,
            "domains": len(network.hosts),
            "trackers": [
                {"owner": tracker.owner[say.words.lang], "purpose": tracker.purpose, "domains": list(tracker.domains)}
                for tracker in app.trackers
            ],
            "contacts": [contact.model_dump(mode="json") for contact in say.contacts(app)],
        },
        "findings": [
            {
                "rule": finding.rule,
                "topic": finding.topic,
                "points": finding.points,
                "basis": finding.basis,
                "sources": list(finding.sources),
                "sentence": say.finding(app, finding),
                "evidence": dict(finding.evidence),
            }
            for finding in app.findings
        ],
    }


def _pattern(pattern: AccessPattern) -> dict[str, Any]:
    return pattern.model_dump(exclude={"rhythm", "by_hour"}) | {
        "rhythm_s": pattern.rhythm.period_s if pattern.rhythm else None,
        "by_hour": {f"{np.datetime64(hour, 'h')}": count for hour, count in pattern.by_hour},
    }


def _advice(item: Advice, app: AppAssessment, say: Wording) -> dict[str, Any]:
    text = say.advice(item, app)
    return {
        "bundle_id": item.bundle_id,
        "permission": item.permission,
        "setting": item.setting,
        "gain": item.gain,
        "phone_gain": item.phone_gain,
        "why": text.why,
        "steps": list(text.steps),
        "breaks": text.breaks,
        "keeps": text.keeps,
        "stricter": text.stricter,
        "undo": text.undo,
        "maker": text.maker,
        "sources": list(say.sources_of(item, app)),
        "confidence": item.confidence,
    }
