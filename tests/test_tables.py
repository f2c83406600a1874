"""The list of apps: what a search finds, and how often and when an app last looked."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

import pytest
from report_lines import access, at, ndjson, network, read

from coach.content import load_content
from coach.judge import Verdict, judge
from coach.models import LANGS, Contact, Lang, Text
from coach.tables import Filter, Looks, listed, looks_of
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
SAY = {lang: Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS}
CHAT, OTHER, WECHAT = "com.example.chat", "com.sample.game", "com.tencent.xin"


def judged(data: Iterable[str]) -> Verdict:
    return judge(read(ndjson(data)), CONTENT)


PHONE = judged(
    [
        *network(CHAT, "ulogs.umeng.com"),
        *network(OTHER, "cdn.nobody-knows.example", owner="Somebody Inc."),
        *network(OTHER, "192.168.1.7"),
        *access(WECHAT, "photos", at(9)),
    ]
)


def found(search: str, lang: Lang = "en", **more: str) -> list[str]:
    return sorted(app.profile.bundle_id for app in listed(PHONE.assessment, SAY[lang], Filter(search=search, **more)))


@pytest.mark.parametrize(
    ("search", "lang", "apps"),
    [
        ("umeng", "en", [CHAT]),
        ("UMENG ", "en", [CHAT]),
        ("友盟", "zh", [CHAT]),
        ("ulogs.umeng.com", "zh", [CHAT]),
        ("somebody inc", "en", [OTHER]),
        ("nobody-knows", "zh", [OTHER]),
        ("192.168", "en", [OTHER]),
        ("wechat", "en", [WECHAT]),
        ("微信", "zh", [WECHAT]),
        ("", "en", [CHAT, OTHER, WECHAT]),
        ("nothing like it", "en", []),
    ],
)
def test_a_search_finds_an_app_by_its_name_and_by_whom_it_contacted(search: str, lang: Lang, apps: list[str]) -> None:
    assert found(search, lang) == apps


def test_a_company_is_found_by_its_name_and_not_by_what_we_say_of_it() -> None:
    """“Devices in your own network” would find nearly every app."""
    assert found(words_in("en")("kind.local")) == []


def test_a_search_by_company_keeps_to_the_other_filters() -> None:
    assert found("example", permission="photos") == []


class Untouched(tuple[Contact, ...]):
    """Contacts that nobody may look at."""

    def __iter__(self) -> "Untouched":  # type: ignore[override]
        raise AssertionError("contacts are gone through though nothing is searched for")


def test_whom_apps_contacted_is_gone_through_only_for_a_search() -> None:
    contacts = Untouched([Contact("unknown", Text(en="x", zh="x"), "", "", "", True, ("x.example",), ())])
    apps = tuple(
        app.model_copy(
            update={"activity": app.activity.model_copy(update={"network": app.activity.network.model_copy(update={"contacts": contacts})})}
        )
        for app in PHONE.assessment.apps
    )
    assessment = PHONE.assessment.model_copy(update={"apps": apps})
    assert len(listed(assessment, SAY["en"], Filter())) == len(apps)
    assert len(listed(assessment, SAY["en"], Filter(search="wechat", permission="photos"))) == 1, "the name tells already"
    with pytest.raises(AssertionError, match="gone through"):
        listed(assessment, SAY["en"], Filter(search="umeng"))


def test_looks_are_those_of_one_permission_or_of_all() -> None:
    lines = [line for moment in (at(9), at(21, 5)) for line in access(CHAT, "photos", moment)]
    (app,) = judged([*lines, *access(CHAT, "camera", at(8, day=2)), *access(CHAT, "contacts", at(9), picker=True)]).assessment.apps
    assert looks_of(app, "photos") == Looks(2, datetime(2025, 11, 24, 21, 5))
    assert looks_of(app) == Looks(3, datetime(2025, 11, 26, 8))
    assert looks_of(app, "contacts") == Looks(0, None), "what the person picked is no look"
    assert looks_of(app, "location") == Looks(0, None)


def test_the_last_look_is_told_on_the_phones_clock() -> None:
    """A flight to the west: the later look shows the earlier time."""
    west = timezone(timedelta(hours=-5))
    (app,) = judged([*access(CHAT, "photos", at(12)), *access(CHAT, "photos", at(12, 30).astimezone(west))]).assessment.apps
    assert looks_of(app).last == at(12, 30).astimezone(west).replace(tzinfo=None)
