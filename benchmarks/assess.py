"""How long does the command line take, next to a process that does nothing but `json.loads` over the same lines?

    python -m benchmarks.assess [LINES]

Whole processes are measured, from start to exit, with each output: what a person waits for is the import of the libraries, too. Machines
differ, so only ratios are told. Three reports, made up in the shape of real ones: `usual`, nine lines in ten an access; `contacts`, three
lines in five a contact, 300,000 pairs of 60 apps and 10,000 hosts in 500,000 lines; `owners`, the same with each host of an owner of its
own. And a week of an ordinary phone, beside a process that imports pandas and does nothing.
Output is Markdown for docs/performance.md.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from coach.content import FOLDER, load_content

LOADS = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)"
"""What everything is measured against."""
_ROOT = Path(__file__).resolve().parents[1]
_CATEGORIES = ("location", "location", "photos", "contacts", "contacts", "camera", "microphone")
APPS = [row.ios for row in load_content().apps.values() if row.kind == "app" and row.types][:60]
"""Apps of known kinds: only those are judged."""
_ROUNDS = 5
COMPILED = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
"""As on anybody's laptop from the second start on, whatever is set here: modules are compiled once."""


def lines(count: int, access_share: float = 0.9, hosts: int = 4000, owners: int = 7) -> Iterator[str]:
    """About `count` lines of one report over a week, from 60 apps: so many accesses (a begin and an end each), the rest contacts.

    The contacts go through all pairs of an app and a host before one comes again.
    """
    rng = random.Random(1)
    start = datetime(2025, 11, 24, tzinfo=UTC)
    accesses = int(count * access_share / 2)
    for number in range(accesses):
        begin = start + timedelta(days=7 * number / accesses)
        common = {
            "accessor": {"identifier": rng.choice(APPS), "identifierType": "bundleID"},
            "category": rng.choice(_CATEGORIES),
            "identifier": str(uuid.UUID(int=rng.getrandbits(128))).upper(),
            "type": "access",
            "accessCount": 0,
        }
        for kind, moment in (("intervalBegin", begin), ("intervalEnd", begin + timedelta(seconds=rng.uniform(10, 75)))):
            stamp = moment.isoformat(timespec="milliseconds")
            yield json.dumps(common | {"kind": kind, "timeStamp": stamp}, separators=(",", ":"))
    for number in range(count - 2 * accesses):
        host = number // len(APPS) % hosts
        row = {
            "timeStamp": "2025-11-30T10:33:08.672+08:00",
            "initiatedType": "AppInitiated",
            "context": "",
            "domain": f"host{host}.example{host % owners}.com",
            "contextVerificationType": 0,
            "type": "networkActivity",
            "domainType": 2,
            "firstTimeStamp": "2025-11-24T10:06:15.707+08:00",
            "bundleID": APPS[number % len(APPS)],
            "domainOwner": "",
            "hits": rng.randrange(1, 200),
            "domainClassification": 1,
        }
        yield json.dumps(row, separators=(",", ":"))


REPORTS: dict[str, dict[str, Any]] = {
    "usual": {},
    "contacts": {"access_share": 0.4, "hosts": 10_000},
    "owners": {"access_share": 0.4, "hosts": 10_000, "owners": 10_000},
}
_WEEK = FOLDER / "ios" / "sample.ndjson"


def seconds(command: Sequence[str]) -> float:
    """Of one process, from start to exit."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=_ROOT, env=COMPILED, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own)
    return time.perf_counter() - started


def best(commands: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The shortest of some rounds for each command, which take turns."""
    rounds = [{name: seconds(command) for name, command in commands.items()} for _ in range(_ROUNDS)]
    return {name: min(taken[name] for taken in rounds) for name in commands}


def table(report: str, commands: Mapping[str, Sequence[str]]) -> None:
    """Prints what each command takes, as a ratio to the first."""
    taken = best(commands)
    base = next(iter(taken.values()))
    for name, time_taken in taken.items():
        print(f"| {report} | {name} | {time_taken:.2f} | {time_taken / base:.2f} |", flush=True)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    print("| report | process | seconds | ratio |\n|---|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, shape in REPORTS.items():
            report = Path(folder, f"{name}.ndjson")
            report.write_text("".join(f"{line}\n" for line in lines(count, **shape)), encoding="utf-8")
            ours = ["-m", "coach", str(report)]
            commands = {
                "`json.loads` alone": ["-c", LOADS, str(report)],
                "the verdict": ours,
                "`--json`": [*ours, "--json", str(Path(folder, "out.json"))],
                "`--summary`": [*ours, "--summary", str(Path(folder, "out.html"))],
            }
            table(f"{name}, {count:,} lines", commands)
        table("a week", {"`import pandas` alone": ["-c", "import pandas"], "the verdict": ["-m", "coach", str(_WEEK)]})


if __name__ == "__main__":
    main()
