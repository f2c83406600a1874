"""The letter on paper, in a real Chromium: one sheet whatever it holds, nothing cut, large enough to read."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from test_letters import IDS, LETTERS, SAMPLE, letter_of, verdict_of
from test_paper import SMALLEST_PT, assert_one_sheet

from coach.letters import Letter, Typed, letter_html
from coach.letters.evidence import LONGEST_NAME, MOST_COMPANIES, MOST_TOPICS
from coach.letters.letter import LONGEST_TYPED
from coach.models import LANGS, Lang
from coach.summary import PAPERS, Paper
from coach.words import words_in

MEITUAN = "com.meituan.imeituan"
WIDE = Typed(name="W" * LONGEST_TYPED, account="W" * LONGEST_TYPED, address="W" * LONGEST_TYPED)


@pytest.fixture(scope="module")
def letter_page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1000, "height": 1300})
    yield page
    page.close()


def fullest(lang: Lang, law: str) -> Letter:
    """As much as can stand in a letter: each part as often, and each name as long, as it may be."""
    words = words_in(lang)
    letter = letter_of(verdict_of(SAMPLE), MEITUAN, law, lang, typed=WIDE)
    topic = letter.evidence[0]
    name, sign = "美" * LONGEST_NAME, "W" * LONGEST_TYPED
    company = words("letter.company", name="某" * 40, n=12)
    listed = words("letter.companies-more", list=words.join([company] * MOST_COMPANIES), n=12)
    return letter.model_copy(
        update={
            "to": words("letter.to", app=name),
            "subject": f"{letter.subject} {name}",
            "record": f"{letter.record} {name} {sign}",
            "evidence": (*[f"{topic} {words('letter.stretch', length='52')}"] * MOST_TOPICS, words("letter.companies", n=20, list=listed)),
        }
    )


def usual(path: Path, app: str, law: str, lang: Lang) -> Letter:
    return letter_of(verdict_of(path), app, law, lang)


CASES: dict[str, Callable[[], Letter]] = {
    **{f"{app} {law} {lang}": partial(usual, path, app, law, lang) for path, app, law, lang in LETTERS},
    **{f"fullest {law} {lang}": partial(fullest, lang, law) for law, lang in product(IDS, LANGS)},
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CASES)
def test_a_letter_is_one_sheet_and_nothing_of_it_is_cut(letter_page: Any, tmp_path: Path, name: str, paper: Paper) -> None:
    letter_page.set_content(letter_html(CASES[name](), paper))
    assert_one_sheet(letter_page, tmp_path / "letter.pdf", paper)
    wide = letter_page.evaluate("[...document.querySelectorAll('.sheet *')].filter(e => e.scrollWidth > e.clientWidth + 1).length")
    assert wide == 0
    smallest = letter_page.evaluate(
        "Math.min(...[...document.querySelectorAll('.sheet *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest * 72 / 96 >= SMALLEST_PT
    if not name.startswith("fullest"):
        assert smallest * 72 / 96 >= 10, "what a company's officer reads without a lens"
