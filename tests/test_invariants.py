"""What must hold for every report, judged all the way from its bytes: nobody is worse off for fewer looks, and nothing that says
nothing about an app changes its score."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from report_lines import CATEGORIES

from coach.activity import activities
from coach.catalogue import Naming
from coach.content import UNKNOWN_TYPE, Content, load_content
from coach.models import Activity, Assessment
from coach.reading import read_report
from coach.scoring import assess

CONTENT = load_content()
EXAMPLES = settings(max_examples=200)
MONDAY = datetime(2025, 11, 24, tzinfo=timezone(timedelta(hours=8)))
APPS = (
    "com.tencent.xin",
    "com.meituan.imeituan",
    "com.autonavi.amap",
    "ch.admin.meteoswiss",
    "com.taobao.taobao4iphone",
    "5Q4J53EFRC.com.sbb.ch",
    "com.example.lumapuzzle",
    "com.apple.Preferences",
    "com.apple.store.Jolly",
    "fr.lemonde.LeMonde",
)
HOSTS = (
    "ulogs.umeng.com",
    "api2.branch.io",
    "app-measurement.com",
    "doubleclick.net",
    "api.growingio.com",
    "t.appsflyer.com",
    "app.adjust.com",
    "hm.baidu.com",
    "api.weixin.qq.com",
    "api.meituan.com",
    "203.0.113.17",
    "printer.local",
    "nobody.example",
)


@dataclass(frozen=True)
class Look:
    app: str
    category: str
    seconds: int
    """From the first midnight."""
    number: int
    picker: bool = False


@dataclass(frozen=True)
class Contact:
    app: str
    host: str
    initiated: str = "AppInitiated"
    context: str = ""
    hits: int = 9
    seconds: int = 500_000
    owner: str = ""
    """As Apple names it; with one, the host is on Apple's list."""


@dataclass(frozen=True)
class Week:
    """What a generated report holds."""

    looks: tuple[Look, ...]
    contacts: tuple[Contact, ...]


def look_lines(look: Look, further: str = "", days: int = 0) -> list[bytes]:
    begin = MONDAY + timedelta(days=days, seconds=look.seconds)
    picker = '"outOfProcess":true,' if look.picker else ""
    head = f'{{{further}"accessor":{{"identifier":"{look.app}","identifierType":"bundleID"}},"category":"{look.category}",{picker}'
    return [
        f'{head}"identifier":"{look.number}","kind":"{kind}","timeStamp":"{time.isoformat(timespec="milliseconds")}","type":"access"}}'.encode()
        for kind, time in (("intervalBegin", begin), ("intervalEnd", begin + timedelta(seconds=12)))
    ]


def contact_line(contact: Contact, further: str = "", days: int = 0) -> bytes:
    last = (MONDAY + timedelta(days=days, seconds=contact.seconds)).isoformat(timespec="milliseconds")
    return (
        f'{{{further}"bundleID":"{contact.app}","domain":"{contact.host}","context":"{contact.context}","initiatedType":"{contact.initiated}",'
        f'"hits":{contact.hits},"firstTimeStamp":"{MONDAY.replace(year=2020).isoformat(timespec="milliseconds")}","timeStamp":"{last}",'
        f'"domainType":{1 if contact.owner else 2},"domainOwner":"{contact.owner}","type":"networkActivity"}}'
    ).encode()


def lines_of(week: Week, further: str = "", days: int = 0) -> list[bytes]:
    looks = [line for look in week.looks for line in look_lines(look, further, days)]
    return looks + [contact_line(contact, further, days) for contact in week.contacts]


def assessed(*files: Sequence[bytes], content: Content = CONTENT) -> Assessment:
    report = read_report([(f"{number}.ndjson", b"\n".join(lines)) for number, lines in enumerate(files)])
    return assess(activities(report, CONTENT), content, {})


def ledger(assessment: Assessment) -> dict[str, object]:
    """All that costs points, without when it was seen."""
    apps: dict[str, object] = {
        app.profile.bundle_id: (app.score, app.grade, [(f.rule, f.topic, f.points) for f in app.findings]) for app in assessment.apps
    }
    return {"phone": (assessment.score, assessment.grade)} | apps


def scores(assessment: Assessment) -> dict[str, int]:
    return {app.profile.bundle_id: app.score for app in assessment.apps}


Seen = tuple[str, str, int, bool]
"""App, category, second, picker."""
SHAPES = {  # minute of the day it begins in, seconds between looks, looks
    "nights": (st.integers(0, 359), st.just(86_400), st.integers(4, 8)),
    "days": (st.integers(360, 1439), st.just(86_400), st.integers(1, 8)),
    "rhythm": (st.integers(0, 1439), st.sampled_from([600, 840, 900]), st.integers(30, 110)),
    "hours": (st.integers(0, 59), st.sampled_from([3600, 3600, 5400]), st.integers(20, 125)),
    "burst": (st.integers(0, 1439), st.sampled_from([0, 1, 20]), st.integers(4, 130) | st.integers(85, 190)),
}


ANY_TOPIC = st.tuples(st.sampled_from(APPS), st.sampled_from((*CATEGORIES, "somethingNew")) | st.sampled_from(CATEGORIES[:3]))
# Types that need a permission are few, and have rules of their own.
TOPICS = ANY_TOPIC | ANY_TOPIC | ANY_TOPIC | st.just(("com.meituan.imeituan", "location"))


@st.composite
def series(draw: st.DrawFn, topics: st.SearchStrategy[tuple[str, str]] = TOPICS) -> list[Seen]:
    """One app at one category, in one of the shapes that looks come in."""
    app, category = draw(topics)
    start, step, number = (draw(part) for part in SHAPES[draw(st.sampled_from(list(SHAPES)))])
    day = draw(st.integers(0, 9))
    picker = draw(st.integers(0, 7)) == 0
    return [(app, category, day * 86_400 + start * 60 + place * step, picker) for place in range(number)]


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """A few intense series, so that most reports hold findings and yet are read in a moment. Often several of them are of one app's looks
    at one thing, dense on some days and sparse on others."""
    topics = st.just(draw(TOPICS)) | TOPICS
    seen = [look for part in draw(st.lists(series(topics), min_size=2, max_size=4)) for look in part]
    looks = tuple(Look(app, category, seconds, number, picker) for number, (app, category, seconds, picker) in enumerate(seen))
    own = st.builds(Contact, st.sampled_from(APPS), st.sampled_from(HOSTS))
    opened = st.builds(
        Contact, st.sampled_from(APPS), st.sampled_from(HOSTS), st.sampled_from(["AppInitiated", "NonAppInitiated"]), st.just("a.example")
    )
    pairs = st.tuples(st.sampled_from(APPS), st.sets(st.sampled_from(HOSTS), max_size=12))
    app, hosts = draw(pairs)
    listed = st.builds(
        lambda app, host, owner, seconds: Contact(app, host, owner=owner, seconds=seconds),
        st.sampled_from(APPS),
        st.sampled_from(["nobody.example", "measure.example"]),
        st.sampled_from(["", "Somebody Inc.", "Tencent", "Apple Inc."]),
        st.sampled_from([500_000, 400_000]),
    )
    contacts = (
        draw(st.lists(own | opened, max_size=4)) + draw(st.lists(listed, max_size=4)) + [Contact(app, host) for host in sorted(hosts)]
    )
    return Week(looks, tuple(dict.fromkeys(contacts)))


def counts(activity: Activity, category: str) -> dict[str, int]:
    pattern = activity.uses.get(category)
    return pattern.model_dump(exclude={"rhythm", "by_hour"}) if pattern else {}


def assert_none_is_worse_off(before: Assessment, after: Assessment) -> None:
    left = scores(after)
    assert {app: (score, left[app]) for app, score in scores(before).items() if left.get(app, 100) < score} == {}
    assert after.score >= before.score


def test_generated_reports_hold_findings_of_all_rules() -> None:
    """Without findings the properties below would hold for no reason."""
    seen: Counter[str] = Counter()

    @settings(max_examples=500)
    @given(weeks())
    def look_at(week: Week) -> None:
        apps = assessed(lines_of(week)).apps
        rules = {finding.rule for app in apps for finding in app.findings}
        seen.update([*rules, *(f.topic for app in apps for f in app.findings), "reports"])
        seen["with a pattern"] += bool(rules - {"trackers"})
        seen["rhythms"] += any(pattern.rhythm for app in apps for pattern in app.activity.uses.values())

    look_at()
    assert seen["with a pattern"] > seen["reports"] * 0.5
    assert seen["rhythms"] > seen["reports"] * 0.2
    assert {rule.id for rule in CONTENT.rules.rule} <= set(seen)
    assert {*CATEGORIES, "trackers"} <= set(seen)


LEFT_OUT: dict[str, Callable[[Look, Look], bool]] = {
    "one look": lambda look, other: look == other,
    "an hour": lambda look, other: look.seconds // 3600 == other.seconds // 3600,
    "a day": lambda look, other: look.seconds // 86_400 == other.seconds // 86_400,
    "all days but one": lambda look, other: look.seconds // 86_400 != other.seconds // 86_400,
    "all that follows": lambda look, other: look.seconds >= other.seconds,
    "every other look": lambda look, other: look.number % 2 == other.number % 2,
}


@settings(max_examples=300)
@given(weeks(), st.integers(0, 10_000), st.sampled_from(list(LEFT_OUT)))
def test_a_look_less_makes_no_app_worse(week: Week, place: int, what: str) -> None:
    """One look, or many of one app at one thing."""
    one = week.looks[place % len(week.looks)]
    gone = {look for look in week.looks if (look.app, look.category) == (one.app, one.category) and LEFT_OUT[what](look, one)}
    left = replace(week, looks=tuple(look for look in week.looks if look not in gone))
    assume(left.looks or left.contacts)
    before, after = assessed(lines_of(week)), assessed(lines_of(left))
    assert_none_is_worse_off(before, after)
    earlier = {app.profile.bundle_id: app.activity for app in before.apps}
    for app in after.apps:
        for category in app.activity.uses:
            more = counts(earlier[app.profile.bundle_id], category)
            assert all(count <= more[name] for name, count in counts(app.activity, category).items())


@EXAMPLES
@given(weeks().filter(lambda week: week.contacts), st.integers(0, 10_000))
def test_a_contact_less_makes_no_app_worse(week: Week, place: int) -> None:
    gone = week.contacts[place % len(week.contacts)]
    left = replace(week, contacts=tuple(contact for contact in week.contacts if contact != gone))
    assert_none_is_worse_off(assessed(lines_of(week)), assessed(lines_of(left)))


@EXAMPLES
@given(weeks(), st.integers(0, 2**32))
def test_lines_repeated_or_in_another_order_change_nothing(week: Week, seed: int) -> None:
    rng = Random(seed)
    lines = lines_of(week)
    mixed = lines + rng.choices(lines, k=len(lines) // 3 + 1)
    rng.shuffle(mixed)
    assert assessed(mixed) == assessed(lines)


@EXAMPLES
@given(weeks(), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_report_cut_in_two_overlapping_files_is_the_same_report(week: Week, one: float, other: float, swapped: bool) -> None:
    begins, stops = sorted((one, other))
    lines = sorted(line for look in week.looks for line in look_lines(look))
    earlier = [contact_line(replace(contact, hits=3, seconds=400_000)) for contact in week.contacts]
    first = lines[: max(1, round(stops * len(lines)))] + earlier
    second = lines[round(begins * len(lines)) :] + [contact_line(contact) for contact in week.contacts]
    assume(second)
    files = (second, first) if swapped else (first, second)
    assert assessed(*files) == assessed(lines_of(week))


@EXAMPLES
@given(weeks(), series())
def test_what_was_chosen_in_the_picker_costs_nothing(week: Week, further: list[Seen]) -> None:
    chosen = tuple(Look(app, category, seconds, 10_000 + number, True) for number, (app, category, seconds, _) in enumerate(further))
    before, after = assessed(lines_of(week)), assessed(lines_of(replace(week, looks=week.looks + chosen)))
    assert_same_findings(before, after)


@EXAMPLES
@given(weeks(), series())
def test_categories_of_a_later_ios_cost_nothing(week: Week, further: list[Seen]) -> None:
    new = tuple(Look(app, "thoughts", seconds, 10_000 + number, picker) for number, (app, _, seconds, picker) in enumerate(further))
    before, after = assessed(lines_of(week)), assessed(lines_of(replace(week, looks=week.looks + new)))
    assert_same_findings(before, after)


@EXAMPLES
@given(weeks(), st.lists(st.tuples(st.sampled_from(APPS), st.from_regex(r"[a-z]{1,8}\.example", fullmatch=True)), max_size=20))
def test_hosts_of_unknown_owners_cost_nothing(week: Week, hosts: list[tuple[str, str]]) -> None:
    unknown = tuple(Contact(app, host) for app, host in hosts)
    before, after = assessed(lines_of(week)), assessed(lines_of(replace(week, contacts=tuple(dict.fromkeys(week.contacts + unknown)))))
    assert_same_findings(before, after)


def assert_same_findings(before: Assessment, after: Assessment) -> None:
    held = {app.profile.bundle_id: app.findings for app in before.apps}
    for app in after.apps:
        assert app.findings == held.get(app.profile.bundle_id, ())
    assert after.score == before.score


@EXAMPLES
@given(weeks(), st.sampled_from(['"novel":1,', '"novel":{"deep":[1,null,"x"]},', '"novel":"x","accessCount":0,', '"新":true,']))
def test_keys_of_a_later_ios_change_nothing(week: Week, further: str) -> None:
    assert assessed(lines_of(week, further)) == assessed(lines_of(week))


@EXAMPLES
@given(weeks(), st.integers(-1500, 1500))
def test_the_same_behaviour_on_other_days_is_judged_the_same(week: Week, days: int) -> None:
    assert ledger(assessed(lines_of(week, days=days))) == ledger(assessed(lines_of(week)))


@EXAMPLES
@given(weeks())
def test_points_add_up_to_the_score(week: Week) -> None:
    assessment = assessed(lines_of(week))
    for app in assessment.apps:
        assert app.score == 100 + sum(finding.points for finding in app.findings)
        assert 0 <= app.score <= 100
        assert len({finding.topic for finding in app.findings}) == len(app.findings)
        assert all(finding.points <= 0 for finding in app.findings)
    lowest = sorted(app.score for app in assessment.apps if app.scored)[:3]
    assert assessment.score == int((sum(lowest) + 100 * (3 - len(lowest))) / 3 + 0.5)


def judged_as(lines: Iterable[bytes], types: tuple[str, ...], content: Content = CONTENT) -> int:
    (activity,) = activities(read_report([("r", b"\n".join(lines))]), CONTENT)
    return assess([activity], content, {activity.bundle_id: Naming(types=types)}).apps[0].score


ONLY_NOT_NEEDED = CONTENT.model_copy(
    update={"rules": CONTENT.rules.model_copy(update={"rule": tuple(rule for rule in CONTENT.rules.rule if rule.id == "not-needed")})}
)


@EXAMPLES
@given(weeks(), st.data())
def test_an_app_nobody_knows_is_read_in_its_favour(week: Week, data: st.DataObject) -> None:
    app = "com.example.nobody"
    lines = lines_of(Week(tuple(replace(look, app=app) for look in week.looks), ()))
    known = data.draw(st.sampled_from([row for row in CONTENT.types.values() if row.id != UNKNOWN_TYPE]))
    assert judged_as(lines, (UNKNOWN_TYPE,), ONLY_NOT_NEEDED) == 100 >= judged_as(lines, (known.id,), ONLY_NOT_NEEDED)
    if not any(use.when == "all_day" for use in known.background_ok.values()):
        assert judged_as(lines, (UNKNOWN_TYPE,)) >= judged_as(lines, (known.id,))
