"""The words of both languages: nothing missing, nothing left over, and numbers, times and spaces as each language writes them."""

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from each import each
from hypothesis import given
from hypothesis import strategies as st

from coach.check import Outcome
from coach.contacts import PROFILING
from coach.content import Source, load_content
from coach.measures import LAST, MEASURES
from coach.models import LANGS, PLATFORMS, Advice, Background, Basis, Grade, Lang, Level, Tier
from coach.plan import Reason
from coach.reading.android.report import PROBLEM
from coach.reading.recognise import CODES
from coach.wording.findings import DAYS_MEASURES, EVERY_MEASURES
from coach.words import Words, words_in

ROOT = Path(__file__).resolve().parent.parent
CONTENT = load_content()
EN, ZH = words_in("en"), words_in("zh")


def forms(language: Words, key: str) -> list[str]:
    text = language.texts[key]
    return text if isinstance(text, list) else [text]


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@cache
def code() -> dict[type[ast.AST], list[tuple[str, Any]]]:
    """Of each kind of node all there are in the code, with the name of their file."""
    found: dict[type[ast.AST], list[tuple[str, Any]]] = defaultdict(list)
    for path in [ROOT / "app.py", *sorted((ROOT / "coach").rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found[type(node)].append((path.name, node))
    return found


def nodes(kind: type[ast.AST], *only: str) -> Iterator[Any]:
    """All nodes of a kind, in all of the code or in these files."""
    return (node for name, node in code()[kind] if not only or name in only)


def table(name: str) -> set[str]:
    return {key.removeprefix(f"{name}.") for key in EN.texts if key.startswith(f"{name}.")}


def test_both_languages_have_the_same_keys() -> None:
    assert list(EN.texts) == list(ZH.texts)


@each("key", EN.texts)
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    english, chinese = ({name for form in forms(language, key) for name in placeholders(form)} for language in (EN, ZH))
    assert english == chinese


@pytest.mark.parametrize("lang", LANGS)
def test_texts_are_texts_or_one_and_many(lang: Lang) -> None:
    for key, text in words_in(lang).texts.items():
        assert isinstance(text, str) or (0 < len(text) <= 2 and all(isinstance(form, str) for form in text)), key
        for form in forms(words_in(lang), key):
            assert key == "list.comma" or form == form.rstrip(), key


@cache
def literals() -> frozenset[str]:
    """Strings of the code, and those in the expressions of the paper's template."""
    written = {node.value for node in nodes(ast.Constant) if isinstance(node.value, str)}
    template = (ROOT / "content" / "summary.html").read_text(encoding="utf-8")
    return frozenset(written) | {
        text for expression in re.findall(r"{{.*?}}", template) for text in re.findall(r'"([a-z.-]+)"', expression)
    }


def prefixes() -> set[str]:
    """The beginnings of keys put together in the code: f"finding.{measure}" → "finding."."""
    starts = (node.values[0] for node in nodes(ast.JoinedStr) if node.values)
    return {match[0] for start in starts if isinstance(start, ast.Constant) and (match := re.match(r"^[a-z-]+\.", str(start.value)))}


def test_no_sentence_is_left_over() -> None:
    known, beginnings = literals(), prefixes()
    left = [key for key in EN.texts if key not in known and key.split(".")[0] + "." not in beginnings]
    assert [key for key in left if not of_a_phone(key, known)] == []


def of_a_phone(key: str, known: frozenset[str]) -> bool:
    """Whether the code names a key below the name of a kind of phone: `hedge` for `ios.hedge`, `limit.` for `ios.limit.screen`."""
    platform, _, inner = key.partition(".")
    starts = {"limit.", "get.", "screen."}
    return platform in PLATFORMS and (inner in known or any(inner.startswith(start) for start in starts))


def test_every_sentence_the_code_asks_for_exists() -> None:
    named = {"words", "self"}
    asked = {
        node.args[0].value
        for node in nodes(ast.Call)
        if (getattr(node.func, "id", None) in named or getattr(node.func, "attr", None) in named)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and "." in str(node.args[0].value)
    }
    assert len(asked) > 30
    assert asked - set(EN.texts) == set()
    assert {prefix for prefix in prefixes() if prefix[:-1] in {key.split(".")[0] for key in EN.texts}} >= {"finding.", "kind.", "problem."}


def test_the_code_gives_every_value_a_sentence_needs() -> None:
    missing = []
    for node in nodes(ast.Call):
        key = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        given_names = {keyword.arg for keyword in node.keywords}
        if key in EN.texts and None not in given_names and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("words", "self"):
            missing += [(key, name) for form in forms(EN, key) for name in placeholders(form) - given_names]
    assert missing == []


def documentation() -> set[int]:
    """Docstrings, and the strings below fields that say what they hold."""
    return {id(node.value) for node in nodes(ast.Expr) if isinstance(node.value, ast.Constant)}


def test_no_sentence_for_a_person_stands_in_the_code() -> None:
    """Four words in a row, or anything Chinese, is a sentence; what is for the makers of content/ (ContentError) is not for a person."""
    raised = {
        id(inner)
        for node in nodes(ast.Call)
        if getattr(node.func, "id", "") in ("ContentError", "LookupError")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant)
    }
    left_out = documentation() | raised
    strings = [node for node in nodes(ast.Constant) if isinstance(node.value, str) and id(node) not in left_out]
    found = [node.value for node in strings if re.search(r"[A-Za-z]{2,}( [a-z]{2,}){3}|[\u4e00-\u9fff]", node.value)]
    assert [text for text in found if text not in ("\u4e00", "\u9fff")] == []  # the first and last Chinese character


def returned_codes(path: str, function: str) -> set[str]:
    """The words that functions of this name give back."""
    found = (node for node in nodes(ast.FunctionDef, path) if re.fullmatch(function, node.name))
    returns = (inner.value for node in found for inner in ast.walk(node) if isinstance(inner, ast.Return))
    codes = {constant.value for value in returns if value for constant in ast.walk(value) if isinstance(constant, ast.Constant)}
    return {code for code in codes if isinstance(code, str) and re.fullmatch("[a-z]+(-[a-z]+)+", code)}


def test_every_reason_for_leaving_a_line_out_has_its_words() -> None:
    assert table("problem") == returned_codes("mend.py", "_?mend(_access|_network)?") | {"cut-line", "far-time", PROBLEM}


def test_every_reason_for_refusing_an_input_has_its_words() -> None:
    refusals = (node.args[0] for node in nodes(ast.Call) if getattr(node.func, "id", "") in ("UnusableInput", "Refusal"))
    raised = {code.value for code in refusals if isinstance(code, ast.Constant)}
    assert table("unusable") == raised | CODES


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("basis", {*get_args(Basis), "expectation"}),
        ("basis-short", {*get_args(Basis), "expectation"}),
        ("level", set(get_args(Level))),
        ("one-day", set(DAYS_MEASURES)),
        ("every", set(EVERY_MEASURES)),
        ("tier", set(get_args(Tier))),
        ("background", set(get_args(Background)) - {"none"}),
        ("grade", set(get_args(Grade))),
        ("status", set(get_args(Source.model_fields["status"].annotation))),
        ("reason", set(get_args(Reason)) - {""}),
        ("confidence", set(get_args(Advice.model_fields["confidence"].annotation))),
        ("weekday", {str(number) for number in range(7)}),
        ("month", {str(number) for number in range(1, 13)}),
        ("purpose", {row.purpose for row in CONTENT.owners.values() if row.purpose} | {PROFILING}),
        ("why", {row.purpose for row in CONTENT.owners.values() if row.purpose} | {PROFILING}),
    ],
)
def test_every_kind_of_thing_has_its_words_and_no_other_has(name: str, wanted: set[str]) -> None:
    assert table(name) == wanted


def test_every_measure_of_a_rule_has_its_sentence() -> None:
    assert {rule.measure for rule in CONTENT.rules.rule} <= set(MEASURES) <= table("finding") | set(LAST)
    assert table("measure") == set(MEASURES)


def test_a_sentence_about_what_was_seen_belongs_to_a_measure_or_is_asked_for_by_name() -> None:
    asked = {key.removeprefix("finding.") for key in literals() if key.startswith("finding.") and key in EN.texts}
    assert table("finding") == set(MEASURES) - set(LAST) | asked


def test_every_unit_that_is_counted_is_asked_for() -> None:
    """By name, or as the word behind the dot."""
    assert [key for key in EN.texts if key.startswith("count.") and not {key, key.removeprefix("count.")} & literals()] == []


def test_every_way_a_change_can_turn_out_has_its_words() -> None:
    asked = {key.removeprefix("check.") for key in literals() if key.startswith("check.") and key in EN.texts}
    assert table("check") == set(get_args(Outcome)) | asked


def test_every_kind_of_host_has_its_words() -> None:
    shown = {row.kind for row in CONTENT.owners.values() if not row.purpose}
    assert shown | {"own", "local", "address", "unknown"} <= table("kind")


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [(0, "0 times", "0 次"), (1, "once", "1 次"), (2, "2 times", "2 次"), (7363, "7,363 times", "7363 次")],
)
def test_counts_agree_with_their_nouns(number: int, english: str, chinese: str) -> None:
    assert (EN("count.times", n=number), ZH("count.times", n=number)) == (english, chinese)


def test_a_text_with_one_and_many_has_a_number_to_go_by() -> None:
    for key, text in EN.texts.items():
        if isinstance(text, list):
            assert len(text) == 2, key
            assert "n" in placeholders(text[1]), key


NUMBERS = {"n", "points", "asked", "most"}
"""Values that are told as bare numbers, and may be one."""
NEVER_ONE = {
    "page.apps-more": "where not all are in sight",
    "picture.points": "where one topic is not all of it",
    "picture.week-cut": "as many as are drawn",
    "verdict.gap": "from two days on",
    "verdict.gaps": "of a single one it says when",
    "verdict.of-known": "of a single one `of-known-one` tells",
}


@each("key", set(EN.texts) - set(NEVER_ONE))
def test_no_sentence_has_several_of_one(key: str) -> None:
    """Where a number is filled in as it is, one thing is told of as one; 0 is told as many are."""
    text = EN.texts[key]
    units = {name.removeprefix("count."): EN(name, n=1) for name in EN.texts if name.startswith("count.")}
    for number, form in enumerate([text] if isinstance(text, str) else text):
        told = {name: "1" if name in NUMBERS else units.get(name, "Luma") for name in placeholders(form)}
        told |= {"n": "2"} if number else {}
        said = re.sub(r"{(\w+)}", lambda found, told=told: told[found[1]], form)  # type: ignore[misc]
        assert not re.search(r"(?<![\d.,])1 (?!is\b|was\b|waits\b)[a-z]+s\b|\b1 (\w+ )?(are|were|have|wait)\b", said), said


@pytest.mark.parametrize(
    ("items", "english", "chinese"),
    [
        ([], "", ""),
        (["Umeng"], "Umeng", "Umeng"),
        (["Umeng", "Branch"], "Umeng and Branch", "Umeng 和 Branch"),
        (["友盟", "Branch", "谷歌"], "友盟, Branch and 谷歌", "友盟、Branch 和谷歌"),
    ],
)
def test_lists_read_as_each_language_writes_them(items: list[str], english: str, chinese: str) -> None:
    assert (EN.join(items), ZH.join(items)) == (english, chinese)


def test_moments_read_as_each_language_writes_them() -> None:
    moment = datetime(2025, 11, 26, 9, 5)
    assert (EN.day_time(moment), ZH.day_time(moment)) == ("Wednesday 09:05", "周三 09:05")
    assert (EN.moment(moment), ZH.moment(moment)) == ("26 November 2025, 09:05", "2025 年 11 月 26 日 09:05")


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (45, "45 seconds", "45 秒"),
        (60, "60 seconds", "60 秒"),
        (299.6, "5 minutes", "5 分钟"),
        (900, "15 minutes", "15 分钟"),
        (7200, "2 hours", "2 小时"),
    ],
)
def test_a_rhythm_reads_in_its_usual_unit(seconds: float, english: str, chinese: str) -> None:
    assert (EN.period(seconds), ZH.period(seconds)) == (english, chinese)


@given(st.floats(30, 3 * 3600))
def test_about_every_so_often_is_not_far_from_the_truth(seconds: float) -> None:
    number, unit = EN.period(seconds).split()
    told = float(number) * {"s": 1, "m": 60, "h": 3600}[unit[0]]
    assert told / seconds == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize(
    ("key", "values", "text"),
    [
        (
            "finding.days",
            {"app": "Signal", "did": "查看通讯录", "days": "3 天", "window": 7},
            "有记录的 7 天里，Signal 有 3 天查看通讯录。",
        ),
        ("finding.days", {"app": "微信", "did": "查看通讯录", "days": "3 天", "window": 7}, "有记录的 7 天里，微信有 3 天查看通讯录。"),
        ("finding.tracker_owners", {"app": "QQ", "companies": "1 家第三方公司"}, "QQ 自己连接过 1 家第三方公司的服务器。"),
        ("verdict.skipped", {"n": 3, "lines": 7363}, "7363 行里有 3 行读不出来，已跳过。"),
    ],
)
def test_chinese_and_latin_stand_apart_where_a_value_is_filled_in(key: str, values: dict[str, object], text: str) -> None:
    assert ZH(key, **values) == text


NAMES = st.text(alphabet="微信美团aZ9 ?.（）", min_size=1, max_size=6)


@given(NAMES, NAMES)
def test_no_value_sticks_to_the_text_around_it(app: str, setting: str) -> None:
    said = ZH("finding.busiest_day", app=app, did="查看相册", times=setting)
    rest = said.replace(app, "□", 1).replace(setting, "□", 1)
    if "□" in rest:
        outer = [(said[place - 1], said[place]) for place in (said.find(app), said.find(app) + len(app)) if 0 < place < len(said)]
        assert not [pair for pair in outer if re.fullmatch("[\u4e00-\u9fff][a-zA-Z0-9]|[a-zA-Z0-9][\u4e00-\u9fff]", "".join(pair))]


def test_values_with_braces_stay_as_they_are() -> None:
    assert EN("advice.title", app="{app}", permission="{n}", setting="}{") == "{app}: {n} → }{"


NAMES_FROM_RIGHT_TO_LEFT = ["שלום 12", "تطبيق 2024", "١٢٣", "12 שלום 34", "Chat 7 שיחה"]


@pytest.mark.parametrize("name", NAMES_FROM_RIGHT_TO_LEFT)
@pytest.mark.parametrize("lang", LANGS)
def test_a_name_from_right_to_left_stands_for_itself_in_a_sentence(lang: Lang, name: str) -> None:
    said = words_in(lang)("advice.gain", app=name, before=60, after=100)
    assert said.count(f"\u2068{name}\u2069") == 1
    assert said.replace("\u2068", "").replace("\u2069", "") == words_in(lang)("advice.gain", app="□", before=60, after=100).replace(
        "□", name
    )


@pytest.mark.parametrize("name", NAMES_FROM_RIGHT_TO_LEFT)
@pytest.mark.parametrize("lang", LANGS)
def test_each_name_of_a_list_stands_for_itself(lang: Lang, name: str) -> None:
    assert words_in(lang).join([name, "7", name]).count(f"\u2068{name}\u2069") == 2
    told = words_in(lang)("verdict.why-not-better", apps=words_in(lang).join([name, "7", name]))
    assert told.count("\u2068") == told.count("\u2069") == 2, "and not the sentence once more"


def test_chinese_and_latin_stand_apart_inside_an_isolated_value_too() -> None:
    assert ZH("finding.busiest_day", app="Chat שיחה 8", did="查看相册", times="3 次") == (
        ZH("finding.busiest_day", app="Chat X 8", did="查看相册", times="3 次").replace("Chat X 8", "\u2068Chat שיחה 8\u2069")
    )


@given(st.text(alphabet="微信aZ9 ?.（é😀", max_size=6))
def test_other_values_are_filled_in_as_they_are(name: str) -> None:
    for lang in LANGS:
        assert not {"\u2068", "\u2069"} & set(
            words_in(lang)("advice.gain", app=name, before=60, after=100) + words_in(lang).join([name] * 3)
        )


# Apple's own labels are written as Apple writes them.
LABELS = ("App隐私报告", "使用App期间", "媒体与Apple Music")


@each("key", ZH.texts)
def test_chinese_texts_keep_spaces_and_punctuation_of_their_own(key: str) -> None:
    for form in forms(ZH, key):
        text = form
        for label in LABELS:
            text = text.replace(label, "□")
        assert not re.search(r"[\u4e00-\u9fff][a-zA-Z0-9]|[a-zA-Z0-9][\u4e00-\u9fff]", text)
        assert not re.search(r"[\u4e00-\u9fff] *[,;:?!]|[,;:?!] *[\u4e00-\u9fff]", text)
        assert "您" not in text


@pytest.mark.parametrize("grade", get_args(Grade))
def test_the_score_line_reads_in_both_languages(grade: str) -> None:
    """And says in words what the grade means."""
    for language, line in ((EN, "Phone: 72 of 100, grade {}: {}."), (ZH, "手机：72 分（满分 100），{} 级：{}。")):
        meaning = language(f"grade.{grade}")
        assert language("verdict.phone", score=72, grade=grade, meaning=meaning) == line.format(grade, meaning)
