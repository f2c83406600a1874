"""The page shows an Android phone from one end to the other, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "content" / "android" / "sample.zip"
WEEK = ROOT / "tests" / "phones" / "seven-days.txt"
OpenPage = Callable[[str], AppTest]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", [SAMPLE, WEEK], ids=lambda path: path.stem)
def test_an_android_phone_is_shown_without_a_fault(open_page: OpenPage, path: Path, lang: str) -> None:
    page = open_page(lang)
    page.file_uploader(key="report_files").upload(path.name, path.read_bytes()).run()
    assert not page.exception
    said = "\n".join(str(each.value) for each in (*page.markdown, *page.header, *page.caption))
    assert {"en": "Meituan", "zh": "美团"}[lang] in said
