"""A real Chromium shows a report that holds every hostile string at once: it loads nothing, runs nothing, and shows what is written."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hostile import HOSTILE, app_id, lines
from report_lines import at, ndjson
from test_a_visit import LANGUAGES, assert_nothing_left, choose
from visits import VERDICT, keyed

from coach.models import Lang
from coach.page.portion import SHOWN
from coach.page.streamlit_private import PARTS
from coach.plan import LONGEST_NOTE, Choice
from coach.text import plain
from coach.words import words_in

# Opened one after the other: what Markdown, HTML, KaTeX, directives, links and directions could make of a name. Several stand in the
# name of one app; first what could make something else of a line that begins with it.
OPENED = [
    " ".join(HOSTILE[name] for name in names)
    for names in (
        ("reference link", "markdown picture", "coloured text", "arrows"),
        ("svg", "bare www", "vega field path", "rtl override"),
        ("html end of everything", "e-mail address", "product icon"),
    )
]
ALL = [*HOSTILE.values(), *OPENED]
LEAST = {"list": len(ALL), "contacts": 2, "points": 10}
"""Rows of each table: a picture shows the first few apps, and each app contacts itself and a host of that name."""
SHOWS_OTHER_ROWS = """before => document.querySelector(".st-key-walk_card").innerText !== before"""
MADE_OF_STRINGS = """() => [...document.querySelectorAll('MAIN *')].filter(element =>
    !element.closest('a[href^="#"]')
    && element.matches('TEXT :is(img, svg, iframe, form, input, table, code, pre, blockquote, script, style)')
    || element.matches('.katex, math, base, meta, object, embed')
    || (element.matches('a') && !(element.getAttribute('href') || '').startsWith('#'))
).map(element => element.outerHTML.slice(0, 300))""".replace("MAIN", PARTS["main"]).replace("TEXT", PARTS["text"])


def one_line(text: str) -> str:
    """As a browser sets it: a row of blanks is one."""
    return re.sub(r"\s+", " ", text).strip()


def hostile_files(folder: Path) -> list[Path]:
    """A report with all the strings, some of them together as well; and a plan in which they are what the person calls the apps, and why
    each is kept as it is."""
    report, plan = folder / "report.ndjson", folder / "plan.json"
    report.write_bytes(ndjson(line for text in ALL for line in lines(text)))
    # Ids that can be told apart in a list of names; what they hold stands in their captions.
    named = {app_id(text): {"name": plain(text), "types": ["gaming"]} for text in ALL if text.strip()}
    kept = [
        Choice(
            bundle_id=app_id(text),
            permission="location",
            setting="while-using",
            decision="keep",
            decided=at(12, day=30),
            reason="own",
            note=plain(text)[:LONGEST_NOTE],
        ).model_dump(mode="json")
        for text in ALL
    ]
    plan.write_text(json.dumps({"schema": 2, "choices": kept, "apps": named}), encoding="utf-8")
    return [plan, report]


def search_for(person: Any, text: str) -> None:
    search = person.page.locator(".st-key-search input")
    search.fill(text)
    search.press("Enter")
    person.settle()


def open_app(person: Any, text: str) -> None:
    """Searches the list for the app of a string, and opens its story; others may hold that string, too."""
    search_for(person, plain(text))
    person.page.locator(f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', f'open {app_id(text)}')} button").click()
    person.settle()


def test_every_hostile_string_at_once_loads_nothing_runs_nothing_reads_as_written_and_is_no_formula_in_a_file(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    """In one language: what makes a name harmless is the same in both, and without a browser they are tried in both."""
    lang: Lang = "en"
    person = visit(LANGUAGES[lang])
    dialogs: list[str] = []

    def note(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    person.page.on("dialog", note)
    person.page.locator(PARTS["drop"]).set_input_files(hostile_files(tmp_path))
    person.page.wait_for_selector(VERDICT, timeout=60_000)
    person.settle()
    person.keep_picture(f"hostile-{lang}")
    made: list[str] = []
    unread: list[str] = []
    named = [text for text in ALL if text.strip()]  # the others are asked about, so there is nothing to change
    decided = card = ""
    for first in range(0, len(named), SHOWN):
        told = words_in(lang)("page.portion", first=first + 1, last=min(first + SHOWN, len(named)), all=len(named))
        choose(person, f".st-key-rows_portion-{lang} input", told)
        person.page.wait_for_function(SHOWS_OTHER_ROWS, arg=card)
        person.settle()
        card = person.page.locator(".st-key-walk_card").inner_text()
        decided += one_line(card)
        made += person.page.evaluate(MADE_OF_STRINGS)
    unread += [text for text in named if decided.count(one_line(plain(text)[:LONGEST_NOTE])) < 2]
    for name in OPENED:
        open_app(person, name)
        shown = one_line(person.text())
        unread += [text for text in map(one_line, (plain(app_id(name)), f"{plain(name)}: ")) if text not in shown]
        made += person.page.evaluate(MADE_OF_STRINGS)
    person.keep_picture(f"hostile-app-{lang}")
    formulas = formulas_in_files(person, tmp_path)
    assert dialogs == []
    assert person.page.evaluate("window.obeyed") is None
    assert_nothing_left(person)
    assert list(dict.fromkeys(made)) == []
    assert unread == []
    assert formulas == {table: [] for table in LEAST}


def formulas_in_files(person: Any, tmp_path: Path) -> dict[str, list[str]]:
    """Cells that a program for tables would obey: in the list of apps, the table under a picture, and that of an app's contacts."""
    search_for(person, "")
    person.page.evaluate("delete window.showSaveFilePicker")
    cells = {}
    for table, least in LEAST.items():
        button = button_to_save(person, table)
        with person.page.expect_download() as saved:
            button.click()
        saved.value.save_as(tmp_path / "table.csv")
        with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) > least, table
        cells[table] = [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    return cells


def button_to_save(person: Any, table: str) -> Any:
    """Brings one of the tables into sight, and gives what saves it."""
    if table == "list":
        person.page.locator(".st-key-more_filters summary").click()
        person.settle()
        return person.page.locator(".st-key-save_csv button")
    if table == "contacts":
        open_app(person, HOSTILE["formula of a table, a command"])
    else:
        person.page.locator(".st-key-view-en").get_by_text(words_in("en")(f"view.{table}"), exact=True).click()
        person.settle()
    folded = person.page.locator(keyed(table)).filter(has=person.page.locator(":scope > * summary")).last
    folded.locator("summary").click()
    folded.locator(PARTS["table"]).wait_for()
    person.settle()  # what opens is drawn in steps, and a press in between can be lost
    folded.locator(PARTS["table"]).hover()
    return folded.get_by_role("button", name=words_in("en")("streamlit.save-table"))
