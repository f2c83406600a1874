"""Does reading an Android bug report keep pace with a plain loop over its lines, and fit in memory however large it is? One run tells.

    python -m benchmarks.android

The phone is made up: 450 apps, some thousand records and grants; the rest of the file is a log, as on real phones. Output is Markdown for
docs/performance.md.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.growth import machine
from benchmarks.many import seconds

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

from android_dumps import Phone, days, hours, minutes  # noqa: E402 (it stands among the tests)

from coach.content import load_content  # noqa: E402
from coach.reading.android.texts import read_android  # noqa: E402

SIZES = (20_000_000, 300_000_000)
_ROUNDS = 5
_OPS = ("FINE_LOCATION", "COARSE_LOCATION", "READ_CONTACTS", "CAMERA", "RECORD_AUDIO", "READ_MEDIA_IMAGES", "WAKE_LOCK", "VIBRATE")
_STATES = ("top", "fgsvc", "bg", "cch")
_PLAIN_TEXT = "import sys\nfor line in open(sys.argv[1], 'rb'):\n    line.decode()"
_PLAIN_ZIP = "import sys, zipfile\nfor line in zipfile.ZipFile(sys.argv[1]).open('bugreport-x.txt'):\n    line.decode()"
"""What the whole processes are measured against."""
_WATCH = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""Starts a process and tells what it took. It holds little itself, since a process begins with the peak of the one that started it."""
_LOG = "03-12 21:07:10.359  1867  1867 I ActivityManager: Start proc 2478:com.example.app{}/u0a123 for service {{com.example/.Service}}\n"


def phone() -> Phone:
    """A phone with as many apps and records as a full one has; a third of the apps are known ones, that are judged."""
    made = Phone(roles={"SMS": ["com.example.app3"], "HOME": ["com.example.app4"]})
    known = [package for package, row in load_content("android").apps.items() if row.kind == "app" and row.types]
    for number in range(450):
        package = f"com.example.app{number}" if number % 3 else known[number]
        app = made.app(package, system=number % 6 == 1)
        for place, op in enumerate(_OPS):
            app.access(op, _STATES[(number + place) % 4], ago=days(number % 90) + minutes(place * 7 + number))
            app.grant(f"PERMISSION_{place}", granted=number % 3 == 0)
        app.grant("CAMERA").grant("ACCESS_FINE_LOCATION", granted=number % 2 == 0).opened(hours(number))
    return made


def blocks(size: int) -> Iterator[str]:
    """The text of a bug report of that many bytes."""
    text = phone().bug_report()
    head, mark, rest = text.partition("------ SYSTEM PROPERTIES")
    yield head
    lines = [_LOG.format(number) for number in range(1000)]
    block = "".join(lines)
    for _ in range((size - len(text)) // len(block)):
        yield block
    yield mark + rest


def zipped(size: int, path: Path) -> None:
    """That bug report as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("main_entry.txt", "bugreport-x.txt")
        with archive.open("bugreport-x.txt", "w", force_zip64=True) as file:
            for block in blocks(size):
                file.write(block.encode())


def plain_loop(path: Path) -> None:
    """What nobody can do without: unpacking, and every line once in the hand."""
    with zipfile.ZipFile(path) as archive, archive.open("bugreport-x.txt") as file:
        for line in file:
            line.decode()


def _peak() -> int:
    """The most memory this process has held so far, in bytes."""
    import resource  # noqa: PLC0415 (Windows has none)

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def _tell_memory(path: Path) -> None:
    """In a process of its own: bytes held at most, before the file and after it was read; its own bytes, and its records."""
    imports = _peak()
    data = path.read_bytes()
    records = read_android([("x.zip", data)]).counts.records
    print(json.dumps([imports, _peak(), len(data), records]))


def main() -> None:
    if len(sys.argv) == 3:
        zipped(int(sys.argv[2]), Path(sys.argv[1]))
        return
    if len(sys.argv) == 2:
        _tell_memory(Path(sys.argv[1]))
        return
    print(f"{machine()} Best of {_ROUNDS} rounds.\n")
    print("| text, MB | zip, MB | plain loop, s | reading, s | ÷ loop | memory above the file, MB | goal |")
    print("|---:|---:|---:|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        paths = {size: Path(folder) / f"{size}.zip" for size in SIZES}
        for size, path in paths.items():
            _of_its_own(str(path), str(size))
        # A process begins with the peak of the one that started it, so no file is made or read here before.
        above = {size: _memory(path) for size, path in paths.items()}
        for size, path in paths.items():
            rounds = _ROUNDS if size == SIZES[0] else 2
            data = path.read_bytes()
            loop, reading = (min(seconds(step) for _ in range(rounds)) for step in _steps(path, data))
            goal = "≤ 1 s" if size == SIZES[0] else "≤ 300 MB"
            row = f"| {size / 1e6:.0f} | {len(data) / 1e6:.1f} | {loop:.2f} | {reading:.2f} | {reading / loop:.2f} |"
            print(f"{row} {above[size]:.0f} | {goal} |")
        _tell_processes(paths, Path(folder))


def _tell_processes(paths: Mapping[int, Path], folder: Path) -> None:
    """Whole processes of the command line, from start to exit: the verdict on the zip, and on the smaller text as it is."""
    print("\n| whole process | seconds of the processor | ÷ plain loop | most memory, MB | above the file and the program, MB | goal |")
    print("|---|---:|---:|---:|---:|---|")
    small, large = SIZES
    text = folder / "small.txt"
    text.write_text("".join(blocks(small)), encoding="utf-8")
    starts = [_process("-c", "import coach.__main__") for _ in range(_ROUNDS)]
    bare = max(peak for _, peak in starts)
    print(f"| the program, loaded and ended | {min(took for took, _ in starts):.2f} | – | {bare:.0f} | – | – |")
    files = [(f"{small / 1e6:.0f} MB of text", text, _PLAIN_TEXT)]
    files += [(f"{size / 1e6:.0f} MB, zipped", path, _PLAIN_ZIP) for size, path in paths.items()]
    for told, path, code in files:
        rounds = _ROUNDS if path != paths[large] else 2
        loop = min(_process("-c", code, str(path))[0] for _ in range(rounds))
        times, peaks = zip(*(_process("-m", "coach", str(path), "--lang", "en") for _ in range(rounds)), strict=True)
        above = max(peaks) - bare - path.stat().st_size / 1e6
        goal = "≤ 300 MB" if path == paths[large] else "≤ 1 s"
        print(f"| {told} | {min(times):.2f} | {min(times) / loop:.2f} | {max(peaks):.0f} | {above:.0f} | {goal} |")


def _process(*arguments: str) -> tuple[float, float]:
    """Seconds of the processor that a Python of its own took from start to exit, and the most memory that it held, in MB. Other programs
    on the machine make it wait, and the clock with it."""
    command = [sys.executable, "-c", _WATCH, sys.executable, *arguments]
    told = subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout  # noqa: S603 (our own)
    took, peak = json.loads(told)
    return float(took), float(peak) / (1e6 if sys.platform == "darwin" else 1e3)


def _memory(path: Path) -> float:
    """Megabytes above the imports and the file itself, at most."""
    imports, peak, length, _ = json.loads(_of_its_own(str(path)))
    return float(peak - imports - length) / 1e6


def _of_its_own(*arguments: str) -> bytes:
    """What another process of this benchmark says."""
    command = [sys.executable, "-m", "benchmarks.android", *arguments]
    return subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout  # noqa: S603 (our own)


def _steps(path: Path, data: bytes) -> tuple[Callable[[], object], Callable[[], object]]:
    return (lambda: plain_loop(path)), (lambda: read_android([("x.zip", data)]))


if __name__ == "__main__":
    main()
