"""Each hostile string, wherever a report or a person can put one: the page shows it as written, and nothing in it is live."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from altair.utils import schemapi
from google.protobuf.message import Message
from hostile import HOSTILE, app_id, lines
from report_lines import access, at, ndjson, network, read
from streamlit.testing.v1 import AppTest

from coach.activity import activities
from coach.catalogue import Naming, profile
from coach.content import load_content
from coach.identity import same_app
from coach.models import LANGS, Lang
from coach.page import section_method
from coach.page.look import SCRIPTS
from coach.page.portion import SHOWN
from coach.page.session import Loaded, Session
from coach.plan import LONGEST_NOTE, Plan, load_plan, save_plan
from coach.text import ISOLATES, plain
from coach.wording import Wording
from coach.words import words_in

OpenPage = Callable[..., AppTest]
APP = Path(__file__).resolve().parents[2] / "app.py"
CONTENT = load_content()
HARMLESS = "quiet"
GAME = Naming(types=("gaming",))
"""What the person says an app is, so that it loses points and has changes to make."""
# What Streamlit shows letter by letter, an address of the page's own making, or a name that only the program reads.
LITERAL = {
    "Selectbox.options",
    "MultiSelect.options",
    "TextInput.default",
    "TextInput.value",
    "VegaLiteChart.alt",
    "Selectbox.raw_value",
    "Html.body",
}
INNER = re.compile(r".*\.(id|url|form_id|element_id|raw_values|data)$")
# An empty piece of small text shows nothing; it keeps what stands before and behind it from being read as one sign.
APART = ":small[]"
LINKS = {"page.other-report": "#report", "walk.link": "#walk"}
OWN_LINKS = [f"[{words_in(lang)(key)}]({place})" for lang in LANGS for key, place in LINKS.items()]
OWN_MARKS = re.compile(
    "|".join([r":material/\w+:|\*\*-\d+\*\*|\*\*|^- |^\d+\. |  \n|\n(?=- )", *map(re.escape, (APART, *OWN_LINKS))]), re.MULTILINE
)
# A piece of small text that holds something: a cell of a line in the list, what a change costs, where to tap.
SMALL = re.compile(r":small\[((?:\\.|:small\[\]|:material/\w+:|[^\[\]\\])+)\]", re.DOTALL)
LIVE = re.compile(r"[\\`*_{}\[\]()#+!|<>:$~&@/\n\r\t]")
# What Streamlit makes of text after Markdown has been read, when a backslash helps no more: links, arrows and its own sign.
TURNED = re.compile(r"https?://[-\w]+\.\w|www\.\w|[-.\w+]@[-\w]+\.\w|<->|->|<-|--|>=|<=|~=|:streamlit:", re.IGNORECASE)
# All that the page sends as HTML, beside its stylesheet: marks of its own, and scripts that are the same whatever it holds.
HTML = re.compile(
    r'<i (lang="(en|zh-Hans)" data-unsaved="\d+"( data-(labels|silent|scripts)="[^"<>]+"){3}|data-turn="\d+" data-goal="[-.\w ]+")></i>'
    r"<script>(?P<script>.*)</script>",
    re.DOTALL,
)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class Sent(NamedTuple):
    """What one run sent to the browser."""

    texts: frozenset[tuple[str, str]]
    """Where (`Markdown.body`) and what."""
    cells: frozenset[str]
    papers: tuple[str, ...]

    def marked(self) -> set[str]:
        """All that the browser reads as Markdown."""
        return {text for where, text in self.texts if where not in LITERAL}


def strings(message: Message, where: str) -> Iterator[tuple[str, str]]:
    """Every string in a message, with its place."""
    for field, value in message.ListFields():
        place = f"{where.partition('.')[0]}.{field.name}"
        for each in value if field.is_repeated else [value]:
            if isinstance(each, Message):
                yield from strings(each, place)
            elif isinstance(each, str):
                yield place, each


def sent(page: AppTest) -> Sent:
    """All that the page sent, whatever the kind of element."""
    assert not page.exception
    assert not page.error
    found: set[tuple[str, str]] = set()

    def walk(node: Any) -> None:
        for child in getattr(node, "children", {}).values():
            if isinstance(message := getattr(child, "proto", None), Message):
                found.update(strings(message, type(message).__name__))
            walk(child)

    walk(page._tree)
    cells = {str(value) for table in page.dataframe for row in table.value.itertuples(index=False) for value in row}
    papers = tuple(frame.proto.srcdoc for frame in page.get("iframe"))
    texts = {(where, text) for where, text in found if not INNER.match(where) and where not in {"IFrame.srcdoc", "VegaLiteChart.spec"}}
    return Sent(frozenset(texts), frozenset(cells), papers)


@pytest.fixture(scope="module", autouse=True)
def _without_what_holds_nothing_of_a_report() -> Iterator[None]:
    """The last section holds nothing of a report, nor does what pictures are told to do (`test_hostile_outputs.py`): that it is as
    Vega-Lite wants it is tried in `test_charts.py`. Both would take most of the time of a run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section_method, "show", lambda content, words: None)
        patch.setattr(schemapi, "validate_jsonschema", lambda *given, **named: None)
        yield


@cache
def opened(lang: Lang) -> AppTest:
    """One page for each language; a report takes the place of the one before."""
    page = AppTest.from_file(APP, default_timeout=120)
    page.session_state["lang"] = lang
    return page.run()


def remember(page: AppTest, **changes: Any) -> None:
    """What the session shall remember."""
    page.session_state["session"] = replace(page.session_state["session"], **changes)


def choose(page: AppTest, **chosen: Any) -> None:
    """What the selections with these names shall be."""
    remember(page, chosen={**page.session_state["session"].chosen, **chosen})


def with_story(page: AppTest, app: str, *lines: str, fold: Iterable[str] = ()) -> AppTest:
    """The page as it is once a report with these lines is read, the person said that the app is a game, and its story is opened and all
    that the walk tells of it; and folds opened. In one run, where to drop the report and to open the story would take two."""
    report = same_app(read(ndjson(lines)), CONTENT)
    page.session_state["session"] = Session(
        loaded=Loaded(report, activities(report, CONTENT), sample=False),
        mine=Plan(apps={app: GAME}),
        unfolded=frozenset((app, topic) for topic in ("location", "contacts")),
        chosen={"view": "list", "open_app": app},
        files_read=page.session_state["session"].files_read,
    )
    for name in fold:
        page.session_state[name] = True
    page.run()
    assert "close_story" in {button.key for button in page.button}
    return page


def given(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    return page.file_uploader(key="report_files").set_value([(name, data, "text/plain") for name, data in files]).run()


@cache
def story(text: str, lang: Lang, app: str) -> Sent:
    """What the page sends for a report in which this app carries the string, with the app open and its contacts unfolded."""
    return sent(with_story(opened(lang), app, *lines(text, app), fold=(f"contacts {app}", f"sources {app}")))


@cache
def pictured(lang: Lang, texts: tuple[str, ...]) -> Sent:
    """What the page sends for a report in which an app for each string contacts a company of that name, with the picture of companies and
    its table, and with the picture of the week."""
    page = opened(lang)
    remember(page, mine=Plan())  # so that all of them are asked about
    choose(page, view="week")
    report = [line for text in texts for line in lines(text) + network(app_id(text), f"{text}.company.example", owner=text)]
    week = sent(given(page, ("report.ndjson", ndjson(report))))
    choose(page, view="companies")
    page.session_state["companies table"] = page.session_state["asked_more"] = True
    companies = sent(page.run())
    return Sent(week.texts | companies.texts, week.cells | companies.cells, companies.papers)


def of_report(text: str, lang: Lang, app: str) -> set[str]:
    """What is read as Markdown, without what stands there for a harmless report too."""
    return story(text, lang, app).marked() - story(HARMLESS, lang, app_id(HARMLESS)).marked()


def as_read(text: str) -> str:
    """Markdown as the person reads it."""
    return re.sub(rf"\\(.)|[{ISOLATES}]", r"\1", SMALL.sub(r"\1", text).replace(APART, ""), flags=re.DOTALL)


def assert_quiet(texts: set[str]) -> None:
    """Every sign that Markdown, HTML, KaTeX, emoji or directives start from has a backslash, or is one of the page's own marks."""
    for text in texts:
        left = OWN_MARKS.sub("", SMALL.sub(r"\1", re.sub(r"\\[!-/:-@\[-`{-~]", "", text)))
        assert not LIVE.search(left), text[:300]


def assert_fixed_html(page: Sent) -> None:
    sent_as_html = [text for where, text in page.texts if where == "Html.body" and not text.startswith("<style>")]
    assert sent_as_html
    for text in sent_as_html:
        told = HTML.fullmatch(text)
        assert told is not None, text[:300]
        assert told["script"] in SCRIPTS


def assert_nothing_hidden(texts: set[str]) -> None:
    for text in texts:
        assert not {unicodedata.category(character) for character in set(text) - {"\n", *ISOLATES}} & HIDDEN, ascii(text[:300])


@pytest.mark.parametrize(("name", "lang"), [(name, LANGS[number % 2]) for number, name in enumerate(HOSTILE)])
def test_a_string_of_a_report_is_shown_as_written_and_never_obeyed(name: str, lang: Lang) -> None:
    """Each in one of the languages, the next one in the other: what makes it harmless is the same in both."""
    text = HOSTILE[name]
    assert_a_backslash_before_every_sign(text, lang)
    assert_it_can_be_read_as_written(text, lang)
    assert_becomes_nothing(of_report(text, lang, app_id(text)))
    harmless = Tags(story(HARMLESS, lang, app_id(HARMLESS)).papers[0]).found
    assert Tags(story(text, lang, app_id(text)).papers[0]).found == harmless, "the preview of the paper"


def assert_a_backslash_before_every_sign(text: str, lang: Lang) -> None:
    found = of_report(text, lang, app_id(text))
    assert found
    assert_quiet(found)
    assert_fixed_html(story(text, lang, app_id(text)))
    assert_nothing_hidden({text for _, text in story(text, lang, app_id(text)).texts})


def assert_it_can_be_read_as_written(text: str, lang: Lang) -> None:
    app = app_id(text)
    seen, called = story(text, lang, app), Wording(CONTENT, words_in(lang), 18).called(profile(app, CONTENT, {}))
    read = {as_read(each).strip() for each in seen.marked()}
    assert plain(app).strip() in read, "the id under the name"
    assert any(each.startswith(f"{called}: ".lstrip() if lang == "en" else f"{called}：".lstrip()) for each in read), "the heading"
    assert any(f"**{called}**" in as_read(each) for where, each in seen.texts if where == "Button.label"), "the list of apps"
    assert any(each.startswith(f"**{called} → ") for each in read), "the walk"
    assert any(called.strip() in each for where, each in seen.texts if where == "VegaLiteChart.alt"), "the picture in words"
    assert any(plain(text) in shown for shown in seen.cells), "the company"
    assert any(plain(f"{text}.host.example") in shown for shown in seen.cells), "the web address"


def assert_becomes_nothing(texts: set[str]) -> None:
    """No link, arrow or sign."""
    for text in texts:
        for piece in OWN_MARKS.sub("\n", SMALL.sub(r"\n\1\n", text)).split("\n"):
            assert not TURNED.search(re.sub(r"\\(.)", r"\1", piece)), piece[:300]


TOGETHER = 8
"""As many apps as have all their companies in one picture."""


@pytest.mark.parametrize("first", range(0, len(HOSTILE), TOGETHER))
def test_strings_of_a_report_in_the_picture_of_the_companies_are_quiet_and_shown_as_written(first: int) -> None:
    lang = LANGS[first // TOGETHER % 2]
    texts = tuple(HOSTILE.values())[first : first + TOGETHER]
    seen = pictured(lang, texts)
    found = seen.marked() - pictured(lang, (HARMLESS,)).marked()
    assert found
    assert_quiet(found)
    assert_fixed_html(seen)
    assert_nothing_hidden({text for _, text in seen.texts})
    assert_becomes_nothing(found)
    for text in texts:
        name = profile(app_id(text), CONTENT, {}).name[lang]
        assert any(name in options for where, options in seen.texts if where == "Selectbox.options"), ascii(text[:300])
        assert any(plain(text) in shown for shown in seen.cells), ascii(text[:300])


@pytest.mark.parametrize("name", list(HOSTILE)[::3])
def test_a_string_that_is_the_whole_bundle_id_is_shown_as_written(name: str) -> None:
    text = HOSTILE[name]
    assert_quiet(of_report(text, "en", text))
    assert_nothing_hidden({each for _, each in story(text, "en", text).texts})
    # Markdown trims a line at both ends.
    assert plain(text).strip() in {as_read(each).strip() for each in story(text, "en", text).marked()}


class Tags(HTMLParser):
    """Every tag with its attributes' names, in order."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *(name for name, _ in attrs)))


def test_the_picture_of_the_days_takes_no_string_of_the_report(open_page: OpenPage) -> None:
    def pictures(text: str) -> list[dict[str, Any]]:
        page = with_story(open_page(), app_id(text), *lines(text))
        return [json.loads(chart.proto.spec) | {"data": ""} for chart in page.get("vega_lite_chart")]

    assert any(layer["encoding"].get("y", {}).get("field") == "day" for spec in pictures(HARMLESS) for layer in spec.get("layer", []))
    for name in ("vega field image", "vega field path", "vega field datum", "vega tooltip", "vega url"):
        assert pictures(HOSTILE[name]) == pictures(HARMLESS)


def test_of_two_apps_that_show_the_same_name_each_can_be_opened(open_page: OpenPage) -> None:
    report = ndjson(access("com.example.chat", "contacts", at(9)) + access("com.evil.chat", "contacts", at(9)))
    page = given(open_page(), ("report.ndjson", report))
    for app in ("com.example.chat", "com.evil.chat", "com.example.chat"):
        page.button(key=f"open {app}").click().run()
        assert app in {as_read(caption.value) for caption in page.caption}


def saved_plan() -> bytes:
    """A plan that somebody else wrote: every string as name of an app and as the words for keeping something."""
    decided = at(12, day=3).isoformat()
    choices = [
        {
            "bundle_id": app_id(text),
            "permission": permission,
            "setting": setting,
            "decision": decision,
            "decided": decided,
            "reason": "own" if decision == "keep" else "",
            "note": text[:LONGEST_NOTE] if decision == "keep" else "",
        }
        for text in HOSTILE.values()
        for permission, setting, decision in (("location", "while-using", "done"), ("contacts", "limited", "keep"))
    ]
    apps = {app_id(text): {"name": text[:10_000], "types": ["gaming"]} for text in HOSTILE.values()}
    return json.dumps({"schema": 2, "choices": choices, "apps": apps}).encode()


@cache
def planned(lang: Lang) -> Sent:
    page = AppTest.from_file(APP, default_timeout=120)
    page.session_state["lang"] = lang
    report = ndjson(line for text in HOSTILE.values() for line in lines(text))
    given(page.run(), ("plan.json", saved_plan()), ("report.ndjson", report))
    parts = []
    for number, first in enumerate(range(0, len(HOSTILE), SHOWN)):
        portions = dict.fromkeys((f"{name}_portion" for name in ("decided", "changes", "kept", "new", "apps")), first)
        choose(page, walk_screen=("location", "contacts")[number % 2], apps_more=True, **portions)
        page.session_state["decided"] = page.session_state["new_small"] = True
        parts.append(sent(page.run()))
    texts, cells = (frozenset().union(*found) for found in zip(*((part.texts, part.cells) for part in parts), strict=True))
    return Sent(texts, cells, parts[0].papers)


@pytest.mark.parametrize("lang", LANGS)
def test_names_and_notes_of_a_saved_plan_have_a_backslash_before_every_sign(lang: Lang) -> None:
    assert_quiet(planned(lang).marked() - story(HARMLESS, lang, app_id(HARMLESS)).marked() - own_words(lang))


@pytest.mark.parametrize("lang", LANGS)
def test_names_and_notes_of_a_saved_plan_hide_nothing_and_stay_short(lang: Lang) -> None:
    assert words_in(lang)("page.check") in planned(lang).marked()
    assert_nothing_hidden({text for _, text in planned(lang).texts})
    names = [text for where, text in planned(lang).texts if where == "Button.label"]
    assert len(names) > len(HOSTILE)
    assert max(map(len, names)) < 1000
    assert max(len(text) for text in planned(lang).marked()) < 2000


@pytest.mark.parametrize("lang", LANGS)
def test_names_and_notes_of_a_saved_plan_can_be_read_as_written(lang: Lang) -> None:
    read = "\n".join(as_read(text) for text in planned(lang).marked())
    listed = [as_read(label) for where, label in planned(lang).texts if where == "Button.label"]
    for name, text in HOSTILE.items():
        assert plain(text) in read, name
        assert any(line.startswith(f"**{plain(text)}**") for line in listed), name


def own_words(lang: Lang) -> set[str]:
    """Headings and labels that are the page's own, and stand there only beside a plan or a list of changes."""
    texts = words_in(lang).texts.values()
    kinds = {words_in(lang)("page.kind", kind=kind.name[lang]) for kind in CONTENT.types.values()}
    kinds |= {words_in(lang)("page.plan-taken", n=2 * len(HOSTILE)), words_in(lang)("walk.all-done", n=len(HOSTILE))}
    return kinds | {each for text in texts for each in (text if isinstance(text, list) else [text])}


def field(elements: Any, name: str) -> Any:
    """The field for one change, whose key begins with this name."""
    return next(element for element in elements if (element.key or "").startswith(name))


TYPED = [name for name in HOSTILE if HOSTILE[name].strip()][::5]


@pytest.mark.parametrize("name", TYPED)
def test_what_a_person_types_is_shown_as_written_and_saved(name: str) -> None:
    lang: Lang = LANGS[TYPED.index(name) % 2]
    text, app = HOSTILE[name], app_id(HARMLESS)
    page = with_story(opened(lang), app, *lines(HARMLESS))
    page.text_input(key=f"name {app}").set_value(text)
    field(page.button, "walk_keep").click().run()
    field(page.radio, "walk_reason").set_value("own")
    field(page.text_input, "walk_note").set_value(text[:LONGEST_NOTE]).run()
    seen, written = sent(page), plain(text.strip())
    plan = page.session_state["session"].mine
    remember(page, mine=Plan())

    assert_quiet(seen.marked() - story(HARMLESS, lang, app).marked() - own_words(lang))
    assert_nothing_hidden({each for where, each in seen.texts if where != "TextInput.value"})
    read = {as_read(each) for each in seen.marked()}
    assert any(each.startswith(f"{written}: " if lang == "en" else f"{written}：") for each in read)
    kept = str(words_in(lang).texts["walk.was-kept"])[:2]
    # Once in the name of the app, once in the words for keeping it.
    assert any(each.startswith(kept) and each.count(plain(text[:LONGEST_NOTE].strip())[:50]) >= 2 for each in read)
    assert load_plan(save_plan(plan).encode(), "plan.json", CONTENT) == plan
    assert plan.apps[app].name == written
