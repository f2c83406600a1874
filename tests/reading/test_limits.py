"""Files made to fill the memory or to take for ever: each is refused in a sentence, before what it holds is held."""

import base64
import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import random
import struct
import subprocess
import sys
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest
from report_lines import access, at, ndjson, network

from coach.errors import UnusableInput
from coach.reading import inputs, ios, read_file, read_report
from coach.reading.ios import lines as ios_lines
from coach.reading.unpack import MAX_BYTES, MAX_DEPTH, MAX_INPUT

ROOT = Path(__file__).resolve().parents[2]
MB = 1024 * 1024
MOST_MB = 300
"""What a process may hold that refuses an archive: pandas and Arrow, the archive, and what is kept while it is counted."""
REPORT = ndjson(access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com"))
NOISE = random.Random(1).randbytes(3 * MB)
"""Does not pack: an archive that holds it may unpack to the most that any may."""
ZEROS_AT_ONCE = 90
"""MB that an xz file unpacks to in one stream, where several are joined: more than its memory holds."""


# Tricks


def zipped(entries: Iterable[tuple[str, int]], method: int = zipfile.ZIP_DEFLATED, before: bytes = b"") -> bytes:
    """Names with how many MB of zeros stand there; `before` in an entry of its own, as it is."""
    return _zipped(tuple(entries), method, before)


@cache  # several tricks begin from the same
def _zipped(entries: tuple[tuple[str, int], ...], method: int, before: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method, compresslevel=1) as archive:
        if before:
            archive.writestr("noise.bin", before, zipfile.ZIP_STORED)
        for name, megabytes in entries:
            with archive.open(name, "w") as entry:
                for _ in range(megabytes):
                    entry.write(bytes(MB))
    return data.getvalue()


@cache
def packed(megabytes: int, before: bytes = b"") -> bytes:
    """gz; each MB of zeros is packed as the one before it, and so packed once."""
    packer = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    first, zeros = (packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH) for content in (before, bytes(MB)))
    check_sum = zlib.crc32(before)
    for _ in range(megabytes):
        check_sum = zlib.crc32(bytes(MB), check_sum)
    end = packer.flush() + struct.pack("<2L", check_sum, len(before) + megabytes * MB)
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + first + zeros * megabytes + end


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
    data = zipped([("report.ndjson", 2)], zipfile.ZIP_LZMA)
    properties = data.index(b"report.ndjson") + len(b"report.ndjson") + 4
    return data[: properties + 1] + size.to_bytes(4, "little") + data[properties + 5 :]


@cache
def zeros_in_largest_memory() -> bytes:
    packer = largest_memory()
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(ZEROS_AT_ONCE)), packer.flush()])


def in_largest_memory(content: bytes) -> bytes:
    packer = largest_memory()
    return packer.compress(content) + packer.flush()


def in_tar(content: bytes) -> bytes:
    """One file of a tar file; its size is one of whole blocks."""
    info = tarfile.TarInfo("r.ndjson")
    info.size = len(content)
    return info.tobuf() + content


def of_a_name(size: int) -> bytes:
    """The block that says that a name of this size follows."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.mode, info.size = tarfile.GNUTYPE_LONGNAME, 0, size + 1
    return info.tobuf(tarfile.GNU_FORMAT)


def stored(*contents: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}", content)
    return data.getvalue()


def mailed(content: bytes) -> bytes:
    header = b"MIME-Version: 1.0\nContent-Type: application/zip; name=r.zip\nContent-Transfer-Encoding: base64\n\n"
    return header + base64.encodebytes(content)


def largest_memory() -> lzma.LZMACompressor:
    """As `xz -9` does it: 64 MiB are held to unpack it."""
    return lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 64 * MB}])


def turtles() -> bytes:
    """Sixteen archives in each, down to the last depth, and as many files of zeros in all of them together."""
    data = zipped([(f"{number}", 1) for number in range(16)])
    for _ in range(MAX_DEPTH - 1):
        data = zipped_again([data] * 16)
    return data


def zipped_again(contents: list[bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.zip", content)
    return data.getvalue()


def with_wrong_sum(data: bytes) -> bytes:
    """gz: the last eight bytes are check sum and size."""
    return data[:-8] + bytes(4) + data[-4:]


SIZE, METHOD, FLAGS, SUM = 24, 10, 8, 16
"""Where these stand in an entry of the directory."""
MUCH = MAX_BYTES // MB + 1
TRICKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip that unpacks without end": (lambda: zipped([("r.ndjson", MUCH)]), "unpacks-too-far"),
    "zip with the most room": (lambda: zipped([("r.ndjson", MUCH)], before=NOISE), "too-large"),
    "member just below the limit and a small one": (lambda: zipped([("1.ndjson", MUCH - 5), ("2.ndjson", 6)], before=NOISE), "too-large"),
    "two hundred members": (lambda: zipped([(f"{number}.ndjson", 1) for number in range(200)]), "unpacks-too-far"),
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
    "bzip2": (lambda: zipped([("r.ndjson", 60)], zipfile.ZIP_BZIP2), "unpacks-too-far"),
    "LZMA": (lambda: zipped([("r.ndjson", 40)], zipfile.ZIP_LZMA), "unpacks-too-far"),
    "LZMA with a dictionary of 4 GiB": (lambda: with_dictionary(2**32 - 1), "other-packing"),
    "Zstandard": (lambda: stated(zipped([("r.ndjson", 1)]), METHOD, 93, 2), "other-packing"),
    "locked": (lambda: stated(zipped([("r.ndjson", 1)]), FLAGS, 1, 2), "locked-archive"),
    "gz that unpacks without end": (lambda: packed(MUCH), "unpacks-too-far"),
    "gz with the most room": (lambda: packed(MUCH, NOISE), "too-large"),
    "gz of many parts": (lambda: packed(2) * 200, "unpacks-too-far"),
    "gz of many parts with the most room": (lambda: packed(0, NOISE) + packed(20) * 20, "too-large"),
    "bz2 that unpacks without end": (lambda: bz2.compress(bytes(5 * MB)) * 60, "unpacks-too-far"),
    "bz2 with the most room": (lambda: bz2.compress(NOISE, 1) + bz2.compress(bytes(5 * MB)) * 60, "too-large"),
    "xz that unpacks without end": (lambda: lzma.compress(bytes(5 * MB)) * 60, "unpacks-too-far"),
    "xz with the most room and the most memory": (lambda: lzma.compress(NOISE, preset=0) + zeros_in_largest_memory() * 3, "too-large"),
    "tar.gz with the most room": (lambda: packed(0, in_tar(NOISE)) + packed(0, in_tar(bytes(2 * MB))) * 150, "too-large"),
    "tar.xz beside what is kept": (lambda: stored(packed(60, NOISE), zeros_in_largest_memory() * 3), "too-large"),
    "zip that is held, beside what is kept, in an xz": (
        lambda: stored(packed(60, NOISE), in_largest_memory(stored(bytes(28 * MB), packed(20) * 10))),
        "too-large",
    ),
    "zip in a zip that is too large to be held": (lambda: stored(packed(0, stored(NOISE, bytes(32 * MB)))), "too-large"),
    "gz in a gz in a gz": (lambda: gzip.compress(gzip.compress(packed(10) * 200)), "unpacks-too-far"),
    "archives in archives": (turtles, "unpacks-too-far"),
    "mail with a zip that unpacks without end": (lambda: mailed(zipped([("r.ndjson", MUCH)])), "unpacks-too-far"),
    "mail with a zip that has the most room": (lambda: mailed(zipped([("r.ndjson", MUCH)], before=NOISE)), "too-large"),
    "base64 of a gz with the most room": (lambda: base64.b64encode(packed(MUCH, NOISE)), "too-large"),
    "tar with a name of 200 MB": (lambda: packed(200, of_a_name(200 * MB)), "broken-archive"),
    "gz with a wrong check sum": (lambda: with_wrong_sum(packed(MUCH - 5, NOISE)), "broken-archive"),
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


def refused_in_a_process_of_its_own(paths: list[Path], code: str = REFUSE) -> list[tuple[str | None, float]]:
    """For each file the code, and the most memory in MB that the process has held until then."""
    done = subprocess.run([sys.executable, "-c", code, *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the most memory that a process has held")
def test_no_trick_takes_more_memory_than_the_archive_and_little_else(tmp_path: Path) -> None:
    paths = [tmp_path / name.replace(" ", "-") for name in TRICKS]
    for path, (trick, _) in zip(paths, TRICKS.values(), strict=True):
        path.write_bytes(trick())
    found = refused_in_a_process_of_its_own(paths)
    codes = {name: code for name, (code, _) in zip(TRICKS, found, strict=True)}
    assert codes == {name: code for name, (_, code) in TRICKS.items()}
    held = {name: round(most) for name, (_, most) in zip(TRICKS, found, strict=True)}
    assert {name: most for name, most in held.items() if most >= MOST_MB} == {}, "the first of these took it"


# Memory that ends


@pytest.mark.parametrize("stage", ["unpack", "to_utf8_lines", "read_lines", "build_report"])
def test_memory_that_ends_while_a_report_is_read_is_told_as_a_file_too_large(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    module = {"read_lines": ios, "build_report": ios}.get(stage, inputs)
    monkeypatch.setattr(module, stage, fail)
    with pytest.raises(UnusableInput) as caught:
        read_report([("week.ndjson", REPORT)])
    assert (caught.value.code, caught.value.values) == ("too-large", {"name": "week.ndjson", "megabytes": 512})


def test_memory_that_ends_while_all_is_merged_names_the_largest_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ios, "build_report", fail)
    with pytest.raises(UnusableInput) as caught:
        read_report([("a", REPORT), ("b", REPORT + REPORT), ("c", REPORT)])
    assert caught.value.values["name"] == "b"


def test_memory_that_ends_for_arrow_is_no_reason_to_look_at_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise pa.ArrowMemoryError

    monkeypatch.setattr("pyarrow.json.read_json", fail)
    with pytest.raises(UnusableInput) as caught:
        read_report([("week.ndjson", REPORT)])
    assert caught.value.code == "too-large"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to so much memory")
def test_a_process_without_memory_tells_a_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "week.txt"
    path.write_bytes(b"\xff\xfe" + "報告\n".encode("utf-16-le") * 10_000_000)
    limited = """
import resource
held = int(Path("/proc/self/status").read_text().split("VmSize:")[1].split()[0]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (held + 100 * 1024**2, held + 100 * 1024**2))
for name in"""
    code = REFUSE.replace("for name in", limited, 1)
    assert [code for code, _ in refused_in_a_process_of_its_own([path], code)] == ["too-large"]


# Files


def too_large(path: Path, limit: int = MAX_INPUT) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        read_file(path, limit)
    assert caught.value.code == "too-large"
    assert caught.value.values["name"] == str(path)
    return caught.value


class Reads(io.BytesIO):
    """What was asked for, and how much of it."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size
        self.given = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size >= 0, "asked for all there is"
        given = bytes(min(size, self.left))
        self.left -= len(given)
        self.given += len(given)
        return given

    def fileno(self) -> int:
        return 0


@pytest.mark.parametrize("size", [0, 1, 1_000_000, 3 * MB - 1, 3 * MB])
def test_a_file_within_the_limit_is_read_as_it_is(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes((NOISE * 2)[:size])
    assert read_file(path, 3 * MB) == (NOISE * 2)[:size]
    assert read_file(path) == (NOISE * 2)[:size]


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)
    monkeypatch.setattr(Path, "read_bytes", None)
    reads = Reads(0)
    monkeypatch.setattr(Path, "open", lambda self, mode: reads)
    monkeypatch.setattr(os, "fstat", lambda number: path.stat())
    assert too_large(path).values["megabytes"] == 512
    assert reads.given == 0


@pytest.mark.parametrize("megabytes", [1, 3])
def test_a_smaller_limit_is_told_as_what_it_is(tmp_path: Path, megabytes: int) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(bytes(megabytes * MB + 1))
    assert too_large(path, megabytes * MB).values["megabytes"] == megabytes


def test_of_a_file_that_grows_without_end_one_byte_more_than_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x")
    reads = Reads(10**12)
    monkeypatch.setattr(Path, "open", lambda self, mode: reads)
    monkeypatch.setattr(os, "fstat", lambda number: path.stat())
    too_large(path, 5 * MB)
    assert reads.given == 5 * MB + 1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_without_end_is_too_large() -> None:
    too_large(Path("/dev/zero"), 2 * MB)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.parametrize("written", [REPORT, REPORT * 20_000], ids=["little", "much"])
def test_a_pipe_is_read_to_its_end_and_no_further_than_the_limit(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with contextlib.suppress(BrokenPipeError), path.open("wb") as pipe:
            pipe.write(written)

    for limit in (MAX_BYTES, len(written), len(written) - 1):
        writer = threading.Thread(target=write)
        writer.start()
        if limit < len(written):
            too_large(path, limit)
        else:
            assert read_file(path, limit) == written
        writer.join()


def test_a_folder_that_may_not_be_entered_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_dir", forbidden)
    with pytest.raises(UnusableInput) as caught:
        read_file(tmp_path / "week.ndjson")
    assert caught.value.code == "unreadable"


# Texts of very many lines


def test_sixty_four_megabytes_of_short_lines_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[bytes] = []

    def note(text: bytes) -> str:
        looked_at.append(text)
        return "bad-json"

    monkeypatch.setattr(ios_lines, "mend", note)
    text = b"x\n" * (MAX_BYTES // 8)
    with pytest.raises(UnusableInput) as caught:
        read_report([("notes.txt", text)])
    assert caught.value.code == "not-a-report"
    text = text[: -len(REPORT)] + REPORT
    with pytest.raises(UnusableInput) as caught:
        read_report([("notes.txt", text)])
    assert (caught.value.code, caught.value.values) == ("many-lines", {"name": "notes.txt", "lines": 4_000_000})
    assert looked_at == []


def test_lines_of_two_characters_take_no_fifty_times_their_size(tmp_path: Path) -> None:
    small, short = tmp_path / "small.ndjson", tmp_path / "short.ndjson"
    small.write_bytes(REPORT)
    short.write_bytes(REPORT + b"{}\n" * 600_000)
    (_, before), (code, most) = refused_in_a_process_of_its_own([small, short])
    assert code == "mostly-unreadable"
    assert most - before < 50 * short.stat().st_size / MB
