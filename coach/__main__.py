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
from typing import Any

from coach.activity import activities
from coach.advice import advise
from coach.check import check, settled
from coach.content import load_content
from coach.export import export
from coach.models import LANGS, Lang
from coach.plan import read_plan, read_said
from coach.reading import UnusableInput, read_file, read_report
from coach.scoring import assess
from coach.summary import PAPERS, Options, summary_html
from coach.text import plain
from coach.verdict import check_lines, verdict_lines
from coach.wording import Wording
from coach.words import Words, words

UNUSABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    given = sys.argv[1:] if arguments is None else list(arguments)
    say = words(_language(given))
    try:
        _run(_options(given, say))
    except UnusableInput as error:
        print(say(f"unusable.{error.code}", **error.values), file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stdout = None
    return 0


def _options(arguments: list[str], say: Words) -> argparse.Namespace:
    """The options given. Raises UnusableInput: `unknown-option`, `bad-option`."""
    parser = _parser(say)
    try:
        options, unknown = parser.parse_known_args(arguments)
    except argparse.ArgumentError as error:
        raise UnusableInput("bad-option", option=error.argument_name or "") from error
    if unknown:
        raise UnusableInput("unknown-option", option=plain(unknown[0]))
    return options


def _parser(say: Words) -> argparse.ArgumentParser:
    class Help(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, prefix or f"{say('cli.usage')} ")

    parser = argparse.ArgumentParser(
        "python -m coach", description=say("cli.about"), formatter_class=Help, add_help=False, allow_abbrev=False, exit_on_error=False
    )
    group = parser.add_argument_group(say("cli.options"))
    group.add_argument("reports", metavar="REPORT", nargs="*", type=Path, help=say("cli.reports"))
    group.add_argument("--json", metavar="FILE", help=say("cli.json"))
    group.add_argument("--lang", choices=LANGS, default=say.lang, help=say("cli.lang"))
    group.add_argument("--summary", metavar="FILE.html", help=say("cli.summary"))
    group.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help=say("cli.paper"))
    group.add_argument("--types", metavar="FILE", type=Path, help=say("cli.types"))
    group.add_argument("--plan", metavar="FILE", type=Path, help=say("cli.plan"))
    group.add_argument("--help", action="help", help=say("cli.help"))
    return parser


def _language(arguments: list[str]) -> Lang:
    """What `--lang` says; else the terminal's language."""
    asked = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    asked.add_argument("--lang", nargs="?")
    lang = asked.parse_known_args(arguments)[0].lang
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return lang if lang in LANGS else "zh" if spoken.startswith("zh") else "en"


def _run(options: argparse.Namespace) -> None:
    if not options.reports:
        raise UnusableInput("no-input")
    content = load_content()
    say = Wording(content, words(options.lang), content.ios[-1])
    plan = read_plan(options.plan, content) if options.plan else None
    said = read_said(options.types, content) if options.types else {}
    namings = {**(plan.apps if plan else {}), **said}
    report = read_report([(plain(path.name), read_file(path)) for path in options.reports])
    assessment = assess(activities(report), content, namings)
    advice = advise(assessment, content)
    checked = check(plan.model_copy(update={"apps": namings}), report, content) if plan else None
    if options.json is not None:
        data = export(report, assessment, advice, checked, say)
        _write(options.json, json.dumps(data, ensure_ascii=False, indent=2))
    if options.summary is not None:
        _write(
            options.summary,
            summary_html(
                report,
                assessment,
                advice,
                say,
                Options(paper=options.paper, done=settled(plan, checked) if plan else frozenset(), checked=checked, apps=namings),
            ),
        )
    if options.json is None and options.summary is None:
        print("\n".join(verdict_lines(report, assessment, advice, say)))
    if checked is not None and options.json != "-":
        print("\n".join(check_lines(checked, namings, say)))


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
