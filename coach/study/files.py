"""Folders → the files in them, and what each is by its content. Nothing here reads a report."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from coach.errors import UnusableInput
from coach.reading.litter import is_litter
from coach.text import plain

_BLOCK = 1 << 20


class Content(NamedTuple):
    """What a file is: the sha256 of its bytes, or why they can't be read."""

    digest: str
    code: str = ""


def files_in(folders: Sequence[Path], besides: Path) -> list[Path]:
    """Every file below the folders, in order, each once. What systems leave behind, hidden files, and what is in the folder of the results
    are passed over. Raises UnusableInput: `missing-file`, `unreadable`."""
    out, found = besides.resolve(), set()
    for folder in folders:
        if not folder.exists():
            raise UnusableInput("missing-file", name=plain(str(folder)))
        found |= {path for path in _below(folder) if not path.is_relative_to(out)}
    return sorted(found)


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder.resolve()
        return
    for place, inner, names in os.walk(folder, onerror=_unreadable):
        inner[:] = [name for name in inner if not name.startswith(".") and name != "__MACOSX"]
        yield from (Path(place, name).resolve() for name in names if not name.startswith(".") and not is_litter(name))


def _unreadable(error: OSError) -> None:
    raise UnusableInput("unreadable", name=plain(str(error.filename))) from error


def contents(paths: Iterable[str]) -> list[Content]:
    """What each file is. Never raises: a file that can't be opened has a code."""
    return [_content(path) for path in paths]


def _content(path: str) -> Content:
    whole = hashlib.sha256()
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a million of them)
            while block := file.read(_BLOCK):
                whole.update(block)
    except OSError:
        return Content("", "unreadable")
    return Content(whole.hexdigest())
