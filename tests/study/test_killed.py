"""A worker that dies in the middle changes nothing, and a file that kills every worker is counted and ends no study."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from clusters import cluster

from benchmarks.phones import write
from coach.study import course
from coach.study.course import Progress, Study, study
from coach.study.looked import Told, look
from coach.words import study_words

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
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
        innocent = [f"zhang-wei-{number:06}" for number in (0, 1, 2, 5, 6)]  # they wait beside it, and on its worker
        given = [tmp_path / "given" / f"{name}.ndjson" for name in (_KILLER, *innocent)]
        deadly_study = study(given, tmp_path / "deadly", 3, running.scheduler_address)
    assert (deadly_study.counted.phones, deadly_study.counted.unread) == (len(innocent), {"study-worker": 1})


COMMAND = [sys.executable, "-m", "coach.study", "given", "--lang", "zh", "--at-least", "3"]


def test_the_command_runs_on_the_cores_of_this_machine_and_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    truth = write(tmp_path / "given", 10)
    settings = {
        "cwd": tmp_path,
        "env": os.environ | {"PYTHONPATH": str(ROOT)},
        "stderr": subprocess.PIPE,
        "encoding": "utf-8",
    }
    begun = subprocess.Popen([*COMMAND, "--out", "stopped"], start_new_session=True, **settings)  # type: ignore[call-overload]
    while not (tmp_path / "stopped" / "private" / "told.sqlite").exists():
        assert begun.poll() is None
        time.sleep(0.05)
    time.sleep(1)  # now the workers are being started
    os.killpg(begun.pid, signal.SIGINT)
    told = begun.communicate(timeout=30)[1]
    assert (begun.returncode, told) == (130, "")

    done = subprocess.run([*COMMAND, "--out", "out"], check=False, stdout=subprocess.PIPE, timeout=200, **settings)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    say = study_words("zh")
    assert done.stderr.splitlines()[-1] == say("study.phones", n=truth.phones.total())
    assert say("study.unread", n=1, reason=say("study-reason.damaged"), code="broken-archive") in done.stderr
    assert done.stdout.splitlines() == [say("study.rows", name="out/private/rows.parquet"), say("study.page", name="out/study.html")]
    assert "zhang-wei" not in done.stderr + done.stdout
    assert '<html lang="zh' in (tmp_path / "out" / "study.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "private").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out" / "private").iterdir())
