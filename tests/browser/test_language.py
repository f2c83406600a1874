"""All that the page shows or names for screen readers is in its language, after a switch, too.

In each state of the page it is heard where that is looked at: `test_look.py`; once the server has stopped: `test_faults.py`.
"""

from collections.abc import Callable
from typing import Any

from hearing import heard, in_another_language
from states import press
from test_a_visit import LANGUAGES, assert_nothing_left
from visits import VERDICT

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
