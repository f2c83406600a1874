"""Rows that are read when they are asked for are those that a whole reading of the file gives."""

import csv
import tomllib
from collections.abc import Mapping

import pytest
from pydantic import BaseModel

from coach.content import FOLDER, ContentError, load_content
from coach.content.lazy import Lines, Rows, Written, written_in_toml

CONTENT = load_content()


@pytest.mark.parametrize(
    ("name", "table", "key", "rows"),
    [("app_types.toml", "type", "id", CONTENT.types), ("app_effects.toml", "app", "app", CONTENT.effects)],
)
def test_each_table_of_a_toml_file_is_its_text_and_no_other(name: str, table: str, key: str, rows: Mapping[str, BaseModel]) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    written = written_in_toml(text, table, key)
    assert [tomllib.loads(each.text) for each in written.values()] == [{table: [row]} for row in tomllib.loads(text)[table]]
    assert [text.splitlines()[each.line - 1] for each in written.values()] == [f"[[{table}]]"] * len(written)
    assert {row_key: getattr(row, key) for row_key, row in rows.items()} == {row_key: row_key for row_key in written}


@pytest.mark.parametrize(
    ("name", "field"), [("apps.csv", "ios"), ("apps.csv", "android"), ("owners.csv", "domain"), ("web_entities.csv", "domain")]
)
def test_each_row_of_a_csv_file_is_one_line_and_known_by_each_word_of_a_field(name: str, field: str) -> None:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        whole = [(reader.line_num, word) for reader in [csv.DictReader(file, strict=True)] for row in reader for word in row[field].split()]
    written = Lines((FOLDER / name).read_text(encoding="utf-8"), field)
    assert [(each.line, key) for key, each in written.items()] == whole


def test_a_table_ends_where_another_of_its_rank_begins() -> None:
    text = '# above\n[[a]]\nid = "1"\n[a.more]\nx = 1\n[[a.inner]]\ny = 2\n\n[[b]]\nid = "2"\n[[a]]\nid = "3"\n'
    found = written_in_toml(text, "a", "id")
    assert {key: (each.line, tomllib.loads(each.text)["a"][0]) for key, each in found.items()} == {
        "1": (2, {"id": "1", "more": {"x": 1}, "inner": [{"y": 2}]}),
        "3": (11, {"id": "3"}),
    }


def test_a_row_is_read_once_and_only_when_it_is_asked_for() -> None:
    asked: list[str] = []

    def read(row: Written) -> str:
        asked.append(row.text)
        if row.text == "broken":
            raise ContentError("line 2")
        return row.text.upper()

    rows = Rows({"a": Written(1, "one"), "b": Written(2, "broken")}, read)
    assert (len(rows), list(rows), "b" in rows, rows.get("c")) == (2, ["a", "b"], True, None)
    assert asked == []
    assert (rows["a"], rows.get("a"), asked) == ("ONE", "ONE", ["one"])
    with pytest.raises(ContentError, match="line 2"):
        rows["b"]
