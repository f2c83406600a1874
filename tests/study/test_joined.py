"""Files of one phone are found by the accesses they share; files of two phones share none."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from android_dumps import Phone, hours, seconds
from report_lines import access, at, ndjson, network

from benchmarks.phones import MONDAY
from coach.errors import UnusableInput
from coach.reading import read_parts
from coach.study.files import contents, files_in
from coach.study.joined import joined
from coach.study.kept import kept_in
from coach.study.looked import Told, look, rules_version, together
from coach.study.marks import Marks, marks

APP = "com.example.chat"


def of(data: bytes) -> Marks:
    return marks(read_parts([("a file", data)]).parts)


def week(begin: int, end: int, phone: str = "A") -> bytes:
    """A look every half hour, from one hour of the week to another."""
    looks = [each for number in range(2 * begin, 2 * end) for each in _look(number, phone)]
    return ndjson([*looks, *network(APP, "example.com")])


def _look(number: int, phone: str) -> list[str]:
    return access(APP, "photos", MONDAY + timedelta(minutes=30 * number), identifier=f"{phone}{number:08}")


def shared(one: bytes, other: bytes) -> int:
    return len(np.intersect1d(of(one), of(other)))


def test_two_exports_that_tell_of_an_hour_share_marks_however_large_they_are() -> None:
    assert shared(week(0, 100), week(98, 260)) >= 1
    assert shared(week(0, 20), week(19, 400)) >= 1, "a small one beside a large one, of which only some are kept"


def test_two_phones_share_none_even_if_their_apps_look_at_the_same_moments() -> None:
    assert shared(week(0, 100), week(0, 100, "B")) == 0


def test_a_phone_takes_some_kilobytes_however_often_its_apps_look() -> None:
    looks = [
        each
        for number in range(20_000)
        for each in access(APP, "location", at(0) + timedelta(seconds=30 * number), None, identifier=f"{number:08}")
    ]
    assert of(ndjson(looks)).nbytes < 6000


def android(ago: int, phone: int = 0) -> bytes:
    made = Phone(version=14)
    app = made.app(APP).grant("CAMERA")
    for number in range(6):
        app.access(
            ("CAMERA", "READ_CONTACTS", "RECORD_AUDIO")[number % 3], ("top", "bg")[number // 3], hours(number + ago) + seconds(phone / 8)
        )
    made.now += hours(ago)
    return made.zip()


def test_bug_reports_of_one_phone_share_last_accesses_to_the_millisecond() -> None:
    assert shared(android(0), android(1)) >= 2
    assert shared(android(0), android(0, phone=1)) == 0


def test_one_millisecond_in_common_is_not_enough_on_android_and_one_access_is_on_an_iphone() -> None:
    one, two = np.array([1, 2, 3], dtype=np.uint64), np.array([3, 4, 5], dtype=np.uint64)
    assert joined([("a", "android", one), ("b", "android", two)]) == [("a",), ("b",)]
    assert joined([("a", "ios", one), ("b", "ios", two)]) == [("a", "b")]


def test_files_are_joined_by_others_between_them() -> None:
    marks_of = [np.array([each, each + 1], dtype=np.uint64) for each in range(40)]
    files = [(f"{number:02}", "ios", each) for number, each in enumerate(marks_of)]
    assert joined(files) == [tuple(name for name, _, _ in files)]  # type: ignore[arg-type]
    many = [(f"{number:02}", "ios", np.array([7], dtype=np.uint64)) for number in range(40)]
    assert len(joined(many)) == 1  # type: ignore[arg-type]


def test_what_a_file_tells_is_the_same_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(week(0, 60))
    assert look((str(tmp_path / "one"),)) == look((str(tmp_path / "two"),))
    assert look((str(tmp_path / "gone"),)).code == "missing-file"


def test_what_other_rules_told_is_forgotten_and_so_is_what_is_no_longer_given(tmp_path: Path) -> None:
    told = [Told(digest, "ios", True, {"app": ["x"]}, rules="1") for digest in ("a", "b", "c")]
    with kept_in(tmp_path / "kept", "1") as kept:
        for each in told:
            kept.add(each)
        kept.only({"a", "b"})
        assert [each.digest for each in kept.all()] == ["a", "b"]
    with kept_in(tmp_path / "kept", "1") as kept:
        assert kept.rows("b") == ("ios", True, {"app": ["x"]})
    with kept_in(tmp_path / "kept", "2") as kept:
        assert kept.all() == []


def test_contents_together_are_known_whatever_their_order() -> None:
    assert together(["b", "a"]) == together(["a", "b", "a"]) != together(["a"]) == "a"
    assert rules_version() == rules_version()


def test_all_files_below_the_folders_are_found_once_but_hidden_ones_litter_and_results(tmp_path: Path) -> None:
    for name in ("a/one.zip", "a/b/two.ndjson", "a/.hidden", "a/.git/three", "a/__MACOSX/._one.zip", "a/Thumbs.db", "a/out/private/rows"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = files_in([tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "one.zip"], tmp_path / "a" / "out")
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a/b/two.ndjson", "a/one.zip"]
    with pytest.raises(UnusableInput) as refused:
        files_in([tmp_path / "gone"], tmp_path / "out")
    assert refused.value.code == "missing-file"
    assert [bool(each.digest) for each in contents([str(found[0]), str(tmp_path / "gone")])] == [True, False]
