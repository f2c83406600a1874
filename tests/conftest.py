"""What several tests share: real reports, files that unpack to far too much, and how properties are tried."""

import atexit
import gc
import gzip
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import settings

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    # Else each worker, and each of the many processes of the tests, would compile the coach anew, and pytest all the tests.
    sys.dont_write_bytecode = False

# The same examples on every run and machine, and no clock that a busy machine could fail.
settings.register_profile("coach", max_examples=50, deadline=None, derandomize=True, database=None)
settings.load_profile("coach")

HERE = Path(__file__).resolve().parent
SLOW: tuple[str, ...] = (
    "browser",
    "page",
    "reading/test_limits.py",
    "test_fuzz.py",
    "test_hostile_outputs.py",
    "test_interrupted.py",
    "test_invariants.py",
)
SLOW += ("test_server.py",)
"""Folders and files of which every test is slow; elsewhere it is those that try a property, and those marked one by one."""
LONGEST = "test_every_state_fits_its_window_and_can_be_used_by_all"
"""Begins the run, in each language: each of two workers has one first, and none is left at the end."""
CHUNK = 4
"""As many tests as a worker is handed at once (`--maxschedchunk` in the README)."""


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # what a worker found is told before it ends; to take apart all that it has loaded takes a second
        atexit.register(os._exit, 0)


@pytest.hookimpl(tryfirst=True)  # before pytest looks which marks are asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        inside = item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""
        if inside.startswith(SLOW) or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.slow)
    long = [item for item in items if item.name.startswith(LONGEST)]
    items[:] = [item for item in items if item not in long]
    for number, item in enumerate(long):
        items.insert(number * CHUNK, item)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was loaded and collected stays: nothing of it need be looked through again each time memory is cleared."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
_ZEROS = bytes(1024 * 1024)


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of real reports published by other projects; they are not part of this repository."""
    if not SAMPLES.is_dir():
        pytest.skip(f"the real reports are not on this machine ({SAMPLES})")
    return SAMPLES


@pytest.fixture(scope="session")
def zip_bomb() -> bytes:
    """A small archive that unpacks to more than any report may hold."""
    from coach.reading.unpack import MAX_BYTES  # with pandas, which what hands the tests out never needs

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("report.ndjson", "w") as entry:
        for _ in range(MAX_BYTES // len(_ZEROS) + 1):
            entry.write(_ZEROS)
    return data.getvalue()


@pytest.fixture(scope="session")
def gz_bomb() -> bytes:
    """The same as .gz."""
    from coach.reading.unpack import MAX_BYTES

    data = io.BytesIO()
    with gzip.GzipFile(fileobj=data, mode="wb") as stream:
        for _ in range(MAX_BYTES // len(_ZEROS) + 1):
            stream.write(_ZEROS)
    return data.getvalue()
