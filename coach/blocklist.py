"""Whom apps contacted to advertise or measure, as a text file that a blocker reads: one web address on a line, below its company."""

import re
from collections.abc import Iterable

from coach.judge import Verdict
from coach.models import AppAssessment
from coach.text import plain
from coach.wording import Wording

LONGEST_HOST = 253
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Names as RFC 1123 has them, of two labels or more; the last of no numbers alone, as those of addresses are.
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def blocklist(verdict: Verdict, say: Wording, bundle_id: str | None = None) -> str:
    """The addresses of companies that advertise or measure which an app contacted by itself, or all judged apps where none is named.

    Each address stands once, in small letters, under a comment with its company's name; all is sorted. What is no host name is left out
    and counted. Raises KeyError for an app that is not in the report.
    """
    words = say.words
    apps = verdict.assessment.in_state("judged") if bundle_id is None else (verdict.app(bundle_id),)
    hosts, left_out = _by_company(apps, say)
    what = words("blocklist.all") if bundle_id is None else words("blocklist.app", app=say.name(apps[0]))
    comments = [what, words("blocklist.breaks")]
    if not hosts:
        comments.append(words("blocklist.nothing"))
    if left_out:
        comments.append(words("blocklist.left-out", n=left_out))
    lines = [_comment(text) for text in comments]
    for company in sorted(hosts, key=lambda name: (name.casefold(), name)):
        lines += ["", _comment(company), *sorted(hosts[company])]
    return "\n".join(lines) + "\n"


def _by_company(apps: Iterable[AppAssessment], say: Wording) -> tuple[dict[str, set[str]], int]:
    """Addresses by the name of their company, and how many can't be in such a file."""
    owners: dict[str, str] = {}
    left_out: set[str] = set()
    for app in apps:
        for tracker in app.trackers:
            name = plain(tracker.owner[say.words.lang])
            for domain in tracker.domains:
                host = _host(domain)
                if host is None:
                    left_out.add(domain)
                else:
                    owners[host] = min(owners.get(host, name), name)  # the same whichever app comes first
    hosts: dict[str, set[str]] = {}
    for host, name in owners.items():
        hosts.setdefault(name, set()).add(host)
    return hosts, len(left_out)


def _host(domain: str) -> str | None:
    """A host as a blocker reads it; None for what is none."""
    host = domain.lower().removesuffix(".") if domain.isascii() else ""
    return host if len(host) <= LONGEST_HOST and _HOST.fullmatch(host) else None


def _comment(text: str) -> str:
    return "# " + "".join(line.strip() for line in text.splitlines())
