"""So many made-up phones of both kinds, of which it is known what a study must find: files damaged, files there twice, phones in parts.

    python -m benchmarks.phones FOLDER [PHONES]

Every phone and every number is fictional; the names of real apps stand for kinds of app and say nothing about any of them. The same bytes
come out at every run. `weight` adds ordinary looks and contacts, or apps, up to the size of a real phone.
"""

import gzip
import io
import json
import sys
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

from android_dumps import Phone, days, hours, seconds  # noqa: E402 (it stands among the tests)

MONDAY = datetime(2025, 11, 24, tzinfo=timezone(timedelta(hours=8)))
MEITUAN, TAOBAO, WECHAT, GAME, WHATSAPP = (
    "com.meituan.imeituan",
    "com.taobao.taobao4iphone",
    "com.tencent.xin",
    "com.kiloo.subwaysurfers",
    "net.whatsapp.WhatsApp",
)
AT_MEITUAN, AT_TAOBAO, AT_WECHAT = "com.sankuai.meituan", "com.taobao.taobao", "com.tencent.mm"
FIRMS = {"app.adjust.com": "applovin", "api.mixpanel.com": "mixpanel", "control.kochava.com": "kochava"}
"""Hosts of companies that measure, and their groups."""
STEADY_HOURS = 15
"""Long enough to be more than an order needs; half of it is not."""
DAMAGED = ("broken-archive", "not-a-report", "empty-file", "mostly-unreadable")
_FILLED = ("com.autonavi.amap", "com.xiaojukeji.didi", "org.whispersystems.signal", "com.google.Maps", "com.alipay.iphoneclient")


@dataclass
class Truth:
    """What a study of these files must find, by app and topic: phones of which it is true, and phones that have the app."""

    phones: Counter[str] = field(default_factory=Counter)
    having: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind of phone and app."""
    too_far: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By kind of phone, app and topic."""
    steady: Counter[str] = field(default_factory=Counter)
    """By app, every five minutes."""
    companies: Counter[str] = field(default_factory=Counter)
    files: int = 0
    again: int = 0
    parts: int = 0
    damaged: Counter[str] = field(default_factory=Counter)


@dataclass
class _Plan:
    """Which phones do what: so many of a kind of phone, drawn once."""

    rng: Random
    phones: list[int]

    def some(self, share: float) -> set[int]:
        return set(self.rng.sample(self.phones, round(share * len(self.phones))))

    def of(self, had: set[int], share: float) -> set[int]:
        return set(self.rng.sample(sorted(had), round(share * len(had))))


def write(folder: Path, phones: int = 500, weight: int = 0) -> Truth:
    """Writes the files of so many phones and tells what is true of them."""
    folder.mkdir(parents=True, exist_ok=True)
    truth, rng = Truth(), Random(22)
    iphones = list(range(phones * 3 // 5))
    androids = list(range(len(iphones), phones))
    _iphones(folder, _Plan(rng, iphones), truth, weight)
    _androids(folder, _Plan(rng, androids), truth, weight)
    _damaged(folder, max(phones // 25, len(DAMAGED)), truth)
    truth.files = sum(1 for path in folder.rglob("*") if path.is_file())
    return truth


def _iphones(folder: Path, plan: _Plan, truth: Truth, weight: int) -> None:
    having = {MEITUAN: plan.some(0.8), TAOBAO: plan.some(0.6), WECHAT: plan.some(0.98), GAME: plan.some(0.3), WHATSAPP: set(plan.phones)}
    steady, contacts = plan.of(having[MEITUAN], 31 / 80), plan.of(having[TAOBAO], 0.25)
    rare = set(sorted(having[GAME])[:3])
    firms = dict(zip(FIRMS, (plan.some(0.7), plan.some(0.4), set(plan.phones[:2])), strict=True))
    for number in plan.phones:
        lines = _Lines(number)
        for app, had in having.items():
            if number in had:
                lines.contact(app, "example.com")
        for day in (0, 3, 5):
            lines.look(WHATSAPP, "contacts", 24 * day + 10)
        if number in steady:
            for place in range(STEADY_HOURS * 12):
                lines.look(MEITUAN, "location", 24 + 6 + place / 12)
        if number in contacts:
            lines.look(TAOBAO, "contacts", 33)
        if number in rare:
            lines.look(GAME, "location", 34)
        for host, reached in firms.items():
            if number in reached:
                lines.contact(WHATSAPP, host)
        lines.fill(weight)
        _write_iphone(folder, number, lines, truth)
    truth.phones["ios"] = len(plan.phones)
    truth.having |= {("ios", app): len(had) for app, had in having.items()}
    truth.too_far |= {
        ("ios", MEITUAN, "location"): len(steady),
        ("ios", TAOBAO, "contacts"): len(contacts),
        ("ios", GAME, "location"): len(rare),
    }
    truth.steady[MEITUAN] = len(steady)
    truth.companies |= {FIRMS[host]: len(reached) for host, reached in firms.items()}


class _Lines:
    """The lines of one iPhone, as iOS writes them."""

    def __init__(self, number: int) -> None:
        self._rng = Random(1000 + number)
        self.accesses: list[tuple[datetime, str]] = []
        self.contacts: list[str] = []

    def look(self, app: str, category: str, hour: float, lasted: float = 4) -> None:
        begin = MONDAY + timedelta(hours=hour, milliseconds=self._rng.randrange(9_000))
        identifier = str(uuid.UUID(int=self._rng.getrandbits(128))).upper()
        shared = {"accessor": {"identifier": app, "identifierType": "bundleID"}, "category": category, "identifier": identifier}
        for kind, moment in (("intervalBegin", begin), ("intervalEnd", begin + timedelta(seconds=lasted))):
            record = {"accessCount": 0, **shared, "kind": kind, "timeStamp": moment.isoformat(timespec="milliseconds"), "type": "access"}
            self.accesses.append((begin, json.dumps(record, separators=(",", ":"))))

    def contact(self, app: str, host: str) -> None:
        first, last = (MONDAY + timedelta(hours=hour, milliseconds=self._rng.randrange(9_000)) for hour in (10, 130))
        record = {"domain": host, "firstTimeStamp": first.isoformat(timespec="milliseconds"), "context": "", "domainType": 2}
        record |= {"timeStamp": last.isoformat(timespec="milliseconds"), "initiatedType": "AppInitiated", "hits": 3}
        record |= {"type": "networkActivity", "domainOwner": "", "bundleID": app, "contextVerificationType": 0, "domainClassification": 1}
        self.contacts.append(json.dumps(record, separators=(",", ":")))

    def fill(self, weight: int) -> None:
        """So many ordinary looks, and a quarter as many contacts. (What this tells of is not in the truth.)"""
        for place in range(weight):
            self.look(_FILLED[place % len(_FILLED)], "location", 24 * (place % 7) + self._rng.uniform(8, 22))
            if place % 4 == 0:
                self.contact(_FILLED[place % len(_FILLED)], f"host{place}.example{place % 50}.com")

    def text(self, begin: float = 0, end: float = 1) -> bytes:
        """The lines of a part of the accesses, by time, and all contacts."""
        rows = [line for _, line in sorted(self.accesses, key=lambda each: each[0])]
        rows = rows[int(begin * len(rows)) : int(end * len(rows))] + self.contacts
        return "".join(f"{line}\n" for line in rows).encode()


def _write_iphone(folder: Path, number: int, lines: _Lines, truth: Truth) -> None:
    """As it is, or packed; one in twenty in two parts that share some accesses, one in twenty twice, one in forty again in a zip."""
    name = f"zhang-wei-{number:06}"
    whole = lines.text()
    if number % 20 == 7:
        (folder / f"{name}-1.ndjson").write_bytes(lines.text(0, 0.6))
        (folder / f"{name}-2.ndjson.gz").write_bytes(gzip.compress(lines.text(0.45, 1), mtime=0))
        truth.parts += 2
        return
    (folder / f"{name}.ndjson").write_bytes(whole)
    if number % 20 == 3:
        (folder / "again").mkdir(exist_ok=True)
        (folder / "again" / f"{name} (1).ndjson").write_bytes(whole)
        truth.again += 1
    if number % 40 == 11:
        (folder / f"{name}.zip").write_bytes(_zip({"App_Privacy_Report_v4.ndjson": whole}))
        truth.parts += 2


def _zip(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return whole.getvalue()


def _androids(folder: Path, plan: _Plan, truth: Truth, weight: int) -> None:
    having = {AT_MEITUAN: plan.some(0.7), AT_TAOBAO: plan.some(0.5), AT_WECHAT: set(plan.phones)}
    behind, contacts = plan.of(having[AT_MEITUAN], 0.4), plan.of(having[AT_TAOBAO], 0.2)
    for number in plan.phones:
        rng = Random(2000 + number)
        made = Phone(version=14, roles={"SMS": [], "DIALER": [], "ASSISTANT": [], "HOME": []}, keyboard="com.example.keys")
        wechat = made.app(AT_WECHAT).grant("CAMERA")
        for place in range(6):
            wechat.access(
                ("CAMERA", "READ_CONTACTS", "WAKE_LOCK")[place % 3], ("top", "bg")[place // 3], ago=hours(2 + place) + _some_ms(rng)
            )
        if number in having[AT_MEITUAN]:
            app = made.app(AT_MEITUAN).grant("ACCESS_FINE_LOCATION").grant("ACCESS_COARSE_LOCATION").grant("ACCESS_BACKGROUND_LOCATION")
            app.access("FINE_LOCATION", "bg" if number in behind else "top", ago=hours(3) + _some_ms(rng))
        if number in having[AT_TAOBAO]:
            app = made.app(AT_TAOBAO).grant("READ_CONTACTS", granted=number in contacts)
            if number in contacts:
                app.access("READ_CONTACTS", "top", ago=days(1) + _some_ms(rng))
        for place in range(weight // 20):
            app = made.app(f"com.example.app{place}", system=place % 2 == 0).grant("CAMERA").grant("READ_CONTACTS", granted=place % 3 == 0)
            for op, state in (("CAMERA", "top"), ("READ_CONTACTS", "top"), ("WAKE_LOCK", "bg"), ("VIBRATE", "top")):
                app.access(op, state, ago=hours(place) + _some_ms(rng))
        (folder / f"bugreport-li-na-{number:06}.zip").write_bytes(made.zip())
        if number % 20 == 9:  # a second bug report, an hour later
            made.now += hours(1)
            for each in made.apps:
                each.accesses = [type(access)(**(vars(access) | {"ago": access.ago + hours(1)})) for access in each.accesses]
            (folder / f"bugreport-li-na-{number:06}-later.zip").write_bytes(made.zip())
            truth.parts += 2
    truth.phones["android"] = len(plan.phones)
    truth.having |= {("android", app): len(had) for app, had in having.items()}
    truth.too_far |= {("android", AT_MEITUAN, "location"): len(behind), ("android", AT_TAOBAO, "contacts"): len(contacts)}


def _some_ms(rng: Random) -> timedelta:
    return seconds(rng.randrange(3_000_000) / 1000)


def _damaged(folder: Path, count: int, truth: Truth) -> None:
    for number in range(count):
        code = DAMAGED[number % len(DAMAGED)]
        (folder / f"wang-fang-{number:06}-{code}.dat").write_bytes(b"".join(_spoilt(code, number)))
        truth.damaged[code] += 1
    # Files without a byte are one content.
    truth.again += truth.damaged["empty-file"] - 1
    truth.damaged["empty-file"] = 1


def _spoilt(code: str, number: int) -> Iterable[bytes]:
    lines = _Lines(5000 + number)
    for place in range(40):
        lines.look(WHATSAPP, "photos", 9 + place)
    return _by_code(code, lines.text(), number)


def _by_code(code: str, text: bytes, number: int) -> Iterator[bytes]:
    if code == "broken-archive":
        yield _zip({"report.ndjson": text})[:-60]
    elif code == "not-a-report":
        yield f"A letter about phone {number}, and no report at all.\n".encode()
    elif code == "mostly-unreadable":
        yield b"".join(
            line if place % 3 == 0 else line[: len(line) // 2] + b"\n" for place, line in enumerate(text.splitlines(keepends=True))
        )


def main() -> None:
    folder, *count = sys.argv[1:]
    print(write(Path(folder), int(count[0]) if count else 500))


if __name__ == "__main__":
    main()
