"""`python -m coach` as other programs and people call it: the JSON contract, both languages, and one clear line for what can't be used."""

import gzip
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from report_lines import access, at, ndjson, network

from coach.__main__ import main
from coach.models import LANGS, Lang
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_WEEK = ROOT / "content" / "ios" / "sample.ndjson"
CHAT = "com.example.chat"
LINES = access(CHAT, "photos", at(9)) + access(CHAT, "contacts", at(10)) + network(CHAT, "ads.example.com", hits=3)
REPORT = ndjson(LINES)
CHINESE = re.compile("[\u4e00-\u9fff]")


class Answer(NamedTuple):
    """What a call of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        verdict: dict[str, Any] = json.loads(self.out)
        return verdict


Coach = Callable[..., Answer]


@pytest.fixture
def coach(capsys: pytest.CaptureFixture[str]) -> Coach:
    """The command line in this process."""

    def run(*arguments: object) -> Answer:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        return Answer(code, *capsys.readouterr())

    return run


def outside(*arguments: object, **environment: str) -> Answer:
    """The command line as a program of its own; a warning would end it."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "coach", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Answer(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.ndjson"
    path.write_bytes(REPORT)
    return path


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# Real reports


REFERENCE = {
    "plaso-2022.ndjson": {
        "apps": 9,
        "platform": "ios",
        "can": {"series": True, "network": True, "grants": False},
        "enough": False,
        "format": "apple-app-privacy-report",
        "first": "2022-04-27T10:53:24.555-04:00",
        "last": "2022-04-27T11:06:56.496-04:00",
        "days": 0.0,
        "gaps": [],
        "lines": 72,
        "skipped_lines": 0,
        "duplicates": 0,
        "open_intervals": 0,
        "orphan_ends": 0,
        "zero_length": 0,
        "accesses": {"contacts": 2, "location": 1, "photos": 1},
        "picker_accesses": {},
        "network_rows": 64,
        "joined_rows": 0,
        "hits": 159,
        "domains": 58,
        "tracker_rows": 5,
    },
    "reporthar-2024.ndjson": {
        "apps": 22,
        "platform": "ios",
        "can": {"series": True, "network": True, "grants": False},
        "enough": True,
        "format": "apple-app-privacy-report",
        "first": "2023-11-20T18:55:24.086+01:00",
        "last": "2024-04-05T10:39:34.010+02:00",
        "days": 136.6,
        "gaps": [
            ["2023-11-21", "2023-12-06"],
            ["2023-12-08", "2023-12-11"],
            ["2023-12-13", "2024-02-26"],
            ["2024-02-28", "2024-04-04"],
        ],
        "lines": 325,
        "skipped_lines": 0,
        "duplicates": 0,
        "open_intervals": 0,
        "orphan_ends": 0,
        "zero_length": 2,
        "accesses": {"photos": 34, "contacts": 24, "camera": 12, "mediaLibrary": 2, "microphone": 1},
        "picker_accesses": {},
        "network_rows": 179,
        "joined_rows": 0,
        "hits": 224,
        "domains": 146,
        "tracker_rows": 9,
    },
}


@pytest.mark.parametrize("name", REFERENCE)
def test_the_json_of_real_reports_gives_the_counts_others_counted(samples: Path, name: str) -> None:
    answer = outside(samples / name, "--json", "-")
    assert (answer.code, answer.err) == (0, "")
    verdict = answer.json
    assert verdict["report"] | {"apps": len(verdict["apps"])} == REFERENCE[name]
    for key, total in (("rows", "network_rows"), ("hits", "hits")):
        assert sum(app["network"][key] for app in verdict["apps"]) == REFERENCE[name][total]
    for category, count in verdict["report"]["accesses"].items():
        assert sum(app["accesses"].get(category, {"count": 0})["count"] for app in verdict["apps"]) == count


def test_one_app_of_a_real_report_is_exact(samples: Path, coach: Coach) -> None:
    verdict = coach(samples / "plaso-2022.ndjson", "--json", "-").json
    (photos,) = [app for app in verdict["apps"] if app["bundle_id"] == "com.apple.mobileslideshow"]
    assert photos["accesses"]["photos"] == {
        "count": 1,
        "picker": 0,
        "night": 0,
        "nights": 0,
        "days": 1,
        "full_days": 0,
        "repeat_days": 0,
        "busiest_day": 1,
        "hours_of_week": 1,
        "busy_hours": 0,
        "minutes": 0,
        "night_minutes": 0,
        "stretch_minutes": 0,
        "open": 0,
        "last": "2022-04-27T10:53:24",
        "rhythm_s": None,
        "by_hour": {"2022-04-27T10": 1},
    }


# The JSON contract

NUMBER = (int, float)
MAYBE_INT, MAYBE_TEXT = (int, type(None)), (str, type(None))
COUNTED = (
    *("count", "night", "nights", "days", "full_days", "repeat_days", "busiest_day"),
    *("hours_of_week", "busy_hours", "minutes", "night_minutes", "stretch_minutes", "open"),
)
USE = dict.fromkeys((*COUNTED, "picker"), int) | {"last": MAYBE_TEXT, "rhythm_s": (int, float, type(None)), "by_hour": dict}
RHYTHM = {"period_s": NUMBER, "begin": str, "end": str}
EVIDENCE = dict.fromkeys(COUNTED, int) | {"rhythm": (dict, type(None))}
COMPANIES = {"tracker_owners": int, "hosts": int, "companies": [str]}
RULE: dict[str, Any] = dict.fromkeys(("id", "tier", "measure"), str)
RULE |= {"levels": [str], "background": [str], "steps": dict} | dict.fromkeys(("smaller_setting", "beyond_minutes", "sensitive"), bool)
CONTRACT = {
    "schema": int,
    "versions": {"coach": str, "rules": str},
    "rules": {"counting": dict, "minutes": dict, "most_room": int, "least_without_excess": int, "grades": dict, "rules": [RULE]},
    "report": {
        "platform": str,
        "can": {"series": bool, "network": bool, "grants": bool},
        "enough": bool,
        "format": str,
        "first": str,
        "last": str,
        "days": NUMBER,
        "gaps": [[str]],
        "lines": int,
        "skipped_lines": int,
        "duplicates": int,
        "open_intervals": int,
        "orphan_ends": int,
        "zero_length": int,
        "accesses": dict,
        "picker_accesses": dict,
        "network_rows": int,
        "joined_rows": int,
        "hits": int,
        "domains": int,
        "tracker_rows": int,
    },
    "passed_over": [{"file": str, "code": str, "message": str}],
    "hardly_read": [{"name": str, "records": int, "unusable": int, "fault": str, "fault_line": int}],
    "problems": [{"line": int, "code": str, "message": str}],
    "score": MAYBE_INT,
    "grade": MAYBE_TEXT,
    "apps": [
        {
            "bundle_id": str,
            "name": str,
            "types": [str],
            "state": str,
            "scored": bool,
            "score": MAYBE_INT,
            "grade": MAYBE_TEXT,
            "accesses": dict,
            "rhythms": dict,
            "told": [str],
            "question": str,
            "network": {
                "rows": int,
                "hits": int,
                "domains": int,
                "trackers": [{"owner": str, "purpose": str, "domains": [str]}],
                "contacts": [{"owner": str, "what_for": str, "why": str, "by_itself": bool, "domains": [str]}],
            },
            "findings": [
                {
                    "rule": str,
                    "tier": str,
                    "topic": str,
                    "points": int,
                    "level": str,
                    "basis": str,
                    "sources": [str],
                    "sentence": str,
                    "evidence": dict,
                }
            ],
        }
    ],
    "asked": [str],
    "advice": list,
    "screens": [{"screen": str, "set": [str], "leave": [str], "ask": [str], "others": MAYBE_TEXT}],
    "progress": dict.fromkeys(("total", "done", "already", "kept", "later", "left", "won"), int)
    | {"score": MAYBE_INT, "grade": MAYBE_TEXT, "apps": dict},
}
CHANGE: dict[str, Any] = dict.fromkeys(("tier", "screen", "bundle_id", "permission", "setting", "why", "breaks", "keeps"), str)
CHANGE |= dict.fromkeys(("milder_setting", "stricter", "undo", "maker", "confidence"), str)
CHANGE |= {"milder": MAYBE_TEXT, "gain": int, "phone_gain": int, "steps": [str], "sources": [str]}
TRACKING: dict[str, Any] = dict.fromkeys(("tier", "screen", "setting", "why"), str)
TRACKING |= {"bundle_id": type(None), "permission": type(None), "apps": [str], "gain": int, "phone_gain": int, "steps": [str]}


def against(contract: Any, value: Any, place: str = "verdict") -> list[str]:
    """Where a value breaks the contract: keys that are missing, keys that the contract doesn't name, values of another kind."""
    if isinstance(contract, dict):
        if not isinstance(value, dict):
            return [f"{place} is no object"]
        keys = [f"{place}.{key} is missing" for key in contract.keys() - value.keys()]
        keys += [f"{place}.{key} is new" for key in value.keys() - contract.keys()]
        return keys + [fault for key in contract.keys() & value.keys() for fault in against(contract[key], value[key], f"{place}.{key}")]
    if isinstance(contract, list):
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [fault for number, item in enumerate(value) for fault in against(contract[0], item, f"{place}[{number}]")]
    fits = isinstance(value, contract) and (contract is bool or not isinstance(value, bool))
    return [] if fits else [f"{place} is {value!r}"]


def faults(verdict: dict[str, Any]) -> list[str]:
    """Where a whole verdict breaks the contract."""
    found = against(CONTRACT, verdict)
    for number, item in enumerate(verdict["advice"]):
        found += against(TRACKING if item["screen"] == "tracking" else CHANGE, item, f"advice[{number}]")
    for app in verdict["apps"]:
        for category, use in app["accesses"].items():
            found += against(USE, use, f"{app['bundle_id']}.{category}")
        for category, rhythm in app["rhythms"].items():
            found += against(RHYTHM, rhythm, f"{app['bundle_id']}.rhythms.{category}")
        for finding in app["findings"]:
            counted = COMPANIES if finding["topic"] == "trackers" else EVIDENCE
            found += against(counted, finding["evidence"], f"{app['bundle_id']}.{finding['topic']}")
    return found


@pytest.fixture(scope="module")
def sample_verdict(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The verdict on the sample week with one damaged line."""
    path = written(tmp_path_factory.mktemp("sample"), "week.ndjson", SAMPLE_WEEK.read_bytes() + b"{broken}\n")
    return outside(path, "--json", "-", "--lang", "en").json


def test_the_json_keeps_its_contract(sample_verdict: dict[str, Any]) -> None:
    assert faults(sample_verdict) == []
    assert sample_verdict["schema"] == 2
    counts = [sample_verdict["report"][key] for key in ("accesses", "picker_accesses")]
    assert all(type(count) is int for table in counts for count in table.values())


def test_the_contract_was_checked_on_something_of_each_kind(sample_verdict: dict[str, Any]) -> None:
    apps = sample_verdict["apps"]
    for key in ("problems", "advice", "asked", "screens"):
        assert sample_verdict[key], key
    assert sample_verdict["report"]["picker_accesses"]
    for key in ("findings", "rhythms", "question"):
        assert any(app[key] for app in apps), key
    assert any(app["network"]["trackers"] for app in apps)
    assert any(use["rhythm_s"] for app in apps for use in app["accesses"].values())
    assert {app["scored"] for app in apps} == {True, False}
    assert {finding["tier"] for app in apps for finding in app["findings"]} == {"excess", "room"}


def test_the_values_of_the_json_are_those_the_contract_names(sample_verdict: dict[str, Any]) -> None:
    findings = [finding for app in sample_verdict["apps"] for finding in app["findings"]]
    assert {finding["basis"] for finding in findings} <= {"normative", "basic_function_text", "judgement"}
    assert {finding["level"] for finding in findings} <= {"needed", "while_using", "extra", "not_needed", "unknown"}
    assert all(finding["points"] <= 0 for finding in findings)
    assert {app["state"] for app in sample_verdict["apps"]} <= {"judged", "asked", "listed", "system"}
    listed = {app["bundle_id"] for app in sample_verdict["apps"]}
    assert {item["bundle_id"] for item in sample_verdict["advice"]} - {None} <= listed
    confidences = {item["confidence"] for item in sample_verdict["advice"] if item["bundle_id"]}
    assert confidences <= {"high", "medium", "low"}


def test_the_last_look_falls_into_the_last_hour_with_one(sample_verdict: dict[str, Any]) -> None:
    uses = [use for app in sample_verdict["apps"] for use in app["accesses"].values()]
    assert any(use["last"] for use in uses)
    for use in uses:
        assert (use["last"] or "")[:13] == max(use["by_hour"], default="")
        assert bool(use["last"]) == bool(use["count"]), "what was chosen in the picker is no look"


def test_only_apps_that_are_judged_have_a_score_and_it_is_a_hundred_less_its_points(sample_verdict: dict[str, Any]) -> None:
    for app in sample_verdict["apps"]:
        assert app["scored"] == (app["state"] == "judged")
        if app["scored"]:
            assert app["score"] == 100 + sum(finding["points"] for finding in app["findings"])
            assert app["grade"] in set("ABCDE")
        else:
            assert (app["score"], app["grade"], app["findings"]) == (None, None, [])


def test_each_app_that_is_asked_about_has_its_question_and_no_other_has_one(sample_verdict: dict[str, Any]) -> None:
    asked = [app for app in sample_verdict["apps"] if app["state"] == "asked"]
    assert sample_verdict["asked"] == [app["bundle_id"] for app in asked]
    assert all(app["question"].endswith("What is it for?") for app in asked)
    assert {app["question"] for app in sample_verdict["apps"] if app["state"] != "asked"} == {""}


def test_the_most_striking_is_asked_about_first(tmp_path: Path, coach: Coach) -> None:
    lines = access("com.example.a", "photos", at(12))
    lines += [each for day in range(7) for hour in range(24) for each in access("com.example.b", "location", at(hour, day=day))]
    lines += [each for day in range(3) for each in access("com.example.c", "contacts", at(12, day=day))]
    verdict = coach(written(tmp_path, "report.ndjson", ndjson(lines)), "--json", "-").json
    assert verdict["asked"] == ["com.example.b", "com.example.c", "com.example.a"]
    assert (verdict["score"], verdict["grade"], verdict["advice"]) == (None, None, [])


def test_faults_are_advised_before_offers_and_the_whole_phones_tracking_comes_last(sample_verdict: dict[str, Any]) -> None:
    *changes, tracking = sample_verdict["advice"]
    tiers = [item["tier"] for item in changes]
    assert tiers == sorted(tiers)
    for tier in ("excess", "room"):
        gains = [item["gain"] for item in changes if item["tier"] == tier]
        assert gains == sorted(gains, reverse=True)
    assert all(item["screen"] == item["permission"] for item in changes)
    tracked = {app["bundle_id"] for app in sample_verdict["apps"] if app["scored"] and app["network"]["trackers"]}
    assert (tracking["screen"], tracking["bundle_id"], tracking["permission"], set(tracking["apps"])) == ("tracking", None, None, tracked)
    assert (tracking["tier"], tracking["setting"], tracking["gain"], tracking["phone_gain"]) == ("room", "off", 0, 0)
    assert "Settings › Privacy & Security › Tracking" in tracking["steps"][0]


def test_the_screens_hold_what_the_advice_and_the_questions_hold(sample_verdict: dict[str, Any]) -> None:
    screens = {screen["screen"]: screen for screen in sample_verdict["screens"]}
    assert len(screens) == len(sample_verdict["screens"])
    *changes, tracking = sample_verdict["advice"]
    for item in changes:
        assert item["bundle_id"] in screens[item["screen"]]["set"]
    assert sum(len(screen["set"]) for name, screen in screens.items() if name != "tracking") == len(changes)
    assert list(screens)[-1] == "tracking"
    assert screens["tracking"]["set"] == tracking["apps"]
    assert {app for screen in screens.values() for app in screen["ask"]} == set(sample_verdict["asked"])
    for screen in screens.values():
        assert not set(screen["leave"]) & {*screen["set"], *screen["ask"]}
    assert {screen["others"] for screen in screens.values()} == {None}, "six days and a half, and a line that could not be read"


def test_what_to_do_with_all_other_apps_is_said_after_seven_whole_days(tmp_path: Path, coach: Coach) -> None:
    lines = [each for name in ("location", "contacts", "photos") for day in range(8) for each in access(CHAT, name, at(12, day=day))]
    verdict = coach(written(tmp_path, "report.ndjson", ndjson(lines)), "--json", "-").json
    assert {screen["screen"]: screen["others"] for screen in verdict["screens"]} == {
        "location": "ask-next-time",
        "contacts": "switch-off",
        "photos": "if-it-saves-nothing",
    }


def test_a_rhythm_is_told_of_every_app_with_its_beginning_and_end(tmp_path: Path, coach: Coach) -> None:
    five_minutes = [at(10, 5 * number) for number in range(12 * 12)]
    lines = [each for app in (CHAT, "com.google.Maps") for moment in five_minutes for each in access(app, "location", moment)]
    verdict = coach(written(tmp_path, "report.ndjson", ndjson(lines)), "--json", "-", "--lang", "en").json
    apps = {app["bundle_id"]: app for app in verdict["apps"]}
    for app in apps.values():
        assert app["rhythms"] == {"location": {"period_s": 300.0, "begin": "2025-11-24T10:00:00", "end": "2025-11-24T21:55:00"}}
    maps = apps["com.google.Maps"]
    assert maps["told"] == ["From Monday 10:00 to Monday 21:55, Google Maps used your location about every 5 minutes."]
    assert apps[CHAT]["told"] == []
    assert apps[CHAT]["question"] == ("From Monday 10:00 to Monday 21:55, chat? used your location about every 5 minutes. What is it for?")


def test_with_less_than_two_days_no_phone_gets_a_score_and_its_apps_do(tmp_path: Path, coach: Coach) -> None:
    lines = [each for hour in range(9, 20) for each in access("com.taobao.taobao4iphone", "contacts", at(hour))]
    verdict = coach(written(tmp_path, "report.ndjson", ndjson(lines)), "--json", "-").json
    assert faults(verdict) == []
    assert (verdict["report"]["enough"], verdict["score"], verdict["grade"]) == (False, None, None)
    (app,), (item,) = verdict["apps"], verdict["advice"]
    assert (app["state"], app["grade"], item["tier"], item["gain"], item["phone_gain"]) == ("judged", "C", "excess", 25, 0)


def test_a_problem_in_the_json_has_place_code_and_sentence(sample_verdict: dict[str, Any]) -> None:
    (problem,) = sample_verdict["problems"]
    assert problem["line"] == SAMPLE_WEEK.read_bytes().count(b"\n") + 1
    assert problem["code"] == "bad-json"
    assert words_in("en")("problem.bad-json") in problem["message"]
    assert sample_verdict["report"]["skipped_lines"] == 1


def test_a_report_of_headings_alone_keeps_the_contract_but_for_its_times(tmp_path: Path, coach: Coach) -> None:
    verdict = coach(written(tmp_path, "beta.ndjson", b'{"_marker":"<metadata>","version":3}\n'), "--json", "-").json
    assert sorted(faults(verdict)) == ["verdict.report.first is None", "verdict.report.last is None"]
    assert (verdict["score"], verdict["grade"], verdict["report"]["enough"]) == (None, None, False)
    assert [verdict[key] for key in ("apps", "asked", "advice", "screens")] == [[], [], [], []]


# Options


def test_the_json_goes_to_a_file_as_it_goes_to_standard_output(report: Path, tmp_path: Path, coach: Coach) -> None:
    target = tmp_path / "verdict.json"
    printed = coach(report, "--json", "-", "--lang", "zh")
    assert coach(report, "--json", target, "--lang", "zh") == (0, "", "")
    assert target.read_text(encoding="utf-8") == printed.out


def test_the_json_shows_a_terminal_nothing_that_it_would_obey(tmp_path: Path, coach: Coach) -> None:
    app = "com.example.\x9b2J\x7f\u202e微信\u3164\U000e0100"
    path = written(tmp_path, "report.ndjson", ndjson(access(app, "photos", at(9))))
    for output in ([], ["--lang", "zh"]):
        printed = coach(path, "--json", "-", *output)
        (said,) = [line.strip() for line in printed.out.splitlines() if '"bundle_id"' in line]
        assert said == r'"bundle_id": "com.example.\u009b2J\u007f\u202e微信\u3164\udb40\udd00",'
        assert printed.json["apps"][0]["bundle_id"] == app


def sentences_removed(verdict: Any) -> Any:
    """The verdict without what is said in a language."""
    spoken = {"message", "name", "sentence", "steps", "breaks", "keeps", "stricter", "undo", "maker", "owner", "what_for", "why"}
    spoken |= {"told", "question", "milder_setting"}
    if isinstance(verdict, dict):
        return {key: sentences_removed(value) for key, value in verdict.items() if key not in spoken}
    return [sentences_removed(value) for value in verdict] if isinstance(verdict, list) else verdict


def test_the_language_changes_the_sentences_and_nothing_else(coach: Coach) -> None:
    english, chinese = (coach(SAMPLE_WEEK, "--json", "-", "--lang", lang).json for lang in LANGS)
    assert sentences_removed(english) == sentences_removed(chinese)
    said = [(item["why"], item.get("breaks"), *item["steps"]) for item in english["advice"]]
    said += [(*app["told"], app["question"]) for app in english["apps"]]
    assert not CHINESE.search(str(said))
    assert all(CHINESE.search(item["why"]) for item in chinese["advice"])
    assert all(CHINESE.search(finding["sentence"]) for app in chinese["apps"] for finding in app["findings"])


@pytest.mark.parametrize("lang", LANGS)
def test_without_an_output_option_the_verdict_is_short_and_readable(coach: Coach, lang: Lang) -> None:
    verdict = coach(SAMPLE_WEEK, "--json", "-", "--lang", lang).json
    answer = coach(SAMPLE_WEEK, "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    meaning = words_in(lang)(f"grade.{verdict['grade']}")
    assert lines[0] == words_in(lang)("verdict.phone", score=verdict["score"], grade=verdict["grade"], meaning=meaning)
    assert len(lines) <= 25
    assert verdict["advice"][0]["why"] in answer.out
    assert bool(CHINESE.search(lines[1])) == (lang == "zh")


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_without_apps_gets_no_score(coach: Coach, tmp_path: Path, lang: Lang) -> None:
    report = tmp_path / "report.ndjson"
    report.write_bytes(b'{"_marker":"<metadata>","exportTimestamp":"2021-07-01T10:00:00.000+08:00"}\n')
    answer = coach(report, "--lang", lang)
    assert answer.code == 0
    assert answer.out.splitlines()[0] == words_in(lang)("headline.empty")
    assert "100" not in answer.out


@pytest.mark.parametrize(
    ("spoken", "lang"), [("zh_CN.UTF-8", "zh"), ("zh_TW.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("de_DE.UTF-8", "en"), ("", "en")]
)
def test_without_a_language_the_computers_own_is_used(
    report: Path, coach: Coach, monkeypatch: pytest.MonkeyPatch, spoken: str, lang: Lang
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", spoken)
    assert coach(report).out == coach(report, "--lang", lang).out


def test_several_reports_are_merged(report: Path, tmp_path: Path, coach: Coach) -> None:
    whole = coach(report, "--json", "-").json
    halves = [written(tmp_path, f"{number}.ndjson", ndjson(lines)) for number, lines in enumerate((LINES[:3], LINES[1:]))]
    merged = coach(*halves, "--json", "-").json
    assert (merged["report"].pop("lines"), merged["report"].pop("duplicates")) == (len(LINES) + 2, 2)
    assert (whole["report"].pop("lines"), whole["report"].pop("duplicates")) == (len(LINES), 0)
    assert merged == whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_names_and_types_are_taken_from_the_person(report: Path, tmp_path: Path, coach: Coach, encoding: str) -> None:
    said = json.dumps({CHAT: {"name": "我的聊天", "types": ["instant-messaging"]}}, ensure_ascii=False)
    types = written(tmp_path, "types.json", said.encode(encoding))
    (before,) = coach(report, "--json", "-").json["apps"]
    (after,) = coach(report, "--json", "-", "--types", types).json["apps"]
    assert (before["name"], before["types"]) == ("chat?", ["unknown"])
    assert (after["name"], after["types"]) == ("我的聊天", ["instant-messaging"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"name": "Chat"}, ("Chat", ["unknown"])),
        ({"types": ["map-navigation"]}, ("chat?", ["map-navigation"])),
        ({}, ("chat?", ["unknown"])),
    ],
    ids=["name only", "type only", "nothing"],
)
def test_what_the_person_leaves_out_stays_as_it_was(
    report: Path, tmp_path: Path, coach: Coach, said: Mapping[str, Any], shown: tuple[str, list[str]]
) -> None:
    path = written(tmp_path, "types.json", json.dumps({CHAT: said, "com.example.absent": said}).encode())
    (app,) = coach(report, "--json", "-", "--types", path).json["apps"]
    assert (app["name"], app["types"]) == shown


def test_a_type_that_needs_less_is_judged_by_what_it_needs(tmp_path: Path, coach: Coach) -> None:
    week = [each for day in range(7) for each in access(CHAT, "location", at(9, day=day))]
    report = written(tmp_path, "report.ndjson", ndjson(week))
    types = written(tmp_path, "types.json", json.dumps({CHAT: {"types": ["gaming"]}}).encode())
    (unknown,) = coach(report, "--json", "-").json["apps"]
    (game,) = coach(report, "--json", "-", "--types", types).json["apps"]
    assert (unknown["state"], unknown["score"], unknown["findings"]) == ("asked", None, [])
    assert [finding["topic"] for finding in game["findings"]] == ["location"]
    assert (game["state"], game["score"] < 100) == ("judged", True)


def test_reports_of_two_phones_are_refused_by_name(tmp_path: Path, coach: Coach) -> None:
    mine = [each for day in range(7) for hour in range(9, 12) for each in access(CHAT, "photos", at(hour, day=day))]
    theirs = [each for day in range(7) for hour in range(9, 12) for each in access("com.tencent.xin", "photos", at(hour, 30, day=day))]
    paths = [written(tmp_path, name, ndjson(lines)) for name, lines in (("mine.ndjson", mine), ("theirs.ndjson", theirs))]
    for lang in LANGS:
        refused(coach(*paths, "--lang", lang), lang, "two-phones", name="mine.ndjson", other="theirs.ndjson")


# What can't be used


def zipped(entries: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


def with_password(data: bytes) -> bytes:
    """The same archive, marked as locked where the entry begins and in the directory."""
    marked = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        marked[marked.index(signature) + flags] |= 0x1
    return bytes(marked)


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82"
UNUSABLE_FILES = {
    "empty.ndjson": (b"", "empty-file"),
    "photo.png": (PNG, "picture"),
    "table.csv": (b"time,app,category\n2025-11-24T09:00,com.example.chat,photos\n", "table"),
    "page.html": (b"<!DOCTYPE html>\n<title>Report</title>\n", "web-page"),
    "list.json": (b'[{"event":"login"}]\n', "json-list"),
    "pretty.json": (b'{\n  "event": "login"\n}\n', "other-json"),
    "other.ndjson": (b'{"event":"login"}\n{"event":"logout"}\n', "other-lines"),
    "diary.txt": (b"Dear diary\n", "not-a-report"),
    "photos.zip": (zipped({"1.png": PNG, "2.png": PNG}), "archive-without-report"),
    "litter.zip": (zipped({"__MACOSX/._report.ndjson": b"\0\5", ".DS_Store": b"\0"}), "empty-archive"),
    "locked.zip": (with_password(zipped({"report.ndjson": REPORT})), "locked-archive"),
    "truncated.zip": (zipped({"report.ndjson": REPORT})[:-40], "broken-archive"),
    "truncated.gz": (gzip.compress(REPORT)[:-20], "broken-archive"),
}


def refused(answer: Answer, lang: Lang, code: str, **values: str | int) -> None:
    """One sentence in the person's language, on standard error alone."""
    assert answer == (2, "", words_in(lang)(f"unusable.{code}", **values) + "\n")
    assert answer.err.count("\n") == 1
    assert bool(CHINESE.search(answer.err)) == (lang == "zh")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", UNUSABLE_FILES)
def test_a_file_without_a_report_gets_one_sentence(tmp_path: Path, coach: Coach, name: str, lang: Lang) -> None:
    data, code = UNUSABLE_FILES[name]
    path = written(tmp_path, name, data)
    for output in ([], ["--json", "-"]):
        refused(coach(path, "--lang", lang, *output), lang, code, name=name)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("bomb", ["zip_bomb", "gz_bomb"])
def test_an_archive_that_unpacks_without_end_gets_one_sentence(
    tmp_path: Path, bomb: str, lang: Lang, request: pytest.FixtureRequest
) -> None:
    path = written(tmp_path, "week.zip", request.getfixturevalue(bomb))
    refused(outside(path, "--lang", lang), lang, "unpacks-too-far", name="week.zip", times=100)


@pytest.mark.parametrize("lang", LANGS)
def test_an_archive_of_hundreds_of_files_gets_one_sentence(tmp_path: Path, coach: Coach, lang: Lang) -> None:
    path = written(tmp_path, "many.zip", zipped({f"{number}.txt": b"x" for number in range(201)}))
    refused(coach(path, "--lang", lang), lang, "many-entries", name="many.zip", entries=200)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("path", "code"), [(".", "directory"), ("absent.ndjson", "missing-file"), ("report.ndjson/inside", "unreadable")])
def test_a_path_that_is_no_file_gets_one_sentence(report: Path, coach: Coach, path: str, code: str, lang: Lang) -> None:
    given = report.parent / path
    refused(coach(given, "--lang", lang), lang, code, name=str(given))


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_holds_no_report_is_named_and_passed_over_beside_one_that_does(
    report: Path, tmp_path: Path, coach: Coach, lang: Lang
) -> None:
    photo, words = written(tmp_path, "photo.png", PNG), words_in(lang)
    told = words.together(words("unusable.picture", name="photo.png"), words("verdict.passed-over"))
    alone = coach(report, "--lang", lang)
    for files in ((report, photo), (photo, report)):
        assert coach(*files, "--lang", lang) == (0, f"{told}\n{alone.out}", "")
        answer = coach(*files, "--lang", lang, "--json", "-")
        assert (answer.code, answer.err) == (0, f"{told}\n")
        assert answer.json["passed_over"] == [
            {"file": "photo.png", "code": "picture", "message": words("unusable.picture", name="photo.png")}
        ]


@pytest.mark.parametrize("lang", LANGS)
def test_where_no_file_holds_a_report_each_gets_its_sentence(tmp_path: Path, coach: Coach, lang: Lang) -> None:
    files = [written(tmp_path, "b.png", PNG), written(tmp_path, "a.txt", b"Dear diary\n")]
    words = words_in(lang)
    sentences = [words("unusable.picture", name="b.png"), words("unusable.not-a-report", name="a.txt")]
    assert coach(*files, "--lang", lang) == (2, "", "".join(f"{sentence}\n" for sentence in sentences))


def test_a_file_of_which_much_could_not_be_read_is_told_in_the_json(tmp_path: Path, coach: Coach) -> None:
    path = written(tmp_path, "week.ndjson", ndjson(LINES) + b"{broken}\n" * 2)
    (file,) = coach(path, "--json", "-").json["hardly_read"]
    assert file == {"name": "week.ndjson", "records": len(LINES) + 2, "unusable": 2, "fault": "bad-json", "fault_line": len(LINES) + 1}


BROKEN_TYPES = {
    "no JSON": b"{broken",
    "empty": b"",
    "a list": b"[]",
    "types that are one text": b'{"com.example.chat": {"types": "gaming"}}',
    "an unknown key": b'{"com.example.chat": {"kind": "gaming"}}',
    "no object per app": b'{"com.example.chat": "gaming"}',
    "no text": PNG,
    "endless brackets": b"[" * 100_000,
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("data", BROKEN_TYPES.values(), ids=BROKEN_TYPES.keys())
def test_a_broken_list_of_types_gets_one_sentence_that_shows_a_right_one(
    report: Path, tmp_path: Path, coach: Coach, data: bytes, lang: Lang
) -> None:
    types = written(tmp_path, "types.json", data)
    answer = coach(report, "--types", types, "--lang", lang)
    refused(answer, lang, "types-file", name="types.json")
    assert '{"com.example.app"' in answer.err


@pytest.mark.parametrize("lang", LANGS)
def test_a_list_of_types_that_is_not_there_gets_one_sentence(report: Path, tmp_path: Path, coach: Coach, lang: Lang) -> None:
    refused(coach(report, "--types", tmp_path / "absent.json", "--lang", lang), lang, "types-file", name="absent.json")


@pytest.mark.parametrize("lang", LANGS)
def test_a_kind_of_app_that_does_not_exist_is_named(report: Path, tmp_path: Path, coach: Coach, lang: Lang) -> None:
    types = written(tmp_path, "types.json", b'{"com.example.chat": {"types": ["instant-messaging", "chatting"]}}')
    refused(coach(report, "--types", types, "--lang", lang), lang, "types-unknown", name="types.json", type="chatting")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("target", ["absent/verdict.json", "."], ids=["no such folder", "a folder"])
def test_a_target_that_cannot_be_written_gets_one_sentence(report: Path, coach: Coach, target: str, lang: Lang) -> None:
    path = report.parent / target
    refused(coach(report, "--json", path, "--lang", lang), lang, "cannot-write", name=str(path))


def spellings(path: Path) -> dict[str, Path]:
    """Other ways to name a file: all of them lead to it."""
    folder = path.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    soft, hard, chain = folder / "soft", folder / "hard", folder / "chain"
    try:
        soft.symlink_to(path)
        hard.hardlink_to(path)
        chain.symlink_to(soft)
    except OSError:
        pytest.skip("this system has no links, or not for everybody")
    roundabout = Path(os.path.relpath(folder, Path.cwd())) / ".." / path.name
    return {"itself": path, "symbolic link": soft, "link to a link": chain, "hard link": hard, "relative path": roundabout}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("option", ["--json", "--summary"])
@pytest.mark.parametrize("read", ["report.ndjson", "second.ndjson", "types.json", "plan.json"])
def test_a_result_is_not_written_over_what_is_read(report: Path, tmp_path: Path, coach: Coach, option: str, read: str, lang: Lang) -> None:
    second, types, plan = written(tmp_path, "second.ndjson", REPORT), written(tmp_path, "types.json", b"{}"), planned(tmp_path)
    given = [report, second, "--types", types, "--plan", plan, "--lang", lang]
    held = {path: path.read_bytes() for path in (report, second, types, plan)}
    target = tmp_path / read
    for way, path in spellings(target).items():
        refused(coach(*given, option, path), lang, "own-input", name=str(target))
        assert {each: each.read_bytes() for each in held} == held, way
    other = "--summary" if option == "--json" else "--json"
    refused(coach(*given, other, tmp_path / "fresh", option, target), lang, "own-input", name=str(target))
    assert not (tmp_path / "fresh").exists(), "refused before anything is written"


@pytest.mark.parametrize("lang", LANGS)
def test_two_results_are_not_written_over_each_other(report: Path, tmp_path: Path, coach: Coach, lang: Lang) -> None:
    old = written(tmp_path, "result", b"old")
    for path in spellings(old).values():
        refused(coach(report, "--json", old, "--summary", path, "--lang", lang), lang, "same-output", name=str(old))
    assert old.read_bytes() == b"old"
    fresh, link = tmp_path / "fresh", tmp_path / "link"
    link.symlink_to(fresh)
    for path in (fresh, link, tmp_path / "elsewhere" / ".." / "fresh"):
        refused(coach(report, "--json", fresh, "--summary", path, "--lang", lang), lang, "same-output", name=str(fresh))
    assert not fresh.exists()
    refused(coach(report, "--json", "-", "--summary", "-", "--lang", lang), lang, "same-output", name="-")


def test_two_results_may_go_to_a_device_that_keeps_nothing(report: Path, coach: Coach) -> None:
    assert coach(report, "--json", os.devnull, "--summary", os.devnull) == (0, "", "")


@pytest.mark.slow
@pytest.mark.parametrize("output", [[], ["--json", "-"], ["--summary", "-"]], ids=["verdict", "json", "summary"])
def test_standard_output_is_not_added_to_what_is_read(report: Path, output: list[str]) -> None:
    with report.open("ab") as end:
        command = [sys.executable, "-m", "coach", str(report), *output, "--lang", "en"]
        done = subprocess.run(command, cwd=ROOT, stdout=end, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (done.returncode, done.stderr.decode()) == (2, words_in("en")("unusable.own-input", name=str(report)) + "\n")
    assert report.read_bytes() == REPORT


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions, and links not for everybody")
def test_a_result_takes_the_place_of_an_older_one_and_keeps_what_leads_to_it(report: Path, tmp_path: Path, coach: Coach) -> None:
    old, link = written(tmp_path, "verdict.json", b"old " * 100_000), tmp_path / "link.json"
    link.symlink_to(old)
    old.chmod(0o640)
    assert coach(report, "--json", link).code == 0
    assert json.loads(old.read_bytes())["schema"] == 2
    assert link.is_symlink()
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {"report.ndjson", "verdict.json", "link.json"}


def test_in_a_folder_that_takes_no_new_file_a_result_is_written_into_the_old_one(
    report: Path, tmp_path: Path, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = written(tmp_path, "verdict.json", b"old " * 100_000)
    before = old.stat().st_ino
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) == old)
    assert coach(report, "--json", old).code == 0
    assert (json.loads(old.read_bytes())["schema"], old.stat().st_ino) == (2, before)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("stage", ["judge.activities", "judge.assess", "__main__.export", "__main__.json_text", "__main__.summary_html"])
def test_too_little_memory_is_told_in_one_sentence_and_leaves_no_result(
    report: Path, tmp_path: Path, coach: Coach, monkeypatch: pytest.MonkeyPatch, stage: str, lang: Lang
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(f"coach.{stage}", full)
    refused(coach(report, "--json", tmp_path / "a.json", "--summary", tmp_path / "a.html", "--lang", lang), lang, "out-of-memory")
    assert {path.name for path in tmp_path.iterdir()} == {"report.ndjson"}


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_report_the_person_is_asked_for_one(coach: Coach, lang: Lang) -> None:
    refused(coach("--lang", lang), lang, "no-input")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["--frobnicate"], "--frobnicate"), (["--lang", "fr"], "--lang"), (["--json"], "--json"), (["--types"], "--types")]
    + [(["--ios", version], "--ios") for version in ("", "new", "14", "100", "-1", "18.2")],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_named_in_one_line(report: Path, coach: Coach, arguments: list[str], named: str) -> None:
    answer = coach(report, *arguments)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert named in answer.err


@pytest.mark.parametrize("lang", LANGS)
def test_a_wrong_option_is_told_in_the_language_asked_for(coach: Coach, lang: Lang) -> None:
    assert coach("--frobnicate", "--lang", lang).err.strip() == words_in(lang)("unusable.unknown-option", option="--frobnicate")


@pytest.mark.parametrize("lang", LANGS)
def test_help_names_every_option_in_the_language_asked_for(coach: Coach, lang: Lang) -> None:
    answer = coach("--help", "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    for option in ("REPORT", "--json", "--summary", "--paper", "--ios", "--types", "--plan", "--lang", "--help"):
        assert option in answer.out
    assert words_in(lang)("cli.about") in answer.out
    assert bool(CHINESE.search(answer.out)) == (lang == "zh")


def test_a_saved_plan_tells_the_kinds_of_apps_as_a_types_file_does(report: Path, coach: Coach, tmp_path: Path) -> None:
    said = {CHAT: {"name": "Chatter", "types": ["gaming"]}}
    types = written(tmp_path, "types.json", json.dumps(said).encode())
    plan = written(tmp_path, "plan.json", json.dumps({"schema": 1, "choices": [], "apps": said}).encode())
    by_types, by_plan = (coach(report, "--json", "-", "--types", path).json for path in (types, plan))
    assert by_types == by_plan
    assert (by_plan["apps"][0]["name"], by_plan["apps"][0]["types"]) == ("Chatter", ["gaming"])


@pytest.mark.parametrize("lang", LANGS)
def test_the_version_of_the_iphone_decides_what_can_be_set_and_where(coach: Coach, tmp_path: Path, lang: Lang) -> None:
    """Contacts were all or nothing before iOS 18, so nothing smaller is offered there, and nothing is taken off for it."""
    lines = [each for name in ("contacts", "photos") for day in range(7) for each in access("us.zoom.videomeetings", name, at(12, day=day))]
    week = written(tmp_path, "week.ndjson", ndjson(lines))
    old, new, unknown = (coach(week, "--json", "-", "--lang", lang, *told).json for told in (["--ios", "15"], ["--ios", "26"], []))
    assert new == unknown
    assert [item["permission"] for item in new["advice"]] == ["photos", "contacts"]
    assert [item["permission"] for item in old["advice"]] == ["photos"]
    assert old["apps"][0]["score"] == new["apps"][0]["score"] + 5
    before, after = {
        "en": ("Settings › Privacy › Photos", "Settings › Privacy & Security › Photos"),
        "zh": ("设置 › 隐私 › 照片", "设置 › 隐私与安全性 › 照片"),
    }[lang]
    assert old["advice"][0]["steps"][0].startswith(before)
    assert new["advice"][0]["steps"][0].startswith(after)


def test_the_version_that_is_given_counts_before_that_of_the_plan(coach: Coach, tmp_path: Path) -> None:
    lines = [each for day in range(7) for each in access("us.zoom.videomeetings", "contacts", at(12, day=day))]
    week = written(tmp_path, "week.ndjson", ndjson(lines))
    plan = written(tmp_path, "plan.json", json.dumps({"schema": 3, "ios": 16, "choices": [], "apps": {}}).encode())
    assert coach(week, "--json", "-", "--plan", plan).json["advice"] == []
    assert [item["permission"] for item in coach(week, "--json", "-", "--plan", plan, "--ios", "18").json["advice"]] == ["contacts"]


def test_what_a_plan_knows_of_settings_and_nights_counts(coach: Coach, tmp_path: Path) -> None:
    lines = [each for day in range(7) for each in access("com.tencent.xin", "photos", at(3, day=day))]
    week = written(tmp_path, "week.ndjson", ndjson(lines))
    known = {"bundle_id": "com.tencent.xin", "permission": "photos", "setting": "limited"}
    said: list[dict[str, Any]] = [{}, {"awake": True}, {"awake": True, "settings": [known]}]
    scores = []
    for told in said:
        plan = written(tmp_path, "plan.json", json.dumps({"schema": 3, "choices": [], "apps": {}} | told).encode())
        scores.append(coach(week, "--json", "-", "--plan", plan).json["apps"][0]["score"])
    assert scores == [78, 95, 100]


def planned(tmp_path: Path, decision: str = "done", **more: object) -> Path:
    choice = {"bundle_id": CHAT, "permission": "photos", "setting": "limited", "decision": decision, "decided": at(12, day=6).isoformat()}
    plan = {"schema": 2, "choices": [choice | more], "apps": {CHAT: {"name": "Chatter", "types": ["instant-messaging"]}}}
    return written(tmp_path, "plan.json", json.dumps(plan).encode())


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_is_checked_in_words_and_data(coach: Coach, tmp_path: Path, lang: Lang) -> None:
    nights = [line for day in range(14) for line in access(CHAT, "photos", at(2, day=day))]
    later, plan = written(tmp_path, "later.ndjson", ndjson(nights)), planned(tmp_path)
    answer = coach(later, "--plan", plan, "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    assert words_in(lang)("check.smaller-too-much", n=7, last=words_in(lang).moment(at(2, day=13))) in answer.out
    data = coach(later, "--plan", plan, "--lang", lang, "--json", "-").json["check"]
    assert [(item["outcome"], item["count"]) for item in data["changes"]] == [("smaller", 7)]
    assert (data["score_then"], data["score_now"], data["enough"], data["new"]) == (None, 89, True, [])


def test_a_plan_fills_the_check_of_the_paper_and_ticks_only_what_is_not_known_to_go_on(coach: Coach, tmp_path: Path) -> None:
    nights = [line for day in range(14) for line in access(CHAT, "photos", at(2, day=day))]
    later, paper = written(tmp_path, "later.ndjson", ndjson(nights)), tmp_path / "paper.html"
    assert coach(later, "--plan", planned(tmp_path), "--summary", paper, "--lang", "en").code == 0
    page = paper.read_text(encoding="utf-8")
    assert "Did it help?" in page
    assert "Chatter, Photos: Smaller now, as you told us. But 7 looks since" in page
    assert "✓" not in page, "too much goes on, so it is to do again"
    fresh = planned(tmp_path, decided=at(12, day=20).isoformat())
    assert coach(later, "--plan", fresh, "--summary", paper, "--lang", "en").code == 0
    assert paper.read_text(encoding="utf-8").count("✓") == 1


def test_types_given_beside_a_plan_count_for_its_check_too(coach: Coach, tmp_path: Path) -> None:
    looks = [line for day in range(14) for line in access(CHAT, "contacts", at(14, day=day))]
    types = written(tmp_path, "types.json", json.dumps({CHAT: {"types": ["food-delivery"]}}).encode())
    later, plan = written(tmp_path, "later.ndjson", ndjson(looks)), planned(tmp_path, permission="contacts")
    data = coach(later, "--plan", plan, "--types", types, "--json", "-").json["check"]
    assert (data["changes"][0]["outcome"], data["changes"][0]["too_much"]) == ("smaller", True)
    assert data["score_now"] < 100


def test_a_plan_cannot_reach_the_terminal_with_control_characters(coach: Coach, tmp_path: Path) -> None:
    nights = [line for day in range(14) for line in access(CHAT, "photos", at(2, day=day))]
    plan = {"schema": 2, "choices": [], "apps": {CHAT: {"name": "\x1b[31mred\u202e" + "x" * 999}}}
    answer = coach(written(tmp_path, "r.ndjson", ndjson(nights)), "--plan", written(tmp_path, "plan.json", json.dumps(plan).encode()))
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out
    assert "x" * 300 not in answer.out


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("text", "code"), [(b'{"schema": 9, "choices": []}', "plan-newer"), (b"[1]", "plan-file")])
def test_a_plan_that_cannot_be_read_is_refused_in_one_line(
    report: Path, coach: Coach, tmp_path: Path, lang: Lang, text: bytes, code: str
) -> None:
    plan = written(tmp_path, "plan.json", text)
    refused(coach(report, "--plan", plan, "--lang", lang), lang, code, name="plan.json")


# As a program of its own


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_a_photo_ends_the_program_with_2_and_one_line(tmp_path: Path, lang: Lang) -> None:
    refused(outside(written(tmp_path, "photo.png", PNG), "--lang", lang), lang, "picture", name="photo.png")


def test_the_program_ends_with_0_and_a_readable_verdict(report: Path) -> None:
    answer = outside(SAMPLE_WEEK, "--lang", "en")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Phone: ")
    short = outside(report, "--lang", "en")
    assert (short.code, short.err) == (0, "")
    assert short.out.startswith("Too little was recorded for a grade: ")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
@pytest.mark.parametrize("output", [[], ["--json", "-"]], ids=["verdict", "json"])
def test_a_terminal_of_another_encoding_is_no_reason_to_fail(encoding: str, output: list[str]) -> None:
    answer = outside(SAMPLE_WEEK, "--lang", "zh", *output, PYTHONIOENCODING=encoding)
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("output", [[], ["--json", "-"], ["--json", "verdict.json"]], ids=["verdict", "json", "json file"])
def test_a_file_name_that_is_no_text_is_no_reason_to_fail(tmp_path: Path, output: list[str]) -> None:
    try:
        path = written(tmp_path, os.fsdecode(b"\xff.ndjson"), REPORT + b"{broken}\n")
    except OSError:
        pytest.skip("this system has no such file names")
    answer = outside(path, *[str(tmp_path / each) if each.endswith(".json") else each for each in output])
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize("name", ["two\nlines.ndjson", "two\rlines.ndjson", "\x1b[2Jcleared.ndjson"], ids=["LF", "CR", "escape"])
def test_a_file_name_cannot_break_the_one_line(tmp_path: Path, coach: Coach, name: str) -> None:
    answer = coach(tmp_path / name, "--lang", "en")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.rstrip("\n").isprintable()


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "coach", str(SAMPLE_WEEK), "--json", "-"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.read(1)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_nothing_of_a_damaged_line_is_printed(tmp_path: Path, coach: Coach) -> None:
    path = written(tmp_path, "report.ndjson", REPORT + b'{"secret":"password"\n{"type":"secret"}\n["secret"]\n')
    for output in ([], ["--json", "-"]):
        assert "secret" not in coach(path, *output).out
    assert len(coach(path, "--json", "-").json["problems"]) == 3


def test_what_a_report_holds_cannot_move_the_terminal(tmp_path: Path, coach: Coach) -> None:
    lines = [each for number in range(9) for each in access("com.example.\x1b[2J\x07chat\u202e", "location", at(2 + number))]
    answer = coach(written(tmp_path, "report.ndjson", ndjson(lines)))
    assert answer.code == 0
    assert all(line.isprintable() for line in answer.out.splitlines())
