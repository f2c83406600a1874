"""Each hostile string in what leaves the page: the one page of paper, the JSON, the command line, and the pictures."""

import json
import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import altair as alt
import pytest
from each import each
from hostile import HOSTILE, app_id, lines, said
from report_lines import access, at, ndjson, read

from coach.__main__ import main
from coach.activity import activities
from coach.catalogue import profile
from coach.charts import across_chart, clock_chart, companies_chart, points_chart, week_chart
from coach.content import load_content
from coach.judge import judge
from coach.models import LANGS, Assessment, Lang, Report
from coach.needs import Needs
from coach.page.section_apps import _json
from coach.pictures import Clock, Picture, across_picture, beside, by_hour, clock, companies_picture, points_picture, week_picture
from coach.plan import Plan
from coach.plan import Told as Said
from coach.scoring import assess
from coach.summary import _cut, summary_html
from coach.tables import apps_table, contacts_table
from coach.text import ISOLATES, plain, unseen
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
HARMLESS = "quiet"
LONGEST_NAME = 10_000
"""Longer ones are refused; from 200 on a name is cut."""


def hidden(text: str) -> set[str]:
    """Signs of a text that can't be seen, but for line ends and the ones that our own sentences put around right-to-left names."""
    return {character for character in set(text) - {"\n", *ISOLATES} if unseen(character)}


def loose(text: str) -> list[str]:
    """The lines of a text in which right-to-left signs could change places with what stands beside them."""
    outside = re.sub(r"\u2068[^\u2066-\u2069]*\u2069", "", text)
    return [line for line in outside.splitlines() if {unicodedata.bidirectional(character) for character in line} & {"R", "AL", "AN"}]


RIGHT_TO_LEFT = [name for name, text in HOSTILE.items() if loose(text)]


class Document(HTMLParser):
    """Every tag with its attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.text = ""
        self.pieces: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for name, value in attrs if name not in ("alt", "aria-label", "title")]

    def handle_data(self, data: str) -> None:
        self.text += data
        self.pieces.append(data)


@cache
def paper(text: str, lang: Lang, name: str = "") -> Document:
    report = read(ndjson(lines(text)))
    verdict = judge(report, CONTENT, Plan(apps=said(text, name)))
    say = Wording(CONTENT, words_in(lang), CONTENT.versions[-1])
    return Document(summary_html(verdict, say, print_button=True))


@pytest.mark.parametrize("lang", LANGS)
@each("name", HOSTILE)
def test_no_tag_or_attribute_of_the_paper_comes_from_a_string(name: str, lang: Lang) -> None:
    found, harmless = paper(HOSTILE[name], lang), paper(HARMLESS, lang)
    assert found.tags == harmless.tags
    assert [value for value in found.values if value not in harmless.values and "evil" in value] == []
    say = Wording(CONTENT, words_in(lang), CONTENT.versions[-1])
    shown = _cut(say.called(profile(app_id(HOSTILE[name]), CONTENT, {})))
    assert shown in found.text


@pytest.mark.parametrize("lang", LANGS)
@each("name", HOSTILE)
def test_a_name_given_by_the_person_stands_on_the_paper_as_written(name: str, lang: Lang) -> None:
    given = HOSTILE[name][:LONGEST_NAME]
    found = paper(HARMLESS, lang, given)
    assert found.tags == paper(HARMLESS, lang).tags
    assert _cut(plain(given)) in found.text
    assert not hidden(found.text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_a_name_from_right_to_left_changes_places_with_nothing_on_the_paper(name: str, lang: Lang) -> None:
    called = _cut(plain(HOSTILE[name]))
    assert set(loose("\n".join(paper(HARMLESS, lang, HOSTILE[name]).pieces))) <= {called}, "a table's cell, where nothing stands beside it"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_a_name_from_right_to_left_changes_places_with_nothing_in_the_terminal_and_the_json(
    name: str, lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, types, plan = tmp_path / "report.ndjson", tmp_path / "types.json", tmp_path / "plan.json"
    report.write_bytes(ndjson(lines(HARMLESS) + lines("unknown")))
    told_of = {app_id(text): {"name": HOSTILE[name], "types": kinds} for text, kinds in ((HARMLESS, ["gaming"]), ("unknown", []))}
    choice = {"bundle_id": app_id(HARMLESS), "permission": "location", "setting": "while-using", "decided": at(12).isoformat()}
    kept = choice | {"permission": "contacts", "setting": "limited", "decision": "keep", "reason": "own", "note": HOSTILE[name]}
    types.write_text(json.dumps(told_of), encoding="utf-8")
    plan.write_text(json.dumps({"schema": 2, "choices": [choice | {"decision": "done"}, kept], "apps": {}}), encoding="utf-8")
    given = [str(report), "--types", str(types), "--plan", str(plan), "--lang", lang]
    assert main(given) == 0
    out = capsys.readouterr().out
    assert plain(HOSTILE[name]) in out
    assert loose(out) == []
    assert main([*given, "--json", "-"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    sentences = [finding["sentence"] for app in verdict["apps"] for finding in app["findings"]]
    for item in verdict["advice"]:
        sentences += [item["why"], item["breaks"], item["keeps"], item["milder_setting"], item["stricter"], item["undo"], *item["steps"]]
    for app in verdict["apps"]:
        sentences += [*app["told"], app["question"]]
    assert any(plain(HOSTILE[name]) in sentence for sentence in sentences)
    assert loose("\n".join(sentences)) == []
    assert {app["name"] for app in verdict["apps"]} == {plain(HOSTILE[name])}, "as it is, for programs"


@pytest.mark.parametrize("lang", LANGS)
def test_the_json_gives_every_string_back(lang: Lang, tmp_path: Path) -> None:
    report, target = tmp_path / "report.ndjson", tmp_path / "verdict.json"
    report.write_bytes(ndjson(line for text in HOSTILE.values() for line in lines(text)))
    assert main([str(report), "--json", str(target), "--lang", lang]) == 0
    written = target.read_text(encoding="utf-8")
    assert not {character for character in set(written) - {"\n"} if unseen(character)}, "whoever looks at the file in a terminal"
    verdict = json.loads(written)
    apps = {app["bundle_id"]: app for app in verdict["apps"]}
    assert verdict["problems"] == []
    assert set(apps) == {app_id(text) for text in HOSTILE.values()}
    for text in HOSTILE.values():
        hosts = {host for contact in apps[app_id(text)]["network"]["contacts"] for host in contact["domains"]}
        assert hosts == {text, f"{text}.host.example"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_command_line_prints_one_verdict_without_control_characters(
    lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed(text: str) -> str:
        report = tmp_path / "report.ndjson"
        report.write_bytes(ndjson(lines(text)))
        assert main([str(report), "--lang", lang]) == 0
        return capsys.readouterr().out

    verdict_lines = printed(HARMLESS).count("\n")
    for name, text in HOSTILE.items():
        out = printed(text)
        assert out.count("\n") == verdict_lines, name
        assert not hidden(out), name
        assert loose(out) == [], name
        assert profile(app_id(text), CONTENT, {}).name[lang] in out, name


@pytest.mark.parametrize("name", list(HOSTILE)[::2])
def test_a_name_from_a_file_of_types_prints_no_control_characters(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report, types = tmp_path / "report.ndjson", tmp_path / "types.json"
    report.write_bytes(ndjson(lines(HARMLESS)))
    given = HOSTILE[name][:LONGEST_NAME]
    for kinds in ([], ["gaming"]):
        types.write_text(json.dumps({app_id(HARMLESS): {"name": given, "types": kinds}}), encoding="utf-8")
        assert main([str(report), "--types", str(types), "--lang", "en"]) == 0
        out = capsys.readouterr().out
        assert not hidden(out)
        assert plain(given) in out
        assert max(map(len, out.split("\n"))) < 2000


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_of_apps_saved_as_json_on_the_page_can_be_looked_at_in_a_terminal(lang: Lang) -> None:
    report = read(ndjson(line for text in HOSTILE.values() for line in lines(text)))
    verdict, say = judge(report, CONTENT), Wording(CONTENT, words_in(lang), CONTENT.versions[-1])
    ids = [app.profile.bundle_id for app in verdict.assessment.apps[:5]]
    saved = _json(verdict, say, ids).decode()
    assert not {character for character in set(saved) - {"\n"} if unseen(character)}
    assert [app["bundle_id"] for app in json.loads(saved)["apps"]] == ids


@pytest.mark.parametrize("half", ["\\ud83d", "a\\udc00b"])
def test_half_of_a_surrogate_pair_is_left_out_and_counted(half: str) -> None:
    good = access("com.example.chat", "photos", at(9))
    bad = [line.replace("com.example.chat", half) for line in access("com.example.chat", "contacts", at(9))]
    report = read(ndjson(good + bad))
    assert [problem.code for problem in report.problems] == ["bad-encoding", "bad-encoding"]
    assert report.summary.lines == 4


def drawn(report: Report, seen: Assessment, say: Wording) -> dict[str, tuple[Picture | Clock, alt.Chart | alt.LayerChart]]:
    """Every picture of apps whose names, ids and contacts come from a report."""
    points, companies = points_picture(seen, say), companies_picture(seen, say)
    week = week_picture(report.summary, by_hour(seen.apps), say)
    across = across_picture(report, seen, "microphone", at(0).date(), say)
    pictures: dict[str, tuple[Picture | Clock, alt.Chart | alt.LayerChart]] = {
        "across": (across, across_chart(across.table, say.words)),
        "points": (points, points_chart(points.table, say.words)),
        "companies": (companies, companies_chart(companies.table, say.words)),
        "week": (week, week_chart(week.table, say.words)),
    }
    for number, app in enumerate(seen.apps):
        day = clock(report, app, "location", say)
        pictures[f"day of {number}"] = day, clock_chart(day, say.words)
    return pictures


def shape(chart: alt.Chart | alt.LayerChart) -> str:
    """What a picture is told to do, without what it is told to show."""
    spec = chart.to_dict(validate=False)
    spec.pop("datasets", None)
    return re.sub(r"data-[0-9a-f]{32}", "data", json.dumps(spec))


Told = tuple[dict[str, str], list[str], list[str]]
"""The shapes of the pictures, and the columns of the tables."""
TOGETHER = 8


def told(*texts: str) -> Told:
    """What pictures and tables are told to do for a report with these strings, each in an app of its own; that they show it is checked on
    the way."""
    report = read(ndjson(line for text in texts for line in [*lines(text), *access(app_id(text), "microphone", at(9))]))
    seen = assess(
        activities(report, CONTENT), Needs(CONTENT), Said(apps={app: naming for text in texts for app, naming in said(text).items()})
    )
    say = Wording(CONTENT, words_in("en"), CONTENT.versions[-1])
    pictures = drawn(report, seen, say)
    of_app = {app.profile.bundle_id: contacts_table(say.contacts(app), say.words) for app in seen.apps}
    apps = apps_table(seen.apps, say)
    assert {*apps.index} == {*of_app} == {app_id(text) for text in texts}
    for table in (*of_app.values(), *(beside(picture, say) for picture, _ in pictures.values())):
        cells = [cell for cell in table.to_numpy().ravel().tolist() if isinstance(cell, str)]
        assert not {character for cell in cells for character in cell if unseen(character)}
        begun = [unicodedata.normalize("NFKC", cell).lstrip()[:1] for cell in cells]
        assert not {*"=+-@"} & {*begun}, "a spreadsheet would take it for a formula"
    for text in texts:
        shown = of_app[app_id(text)].to_numpy().ravel().tolist()
        assert any(plain(text) in cell for cell in shown if isinstance(cell, str)), ascii(text[:300])
    assert {*pictures["points"][0].table["bundle_id"]} == {*pictures["across"][0].table["bundle_id"]} == {*of_app}
    (columns,) = {tuple(table.columns) for table in of_app.values()}
    return {name: shape(chart) for name, (_, chart) in pictures.items()}, list(apps.columns), list(columns)


@cache
def told_of_harmless(apps: int) -> Told:
    return told(*(f"{HARMLESS} {number}" for number in range(apps)))


@pytest.mark.parametrize("first", range(0, len(HOSTILE), TOGETHER))
def test_pictures_and_tables_take_strings_as_cells_only(first: int) -> None:
    texts = list(HOSTILE.values())[first : first + TOGETHER]
    assert told(*texts) == told_of_harmless(len(texts))
