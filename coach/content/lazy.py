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
    """The lines of a CSV file but its heading, by each word of one of its first fields as it is spelt; each row is one line.

    The fields up to that one hold no comma.
    """

    def __init__(self, text: str, key: str, spelt: Callable[[str], str] = str) -> None:
        self._lines = text.splitlines()
        field = self._lines[0].split(",").index(key) if self._lines else 0
        self._places = {
            spelt(word): place
            for place, line in enumerate(self._lines)
            if place and line
            for word in line.split(",", field + 1)[field].split()
        }

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
