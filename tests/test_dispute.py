"""The text to hand on where a verdict is wrong: what it names, and that it holds nothing else of the report."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from each import each
from hostile import HOSTILE, app_id, lines, said
from hypothesis import given, settings
from hypothesis import strategies as st
from report_lines import access, at, ndjson, network, read, report_lines

from coach import __version__
from coach.catalogue import Naming, Namings
from coach.content import FOLDER, load_content
from coach.dispute import dispute
from coach.judge import Verdict, judge
from coach.models import LANGS, Lang
from coach.plan import Plan
from coach.text import plain
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
SAY = {lang: Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS}
CHAT, PINDUODUO = "com.example.chat", "com.xunmeng.pinduoduo"
TIME = r"\d{4}-\d\d|\d\d:\d\d|\d{10}"
SAMPLE = judge(read((FOLDER / "ios" / "sample.ndjson").read_bytes()), CONTENT)


def judged(data: Iterable[str], namings: Namings | None = None) -> Verdict:
    return judge(read(ndjson(data)), CONTENT, Plan(apps=namings or {}))


def companies(verdict: Verdict, app: str) -> set[str]:
    """Every name of a company that the verdict knows of an app."""
    trackers = {tracker.owner[lang] for tracker in verdict.app(app).trackers for lang in LANGS}
    return trackers | {tracker.group for tracker in verdict.app(app).trackers}


def test_a_text_names_the_app_the_versions_each_finding_and_its_counts() -> None:
    nights = [line for day in range(7) for line in access(PINDUODUO, "contacts", at(3, day=day))]
    verdict = judged(nights + network(PINDUODUO, "ulogs.umeng.com") + network(PINDUODUO, "api.growingio.com"))
    text = dispute(verdict.app(PINDUODUO), SAY["en"])
    first, app, *_ = text.splitlines()
    assert first == f"Privacy Coach {__version__}, rules {CONTENT.rules.version}"
    assert app == f"App: {SAY['en'].name(verdict.app(PINDUODUO))} ({PINDUODUO})"
    for finding in verdict.app(PINDUODUO).findings:
        assert f"Rule {finding.rule}, {finding.tier}, {finding.topic}: points {finding.points}" in text
    assert "count=7 " in text
    assert "nights=7 " in text
    assert "tracker_owners=2 hosts=2" in text
    assert "=0" not in text


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_the_sample_week_holds_a_time_a_host_a_company_or_another_app(lang: Lang) -> None:
    apps = SAMPLE.assessment.in_state("judged")
    hosts = set(SAMPLE.report.network["domain"])
    for app in apps:
        text = dispute(app, SAY[lang]).replace(app.profile.bundle_id, "").replace(SAY[lang].name(app), "")
        assert not re.search(TIME, text)
        assert not [host for host in hosts if host in text]
        assert not [name for name in companies(SAMPLE, app.profile.bundle_id) if name in text]
        assert not [other for other in apps if other is not app and (other.profile.bundle_id in text or SAY[lang].name(other) in text)]


def test_a_steady_stretch_is_told_without_when_it_was() -> None:
    app = SAMPLE.app("com.meituan.imeituan")
    assert "rhythm_period_s=299.3 rhythm_accesses=636" in dispute(app, SAY["en"])
    assert "begin" not in dispute(app, SAY["en"])


GAMES: Namings = {app: Naming(types=("gaming",)) for app in (CHAT, "5Q4J53EFRC.com.example.maps", "com.example.照片")}


@settings(max_examples=40)
@given(report_lines(), st.sampled_from(LANGS), st.integers(1, 30))
def test_whatever_else_a_report_holds_the_text_of_an_app_says_nothing_of_it(made: list[str], lang: Lang, days: int) -> None:
    """Other days, other hosts, and one more app: the text stays, to the letter."""
    mine = [line for day in range(7) for line in access("com.example.mine", "contacts", at(14, day=day))]
    later = [line for day in range(7) for line in access("com.example.mine", "contacts", at(14, day=day) + timedelta(days=days))] + network(
        "com.example.mine", "other.example.net"
    )
    game: Namings = {"com.example.mine": Naming(types=("gaming",))}
    alone = dispute(judged(mine, game).app("com.example.mine"), SAY[lang])
    assert "count=7" in alone
    assert dispute(judged(later + made, {**game, **GAMES}).app("com.example.mine"), SAY[lang]) == alone


def disputed(text: str) -> dict[Lang, list[str]]:
    """The lines of the text about an app that carries a string."""
    app = judged(lines(text), said(text)).app(app_id(text))
    return {lang: dispute(app, SAY[lang]).splitlines() for lang in LANGS}


@pytest.fixture(scope="module")
def harmless() -> dict[Lang, list[str]]:
    return disputed("quiet")


@each("name", HOSTILE)
def test_a_string_of_a_report_begins_no_line_of_its_own(name: str, harmless: dict[Lang, list[str]]) -> None:
    for lang, found in disputed(HOSTILE[name]).items():
        assert (found[:1], found[2:]) == (harmless[lang][:1], harmless[lang][2:]), "only the line with the app's name differs"
        assert plain(app_id(HOSTILE[name])) in found[1]
