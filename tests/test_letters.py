"""Letters to companies: true to the report, true to the law, harmless whatever stands in names, and on one sheet."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from each import each
from hostile import HOSTILE, app_id, lines
from hostile import said as said_of
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from report_lines import access, at, ndjson, network, read

from coach.__main__ import main
from coach.catalogue import Naming
from coach.content import FOLDER, HOUSE, ContentError, load_content
from coach.content.letters import WISHES, Due, load_letters
from coach.errors import UnusableInput
from coach.judge import Verdict, judge
from coach.letters import Asked, Letter, Typed, calendar_of, due_day, grounds, letter_html, named, notes, text, tongues, write
from coach.models import LANGS, PLATFORMS, AppAssessment, Lang
from coach.plan import Plan, load_plan, save_plan
from coach.reading import read_files
from coach.text import unseen
from coach.wording import Wording
from coach.words import words_in

SAMPLE, ANDROID = FOLDER / "ios" / "sample.ndjson", FOLDER / "android" / "sample.zip"
GOLDEN = Path(__file__).resolve().parent / "golden" / "letters"
CONTENT, LAWS = load_content(), load_letters()
IDS = [law.id for law in LAWS.laws]
DAY = date(2025, 12, 1)
WECHAT, MEITUAN, WHATSAPP, XIAOHONGSHU, MEITUAN_ANDROID = (
    *("com.tencent.xin", "com.meituan.imeituan", "net.whatsapp.WhatsApp", "com.xingin.discover"),
    "com.sankuai.meituan",
)
LETTERS = [
    *product((SAMPLE,), (WECHAT, MEITUAN, WHATSAPP, XIAOHONGSHU), IDS, LANGS),
    *product((ANDROID,), (MEITUAN_ANDROID,), IDS, LANGS),
]
"""Photos, location with companies, an address book, companies alone; and what an Android phone tells."""


@cache
def verdict_of(path: Path) -> Verdict:
    report = read_files([path])
    return judge(report, load_content(report.platform))


def saying(verdict: Verdict, lang: Lang) -> Wording:
    return Wording(verdict.content, words_in(lang), verdict.content.version_of(verdict.system), verdict.report.summary)


def letter_of(verdict: Verdict, app: str, law: str, lang: Lang, **more: Any) -> Letter:
    return write(verdict, verdict.app(app), saying(verdict, lang), Asked(law=law, sent=DAY, **more))


def golden_of(path: Path, app: str, law: str, lang: Lang) -> str:
    """The letter, and beside it what the person is told."""
    verdict = verdict_of(path)
    told = notes(verdict.app(app), saying(verdict, lang), Asked(law=law, sent=DAY))
    beside = "\n".join([told.where, *told.addresses, told.due, told.complain, told.rests, *told.links])
    return f"{text(letter_of(verdict, app, law, lang))}\n----------\n{beside}\n"


def name_of(path: Path, app: str, law: str, lang: Lang) -> str:
    return f"{path.parent.name}-{app.rpartition('.')[2].casefold()}-{law}-{lang}.txt"


@each("path, app, law, lang", LETTERS)
def test_the_letter_is_the_one_that_was_read(path: Path, app: str, law: str, lang: Lang) -> None:
    """After a change: `python tests/golden/make_letters.py`, and read each as its officer would."""
    assert golden_of(path, app, law, lang) == (GOLDEN / name_of(path, app, law, lang)).read_text(encoding="utf-8")


# True to the report.


def numbers(told: str) -> set[str]:
    return set(re.findall(r"\d+", told.replace(",", "")))


@each("app, lang", product((WECHAT, MEITUAN, WHATSAPP), LANGS))
def test_counts_and_dates_of_the_sample_week_are_those_of_its_lines(app: str, lang: Lang) -> None:
    records = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    verdict = verdict_of(SAMPLE)
    told = letter_of(verdict, app, "gdpr", lang).evidence
    for topic, line in zip(grounds(verdict.app(app)).topics, told, strict=False):
        lines_of_it = {
            record["identifier"]: datetime.fromisoformat(record["timeStamp"])
            for record in records
            if record.get("accessor", {}).get("identifier") == app
            and (record["category"], record["kind"]) == (topic, "intervalBegin")
            and not record.get("outOfProcess")
        }
        begun = list(lines_of_it.values())
        days = sorted({moment.date() for moment in begun})
        words = words_in(lang)
        assert words("count.times", n=len(begun)) in line
        assert words("count.days", n=len(days)) in line
        assert words.day(days[0]) in line
        assert words.day(days[-1]) in line


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=40, unique=True), st.booleans())
def test_each_number_of_the_evidence_stands_in_the_report(moments: list[tuple[int, int, int]], firms: bool) -> None:
    begun = [at(hour, minute, day=day) for day, hour, minute in moments]
    hosts = ["app.adjust.com", "app-measurement.com", "graph.facebook.com"] if firms else []
    rows = [line for moment in begun for line in access("com.taobao.taobao4iphone", "contacts", moment)]
    rows += [line for host in hosts for line in network("com.taobao.taobao4iphone", host)]
    verdict = judge(read(ndjson(rows)), CONTENT)
    days = {moment.date() for moment in begun}
    allowed = {str(len(begun)), str(len(days)), *(str(part) for day in days for part in (day.year, day.month, day.day))}
    allowed |= {f"{part:02}" for moment in begun for part in (moment.hour, moment.minute)}
    gaps = {round((b - a).total_seconds() / 60) for a in begun for b in begun if b > a}
    allowed |= {str(n) for n in (*range(1, len(hosts) + 1), *(gap // of for gap in gaps for of in (1, 60)))}
    for lang in LANGS:
        for line in letter_of(verdict, "com.taobao.taobao4iphone", "pipl", lang).evidence:
            assert numbers(line) <= allowed, line


def test_companies_are_those_of_the_report_each_once() -> None:
    verdict = verdict_of(SAMPLE)
    app = verdict.app(XIAOHONGSHU)
    told = " ".join(letter_of(verdict, XIAOHONGSHU, "gdpr", "en").evidence)
    assert {company.name.en for company in grounds(app).companies} == {tracker.owner.en for tracker in app.trackers}
    assert all(tracker.owner.en in told for tracker in app.trackers)


@each("path, app, law, lang", LETTERS)
def test_a_letter_accuses_of_nothing_and_says_what_the_record_can_not_show(path: Path, app: str, law: str, lang: Lang) -> None:
    letter = letter_of(verdict_of(path), app, law, lang)
    assert letter.hedge == saying(verdict_of(path), lang).of_phone("letter-hedge")
    assert not re.search(
        r"illegal|unlawful|violat|abuse|违法|违规(?!收集使用个人信息行为认定方法)|滥用|侵犯|窃取|泄露",
        text(letter).replace("App违法违规", ""),
    )


def test_there_is_no_letter_without_grounds_nor_about_the_system() -> None:
    verdict = verdict_of(SAMPLE)
    without = [app for app in verdict.assessment.apps if not grounds(app)]
    assert without
    for app in verdict.assessment.apps:
        assert not (app.profile.part_of_system and grounds(app))
    with pytest.raises(LookupError):
        letter_of(verdict, without[0].profile.bundle_id, "gdpr", "en")


def test_an_offer_alone_is_no_ground_and_what_was_picked_is_none() -> None:
    rows = access("com.taobao.taobao4iphone", "photos", at(9)) + access("com.taobao.taobao4iphone", "contacts", at(9), picker=True)
    assert not grounds(judge(read(ndjson(rows)), CONTENT).app("com.taobao.taobao4iphone"))


@each("path, app, law, lang", LETTERS)
def test_only_what_the_grounds_carry_and_the_person_wants_is_asked_for(path: Path, app: str, law: str, lang: Lang) -> None:
    verdict = verdict_of(path)
    on = grounds(verdict.app(app))
    assert ("stop" in on.wishes) == bool(on.companies)
    assert {"delete", "why"} <= set(on.wishes) or not on.topics
    for wish in on.wishes:
        (point,) = letter_of(verdict, app, law, lang, wishes=(wish,)).wishes
        assert point.startswith("1. ")
    assert len(letter_of(verdict, app, law, lang, wishes=WISHES).wishes) == len(on.wishes)


# True to the law.


@each("law", LAWS.laws)
def test_both_languages_rest_on_the_same_articles_and_each_source_is_cited(law: Any) -> None:
    told = {lang: {name: set(said.sources) for name, said in law.letters[lang].all} for lang in LANGS}
    assert told["en"] == told["zh"]
    assert {source for sources in told["en"].values() for source in sources} - {HOUSE} == {source.id for source in law.source}


@each("law, lang", product(LAWS.laws, LANGS))
def test_an_article_is_named_only_where_its_source_is_cited(law: Any, lang: Lang) -> None:
    """By its number: 12(3) and 12(4) are of one source."""
    sources = {source.id: source for source in law.source}
    for name, said in law.letters[lang].all:
        here = {
            n
            for found in re.findall(r"(?:art\. |第 )((?:\d+(?:\(\w+\))*(?:, | and |、)?)+)", said.text)
            for n in re.findall(r"(?<!\()\b\d+", found)
        }
        cited = {n for source in said.sources if source != HOUSE for n in re.findall(r"(?<!\()\b\d+", sources[source].article[lang])}
        assert here <= cited, (name, here, cited)


def test_fifteen_working_days_are_quoted_from_what_says_so() -> None:
    """The law says promptly, GB/T 35273 thirty days; the number is of the Method of 2019, and a normative document is no law."""
    for lang in LANGS:
        for name, said in LAWS.laws[0].letters[lang].all:
            assert ("15" in said.text.replace("art. 15", "").replace("第 15", "")) <= ("method-2019-6" in said.sources), name
    (source,) = (source for source in LAWS.laws[0].source if source.id == "method-2019-6")
    assert source.status == "normative"


@pytest.mark.parametrize(
    ("sent", "due", "day"),
    [
        ("2025-12-01", Due(weekdays=15), "2025-12-22"),
        ("2025-12-05", Due(weekdays=15), "2025-12-26"),
        ("2025-12-06", Due(weekdays=15), "2025-12-26"),
        ("2025-12-01", Due(months=1), "2026-01-01"),
        ("2026-01-31", Due(months=1), "2026-03-02"),
        ("2026-02-28", Due(months=1), "2026-03-30"),
        ("2024-01-30", Due(months=1), "2024-02-29"),
    ],
)
def test_the_day_for_an_answer(sent: str, due: Due, day: str) -> None:
    """Weekends count for no weekdays; a month that is too short ends on its last day, and a weekend on the Monday after."""
    assert due_day(date.fromisoformat(sent), due) == date.fromisoformat(day)


@given(st.dates(date(2021, 1, 1), date(2099, 1, 1)), st.sampled_from([law.due for law in LAWS.laws]))
def test_the_day_for_an_answer_is_a_weekday_later(sent: date, due: Due) -> None:
    day = due_day(sent, due)
    assert day > sent
    assert day.weekday() < 5
    assert 19 <= (day - sent).days <= 33


# In which language, and where to.


@pytest.mark.parametrize(
    ("app", "law", "lang", "written"),
    [
        (MEITUAN, "pipl", "zh", ("zh",)),
        (MEITUAN, "pipl", "en", ("en", "zh")),
        (MEITUAN, "gdpr", "zh", ("zh", "en")),
        (WHATSAPP, "pipl", "zh", ("zh", "en")),
        (WHATSAPP, "gdpr", "zh", ("zh", "en")),
        (WHATSAPP, "gdpr", "en", ("en",)),
    ],
)
def test_a_foreign_company_gets_english_beside_and_an_authority_its_language(
    app: str, law: str, lang: Lang, written: tuple[Lang, ...]
) -> None:
    found = LAWS.law(law)
    assert found
    assert tongues(verdict_of(SAMPLE).app(app), found, lang) == written


def test_a_contact_is_given_only_with_its_page_and_day_and_for_apps_that_are_known() -> None:
    known = {row.id for row in CONTENT.apps.values()} | {row.id for row in load_content("android").apps.values()}
    for contact in LAWS.contacts:
        assert set(contact.apps) <= known, contact.company
        assert set(contact.laws) <= set(IDS)
        assert (contact.dated or contact.seen) <= contact.seen <= date(2030, 1, 1)
    groups = {row.group for phone in PLATFORMS for row in load_content(phone).apps.values()}
    assert groups >= set().union(*LAWS.homes.values())


@each("law", LAWS.laws)
def test_no_contact_hides_another(law: Any) -> None:
    apps = [app for contact in LAWS.contacts if not contact.laws or law.id in contact.laws for app in contact.apps]
    assert len(apps) == len(set(apps))


@pytest.mark.parametrize("lang", LANGS)
def test_how_old_the_read_page_is_stands_beside_its_address(lang: Lang) -> None:
    verdict, say = verdict_of(SAMPLE), saying(verdict_of(SAMPLE), lang)
    for law in LAWS.laws:
        contact = LAWS.contact(WECHAT, law)
        assert contact
        told = notes(verdict.app(WECHAT), say, Asked(law=law.id, sent=DAY))
        assert told.addresses == tuple(filter(None, (contact.email, contact.policy)))
        assert say.words.day(contact.dated or contact.seen) in told.where
    assert {bool(contact.dated) for law in LAWS.laws if (contact := LAWS.contact(WECHAT, law))} == {True, False}


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_contact_it_is_said_how_to_find_one(lang: Lang) -> None:
    for path, app in ((SAMPLE, MEITUAN), (ANDROID, MEITUAN_ANDROID)):
        verdict = verdict_of(path)
        told = notes(verdict.app(app), saying(verdict, lang), Asked(law="gdpr", sent=DAY))
        assert told.where == saying(verdict, lang).of_phone("letter-where", app=verdict.app(app).profile.name[lang])


# Harmless, and bounded.


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.said += data


def hostile(value: str) -> tuple[Verdict, AppAssessment]:
    """An app that is called so by its id and by the person, and owners of addresses that are called so."""
    rows = lines(value) + [line for day in range(7) for line in access(app_id(value), "contacts", at(9, day=day))]
    naming = {app_id(value): Naming(name=value[:200], types=("gaming",)), **said_of(value)}
    verdict = judge(read(ndjson(rows)), CONTENT, Plan(apps=naming))
    return verdict, next(app for app in verdict.assessment.apps if grounds(app))


@each("name", HOSTILE)
def test_hostile_names_and_notes_stay_text_in_letter_page_and_calendar(name: str) -> None:
    value = HOSTILE[name]
    verdict, app = hostile(value)
    typed = Typed(name=value, account=value, address=value)
    quiet = letter_html(letter_of(verdict_of(SAMPLE), MEITUAN, "gdpr", "en"))
    for lang in LANGS:
        say = saying(verdict, lang)
        asked = Asked(law="pipl", sent=DAY, typed=typed)
        letter = write(verdict, app, say, asked)
        written = text(letter)
        assert not [sign for sign in set(written) - {"\n"} if unseen(sign) and sign not in "\u2068\u2069\ufe0f"]
        assert written.count("\n\n") == 7, "no name makes a paragraph of its own"
        page = Tags(letter_html(letter))
        assert set(page.tags) == set(Tags(quiet).tags)
        assert page.attributes == Tags(quiet).attributes
        beside = notes(app, say, asked)
        file = calendar_of(beside.day, datetime(2025, 12, 1).astimezone(), beside.day_title, beside.complain)
        (event,) = Calendar.from_ical(file).walk("VEVENT")
        assert str(event["summary"]) == beside.day_title
        assert event.decoded("dtstart") == beside.day
        assert file.count(b"BEGIN:") == 3


def test_what_is_typed_is_one_line_and_no_longer_than_the_sheet_has_room() -> None:
    typed = Typed(name="A\nB\r\nSubject: paid", account="x" * 500, address="\u202egnol")
    assert "\n" not in typed.name
    assert len(typed.account) <= 100
    assert "\u202e" not in typed.address


# From the command line, and in the plan.


def said_by(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = main([str(SAMPLE), *options])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("law", IDS)
def test_the_command_line_writes_the_letter_and_tells_the_rest_beside_it(capsys: pytest.CaptureFixture[str], lang: Lang, law: str) -> None:
    code, out, err = said_by(capsys, "--letter", "美团" if lang == "zh" else "meituan", "--law", law, "--lang", lang)
    assert code == 0
    verdict = verdict_of(SAMPLE)
    assert set(letter_of(verdict, MEITUAN, law, lang).evidence) <= {line.removeprefix("- ") for line in out.splitlines()}
    assert words_in(lang)("letter.caveat") in err
    assert words_in(lang)("letter.caveat") not in out


@pytest.mark.parametrize(
    ("options", "key", "values"),
    [
        (["--letter", "nobody"], "no-such-app", {"name": "nobody"}),
        (["--letter", "Mail"], "no-letter", {"name": "Mail"}),
        (["--letter", "WeChat", "--json", "-"], "same-output", {"name": "-"}),
    ],
)
def test_a_letter_that_can_not_be_written_is_refused(capsys: pytest.CaptureFixture[str], options: list[str], key: str, values: Any) -> None:
    code, out, err = said_by(capsys, *options, "--lang", "en")
    assert (code, out) == (2, "")
    assert err == words_in("en")(f"unusable.{key}", **values) + "\n"


def test_two_apps_of_one_name_are_told_apart_by_their_ids() -> None:
    rows = [line for app in ("com.example.one", "com.example.two") for line in access(app, "contacts", at(9))]
    namings = {app: Naming(name="Twin", types=("gaming",)) for app in ("com.example.one", "com.example.two")}
    verdict = judge(read(ndjson(rows)), CONTENT, Plan(apps=namings))
    with pytest.raises(UnusableInput) as refused:
        named("twin", verdict)
    assert refused.value.code == "app-twice"
    assert named("com.example.two", verdict).profile.bundle_id == "com.example.two"


def test_the_law_is_remembered_in_the_plan_and_chooses_the_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = save_plan(Plan(law="pipl"))
    assert load_plan(saved.encode(), "plan.json", CONTENT).law == "pipl"
    (tmp_path / "plan.json").write_text(saved, encoding="utf-8")
    _, with_plan, _ = said_by(capsys, "--letter", "WeChat", "--lang", "en", "--plan", str(tmp_path / "plan.json"))
    _, without, _ = said_by(capsys, "--letter", "WeChat", "--lang", "en")
    assert "PIPL" in with_plan
    assert "GDPR" in without


@pytest.mark.parametrize("law", ["", "lost-law"])
def test_a_plan_without_a_law_or_with_one_that_is_gone_takes_the_usual_one(law: str) -> None:
    assert (LAWS.law(law) or LAWS.usual("zh")).id == "pipl"
    assert (LAWS.law(law) or LAWS.usual("en")).id == "gdpr"


def test_another_language_says_the_same_of_the_same_app() -> None:
    verdict = verdict_of(SAMPLE)
    asked = Asked(law="gdpr", sent=DAY)
    in_english = write(verdict, verdict.app(WHATSAPP), saying(verdict, "zh"), asked, "en")
    assert in_english == write(verdict, verdict.app(WHATSAPP), replace(saying(verdict, "zh"), words=words_in("en")), asked)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("pipl.toml", "weekdays = 15", "weekdays = 15, months = 1"),
        ("pipl.en.toml", "[wish.why]", "[wish.how]"),
        ("gdpr.zh.toml", 'sources = ["gdpr-77"]', 'sources = ["gdpr-78"]'),
        ("contacts.toml", "privacy@signal.org", "signal"),
    ],
)
def test_a_broken_letter_names_its_file(tmp_path: Path, name: str, old: str, new: str) -> None:
    copytree(FOLDER / "letters", tmp_path / "letters")
    for phone in ("ios", "android"):
        copytree(FOLDER / phone, tmp_path / phone)
    file = tmp_path / "letters" / name
    written = file.read_text(encoding="utf-8")
    assert old in written
    file.write_text(written.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"letters/{name.partition('.')[0]}"):
        load_letters(tmp_path)
