"""The newest Python on this machine that fits: 3.11 or newer, 64 bits, able to make an environment."""

import glob
import json
import os
import shutil
import subprocess
import sys
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

OLDEST = (3, 11)
NEWEST_TRIED = (3, 14)
"""Beyond it packages may not be made yet: a newer one is taken only where there is no other."""
_LOOK = """
import importlib.util, json, sys, sysconfig
print(json.dumps({
    "path": sys.executable, "version": list(sys.version_info[:3]), "release": sys.version_info[3] == "final",
    "fits": sys.implementation.name == "cpython" and sys.maxsize > 2**32 and not sysconfig.get_config_var("Py_GIL_DISABLED"),
    "whole": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip", "ssl", "zlib")),
}))
"""
_FOLDERS = {
    "darwin": ["/Library/Frameworks/Python.framework/Versions/3.*/bin/python3", "/opt/homebrew/bin/python3.*", "/usr/local/bin/python3.*"],
    "win32": [
        r"~\AppData\Local\Programs\Python\Python3*\python.exe",
        r"~\AppData\Local\Python\*3.*\python.exe",
        r"C:\Program Files\Python3*\python.exe",
        r"C:\Python3*\python.exe",
    ],
    "linux": ["/usr/bin/python3.*", "/usr/local/bin/python3.*", "/opt/python*/bin/python3.*"],
}
_EVERYWHERE = ["~/.pyenv/versions/3.*/bin/python", "~/.local/share/uv/python/cpython-3.*/bin/python3", "~/.local/bin/python3.*"]

Python = NamedTuple("Python", [("path", str), ("version", Tuple[int, int, int]), ("whole", bool)])


def newest() -> "Optional[Python]":
    """The one to use; one that can't make an environment (`whole` is False) only where there is no other; None where none fits.

    The one that runs this is taken before all others, if it fits and is whole.
    """
    found: "List[Python]" = []
    for path in candidates():
        python = looked_at(path)
        if python and python.version >= OLDEST:
            found.append(python)
            if path == sys.executable and python.whole and python.version[:2] <= NEWEST_TRIED:
                break
    return max(found, key=_rank, default=None)


def _rank(python: Python) -> "Tuple[bool, bool, bool, Tuple[int, int, int]]":
    return python.whole, python.version[:2] <= NEWEST_TRIED, python.path == sys.executable, python.version


def candidates() -> "List[str]":
    """Programs that may be a Python, this one first; each once, whatever leads to it."""
    seen: "Dict[str, str]" = {}
    for path in _named():
        if os.path.isfile(path) and os.path.getsize(path):  # Windows has an empty one that opens its shop
            seen.setdefault(os.path.realpath(path), path)
    return list(seen.values())


def _named() -> "Iterator[str]":
    yield sys.executable
    for minor in range(NEWEST_TRIED[1] + 1, OLDEST[1] - 1, -1):
        yield from filter(None, [shutil.which("python3.%d" % minor)])
    yield from filter(None, map(shutil.which, ("python3", "python")))
    if sys.platform == "win32":
        yield from _of_the_launcher()
    for pattern in _FOLDERS.get(sys.platform, []) + _EVERYWHERE:
        for path in sorted(glob.glob(os.path.expanduser(pattern)), reverse=True):
            if not path.endswith(("config", "m", "t")):
                yield path


def _of_the_launcher() -> "Iterator[str]":
    """What Windows' own list of Pythons names: ` -V:3.12 *        C:\\...\\python.exe`."""
    try:
        told = subprocess.check_output(["py", "-0p"], stderr=subprocess.DEVNULL, timeout=20).decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return
    for line in told.splitlines():
        place = line.find(":\\")
        if place > 0:
            yield line[place - 1 :].strip()


def looked_at(path: str) -> "Optional[Python]":
    """What a program says of itself; None where it is no Python, or none for our packages."""
    try:
        told = subprocess.check_output([path, "-I", "-c", _LOOK], stderr=subprocess.DEVNULL, timeout=30)
        found = json.loads(told.decode("utf-8"))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if not (found["fits"] and found["release"]):
        return None
    return Python(path if os.path.isfile(path) else found["path"], tuple(found["version"]), found["whole"])
