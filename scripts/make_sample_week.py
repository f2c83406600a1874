"""Write content/ios/sample.ndjson: a made-up week in the format of the iOS App Privacy Report.

The week, its person and every number in it are fictional. The names of real apps only retell what was reported in
October 2021: a messenger that read the photo album while its owner slept, a delivery app that asked for the location
every five minutes for two days, a shop that touched photos twice within a second. What the other apps do here, and
the hosts all of them contact, is invented to be ordinary; it says nothing about how any of these apps behaves.
The same bytes come out at every run:  python scripts/make_sample_week.py
"""

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

SEED = 20211006
OUTPUT = Path(__file__).resolve().parent.parent / "content" / "ios" / "sample.ndjson"
MONDAY = datetime(2025, 11, 24, tzinfo=timezone(timedelta(hours=8)))
EXPORT = MONDAY + timedelta(days=6, hours=21, minutes=30)
SWITCHED_ON = MONDAY - timedelta(hours=4, minutes=48)
MON, TUE, WED, THU, FRI, SAT, SUN = EVERY_DAY = range(7)
AWAKE = (7.0, 23.5)  # hours of the day
IDLE_TIMER = (60.0, 75.0)  # seconds: iOS closes photos, contacts and mediaLibrary so long after the last touch
PICTURE, VOICE = (4.0, 40.0), (3.0, 50.0)  # camera and microphone lengths are real

Times = list[datetime]


@dataclass(frozen=True)
class Habit:
    app: str
    category: str
    times: Callable[[Random], Times]
    seconds: tuple[float, float] = IDLE_TIMER
    picker: bool = False


Interval = tuple[datetime, datetime | None, Habit]  # no end: still running when the report was saved

HABITS = (
    # The story of October 2021.
    Habit("com.meituan.imeituan", "location", lambda rng: every_few_minutes(rng, 5, clock(WED, 10, 15), clock(FRI, 15, 9))),
    Habit("com.meituan.imeituan", "location", lambda rng: by_day(rng, (MON, TUE, SAT, SUN), 1, 3, hours=(11.5, 12.75))),
    Habit("com.tencent.xin", "photos", lambda rng: by_day(rng, EVERY_DAY, 4, 9)),
    Habit("com.tencent.xin", "photos", lambda rng: at_night(rng, 2, 4)),
    Habit("com.tencent.xin", "camera", lambda rng: in_week(rng, 3, EVERY_DAY), PICTURE),
    Habit("com.tencent.xin", "microphone", lambda rng: in_week(rng, 6, EVERY_DAY), VOICE),
    Habit("com.tencent.xin", "contacts", lambda rng: in_week(rng, 5, EVERY_DAY)),
    Habit("com.taobao.taobao4iphone", "photos", lambda rng: in_pairs(rng, (MON, WED, THU, SUN), looks=4)),
    Habit("com.taobao.taobao4iphone", "location", lambda rng: in_week(rng, 8, EVERY_DAY)),
    # Apps that behave, some of them with large counts.
    Habit("com.autonavi.amap", "location", lambda rng: one_after_another(rng, clock(TUE, 8, 40), clock(TUE, 9, 20), (50, 120))),
    Habit("com.autonavi.amap", "location", lambda rng: one_after_another(rng, clock(SAT, 18, 40), clock(SAT, 19, 20), (50, 120))),
    Habit("com.apple.weather", "location", lambda rng: one_after_another(rng, clock(MON, 0, 4), clock(SUN, 21), (360, 1200), (2400, 5400))),
    Habit("net.whatsapp.WhatsApp", "photos", lambda rng: by_day(rng, EVERY_DAY, 3, 6)),
    Habit("net.whatsapp.WhatsApp", "contacts", lambda rng: by_day(rng, EVERY_DAY, 8, 12)),
    Habit("org.whispersystems.signal", "contacts", lambda rng: by_day(rng, EVERY_DAY, 9, 13)),
    Habit("com.apple.mobilemail", "contacts", lambda rng: by_day(rng, EVERY_DAY, 17, 23)),
    Habit("com.strava.stravaride", "location", lambda rng: one_after_another(rng, clock(SAT, 8), clock(SAT, 9), (11.2, 12.8))),
    Habit("com.alipay.iphoneclient", "camera", lambda rng: by_day(rng, EVERY_DAY, 1, 2), PICTURE),
    Habit("com.netease.cloudmusic", "mediaLibrary", lambda rng: in_week(rng, 2, EVERY_DAY)),
    Habit("cn.12306.rails12306", "camera", lambda rng: in_week(rng, 1, (THU,)), PICTURE),
    Habit("cn.12306.rails12306", "location", lambda rng: in_week(rng, 2, (THU, SUN))),
    Habit("com.zhihu.ios", "photos", lambda rng: in_week(rng, 5, (TUE, WED, SAT)), picker=True),
    Habit("com.xingin.discover", "photos", lambda rng: in_week(rng, 6, (MON, FRI, SAT, SUN)), picker=True),
    Habit("com.xingin.discover", "camera", lambda rng: in_week(rng, 2, (FRI, SAT)), PICTURE),
    Habit("com.google.Maps", "location", lambda rng: in_week(rng, 6, (TUE, THU, SAT))),
    Habit("com.tencent.meeting", "microphone", lambda rng: by_day(rng, (TUE, THU), 1, 1, hours=(14, 14.1)), (2400, 3300)),
    Habit("com.tencent.meeting", "camera", lambda rng: by_day(rng, (TUE, THU), 1, 1, hours=(14, 14.1)), (1500, 2300)),
    Habit("com.apple.Preferences", "contacts", lambda rng: in_week(rng, 1, (MON,))),
    # An app in nobody's catalogue.
    Habit("com.example.lumapuzzle", "location", lambda rng: in_week(rng, 9, (MON, TUE, THU, SAT, SUN))),
    Habit("com.example.lumapuzzle", "contacts", lambda rng: in_week(rng, 4, (TUE, THU, SUN))),
)

HOSTS = {  # contacted by the app itself
    "com.meituan.imeituan": "apimobile.meituan.com i.meituan.com passport.meituan.com report.meituan.com p0.meituan.net p1.meituan.net "
    "s3plus.meituan.net catfront.dianping.com www.dianping.com ulogs.umeng.com api.growingio.com stat.jpush.cn 203.0.113.17",
    "com.tencent.xin": "short.weixin.qq.com long.weixin.qq.com mp.weixin.qq.com support.weixin.qq.com res.wx.qq.com "
    "mmbiz.qpic.cn shp.qpic.cn wx.qlogo.cn 203.0.113.80 203.0.113.81 2001:db8::80",
    "com.taobao.taobao4iphone": "acs.m.taobao.com amdc.m.taobao.com market.m.taobao.com h-adashx.ut.taobao.com img.alicdn.com "
    "gw.alicdn.com g.alicdn.com log.mmstat.com wgo.mmstat.com ulogs.umeng.com",
    "com.autonavi.amap": "m5.amap.com restapi.amap.com mps.amap.com logs.amap.com cgicol.amap.com",
    "com.apple.weather": "weather-data.apple.com weather-edge.apple.com weatherkit.apple.com gsp-ssl.ls.apple.com",
    "net.whatsapp.WhatsApp": "g.whatsapp.net mmg.whatsapp.net pps.whatsapp.net static.whatsapp.net 2001:db8:42::5",
    "org.whispersystems.signal": "chat.signal.org storage.signal.org cdn.signal.org cdn2.signal.org sfu.voip.signal.org",
    "com.apple.mobilemail": "imap.mail.me.com smtp.mail.me.com gateway.icloud.com printer.local",
    "com.strava.stravaride": "m.strava.com www.strava.com graphql.strava.com cdn-1.strava.com api2.branch.io",
    "com.alipay.iphoneclient": "mobilegw.alipay.com mdap.alipay.com loggw.alipay.com render.alipay.com gw.alipayobjects.com",
    "com.netease.cloudmusic": "interface.music.163.com interface3.music.163.com clientlog.music.163.com p1.music.126.net",
    "cn.12306.rails12306": "mobile.12306.cn kyfw.12306.cn ad.12306.cn",
    "com.zhihu.ios": "api.zhihu.com www.zhihu.com apm.zhihu.com static.zhihu.com pic1.zhimg.com pica.zhimg.com ulogs.umeng.com",
    "com.xingin.discover": "edith.xiaohongshu.com www.xiaohongshu.com t2.xiaohongshu.com apm-fe.xiaohongshu.com sns-img-qc.xhscdn.com "
    "sns-video-bd.xhscdn.com ulogs.umeng.com app-measurement.com",
    "com.google.Maps": "clients4.google.com accounts.google.com maps.googleapis.com maps.gstatic.com",
    "com.tencent.meeting": "meeting.tencent.com api.meeting.qq.com cdn.meeting.tencent.com 203.0.113.41",
    "com.apple.Preferences": "setup.icloud.com gsa.apple.com",
    "com.example.lumapuzzle": "play.lumapuzzle.example cdn.lumapuzzle.example",
}
WEBSITES = (  # (app, website on the screen, how sure iOS is of it, hosts): opened by the person
    ("com.apple.mobilesafari", "example.org", 2, "www.example.org static.example.org doubleclick.net fonts.gstatic.com hm.baidu.com"),
    ("com.apple.mobilesafari", "example.com", 2, "www.example.com cdn.example.com doubleclick.net ulogs.umeng.com"),
    ("com.apple.mobilesafari", "news.example", 2, "www.news.example video.news.example app-measurement.com 203.0.113.5"),
    ("com.tencent.xin", "example.com", 1, "www.example.com hm.baidu.com"),
)
# Hosts that iOS marks as able to follow people across apps, with the owner it names.
PROFILING = dict.fromkeys(("doubleclick.net", "accounts.google.com", "app-measurement.com"), "Google LLC")
PROFILING["api2.branch.io"] = "Branch Metrics, Inc."


def clock(day: int, hour: float, minute: float = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def later(time: datetime, seconds: float) -> datetime:
    return time + timedelta(milliseconds=round(seconds * 1000))


def by_day(rng: Random, days: Iterable[int], low: int, high: int, hours: tuple[float, float] = AWAKE) -> Times:
    """So many times on each of these days, at random but two minutes apart, and well before the export."""
    times: Times = []
    for day in days:
        start, end = clock(day, hours[0]), min(clock(day, hours[1]), EXPORT - timedelta(minutes=10))
        slots = rng.sample(range(int((end - start) / timedelta(minutes=4))), rng.randint(low, high))
        times += [later(start, 240 * slot + rng.uniform(0, 120)) for slot in slots]
    return times


def at_night(rng: Random, low: int, high: int) -> Times:
    return by_day(rng, EVERY_DAY, low, high, hours=(0.5, 5.5))


def in_week(rng: Random, total: int, days: Sequence[int]) -> Times:
    """So many times in the whole week, by day, on each of these days if there are enough."""
    picked = rng.sample(days, min(total, len(days))) + rng.choices(days, k=max(0, total - len(days)))
    return [time for day in days for time in by_day(rng, (day,), picked.count(day), picked.count(day))]


def in_pairs(rng: Random, days: Iterable[int], looks: int) -> Times:
    """Looks by day, most of them two accesses within one second."""
    firsts = by_day(rng, days, looks, looks)
    return firsts + [later(first, rng.uniform(0.002, 0.9)) for first in firsts if rng.random() < 0.6]


def every_few_minutes(rng: Random, minutes: float, start: datetime, end: datetime) -> Times:
    """A steady rhythm without a pause: 20 seconds early or late, one gap in forty longer, all fitted between start and end."""
    count = round((end - start) / timedelta(minutes=minutes))
    gaps = [minutes * 60 + (rng.uniform(60, 110) if rng.random() < 1 / 40 else rng.uniform(-20, 20)) for _ in range(count)]
    stretch = (end - start).total_seconds() / sum(gaps)
    return [later(start, stretch * sum(gaps[:done])) for done in range(count + 1)]


def one_after_another(rng: Random, start: datetime, end: datetime, gap: tuple[float, float], pause: tuple[float, float] = (0, 0)) -> Times:
    """A drive, a run, a widget: accesses follow each other without a rhythm, with a longer pause now and then if one is given."""
    times = [later(start, rng.uniform(1, 9))]
    while (following := later(times[-1], rng.uniform(*(pause if any(pause) and rng.random() < 1 / 6 else gap)))) < end:
        times.append(following)
    return times


def lasting(rng: Random, habit: Habit, begin: datetime) -> Interval:
    location = habit.category == "location"  # ends about ten seconds after it began, seldom much later
    return begin, later(begin, 10 + rng.expovariate(1) if location else rng.uniform(*habit.seconds)), habit


def with_quirks(intervals: list[Interval]) -> list[Interval]:
    """Found in real reports: an interval of no length, one still running when the report was saved, one from when it was switched on."""
    empty = next(index for index, (_, _, habit) in enumerate(intervals) if habit.app == "com.google.Maps")
    begin, _, maps = intervals[empty]
    intervals[empty] = (begin, begin, maps)
    photos = next(habit for habit in HABITS if (habit.app, habit.category) == ("net.whatsapp.WhatsApp", "photos"))
    settings = next(habit for habit in HABITS if habit.app == "com.apple.Preferences")
    switched_on = (SWITCHED_ON, later(SWITCHED_ON, 63.204), settings)
    return [*intervals, (later(EXPORT, -41.318), None, photos), switched_on]


def accesses(rng: Random, intervals: list[Interval]) -> list[str]:
    """All begins and ends in the order of time, one begin repeated word for word."""
    timed: list[tuple[datetime, str]] = []
    for begin, end, habit in sorted(intervals, key=lambda interval: interval[0]):
        joining = str(uuid.UUID(int=rng.getrandbits(128), version=4)).upper()
        app = {"identifier": habit.app, "identifierType": "bundleID"}
        picked = {"outOfProcess": True} if habit.picker else {}
        fields = {"accessCount": 0, "accessor": app, "category": habit.category, "identifier": joining}
        for kind, time in [("intervalBegin", begin)] + ([("intervalEnd", end)] if end else []):
            timed.append((time, compact(fields | {"kind": kind} | picked | {"timeStamp": time, "type": "access"})))
    lines = [line for _, line in sorted(timed, key=lambda pair: pair[0])]
    repeated = next(index for index, line in enumerate(lines) if "net.whatsapp.WhatsApp" in line and '"contacts"' in line)
    return lines[: repeated + 1] + lines[repeated:]


def network(rng: Random) -> list[str]:
    """All contacts, grouped by app; the keys stand in the order in which iOS writes them."""
    contacts = [(app, "", 0, host) for app, hosts in HOSTS.items() for host in hosts.split()]
    contacts += [(app, website, sure, host) for app, website, sure, hosts in WEBSITES for host in hosts.split()]
    lines = []
    for app, website, sure, host in sorted(contacts, key=lambda contact: contact[0]):
        hits = int(2 ** rng.uniform(0, 8.5))
        first = clock(rng.randrange(4), rng.uniform(7.5, 20))
        last = first if hits == 1 else first + rng.random() * (EXPORT - first)
        initiated = "NonAppInitiated" if website else "AppInitiated"
        fields: dict[str, object] = {"timeStamp": last, "initiatedType": initiated, "context": website}
        fields |= {"domain": host, "contextVerificationType": sure, "type": "networkActivity", "domainType": 1 if host in PROFILING else 2}
        fields |= {"firstTimeStamp": first, "bundleID": app, "domainOwner": PROFILING.get(host, ""), "hits": hits}
        lines.append(compact(fields | {"domainClassification": 2 if ":" in host or host.replace(".", "").isdigit() else 1}))
    return lines


def compact(fields: dict[str, object]) -> str:
    return json.dumps(fields, separators=(",", ":"), default=lambda time: time.isoformat(timespec="milliseconds"))


def main() -> None:
    rng = Random(SEED)
    intervals = [lasting(rng, habit, begin) for habit in HABITS for begin in habit.times(rng)]
    lines = [*accesses(rng, with_quirks(intervals)), *network(rng)]
    OUTPUT.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
