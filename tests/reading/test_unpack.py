"""Files as people have them: the bare report under any name, in an archive with litter, or an archive that can't be used."""

import contextlib
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed import locked, tarred, zipped
from report_lines import access, at, ndjson, network, read

from coach.models import Report
from coach.reading import UnusableInput, read_report, streams, unpack

REPORT = ndjson(access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com"))
LATER = ndjson(access("com.example.chat", "photos", at(10)))
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LITTER = {
    "__MACOSX/._report.ndjson": b"\0\5\x16\7",
    ".DS_Store": b"\0\0\0\1Bud1",
    "week/.DS_Store": b"\0\0\0\1Bud1",
    "Thumbs.db": b"\xd0\xcf",
}
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def refused(data: bytes) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        read_report([("file.bin", data)])
    return caught.value


def accesses(report: Report) -> dict[str, int]:
    return dict(report.summary.accesses)


@pytest.mark.parametrize("name", ["App_Privacy_Report_v4_2025-11-30T10_00_00.ndjson", "report.json", "report.txt", "report", "报告.ndjson"])
@pytest.mark.parametrize("wrap", [bytes, gzip.compress, lambda data: zipped({"report.ndjson": data})], ids=["bare", "gz", "zip"])
def test_neither_the_name_nor_the_wrapping_matters(name: str, wrap: Callable[[bytes], bytes]) -> None:
    report = read_report([(name, wrap(REPORT))])
    assert report.summary == read(REPORT).summary


@pytest.mark.parametrize("method", METHODS)
def test_every_usual_way_of_packing_is_read(method: int) -> None:
    assert accesses(read(zipped({"report.ndjson": REPORT}, method))) == {"photos": 1}


@pytest.mark.parametrize("method", [9, 93, 98])
def test_an_unusual_way_of_packing_is_named_as_the_reason_and_no_damage(method: int) -> None:
    data = bytearray(zipped({"report.ndjson": REPORT}))
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.rindex(signature) + place] = method
    error = refused(bytes(data))
    assert (error.code, error.values) == ("other-packing", {"name": "file.bin"})


def test_litter_may_be_packed_in_any_way() -> None:
    data = io.BytesIO(zipped({"report.ndjson": REPORT}))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("__MACOSX/._report.ndjson", b"\0\5", zipfile.ZIP_LZMA)
    assert accesses(read(data.getvalue())) == {"photos": 1}


def test_all_reports_in_one_archive_are_merged() -> None:
    report = read(zipped({"week 1/report.ndjson": REPORT, "week 2/report.ndjson": LATER}))
    assert accesses(report) == {"photos": 2}
    assert report.summary.lines == 5


def test_what_computers_and_people_add_to_an_archive_is_passed_over() -> None:
    report = read(zipped({"week/": b"", **LITTER, "photo.png": PHOTO, "empty.txt": b"\n", "week/report.ndjson": REPORT}))
    assert report.summary == read(REPORT).summary
    assert report.problems == ()


def test_a_problem_names_the_entry_it_stands_in() -> None:
    report = read_report([("reports.zip", zipped({"good.ndjson": REPORT, "bad.ndjson": LATER + b"{broken}\n"}))])
    assert [(problem.file, problem.line) for problem in report.problems] == [("reports.zip › bad.ndjson", 3)]


def test_gz_files_joined_end_to_end_are_read_to_the_end() -> None:
    assert accesses(read(gzip.compress(REPORT) + gzip.compress(LATER))) == {"photos": 2}


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \t\r\n", b"\xef\xbb\xbf", bytes(512)])
def test_a_file_with_nothing_in_it_is_called_empty(data: bytes) -> None:
    assert refused(data).code == "empty-file"


@pytest.mark.parametrize("entries", [{}, LITTER, {"folder/": b""}], ids=["nothing", "litter", "folder"])
def test_an_archive_with_nothing_of_the_persons_is_called_empty(entries: Mapping[str, bytes]) -> None:
    assert refused(zipped(entries)).code == "empty-archive"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({"photo.png": PHOTO}), "picture"),
        (zipped({"empty.ndjson": b""}), "empty-file"),
        (zipped({"1.png": PHOTO, "2.png": PHOTO}), "archive-without-report"),
        (gzip.compress(PHOTO), "picture"),
        (gzip.compress(b""), "empty-file"),
        (lzma.compress(PHOTO), "picture"),
        (tarred({"photo.png": PHOTO}), "picture"),
        (tarred({"1.png": PHOTO, "2.txt": b"x"}), "archive-without-report"),
    ],
    ids=["zip of a photo", "zip of an empty file", "zip of photos", "gzip of a photo", "gzip of nothing", "xz", "tar", "tar of two"],
)
def test_of_an_archive_without_a_report_it_is_told_what_is_in_it(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_password_is_named_as_the_reason() -> None:
    assert refused(locked(zipped({"report.ndjson": REPORT}))).code == "locked-archive"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("data", [zipped({"report.ndjson": REPORT}), gzip.compress(REPORT)], ids=["zip", "gz"])
def test_a_download_that_broke_off_is_called_damaged(data: bytes, share: float) -> None:
    assert refused(data[: int(len(data) * share)]).code == "broken-archive"


def test_contents_that_do_not_match_their_check_sum_are_called_damaged() -> None:
    stored = zipped({"report.ndjson": REPORT}, zipfile.ZIP_STORED)
    assert refused(stored.replace(b"photos", b"camera", 1)).code == "broken-archive"
    packed = bytearray(gzip.compress(REPORT))
    packed[-8] ^= 0xFF
    assert refused(bytes(packed)).code == "broken-archive"


def test_an_entry_without_a_name_does_not_end_in_a_crash() -> None:
    nameless = zipped({"report.ndjson": REPORT}).replace(b"report.ndjson", b"\0eport.ndjson")  # a name ends at its first NUL
    with contextlib.suppress(UnusableInput):
        assert accesses(read(nameless)) == {"photos": 1}


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
def test_a_damaged_archive_is_read_or_refused_but_never_a_crash(method: int, data: st.DataObject) -> None:
    archive = bytearray(zipped({"a.ndjson": REPORT}, method))
    for place in data.draw(st.lists(st.integers(0, len(archive) - 1), min_size=1, max_size=3)):
        archive[place] = data.draw(st.integers(0, 255))
    try:
        report = read(bytes(archive))
    except UnusableInput:
        return
    assert report.summary.lines


@pytest.mark.parametrize("bomb", ["zip_bomb", "gz_bomb"])
def test_an_archive_that_unpacks_without_end_is_stopped(bomb: str, request: pytest.FixtureRequest) -> None:
    data = request.getfixturevalue(bomb)
    assert len(data) < 2 * 1024 * 1024
    error = refused(data)
    assert (error.code, error.values) == ("unpacks-too-far", {"name": "file.bin", "times": 100})


@pytest.mark.parametrize("wrap", [gzip.compress, lambda data: zipped({"report.ndjson": data})], ids=["gz", "zip"])
def test_what_unpacks_to_a_hundred_times_its_size_is_read_where_it_is_little(wrap: Callable[[bytes], bytes]) -> None:
    little, much = REPORT * (8_000_000 // len(REPORT)), REPORT * (20_000_000 // len(REPORT))
    assert len(little) > 100 * len(wrap(little))
    assert accesses(read(wrap(little))) == {"photos": 1}
    assert refused(wrap(much)).code == "unpacks-too-far"


def test_the_limit_holds_for_all_entries_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_BYTES", len(REPORT) + len(LATER))
    assert accesses(read(zipped({"1.ndjson": REPORT, "2.ndjson": LATER}))) == {"photos": 2}
    assert refused(zipped({"1.ndjson": REPORT, "2.ndjson": LATER, "3.ndjson": b"\n"})).code == "too-large"


@pytest.mark.parametrize("wrap", [bytes, gzip.compress, lambda data: zipped({"report.ndjson": data})], ids=["bare", "gz", "zip"])
def test_a_report_of_exactly_the_limit_is_read_and_one_byte_more_is_not(
    wrap: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "MAX_BYTES", len(REPORT))
    assert accesses(read(wrap(REPORT))) == {"photos": 1}
    assert refused(wrap(REPORT + b"\n")).code == "too-large"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("off", [-1_000_000, -len(LATER), -1, 1, 1_000_000_000])
def test_a_member_that_is_not_as_long_as_it_says_is_damage_and_never_cut_off(method: int, off: int) -> None:
    """With the check sum of what would be left, so that nothing but the length can give it away."""
    content = REPORT + LATER
    said = max(10, len(content) + off)
    archive = bytearray(zipped({"report.ndjson": content}, method))
    for signature, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        numbers = archive.index(signature) + place
        archive[numbers : numbers + 4] = zlib.crc32(content[:said]).to_bytes(4, "little")
        archive[numbers + 8 : numbers + 12] = said.to_bytes(4, "little")
    assert refused(bytes(archive)).code == "broken-archive"


@pytest.mark.parametrize("behind", [b"x", REPORT * 1000], ids=["a byte", "much"])
def test_bytes_behind_the_end_of_a_packed_member_are_damage(behind: bytes) -> None:
    archive = bytearray(zipped({"report.ndjson": REPORT}))
    directory, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
    (size,) = struct.unpack_from("<L", archive, directory + 20)
    struct.pack_into("<L", archive, directory + 20, size + len(behind))
    struct.pack_into("<L", archive, end + 16, directory + len(behind))
    archive[directory:directory] = behind
    assert refused(bytes(archive)).code == "broken-archive"


def test_members_that_share_bytes_are_damage_and_counted_by_nobody() -> None:
    archive = zipped({"report.ndjson": REPORT})
    directory, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
    twice = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * (end - directory), directory, 0)
    assert refused(archive[:directory] + 2 * archive[directory:end] + twice).code == "broken-archive"


@pytest.mark.parametrize("kept", [0, 10, 10**9])
def test_what_is_unpacked_once_or_twice_is_the_same(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_KEPT", kept)
    monkeypatch.setattr(streams, "BLOCK_BYTES", 100)
    monkeypatch.setattr(streams, "_PIECE", 7)
    texts = {"1.ndjson": REPORT, "2.ndjson": b"", "3.ndjson": LATER * 50}
    for data in (*(zipped(texts, method) for method in METHODS), tarred(texts), gzip.compress(tarred(texts)), gzip.compress(zipped(texts))):
        contents, _ = unpack.unpack(data, "r.zip")
        for _ in range(2):
            assert {name: content() for name, content in contents} == {f"r.zip › {name}": text for name, text in texts.items()}
    ((_, content),) = unpack.unpack(gzip.compress(REPORT) + gzip.compress(LATER), "r.gz").contents
    assert content() == REPORT + LATER


def test_an_archive_of_hundreds_of_files_is_refused_with_the_limit() -> None:
    error = refused(zipped({f"{number}.txt": b"x" for number in range(201)}))
    assert (error.code, error.values["entries"]) == ("many-entries", 200)
    with_litter = {f"__MACOSX/{number}": b"x" for number in range(201)} | {"report.ndjson": REPORT}
    assert accesses(read(zipped(with_litter))) == {"photos": 1}
