"""What the commands share (`python -m coach`, `coach.coverage`, `coach.method`): options, standard output, and how they end.

They end with 0; with 2 and one line on standard error for what can't be used or written; with 130 and no line where Ctrl+C ends them
(`coach.interrupts`).
"""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from coach import __version__
from coach.errors import UnusableInput
from coach.interrupts import INTERRUPTED, heed_no_more
from coach.text import plain

if TYPE_CHECKING:
    from coach.models import Lang
    from coach.words import Words

UNUSABLE = 2


def run(main: Callable[[], int]) -> NoReturn:
    """Ends the process with what a command answers, once all is said."""
    gc.disable()  # what one command makes it needs till its end: to look for garbage would only take time
    try:
        code = main()
    finally:
        heed_no_more()
        _let_go(sys.stdout)
        _let_go(sys.stderr)
    os._exit(code)  # to take apart all that was loaded and read, which nobody needs, takes a fifth of a small report's time


def _let_go(stream: TextIO | None) -> None:
    """What could not be written stays in a stream: at the end Python would try it once more, complain, and change the exit code."""
    if stream is None:  # closed from the beginning
        return
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def answer(work: Callable[[], None], say: "Words") -> int:
    """Does the work of a command and gives its exit code. What can't be used is told in one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    try:
        work()
    except BrokenPipeError:  # the reader of our output has seen enough
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except UnusableInput as error:
        refusal = error
    except MemoryError:
        refusal = UnusableInput("out-of-memory")
    else:
        return 0
    told = (say(f"unusable.{each.code}", **each.values) for each in (refusal.refusal, *refusal.others))
    complain(*told)  # out here, where the memory that ran out is free again
    return UNUSABLE


def complain(*sentences: str) -> None:
    """Sentences on standard error, a line each, if it can be written to."""
    if sys.stderr is None:  # closed from the beginning; `print` would take standard output instead
        return
    with suppress(OSError):
        sys.stderr.writelines(f"{sentence}\n" for sentence in sentences)
        sys.stderr.flush()


def put(text: str | bytes) -> None:
    """A text and a line end, or bytes as they are, to standard output at once. Raises BrokenPipeError; UnusableInput: `no-output`."""
    if sys.stdout is None:  # closed from the beginning
        raise UnusableInput("no-output")
    try:
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnusableInput("no-output") from error


def language(arguments: list[str], spoken: Sequence["Lang"]) -> "Lang":
    """Of the languages spoken, the one that `--lang` names; else the terminal's; else the first."""
    asked = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    asked.add_argument("--lang", nargs="?")
    lang = asked.parse_known_args(arguments)[0].lang
    if known := [each for each in spoken if each == lang]:
        return known[0]
    terminal = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return next((each for each in spoken if terminal.startswith(each)), spoken[0])


class _Version(argparse.Action):
    """Tells the version, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        put(f"Privacy Coach {__version__}")
        parser.exit()


class Parser(argparse.ArgumentParser):
    """Reads the options of a command: one or more REPORT, its own, `--lang`, `--help` and `--version`.

    own: what `add_argument` takes, by option; under `reports`, what it takes of these where they are no reports.
    """

    def __init__(self, command: str, about: str, say: "Words", spoken: Sequence["Lang"], own: Mapping[str, Mapping[str, Any]]) -> None:
        class Help(argparse.HelpFormatter):
            def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
                super().add_usage(usage, actions, groups, prefix or f"{say('cli.usage')} ")

        super().__init__(
            f"python -m {command}", description=about, formatter_class=Help, add_help=False, allow_abbrev=False, exit_on_error=False
        )
        group = self.add_argument_group(say("cli.options"))
        reports = {"metavar": "REPORT", "nargs": "*", "type": Path, "help": say("cli.reports")}
        for option, details in ({"reports": reports} | {name: dict(details) for name, details in own.items()}).items():
            group.add_argument(option, **(reports | details if option == "reports" else details))
        group.add_argument("--lang", choices=spoken, default=say.lang, help=say("cli.lang"))
        group.add_argument("--help", action="help", help=say("cli.help"))
        group.add_argument("--version", action=_Version, nargs=0, help=say("cli.version"))

    def print_help(self, _: Any = None) -> None:
        put(self.format_help().rstrip("\n"))  # argparse would take standard error where there is no standard output

    def given(self, arguments: list[str]) -> argparse.Namespace:
        """What is given. Raises UnusableInput: `unknown-option`, `bad-option`, `no-input`."""
        try:
            options, unknown = self.parse_known_args(arguments)
        except argparse.ArgumentError as error:
            raise UnusableInput("bad-option", option=error.argument_name or "") from error
        if unknown:
            raise UnusableInput("unknown-option", option=plain(unknown[0]))
        if not options.reports:
            raise UnusableInput("no-input")
        return options
