"""Why a file holds no usable report: codes → a few reasons, which may be told to anybody (table `study-reason` of the words)."""

from collections import Counter
from collections.abc import Mapping

_OTHER = "other"
_CODES: Mapping[str, tuple[str, ...]] = {
    "damaged": (
        *("broken-archive", "mostly-unreadable", "no-line-readable", "no-line-usable", "broken-lines", "curly-quotes", "spreadsheet"),
        *("rich-text", "html-escaped", "quoted-printable"),
    ),
    "locked": ("locked-archive",),
    "large": ("too-large", "many-lines", "many-entries", "unpacks-too-far", "packed-too-deep", "android-too-much", "out-of-memory"),
    "empty": ("empty-file", "empty-archive", "android-empty"),
    "two-phones": ("two-phones", "two-kinds-of-phone"),
    "unopened": ("unreadable", "missing-file", "other-packing", "packed-as"),
    "fault": ("unexpected", "study-worker", "study-changed"),
}
REASONS = (*_CODES, _OTHER)
_BY_CODE = {code: reason for reason, codes in _CODES.items() for code in codes}


def reason(code: str) -> str:
    """Of a code of the words' table `unusable`, or one of a study's own. What is no report is something else."""
    return _BY_CODE.get(code, _OTHER)


def by_reason(codes: Mapping[str, int]) -> Mapping[str, int]:
    """Counts by reason, most first."""
    counts: Counter[str] = Counter()
    for code, count in codes.items():
        counts[reason(code)] += count
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
