"""What an app that nobody knows might be for: a kind to offer beside the question, never one to judge by."""

import re
from collections.abc import Iterable

from coach.catalogue import bare_id
from coach.content import Content
from coach.models import AppAssessment

_PARTS = re.compile(r"[.\-_\s]+|(?<=[a-z])(?=[A-Z])")
_SUGGESTING = ("own", "unknown")
"""Whose hosts tell something of the app itself: its own, and those that nobody knows."""


def guess(app: AppAssessment, content: Content) -> str | None:
    """The kind that the app's id suggests, else its addresses; None where neither does."""
    contacts = [contact for contact in app.activity.network.contacts if contact.by_itself]
    telling = [host for contact in contacts if contact.standing in _SUGGESTING for host in contact.hosts]
    for parts in (_parts([bare_id(app.profile.bundle_id)]), _parts(telling)):
        for row in content.guesses:
            if any(part.startswith(row.words) or part.endswith(row.words) for part in parts):
                return row.kind
    hosts = tuple(host for contact in contacts for host in contact.hosts)
    return next((row.kind for row in content.guesses if any(_below(host, row.hosts) for host in hosts)), None)


def _parts(texts: Iterable[str]) -> set[str]:
    """The parts of ids and addresses: `fooNews.example` → foo, news, example."""
    return {part.casefold() for text in texts for part in _PARTS.split(text) if part}


def _below(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
