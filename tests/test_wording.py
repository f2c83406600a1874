"""Findings and advice in words: every shape fills in, in both languages, hedged where need be, and never more than was seen."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import cycle
from typing import Any, get_args

import pytest
from each import each
from report_lines import CATEGORIES, access, at, ndjson, network, read

from coach.activity import activities
from coach.advice import TRACKING
from coach.catalogue import Naming, Namings, profile
from coach.content import UNKNOWN_TYPE, load_content
from coach.judge import judge
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
from coach.needs import Needs
from coach.plan import KnownSetting, Plan, Told
from coach.scoring import assess
from coach.wording import AdviceText, Wording
from coach.words import words_in

CONTENT = load_content()
NEEDS = Needs(CONTENT)
SAY = {lang: Wording(CONTENT, words_in(lang), 18) for lang in LANGS}
WECHAT, MEITUAN, GUESSED = "com.tencent.xin", "com.meituan.imeituan", "com.example.lumapuzzle"
HEDGE = {"en": "iOS does not record whether", "zh": "iOS 没有记录"}
RHYTHM = Rhythm(
    period_s=300.0, begin=datetime(2025, 11, 26, 10, 15), end=datetime(2025, 11, 28, 15, 9), accesses=635, longest_pause_s=404.1
)
COUNTS = Counts(
    count=7,
    night=7,
    nights=7,
    days=7,
    full_days=6,
    repeat_days=5,
    busiest_day=90,
    hours_of_week=120,
    busy_hours=18,
    minutes=745,
    night_minutes=30,
    stretch_minutes=400,
)
CAN = Can(series=True, network=True, grants=False)


def app_with(bundle_id: str, *types: str, findings: tuple[Finding, ...] = (), trackers: tuple[Tracker, ...] = ()) -> AppAssessment:
    namings: Namings = {bundle_id: Naming(types=types)} if types else {}
    return AppAssessment(
        profile=profile(bundle_id, CONTENT, namings),
        activity=Activity(bundle_id=bundle_id, uses={}, network=NetworkActivity()),
        state="judged",
        score=60,
        grade="D",
        trackers=trackers,
        findings=findings,
    )


@cache  # many a sentence is said again and again
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


def every_shape() -> Iterator[Finding]:
    """Every shape a finding can have."""
    for rule in CONTENT.rules.rule:
        for topic in rule.steps:
            for level in rule.levels:
                for rhythm in (None, RHYTHM):
                    if topic != TRACKERS:
                        yield Finding(
                            rule=rule.id,
                            tier=rule.tier,
                            topic=topic,
                            measure=rule.measure,
                            points=-10,
                            level=level,
                            basis="judgement",
                            sources=rule.sources,
                            evidence=COUNTS.model_copy(update={"rhythm": rhythm}),
                        )


FINDINGS = tuple(every_shape())
ABOUT = {finding.topic: finding for finding in reversed(FINDINGS)}


def change(bundle_id: str, permission: Category, setting: str, confidence: Any) -> Advice:
    finding = ABOUT[permission]
    settings = CONTENT.permissions[permission].setting
    place = next(number for number, each in enumerate(settings) if each.id == setting)
    return Advice(
        bundle_id=bundle_id,
        permission=permission,
        tier=finding.tier,
        setting=setting,
        milder=settings[place + 1].id if place + 2 < len(settings) else None,
        finding=finding,
        gain=10,
        phone_gain=3,
        confidence=confidence,
    )


APPS = [(WECHAT, ()), (MEITUAN, ()), ("org.whispersystems.signal", ()), (GUESSED, ("gaming",)), ("com.example.weChat聊天", ("weather",))]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("bundle_id", "types"), APPS)
def test_every_shape_of_finding_reads_well(bundle_id: str, types: tuple[str, ...], lang: Lang) -> None:
    say, app = SAY[lang], app_with(bundle_id, *types)
    for finding in FINDINGS:
        for text in (say.finding(app, finding), say.yardstick(app, finding)):
            assert_reads_well(unnamed(text, say.name(app)), lang)


HOW_SURE = get_args(Advice.model_fields["confidence"].annotation)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ios", CONTENT.versions)
@pytest.mark.parametrize("permission", CATEGORIES)
def test_every_shape_of_advice_reads_well_on_every_ios(permission: Category, ios: int, lang: Lang) -> None:
    """How sure it is stands in a sentence of its own, so of most apps each advice is said in one of these ways, in turn."""
    say = Wording(CONTENT, words_in(lang), ios)
    choices = [choice.id for choice in CONTENT.permissions[permission].setting if choice.breaks]
    in_turn = cycle(HOW_SURE)
    for bundle_id in (WECHAT, MEITUAN, "org.whispersystems.signal", *CONTENT.effects):
        app = app_with(bundle_id)
        for setting in choices:
            for confidence in HOW_SURE if bundle_id == WECHAT else (next(in_turn),):
                text = say.advice(change(bundle_id, permission, setting, confidence), app)
                for sentence in (text.why, text.breaks, text.keeps, text.milder, text.stricter, text.undo, text.confidence, text.sources):
                    if sentence:
                        assert_reads_well(unnamed(sentence, say.name(app)), lang)
                assert text.title
                assert text.setting
                assert all(step and "{" not in step for step in text.steps)


@pytest.mark.parametrize("lang", LANGS)
def test_how_sure_an_advice_is_changes_no_other_sentence_of_it(lang: Lang) -> None:
    for permission in CATEGORIES:
        for setting in [choice.id for choice in CONTENT.permissions[permission].setting if choice.breaks]:
            said = [SAY[lang].advice(change(WECHAT, permission, setting, confidence), app_with(WECHAT)) for confidence in HOW_SURE]
            assert len({text.confidence for text in said}) == len(HOW_SURE)
            assert len({text.model_copy(update={"confidence": ""}) for text in said}) == 1


@pytest.mark.parametrize("lang", LANGS)
@each("finding", FINDINGS)
def test_what_could_have_been_on_screen_is_hedged(finding: Finding, lang: Lang) -> None:
    said = SAY[lang].finding(app_with(WECHAT), finding)
    assert (HEDGE[lang] in said) is (finding.measure not in ("days", "minutes"))


@pytest.mark.parametrize("level", [level for level in get_args(Level) if level != "unknown"])
def test_the_yardstick_is_the_need_or_the_reason_of_the_rule(level: Level) -> None:
    rule = next(rule for rule in CONTENT.rules.rule if level in rule.levels and "location" in rule.steps)
    finding = Finding(
        rule=rule.id,
        tier=rule.tier,
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
    assert said == (reason if level == "needed" else need)


def tracked(number: int) -> tuple[AppAssessment, Finding]:
    rows = [row for row in CONTENT.owners.values() if row.purpose in CONTENT.rules.tracker_purposes and row.group]
    chosen = {row.group: row for row in rows}
    trackers = tuple(
        Tracker(owner=row.name, group=row.group, purpose=row.purpose, domains=(row.domain,)) for row in list(chosen.values())[:number]
    )
    evidence = Companies(tracker_owners=number, hosts=number, companies=tuple(sorted(tracker.group for tracker in trackers)))
    finding = Finding(
        rule="companies",
        tier="room",
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
    assert words_in(lang)("count.companies", n=number) in said
    assert ("tried by itself to contact" if lang == "en" else "自己连接过") in said
    assert words_in(lang)("ios.network-note") in said
    assert not re.search("switch|开关", said)
    assert (words_in(lang)("advice.companies") in said) is (number >= CONTENT.rules.many_companies)


def test_each_purpose_is_told_with_its_companies() -> None:
    app, finding = tracked(2)
    first, second = (tracker.owner.en for tracker in app.trackers)
    twice = app.model_copy(update={"trackers": (*app.trackers, app.trackers[0].model_copy(update={"purpose": "attribution"}))})
    said = SAY["en"].finding(twice, finding)
    assert f"Measures which ad you came from: {first}." in said
    assert second in said


def test_a_host_on_apples_list_counts_by_the_owner_that_apple_names() -> None:
    lines = network(WECHAT, "measure.example", owner="Somebody Inc.", domain_type=1) + network(
        WECHAT, "quiet.example", owner="Other", domain_type=2
    )
    (app,) = judged(lines + network(WECHAT, "second.example", owner="Anybody Ltd.", domain_type=1)).apps
    assert [(tracker.owner.en, tracker.purpose, tracker.domains) for tracker in app.trackers] == [
        ("Anybody Ltd.", "profiling", ("second.example",)),
        ("Somebody Inc.", "profiling", ("measure.example",)),
    ]
    assert "May profile people across apps, says Apple: Anybody Ltd. and Somebody Inc." in SAY["en"].finding(app, app.findings[0])


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


@cache  # what apps do is judged for one kind of app after the other
def done(report: bytes) -> tuple[Activity, ...]:
    return activities(read(report), CONTENT)


def judged(lines: Iterable[str], namings: Namings | None = None) -> Assessment:
    return assess(done(ndjson(lines)), NEEDS, Told(apps=namings or {}))


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
    english = "From Wednesday 10:15 to Friday 15:10, Meituan used your location about every 5 minutes, day and night."
    assert said_of(lines, "en").startswith(english)
    assert said_of(lines, "zh").startswith("从周三 10:15 到周五 15:10，美团大约每 5 分钟获取一次你的位置，白天夜里都没停。")


def test_a_steady_stretch_of_a_week_is_told_with_its_dates() -> None:
    """A weekday alone would name two days of it."""
    lines = looks(MEITUAN, "location", five_minutes(at(0), at(23, 55, day=6)))
    assert said_of(lines, "en").startswith("From Mon 24 Nov 00:00 to Sun 30 Nov 23:55, Meituan used your location")
    assert said_of(lines, "zh").startswith("从周一 11/24 00:00 到周日 11/30 23:55，美团大约每 5 分钟获取一次你的位置")


@pytest.mark.parametrize(("lang", "claim"), [("en", ", day and night."), ("zh", "白天夜里都没停")])
def test_an_app_that_rests_at_night_is_not_said_to_look_day_and_night(lang: Lang, claim: str) -> None:
    by_day = [moment for day in range(3) for moment in five_minutes(at(7, day=day), at(23, day=day))]
    app = judged(looks(MEITUAN, "location", by_day)).apps[0]
    assert app.activity.uses["location"].night == 0
    assert claim not in said_of(looks(MEITUAN, "location", by_day), lang)


@pytest.mark.parametrize(("lang", "claim"), [("en", ", day and night."), ("zh", "白天夜里都没停")])
def test_an_app_that_looks_by_night_only_is_not_said_to_look_day_and_night(lang: Lang, claim: str) -> None:
    by_night = [moment for day in range(7) for moment in five_minutes(at(1, day=day), at(4, 55, day=day))]
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
            "On each of 7 nights, between 1 and 5 in the morning, WeChat looked at your photos "
            "with no other sign that the phone was in use.",
            "有记录的 7 天里，每晚凌晨 1 点到 5 点之间，没有别的使用迹象，微信却在查看照片。",
        ),
        (
            "mediaLibrary",
            [at(12)],
            "WeChat looked in your music library on 1 day out of 7.",
            "有记录的 7 天里，微信有 1 天查看音乐资料库。",
        ),
        (
            "photos",
            [at(12) + timedelta(seconds=20 * number) for number in range(70)],
            "WeChat looked at your photos 70 times within one day and night.",
            "一天一夜之内，微信查看照片 70 次。",
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
    assert (
        contacts
        == {
            "en": "Signal looked in your contacts 3 times. That fits what it is for.",
            "zh": "Signal 查看通讯录 3 次，符合它的用途。",
        }[lang]
    )
    assert (
        picker
        == {
            "en": "Once you chose something in the iPhone's own picker, and Signal got only that. That is the best way.",
            "zh": "你用 iPhone 的系统选择器选了 1 次，Signal 只拿到你选的那些。这样做最好。",
        }[lang]
    )


@pytest.mark.parametrize("lang", LANGS)
@each("kind", CONTENT.types)
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
    (app,) = judged(looks("io.robbie.HomeAssistant", "location", five_minutes(at(0), at(23, day=2)))).apps
    assert NEEDS.of(app.profile, "location").background == "all_day"
    assert CONTENT.types[app.profile.types[0]].background_ok["location"].en in SAY["en"].fine(app, CAN)[0]


@pytest.mark.parametrize("lang", LANGS)
def test_what_an_app_is_for_and_what_fits_it_are_told_apart(lang: Lang) -> None:
    (app,) = judged(looks(GUESSED, "camera", [at(9)]), {GUESSED: Naming(name="Luma", types=("photo-beauty",))}).apps
    assert SAY[lang].fine(app, CAN) == [
        {"en": "Luma used the camera once. That is what it is for.", "zh": "Luma 使用相机 1 次。它就是做这个的。"}[lang]
    ]


@pytest.mark.parametrize("lang", LANGS)
@each("kind", CONTENT.types)
def test_nothing_that_is_fine_accuses(kind: str, lang: Lang) -> None:
    """No reason why a permission is not needed stands beside its use where that costs nothing, and no doubt about how long it was on."""
    lines = [line for category in (*CATEGORIES, "new") for line in access("com.example.one", category, at(12), at(20))]
    (app,) = judged(lines + network("com.example.one", "a.example"), {"com.example.one": Naming(name="Luma", types=(kind,))}).apps
    wanting = [cell[lang] for cell in CONTENT.types[kind].expect.values() if cell.level in ("extra", "not_needed")]
    accusing = [*wanting, words_in(lang)("tier.excess"), words_in(lang)("finding.left-on"), words_in(lang)("finding.what-for")]
    for sentence in SAY[lang].fine(app, CAN):
        assert not [text for text in accusing if text in sentence], sentence


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", [kind.id for kind in CONTENT.types.values() if kind.carries_others])
def test_the_companies_on_pages_that_an_app_carries_are_not_put_on_its_account(kind: str, lang: Lang) -> None:
    firms = [row.domain for row in CONTENT.owners.values() if row.purpose == "ads"][:25]
    lines = [line for firm in firms for line in network("com.example.one", firm)]
    (app,) = judged(lines, {"com.example.one": Naming(name="Luma", types=(kind,))}).apps
    assert SAY[lang].fine(app, CAN) == [
        {
            "en": "Luma carries other people's pages. The companies on them do not count against it.",
            "zh": "经过 Luma 的是别人的网页，上面的公司不算在它头上。",
        }[lang]
    ]


def test_what_a_report_cannot_show_is_not_told_as_clean() -> None:
    (app,) = judged(network(WECHAT, "short.weixin.qq.com")).apps
    assert SAY["en"].fine(app, CAN) == ["As far as we know, WeChat did not by itself contact any company that advertises or measures."]
    assert SAY["en"].fine(app, CAN.model_copy(update={"network": False})) == []


# How long something was on


def on(app: str, category: str, begin: datetime, hours: float) -> AppAssessment:
    (found,) = judged(access(app, category, begin, begin + timedelta(hours=hours))).apps
    return found


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (1, "1 minute", "1 分钟"),
        (45, "45 minutes", "45 分钟"),
        (119, "119 minutes", "119 分钟"),
        (120, "2 hours", "2 小时"),
        (150, "2.5 hours", "2.5 小时"),
        (52 * 60, "52 hours", "52 小时"),
    ],
)
def test_a_length_is_told_in_minutes_then_in_hours(minutes: int, english: str, chinese: str) -> None:
    assert (SAY["en"].length(minutes), SAY["zh"].length(minutes)) == (english, chinese)


@pytest.mark.parametrize("lang", LANGS)
def test_a_call_that_was_left_on_is_told_with_its_length_and_asked_about(lang: Lang) -> None:
    app = on("us.zoom.videomeetings", "microphone", at(9), 52)
    assert SAY[lang].told(app) == [
        {
            "en": "Zoom used the microphone for 52 hours without a break. Was that a call or a recording that was left on?",
            "zh": "Zoom 连续使用麦克风 52 小时。是通话或录制忘了关吗？",
        }[lang]
    ]
    assert app.findings == (), "a meeting needs it, so it is asked about and costs nothing"


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_on_for_most_of_a_day_is_told_with_its_length(lang: Lang) -> None:
    app = on(WECHAT, "microphone", at(9), 52)
    assert (
        SAY[lang].finding(app, app.findings[0])
        == {
            "en": "Within one day and night, WeChat used the microphone for 24 hours.",
            "zh": "一天一夜之内，微信使用麦克风共 24 小时。",
        }[lang]
    )


def test_a_length_that_the_job_explains_is_not_told() -> None:
    assert SAY["en"].told(on("us.zoom.videomeetings", "microphone", at(9), 3)) == []
    assert SAY["en"].told(on("us.zoom.videomeetings", "location", at(9), 52)) == [], "a timer ends it, so it has no length"


@pytest.mark.parametrize("lang", LANGS)
def test_a_lonely_night_is_told_with_its_minutes_and_asked_about(lang: Lang) -> None:
    app = on(WECHAT, "microphone", at(3), 0.5)
    assert SAY[lang].told(app) == [
        {
            "en": "WeChat used the microphone for 30 minutes in one night, with no other sign that the phone was in use. "
            "Do you know what for?",
            "zh": "有一夜没有别的使用迹象，微信却使用麦克风 30 分钟。你知道是为什么吗？",
        }[lang]
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_still_on_has_no_length_and_is_told_as_still_on(lang: Lang) -> None:
    (app,) = judged(access(WECHAT, "microphone", at(9), None)).apps
    assert app.activity.uses["microphone"].minutes == 0
    assert SAY[lang].told(app) == [
        {"en": "WeChat used the microphone, and it was still on when the report was written.", "zh": "报告导出时，微信还在使用麦克风。"}[
            lang
        ]
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_a_rhythm_is_told_where_it_costs_nothing_and_not_told_twice(lang: Lang) -> None:
    (maps,) = judged(looks("com.google.Maps", "location", five_minutes(at(9), at(15)))).apps
    assert (maps.findings, maps.score) == ((), 100)
    (said,) = SAY[lang].told(maps)
    assert said.startswith(
        {"en": "From Monday 09:00 to Monday 15:00, Google Maps used your location", "zh": "从周一 09:00 到周一 15:00，Google"}[lang]
    )
    (food,) = judged(looks(MEITUAN, "location", five_minutes(at(10, 15, day=2), at(15, 10, day=4)))).apps
    assert "about every 5 minutes" in SAY["en"].finding(food, food.findings[0])
    assert SAY[lang].told(food) == []


# Apps that nobody knows


@pytest.mark.parametrize("lang", LANGS)
def test_we_ask_about_an_unknown_app_with_what_it_did(lang: Lang) -> None:
    (app,) = judged(
        looks(GUESSED, "location", [at(9), at(15)]) + looks(GUESSED, "contacts", [at(9)]) + looks(GUESSED, "photos", [at(9)])
    ).apps
    assert (
        SAY[lang].question(app)
        == {
            "en": "lumapuzzle? used your location 2 times, looked in your contacts once and looked at your photos once. What is it for?",
            "zh": "lumapuzzle？获取你的位置 2 次，查看通讯录 1 次，查看照片 1 次。它是做什么用的？",
        }[lang]
    )


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_app_that_did_much_is_asked_about_in_short_sentences(lang: Lang) -> None:
    """None of what it did is left out."""
    (app,) = judged([line for category in CONTENT.permissions for line in looks(GUESSED, category, [at(9)])]).apps
    said = SAY[lang].question(app)
    assert said.count(words_in(lang)("count.times", n=1)) == len(CONTENT.permissions) == 7
    assert {"en": "at your photos once. It also used the camera once,", "zh": "查看照片 1 次。它还使用相机 1 次，"}[lang] in said


@pytest.mark.parametrize("lang", LANGS)
def test_the_steadiest_that_an_unknown_app_did_is_asked_about(lang: Lang) -> None:
    (app,) = judged(looks(GUESSED, "location", five_minutes(at(0), at(12, day=1))) + looks(GUESSED, "contacts", [at(9)])).apps
    assert (
        SAY[lang].question(app)
        == {
            "en": "From Monday 00:00 to Tuesday 12:00, lumapuzzle? used your location about every 5 minutes, day and night."
            " What is it for?",
            "zh": "从周一 00:00 到周二 12:00，lumapuzzle？大约每 5 分钟获取一次你的位置，白天夜里都没停。它是做什么用的？",
        }[lang]
    )


@pytest.mark.parametrize("lang", LANGS)
def test_how_long_an_unknown_app_listened_is_asked_about_with_one_question(lang: Lang) -> None:
    (app,) = judged(access(GUESSED, "microphone", at(9), at(14))).apps
    assert (
        SAY[lang].question(app)
        == {
            "en": "lumapuzzle? used the microphone once. lumapuzzle? used the microphone for 5 hours without a break. What is it for?",
            "zh": "lumapuzzle？使用麦克风 1 次。lumapuzzle？连续使用麦克风 5 小时。它是做什么用的？",
        }[lang]
    )


# Numbers follow what was recorded


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (3, "Taobao looked in your contacts on each of the 3 recorded days.", "有记录的 3 天里，淘宝每天都查看通讯录。"),
        (9, "Taobao looked in your contacts on each of the 7 recorded days.", "有记录的 7 天里，淘宝每天都查看通讯录。"),
    ],
)
def test_a_short_report_is_told_with_the_days_it_has(days: int, english: str, chinese: str) -> None:
    report = read(ndjson(looks("com.taobao.taobao4iphone", "contacts", [at(12, day=day) for day in range(days)])))
    (app,) = judge(report, CONTENT).assessment.apps
    for lang, said in (("en", english), ("zh", chinese)):
        assert Wording(CONTENT, words_in(lang), 18, report.summary).finding(app, app.findings[0]) == said


def test_no_more_hours_are_told_than_were_recorded() -> None:
    """From 12:59 to 12:01 on the next day there are 25 hours of the clock in 23 of the watch."""
    moments = [at(12, 59), *(at(hour, 30) for hour in range(13, 36)), at(36, 1)]
    report = read(ndjson(looks("com.dianping.dpscope", "location", moments)))
    say = Wording(CONTENT, words_in("en"), 18, report.summary)
    use = judge(report, CONTENT).assessment.apps[0].activity.uses["location"]
    assert (use.hours_of_week, say.counts()["window_hours"]) == (25, 25)


@pytest.mark.parametrize(
    ("host", "english"),
    [
        ("192.168.1.1", ("devices on your own network", "")),
        ("printer.local", ("devices on your own network", "")),
        ("8.8.8.8", ("addresses made of numbers, owner not known", "")),
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
def test_a_side_feature_under_the_smallest_setting_is_told_as_a_side_feature(lang: Lang) -> None:
    """It costs nothing then, and still is not what the app is for."""
    app = "com.taobao.taobao4iphone"
    plan = Plan(settings=(KnownSetting(bundle_id=app, permission="photos", setting="limited"),))
    verdict = judge(read(ndjson(access(app, "photos", at(9)))), CONTENT, plan)
    (told,) = Wording(CONTENT, words_in(lang), 18).fine(verdict.app(app), verdict.report.can)
    assert CONTENT.types["online-shopping"].expect["photos"][lang] in told


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ios", CONTENT.versions)
def test_each_screen_of_settings_has_its_way_and_its_name_in_it(ios: int, lang: Lang) -> None:
    say = Wording(CONTENT, words_in(lang), ios)
    for screen in (*CONTENT.permissions, TRACKING):
        path = say.screen_path(screen)
        if screen != TRACKING and not CONTENT.permissions[screen].switch:
            assert path == "", "there is no such list"
        else:
            assert path.endswith(f" › {say.screen_name(screen)}")
            assert ("&" in path.removesuffix(say.screen_name(screen)) or "安全" in path) == (ios >= 16)


@pytest.mark.parametrize("lang", LANGS)
def test_what_to_do_with_all_other_apps_is_said_at_length_and_in_short(lang: Lang) -> None:
    others = {row.others for row in CONTENT.permissions.values()} - {None}
    texts = {f"screen.{each}{end}" for each in others for end in ("", "-short")} | {"screen.tracking", "screen.not-meant"}
    assert {key.removeprefix("ios.") for key in words_in(lang).texts if key.startswith("ios.screen.")} == texts
    say = SAY[lang]
    assert all(len(say.of_phone(f"screen.{each}-short")) < len(say.of_phone(f"screen.{each}")) for each in others)
