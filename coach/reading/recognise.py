"""What an input that holds no report seems to be, so that the answer can say what to do instead."""

import codecs
import json


def what_is_it(data: bytes) -> str:
    """Code of the sentence for this input (table `unusable` of the words)."""
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        return "archive-without-report"
    head = data[:65536].lstrip(b"\xef\xbb\xbf\t\r\n ")
    if b"\0" in head or not _is_text(head):
        return "not-text"
    if head.startswith(b"<"):
        return "web-page"
    if head.startswith(b"["):
        return "json-list"
    first = head.split(b"\n", 1)[0].strip()
    if head.startswith(b"{"):
        return "other-lines" if _is_json(first) else "other-json"
    if any(first.count(mark) >= 2 for mark in (b",", b";", b"\t")):
        return "table"
    return "not-a-report"


def _is_text(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the cut may go through a character
    except UnicodeDecodeError:
        return False
    return True


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
