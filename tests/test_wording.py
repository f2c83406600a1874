"""Findings and advice in words: every shape fills in, in both languages, hedged where need be, and never more than was seen."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from report_lines import CATEGORIES, access, at, ndjson, network, read

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import Naming, Namings, profile
from coach.content import UNKNOWN_TYPE, load_content
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import (
    LANGS,
    OTHER,
    TRACKERS,
    Activity,
    Advice,
    AppAssessment,
    Assessment,
    Can,
    Category,
    Companies,
    Counts,
    Finding,
    Lang,
    Level,
    NetworkActivity,
    Problem,
    Rhythm,
    Tracker,
)
from coach.plan import Plan
from coach.scoring import assess
from coach.wording import AdviceText, Wording
from coach.words import words_in

CONTENT = load_content()
SAY = {lang: Wording(CONTENT, words_in(lang), 18) for lang in LANGS}
WECHAT, MEITUAN, GUESSED = "com.tencent.xin", "com.meituan.imeituan", "com.example.lumapuzzle"
HEDGE = {"en": "iOS does not record whether", "zh": "iOS 没有记录"}
RHYTHM = Rhythm(
    period_s=300.0, begin=datetime(2025, 11, 26, 10, 15), end=datetime(2025, 11, 28, 15, 9), accesses=635, longest_pause_s=404.1
)
COUNTS = Counts(count=7, night=7, nights=7, days=7, busiest_day=90, hours_of_week=120, busy_hours=18)
CAN = Can(series=True, network=True, grants=False)


def app_with(bundle_id: str, *types: str, findings: tuple[Finding, ...] = (), trackers: tuple[Tracker, ...] = ()) -> AppAssessment:
    namings: Namings = {bundle_id: Naming(types=types)} if types else {}
    return AppAssessment(
        profile=profile(bundle_id, CONTENT, namings),
        activity=Activity(bundle_id=bundle_id, uses={}, network=NetworkActivity()),
        scored=True,
        score=60,
        grade="D",
        trackers=trackers,
        findings=findings,
    )


def assert_reads_well(text: str, lang: Lang) -> None:
    assert text
    assert not re.search(r"[{}]", text), text
    assert not re.search(r"\s\s|^\s|\s$", text), text
    assert not re.search(r"(?<!…)[.?!,;:。？！，；：、](?=[.?!,;:。？！，；：、])(?!\.ndjson)", text), text
    assert text[-1] in ".。?？!！" or "→" in text, text
    if lang == "zh":
        rest = re.sub("使用App期间|媒体与Apple Music", "□", text)
        assert not re.search(r"[\u4e00-\u9fff][a-zA-Z0-9]|[a-zA-Z0-9][\u4e00-\u9fff]", rest), text


EN_WHY = words_in("en")("why.analytics")


def unnamed(text: str, name: str) -> str:
    """The text without the app's name, which its maker (铁路12306) or nobody chose, and the space that stood before or after it."""
    return text.replace(f" {name} ", "□").replace(name, "□")


def findings() -> Iterator[Finding]:
    """Every shape a finding can have."""
    for rule in CONTENT.rules.rule:
        for topic in rule.steps:
            for level in rule.levels:
                for rhythm in (None, RHYTHM):
                    if topic != TRACKERS:
                        yield Finding(
                            rule=rule.id,
                            topic=topic,
                            measure=rule.measure,
                            points=-10,
                            level=level,
                            basis="judgement",
                            sources=rule.sources,
                            evidence=COUNTS.model_copy(update={"rhythm": rhythm}),
                        )


def change(bundle_id: str, permission: Category, setting: str, confidence: Any) -> Advice:
    finding = next(each for each in findings() if each.topic == permission)
    return Advice(
        bundle_id=bundle_id, permission=permission, setting=setting, finding=finding, gain=10, phone_gain=3, confidence=confidence
    )


APPS = [(WECHAT, ()), (MEITUAN, ()), ("org.whispersystems.signal", ()), (GUESSED, ("gaming",)), ("com.example.weChat聊天", ("weather",))]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("bundle_id", "types"), APPS)
def test_every_shape_of_finding_reads_well(bundle_id: str, types: tuple[str, ...], lang: Lang) -> None:
    say, app = SAY[lang], app_with(bundle_id, *types)
    for finding in findings():
        for text in (say.finding(app, finding), say.yardstick(app, finding)):
            assert_reads_well(unnamed(text, say.name(app)), lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ios", CONTENT.versions)
@pytest.mark.parametrize("permission", CATEGORIES)
def test_every_shape_of_advice_reads_well_on_every_ios(permission: Category, ios: int, lang: Lang) -> None:
    say = Wording(CONTENT, words_in(lang), ios)
    row = CONTENT.permissions[permission]
    for bundle_id in (WECHAT, MEITUAN, "org.whispersystems.signal", *CONTENT.effects):
        app = app_with(bundle_id)
        for setting in {row.for_patterns, row.for_not_needed}:
            for confidence in get_args(Advice.model_fields["confidence"].annotation):
                text = say.advice(change(bundle_id, permission, setting, confidence), app)
                for sentence in (text.why, text.breaks, text.keeps, text.stricter, text.undo, text.confidence, text.sources):
                    if sentence:
                        assert_reads_well(unnamed(sentence, say.name(app)), lang)
                assert text.title
                assert text.setting
                assert all(step and "{" not in step for step in text.steps)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("finding", list(findings()), ids=lambda finding: f"{finding.rule} {finding.topic} {finding.level}")
def test_what_could_have_been_on_screen_is_hedged(finding: Finding, lang: Lang) -> None:
    said = SAY[lang].finding(app_with(WECHAT), finding)
    assert (HEDGE[lang] in said) is (finding.measure != "days")


@pytest.mark.parametrize("level", get_args(Level))
def test_the_yardstick_is_the_need_or_the_reason_of_the_rule(level: Level) -> None:
    rule = next(rule for rule in CONTENT.rules.rule if level in rule.levels and "location" in rule.steps)
    finding = Finding(
        rule=rule.id,
        topic="location",
        measure=rule.measure,
        points=-1,
        level=level,
        basis="judgement",
        sources=rule.sources,
        evidence=COUNTS,
    )
    said = SAY["en"].yardstick(app_with(GUESSED, "online-shopping"), finding)
    reason, need = rule.reason.en, CONTENT.types["online-shopping"].expect["location"].en
    assert said == (reason if level in ("needed", "unknown") else need)


def tracked(number: int) -> tuple[AppAssessment, Finding]:
    rows = [row for row in CONTENT.owners.values() if row.purpose in CONTENT.rules.tracker_purposes and row.group]
    chosen = {row.group: row for row in rows}
    trackers = tuple(
        Tracker(owner=row.name, group=row.group, purpose=row.purpose, domains=(row.domain,)) for row in list(chosen.values())[:number]
    )
    evidence = Companies(tracker_owners=number, hosts=number, companies=tuple(sorted(tracker.group for tracker in trackers)))
    finding = Finding(
        rule="trackers",
        topic=TRACKERS,
        measure="tracker_owners",
        points=-2,
        level="not_needed",
        basis="judgement",
        sources=("house",),
        evidence=evidence,
    )
    return app_with(WECHAT, findings=(finding,), trackers=trackers), finding


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", [1, 2, 3, 12])
def test_companies_are_named_and_no_switch_is_promised(number: int, lang: Lang) -> None:
    app, finding = tracked(number)
    said = SAY[lang].finding(app, finding)
    assert_reads_well(said, lang)
    assert all(tracker.owner[lang] in said for tracker in app.trackers)
    assert ("1 other company" if number == 1 else f"{number} other companies") in said or lang == "zh"
    assert ("No switch" if lang == "en" else "没有开关") in said


def test_each_purpose_is_told_with_its_companies() -> None:
    app, finding = tracked(2)
    first, second = (tracker.owner.en for tracker in app.trackers)
    twice = app.model_copy(update={"trackers": (*app.trackers, app.trackers[0].model_copy(update={"purpose": "attribution"}))})
    said = SAY["en"].finding(twice, finding)
    assert f"Measures which advertisement you came from: {first}." in said
    assert second in said


def test_a_host_on_apples_list_counts_by_the_owner_that_apple_names() -> None:
    lines = network(WECHAT, "measure.example", owner="Somebody Inc.", domain_type=1) + network(
        WECHAT, "quiet.example", owner="Other", domain_type=2
    )
    (app,) = judged(lines).apps
    assert [(tracker.owner.en, tracker.purpose, tracker.domains) for tracker in app.trackers] == [
        ("Somebody Inc.", "profiling", ("measure.example",))
    ]
    assert "May profile people across apps, says Apple: Somebody Inc." in SAY["en"].finding(app, app.findings[0])


def test_an_owner_that_apple_names_is_not_another_company_for_its_own_apps() -> None:
    (app,) = judged(network("com.google.Maps", "new.example", owner="Google LLC", domain_type=1)).apps
    assert app.trackers == ()


def advised(bundle_id: str, permission: Category, setting: str, ios: int = 18, lang: Lang = "en") -> AdviceText:
    return Wording(CONTENT, words_in(lang), ios).advice(change(bundle_id, permission, setting, "medium"), app_with(bundle_id))


@pytest.mark.parametrize("ios", CONTENT.versions)
def test_what_a_change_costs_fits_the_setting_of_this_ios(ios: int) -> None:
    """On iOS 15 to 17 contacts are on or off, so an app that should get a few of them gets none there."""
    known = CONTENT.effects[WECHAT].change["contacts"]
    text = advised(WECHAT, "contacts", "limited", ios)
    assert (text.setting, text.breaks) == (
        ("Limited Access", known["limited"].breaks.en) if ios >= 18 else ("Off", known["none"].breaks.en)
    )


def test_the_strictest_setting_is_offered_beyond_a_milder_one() -> None:
    mild, strict = advised(WECHAT, "photos", "limited"), advised(WECHAT, "photos", "none")
    assert mild.stricter == f"Choose None. {strict.breaks} {strict.keeps}"
    assert strict.stricter == ""


@pytest.mark.parametrize(("ios", "loosest"), [(15, "All Photos"), (18, "Full Access")])
def test_undoing_names_the_setting_that_gives_all_back(ios: int, loosest: str) -> None:
    assert loosest in advised(WECHAT, "photos", "limited", ios).undo


def test_there_is_nothing_to_undo_without_a_switch() -> None:
    assert advised(WECHAT, "screenRecording", "each-time").undo == ""


def test_a_change_cites_the_phone_maker_and_the_press_behind_the_makers_side() -> None:
    assert "Apple's Settings" in advised(WECHAT, "photos", "limited").sources
    assert "press of October 2021" in advised(WECHAT, "photos", "limited").sources
    assert "press of" not in advised(WECHAT, "contacts", "limited").sources


def test_a_service_inside_many_apps_is_explained_and_an_own_host_is_not() -> None:
    (app,) = judged(network(WECHAT, "ulogs.umeng.com") + network(WECHAT, "short.weixin.qq.com")).apps
    told = {contact.domains: contact.why for contact in SAY["en"].contacts(app)}
    assert told == {("ulogs.umeng.com",): EN_WHY, ("short.weixin.qq.com",): ""}


def judged(lines: Iterable[str], namings: Namings | None = None) -> Assessment:
    return assess(activities(read(ndjson(lines)), CONTENT), CONTENT, namings or {})


def looks(app: str, category: str, moments: Iterable[datetime], *, picker: bool = False) -> list[str]:
    return [
        line
        for number, moment in enumerate(moments)
        for line in access(app, category, moment, identifier=f"{category}{number}", picker=picker)
    ]


def five_minutes(begin: datetime, end: datetime) -> list[datetime]:
    return [begin + timedelta(minutes=5 * number) for number in range(int((end - begin) / timedelta(minutes=5)) + 1)]


def said_of(lines: list[str], lang: Lang, namings: Namings | None = None) -> str:
    app = judged(lines, namings).apps[0]
    return SAY[lang].finding(app, app.findings[0])


def test_a_steady_stretch_through_the_nights_is_told_first_and_in_full() -> None:
    lines = looks(MEITUAN, "location", five_minutes(at(10, 15, day=2), at(15, 10, day=4)))
    english = "From Wednesday 10:15 to Friday 15:10, Meituan asked for your location about every 5 minutes, day and night."
    assert said_of(lines, "en").startswith(english)
    assert said_of(lines, "zh").startswith("从周三 10:15 到周五 15:10，美团大约每 5 分钟获取你的位置一次，白天夜里都没停。")


@pytest.mark.parametrize(("lang", "claim"), [("en", "day and night"), ("zh", "白天夜里")])
def test_an_app_that_rests_at_night_is_not_said_to_look_day_and_night(lang: Lang, claim: str) -> None:
    by_day = [moment for day in range(3) for moment in five_minutes(at(7, day=day), at(23, day=day))]
    app = judged(looks(MEITUAN, "location", by_day)).apps[0]
    assert app.activity.uses["location"].night == 0
    assert claim not in said_of(looks(MEITUAN, "location", by_day), lang)


@pytest.mark.parametrize(("lang", "claim"), [("en", "day and night"), ("zh", "白天夜里")])
def test_an_app_that_looks_by_night_only_is_not_said_to_look_day_and_night(lang: Lang, claim: str) -> None:
    by_night = [moment for day in range(7) for moment in five_minutes(at(0, day=day), at(5, 50, day=day))]
    app = judged(looks(WECHAT, "photos", by_night)).apps[0]
    assert app.activity.uses["photos"].count == app.activity.uses["photos"].night
    assert claim not in said_of(looks(WECHAT, "photos", by_night), lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_stretch_of_more_than_a_week_is_not_told_by_weekdays_alone(lang: Lang) -> None:
    """From Monday to Tuesday is one day to a reader, not eight."""
    said = said_of(looks(MEITUAN, "location", five_minutes(at(10), at(12, day=8))), lang)
    assert words_in(lang).day_time(at(10)) not in said


@pytest.mark.parametrize(
    ("category", "moments", "english", "chinese"),
    [
        (
            "photos",
            [at(3, day=day) for day in range(7)],
            "WeChat looked at your photos on 7 nights out of 7, between midnight and 6 in the morning.",
            "7 夜里有 7 夜，微信在零点到 6 点之间查看相册。",
        ),
        (
            "mediaLibrary",
            [at(12)],
            "WeChat looked in your music library on 1 day out of 7.",
            "7 天里有 1 天，微信查看音乐资料库。",
        ),
        (
            "photos",
            [at(12) + timedelta(seconds=20 * number) for number in range(70)],
            "WeChat looked at your photos 70 times on its busiest day.",
            "最忙的一天里，微信查看相册 70 次。",
        ),
    ],
)
def test_counts_are_said_as_they_are(category: str, moments: list[datetime], english: str, chinese: str) -> None:
    lines = looks(WECHAT, category, moments)
    assert said_of(lines, "en", {WECHAT: Naming(types=("instant-messaging",))}).startswith(english)
    assert said_of(lines, "zh", {WECHAT: Naming(types=("instant-messaging",))}).startswith(chinese)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_fine_is_said_with_its_reason(lang: Lang) -> None:
    lines = looks("org.whispersystems.signal", "contacts", [at(9, minute) for minute in range(3)])
    (app,) = judged(lines + looks("org.whispersystems.signal", "photos", [at(9)], picker=True)).apps
    contacts, picker = SAY[lang].fine(app, CAN)
    assert contacts.startswith("Signal looked in your contacts 3 times. " if lang == "en" else "Signal 查看通讯录 3 次。")
    assert CONTENT.types["instant-messaging"].expect["contacts"][lang] in contacts
    assert picker.startswith("Once you chose" if lang == "en" else "你自己在 iPhone")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", CONTENT.types)
def test_everything_that_is_fine_reads_well_for_every_kind_of_app(kind: str, lang: Lang) -> None:
    lines = [line for category in (*CATEGORIES, "new") for line in looks("com.example.one", category, [at(12)])]
    (app,) = judged(lines + network("com.example.one", "a.example"), {"com.example.one": Naming(name="Luma", types=(kind,))}).apps
    fine = SAY[lang].fine(app, CAN)
    assert len(fine) + len(app.findings) == len(CATEGORIES) + 2
    for text in (*fine, *(SAY[lang].finding(app, finding) for finding in app.findings)):
        assert_reads_well(text, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_parts_of_ios_and_new_categories_are_explained(lang: Lang) -> None:
    (part,) = judged(looks("com.apple.Preferences", "contacts", [at(9)])).apps
    (app,) = judged(looks(WECHAT, "thoughts", [at(9)])).apps
    assert ("part of iOS" if lang == "en" else "iOS 的一部分") in SAY[lang].fine(part, CAN)[0]
    assert CONTENT.did(OTHER)[lang] in SAY[lang].fine(app, CAN)[0]


def test_an_all_day_job_is_the_reason_why_all_day_is_fine() -> None:
    (app,) = judged(looks("ch.admin.meteoswiss", "location", five_minutes(at(0), at(23, day=2)))).apps
    assert CONTENT.types["weather"].background_ok["location"].en in SAY["en"].fine(app, CAN)[0]


@pytest.mark.parametrize(
    ("host", "english"),
    [
        ("192.168.1.1", ("devices in your own network", "")),
        ("printer.local", ("devices in your own network", "")),
        ("8.8.8.8", ("addresses in numbers, owner not known", "")),
        ("cdn3.nobody-knows.co.uk", ("nobody-knows.co.uk", "owner not known")),
        ("short.weixin.qq.com", ("Tencent", "the app's own company")),
        ("ulogs.umeng.com", ("Umeng (Alibaba)", "measures how you use apps")),
    ],
)
def test_whose_a_host_is_and_what_for(host: str, english: tuple[str, str]) -> None:
    (contact,) = SAY["en"].contacts(*judged(network(WECHAT, host)).apps)
    assert (contact.owner, contact.what_for) == english


@pytest.mark.parametrize("lang", LANGS)
def test_an_owner_that_apple_names_is_not_called_unknown(lang: Lang) -> None:
    (app,) = judged(network(WECHAT, "named-by-apple.example", owner="Somebody Inc.")).apps
    (contact,) = SAY[lang].contacts(app)
    assert contact.owner == "Somebody Inc."
    assert contact.what_for == "", "unknown was said of what Apple names"


@pytest.mark.parametrize("lang", LANGS)
def test_every_host_of_the_table_can_be_told(lang: Lang) -> None:
    (app,) = judged([line for domain in CONTENT.owners for line in network(GUESSED, f"x.{domain}")]).apps
    contacts = SAY[lang].contacts(app)
    assert sum(len(contact.domains) for contact in contacts) == len(CONTENT.owners)
    for contact in contacts:
        assert contact.owner
        assert contact.what_for, contact


SEEN = Assessment(rules_version="", score=100, grade="A", apps=(app_with(WECHAT),))


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_without_any_app_is_not_called_clean(lang: Lang) -> None:
    assert SAY[lang].headline(SEEN.model_copy(update={"apps": ()}), ()) == words_in(lang)("headline.empty")


@pytest.mark.parametrize(
    ("apps", "english", "chinese"),
    [
        ([], "We found no app that looks further than it needs to.", "没有发现看得比需要的多的 App。"),
        ([WECHAT], "1 app looks further than it needs to. 1 change would settle it.", "有 1 个 App 看得比需要的多。改 1 处，就解决了。"),
        (
            [WECHAT, MEITUAN],
            "2 apps look further than they need to. 2 changes would settle it.",
            "有 2 个 App 看得比需要的多。改 2 处，就解决了。",
        ),
    ],
)
def test_the_headline_counts_apps_and_changes(apps: list[str], english: str, chinese: str) -> None:
    lines = [line for app in apps for line in looks(app, "photos", [at(3, day=day) for day in range(7)])]
    advice = advise(judged(lines or looks(WECHAT, "photos", [at(9)])), CONTENT)
    assert (SAY["en"].headline(SEEN, advice), SAY["zh"].headline(SEEN, advice)) == (english, chinese)


@pytest.mark.parametrize("code", [key.removeprefix("problem.") for key in words_in("en").texts if key.startswith("problem.")])
def test_every_line_left_out_is_told_with_its_place(code: str) -> None:
    problem = Problem(line=1200, code=code, file="a.ndjson")
    assert SAY["en"].problem(problem) == f"a.ndjson, line 1,200: {words_in('en')(f'problem.{code}')}"
    assert SAY["zh"].problem(problem) == f"a.ndjson，第 1200 行：{words_in('zh')(f'problem.{code}')}"


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_excused_is_told_with_the_excuse_and_not_with_a_need_that_was_not_met(lang: Lang) -> None:
    (app,) = judged(looks("com.apple.Maps", "contacts", [at(9)])).apps
    (excuse,) = CONTENT.rules.excuse
    assert app.score == 100
    assert excuse[lang] in SAY[lang].fine(app, CAN)[0]
    assert CONTENT.types["map-navigation"].expect["contacts"][lang] not in SAY[lang].fine(app, CAN)[0]


def test_we_ask_only_about_apps_that_touched_something_and_that_nobody_knows() -> None:
    lines = (
        looks(GUESSED, "photos", [at(9)]) + looks("com.example.picker", "photos", [at(9)], picker=True) + looks(WECHAT, "photos", [at(9)])
    )
    lines += looks("com.example.said", "photos", [at(9)]) + network("com.example.quiet", "a.example")
    plan = Plan(apps={"com.example.said": Naming(types=("gaming",)), GUESSED: Naming(types=(UNKNOWN_TYPE,))})
    assert [app.profile.bundle_id for app in judge(read(ndjson(lines)), CONTENT, plan).asked] == [GUESSED]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", [1, 2, 4, 30])
def test_the_question_about_unknown_apps_reads_well(number: int, lang: Lang) -> None:
    report = read(ndjson(line for app in range(number) for line in looks(f"com.example.luma{app}", "photos", [at(9)])))
    (asked,) = (line for line in verdict_lines(judge(report, CONTENT), SAY[lang]) if "luma" in line)
    # A guessed name ends with a question mark of its own.
    assert_reads_well(asked.replace("?,", ",").replace("？、", "、"), lang)
    if number == 1:
        assert "它们" not in asked
        assert "they" not in asked
    assert asked.count("luma") == min(number, 3), "the first few by name"
    assert (SAY[lang].words("verdict.ask-more", n=number - 3) in asked) == (number > 3)
