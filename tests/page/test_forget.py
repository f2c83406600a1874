"""Forget everything: afterwards nothing of the report is left, on the page or in memory."""

import gc
import json
import weakref
from collections.abc import Callable

import pytest
from report_lines import access, at, ndjson
from streamlit.testing.v1 import AppTest
from test_page import buttons, shown, try_sample, upload

from coach.models import Lang
from coach.words import words

OpenPage = Callable[..., AppTest]
HIDDEN = "com.example.verySecretApp"


def test_there_is_nothing_to_forget_at_first(open_page: OpenPage) -> None:
    assert not [button for button in open_page().button if button.key == "forget"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_left_afterwards_but_the_language(open_page: OpenPage, lang: Lang) -> None:
    page = upload(open_page(lang), "report.ndjson", ndjson([line for day in range(7) for line in access(HIDDEN, "photos", at(2, day=day))]))
    page.text_input(key=f"name {lang} {HIDDEN}").set_value("My secret").run()
    page.button(key="walk_done").click().run()
    report = weakref.ref(page.session_state["loaded"].report)
    assert report() is not None
    page.button(key="forget").click().run()
    assert not page.exception
    assert not page.metric
    assert buttons(page) == []
    kept = {key: value for key, value in page.session_state._state.filtered_state.items() if value is not None}
    assert "verySecret" not in json.dumps(kept, default=str)
    assert "My secret" not in json.dumps(kept, default=str)
    assert words(lang)("page.what") in shown(page)
    assert HIDDEN not in repr(page.session_state._state._state._new_widget_state.widget_metadata), "what buttons and fields were given"
    gc.collect()
    assert report() is None, "something still holds the report"


def test_after_forgetting_the_sample_can_be_tried_again(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    page.button(key="forget").click().run()
    assert try_sample(page).metric


def test_a_failure_can_be_forgotten_too(open_page: OpenPage) -> None:
    page = upload(open_page(), "table.csv", b"a,b,c\n1,2,3\n")
    page.button(key="forget").click().run()
    assert not page.error
