"""The main flow in a real Firefox, with a switch of language and back: the same page, nothing asked of elsewhere, and a clean console."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bidi import ENTER, FirefoxVisit, firefox
from visits import VERDICT

from coach.page.streamlit_private import PARTS
from coach.words import words_in

SCORE = f".st-key-gauge {PARTS['value']}"
BLOCKED = re.compile(r"Content-Security-Policy: The page’s settings blocked WebAssembly \(script-src\) .*", re.DOTALL)
"""What Firefox says of the part that `content_security_policy` leaves blocked; Chromium blocks it too, and says nothing."""
# A number that a float can't hold, there and back through the part of Streamlit's program that would use WebAssembly.
_LONG = """url => import(url).then(parts => {
    const message = Object.values(parts).find(part => part.getTypeUrl?.().endsWith("/WidgetState"));
    const sent = message.encode(message.fromObject({id: "any", intValue: "-9007199254740993"})).finish();
    return message.toObject(message.decode(sent), {longs: String}).intValue;
})"""


@pytest.fixture
def person(server: str, artifacts: Path, tmp_path: Path) -> Iterator[FirefoxVisit]:
    """Who reads Chinese."""
    with firefox(tmp_path, "zh-CN, zh, en") as channel:
        yield FirefoxVisit(channel, server)


def test_from_the_sample_week_to_a_first_change_in_firefox(person: FirefoxVisit, server: str, elsewhere: str) -> None:
    say = words_in("zh")
    assert say("page.sample") in person.text(), "the page speaks the browser's language"
    person.tab_to(".st-key-sample")
    person.press(ENTER)
    person.appears(VERDICT)
    person.settle()
    headline, score = person.text(VERDICT), person.text(SCORE)

    person.click(words_in("en")("page.language"))
    assert words_in("en")("page.phone-score") in person.text()
    person.click(say("page.language"))
    assert (person.text(VERDICT), person.text(SCORE)) == (headline, score)

    person.tab_to('[class*="st-key-walk_done"]')
    person.press(ENTER)
    person.settle()
    assert person.text(VERDICT) != headline
    assert person.text(SCORE) != score

    closed = len(person.text())
    person.tab_to(".st-key-method_limits summary")
    person.press(ENTER)
    person.appears(f".st-key-method_limits {PARTS['fold']} {PARTS['texts']}")
    person.settle()
    assert len(person.text()) > closed + 50
    person.keep_picture("firefox-zh")

    (program,) = (url for url in person.requests if "/static/js/protobuf." in url)
    assert person.run(_LONG, program) == "-9007199254740993", "Firefox counts as well without the part that is blocked"
    asked = [url for url in person.requests if not url.startswith(("data:", "blob:"))]
    assert {urlsplit(url)[:2] for url in asked} == {urlsplit(server)[:2]}
    assert f"{server}/_stcore/stream" in asked, "the log holds the page's channel too"
    assert [said for said in person.complaints if not BLOCKED.fullmatch(said)] == []
    assert len(person.complaints) == 1, "said once a visit; when Streamlit no longer tries, BLOCKED can go"
    assert_more_would_be_seen(person, elsewhere)


def assert_more_would_be_seen(person: FirefoxVisit, elsewhere: str) -> None:
    """The proof that the log is not empty by itself: a request to elsewhere, and an error of the page."""
    person.run("url => { fetch(url).catch(() => null); open(url); setTimeout(() => { throw new Error('of the page'); }); }", elsewhere)
    for _ in range(20):
        if elsewhere in person.requests and any("of the page" in said for said in person.complaints):
            break
        person.settle()
    assert elsewhere in person.requests
    told = [said for said in person.complaints if not BLOCKED.fullmatch(said)]
    assert any("Content-Security-Policy" in said and elsewhere in said for said in told)
    assert any("of the page" in said for said in told)
