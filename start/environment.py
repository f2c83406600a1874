"""The folder with the packages: `.venv` in the project, or one of the person's own where the project can't be written.

What is in it is told by a small file, that is whole only once everything was installed. Only what was made here is ever deleted.
"""

import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from typing import Any, Dict, List

from start.pythons import OLDEST

_BINARIES, _PROGRAM = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
_TOLD = "privacy-coach.json"
LOG = "privacy-coach-install.log"


class Environment:
    """An environment of a project: where it is, what is in it, and its Python."""

    def __init__(self, project: str, folder: str) -> None:
        self.project, self.folder = project, folder
        self.python = os.path.join(folder, _BINARIES, _PROGRAM)
        self.log = os.path.join(folder, LOG)
        self.requirements = os.path.join(project, "requirements.txt")
        self._told = os.path.join(folder, _TOLD)

    def is_ready(self) -> bool:
        """Whether all that requirements.txt asks for was installed here, by a Python that runs, and nothing has changed since."""
        told = self._read()
        return bool(told) and told == self._now() and self.works()

    def works(self) -> bool:
        """Whether its Python runs, fits, and has pip."""
        code = "import sys, pip; sys.exit(sys.version_info < {0!r})".format(OLDEST)
        try:
            return subprocess.call([self.python, "-I", "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60) == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def is_ours(self) -> bool:
        """Whether it was made here, and may be made anew."""
        return bool(self._read().get("made")) and not os.path.islink(self.folder)

    def is_there(self) -> bool:
        return os.path.lexists(self.folder)

    def was_whole(self) -> bool:
        """Whether all that was needed had been installed here, by this door or by somebody."""
        return self.is_there() and (bool(self._read().get("whole")) or not self.is_ours())

    def moved(self) -> bool:
        """Whether it was made for a folder of another name."""
        return bool(self._read().get("folder", self.folder) != self.folder)

    def begin(self) -> None:
        """Marks it as made here, and not whole."""
        os.makedirs(self.folder, exist_ok=True)
        self._write({"made": True})

    def unfinish(self) -> None:
        """Marks it as not whole: it is about to be changed."""
        self._write({"made": self.is_ours(), "folder": self._read().get("folder", self.folder)})

    def finish(self) -> None:
        """Marks it as whole, as it is now."""
        self._write(self._now())

    def take_away(self) -> None:
        """Deletes it; only what was made here."""
        if self.is_ours():
            shutil.rmtree(self.folder)

    def settle(self) -> None:
        """Its commands know the folder by name; after a move they learn the new one. (Windows' are programs, and stay as they are.)"""
        before = os.fsencode(os.path.join(self._read().get("folder", self.folder), _BINARIES) + os.sep)
        after = os.fsencode(os.path.join(self.folder, _BINARIES) + os.sep)
        for name in os.listdir(os.path.join(self.folder, _BINARIES)):
            path = os.path.join(self.folder, _BINARIES, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    text = file.read()
                if text.startswith(b"#!") and before in text:
                    with open(path, "wb") as file:
                        file.write(text.replace(before, after))

    def packages(self) -> "List[str]":
        """What is installed, as name and version."""
        inside = ("Lib", "site-packages") if os.name == "nt" else ("lib", "python3*", "site-packages")
        found = glob.glob(os.path.join(glob.escape(self.folder), *inside, "*.dist-info"))
        return sorted(os.path.basename(path)[: -len(".dist-info")] for path in found)

    def _now(self) -> "Dict[str, Any]":
        with open(self.requirements, "rb") as file:
            wanted = hashlib.sha256(file.read().replace(b"\r\n", b"\n")).hexdigest()
        there = hashlib.sha256("\n".join(self.packages()).encode("utf-8")).hexdigest()
        return {"made": self.is_ours(), "whole": True, "folder": self.folder, "requirements": wanted, "packages": there}

    def _read(self) -> "Dict[str, Any]":
        try:
            with open(self._told, encoding="utf-8") as file:
                found = json.load(file)
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, told: "Dict[str, Any]") -> None:
        with open(self._told, "w", encoding="utf-8") as file:
            json.dump(told, file)


def environment(project: str) -> Environment:
    """The environment of a project. Raises OSError where it can be nowhere."""
    beside = Environment(project, os.path.join(project, ".venv"))
    if beside.is_ready():
        return beside
    if can_be_written(project):
        if not beside.is_there() or beside.is_ours() or beside.works():
            return beside
        return Environment(project, os.path.join(project, ".venv-start"))  # somebody's, that is not ours to mend
    own = os.path.join(own_folder(), "{0:08x}".format(zlib.crc32(os.fsencode(project))))
    os.makedirs(own, exist_ok=True)
    return Environment(project, os.path.join(own, ".venv"))


def can_be_written(folder: str) -> bool:
    """By trying: what the system says of permissions is not all that can forbid it."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def own_folder() -> str:
    """Where programs keep what is the person's own, on this system."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "Privacy Coach")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Privacy Coach")
    return os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share"), "privacy-coach")
