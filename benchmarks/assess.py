"""How long does the command line take for a large report, next to a process that does nothing but `json.loads` over the same lines?

    python -m benchmarks.assess [LINES]

Whole processes are measured, from start to exit, with each output: what a person waits for is the import of the libraries, too. Machines
differ, so only ratios are told. Two reports, both made up in the shape of real ones: `usual`, nine lines in ten an access, and
`contacts`, three lines in five a contact, each of another app and host: 300,000 pairs of 60 apps and 10,000 hosts in 500,000 lines.
Output is Markdown for docs/performance.md.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

LOADS = "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)"
"""What everything is measured against."""
_ROOT = Path(__file__).resolve().parents[1]
_CATEGORIES = ("location", "location", "photos", "contacts", "contacts", "camera", "microphone")
_APPS = 60
_ROUNDS = 5


def lines(count: int, access_share: float = 0.9, hosts: int = 4000) -> Iterator[str]:
    """About `count` lines of one report over a week, from 60 apps: so many accesses (a begin and an end each), the rest contacts.

    The contacts go through all pairs of an app and a host before one comes again.
    """
    rng = random.Random(1)
    start = datetime(2025, 11, 24, tzinfo=UTC)
    accesses = int(count * access_share / 2)
    for number in range(accesses):
        begin = start + timedelta(days=7 * number / accesses)
        common = {
            "accessor": {"identifier": f"com.example.app{rng.randrange(_APPS)}", "identifierType": "bundleID"},
            "category": rng.choice(_CATEGORIES),
            "identifier": str(uuid.UUID(int=rng.getrandbits(128))).upper(),
            "type": "access",
            "accessCount": 0,
        }
        for kind, moment in (("intervalBegin", begin), ("intervalEnd", begin + timedelta(seconds=rng.uniform(10, 75)))):
            stamp = moment.isoformat(timespec="milliseconds")
            yield json.dumps(common | {"kind": kind, "timeStamp": stamp}, separators=(",", ":"))
    for number in range(count - 2 * accesses):
        host = number // _APPS % hosts
        row = {
            "timeStamp": "2025-11-30T10:33:08.672+08:00",
            "initiatedType": "AppInitiated",
            "context": "",
            "domain": f"host{host}.example{host % 7}.com",
            "contextVerificationType": 0,
            "type": "networkActivity",
            "domainType": 2,
            "firstTimeStamp": "2025-11-24T10:06:15.707+08:00",
            "bundleID": f"com.example.app{number % _APPS}",
            "domainOwner": "",
            "hits": rng.randrange(1, 200),
            "domainClassification": 1,
        }
        yield json.dumps(row, separators=(",", ":"))


def contacts(count: int) -> Iterator[str]:
    """Three lines in five a contact; in 500,000 lines of them 300,000 pairs of an app and a host, and 10,000 hosts."""
    return lines(count, access_share=0.4, hosts=10_000)


def seconds(command: Sequence[str]) -> float:
    """Of one process, from start to exit."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=_ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own)
    return time.perf_counter() - started


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    print("| report | output | seconds | ÷ `json.loads` |\n|---|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, made in {"usual": lines, "contacts": contacts}.items():
            report = Path(folder, f"{name}.ndjson")
            report.write_text("".join(f"{line}\n" for line in made(count)), encoding="utf-8")
            ours = ["-m", "coach", str(report)]
            commands = {
                "`json.loads` alone": ["-c", LOADS, str(report)],
                "the verdict": ours,
                "`--json`": [*ours, "--json", str(Path(folder, "out.json"))],
                "`--summary`": [*ours, "--summary", str(Path(folder, "out.html"))],
            }
            taken: dict[str, list[float]] = {output: [] for output in commands}
            for _ in range(_ROUNDS):
                for output, command in commands.items():
                    taken[output].append(seconds(command))
            base = min(taken["`json.loads` alone"])
            for output, times in taken.items():
                print(f"| {name}, {count:,} lines | {output} | {min(times):.2f} | {min(times) / base:.2f} |", flush=True)


if __name__ == "__main__":
    main()
