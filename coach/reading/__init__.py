"""bytes → Report. `read_report` is the one way in (a study takes its two halves); the modules behind it each do one thing:

inputs     one input → blocks of all its texts, every line accounted for
unpack     archives and mails → plain bytes
kinds      how a file is packed
members    those of a zip file
tar        those of a tar file
mail       what is attached to a mail
streams    .gz, .xz, .bz2 → blocks
encoded    base64, quoted-printable → bytes
litter     what is passed over
kept       a text until its turn comes
decode     bytes as editors leave them → UTF-8 lines
reader     what a kind of phone brings: a reader
ios/       the iPhone's reader
android/   that of Android phones
damage     what a program did to a report on its way
recognise  what an input without a report seems to be
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from coach.errors import Refusal, UnusableInput
from coach.models import Report
from coach.reading.inputs import READERS, Part, read_input
from coach.reading.unpack import MAX_INPUT, too_large
from coach.text import plain

__all__ = ["MAX_INPUT", "Parts", "UnusableInput", "read_file", "read_files", "read_parts", "read_report", "report_of"]

_LITTLE = 1024 * 1024


def read_file(path: Path, limit: int = MAX_INPUT) -> bytes:
    """The bytes of an input, no more than `limit`. Its size is looked at first, but not believed: a pipe or a device has none.

    Raises UnusableInput: `directory`, `missing-file`, `unreadable`, `too-large`.
    """
    name = plain(str(path))
    blocks: list[bytes] = []
    left = limit + 1
    try:
        if path.is_dir():
            raise UnusableInput("directory", name=name)
        with _enough_memory(name, limit), path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            while size <= limit and left and (block := file.read(min(left, max(size + 1, _LITTLE)))):
                blocks.append(block)
                left -= len(block)
            if size > limit or not left:
                raise too_large(name, limit)
            return b"".join(blocks)
    except FileNotFoundError as error:
        raise UnusableInput("missing-file", name=name) from error
    except (OSError, ValueError) as error:
        raise UnusableInput("unreadable", name=name) from error


def read_files(paths: Sequence[Path]) -> Report:
    """All files, merged into one report; folders are passed over beside files. Raises UnusableInput as `read_file` and `read_report` do."""
    inputs: list[tuple[str, bytes]] = []
    folders: list[UnusableInput] = []
    for path in paths:
        try:
            inputs.append((plain(path.name), read_file(path)))
        except UnusableInput as error:
            if error.code != "directory":
                raise
            folders.append(error)
    if folders and not inputs:
        raise folders[0]
    report = read_report(inputs)
    return replace(report, passed_over=_by_name([*report.passed_over, *(error.refusal for error in folders)]))


class Parts(NamedTuple):
    """What was read of all inputs, text by text; `report_of` makes one report of it."""

    parts: list[Part]
    passed_over: list[Refusal]
    largest: str
    """Name of the largest input."""


def read_report(inputs: Iterable[tuple[str, bytes]], progress: Callable[[float], None] = lambda share: None) -> Report:
    """All inputs, each a name and its bytes, merged into one report. One that holds no report is passed over where another does.

    `progress` is told the share read so far, 0 to 1. Raises UnusableInput as `read_parts` and `report_of` do.
    """
    return report_of(read_parts(inputs, progress))


def read_parts(inputs: Iterable[tuple[str, bytes]], progress: Callable[[float], None] = lambda share: None) -> Parts:
    """The first half: what stands in each text. Raises UnusableInput where none holds a report, for the first of them with the reasons of
    the others: the codes of `read_input`, or `too-large` where this machine has not enough memory for it."""
    given = list(inputs)
    total = sum(len(data) for _, data in given) or 1
    before = 0
    parts: list[Part] = []
    passed_over: list[Refusal] = []
    for name, data in given:
        try:
            with _enough_memory(name):
                found = read_input(data, name, partial(_tell, progress, before, len(data), total))
        except UnusableInput as error:
            passed_over.append(error.refusal)
        else:
            parts += found.parts
            passed_over += found.passed_over
        before += len(data)
    if given and not parts:
        raise _none(passed_over)
    return Parts(parts, passed_over, max(given, key=lambda each: len(each[1]), default=("", b""))[0])


def report_of(texts: Parts) -> Report:
    """The second half: one report of all. Raises UnusableInput: `two-phones` where they are of more than one, `two-kinds-of-phone` where an
    iPhone and an Android phone wrote them, or `too-large`."""
    parts = texts.parts
    with _enough_memory(texts.largest):
        _of_one_kind(parts)
        reader = parts[0].reader if parts else READERS[0]
        report = reader.report([(part.file.name, part.blocks) for part in parts])
    # The order of inputs leaves no trace.
    files = tuple(sorted((part.file for part in parts), key=lambda file: file.name))
    return replace(report, files=files, passed_over=_by_name(texts.passed_over))


def _of_one_kind(parts: Sequence[Part]) -> None:
    """Raises UnusableInput (`two-phones`) for texts of an iPhone beside those of an Android phone."""
    first = {part.reader.platform: part.file.name for part in sorted(parts, key=lambda part: part.file.name, reverse=True)}
    if len(first) > 1:
        name, other = sorted(first.values())
        raise UnusableInput("two-kinds-of-phone", name=name, other=other)


def _by_name(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted(refusals, key=lambda each: (str(each.values["name"]), each.code)))


def _none(refusals: Sequence[Refusal]) -> UnusableInput:
    """Why none of several inputs can be used."""
    first, *others = refusals
    error = UnusableInput(first.code, **first.values)
    error.others = tuple(others)
    return error


@contextmanager
def _enough_memory(name: str, limit: int = MAX_INPUT) -> Iterator[None]:
    """An input that this machine can't hold is told as one that is too large, wherever the memory ends."""
    try:
        yield
    except MemoryError as error:
        raise too_large(name, limit) from error


def _tell(progress: Callable[[float], None], before: int, size: int, total: int, share: float) -> None:
    """Progress within one input, from bytes: those read before it, its own, and those of all inputs."""
    progress((before + size * share) / total)
