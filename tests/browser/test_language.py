"""All that the page shows or names for screen readers is in its language, after a switch and once the server has stopped, too.

In each state of the page it is heard where that is looked at: `test_look.py`.
"""

from collections.abc import Callable
from typing import Any

from hearing import heard, in_another_language
from states import press
from test_a_visit import LANGUAGES, assert_nothing_left
from visits import VERDICT, Server

from coach.models import Lang
from coach.words import words_in

Visits = Callable[..., Any]
ENGLISH_AND_BACK: tuple[Lang, ...] = ("en", "zh", "en")


def test_labels_of_streamlit_follow_a_switch_of_language_and_back(visit: Visits) -> None:
    """In a browser that speaks English."""
    person = visit(LANGUAGES["en"])
    press(person, ".st-key-sample button")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    labels = {"upload", "limit", "skip", "anchor", "open", "picture"}
    for lang in ENGLISH_AND_BACK:
        person.page.get_by_text(words_in(lang)("page.language"), exact=True).click()
        person.settle()
        said = heard(person)
        assert in_another_language(said, lang) == {}
        assert {words_in(lang)(f"streamlit.{label}") for label in labels} - said == set()
    assert_nothing_left(person)


def test_that_the_server_has_stopped_is_told_in_the_language_of_the_page(visit: Visits, own: Server) -> None:
    person = visit(LANGUAGES["zh"], address=own.address)
    own.kill()
    person.page.get_by_role("dialog").wait_for(timeout=60_000)
    said = heard(person)
    assert in_another_language(said, "zh") == {}
    assert {words_in("zh")("streamlit.stopped"), words_in("zh")("page.stopped-what"), words_in("zh")("streamlit.close")} - said == set()
