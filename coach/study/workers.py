"""The files handed out to Dask, and what comes back. The only module that knows Dask.

Only so many files are out at a time, and what came back is let go: the scheduler holds no more of a study of a hundred thousand phones than
of one of a hundred. A worker that dies is replaced, and its files are handed out again.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
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
        options: dict[str, Any] = {"threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
        options |= {"scheduler_kwargs": {"dashboard": False}}
        with LocalCluster(silence_logs=logging.CRITICAL, **options) as cluster, Client(cluster, set_as_default=False) as client:
            yield client
        return
    try:
        client = Client(scheduler, timeout=_WAIT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UnusableInput("study-no-scheduler", name=plain(scheduler)) from error
    with client:
        _same_coach(client)
        yield client


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
    """Each job with its answer, in the order in which they come. lost: what stands for the answer of one that ended its worker again and
    again. Raises UnusableInput: `study-other-coach` where the workers can't do it at all."""
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
        yield job, _answer(future, job, lost)


def _answer(future: Any, job: Job, lost: Callable[[Job], Answer]) -> Answer:
    try:
        answer: Answer = future.result()
    except KilledWorker:
        return lost(job)
    except Exception as error:  # the work itself raises nothing: the worker can't find it, or not its tables
        raise UnusableInput("study-other-coach") from error
    finally:
        future.release()
    return answer
