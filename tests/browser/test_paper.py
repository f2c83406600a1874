"""The one page of paper, printed by a real Chromium: one sheet, nothing cut, real letters."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from report_lines import read
from test_summary import crowded, page_of

from coach.content import FOLDER
from coach.models import LANGS, Lang
from coach.summary import PAPERS, Paper


def print_to_pdf(browser: Any, document: str, file: Path) -> Any:
    page = browser.new_page()
    page.set_content(document)
    page.pdf(path=file, prefer_css_page_size=True)
    return page


def pdf(tool: str, *arguments: str) -> str:
    if not shutil.which(tool):
        pytest.skip(f"{tool} (poppler-utils) is not on this machine")
    return subprocess.run([tool, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("full", ["sample", "crowded"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("lang", LANGS)
def test_it_is_one_sheet(browser: Any, tmp_path: Path, lang: Lang, paper: Paper, full: str) -> None:
    report, namings = crowded() if full == "crowded" else (read((FOLDER / "sample.ndjson").read_bytes()), {})
    page = print_to_pdf(browser, page_of(report, lang, paper, namings), tmp_path / "summary.pdf")
    page.close()
    assert "Pages:           1\n" in pdf("pdfinfo", str(tmp_path / "summary.pdf"))


@pytest.mark.parametrize(("lang", "sentence"), [("en", "While Using the App"), ("zh", "使用App期间")])
def test_its_text_can_be_selected_in_the_pdf(browser: Any, tmp_path: Path, lang: Lang, sentence: str) -> None:
    page = print_to_pdf(browser, page_of(read((FOLDER / "sample.ndjson").read_bytes()), lang), tmp_path / "summary.pdf")
    page.close()
    assert sentence in pdf("pdftotext", str(tmp_path / "summary.pdf"), "-")
