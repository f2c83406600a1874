"""The one page of paper: one self-contained HTML document that needs no script and refers to nothing outside.

It fits one sheet because everything in it is bounded: at most seven changes and eight apps, names cut at a fixed length.
"""

from collections.abc import Iterable
from string import Template
from typing import Literal

from coach import __version__
from coach.content import FOLDER
from coach.models import Advice, AppAssessment, Assessment, Report
from coach.text import markup
from coach.wording import Wording

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = ("a4", "letter")
_PAGE = {"a4": "A4", "letter": "letter"}
MAX_CHANGES = 7
MAX_APPS = 8
_LONGEST_NAME = 28


def summary_html(report: Report, assessment: Assessment, advice: tuple[Advice, ...], say: Wording, paper: Paper) -> str:
    """The document, every value escaped."""
    words, summary = say.words, report.summary
    period = (
        words("verdict.period", first=words.moment(summary.first), last=words.moment(summary.last))
        if summary.first and summary.last
        else ""
    )
    by_id = {app.profile.bundle_id: app for app in assessment.apps}
    listed = [app for app in assessment.apps if app.findings][:MAX_APPS]
    template = Template((FOLDER / "summary.html").read_text(encoding="utf-8"))
    return template.substitute(
        lang="zh-Hans" if words.lang == "zh" else "en",
        title=markup(words("summary.title", day=f"{summary.last:%Y-%m-%d}" if summary.last else "")),
        page=_PAGE[paper],
        grade=assessment.grade,
        headline=markup(say.headline(advice)),
        score=markup(words("verdict.phone", score=assessment.score, grade=assessment.grade)),
        period=markup(period),
        changes_heading=markup(words("summary.changes")),
        changes=_changes([(item, by_id[item.bundle_id]) for item in advice[:MAX_CHANGES]], len(advice), say),
        apps=_apps(listed, say),
        limits_heading=markup(words("method.limits")),
        limits="\n".join(f"<li>{markup(words(f'limit.{limit}'))}</li>" for limit in ("upload", "screen", "granted")),
        footer=markup(
            words.together(
                words("method.versions", coach=__version__, rules=assessment.rules_version), words("basis.judgement"), _sources(advice, say)
            )
        ),
    )


def _sources(advice: tuple[Advice, ...], say: Wording) -> str:
    """What the changes on the sheet rest on, by short names."""
    return say.cited(*(item.finding.sources for item in advice[:MAX_CHANGES])) if advice else ""


def _changes(changes: list[tuple[Advice, AppAssessment]], total: int, say: Wording) -> str:
    """Tick box, what to set, where. The reasons stand on the page."""
    if not changes:
        return f"<p>{markup(say.words('verdict.no-changes'))}</p>"
    rows = []
    for item, app in changes:
        text = say.advice(item, _short(app))
        rows.append(f'<li><span class="box"></span><div><p class="what">{markup(text.title)}</p><p>{markup(text.steps[0])}</p></div></li>')
    more = f"<p>{markup(say.words('verdict.more', n=total - len(changes)))}</p>" if total > len(changes) else ""
    return "<ol>" + "\n".join(rows) + "</ol>" + more


def _apps(apps: Iterable[AppAssessment], say: Wording) -> str:
    words = say.words
    rows = [
        f"<tr><td>{markup(say.name(_short(app)))}</td><td>{app.score}</td><td>{app.grade}</td>"
        f"<td>{markup(words.join([words(f'topic.{finding.topic}') for finding in app.findings]))}</td></tr>"
        for app in apps
    ]
    if not rows:
        return ""
    heads = "".join(f"<th scope='col'>{markup(words(f'table.{head}'))}</th>" for head in ("app", "score", "grade", "stands-out"))
    return f"<h2>{markup(words('summary.apps'))}</h2><table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _short(app: AppAssessment) -> AppAssessment:
    """The same app with a name that leaves its line in one piece."""
    name = app.profile.name
    cut = {
        lang: text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…" for lang, text in (("en", name.en), ("zh", name.zh))
    }
    return app.model_copy(update={"profile": app.profile.model_copy(update={"name": name.model_copy(update=cut)})})
