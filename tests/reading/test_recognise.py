"""Something else than a report: what it is taken for, so that the answer can say what to do instead."""

import bz2
import gzip
import io
import json
import plistlib
import re
import tarfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_lines import access, at, ndjson, network, read

from coach.blocklist import blocklist
from coach.catalogue import Naming
from coach.content import FOLDER, load_content
from coach.dispute import dispute
from coach.export import export, json_text
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import LANGS, Lang
from coach.needs import Needs
from coach.plan import NOTHING_TOLD, Plan, is_plan, made_from, save_plan
from coach.reading import UnusableInput, read_report
from coach.reading.kinds import HEAD_BYTES
from coach.reading.recognise import CODES, what_is_it
from coach.reminder import reminder
from coach.summary import summary_html
from coach.tables import apps_table, contacts_table, trend_table
from coach.trend import weekly
from coach.wording import Wording
from coach.words import words_in

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"
RECORDS = [json.loads(line) for line in access("com.example.chat", "photos", at(9))]


def zipped(*names: str, first: str = "") -> bytes:
    """An archive of files with these names; `first` is what the first one holds."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, b"" if number else first)
    return file.getvalue()


def tarred(name: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return file.getvalue()


def office(part: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Root Entry".encode("utf-16-le") + part.encode("utf-16-le") + bytes(999)


def lines(*each: str) -> bytes:
    return "".join(f"{line}\n" for line in each).encode()


MANIFEST = {"NSPrivacyTracking": False, "NSPrivacyAccessedAPITypes": []}
BINARY: dict[str, tuple[bytes, str]] = {
    "PNG": (PNG, "picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
    "HEIC": (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "picture"),
    "GIF": (b"GIF89a\1\0\1\0", "picture"),
    "WebP": (b"RIFF\x24\0\0\0WEBPVP8 ", "picture"),
    "film of an iPhone": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video"),
    "film": (b"\0\0\0\x18ftypmp42\0\0\0\0isom", "video"),
    "sound": (b"\0\0\0\x1cftypM4A \0\0\0\0M4A ", "video"),
    "Matroska": (b"\x1a\x45\xdf\xa3\x01\0\0", "video"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "document"),
    "Word": (zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "document"),
    "Word of old": (office("WordDocument"), "document"),
    "Pages": (zipped("Index/Document.iwa", "Metadata/Properties.plist"), "document"),
    "OpenDocument text": (zipped("mimetype", "content.xml", first="application/vnd.oasis.opendocument.text"), "document"),
    "Excel": (zipped("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"), "spreadsheet"),
    "Excel of old": (office("Workbook"), "spreadsheet"),
    "OpenDocument table": (zipped("mimetype", "content.xml", first="application/vnd.oasis.opendocument.spreadsheet"), "spreadsheet"),
    "mail of Outlook": (office("__substg1.0_0037001F"), "mail"),
    "archive of photos": (zipped("IMG_0001.HEIC"), "archive-without-report"),
    "packed note": (gzip.compress(b"Dear diary"), "archive-without-report"),
    "packed, and damaged": (b"\x1f\x8b\x08\0" + bytes(20), "archive-without-report"),
    "tar": (tarred("notes.txt"), "archive-without-report"),
    "bzip2": (bz2.compress(b"Dear diary"), "archive-without-report"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "archive-without-report"),
    "health archive": (zipped("apple_health_export/export.xml"), "health-export"),
    "Android bug report": (zipped("version.txt", "main_entry.txt", "bugreport-2025.txt", "dumpstate_log.txt"), "android"),
    "Android app": (zipped("AndroidManifest.xml", "classes.dex"), "android"),
    "chat with its photos": (zipped("_chat.txt", "00000001-PHOTO.jpg"), "chat"),
    "sysdiagnose": (gzip.compress(tarred("sysdiagnose_2025.11.24_09-00-00+0800_iPhone-OS_iPhone_23B85/")), "analytics"),
    "Google archive": (zipped("Takeout/Location History (Timeline)/Records.json"), "location-history"),
    "privacy manifest in bytes": (plistlib.dumps(MANIFEST, fmt=plistlib.FMT_BINARY), "privacy-manifest"),
    "settings in bytes": (plistlib.dumps({"Theme": "dark", "Number": 2**40}, fmt=plistlib.FMT_BINARY), "not-text"),
    "page saved by Safari": (plistlib.dumps({"WebMainResource": {"WebResourceData": b"<p>"}}, fmt=plistlib.FMT_BINARY), "web-page"),
    "packets": (b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(16), "network-recording"),
    "packets, newer": (b"\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0", "network-recording"),
    "database": (b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20" + bytes(range(64)), "not-text"),
    "numbers": (bytes(range(1, 256)), "not-text"),
}
TEXTS: dict[str, tuple[bytes, str]] = {
    "Apple Intelligence Report": (
        lines('{"modelRequests": [', '{"timestamp": 1764000000.5, "prompt": "", "executionEnvironment": "OnDevice"}', "],")
        + lines('"privateCloudComputeRequests": [', "]}"),
        "intelligence-report",
    ),
    "crash": (
        lines('{"app_name":"Chat","timestamp":"2025-11-24 09:00:00.00 +0800","bundleID":"a.b","bug_type":"309","incident_id":"F71C"}')
        + lines("{", '  "uptime" : 3600,', '  "procName" : "Chat"', "}"),
        "analytics",
    ),
    "memory": (lines('{"bug_type":"298","timestamp":"2025-11-24 09:00:00.00 +0800"}', "{", '"largestProcess" : "Chat"', "}"), "analytics"),
    "crash of old": (lines("Incident Identifier: F71C", "CrashReporter Key:   7a9f", "Process: Chat [748]"), "analytics"),
    "privacy manifest": (plistlib.dumps(MANIFEST), "privacy-manifest"),
    "health": (
        lines('<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE HealthData [", "]>", '<HealthData locale="en_GB">'),
        "health-export",
    ),
    "TrackerControl": (
        lines(
            '"_id","uid","daddr","time","uncertain","Tracker Name","Tracker Category"',
            '"1","10123","ads.example.com","1764000000","0","",""',
        ),
        "android",
    ),
    "bug report": (lines("========================", "== dumpstate: 2025-11-24 09:00:00", "========================"), "android"),
    "app-ops": (lines("Current AppOps Service state:", "  Settings:", "  Uid 1000:", "    Package android:"), "android"),
    "app-ops of late": (lines("AppOps Service state:", "  Uid u0a313:", "    Package com.example.chat:"), "android"),
    "chat of an iPhone": (lines("[12.05.21, 10:00:00] Luo: Hi", "[12.05.21, 10:00:31] Mei: Hello", "you"), "chat"),
    "chat of an American iPhone": (lines("\u200e[9/22/26, 10:17:02\u202fAM] Luo: Hi", "[9/22/26, 10:18:02\u202fPM] Mei: Hello"), "chat"),
    "chat of a Chinese iPhone": (lines("[2022/7/21 上午5:11:12] 小罗: 你好", "[2022/7/21 下午5:12:12] 小梅: 你好"), "chat"),
    "chat of a Finnish iPhone": (lines("[12.3.2022 klo 14.08.18] Aino: Moi", "[12.3.2022 klo 14.09.18] Eino: Moi"), "chat"),
    "chat of an Android phone": (lines("12/05/2021, 10:00 - Messages are end-to-end encrypted.", "12/05/2021, 10:00 - Luo: Hi"), "chat"),
    "chat of WeChat": (lines("Dear:", "", "—————  2021-05-12  —————", "", "Luo  10:00", "", "Hi"), "chat"),
    "chat of Telegram": (lines("{", ' "name": "Mei",', ' "type": "personal_chat",', ' "id": 1,', ' "messages": [', "]}"), "chat"),
    "recording of a browser": (lines("{", '  "log": {', '    "version": "1.2",', '    "entries": []', "}}"), "network-recording"),
    "locations": (
        lines("{", '  "locations": [{', '    "latitudeE7": 313000000,', '    "longitudeE7": 1214000000', "}]}"),
        "location-history",
    ),
    "timeline": (lines('{"semanticSegments": [', '{"startTime": "2025-11-24T09:00:00.000+08:00"}', "]}"), "location-history"),
    "calendar": (lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Apple Inc.//iOS 26.0//EN", "END:VCALENDAR"), "calendar"),
    "contact": (lines("BEGIN:VCARD", "VERSION:3.0", "FN:Mei"), "calendar"),
    "mail": (lines("Return-Path: <a@b.example>", "Received: from b.example", "\tby c.example", "Subject: Hi", "", "Look at this."), "mail"),
    "mail from a mailbox": (
        lines("From a@b.example Mon Nov 24 09:00:00 2025", "From: Mei <a@b.example>", "Subject: Hi", "", "Hello"),
        "mail",
    ),
    "web page": (b"<!DOCTYPE html>\n<html lang=en><title>Report</title>", "web-page"),
    "web page after a blank line": (b"\r\n  <html>", "web-page"),
    "web page in XML": (lines('<?xml version="1.0"?>', '<html xmlns="http://www.w3.org/1999/xhtml">'), "web-page"),
    "web page with a drawing": (b"<!doctype html><body><svg></svg>", "web-page"),
    "drawing": (lines('<?xml version="1.0"?>', '<svg xmlns="http://www.w3.org/2000/svg">'), "picture"),
    "property list": (b'<?xml version="1.0"?>\n<plist/>', "xml"),
    "report shown in a web page": (b"<html><body><pre>" + lines(json.dumps(RECORDS[0])) + b"</pre>", "html-escaped"),
    "script": (lines("#!/bin/sh", "echo hello"), "program"),
    "program": (lines("import json", "", "def read(path):", "    return json.load(path)"), "program"),
    "table": (lines("time,app,category", "2025-11-24,com.example.chat,photos"), "table"),
    "table with semicolons": (b"time;app;category\n", "table"),
    "table with tabs": ("时间\t应用\t类别\n".encode(), "table"),
    "list of something else": (b'[{"event":"login"}]', "json-list"),
    "list of something else over many lines": (json.dumps([{"event": "login"}], indent=2).encode(), "json-list"),
    "something else over many lines": (json.dumps({"event": "login"}, indent=2).encode(), "other-json"),
    "records of another program": (lines('{"event":"login","user":1}', '{"event":"logout","user":1}'), "other-lines"),
    "one record of another program": (b'{"name":"package","version":"1.0.0"}', "other-lines"),
    "braces without end": (b'{"a":' * 100_000, "other-json"),
    "half a record": (b'{"type":"access","cat', "no-line-readable"),
    "records without what matters": (lines('{"type":"access","accessor":{}}', '{"type":"networkActivity","domain":1}'), "no-line-readable"),
    "records written by Python": (lines(*map(str, RECORDS)), "no-line-readable"),
    "records in texts": (lines(*(json.dumps(json.dumps(record)) for record in RECORDS)), "no-line-readable"),
    "prose": (lines("Dear diary, today my phone", "looked at me at 10:00 - twice."), "not-a-report"),
    "prose with commas": (lines("Well, yes, I think so.", "Today my phone looked at me."), "not-a-report"),
    "prose that begins like a sound": (b"BZh is a name, as GIF8 is.", "not-a-report"),
    "settings of a program": (lines("[tool.ruff]", "line-length = 140"), "not-a-report"),
    "one word": (b"hello", "not-a-report"),
    "text cut inside a character": (("x" + "報" * 40_000).encode(), "not-a-report"),
}


@pytest.mark.parametrize(("data", "code"), BINARY.values(), ids=BINARY.keys())
def test_another_kind_of_file_is_told_for_what_it_is(data: bytes, code: str) -> None:
    assert what_is_it(data) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("data", "code"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_is_no_report_is_told_for_what_it_is(data: bytes, code: str, encoding: str) -> None:
    text = data.decode(errors="ignore")
    assert what_is_it(text.encode(encoding)) == code
    assert what_is_it(text.replace("\n", "\r\n").encode(encoding)) == code


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1"])
def test_a_text_of_an_old_encoding_is_a_text(encoding: str) -> None:
    name = "小梅" if encoding == "gb18030" else "Zoë Müller"
    assert what_is_it(f"[12.05.21, 10:00:00] {name}: Hi\n[12.05.21, 10:01:00] {name}: Hi\n".encode(encoding)) == "chat"
    assert what_is_it(f"{name};{name};{name}\n".encode(encoding)) == "table"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (zipped("Index/Document.iwa", "Index/Tables/DataList.iwa"), "Week.numbers", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "week.XLS", "spreadsheet"),
        (b'{"event":"login"}\n', "log-2025-11-24.ips.ca.synced", "analytics"),
        (PNG, "week.ips", "picture"),
        (lines("Dear diary"), "Week.numbers", "not-a-report"),
    ],
)
def test_a_name_helps_only_where_the_content_tells_nothing(data: bytes, name: str, code: str) -> None:
    assert what_is_it(data, name) == code


@pytest.mark.parametrize("name", ["PNG", "PDF", "Excel", "Android bug report"])
def test_another_kind_of_file_is_refused_in_one_sentence(name: str) -> None:
    data, code = BINARY[name]
    with pytest.raises(UnusableInput) as caught:
        read_report([("file.bin", data)])
    assert (caught.value.code, caught.value.values) == (code, {"name": "file.bin"})


def test_the_input_that_cannot_be_used_is_the_one_named() -> None:
    good = ndjson(access("com.example.chat", "photos", at(9)))
    report = read_report([("good.ndjson", good), ("photo.png", PNG), ("page.html", b"<html>")])
    assert [(each.code, each.values["name"]) for each in report.passed_over] == [("web-page", "page.html"), ("picture", "photo.png")]


# What the coach made itself

CONTENT = load_content()
SAY = {lang: Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS}
SAMPLE = read((FOLDER / "ios" / "sample.ndjson").read_bytes())
VERDICT = judge(SAMPLE, CONTENT)
MEITUAN = VERDICT.app("com.meituan.imeituan")
TWO_WEEKS = read(ndjson([line for day in range(15) for line in access("net.whatsapp.WhatsApp", "photos", at(2, day=day))]))
FEW = judge(read(ndjson(network("com.example.chat", "ads.example.com"))), CONTENT)


def own(lang: Lang) -> dict[str, tuple[bytes, str]]:
    say = SAY[lang]
    contacts = contacts_table(say.contacts(MEITUAN), say.words)
    weeks = trend_table(weekly(TWO_WEEKS, Needs(CONTENT), NOTHING_TOLD), say.words)
    return {
        "verdict as JSON": (json_text(export(VERDICT, say)), "own-result"),
        "verdict as JSON on one line": (json.dumps(export(VERDICT, say)).encode(), "own-result"),
        "verdict as text": ("\n".join(verdict_lines(VERDICT, say)).encode(), "own-result"),
        "verdict without a score as text": ("\n".join(verdict_lines(FEW, say)).encode(), "own-result"),
        "sheet of paper": (summary_html(VERDICT, say).encode(), "own-result"),
        "apps": (apps_table(VERDICT.assessment.apps, say).to_csv(index=False).encode("utf-8-sig"), "own-result"),
        "companies": (contacts.to_csv(index=False).encode("utf-8-sig"), "own-result"),
        "weeks": (weeks.to_csv().encode(), "own-result"),
        "apps, saved again elsewhere": (
            apps_table(VERDICT.assessment.apps, say).to_csv(index=False, sep=";").encode("gb18030"),
            "own-result",
        ),
        "addresses of all": (blocklist(VERDICT, say).encode(), "own-result"),
        "addresses of one": (blocklist(VERDICT, say, MEITUAN.profile.bundle_id).encode(), "own-result"),
        "disputed verdict": (dispute(MEITUAN, say).encode(), "own-result"),
        "reminder": (reminder(at(9).date(), datetime(2025, 11, 24, tzinfo=UTC), say, "plan.json"), "own-result"),
        "plan": (save_plan(Plan(report=made_from(SAMPLE, VERDICT.assessment), apps={"a.b": Naming(name="A")})).encode(), "own-plan"),
        "plan that decides nothing": (save_plan(Plan()).encode(), "own-plan"),
        "plan on one line": (json.dumps({"schema": 1, "choices": []}).encode(), "own-plan"),
        "types": (json.dumps({"com.example.app": {"name": "Example", "types": ["gaming"]}}).encode(), "own-types"),
        "types without names": (json.dumps({"com.example.app": {"types": ["gaming"]}}, indent=2).encode(), "own-types"),
    }


OWN = {f"{name}, {lang}": (each, lang) for lang in LANGS for name, each in own(lang).items()}


@pytest.mark.parametrize(("made", "lang"), OWN.values(), ids=OWN.keys())
def test_what_the_coach_made_itself_is_told_for_what_it_is(made: tuple[bytes, str], lang: Lang) -> None:
    assert what_is_it(made[0]) == made[1], lang


@pytest.mark.parametrize("lang", LANGS)
def test_a_verdict_in_json_is_no_plan(lang: Lang) -> None:
    whole = json_text(export(VERDICT, SAY[lang]))
    assert not is_plan(whole)
    assert not is_plan(whole[: len(whole) // 2])
    assert not is_plan(json.dumps(json.loads(whole)).encode())


# All that may be said


def test_every_kind_is_tried_here_or_among_the_damaged_reports() -> None:
    tried = {code for _, code in (*BINARY.values(), *TEXTS.values(), *(made for made, _ in OWN.values()))}
    assert CODES - tried == {"rich-text", "curly-quotes", "quoted-printable", "broken-lines"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", sorted(CODES))
def test_each_answer_says_what_it_is_and_then_what_to_do(code: str, lang: Lang) -> None:
    said = words_in(lang)(f"unusable.{code}", name="week.txt")
    *what, to_do = re.findall(r"[^.。]*(?:\.(?! )[^.。]+)*(?:\. |\.$|。)", said)
    assert what, said
    assert "week.txt" in "".join(what)
    begins = r"(On the iPhone: |Choose |Export |Open |Drop |Give |If )" if lang == "en" else r"(在 iPhone 上：|请|目前|如果)"
    assert re.match(begins, to_do) or (code == "android" and "Settings ›" in said), said


def test_the_document_of_the_format_names_each_kind() -> None:
    document = (FOLDER.parent / "docs" / "report-format.md").read_text(encoding="utf-8")
    named = [set(re.findall(r"`([a-z-]+)`", row.split("|")[-2])) for row in document.splitlines() if row.count("|") == 4]
    assert set().union(*named) >= CODES


@given(data=st.binary(max_size=200), name=st.text(max_size=20))
def test_every_input_gets_an_answer_that_has_a_sentence(data: bytes, name: str) -> None:
    for start in (b"", b"{", b"<", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xff\xfe", b"bplist00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        assert what_is_it(start + data, name) in CODES


@given(data=st.binary(max_size=2000))
def test_what_stands_far_behind_the_beginning_changes_no_answer(data: bytes) -> None:
    for start in (b"<html>", b'{"event":1}\n', b"Dear diary\n", b"a,b,c\n"):
        head = start * (HEAD_BYTES // len(start) + 1)
        assert what_is_it(head + data) == what_is_it(head + b"x")


HOSTILE = {
    "blanks": b" ",
    "braces": b"{",
    "quoted keys": b'"versions" : ',
    "marks": b'{"schema" :',
    "moments": b"1.1.1,1:11",
    "brackets": b"[12.05.21, 10:00:00",
    "headers": b"From: a\n ",
    "words": b"import a.",
    "cells": b"a,",
    "curls": "{“".encode(),
    "quotes": b'"{""',
    "escapes": b"{&quot;",
    "times": b'"timeStamp" :  "2025-1-1 1:11 ',
    "tags": b"<html",
    "soft line ends": b"a=\n",
    "closing quotes": b'a"}}\t"""type',
    "keys": b'"accessor',
    "digits": b"1",
    "signs": b"\xe2\x80\x8e",
    "dashes": "—————  ".encode(),
}


def took(data: bytes) -> float:
    """Seconds of this process, the least of three tries."""
    tries = []
    for _ in range(3):
        start = time.process_time()
        what_is_it(data)
        tries.append(time.process_time() - start)
    return min(tries)


@pytest.mark.parametrize("before", [b"", b'{"schema"', b"{", b"<", b"From: a\n"], ids=["bare", "plan", "object", "tag", "mail"])
def test_no_text_takes_much_longer_than_another(before: bytes) -> None:
    """One whose parts are gone through again and again takes ten thousand times as long."""
    diary = took(b"Dear diary, today my phone looked at me.\n" * (HEAD_BYTES // 40))
    for name, unit in HOSTILE.items():
        assert took(before + unit * (HEAD_BYTES // len(unit))) < 30 * diary, name


SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real reports lie beside the project, where they are")
def test_a_bug_report_of_an_android_phone_is_told_for_what_it_is() -> None:
    data = (SAMPLES / "android" / "android9-emulator" / "bugreport.zip").read_bytes()
    assert what_is_it(data, "bugreport.zip") == "android"
