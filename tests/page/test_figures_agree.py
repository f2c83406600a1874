"""One number is the same wherever it stands: gauge, headline, walk, list and sheet of the page, the JSON, and the text of the command line.

Held on the sample week, two real reports and thirty made-up phones; each without a plan, in the middle of the walk, and with all done.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from report_lines import access, at, ndjson, network
from streamlit.testing.v1 import AppTest

from coach.__main__ import main
from coach.content import FOLDER, load_content
from coach.judge import Verdict, judge
from coach.models import LANGS, Lang
from coach.needs import Needs
from coach.page.session import Session
from coach.pictures import by_hour, week_picture
from coach.plan import NOTHING_TOLD, Plan, already, decide, made_from, save_plan
from coach.reading import read_report
from coach.tables import app_rows, apps_table
from coach.trend import weekly
from coach.wording import Wording
from coach.words import Words, words_in

OpenPage = Callable[..., AppTest]
CONTENT = load_content()
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
PHONES = 30
NAMES = ("sample", "plaso-2022", "reporthar-2024", *(f"phone {number}" for number in range(PHONES)))
KNOWN = (
    "com.tencent.xin",
    "com.meituan.imeituan",
    "com.taobao.taobao4iphone",
    "com.autonavi.amap",
    "com.cmbchina.MPBBank",
    "com.strava.stravaride",
    "com.xingin.discover",
    "com.zhihu.ios",
    "com.ss.iphone.ugc.Aweme",
    "net.whatsapp.WhatsApp",
    "org.whispersystems.signal",
    "org.mozilla.ios.Firefox",
    "com.apple.weather",
)
QUIET = ("org.whispersystems.signal", "net.whatsapp.WhatsApp")
"""Messengers: that they look in the contacts now and then is what they are for."""
PERMISSIONS = ("location", "contacts", "photos", "camera", "microphone", "mediaLibrary")
HOSTS = ("ulogs.umeng.com", "doubleclick.net", "app-measurement.com", "nobody.example", "203.0.113.17")
DAYS = 8
# How many apps do how much, from a phone that is as it should be to one that is far from it.
HABITS = (("rare",), ("rare", "daily"), ("rare", "daily", "nightly"), ("daily", "nightly", "hourly"), ("nightly", "hourly", "always"))
MARKS = re.compile(r"\\(?=[^\w\s])|\*\*|:small\[|\](?= |$)")
BOX = re.compile(r'class="box"[^>]*>(✓?)</span><div><p class="what">')
GRADE = re.compile(r'<p class="grade"><b>(.)</b><span>(.*?)</span></p>')


class Sheet(NamedTuple):
    """What the sheet of paper says in figures."""

    grade: str
    score: str
    """In words; both are empty where there is no score."""
    ticked: tuple[bool, ...]
    """Of each change on it, whether its box is ticked."""


def looks(app: str, permission: str, habit: str, random: Random) -> Iterator[str]:
    """Accesses of an app in a week: a few by day, one on each day, one in each night, each hour, or every ten minutes."""
    for day in range(DAYS):
        minute = random.randrange(60)
        if habit == "rare" and day % 4 == 0:
            yield from access(app, permission, at(14, minute, day=day))
        elif habit == "daily":
            yield from access(app, permission, at(random.randrange(9, 21), minute, day=day))
        elif habit == "nightly":
            yield from access(app, permission, at(3, minute, day=day))
        elif habit in ("hourly", "always"):
            times = [(hour, each) for hour in range(24) for each in (range(0, 60, 10) if habit == "always" else [minute])]
            for hour, each in times:
                yield from access(app, permission, at(hour, each, day=day))


def phone(number: int) -> bytes:
    """A made-up phone with a whole week recorded; every fifth has only messengers, every third an app that nobody knows."""
    random, habits = Random(number), HABITS[number % len(HABITS)]
    lines = [line for day in range(DAYS) for line in access(QUIET[0], "contacts", at(12, day=day))]
    for app in QUIET if number % len(HABITS) == 0 else random.sample(KNOWN, random.randrange(2, 9)):
        for permission in ["contacts"] if app in QUIET else random.sample(PERMISSIONS, random.randrange(1, 4)):
            lines += looks(app, permission, random.choice(habits), random)
        lines += [line for host in random.sample(HOSTS, random.randrange(3)) for line in network(app, host, at(9))]
    if number % 3 == 0:
        lines += looks(f"com.example.nobody{number}", random.choice(PERMISSIONS), random.choice(habits), random)
    for day in range(number % 4):
        lines += access(QUIET[1], "photos", at(15, day=day), picker=True)
    if number % 2:  # one app under two ids, as two exports list it: two looks and a choice that were there already
        lines += [line for day in range(2) for line in access(QUIET[0].upper(), "contacts", at(12, day=day))]
        lines += access(f"5Q4J53EFRC.{QUIET[1]}", "photos", at(15), picker=number % 4 > 0)
    return ndjson(lines)


@cache
def report_of(name: str) -> bytes:
    if name.startswith("phone"):
        return phone(int(name.split()[1]))
    path = FOLDER / "ios" / "sample.ndjson" if name == "sample" else SAMPLES / f"{name}.ndjson"
    if not path.is_file():
        pytest.skip(f"the real reports are not on this machine ({SAMPLES})")
    return path.read_bytes()


@cache
def judged(name: str) -> Verdict:
    """What there is to decide about. No figure is compared with it."""
    return judge(read_report([(f"{name}.ndjson", report_of(name))]), CONTENT)


def plans(verdict: Verdict) -> dict[str, Plan]:
    """None; half of the changes made, one kept, one told to be so already, one put off; all made. Without changes only the first."""
    changes, last = verdict.changes, verdict.report.summary.last
    assert last is not None
    decided, begun = last + timedelta(hours=1), Plan(report=made_from(verdict.report, verdict.assessment))
    half, done = begun, begun
    for number, item in enumerate(changes):
        done = decide(done, item, "done", decided)
        if number < len(changes) // 2:
            half = decide(half, item, "done", decided)
    for number, item in enumerate(changes[len(changes) // 2 :][:3]):
        half = already(half, item) if number == 1 else decide(half, item, "later" if number else "keep", decided)
    return {"none": Plan()} | ({"half": half, "done": done} if changes else {})


def unmarked(text: str) -> str:
    """Text as it is read, without Markdown's marks."""
    return MARKS.sub("", text)


def on_sheet(html: str) -> Sheet:
    grade, score = found.groups() if (found := GRADE.search(html)) else ("", "")
    return Sheet(grade, unescape(score), tuple(bool(tick) for tick in BOX.findall(html)))


def expected_on_sheet(told: dict[str, Any], words: Words) -> tuple[str, str]:
    """Grade and score as the sheet says them, out of the JSON."""
    if told["grade"] is None:
        return "", ""
    before, now = told["score"], told["progress"]["score"]
    score = words("summary.score", score=now) if now == before else words("summary.score-now", before=before, score=now)
    return told["progress"]["grade"], score


def cell(app: dict[str, Any], told: dict[str, Any], words: Words) -> str:
    """The score of an app in the list, out of the JSON."""
    before, after = app["score"], told["progress"]["apps"].get(app["bundle_id"], app["score"])
    if before is None:
        return "?" if app["state"] == "asked" else "\u2007"
    if before == after:
        return words("page.score", score=before, grade=app["grade"])
    return words("page.score-from", before=before, score=after, grade=CONTENT.rules.grade_of(after))


def progress_told(told: dict[str, Any], words: Words) -> str:
    """How far the person has come, out of the JSON."""
    progress = told["progress"]
    sentences = [words("progress.done", done=progress["done"] + progress["already"], all=progress["total"])]
    if progress["done"] and told["score"] is not None:
        sentences.append(words("progress.score", before=told["score"], after=progress["score"]))
    sentences += [words(f"progress.{name}", n=progress[name]) for name in ("won", "kept", "later") if progress[name]]
    return words.together(*sentences)


def command_line(
    folder: Path, report: bytes, plan: Plan, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, Any], str, str]:
    """The JSON, the text, and the sheet that `python -m coach` gives."""
    paths = {name: folder / name for name in ("report.ndjson", "plan.json", "verdict.json", "sheet.html")}
    paths["report.ndjson"].write_bytes(report)
    paths["plan.json"].write_bytes(save_plan(plan).encode())
    given = [str(paths["report.ndjson"]), "--lang", lang, *(["--plan", str(paths["plan.json"])] if plan != Plan() else [])]
    assert main([*given, "--json", str(paths["verdict.json"]), "--summary", str(paths["sheet.html"])]) == 0
    capsys.readouterr()
    assert main(given) == 0
    text = capsys.readouterr().out
    return json.loads(paths["verdict.json"].read_text("utf-8")), text, paths["sheet.html"].read_text("utf-8")


def draw(page: AppTest, report: bytes, plan: Plan) -> AppTest:
    """A visit in which the list of apps is shown as a whole and these files are dropped; the page knows of none before."""
    files = [("report.ndjson", report, "text/plain")]
    if plan != Plan():
        files.append(("plan.json", save_plan(plan).encode(), "text/plain"))
    page.session_state["session"] = Session(chosen={"apps_more": True})
    page.file_uploader(key="report_files").set_value(files).run()
    assert not page.exception
    return page


def assert_first_screen(page: AppTest, told: dict[str, Any], text: str, words: Words) -> None:
    """Gauge and headline."""
    said, score, grade = text.splitlines(), told["progress"]["score"], told["progress"]["grade"]
    assert unmarked(page.header[0].value) in said
    if score is None:
        assert (told["score"], told["grade"], len(page.metric)) == (None, None, 0)
        return
    scored = {"score": score, "grade": grade}
    sentences = {words("verdict.phone", **scored, meaning=words(f"grade.{grade}")), words("verdict.phone-waiting", **scored)}
    assert len(sentences & set(said)) == 1
    assert page.get("vega_lite_chart")[0].proto.alt in sentences
    before = told["score"]
    value = words("page.score", **scored) if score == before else words("page.score-from", before=before, **scored)
    assert [metric.value for metric in page.metric] == [value]


def assert_walk(page: AppTest, told: dict[str, Any], text: str, words: Words) -> None:
    """Progress line, bar and what is left on each screen."""
    progress = told["progress"]
    assert progress["total"] == sum(progress[name] for name in ("done", "already", "kept", "later", "left"))
    bars = [bar.proto for bar in page.get("progress")]
    assert len(bars) == bool(progress["total"])
    for bar in bars:
        line = progress_told(told, words)
        assert unmarked(bar.text) == line
        assert bar.value == int(100 * (progress["total"] - progress["left"] - progress["later"]) / progress["total"])
        begun = progress["total"] > progress["left"]
        assert (line in text.splitlines()) == (begun and progress["score"] is not None)
    screens = [group.proto.options for group in page.get("button_group") if group.proto.id.endswith(f"walk_screen {words.lang}")]
    assert len(screens) == bool(told["screens"])
    left = [found for options in screens for option in options if (found := re.search(r" · (\d+)$", option.content))]
    assert sum(int(found[1]) for found in left) == progress["left"]


def assert_list(page: AppTest, told: dict[str, Any], words: Words) -> None:
    keyed = {button.key or "": button.label for button in page.button}
    rows = {key.removeprefix("open "): label for key, label in keyed.items() if key.startswith("open ")}
    shown = {bundle_id: re.findall(r":small\[((?:\\.|[^\\\]])*)\]", label)[0] for bundle_id, label in rows.items()}
    assert [(app, unmarked(score)) for app, score in shown.items()] == [(app["bundle_id"], cell(app, told, words)) for app in told["apps"]]


def assert_looks(page: AppTest, told: dict[str, Any], text: str, words: Words) -> None:
    """The total, without what was chosen in the picker: of the whole, of all apps, in the text, below the headline, and in the list."""
    report, apps = told["report"], [use for app in told["apps"] for use in app["accesses"].values()]
    all_looks, picked = sum(report["accesses"].values()), sum(report["picker_accesses"].values())
    assert (all_looks, picked) == (sum(use["count"] for use in apps), sum(use["picker"] for use in apps))
    counted = words("count.looks", n=all_looks)
    beside = words("ios.picked", n=picked)
    (line,) = [line for line in text.splitlines() if words("count.contacts", n=report["hits"]) in line and counted in line]
    assert (beside in line) == (picked > 0)
    assert [caption for caption in page.caption if line in unmarked(caption.value)]
    rows = [button.label for button in page.button if (button.key or "").startswith("open ")]
    shown = [re.findall(r":small\[((?:\\.|[^\\\]])*)\]", label)[1] for label in rows]
    assert sum(int(re.sub(r"\D", "", each) or 0) for each in shown) == all_looks


def assert_sheet(page: AppTest, html: str, told: dict[str, Any], plan: Plan, words: Words) -> None:
    """Score, boxes, and the changes for which there was no room; on the page and from the command line."""
    sheet = on_sheet(page.get("iframe")[0].proto.srcdoc)
    assert sheet == on_sheet(html)
    assert (sheet.grade, sheet.score) == expected_on_sheet(told, words)
    done = {(choice.bundle_id, choice.permission) for choice in plan.of("done")}
    kept = {(choice.bundle_id, choice.permission) for choice in plan.of("keep")}
    changes = [(item["bundle_id"], item["permission"]) for item in told["advice"] if item["bundle_id"]]
    meant = [place for place in changes if place not in kept]
    shown = meant[: len(sheet.ticked)]
    by_screen = [place for screen in told["screens"] for place in shown if place[1] == screen["screen"]]
    assert sheet.ticked == tuple(place in done for place in by_screen)
    if len(shown) == len(meant):
        assert sum(sheet.ticked) == told["progress"]["done"]
    else:
        assert words("verdict.more", n=len(meant) - len(shown)) in unescape(html)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_the_same_wherever_it_stands(
    open_page: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    report, lang = report_of(name), LANGS[NAMES.index(name) % len(LANGS)]
    words, page = words_in(lang), open_page(lang)
    for plan in plans(judged(name)).values():
        told, text, html = command_line(tmp_path, report, plan, lang, capsys)
        draw(page, report, plan)
        assert_first_screen(page, told, text, words)
        assert_walk(page, told, text, words)
        assert_list(page, told, words)
        assert_looks(page, told, text, words)
        assert_sheet(page, html, told, plan, words)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_and_picture_holds_the_same_looks(name: str) -> None:
    """Without what was chosen in the picker, which is told apart."""
    verdict, lang = judged(name), LANGS[NAMES.index(name) % len(LANGS)]
    words, summary = words_in(lang), verdict.report.summary
    say = Wording(CONTENT, words, 18, summary)
    hours = by_hour(verdict.assessment.apps)
    assert sum(hours.values()) == summary.looks
    if not week_picture(summary, hours, say).title.endswith(words("picture.week-cut", n=14)):
        assert week_picture(summary, hours, say).table["count"].sum() == summary.looks
    table = apps_table(verdict.assessment.apps, say)
    assert table[words("table.looks")].sum() == summary.looks
    assert (table[words("table.picked")].sum() if words("table.picked") in table else 0) == summary.picked
    rows = app_rows(verdict.assessment.apps, {}, say)
    assert sum(row.looks for row in rows) == summary.looks
    weeks = weekly(verdict.report, Needs(CONTENT), NOTHING_TOLD)
    inside = verdict.report.accesses
    if weeks:
        inside = inside[inside["begin"] > weeks[0].begin.astimezone(UTC).replace(tzinfo=None)]
        assert sum(week.looks for week in weeks) == int((~inside["picker"]).sum())
        assert sum(week.picked for week in weeks) == int(inside["picker"].sum())


def test_the_made_up_phones_are_of_every_kind() -> None:
    """Else the comparison above would hold of less than it says."""
    verdicts = [judged(f"phone {number}") for number in range(PHONES)]
    assert {verdict.assessment.grade for verdict in verdicts} >= set("ABCDE")
    assert sum(bool(verdict.asked) for verdict in verdicts) > 3
    assert sum(not verdict.changes for verdict in verdicts) > 3
    assert sum(verdict.report.summary.picked > 1 for verdict in verdicts) > 3
    assert max(len(verdict.changes) for verdict in verdicts) > 7, "more than the sheet has room for"
