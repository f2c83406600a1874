"""What was told of each content, on the disk: a study that was stopped goes on where it was. Private, as the rows are.

One SQLite file. What is taken out is overwritten with zeros.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from coach.errors import UnusableInput
from coach.models import PLATFORMS, Platform
from coach.study.looked import Columns, Told
from coach.study.marks import Marks
from coach.text import plain

PASSING = frozenset({"missing-file", "unreadable", "out-of-memory", "unexpected", "study-worker", "study-changed"})
"""Codes that may be gone next time: nothing is kept of them."""
_TABLE = """CREATE TABLE IF NOT EXISTS told (
    digest TEXT PRIMARY KEY, rules TEXT, platform TEXT, enough INTEGER, code TEXT, columns BLOB, marks BLOB
) WITHOUT ROWID"""
_WAIT_S = 5
_WRITTEN_EVERY_S = 1.0


class Brief(NamedTuple):
    """What is needed of each content before its rows are: what kind of phone, or why it can't be read."""

    digest: str
    platform: Platform | None
    code: str


class Kept:
    """What was told by one version of the rules, by content."""

    def __init__(self, connection: sqlite3.Connection, rules: str) -> None:
        self._connection = connection
        self._rules = rules
        self._written = time.monotonic()
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(_TABLE)
        connection.execute("DELETE FROM told WHERE rules <> ?", (rules,))
        connection.commit()

    def add(self, told: Told) -> None:
        """Keeps what was told; within a second it survives whatever ends the study."""
        columns = zlib.compress(json.dumps(told.columns, separators=(",", ":")).encode(), 6)
        row = (told.digest, self._rules, told.platform or "", told.enough, told.code, columns, told.marks)
        self._connection.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if time.monotonic() - self._written >= _WRITTEN_EVERY_S:
            self.write()

    def write(self) -> None:
        """Onto the disk, now."""
        self._connection.commit()
        self._written = time.monotonic()

    def all(self) -> list[Brief]:
        """Sorted by content."""
        rows = self._connection.execute("SELECT digest, platform, code FROM told ORDER BY digest")
        return [Brief(digest, _platform(platform), code) for digest, platform, code in rows]

    def only(self, digests: Collection[str]) -> None:
        """Forgets all others: the files of a phone that were taken away leave nothing here."""
        gone = [(each.digest,) for each in self.all() if each.digest not in digests]
        self._connection.executemany("DELETE FROM told WHERE digest = ?", gone)
        self._connection.commit()

    def marks(self) -> Iterator[tuple[str, Platform, Marks]]:
        for digest, name, packed in self._connection.execute("SELECT digest, platform, marks FROM told WHERE code = '' ORDER BY digest"):
            if platform := _platform(name):
                yield digest, platform, np.frombuffer(packed, dtype="<u8").astype(np.uint64)

    def rows(self, digest: str) -> tuple[Platform, bool, Columns]:
        """Of one content that could be read. Raises KeyError."""
        found = self._connection.execute("SELECT platform, enough, columns FROM told WHERE digest = ?", (digest,)).fetchone()
        if found is None or not (platform := _platform(found[0])):
            raise KeyError(digest)
        return platform, bool(found[1]), json.loads(zlib.decompress(found[2]))


def _platform(name: str) -> Platform | None:
    return next((each for each in PLATFORMS if each == name), None)


@contextmanager
def kept_in(path: Path, rules: str) -> Iterator[Kept]:
    """Opens or makes the file. Raises UnusableInput (`study-kept`) where it can't be, or another study writes to it."""
    try:
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=_WAIT_S)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            kept = Kept(connection, rules)
            try:
                yield kept
            finally:
                kept.write()
    except (sqlite3.Error, OSError) as error:
        raise UnusableInput("study-kept", name=plain(str(path))) from error
