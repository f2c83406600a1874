"""What several tests share: real reports, files that unpack to far too much, and how properties are tried."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import settings

from coach.reading import MAX_BYTES

# The same examples on every run and machine, and no clock that a busy machine could fail.
settings.register_profile("coach", deadline=None, derandomize=True, database=None)
settings.load_profile("coach")

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
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("report.ndjson", "w") as entry:
        for _ in range(MAX_BYTES // len(_ZEROS) + 1):
            entry.write(_ZEROS)
    return data.getvalue()


@pytest.fixture(scope="session")
def gz_bomb() -> bytes:
    """The same as .gz."""
    data = io.BytesIO()
    with gzip.GzipFile(fileobj=data, mode="wb") as stream:
        for _ in range(MAX_BYTES // len(_ZEROS) + 1):
            stream.write(_ZEROS)
    return data.getvalue()
