"""Long tables, each row read when it is first asked for: a report needs a few of thousands."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

Row = TypeVar("Row")


class Written(NamedTuple):
    """A row as it stands in its file."""

    line: int
    text: str


class Rows(Mapping[str, Row]):
    """Rows by id. A broken one raises when it is read, as `read` does."""

    def __init__(self, written: Mapping[str, Written], read: Callable[[Written], Row]) -> None:
        self._written, self._read = written, read
        self._known: dict[str, Row] = {}

    def __getitem__(self, key: str) -> Row:
        if key not in self._known:
            self._known[key] = self._read(self._written[key])
        return self._known[key]

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping; most that are asked for are not there, and an exception for each would take long."""
        return self[key] if key in self._written else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def __contains__(self, key: object) -> bool:
        return key in self._written


class InTurn(Mapping[str, Row]):
    """Several tables as one: of an id that stands in more than one, the row of the first."""

    def __init__(self, *tables: Mapping[str, Row]) -> None:
        self._tables = tables

    def __getitem__(self, key: str) -> Row:
        for table in self._tables:
            if (found := table.get(key)) is not None:
                return found
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping, without an exception for what is not there."""
        return next((found for table in self._tables if (found := table.get(key)) is not None), default)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for table in self._tables for key in table))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        return any(key in table for table in self._tables)


def written_in_toml(text: str, table: str, key: str) -> dict[str, Written]:
    """The text of each `[[table]]` of a TOML file, by the value of its key, up to the next table of its rank."""
    starts = [match.start() for match in re.finditer(rf"^\[\[{table}]]", text, re.MULTILINE)]
    found, line, before = {}, 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        before = start
        behind = re.compile(rf"^\[(?!\[?{table}\.)", re.MULTILINE).search(text, start + 1)
        part = text[start : behind.start() if behind else len(text)]
        named = re.search(rf'^{key} = "(.*)"', part, re.MULTILINE)
        found[named[1] if named else f"line {line}"] = Written(line, part)
    return found


class Lines(Mapping[str, Written]):
    """The lines of a CSV file but its heading, by their first field as it is spelt; each row is one line."""

    def __init__(self, text: str, spelt: Callable[[str], str] = str) -> None:
        self._lines = text.splitlines()
        self._places = {spelt(line.partition(",")[0].strip('"')): place for place, line in enumerate(self._lines) if place and line}

    def __getitem__(self, key: str) -> Written:
        place = self._places[key]
        return Written(place + 1, self._lines[place])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places


def csv_fields(heading: str, row: Written) -> dict[str | Any, Any]:
    """The fields of one line by their names. Raises csv.Error."""
    return next(csv.DictReader([heading, row.text], strict=True))
