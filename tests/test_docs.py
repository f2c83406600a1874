"""The documents say what the code does: options, codes, commands."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from packaging.requirements import Requirement
from report_lines import CATEGORIES, access, at, ndjson, network, read
from test_summary_android import full_phone, say_of

from coach import __version__
from coach.__main__ import _parser
from coach.android import Excuse, LastUse
from coach.content import load_content
from coach.errors import UnusableInput
from coach.export import SCHEMA as JSON_SCHEMA
from coach.export import export
from coach.judge import judge
from coach.method import document, general_rows
from coach.models import LANGS, OTHER, Lang, Level
from coach.plan import VERSIONS, Plan, decide, load_plan, made_from, save_plan
from coach.plan.decisions import SCHEMA as PLAN_SCHEMA
from coach.wording import Wording
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
ONLY_ANDROID = ("sms", "call-log", "calendar", "body-sensors", "activity", "nearby")
SPECIAL_ACCESS = ("over-other-apps", "usage-access", "accessibility", "all-files", "install-apps")
REPORT_FORMAT = (ROOT / "docs" / "report-format.md").read_text(encoding="utf-8")


def test_every_option_is_documented_and_every_documented_option_exists() -> None:
    options = {option for action in _parser(words_in("en"))._actions for option in action.option_strings if option.startswith("--")}
    assert set(re.findall(r"^\| `(--[a-z]+)", COMMAND_LINE, re.MULTILINE)) == options


@pytest.mark.parametrize("version", ["14", "0", "-3", "100", "18.1", "new", ""])
def test_a_version_of_the_system_that_cannot_be_is_refused(version: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        _parser(words_in("en")).given(["report.ndjson", f"--ios={version}"])
    assert (refused.value.code, refused.value.values) == ("bad-option", {"option": "--ios"})


def test_every_version_of_the_system_that_can_be_told_can_be_kept_in_a_plan() -> None:
    for version in (VERSIONS[0], *load_content().versions, VERSIONS[-1]):
        told = _parser(words_in("en")).given(["report.ndjson", f"--ios={version}"]).ios
        assert Plan(ios=told).ios == told == version


def keys_of(value: object) -> Iterator[str]:
    """Names of what a program may rely on, at any depth; ids, such as those of categories, are none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if re.fullmatch("[a-z_]+", key) and key not in {*CATEGORIES, OTHER, *get_args(Level)}:
                yield key
            if key not in ("evidence", "choice", "counting", "steps"):  # described where they come from
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_every_key_of_the_json_is_documented() -> None:
    lines = [
        line
        for app in ("com.xunmeng.pinduoduo", "com.example.luma", "com.taobao.taobao4iphone")
        for day in range(9)
        for line in access(app, "contacts", at(9, day=day))
    ]
    lines += [line for minute in range(0, 24 * 60, 5) for line in access("com.example.luma", "location", at(10, minute))]
    lines += [line for host in ("umeng.com", "growingio.com") for line in network("com.xunmeng.pinduoduo", host)] + ["{"]
    report = read(ndjson(lines))
    (item, *_) = judge(report, load_content()).changes
    before = judge(read(ndjson(access("net.whatsapp.WhatsApp", "camera", at(9)))), load_content())
    plan = decide(Plan(report=made_from(before.report, before.assessment)), item, "done", at(12, day=1))
    plan = decide(plan, item.model_copy(update={"permission": "photos", "setting": "limited"}), "keep", at(12, day=1))
    verdict = judge(report, load_content(), plan)
    data = export(verdict, Wording(load_content(), words_in("en"), 18, report.summary))
    assert all(data[name] for name in ("problems", "asked", "advice", "screens", "check"))
    assert all(data["check"][name] for name in ("changes", "kept", "new"))
    assert any(app["rhythms"] for app in data["apps"])
    assert any(app["findings"] for app in data["apps"])
    table = COMMAND_LINE[COMMAND_LINE.index("## JSON") : COMMAND_LINE.index("## The types file")]
    described = set(re.findall(r"`([a-z_]+)`", table.replace("[category]", "").replace("apps[].", "")))
    assert set(keys_of(data)) - described == set()


def test_every_key_of_an_android_phones_json_is_documented_and_those_that_others_rely_on_are_there() -> None:
    report, content = full_phone(), load_content("android")
    verdict = judge(report, content)
    data = export(verdict, say_of(report, "en"))
    table = COMMAND_LINE[COMMAND_LINE.index("## JSON") : COMMAND_LINE.index("## The types file")]
    for whole in ("[category]", "apps[].", "accesses.", "report."):
        table = table.replace(whole, "")
    described = set(re.findall(r"`([a-z_]+)`", table))
    assert set(keys_of(data)) - described - set(content.permissions) - set(content.topics) == set()
    assert (data["schema"], data["report"]["platform"]) == (2, "android")
    assert set(data["report"]["android"]) == {
        *("version", "maker", "app_ops_packages", "op_lines", "records", "accesses", "refused"),
        *("runtime_permissions", "granted", "unread_lines", "sections"),
    }
    assert set(data["report"]["android"]["sections"]) == {"app_ops", "packages", "usage", "minutes"}
    assert set(data["report"]["can"]["topics"]["photos"]) == {"accesses", "background", "minutes", "allowed"}
    apps = {app["bundle_id"]: app for app in data["apps"]}
    assert {app["whose"] for app in apps.values()} == {"own", "copy", "work"}
    assert all(("@999" in app) == (told["whose"] == "copy") and ("@10" in app) == (told["whose"] == "work") for app, told in apps.items())
    assert all(told["state"] != "judged" and told["score"] is None for told in apps.values() if told["whose"] == "work")
    uses = [use for app in apps.values() for use in app["accesses"].values()]
    assert all(set(use["last_use"]) == set(LastUse.model_fields) for use in uses if "last_use" in use)
    ids = {app for screen in data["screens"] for name in ("set", "leave", "ask") for app in screen[name]}
    ids |= {item["bundle_id"] for item in data["advice"]} | set(data["asked"])
    assert ids <= set(apps)
    assert any("@999" in app for app in ids), "a second copy is an app of its own wherever an id stands"
    assert {screen["others"] for screen in data["screens"]} <= {"switch-off", "ask-next-time", "if-it-saves-nothing", None}
    assert {each["access"] for each in data["special"]} == set(SPECIAL_ACCESS)
    assert all(each["apps"] for each in data["special"])


def test_an_android_phone_before_13_says_that_it_tells_nothing_of_photos() -> None:
    report = full_phone(apps=3, unknown=0, version=12)
    can = export(judge(report, load_content("android")), say_of(report, "en"))["report"]["can"]["topics"]
    assert not can["photos"]["accesses"]
    assert can["contacts"]["accesses"]


def test_an_iphones_json_has_none_of_it() -> None:
    report = read(ndjson(access("net.whatsapp.WhatsApp", "camera", at(9))))
    data = export(judge(report, load_content()), Wording(load_content(), words_in("en"), 18, report.summary))
    assert "special" not in data
    assert "topics" not in data["report"]["can"]
    assert not {"whose", "role"} & set(data["apps"][0])


def test_the_schemas_that_are_documented_are_those_that_are_written() -> None:
    assert f"`schema` is {JSON_SCHEMA}." in COMMAND_LINE
    assert f"writes, schema {PLAN_SCHEMA};" in COMMAND_LINE
    (example,) = re.findall(r"```json\n(\{\n.*?)\n```", COMMAND_LINE, re.DOTALL)
    plan = load_plan(example.encode(), "plan.json", load_content())
    assert json.loads(example)["schema"] == PLAN_SCHEMA
    assert set(json.loads(example)) == set(json.loads(save_plan(plan))), "the example has all that a plan has"
    assert plan.report
    assert plan.report.rules == load_content().rules.version


def test_every_code_of_a_line_left_out_is_documented_and_has_its_sentence() -> None:
    documented = set(re.findall(r"^\| `([a-z]+-[a-z-]+)`", REPORT_FORMAT, re.MULTILINE))
    said = {key.removeprefix("problem.") for key in words_in("en").texts if key.startswith("problem.")}
    tree = ast.parse((ROOT / "coach" / "reading" / "ios" / "mend.py").read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert documented == said
    assert said - {"cut-line", "android-line"} <= strings, "a code is documented that the reader never gives"


def test_the_document_of_the_rules_is_made_from_the_rules() -> None:
    made = "\n".join(document(words_in("en"))) + "\n"
    assert (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8") == made, "run: python -m coach.method > docs/scoring.md"


def test_the_document_has_the_rules_of_each_phone_and_says_of_each_on_which_it_is_looked_for() -> None:
    _, *parts = re.split(r"^### .+\(`([a-z-]+)`\)$", "\n".join(document(words_in("en"))), flags=re.MULTILINE)
    told = {rule: re.findall(r"Looked for on: (.+?)\. Finding", part) for rule, part in zip(parts[::2], parts[1::2], strict=True)}
    on_android = {rule.id: rule for rule in load_content("android").rules.rule}
    assert set(told) == set(on_android) | {rule.id for rule in load_content().rules.rule}
    assert {rule for rule, phones in told.items() if phones == ["Android"]} == {rule.id for rule in on_android.values() if rule.phones}
    assert told["companies"] == told["album-again"] == ["iPhone"], "an Android phone tells neither, in any file"
    assert told["busy-hours"] == ["iPhone and Android (only where the file has seven days by the minute)"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_tells_what_only_android_phones_have(lang: Lang) -> None:
    """What most kinds need of it, and what is held against nobody: each excuse that the reader gives."""
    words, content = words_in(lang), load_content("android")
    text = "\n".join(document(words))
    rows = list(general_rows(content, words))
    assert [topic for topic, _, _ in rows] == [content.topic(each)[lang] for each in ONLY_ANDROID]
    assert all(f"| {topic} | {level} | {others} |" in text for topic, level, others in rows)
    assert rows[0][1] == words("level.not_needed"), "text messages"
    for excuse in filter(None, get_args(Excuse)):
        assert f"- {words(f'android.excuse.{excuse}')}" in text
    assert not list(general_rows(load_content(), words))


@pytest.mark.parametrize(
    "file", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
)
def test_links_inside_the_project_lead_somewhere(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / file).parent / link).exists(), link


def test_the_two_commands_of_the_readme_stand_on_one_line_each() -> None:
    """CI runs both as they stand."""
    start, test = re.findall(r"^```sh\n(python3 .*)\n```$", README, re.MULTILINE)
    assert start == "python3 start"
    assert test.startswith("python3 -m venv .venv && ")
    assert test.endswith("-m pytest -n 3 --maxschedchunk 4")
    assert (ROOT / re.findall(r"-r (\S+)", test)[0]).is_file()
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"grep -m 1 -x '{start}' README.md" in ci
    assert "make test" in ci


def test_the_readme_says_in_chinese_all_that_a_person_needs() -> None:
    """Picture for picture, section for section up to what is for builders, and each command."""
    english, chinese = README.split("\n## 中文\n")
    assert english.count("](docs/screenshot-en.png)") == chinese.count("](docs/screenshot-zh.png)") == 1
    assert english.count("](docs/walk-en.png)") == chinese.count("](docs/walk-zh.png)") == 1
    assert len(re.findall(r"^## ", english, re.MULTILINE)) == len(re.findall(r"^### ", chinese, re.MULTILINE))
    for said in ("python3 start", "py start", "python3 start --pack", "PIP_INDEX_URL", "pipx install .", "PRIVACY_COACH_SERVE_OTHERS=yes"):
        assert said in english, said
        assert said in chinese, said
    for lang, text in (("en", english), ("zh", chinese)):
        assert f"**{words_in(lang)('page.sample')}**" in text
    assert not re.search(r"同上|见上文", chinese)


def test_the_version_stands_in_one_place_and_the_changes_name_it() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(.+?)\]", changes, re.MULTILINE)
    assert versions[:2] in (["Unreleased", __version__], [__version__, versions[1]])
    assert set(re.findall(r"^### (.+)", changes, re.MULTILINE)) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]


def test_every_required_package_has_its_reason() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("| package | why it is here |")[1]
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-study.txt"):
        for name in re.findall(r"^([a-z][\w-]*)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE):
            assert re.search(rf"\b{name}\b", table), name


def test_every_habit_that_is_named_is_one_of_the_makefile() -> None:
    makefile, config = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", ".pre-commit-config.yaml"))
    habits = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = re.findall(r"`make ([a-z ]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    hooks = re.findall(r"entry: make ([a-z]+)", config)
    assert {"lint", "types"} <= set(hooks)
    assert {habit for each in (*named, *hooks) for habit in each.split()} <= habits


def test_every_file_that_contributing_names_exists() -> None:
    """A name with a star, or of a language or phone that is to come, is none."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:coach|content|tests|docs|scripts|\.ci)/[\w./-]+)`", text)) - {"content/xx/"}
    assert len(paths) > 20
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_required_package_is_locked_within_its_bounds() -> None:
    locked = dict(re.findall(r"^([a-z][\w-]*)==([\w.]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if stated := line.partition("#")[0].strip():
            needed = Requirement(stated)
            assert needed.specifier.contains(locked[needed.name]), needed.name


PROMISES = [row for row in (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines() if row.startswith("| **")]


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.split("**")[1])
def test_every_promise_names_tests_that_exist(row: str) -> None:
    tests = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z_]+)`", row.split("|")[3])
    assert tests
    for file, name in tests:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"
