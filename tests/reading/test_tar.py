"""Tar files: a report in one is read, and nothing that a header can state does any harm."""

import io
import tarfile
from collections.abc import Callable

import pytest
from packed import tarred
from report_lines import access, at, ndjson

from coach.errors import UnusableInput
from coach.reading import tar, unpack

REPORT = ndjson(access("com.example.chat", "photos", at(9)))
BLOCK = 512


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE, **values: object) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    for key, value in values.items():
        setattr(info, key, value)
    return info.tobuf(tarfile.GNU_FORMAT)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % BLOCK)


def file(name: str, content: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    return header(name, len(content), kind) + padded(content)


def summed(block: bytes) -> bytes:
    """A header with its check sum made anew."""
    checked = block[:148] + b" " * 8 + block[156:]
    return block[:148] + f"{sum(checked):06o}\0 ".encode() + block[156:]


GOOD = file("good.ndjson", REPORT)
END = bytes(2 * BLOCK)


def found(data: bytes) -> dict[str, bytes]:
    return {name: content() for name, content in unpack.unpack(data, "r.tar").contents}


def refused(data: bytes) -> str:
    with pytest.raises(UnusableInput) as caught:
        unpack.unpack(data, "r.tar")
    return caught.value.code


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_form_is_read(form: int) -> None:
    assert found(tarred({"a.ndjson": REPORT, "b.ndjson": b"", "c.txt": b"x" * BLOCK}, form)) == {
        "r.tar › a.ndjson": REPORT,
        "r.tar › b.ndjson": b"",
        "r.tar › c.txt": b"x" * BLOCK,
    }


def test_the_form_of_1979_is_read() -> None:
    old = GOOD[:257] + bytes(BLOCK - 257) + GOOD[BLOCK:]
    assert found(summed(old[:BLOCK]) + old[BLOCK:] + END) == {"r.tar › good.ndjson": REPORT}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
@pytest.mark.parametrize("size", [0, 5_000])
def test_links_devices_and_folders_are_passed_over_and_have_no_bytes(kind: bytes, size: int) -> None:
    assert found(header("etc", size, kind, linkname="/etc/passwd", devmajor=1) + GOOD + END) == {"r.tar › good.ndjson": REPORT}


@pytest.mark.parametrize("kind", [b"V", b"M", b"D", b"Z", tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE])
def test_what_else_stands_there_is_read_past_with_its_bytes(kind: bytes) -> None:
    assert found(GOOD[:BLOCK] + GOOD[BLOCK:] + file("other", b"x" * 700, kind) + file("2.ndjson", REPORT) + END) == {
        "r.tar › good.ndjson": REPORT,
        "r.tar › 2.ndjson": REPORT,
    }


def test_files_with_holes_are_passed_over() -> None:
    sparse = bytearray(header("holes", 10, tarfile.GNUTYPE_SPARSE))
    sparse[482] = 1
    more = bytearray(BLOCK)
    more[504] = 1
    old = summed(bytes(sparse)) + bytes(more) + bytes(BLOCK) + padded(b"x" * 10)
    pax = file("PaxHeader", b"22 GNU.sparse.major=1\n", tarfile.XHDTYPE) + file("holes", b"x" * 600)
    assert found(old + pax + GOOD + END) == {"r.tar › good.ndjson": REPORT}


@pytest.mark.parametrize("size", [-1, -(2**40), 2**62, 2**95])
def test_a_size_that_can_not_be_is_damage(size: int) -> None:
    block = bytearray(header("r.ndjson", 0))
    block[124:136] = (b"\xff" if size < 0 else b"\x80") + (size % 2**88).to_bytes(11, "big")
    assert refused(summed(bytes(block)) + padded(REPORT) + END) == "broken-archive"
    assert refused(GOOD + summed(bytes(block)) + padded(REPORT) + END) == "broken-archive"


@pytest.mark.parametrize(
    "told", [b"15 size=-1000\n", b"18 size=999999999\n", b"13 size=1_0x\n", b"14 size=" + b"9" * 5000, b"0 size=1\n", b"x"]
)
def test_a_list_that_can_not_be_is_damage(told: bytes) -> None:
    assert refused(file("PaxHeader", told, tarfile.XHDTYPE) + GOOD + END) == "broken-archive"


def test_a_list_may_tell_size_and_name() -> None:
    told = b"".join(
        f"{len(text) + 4} {text}\n".encode() for text in ("path=long/report.ndjson", f"size={len(REPORT)}", "mtime=1700000000.1")
    )
    data = file("PaxHeader", told, tarfile.XHDTYPE) + header("short", 0) + padded(REPORT) + GOOD + END
    assert found(data) == {"r.tar › long/report.ndjson": REPORT, "r.tar › good.ndjson": REPORT}


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE])
def test_a_name_of_megabytes_is_damage_and_not_taken_in(kind: bytes) -> None:
    assert refused(GOOD + file("long", b"a" * (2 * 1024 * 1024), kind) + GOOD + END) == "broken-archive"


def test_headers_without_end_are_damage() -> None:
    links = header("link", 0, tarfile.SYMTYPE, linkname="a") * 10_001
    assert refused(links + END) == "broken-archive"
    assert refused(file("name", b"a", tarfile.GNUTYPE_LONGNAME) * 10_001 + GOOD + END) == "broken-archive"


@pytest.mark.parametrize("cut", [10, BLOCK, BLOCK + 10, len(GOOD), len(GOOD) + 10, len(GOOD) + BLOCK])
def test_a_tar_file_that_breaks_off_is_damaged_wherever_it_does(cut: int) -> None:
    data = (GOOD + GOOD)[:cut]
    if cut < BLOCK:
        assert found(data) == {"r.tar": data}, "nobody can tell what it was"
    else:
        assert refused(data) == "broken-archive"


def test_a_header_with_a_wrong_check_sum_is_damage() -> None:
    assert refused(GOOD + file("b", REPORT).replace(b"b\0", b"c\0", 1) + END) == "broken-archive"


@pytest.mark.parametrize("size", [1, 7, 511, 512, 513, 5_000])
def test_blocks_of_any_size_give_the_same(size: int) -> None:
    data = tarred({"long/" * 40 + "1.ndjson": REPORT, "._1": b"x", "2.ndjson": REPORT * 9})
    blocks = (data[start : start + size] for start in range(0, len(data), size))
    take: Callable[[str], bool] = lambda name: True  # noqa: E731
    assert [(name[-8:], b"".join(content)) for name, content in tar.members(blocks, take)] == [
        ("1.ndjson", REPORT),
        ("2.ndjson", REPORT * 9),
    ]


def test_what_is_not_taken_of_a_file_is_skipped() -> None:
    data = tarred({"1": REPORT * 3, "2": REPORT})
    taken = [(name, next(content)[:9]) for name, content in tar.members(iter([data]), lambda name: True)]
    assert taken == [("1", REPORT[:9]), ("2", REPORT[:9])]
    assert [name for name, _ in tar.members(io.BytesIO(data), lambda name: True)] == ["1", "2"]
