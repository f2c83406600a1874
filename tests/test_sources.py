"""Where facts come from: each source can be looked up, is cited, and stands beside nothing about another kind of phone."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from golden.make_scores import FOLDER as REPORTS
from report_lines import read

from coach.content import FOLDER, HOUSE, Content, Source, load_content, read_toml
from coach.judge import judge
from coach.method import document, need_rows, rule_basis
from coach.models import LANGS, Advice, AppAssessment, Lang, Text
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
SOURCES = {row["id"]: Source(**row) for row in read_toml(FOLDER, "sources.toml")["source"]}
SHARED, OF_IPHONE = ("app_types", "rules", "app_effects"), ("ios/permissions", "ios/beside")
OF_ANDROID = ("android/permissions", "android/needs", "android/beside")
# Who publishes what is cited; never a service that shortens or hands on addresses.
PUBLISHERS = {
    "www.cac.gov.cn",
    "www.gov.cn",
    "openstd.samr.gov.cn",
    "eur-lex.europa.eu",
    "leginfo.legislature.ca.gov",
    "developer.apple.com",
    "support.apple.com",
    "developer.android.com",
    "source.android.com",
    "android.googlesource.com",
    "support.google.com",
    "www.globaltimes.cn",
    "www.kankanews.com",
    "m.womenofchina.cn",
    "evaw-global-database.unwomen.org",
}


def citations(value: object) -> Iterator[str]:
    """Everything under any key `sources`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from inner if key == "sources" else citations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from citations(inner)


def cited_in(*tables: str) -> set[str]:
    return {source for name in tables for source in citations(read_toml(FOLDER, f"{name}.toml"))}


def texts(source: Source) -> str:
    return " ".join(text[lang] for text in (source.title, source.short, source.says) for lang in LANGS)


def test_every_source_that_is_cited_exists_and_every_source_is_cited() -> None:
    assert cited_in(*SHARED, *OF_IPHONE, *OF_ANDROID) | {HOUSE} == set(SOURCES)


def test_what_is_not_ours_has_a_link_a_date_and_the_part_that_is_meant() -> None:
    assert {source.id for source in SOURCES.values() if not source.link} == {"report-study", HOUSE}
    assert {source.id for source in SOURCES.values() if not source.date} == {HOUSE}
    for source in SOURCES.values():
        assert source.article or source.status not in ("law", "normative", "standard"), source.id


@pytest.mark.parametrize(
    "given",
    [
        {"status": "law", "date": "2021-11-01"},
        {"status": "platform-rule", "link": "https://example.org/"},
        {"status": "study", "date": "2025", "link": "https://example.org/"},
        {"status": "house", "date": "2025"},
        {"status": "law", "date": "2021-11-01", "link": "http://example.org/"},
        {"status": "law", "date": "11/2021", "link": "https://example.org/"},
    ],
)
def test_a_source_that_cannot_be_looked_up_is_none(given: dict[str, Any]) -> None:
    text = Text(en="x", zh="x")
    with pytest.raises(ValueError, match=r"date|link"):
        Source(id="x", title=text, short=text, says=text, **given)


def test_dates_are_days_and_a_page_was_last_looked_up_before_the_whole_was_checked() -> None:
    for source in SOURCES.values():
        if len(source.date) > len("2025"):
            assert date.fromisoformat(source.date) <= CONTENT.rules.checked, source.id
        assert len(source.date) > len("2025") or not source.living, source.id


def test_links_lead_to_who_published_it() -> None:
    assert {urlsplit(source.link).hostname for source in SOURCES.values() if source.link} == PUBLISHERS


@pytest.mark.parametrize("lang", LANGS)
def test_short_names_of_sources_tell_them_apart(lang: Lang) -> None:
    assert len({source.short[lang] for source in SOURCES.values()}) == len(SOURCES)


def test_what_a_source_says_is_a_sentence_or_two() -> None:
    for source in SOURCES.values():
        assert 1 <= len(re.findall(r"[.?!](?= |$)", source.says.en)) <= 2, source.id
        assert 1 <= source.says.zh.count("。") <= 2, source.id
        assert len(source.says.zh) <= 60, f"{source.id}: {len(source.says.zh)}"


def test_a_page_of_a_phone_maker_tells_when_it_was_looked_up_and_a_law_since_when_it_holds() -> None:
    lines = "\n".join(document(words_in("en")))
    assert f"(platform rule, 5.1.5, looked up {SOURCES['apple-location'].date}, " in lines
    assert "(law, art. 65, 2021-11-01, " in lines


# Which law, and what of it.


@pytest.mark.parametrize("name", ["provisions-2021", "method-2019"])
def test_documents_of_authorities_are_called_normative_and_never_law(name: str) -> None:
    assert SOURCES[name].status == "normative"
    for lang, title in (("en", "law"), ("zh", "法规")):
        assert title not in SOURCES[name].short[lang].lower()


def test_no_table_calls_the_provisions_rules() -> None:
    for path in [*FOLDER.glob("*.toml"), *FOLDER.glob("*/*.toml")]:
        found = re.search(r"(2021|2019) rules|(2021|2019) 年的规定", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"


def test_the_regulations_are_told_in_their_own_words_and_only_of_consent() -> None:
    says = SOURCES["network-data-2024"].says
    assert ("频繁征求同意" in says.zh, "ask often" in says.en) == (True, True)
    assert ("凭你的同意" in says.zh, "with your consent" in says.en) == (True, True)


def test_the_draft_is_told_by_its_title_as_a_draft_and_not_of_screen_recordings() -> None:
    draft = SOURCES["cac-draft-2026"]
    assert (draft.title.zh, draft.status) == ("互联网应用程序个人信息收集使用规定（征求意见稿）", "draft")
    assert not draft.fits("screenRecording", "com.example.luma")


# Sources about one kind of phone.


def test_what_names_one_kind_of_phone_is_about_no_other() -> None:
    for source in SOURCES.values():
        apple = re.search(r"Apple|iPhone|iOS|App Privacy Report|WeChat", texts(source)) is not None
        android = re.search(r"Android|安卓|Google", texts(source)) is not None
        assert source.phones == (*("ios",) * apple, *("android",) * android), source.id


def test_a_source_about_no_phone_holds_for_all_and_one_about_a_phone_for_that_alone() -> None:
    assert all(SOURCES["gdpr"].holds(phone) for phone in ("ios", "android"))
    assert [SOURCES[name].holds("ios") for name in ("apple-least", "google-play-photos")] == [True, False]
    assert [SOURCES[name].holds("android") for name in ("apple-least", "google-play-photos")] == [False, True]


def test_the_iphone_knows_no_source_about_another_phone() -> None:
    assert set(SOURCES) - set(CONTENT.sources) == {name for name, source in SOURCES.items() if source.phones == ("android",)}
    assert {"google-play-photos", "google-play-location", "android8-background", "cac-tests-2023"}.isdisjoint(CONTENT.sources)
    assert CONTENT.cited(("android8-background", "house")) == ("house",)


def test_no_permission_setting_makers_side_or_note_of_the_iphone_cites_another_phone() -> None:
    assert cited_in(*OF_IPHONE) - set(CONTENT.sources) == set()
    assert cited_in(*OF_ANDROID) - set(load_content("android").sources) == set(), "nor one of Android an iPhone"


def changes(content: Content) -> Iterator[tuple[AppAssessment, tuple[Advice, ...]]]:
    """Each app of each golden report, with the changes that are advised for it."""
    for path in sorted(REPORTS.glob("*.ndjson")):
        verdict = judge(read(path.read_bytes()), content)
        for app in verdict.assessment.apps:
            yield app, tuple(item for item in verdict.changes if item.bundle_id == app.profile.bundle_id)


def test_no_finding_and_no_change_on_an_iphone_cites_another_phone() -> None:
    say, found, written = Wording(CONTENT, words_in("en"), CONTENT.versions[-1]), set(), set[str]()
    for app, advice in changes(CONTENT):
        cited = {source for finding in app.findings for source in finding.sources}
        cited |= {source for item in advice for source in say.sources_of(item, app)}
        assert cited <= set(CONTENT.sources), app.profile.bundle_id
        found |= {finding.rule for finding in app.findings}
        written |= {source for rule in CONTENT.rules.rule if rule.id in found for source in rule.sources}
    assert len(found) > len(CONTENT.rules.rule) / 2, "the reports meet most rules"
    assert written - set(CONTENT.sources), "some of these rules rest on what is known of another phone"


@pytest.mark.parametrize("lang", LANGS)
def test_what_an_iphone_is_judged_by_names_no_other_phone(lang: Lang) -> None:
    words = words_in(lang)
    rules = [text for rule in CONTENT.rules.rule for text in (rule.title[lang], rule.reason[lang], rule_basis(rule, CONTENT, words))]
    needs = [cell for kind in CONTENT.types.values() for row in need_rows(kind, CONTENT, words) for cell in row]
    sources = [part for source in CONTENT.sources.values() for part in (source.title[lang], source.says[lang])]
    assert [text for text in (*rules, *needs, *sources) if re.search(r"Android|安卓|Google Play", text)] == []


# What a setting rests on.


@pytest.mark.parametrize(
    ("permission", "setting", "source"),
    [
        ("photos", "none", "apple-least"),
        ("photos", "add-only", "apple-least"),
        ("photos", "limited", "apple-least"),
        ("contacts", "limited", "apple-least"),
        ("location", "never", "apple-choice"),
        ("contacts", "none", "pipl-delete"),
        ("contacts", "none", "pipl-complaint"),
        ("contacts", "limited", "pipl-delete"),
    ],
)
def test_a_setting_cites_what_it_rests_on(permission: str, setting: str, source: str) -> None:
    row = CONTENT.permissions[permission]
    assert source in row.setting[row.rank(setting)].sources


def test_location_cites_the_rule_on_location_and_every_switch_the_right_to_take_consent_back() -> None:
    assert "apple-location" in CONTENT.permissions["location"].sources
    for permission in CONTENT.permissions.values():
        assert ("pipl-consent" in permission.sources) == permission.switch, permission.id


def test_whoever_is_told_to_ask_for_deletion_is_told_by_which_law() -> None:
    say = Wording(CONTENT, words_in("en"), CONTENT.versions[-1])
    told = [(item, app) for app, advice in changes(CONTENT) for item in advice if say.words("advice.gone") in say.advice(item, app).why]
    assert told
    for item, app in told:
        assert {"pipl-delete", "pipl-complaint"} <= set(say.sources_of(item, app)), app.profile.bundle_id
