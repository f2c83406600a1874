"""What must hold for every report, judged all the way from its bytes: nobody is worse off for fewer looks, and nothing that says
nothing about an app changes its score.

Each promise is a function over a generated week, how that is judged, and what else it draws. Those of one kind are tried on the same
weeks: generating and judging a week takes longer than most promises, and a failure names the promise in its traceback.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import groupby
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from report_lines import CATEGORIES

from coach.catalogue import Naming, bare_id
from coach.content import UNKNOWN_TYPE, load_content
from coach.judge import Verdict, judge
from coach.models import Activity, AppAssessment, Assessment, Report
from coach.plan import KnownSetting, Plan
from coach.reading import read_report
from coach.scoring import Phone

CONTENT = load_content()
EXAMPLES = settings(max_examples=80)
MONDAY = datetime(2025, 11, 24, tzinfo=timezone(timedelta(hours=8)))
WECHAT, MEITUAN, AMAP, TAOBAO = "com.tencent.xin", "com.meituan.imeituan", "com.autonavi.amap", "com.taobao.taobao4iphone"
BANK, BROWSER, VPN, NOBODY = "com.cmbchina.MPBBank", "org.mozilla.ios.Firefox", "com.cloudflare.1dot1dot1dot1", "com.example.lumapuzzle"
CARRIERS = (BROWSER, VPN)
APPS = (
    WECHAT,
    MEITUAN,
    AMAP,
    TAOBAO,
    BANK,
    BROWSER,
    VPN,
    NOBODY,
    "ch.admin.meteoswiss",
    "5Q4J53EFRC.com.sbb.ch",
    "com.apple.Preferences",
    "com.apple.store.Jolly",
    "com.strava.stravaride",
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
MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Look:
    app: str
    category: str
    seconds: int
    """From the first midnight."""
    length: int
    """In seconds."""
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


Timed = tuple[int, bytes]
"""When a line was written, in seconds from the first midnight, and the line."""


def look_lines(look: Look, further: str = "", days: int = 0) -> list[Timed]:
    picker = '"outOfProcess":true,' if look.picker else ""
    head = f'{{{further}"accessor":{{"identifier":"{look.app}","identifierType":"bundleID"}},"category":"{look.category}",{picker}'
    return [
        (
            seconds,
            f'{head}"identifier":"{look.number}","kind":"{kind}","timeStamp":"{stamp(seconds, days)}","type":"access"}}'.encode(),
        )
        for kind, seconds in (("intervalBegin", look.seconds), ("intervalEnd", look.seconds + look.length))
    ]


def stamp(seconds: int, days: int = 0) -> str:
    return (MONDAY + timedelta(days=days, seconds=seconds)).isoformat(timespec="milliseconds")


def contact_line(contact: Contact, further: str = "", days: int = 0) -> bytes:
    return (
        f'{{{further}"bundleID":"{contact.app}","domain":"{contact.host}","context":"{contact.context}","initiatedType":"{contact.initiated}",'
        f'"hits":{contact.hits},"firstTimeStamp":"{stamp(0, days)}","timeStamp":"{stamp(contact.seconds, days)}",'
        f'"domainType":{1 if contact.owner else 2},"domainOwner":"{contact.owner}","type":"networkActivity"}}'
    ).encode()


def lines_of(week: Week, further: str = "", days: int = 0) -> list[bytes]:
    looks = [line for look in week.looks for _, line in look_lines(look, further, days)]
    return looks + [contact_line(contact, further, days) for contact in week.contacts]


def read(*files: Sequence[bytes]) -> Report:
    return read_report([(f"{number}.ndjson", b"\n".join(lines)) for number, lines in enumerate(files)])


def judged(*files: Sequence[bytes], plan: Plan | None = None) -> Verdict:
    return judge(read(*files), CONTENT, plan)


def assessed(*files: Sequence[bytes]) -> Assessment:
    return judged(*files).assessment


def ledger(assessment: Assessment) -> dict[str, object]:
    """All that costs points, without when it was seen."""
    apps: dict[str, object] = {
        app.profile.bundle_id: (app.state, app.score, app.grade, [(f.rule, f.tier, f.topic, f.points) for f in app.findings])
        for app in assessment.apps
    }
    return {"phone": (assessment.score, assessment.grade)} | apps


def scores(assessment: Assessment) -> dict[str, int]:
    """Of the apps that are judged."""
    return {app.profile.bundle_id: app.score for app in assessment.apps if app.score is not None}


Moments = list[tuple[int, int]]
"""When looks begin, in seconds from the first midnight, and how long they take."""


def steps(begin: int, step: int, number: int, length: int = 12) -> Moments:
    return [(begin + place * step, length) for place in range(number)]


def daily(moments: Moments, days: int) -> Moments:
    return [(day * DAY + begin, length) for day in range(days) for begin, length in moments]


LENGTHS = st.sampled_from([0, 12, 300, 40 * MINUTE])
SHAPES: dict[str, st.SearchStrategy[Moments]] = {
    "nights": st.builds(steps, st.integers(HOUR, 5 * HOUR - 1), st.just(DAY), st.integers(4, 8), LENGTHS),
    "days": st.builds(steps, st.integers(0, DAY - 1), st.just(DAY), st.integers(1, 8), LENGTHS),
    "rhythm": st.builds(steps, st.integers(0, DAY - 1), st.sampled_from([600, 840, 900]), st.integers(30, 110)),
    "hours": st.builds(steps, st.integers(0, HOUR - 1), st.sampled_from([HOUR, HOUR, 5400]), st.integers(20, 125)),
    "burst": st.builds(steps, st.integers(0, DAY - 1), st.sampled_from([0, 1, 20]), st.integers(4, 130) | st.integers(85, 190)),
    "full days": st.builds(
        daily, st.builds(steps, st.integers(6 * HOUR, 9 * HOUR), st.sampled_from([1500, 1600]), st.integers(19, 23)), st.integers(4, 7)
    ),
    "again": st.builds(
        daily, st.builds(steps, st.integers(7 * HOUR, 15 * HOUR), st.sampled_from([50, 2 * HOUR]), st.integers(2, 5)), st.integers(3, 7)
    ),
    "long": st.builds(
        steps, st.integers(0, DAY - 1), st.sampled_from([HOUR, 7 * HOUR, DAY]), st.integers(1, 5), st.integers(1, 18).map(HOUR.__mul__)
    ),
}
TIMED = ("camera", "microphone", "screenRecording")
OF_TIMED = ("long", "long", "nights", "days", "burst")
# Needs that have rules of their own are few, so they are drawn more often, in the shape that such a rule looks for.
TELLING = (
    (MEITUAN, "location", "nights"),
    (MEITUAN, "location", "rhythm"),
    (MEITUAN, "location", "hours"),
    (WECHAT, "photos", "hours"),
    (WECHAT, "photos", "nights"),
    (WECHAT, "contacts", "burst"),
    (TAOBAO, "photos", "again"),
    (TAOBAO, "photos", "again"),
    (TAOBAO, "photos", "again"),
    (TAOBAO, "location", "full days"),
    ("fr.lemonde.LeMonde", "location", "rhythm"),
)
ANY_TOPIC = st.tuples(st.sampled_from(APPS), st.sampled_from((*CATEGORIES, *CATEGORIES[:3], "somethingNew")))
TOPICS = ANY_TOPIC | st.tuples(st.sampled_from(APPS), st.sampled_from(TIMED))
Seen = tuple[str, str, int, int, bool]
"""App, category, second, length, picker."""


# Each is made once: to make and check a strategy takes longer than to draw from it.
ANY_SHAPE, SHAPE_OF_TIMED, ANY_TELLING = st.sampled_from(list(SHAPES)), st.sampled_from(OF_TIMED), st.sampled_from(TELLING)
EITHER, DAY_OF_TEN, ONE_IN_EIGHT = st.booleans(), st.integers(0, 9), st.integers(0, 7)


def one_series(draw: st.DrawFn, topic: tuple[str, str], *, telling: bool = False) -> list[Seen]:
    """One app at one category, in one of the shapes that looks come in. telling: now and then as rules of few needs look for it."""
    app, category = topic
    shape = draw(SHAPE_OF_TIMED if category in TIMED else ANY_SHAPE)
    if telling and draw(EITHER):
        app, category, shape = draw(ANY_TELLING)
    moments = draw(SHAPES[shape])
    day = draw(DAY_OF_TEN)
    picker = draw(ONE_IN_EIGHT) == 0
    return [(app, category, day * DAY + begin, length, picker) for begin, length in moments]


@st.composite
def series(draw: st.DrawFn, topics: st.SearchStrategy[tuple[str, str]] = TOPICS) -> list[Seen]:
    return one_series(draw, draw(topics))


ANY_SERIES = series()
OF_ONE_TO_THREE, UP_TO_TWO = st.integers(1, 3), st.integers(0, 2)
AWAY, EVERY = st.integers(-400, 400), st.integers(1, 4)


def beside(draw: st.DrawFn, seen: list[Seen]) -> list[Seen]:
    """Another app that moved within minutes of some of these looks: they don't stand alone."""
    app, category = draw(TOPICS)
    away, every = draw(AWAY), draw(EVERY)
    return [(app, category, max(0, begin + away), 12, False) for _, _, begin, _, _ in seen[::every]][:20]


OWN = st.builds(Contact, st.sampled_from((*APPS, BANK)), st.sampled_from(HOSTS))
OPENED = st.builds(
    Contact, st.sampled_from(APPS), st.sampled_from(HOSTS), st.sampled_from(["AppInitiated", "NonAppInitiated"]), st.just("a.example")
)
LISTED = st.builds(
    lambda app, host, owner, seconds: Contact(app, host, owner=owner, seconds=seconds),
    st.sampled_from(APPS),
    st.sampled_from(["nobody.example", "measure.example"]),
    st.sampled_from(["", "Somebody Inc.", "Tencent", "Apple Inc."]),
    st.sampled_from([500_000, 400_000]),
)
MANY_OF_ONE = st.tuples(st.sampled_from(APPS), st.sets(st.sampled_from(HOSTS), max_size=12))
CONTACTS = st.tuples(st.lists(OWN | OPENED, max_size=4), st.lists(LISTED, max_size=4), MANY_OF_ONE)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """A few intense series, so that most reports hold findings and yet are read in a moment. Often several of them are of one app's looks
    at one thing, dense on some days and sparse on others; and often others move beside them."""
    topic = draw(TOPICS)
    parts = [one_series(draw, topic if draw(EITHER) else draw(TOPICS), telling=True) for _ in range(draw(OF_ONE_TO_THREE))]
    parts += [beside(draw, parts[0]) for _ in range(draw(UP_TO_TWO))]
    seen = [look for part in parts for look in part]
    looks = tuple(
        Look(app, category, seconds, length, number, picker) for number, (app, category, seconds, length, picker) in enumerate(seen)
    )
    contacts, listed, (app, hosts) = draw(CONTACTS)
    return Week(looks, tuple(dict.fromkeys([*contacts, *listed, *(Contact(app, host) for host in sorted(hosts))])))


def counts(activity: Activity, category: str) -> dict[str, int]:
    use = activity.uses.get(category)
    return use.model_dump(exclude={"rhythm", "by_hour", "last"}) if use else {}


def apps_of(assessment: Assessment) -> dict[str, AppAssessment]:
    return {app.profile.bundle_id: app for app in assessment.apps}


def assert_the_app_is_no_worse_off(app: str, before: Assessment, after: Assessment) -> None:
    """The app that did less. Others may be: it was their alibi. The phone is no worse off where they are as they were."""
    was, is_now = scores(before), scores(after)
    assert is_now.get(app, 100) >= was.get(app, 0)
    others = {name for name in was if name != app}
    if before.score is not None and after.score is not None and all(is_now.get(name) == was[name] for name in others):
        assert after.score >= before.score


def assert_none_is_worse_off(before: Assessment, after: Assessment) -> None:
    left = scores(after)
    assert {app: (score, left.get(app)) for app, score in scores(before).items() if left.get(app, 100) < score} == {}
    if before.score is not None and after.score is not None:
        assert after.score >= before.score


def assert_no_count_grew(app: str, before: Assessment, after: Assessment) -> None:
    if app in apps_of(after):
        earlier, later = (apps_of(each)[app].activity for each in (before, after))
        for category in later.uses:
            more = counts(earlier, category)
            assert all(counted <= more[name] for name, counted in counts(later, category).items())


Draw = st.DataObject
Promise = Callable[[Week, Assessment, Draw], None]


def hold(week: Week, data: Draw, *promises: Promise) -> None:
    before = assessed(lines_of(week))
    for promise in promises:
        promise(week, before, data)


def test_generated_reports_hold_findings_of_all_rules() -> None:
    """Without findings the properties below would hold for no reason."""
    seen: Counter[str] = Counter()

    wanted = {rule.id for rule in CONTENT.rules.rule} | {*CATEGORIES, "trackers", "judged", "asked", "listed", "system", "no excess"}

    @settings(max_examples=500, derandomize=True)  # the shares below are of one drawing, the same each time
    @given(weeks())
    def look_at(week: Week) -> None:
        if seen["reports"] >= 100 and wanted <= set(seen):
            return
        assessment = assessed(lines_of(week))
        apps = assessment.apps
        rules = {finding.rule for app in apps for finding in app.findings}
        seen.update([*rules, *(f.topic for app in apps for f in app.findings), *{app.state for app in apps}, "reports"])
        seen["with a pattern"] += bool(rules - {"companies", "one-company"})
        uses = [use for app in apps for use in app.activity.uses.values()]
        seen["rhythms"] += any(use.rhythm for use in uses)
        seen["hours on"] += any(use.minutes >= 60 for use in uses)
        seen["looks among others"] += any(use.nights < min(use.night, use.days) for use in uses)
        seen["a score"] += assessment.score is not None
        seen["no excess"] += all(not app.of_tier("excess") for app in apps)

    look_at()
    for what, share in (("with a pattern", 0.5), ("rhythms", 0.15), ("hours on", 0.1), ("looks among others", 0.1), ("a score", 0.5)):
        assert seen[what] > seen["reports"] * share, (what, seen)
    assert wanted <= set(seen), seen


LEFT_OUT: dict[str, Callable[[Look, Look], bool]] = {
    "one look": lambda look, other: look == other,
    "an hour": lambda look, other: look.seconds // HOUR == other.seconds // HOUR,
    "a day": lambda look, other: look.seconds // DAY == other.seconds // DAY,
    "all days but one": lambda look, other: look.seconds // DAY != other.seconds // DAY,
    "all that follows": lambda look, other: look.seconds >= other.seconds,
    "every other look": lambda look, other: look.number % 2 == other.number % 2,
    "all": lambda look, other: True,
}


def a_look_less_makes_the_app_no_worse(week: Week, before: Assessment, data: Draw) -> None:
    """One look, or many of one app at one thing."""
    one, what = data.draw(st.sampled_from(week.looks)), data.draw(st.sampled_from(list(LEFT_OUT)))
    gone = {look for look in week.looks if (look.app, look.category) == (one.app, one.category) and LEFT_OUT[what](look, one)}
    left = replace(week, looks=tuple(look for look in week.looks if look not in gone))
    if not left.looks and not left.contacts:
        return
    after = assessed(lines_of(left))
    assert_the_app_is_no_worse_off(one.app, before, after)
    assert_no_count_grew(one.app, before, after)


FURTHER_TIMED = st.lists(series(st.tuples(st.sampled_from(APPS), st.sampled_from(TIMED))), min_size=1, max_size=2)


def a_shorter_use_makes_the_app_no_worse(week: Week, _before: Assessment, data: Draw) -> None:
    """Each use of one app at one thing, by nothing up to all of its length."""
    further = numbered([look for part in data.draw(FURTHER_TIMED) for look in part])
    rng, one = Random(data.draw(st.integers(0, 2**32))), data.draw(st.sampled_from(further))
    week = replace(week, looks=week.looks + further)
    mine = (one.app, one.category)
    shorter = [replace(look, length=rng.randint(0, look.length)) if (look.app, look.category) == mine else look for look in week.looks]
    before, after = assessed(lines_of(week)), assessed(lines_of(replace(week, looks=tuple(shorter))))
    assert_the_app_is_no_worse_off(one.app, before, after)
    assert_no_count_grew(one.app, before, after)


def numbered(seen: Sequence[Seen], *, category: str = "", picker: bool | None = None) -> tuple[Look, ...]:
    """Looks beside those of a week."""
    return tuple(
        Look(app, category or its_own, seconds, length, number, chosen if picker is None else picker)
        for number, (app, its_own, seconds, length, chosen) in enumerate(seen, 10_000)
    )


def a_contact_less_makes_no_app_worse(week: Week, before: Assessment, data: Draw) -> None:
    if week.contacts:
        gone = data.draw(st.sampled_from(week.contacts))
        left = replace(week, contacts=tuple(contact for contact in week.contacts if contact != gone))
        assert_none_is_worse_off(before, assessed(lines_of(left)))


@EXAMPLES
@given(weeks(), st.data())
def test_who_does_less_is_no_worse_off(week: Week, data: Draw) -> None:
    looks = (a_look_less_makes_the_app_no_worse, a_look_less_makes_the_app_no_worse)  # in two ways on each week
    hold(week, data, *looks, a_shorter_use_makes_the_app_no_worse, a_contact_less_makes_no_app_worse)


def lines_repeated_or_in_another_order_change_nothing(week: Week, before: Assessment, data: Draw) -> None:
    rng = Random(data.draw(st.integers(0, 2**32)))
    lines = lines_of(week)
    mixed = lines + rng.choices(lines, k=len(lines) // 3 + 1)
    rng.shuffle(mixed)
    assert assessed(mixed) == before


def a_report_cut_in_two_overlapping_files_is_the_same_report(week: Week, before: Assessment, data: Draw) -> None:
    """Each file ends at one moment, or begins at one: as two exports do, whose days overlap."""
    one, other, swapped = data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1), st.booleans()))
    lines = sorted(line for look in week.looks for line in look_lines(look))
    times = [seconds for seconds, _ in lines]
    since, until = sorted(times[0] + share * (times[-1] - times[0]) for share in (one, other))
    first = [line for seconds, line in lines if seconds <= until]
    first += [contact_line(replace(contact, hits=3, seconds=400_000)) for contact in week.contacts]
    second = [line for seconds, line in lines if seconds >= since] + [contact_line(contact) for contact in week.contacts]
    files = (second, first) if swapped else (first, second)
    assert assessed(*files) == before


def what_was_chosen_in_the_picker_costs_nothing(week: Week, before: Assessment, data: Draw) -> None:
    """It tells that somebody was awake, so others may be better off."""
    chosen = numbered(data.draw(ANY_SERIES), picker=True)
    after = assessed(lines_of(replace(week, looks=week.looks + chosen)))
    assert_same_findings(before, after, {look.app for look in chosen})


def categories_of_a_later_ios_cost_nothing(week: Week, before: Assessment, data: Draw) -> None:
    """They are looks, too, that tell that somebody was awake."""
    new = numbered(data.draw(ANY_SERIES), category="thoughts")
    after = assessed(lines_of(replace(week, looks=week.looks + new)))
    assert_same_findings(before, after, {look.app for look in new})


UNKNOWN_HOSTS = st.lists(st.tuples(st.sampled_from(APPS), st.from_regex(r"[a-z]{1,8}\.example", fullmatch=True)), max_size=20)
CARRIED = st.lists(st.tuples(st.sampled_from(CARRIERS), st.sampled_from(HOSTS), st.sampled_from(["", "Somebody Inc."])))
OF_A_PAGE = st.tuples(
    st.sampled_from(HOSTS), st.sampled_from([("AppInitiated", "a.example"), ("NonAppInitiated", ""), ("NonAppInitiated", "a.example")])
)
OWN_COMPANY = (
    Contact(WECHAT, "adx.qq.com"),
    Contact(WECHAT, "own.example", owner="Tencent Inc."),
    Contact(MEITUAN, "own.example", owner="Meituan"),
    Contact(AMAP, "cnzz.com"),
    Contact(TAOBAO, "tanx.com"),
)
"""Advertising and measuring, but by the company that made the app."""


def contacts_that_go_on_no_apps_account_cost_nothing(week: Week, before: Assessment, data: Draw) -> None:
    """Hosts of unknown owners, what a browser or a VPN carries, what a page in an app contacted, and the app's own company."""
    unknown = [Contact(app, host) for app, host in data.draw(UNKNOWN_HOSTS)]
    carried = [Contact(app, host, owner=owner) for app, host, owner in data.draw(CARRIED)]
    host, (initiated, context) = data.draw(OF_A_PAGE)
    further = (*unknown, *carried, *(Contact(app, host, initiated, context) for app in APPS), *OWN_COMPANY)
    after = assessed(lines_of(replace(week, contacts=tuple(dict.fromkeys(week.contacts + further)))))
    assert_same_findings(before, after, set(APPS))
    assert [app.trackers for name, app in apps_of(after).items() if name in CARRIERS and app.trackers] == []


ONE_COMPANY = st.sampled_from(
    [
        (("doubleclick.net", ""), ("app-measurement.com", "")),
        (("app-measurement.com", ""), ("again.example", "Google LLC")),
        (("ulogs.umeng.com", ""), ("tanx.com", "")),
        (("measure.example", "Somebody Inc."), ("again.example", "Somebody Inc.")),
    ]
)
"""Two hosts of one company, with the owners that Apple names: of other purposes, by other names, in one of our tables or none."""


def a_company_costs_once_whatever_it_does_and_whoever_names_it(week: Week, _before: Assessment, data: Draw) -> None:
    app = data.draw(st.sampled_from(APPS))
    one, other = (Contact(app, host, owner=owner) for host, owner in data.draw(ONE_COMPANY))
    contacts = tuple(dict.fromkeys((*week.contacts, one)))
    once, twice = (assessed(lines_of(replace(week, contacts=each))) for each in (contacts, (*contacts, other)))
    assert ledger(twice) == ledger(once)


def assert_same_findings(before: Assessment, after: Assessment, of: set[str]) -> None:
    """Of these apps what they lose is the same; nobody else is worse off."""
    held = {app: found.findings for app, found in apps_of(before).items()}
    assert {app: found.findings for app, found in apps_of(after).items() if app in of} == {
        app: held.get(app, ()) for app in apps_of(after) if app in of
    }
    assert_none_is_worse_off(before, after)


NOVEL = ('"novel":1,', '"novel":{"deep":[1,null,"x"]},', '"novel":"x","accessCount":0,', '"新":true,')


def keys_of_a_later_ios_change_nothing(week: Week, before: Assessment, data: Draw) -> None:
    assert assessed(lines_of(week, data.draw(st.sampled_from(NOVEL)))) == before


def the_same_behaviour_on_other_days_is_judged_the_same(week: Week, before: Assessment, data: Draw) -> None:
    assert ledger(assessed(lines_of(week, days=data.draw(st.integers(-1500, 1500))))) == ledger(before)


PREFIX = "7H3QK9R2TX."
PARTS = ("", ".widget", ".NotificationService", ".ShareExtension", ".watchkitapp", ".watchkitapp.watchkitextension")


def an_app_that_is_listed_under_several_ids_is_one_app(week: Week, before: Assessment, data: Draw) -> None:
    """The developer's prefix, other letter case, and parts that an app brought along; now and then a look stands there under two."""
    rng = Random(data.draw(st.integers(0, 2**32)))

    def other_id(app: str) -> str:
        bare = bare_id(app)
        return rng.choice(("", PREFIX)) + rng.choice((bare, bare, bare.lower(), bare.title())) + rng.choice(PARTS)

    looks: list[Look] = []
    for _, group in groupby(
        sorted(week.looks, key=moment), moment
    ):  # what an app did in one moment stands under one id, or all of it under two
        here = list(group)
        for app in {other_id(here[0].app) for _ in range(rng.choice((1, 1, 2)))}:
            looks += [replace(look, app=app) for look in here]
    contacts = [replace(contact, app=other_id(contact.app)) for contact in week.contacts]
    after = assessed(lines_of(Week(tuple(looks), tuple(contacts))))
    assert by_bare_id(ledger(after)) == by_bare_id(ledger(before))
    assert by_bare_id(all_counts(after)) == by_bare_id(all_counts(before)), "counted, whether it costs points or not"


def all_counts(assessment: Assessment) -> dict[str, object]:
    return {app: {topic: counts(found.activity, topic) for topic in found.activity.uses} for app, found in apps_of(assessment).items()}


def moment(look: Look) -> tuple[str, str, int, int]:
    return look.app, look.category, look.seconds, look.length


def by_bare_id(told: dict[str, object]) -> dict[str, object]:
    return {bare_id(app).casefold(): said for app, said in told.items()}


@EXAMPLES
@given(weeks(), st.data())
def test_the_same_report_written_otherwise_is_judged_the_same(week: Week, data: Draw) -> None:
    hold(
        week,
        data,
        lines_repeated_or_in_another_order_change_nothing,
        a_report_cut_in_two_overlapping_files_is_the_same_report,
        keys_of_a_later_ios_change_nothing,
        the_same_behaviour_on_other_days_is_judged_the_same,
        an_app_that_is_listed_under_several_ids_is_one_app,
    )


def points_add_up_to_the_score(_week: Week, assessment: Assessment, _data: Draw) -> None:
    for app in assessment.apps:
        if app.score is None:
            assert (app.grade, app.findings, app.judged) == (None, (), False)
            continue
        assert app.score == 100 + sum(finding.points for finding in app.findings)
        assert 0 <= app.score <= 100
        assert app.grade == CONTENT.rules.grade_of(app.score)
        assert len({finding.topic for finding in app.findings}) == len(app.findings)
        assert all(finding.points <= 0 for finding in app.findings)
        assert app.score >= 65 or app.of_tier("excess")
    too_far = any(app.of_tier("excess") for app in assessment.apps)
    if assessment.score is not None:
        assert assessment.score == Phone.of(assessment.in_state("judged"), CONTENT.rules).score
        assert assessment.score >= 80 or too_far
        worst = min(scores(assessment).values())
        assert "ABCDE".index(CONTENT.rules.grade_of(worst)) - "ABCDE".index(assessment.grade or "") <= 1


def an_app_nobody_knows_is_never_scored(week: Week, _before: Assessment, data: Draw) -> None:
    """Until somebody says what it is for."""
    app, kind = "com.example.nobody", data.draw(st.sampled_from(["", *sorted(CONTENT.types)]))
    lines = lines_of(Week(tuple(replace(look, app=app) for look in week.looks), tuple(replace(each, app=app) for each in week.contacts)))
    plan = Plan(apps={app: Naming(types=(kind,))}) if kind else Plan()
    assessment = judged(lines, plan=plan).assessment
    (found,) = assessment.apps
    if kind in ("", UNKNOWN_TYPE):
        looked = any(use.count for use in found.activity.uses.values())
        assert (found.state, found.score, found.findings) == ("asked" if looked else "listed", None, ())
        assert assessment.score is None
    else:
        assert found.state == "judged"
        assert found.score is not None


def a_known_smaller_setting_lowers_no_score(report: Report, before: Verdict, week: Week, data: Draw) -> None:
    used = sorted({(look.app, look.category) for look in week.looks if look.category in CONTENT.permissions})
    if not used:
        return
    told = []
    for app, category in used if data.draw(EITHER) else data.draw(st.lists(st.sampled_from(used), min_size=1, max_size=3, unique=True)):
        setting = data.draw(st.sampled_from([each.id for each in CONTENT.permissions[category].setting]))
        told.append(KnownSetting(bundle_id=app, permission=category, setting=setting))
    after = judge(report, CONTENT, Plan(settings=tuple(told)))
    assert_none_is_worse_off(before.assessment, after.assessment)
    if not any(CONTENT.permissions[known.permission].allows(known.setting) for known in told):
        assert (after.assessment, after.changes) == (before.assessment, before.changes)
    in_force = {known.place: known.setting for known in told}
    for item in after.changes:
        permission, known = CONTENT.permissions[item.permission], in_force.get((item.bundle_id, item.permission))
        if known is not None and permission.allows(known) and permission.switch:
            assert known not in (item.setting, item.milder)
            assert item.setting == permission.rough or permission.rank(item.setting) < permission.rank(known)


def what_is_offered_is_offered_no_more_once_it_is_in_force(report: Report, before: Verdict) -> None:
    """Where an app can look under it still: what was seen says that another was in force."""
    offers = [item for item in before.changes if item.tier == "room" and CONTENT.permissions[item.permission].allows(item.setting)]
    offered = {item.place: item.setting for item in offers}
    told = tuple(KnownSetting(bundle_id=app, permission=permission, setting=setting) for (app, permission), setting in offered.items())
    after = judge(report, CONTENT, Plan(settings=told))
    assert [item.place for item in after.changes if item.tier == "room" and item.place in offered] == []


def what_else_the_person_tells_lowers_no_score(report: Report, before: Verdict, data: Draw) -> None:
    """That they were up at night; an older system, that can do less."""
    older = Plan(ios=data.draw(st.sampled_from(CONTENT.versions)))
    for plan in (Plan(awake=True), older):
        assert_none_is_worse_off(before.assessment, judge(report, CONTENT, plan).assessment)


@EXAMPLES
@given(weeks(), st.data())
def test_the_score_is_what_the_ledger_says_and_what_the_person_tells_lowers_none(week: Week, data: Draw) -> None:
    report = read(lines_of(week))
    before = judge(report, CONTENT)
    points_add_up_to_the_score(week, before.assessment, data)
    an_app_nobody_knows_is_never_scored(week, before.assessment, data)
    a_known_smaller_setting_lowers_no_score(report, before, week, data)
    what_is_offered_is_offered_no_more_once_it_is_in_force(report, before)
    what_else_the_person_tells_lowers_no_score(report, before, data)


NIGHT_OWL = "org.example.owl"


def another_app_in_use_beside_all_looks_makes_no_app_worse(week: Week, before: Assessment, data: Draw) -> None:
    """Somebody was awake then: no look stands alone any more."""
    away, what = data.draw(st.integers(-300, 300)), data.draw(st.sampled_from([*TIMED, "picker"]))
    category, picker = ("photos", True) if what == "picker" else (what, False)
    alibis = numbered([(NIGHT_OWL, category, max(0, look.seconds + away), 12, picker) for look in week.looks])
    after = assessed(lines_of(replace(week, looks=week.looks + alibis)))
    assert_none_is_worse_off(before, after)
    others = [app for name, app in apps_of(after).items() if name != NIGHT_OWL]
    assert [use.nights for app in others for use in app.activity.uses.values() if use.nights or use.night_minutes] == []


@EXAMPLES
@given(weeks(), st.data())
def test_what_says_nothing_against_an_app_costs_it_nothing(week: Week, data: Draw) -> None:
    hold(
        week,
        data,
        what_was_chosen_in_the_picker_costs_nothing,
        categories_of_a_later_ios_cost_nothing,
        contacts_that_go_on_no_apps_account_cost_nothing,
        a_company_costs_once_whatever_it_does_and_whoever_names_it,
        another_app_in_use_beside_all_looks_makes_no_app_worse,
    )
