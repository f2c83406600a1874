"""TOML and CSV files in content/ → rows of a model. A broken one names its file and line."""

import csv
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coach.content.lazy import Lines, Rows, Written, csv_fields, written_in_toml
from coach.models import LANGS, PLATFORMS, Category
from coach.project import PROJECT

FOLDER = PROJECT / "content"
Row = TypeVar("Row", bound=BaseModel)


class ContentError(Exception):
    """A table in content/ that can't be used; the message names file and line."""


class Folder:
    """A folder of tables, each file read once, with its texts in all languages."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: dict[str, dict[str, Any]] = {}
        self._known: frozenset[Category] | None = None
        self._translated = {lang: _translations(path, f"{lang}/tables.toml") for lang in LANGS if lang not in ("en", "zh")}

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file. Raises ContentError."""
        if name not in self._tables:
            found = read_toml(self.path, name)
            self._tables[name] = self._in_all_languages(found) if self._translated else found
        return self._tables[name]

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).exists()

    def rows(self, name: str, table: str, model: type[Row]) -> list[Row]:
        """The rows of one `[[table]]`; where one doesn't fit its model, file and line of its heading are named."""
        rows = self.toml(name).get(table, [])
        headings = [number for number, line in enumerate(_text(self.path, name).splitlines(), 1) if re.match(rf"\[\[{table}]]", line)]
        return [self.one(f"{name}, line {line}", model, row) for row, line in zip(rows, headings, strict=True)]

    def lazy_rows(self, name: str, table: str, key: str, model: type[Row]) -> Rows[Row]:
        """The rows of one `[[table]]` by a key, each read when it is asked for; a broken one raises ContentError then."""

        def read(row: Written) -> Row:
            place = f"{name}, line {row.line}"
            try:
                found = tomllib.loads(row.text)[table]
            except tomllib.TOMLDecodeError as error:
                raise ContentError(f"{place}: {error}") from error
            return self.one(place, model, (self._in_all_languages(found) if self._translated else found)[0])

        return Rows(written_in_toml(_text(self.path, name), table, key), read)

    def lazy_csv(self, name: str, model: type[Row], key: str, spelt: Callable[[str], str] = str) -> Rows[Row]:
        """The rows of a CSV file by each word of a field, each read when it is asked for; a broken one raises ContentError then."""
        text = _text(self.path, name)
        heading = text.partition("\n")[0]

        def read(row: Written) -> Row:
            place = f"{name}, line {row.line}"
            try:
                return self.one(place, model, csv_fields(heading, row))
            except csv.Error as error:
                raise ContentError(f"{place}: {error}") from error

        return Rows(Lines(text, key, spelt), read)

    def one(self, place: str, model: type[Row], row: Mapping[str, Any]) -> Row:
        """One row. Raises ContentError with its place where it doesn't fit its model."""
        try:
            return model.model_validate(row, context=self._categories())
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise ContentError(f"{place}: {field}: {first['msg']}") from error

    def _categories(self) -> frozenset[Category]:
        """Ids of the permissions of every kind of phone: those that a row may name."""
        if self._known is None:
            texts = (_text(self.path, f"{platform}/permissions.toml") for platform in PLATFORMS)
            # Of another kind of phone no more than the ids are needed.
            self._known = frozenset(name for text in texts for name in written_in_toml(text, "permission", "id"))
        return self._known

    def _in_all_languages(self, found: Any) -> Any:
        """Wherever a text stands in English, what it is in the languages that have a file of translations."""
        if isinstance(found, list):
            return [self._in_all_languages(each) for each in found]
        if not isinstance(found, dict):
            return found
        whole = {key: self._in_all_languages(value) for key, value in found.items()}
        if isinstance(english := found.get("en"), str):
            whole["others"] = {lang: table[english] for lang, table in self._translated.items() if english in table}
        return whole


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """A TOML file in content/. Raises ContentError."""
    try:
        return tomllib.loads(_text(folder, name))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{name}: {error}") from error


def _translations(folder: Path, name: str) -> Mapping[str, str]:
    """English → the text of another language, of what stands in the tables; what is missing there stays English."""
    return read_toml(folder, name) if (folder / name).exists() else {}


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ContentError(f"{name}: {error}") from error
