"""The verdict: ordinary apps keep their A or B however large their counts, the cases people were angry about don't; and how it adds up."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import count
from random import Random

import pytest
from each import each
from hypothesis import given, settings
from hypothesis import strategies as st
from report_lines import CATEGORIES, access, at, ndjson, network, read

from coach.activity import activities
from coach.catalogue import Naming, Namings, profile
from coach.content import Content, Rule, Step, load_content
from coach.models import AppAssessment, Assessment, Category, Companies, Counts, Tier
from coach.needs import Needs
from coach.plan import Told
from coach.scoring import Phone, assess

CONTENT = load_content()
WEEK = range(7)
AWAKE = (7, 23)
WECHAT, TAOBAO, MEITUAN = "com.tencent.xin", "com.taobao.taobao4iphone", "com.meituan.imeituan"
SHOP = "ch.galaxus.nativeApp"
UNKNOWN = "com.example.lumapuzzle"
Times = list[datetime]


def judged(lines: Iterable[str], namings: Namings | None = None, content: Content = CONTENT) -> Assessment:
    return assess(activities(read(ndjson(lines)), content), Needs(content), Told(apps=namings or {}))


def judged_app(
    lines: Iterable[str], *types: str, content: Content = CONTENT, told: Told | None = None, version: int | None = None
) -> AppAssessment:
    """The only app in these lines, of these types where any are given. told: of settings and nights. version: of iOS."""
    (activity,) = activities(read(ndjson(lines)), content)
    namings = {activity.bundle_id: Naming(types=types)} if types else {}
    return assess([activity], Needs(content, version), (told or Told()).model_copy(update={"apps": namings})).apps[0]


def score_of(app: AppAssessment) -> int:
    assert app.score is not None
    return app.score


def looks(app: str, category: str, moments: Iterable[datetime], *, picker: bool = False) -> list[str]:
    return [
        line
        for number, moment in enumerate(moments)
        for line in access(app, category, moment, identifier=f"{app} {category} {number} {picker}", picker=picker)
    ]


def contacts(app: str, hosts: Iterable[str]) -> list[str]:
    return [line for host in hosts for line in network(app, host)]


def by_day(rng: Random, times: int, days: Iterable[int] = WEEK, hours: tuple[float, float] = AWAKE) -> Times:
    return sorted(at(0, day=day) + timedelta(hours=rng.uniform(*hours)) for day in days for _ in range(times))


def every(minutes: float, begin: datetime, end: datetime) -> Times:
    return [begin + timedelta(minutes=minutes * number) for number in range(int((end - begin) / timedelta(minutes=minutes)) + 1)]


def widget(rng: Random) -> Times:
    """About 77 looks a day, half an hour apart at most, without a rhythm."""
    times = [at(0, 4)]
    while (following := times[-1] + timedelta(minutes=rng.uniform(6, 31))) < at(21, day=6):
        times.append(following)
    return times


def drive(begin: datetime, minutes: int) -> Times:
    return [begin + timedelta(seconds=second) for second in range(60 * minutes)]


def ride(hours: float) -> Times:
    """607 looks in one recorded ride, as measured."""
    return [at(8, day=5) + timedelta(hours=hours) / 607 * number for number in range(607)]


INNOCENT: dict[str, Callable[[Random], list[str]]] = {
    "a weather widget, 77 looks a day": lambda rng: looks("com.apple.weather", "location", widget(rng)),
    "another maker's weather widget": lambda rng: looks("ch.admin.meteoswiss", "location", widget(rng)),
    "MeteoSwiss, 25 looks a day": lambda rng: looks("ch.admin.meteoswiss", "location", by_day(rng, 25, hours=(0, 24))),
    "Signal showing names": lambda rng: looks("org.whispersystems.signal", "contacts", by_day(rng, 11) + by_day(rng, 1, (1, 3, 5))),
    "Proton Mail showing names": lambda rng: looks("ch.protonmail.protonmail", "contacts", by_day(rng, 25)),
    "WhatsApp sending pictures by day": lambda rng: looks("net.whatsapp.WhatsApp", "photos", by_day(rng, 4) + by_day(rng, 1, range(6))),
    "WeChat sending pictures and a place": lambda rng: (
        looks(WECHAT, "photos", by_day(rng, 4) + by_day(rng, 1, range(4), (0, 2))) + looks(WECHAT, "location", by_day(rng, 3))
    ),
    "Strava, a ride of an hour": lambda _: looks("com.strava.stravaride", "location", ride(1)),
    "Strava, a ride of five hours": lambda _: looks("com.strava.stravaride", "location", ride(5)),
    "Strava, a ride from morning to night": lambda _: looks("com.strava.stravaride", "location", ride(13)),
    "live location shared for five nights, eight hours each": lambda _: looks(
        "net.whatsapp.WhatsApp", "location", [t for d in range(5) for t in every(2, at(22, day=d), at(5, 58, day=d + 1))]
    ),
    "a map on two drives": lambda _: looks("com.autonavi.amap", "location", drive(at(8, 40, day=1), 40) + drive(at(18, 40, day=5), 40)),
    "a map on a drive of nine hours": lambda _: looks("com.autonavi.amap", "location", every(1, at(8), at(17))),
    "a ticket app with pickers only": lambda rng: looks("com.sbb.ch", "photos", by_day(rng, 20, hours=(0, 24)), picker=True),
    "a taxi twice a day": lambda rng: looks(
        "com.xiaojukeji.didi", "location", [t for d in WEEK for h in (8, 19) for t in drive(at(h, day=d), 2)]
    ),
    "a delivery on its way each evening": lambda _: looks(
        MEITUAN, "location", [t for d in WEEK for t in every(2, at(18, day=d), at(19, day=d))]
    ),
    "calls on three days": lambda rng: looks("com.tencent.meeting", "microphone", by_day(rng, 3, (0, 2, 4), (9, 17))),
    "live location sent to a friend for a night": lambda _: looks(
        "net.whatsapp.WhatsApp", "location", every(2, at(23, day=4), at(5, 12, day=5))
    ),
}


@each("seed", range(3))
@each("case", INNOCENT)
def test_ordinary_apps_keep_an_a_or_b(case: str, seed: int) -> None:
    app = judged_app(INNOCENT[case](Random(seed)))
    assert app.grade in ("A", "B"), app.findings


NIGHTLY = [at(3, day=day) for day in WEEK]
DAILY = [at(12, day=day) for day in WEEK]
ON_FIVE_DAYS = DAILY[:5]
ON_THREE_DAYS = DAILY[:3]
FIVE_MINUTES = every(5, at(10, 15, day=2), at(15, 9, day=4))

OFFENDERS: dict[str, tuple[str, list[str], tuple[str, ...]]] = {
    "WeChat as in a real Chinese week": ("CDE", looks(WECHAT, "photos", [at(9 + n // 7, n, day=n % 7) for n in range(45)]), ()),
    "a messenger at the photos every night": ("CDE", looks(WECHAT, "photos", NIGHTLY), ()),
    "a shop at the photos every night": ("CDE", looks(TAOBAO, "photos", NIGHTLY), ()),
    "Meituan at the location every five minutes": ("DE", looks(MEITUAN, "location", FIVE_MINUTES), ()),
    "a food-delivery app at the location every five minutes": ("DE", looks(UNKNOWN, "location", FIVE_MINUTES), ("food-delivery",)),
    "a ride app at the location every five minutes for two days": ("DE", looks("com.xiaojukeji.didi", "location", FIVE_MINUTES), ()),
    "a torch listening on five days": ("CDE", looks("com.example.torch", "microphone", ON_FIVE_DAYS), ("utilities",)),
    "a shop reading contacts": ("CDE", looks(TAOBAO, "contacts", DAILY[:1]), ()),
    "a shop at the location round the clock": ("CDE", looks(TAOBAO, "location", every(30, at(0), at(23, 59, day=6))), ()),
    "a keyboard reading contacts": ("CDE", looks("com.example.keys", "contacts", ON_THREE_DAYS), ("input-method",)),
    "a short-video app reading contacts": ("CDE", looks("com.ss.iphone.ugc.Aweme", "contacts", ON_THREE_DAYS), ()),
    "a game taking the location on five days": ("CDE", looks("com.example.game", "location", ON_FIVE_DAYS), ("gaming",)),
    "a keyboard listening night after night": ("CDE", looks("com.example.keys", "microphone", NIGHTLY), ("input-method",)),
}


@pytest.mark.parametrize("case", OFFENDERS)
def test_what_people_were_angry_about_costs_the_grade(case: str) -> None:
    grades, lines, types = OFFENDERS[case]
    app = judged_app(lines, *types)
    assert app.grade is not None
    assert app.grade in grades, (app.score, app.findings)
    assert app.of_tier("excess")


@each("kind", ["instant-messaging", "map-navigation", "weather", "online-shopping", "ebooks"])
@each("topic", CATEGORIES)
def test_one_look_is_a_b_at_worst_but_for_the_address_book(topic: Category, kind: str) -> None:
    """One look at contacts is all of them."""
    app = judged_app(looks(UNKNOWN, topic, [at(12)]), kind)
    assert score_of(app) >= (75 if topic == "contacts" else 80)


def test_a_super_app_is_given_the_most_generous_of_its_types() -> None:
    lines = looks(UNKNOWN, "contacts", DAILY)
    assert judged_app(lines, "online-shopping").score == 75
    assert judged_app(lines, "instant-messaging").score == 100
    assert judged_app(lines, "online-shopping", "instant-messaging").score == 100
    assert judged_app(lines, "instant-messaging", "online-shopping").score == 100


def test_bikes_for_rent_do_not_excuse_day_and_night() -> None:
    app = judged_app(looks(MEITUAN, "location", FIVE_MINUTES))
    (finding,) = app.findings
    assert (finding.tier, finding.level, finding.measure, finding.points) == ("excess", "while_using", "busy_hours", -40)
    assert app.score == 60


def test_what_an_unknown_app_touches_is_asked_about_and_costs_nothing() -> None:
    for category in CATEGORIES:
        app = judged_app(looks(UNKNOWN, category, DAILY))
        assert (app.state, app.score, app.grade, app.findings) == ("asked", None, None, ())


def test_an_unknown_app_that_touches_nothing_is_listed() -> None:
    for lines in (contacts(UNKNOWN, TRACKERS), looks(UNKNOWN, "photos", DAILY, picker=True)):
        app = judged_app(lines)
        assert (app.state, app.score, app.findings) == ("listed", None, ())


def test_saying_what_an_app_is_changes_its_verdict() -> None:
    lines = looks(UNKNOWN, "contacts", DAILY)
    assert (judged_app(lines).score, judged_app(lines, "online-shopping").score) == (None, 75)


def test_what_a_person_says_goes_before_the_catalogue() -> None:
    lines = looks(WECHAT, "contacts", DAILY)
    assert (judged_app(lines).score, judged_app(lines, "online-shopping").score) == (100, 75)


def test_an_app_whose_job_goes_on_all_day_may_look_all_day() -> None:
    lines = looks(UNKNOWN, "location", every(5, at(0), at(23, 59, day=6)))
    assert judged_app(lines, "kids-devices").findings == ()
    assert score_of(judged_app(lines, "transit")) < 65  # allowed while something goes on, not all day


def test_a_job_on_the_side_excuses_no_day_and_night() -> None:
    lines = looks(UNKNOWN, "location", every(5, at(0), at(23, 59, day=6)))
    assert not judged_app(lines, "weather", "online-shopping").of_tier("excess")
    (finding,) = judged_app(lines, "online-shopping", "weather").findings
    assert (finding.tier, finding.level, finding.points) == ("excess", "while_using", -40)


def test_parts_of_ios_are_listed_but_not_judged() -> None:
    lines = looks("com.apple.Preferences", "contacts", every(5, at(0), at(23, day=6))) + looks(
        "online-auth-agent", "location", FIVE_MINUTES
    )
    assessment = judged(lines + looks(WECHAT, "photos", NIGHTLY))
    assert [(app.profile.bundle_id, app.state) for app in assessment.apps] == [
        (WECHAT, "judged"),
        ("com.apple.Preferences", "system"),
        ("online-auth-agent", "system"),
    ]
    assert assessment.score == Phone.of(assessment.apps[:1], CONTENT.rules).score
    assert all((app.findings, app.score, app.grade) == ((), None, None) for app in assessment.apps[1:])


def test_contacts_are_not_held_against_apples_own_apps_but_other_topics_are() -> None:
    shop, every_hour = "com.apple.store.Jolly", every(10, at(0), at(23, 59, day=6))
    assert judged_app(looks(shop, "contacts", every_hour)).findings == ()
    assert judged_app(looks(shop, "photos", every_hour)).findings != ()
    assert judged_app(looks(TAOBAO, "contacts", every_hour)).findings != ()


@cache
def shopping() -> AppAssessment:
    """A judged app with one finding."""
    return judged_app(looks(TAOBAO, "contacts", [at(12)]))


def lost(*points: int, tier: Tier = "excess") -> list[AppAssessment]:
    """Judged apps that lost so many points each, all in this tier."""
    (finding,) = shopping().findings
    findings = {number: (finding.model_copy(update={"tier": tier, "points": -number}),) if number else () for number in points}
    return [shopping().model_copy(update={"score": 100 - number, "findings": findings[number]}) for number in points]


def phone(apps: Iterable[AppAssessment]) -> int:
    return Phone.of(apps, CONTENT.rules).score


@pytest.mark.parametrize(
    ("points", "score"),
    [
        ([], 100),
        ([0, 0, 0], 100),
        ([10], 95),
        ([30], 85),
        ([20, 20, 20, 20], 74),
        ([40], 79),  # 80, but for its worst app: one grade better than a D
        ([51], 64),
        ([100], 50),
        ([100, 100, 100, 100, 100], 0),
        ([1], 99),
        ([3, 3], 97),
        ([35, 0, 10, 0], 79),
    ],
)
def test_the_phone_loses_a_half_a_third_a_quarter_of_what_its_apps_lost(points: list[int], score: int) -> None:
    assert phone(lost(*points)) == score
    assert phone(lost(*reversed(points))) == score


def test_without_an_excess_a_phone_is_no_worse_than_b() -> None:
    assert phone(lost(*[35] * 60, tier="room")) == 80
    assert phone(lost(*[35] * 60, tier="room") + lost(1)) == 0
    assert CONTENT.rules.grade_of(CONTENT.rules.least_without_excess) == "B"


Parts = list[tuple[int, bool]]
"""What each app lost, and whether an excess is among it."""
APPS = st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=15)


def apps_with(parts: Parts) -> list[AppAssessment]:
    return [app for points, too_far in parts for app in lost(points, tier="excess" if too_far else "room")]


def plain_score(parts: Parts) -> int:
    """The definition word for word."""
    points = sorted((points for points, _ in parts), reverse=True)
    off = sum((Fraction(number, place) for place, number in enumerate(points, 2)), Fraction(0))
    score = max(0, 100 - int(off + Fraction(1, 2)))
    grades = "ABCDE"
    worst = grades.index(CONTENT.rules.grade_of(100 - max(points, default=0)))
    while grades.index(CONTENT.rules.grade_of(score)) < worst - 1:
        score -= 1
    return score if any(too_far and number for number, too_far in parts) else max(score, 80)


@settings(max_examples=100)
@given(APPS)
def test_the_phones_score_is_as_the_definition_says(parts: Parts) -> None:
    assert phone(apps_with(parts)) == plain_score(parts)


@settings(max_examples=100)
@given(APPS.filter(bool), st.integers(0, 100), st.integers(0, 100), st.booleans())
def test_what_one_app_gains_the_phone_is_told_at_once(parts: Parts, place: int, left: int, keeps: bool) -> None:
    """As if all were worked out anew."""
    (before, had), *others = parts[place % len(parts) :] + parts[: place % len(parts)]
    after = min(before, left)
    has = had and keeps and after > 0
    changed = Phone.of(apps_with(parts), CONTENT.rules).changed(before, after, settled=had and before > 0 and not has)
    assert changed == phone(apps_with([(after, has), *others]))


@settings(max_examples=100)
@given(APPS.filter(bool), st.integers(0, 100), st.integers(0, 100), st.booleans())
def test_the_phones_score_never_rises_when_an_apps_falls(parts: Parts, place: int, more: int, too_far: bool) -> None:
    """Who looks more loses no excess by it."""
    (before, had), *others = parts[place % len(parts) :] + parts[: place % len(parts)]
    assert phone(apps_with([(max(before, more), had or too_far), *others])) <= phone(apps_with(parts))


def test_a_clean_app_never_hides_a_bad_one() -> None:
    bad = looks(MEITUAN, "location", FIVE_MINUTES) + looks(WECHAT, "photos", NIGHTLY) + looks(TAOBAO, "photos", NIGHTLY)
    known = [row.ios for row in CONTENT.apps.values() if row.types == "news"][:20]
    clean = [line for app in known for line in looks(app, "photos", [at(9)], picker=True)]
    assert judged(bad).score == judged(bad + clean).score
    assert judged(bad + clean).grade in ("C", "D", "E")


def test_a_phone_of_which_too_little_was_recorded_has_no_score_but_its_apps_have() -> None:
    done = activities(read(ndjson(looks(TAOBAO, "contacts", [at(12)]))), CONTENT)
    assessment = assess(done, Needs(CONTENT), Told(), enough=False)
    assert (assessment.score, assessment.grade, assessment.enough, assessment.apps[0].score) == (None, None, False, 75)


def test_a_phone_without_an_app_that_is_judged_has_no_score() -> None:
    assessment = judged(looks(UNKNOWN, "photos", DAILY) + looks("com.apple.Preferences", "contacts", DAILY))
    assert (assessment.score, assessment.grade, assessment.enough) == (None, None, True)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (65, "C"), (64, "D"), (50, "D"), (49, "E"), (0, "E")],
)
def test_grades_begin_where_the_design_says(score: int, grade: str) -> None:
    assert CONTENT.rules.grade_of(score) == grade


def test_only_the_costliest_finding_of_a_topic_counts() -> None:
    app = judged_app(looks(UNKNOWN, "location", FIVE_MINUTES + [at(3, day=day) for day in WEEK]), "gaming")
    assert [(finding.topic, finding.points) for finding in app.findings] == [("location", -40)]


def test_an_app_cannot_lose_more_than_it_has() -> None:
    """What it has left goes to the last of its findings; room counts only what excess leaves."""
    all_day = every(10, at(0), at(23, 59, day=6))
    lines = [line for category in CATEGORIES for line in looks(UNKNOWN, category, all_day)]
    app = judged_app(lines, "ebooks")
    points = [finding.points for finding in app.findings]
    assert (app.score, sum(points), app.grade) == (0, -100, "E")
    assert points == sorted(points)
    by_topic = [judged_app(looks(UNKNOWN, category, all_day), "ebooks") for category in CATEGORIES]
    assert sum(score_of(each) - 100 for each in by_topic) < -100


MUCH_ROOM = ("location", "contacts", "photos", "mediaLibrary")


def test_all_room_together_takes_no_app_below_c() -> None:
    rules = CONTENT.rules.model_copy(
        update={
            "rule": tuple(
                rule.model_copy(update={"steps": {topic: (Step(at=1, points=-12),) for topic in MUCH_ROOM}})
                for rule in CONTENT.rules.rule
                if rule.id == "side-feature"
            )
        }
    )
    content = CONTENT.model_copy(update={"rules": rules})
    app = judged_app([line for topic in MUCH_ROOM for line in looks(UNKNOWN, topic, [at(12)])], "utilities", content=content)
    assert [finding.points for finding in app.findings] == [-12, -12, -11, 0]
    assert {finding.tier for finding in app.findings} == {"room"}
    assert (app.score, app.grade) == (65, "C")
    assert CONTENT.rules.grade_of(100 + CONTENT.rules.most_room) == "C"


def test_excess_is_counted_before_room_and_beside_it() -> None:
    app = judged_app([line for topic in ("contacts", "photos", "location") for line in looks(UNKNOWN, topic, DAILY)], "online-shopping")
    assert [(finding.tier, finding.points) for finding in app.findings] == [("excess", -25), ("room", -9), ("room", -9)]


def test_of_as_many_points_an_excess_is_told() -> None:
    as_much = with_steps("side-feature", "photos", (Step(at=1, points=-22),))
    app = judged_app(looks(TAOBAO, "photos", [at(hour, day=day) for day in WEEK for hour in (9, 13)]), content=as_much)
    assert [(finding.tier, finding.rule, finding.points) for finding in app.findings] == [("excess", "album-again", -22)]


@pytest.mark.parametrize("topic", CATEGORIES)
def test_no_offer_costs_as_much_as_the_mildest_excess(topic: Category) -> None:
    """Else an app could gain by an excess, as all offers together are capped."""
    points: dict[Tier, list[int]] = {"excess": [], "room": [0]}
    for rule in CONTENT.rules.rule:
        points[rule.tier] += [step.points for step in rule.steps.get(topic, ())]
    assert max(points["excess"]) < min(points["room"])


def test_apps_come_worst_first_then_those_asked_about_then_the_rest() -> None:
    lines = looks(WECHAT, "photos", NIGHTLY) + looks(MEITUAN, "location", FIVE_MINUTES) + looks("com.b", "photos", [at(9)])
    lines += (
        looks("com.a.calm", "photos", [at(9)]) + looks("com.striking", "contacts", DAILY) + looks("com.apple.Preferences", "photos", DAILY)
    )
    found = judged([*lines, *contacts("com.a.nothing", TRACKERS), *looks("com.sbb.ch", "location", [at(9)])])
    assert [(app.profile.bundle_id, app.score) for app in found.apps] == [
        (MEITUAN, 60),
        (WECHAT, 78),
        ("com.sbb.ch", 100),
        ("com.striking", None),
        ("com.a.calm", None),
        ("com.b", None),
        ("com.a.nothing", None),
        ("com.apple.Preferences", None),
    ]
    assert [app.striking for app in found.in_state("asked")] == [-25, -10, -10]
    assert [app.striking for app in found.apps if app.state != "asked"] == [0] * 5


def test_evidence_holds_the_counts_of_the_report() -> None:
    (finding,) = judged_app(looks(WECHAT, "photos", [*NIGHTLY, at(9)])).findings
    assert finding.evidence == Counts(count=8, night=7, nights=7, days=7, repeat_days=1, busiest_day=2, hours_of_week=8)


def test_the_basis_of_a_need_not_met_is_that_of_the_need() -> None:
    (not_needed,) = judged_app(looks(UNKNOWN, "contacts", DAILY), "online-shopping").findings
    (pattern,) = judged_app(looks(WECHAT, "photos", NIGHTLY)).findings
    assert not_needed.basis == CONTENT.types["online-shopping"].expect["contacts"].basis
    assert pattern.basis == "judgement"


TRACKERS = ("ulogs.umeng.com", "api2.branch.io", "api.growingio.com")


def test_trackers_of_other_companies_cost_by_company_not_by_host() -> None:
    one = judged_app(contacts(UNKNOWN, ["ulogs.umeng.com", "alogs.umeng.com", "plbslog.umeng.com"]), "gaming")
    three = judged_app(contacts(UNKNOWN, TRACKERS), "gaming")
    assert [[finding.points for finding in app.findings] for app in (one, three)] == [[], [-2]]
    assert [len(app.trackers) for app in (one, three)] == [1, 3]


@pytest.mark.parametrize(("kind", "points"), [("mobile-banking", [-2]), ("dating", [-2]), ("news", [])])
def test_one_company_is_told_where_more_depends_on_it(kind: str, points: list[int]) -> None:
    app = judged_app(contacts(UNKNOWN, TRACKERS[:1]), kind)
    assert [finding.points for finding in app.findings] == points
    assert {finding.tier for finding in app.findings} <= {"room"}


@pytest.mark.parametrize("app", ["org.mozilla.ios.Firefox", "com.cloudflare.1dot1dot1dot1"])
def test_what_a_browser_or_a_vpn_carries_is_not_on_its_account(app: str) -> None:
    assert judged_app(contacts(app, TRACKERS)).trackers == ()
    assert judged_app(contacts(UNKNOWN, TRACKERS), "browser", "news").trackers == ()
    assert len(judged_app(contacts(UNKNOWN, TRACKERS), "news", "browser").trackers) == 3  # a newspaper's own pages are its own doing


def test_a_company_with_two_services_is_one_company() -> None:
    (finding,) = judged_app(contacts(UNKNOWN, ["app-measurement.com", "doubleclick.net"]), "mobile-banking").findings
    assert finding.evidence == Companies(tracker_owners=1, hosts=2, companies=("google",))


def test_trackers_of_the_apps_own_group_cost_nothing() -> None:
    app = judged_app(contacts(TAOBAO, ["ulogs.umeng.com"]))
    assert (app.trackers, app.findings) == ((), ())
    assert [tracker.group for tracker in judged_app(contacts(WECHAT, ["ulogs.umeng.com"])).trackers] == ["alibaba"]


def test_what_the_person_opened_costs_nothing() -> None:
    lines = [line for host in TRACKERS for line in network(UNKNOWN, host, context="news.example")]
    lines += [line for host in TRACKERS for line in network(UNKNOWN, host, initiated="NonAppInitiated")]
    app = judged_app(lines, "mobile-banking")
    assert (app.findings, app.trackers) == ((), ())


@pytest.mark.parametrize(
    "host",
    [
        "203.0.113.17",
        "2001:db8::80",
        "[2001:db8::80]",
        "192.168.1.1",
        "printer.local",
        "router",
        "nobody.example",
        "com",
        ".",
        "umeng.com.example",
    ],
)
def test_hosts_nobody_knows_cost_nothing(host: str) -> None:
    app = judged_app(contacts(UNKNOWN, [host]) + looks(UNKNOWN, "camera", [at(9)]), "mobile-banking")
    assert (app.score, app.findings, app.trackers) == (100, (), ())


@pytest.mark.parametrize("purpose", ["push", "crash", "cdn", "payment", "map-location"])
def test_services_that_do_not_measure_people_cost_nothing(purpose: str) -> None:
    hosts = [row.domain for row in CONTENT.owners.values() if purpose in (row.purpose, row.kind)]
    assert hosts
    assert judged_app(contacts(UNKNOWN, hosts), "mobile-banking").findings == ()


def with_steps(rule: str, topic: str, steps: tuple[Step, ...], content: Content = CONTENT) -> Content:
    """The content with other weights for one rule and topic."""
    changed = [row.model_copy(update={"steps": {**row.steps, topic: steps}}) if row.id == rule else row for row in content.rules.rule]
    return content.model_copy(update={"rules": content.rules.model_copy(update={"rule": tuple(changed)})})


def test_a_weight_in_the_rules_is_what_a_finding_costs() -> None:
    lines = looks(WECHAT, "photos", NIGHTLY)
    changed = with_steps("nights", "photos", (Step(at=7, points=-31),))
    assert judged_app(lines, content=changed).score == 69
    without_nights = with_steps("nights", "photos", (), with_steps("nights-of-use", "photos", ()))
    assert [finding.rule for finding in judged_app(lines, content=without_nights).findings] == ["smaller-setting"]


def lines_with(measure: str, number: int, topic: str) -> list[str]:
    """An app whose count of this measure is just this."""
    start = at(12)
    series: dict[str, Callable[[], Times]] = {
        "days": lambda: [at(12, day=day) for day in range(number)],
        "nights": lambda: [at(3, day=day) for day in range(number)],
        "full_days": lambda: [at(8 + look % 8, look, day=day) for day in range(number) for look in range(20)],
        "repeat_days": lambda: [at(hour, day=day) for day in range(number) for hour in (9, 10)],
        "hours_of_week": lambda: [start.replace(hour=0) + timedelta(hours=hour) for hour in range(number)],
        "busy_hours": lambda: [at(23 - hour, minute) for hour in range(number) for minute in (0, 10, 20, 30)],
        "busiest_day": lambda: [start + timedelta(seconds=3 * look) for look in range(number)],
    }
    if measure == "minutes":
        return access(UNKNOWN, topic, start, start + timedelta(minutes=number))
    return looks(UNKNOWN, topic, series[measure]())


STEPS = [(rule, topic, step) for rule in CONTENT.rules.rule for topic, steps in rule.steps.items() for step in steps if topic != "trackers"]


@each("rule, topic, step", STEPS)
def test_each_step_begins_at_its_count(rule: Rule, topic: Category, step: Step) -> None:
    """Judged by this rule alone, with a type of app to which it applies."""
    only = CONTENT.model_copy(update={"rules": CONTENT.rules.model_copy(update={"rule": (rule,)})})
    needs = Needs(CONTENT)
    kinds = {row.id: needs.of(profile(UNKNOWN, CONTENT, {UNKNOWN: Naming(types=(row.id,))}), topic) for row in CONTENT.types.values()}
    kind = next(
        kind
        for kind, need in kinds.items()
        if need.level in rule.levels
        and need.background in rule.background
        and (need.offer or not rule.smaller_setting)
        and (need.minutes < step.at or not rule.beyond_minutes)
    )
    reached = judged_app(lines_with(rule.measure, step.at, topic), kind, content=only)
    below = judged_app(lines_with(rule.measure, step.at - 1, topic) + looks(UNKNOWN, "other", [at(1)]), kind, content=only)
    assert reached.score == 100 + step.points
    assert score_of(below) > score_of(reached)
    assert {finding.tier for finding in reached.findings} == {rule.tier}


EXPLAINED = {"a chat": (WECHAT, 720), "a meeting": ("us.zoom.videomeetings", 960), "a shop": (TAOBAO, 240)}


@pytest.mark.parametrize("case", EXPLAINED)
def test_minutes_count_only_beyond_those_that_the_job_explains(case: str) -> None:
    app, minutes = EXPLAINED[case]
    need = Needs(CONTENT).of(profile(app, CONTENT, {}), "microphone")
    assert need.minutes == minutes
    (rule,) = (rule for rule in CONTENT.rules.rule if rule.id == "hours-on")
    for step in rule.steps["microphone"]:
        found = judged_app(access(app, "microphone", at(8), at(8) + timedelta(minutes=step.at)))
        assert [finding.rule for finding in found.of_tier("excess")] == (["hours-on"] if step.at > minutes else [])


SETTINGS = {
    "photos of a chat, chosen ones": (WECHAT, "photos", "limited", 0),
    "location of a chat, asked each time": (WECHAT, "location", "ask", 0),
    "photos of a shop, chosen ones": (TAOBAO, "photos", "limited", 0),
    "location of a shop, while using": (SHOP, "location", "while-using", 1),
    "photos of a chat, all of them": (WECHAT, "photos", "full", 1),
    "weather for a rough area": ("ch.admin.meteoswiss", "location", "precise-off", 0),
    "weather for the very place, while using": ("ch.admin.meteoswiss", "location", "while-using", 1),
    "weather for the very place, asked each time": ("ch.admin.meteoswiss", "location", "ask", 1),
    "a chat's rough area": (WECHAT, "location", "precise-off", 1),
    "photos of a chat, none": (WECHAT, "photos", "none", 1),
    "location of a shop, never": (SHOP, "location", "never", 1),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_an_offer_is_gone_where_its_setting_is_known_to_be_in_force(case: str) -> None:
    """A larger one ends it not, nor one under which what was recorded could not be."""
    app, topic, setting, left = SETTINGS[case]
    lines = looks(app, topic, [at(hour, day=day) for day in WEEK for hour in (9, 12, 15, 18)] if app == WECHAT else DAILY)
    without, known = (judged_app(lines, told=Told(settings=settings)) for settings in ({}, {(app, topic): setting}))
    assert [finding.tier for finding in without.findings] == ["room"]
    assert [finding.tier for finding in known.findings] == ["room"] * left
    assert (score_of(known) > score_of(without)) is not bool(left)


def test_a_known_setting_ends_no_excess() -> None:
    lines = looks(MEITUAN, "location", FIVE_MINUTES)
    known = Told(settings={(MEITUAN, "location"): "while-using"})
    assert judged_app(lines, told=known) == judged_app(lines)


def test_a_known_setting_is_that_of_one_app_and_one_permission() -> None:
    lines = looks(WECHAT, "photos", DAILY)
    other = Told(settings={(WECHAT, "contacts"): "limited", (TAOBAO, "photos"): "limited"})
    assert judged_app(lines, told=other) == judged_app(lines)


@pytest.mark.parametrize(("version", "score"), [(15, 100), (16, 100), (17, 100), (18, 95), (26, 95), (None, 95)])
def test_what_an_older_ios_cannot_do_costs_nothing(version: int | None, score: int) -> None:
    """Contacts can be limited from iOS 18 on."""
    assert judged_app(looks("com.alipay.iphoneclient", "contacts", DAILY), version=version).score == score
    assert judged_app(looks(WECHAT, "photos", DAILY), version=version).score == 95


def test_an_unknown_app_stands_out_where_most_kinds_would_go_too_far() -> None:
    calm, steady, much = (
        judged_app(lines)
        for lines in (
            looks(UNKNOWN, "location", [at(12)]),
            looks(UNKNOWN, "location", FIVE_MINUTES),
            [line for topic in ("contacts", "microphone") for line in looks(UNKNOWN, topic, DAILY)],
        )
    )
    assert [(app.striking, app.stands_out) for app in (calm, steady, much)] == [(-10, False), (-40, True), (-61, True)]


def test_nights_of_somebody_who_was_up_make_no_unknown_app_stand_out() -> None:
    lines = looks(UNKNOWN, "photos", NIGHTLY)
    assert [judged_app(lines, told=Told(awake=awake)).stands_out for awake in (False, True)] == [True, False]


def test_the_counter_of_identifiers_is_not_part_of_the_verdict() -> None:
    numbers = count(1000)
    renamed = [line for moment in NIGHTLY for line in access(WECHAT, "photos", moment, identifier=f"OTHER-{next(numbers)}")]
    assert judged(renamed) == judged(looks(WECHAT, "photos", NIGHTLY))


def test_a_firm_that_apple_names_and_our_table_knows_is_one_firm() -> None:
    ours = network("com.autonavi.amap", "doubleclick.net")
    lines = [*ours, *network("com.autonavi.amap", "nobody.example", owner="Google LLC", domain_type=1)]
    (app,) = judged([*access("com.autonavi.amap", "location", at(9)), *lines]).apps
    assert [(tracker.group, tracker.purpose) for tracker in app.trackers] == [("google", "ads"), ("google", "profiling")]
    assert app.findings == (), "one firm costs nothing"
    (app,) = judged([*ours, *network("com.autonavi.amap", "nobody.example", owner="Somebody Inc.", domain_type=1)]).apps
    assert [finding.evidence.companies for finding in app.findings] == [("google", "somebody")]  # type: ignore[union-attr]
