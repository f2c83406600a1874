"""What does a study of many phones cost beside judging each alone, and what grows with the number of phones? One run tells.

    python -m benchmarks.study [PHONES]

The phones are made up (`benchmarks.phones`), as heavy as a real week. Workers, scheduler and client are processes of their own, as on a
cluster. Output is Markdown for docs/performance.md.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.growth import machine
from benchmarks.phones import write
from coach.study.course import KEPT, PRIVATE, ROWS
from coach.study.looked import look

ROOT = Path(__file__).resolve().parents[1]
WEIGHT = 3000
"""Ordinary looks of an iPhone in a week: some 7,000 lines, as real ones have."""
_ALONE = 40


def main() -> None:
    if sys.argv[1:2] == ["alone"]:
        print(json.dumps(alone([Path(name) for name in sys.argv[2:]])))
        return
    phones = int(sys.argv[1]) if sys.argv[1:] else 400
    print(machine(), "\n")
    print(f"| phones | {' | '.join(Measured._fields)} |")
    print("|---:" * (len(Measured._fields) + 1) + "|")
    found = []
    for count in (phones // 4, phones):
        with tempfile.TemporaryDirectory() as name:
            found.append(_measured(Path(name), count))
        print(f"| {count} | {' | '.join(f'{value:.1f}' for value in found[-1])} |", flush=True)
    few, many = found
    further = phones - phones // 4
    told, of_all = ((getattr(many, name) - getattr(few, name)) / further for name in ("alone_s", "study_s"))
    print(f"\nEach further phone: {told:.3f} s of processor alone, {of_all:.3f} s in a study with all that worker, scheduler and")
    print(f"client do: {of_all / told:.2f} (goal: at most 1.3).")


class Measured(NamedTuple):
    """Memory in megabytes, the most there was; seconds are the processor's."""

    files: int
    given_mb: float
    wall_s: float
    alone_s: float
    """Judging each of these files by itself, in one process."""
    study_s: float
    """All that worker, scheduler and client did."""
    scheduler_before_mb: float
    scheduler_mb: float
    worker_mb: float
    client_mb: float
    kept_kb: float
    rows_kb: float


def alone(paths: list[Path]) -> list[float]:
    """Seconds of processor for each of these files, in one process without Dask."""
    look((str(paths[0]),))
    took = []
    for path in paths:
        begun = time.process_time()
        look((str(path),))
        took.append(time.process_time() - begun)
    return took


def _measured(folder: Path, count: int) -> Measured:
    given, out = folder / "given", folder / "out"
    truth = write(given, count, WEIGHT)
    files = sorted(path for path in given.rglob("*") if path.is_file())
    some = [str(path) for path in files[:: max(len(files) // _ALONE, 1)]]
    with _cluster(folder) as (address, scheduler, worker):
        before, used = _megabytes(scheduler), _seconds(scheduler) + _seconds(worker)
        took_before, begun = _alone(some), time.perf_counter()
        command = [sys.executable, "-m", "coach.study", str(given), "--out", str(out), "--scheduler", address, "--lang", "en"]
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own)
        peaks = _Peaks(scheduler, worker, running.pid)
        _, status, usage = os.wait4(running.pid, 0)
        wall, most = time.perf_counter() - begun, peaks.end()
        assert not status, "the study failed"  # noqa: S101 (a benchmark that measured something else would tell nothing)
        used = _seconds(scheduler) + _seconds(worker) - used + usage.ru_utime + usage.ru_stime
    each = statistics.mean([*took_before, *_alone(some)])
    looked = truth.files - truth.again + truth.parts // 2  # phones in parts are judged once more, together
    kept, rows = ((out / PRIVATE / name).stat().st_size / 1000 for name in (KEPT, ROWS))
    size = sum(path.stat().st_size for path in files) / 1e6
    return Measured(truth.files, size, wall, each * looked, used, before, most[0], most[1], most[2], kept, rows)


def _seconds(process: int) -> float:
    """That a process has had of the processor so far (Linux)."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _alone(paths: list[str]) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.study", "alone", *paths]
    took: list[float] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)  # noqa: S603 (our own)
    return took


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, int, int]]:
    """A scheduler and one worker with one thread: address, and their processes' numbers."""
    told = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": str(ROOT)}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler = subprocess.Popen([*dask, "--scheduler-file", str(told)], **quiet)  # type: ignore[call-overload]  # noqa: S603
    while not told.exists():
        time.sleep(0.2)
    work = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(told), "--nthreads", "1", "--no-nanny"]
    worker = subprocess.Popen([*work, "--no-dashboard", "--local-directory", str(folder)], **quiet)  # type: ignore[call-overload]  # noqa: S603
    try:
        time.sleep(5)
        yield json.loads(told.read_text(encoding="utf-8"))["address"], scheduler.pid, worker.pid
    finally:
        for process in (worker, scheduler):
            process.terminate()
            process.wait()


def _megabytes(process: int) -> float:
    """Memory that a process holds (Linux)."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="ascii") if status.exists() else "")
    return int(found[1]) / 1000 if found else 0.0


class _Peaks:
    """The most memory that some processes hold, looked at ten times a second."""

    def __init__(self, *processes: int) -> None:
        self._most = [0.0] * len(processes)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(processes,))
        self._thread.start()

    def _look(self, processes: tuple[int, ...]) -> None:
        while not self._ended.wait(0.1):
            self._most = [max(most, _megabytes(each)) for most, each in zip(self._most, processes, strict=True)]

    def end(self) -> list[float]:
        self._ended.set()
        self._thread.join()
        return self._most


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    main()
