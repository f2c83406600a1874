"""Two starts at once do one thing after the other."""

import os
import time
from typing import IO, Any, Callable, Optional

_PATIENCE_S = 1800.0


class Lock:
    """Holds a file locked: `with Lock(path, told): …`. Ended in whatever way, a process lets go of it.

    told: is called once where another process holds it and this one waits.
    """

    def __init__(self, path: str, told: Callable[[], None]) -> None:
        self._path, self._told = path, told
        self._file: "Optional[IO[bytes]]" = None

    def __enter__(self) -> None:
        self._file = open(self._path, "a+b")
        end, waited = time.time() + _PATIENCE_S, False
        while not taken(self._file) and time.time() < end:
            if not waited:
                self._told()
                waited = True
            time.sleep(0.2)

    def __exit__(self, *_: Any) -> None:
        if self._file:
            self._file.close()


def taken(file: "IO[bytes]") -> bool:
    """Whether this process has the file now. On a file system without locks, too: nobody else can be seen there."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # Windows
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
