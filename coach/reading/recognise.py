"""What an input or a text that holds no report seems to be, so that the answer can say what to do instead."""

import codecs
import json

_HEAD = 65536
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))


def what_is_it(data: bytes) -> str:
    """Code of the sentence for this input (table `unusable` of the words)."""
    if data.startswith(_ARCHIVES):
        return "archive-without-report"
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\t\r\n ")
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


def is_text(lines: bytes) -> bool:
    """Whether these are lines that somebody could have written, however damaged, and no photo and no archive.

    In most other kinds of files one byte in ten is a control character, in texts of every encoding as good as none.
    """
    head = lines[:_HEAD]
    return not head.startswith(_ARCHIVES) and len(head) - len(head.translate(None, _CONTROLS)) <= len(head) / 100


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
