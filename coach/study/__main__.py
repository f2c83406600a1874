"""The command line of a study: `python -m coach.study FOLDER… --out OUT`; docs/study.md says what comes of it.

Exit 0; 2 with one line on standard error for what can't be used, also where Dask is missing; 130 after Ctrl+C: what was judged is kept.
"""

if __name__ == "__main__":
    # Before the rest, as pandas takes a second to load: Ctrl+C ends the command at once then, too.
    from coach import interrupts

    interrupts.heed()

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.command import Parser, answer, complain, language, put, run
from coach.errors import UnusableInput
from coach.models import LANGS
from coach.study.reasons import reason
from coach.text import plain
from coach.words import Words, study_words

if TYPE_CHECKING:
    from coach.study.course import Counted, Progress

PAGE = "study.html"
AT_LEAST, LEAST = 5, 3
"""How many phones a count needs, unless told otherwise; and the fewest that may be told."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    say = study_words(language(given, LANGS))
    return answer(lambda: _run(_parser(say).given(given)), say)


def _parser(say: Words) -> Parser:
    own: dict[str, dict[str, Any]] = {
        "reports": {"metavar": "FOLDER", "help": say("study.folders")},
        "--out": {"metavar": "OUT", "type": Path, "help": say("study.out")},
        "--scheduler": {"metavar": "ADDRESS", "help": say("study.scheduler")},
        "--at-least": {"metavar": "N", "type": _limit, "default": AT_LEAST, "help": say("study.at-least")},
    }
    return Parser("coach.study", say("study.about"), say, LANGS, own)


def _limit(text: str) -> int:
    number = int(text)
    if number < LEAST:
        raise ValueError
    return number


def _run(options: argparse.Namespace) -> None:
    if options.out is None:
        raise UnusableInput("study-no-out")
    if any(importlib.util.find_spec(name) is None for name in ("dask", "distributed")):
        raise UnusableInput("study-no-dask")
    from coach.study.course import study  # noqa: PLC0415 (needs what may be missing)
    from coach.study.page import page_html  # noqa: PLC0415

    say = study_words(options.lang)
    found = study(options.reports, options.out, options.at_least, options.scheduler, lambda progress: _tell(progress, say))
    complain(*_counted(found.counted, say))
    page = options.out / PAGE
    try:
        page.write_text(page_html(found.figures, options.lang), encoding="utf-8")
    except OSError as error:
        raise UnusableInput("cannot-write", name=plain(str(page))) from error
    put("\n".join((say("study.rows", name=plain(str(found.rows))), say("study.page", name=plain(str(page))))))


def _tell(progress: "Progress", say: Words) -> None:
    complain(say("study.progress", done=progress.done, all=progress.all, unread=progress.unread))


def _counted(counted: "Counted", say: Words) -> Sequence[str]:
    """What stood in the folders, for whoever runs the study."""
    told = [say("study.again", n=counted.again)] if counted.again else []
    told += [say("study.parts", n=counted.parts)] if counted.parts else []
    told += [say("study.unread", n=count, code=code, reason=say(f"study-reason.{reason(code)}")) for code, count in counted.unread.items()]
    return [*told, say("study.phones", n=counted.phones)]


if __name__ == "__main__":
    run(main)
