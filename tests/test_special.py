"""Special access on an Android phone: named with what it allows, asked about, and never scored."""

from pathlib import Path

import pytest
from android_dumps import Phone, days, hours

from coach.content import load_content
from coach.judge import Verdict, judge
from coach.lines import verdict_lines
from coach.models import LANGS, Lang
from coach.reading import read_report
from coach.special import special_access, special_lines
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content("android")
DRAWS = "SYSTEM_ALERT_WINDOW"
IPHONE = Path(__file__).resolve().parent.parent / "content" / "ios" / "sample.ndjson"


def judged(phone: Phone) -> Verdict:
    return judge(read_report([("phone.zip", phone.zip())]), CONTENT)


def say(verdict: Verdict, lang: Lang = "en") -> Wording:
    return Wording(CONTENT, words_in(lang), CONTENT.version_of(verdict.system), verdict.report.summary)


def drawing(package: str = "com.ss.android.ugc.aweme", *, system: bool = False) -> Phone:
    phone = Phone(version=14, keyboard="com.example.keys")
    app = phone.app(package, system=system).opened(days(1)).grant("android.permission.CAMERA").access("CAMERA", "top", hours(3))
    app.own_mode(DRAWS, "allow")
    return phone


def told(verdict: Verdict) -> dict[str, list[str]]:
    return {found.note.id: [who.bundle_id for who in found.apps] for found in special_access(verdict)}


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_named_with_what_it_allows_and_where_it_stands(lang: Lang) -> None:
    verdict = judged(drawing())
    assert told(verdict) == {"over-other-apps": ["com.ss.android.ugc.aweme"]}
    (line,) = special_lines(verdict, say(verdict, lang))
    (note,) = (note for note in CONTENT.beside.special if note.id == "over-other-apps")
    name = CONTENT.apps["com.ss.android.ugc.aweme"].name[lang]
    assert line.startswith(f"{CONTENT.topic(note.id)[lang]}{': ' if lang == 'en' else '：'}{name}")
    assert note[lang] in line
    way = note.way(14)
    assert way
    assert way[lang] in line
    assert line in list(verdict_lines(verdict, say(verdict, lang)))


def test_it_costs_nothing() -> None:
    without = drawing()
    without.apps[0].own_mode(DRAWS, "ignore")
    ends = [judged(phone).assessment for phone in (drawing(), without)]
    assert ends[0].score == ends[1].score
    assert [app.score for app in ends[0].apps] == [app.score for app in ends[1].apps]


def test_an_app_that_shows_what_is_on_the_screen_to_others_is_asked_about_too() -> None:
    phone = drawing()
    phone.services = {0: ["com.ss.android.ugc.aweme"]}
    assert told(judged(phone))["accessibility"] == ["com.ss.android.ugc.aweme"]


def test_parts_of_the_phone_and_apps_of_work_are_left_out() -> None:
    system = drawing("com.google.android.gms", system=True)
    assert told(judged(system)) == {}
    work = drawing()
    work.users = {0: "full.SYSTEM", 10: "profile.MANAGED"}
    work.apps[0].user = 10
    assert told(judged(work)) == {}
    copy = drawing()
    copy.users = {0: "full.SYSTEM", 999: "profile.CLONE"}
    copy.apps[0].user = 999
    assert told(judged(copy)) == {"over-other-apps": ["com.ss.android.ugc.aweme@999"]}


def test_an_iphone_tells_of_none() -> None:
    verdict = judge(read_report([("week.ndjson", IPHONE.read_bytes())]), load_content())
    assert special_access(verdict) == ()


@pytest.mark.parametrize(
    ("package", "accessibility"), [("com.x8bit.bitwarden", ([], ["com.x8bit.bitwarden"])), ("com.ss.android.ugc.aweme", None)]
)
def test_an_app_whose_very_job_it_is_is_named_and_not_asked_about(package: str, accessibility: object) -> None:
    phone = drawing(package)
    phone.services = {0: [package]}
    verdict = judged(phone)
    found = next(each for each in special_access(verdict) if each.note.id == "accessibility")
    assert ([who.bundle_id for who in found.apps], [who.bundle_id for who in found.expected]) == (accessibility or ([package], []))
    (line,) = (line for line in special_lines(verdict, say(verdict)) if line.startswith("Accessibility"))
    assert ("turn it off" in line, "fits what such apps are for" in line) == (accessibility is None, accessibility is not None)


def test_those_whose_job_it_is_are_kinds_of_app() -> None:
    named = {kind for note in CONTENT.beside.special for kind in note.expected}
    assert named
    assert named <= set(CONTENT.types)
