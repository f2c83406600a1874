"""Saved mails: what was attached is read, and a report in the text; base64 by itself is what it stands for; a plain text is neither."""

import base64
import binascii
import quopri
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed import mailed, zipped
from report_lines import access, at, ndjson, network, read

from coach.errors import UnusableInput
from coach.reading import read_report, streams, unpack
from coach.reading.encoded import from_base64, from_quoted_printable
from coach.reading.kinds import HEAD_BYTES, kind_of
from coach.reading.mail import is_mail

REPORT = ndjson(access("com.example.chat", "photos", at(9)) + network("com.example.chat", "ads.example.com"))
LATER = ndjson(access("com.example.chat", "photos", at(10)))
HEADER = b"From: Ana <ana@example.com>\r\nTo: bo@example.com\r\nSubject: My report\r\n"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def found(data: bytes) -> dict[str, bytes]:
    return {name: content() for name, content in unpack.unpack(data, "m.eml").contents}


def refused(data: bytes) -> str:
    with pytest.raises(UnusableInput) as caught:
        read_report([("m.eml", data)])
    return caught.value.code


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


# What is in a mail


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "7bit"])
@pytest.mark.parametrize("ends", [bytes, crlf])
def test_what_is_attached_is_read_and_the_words_beside_it_are_not(encoding: str, ends: object) -> None:
    data = mailed({"report.ndjson": REPORT}, "Hi Bo,\nhere it is.\nSent from my iPhone\n", encoding)
    data = crlf(data) if ends is crlf else data
    assert {name: content.replace(b"\r", b"").strip() for name, content in found(data).items()} == {"m.eml › report.ndjson": REPORT.strip()}
    assert read_report([("m.eml", data)]).summary == read(REPORT).summary


def test_all_that_is_attached_is_read() -> None:
    data = mailed({"1.ndjson": REPORT, "weeks.zip": zipped({"2.ndjson": LATER}), "photo.png": PHOTO})
    assert found(data) == {"m.eml › 1.ndjson": REPORT, "m.eml › weeks.zip › 2.ndjson": LATER, "m.eml › photo.png": PHOTO}


def test_a_mail_in_a_mail_is_looked_into() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "cy@example.com", "Fwd"
    outer.set_content("See below.\n")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "ana@example.com", "Report"
    inner.set_content("Here.\n")
    inner.add_attachment(REPORT, maintype="application", subtype="json", filename="r.ndjson")
    outer.add_attachment(inner)
    assert found(outer.as_bytes()) == {"m.eml › message/rfc822 › r.ndjson": REPORT}


@pytest.mark.parametrize("name", ["报告 1.ndjson", "Bericht für Ana.ndjson", "報告" * 40 + ".ndjson"])
def test_names_of_any_script_are_told(name: str) -> None:
    ((told, _),) = unpack.unpack(mailed({name: REPORT}), "m.eml").contents
    assert told == f"m.eml › {name}"


@pytest.mark.parametrize(
    "field",
    [
        b'Content-Type: application/json; name="=?utf-8?B?5oql5ZGKLm5kanNvbg==?="',
        "Content-Disposition: attachment; filename=报告.ndjson".encode(),
        b"Content-Disposition: attachment;\r\n\tfilename*0*=utf-8''%E6%8A%A5;\r\n\tfilename*1*=%E5%91%8A.ndjson",
        b"content-disposition:ATTACHMENT; filename*=UTF-8''%E6%8A%A5%E5%91%8A.ndjson",
    ],
)
def test_names_are_told_however_mail_programs_write_them(field: bytes) -> None:
    assert found(HEADER + field + b"\r\n\r\n" + REPORT) == {"m.eml › 报告.ndjson": REPORT}


@pytest.mark.parametrize(
    "text",
    [
        HEADER + b"\r\n" + REPORT,
        HEADER + b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quopri.encodestring(REPORT),
        HEADER + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: BASE64\r\n\r\n" + base64.encodebytes(REPORT),
        b"Content-Type: text/plain; charset=utf-8\n\n" + REPORT,
        b"From ana@example.com Mon Nov 24 10:00:00 2025\n" + HEADER + b"\n" + REPORT,
        b"\xef\xbb\xbf\r\n" + HEADER + b"\r\n" + REPORT,
        (HEADER + b"\r\n" + REPORT).decode().encode("utf-16"),
    ],
    ids=["plain", "quoted-printable", "base64", "part", "mbox", "mark", "UTF-16"],
)
def test_a_report_in_the_text_of_a_mail_is_read(text: bytes) -> None:
    assert {name: content.strip() for name, content in found(text).items()} == {"m.eml": REPORT.strip()}


def test_of_a_text_written_twice_the_plain_one_is_read() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ana@example.com", "Report"
    mail.set_content(REPORT.decode())
    mail.add_alternative("<p>" + REPORT.decode().replace('"', "&quot;").replace("\n", "<br>") + "</p>", subtype="html")
    assert [content.strip() for content in found(mail.as_bytes()).values()] == [REPORT.strip()]


def test_every_mail_of_a_file_of_mails_is_looked_into() -> None:
    mark = b"From ana@example.com Mon Nov 24 10:00:00 2025\n"
    data = mark + mailed({"1.ndjson": REPORT}) + b"\n" + mark + mailed({"2.ndjson": LATER}) + b"\n"
    assert found(data) == {"m.eml › 1.ndjson": REPORT, "m.eml › 2.ndjson": LATER}


def test_a_mail_as_a_mac_keeps_it_is_read() -> None:
    mail = mailed({"1.ndjson": REPORT}, encoding="7bit")
    data = b"%d       \n" % len(mail) + mail + b'<?xml version="1.0"?>\n<plist version="1.0"/>\n'
    assert {name: content.strip() for name, content in found(data).items()} == {"m.eml › 1.ndjson": REPORT.strip()}


@pytest.mark.parametrize("data", [mailed({}), HEADER + b"\r\nHi\r\n", HEADER, mailed({}, "Hi {name}!\n"), mailed({"._r.ndjson": b"\0"})])
def test_a_mail_without_a_file_and_without_records_says_so(data: bytes) -> None:
    assert refused(data) == "mail-without-report"


def test_a_mail_with_a_photo_holds_no_report() -> None:
    assert refused(mailed({"photo.png": PHOTO})) == "picture"
    assert refused(mailed({"1.png": PHOTO, "2.png": PHOTO})) == "archive-without-report"


def test_a_mail_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    data = mailed({"r.ndjson": REPORT * 50})
    (content,) = found(data[: len(data) // 2]).values()
    assert (REPORT * 50).startswith(content)
    assert len(content) > 15 * len(REPORT)


# What is no mail


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        b"\xef\xbb\xbf" + REPORT,
        REPORT.decode().encode("utf-16"),
        b'[{"From": 1, "Subject": 2}]',
        b"Note: this is my report\n" + REPORT,
        b"Subject: my report\n" + REPORT,
        b"From: Ana\nTo: Bo\nhere it is\n",
        b"1: " + REPORT,
        b"> From: Ana\n> Subject: x\n\n",
        b"time,app\n2025,com.example\n",
        b"From the desk of Ana\n\nDear diary\n",
        b"eyes\nexpect\n",
        b"Dear diary",
        b"ABCD" * 100,
        b"",
        b"\n",
        b"1\n",
    ],
)
def test_a_text_is_neither_a_mail_nor_base64(text: bytes) -> None:
    assert kind_of(text[:HEAD_BYTES]) is None
    if text.strip():
        assert found(text) == {"m.eml": text}


def test_a_report_is_looked_at_no_further_than_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def note(head: bytes) -> None:
        looked_at.append(len(head))

    monkeypatch.setattr(unpack, "kind_of", note)
    text = REPORT * 10_000
    ((_, content),) = unpack.unpack(text, "r").contents
    assert content() is text
    assert looked_at == [HEAD_BYTES]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_that_begins_like_a_report_is_taken_for_anything_else(text: str) -> None:
    assert kind_of(b'{"' + text.encode()) is None
    assert kind_of(b'[{"' + text.encode()) is None


# Base64 and quoted-printable


@given(content=st.binary(max_size=300), line=st.integers(1, 90), ends=st.sampled_from([b"\n", b"\r\n", b" "]), padding=st.booleans())
def test_base64_of_any_form_is_the_same(content: bytes, line: int, ends: bytes, *, padding: bool) -> None:
    digits = base64.b64encode(REPORT + content)
    digits = digits if padding else digits.rstrip(b"=")
    text = ends.join(digits[start : start + line] for start in range(0, len(digits), line))
    assert list(found(text).values()) == [REPORT + content]


@given(content=st.binary(max_size=400), block=st.integers(1, 50))
def test_blocks_of_any_size_decode_to_the_same(content: bytes, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "BLOCK_BYTES", block)
        assert b"".join(from_base64(base64.encodebytes(content))) == content
        assert b"".join(from_base64(base64.b64encode(content) + base64.b64encode(content))) == content * 2
        assert b"".join(from_quoted_printable(quopri.encodestring(content))) == binascii.a2b_qp(quopri.encodestring(content))
        assert b"".join(from_quoted_printable(binascii.b2a_qp(content, istext=False))) == content


def test_base64_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    digits = base64.b64encode(REPORT)
    for stop in range(len(digits) - 9, len(digits)):
        (content,) = found(digits[:stop]).values()
        assert content == REPORT[: stop * 3 // 4]


@pytest.mark.parametrize("behind", [b"\n-- \nAna, Berlin", "\n谢谢".encode(), b"."])
def test_a_text_that_is_base64_only_at_its_beginning_is_a_text(behind: bytes) -> None:
    text = base64.encodebytes(REPORT) + b"\n" * 70_000 + behind
    assert found(text) == {"m.eml": text}
    assert found(zipped({"a": text})) == {"m.eml › a": text}


def test_base64_joined_without_end_is_damage() -> None:
    assert refused(base64.b64encode(REPORT) + b"ew==" * 20_000) == "broken-archive"


def test_base64_of_an_archive_is_that_archive() -> None:
    assert found(base64.encodebytes(zipped({"r.ndjson": REPORT}))) == {"m.eml › r.ndjson": REPORT}
    assert refused(base64.encodebytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))) == "packed-as"


# Mails that somebody made to do harm


def many_parts(parts: int) -> bytes:
    return HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * parts + b"--b--\r\n"


def nested(depth: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(depth))
    return HEADER + opened + b"Content-Disposition: attachment; filename=r\r\n\r\n" + REPORT


HOSTILE = {
    "a million parts": many_parts(1_000_000),
    "parts in parts": nested(100_000),
    "a boundary in every place": HEADER + b"Content-Type: multipart/mixed; boundary=-\r\n\r\n" + b"-" * 20_000_000,
    "a header without end": HEADER + b"Content-Type: multipart/mixed; x=" + b'";' * 10_000_000,
    "many headers": HEADER + b"Content-Type: text/plain; a=1;\r\n b=2\r\n" * 400_000,
    "a name without end": HEADER + b"Content-Disposition: attachment; filename*0*=" + b"%41;filename*1*=" * 1_000_000 + b"\r\n\r\nx",
    "a name in many words": HEADER + b"Content-Disposition: attachment; filename=" + b"=?utf-8?B?5oql?= " * 500_000 + b"\r\n\r\nx",
    "an unknown script": HEADER + b'Content-Disposition: attachment; filename="=?no-such?Q?=41?="\r\n\r\n' + REPORT,
    "a name in damaged base64": HEADER + b'Content-Disposition: attachment; filename="=?utf-8?B?a?="\r\n\r\n' + REPORT,
    "a mark in every line": b"From a\nA: b\n" * 1_000_000,
    "one line": HEADER + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b'{"' + b"=" * 20_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_mail_made_to_take_for_ever_comes_to_an_end(name: str) -> None:
    try:
        found(HOSTILE[name])
    except UnusableInput as error:
        assert error.code in ("many-entries", "mail-without-report")


@given(st.data())
def test_a_damaged_header_is_read_or_refused_but_never_a_crash(data: st.DataObject) -> None:
    fields = st.sampled_from(["Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Subject", "From"])
    values = st.text(st.sampled_from("abcAB01 ;=\"'*%?-_/\r\n\t\\()<>@,:[]{}\0é报\udcff"), max_size=60) | st.sampled_from(
        ["multipart/mixed; boundary=b", "multipart/mixed; boundary*=utf-9''b", "attachment; filename*0*=a''%;filename*9=b", "base64"]
    )
    header = "".join(f"{data.draw(fields)}: {data.draw(values)}\n" for _ in range(data.draw(st.integers(1, 6))))
    text = f"MIME-Version: 1.0\n{header}\n--b\n{header}\n".encode(errors="surrogateescape") + REPORT
    try:
        found(text)
    except UnusableInput as error:
        assert error.code in ("mail-without-report", "broken-archive")


def test_a_head_of_a_mail_alone_is_enough() -> None:
    received = b"Received: from a by b;\r\n\tMon, 24 Nov 2025 10:00:00 +0800\r\n" * 3_000
    assert is_mail((received + HEADER)[:HEAD_BYTES])
    assert found(received + HEADER + b"\r\n" + REPORT) == {"m.eml": REPORT}
