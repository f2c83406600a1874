"""Getting the packages, from the internet or a folder of wheels, with pip; what it says is counted, and kept in a file."""

import glob
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import Dict, Iterator, List, Optional

from start import said
from start.environment import Environment
from start.trouble import Trouble, trouble

_QUIET = ["--disable-pip-version-check", "--no-input", "--no-color", "--progress-bar=off"]
_MEGA = {"kB": 0.001, "MB": 1.0, "GB": 1000.0}


class Progress:
    """What pip has done so far, from its own lines."""

    def __init__(self) -> None:
        self.packages, self.megabytes, self._begun = 0, 0.0, time.time()

    def take(self, line: str) -> None:
        if line.startswith("Collecting "):
            self.packages += 1
        size = re.match(r"\s*Downloading \S+ \(([\d.]+) (kB|MB|GB)\)", line)
        if size:
            self.megabytes += float(size.group(1)) * _MEGA[size.group(2)]
        together = re.match(r"Installing collected packages: (.*)", line)
        if together:
            self.packages = len(together.group(1).split(","))

    def values(self) -> "Dict[str, int]":
        """How many packages and megabytes, in how many seconds."""
        return {"packages": self.packages, "megabytes": round(self.megabytes), "seconds": round(time.time() - self._begun)}


def install(environment: Environment, wheels: "Optional[str]") -> "Optional[Trouble]":
    """What requirements.txt asks for; None where all went well. wheels: the folder to take it from, in place of the internet."""
    asked = ["install", "--prefer-binary", "--requirement", environment.requirements]
    return _pip(environment, asked + (["--no-index", "--find-links", wheels] if wheels else []), wheels is None, "got")


def pack(environment: Environment, wheels: str) -> "Optional[Trouble]":
    """All the packages as wheels in a folder, for this system and this version of Python; None where all went well."""
    asked = ["download", "--only-binary=:all:", "--dest", wheels, "--requirement", environment.requirements]
    return _pip(environment, asked, True, "packed")


def wheels_in(folder: str) -> "List[str]":
    return glob.glob(os.path.join(glob.escape(folder), "*.whl"))


def _pip(environment: Environment, arguments: "List[str]", online: bool, done: str) -> "Optional[Trouble]":
    """Runs pip, and tells how far it is. `done`: the sentence when all went well."""
    command = [environment.python, "-m", "pip", arguments[0], *_QUIET, *arguments[1:]]
    if "PIP_RETRIES" not in os.environ:
        command += ["--retries", "2"]
    settings = dict(os.environ, PYTHONIOENCODING="utf-8", PYTHONUTF8="1")
    progress = Progress()
    written: "List[str]" = []
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=settings)
    try:
        with _shown(progress), open(environment.log, "a", encoding="utf-8") as log:
            for line in (each.decode("utf-8", "replace") for each in running.stdout or ()):
                written.append(line)
                progress.take(line)
                log.write(line)
    except OSError:  # the disk is full, for the log as well
        written += [each.decode("utf-8", "replace") for each in running.stdout or ()]
    except BaseException:
        running.terminate()
        running.wait()
        raise
    if running.wait() == 0:
        said.tell(done if progress.packages else "nothing-missing", **progress.values())
        return None
    return trouble(environment.folder, environment.python, "".join(written), online)


@contextmanager
def _shown(progress: Progress) -> "Iterator[None]":
    """Shows how far it is, once a second in one line, where somebody looks."""
    over = threading.Event()

    def show() -> None:
        while not over.wait(1):
            said.put("\r   " + said.text("so-far", **progress.values()).replace("\n", " · ") + "   \r")

    shown = threading.Thread(target=show, daemon=True)
    if sys.stdout and sys.stdout.isatty():
        shown.start()
    try:
        yield
    finally:
        over.set()
