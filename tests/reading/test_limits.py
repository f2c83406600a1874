"""Files made to fill the memory or to take for ever: each is refused in a sentence, before what it holds is held."""

import gzip
import io
import json
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from report_lines import access, at, ndjson, network

from coach.reading import MAX_BYTES

ROOT = Path(__file__).resolve().parents[2]
MB = 1024 * 1024
LEAST_MB = 300
"""What a process may hold that refuses an archive: pandas and Arrow, the archive, and what is kept while it is counted."""
REPORT = ndjson(access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com"))
NOISE = random.Random(1).randbytes(3 * MB)
"""Does not pack: an archive that holds it may unpack to the most that any may."""


# Tricks


def zipped(entries: Iterable[tuple[str, int]], method: int = zipfile.ZIP_DEFLATED, before: bytes = b"") -> bytes:
    """Names with how many MB of zeros stand there; `before` in an entry of its own, as it is."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        if before:
            archive.writestr("noise.bin", before, zipfile.ZIP_STORED)
        for name, megabytes in entries:
            with archive.open(name, "w") as entry:
                for _ in range(megabytes):
                    entry.write(bytes(MB))
    return data.getvalue()


def packed(megabytes: int, before: bytes = b"") -> bytes:
    data = io.BytesIO()
    with gzip.GzipFile(fileobj=data, mode="wb") as stream:
        stream.write(before)
        for _ in range(megabytes):
            stream.write(bytes(MB))
    return data.getvalue()


def stated(data: bytes, place: int, value: int, size: int = 4) -> bytes:
    """With another number at this place of the last entry in the directory."""
    at_place = data.rindex(b"PK\1\2") + place
    return data[:at_place] + value.to_bytes(size, "little") + data[at_place + size :]


def with_directory(data: bytes, directory: bytes, entries: int) -> bytes:
    """With other entries in the directory of an archive that holds one."""
    start = data.index(b"PK\1\2")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries % 65536, entries % 65536, len(directory), start, 0)
    return data[:start] + directory + end


def entries_of(data: bytes, times: int, name: bytes = b"") -> bytes:
    """The entry of an archive that holds one, again and again, all for the same bytes; with another name where one is given."""
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    entry = data[start:end]
    if name:
        entry = entry[:28] + struct.pack("<H", len(name)) + entry[30:46] + name
    return with_directory(data, entry * times, times)


def with_dictionary(size: int) -> bytes:
    """An LZMA member of three kilobytes that states a dictionary of this size."""
    data = zipped([("report.ndjson", 20)], zipfile.ZIP_LZMA)
    properties = data.index(b"report.ndjson") + len(b"report.ndjson") + 4
    return data[: properties + 1] + size.to_bytes(4, "little") + data[properties + 5 :]


def with_wrong_sum(data: bytes) -> bytes:
    """gz: the last eight bytes are check sum and size."""
    return data[:-8] + bytes(4) + data[-4:]


SIZE, METHOD, FLAGS, SUM = 24, 10, 8, 16
"""Where these stand in an entry of the directory."""
MUCH = MAX_BYTES // MB + 1
TRICKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip that unpacks without end": (lambda: zipped([("r.ndjson", MUCH)]), "unpacks-too-far"),
    "zip with the most room": (lambda: zipped([("r.ndjson", MUCH)], before=NOISE), "too-large"),
    "members just below the limit": (lambda: zipped([("1.ndjson", MUCH - 5), ("2.ndjson", MUCH - 5)], before=NOISE), "too-large"),
    "two hundred members": (lambda: zipped([(f"{number}.ndjson", 2) for number in range(200)]), "unpacks-too-far"),
    "size stated too small": (lambda: stated(zipped([("r.ndjson", MUCH)], before=NOISE), SIZE, 10), "broken-archive"),
    "size stated a little too small": (
        lambda: stated(zipped([("r.ndjson", MUCH - 5)], before=NOISE), SIZE, (MUCH - 6) * MB),
        "broken-archive",
    ),
    "size stated too large": (lambda: stated(zipped([("r.ndjson", MUCH - 5)], before=NOISE), SIZE, 2**32 - 2), "broken-archive"),
    "members that share bytes": (lambda: entries_of(zipped([("r.ndjson", 2)]), 200), "broken-archive"),
    "zip with a wrong check sum": (lambda: stated(zipped([("r.ndjson", MUCH - 5)], before=NOISE), SUM, 1), "broken-archive"),
    "half a million entries": (lambda: entries_of(zipped([("r.ndjson", 1)]), 500_000), "many-entries"),
    "entries with names of 64 kB": (lambda: entries_of(zipped([("r.ndjson", 1)]), 1_000, b"x" * 65_535), "broken-archive"),
    "bzip2": (lambda: zipped([("r.ndjson", MUCH)], zipfile.ZIP_BZIP2), "other-packing"),
    "LZMA": (lambda: zipped([("r.ndjson", MUCH)], zipfile.ZIP_LZMA), "other-packing"),
    "LZMA with a dictionary of 4 GiB": (lambda: with_dictionary(2**32 - 1), "other-packing"),
    "Zstandard": (lambda: stated(zipped([("r.ndjson", 1)]), METHOD, 93, 2), "other-packing"),
    "locked": (lambda: stated(zipped([("r.ndjson", MUCH)]), FLAGS, 1, 2), "locked-archive"),
    "gz that unpacks without end": (lambda: packed(MUCH), "unpacks-too-far"),
    "gz with the most room": (lambda: packed(MUCH, before=NOISE), "too-large"),
    "gz of many parts": (lambda: packed(2) * 200, "unpacks-too-far"),
    "gz of many parts with the most room": (lambda: packed(0, NOISE) + packed(20) * 20, "too-large"),
    "gz with a wrong check sum": (lambda: with_wrong_sum(packed(MUCH - 5, before=NOISE)), "broken-archive"),
}
REFUSE = """
import json, sys
from pathlib import Path
from coach.errors import UnusableInput
from coach.reading import read_file, read_report

def peak():
    status = Path("/proc/self/status")
    if status.exists():  # a process begins with the rusage of the one that started it
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    import resource
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return held / 1024 if sys.platform == "darwin" else held

for name in sys.argv[1:]:
    try:
        read_report([("file", read_file(Path(name)))])
        code = None
    except UnusableInput as error:
        code = error.code
    print(json.dumps([code, peak()]), flush=True)
"""


def refused_in_a_process_of_its_own(paths: list[Path]) -> list[tuple[str | None, float]]:
    """For each file the code, and the most memory in MB that the process has held until then."""
    done = subprocess.run(
        [sys.executable, "-c", REFUSE, *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]
