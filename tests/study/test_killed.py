"""A worker that dies in the middle changes nothing, and a file that kills every worker is counted and ends no study."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from clusters import cluster

from benchmarks.phones import write
from coach.study import course
from coach.study.course import Progress, Study, study
from coach.study.looked import Told, look

pytestmark = pytest.mark.slow
_KILLER = "zhang-wei-000004"


def without_numbers(found: Study) -> list[list[str]]:
    """All rows, without the random numbers of the phones, in an order that does not rest on them."""
    phones: dict[int, list[str]] = {}
    for row in pq.read_table(found.rows).to_pylist():
        phones.setdefault(row.pop("phone"), []).append(str(row))
    return sorted(sorted(rows) for rows in phones.values())


def deadly(paths: Sequence[str]) -> Told:
    """As `look`, but one file ends the worker: as one would that takes all memory."""
    if any(_KILLER in path for path in paths):
        os._exit(9)
    return look(paths)


def test_a_worker_that_is_killed_changes_nothing_and_a_deadly_file_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "given", 24)
    monkeypatch.setattr(course, "_TOLD_EVERY_S", 0)
    with cluster(tmp_path) as calm:
        undisturbed = study([tmp_path / "given"], tmp_path / "calm", 3, calm.scheduler_address)
    killed: list[int] = []
    with cluster(tmp_path, workers=2, processes=True, deaths=1) as running:

        def kill(progress: Progress) -> None:
            if progress.done >= 10 and not killed:
                killed.append(next(iter(running.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        disturbed = study([tmp_path / "given"], tmp_path / "killed", 3, running.scheduler_address, kill)
        assert killed
        assert disturbed.counted == undisturbed.counted
        assert disturbed.figures == undisturbed.figures
        assert without_numbers(disturbed) == without_numbers(undisturbed)

        monkeypatch.setattr(course, "look", deadly)
        given = [tmp_path / "given" / f"{name}.ndjson" for name in (_KILLER, "zhang-wei-000005")]
        deadly_study = study(given, tmp_path / "deadly", 3, running.scheduler_address)
    assert (deadly_study.counted.phones, deadly_study.counted.unread) == (1, {"study-worker": 1})
