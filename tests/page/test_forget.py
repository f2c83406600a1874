"""Forget everything: afterwards nothing of the report is left, on the page or in memory."""

import gc
import json
import weakref
from collections.abc import Callable

import pytest
from report_lines import access, at, ndjson
from streamlit.testing.v1 import AppTest
from test_page import buttons, open_app, shown, try_sample, upload

from coach.models import Lang
from coach.words import words_in

OpenPage = Callable[..., AppTest]
HIDDEN = "com.example.verySecretApp"


def forget(page: AppTest) -> None:
    page.button(key="forget").click().run()
    page.button(key="forget_now").click().run()


def test_there_is_nothing_to_forget_at_first(open_page: OpenPage) -> None:
    assert not [button for button in open_page().button if button.key == "forget"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_left_afterwards_but_the_language(open_page: OpenPage, lang: Lang) -> None:
    page = upload(open_page(lang), "report.ndjson", ndjson([line for day in range(7) for line in access(HIDDEN, "photos", at(2, day=day))]))
    open_app(page, HIDDEN).text_input(key=f"name {HIDDEN}").set_value("My secret").run()
    page.multiselect(key=f"types {lang} first {HIDDEN}").set_value(["gaming"]).run()
    page.button(key=f"more {HIDDEN} photos").click().run()
    page.button(key=f"walk_keep {HIDDEN} photos").click().run()
    page.text_input(key=f"walk_note {HIDDEN} photos").set_value("My secret reason").run()
    page.button(key=f"undo {HIDDEN} photos").click().run()
    page.button(key=f"walk_done {HIDDEN} photos").click().run()
    report = weakref.ref(page.session_state["session"].loaded.report)
    assert report() is not None
    forget(page)
    assert not page.exception
    assert [done.value.replace("\\", "") for done in page.success] == [words_in(lang)("page.forgotten")]
    assert not page.metric
    assert buttons(page) == []
    kept = {key: value for key, value in page.session_state._state.filtered_state.items() if value is not None}
    assert "verySecret" not in json.dumps(kept, default=str)
    assert "My secret" not in json.dumps(kept, default=str)
    assert words_in(lang)("page.what") in shown(page)
    assert HIDDEN not in repr(page.session_state._state._state._new_widget_state.widget_metadata), "what buttons and fields were given"
    gc.collect()
    assert report() is None, "something still holds the report"


def test_after_forgetting_the_sample_can_be_tried_again(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    forget(page)
    assert try_sample(page).metric
    assert not page.success, "what was said of forgetting is over"


def test_a_failure_can_be_forgotten_too(open_page: OpenPage) -> None:
    page = upload(open_page(), "table.csv", b"a,b,c\n1,2,3\n")
    forget(page)
    assert not page.error


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_forgetting_asks_once_and_can_be_taken_back(open_page: OpenPage, lang: Lang) -> None:
    page = try_sample(open_page(lang))
    page.button(key="forget").click().run()
    assert page.metric, "nothing is forgotten yet"
    assert [asked.value.replace("\\", "") for asked in page.warning] == [words_in(lang)("page.forget-ask")]
    page.button(key="forget_not").click().run()
    assert page.metric
    assert not page.warning


def test_the_question_tells_of_a_plan_that_is_not_saved(open_page: OpenPage) -> None:
    page = upload(open_page(), "report.ndjson", ndjson([line for day in range(7) for line in access(HIDDEN, "photos", at(2, day=day))]))
    open_app(page, HIDDEN).text_input(key=f"name {HIDDEN}").set_value("My secret").run()
    page.button(key="forget").click().run()
    assert words_in("en")("page.forget-plan") in "\n".join(each.value for each in page.warning).replace("\\", "")
