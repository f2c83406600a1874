"""English at grade 8 or easier, short Chinese sentences: measured on what the product says when it advises."""

import re
from collections.abc import Iterator, Mapping
from statistics import median

import pytest
import textstat
from pydantic import BaseModel

from coach.content import Content, load_content
from coach.models import Lang, Text
from coach.words import words_in

CONTENT: Content = load_content()
MEDIAN_GRADE, HIGHEST_GRADE = 8, 10
MEDIAN_LENGTH, LONGEST = 40, 90


def advice_in_general() -> Iterator[str]:
    """For each kind of app and permission: what it needs, and of each setting that can be advised what the change costs, what stays."""
    for row in CONTENT.types.values():
        for category, cell in row.expect.items():
            told = [setting for setting in CONTENT.permissions[category].setting if setting.breaks and setting.keeps]
            assert told
            yield from (f"{cell.en} {setting.breaks.en} {setting.keeps.en}" for setting in told if setting.breaks and setting.keeps)


def advice_for_one_app() -> Iterator[str]:
    for effects in CONTENT.effects.values():
        yield from (f"{effect.breaks.en} {effect.keeps.en}" for settings in effects.change.values() for effect in settings.values())
        yield from (maker.en for maker in effects.maker.values())


def what_services_do() -> Iterator[str]:
    yield from (words_in("en")(key) for key in words_in("en").texts if key.startswith("why."))


def reasons() -> Iterator[str]:
    yield from (row.reason.en for row in CONTENT.rules.rule)
    yield from (row.en for row in CONTENT.rules.excuse)
    yield from (row.en for kind in CONTENT.types.values() for row in kind.background_ok.values())
    yield from (row.also.en for row in CONTENT.permissions.values() if row.also)


SAID = ("headline.", "verdict.", "advice.", "check.", "walk.", "grade.", "ios.limit.", "ios.screen.", "finding.", "beside.")
"""Tables of words that are said of every phone."""
VALUES = {"apps": "3 apps", "changes": "2 changes", "days": "3 days", "nights": "4 nights", "hours": "9 hours", "times": "7 times"}
VALUES |= {"did": "used your location", "each": "used your location", "app": "Luma", "window": "7", "length": "2 hours"}


def said_of_every_phone() -> Iterator[str]:
    """With a short value wherever one is filled in, and only whole sentences."""
    english = words_in("en")
    for key in english.texts:
        if key.startswith(SAID):
            text = english.texts[key]
            for form in [text] if isinstance(text, str) else text:
                said = re.sub(r"{(\w+)}", lambda found: VALUES.get(found[1], "5"), form)
                if len(said.split()) > 4:
                    yield said


def getting_the_report() -> Iterator[str]:
    yield " ".join(words_in("en")(f"ios.get.{step}", path="there", save="") for step in ("turn-on", "wait", "save", "send", "drop"))


def beside_the_report() -> Iterator[str]:
    yield from (note.en for notes in (CONTENT.beside.unseen, CONTENT.beside.managed, CONTENT.beside.help) for note in notes)


@pytest.mark.parametrize(
    "texts", [advice_in_general, advice_for_one_app, what_services_do, reasons, said_of_every_phone, getting_the_report, beside_the_report]
)
def test_english_is_easy_to_read(texts: object) -> None:
    assert callable(texts)
    grades = {text: textstat.flesch_kincaid_grade(text) for text in texts()}
    assert median(grades.values()) <= MEDIAN_GRADE
    assert {text: grade for text, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_what_each_source_says_is_no_harder_than_grade_ten_on_the_whole() -> None:
    """They name laws; they may be harder than advice, but not much."""
    grades = [textstat.flesch_kincaid_grade(source.says.en) for source in CONTENT.sources.values()]
    assert median(grades) <= HIGHEST_GRADE
    assert max(grades) <= 12


def texts_in(value: object, lang: Lang) -> Iterator[str]:
    """Every text of a table in one language."""
    if isinstance(value, Text):
        yield value[lang]
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), lang)
    elif isinstance(value, Mapping | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(inner, lang)


def test_chinese_sentences_are_short() -> None:
    said = [
        *texts_in(CONTENT, "zh"),
        *(form for text in words_in("zh").texts.values() for form in ([text] if isinstance(text, str) else text)),
    ]
    sentences = [sentence for text in said for sentence in re.split("[。！？；]", text) if len(sentence) > 4]
    assert len(sentences) > 1500
    assert median(map(len, sentences)) <= MEDIAN_LENGTH
    assert [sentence for sentence in sentences if len(sentence) > LONGEST] == []
