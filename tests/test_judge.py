"""The verdict: all of it from one place, worked out once, and never cleaner than what the report can show."""

from dataclasses import replace
from datetime import datetime

import pytest
from report_lines import access, at, ndjson, network, read

from coach import contacts
from coach.activity import activities
from coach.catalogue import Naming
from coach.content import Content, Owner, load_content
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import LANGS, Can, Lang
from coach.plan import KnownSetting, Plan, decide
from coach.progress import phone_score
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
    assert ({item.tier for item in verdict.changes}, verdict.tracked, verdict.striking) == ({"excess"}, (), ())
    assert [(screen.screen, screen.set, screen.ask) for screen in verdict.screens] == [
        ("photos", (WECHAT,), ()),
        ("camera", (), (GUESSED,)),
    ]


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
    signal = judge(blind, CONTENT).app(SIGNAL)
    clean = say.words("fine.network", app="Signal")
    assert clean in say.fine(signal, REPORT.can)
    assert clean not in say.fine(signal, blind.can)


SHOP = "com.taobao.taobao4iphone"
KNOWN = "org.example.notes"


def days(app: str, category: str, number: int = 7, hour: int = 12) -> list[str]:
    return [line for day in range(number) for line in access(app, category, at(hour, day=day))]


@pytest.mark.parametrize("last", [at(10, day=2), at(12, day=2)])
def test_under_two_days_there_is_no_score_but_apps_are_judged(last: datetime) -> None:
    verdict = judge(read(ndjson(access(SHOP, "contacts", at(12)) + access(SHOP, "camera", last))), CONTENT)
    whole = last >= at(12, day=2)
    assert (verdict.assessment.enough, verdict.assessment.score is not None) == (whole, whole)
    assert verdict.app(SHOP).grade == "C"
    assert [(item.permission, bool(item.phone_gain)) for item in verdict.changes] == [("contacts", whole)]


def test_what_was_contacted_alone_makes_no_score() -> None:
    report = read(ndjson(network(SHOP, "a.example", at(9), at(9)) + network(SHOP, "b.example", at(9, day=8), at(9))))
    assert report.summary.days >= 7
    assert judge(report, CONTENT).assessment.score is None


def test_with_unread_lines_nothing_is_said_of_the_other_apps_in_a_list() -> None:
    verdict = judge(read(ndjson([*days(SHOP, "contacts"), "{"])), CONTENT)
    assert verdict.changes
    assert {screen.others for screen in verdict.screens} == {None}


PREFIX = "7H3QK9R2TX."


@pytest.mark.parametrize("other", [f"{PREFIX}{KNOWN}", "org.example.NOTES", f"{KNOWN}.widget", f"{PREFIX}{KNOWN}.ShareExtension"])
def test_an_app_that_is_listed_under_two_ids_is_one_app(other: str) -> None:
    verdict = judge(read(ndjson(days(KNOWN, "photos", 3) + days(other, "photos", 7, 9) + network(other, "a.example"))), CONTENT)
    (app,) = verdict.assessment.apps
    assert (app.profile.bundle_id, app.activity.uses["photos"].count, app.activity.network.rows) == (KNOWN, 10, 1)


@pytest.mark.parametrize(("here", "there", "count"), [(1, 1, 1), (2, 1, 2), (2, 2, 2), (1, 3, 3), (3, 0, 3)])
def test_looks_of_one_moment_that_stand_under_two_ids_are_counted_once(here: int, there: int, count: int) -> None:
    """As two exports may list them; several looks of one moment under one id are several."""
    lines = [
        line
        for app, number in ((KNOWN, here), (f"{PREFIX}{KNOWN}", there))
        for place in range(number)
        for line in access(app, "photos", at(9), identifier=f"{app} {place}")
    ]
    (app,) = judge(read(ndjson(lines)), CONTENT).assessment.apps
    assert app.activity.uses["photos"].count == count


@pytest.mark.parametrize("told", [KNOWN, "org.example.NOTES", "Org.Example.Notes", f"{PREFIX}{KNOWN}", f"{KNOWN}.widget"])
@pytest.mark.parametrize("listed", [KNOWN, "org.example.NOTES", f"{PREFIX}{KNOWN}", f"{KNOWN}.widget"])
def test_what_was_told_of_an_app_counts_whatever_id_it_is_listed_under(told: str, listed: str) -> None:
    plan = Plan(
        apps={told: Naming(types=("online-shopping",))},
        settings=(KnownSetting(bundle_id=told, permission="photos", setting="limited"),),
    )
    (app,) = judge(read(ndjson(days(listed, "photos"))), CONTENT, plan).assessment.apps
    assert (app.state, app.findings) == ("judged", ())


def test_what_is_told_of_a_setting_counts_and_so_does_a_change_once_all_is_later() -> None:
    later = read(ndjson(days(SHOP, "photos")))
    (item,) = judge(later, CONTENT).changes
    assert (item.tier, item.setting) == ("room", "limited")
    known = Plan(settings=(KnownSetting(bundle_id=SHOP, permission="photos", setting="limited"),))
    before, amid = (decide(Plan(), item, "done", moment) for moment in (at(0), at(0, day=3)))
    assert [len(judge(later, CONTENT, plan).changes) for plan in (known, before, amid)] == [0, 0, 1]


def test_the_version_that_was_told_bounds_what_is_offered() -> None:
    bank = read(ndjson(days("com.cmbchina.MPBBank", "contacts")))
    assert [len(judge(bank, CONTENT, Plan(ios=ios)).changes) for ios in (17, 18, 26)] == [0, 1, 1]


def test_the_phones_score_without_some_looks_is_that_of_a_report_without_them() -> None:
    lines = {topic: days(SHOP, topic, hour=hour) for hour, topic in enumerate(("contacts", "photos", "location"), 9)}
    whole = judge(read(ndjson(line for each in lines.values() for line in each)), CONTENT)
    for topic in lines:
        left = judge(read(ndjson(line for each, mine in lines.items() if each != topic for line in mine)), CONTENT)
        assert phone_score(whole.assessment, {(SHOP, topic)}, CONTENT.rules) == left.assessment.score
    assert phone_score(whole.assessment, (), CONTENT.rules) == whole.assessment.score
    assert phone_score(judge(read(ndjson(days(SHOP, "photos", 1))), CONTENT).assessment, {(SHOP, "photos")}, CONTENT.rules) is None
