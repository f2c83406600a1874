"""How much of a report the tables in content/ know, and ready-made rows for what they miss, for those who extend the tables.

python -m coach.coverage REPORT… [--lang en|zh]
"""

if __name__ == "__main__":
    # Before the rest, as pandas takes a second to load: Ctrl+C ends the command at once then, too.
    from coach import interrupts

    interrupts.heed()

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from coach.activity import activities
from coach.catalogue import bare_id, profile, row_of
from coach.command import Parser, answer, language, put, run
from coach.contacts import owner, registered_part
from coach.content import UNKNOWN_TYPE, AppRow, Content, Owner, load_content
from coach.identity import same_app
from coach.models import LANGS, Activity, Frozen
from coach.reading import read_files
from coach.text import plain
from coach.words import Words, words_in

_MENTIONED = "C"
"""How sure the catalogue is of an app that one report names."""


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
    app_rows: tuple[Mapping[str, str], ...]
    """For apps.csv, of each app without a name or a kind: those that looked most first. What is known is filled in."""
    owner_rows: tuple[Mapping[str, str], ...]
    """For owners.csv, of each domain without an owner, under the name that Apple gives: those of most hosts first."""


def coverage(given: Sequence[Activity], content: Content) -> Coverage:
    """What the tables know of these apps and of the hosts they contacted by themselves; numeric addresses and home devices aside."""
    profiles = {activity.bundle_id: profile(activity.bundle_id, content, {}) for activity in sorted(given, key=_most_looks_first)}
    unnamed = [who.bundle_id for who in profiles.values() if who.guessed]
    judged = [who for who in profiles.values() if not who.part_of_system]
    unknown = [who.bundle_id for who in judged if who.types == (UNKNOWN_TYPE,)]
    contacts = [contact for activity in given for contact in activity.network.contacts if contact.by_itself]
    hosts = Counter(host for contact in contacts if contact.standing not in ("address", "local") for host in contact.hosts)
    unowned = [host for host, _ in sorted(hosts.items(), key=lambda each: (-each[1], each[0])) if owner(host, content) is None]
    told = {host: contact.owner.en for contact in contacts if contact.standing == "named" for host in contact.hosts}
    return Coverage(
        apps=Share(named=len(profiles) - len(unnamed), missing=tuple(unnamed)),
        kinds=Share(named=len(judged) - len(unknown), missing=tuple(unknown)),
        hosts=Share(named=len(hosts) - len(unowned), missing=tuple(unowned)),
        app_rows=tuple(_app_row(bundle_id, content) for bundle_id in dict.fromkeys((*unnamed, *unknown))),
        owner_rows=tuple(_owner_rows(unowned, told)),
    )


def _most_looks_first(activity: Activity) -> tuple[int, str]:
    return -sum(use.count for use in activity.uses.values()), activity.bundle_id


def _app_row(bundle_id: str, content: Content) -> Mapping[str, str]:
    """What the catalogue has of an app; of a new one its id, and the name that is read off it."""
    if row := row_of(bundle_id, content):
        return row.model_dump()
    called = profile(bundle_id, content, {}).name
    given = {content.platform: bare_id(bundle_id), "name_en": called.en, "name_zh": called.zh, "kind": "app", "confidence": _MENTIONED}
    return {field: given.get(field, "") for field in AppRow.model_fields}


def _owner_rows(hosts: Iterable[str], told: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """By what somebody registered. told: the names that Apple gives, by host."""
    domains: dict[str, list[str]] = {}
    for host in hosts:
        domains.setdefault(registered_part(host), []).append(host)
    for domain, here in sorted(domains.items(), key=lambda each: -len(each[1])):
        called = next((told[host] for host in here if host in told), domain)
        given = {"domain": domain, "owner_en": called, "owner_zh": called, "kind": "company"}
        yield {field: given.get(field, "") for field in Owner.model_fields}


def coverage_lines(found: Coverage, words: Words) -> Iterator[str]:
    """The three shares in words, and under each table the rows that it misses."""
    for name, share in (("apps", found.apps), ("kinds", found.kinds), ("hosts", found.hosts)):
        yield words(f"coverage.{name}", named=share.named, all=share.all, share=f"{100 * share.share:.1f}")
    for name, rows in (("apps", found.app_rows), ("owners", found.owner_rows)):
        if rows:
            yield ""
            yield words(f"coverage.rows-{name}")
            yield from map(_in_csv, rows)


def _in_csv(row: Mapping[str, str]) -> str:
    """A line of a table; what a report holds can't begin another one."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(plain(value) for value in row.values())
    return line.getvalue()


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
