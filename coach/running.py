"""The page that runs from this environment: at which port, so that a second start opens it and starts no other."""

import json
import os
import socket
import sys
import time
import zlib
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import ModuleType
from typing import IO

from coach.project import PROJECT

HERE = "127.0.0.1"
FIRST = 8501
_PORTS = 100
_LOCKED_AT = 1 << 20
"""Windows lets nobody read what is locked, so that what is locked lies behind all that is written."""


class Running:
    """A small file in the environment's folder that holds the port of the page, and is locked while it runs: however it ends, it is free.

    Where that folder can't be written, or belongs to somebody else on this laptop, each start is a page of its own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or Path(sys.prefix)) / f"privacy-coach-{zlib.crc32(os.fsencode(PROJECT)):08x}.running"
        self._file: IO[bytes] | None = None

    def begin(self, port: int) -> bool:
        """Whether this process is the one that serves now; False where another one is."""
        while True:
            try:
                file = _opened(self.path)
            except OSError:
                return True
            try:
                _lock(file)
            except BlockingIOError:
                file.close()
                return False
            except OSError:  # a file system without locks
                file.close()
                return True
            if _is_still(self.path, file):
                break
            file.close()  # taken away by the one that ended
        self._file = file
        file.truncate(0)
        file.write(json.dumps({"port": port, "process": os.getpid()}).encode())
        file.flush()
        return True

    def port(self) -> int | None:
        """Of the page that runs; None where none says so."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            return int(json.loads(self.path.read_bytes())["port"])
        return None

    def end(self) -> None:
        """Takes the file away, if it is ours."""
        if self._file is None:
            return
        if os.name == "nt":
            self._file.close()  # an open file can't be taken away there
        with suppress(OSError):
            self.path.unlink()
        self._file.close()
        self._file = None


def free_port(first: int = FIRST) -> int:
    """The first port from there on that nobody listens at. Raises OSError where there is none; 0 is none."""
    for port in range(first, min(first + _PORTS, 65536) if first > 0 else first):
        with closing(socket.socket()) as tried:
            if os.name != "nt":  # as Streamlit opens it: a port that was just given up is free
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                tried.bind((HERE, port))
                tried.listen(1)
                return port
    raise OSError(first)


def answers(port: int) -> bool:
    """Whether the page at this port is ready."""
    with closing(HTTPConnection(HERE, port, timeout=5)) as line, suppress(OSError, HTTPException):
        line.request("GET", "/_stcore/health")
        return line.getresponse().status == 200
    return False


def wait_for(port: int, seconds: float) -> bool:
    """Whether the page at this port got ready in time."""
    end = time.monotonic() + seconds
    while not (ready := answers(port)) and time.monotonic() < end:
        time.sleep(0.1)
    return ready


def _opened(path: Path) -> IO[bytes]:
    """Raises OSError, also where somebody else put the file there."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600), "r+b")
    if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
        file.close()
        raise PermissionError(path)
    return file


def _lock(file: IO[bytes]) -> None:
    """Raises BlockingIOError where another process holds it."""
    if os.name == "nt":
        windows = _module("msvcrt")
        file.seek(_LOCKED_AT)
        try:
            windows.locking(file.fileno(), windows.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        file.seek(0)
    else:
        unix = _module("fcntl")
        unix.flock(file, unix.LOCK_EX | unix.LOCK_NB)


def _module(name: str) -> ModuleType:
    """One that only some systems have."""
    return __import__(name)


def _is_still(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False
