"""Packed, attached and encoded in one another: the same contents come out, one limit holds for all of it, and what can't be opened
stands in nobody's way."""

import base64
import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packed import NAME, WAYS, gz, locked, mailed, tarred, zipped
from report_lines import access, at, ndjson, network, read

from coach.errors import UnusableInput
from coach.reading import read_report, unpack
from coach.reading.unpack import MAX_DEPTH, MAX_ENTRIES, Unpacked

REPORT = ndjson(access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com"))
LATER = ndjson(access("com.example.chat", "photos", at(10)))
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c\0\4" + bytes(100)
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
ways = st.sampled_from(sorted(WAYS))


def found(unpacked: Unpacked) -> dict[str, bytes]:
    return {name: content() for name, content in unpacked.contents}


def told(unpacked: Unpacked) -> dict[str, str | int]:
    """Name and code of what was passed over."""
    return {str(each.values["name"]): each.code for each in unpacked.passed_over}


def refused(data: bytes) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        unpack.unpack(data, "file.bin")
    return caught.value


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_packing_gives_the_report_itself(way: str) -> None:
    assert list(found(unpack.unpack(WAYS[way](REPORT), "file.bin")).values()) == [REPORT]
    assert read_report([("file.bin", WAYS[way](REPORT))]).summary == read(REPORT).summary


@settings(max_examples=75)
@given(nesting=st.lists(ways, max_size=MAX_DEPTH), content=st.sampled_from([REPORT, LATER * 40, REPORT.rstrip(b"\n")]))
def test_any_nesting_of_any_ways_gives_the_same_contents(nesting: list[str], content: bytes) -> None:
    data = content
    for way in nesting:
        data = WAYS[way](data)
    unpacked = unpack.unpack(data, "file.bin")
    assert list(found(unpacked).values()) == [content]
    assert unpacked.passed_over == []


@pytest.mark.parametrize("way", WAYS)
def test_what_is_packed_once_too_often_is_passed_over_with_its_name(way: str) -> None:
    data = REPORT
    for _ in range(MAX_DEPTH + 1):
        data = WAYS[way](data)
    unpacked = unpack.unpack(zipped({"good.ndjson": LATER, "deep": data}), "file.zip")
    assert list(found(unpacked).values()) == [LATER]
    (error,) = unpacked.passed_over
    assert (error.code, error.values["times"]) == ("packed-too-deep", MAX_DEPTH)
    assert str(error.values["name"]).startswith("file.zip › deep")


def test_the_name_of_a_content_tells_where_it_is() -> None:
    inner = tarred({"week 1.ndjson": REPORT, "week 2.ndjson.gz": gz(LATER)})
    assert found(unpack.unpack(mailed({"all.zip": zipped({"reports.tar.xz": lzma.compress(inner)})}), "from Ana.eml")) == {
        "from Ana.eml › all.zip › reports.tar.xz › week 1.ndjson": REPORT,
        "from Ana.eml › all.zip › reports.tar.xz › week 2.ndjson.gz": LATER,
    }


# What can't be opened, beside what can


UNUSABLE: dict[str, tuple[bytes, str]] = {
    "locked.zip": (locked(zipped({"r.ndjson": REPORT})), "locked-archive"),
    "broken.zip": (zipped({"r.ndjson": REPORT})[:-30], "broken-archive"),
    "broken.gz": (gz(REPORT)[:-5], "broken-archive"),
    "broken.xz": (lzma.compress(REPORT)[:-5], "broken-archive"),
    "broken.bz2": (bz2.compress(REPORT)[:-5], "broken-archive"),
    "broken.tar": (tarred({"r.ndjson": REPORT, "s.ndjson": LATER})[:1800], "broken-archive"),
    "broken.tgz": (gz(tarred({"r.ndjson": REPORT}))[:-5], "broken-archive"),
    "empty.zip": (zipped({}), "empty-archive"),
    "empty.tar": (tarred({"._r.ndjson": b"\0\5\x16\7"}), "empty-archive"),
    "empty.eml": (mailed({}), "mail-without-report"),
    "r.7z": (SEVEN_ZIP, "packed-as"),
}
BESIDE: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {"zip": zipped, "tar": tarred, "mail": mailed}


@pytest.mark.parametrize("outer", BESIDE)
@pytest.mark.parametrize("turn", [1, -1])
def test_what_can_not_be_opened_is_named_and_passed_over(outer: str, turn: int) -> None:
    unusable = {name: data for name, (data, _) in UNUSABLE.items()}
    entries = dict(list({**unusable, "photo.png": PHOTO, "good.ndjson": REPORT}.items())[::turn])
    unpacked = unpack.unpack(BESIDE[outer](entries), "file.bin")
    assert found(unpacked) == {"file.bin › good.ndjson": REPORT, "file.bin › photo.png": PHOTO}
    assert told(unpacked) == {f"file.bin › {name}": code for name, (_, code) in UNUSABLE.items()}


@pytest.mark.parametrize("name", UNUSABLE)
def test_the_same_by_itself_is_refused(name: str) -> None:
    data, code = UNUSABLE[name]
    with pytest.raises(UnusableInput) as caught:
        read_report([("file.bin", data)])
    assert (caught.value.code, caught.value.values["name"]) == (code, "file.bin")
    with pytest.raises(UnusableInput) as caught:
        read_report([("file.bin", zipped({"a/inner": data, "photo.png": PHOTO}))])
    assert (caught.value.code, caught.value.values["name"]) == (code, "file.bin › a/inner")


@pytest.mark.parametrize("mark", [b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"MSCF\0\0\0\0"])
def test_a_packing_that_is_not_read_is_named(mark: bytes) -> None:
    error = refused(mark + bytes(600))
    assert (error.code, error.values["name"]) == ("packed-as", "file.bin")
    assert error.values["packing"] in ("RAR", "Zstandard", "LZ4", "CAB")
    assert refused(bytes(1000) + b"x" + b"koly" + bytes(508)).values["packing"] == "DMG"


def test_of_an_archive_that_is_broken_inside_nothing_is_taken() -> None:
    """Half of a report must not stand for the whole."""
    stored = zipped({"1.ndjson": LATER, "2.ndjson": REPORT}, zipfile.ZIP_STORED).replace(b"ads.", b"add.", 1)
    unpacked = unpack.unpack(zipped({"good.ndjson": REPORT, "inner.zip": stored}), "file.zip")
    assert found(unpacked) == {"file.zip › good.ndjson": REPORT}
    assert told(unpacked) == {"file.zip › inner.zip": "broken-archive"}
    assert refused(stored).code == "broken-archive"


@pytest.mark.parametrize("method", [9, 93])
def test_members_that_are_locked_or_packed_in_other_ways_are_passed_over_beside_one_that_is_not(method: int) -> None:
    data = bytearray(locked(zipped({"good.ndjson": REPORT, "locked.ndjson": LATER, "other.ndjson": LATER}), "locked.ndjson"))
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.rindex(signature) + place] = method
    unpacked = unpack.unpack(bytes(data), "file.zip")
    assert found(unpacked) == {"file.zip › good.ndjson": REPORT}
    assert told(unpacked) == {"file.zip › locked.ndjson": "locked-archive", "file.zip › other.ndjson": "other-packing"}


# One limit for all


@pytest.mark.parametrize("outer", BESIDE)
def test_files_are_counted_over_all_archives_together(outer: str) -> None:
    half = {f"{number}.txt": b"x" for number in range(MAX_ENTRIES // 2 - 2)}
    fits = {"1": zipped(half), "2": gz(tarred(half))}
    assert len(unpack.unpack(BESIDE[outer](fits), "file.bin").contents) == 2 * len(half)
    error = refused(BESIDE[outer]({**fits, "3": b"x", "4": b"x", "5": b"x"}))
    assert (error.code, error.values) == ("many-entries", {"name": "file.bin", "entries": MAX_ENTRIES})


def test_bytes_are_counted_over_all_archives_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_BYTES", 10_000)
    packed = gz(bytes(4_000) + b"x")
    assert len(unpack.unpack(zipped({"1": packed, "2": packed}), "file.bin").contents) == 2
    error = refused(zipped({"1": packed, "2": zipped({"3": packed}), "4": packed}))
    assert (error.code, error.values["name"]) == ("too-large", "file.bin")


@pytest.mark.parametrize("way", ["zip", "gz", "xz", "bz2", "zip, bzip2", "zip, LZMA"])
def test_what_unpacks_without_end_in_an_archive_is_refused_as_by_itself(way: str) -> None:
    bomb = WAYS[way](bytes(20_000_000) + b"x")
    for data in (bomb, gz(bomb), zipped({"good.ndjson": REPORT, "b": bomb}), tarred({"b": bomb}), base64.b64encode(gz(gz(bomb)))):
        error = refused(data)
        assert (error.code, error.values) == ("unpacks-too-far", {"name": "file.bin", "times": 100})


def test_an_inner_archive_that_would_be_held_as_a_whole_is_passed_over_where_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_HELD", 1024 * 1024)
    large = zipped({"large.bin": bytes(1024 * 1024)}, zipfile.ZIP_STORED)
    for wrap in (bytes, gzip.compress):
        unpacked = unpack.unpack(zipped({"large.zip": wrap(large), "good.ndjson": REPORT}), "file.zip")
        assert found(unpacked) == {"file.zip › good.ndjson": REPORT}
        (error,) = unpacked.passed_over
        assert (error.code, error.values) == ("too-large", {"name": "file.zip › large.zip", "megabytes": 1})


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_joined_files_without_end_are_refused(pack: Callable[[bytes], bytes]) -> None:
    assert refused(pack(b"x") + pack(b"") * 10_001).code == "other-packing"


def test_what_takes_much_memory_to_unpack_is_refused_before_it_is_taken() -> None:
    small = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 4096}]
    data = lzma.compress(REPORT, check=lzma.CHECK_CRC32, filters=small)
    assert list(found(unpack.unpack(lzma.compress(REPORT, preset=9), "r.xz")).values()) == [REPORT]
    block = data.index(b"\x21\x01\0")  # the filter, how long its settings are, and the memory: 4 KiB
    begin = block - 2
    header = bytearray(data[begin : begin + 4 * (data[begin] + 1)])
    header[4] = 40  # 4 GiB
    header[-4:] = zlib.crc32(header[:-4]).to_bytes(4, "little")
    assert refused(data[:begin] + bytes(header) + data[begin + len(header) :]).code == "other-packing"


# Litter and names


LITTER = {
    "__MACOSX/._report.ndjson": b"\0\5\x16\7",
    "__MACOSX/week/report.ndjson": REPORT,
    "week/._report.ndjson": b"\0\5\x16\7\0\2",
    "._.DS_Store": b"\0\5\x16\7",
    "week/.DS_Store": b"\0\0\0\1Bud1",
    "Thumbs.db": b"\xd0\xcf",
    "week/desktop.ini": b"[.ShellClassInfo]\r\n",
}


@pytest.mark.parametrize("outer", BESIDE)
def test_what_computers_add_is_passed_over_in_every_kind_of_archive(outer: str) -> None:
    pack = BESIDE[outer]
    unpacked = unpack.unpack(pack({**LITTER, "in.zip": zipped({**LITTER, "week/": b"", "r.ndjson": LATER}), "r.ndjson": REPORT}), "f")
    assert found(unpacked) == {"f › in.zip › r.ndjson": LATER, "f › r.ndjson": REPORT}
    assert unpacked.passed_over == []


def test_what_only_sounds_like_litter_is_read() -> None:
    names = ["Thumbs.db.ndjson", "my __MACOSX/report.ndjson", "not.DS_Store", "a._b"]
    assert set(found(unpack.unpack(zipped(dict.fromkeys(names, REPORT)), "f"))) == {f"f › {name}" for name in names}


@pytest.mark.parametrize("outer", BESIDE)
@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x", "a\u202eb\x1b[31m", "x" * 5_000, "a\x07b"])
def test_a_name_is_only_told(outer: str, name: str) -> None:
    ((inside, content),) = unpack.unpack(BESIDE[outer]({name: REPORT}), "f").contents
    assert content() == REPORT
    assert inside.isprintable()
    assert len(inside) < 300


# Damage


@pytest.mark.parametrize("way", ["zip", "gz", "gz in two", "xz", "xz in two", "bz2", "bz2 in two", "tar", "tar, GNU"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 1])
def test_a_download_that_broke_off_is_called_damaged(way: str, share: float) -> None:
    whole = WAYS[way](REPORT * 3)
    end = len(whole.rstrip(b"\0")) if way.startswith("tar") else len(whole) - 1
    data = whole[: int(end * share)]
    assert refused(data).code == "broken-archive"
    unpacked = unpack.unpack(zipped({"cut": data, "good.ndjson": LATER}), "f")
    assert (list(found(unpacked).values()), list(told(unpacked).values())) == ([LATER], ["broken-archive"])


@pytest.mark.parametrize("way", WAYS)
@given(inner=ways, data=st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_read_or_refused_but_never_a_crash(way: str, inner: str, data: st.DataObject) -> None:
    packed = bytearray(WAYS[way](data.draw(st.sampled_from([REPORT, WAYS[inner](REPORT)]))))
    for place in data.draw(st.lists(st.integers(0, min(700, len(packed) - 1)) | st.integers(0, len(packed) - 1), max_size=5)):
        packed[place] = data.draw(st.integers(0, 255))
    stop = data.draw(st.just(len(packed)) | st.integers(0, len(packed)))
    try:
        found(unpack.unpack(bytes(packed[:stop]), NAME))
    except UnusableInput:
        return
