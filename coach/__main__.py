"""The command line: `python -m coach REPORT… [options]`; `--help` lists the options, docs/command-line.md the JSON.

Exit 0; 2 with one line on standard error for input that can't be used; 130 after Ctrl+C.
"""

if __name__ == "__main__":
    # Before the rest, as pandas takes a second to load: Ctrl+C ends the command at once then, too.
    import gc

    from coach import interrupts

    interrupts.heed()
    gc.disable()  # nor is there any garbage in what is loaded: to look for it would take a twelfth of a small report's time

import argparse
import os
import stat
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from coach.command import Parser, answer, complain, language, put, run
from coach.content import load_content
from coach.content.letters import laws_in, load_letters
from coach.export import export, json_text
from coach.interrupts import whole_or_not_at_all
from coach.judge import Verdict, judge
from coach.lines import check_lines, passed_over_lines, verdict_lines
from coach.models import LANGS
from coach.plan import VERSIONS, Plan, read_plan, read_said
from coach.reading import UnusableInput, read_files
from coach.summary import PAPERS, Options, summary_html
from coach.text import plain
from coach.wording import Wording
from coach.words import Words, words_in

_STANDARD_OUTPUT = "-"


def main(arguments: Sequence[str] | None = None, command: str = "python -m coach") -> int:
    """Runs the command line and returns its exit code. `command`: what it was called by."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    words = words_in(language(given, LANGS))
    return answer(lambda: _run(_parser(words, command).given(given)), words)


def _parser(words: Words, command: str = "python -m coach") -> Parser:
    own: dict[str, dict[str, Any]] = {
        "--json": {"metavar": "FILE", "help": words("cli.json")},
        "--summary": {"metavar": "FILE.html", "help": words("cli.summary")},
        "--paper": {"choices": PAPERS, "default": PAPERS[0], "help": words("cli.paper")},
        "--ios": {"metavar": "N", "type": int, "choices": VERSIONS, "help": words("cli.ios")},
        "--types": {"metavar": "FILE", "type": Path, "help": words("cli.types")},
        "--plan": {"metavar": "FILE", "type": Path, "help": words("cli.plan")},
        "--letter": {"metavar": "APP", "help": words("cli.letter")},
        "--law": {"choices": laws_in(), "help": words("cli.law")},
    }
    parser = Parser("coach", words("cli.about"), words, LANGS, own)
    if command != parser.prog:
        parser.prog, parser.epilog = command, words("door.without-report")
    return parser


def _run(options: argparse.Namespace) -> None:
    _keep_apart(options)
    report = read_files(options.reports)
    content = load_content(report.platform)
    plan = read_plan(options.plan, content) if options.plan else Plan()
    said = read_said(options.types, content) if options.types else {}
    if options.ios is not None:
        plan = plan.model_copy(update={"ios": options.ios})
    verdict = judge(report, content, plan.model_copy(update={"apps": {**plan.apps, **said}}))
    say = Wording(content, words_in(options.lang), content.version_of(verdict.system), report.summary)
    results: list[tuple[str, bytes]] = []
    if options.json is not None:
        results.append((options.json, json_text(export(verdict, say))))
    if options.summary is not None:
        results.append((options.summary, summary_html(verdict, say, Options(paper=options.paper)).encode()))
    # Files first: whoever reads standard output may have seen enough before they are written.
    for target, data in sorted(results, key=lambda result: result[0] == _STANDARD_OUTPUT):
        _write(target, data + b"\n")
    if options.letter is not None:
        complain(*passed_over_lines(report, say))
        _put_letter(options, verdict, say)
        return
    if results:
        complain(*passed_over_lines(report, say))
    else:
        put("\n".join(verdict_lines(verdict, say)))
    if options.json != _STANDARD_OUTPUT and (told := list(check_lines(verdict, say))):
        put("\n".join(told))


def _put_letter(options: argparse.Namespace, verdict: Verdict, say: Wording) -> None:
    """A letter to standard output, in each language that it is written in; what the person needs to know beside it to standard error.

    Raises UnusableInput: `no-such-app`, `app-twice`, `no-letter`.
    """
    from coach.letters import Asked, grounds, named, notes, text, tongues, write  # noqa: PLC0415 (takes a moment)

    app = named(options.letter, verdict)
    if not grounds(app):
        raise UnusableInput("no-letter", name=plain(say.name(app)))
    known = load_letters()
    law = known.law(options.law or verdict.plan.law) or known.usual(say.words.lang)
    asked = Asked(law=law.id, sent=datetime.now().astimezone().date())
    put("\n\n".join(text(write(verdict, app, say, asked, lang)) for lang in tongues(app, law, say.words.lang)).rstrip("\n"))
    beside = notes(app, say, asked)
    complain(beside.where, *beside.addresses, beside.due, beside.complain, say.words("letter.caveat"), beside.rests, *beside.links)


def _keep_apart(options: argparse.Namespace) -> None:
    """No result may land on what is read, nor on the other result. Raises UnusableInput: `own-input`, `same-output`."""
    results = [target for target in (options.json, options.summary) if target is not None]
    for path in (*options.reports, options.types, options.plan):
        if path and any(_same_file(target, path) for target in (*results, _STANDARD_OUTPUT)):
            raise UnusableInput("own-input", name=plain(str(path)))
    if options.letter is not None:
        results.append(_STANDARD_OUTPUT)
    if any(one == other == _STANDARD_OUTPUT or _same_file(one, other) for one, other in combinations(results, 2)):
        raise UnusableInput("same-output", name=plain(results[0]))


def _same_file(one: str | Path, other: str | Path) -> bool:
    """Whether both names lead to one ordinary file, through links of any kind, be it there already or not."""
    found, beside = _status(one), _status(other)
    if found and beside:
        return stat.S_ISREG(found.st_mode) and os.path.samestat(found, beside)
    return _STANDARD_OUTPUT not in (one, other) and os.path.realpath(one) == os.path.realpath(other)


def _status(place: str | Path) -> os.stat_result | None:
    """Of a file or, for "-", of standard output; None where there is none."""
    try:
        return os.fstat(sys.stdout.fileno()) if place == _STANDARD_OUTPUT else Path(place).stat()
    except (OSError, ValueError, AttributeError):  # AttributeError: standard output is closed
        return None


def _write(target: str, data: bytes) -> None:
    """A result to where it is wanted: into a file as a whole or not at all; devices and pipes take what they can.

    Raises BrokenPipeError; UnusableInput: `cannot-write`, `no-output`.
    """
    if target == _STANDARD_OUTPUT or _same_file(target, _STANDARD_OUTPUT):
        put(data)  # JSON is UTF-8, whatever the terminal speaks
        return
    try:
        if place := _place(Path(target)):
            _write_beside(place, data)
        else:
            _write_into(Path(target), data)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise UnusableInput("cannot-write", name=plain(target)) from error


def _place(path: Path) -> Path | None:
    """Where a file is, or will be, if another can be put in its place; None for devices, pipes, and what may only be written into."""
    place, found = Path(os.path.realpath(path)), _status(path)
    if found and not (stat.S_ISREG(found.st_mode) and _same_file(path, place) and os.access(place, os.W_OK)):
        return None
    return place if os.access(place.parent, os.W_OK) else None


def _write_beside(place: Path, data: bytes) -> None:
    """First into a file beside, so that there is never half a result under its name."""
    beside = place.with_name(f".privacy-coach-{os.urandom(8).hex()}.part")
    with whole_or_not_at_all(beside.unlink):
        with beside.open("xb") as file:
            file.write(data)
        if place.exists():
            beside.chmod(stat.S_IMODE(place.stat().st_mode))
        beside.replace(place)


def _write_into(path: Path, data: bytes) -> None:
    with path.open("wb") as file, whole_or_not_at_all(partial(os.truncate, path, 0)):
        file.write(data)
        file.flush()


if __name__ == "__main__":
    run(main)
