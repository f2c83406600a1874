"""The one page of paper as a document: whole, escaped, in both languages, bounded, as people may want it."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_lines import CATEGORIES, access, at, ndjson, network, read
from test_wording import FINDINGS, app_with, change

from coach.catalogue import Naming, Namings
from coach.content import FOLDER, Permission, load_content
from coach.judge import judge
from coach.lines import finished_line, headline
from coach.models import LANGS, TRACKERS, Lang, Report
from coach.plan import Plan, decide, made_from
from coach.sheet import (
    FULL,
    TYPE_SIZES,
    DaysPicture,
    Sheet,
    SheetApp,
    SheetChange,
    SheetDay,
    SheetScreen,
    fitted,
    render,
    width,
)
from coach.summary import (
    _LIMITS,
    _MAX_CHECKED,
    _NAMED_WIDTH,
    MAX_CHANGES,
    PAPERS,
    Options,
    Paper,
    _cut,
    file_name,
    sheet,
    summary_html,
)
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
GOLDEN = Path(__file__).parent / "golden"
SAMPLE = read((FOLDER / "ios" / "sample.ndjson").read_bytes())
MEITUAN, WECHAT = "com.meituan.imeituan", "com.tencent.xin"


def page_of(report: Report, lang: Lang = "en", paper: Paper = "a4", namings: Namings | None = None, **options: object) -> str:
    """options: those of the paper, and `plan`."""
    plan = options.pop("plan", Plan())
    assert isinstance(plan, Plan)
    verdict = judge(report, CONTENT, plan.model_copy(update={"apps": {**plan.apps, **(namings or {})}}))
    return summary_html(verdict, say_in(lang, report), Options.model_validate({"paper": paper} | options))


def say_in(lang: Lang, report: Report | None = None) -> Wording:
    return Wording(CONTENT, words_in(lang), CONTENT.versions[-1], report.summary if report else None)


def having_done(report: Report, *places: tuple[str, str]) -> Plan:
    """A plan in which these changes were made, after the report's end."""
    verdict, plan = judge(report, CONTENT), Plan()
    for item in verdict.changes:
        if (item.bundle_id, item.permission) in places:
            plan = decide(plan, item, "done", at(12, day=30))
    assert len(plan.choices) == len(places)
    return plan


@cache
def crowded(apps: int = 150) -> tuple[Report, dict[str, Naming]]:
    """Many keyboards that read contacts, place and microphone every day, with very long names."""
    ids = [f"com.example.app{number}" for number in range(apps)]
    days = [
        line
        for app in ids
        for day in range(5)
        for topic in ("contacts", "location", "microphone")
        for line in access(app, topic, at(9, day=day))
    ]
    return read(ndjson(days)), {app: Naming(name="超长的名字 very long name " * 8, types=("input-method",)) for app in ids}


def empty() -> Report:
    """A report in which nothing was recorded, as the first betas marked one."""
    return read(b'{"_marker":"<metadata>","exportTimestamp":"2021-07-01T10:00:00.000+08:00"}\n')


def perfect() -> Report:
    signal = "org.whispersystems.signal"
    looks = [line for day in range(8) for line in access(signal, "contacts", at(9, day=day))]
    return read(ndjson([*looks, *network(signal, "chat.signal.org")]))


def longest(texts: Iterable[str]) -> str:
    """The one that takes most room: a Chinese character as much as two letters."""
    return max(texts, key=lambda text: sum(2 if ord(character) > 0x2E80 else 1 for character in text))


def fullest(lang: Lang, changes: int, paper: Paper = "a4", *, screens: int = 7, checked: bool = False) -> Sheet:
    """A sheet with the longest of every text that content/ can produce, and the widest name there can be. screens: at most so many."""
    say, name = Wording(CONTENT, words_in(lang), CONTENT.versions[-1]), _cut("W" * 99)
    app = app_with(WECHAT)
    app = app.model_copy(update={"profile": app.profile.model_copy(update={"name": app.profile.name.model_copy(update={lang: name})})})
    settings = [(row.id, setting.id) for row in CONTENT.permissions.values() for setting in row.setting if setting.breaks]
    texts = [say.advice(change(WECHAT, permission, setting, "low"), app) for permission, setting in settings]
    costs = [effect.breaks[lang] for known in CONTENT.effects.values() for each in known.change.values() for effect in each.values()]
    reasons = [use[lang] for kind in CONTENT.types.values() for use in kind.background_ok.values()]
    reasons += [excuse[lang] for excuse in CONTENT.rules.excuse]
    did = longest(say.did(category) for category in CATEGORIES)
    first, second, *_ = sorted((say.topic(topic) for topic in (*CATEGORIES, TRACKERS)), key=len, reverse=True)
    topics = say.words.join([first, second, say.words("summary.more-topics", n=6)])
    fine = say.words("fine.explained", app=name, did=did, times=say.words("count.times", n=99_999), reason=longest(reasons))
    why, cost = longest(say.seen(app, finding) for finding in FINDINGS), say.words("summary.cost", cost=longest(costs))
    title = say.words("advice.step", path=name, setting=longest(text.setting for text in texts))
    fault = longest(say.words(key) for key in say.words.texts if key.startswith("problem."))
    full = Sheet(
        lang=lang,
        page={"a4": "A4", "letter": "letter"}[paper],
        brand=say.of_phone("brand"),
        title="x",
        grade="E",
        score=say.words("summary.score-now", before=100, score=100),
        headline=say.words.together(
            say.words("headline.striking", n=150),
            say.words("headline.excess", n=150, changes=say.words("count.changes", n=900)),
            say.words("headline.room-too", n=900),
        ),
        caution=say.words.together(
            say.words("verdict.many-skipped", name="x" * 60, n=123_456, records=400_000, fault=fault, line=99_999),
            say.words("verdict.short", days=say.words("count.days", n=6)),
            say.words("verdict.no-network"),
            say.words("verdict.of-known", n=150, asked=150),
        ),
        period=say.words("verdict.period", first=say.words.moment(at(9)), last=say.words.moment(at(9, day=6))),
        screens=tuple(
            SheetScreen(
                way=say.screen_path(row.id).removesuffix(row.label[lang]),
                name=row.label[lang],
                changes=(SheetChange(title=title, why=why, cost=cost, done=True),) * len(range(place, changes, screens)),
                others=_fullest_others(row, say),
            )
            for place, row in enumerate(list(CONTENT.permissions.values())[: min(changes, screens)])
        ),
        nothing="",
        more=say.words("verdict.more", n=893),
        picture=DaysPicture(
            title=say.words("summary.picture-app", app=name, topic=longest(say.topic(category) for category in CATEGORIES)),
            days=(SheetDay(name=say.words.short_day(at(9, day=2)), count=say.words.number(99_999), share=1.0),) * 7,
            alt="x",
        ),
        apps=(SheetApp(name=name, score="100 → 100 E", topics=topics),) * FULL.apps,
        fine=() if checked else (fine,) * FULL.fine,
        check=_fullest_check(say, name) if checked else (),
        limits_title=say.of_phone("limit.title"),
        limits=tuple(say.of_phone(f"limit.{name}") for name in _LIMITS),
        footer=say.words.together(
            say.words("method.versions", coach="10.10.10", rules="2026.12.10"),
            say.words("basis.judgement"),
            say.cited(
                *(CONTENT.cited(rule.sources) for rule in CONTENT.rules.rule),
                *(row.sources for row in CONTENT.permissions.values()),
                *(setting.sources for row in CONTENT.permissions.values() for setting in row.setting),
                ("widgets-apple",),
            ),
        ),
    )
    return fitted(full)


def _fullest_others(permission: Permission, say: Wording) -> str:
    """With as many names as may be said."""
    if not permission.others:
        return ""
    names = [_cut("W" * 99)] * int(_NAMED_WIDTH // sum(map(width, _cut("W" * 99))))
    not_meant = say.of_phone("screen.not-meant", apps=say.words.join(names))
    return say.words.together(say.of_phone(f"screen.{permission.others}-short"), not_meant)


def _fullest_check(say: Wording, name: str) -> tuple[str, ...]:
    moment = say.words.moment(at(9))
    outcome = longest(
        [
            say.words("check.cannot-tell"),
            say.words("check.still", n=9999, last=moment),
            say.words("check.smaller-too-much", n=9999, last=moment),
        ]
    )
    place = say.words("check.place", app=name, permission=longest(row.label[say.words.lang] for row in CONTENT.permissions.values()))
    scores = say.words("check.lower", then=100, now=100, grade="E")
    then = say.words.together(scores, say.words("check.since", since=moment))
    return (then, *[say.words("check.change", change=place, outcome=outcome)] * _MAX_CHECKED)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_sample_week_on_paper_names_the_changes_below_the_way_to_their_screen(lang: Lang, paper: Paper) -> None:
    page = page_of(SAMPLE, lang, paper)
    for text in {
        "en": ("Settings › Privacy &amp; Security › <b>Photos</b>", ">WeChat → Limited Access<", ">Meituan → While Using the App<"),
        "zh": ("设置 › 隐私与安全性 › <b>照片</b>", ">微信 → 受限访问（Limited Access）<", ">美团 → 使用App期间<"),
    }[lang]:
        assert page.count(text) == 1
    assert f"size: {'A4' if paper == 'a4' else 'letter'}" in page
    assert f'<html lang="{"en" if lang == "en" else "zh-Hans"}">' in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_refers_to_nothing_outside_and_runs_nothing(lang: Lang) -> None:
    tags = Tags()
    tags.feed(page_of(SAMPLE, lang))
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "img", "iframe", "object"}
    assert not [attributes for _, attributes in tags.seen if {"src", "href"} & attributes.keys()]


def test_names_from_the_report_are_escaped() -> None:
    hostile = "com.evil.<script>alert(1)</script>"
    report = read(ndjson([line for day in range(7) for line in access(hostile, "photos", at(2, day=day))] + network(hostile, "x.example")))
    page = page_of(report, namings={hostile: Naming(types=("gaming",))})
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_stays_bounded_however_much_there_is(lang: Lang) -> None:
    report, namings = crowded()
    page = page_of(report, lang, namings=namings)
    assert page.count('class="box"') == MAX_CHANGES
    assert page.count("<tr><td>") <= FULL.apps
    assert max(map(len, re.findall(r"<td>([^<]*)</td>", page))) < 60
    assert words_in(lang)("verdict.more", n=2 * 150 - MAX_CHANGES) in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_phone_without_findings_says_so(lang: Lang) -> None:
    page = page_of(perfect(), lang)
    assert words_in(lang)("verdict.no-changes") in page
    assert words_in(lang)("summary.picture-all") in page
    assert "<ol" not in page


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_week_is_not_praised(lang: Lang) -> None:
    page = page_of(empty(), lang)
    assert words_in(lang)("headline.empty") in page
    assert '<p class="grade">' not in page
    assert words_in(lang)("summary.score", score=100) not in page
    assert words_in(lang)("verdict.no-changes") not in page
    assert not re.search(words_in(lang)("headline.none", apps="|").replace("|", ".*"), page)
    assert "<svg" not in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_is_as_it_was_approved(lang: Lang) -> None:
    """Golden files; after a change on purpose: python tests/golden/make_summary.py."""
    file = GOLDEN / f"summary-{lang}.html"
    assert page_of(SAMPLE, lang) == file.read_text(encoding="utf-8"), "run python tests/golden/make_summary.py and look at what changed"


@pytest.mark.parametrize("lang", LANGS)
def test_names_can_be_left_out_for_showing_the_sheet_to_somebody(lang: Lang) -> None:
    page = page_of(SAMPLE, lang, hide_names=True)
    for row in judge(SAMPLE, CONTENT).assessment.apps:
        if row.judged:
            assert not re.search(rf"(?<![A-Za-z]){re.escape(row.profile.name[lang])}(?![A-Za-z])", page), row.profile.name
    assert {
        "en": "App (Local services) → While Using the App",
        "zh": "App（本地生活） → 使用App期间",
    }[lang] in page


def test_two_apps_of_one_kind_stay_two_without_their_names() -> None:
    lines = [line for app in ("com.tencent.mqq", WECHAT) for day in range(7) for line in access(app, "photos", at(2, day=day))]
    page = page_of(read(ndjson(lines)), hide_names=True)
    assert "App (Instant messaging) → Limited Access" in page
    assert "App 2 (Instant messaging) → Limited Access" in page


def test_what_is_done_is_ticked_or_left_out() -> None:
    plan = having_done(SAMPLE, (MEITUAN, "location"))
    ticked, left_out = page_of(SAMPLE, plan=plan), page_of(SAMPLE, plan=plan, leave_out_done=True)
    assert (ticked.count("✓"), ticked.count('aria-label="done"'), ticked.count('class="box"')) == (1, 1, 5 + 2), (
        "a change each, and all other apps of two screens"
    )
    assert (left_out.count("✓"), left_out.count('class="box"')) == (0, 4 + 2)
    assert "Meituan → " in ticked
    assert "Meituan → " not in left_out


@pytest.mark.parametrize("lang", LANGS)
def test_the_picture_is_told_in_words(lang: Lang) -> None:
    picture = sheet(judge(SAMPLE, CONTENT), say_in(lang), Options()).picture
    assert picture
    assert len(picture.days) == 7
    assert {"en": "Thu 27 Nov: 287 times.", "zh": "周四 11/27：287 次。"}[lang] in picture.alt
    assert picture.alt.count(":" if lang == "en" else "：") == 7
    assert [day.count for day in picture.days] == ["3", "3", "166", "287", "183", "2", "1"]
    assert [day.share for day in picture.days if day.share == 1] == [1.0], "the busiest day is as long as there is room"


@pytest.mark.parametrize("pick", [lambda days: days[:1], lambda days: days, lambda days: days[-2:]])
def test_the_picture_shows_the_seven_days_with_most(pick: Callable[[list[int]], list[int]]) -> None:
    quiet, loud = list(range(0, 20, 5)), pick([40, 41, 46])
    lines = [line for day in quiet for line in access(WECHAT, "photos", at(2, day=day))]
    lines += [line for day in loud for minute in range(20) for line in access(WECHAT, "photos", at(2, minute, day=day))]
    picture = sheet(judge(read(ndjson(lines)), CONTENT), say_in("en"), Options()).picture
    assert picture
    assert len(picture.days) <= 7
    assert [day.count for day in picture.days if day.share == 1] == ["20"] * len(loud)


@pytest.mark.parametrize("lang", LANGS)
def test_the_file_is_named_by_the_last_day_and_the_language(lang: Lang) -> None:
    say = Wording(CONTENT, words_in(lang), CONTENT.versions[-1])
    assert file_name(SAMPLE, say) == f"privacy-summary-2025-11-30-{lang}.html"
    assert file_name(empty(), say) == f"privacy-summary-{lang}.html"


def test_only_the_preview_has_a_script_and_its_policy_allows_that_one_alone() -> None:
    page = render(fullest("en", 2), words_in("en"), print_button=True)
    assert page.count("<script>") == 1
    assert "script-src &#39;sha256-" in page
    plain = render(fullest("en", 2), words_in("en"))
    assert "script" not in plain
    assert 'default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"' in plain


@pytest.mark.parametrize("lang", LANGS)
def test_headings_tables_and_language_are_real(lang: Lang) -> None:
    tags = Tags()
    tags.feed(page_of(SAMPLE, lang))
    names = [tag for tag, _ in tags.seen]
    assert names.count("h1") == 1
    assert names.index("h1") < names.index("h2")
    assert all(attributes.get("scope") == "col" for tag, attributes in tags.seen if tag == "th")
    assert next(attributes for tag, attributes in tags.seen if tag == "svg")["aria-label"]


@pytest.mark.parametrize("hide_names", [False, True])
@pytest.mark.parametrize("lang", LANGS)
def test_a_check_stands_on_the_paper_in_place_of_what_is_fine(lang: Lang, hide_names: bool) -> None:
    before = read(ndjson([line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))]))
    verdict = judge(before, CONTENT)
    (item,) = verdict.changes
    plan = decide(Plan(report=made_from(before, verdict.assessment)), item, "done", at(12, day=6))
    after = read(ndjson([line for day in range(7, 15) for line in access(WECHAT, "photos", at(14, day=day))]))
    page = page_of(after, lang, plan=plan, hide_names=hide_names)
    name = {"en": "App (Instant messaging)", "zh": "App（即时通信）"}[lang] if hide_names else {"en": "WeChat", "zh": "微信"}[lang]
    place = words_in(lang)("check.place", app=name, permission=CONTENT.permissions["photos"].label[lang])
    assert words_in(lang)("check.change", change=place, outcome=words_in(lang)("check.smaller", n=8)) in page
    assert words_in(lang)("page.check") in page
    assert words_in(lang)("page.fine") not in page


@pytest.mark.parametrize("lang", LANGS)
def test_with_all_done_and_left_out_the_sheet_does_not_ask_for_more(lang: Lang) -> None:
    places = [(item.bundle_id, item.permission) for item in judge(SAMPLE, CONTENT).changes]
    plan = having_done(SAMPLE, *places)
    page = page_of(SAMPLE, lang, plan=plan, leave_out_done=True)
    verdict = judge(SAMPLE, CONTENT, plan)
    assert words_in(lang)("finished.better", before=verdict.assessment.score, after=verdict.progress.score) in page
    assert words_in(lang)("verdict.no-changes-known") in page, "one app waits for an answer"


def test_an_app_nobody_knows_is_not_called_fine() -> None:
    report = read(ndjson(access("com.example.unheardOf", "photos", at(9)) + access("org.whispersystems.signal", "contacts", at(9))))
    page = page_of(report)
    assert "Signal looked in your contacts once." in page
    assert "unheardOf" not in page


def test_apps_not_seen_again_keep_their_own_names_and_numbers_on_the_paper() -> None:
    before = [line for app in ("com.tencent.mqq", "com.example.mine") for day in range(7) for line in access(app, "photos", at(2, day=day))]
    namings = {"com.example.mine": Naming(name="My own name", types=("instant-messaging",))}
    report = read(ndjson(before))
    plan = Plan(apps=namings)
    for item in judge(report, CONTENT, plan).changes:
        plan = decide(plan, item, "done", at(12, day=6))
    after = read(ndjson([line for day in range(7, 15) for line in access(WECHAT, "photos", at(14, day=day))]))
    assert "My own name, Photos: " in page_of(after, plan=plan)
    hidden = page_of(after, plan=plan, hide_names=True)
    assert "App 2 (Instant messaging), Photos: " in hidden
    assert "App 3 (Instant messaging), Photos: " in hidden
    assert "My own name" not in hidden


def test_a_change_without_its_apps_name_cites_nothing_that_only_fits_that_app() -> None:
    """What WeChat said in October 2021 would give WeChat away."""
    item = change(WECHAT, "photos", "limited", "medium")
    say, app = Wording(CONTENT, words_in("en"), CONTENT.versions[-1]), app_with(WECHAT)
    unnamed = app.model_copy(update={"profile": app.profile.model_copy(update={"bundle_id": ""})})
    assert "october-2021" in say.sources_of(item, app)
    assert "october-2021" not in say.sources_of(item, unnamed)


@pytest.mark.parametrize("lang", LANGS)
def test_faults_and_offers_both_stand_on_the_paper_by_screen_and_faults_first_on_each(lang: Lang) -> None:
    verdict, say = judge(SAMPLE, CONTENT), say_in(lang)
    assert [item.tier for item in verdict.changes] == ["excess"] * 3 + ["room"] * 2
    screens = sheet(verdict, say, Options()).screens
    assert [screen.name for screen in screens] == [say.screen_name(screen.screen) for screen in verdict.screens if screen.set][:2]
    for screen in screens:
        mine = [item for item in verdict.changes if say.screen_name(item.permission) == screen.name]
        assert [change.title.split(" → ")[1] for change in screen.changes] == [
            say.advice(item, verdict.app(item.bundle_id)).setting for item in mine
        ]
        assert [item.tier for item in mine] == sorted(item.tier for item in mine)


def shop_and_chats(days: int = 8) -> list[str]:
    """A shop and a chat that look at contacts on each day, and an app that nobody knows does so once."""
    lines = [line for app in ("com.taobao.taobao4iphone", "org.whispersystems.signal") for day in range(days) for line in looks(app, day)]
    return lines + looks("com.example.luma", 0)


def looks(app: str, day: int) -> list[str]:
    return access(app, "contacts", at(9, day=day))


@pytest.mark.parametrize("lang", LANGS)
def test_every_other_app_in_a_list_is_told_of_with_those_that_are_not_meant(lang: Lang) -> None:
    verdict, say = judge(read(ndjson(shop_and_chats())), CONTENT), say_in(lang)
    (screen,) = sheet(verdict, say, Options()).screens
    assert screen.others.startswith(say.of_phone("screen.switch-off-short"))
    names = say.words.join(["Signal", verdict.app("com.example.luma").profile.name[lang]])
    assert screen.others.endswith(say.of_phone("screen.not-meant", apps=names)), "one to leave, one that we ask about"
    assert render(sheet(verdict, say, Options()), say.words).count('class="box"') == 2


def test_nothing_is_said_of_other_apps_where_a_week_is_not_whole() -> None:
    (screen,) = sheet(judge(read(ndjson(shop_and_chats(6))), CONTENT), say_in("en"), Options()).screens
    assert screen.changes
    assert screen.others == ""


def test_nothing_is_said_of_other_apps_where_those_that_were_seen_are_too_many_to_name() -> None:
    """Else one would switch off what is in use."""
    lines = shop_and_chats() + [line for app in range(20) for line in looks(f"com.example.app{app}", 1)]
    (screen,) = sheet(judge(read(ndjson(lines)), CONTENT), say_in("en"), Options()).screens
    assert screen.changes
    assert screen.others == ""


def test_an_app_whose_change_is_left_out_is_not_taken_for_one_that_was_not_seen() -> None:
    report = read(ndjson(shop_and_chats() + [line for day in range(8) for line in looks("com.sina.weibo", day)]))
    shops = [item.bundle_id for item in judge(report, CONTENT).changes]
    assert len(shops) == 2
    plan = having_done(report, (shops[0], "contacts"))
    verdict = judge(report, CONTENT, plan)
    (screen,) = sheet(verdict, say_in("en"), Options(leave_out_done=True)).screens
    assert verdict.app(shops[0]).profile.name.en in screen.others


@pytest.mark.parametrize("lang", LANGS)
def test_an_app_is_called_as_in_settings_where_one_taps(lang: Lang) -> None:
    amap = "com.autonavi.amap"
    lines = [line for day in range(8) for hour in range(24) for line in access(amap, "contacts", at(hour, day=day))]
    page = sheet(judge(read(ndjson(lines)), CONTENT), say_in(lang), Options())
    called = CONTENT.apps[amap].home_screen[lang]
    assert page.screens[0].changes[0].title.startswith(f"{called} → ")


@pytest.mark.parametrize("lang", LANGS)
def test_the_score_on_the_paper_follows_what_was_done_as_everywhere(lang: Lang) -> None:
    plan = having_done(SAMPLE, (MEITUAN, "location"))
    verdict, say = judge(SAMPLE, CONTENT, plan), say_in(lang)
    page, before = sheet(verdict, say, Options()), verdict.assessment.score
    assert before != verdict.progress.score
    assert (page.grade, page.score) == (verdict.progress.grade, say.words("summary.score-now", before=before, score=verdict.progress.score))
    assert page.apps[0].score == f"{verdict.app(MEITUAN).score} → {verdict.progress.apps[MEITUAN]} A"
    undone = sheet(judge(SAMPLE, CONTENT), say, Options())
    assert (undone.grade, undone.score) == (verdict.assessment.grade, say.words("summary.score", score=before))


@pytest.mark.parametrize("lang", LANGS)
def test_the_headline_tells_of_what_is_left_to_do(lang: Lang) -> None:
    places = [(item.bundle_id, item.permission) for item in judge(SAMPLE, CONTENT).changes]
    some, every = (sheet(judge(SAMPLE, CONTENT, having_done(SAMPLE, *made)), say_in(lang), Options()) for made in (places[:3], places))
    assert some.headline == words_in(lang)("headline.room", n=2)
    assert every.headline == finished_line(judge(SAMPLE, CONTENT, having_done(SAMPLE, *places)), say_in(lang)) != ""
    assert sum(len(screen.changes) for screen in every.screens) == len(places), "ticked"


def test_what_is_kept_is_not_asked_for_on_paper() -> None:
    verdict = judge(SAMPLE, CONTENT)
    kept = judge(SAMPLE, CONTENT, decide(Plan(), verdict.changes[0], "keep", at(12, day=30)))
    page = sheet(kept, say_in("en"), Options())
    assert sum(len(screen.changes) for screen in page.screens) == len(verdict.changes) - 1
    assert page.headline == headline(kept, say_in("en")) != headline(verdict, say_in("en"))


@pytest.mark.parametrize("lang", LANGS)
def test_a_phone_without_a_score_shows_no_grade_and_why_and_still_its_changes(lang: Lang) -> None:
    """Eleven hours of a shop that looks in the contacts: too little for a grade, enough to see that."""
    report = read(ndjson(line for hour in range(9, 21) for line in access("com.taobao.taobao4iphone", "contacts", at(hour))))
    page = page_of(report, lang)
    assert '<p class="grade">' not in page
    assert words_in(lang)("verdict.not-enough", days=say_in(lang).length(660)) in page
    assert words_in(lang)("summary.changes") in page
    assert page.count('class="box"') == 1
    assert words_in(lang)("verdict.no-changes") not in page


@pytest.mark.parametrize("lang", LANGS)
def test_only_apps_that_nobody_knows_make_no_grade_on_the_paper(lang: Lang) -> None:
    page = page_of(read(ndjson(line for day in range(7) for line in access("com.example.luma", "photos", at(9, day=day)))), lang)
    assert '<p class="grade">' not in page
    assert escape(words_in(lang)("headline.only-asked", n=1)).replace("&#x27;", "&#39;") in page
    assert words_in(lang)("summary.changes") not in page
    assert words_in(lang)("verdict.no-changes") not in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_grade_says_on_the_paper_how_many_apps_wait(lang: Lang) -> None:
    assert words_in(lang)("verdict.of-known-one", n=15, asked=1) in page_of(SAMPLE, lang)
    assert "<b>" not in page_of(perfect(), lang).split("<h1>")[1], "nothing limits this verdict"


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_of_which_much_could_not_be_read_says_so_on_the_paper(lang: Lang) -> None:
    whole = [line for day in range(7) for line in access("com.taobao.taobao4iphone", "contacts", at(9, day=day))]
    page = page_of(read(ndjson([*whole, *("{broken" for _ in range(14))])), lang)
    told = {"name": "report-1.ndjson", "n": 14, "records": 28, "fault": words_in(lang)("problem.bad-json"), "line": 15}
    assert words_in(lang)("verdict.many-skipped", **told) in page


def test_the_more_text_there_is_the_smaller_is_its_type() -> None:
    sizes = [size.name for size in TYPE_SIZES]
    assert (sheet(judge(perfect(), CONTENT), say_in("en"), Options()).type_size, fullest("en", 7).type_size) == (sizes[0], sizes[-1])
    style = (FOLDER / "summary.html").read_text(encoding="utf-8")
    assert all(f".{size} " in style for size in sizes)


@pytest.mark.parametrize("lang", LANGS)
def test_what_stands_beside_the_changes_makes_room_before_their_type_gets_small(lang: Lang) -> None:
    pages = [fullest(lang, changes, screens=screens) for changes in range(1, 8) for screens in (1, 7)]
    small = [page for page in pages if page.type_size == TYPE_SIZES[-1].name]
    assert 0 < len(small) < len(pages)
    for page in small:
        assert not any(change.cost for screen in page.screens for change in screen.changes)
        assert (len(page.apps), len(page.fine)) <= (4, 1)
    assert all(page.limits for page in pages), "what the report can't show stays"
    assert all(sum(len(screen.changes) for screen in page.screens) == 1 + place // 2 for place, page in enumerate(pages)), "and each change"
