"""Write tests/golden/scores: small made-up reports, one purpose each, and beside each the verdict it gets.

Every report is fictional. The names of real apps stand for kinds of app, and some retell what was reported in October 2021; what they do
and contact here is invented and says nothing about how any of these apps behaves. Simple tools of the catalogue stand in for a torch and
a calculator, which it does not hold.

    python tests/golden/make_scores.py

The same bytes come out at every run. Each case says by hand which finding is the costliest (`worst`); the numbers are those the coach
gives, and a line is printed for each case whose verdict is another than before: look at those before keeping them.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from report_lines import ZONE, access, access_line, at, line, ndjson, network, read

from coach.content import load_content
from coach.judge import judge
from coach.words import words_in

FOLDER = Path(__file__).resolve().parent / "scores"

WECHAT, TAOBAO, MEITUAN, DOUYIN = "com.tencent.xin", "com.taobao.taobao4iphone", "com.meituan.imeituan", "com.ss.iphone.ugc.Aweme"
AMAP, WHATSAPP, STRAVA, SBB = "com.autonavi.amap", "net.whatsapp.WhatsApp", "com.strava.stravaride", "com.sbb.ch"
SIGNAL, MAIL, PROTON = "org.whispersystems.signal", "com.apple.mobilemail", "ch.protonmail.protonmail"
METEO, WIDGET = "ch.admin.meteoswiss", "com.apple.weather"
TORCH, CALCULATOR, KEYBOARD, GAME = (
    "com.timetimer.timerforipad",
    "com.jrustonapps.mycurrencyconverter",
    "im.cantonese.CantoneseIM",
    "com.kiloo.subwaysurfers",
)
READER, TAXI, MEETING = "com.thekono.kono", "com.xiaojukeji.didi", "com.tencent.meeting"
BANK, ALIPAY, MAPS = "com.cmbchina.MPBBank", "com.alipay.iphoneclient", "com.google.Maps"
UNKNOWN = "com.example.lumapuzzle"
SHOP_OF_APPLE = "com.apple.store.Jolly"

WEEK = range(7)
AWAKE = (7.0, 23.0)
FARTHER_WEST = timezone(timedelta(hours=1))
PERMISSIONS = ("location", "contacts", "photos", "camera", "microphone", "mediaLibrary", "screenRecording")
COMPANIES = (
    "ulogs.umeng.com",
    "api2.branch.io",
    "api.growingio.com",
    "app.adjust.com",
    "api2.amplitude.com",
    "control.kochava.com",
    "api.mixpanel.com",
    "app.posthog.com",
    "api.segment.io",
    "sdk.singular.net",
)

Group = Literal["innocent", "offer", "offender", "boundary", "fairness", "shape"]
GROUPS: tuple[Group, ...] = ("innocent", "offer", "offender", "boundary", "fairness", "shape")
Times = list[datetime]
Lines = list[str]


@dataclass(frozen=True)
class Case:
    """One report: what it is for, and its lines."""

    group: Group
    purpose: str
    lines: Callable[[Random], Lines]
    worst: str = ""
    """App, rule and topic of the costliest finding in the report; nothing where nothing costs anything."""
    as_ios: bool = True
    """Lines in the order of iOS: accesses by time, then contacts. Else as they come."""


def looks(app: str, category: str, moments: Iterable[datetime], *, picker: bool = False) -> Lines:
    return [each for moment in moments for each in access(app, category, moment, picker=picker)]


def contacts(app: str, hosts: Iterable[str], **further: Any) -> Lines:
    return [each for host in hosts for each in network(app, host, **further)]


def by_day(rng: Random, times: int, days: Iterable[int] = WEEK, hours: tuple[float, float] = AWAKE) -> Times:
    return sorted(at(0, day=day) + timedelta(hours=rng.uniform(*hours)) for day in days for _ in range(times))


def every(minutes: float, begin: datetime, end: datetime) -> Times:
    return [begin + timedelta(minutes=minutes * number) for number in range(int((end - begin) / timedelta(minutes=minutes)) + 1)]


def daily(hour: int, days: Iterable[int] = WEEK, minute: int = 0) -> Times:
    return [at(hour, minute, day=day) for day in days]


def busy(hours: Iterable[int]) -> Times:
    """Four looks in each of these hours of one day, without a rhythm."""
    return [at(hour, minute) for hour in hours for minute in (2, 7, 29, 41)]


def widget(rng: Random) -> Times:
    """About 77 looks a day for three days, half an hour apart at most, without a rhythm."""
    times = [at(0, 4)]
    while (following := times[-1] + timedelta(minutes=rng.uniform(6, 31))) < at(21, day=2):
        times.append(following)
    return times


def hours_of_week(number: int) -> Times:
    """One look in each of so many hours of a week, ten hours of a day by day."""
    return [at(8 + hour % 10, (7 * hour) % 60, day=hour // 10) for hour in range(number)]


FIVE_MINUTES = every(5, at(22, day=2), at(0, 20, day=4))


def recorded(app: str, category: str, identifier: str, kind: str, moment: datetime) -> Lines:
    return [access_line(app, category, kind, moment, identifier)]


def beta(stream: str, moments: Iterable[datetime], **further: str) -> Lines:
    return [
        line(
            accessor={"identifier": WECHAT, "identifierType": "bundleID"},
            identifier=f"BE{number:06d}",
            kind="event",
            stream=f"com.apple.privacy.accounting.stream.{stream}",
            **further,
            timestamp=moment.isoformat(timespec="milliseconds"),
            version=3,
        )
        for number, moment in enumerate(moments)
    ]


def beta_report(_: Random) -> Lines:
    return [
        line(_marker="<metadata>", exportTimestamp="2025-12-01T00:00:00.000+08:00", version=3),
        line(_marker="<access>"),
        *beta("tcc", daily(3), tccService="kTCCServicePhotos"),
        line(_marker="<networkActivity>"),
        *(each.replace('"type":"networkActivity",', "") for each in network(WECHAT, "beacon.qq.com", year=2021, effectiveUserId=501)),
    ]


def two_exports(_: Random) -> Lines:
    """The second holds the last four nights of the first once more, and one night further."""
    night = [looks(TAOBAO, "photos", [at(3, day=day)]) for day in WEEK]
    first, second = night[:6], night[2:]
    host = network(TAOBAO, "api2.branch.io", at(9, day=5), at(9), hits=5)
    host_again = network(TAOBAO, "api2.branch.io", at(9, day=6), at(9), hits=7)
    return [each for part in first for each in part] + host + [each for part in second for each in part] + host_again


def night_and_week(weeks: int) -> Lines:
    """Photos by night and at noon, with the location now and then; the same every week."""
    days = range(7 * weeks - (4 if weeks > 1 else 0))
    return looks(WECHAT, "photos", daily(3, days)) + looks(TAOBAO, "location", [at(12, day=day) for day in days if day % 7 in (1, 4)])


def through_the_night(nights: int) -> Times:
    return [moment for day in range(nights) for moment in every(15, at(22, day=day), at(6, day=day + 1))]


def on_for(app: str, category: str, minutes: int) -> Lines:
    """Turned on once, for so long."""
    return access(app, category, at(8, day=1), at(8, day=1) + timedelta(minutes=minutes))


def cases() -> dict[str, Case]:
    """All cases by name."""
    return dict(innocent()) | dict(offers()) | dict(offenders()) | dict(boundaries()) | dict(fairness()) | dict(shapes())


def innocent() -> Iterator[tuple[str, Case]]:
    def case(name: str, purpose: str, lines: Callable[[Random], Lines]) -> tuple[str, Case]:
        return name, Case("innocent", purpose, lines)

    yield case(
        "messenger-names-of-contacts",
        "Signal shows names, 11 looks a day and a few by night.",
        lambda rng: looks(SIGNAL, "contacts", by_day(rng, 11) + by_day(rng, 1, (1, 3, 5), (0, 5))),
    )
    yield case("mail-names-of-senders", "A mail app shows names, 25 looks a day.", lambda rng: looks(PROTON, "contacts", by_day(rng, 25)))
    yield case(
        "recorded-ride-607-looks",
        "Strava records a ride of three hours: 607 looks in one day.",
        lambda _: looks(STRAVA, "location", [at(8, day=5) + timedelta(hours=3) / 607 * number for number in range(607)]),
    )
    yield case(
        "map-finding-the-way",
        "A map finds the way on a drive of forty minutes.",
        lambda _: looks(AMAP, "location", every(0.25, at(8, 40, day=1), at(9, 20, day=1))),
    )
    yield case(
        "ticket-app-pickers-only",
        "In a ticket app the person picks pictures at all hours: the app gets only those.",
        lambda rng: looks(SBB, "photos", by_day(rng, 10, hours=(0, 24)), picker=True),
    )
    yield case(
        "taxi-twice-a-day",
        "A taxi is called each morning and evening.",
        lambda _: looks(
            TAXI, "location", [moment for day in WEEK for hour in (8, 19) for moment in every(0.5, at(hour, day=day), at(hour, 3, day=day))]
        ),
    )
    yield case(
        "meal-on-its-way-each-evening",
        "A meal is followed for an hour each evening.",
        lambda _: looks(MEITUAN, "location", [moment for day in WEEK for moment in every(5, at(18, day=day), at(19, day=day))]),
    )
    yield case(
        "calls-on-three-days",
        "Meetings on three days use the microphone.",
        lambda rng: looks(MEETING, "microphone", by_day(rng, 3, (0, 2, 4), (9, 17))),
    )


def offers() -> Iterator[tuple[str, Case]]:
    """What an app may do, and what a smaller setting does as well."""

    def case(name: str, purpose: str, lines: Callable[[Random], Lines], worst: str) -> tuple[str, Case]:
        return name, Case("offer", purpose, lines, worst)

    yield case(
        "weather-widget",
        "A weather widget looks 77 times a day, every few minutes.",
        lambda rng: looks(WIDGET, "location", widget(rng)),
        f"{WIDGET} smaller-setting location",
    )
    yield case(
        "meteo-service",
        "A weather service shows the weather where you are: 25 looks a day, day and night.",
        lambda rng: looks(METEO, "location", by_day(rng, 25, hours=(0, 24))),
        f"{METEO} smaller-setting location",
    )
    yield case(
        "messenger-photos-by-day",
        "WhatsApp sends pictures, five a day, two of them after midnight.",
        lambda rng: looks(WHATSAPP, "photos", by_day(rng, 5) + by_day(rng, 1, (4, 5), (0, 2))),
        f"{WHATSAPP} smaller-setting photos",
    )
    yield case(
        "torch-contacts-most-days",
        "A simple tool, as a torch would be, reads the contacts on five days: for a side feature at most.",
        lambda _: looks(TORCH, "contacts", daily(12, range(5))),
        f"{TORCH} side-feature contacts",
    )
    yield case(
        "map-contacts-once",
        "A map reads the contacts once: that is the whole address book.",
        lambda _: looks(MAPS, "contacts", daily(12, (1,))),
        f"{MAPS} side-feature contacts",
    )
    yield case(
        "payment-contacts-every-day",
        "A payment app reads the contacts every day: those one pays are enough.",
        lambda _: looks(ALIPAY, "contacts", daily(12)),
        f"{ALIPAY} smaller-setting contacts",
    )
    yield case(
        "map-timeline-day-and-night",
        "A map keeps a timeline that was turned on, every half hour of three days and nights.",
        lambda _: looks(MAPS, "location", every(30, at(0), at(23, 59, day=2))),
        f"{MAPS} beyond-the-ride location",
    )


def offenders() -> Iterator[tuple[str, Case]]:
    def case(name: str, purpose: str, lines: Callable[[Random], Lines], worst: str) -> tuple[str, Case]:
        return name, Case("offender", purpose, lines, worst)

    yield case(
        "messenger-photos-every-night",
        "A messenger looks at the photos every night of the week.",
        lambda _: looks(WECHAT, "photos", daily(3)),
        f"{WECHAT} nights photos",
    )
    yield case(
        "delivery-location-every-five-minutes",
        "Meituan takes the location every five minutes for more than a day.",
        lambda _: looks(MEITUAN, "location", FIVE_MINUTES) + looks(AMAP, "location", daily(12)),
        f"{MEITUAN} busy-hours-of-use location",
    )
    yield case(
        "torch-microphone-most-days",
        "A simple tool, as a torch would be, listens on five days.",
        lambda _: looks(TORCH, "microphone", daily(12, range(5))),
        f"{TORCH} not-needed microphone",
    )
    yield case(
        "calculator-microphone-every-night",
        "A simple tool, as a calculator would be, listens every night of the week.",
        lambda _: looks(CALCULATOR, "microphone", daily(2)),
        f"{CALCULATOR} not-needed microphone",
    )
    yield case(
        "calculator-microphone-all-week",
        "A simple tool, as a calculator would be, listens in seventy hours of the week, never by night.",
        lambda _: looks(CALCULATOR, "microphone", hours_of_week(70)),
        f"{CALCULATOR} not-needed microphone",
    )
    yield case(
        "shop-location-round-the-clock",
        "A shop takes the location in every hour of the week.",
        lambda rng: looks(TAOBAO, "location", [at(hour, rng.randrange(60)) for hour in range(168)]),
        f"{TAOBAO} round-the-clock location",
    )
    yield case(
        "keyboard-contacts-most-days",
        "A keyboard reads the contacts on five days.",
        lambda _: looks(KEYBOARD, "contacts", daily(12, range(5))),
        f"{KEYBOARD} not-needed contacts",
    )
    yield case(
        "short-video-contacts-most-days",
        "A short-video app reads the contacts on five days.",
        lambda _: looks(DOUYIN, "contacts", daily(20, range(5))),
        f"{DOUYIN} not-needed contacts",
    )
    yield case(
        "game-location-most-days",
        "A game takes the location on five days.",
        lambda _: looks(GAME, "location", daily(17, range(5))),
        f"{GAME} not-needed location",
    )
    yield case(
        "game-location-every-night",
        "A game takes the location every night of the week: what counts is that it has no need of it.",
        lambda _: looks(GAME, "location", daily(4)),
        f"{GAME} not-needed location",
    )
    yield case(
        "shop-photos-again-and-again",
        "A shop looks at the photos at every start, three times a day.",
        lambda _: looks(TAOBAO, "photos", [at(hour, minute, day=day) for day in range(6) for hour in (9, 13, 20) for minute in (1, 2)]),
        f"{TAOBAO} album-again photos",
    )
    yield case(
        "messenger-photos-in-45-hours",
        "A messenger looks at the photos in 45 hours of the week, never by night.",
        lambda _: looks(WECHAT, "photos", hours_of_week(45)),
        f"{WECHAT} album-all-week photos",
    )
    yield case(
        "shop-location-all-day-long",
        "A shop takes the location every half hour from morning to evening, on five days.",
        lambda _: looks(TAOBAO, "location", [moment for day in range(5) for moment in every(30, at(8, day=day), at(18, day=day))]),
        f"{TAOBAO} full-days location",
    )
    yield case(
        "screen-recorded-for-ten-hours",
        "A messenger records the screen for ten hours.",
        lambda _: on_for(WECHAT, "screenRecording", 600),
        f"{WECHAT} hours-on screenRecording",
    )
    yield case(
        "microphone-left-on-for-twenty-hours",
        "In a messenger the microphone is on for twenty hours.",
        lambda _: on_for(WECHAT, "microphone", 1200),
        f"{WECHAT} hours-on microphone",
    )


def boundaries() -> Iterator[tuple[str, Case]]:
    """Pairs: the same at a threshold (`-at`) and one step below it (`-below`)."""

    def pair(
        name: str, what: str, number: int, worst: tuple[str, str, str], made: Callable[[int], Lines], below: str = ""
    ) -> Iterator[tuple[str, Case]]:
        """below: the rule of the costliest finding one step lower; nothing where there is none."""
        app, rule, topic = worst
        one_less = Case(
            "boundary",
            f"{what}: {number - 1}, one below the step.",
            lambda _: made(number - 1),
            f"{app} {below} {topic}" if below else "",
        )
        yield f"{name}-below", one_less
        yield f"{name}-at", Case("boundary", f"{what}: {number}, just at the step.", lambda _: made(number), f"{app} {rule} {topic}")

    yield from pair(
        "not-needed-days",
        "Days on which a game takes the location",
        3,
        (GAME, "not-needed", "location"),
        lambda number: looks(GAME, "location", daily(12, range(number))),
        "not-needed",
    )
    yield from pair(
        "album-again",
        "Days on which a shop looks at the photos in two hours",
        4,
        (TAOBAO, "album-again", "photos"),
        lambda number: looks(TAOBAO, "photos", [at(hour, day=day) for day in range(number) for hour in (9, 13)]),
        "side-feature",
    )
    yield from pair(
        "album-all-week",
        "Hours of the week in which a messenger looks at the photos",
        40,
        (WECHAT, "album-all-week", "photos"),
        lambda number: looks(WECHAT, "photos", hours_of_week(number)),
        "smaller-setting",
    )
    yield from pair(
        "full-days",
        "Full days of a shop that takes the location",
        5,
        (TAOBAO, "full-days", "location"),
        lambda number: looks(
            TAOBAO, "location", [moment for day in range(number) for moment in every(25, at(8, day=day), at(16, day=day))]
        ),
    )
    yield from pair(
        "busy-hours",
        "Busy hours in a day and a night of a shop that takes the location",
        8,
        (TAOBAO, "busy-hours", "location"),
        lambda number: looks(TAOBAO, "location", busy(range(9, 9 + number))),
    )
    yield from pair(
        "busy-hours-of-use",
        "Busy hours in a day and a night of Meituan",
        14,
        (MEITUAN, "busy-hours-of-use", "location"),
        lambda number: looks(MEITUAN, "location", busy(range(20, 20 + number))),
    )
    yield from pair(
        "round-the-clock",
        "Hours of the week in which a shop takes the location",
        60,
        (TAOBAO, "round-the-clock", "location"),
        lambda number: looks(TAOBAO, "location", hours_of_week(number)),
    )
    yield from pair(
        "nights",
        "Nights on which a messenger looks at the photos",
        6,
        (WECHAT, "nights", "photos"),
        lambda number: looks(WECHAT, "photos", daily(3, range(number))),
        "smaller-setting",
    )
    yield from pair(
        "nights-of-use",
        "Nights on which Meituan takes the location",
        6,
        (MEITUAN, "nights-of-use", "location"),
        lambda number: looks(MEITUAN, "location", daily(3, range(number))),
    )
    yield from pair(
        "busiest-day",
        "Looks at the photos in a day and a night of a messenger",
        60,
        (WECHAT, "busiest-day", "photos"),
        lambda number: looks(WECHAT, "photos", [at(22 + look // 20, 3 * (look % 20), look % 7) for look in range(number)]),
        "smaller-setting",
    )
    yield from pair(
        "hours-on",
        "Minutes for which the camera is on in a messenger",
        720,
        (WECHAT, "hours-on", "camera"),
        lambda number: on_for(WECHAT, "camera", number),
    )
    yield from pair(
        "side-feature",
        "Days on which a news reader looks at the photos",
        3,
        (READER, "side-feature", "photos"),
        lambda number: looks(READER, "photos", daily(12, range(number))),
        "side-feature",
    )
    yield from pair(
        "smaller-setting",
        "Days on which a payment app reads the contacts",
        5,
        (ALIPAY, "smaller-setting", "contacts"),
        lambda number: looks(ALIPAY, "contacts", daily(12, range(number))),
        "smaller-setting",
    )
    yield from pair(
        "beyond-the-ride",
        "Hours of the week in which Strava takes the location",
        24,
        (STRAVA, "beyond-the-ride", "location"),
        lambda number: looks(STRAVA, "location", hours_of_week(number)),
    )
    for word, number, below in (("two", 2, ""), ("five", 5, "companies"), ("ten", 10, "companies")):
        yield from pair(
            f"trackers-{word}-companies",
            "Measuring companies an app contacts",
            number,
            (READER, "companies", "trackers"),
            lambda number: contacts(READER, COMPANIES[:number]),
            below,
        )
    yield from pair(
        "one-company-of-a-bank",
        "Measuring companies a bank contacts",
        1,
        (BANK, "one-company", "trackers"),
        lambda number: contacts(BANK, COMPANIES[:number]) + looks(BANK, "camera", daily(12, (1,))),
    )
    for name, hour, minute, what in (
        ("night-begins-at-one", 0, 59, "at 0:59 each night: many are still up"),
        ("night-ends-at-five", 5, 0, "at five each morning: no night"),
    ):
        yield (
            name,
            Case(
                "boundary",
                f"A messenger looks at the photos {what}.",
                lambda _, hour=hour, minute=minute: looks(WECHAT, "photos", daily(hour, minute=minute)),  # type: ignore[misc]
                f"{WECHAT} smaller-setting photos",
            ),
        )
    yield (
        "night-lasts-until-five",
        Case(
            "boundary",
            "A messenger looks at the photos at 4:59 each morning: still night.",
            lambda _: looks(WECHAT, "photos", daily(4, minute=59)),
            f"{WECHAT} nights photos",
        ),
    )
    yield (
        "nights-never-six-in-seven-days",
        Case(
            "boundary",
            "Seven nights in nine days, but never six in seven days running.",
            lambda _: looks(WECHAT, "photos", daily(3, (0, 1, 2, 4, 6, 7, 8))),
            f"{WECHAT} smaller-setting photos",
        ),
    )
    for name, away, what, rule in (
        ("nights-among-two-others", 5, "five minutes after it: somebody is awake", "smaller-setting"),
        ("nights-with-two-others-about", 6, "six minutes after it: it stands alone", "nights"),
    ):
        yield (
            name,
            Case(
                "boundary",
                f"A messenger looks at the photos every night, and two other apps look {what}.",
                lambda _, away=away: (  # type: ignore[misc]
                    looks(WECHAT, "photos", daily(3))
                    + looks(AMAP, "location", daily(3, minute=away))
                    + looks(SBB, "location", daily(3, minute=away))
                ),
                f"{WECHAT} {rule} photos",
            ),
        )


def fairness() -> Iterator[tuple[str, Case]]:
    def case(name: str, purpose: str, lines: Callable[[Random], Lines], worst: str = "") -> tuple[str, Case]:
        return name, Case("fairness", purpose, lines, worst)

    yield case(
        "tracker-of-the-same-group",
        "A shop contacts a measuring service of its own group.",
        lambda _: contacts(TAOBAO, ["ulogs.umeng.com", "log.mmstat.com"]),
    )
    yield case(
        "tracker-of-another-group",
        "A bank contacts the same measuring service, another company's to it.",
        lambda _: contacts(BANK, ["ulogs.umeng.com", "log.mmstat.com"]),
        f"{BANK} one-company trackers",
    )
    yield case(
        "tracker-of-one-other-company",
        "A messenger contacts it, too: one company is nothing to tell of it.",
        lambda _: contacts(WECHAT, ["ulogs.umeng.com", "log.mmstat.com"]),
    )
    yield case(
        "browser-carries-websites",
        "A browser shows websites, and their measuring services are contacted.",
        lambda _: contacts("org.mozilla.ios.Firefox", COMPANIES),
    )
    yield case(
        "trackers-behind-websites",
        "Measuring services of websites shown inside an app.",
        lambda _: contacts(BANK, COMPANIES, context="news.example"),
    )
    yield case(
        "trackers-the-person-opened",
        "Measuring services of pages the person opened.",
        lambda _: contacts(BANK, COMPANIES, initiated="NonAppInitiated"),
    )
    yield case(
        "addresses-in-numbers-and-at-home",
        "Addresses in numbers and things in the home network.",
        lambda _: (
            contacts(BANK, ["203.0.113.17", "2001:db8::80", "[2001:db8::80]", "192.168.1.1"], domainClassification=2)
            + contacts(BANK, ["printer.local", "router", "nas.lan"])
        ),
    )
    yield case(
        "owners-nobody-knows",
        "Hosts whose owner nobody knows, some with names that look like a measuring service.",
        lambda _: contacts(BANK, ["ads.example.com", "tracker.example.net", "umeng.com.example", "notumeng.com"], owner="Example Ads"),
    )
    yield case(
        "services-that-measure-nobody",
        "Messages, crash reports, maps and plain delivery from other companies.",
        lambda _: contacts(BANK, ["sdk.appboy.com", "in.appcenter.ms", "restapi.amap.com", "a1.akamai.net", "s3.amazonaws.com"]),
    )
    yield case(
        "two-services-of-one-company",
        "Two measuring services of one company count once.",
        lambda _: contacts(BANK, ["app-measurement.com", "doubleclick.net"]),
        f"{BANK} one-company trackers",
    )
    yield case(
        "unknown-app-with-every-permission",
        "An app nobody knows uses every permission on three days.",
        lambda rng: [each for topic in PERMISSIONS for each in looks(UNKNOWN, topic, by_day(rng, 2, (0, 2, 4)))],
    )
    yield case(
        "unknown-app-location-every-five-minutes",
        "An app nobody knows takes the location every five minutes for more than a day: it is asked about, and never scored.",
        lambda _: looks(UNKNOWN, "location", FIVE_MINUTES) + looks(AMAP, "location", daily(12)),
    )
    yield case(
        "unknown-app-that-touched-nothing",
        "An app nobody knows contacts companies and uses no permission: it is listed, and nobody is asked about it.",
        lambda _: contacts(UNKNOWN, COMPANIES),
    )
    yield case("category-nobody-knows", "A messenger uses something new every night.", lambda _: looks(WECHAT, "somethingNew", daily(3)))
    yield case(
        "pickers-every-night",
        "In a shop the person picks contacts every night.",
        lambda _: looks(TAOBAO, "contacts", daily(2), picker=True),
    )
    yield case(
        "super-app-contacts-every-day",
        "An app for nearly everything reads contacts daily, as its chats may.",
        lambda _: looks(WECHAT, "contacts", daily(12)),
    )
    yield case(
        "apples-own-apps-contacts",
        "A shop of Apple's reads contacts in every hour of a day.",
        lambda _: looks(SHOP_OF_APPLE, "contacts", busy(range(24))),
    )
    yield case(
        "apples-own-apps-photos",
        "A shop of Apple's looks at the photos in every hour of a day: only contacts are a feature of iOS.",
        lambda _: looks(SHOP_OF_APPLE, "photos", busy(range(24))),
        f"{SHOP_OF_APPLE} busy-hours photos",
    )
    yield case(
        "mail-of-ios-listed-not-scored",
        "Mail, a part of iOS, reads contacts 25 times a day.",
        lambda rng: looks(MAIL, "contacts", by_day(rng, 25)),
    )
    yield case(
        "part-of-ios-only",
        "Nothing but parts of iOS, busy day and night.",
        lambda _: looks("com.apple.Preferences", "contacts", busy(range(24))) + looks("online-auth-agent", "location", busy(range(24))),
    )
    yield case(
        "live-location-for-five-nights",
        "The location is shared with a friend for five nights, eight hours each.",
        lambda _: looks(WHATSAPP, "location", through_the_night(5)),
        f"{WHATSAPP} beyond-the-ride location",
    )
    yield case(
        "ride-from-morning-to-night",
        "A ride is recorded for thirteen hours.",
        lambda _: looks(STRAVA, "location", every(5, at(8, day=5), at(21, day=5))),
    )
    yield case(
        "family-locator-all-day-and-night",
        "A family locator knows where the child is, every quarter of an hour of two days.",
        lambda _: looks("com.life360.safetymap", "location", every(15, at(0), at(23, 59, day=1))),
    )
    yield case(
        "backup-of-photos-at-night",
        "A cloud saves new photos every night.",
        lambda _: looks("com.tencent.weiyun", "photos", daily(2) + daily(3)),
    )
    yield case(
        "clean-apps-hide-no-bad-one",
        "Three bad apps among five clean ones: the phone's score is that of the three.",
        lambda _: (
            looks(GAME, "location", daily(17, range(5)))
            + looks(KEYBOARD, "contacts", daily(12, range(5)))
            + looks(WECHAT, "photos", daily(3))
            + [each for number, app in enumerate((AMAP, SBB, STRAVA, TAXI, METEO)) for each in looks(app, "camera", [at(9, number)])]
        ),
        f"{GAME} not-needed location",
    )


def shapes() -> Iterator[tuple[str, Case]]:
    def case(name: str, purpose: str, lines: Callable[[Random], Lines], worst: str = "", as_ios: bool = True) -> tuple[str, Case]:
        return name, Case("shape", purpose, lines, worst, as_ios)

    nightly = f"{WECHAT} nights photos"
    yield case("lines-of-the-2021-betas", "Photos every night, as the betas of 2021 wrote it.", beta_report, nightly, as_ios=False)
    yield case(
        "accesses-of-no-length",
        "Photos every night, each access over at the moment it began.",
        lambda _: [each for moment in daily(3) for each in access(WECHAT, "photos", moment, moment)],
        nightly,
    )
    yield case(
        "access-still-going-on",
        "Photos on six nights and, still going on at export, a seventh.",
        lambda _: looks(WECHAT, "photos", daily(3, range(6))) + access(WECHAT, "photos", at(3, day=6), None),
        nightly,
    )
    yield case(
        "end-without-a-beginning",
        "Photos on five nights; of a sixth only the end is left, and nobody knows when it began.",
        lambda _: recorded(WECHAT, "photos", "CUT-OFF", "intervalEnd", at(3)) + looks(WECHAT, "photos", daily(3, range(1, 6))),
        f"{WECHAT} smaller-setting photos",
    )
    yield case(
        "two-exports-that-overlap",
        "Two exports in one file: what both hold counts once.",
        two_exports,
        f"{TAOBAO} nights photos",
        as_ios=False,
    )
    yield case(
        "lines-written-twice",
        "Every line stands twice: 30 looks are not 60.",
        lambda _: [each for each in looks(WECHAT, "photos", [at(10, look) for look in range(30)]) for _ in range(2)],
        f"{WECHAT} smaller-setting photos",
    )
    yield case(
        "lines-in-any-order",
        "Photos every night, newest line first.",
        lambda _: looks(WECHAT, "photos", daily(3))[::-1],
        nightly,
        as_ios=False,
    )
    yield case(
        "clock-change-keeps-the-nights",
        "Photos at three each night on the phone's clock, which changes by seven hours on the fourth day.",
        lambda _: looks(WECHAT, "photos", [at(3, day=day, zone=ZONE if day < 3 else FARTHER_WEST) for day in WEEK]),
        nightly,
    )
    yield case(
        "clock-change-makes-no-nights",
        "Photos each morning on the phone's clock, though six of them were night by the clock at the end.",
        lambda _: looks(WECHAT, "photos", [at(9, day=day, zone=ZONE if day < 6 else FARTHER_WEST) for day in WEEK]),
        f"{WECHAT} smaller-setting photos",
    )
    yield case("seven-days", "A week; the next case is the same for 136 days.", lambda _: night_and_week(1), nightly)
    yield case(
        "seven-days-over-136-days", "The same week over and over for 136 days looks no worse.", lambda _: night_and_week(20), nightly
    )
    yield case(
        "id-with-a-developers-prefix",
        "The messenger's id with the developer's prefix is the same messenger.",
        lambda _: looks(f"5Q4J53EFRC.{WECHAT}", "photos", daily(3)),
        nightly,
    )
    yield case(
        "ids-of-one-app",
        "The messenger stands there under its id, in other letters, and by a part that it brought along: seven nights together.",
        lambda _: (
            looks(WECHAT, "photos", daily(3, (0, 1, 2)))
            + looks("com.tencent.XIN", "photos", daily(3, (3, 4)))
            + looks(f"{WECHAT}.ShareExtension", "photos", daily(3, (5, 6)))
        ),
        nightly,
    )
    yield case(
        "no-less-than-nothing",
        "An e-book app takes so much that its points end at zero.",
        lambda _: (
            looks(READER, "location", busy(range(20)))
            + looks(READER, "contacts", daily(12, range(5)))
            + looks(READER, "camera", daily(13, range(5)))
            + looks(READER, "screenRecording", daily(14, range(5)))
        ),
        f"{READER} busy-hours location",
    )
    yield case(
        "nothing-to-find",
        "A week with nothing in it that costs anything.",
        lambda rng: (
            looks(WECHAT, "camera", by_day(rng, 2)) + looks(AMAP, "location", by_day(rng, 1)) + contacts(AMAP, ["restapi.amap.com"])
        ),
    )
    yield case(
        "only-contacts-with-hosts",
        "A report without a single access.",
        lambda _: contacts(TAOBAO, COMPANIES) + contacts(AMAP, ["restapi.amap.com", "203.0.113.17"]),
        f"{TAOBAO} companies trackers",
    )
    yield case(
        "nothing-but-headings",
        "A report that was just turned on: headings and no line.",
        lambda _: [line(_marker="<metadata>", version=3), line(_marker="<access>")],
        as_ios=False,
    )


def report(name: str, case: Case) -> bytes:
    """The report of a case; the seed is its name, so that no other case changes it."""
    lines = case.lines(Random(name))
    if not case.as_ios:
        return ndjson(lines)
    accesses = [each for each in lines if '"type":"access"' in each]
    accesses.sort(key=lambda each: datetime.fromisoformat(json.loads(each)["timeStamp"]))
    return ndjson(accesses + [each for each in lines if '"type":"access"' not in each])


def verdict(data: bytes) -> dict[str, Any]:
    """What the coach says of a report, in the part that stays when tables of words or counts grow."""
    content, say = load_content(), words_in("en")
    found = judge(read(data), content)
    first = next(iter(found.changes), None)
    return {
        "phone": {"score": found.assessment.score, "grade": found.assessment.grade, "enough": found.assessment.enough},
        "apps": {
            app.profile.bundle_id: {
                "state": app.state,
                "score": app.score,
                "grade": app.grade,
                "findings": [
                    {"rule": finding.rule, "tier": finding.tier, "topic": finding.topic, "points": finding.points}
                    for finding in app.findings
                ],
            }
            for app in found.assessment.apps
        },
        "first_advice": first
        and {
            "bundle_id": first.bundle_id,
            "permission": first.permission,
            "tier": first.tier,
            "setting": first.setting,
            "milder": first.milder,
            "gain": first.gain,
        },
        "rhythm": {
            f"{app.profile.bundle_id} {category}": f"about every {say.period(use.rhythm.period_s)}"
            for app in found.assessment.apps
            for category, use in app.activity.uses.items()
            if use.rhythm
        },
    }


def expectation(case: Case, data: bytes) -> dict[str, Any]:
    return {"purpose": case.purpose, "group": case.group, **verdict(data)}


def as_text(expected: dict[str, Any]) -> str:
    """An expectation as it is stored."""
    return json.dumps(expected, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Write all reports and verdicts, remove what no case makes, and say what changed."""
    FOLDER.mkdir(exist_ok=True)
    made = {f"{name}{ending}" for name in cases() for ending in (".ndjson", ".json")}
    for path in sorted(FOLDER.iterdir()):
        if path.name not in made:
            path.unlink()
            sys.stdout.write(f"removed {path.name}\n")
    for name, case in cases().items():
        data = report(name, case)
        text = as_text(expectation(case, data))
        stored = FOLDER / f"{name}.json"
        if not stored.exists() or stored.read_text(encoding="utf-8") != text:
            sys.stdout.write(f"{'changed' if stored.exists() else 'new'} {name}: {summary(json.loads(text))}\n")
        (FOLDER / f"{name}.ndjson").write_bytes(data)
        stored.write_bytes(text.encode())


def summary(expected: dict[str, Any]) -> str:
    """A verdict on one line: the phone, and each app that lost points."""
    apps = [
        f"{app} {row['score']} {row['grade']} ({', '.join('{rule} {topic} {points}'.format(**finding) for finding in row['findings'])})"
        for app, row in expected["apps"].items()
        if row["findings"]
    ]
    return "; ".join([f"phone {expected['phone']['score']} {expected['phone']['grade']}", *apps])


if __name__ == "__main__":
    main()
