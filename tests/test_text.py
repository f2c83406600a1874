"""Strings that came from a report are shown as written and never obeyed."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text import LONGEST, cell, markdown, plain


def without_seams(shown: str) -> str:
    """Without the empty spans that keep links and signs apart."""
    return shown.replace(":small[]", "")


HIDES_OR_TURNS = ["\u202e", "\u200b", "\ufeff", "\u2066", "\0", "\n", "\r", "\t", "\x1b", "\u2028", "\u2029", "\ud800", "\ue000", "\u00ad"]


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
    if text.isprintable():
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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_cell_of_a_saved_table_is_no_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell(f"a{text}") == f"a{text}"
