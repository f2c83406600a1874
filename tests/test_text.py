"""Strings that came from a report are shown as written and never obeyed."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text import LONGEST, cell, isolated, markdown, plain, unseen


def without_seams(shown: str) -> str:
    """Without the empty spans that keep links and signs apart."""
    return shown.replace(":small[]", "")


HIDES_OR_TURNS = ["\u202e", "\u200b", "\ufeff", "\u2066", "\0", "\n", "\r", "\t", "\x1b", "\u2028", "\u2029", "\ud800", "\ue000", "\u00ad"]


def characters(end: int = 0x110000) -> Iterator[str]:
    """All of them, or those before one."""
    return map(chr, range(end))


# Unicode, PropList.txt: what is meant to be drawn before other signs, and so no sign that is drawn as nothing.
PREPENDED = {*map(chr, range(0x600, 0x606)), *"\u06dd\u070f\u0890\u0891\u08e2", "\U000110bd", "\U000110cd"}


def ranges(*pairs: tuple[int, int]) -> set[str]:
    return {chr(code) for first, last in pairs for code in range(first, last + 1)}


# Unicode 17, DerivedCoreProperties.txt, Default_Ignorable_Code_Point, line by line.
IGNORABLE = ranges(
    *((code, code) for code in (0x00AD, 0x034F, 0x061C, 0x180E, 0x180F, 0x2065, 0x3164, 0xFEFF, 0xFFA0, 0xE0000, 0xE0001)),
    *((0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F)),
    *((0xFE00, 0xFE0F), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0002, 0xE001F), (0xE0020, 0xE007F)),
    *((0xE0080, 0xE00FF), (0xE0100, 0xE01EF), (0xE01F0, 0xE0FFF)),
)


def test_all_that_unicode_calls_ignorable_is_unseen() -> None:
    assert len(IGNORABLE) == 4174, "the number that the file itself gives"
    # How Unicode derives the property, from what Python knows: format signs and selectors, without a few kinds that are drawn.
    drawn = PREPENDED | ranges((0xFFF9, 0xFFFB), (0x13430, 0x13440))
    assert {each for each in characters() if unicodedata.category(each) == "Cf"} - drawn <= IGNORABLE
    assert {each for each in characters() if "VARIATION SELECTOR" in unicodedata.name(each, "")} <= IGNORABLE
    assert {each for each in characters() if "HANGUL" in (name := unicodedata.name(each, "")) and "FILLER" in name} <= IGNORABLE
    assert [each for each in IGNORABLE if not unseen(each)] == []


def test_what_is_drawn_is_seen() -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    drawn = (each for each in characters() if unicodedata.category(each) not in hidden and each not in IGNORABLE)
    blank = {each for each in drawn if unseen(each)}
    assert {each for each in characters() if unicodedata.category(each) == "Zs"} == set(BLANKS), "none stands behind the first plane"
    names = {unicodedata.name(each) for each in blank}
    assert {"BRAILLE PATTERN BLANK", "MUSICAL SYMBOL NULL NOTEHEAD", "KHITAN SMALL SCRIPT FILLER"} <= names
    assert all(re.search("BLANK|NULL|FILLER", name) for name in names)


@pytest.mark.parametrize("behind", ["\U000e0100", "\ufe00", "\ufe0f", "\u3164", "\u2800", "\u034f", "\u17b4", "\u180b", "\uffa0", "\u115f"])
def test_a_name_with_something_behind_it_that_cannot_be_seen_looks_like_no_other(behind: str) -> None:
    assert plain(f"WeChat{behind}") == "WeChat�"
    assert plain(f"{behind}微信") == "�微信"


BLANKS = [each for each in characters(0x10000) if unicodedata.category(each) == "Zs"]


@pytest.mark.parametrize("blank", [*BLANKS, "  ", "\u3000 \u00a0"], ids=ascii)
def test_names_that_look_alike_for_their_blanks_are_alike(blank: str) -> None:
    assert plain(f"We{blank}Chat") == "We Chat"
    assert plain(f"WeChat{blank}") == plain(f"{blank}WeChat") == "WeChat"
    assert plain(blank) == "�", "a name of blanks can be seen"


@pytest.mark.parametrize("emoji", ["❤️", "☀️", "✈️"])
def test_an_emoji_as_keyboards_write_it_stays_as_it_is(emoji: str) -> None:
    assert emoji[1:] == "\ufe0f"
    assert plain(f"我的 {emoji}!") == f"我的 {emoji}!"


@pytest.mark.parametrize("text", ["�\ufe0f", "\u2800\ufe0f", "\u200b\ufe0f", "a\ufe0f", "❤\ufe0f\ufe0f", "\ufe0f"], ids=ascii)
def test_a_selector_that_chooses_no_emoji_becomes_visible(text: str) -> None:
    assert plain(text).endswith("�")


MIXED = st.text(st.sampled_from("a微 \u00a0\u3000\u3164\ufe0f❤�\u2800\n\u202e\U000e0100שص1")) | st.text()


@given(MIXED | MIXED.map(lambda text: text * 40))
def test_a_name_that_is_shown_once_more_is_the_same(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("character", HIDES_OR_TURNS)
def test_characters_that_hide_or_turn_text_become_visible(character: str) -> None:
    assert plain(f"a{character}b") == "a�b"


@given(st.text())
def test_a_name_stays_on_one_line_and_short(text: str) -> None:
    shown = plain(text)
    assert len(shown) <= LONGEST + 1
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(max_size=LONGEST))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    if not any(map(unseen, text)) and text == " ".join(text.split()):
        assert plain(text) == text


def test_a_long_name_is_cut_where_one_can_see_it() -> None:
    assert plain("x" * 201) == "x" * 200 + "…"
    assert plain("x" * 200) == "x" * 200


@pytest.mark.parametrize(
    "text",
    [
        "*bold* _it_ `code` ~~gone~~",
        "[link](https://evil.example)",
        "![picture](https://evil.example/x.png)",
        "<script>alert(1)</script>",
        "$x^2$ :smile: :red[x] :material/home:",
        "# title",
        "- item",
        "1. item",
        "a | b",
        "https://evil.example me@evil.example www.evil.example",
        "&lt;b&gt;",
        "\\*",
    ],
)
def test_markdown_comes_out_as_written(text: str) -> None:
    shown = without_seams(markdown(text))
    assert not re.search(r"[*_`\[\]()#|<>:$~&@/.!-]", re.sub(r"\\(.)", "", shown))
    assert re.sub(r"\\(.)", r"\1", shown) == text


@given(st.text())
def test_markdown_loses_nothing_but_line_breaks(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", without_seams(markdown(text))) == re.sub(r"[\r\n]", " ", text)


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_markdown_cannot_start_a_new_paragraph(line_end: str) -> None:
    assert not re.search(r"[\r\n]", markdown(f"name{line_end}{line_end}    code"))


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1", "\t=1", "\r=1", "\n=1", "\tx"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_of_a_saved_table_is_no_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell(f"a{text}") == f"a{text}"


@pytest.mark.parametrize("before", [" ", "\u3000", "\u00a0", "\u200b", "\u2068", "\u3164", "\0", "\ufeff", "  \u200b "], ids=ascii)
def test_a_formula_behind_what_cannot_be_seen_is_none_either(before: str) -> None:
    for text in FORMULAS:
        assert cell(before + text) == f"'{before}{text}"
    assert cell(f"{before}微信") == f"{before}微信"
    assert cell(before) == before


def test_every_sign_of_a_script_from_right_to_left_is_isolated() -> None:
    turning = {each for each in characters() if unicodedata.bidirectional(each) in ("R", "AL", "AN", "RLE", "RLO", "RLI")}
    assert len(turning) > 2000
    assert [each for each in turning if isolated(f"a{each}") != f"\u2068a{each}\u2069"] == []
    blocks = ranges((0x590, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC), (0x10800, 0x10FFF), (0x1E800, 0x1EFFF))
    assert {each for each in characters() if isolated(each) != each} - turning <= blocks, "with the marks and points of these scripts"


@given(st.text(st.characters(max_codepoint=0x58F)))
def test_other_text_is_left_as_it_is_in_a_sentence(text: str) -> None:
    assert isolated(text) == text


def test_what_is_isolated_is_not_isolated_again() -> None:
    once = isolated("שלום 12")
    assert isolated(once) == once
    assert isolated(f"Signal, {once}: 3") == f"Signal, {once}: 3"
    assert isolated(f"{once} שלום") == f"\u2068{once} שלום\u2069"
