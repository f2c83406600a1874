"""How much of a report the tables in content/ know, and what they miss, for those who extend the tables.

python -m coach.coverage REPORT… [--lang en|zh]
"""

if __name__ == "__main__":
    # Before the rest, as pandas takes a second to load: Ctrl+C ends the command at once then, too.
    from coach import interrupts

    interrupts.heed()

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from coach.activity import activities
from coach.catalogue import bare_id, profile
from coach.command import Parser, answer, language, put, run
from coach.contacts import owner
from coach.content import UNKNOWN_TYPE, Content, load_content
from coach.identity import same_app
from coach.models import LANGS, Activity, Frozen
from coach.reading import read_files
from coach.text import plain
from coach.words import Words, words_in

_SHOWN = 40


class Share(Frozen):
    """How many of all are known, and the unknown ones, those that matter most first."""

    named: int
    missing: tuple[str, ...]

    @property
    def all(self) -> int:
        return self.named + len(self.missing)

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where there is nothing to know."""
        return self.named / self.all if self.all else 1.0


class Coverage(Frozen):
    """apps: named by the catalogue. kinds: with a type, parts of iOS aside. hosts: contacted by apps themselves, with an owner."""

    apps: Share
    kinds: Share
    hosts: Share


def coverage(given: Sequence[Activity], content: Content) -> Coverage:
    """What the tables know of these apps and of the hosts they contacted by themselves; numeric addresses and home devices aside."""
    profiles = {activity.bundle_id: profile(activity.bundle_id, content, {}) for activity in given}
    unnamed = [who.bundle_id for who in profiles.values() if who.guessed]
    judged = [who for who in profiles.values() if not who.part_of_system]
    unknown = [who.bundle_id for who in judged if who.types == (UNKNOWN_TYPE,)]
    contacts = (contact for activity in given for contact in activity.network.contacts if contact.by_itself)
    hosts = Counter(host for contact in contacts if contact.standing not in ("address", "local") for host in contact.hosts)
    unowned = [host for host, _ in sorted(hosts.items(), key=lambda each: (-each[1], each[0])) if owner(host, content) is None]
    return Coverage(
        apps=Share(named=len(profiles) - len(unnamed), missing=tuple(sorted(unnamed))),
        kinds=Share(named=len(judged) - len(unknown), missing=tuple(sorted(unknown))),
        hosts=Share(named=len(hosts) - len(unowned), missing=tuple(unowned)),
    )


def coverage_lines(found: Coverage, words: Words) -> Iterator[str]:
    """The three shares in words, and the first things that are missing from each table."""
    for name, share in (("apps", found.apps), ("kinds", found.kinds), ("hosts", found.hosts)):
        yield words(f"coverage.{name}", named=share.named, all=share.all, share=f"{100 * share.share:.1f}")
        if share.missing:
            yield words(f"coverage.missing-{name}")
            yield from (f"  {plain(bare_id(missing))}" for missing in share.missing[:_SHOWN])
            if len(share.missing) > _SHOWN:
                yield f"  {words('verdict.more', n=len(share.missing) - _SHOWN)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code: 0, or 2 with one line for a report that can't be used."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    words = words_in(language(given, LANGS))
    return answer(lambda: _run(Parser("coach.coverage", words("coverage.about"), words, LANGS, {}).given(given)), words)


def _run(options: argparse.Namespace) -> None:
    report = read_files(options.reports)
    content = load_content(report.platform)
    put("\n".join(coverage_lines(coverage(activities(same_app(report, content), content), content), words_in(options.lang))))


if __name__ == "__main__":
    run(main)
