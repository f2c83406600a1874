"""The one page of paper in a real Chromium: one sheet whatever it holds, nothing cut, real letters, from every door."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from report_lines import read
from test_summary import GOLDEN, MEITUAN, SAMPLE, crowded, empty, fullest, having_done, page_of, perfect
from test_summary_android import full_phone, fullest_phone, paper_of, phone
from visits import VERDICT

from coach.models import LANGS, Lang, Report
from coach.sheet import render
from coach.summary import PAPERS, Paper
from coach.words import words_in

# What is left of each paper between the margins, in mm.
ROOM = {"a4": (186, 277), "letter": (191.9, 259.4)}
SMALLEST_PT = 8
SMALLEST_TO_ACT_ON_PT = 10
"""Screen, box, app and setting, in all sizes of type but the smallest."""
LEAST_CONTRAST = 4.5
MM, PT = 96 / 25.4, 96 / 72
Document = Callable[[Lang, Paper], str]


def longest_texts(changes: int, *, screens: int = 7, checked: bool = False) -> Document:
    return lambda lang, paper: render(fullest(lang, changes, paper, screens=screens, checked=checked), words_in(lang))


def longest_of_phone(changes: int, screens: int) -> Document:
    return lambda lang, paper: render(fullest_phone(lang, changes, paper, screens=screens), words_in(lang))


FULL: dict[str, Document] = {
    "sample": lambda lang, paper: page_of(SAMPLE, lang, paper),
    "names hidden": lambda lang, paper: page_of(SAMPLE, lang, paper, hide_names=True, plan=having_done(SAMPLE, (MEITUAN, "location"))),
    "150 apps": lambda lang, paper: page_of(crowded()[0], lang, paper, crowded()[1]),
    "perfect": lambda lang, paper: page_of(perfect(), lang, paper),
    "empty": lambda lang, paper: page_of(empty(), lang, paper),
    "preview with its button": lambda lang, paper: render(fullest(lang, 7, paper), words_in(lang), print_button=True),
    **{f"longest texts, {changes} changes": longest_texts(changes) for changes in range(8)},
    **{f"longest texts, {changes} changes on one screen": longest_texts(changes, screens=1) for changes in (3, 5, 7)},
    **{f"longest texts, {changes} changes and a check": longest_texts(changes, checked=True) for changes in range(6)},
    "an Android phone": lambda lang, paper: paper_of(phone("sample"), lang, paper),
    "an Android phone of 90 apps": lambda lang, paper: paper_of(full_phone(), lang, paper),
    **{
        f"longest texts of an Android phone, {changes} changes on {screens} screens": longest_of_phone(changes, screens)
        for changes, screens in ((0, 1), (2, 2), (4, 4), (5, 1), (7, 3), (7, 7))
    },
}

MEASURE = """() => {
    const sheet = document.querySelector('.sheet');
    const all = [...sheet.querySelectorAll('*')];
    const told = element => element.tagName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 30);
    const written = all.filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    const size = element => parseFloat(getComputedStyle(element).fontSize) * (element.getScreenCTM ? element.getScreenCTM().a : 1);
    const light = colour => {
        const part = colour.match(/[\\d.]+/g).slice(0, 3).map(value => value / 255);
        const [r, g, b] = part.map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ink = element => element.namespaceURI.endsWith('svg') ? getComputedStyle(element).fill : getComputedStyle(element).color;
    const acted = [...sheet.querySelectorAll('h3, h3 b, .box, .what, .others')];
    const boxes = [...sheet.querySelectorAll('.pair section, .screen li, header, footer')];
    const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return {
        height: sheet.getBoundingClientRect().height,
        outside: all.filter(each => each.getBoundingClientRect().right > sheet.getBoundingClientRect().right + 1).map(told),
        clipped: all.filter(each => !each.ownerSVGElement && getComputedStyle(each).display !== 'inline')
            .filter(each => each.scrollWidth > each.clientWidth + 1).map(told),
        overlapping: boxes.flatMap((a, i) => boxes.slice(i + 1)
            .filter(b => overlap(a.getBoundingClientRect(), b.getBoundingClientRect())).map(b => told(a) + ' / ' + told(b))),
        sizes: Object.fromEntries(written.map(element => [told(element), size(element)])),
        acted: sheet.classList.contains('tight') ? {} : Object.fromEntries(acted.map(element => [told(element), size(element)])),
        contrasts: Object.fromEntries(written.map(element => [told(element), 1.05 / (light(ink(element)) + 0.05)])),
    };
}"""


def pdf(tool: str, *arguments: str) -> str:
    if not shutil.which(tool):
        pytest.skip(f"{tool} (poppler-utils) is not on this machine")
    return subprocess.run([tool, *arguments], check=True, capture_output=True, text=True).stdout


def assert_one_sheet(page: Any, file: Path, paper: Paper) -> None:
    page.pdf(path=file, prefer_css_page_size=True)
    said = pdf("pdfinfo", str(file))
    assert "Pages:           1\n" in said
    assert {"a4": "(A4)", "letter": "(letter)"}[paper] in said


@pytest.fixture(scope="module")
def sheet_page(browser: Any) -> Iterator[Any]:
    """A page of the browser on which one sheet after the other is laid."""
    page = browser.new_page()
    page.emulate_media(media="print")
    yield page
    page.close()


@pytest.mark.parametrize("full", FULL)
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("lang", LANGS)
def test_it_is_one_sheet_with_nothing_cut_or_too_small(sheet_page: Any, tmp_path: Path, lang: Lang, paper: Paper, full: str) -> None:
    width, height = ROOM[paper]
    page = sheet_page
    page.set_viewport_size({"width": int(width * MM), "height": 1000})
    page.set_content(FULL[full](lang, paper))
    found = page.evaluate(MEASURE)
    assert found["height"] <= height * MM
    assert (found["outside"], found["clipped"], found["overlapping"]) == ([], [], [])
    assert {text: size / PT for text, size in found["sizes"].items() if size / PT < SMALLEST_PT - 0.01} == {}
    assert {text: size / PT for text, size in found["acted"].items() if size / PT < SMALLEST_TO_ACT_ON_PT - 0.01} == {}
    assert {text: ratio for text, ratio in found["contrasts"].items() if ratio < LEAST_CONTRAST} == {}
    if (list(FULL).index(full) + LANGS.index(lang) + PAPERS.index(paper)) % 2:  # each on one paper in one language, the other in the other
        assert_one_sheet(page, tmp_path / "summary.pdf", paper)


@pytest.mark.parametrize("lang", LANGS)
def test_every_size_of_type_is_one_sheet_at_any_amount_of_text(sheet_page: Any, lang: Lang) -> None:
    """On A4's width and Letter's height, which are the smaller ones."""
    page = sheet_page
    page.set_viewport_size({"width": int(ROOM["a4"][0] * MM), "height": 1000})
    too_high = []
    for report in sorted((GOLDEN / "scores").glob("*.ndjson")):
        page.set_content(page_of(read(report.read_bytes()), lang))
        height = page.evaluate("document.querySelector('.sheet').getBoundingClientRect().height")
        too_high += [report.name] * (height > ROOM["letter"][1] * MM)
    assert too_high == []


@cache
def real(report: Path) -> Report:
    return read(report.read_bytes())


@pytest.mark.parametrize("report", ["plaso-2022.ndjson", "reporthar-2024.ndjson"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_real_report_is_one_sheet(sheet_page: Any, tmp_path: Path, samples: Path, lang: Lang, paper: Paper, report: str) -> None:
    sheet_page.set_content(page_of(real(samples / report), lang, paper))
    assert_one_sheet(sheet_page, tmp_path / "summary.pdf", paper)


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [("en", ("While Using the App", "What the report can't show")), ("zh", ("使用App期间", "白天夜里都没停", "报告看不到什么"))],
)
def test_its_text_can_be_selected_in_the_pdf(sheet_page: Any, tmp_path: Path, lang: Lang, sentences: tuple[str, ...]) -> None:
    sheet_page.set_content(page_of(SAMPLE, lang))
    sheet_page.pdf(path=tmp_path / "summary.pdf", prefer_css_page_size=True)
    said = pdf("pdftotext", str(tmp_path / "summary.pdf"), "-")
    assert all(sentence in said for sentence in sentences)


@pytest.mark.parametrize("lang", LANGS)
def test_it_opens_from_a_file_asks_for_nothing_and_complains_of_nothing(browser: Any, tmp_path: Path, artifacts: Path, lang: Lang) -> None:
    file = tmp_path / "summary.html"
    file.write_text(page_of(SAMPLE, lang), encoding="utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    page.screenshot(path=artifacts / f"paper-{lang}.png")
    page.close()


def test_the_sheet_on_the_page_is_printed_from_every_door(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Each in one language, one after the other on the same page."""
    person = visit("en-US")
    person.page.locator(".st-key-sample button").click()
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert not person.page.locator(".st-key-paper iframe").is_visible(), "folded"
    assert_black_on_white_in_each_theme(person, tmp_path)
    assert_printed_by_keyboard_and_saved_without_names(person, tmp_path)
    person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
    person.settle()
    assert_ctrl_p_prints_the_one_page_and_nothing_else(person, tmp_path)
    assert person.complaints == []


def assert_ctrl_p_prints_the_one_page_and_nothing_else(person: Any, folder: Path) -> None:
    """Its preview is folded, and the sheet is printed all the same."""
    for paper in PAPERS:
        if paper == "letter":
            look_at_the_sheet(person)
            person.page.locator(".st-key-paper_size-zh").get_by_text("US Letter").click()
            person.settle()
            fold_the_sheet(person)
        assert person.page.locator(".st-key-paper_folded").count() == 1
        file = folder / f"{paper}.pdf"
        assert_one_sheet(person.page, file, paper)
        said = pdf("pdftotext", str(file), "-")
        assert "设置 › 隐私与安全性 ›" in said, paper
        assert words_in("zh")("page.paper-size") not in said, paper
        assert words_in("zh")("summary.print") not in said, paper
        assert words_in("zh")("ios.limit.granted")[-8:] in said.replace("\n", ""), f"the end of the sheet: {paper}"


def assert_black_on_white_in_each_theme(person: Any, folder: Path) -> None:
    """The same dots on the paper as the sheet alone, saved and opened: no colour of the page, no frame, no block below."""
    alone, file = folder / "alone.html", folder / "page.pdf"
    with person.page.expect_download() as saved:
        person.page.locator(".st-key-save_paper button").click()
    saved.value.save_as(alone)
    opened = person.page.context.new_page()
    opened.goto(alone.as_uri())
    for theme in ("dark", "light"):
        for page in (person.page, opened):
            page.emulate_media(color_scheme=theme)
        person.settle()
        for background in (False, True):
            case = f"{theme}, {'with' if background else 'without'} colours of the page"
            sheets = []
            for page in (person.page, opened):
                page.pdf(path=file, prefer_css_page_size=True, print_background=background)
                sheets.append(grey(file))
            printed, expected = sheets
            assert (printed.width, printed.height) == (expected.width, expected.height), case
            below = printed.crop((0, printed.height * 7 // 8, printed.width, printed.height))
            assert below.getextrema() == (255, 255), f"nothing is printed below the sheet: {case}"
            assert printed.getbbox() is not None, case
            darkness = [sum(255 - value for value in picture.tobytes()) for picture in (printed, expected)]
            assert darkness[0] == pytest.approx(darkness[1], rel=0.05), case
        if theme == "dark":
            look_at_the_sheet(person)  # unfolded in the one, folded in the other
    opened.close()


def grey(file: Path) -> Image.Image:
    """A sheet as it comes out of a printer, 60 dots an inch."""
    pdf("pdftoppm", "-r", "60", "-gray", "-singlefile", str(file), str(file.with_suffix("")))
    with Image.open(file.with_suffix(".pgm")) as picture:
        return picture.copy()


def assert_printed_by_keyboard_and_saved_without_names(person: Any, folder: Path) -> None:
    """In English, the preview unfolded before and folded behind."""
    assert person.page.locator(".st-key-paper iframe").is_visible()
    frame = person.page.frame_locator(".st-key-paper iframe")
    button = frame.get_by_role("button", name=words_in("en")("summary.print"))
    button.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    button.focus()
    person.page.keyboard.press("Enter")
    assert frame.locator("title").first.evaluate("() => document.title") == "printed"
    person.page.locator(".st-key-paper").scroll_into_view_if_needed()
    person.keep_picture("paper-preview-en")

    person.page.locator(".st-key-hide_names label").click()
    person.settle()
    with person.page.expect_download() as saved:
        person.page.get_by_role("button", name=words_in("en")("page.download")).click()
    assert saved.value.suggested_filename == "privacy-summary-2025-11-30-en.html"
    saved.value.save_as(folder / "summary.html")
    document = (folder / "summary.html").read_text(encoding="utf-8")
    assert document == page_of(SAMPLE, "en", hide_names=True)
    frame = person.page.locator(".st-key-paper iframe")
    assert frame.evaluate("frame => frame.contentDocument.documentElement.scrollHeight <= frame.clientHeight + 1")
    assert "WeChat" not in frame.evaluate("frame => frame.contentDocument.body.innerText")
    person.page.locator(".st-key-hide_names label").click()
    person.settle()
    fold_the_sheet(person)


def look_at_the_sheet(person: Any) -> None:
    """Unfolds its preview and options."""
    person.page.locator(".st-key-paper_preview summary").click()
    person.page.locator(".st-key-paper_shown").wait_for()
    person.settle()


def fold_the_sheet(person: Any) -> None:
    person.page.locator(".st-key-paper_preview summary").click()
    person.page.locator(".st-key-paper_folded").wait_for(state="attached")
    person.settle()
