"""The command `privacy-coach`: without a report it opens the page, with one it gives the verdict as `python -m coach` does.

`python -m coach.door` is the same; the folder start/ ends in it. Ctrl+C, and whatever else ends it, ends it with 0 and without a word.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import NoReturn

from coach.command import answer, language, put, run
from coach.errors import UnusableInput
from coach.models import LANGS
from coach.project import PROJECT
from coach.running import FIRST, HERE, Running, free_port, wait_for
from coach.words import in_each_language, words_in

_PATIENCE_S = 120
"""A laptop that has just been switched on, and looks at each file of a new program, takes its time."""
_ENDS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


def main() -> NoReturn:
    """Runs the command, and ends the process."""
    given = sys.argv[1:]
    page, rest = _page_options().parse_known_args(given)
    if rest:
        from coach.__main__ import main as judge_reports  # noqa: PLC0415 (it loads what the page loads later)

        run(lambda: judge_reports(given, "privacy-coach"))
    _end_quietly()
    run(lambda: answer(lambda: open_page(page), words_in(language(given, LANGS))))


def _page_options() -> argparse.ArgumentParser:
    """What the page takes; anything else is a matter of the verdict, and refused there where it is wrong."""
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    options.add_argument("--port", default=str(FIRST))
    options.add_argument("--no-browser", action="store_false", dest="browser")
    options.add_argument("--lang")
    return options


def open_page(asked: argparse.Namespace) -> None:
    """Serves the page at the first free port, until it is ended; or opens the one that runs. Raises UnusableInput: `bad-option`."""
    try:
        port = free_port(int(asked.port))
    except (OSError, ValueError, OverflowError) as error:
        raise UnusableInput("bad-option", option="--port") from error
    running = Running()
    if not running.begin(port) and (other := running.port()) and wait_for(other, _PATIENCE_S):
        _tell("door.again", other, asked)
        return
    threading.Thread(target=_tell_when_ready, args=(port, asked), daemon=True).start()
    try:
        # What stands in .streamlit/ of the folder somebody happens to be in says nothing of this page.
        os.chdir(PROJECT)
        sys.argv = [str(PROJECT / "app.py")]
        from coach.server import serve  # noqa: PLC0415 (Streamlit looks at the folder it is loaded in)

        serve(port)
    finally:
        running.end()


def _tell_when_ready(port: int, asked: argparse.Namespace) -> None:
    if wait_for(port, _PATIENCE_S):
        _tell("door.ready", port, asked)


def _tell(key: str, port: int, asked: argparse.Namespace) -> None:
    """Says where the page is, in the language that was asked for or in each, and opens it."""
    address = f"http://{HERE}:{port}"
    known = [words_in(lang)(key, address=address) for lang in LANGS if lang == asked.lang]
    with suppress(OSError, UnusableInput):  # the window may be gone
        put(known[0] if known else in_each_language(key, "\n", address=address))
    if asked.browser and _has_a_screen():
        # A process of its own, as browsers talk to the terminal, and Ctrl+C there must not end them.
        with suppress(OSError):
            subprocess.Popen(  # noqa: S603 (our own Python, and our own address)
                [sys.executable, "-m", "webbrowser", address],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )


def _has_a_screen() -> bool:
    """Without one Python would open a browser of letters in the terminal."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _end_quietly() -> None:
    """Uvicorn ends the page in order at Ctrl+C and SIGTERM, and then sends the same signal again, to whoever answered it before: this."""
    for name in _ENDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _hang_up if name == "SIGHUP" else _ended)


def _ended(*_: object) -> NoReturn:
    raise SystemExit(0)


def _hang_up(*_: object) -> None:
    """The window was closed: as SIGTERM, that Uvicorn knows."""
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
