"""All that the page shows or names for screen readers is in its language: what is heard is read off the browser's accessibility tree.

Names of a report, hosts, files and sources stay as they are, and so do Apple's labels in brackets.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from test_a_visit import LANGUAGES, assert_nothing_left
from test_look import press, view
from visits import VERDICT, Server

from coach.activity import activities
from coach.content import FOLDER, load_content
from coach.identity import same_app
from coach.judge import judge
from coach.models import LANGS, Lang
from coach.page.streamlit_private import PARTS
from coach.reading import read_report
from coach.text import plain
from coach.wording import Wording
from coach.words import in_each_language, words_in

Visits = Callable[..., Any]
PICTURE = "photo.png"
IN_BRACKETS = re.compile(r"（[^（）]*）")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
ADDRESS = re.compile(r"https?://\S+")
HAN = re.compile(r"[\u4e00-\u9fff]+")
NOT_ON_THE_PAGE = ("cli", "server", "coverage", "grammar")
"""Words of the command line."""
SAID = ("name", "description", "value")


def heard(person: Any) -> set[str]:
    """Every text, name, description and role that the page and the sheet in it tell screen readers."""
    channel = person.page.context.new_cdp_session(person.page)
    tree = channel.send("Page.getFrameTree")["frameTree"]
    frames = [frame["frame"]["id"] for frame in (tree, *tree.get("childFrames", []))]
    nodes = [node for frame in frames for node in channel.send("Accessibility.getFullAXTree", {"frameId": frame})["nodes"]]
    channel.detach()
    told: set[str] = set()
    for node in nodes:
        if node["ignored"] or node["role"]["value"] == "InlineTextBox":
            continue
        told.update(str(node.get(field, {}).get("value", "")) for field in SAID)
        # Chromium hands these over as bytes of UTF-8, each as a letter.
        roles = (each["value"]["value"] for each in node.get("properties", []) if each["name"] == "roledescription")
        told.update(role.encode("latin-1").decode() for role in roles)
    return told


def texts(table: Any, lang: Lang) -> Iterator[str]:
    """Every text of a table of content/: its own language's of those that have several."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict) and set(LANGS) <= set(table):
        yield table[lang]
    elif isinstance(table, dict | list):
        for each in table.values() if isinstance(table, dict) else table:
            yield from texts(each, lang)


@pytest.fixture(scope="module")
def own_words() -> frozenset[str]:
    """Latin words that our Chinese texts hold outside of brackets: App, iPhone, CSV."""
    tables = [(path, tomllib.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.rglob("*.toml")]
    of_language = [
        part for path, table in tables if path.parent.name == "zh" for name, part in table.items() if name not in NOT_ON_THE_PAGE
    ]
    shared = [table for path, table in tables if path.parent.name != "en" and path.name not in ("sources.toml", "identity.toml")]
    found = [*texts(of_language, "zh"), *(text for text in texts(shared, "zh") if HAN.search(text))]
    return frozenset(word for text in found for word in LATIN.findall(re.sub(r"{\w+}", "", IN_BRACKETS.sub("", text))))


@cache
def names(lang: Lang) -> list[str]:
    """What the sample week and the tables call by name, longest first."""
    content = load_content()
    report = same_app(read_report([("sample.ndjson", (FOLDER / "ios" / "sample.ndjson").read_bytes())]), content)
    verdict = judge(report, content, done=activities(report, content))
    say = Wording(content, words_in(lang), content.versions[-1], report.summary)
    found = {PICTURE, words_in("en")("page.language"), words_in("zh")("page.language")}
    found |= {in_each_language("page.title"), in_each_language("page.language-label")}
    for app in verdict.assessment.apps:
        found |= {say.name(app), say.name(app).removesuffix(say.words.guess_mark), app.profile.bundle_id}
        for contact in say.contacts(app):
            found |= {contact.owner, *contact.domains}
    for source in content.sources.values():
        found |= {source.title[lang], source.short[lang], source.article[lang] if source.article else ""}
    return sorted((plain(name) for name in found if name), key=len, reverse=True)


def stray(said: str, lang: Lang, named: list[str], own: frozenset[str]) -> list[str]:
    """Words of another language than the page's in what is said."""
    said = ADDRESS.sub("", said)
    for name in named:
        said = said.replace(name, " ")
    if lang == "en":
        return HAN.findall(said)
    return [word for word in LATIN.findall(IN_BRACKETS.sub("", said)) if word not in own]


def point_at(person: Any, part: Any) -> None:
    part.scroll_into_view_if_needed()
    part.hover()
    person.settle()


def states(person: Any, lang: Lang) -> Iterator[str]:
    """Brings the page into states in which parts of Streamlit speak, and names each."""
    page = person.page
    yield "first"
    press(person, ".st-key-how_to_get summary")
    page.locator(PARTS["drop"]).set_input_files([{"name": PICTURE, "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}])
    person.settle()
    yield "a file that is no report"
    press(person, ".st-key-sample button")
    page.wait_for_selector(VERDICT)
    person.settle()
    press(person, ".st-key-walk_card [class*=st-key-walk_keep] button")
    yield "sample week"
    page.locator(f"{PARTS['several']} input").first.click()
    page.keyboard.press("ArrowDown")
    person.settle()
    yield "kinds to choose"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    person.settle()
    yield "a kind chosen"
    page.locator(f".st-key-version-{lang} input").click()
    page.keyboard.type("0")
    person.settle()
    yield "nothing to choose"
    page.keyboard.press("Escape")
    page.locator(".st-key-search input").fill("1")
    yield "a search begun"
    page.locator(".st-key-search input").fill("")
    page.keyboard.press("Enter")
    person.settle()
    press(person, ".st-key-apps_list button")
    press(person, ".st-key-story [class*=st-key-contacts] summary")
    yield "story"
    if lang != "en":  # its own words are English as they come
        yield from table(person)
    press(person, ".st-key-close_story button")
    for name in ("points", "week", "companies"):
        view(person, lang, name)
        yield name
    press(person, ".st-key-forget button")
    view(person, lang, "list")
    for name in ("more_filters", "paper_preview", "method_how", "method_rules", "method_sources", "method_limits"):
        page.locator(f".st-key-{name} summary").first.click()
    person.settle()
    yield "folds, and the question before all is forgotten"


def table(person: Any) -> Iterator[str]:
    """All that the table of an app's contacts offers."""
    page = person.page
    table = page.locator(f".st-key-story [class*=st-key-contacts] {PARTS['table']}")
    tools = table.locator(f"{PARTS['toolbar']} button").locator("visible=true")
    point_at(person, table)
    tools.nth(2).hover()
    page.locator("[role=tooltip]").wait_for()
    yield "tools of a table"
    tools.nth(1).click()
    page.keyboard.type("0")
    person.settle()
    yield "search in a table"
    page.keyboard.press("Escape")
    place = table.bounding_box()
    for right in range(20, 400, 12):
        page.mouse.click(place["x"] + right, place["y"] + 17)
        page.wait_for_timeout(40)
        if page.locator(PARTS["column_menu"]).count():
            break
    person.settle()
    assert page.locator(PARTS["column_menu"]).count() == 1, "else its words were not seen"
    yield "menu of a column"
    page.keyboard.press("Escape")
    point_at(person, table)
    tools.nth(2).click()
    person.settle()
    yield "a table on the full screen"
    page.keyboard.press("Escape")
    person.settle()


@pytest.mark.parametrize("lang", LANGS)
def test_screen_readers_hear_the_language_of_the_page_and_no_other(visit: Visits, own_words: frozenset[str], lang: Lang) -> None:
    person, named = visit(LANGUAGES[lang]), names(lang)
    found = {}
    for state in states(person, lang):
        said = heard(person)
        assert len(said) > 10, state
        if left := {each: words for each in said if (words := stray(each, lang, named, own_words))}:
            found[state] = left
    assert found == {}
    assert_nothing_left(person)


def test_labels_of_streamlit_follow_a_switch_of_language_and_back(visit: Visits, own_words: frozenset[str]) -> None:
    """In a browser that speaks English."""
    person = visit(LANGUAGES["en"])
    press(person, ".st-key-sample button")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    labels = {"upload", "limit", "skip", "anchor", "open", "picture"}
    for lang in ("en", "zh", "en"):
        person.page.get_by_text(words_in(lang)("page.language"), exact=True).click()
        person.settle()
        said = heard(person)
        assert {each: words for each in said if (words := stray(each, lang, names(lang), own_words))} == {}
        assert {words_in(lang)(f"streamlit.{label}") for label in labels} - said == set()
    assert_nothing_left(person)


def test_that_the_server_has_stopped_is_told_in_the_language_of_the_page(visit: Visits, own: Server, own_words: frozenset[str]) -> None:
    person = visit(LANGUAGES["zh"], address=own.address)
    own.kill()
    person.page.get_by_role("dialog").wait_for(timeout=60_000)
    said = heard(person)
    assert {each: words for each in said if (words := stray(each, "zh", names("zh"), own_words))} == {}
    assert {words_in("zh")("streamlit.stopped"), words_in("zh")("page.stopped-what"), words_in("zh")("streamlit.close")} - said == set()
