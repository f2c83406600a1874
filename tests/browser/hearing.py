"""What the page tells screen readers, read off the browser's accessibility tree, and whether all of it is in the page's language.

Names of a report, hosts, files and sources stay as they are, and so do Apple's labels in brackets.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from playwright.sync_api import Error

from coach.activity import activities
from coach.content import FOLDER, load_content
from coach.identity import same_app
from coach.judge import judge
from coach.models import LANGS, Lang
from coach.reading import read_report
from coach.text import plain
from coach.wording import Wording
from coach.words import in_each_language, words_in

FILES = PICTURE, EMPTY, PERFECT, CUT, WEEKS, PLAN, LATER, PHONE = (
    "photo.png",
    "empty.ndjson",
    "perfect.ndjson",
    "cut.ndjson",
    "weeks.ndjson",
    "plan.json",
    "later.ndjson",
    "phone.zip",
)
"""What tests drop on the page, which calls each by its name."""
SIZE = re.compile(r"[0-9.]+[KM]B")
IN_BRACKETS = re.compile(r"（[^（）]*）")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
ADDRESS = re.compile(r"https?://\S+")
HAN = re.compile(r"[\u4e00-\u9fff]+")
NOT_ON_THE_PAGE = ("cli", "server", "coverage", "grammar")
"""Words of the command line."""
SAID = ("name", "description", "value")


def heard_nodes(person: Any) -> list[dict[str, Any]]:
    channel = person.page.context.new_cdp_session(person.page)
    tree = channel.send("Page.getFrameTree")["frameTree"]
    frames = [frame["frame"]["id"] for frame in (tree, *tree.get("childFrames", []))]
    nodes = [node for frame in frames for node in channel.send("Accessibility.getFullAXTree", {"frameId": frame})["nodes"]]
    channel.detach()
    return nodes


def heard(person: Any) -> set[str]:
    """Every text, name, description and role that the page and the sheet in it tell screen readers."""
    try:
        nodes = heard_nodes(person)
    except Error:  # a frame was made anew in between
        person.settle()
        nodes = heard_nodes(person)
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


@cache
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
    found = {*FILES, words_in("en")("page.language"), words_in("zh")("page.language")}
    found |= {in_each_language("page.title"), in_each_language("page.language-label")}
    for app in verdict.assessment.apps:
        found |= {say.name(app), say.name(app).removesuffix(say.words.guess_mark), app.profile.bundle_id}
        for contact in say.contacts(app):
            found |= {contact.owner, *contact.domains}
    phone = load_content("android")
    found |= {package for row in phone.apps.values() for package in row.android}
    found |= {way.command for way in phone.getting_report}
    for source in content.sources.values():
        found |= {source.title[lang], source.short[lang], source.article[lang] if source.article else ""}
    return sorted((plain(name) for name in found if name), key=len, reverse=True)


@cache
def stray(said: str, lang: Lang) -> tuple[str, ...]:
    """Words of another language than the page's in what is said."""
    said = SIZE.sub("", ADDRESS.sub("", said))
    for name in names(lang):
        said = said.replace(name, " ")
    if lang == "en":
        return tuple(HAN.findall(said))
    return tuple(word for word in LATIN.findall(IN_BRACKETS.sub("", said)) if word not in own_words())


def in_another_language(said: set[str], lang: Lang) -> dict[str, tuple[str, ...]]:
    """What is said with words of another language than the page's, and these words."""
    return {each: words for each in said if (words := stray(each, lang))}
