"""The command line of the study: what can't be used ends with one sentence, also where Dask is missing."""

import importlib.util
import re
from pathlib import Path

import pytest
from test_readability import assert_easy

from coach.models import LANGS
from coach.study.__main__ import main
from coach.study.figures import AppShare, CompanyShare, Figures, PhoneFigures
from coach.study.page import page_html
from coach.study.reasons import REASONS, reason
from coach.study.shares import Share
from coach.words import study_words, words_in


@pytest.mark.parametrize("lang", LANGS)
def test_without_dask_one_sentence_says_what_to_install(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main([str(tmp_path), "--out", str(tmp_path / "out"), "--lang", lang]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == words_in(lang)("unusable.study-no-dask")
    assert "pip install -r requirements-study.txt" in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["given"], "study-no-out"),
        (["--out", "out"], "no-input"),
        (["given", "--out", "out", "--at-least", "2"], "bad-option"),
        (["given", "--out", "out", "--at-least", "few"], "bad-option"),
        (["given", "--out", "out", "--loud"], "unknown-option"),
    ],
)
def test_what_is_not_given_as_it_should_be_is_told(arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--lang", "en"]) == 2
    told = words_in("en").texts[f"unusable.{code}"]
    (line,) = capsys.readouterr().err.splitlines()
    assert str(told).partition("{")[0] in line


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help", "--lang", "en"])
    told = capsys.readouterr().out
    for name in ("FOLDER", "--out", "--scheduler", "--at-least", "--lang"):
        assert name in told


def test_both_languages_say_the_same_of_a_study() -> None:
    english, chinese = (study_words(lang) for lang in LANGS)
    assert list(english.texts) == list(chinese.texts)


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_has_its_words(lang: str) -> None:
    texts = study_words(lang).texts
    assert {key.removeprefix("study-reason.") for key in texts if key.startswith("study-reason.")} == set(REASONS)


def test_every_code_that_a_reason_names_exists() -> None:
    from coach.study.reasons import _BY_CODE

    said = {key.removeprefix("unusable.") for key in words_in("en").texts if key.startswith("unusable.")}
    assert set(_BY_CODE) - said == {"unexpected", "study-worker", "study-changed"}, "codes that are no sentence of their own"
    assert reason("not-a-report") == reason("nobody knows this one") == "other"


def test_a_study_speaks_easy_english() -> None:
    texts = {key: text for key, text in study_words("en").texts.items() if key.startswith("study")}
    forms = [form for text in texts.values() for form in ([text] if isinstance(text, str) else text)]
    told = [re.sub(r"{reasons?}", "damaged", form) for form in forms]
    assert_easy(text for form in told if len((text := re.sub(r"{\w+}", "5", form)).split()) > 4)


def test_the_page_shows_names_as_written_and_opens_in_either_language() -> None:
    share = Share(31, 80)
    hostile = "<img src=x onerror=alert(1)>"
    apps = (AppShare(hostile, "location", share, 200),)
    figures = Figures(5, "2027.1-x", (PhoneFigures("ios", 80, apps, (), (CompanyShare(hostile, share),), ()),), (), None)
    for lang in LANGS:
        page = page_html(figures, lang)
        assert hostile not in page
        assert "&lt;img src=x" in page
        assert f'id="{lang}" checked' in page
        assert page.count(" checked>") == 1


def test_where_there_are_too_few_phones_the_page_says_only_that() -> None:
    page = page_html(Figures(5, "2027.1-x", (), (), None), "en")
    assert study_words("en")("study.title-few") in page
    assert "<table" not in page
