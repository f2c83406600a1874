"""The files handed out to Dask, and what comes back. The only module that knows Dask.

Only so many files are out at a time, and what came back is let go: the scheduler holds no more of a study of a hundred thousand phones than
of one of a hundred. A worker that dies is replaced, and its files are handed out again.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any, TypeVar

from distributed import Client, KilledWorker, LocalCluster, as_completed

from coach.errors import UnusableInput
from coach.study.looked import rules_version
from coach.text import plain

Job = TypeVar("Job")
Answer = TypeVar("Answer")
_OUT_PER_CORE = 4
_TRIES = 3
_WAIT_S = 60
_ASKED_EVERY_S = 10.0


@contextmanager
def workers(scheduler: str | None) -> Iterator[Client]:
    """A running cluster as it is, or one of this machine's cores for as long as it takes.

    Raises UnusableInput: `study-no-scheduler`, `study-no-worker`, `study-other-coach` where a worker has another coach or other rules.
    """
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # the names of files stand in some of what they say
    if scheduler is None:
        with ThreadPoolExecutor(1) as apart, apart.submit(_cluster).result() as cluster, Client(cluster, set_as_default=False) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=_WAIT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UnusableInput("study-no-scheduler", name=plain(scheduler)) from error
    with client:
        _same_coach(client)
        yield client


def _cluster() -> LocalCluster:
    """One of this machine's cores. What is started here, by a thread of its own, doesn't hear Ctrl+C: it ends with this process, and has
    nothing to say of it."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # the first process started: it would take the mask away again
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    options: dict[str, Any] = {"threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    return LocalCluster(silence_logs=logging.CRITICAL, scheduler_kwargs={"dashboard": False}, **options)


def _same_coach(client: Client) -> None:
    try:
        client.wait_for_workers(1, timeout=_WAIT_S)
    except TimeoutError as error:
        raise UnusableInput("study-no-worker") from error
    try:
        theirs = set(client.run(rules_version).values())
    except Exception as error:
        raise UnusableInput("study-other-coach") from error
    if theirs != {rules_version()}:
        raise UnusableInput("study-other-coach")


def cores(client: Client) -> int:
    """Of all workers there are now; at least one."""
    threads: dict[str, int] = client.nthreads()
    return max(sum(threads.values()), 1)


def answers(
    client: Client, work: Callable[[Job], Answer], jobs: Sequence[Job], lost: Callable[[Job], Answer]
) -> Iterator[tuple[Job, Answer]]:
    """Each job with its answer, in the order in which they come. lost: what stands for the answer of one that ends its workers.

    Dask gives up whatever was waiting beside such a job, too. So each that was given up is handed out once more, alone.
    Raises UnusableInput: `study-other-coach` where the workers can't do it at all.
    """
    suspects: list[Job] = []
    for job, future in _back(client, work, jobs):
        answer = _answer(future)
        if answer is None:
            suspects.append(job)
        else:
            yield job, answer
    for job in suspects:
        for _, future in _back(client, work, [job]):
            answer = _answer(future)
            yield job, lost(job) if answer is None else answer


def _back(client: Client, work: Callable[[Job], Answer], jobs: Sequence[Job]) -> Iterator[tuple[Job, Any]]:
    """Jobs as they come back, so many out at a time."""
    waiting = iter(jobs)
    out: dict[str, Job] = {}
    room, asked = _OUT_PER_CORE * cores(client), time.monotonic()

    def hand_out(some: Iterable[Job]) -> list[Any]:
        futures = []
        for job in some:
            future = client.submit(work, job, pure=False, retries=_TRIES)
            out[future.key] = job
            futures.append(future)
        return futures

    back = as_completed(hand_out(islice(waiting, room)), loop=client.loop)
    for future in back:
        job = out.pop(future.key)
        if time.monotonic() - asked >= _ASKED_EVERY_S:  # workers come and go
            room, asked = _OUT_PER_CORE * cores(client), time.monotonic()
        for more in hand_out(islice(waiting, max(room - len(out), 1))):
            back.add(more)
        yield job, future


def _answer(future: Any) -> Any:
    """What came back; None where it ended its worker again and again."""
    try:
        return future.result()
    except KilledWorker:
        return None
    except Exception as error:  # the work itself raises nothing: the worker can't find it, or not its tables
        raise UnusableInput("study-other-coach") from error
    finally:
        future.release()
