"""The part of the page beside the report: folded, in both languages, and nothing of the report in the text to copy but one app."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from coach.content import load_content
from coach.models import LANGS, Lang
from coach.words import words_in

OpenPage = Callable[..., AppTest]
FOLDS = ("unseen", "managed", "someone", "wrong")


def opened(page: AppTest, *names: str, version: int | None = None) -> AppTest:
    """The sample week, with folds opened."""
    page.button(key="sample").click().run()
    if version:
        page.selectbox(key=f"version {page.session_state['lang']}").set_value(version).run()
    for name in names:
        page.session_state[f"beside_{name}"] = True
    page.run()
    assert not page.exception
    return page


def shown(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown).replace(":small[]", "").replace("\\", "")


@pytest.mark.parametrize("lang", LANGS)
def test_it_stands_below_a_report_and_is_folded(open_page: OpenPage, lang: Lang) -> None:
    words, page = words_in(lang), open_page(lang)
    assert words("beside.heading") not in [header.value for header in page.header], "without a report there is nothing beside it"
    page = opened(page)
    headers = [header.value for header in page.header]
    assert headers.index(words("beside.heading")) == headers.index(words("page.paper")) + 1
    assert {words(f"beside.{name}") for name in FOLDS} <= {fold.label for fold in page.expander}
    assert words("beside.someone-ask") not in shown(page)
    assert words("beside.someone-ask") in shown(opened(page, "someone"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("version", [15, 18])
def test_every_place_is_that_of_the_persons_ios(open_page: OpenPage, version: int, lang: Lang) -> None:
    text = shown(opened(open_page(lang), "unseen", "managed", "someone", version=version))
    beside = load_content().beside
    for note in (*beside.unseen, *beside.managed, *beside.help):
        assert (note[lang] in text) == note.holds(version), note.id
        for way in note.path:
            assert (f"**{way[lang]}**" in text) == (way == note.way(version)), way[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_the_text_to_copy_follows_the_app_that_is_chosen(open_page: OpenPage, lang: Lang) -> None:
    page = opened(open_page(lang), "wrong")
    assert "com.meituan.imeituan" in page.code[-1].value
    page.selectbox(key=f"disputed_app {lang}").set_value("com.tencent.xin").run()
    assert not page.exception
    assert "com.tencent.xin" in page.code[-1].value
    assert "meituan" not in page.code[-1].value
    assert not re.search(r"\d\d:\d\d|\d{4}-\d\d", page.code[-1].value)
    assert words_in(lang)("beside.wrong-send") in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_the_day_on_which_the_content_was_checked_is_told_once(open_page: OpenPage, lang: Lang) -> None:
    checked = words_in(lang).day(load_content().rules.checked)
    page = opened(open_page(lang), *FOLDS)
    captions = "\n".join(caption.value for caption in page.caption).replace(":small[]", "").replace("\\", "")
    assert (captions + shown(page)).count(checked) == 1
