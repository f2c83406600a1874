"""Does the whole assessment keep pace with `json.loads`, grow no faster than the report, and fit in memory? One run tells.

    python -m benchmarks.growth

The lines are those of `benchmarks.assess`, then those of `benchmarks.many`. Output is Markdown for docs/performance.md.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from benchmarks.assess import lines
from benchmarks.many import growth, report_told_from_plan, seconds
from coach.activity import activities
from coach.advice import advise
from coach.content import load_content
from coach.needs import Needs
from coach.plan import NOTHING_TOLD
from coach.reading import read_file, read_report
from coach.scoring import assess

SIZES = (5_000, 50_000, 500_000)
_ROUNDS = {5_000: 15, 50_000: 7, 500_000: 5}


class Timing(NamedTuple):
    """Seconds, the best of the rounds."""

    lines: int
    megabytes: float
    loads: float
    reading: float
    whole: float


def machine() -> str:
    """What the numbers were taken with; no name of a host, no path."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "pandas", "pyarrow"))
    return f"Python {platform.python_version()}, {packages}; {platform.system()}, {_processor()}, {os.cpu_count()} cores."


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    rows = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [row.partition(":")[2].strip() for row in rows if row.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _assessment(data: bytes) -> None:
    needs = Needs(load_content())
    advise(assess(activities(read_report([("benchmark", data)]), needs.content), needs, NOTHING_TOLD), needs, NOTHING_TOLD)


def _time(count: int) -> Timing:
    text = list(lines(count))
    data = "\n".join(text).encode()

    def loads() -> None:
        for line in text:
            json.loads(line)

    steps: tuple[Callable[[], object], ...] = (loads, lambda: read_report([("benchmark", data)]), lambda: _assessment(data))
    rounds = [[seconds(step) for step in steps] for _ in range(_ROUNDS[count])]
    return Timing(len(text), len(data) / 1e6, *(min(taken) for taken in zip(*rounds, strict=True)))


def _peak() -> int:
    """The most memory this process has held so far, in bytes."""
    import resource  # noqa: PLC0415 (Windows has none)

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def _tell_memory(report: Path) -> None:
    """In a process of its own: bytes held at most, after the imports and after the assessment, the file's own bytes among them."""
    imports = _peak()
    _assessment(read_file(report))
    print(json.dumps([imports, _peak()]))


def _memory(count: int) -> float:
    """Peak memory above the imports ÷ file size.

    A process begins with the peak of the one that started it, so this comes first, while that one holds its imports and no more.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.ndjson"
        with report.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines(count))
        command = [sys.executable, "-m", "benchmarks.growth", str(report)]
        told = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1]).stdout  # noqa: S603 (our own)
        imports, peak = json.loads(told)
        return float((peak - imports) / report.stat().st_size)


def _print_growth() -> None:
    print("\n| many … | n | n, ms | 4n, ms | 4n ÷ n | goal |\n|---|---:|---:|---:|---:|---|")
    for name, count, few, many in growth():
        print(f"| {name} | {count:,} | {few * 1000:,.1f} | {many * 1000:,.1f} | {many / few:.1f} | ≤ about 5 |")
    print(f"\nThat a report of 100 MB is no plan is told in {report_told_from_plan() * 1000:.2f} ms.")


def main() -> None:
    if len(sys.argv) > 1:
        _tell_memory(Path(sys.argv[1]))
        return
    memory = _memory(SIZES[-1])
    load_content()  # kept for the life of a process
    small, middle, large = timings = [_time(size) for size in SIZES]
    print(f"{machine()} Best of {min(_ROUNDS.values())} rounds or more.\n")
    print("| lines | MB | `json.loads`, ms | reading, ms | whole assessment, ms | reading ÷ `json.loads` | whole ÷ `json.loads` | goal |")
    print("|---:|---:|---:|---:|---:|---:|---:|---|")
    for one in timings:
        ratios = f"{one.reading / one.loads:.2f} | {one.whole / one.loads:.2f}"
        goal = "≤ 1.0" if one is large else f"≤ 0.25 s above `json.loads`: {one.whole - one.loads:.2f} s"
        times = " | ".join(f"{seconds * 1000:,.0f}" for seconds in (one.loads, one.reading, one.whole))
        print(f"| {one.lines:,} | {one.megabytes:.1f} | {times} | {ratios} | {goal} |")
    print("\n| what | ratio | goal |")
    print("|---|---:|---|")
    for first in (small, middle):
        growth = large.whole / large.lines / (first.whole / first.lines)
        print(f"| time per line, {large.lines:,} ÷ {first.lines:,} lines | {growth:.2f} | ≤ 1.0 (no worse than linear) |")
    print(f"| peak memory above the imports ÷ file size, {large.lines:,} lines | {memory:.2f} | ≤ 4 |")
    _print_growth()


if __name__ == "__main__":
    main()
