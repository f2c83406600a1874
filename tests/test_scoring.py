"""The verdict: ordinary apps keep their A or B however large their counts, the cases people were angry about don't; and how it adds up."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from report_lines import CATEGORIES, access, at, ndjson, network, read

from coach.activity import activities
from coach.catalogue import Naming, Namings, profile
from coach.content import Content, Rule, Step, load_content
from coach.models import AppAssessment, Assessment, Category, Companies, Counts
from coach.needs import Needs
from coach.scoring import assess, phone_score

CONTENT = load_content()
WEEK = range(7)
AWAKE = (7, 23)
WECHAT, TAOBAO, MEITUAN = "com.tencent.xin", "com.taobao.taobao4iphone", "com.meituan.imeituan"
UNKNOWN = "com.example.lumapuzzle"
Times = list[datetime]


def judged(lines: Iterable[str], namings: Namings | None = None, content: Content = CONTENT) -> Assessment:
    return assess(activities(read(ndjson(lines)), CONTENT), content, namings or {})


def judged_app(lines: Iterable[str], *types: str, content: Content = CONTENT) -> AppAssessment:
    """The only app in these lines, of these types where any are given."""
    lines = list(lines)
    (activity,) = activities(read(ndjson(lines)), CONTENT)
    namings = {activity.bundle_id: Naming(types=types)} if types else {}
    return assess([activity], content, namings).apps[0]


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
    "Apple Mail showing names": lambda rng: looks("com.apple.mobilemail", "contacts", by_day(rng, 25)),
    "WhatsApp sending pictures by day": lambda rng: looks("net.whatsapp.WhatsApp", "photos", by_day(rng, 4) + by_day(rng, 1, range(6))),
    "WeChat as in the real Chinese week": lambda rng: (
        looks(WECHAT, "photos", by_day(rng, 6) + by_day(rng, 1, range(4), (0, 2))) + looks(WECHAT, "location", by_day(rng, 5))
    ),
    "Strava, a ride of an hour": lambda _: looks("com.strava.stravaride", "location", ride(1)),
    "Strava, a ride of five hours": lambda _: looks("com.strava.stravaride", "location", ride(5)),
    "Strava, a ride from morning to night": lambda _: looks("com.strava.stravaride", "location", ride(13)),
    "live location shared for five nights": lambda _: looks(
        "net.whatsapp.WhatsApp", "location", [t for d in range(5) for t in every(2, at(22, day=d), at(8, day=d + 1))]
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


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", INNOCENT)
def test_ordinary_apps_keep_an_a_or_b(case: str, seed: int) -> None:
    app = judged_app(INNOCENT[case](Random(seed)))
    assert app.grade in ("A", "B"), app.findings


NIGHTLY = [at(3, day=day) for day in WEEK]
DAILY = [at(12, day=day) for day in WEEK]
ON_FIVE_DAYS = DAILY[:5]
ON_THREE_DAYS = DAILY[:3]
FIVE_MINUTES = every(5, at(10, 15, day=2), at(15, 9, day=4))

OFFENDERS: dict[str, tuple[str, list[str], tuple[str, ...]]] = {
    "a messenger at the photos every night": ("CDE", looks(WECHAT, "photos", NIGHTLY), ()),
    "a shop at the photos every night": ("CDE", looks(TAOBAO, "photos", NIGHTLY), ()),
    "Meituan at the location every five minutes": ("DE", looks(MEITUAN, "location", FIVE_MINUTES), ()),
    "a food-delivery app at the location every five minutes": ("DE", looks(UNKNOWN, "location", FIVE_MINUTES), ("food-delivery",)),
    "an unknown app at the location every five minutes": ("DE", looks(UNKNOWN, "location", FIVE_MINUTES), ()),
    "a map at the location every five minutes for two days": ("DE", looks("com.autonavi.amap", "location", FIVE_MINUTES), ()),
    "a torch reading contacts on five days": ("CDE", looks("com.example.torch", "contacts", ON_FIVE_DAYS), ("utilities",)),
    "a calculator reading contacts": ("CDE", looks("com.example.calc", "contacts", ON_THREE_DAYS), ("utilities",)),
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
    assert app.grade in grades, (app.score, app.findings)


@pytest.mark.parametrize("types", [(), ("instant-messaging",), ("map-navigation",), ("weather",)])
@pytest.mark.parametrize("topic", CATEGORIES)
def test_one_look_is_a_b_at_worst(topic: Category, types: tuple[str, ...]) -> None:
    assert judged_app(looks(UNKNOWN, topic, [at(12)]), *types).score >= 80


def test_a_super_app_is_given_the_most_generous_of_its_types() -> None:
    lines = looks(UNKNOWN, "contacts", DAILY)
    assert judged_app(lines, "online-shopping").score == 64
    assert judged_app(lines, "instant-messaging").score == 100
    assert judged_app(lines, "online-shopping", "instant-messaging").score == 100
    assert judged_app(lines, "instant-messaging", "online-shopping").score == 100


def test_bikes_for_rent_do_not_excuse_day_and_night() -> None:
    app = judged_app(looks(MEITUAN, "location", FIVE_MINUTES))
    (finding,) = app.findings
    assert (finding.level, finding.measure, finding.points, app.score) == ("needed", "busy_hours", -40, 60)


def test_what_an_unknown_app_touches_costs_nothing() -> None:
    for category in CATEGORIES:
        assert judged_app(looks(UNKNOWN, category, DAILY)).findings == ()


def test_saying_what_an_app_is_changes_its_verdict() -> None:
    lines = looks(UNKNOWN, "contacts", DAILY)
    assert (judged_app(lines).score, judged_app(lines, "gaming").score) == (100, 64)


def test_what_a_person_says_goes_before_the_catalogue() -> None:
    lines = looks(WECHAT, "contacts", DAILY)
    assert (judged_app(lines).score, judged_app(lines, "gaming").score) == (100, 64)


def test_an_app_whose_job_goes_on_all_day_may_look_all_day() -> None:
    lines = looks(UNKNOWN, "location", every(5, at(0), at(23, 59, day=6)))
    assert judged_app(lines, "kids-devices").findings == ()
    assert judged_app(lines, "weather", "online-shopping").findings == ()
    assert judged_app(lines, "transit").score < 65  # allowed while something goes on, not all day


def test_parts_of_ios_are_listed_but_not_scored() -> None:
    lines = looks("com.apple.Preferences", "contacts", every(5, at(0), at(23, day=6))) + looks(
        "online-auth-agent", "location", FIVE_MINUTES
    )
    assessment = judged(lines + looks(WECHAT, "photos", NIGHTLY))
    assert [(app.profile.bundle_id, app.scored) for app in assessment.apps] == [
        (WECHAT, True),
        ("com.apple.Preferences", False),
        ("online-auth-agent", False),
    ]
    assert assessment.score == phone_score([assessment.apps[0].score], CONTENT.rules)
    assert all(not app.findings and app.score == 100 for app in assessment.apps[1:])


def test_contacts_are_not_held_against_apples_own_apps_but_other_topics_are() -> None:
    shop, every_hour = "com.apple.store.Jolly", every(10, at(0), at(23, 59, day=6))
    assert judged_app(looks(shop, "contacts", every_hour)).findings == ()
    assert judged_app(looks(shop, "photos", every_hour)).findings != ()
    assert judged_app(looks(TAOBAO, "contacts", every_hour)).findings != ()


@pytest.mark.parametrize(
    ("scores", "phone"),
    [
        ([], 100),
        ([70], 90),
        ([0], 67),
        ([60, 78], 79),
        ([50, 50, 50, 100, 100], 50),
        ([0, 0, 0, 0], 0),
        ([100, 90, 20, 80], 63),
        ([99, 99], 99),
        ([100, 100, 99], 100),
        ([100, 99, 99], 99),
    ],
)
def test_the_phone_is_the_mean_of_its_three_lowest_apps(scores: list[int], phone: int) -> None:
    assert phone_score(scores, CONTENT.rules) == phone


def test_half_a_point_is_rounded_up() -> None:
    two = CONTENT.model_copy(update={"rules": CONTENT.rules.model_copy(update={"lowest_apps": 2})})
    assert [phone_score(scores, two.rules) for scores in ([99], [98, 99], [97, 98], [0, 1])] == [100, 99, 98, 1]


def test_a_clean_app_never_hides_a_bad_one() -> None:
    bad = looks(MEITUAN, "location", FIVE_MINUTES) + looks(WECHAT, "photos", NIGHTLY) + looks(TAOBAO, "photos", NIGHTLY)
    clean = [line for number in range(20) for line in looks(f"com.example.clean{number}", "photos", [at(9)])]
    assert judged(bad).score == judged(bad + clean).score == 72


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
    all_day = every(10, at(0), at(23, 59, day=6))
    lines = [line for category in CATEGORIES for line in looks(UNKNOWN, category, all_day)]
    app = judged_app(lines, "ebooks")
    points = [finding.points for finding in app.findings]
    assert (app.score, sum(points), app.grade) == (0, -100, "E")
    assert points == sorted(points)


def test_apps_come_worst_first() -> None:
    lines = looks(WECHAT, "photos", NIGHTLY) + looks(MEITUAN, "location", FIVE_MINUTES) + looks("com.b", "photos", [at(9)])
    found = judged([*lines, *looks("com.a", "photos", [at(9)])])
    assert [(app.profile.bundle_id, app.score) for app in found.apps] == [(MEITUAN, 60), (WECHAT, 78), ("com.a", 100), ("com.b", 100)]


def test_evidence_holds_the_counts_of_the_report() -> None:
    (finding,) = judged_app(looks(WECHAT, "photos", [*NIGHTLY, at(9)])).findings
    assert finding.evidence == Counts(count=8, night=7, nights=7, days=7, busiest_day=2, hours_of_week=8, busy_hours=0)


def test_the_basis_of_a_need_not_met_is_that_of_the_need() -> None:
    (not_needed,) = judged_app(looks(UNKNOWN, "contacts", DAILY), "gaming").findings
    (pattern,) = judged_app(looks(WECHAT, "photos", NIGHTLY)).findings
    assert not_needed.basis == CONTENT.types["gaming"].expect["contacts"].basis
    assert pattern.basis == "judgement"


TRACKERS = ("ulogs.umeng.com", "api2.branch.io", "api.growingio.com")


def test_trackers_of_other_companies_cost_by_company_not_by_host() -> None:
    one = judged_app(contacts(UNKNOWN, ["ulogs.umeng.com", "alogs.umeng.com", "plbslog.umeng.com"]))
    three = judged_app(contacts(UNKNOWN, TRACKERS))
    assert [finding.points for app in (one, three) for finding in app.findings] == [-2, -6]
    assert [len(app.trackers) for app in (one, three)] == [1, 3]


def test_a_company_with_two_services_is_one_company() -> None:
    (finding,) = judged_app(contacts(UNKNOWN, ["app-measurement.com", "doubleclick.net"])).findings
    assert finding.evidence == Companies(tracker_owners=1, hosts=2, companies=("google",))


def test_trackers_of_the_apps_own_group_cost_nothing() -> None:
    app = judged_app(contacts(TAOBAO, ["ulogs.umeng.com"]))
    assert (app.trackers, app.findings) == ((), ())
    assert judged_app(contacts(WECHAT, ["ulogs.umeng.com"])).findings != ()


def test_what_the_person_opened_costs_nothing() -> None:
    lines = [line for host in TRACKERS for line in network(UNKNOWN, host, context="news.example")]
    lines += [line for host in TRACKERS for line in network(UNKNOWN, host, initiated="NonAppInitiated")]
    assert judged_app(lines).findings == ()


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
    app = judged_app(contacts(UNKNOWN, [host]) + looks(UNKNOWN, "photos", [at(9)]))
    assert (app.findings, app.trackers) == ((), ())


@pytest.mark.parametrize("purpose", ["push", "crash", "cdn", "payment", "map-location"])
def test_services_that_do_not_measure_people_cost_nothing(purpose: str) -> None:
    hosts = [row.domain for row in CONTENT.owners.values() if purpose in (row.purpose, row.kind)]
    assert hosts
    assert judged_app(contacts(UNKNOWN, hosts)).findings == ()


def with_steps(rule: str, topic: str, steps: tuple[Step, ...]) -> Content:
    """The content with other weights for one rule and topic."""
    changed = [row.model_copy(update={"steps": {**row.steps, topic: steps}}) if row.id == rule else row for row in CONTENT.rules.rule]
    return CONTENT.model_copy(update={"rules": CONTENT.rules.model_copy(update={"rule": tuple(changed)})})


def test_a_weight_in_the_rules_is_what_a_finding_costs() -> None:
    lines = looks(WECHAT, "photos", NIGHTLY)
    changed = with_steps("nights", "photos", (Step(at=7, points=-31),))
    assert judged_app(lines, content=changed).score == 69
    assert judged_app(lines, content=with_steps("nights", "photos", ())).score == 100


def lines_with(measure: str, number: int, topic: str) -> list[str]:
    """An app whose count of this measure is just this."""
    start = at(12)
    series: dict[str, Callable[[], Times]] = {
        "days": lambda: [at(12, day=day) for day in range(number)],
        "nights": lambda: [at(3, day=day) for day in range(number)],
        "hours_of_week": lambda: [start.replace(hour=0) + timedelta(hours=hour) for hour in range(number)],
        "busy_hours": lambda: [at(23 - hour, minute) for hour in range(number) for minute in (0, 10, 20, 30)],
        "busiest_day": lambda: [start + timedelta(seconds=3 * look) for look in range(number)],
    }
    return looks(UNKNOWN, topic, series[measure]())


STEPS = [
    pytest.param(rule, topic, step, id=f"{rule.id} {topic} {step.at}")
    for rule in CONTENT.rules.rule
    for topic, steps in rule.steps.items()
    for step in steps
    if topic != "trackers"
]


@pytest.mark.parametrize(("rule", "topic", "step"), STEPS)
def test_each_step_begins_at_its_count(rule: Rule, topic: Category, step: Step) -> None:
    """Judged by this rule alone, with a type of app to which it applies."""
    only = CONTENT.model_copy(update={"rules": CONTENT.rules.model_copy(update={"rule": (rule,)})})
    needs = {
        row.id: Needs(CONTENT).of(profile(UNKNOWN, CONTENT, {UNKNOWN: Naming(types=(row.id,))}), topic) for row in CONTENT.types.values()
    }
    kind = next(kind for kind, need in needs.items() if need.level in rule.levels and not need.all_day)
    reached = judged_app(lines_with(rule.measure, step.at, topic), kind, content=only)
    below = judged_app(lines_with(rule.measure, step.at - 1, topic) + looks(UNKNOWN, "other", [at(1)]), kind, content=only)
    assert reached.score == 100 + step.points
    assert below.score > reached.score


def test_the_counter_of_identifiers_is_not_part_of_the_verdict() -> None:
    numbers = count(1000)
    renamed = [line for moment in NIGHTLY for line in access(WECHAT, "photos", moment, identifier=f"OTHER-{next(numbers)}")]
    assert judged(renamed) == judged(looks(WECHAT, "photos", NIGHTLY))
