"""How long does the whole assessment take, next to `json.loads` over the same lines in the same run?

    python -m benchmarks.assess [LINES]

Machines differ, so only ratios are told. Reading, activity, scoring and advice all count. The lines are made up, in the shape and
proportions of real reports: nine in ten are accesses (a begin and an end each), the rest network rows.
"""

import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from coach.activity import activities
from coach.advice import advise
from coach.content import load_content
from coach.reading import read_report
from coach.scoring import assess

_CATEGORIES = ("location", "location", "photos", "contacts", "contacts", "camera", "microphone")
_ROUNDS = 3


def lines(count: int) -> Iterator[str]:
    """About `count` lines of one report over a week, from 60 apps."""
    rng = random.Random(1)
    start = datetime(2025, 11, 24, tzinfo=UTC)
    accesses = int(count * 0.45)
    for number in range(accesses):
        begin = start + timedelta(days=7 * number / accesses)
        common = {
            "accessor": {"identifier": f"com.example.app{rng.randrange(60)}", "identifierType": "bundleID"},
            "category": rng.choice(_CATEGORIES),
            "identifier": str(uuid.UUID(int=rng.getrandbits(128))).upper(),
            "type": "access",
            "accessCount": 0,
        }
        for kind, moment in (("intervalBegin", begin), ("intervalEnd", begin + timedelta(seconds=rng.uniform(10, 75)))):
            stamp = moment.isoformat(timespec="milliseconds")
            yield json.dumps(common | {"kind": kind, "timeStamp": stamp}, separators=(",", ":"))
    for number in range(count - 2 * accesses):
        row = {
            "timeStamp": "2025-11-30T10:33:08.672+08:00",
            "initiatedType": "AppInitiated",
            "context": "",
            "domain": f"host{number % 4000}.example{number % 4000 % 7}.com",
            "contextVerificationType": 0,
            "type": "networkActivity",
            "domainType": 2,
            "firstTimeStamp": "2025-11-24T10:06:15.707+08:00",
            "bundleID": f"com.example.app{rng.randrange(60)}",
            "domainOwner": "",
            "hits": rng.randrange(1, 200),
            "domainClassification": 1,
        }
        yield json.dumps(row, separators=(",", ":"))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    text = list(lines(count))
    data = "\n".join(text).encode()
    content = load_content()
    base, whole, read = [], [], []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        for line in text:
            json.loads(line)
        base.append(time.perf_counter() - started)
        started = time.perf_counter()
        report = read_report([("benchmark", data)])
        read.append(time.perf_counter() - started)
        advise(assess(activities(report), content, {}), content)
        whole.append(time.perf_counter() - started)
    print(f"{len(text):,} lines, {len(data) / 1e6:.0f} MB, best of {_ROUNDS}")
    print(f"whole assessment ÷ json.loads: {min(whole) / min(base):.2f}")
    print(f"reading alone   ÷ json.loads: {min(read) / min(base):.2f}")


if __name__ == "__main__":
    main()
