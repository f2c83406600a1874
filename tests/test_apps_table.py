"""content/apps.csv, which anybody may mend: each line by itself, and all of them together."""

import csv
import re
from collections import Counter
from itertools import pairwise

from coach.content import FOLDER, UNKNOWN_TYPE, load_content

CONTENT = load_content()
with (FOLDER / "apps.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, strict=True))
NAMES = ("name_en", "name_zh", "screen_en", "screen_zh")
PHONES = ("ios", "android")
HAN = re.compile(r"[\u4e00-\u9fff]")


def ids(row: dict[str, str]) -> list[str]:
    return [row["ios"], *row["android"].split()] if row["ios"] else row["android"].split()


def wrong(test: object) -> list[str]:
    assert callable(test)
    return [", ".join(ids(row)) or str(row) for row in ROWS if test(row)]


def test_an_app_has_one_line_whatever_the_letter_case() -> None:
    times = Counter(name for row in ROWS for name in {each.casefold() for each in ids(row)})
    assert [name for name, count in times.items() if count > 1] == []
    assert wrong(lambda row: not ids(row)) == []


def test_lines_are_sorted_by_id_so_that_each_has_its_place() -> None:
    keys = [ids(row)[0].casefold() for row in ROWS]
    assert [(before, after) for before, after in pairwise(keys) if before > after] == []


def test_ids_are_such_as_phones_give() -> None:
    """Letters of any case, figures, points, hyphens, underlines; what a person pastes beside them is a slip."""
    assert wrong(lambda row: not all(re.fullmatch(r"[\w.-]+", name, re.ASCII) for name in ids(row))) == []
    assert wrong(lambda row: " " in row["ios"]) == []


def test_kinds_exist_and_stand_once() -> None:
    known = set(CONTENT.types) - {UNKNOWN_TYPE}
    assert wrong(lambda row: not set(row["types"].split()) <= known) == []
    assert wrong(lambda row: len(set(row["types"].split())) != len(row["types"].split()) or row["types"] != row["types"].strip()) == []


def test_a_part_of_the_system_is_of_no_kind() -> None:
    assert wrong(lambda row: row["kind"] == "system" and row["types"]) == []


def test_few_apps_are_of_more_than_two_kinds() -> None:
    """A kind excuses, so one too many acquits."""
    several = wrong(lambda row: len(row["types"].split()) > 2)
    assert len(several) <= 0.03 * len(ROWS)


def test_a_group_is_one_word_in_small_letters_and_spelt_in_one_way() -> None:
    assert wrong(lambda row: not re.fullmatch(r"[a-z0-9-]*", row["group"])) == []
    spelt: dict[str, set[str]] = {}
    for group in (*(row["group"] for row in ROWS), *(owner.group for owner in CONTENT.owners.values())):
        spelt.setdefault(group.replace("-", ""), set()).add(group)
    assert [each for each in spelt.values() if len(each) > 1] == []


def test_names_stand_in_both_languages_as_they_are_written_there() -> None:
    assert wrong(lambda row: not row["name_en"] or not row["name_zh"]) == []
    assert wrong(lambda row: any(re.search(r"^\s|\s$|\s\s|[\n\t\u200b\ufeff�]", row[name]) for name in NAMES)) == []
    assert wrong(lambda row: any(re.search(r"[（）]", row[name]) and not HAN.search(row[name]) for name in NAMES)) == []
    assert wrong(lambda row: any(re.search(r"[\u4e00-\u9fff][()]|[()][\u4e00-\u9fff]", row[name]) for name in NAMES)) == []


def test_the_name_below_an_icon_stands_only_where_it_is_another_one() -> None:
    assert wrong(lambda row: any(row[f"screen_{lang}"] == row[f"name_{lang}"] for lang in ("en", "zh"))) == []


def test_two_apps_of_one_phone_never_have_the_same_name() -> None:
    for phone in PHONES:
        for name in ("name_en", "name_zh"):
            called = Counter(row[name].casefold() for row in ROWS if row[phone])
            assert [(phone, each) for each, count in called.items() if count > 1] == []
