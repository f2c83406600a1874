"""The page of a study in a real Chromium: one file, either language at a tap, wide or narrow, and on paper."""

from pathlib import Path
from typing import Any

import pytest
from visits import violations

from coach.models import LANGS, Lang
from coach.study.figures import AppShare, CompanyShare, Figures, KindShare, PhoneFigures, RhythmShare
from coach.study.page import page_html
from coach.study.shares import Share

MEITUAN = "com.meituan.imeituan"
NEARLY_ALL = Share(76, 80, at_least=True)


def figures() -> Figures:
    apps = tuple(AppShare(MEITUAN, topic, Share(31, 80), 200) for topic in ("location", "contacts", "microphone") * 9)
    companies = (CompanyShare("alibaba", NEARLY_ALL),)
    iphones = PhoneFigures(
        "ios",
        80,
        apps,
        (RhythmShare(MEITUAN, "location", 300, Share(31, 80)),),
        companies,
        (KindShare("gaming", "location", Share(5, 40)),),
    )
    android = PhoneFigures("android", 1200, (), (), (), ())
    return Figures(5, "2027.1-x", (iphones, android), (("damaged", 7),), 7)


@pytest.mark.parametrize(("width", "lang"), [(900, "en"), (360, "zh")])
def test_it_asks_for_nothing_and_shows_either_language(browser: Any, tmp_path: Path, artifacts: Path, lang: Lang, width: int) -> None:
    file = tmp_path / "study.html"
    file.write_text(page_html(figures(), lang), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 1200})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    for shown in (lang, *(each for each in LANGS if each != lang)):
        page.locator(f'label[for="{shown}"]').click()
        assert [page.locator(f"main.{each}").is_visible() for each in LANGS] == [each == shown for each in LANGS]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is wider than the window"
        page.screenshot(path=artifacts / f"study-{shown}-{width}.png", full_page=True)
        assert violations(page) == []
    page.keyboard.press("ArrowLeft")
    assert page.locator(f"main.{lang}").is_visible(), "the arrow keys change the language"
    assert asked == [file.as_uri()]
    assert complaints == []
    page.emulate_media(media="print")
    assert not page.locator(".languages").is_visible()
    page.close()
