"""A made-up Android phone, and what it writes of itself: a bug report, or what adb prints, in the forms of Android 7 to 17.

phone = Phone(version=14)
chat = phone.app("com.example.chat")
chat.grant("RECORD_AUDIO")
chat.access("RECORD_AUDIO", "bg", ago=hours(3))
phone.zip()
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

NOW = datetime(2026, 3, 12, 21, 30, 5, 250_000)  # a Thursday
ANDROID = "android.permission."
_MILLISECOND = timedelta(milliseconds=1)
NUMBERS = {"allow": 0, "ignore": 1, "deny": 2, "default": 3, "foreground": 4}
SDK = {7: 25, 8: 27, 9: 28, 10: 29, 11: 30, 12: 31, 13: 33, 14: 34, 15: 35, 16: 36, 17: 37}


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}.{time.microsecond // 1000:03}"


def span(length: timedelta, sign: str = "+") -> str:
    """As Android writes how long something took or has been."""
    left = length // _MILLISECOND
    if left < 0:
        left, sign = -left, "-" if sign == "+" else "+"
    if not left:
        return "0"
    written, begun = "", False
    for unit, name in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")):
        count, left = divmod(left, unit)
        if count or begun:
            written, begun = f"{written}{count}{name}", True
    return sign + written


@dataclass(frozen=True)
class Access:
    op: str
    state: str
    ago: timedelta
    refused: bool = False
    flag: str = "s"
    tag: str = "null"
    lasted: timedelta | None = None


@dataclass(frozen=True)
class Minute:
    op: str
    state: str
    ago: timedelta
    """Until now, cut to the minute that it falls into."""
    lasted: int | None = None
    """Seconds."""
    refused: bool = False
    flag: str = "s"
    tag: str = "null"
    count: int = 1


@dataclass
class App:
    """An app of one user."""

    phone: "Phone"
    package: str
    number: int
    user: int = 0
    system: bool = False
    shared: str = ""
    installed: datetime = NOW - timedelta(days=200)
    here: bool = True
    accesses: list[Access] = field(default_factory=list)
    minutes: list[Minute] = field(default_factory=list)
    modes: dict[str, str] = field(default_factory=dict)
    """Of the uid."""
    own_modes: dict[str, str] = field(default_factory=dict)
    """Of the package; those of operations with an access are there by themselves."""
    switches: dict[str, str] = field(default_factory=dict)
    grants: dict[str, tuple[bool, str]] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    last_opened: timedelta | None = None

    @property
    def uid(self) -> str:
        if self.number < 10_000:
            return str(self.number) if not self.user else f"u{self.user}s{self.number}"
        return f"u{self.user}a{self.number - 10_000}"

    def access(self, op: str, state: str, ago: timedelta, **more: object) -> "App":
        self.accesses.append(Access(op, state, ago, **more))  # type: ignore[arg-type]
        return self

    def refuse(self, op: str, state: str, ago: timedelta, **more: object) -> "App":
        return self.access(op, state, ago, refused=True, **more)

    def minute(self, op: str, state: str, ago: timedelta, lasted: int | None = None, **more: object) -> "App":
        self.minutes.append(Minute(op, state, ago, lasted, **more))  # type: ignore[arg-type]
        return self

    def mode(self, op: str, mode: str) -> "App":
        self.modes[op] = mode
        return self

    def own_mode(self, op: str, mode: str, switch: str = "") -> "App":
        self.own_modes[op] = mode
        if switch:
            self.switches[op] = switch
        return self

    def grant(self, permission: str, granted: bool = True, flags: str = "USER_SET") -> "App":
        whole = permission if "." in permission else ANDROID + permission
        self.grants[whole] = granted, flags
        return self.ask(whole)

    def ask(self, permission: str) -> "App":
        whole = permission if "." in permission else ANDROID + permission
        if whole not in self.requested:
            self.requested.append(whole)
        return self

    def opened(self, ago: timedelta) -> "App":
        self.last_opened = ago if self.last_opened is None else min(ago, self.last_opened)
        return self

    def on_screen(self, begin: timedelta, end: timedelta) -> "App":
        """Within the last day."""
        self.phone.events += [(begin, "ACTIVITY_RESUMED", self), (end, "ACTIVITY_PAUSED", self)]
        return self.opened(end)


@dataclass
class Phone:
    """A phone, and when it wrote its file. qpr: Android 16 from its second quarterly release on, and 17."""

    version: int = 14
    maker: str = "Google"
    now: datetime = NOW
    qpr: bool = False
    uptime: timedelta = timedelta(days=9, hours=3, minutes=12)
    apps: list[App] = field(default_factory=list)
    users: dict[int, str] = field(default_factory=lambda: {0: "full.SYSTEM"})
    roles: dict[str, list[str]] = field(default_factory=dict)
    keyboard: str = ""
    services: dict[int, list[str]] = field(default_factory=dict)
    """Packages with a service for accessibility that is on."""
    events: list[tuple[timedelta, str, App | None]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """System packages that an update replaced."""

    def app(self, package: str, user: int = 0, **more: object) -> App:
        same = [app for app in self.apps if app.package == package]
        number = more.pop("number", None) or (same[0].number if same else 10_100 + len({app.package for app in self.apps}))
        self.apps.append(App(self, package, number, user, **more))  # type: ignore[arg-type]
        return self.apps[-1]

    def restart(self, ago: timedelta, packages: int = 12) -> list[App]:
        """So many apps, woken when the phone started."""
        apps = [self.app(f"com.example.woken{number}") for number in range(packages)]
        for number, app in enumerate(apps):
            app.access("RUN_ANY_IN_BACKGROUND", "cch", ago - seconds(60 + number * 3))
        return apps

    # What it writes.

    def app_ops(self) -> list[str]:
        """`dumpsys appops`."""
        lines = ["AppOps Service state:" if self.qpr else "Current AppOps Service state:"]
        if not self.qpr:
            lines += ["  Settings:", "    top_state_settle_time=+5s0ms", "", "  Op mode watchers:", "    Op COARSE_LOCATION:"]
            lines += ["      #0: ModeCallback{3f47b05 watchinguid=-1 flags=0x0 op=READ_SMS from uid=1000 pid=1738}"]
            lines += ["  All op active watchers:", "    a57bc53 ->", "        [CAMERA]", ""]
        else:
            lines += ["", "  AppOps Restrictions", "", "AppOps Uid Op State", ""]
        by_uid: dict[str, list[App]] = defaultdict(list)
        for app in self.apps:
            by_uid[app.uid].append(app)
        for uid, apps in by_uid.items():
            lines += [f"  Uid {uid}:", "    state=cch"]
            if self.version >= 11:
                lines += ["    capability=---", "    appWidgetVisible=false", "    foregroundOps:", "      CAMERA: WATCHER"]
            for app in apps:
                lines += [f"      {op}: mode={self._mode(mode)}" for op, mode in app.modes.items()]
            for app in apps:
                lines += [f"    Package {app.package}:", *self._ops(app)]
        if self.qpr:
            lines += ["", "  History:", "  mode=HISTORICAL_MODE_ENABLED_ACTIVE"]
            lines += ["SHORT_INTERVAL(Aggregation Bucket)=1 Minute, LONG_INTERVAL(Aggregation Bucket)=15 Minutes"]
            lines += ["Database size(bytes): SHORT_INTERVAL=90112, LONG_INTERVAL=40960"]
            lines += ["----Location, Microphone, and Camera App Ops (Last 1 Hour)----", *self._table(hours(1), 500)]
        return lines

    def _mode(self, mode: str) -> str:
        return mode if self.version >= 9 else str(NUMBERS.get(mode, 1))

    def _ops(self, app: App) -> Iterator[str]:
        by_op: dict[str, list[Access]] = {op: [] for op in app.own_modes}
        for access in app.accesses:
            by_op.setdefault(access.op, []).append(access)
        for op, accesses in by_op.items():
            mode = app.own_modes.get(op, "allow")
            if self.version < 9:
                yield f"      {op}: mode={self._mode(mode)}" + "".join(self._old(each) for each in accesses)
                continue
            switch = app.switches.get(op)
            yield f"      {op} ({mode}{f' / switch {switch}={mode}' if switch else ''}): "
            if self.version == 9:
                yield from self._of_nine(accesses)
            elif self.version == 10:
                yield from map(self._record, accesses)
            else:
                for tag in dict.fromkeys(access.tag for access in accesses):
                    yield f"        {tag}=["
                    yield from (self._record(access) for access in accesses if access.tag == tag)
                    yield "        ]"

    def _when(self, ago: timedelta) -> str:
        return f"{stamp(self.now - ago)} ({span(ago, '-')})"

    def _old(self, access: Access) -> str:
        return f"; {'rejectTime' if access.refused else 'time'}={span(access.ago)} ago"

    def _of_nine(self, accesses: list[Access]) -> Iterator[str]:
        for refused in (False, True):
            kind = "Reject: " if refused else "Access: "
            for access in accesses:
                if access.refused == refused:
                    yield f"          {kind}{access.state:<5} = {self._when(access.ago)}"
                    kind = " " * 8
        yield from (f"          duration={span(access.lasted)}" for access in accesses if access.lasted)

    def _record(self, access: Access) -> str:
        key = f"[{access.state}-{access.flag}]"
        lasted = f" duration={span(access.lasted)}" if access.lasted else ""
        proxy = " proxy[uid=10171, pkg=com.example.other, attributionTag=null]" if "p" in access.flag else ""
        return f"          {'Reject: ' + key if access.refused else 'Access: ' + key + ' '}{self._when(access.ago)}{lasted}{proxy}"

    def _table(self, most: timedelta, rows: int) -> Iterator[str]:
        yield from (
            "",
            "UID|PACKAGE_NAME|DEVICE_ID|OP_NAME|ATTRIBUTION_TAG|ACCESS_TIME|ACCESS_COUNTS|REJECT_COUNTS|DURATION|UID_STATE|OP_FLAGS"
            "|ATTRIBUTION_CHAIN_ID|ATTRIBUTION_FLAGS",
        )
        told = [(each, app) for app in self.apps for each in app.minutes if each.ago <= most]
        for each, app in sorted(told, key=lambda pair: pair[0].ago)[:rows]:
            uid = app.user * 100_000 + app.number
            counts = f"{0 if each.refused else each.count}|{each.count if each.refused else 0}|{(each.lasted or 0) * 1000}"
            yield f"{uid}|{app.package}|default:0|{each.op}|{each.tag}|{self._minute(each)}|{counts}|{each.state}|{each.flag}|-1|0"
        yield ""

    def _minute(self, each: Minute) -> str:
        return stamp((self.now - each.ago).replace(second=0, microsecond=0))

    def history(self) -> list[str]:
        """`dumpsys appops --history --include-discrete 100000`."""
        if self.qpr:
            return ["AppOps Service state:", "------------Discrete App Ops-------------", *self._table(days(7), 100_000)]
        lines = ["Current AppOps Service state:", "  History:", "    mode=HISTORICAL_MODE_ENABLED_ACTIVE", *self._snapshots()]
        lines += ["", "Discrete accesses: ", "  Largest chain id: 0"]
        for app in self.apps:
            if app.minutes:
                lines += [f"  Uid: {app.user * 100_000 + app.number}", f"    Package: {app.package}"]
            for op in dict.fromkeys(each.op for each in app.minutes):
                lines += [f"      {op}", "        [Device: default:0]"]
                for tag in dict.fromkeys(each.tag for each in app.minutes if each.op == op):
                    lines.append(f"          Attribution: {tag}")
                    for each in app.minutes:
                        if (each.op, each.tag) == (op, tag):
                            lasted = f" for {each.lasted * 1000} milliseconds " if each.lasted else ""
                            lines.append(f"            Access [{each.state}-{each.flag}] at {self._minute(each)}{lasted}")
        return lines

    def _snapshots(self) -> Iterator[str]:
        told = [(each, app) for app in self.apps for each in app.minutes]
        if told:
            begin = self.now - minutes(15)
            yield from ("    snapshot:", f"      begin = {stamp(begin)}  (-15m)", f"      end = {stamp(self.now)}  (-1ms)")
        for each, app in told:
            if each.ago < minutes(15):
                yield from (f"      Uid {app.uid}:", f"        Package {app.package}:", f"          Attribution {each.tag}:")
                yield from (f"            {each.op}:", f"              [{each.state}-{each.flag}] = access={each.count}, duration=+1m0s0ms")

    def packages(self) -> list[str]:
        """`dumpsys package`, from where it says which system this is."""
        lines = ["Database versions:", "  Internal:", f"    sdkVersion={SDK[self.version]} databaseVersion=3", "", "Permissions:"]
        lines += ["  Permission [android.permission.CAMERA] (d83ce36):", "    sourcePackage=android", "", "Key Set Manager:", ""]
        lines.append("Packages:")
        for package in dict.fromkeys(app.package for app in self.apps):
            lines += self._package([app for app in self.apps if app.package == package])
        shared = dict.fromkeys(app.shared for app in self.apps if app.shared)
        if shared:
            lines += ["", "Shared users:"]
        for name in shared:
            apps = [app for app in self.apps if app.shared == name]
            lines += [f"  SharedUser [{name}] (1e5fea5):", f"    appId={apps[0].number}"]
            for user in dict.fromkeys(app.user for app in apps):
                grants = {key: value for app in apps if app.user == user for key, value in app.grants.items()}
                lines += [f"    User {user}: ", "      gids=[3003]", *_runtime(grants)]
        if self.hidden:
            lines += ["", "Hidden system packages:"]
        for package in self.hidden:
            lines += [f"  Package [{package}] (51c5b32):", "    appId=10001", "    pkgFlags=[ SYSTEM HAS_CODE ]"]
            lines += ["    User 0: ceDataInode=0 installed=true hidden=false", *_runtime({f"{ANDROID}CAMERA": (True, "")})]
        return [*lines, "", "Queries:", "  system apps queryable: false", "Package Changes:", "  Sequence number=479", ""]

    def _package(self, apps: list[App]) -> Iterator[str]:
        first = apps[0]
        yield f"  Package [{first.package}] (d151a2{first.number % 10}):"
        yield f"    {'userId' if self.version < 13 else 'appId'}={first.number}"
        if first.shared:
            yield f"    sharedUser=SharedUserSetting{{ae7e2f {first.shared}/{first.number}}}"
        yield from (f"    pkg=Package{{26ada7 {first.package}}}", f"    codePath=/data/app/~~x==/{first.package}-1", "    versionName=1.0")
        yield f"    flags=[ {'SYSTEM ' if first.system else ''}HAS_CODE ALLOW_CLEAR_USER_DATA ]"
        yield f"    firstInstallTime={first.installed:%Y-%m-%d %H:%M:%S}"
        yield f"    pkgFlags=[ {'SYSTEM ' if first.system else ''}HAS_CODE ALLOW_CLEAR_USER_DATA ]"
        yield from ("    declared permissions:", f"      {first.package}.permission.C2D_MESSAGE: prot=signature, INSTALLED")
        requested = dict.fromkeys(permission for app in apps for permission in app.requested)
        yield from ("    requested permissions:", f"      {ANDROID}INTERNET", *(f"      {each}" for each in requested))
        yield from ("    install permissions:", f"      {ANDROID}INTERNET: granted=true")
        for app in apps:
            here = str(app.here).lower()
            yield f"    User {app.user}: ceDataInode=-4294852500 installed={here} hidden=false suspended=false stopped=false enabled=0"
            yield "      gids=[3003]"
            yield from _runtime({} if app.shared else app.grants)
            yield from ("      enabledComponents:", f"        {app.package}.Receiver")

    def usage(self) -> list[str]:
        """`dumpsys usagestats`."""
        lines = []
        for user in self.users:
            lines += [f"user={user}", '  Last 24 hour events (timeRange="11.3.2026, 21:30 – 12.3.2026, 21:30" )']
            for ago, kind, app in sorted(self.events, key=lambda event: event[0], reverse=True):
                if (app.user if app else 0) == user:
                    package = app.package if app else "android"
                    lines.append(f'    time="{self.now - ago:%Y-%m-%d %H:%M:%S}" type={kind} package={package} class=x flags=0x0 ')
            lines += ["  In-memory daily stats", '  timeRange="12.3.2026, 00:00 – 21:30"', "    packages"]
            for app in self.apps:
                if app.user == user:
                    opened = "1970-01-01 01:00:00" if app.last_opened is None else f"{self.now - app.last_opened:%Y-%m-%d %H:%M:%S}"
                    used = f'totalTimeUsed="01:40" lastTimeUsed="{opened}" totalTimeVisible="01:45" lastTimeVisible="{opened}"'
                    lines.append(f"      package={app.package} {used} appLaunchCount=3 ")
            lines += [
                "    ChooserCounts",
                "    configurations",
                '      config=zh-rCN totalTime="00:00" lastTime="1970-01-01 01:00:00" count=1',
            ]
        return lines

    def role(self) -> list[str]:
        """`dumpsys role`."""
        lines = ["ROLE MANAGER STATE (dumpsys role):", "{", "  user_states={", "    user_id=0", "    version=-1", "    roles=["]
        for name, holders in self.roles.items():
            lines += ["      {", f"        name=android.app.role.{name}"]
            if len(holders) == 1:
                lines.append(f"        holders={holders[0]}")
            elif holders:
                lines += ["        holders=[", *(f"          {each}" for each in holders), "        ]"]
            lines.append("      }")
        return [*lines, "    ]", "  }", "}"]

    def input_method(self) -> list[str]:
        keyboard = f"  mCurMethodId={self.keyboard}/com.example.Keyboard"
        return ["Current Input Method Manager state:", "  Input Methods: mMethodMapUpdateCount=2", *([keyboard] if self.keyboard else [])]

    def user(self) -> list[str]:
        lines = ["Users:"]
        for number, kind in self.users.items():
            flags = "1030" if kind.endswith("MANAGED") else "1010"
            lines += [f"  UserInfo{{{number}:Somebody's name:{flags}}} serialNo={number} isPrimary={str(not number).lower()}"]
            lines += [f"    Type: android.os.usertype.{kind}"] if self.version >= 11 else []
            lines += ["    State: RUNNING_UNLOCKED"]
        return lines

    def accessibility(self) -> list[str]:
        lines = ["ACCESSIBILITY MANAGER (dumpsys accessibility)", "", "currentUserId=0"]
        for user in self.users:
            on = ", ".join(f"{{{package}/{package}.Service}}" for package in self.services.get(user, []))
            lines += ["User state[", f"     attributes:{{id={user}, touchExplorationEnabled=false}}", "     Bound services:{}"]
            lines += [f"     Enabled services:{{{on}}}", "     Binding services:{}]"]
        return lines

    def bug_report(self, without: tuple[str, ...] = ()) -> str:
        """The text of a bug report, with much in it that is nobody's business. without: services that are missing."""
        fingerprint = f"{self.maker.lower()}/phone/phone:{self.version}/AP1A.240305.019/11473433:user/release-keys"
        lines = ["=" * 56, f"== dumpstate: {self.now - seconds(20):%Y-%m-%d %H:%M:%S}", "=" * 56, "", "Build: AP1A"]
        lines += [f"Build fingerprint: '{fingerprint}'", "Bootloader: x", "Kernel: Linux version 5.10"]
        whole = int(self.uptime.total_seconds() // 60)
        parts = f"{whole // 10080} weeks, {whole // 1440 % 7} days, {whole // 60 % 24} hours, {whole % 60} minutes"
        lines += [f"Uptime: up {parts},  load average: 1.20, 1.10, 1.00", "Bugreport format version: 2.0", ""]
        lines += ["------ SYSTEM LOG (logcat -v threadtime) ------"]
        lines += [f'03-12 21:0{each % 10}:10.359  1867  1867 I Wifi: SSID "Home of {each}" 48.137{each:03},11.575' for each in range(40)]
        lines += ["------ SYSTEM PROPERTIES (getprop) ------", f"[ro.build.version.release]: [{self.version}]"]
        lines += [
            f"[ro.build.version.sdk]: [{SDK[self.version]}]",
            f"[ro.product.manufacturer]: [{self.maker}]",
            "[ro.product.model]: [X1]",
        ]
        lines += ["------ DUMPSYS NORMAL (/system/bin/dumpsys) ------"]
        told: dict[str, Callable[[], list[str]]] = {
            "accessibility": self.accessibility,
            "appops": self.app_ops,
            "input_method": self.input_method,
            "location": lambda: [
                "Location Manager State:",
                "  Last Known Locations:",
                "    last location=Location[gps 48.137154,11.576124]",
            ],
            "package": self.packages,
            "role": self.role,
            "usagestats": self.usage,
            "user": self.user,
            "wifi": lambda: ["Wi-Fi is enabled", "Packages:", "  Package [not.a.package] (1):", '  SSID: "Home"'],
        }
        for name, lines_of in told.items():
            if name not in without and (name != "role" or self.version >= 10):
                lines += ["-" * 79, f"DUMP OF SERVICE {name}:", *lines_of()]
                lines.append(f"--------- 0.006s was the duration of dumpsys {name}, ending at: {self.now:%Y-%m-%d %H:%M:%S}")
        return "\n".join([*lines, "------ CHECKIN BATTERYSTATS (dumpsys batterystats -c) ------", "9,0,i,vers,35,190", ""])

    def zip(self, without: tuple[str, ...] = ()) -> bytes:
        """The bug report as the phone hands it on."""
        name = f"bugreport-phone-AP1A-{self.now:%Y-%m-%d-%H-%M-%S}.txt"
        return packed(
            {
                "version.txt": "2.0",
                name: self.bug_report(without),
                "main_entry.txt": name,
                "FS/proc/1/mountinfo": "x",
                "dumpstate_log.txt": "== dumpstate: a log",
                "lshal-debug/a_default.txt": "x",
            }
        )

    def adb(self, history: bool = True) -> str:
        """What adb writes of these services."""
        lines = self.app_ops()
        lines += self.history() if history and self.version >= 12 else ["Unknown option: --history"]
        lines += [*self.packages(), *self.role(), *self.usage(), *self.input_method()]
        lines += [f"package:{package}" for package in dict.fromkeys(app.package for app in self.apps if not app.system)]
        return "\n".join([*lines, str(self.version), ""])


def _runtime(grants: dict[str, tuple[bool, str]]) -> Iterator[str]:
    if grants:
        yield "      runtime permissions:"
    for permission, (granted, flags) in grants.items():
        yield f"        {permission}: granted={str(granted).lower()}, flags=[ {flags}]"


def packed(files: dict[str, str | bytes]) -> bytes:
    """A zip file, the same bytes at every run."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, (2026, 3, 12, 21, 30, 4))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return whole.getvalue()
