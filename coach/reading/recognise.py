"""What an input or a text that holds no usable record seems to be, so that the answer can say what to do instead."""

import json
import re
import zlib
from collections.abc import Callable
from functools import cached_property

from coach.models import LANGS
from coach.reading.damage import beginning, cells, damage
from coach.reading.decode import to_utf8_lines
from coach.reading.kinds import HEAD_BYTES, kind_of, other_packing
from coach.words import words_in

_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b")
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))
# Of a recording of packets.
_BYTE_ORDERS = (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d")
# As much of a packed file as holds the name of the first file in it.
_NAME = 512


class _Look:
    """The beginning of an input, as bytes and as text, and what else is looked at."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.head = data[:HEAD_BYTES]
        self.name = name.casefold()

    @cached_property
    def names(self) -> bytes:
        """Where an archive has the names of its files: at its beginning and its end; of a packed archive, the first name."""
        if self.head.startswith(b"\x1f\x8b"):
            try:
                return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(self.head, _NAME)
            except zlib.error:
                return b""
        return self.head + self.data[HEAD_BYTES:][-HEAD_BYTES:]

    @cached_property
    def text(self) -> str:
        return beginning(self.head)

    @cached_property
    def first(self) -> str:
        """The first line that has anything in it."""
        return self.text.split("\n", 1)[0].strip()

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def damage(self) -> str | None:
        return damage(self.data)


_Test = Callable[[_Look], object]


def _begins(*marks: bytes) -> _Test:
    """By its first bytes."""
    return lambda look: look.head.startswith(marks)


def _media(*brands: bytes) -> _Test:
    """By what ISO's file format for media, and Microsoft's, say that they hold."""
    return lambda look: (look.head[4:8] == b"ftyp" or look.head.startswith(b"RIFF")) and look.head[8:12].startswith(brands)


def _packs(*names: bytes) -> _Test:
    """By the names of the files in an archive."""
    return lambda look: look.head.startswith(_ARCHIVES) and any(name in look.names for name in names)


def _office(*names: str) -> _Test:
    """By the parts of an old file of Microsoft Office."""
    return lambda look: look.head.startswith(_OFFICE) and any(name.encode("utf-16-le") in look.names for name in names)


def _property_list(mark: bytes) -> _Test:
    """By a word in a binary property list."""
    return lambda look: look.head.startswith(b"bplist") and mark in look.head


def _called(*endings: str) -> _Test:
    """By its name: only where the content tells nothing."""
    return lambda look: look.name.endswith(endings)


def _says(pattern: str) -> _Test:
    """By what stands anywhere in the beginning of its text."""
    found = re.compile(pattern, re.MULTILINE | re.IGNORECASE)
    return lambda look: found.search(look.text)


def _opens(pattern: str) -> _Test:
    """By how its text begins."""
    found = re.compile(pattern, re.IGNORECASE)
    return lambda look: found.match(look.text)


def _both(one: _Test, other: _Test) -> _Test:
    return lambda look: one(look) and other(look)


def _is_packed(look: _Look) -> bool:
    return kind_of(look.head) not in (None, "mail", "base64") or bool(other_packing(look.head))


def _damaged(code: str) -> _Test:
    return lambda look: look.damage == code


def _heads_a_table(*names: str) -> _Test:
    """By the columns that its first line names."""
    return lambda look: set(names) <= set(cells(look.first))


_OWN_TABLES = (
    ("table.app", "table.score", "table.grade", "table.looks"),
    ("table.company", "table.purpose", "table.by-itself", "table.hosts"),
    ("trend.week", "table.score", "table.grade", "trend.looks"),
)


def _own_table(look: _Look) -> bool:
    """The list of apps, of contacts or of weeks, as the page saves them: their first four columns."""
    columns = [cell for cell in cells(look.first) if cell][:4]
    return any(columns == [words_in(lang)(key) for key in keys] for lang in LANGS for keys in _OWN_TABLES)


def _own_text(look: _Look) -> bool:
    """The verdict in lines, the list of web addresses, a disputed verdict: each has a sentence that only the coach says."""
    for words in map(words_in, LANGS):
        if {words("verdict.limits"), f"# {words('blocklist.breaks')}"} & set(look.lines):
            return True
        if re.match(re.escape(words("dispute.versions", coach="?", rules="?")).replace(r"\?", r"[\w.]{1,20}"), look.first):
            return True
    return False


def _own_sheet(look: _Look) -> bool:
    titles = (words_in(lang)("summary.title", day="") for lang in LANGS)
    return 'class="sheet ' in look.text and any(f"<title>{title}" in look.text for title in titles)


def _is_table(look: _Look) -> bool:
    """Whether the first lines have three cells or more, between the same marks."""
    rows = [line for line in look.lines[:5] if line.strip()][:2]
    return any(all(row.count(mark) >= 2 for row in rows) for mark in ",;\t")


def _is_json_line(look: _Look) -> bool:
    try:
        json.loads(look.first)
    except (ValueError, RecursionError):
        return False
    return True


_MOMENT = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[^\d\n\[\]]{1,12}\d{1,2}[:.]\d{2}"
_MESSAGE = re.compile(rf"[\u200e\u200f]?(?:\[{_MOMENT}[^\]\n]{{0,12}}\] [^:\n]{{1,100}}: |{_MOMENT}[^\d\n:]{{0,8}} - )")
_HEADER = r"(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|delivered-to|x-[\w-]{1,40}): "
_PROGRAM = (
    r"\A#!/|^#include [<\"]|^(?:import|package|using) [\w.]{1,80};?$|^from [\w.]{1,80} import |^(?:async )?(?:def|function) \w{1,80}\("
)
_APPLES_KEY = "accessor|networkActivity|domainOwner|firstTimeStamp"


def _is_chat(look: _Look) -> bool:
    """Messages as WhatsApp saves them, each with its moment: iPhones set it in brackets, Android phones a dash behind it."""
    return sum(bool(_MESSAGE.match(line)) for line in look.lines) > 1


# Code of the sentence, and whether it is that one. The first that fits is given, so what leaves no doubt comes first.
_KINDS: tuple[tuple[str, _Test], ...] = (
    # By their first bytes: these are no texts.
    ("picture", _begins(b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")),
    ("picture", _media(b"hei", b"hev", b"mif1", b"msf1", b"avif", b"WEBP")),
    ("video", _media(b"qt", b"isom", b"iso", b"mp4", b"M4", b"3gp", b"avc1", b"dash", b"AVI ", b"WAVE")),
    ("video", _begins(b"\x1a\x45\xdf\xa3", b"ID3\2", b"ID3\3", b"ID3\4", b"OggS\0", b"fLaC\0")),
    ("spreadsheet", _packs(b"xl/workbook", b"opendocument.spreadsheet")),
    ("spreadsheet", _both(_packs(b"Index/Document.iwa"), _called(".numbers"))),
    ("spreadsheet", _office("Workbook", "Book")),
    ("spreadsheet", _both(_begins(_OFFICE), _called(".xls"))),
    ("mail", _office("__substg1.0_")),
    ("document", _begins(b"%PDF-", _OFFICE)),
    ("document", _packs(b"word/document.xml", b"ppt/presentation.xml", b"opendocument.text", b"Index/Document.iwa", b"application/epub")),
    # Archives that hold no report, by the names in them.
    ("health-export", _packs(b"apple_health_export/")),
    ("android", _packs(b"dumpstate_log.txt", b"main_entry.txt", b"AndroidManifest.xml", b"dumpState_", b"bugreport-")),
    ("chat", _packs(b"_chat.txt", b"WhatsApp Chat")),
    ("analytics", _packs(b"sysdiagnose_")),
    ("location-history", _packs(b"Takeout/")),
    ("archive-without-report", _is_packed),
    ("privacy-manifest", _property_list(b"NSPrivacy")),
    ("web-page", _property_list(b"WebMainResource")),
    ("network-recording", _begins(b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4")),
    ("network-recording", lambda look: look.head.startswith(b"\n\r\r\n") and look.head[8:12] in _BYTE_ORDERS),
    ("not-text", lambda look: not is_text(to_utf8_lines(look.head))),
    # A report, changed on its way.
    ("rich-text", _damaged("rich-text")),
    ("html-escaped", _damaged("html-escaped")),
    ("curly-quotes", _damaged("curly-quotes")),
    ("spreadsheet", _damaged("spreadsheet")),
    ("broken-lines", _damaged("broken-lines")),
    # What the coach itself made.
    ("own-result", _opens(r'\{\s*"schema"\s*:\s*\d{1,9}\s*,\s*"versions"\s*:\s*\{\s*"coach"')),
    ("own-plan", _both(_opens(r'\{\s*"schema"\s*:\s*\d'), _says(r'"(?:choices|apps|settings|report)"\s*:'))),
    ("own-types", _opens(r'\{\s*"[^"\n]{1,200}"\s*:\s*\{\s*(?:"name"\s*:\s*"[^"\n]{0,200}"\s*,\s*)?"types"\s*:\s*\[')),
    ("own-result", _own_sheet),
    ("own-result", _own_table),
    ("own-result", _own_text),
    ("own-result", _says("^PRODID:-//Privacy Coach//")),
    # Other things that a phone, or an app on it, gives out. A mail as it was sent is in its own code, so it comes before that damage.
    ("mail", _opens(rf"(?:From \S.{{0,200}}\n)?{_HEADER}.{{0,990}}\n(?:[ \t].{{0,990}}\n){{0,20}}{_HEADER}")),
    ("quoted-printable", _damaged("quoted-printable")),
    ("intelligence-report", _opens(r'\{\s*"(?:modelRequests|privateCloudComputeRequests)"\s*:')),
    ("analytics", _both(_opens(r"\{"), lambda look: re.search(r'"bug_type"\s{0,4}:', look.first))),
    ("analytics", _says("^(?:Incident Identifier|CrashReporter Key): ")),
    ("privacy-manifest", _both(_opens("<"), _says("<key>NSPrivacy"))),
    ("health-export", _both(_opens("<"), _says("<(?:!DOCTYPE )?HealthData|<ClinicalDocument"))),
    ("android", _heads_a_table("uid", "daddr")),
    ("android", _says("^== dumpstate:|^DUMP OF SERVICE |^(?:Current )?AppOps Service state:|^<netguard")),
    ("chat", _is_chat),
    ("chat", _both(_opens(r"\{"), _says(r'"type"\s*:\s*"(?:personal|saved|bot|private|public)_\w{1,20}"'))),
    ("chat", _says("^—{3,8} {1,4}\\d{4}-\\d{1,2}-\\d{1,2} {1,4}—{3,8}$")),
    ("network-recording", _opens(r'\{\s*"log"\s*:\s*\{')),
    ("location-history", _both(_opens(r"[\[{]"), _says('"(?:latitudeE7|semanticSegments|timelineObjects)"'))),
    ("calendar", _opens("BEGIN:(?:VCALENDAR|VCARD)")),
    # A report that nothing above explains.
    ("html-escaped", _both(_opens("<"), _says(f'(?:"|&quot;)(?:{_APPLES_KEY})(?:"|&quot;)'))),
    ("no-line-readable", _says(rf"""["'](?:{_APPLES_KEY})\\?["']|["']type\\?["']\s{{0,4}}:\s{{0,4}}\\?["']access\\?["']""")),
    # Anything else, by its shape.
    ("picture", _opens(r"(?:<[?!][^>]{0,500}>\s{0,99}){0,5}<svg")),
    ("web-page", _both(_opens("<"), _says("<(?:!doctype html|html|head|body|div|table|p|script)[ >]"))),
    ("xml", _opens(r"<[?!]?[a-z]")),
    ("analytics", _called(".ips", ".crash", ".synced")),
    ("json-list", _opens(r"""\[\s{0,99}(?:[\[\]{"\d-]|true|false|null)""")),
    ("other-lines", _both(_opens(r"\{"), _is_json_line)),
    ("other-json", _opens(r"\{")),
    ("program", _says(_PROGRAM)),
    ("table", _is_table),
)
CODES = frozenset({*(code for code, _ in _KINDS), "not-a-report"})
"""All that `what_is_it` may say."""


def what_is_it(data: bytes, name: str = "") -> str:
    """Code of the sentence for an input, or a text of one, in which no record can be used: a key of table `unusable` of the words.

    It looks at the first 64 KiB, of an archive also at the last. name: of the file, where the content tells nothing.
    """
    look = _Look(data, name)
    return next((code for code, test in _KINDS if test(look)), "not-a-report")


def is_text(lines: bytes) -> bool:
    """Whether these are lines that somebody could have written, however damaged, and no photo and no archive.

    In most other kinds of files one byte in ten is a control character, in texts of every encoding as good as none.
    """
    head = lines[:HEAD_BYTES]
    return not head.startswith(_ARCHIVES) and len(head) - len(head.translate(None, _CONTROLS)) <= len(head) / 100
