"""How long does reading take where a report comes in another wrapping or packing, next to the plain file?

    python -m benchmarks.wrappings [LINES]

The same lines in every row, those of `benchmarks.assess`; the plain file and `json.loads` over it are measured in the same run. Output is
Markdown for docs/performance.md.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from functools import partial

from benchmarks.assess import lines
from coach.reading import read_report

_ROUNDS = 3


def _zipped(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("report.ndjson", data)
    return packed.getvalue()


def _tarred(data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("report.ndjson")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


WRAPPINGS: dict[str, Callable[[list[str]], str]] = {
    "with one damaged line": lambda told: "\n".join([*told[: len(told) // 2], "{broken", *told[len(told) // 2 :]]),
    "a list": lambda told: f"[{','.join(told)}]",
    "a list, one a line": lambda told: "[\n" + ",\n".join(told) + "\n]",
    "a list, indented": lambda told: json.dumps([json.loads(line) for line in told], indent=2),
    "without line breaks": "".join,
    "two on a line": lambda told: "\n".join("".join(told[place : place + 2]) for place in range(0, len(told), 2)),
    "a comma behind each": ",\n".join,
    "quoted by a mail": lambda told: "\n".join(f"> {line}" for line in told),
    "numbered": lambda told: "\n".join(f"{number:6}\t{line}" for number, line in enumerate(told, 1)),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "zip": _zipped,
    "zip in a zip": lambda data: _zipped(_zipped(data), zipfile.ZIP_STORED),
    "tar.gz": lambda data: gzip.compress(_tarred(data), 1),
    "xz": lambda data: lzma.compress(data, preset=1),
    "bz2": lambda data: bz2.compress(data, 1),
    "base64": base64.encodebytes,
}


def best(work: Callable[[], object]) -> float:
    """Seconds of the shortest of some rounds."""
    taken = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def main() -> None:
    told = list(lines(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
    plain = "\n".join(told).encode()
    whole = read_report([("plain", plain)]).summary
    base = best(lambda: read_report([("plain", plain)]))
    loads = best(lambda: [json.loads(line) for line in told])
    print("| the same lines | MB | ms | ÷ the plain file |\n|---|---:|---:|---:|")
    print(f"| `json.loads` alone | {len(plain) / 1e6:.1f} | {1000 * loads:,.0f} | {loads / base:.2f} |")
    print(f"| the plain file | {len(plain) / 1e6:.1f} | {1000 * base:,.0f} | 1.00 |")
    files = {name: wrap(told).encode() for name, wrap in WRAPPINGS.items()} | {name: pack(plain) for name, pack in PACKINGS.items()}
    for name, data in files.items():
        if read_report([(name, data)]).summary.accesses != whole.accesses:
            sys.exit(f"{name}: another report came out")
        taken = best(partial(read_report, [("file", data)]))
        print(f"| {name} | {len(data) / 1e6:.1f} | {1000 * taken:,.0f} | {taken / base:.2f} |", flush=True)


if __name__ == "__main__":
    main()
