"""The options of `python3 start`, and its steps one after the other. It ends with what the page ends with; with 2 where it can't begin."""

import argparse
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from typing import List, NoReturn, Optional, Sequence

from start import packages, said
from start.environment import Environment, can_be_written, environment
from start.lock import Lock
from start.pythons import newest
from start.trouble import Trouble

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NOT_STARTED = 2
_ROOM_MB = 900
"""What the environment takes, and what pip needs beside it."""


class CannotStart(Exception):
    """Told in one sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class _Options(argparse.ArgumentParser):
    def error(self, _: str) -> NoReturn:
        raise CannotStart("options")

    def print_help(self, _: object = None) -> None:
        said.tell("help")


def main(given: "Sequence[str]") -> int:
    """Runs the command, and returns its exit code."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)  # pip must not go on alone
    try:
        return _run(_options().parse_args(given))
    except CannotStart as error:
        said.tell(error.key, **error.values)
    except KeyboardInterrupt:
        return 0
    return NOT_STARTED


def _options() -> _Options:
    options = _Options(add_help=False, allow_abbrev=False)
    options.add_argument("--port", type=int)
    options.add_argument("--no-browser", action="store_true")
    options.add_argument("--offline", nargs="?", const=os.path.join(PROJECT, "wheels"))
    options.add_argument("--pack", nargs="?", const=os.path.join(PROJECT, "wheels"))
    options.add_argument("--anew", action="store_true")
    options.add_argument("--help", action="help")
    options.add_argument("--version", action="store_true")
    return options


def _run(options: argparse.Namespace) -> int:
    if options.version:
        with open(os.path.join(PROJECT, "coach", "__init__.py"), encoding="utf-8") as file:
            said.put("Privacy Coach {0}\n".format("".join(re.findall(r'^__version__ = "(.*)"', file.read(), re.MULTILINE))))
        return 0
    if options.offline and not packages.wheels_in(options.offline):
        raise CannotStart("no-wheels", folder=os.path.abspath(options.offline))
    try:
        place = environment(PROJECT)
        if options.pack:
            return _pack(place, os.path.abspath(options.pack))
        if options.anew or not place.is_ready():
            with Lock(place.folder + ".lock", lambda: said.tell("other-start")):
                if options.anew or not place.is_ready():
                    _prepare(place, options)
    except OSError as error:
        raise CannotStart("cannot-write", why=error.strerror or type(error).__name__, folder=error.filename or PROJECT) from error
    command = [place.python, "-m", "coach.door"]
    command += ["--port", str(options.port)] if options.port is not None else []
    command += ["--no-browser"] if options.no_browser else []
    command += ["--lang", *said.languages()] if len(said.languages()) == 1 else []
    return _hand_over(command)


def _prepare(place: Environment, options: argparse.Namespace) -> None:
    """Makes the environment, or mends it, and installs all that is needed."""
    if not can_be_written(PROJECT):
        said.tell("read-only", folder=os.path.dirname(place.folder))
    before = place.was_whole() and place.works() and not options.anew
    _make(place, options.anew)
    if place.moved():
        place.settle()
    place.unfinish()
    said.tell("looking" if before else "getting")
    wheels = options.offline or (os.path.join(PROJECT, "wheels") if packages.wheels_in(os.path.join(PROJECT, "wheels")) else None)
    found = packages.install(place, wheels)
    if found and wheels and not options.offline:  # wheels of another system, or of another version
        said.tell("wheels-do-not-fit")
        found = packages.install(place, None)
    _stop_at(found, place)
    place.finish()


def _make(place: Environment, anew: bool) -> None:
    """An environment that works: the one that is there, or one of the newest Python."""
    if place.is_ours() and (anew or not place.works()):
        said.tell("mending")
        place.take_away()
    if place.works():
        return
    python = newest()
    if python is None:
        raise CannotStart("python-needed", found="%d.%d" % sys.version_info[:2])
    version = "%d.%d" % python.version[:2]
    if not python.whole:
        raise CannotStart("venv-needed", python=version)
    if shutil.disk_usage(os.path.dirname(place.folder)).free < _ROOM_MB * 1024 * 1024:
        raise CannotStart("no-room", room=_ROOM_MB, folder=os.path.dirname(place.folder))
    said.tell("making", python=version)
    place.begin()
    done = subprocess.run([python.path, "-m", "venv", place.folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if not place.works():
        with open(place.log, "wb") as log:
            log.write(done.stdout)
        raise CannotStart("not-made", python=version, log=place.log)


def _pack(place: Environment, wheels: str) -> int:
    with Lock(place.folder + ".lock", lambda: said.tell("other-start")):
        _make(place, False)
        said.tell("packing")
        _stop_at(packages.pack(place, wheels), place)
    said.tell("packed-for", folder=wheels, system=platform.system(), machine=platform.machine())
    return 0


def _stop_at(found: "Optional[Trouble]", place: Environment) -> None:
    if found:
        said.tell(found.key, **found.values)
        raise CannotStart("log", log=place.log)


def _hand_over(command: "List[str]") -> int:
    """Becomes the page; on Windows, where that can't be, waits for it."""
    os.chdir(PROJECT)
    if os.name != "nt":
        os.execv(command[0], command)
    running = subprocess.Popen(command)
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:  # the page got it, too
            continue
