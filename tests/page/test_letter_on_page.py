"""A letter to a company, on the page: folded in an app's story, and nothing that is typed is kept anywhere."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from test_forget import forget
from test_page import MEITUAN, buttons, open_app, shown, try_sample, unfold

from coach.models import LANGS, Lang
from coach.plan import save_plan
from coach.words import words_in

OpenPage = Callable[..., AppTest]
TYPED = {"letter_name": "Mei Secret", f"letter_account {MEITUAN}": "secret-account", "letter_address": "secret@example.com"}


def letters(page: AppTest) -> list[str]:
    return [
        code.value for code in page.code if words_in("en")("letter.yours") in code.value or words_in("zh")("letter.yours") in code.value
    ]


def with_letter(page: AppTest, app: str = MEITUAN) -> AppTest:
    return unfold(open_app(try_sample(page), app), f"letter {app}")


@pytest.mark.parametrize("lang", LANGS)
def test_a_story_with_grounds_has_a_folded_letter_with_day_and_address(open_page: OpenPage, lang: Lang) -> None:
    words = words_in(lang)
    page = open_app(try_sample(open_page(lang)), MEITUAN)
    assert words("letter.label") in [fold.label for fold in page.expander]
    assert not letters(page), "nothing is made before it is asked for"
    page = unfold(page, f"letter {MEITUAN}")
    assert words("letter.caveat") in shown(page)
    assert words("letter.where") in shown(page)
    assert words("letter.save-day") in buttons(page)
    assert len(letters(page)) == 1, "Chinese under the Chinese law, English under the European"


def test_an_app_without_grounds_has_no_letter(open_page: OpenPage) -> None:
    page = open_app(try_sample(open_page()), "com.apple.mobilemail")
    assert words_in("en")("letter.label") not in [fold.label for fold in page.expander]


def test_the_law_is_remembered_in_the_plan_and_changes_the_letter(open_page: OpenPage) -> None:
    page = with_letter(open_page())
    assert "GDPR" in letters(page)[0]
    page.radio(key="letter_law en").set_value("pipl").run()
    assert not page.exception
    session = page.session_state["session"]
    assert (session.plan.law, session.mine.law) == ("pipl", "pipl"), "of the person, not of the sample week alone"
    assert len(letters(page)) == 2, "and in the language of its authorities beside it"
    assert "PIPL" in letters(page)[0]


def test_only_what_is_wanted_is_asked_for(open_page: OpenPage) -> None:
    page = with_letter(open_page())
    for wish in ("access", "delete", "stop", "why"):
        assert letters(page)
        page.checkbox(key=f"letter_wish {wish} {MEITUAN}").uncheck().run()
    assert not letters(page)
    assert words_in("en")("letter.nothing-wanted") in shown(page)


def test_what_is_typed_stands_in_the_letter_and_never_in_the_plan_and_is_gone_after_forgetting(open_page: OpenPage) -> None:
    page = with_letter(open_page())
    for key, value in TYPED.items():
        page.text_input(key=key).set_value(value).run()
    assert not page.exception
    assert all(value in letters(page)[0] for value in TYPED.values())
    session = page.session_state["session"]
    assert "ecret" not in save_plan(session.plan) + save_plan(session.mine)
    assert "ecret" not in repr(session.chosen)
    forget(page)
    assert not page.exception
    kept = {key: value for key, value in page.session_state._state.filtered_state.items() if value is not None}
    assert "ecret" not in json.dumps(kept, default=str)
    assert "ecret" not in repr(page.session_state._state._state._new_widget_state.widget_metadata)
    page = with_letter(page)
    assert "ecret" not in letters(page)[0]
    assert [field.value for field in page.text_input if field.key in TYPED] == ["", "", ""]
