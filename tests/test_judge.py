"""The verdict: all of it from one place, worked out once, and never cleaner than what the report can show."""

from dataclasses import replace

import pytest
from report_lines import access, at, ndjson, network, read

from coach import contacts
from coach.activity import activities
from coach.content import Content, Owner, load_content
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import LANGS, Can, Lang
from coach.plan import Plan, decide
from coach.scoring import assess
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
WECHAT, SIGNAL, GUESSED = "com.tencent.xin", "org.whispersystems.signal", "com.example.lumapuzzle"
NIGHTS = [line for day in range(7) for line in access(WECHAT, "photos", at(3, day=day))]
REPORT = read(ndjson(NIGHTS + access(GUESSED, "camera", at(9)) + network(SIGNAL, "textsecure-service.whispersystems.org")))


def test_a_verdict_holds_all_that_is_said() -> None:
    verdict = judge(REPORT, CONTENT)
    assert [item.bundle_id for item in verdict.changes] == [WECHAT]
    assert verdict.app(WECHAT).findings == (verdict.changes[0].finding,)
    assert [app.profile.bundle_id for app in verdict.asked] == [GUESSED]
    assert (verdict.check, verdict.settled, verdict.content_version) == (None, frozenset(), CONTENT.rules.version)


def test_what_is_done_is_settled_until_it_is_known_to_happen_still() -> None:
    (item,) = judge(REPORT, CONTENT).changes
    plan = decide(Plan(), item, "done", at(12, day=6))
    assert judge(REPORT, CONTENT, plan).settled == {(WECHAT, "photos")}
    later = read(ndjson([line for day in range(14) for line in access(WECHAT, "photos", at(3, day=day))]))
    verdict = judge(later, CONTENT, plan)
    assert verdict.check
    assert verdict.settled == frozenset()


def test_what_apps_did_is_not_worked_out_again_where_it_is_at_hand() -> None:
    done = activities(REPORT, CONTENT)
    assert judge(REPORT, CONTENT, done=done) == judge(REPORT, CONTENT)
    assert judge(REPORT, CONTENT, done=()).assessment.apps == ()


def test_an_app_that_is_not_in_the_report_is_no_app() -> None:
    with pytest.raises(KeyError):
        judge(REPORT, CONTENT).app("com.example.nowhere")


def test_whose_a_host_is_is_worked_out_once_however_many_apps_contact_it(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = [f"host{number}.example.com" for number in range(20)]
    report = read(ndjson(line for app in range(30) for host in hosts for line in network(f"com.example.app{app}", host)))
    asked: list[str] = []
    owner = contacts.owner

    def note(host: str, content: Content) -> Owner | None:
        asked.append(host)
        return owner(host, content)

    monkeypatch.setattr(contacts, "owner", note)
    judge(report, CONTENT)
    assert sorted(asked) == sorted(hosts)


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_report_cannot_show_is_said_and_not_read_as_clean(lang: Lang) -> None:
    say = Wording(CONTENT, words_in(lang), CONTENT.versions[-1])
    blind = replace(REPORT, can=Can(series=False, network=False, grants=True))
    told, shown = (list(verdict_lines(judge(report, CONTENT), say)) for report in (blind, REPORT))
    assert say.words("cannot.network") in told
    assert say.words("cannot.network") not in shown
    (signal,) = (app for app in assess(activities(blind, CONTENT), CONTENT, {}).apps if app.profile.bundle_id == SIGNAL)
    clean = say.words("fine.network", app="Signal")
    assert clean in say.fine(signal, REPORT.can)
    assert clean not in say.fine(signal, blind.can)
