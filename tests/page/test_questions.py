"""What an app is for, asked and answered where it stands: several at once, each answer in its row, a guess to take."""

import re
from collections.abc import Callable

import pytest
from report_lines import access, at, ndjson
from streamlit.testing.v1 import AppTest
from test_page import LUMA, WEEK, open_app, say_kind, shown, try_sample, unfold, upload

from coach.content import load_content
from coach.models import LANGS, Lang
from coach.words import words_in

OpenPage = Callable[..., AppTest]
ASKED = [f"com.example.zq{number}" for number in range(8)]
"""Apps that nobody knows and no word tells of."""


def test_an_unknown_app_is_asked_about_and_the_answer_counts(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    assert "lumapuzzle? used your location 9 times and looked in your contacts 4 times. What is it for?" in shown(page)
    assert words_in("en")("verdict.of-known-one", n=15, asked=1) in shown(page)
    assert "lumapuzzle?: " not in shown(page), "an app that nobody knows has no score"
    say_kind(page, LUMA, "gaming")
    assert re.search(r"lumapuzzle\?: \d+ · [B-E]", shown(page)), "a game that reads contacts and location loses points at once"
    assert words_in("en")("verdict.of-known-one", n=15, asked=1) not in shown(page)
    open_app(page, LUMA).text_input(key=f"name {LUMA}").set_value("Luma *Puzzle*").run()
    assert "Luma *Puzzle*: " in shown(page)
    assert "What is it for?" not in shown(page)


def test_an_answer_can_be_given_in_the_story_too_and_taken_back(open_page: OpenPage) -> None:
    page = open_app(try_sample(open_page()), LUMA)
    say_kind(page, LUMA, "gaming", place="story")
    assert page.multiselect(key=f"types en first {LUMA}").value == ["gaming"], "one answer, wherever it is looked at"
    say_kind(page, LUMA)
    assert "What is it for?" in shown(page)
    assert page.multiselect(key=f"types en story {LUMA}").value == []


def test_a_name_given_to_an_app_outlasts_a_look_at_another(open_page: OpenPage) -> None:
    page = open_app(try_sample(open_page()), LUMA)
    page.text_input(key=f"name {LUMA}").set_value("Luma").run()
    open_app(page, "com.tencent.xin")
    open_app(page, LUMA)
    say_kind(page, LUMA, "gaming")
    assert "Luma: " in shown(page)


def asking(page: AppTest) -> AppTest:
    lines = [line for number, app in enumerate(ASKED) for day in range(7 - number % 7) for line in access(app, "contacts", at(12, day=day))]
    return upload(page, "report.ndjson", ndjson([*lines, *WEEK.decode().splitlines()]))


def questions(page: AppTest, place: str, lang: Lang = "en") -> list[str]:
    """Ids of the apps that are asked about in one part of the page, in order."""
    start = f"types {lang} {place} "
    return [key.removeprefix(start) for field in page.multiselect if (key := field.key or "").startswith(start)]


@pytest.mark.parametrize("lang", LANGS)
def test_five_questions_are_in_sight_and_the_rest_in_a_fold(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = asking(open_page(lang))
    assert say("question.heading") in shown(page)
    order = [app.profile.bundle_id for app in page.session_state["session"].verdict.asked]
    assert sorted(order) == ASKED
    assert questions(page, "first", lang) == order[:5]
    assert questions(page, "more", lang) == []
    assert say("question.more", n=3) in [fold.label for fold in page.expander]
    assert questions(unfold(page, "asked_more"), "more", lang) == order[5:]


def test_several_apps_are_answered_one_after_the_other_and_each_row_stays_where_it_is(open_page: OpenPage) -> None:
    page = unfold(asking(open_page()), "asked_more")
    first, more = questions(page, "first"), questions(page, "more")
    for number, bundle_id in enumerate(first[:3], 1):
        say_kind(page, bundle_id, "gaming")
        assert questions(page, "first") == first
        assert len(page.session_state["session"].verdict.asked) == len(ASKED) - number
        assert re.search(rf"{bundle_id.rpartition('.')[2]}\?: \d+ · [A-E]", shown(page)), "its score stands where the question stood"
    page.session_state["asked_more"] = True
    say_kind(page.run(), more[0], "weather", place="more")
    assert questions(page, "first") == first
    assert page.multiselect(key=f"types en first {first[0]}").value == ["gaming"]
    say_kind(page, first[0])
    assert questions(page, "first") == first, "taken back in the same row"
    assert len(page.session_state["session"].verdict.asked) == len(ASKED) - 3


def test_another_report_asks_only_about_its_own_apps(open_page: OpenPage) -> None:
    page = asking(open_page())
    say_kind(page, questions(page, "first")[0], "gaming")
    upload(page, "other.ndjson", ndjson(access("com.example.other", "contacts", at(9))))
    page.file_uploader(key="report_files").set_value([("o.ndjson", ndjson(access("com.example.other", "contacts", at(9))), "x/y")]).run()
    assert questions(page, "first") == ["com.example.other"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_guess_is_offered_as_a_question_and_taken_with_one_tap(open_page: OpenPage, lang: Lang) -> None:
    game = load_content().types["gaming"].name[lang]
    page = try_sample(open_page(lang))
    guess = page.button(key=f"guess first {LUMA}")
    assert guess.label.replace("\\", "") == words_in(lang)("question.guess", kind=game)
    assert page.session_state["session"].verdict.app(LUMA).score is None, "a guess judges nobody"
    guess.click().run()
    assert not page.exception
    assert page.session_state["session"].of_sample.apps[LUMA].types == ("gaming",)
    assert page.multiselect(key=f"types {lang} first {LUMA}").value == ["gaming"]
    assert f"guess first {LUMA}" not in {button.key for button in page.button}


def test_where_nothing_tells_no_guess_is_offered(open_page: OpenPage) -> None:
    page = asking(open_page())
    assert not [button.key for button in page.button if (button.key or "").startswith("guess")]


@pytest.mark.parametrize("lang", LANGS)
def test_an_app_is_asked_about_on_each_screen_that_it_used_and_answered_there(open_page: OpenPage, lang: Lang) -> None:
    page = try_sample(open_page(lang))
    for screen, asked in {"photos": [], "location": [LUMA], "contacts": [LUMA], "camera": []}.items():
        page.segmented_control(key=f"walk_screen {lang}").set_value(screen).run()
        assert questions(page, "walk", lang) == asked
    page.segmented_control(key=f"walk_screen {lang}").set_value("contacts").run()
    say_kind(page, LUMA, "gaming", lang=lang, place="walk")
    assert f"walk_done {LUMA} contacts" in {button.key for button in page.button}, "the answer becomes a line to decide"
    assert questions(page, "first", lang) == [LUMA]
