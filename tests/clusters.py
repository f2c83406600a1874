"""Dask for the tests of the study, where it is installed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if not (find_spec("distributed") or os.environ.get("CI")):  # CI installs it, so there its absence is a failure
    pytest.skip("Dask is not installed (requirements-study.txt)", allow_module_level=True)


@contextmanager
def cluster(folder: Path, *, workers: int = 1, processes: bool = False, deaths: int = 3) -> Iterator[Any]:
    """A cluster of this machine; without processes its workers are threads of this one, and it starts in a moment.

    deaths: how many workers a file may end before it is given up."""
    import dask  # takes a moment, in each worker of the tests
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "local_directory": str(folder), "silence_logs": 50}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": deaths}),
        LocalCluster(n_workers=workers, processes=processes, **options) as running,
    ):
        yield running
