"""Ctrl+C ends a command at once, without a traceback, and leaves no half of a result behind.

Little is loaded here, as until it is, Python answers Ctrl+C in its own way.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

INTERRUPTED = 130
"""128 and the number of the signal, as shells count."""

_begun: list[Callable[[], object]] = []
"""What takes away each result that is not whole yet."""


def heed() -> None:
    """From now on Ctrl+C ends the process with 130; unless whoever started it has Ctrl+C ignored.

    Python's own way is an exception: some of what runs while modules load would swallow it, and some would print it.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)


def heed_no_more() -> None:
    """All is said and written: the rest, a moment, is not worth an interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupted(*_: object) -> None:
    for take_away in _begun:
        with suppress(OSError):
            take_away()
    os._exit(INTERRUPTED)


@contextmanager
def whole_or_not_at_all(take_away: Callable[[], object]) -> Iterator[None]:
    """For writing a result: what is begun inside is taken away after a failure, and when Ctrl+C ends the process."""
    _begun.append(take_away)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            take_away()
        raise
    finally:
        _begun.remove(take_away)
