"""What CONTRIBUTING.md says is enough to add something, is enough: each addition is made in a copy of the project, or handed in."""

import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from report_lines import access, at, ndjson, read

from coach.catalogue import Naming
from coach.content import load_content
from coach.judge import judge
from coach.models import LANGS, Can, Platform, Report
from coach.plan import Plan, decide, load_plan, save_plan
from coach.reading import inputs, read_report
from coach.reading.ios import AppPrivacyReport
from coach.reading.reader import MAX_LINES, Lines

ROOT = Path(__file__).resolve().parent.parent
APP = "com.example.one"
ASKED = """
import io, json, sys
from contextlib import redirect_stdout
from coach.__main__ import main
from streamlit.testing.v1 import AppTest

def said(*arguments):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out):
        assert main([*arguments]) == 0
        out.flush()
    return out.buffer.getvalue().decode()

report, *more = sys.argv[2:]
told = {}
for lang in sys.argv[1].split(","):
    coach = [report, "--lang", lang, *more]
    told[lang] = [said(*coach), said(*coach, "--json", "-", "--summary", f"{lang}.html"), open(f"{lang}.html", encoding="utf-8").read()]
    page = AppTest.from_file("page.py", default_timeout=120)
    page.session_state["lang"] = lang
    page.run()
    page.button(key="sample").click().run()
    assert not page.exception, page.exception
    page.file_uploader(key="report_files").set_value([("week.ndjson", open(report, "rb").read(), "text/plain")]).run()
    assert not page.exception, page.exception
    told[lang].append("\\n".join([page.title[0].value, *(header.value for header in page.header)]))
print(json.dumps(told))
"""
"""All that the project says of a report, in one process: to load it takes longer than to ask it."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of all that runs, to add something to."""
    folder = tmp_path / "project"
    for name in ("coach", "content", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name)  # with what is compiled of it, that need not be compiled anew
    (folder / "page.py").write_text("from coach import page\n\npage.show()\n", encoding="utf-8")
    return folder


def all_outputs(project: Path, lines: Sequence[str], langs: Sequence[str], *more: str) -> dict[str, tuple[str, dict[str, Any], str, str]]:
    """By language: the verdict as text, JSON and paper on the command line, and title and headings of the page."""
    report = project / "week.ndjson"
    report.write_bytes(ndjson(lines))
    asked = [sys.executable, "-c", ASKED, ",".join(langs), str(report), *more]
    done = subprocess.run(asked, cwd=project, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return {lang: (text, json.loads(as_json), paper, page) for lang, (text, as_json, paper, page) in json.loads(done.stdout).items()}


# A language: a folder with its words, and one line of code.


def made_up(text: str) -> str:
    """English in capitals, but for placeholders: 'FOUND {n} APPS'."""
    return re.sub(r"\{\w+\}|[a-z]", lambda found: found[0] if len(found[0]) > 1 else found[0].upper(), text)


def write_toml(path: Path, table: dict[str, Any]) -> None:
    """Strings, lists and tables, as content/ has them. A JSON text is a TOML one, too."""
    lines = []

    def write(prefix: str, inside: dict[str, Any]) -> None:
        if prefix:
            lines.append(f"[{prefix}]")
        lines.extend(f"{key} = {json.dumps(value)}" for key, value in inside.items() if not isinstance(value, dict))
        for key, value in inside.items():
            if isinstance(value, dict):
                write(f"{prefix}.{key}".lstrip("."), value)

    write("", table)
    path.write_text("\n".join(lines), encoding="utf-8")


def translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: translated(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [translated(inner) for inner in value]
    return made_up(value)


@pytest.mark.slow
def test_a_third_language_is_a_folder_and_one_line(project: Path) -> None:
    folder = project / "content" / "xx"
    folder.mkdir()
    for name in ("words.toml", "ios.toml", "android.toml"):
        words = tomllib.loads((project / "content" / "en" / name).read_text(encoding="utf-8"))
        grammar = words.pop("grammar", None)
        made = translated(words)
        if grammar:
            # One form for one, one for few, one for many, as in Polish; a dot between thousands.
            plural = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
            made["grammar"] = grammar | {"tag": "xx-Made", "plural": plural, "thousands": ".", "small-numbers": []}
            made["count"]["times"] = ["ONCE", "{n} TIMES (FEW)", "{n} TIMES (MANY)"]
        write_toml(folder / name, made)
    # Of the tables only what has been translated so far; the rest stays English.
    (folder / "tables.toml").write_text('"Instant messaging" = "MESSAGING"\n"Photos" = "PICTURES"\n', encoding="utf-8")
    models = project / "coach" / "frozen.py"
    old = models.read_text(encoding="utf-8")
    models.write_text(old.replace('= ("en", "zh")', '= ("en", "zh", "xx")'), encoding="utf-8")
    assert models.read_text(encoding="utf-8") != old

    lines = [line for day in range(7) for line in access("com.tencent.xin", "photos", at(3, day=day))]
    lines += [line for minute in range(3) for line in access("org.whispersystems.signal", "contacts", at(9, minute))]
    text, as_json, paper, page = all_outputs(project, lines, ["xx"])["xx"]
    assert "PHONE: 89 OF 100, GRADE B: SOME SETTINGS CAN BE SMALLER." in text
    assert "WeChat: PICTURES → " in text, "a text of a table in the new language, with one that has none"
    assert as_json["score"] == 89
    assert '<html lang="xx-Made">' in paper
    assert "Signal looked in your contacts 3 TIMES (FEW)." in paper.replace("LOOKED", "looked"), "a form of its own for few"
    assert page.splitlines()[0] == "PRIVACY COACH"
    assert "SCREEN BY SCREEN" in page


# A permission: a row for the phone. No kind of app needs to say anything of it.


PERMISSION = """
[[permission]]
id = "smellSensor"
name = { en = "Smell", zh = "气味" }
did = { en = "smelled around you", zh = "闻了周围" }
label = { en = "Smell Sensor", zh = "气味传感器" }
app_page_label = { en = "Smell", zh = "气味" }
least = { needed = "on", while_using = "on", extra = "off", not_needed = "off", unknown = "on" }
ordinary = "on"
sources = ["permissions-apple"]

[[permission.setting]]
id = "off"
looks = false
labels = [{ from = 15, en = "Off", zh = "关" }]
breaks = { en = "The app smells nothing any more.", zh = "App 什么也闻不到了。" }
keeps = { en = "All else works as before.", zh = "其他照常。" }

[[permission.setting]]
id = "on"
labels = [{ from = 15, en = "On", zh = "开" }]
"""
SMELLS = [line for day in range(7) for line in access(APP, "smellSensor", at(3, day=day))]


def with_permission(folder: Path) -> None:
    table = folder / "ios" / "permissions.toml"
    text = table.read_text(encoding="utf-8")
    place = text.index("\n[[path]]")
    table.write_text(text[:place] + PERMISSION + text[place:], encoding="utf-8")


@pytest.mark.slow
def test_a_permission_is_a_row_of_content(project: Path) -> None:
    types = project / "types.json"
    types.write_text(json.dumps({APP: {"name": "Luma", "types": ["gaming"]}}), encoding="utf-8")
    with_permission(project / "content")
    told = all_outputs(project, SMELLS, LANGS, "--types", str(types))
    assert set(told) == set(LANGS)
    for lang, (_, as_json, paper, _) in told.items():
        assert as_json["report"]["accesses"] == {"smellSensor": 7}, "no longer counted as something new"
        (app,) = as_json["apps"]
        assert (app["score"], app["findings"]) == (100, []), "what no kind of app says anything of is free"
        assert {"en": "Luma smelled around you 7 times.", "zh": "Luma 闻了周围 7 次。"}[lang] in paper


def test_a_permission_that_a_rule_prices_is_judged_advised_and_kept_in_a_plan(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    text = (folder / "rules.toml").read_text(encoding="utf-8")
    assert text.rstrip().endswith("}]"), "the last rule ends with its steps"
    with_permission(folder)
    rule = """
[[rule]]
id = "smells"
tier = "excess"
measure = "nights"
levels = ["unknown"]
basis = "judgement"
title = { en = "Smells at night", zh = "夜里闻" }
reason = { en = "Nobody needs that.", zh = "用不着。" }
sources = ["house"]
[rule.steps]
smellSensor = [{ at = 3, points = -20 }]
"""
    (folder / "rules.toml").write_text(text + rule, encoding="utf-8")
    content = load_content(folder=folder)
    verdict = judge(read(ndjson(SMELLS)), content, Plan(apps={APP: Naming(types=("gaming",))}))
    (item,) = verdict.changes
    assert (item.permission, item.tier, item.setting, item.gain, item.finding.rule) == ("smellSensor", "excess", "off", 20, "smells")
    plan = decide(Plan(), item, "done", at(12, day=8))
    assert load_plan(save_plan(plan).encode(), "plan.json", content) == plan


# A phone: a reader, and its name.


EMPTY = read(b'{"_marker":"<metadata>"}\n')


class Diary:
    """Reads lines such as `dear diary: …`, and makes an empty report of them."""

    platform: Platform = "ios"

    def wants(self, name: str) -> bool:
        return name.endswith(".txt")

    def mine(self, name: str, text: bytes) -> bool:  # noqa: ARG002 (what a reader is asked)
        return text.startswith(b"dear diary")

    def read(self, text: bytes, progress: Callable[[float], None] = lambda share: None, most: int = MAX_LINES) -> Lines:
        assert most
        lines = text.splitlines()
        progress(1.0)
        return Lines([lines], len(lines), 0, len(lines), None)

    def report(self, texts: Sequence[tuple[str, Sequence[Any]]]) -> Report:
        lines = sum(len(block) for _, blocks in texts for block in blocks)
        summary = EMPTY.summary.model_copy(update={"lines": lines})
        return Report(
            platform="ios",
            can=Can(series=False, network=False, grants=True),
            summary=summary,
            problems=(),
            accesses=EMPTY.accesses,
            network=EMPTY.network,
            owners=EMPTY.owners,
        )


def test_a_reader_takes_the_texts_that_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "READERS", (Diary(), AppPrivacyReport()))
    diary = read_report([("diary.txt", b"dear diary: one\ndear diary: two\n")])
    assert (diary.can.network, diary.summary.lines) == (False, 2)
    week = read_report([("week.ndjson", ndjson(SMELLS))])
    assert (week.can.network, week.summary.accesses) == (True, {"smellSensor": 7})


def test_an_archive_is_unpacked_only_as_far_as_some_reader_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "READERS", (Diary(),))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("diary.txt", b"dear diary: one\n")
        archive.writestr("places.db", bytes(64 * 1024 * 1024), compresslevel=1)
    assert read_report([("phone.zip", data.getvalue())]).summary.lines == 1, "what nobody wants is not counted, and no bomb"
