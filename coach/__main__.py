"""The command line: `python -m coach REPORT… [options]`; `--help` lists the options, docs/command-line.md the JSON.

Exit 0; 2 with one line on standard error for input that can't be used.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import read_namings
from coach.content import load_content
from coach.export import export
from coach.models import LANGS, Lang
from coach.plan import check, read_plan
from coach.reading import UnusableInput, read_report
from coach.scoring import assess
from coach.summary import PAPERS, summary_html
from coach.text import plain
from coach.verdict import check_lines, verdict_lines
from coach.wording import Wording
from coach.words import words

UNUSABLE = 2


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    options = _parser().parse_args(arguments)
    try:
        _run(options)
    except UnusableInput as error:
        print(words(options.lang)(f"unusable.{error.code}", **error.values), file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stdout = None
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(prog="python -m coach", description="Reads App Privacy Reports and says which permissions to cut.")
    parser.add_argument("reports", metavar="REPORT", nargs="*", type=Path, help="a report as the iPhone exported it; several are merged")
    parser.add_argument("--json", metavar="FILE", help="write the whole verdict as JSON; - for standard output")
    parser.add_argument("--lang", choices=LANGS, default=_language(), help="language of all sentences")
    parser.add_argument("--summary", metavar="FILE.html", help="write the one page to print")
    parser.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="paper of the one page")
    parser.add_argument("--types", metavar="FILE", type=Path, help="JSON with names and types of apps you know better")
    parser.add_argument("--plan", metavar="FILE", type=Path, help="a saved plan: tells whether its changes worked")
    return parser


def _language() -> Lang:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"


def _run(options: argparse.Namespace) -> None:
    if not options.reports:
        raise UnusableInput("no-input")
    content = load_content()
    say = Wording(content, words(options.lang), content.ios[-1])
    plan = read_plan(options.plan, content) if options.plan else None
    namings = {**(plan.apps if plan else {}), **(read_namings(options.types, content) if options.types else {})}
    report = read_report([(plain(path.name), _read(path)) for path in options.reports])
    assessment = assess(activities(report), content, namings)
    advice = advise(assessment, content)
    checked = check(plan, report, content) if plan else None
    if options.json is not None:
        data = export(report, assessment, advice, checked, say)
        _write(options.json, json.dumps(data, ensure_ascii=False, indent=2))
    if options.summary is not None:
        _write(options.summary, summary_html(report, assessment, advice, say, options.paper))
    if options.json is None and options.summary is None:
        print("\n".join(verdict_lines(report, assessment, advice, say)))
    if checked is not None and options.json != "-":
        print("\n".join(check_lines(checked, namings, say)))


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise UnusableInput("directory", name=plain(str(path)))
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnusableInput("missing-file", name=plain(str(path))) from error
    except (OSError, ValueError) as error:
        raise UnusableInput("unreadable", name=plain(str(path))) from error


def _write(target: str, text: str) -> None:
    data = f"{text}\n".encode()
    if target == "-":
        sys.stdout.buffer.write(data)  # JSON is UTF-8, whatever the terminal speaks
        return
    try:
        Path(target).write_bytes(data)
    except (OSError, ValueError) as error:
        raise UnusableInput("cannot-write", name=plain(target)) from error


if __name__ == "__main__":
    sys.exit(main())
