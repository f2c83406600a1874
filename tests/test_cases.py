"""Cases with a right answer: who must never be accused, what must be found, who is asked, and what is only an offer."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta, timezone

import pytest
from report_lines import access, at, ndjson, network, read

from coach.catalogue import Naming
from coach.content import load_content
from coach.judge import Verdict, judge
from coach.models import AppAssessment
from coach.plan import Plan

CONTENT = load_content()
WEEK = range(7)
OTHERS = ("org.example.one", "org.example.two")
"""Two apps of other kinds, whose looks tell that somebody was awake."""


def week(app: str, category: str, *when: tuple[int, int, int], length: timedelta = timedelta(seconds=4)) -> Iterator[str]:
    """Looks of an app: day, hour and minute of each."""
    for day, hour, minute in when:
        begin = at(hour, minute, day=day)
        yield from access(app, category, begin, begin + length)


def every(minutes: int, *, hours: float, begin: int = 0, days: Iterable[int] = (0,)) -> Iterator[tuple[int, int, int]]:
    """A look every so many minutes for so many hours from an hour of these days on."""
    for day in days:
        for number in range(int(hours * 60 / minutes)):
            yield day, begin, number * minutes


def filler() -> Iterator[str]:
    """What makes a report of any kind of look a week long."""
    yield from week("com.autonavi.amap", "location", *((day, 12, 0) for day in WEEK))


def judged(*lines: str, plan: Plan | None = None, kinds: Mapping[str, str] | None = None) -> Verdict:
    """kinds: what the person says that apps are, by id."""
    said = {name: Naming(types=(kind,)) for name, kind in (kinds or {}).items()}
    plan = plan or Plan()
    return judge(read(ndjson([*filler(), *lines])), CONTENT, plan.model_copy(update={"apps": {**plan.apps, **said}}))


def excess(app: AppAssessment) -> list[str]:
    return [f"{finding.topic}: {finding.rule}" for finding in app.of_tier("excess")]


DAY_AND_NIGHT = [(day, hour, 7) for day in WEEK for hour in range(24)]
NIGHTS = [(day, hour, 20) for day in WEEK for hour in (1, 2, 3, 4)]
NEVER = {
    "a dash cam of a taxi driver": ("com.vt.dashcam", "camera", [(day, 7, 0) for day in WEEK], timedelta(hours=12)),
    "its sound": ("com.vt.dashcam", "microphone", [(day, 7, 0) for day in WEEK], timedelta(hours=12)),
    "a glucose meter, every hour": ("com.dexcom.G6", "location", DAY_AND_NIGHT, None),
    "a hearing aid": ("com.signia.mycontrol", "microphone", [(day, 7, 0) for day in WEEK], timedelta(hours=16)),
    "a home that switches as you come and go": ("io.robbie.HomeAssistant", "location", DAY_AND_NIGHT, None),
    "a weather app, every ten minutes": ("com.moji.MojiWeather", "location", list(every(10, hours=24, days=WEEK)), None),
    "a photo backup overnight": ("app.alextran.immich", "photos", NIGHTS, None),
    "another photo backup": ("com.amazon.CloudDrivePhotos", "photos", DAY_AND_NIGHT, None),
    "a camera that helps the blind": (
        "com.bemyeyes.bemyeyes",
        "camera",
        list(every(20, hours=14, begin=7, days=WEEK)),
        timedelta(minutes=15),
    ),
    "a community opened after midnight": ("com.xingin.discover", "photos", [(day, 0, 12) for day in range(6)], None),
    "a picture a night": ("com.tencent.xin", "photos", [(day, 0, 15) for day in WEEK], None),
    "the phone as a key": ("com.teslamotors.TeslaApp", "location", DAY_AND_NIGHT, None),
    "a timeline that was turned on": ("com.google.Maps", "location", list(every(10, hours=24, days=WEEK)), None),
    "a game played outdoors": ("com.nianticlabs.pokemongo", "location", list(every(10, hours=16, begin=8, days=WEEK)), None),
    "a widget": ("com.google.GoogleMobile", "location", list(every(15, hours=16, begin=7, days=WEEK)), None),
    "thirty hours of running": ("com.strava.stravaride", "location", list(every(1, hours=30, begin=6)), None),
    "twelve hours of finding the way": ("com.autonavi.amap", "location", list(every(2, hours=12, begin=8)), None),
    "seven meetings a day": (
        "us.zoom.videomeetings",
        "microphone",
        [(day, hour, 0) for day in range(5) for hour in range(9, 16)],
        timedelta(minutes=55),
    ),
    "a shop whose people scan all day": ("com.taobao.taobao4iphone", "camera", list(every(3, hours=10, begin=8, days=range(6))), None),
    "lamps that notice who comes and goes": ("com.xiaomi.mihome", "location", DAY_AND_NIGHT, None),
    "the times of prayer": ("com.bitsmedia.muslimpro", "location", DAY_AND_NIGHT, None),
    "miles counted for the tax": ("com.intuit.qbse", "location", DAY_AND_NIGHT, None),
    "songs named by themselves": ("com.shazam.Shazam", "microphone", [(day, 9, 0) for day in WEEK], timedelta(hours=13)),
    "a sign-in that goes by country": ("com.microsoft.azureauthenticator", "location", [(day, 9, 1) for day in range(5)], None),
    "a shell that stays connected": ("com.crystalnix.ServerAuditor", "location", DAY_AND_NIGHT, None),
    "a new phone, filled from the old one": ("com.att.mobiletransfer", "contacts", list(every(1, hours=2, begin=18)), None),
    "a shared place": ("net.whatsapp.WhatsApp", "location", list(every(1, hours=3, begin=20, days=range(4))), None),
}


@pytest.mark.parametrize("case", NEVER)
def test_no_innocent_is_accused(case: str) -> None:
    app, category, when, length = NEVER[case]
    found = judged(*week(app, category, *when, length=length or timedelta(seconds=4))).app(app)
    assert found.state == "judged"
    assert excess(found) == []
    assert found.grade in ("A", "B"), found.findings


def test_what_a_browser_or_a_vpn_carries_is_not_put_on_its_account() -> None:
    firms = [row.domain for row in CONTENT.owners.values() if row.purpose == "ads"][:25]
    for app in ("org.mozilla.ios.Firefox", "com.cloudflare.1dot1dot1dot1", "fm.overcast.overcast"):
        found = judged(*(line for firm in firms for line in network(app, firm))).app(app)
        assert (found.score, found.trackers) == (100, ())


def test_what_finds_a_network_but_carries_none_answers_for_its_contacts() -> None:
    app, firms = "com.lantern.wifikey.mobile", [row.domain for row in CONTENT.owners.values() if row.purpose == "ads"][:25]
    found = judged(*(line for firm in firms for line in network(app, firm))).app(app)
    assert [(finding.tier, finding.topic) for finding in found.findings] == [("room", "trackers")]


@pytest.mark.parametrize("app", ["com.bitsmedia.muslimpro", "com.shop-apotheke.shop", "com.mint.internal", "de.moodpath.ios"])
def test_one_company_is_told_where_faith_health_and_money_are_concerned(app: str) -> None:
    firm = next(row.domain for row in CONTENT.owners.values() if row.purpose == "ads")
    assert [finding.rule for finding in judged(*network(app, firm)).app(app).findings] == ["one-company"]


def test_crash_reports_cost_nothing_though_apple_lists_them() -> None:
    found = judged(*network("com.autonavi.amap", "crashlytics.com", domain_type=1, owner="Google LLC")).app("com.autonavi.amap")
    assert found.score == 100


def test_nights_among_other_apps_in_use_are_somebodys_working_hours() -> None:
    app, shift = "com.tencent.xin", [(day, hour, minute) for day in WEEK for hour in (1, 2, 3, 4) for minute in (5, 45)]
    alone = judged(*week(app, "photos", *shift)).app(app)
    assert "photos: nights" in excess(alone)
    lines = [line for other in OTHERS for line in week(other, "location", *((day, hour, minute + 2) for day, hour, minute in shift))]
    assert excess(judged(*week(app, "photos", *shift), *lines).app(app)) == []


def test_who_was_up_at_night_can_say_so() -> None:
    app = "com.tencent.xin"
    lines = list(week(app, "photos", *((day, 3, 20) for day in WEEK)))
    assert excess(judged(*lines).app(app)) == ["photos: nights"]
    assert excess(judged(*lines, plan=Plan(awake=True)).app(app)) == []


def test_a_phone_of_sixty_modest_apps_is_no_worse_than_b() -> None:
    apps = [row.ios for row in CONTENT.apps.values() if row.types == "online-shopping"][:60]
    verdict = judged(*(line for app in apps for line in week(app, "photos", (0, 12, 1), (3, 15, 2))))
    assert verdict.assessment.grade in ("A", "B")
    assert [item.tier for item in verdict.changes] == ["room"] * len(apps)


@pytest.mark.parametrize("hour", range(24))
def test_five_minutes_for_a_day_are_found_whenever_they_begin(hour: int) -> None:
    app = "com.meituan.imeituan"
    verdict = judged(*week(app, "location", *every(5, hours=24, begin=hour, days=[2])))
    found, first = verdict.app(app), verdict.changes[0]
    assert found.grade in ("D", "E")
    assert verdict.assessment.grade in ("C", "D", "E")
    assert (first.bundle_id, first.permission, first.tier, first.setting) == (app, "location", "excess", "while-using")
    assert first.finding.evidence.rhythm.period_s == 300.0  # type: ignore[union-attr]


EXCESS = {
    "a shop's location for 13 hours on four days": (
        "com.taobao.taobao4iphone",
        "",
        "location",
        list(every(10, hours=13, begin=8, days=range(4))),
        None,
    ),
    "a microphone for 20 hours in a chat": ("com.tencent.xin", "", "microphone", [(1, 2, 0)], timedelta(hours=20)),
    "a screen recorded for 10 hours": ("com.tencent.xin", "", "screenRecording", [(1, 8, 0)], timedelta(hours=10)),
    "a document tool in the photos day and night": (
        "com.intsig.CamScannerLite",
        "",
        "photos",
        [(day, hour, 7 * n) for day in WEEK for hour in range(24) for n in range(8)],
        None,
    ),
    "a news app's location every five minutes": ("com.ss.iphone.article.News", "", "location", list(every(5, hours=24, days=[1, 2])), None),
    "contacts, once, for short videos": ("com.ss.iphone.ugc.Aweme", "", "contacts", [(1, 12, 0)], None),
    "a torch with the microphone": ("org.example.torch", "utilities", "microphone", [(1, 12, 0)], None),
    "a keyboard with contacts": ("com.baidu.inputMethod", "", "contacts", [(1, 12, 0)], None),
    "a shop in the photos at each start": (
        "com.taobao.taobao4iphone",
        "",
        "photos",
        [(day, hour, m) for day in range(6) for hour in (9, 13, 20) for m in (1, 2)],
        None,
    ),
    "a chat in the photos in 45 hours": (
        "com.tencent.xin",
        "",
        "photos",
        [(day, hour, 3) for day in WEEK for hour in range(8, 15)][:45],
        None,
    ),
    "a calorie counter's location, night after night": ("com.fitnow.loseit", "", "location", NIGHTS, None),
    "a song finder in the photos": ("com.shazam.Shazam", "", "photos", [(1, 12, 0)], None),
    "a fuel app's location day and night": ("com.gasbuddymobile.gasbuddy", "", "location", DAY_AND_NIGHT, None),
    "contacts for learning": ("com.duolingo.DuolingoMobile", "", "contacts", [(1, 12, 0), (2, 12, 0)], None),
    "a place all day long on five days": (
        "com.ss.iphone.article.News",
        "",
        "location",
        list(every(30, hours=11, begin=8, days=range(5))),
        None,
    ),
}


@pytest.mark.parametrize("case", EXCESS)
def test_what_goes_too_far_is_found(case: str) -> None:
    app, kind, category, when, length = EXCESS[case]
    said = {app: kind} if kind else {}
    verdict = judged(*week(app, category, *when, length=length or timedelta(seconds=4)), kinds=said)
    found = verdict.app(app)
    assert [finding.topic for finding in found.of_tier("excess")] == [category]
    assert verdict.changes[0].bundle_id == app
    assert verdict.changes[0].tier == "excess"


@pytest.mark.parametrize("case", [*NEVER, *EXCESS])
def test_an_app_nobody_knows_is_asked_about_and_never_scored(case: str) -> None:
    category, when, length = NEVER[case][1:] if case in NEVER else EXCESS[case][2:]
    app = "org.example.nobody.knows"
    verdict = judged(*week(app, category, *when, length=length or timedelta(seconds=4)))
    found = verdict.app(app)
    assert (found.state, found.score, found.grade, found.findings) == ("asked", None, None, ())
    assert [each.profile.bundle_id for each in verdict.asked] == [app]


def test_an_app_nobody_knows_that_touches_all_a_little_stands_out() -> None:
    app = "org.example.nobody.knows"
    lines = [
        line
        for category in ("location", "contacts", "photos", "camera", "microphone")
        for line in week(app, category, *((day, hour, 9) for day in WEEK for hour in (9, 12, 15, 18, 21)))
    ]
    verdict = judged(*lines)
    assert [each.profile.bundle_id for each in verdict.striking] == [app]


ROOM = {
    "a payment app in the contacts daily": ("com.alipay.iphoneclient", "contacts", [(day, 12, 0) for day in WEEK], None),
    "a map in the contacts, once": ("com.google.Maps", "contacts", [(1, 12, 0)], None),
    "a chat's location on seven days": (
        "com.tencent.xin",
        "location",
        [(day, hour, 1) for day in WEEK for hour in (8, 10, 12, 14, 18, 22)][:37],
        None,
    ),
    "a community in the contacts, once": ("com.burbn.instagram", "contacts", [(1, 12, 0)], None),
    "a chat in the photos in 31 hours": (
        "net.whatsapp.WhatsApp",
        "photos",
        [(day, hour, 1) for day in WEEK for hour in (8, 11, 14, 18, 22)][:31],
        None,
    ),
    "a fitness app outside of any ride": (
        "com.strava.stravaride",
        "location",
        [(day, hour, 1) for day in WEEK for hour in range(8, 15)],
        None,
    ),
    "weather with a precise place": ("ch.admin.meteoswiss", "location", [(day, hour, 1) for day in WEEK for hour in range(8, 22)], None),
    "a print shop in all photos": ("com.mpix.MpixTapToPrint", "photos", [(day, 12, m) for day in range(3) for m in (1, 9)], None),
    "birds with a precise place": ("edu.cornell.birds.merlin", "location", [(day, 7, m) for day in range(4) for m in (1, 9)], None),
    "a cleaner in the contacts, once": ("com.codeway.cleanerplus", "contacts", [(1, 12, 0)], None),
    "an assistant in the photos": ("com.google.gemini", "photos", [(day, 12, m) for day in range(3) for m in (1, 9)], None),
}


@pytest.mark.parametrize("case", ROOM)
def test_what_could_do_with_less_is_offered(case: str) -> None:
    app, category, when, length = ROOM[case]
    verdict = judged(*week(app, category, *when, length=length or timedelta(seconds=4)))
    found = verdict.app(app)
    assert [(finding.tier, finding.topic) for finding in found.findings] == [("room", category)]
    assert found.grade in ("A", "B")
    assert [item.tier for item in verdict.changes if item.bundle_id == app] == ["room"]


FINE = {
    "a local service's location while ordering": (
        "com.meituan.imeituan",
        "location",
        [(day, 12, m) for day in range(3) for m in range(8)],
        None,
    ),
    "a map": ("com.autonavi.amap", "location", [(day, hour, 1) for day in range(6) for hour in (8, 18)], None),
    "names in a chat": ("org.whispersystems.signal", "contacts", [(day, hour, 1) for day in WEEK for hour in range(9, 19)], None),
    "trains": ("com.sbb.ch", "location", [(day, hour, m) for day in range(6) for hour in (7, 18) for m in (1, 9, 17)], None),
    "codes for a bank": ("com.bankabc.iphonerelease", "camera", [(day, 12, 1) for day in range(5)], None),
    "a question spoken to an assistant": ("com.openai.chat", "microphone", [(day, 12, 1) for day in range(3)], None),
    "birdsong": ("edu.cornell.birds.merlin", "microphone", [(day, 6, 1) for day in range(5)], timedelta(hours=1)),
    "meals and bar codes": ("com.myfitnesspal.mfp", "camera", [(day, hour, 1) for day in WEEK for hour in (8, 12, 19)], None),
    "a place to park": ("net.easypark.app", "location", [(day, hour, m) for day in range(5) for hour in (8, 17) for m in (1, 4)], None),
    "receipts for the employer": ("com.expensify.expensifylite", "camera", [(day, 18, 1) for day in range(5)], None),
    "a shelf of pictures": ("com.aoklab.fewerphotos", "photos", [(1, hour, m) for hour in (9, 12, 20) for m in range(10)], None),
    "what a photo library is for": ("com.google.photos", "photos", [(1, hour, m) for hour in (9, 12, 20) for m in range(10)], None),
}


@pytest.mark.parametrize("case", FINE)
def test_what_the_job_takes_costs_nothing(case: str) -> None:
    app, category, when, length = FINE[case]
    found = judged(*week(app, category, *when, length=length or timedelta(seconds=4))).app(app)
    assert (found.state, found.findings) == ("judged", ())


def test_a_week_written_on_another_clock_accuses_nobody() -> None:
    """The phone writes all times in the zone in which it is at export: by day there is by night here."""
    there = timezone(timedelta(hours=-4))
    lines = []
    for day in WEEK:
        for hour in (9, 13, 14, 15, 16, 20):
            for number, (app, category) in enumerate(
                (("com.tencent.xin", "photos"), ("com.sbb.ch", "location"), ("com.xingin.discover", "photos"))
            ):
                begin = at(hour, 5 + number, day=day).astimezone(there)
                lines += access(app, category, begin, begin + timedelta(seconds=4))
    assert [item.permission for item in judged(*lines).changes if "night" in item.finding.rule] == []
