"""The iPhone: Apple's App Privacy Report.

lines    lines → rows, block by block
wrapping records in another wrapping → one a line
rows     columns at once
mend     a line for itself
far      lines that lie far from all others
pairing  rows of all inputs → one Report
"""

from collections.abc import Callable, Sequence
from typing import Any

from coach.models import Platform, Report
from coach.reading.ios.lines import read_lines
from coach.reading.ios.pairing import build_report
from coach.reading.reader import MAX_LINES, Lines

# Each record has one of these keys, as it stands or with its letters escaped.
_KEYS = (b"accessor", b"domain", b"_marker", b"\\u00")


class AppPrivacyReport:
    """Reads App Privacy Reports of iOS 15 and later, and of the 2021 betas (docs/report-format.md)."""

    platform: Platform = "ios"

    def wants(self, name: str) -> bool:  # noqa: ARG002 (people rename their reports)
        """Any file that a person put into an archive may be one."""
        return True

    def mine(self, name: str, text: bytes) -> bool:  # noqa: ARG002
        """Whether any line could be one of a report."""
        return any(key in text for key in _KEYS)

    def read(self, text: bytes, progress: Callable[[float], None] = lambda share: None, most: int = MAX_LINES) -> Lines:
        """Every line of a text."""
        return read_lines(text, progress, most)

    def report(self, texts: Sequence[tuple[str, Sequence[Any]]]) -> Report:
        """Duplicates dropped, begin and end joined."""
        return build_report(texts)
