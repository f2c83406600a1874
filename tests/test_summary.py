"""The one page of paper as a document: whole, escaped, in both languages, bounded."""

import re
from html.parser import HTMLParser

import pytest
from report_lines import access, at, ndjson, network, read

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import Naming, Namings
from coach.content import FOLDER, load_content
from coach.models import LANGS, Lang, Report
from coach.scoring import assess
from coach.summary import MAX_APPS, MAX_CHANGES, PAPERS, Paper, summary_html
from coach.wording import Wording
from coach.words import words

CONTENT = load_content()


def page_of(report: Report, lang: Lang = "en", paper: Paper = "a4", namings: Namings | None = None) -> str:
    assessment = assess(activities(report), CONTENT, namings or {})
    return summary_html(report, assessment, advise(assessment, CONTENT), Wording(CONTENT, words(lang), CONTENT.ios[-1]), paper)


def crowded(apps: int = 150) -> tuple[Report, dict[str, Naming]]:
    """Many keyboards that read contacts, place and microphone every day, with very long names."""
    ids = [f"com.example.app{number}" for number in range(apps)]
    days = [
        line
        for app in ids
        for day in range(5)
        for topic in ("contacts", "location", "microphone")
        for line in access(app, topic, at(9, day=day))
    ]
    return read(ndjson(days)), {app: Naming(name="超长的名字 very long name " * 8, types=("input-method",)) for app in ids}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_sample_week_on_paper_names_the_changes_and_their_paths(lang: Lang, paper: Paper) -> None:
    page = page_of(read((FOLDER / "sample.ndjson").read_bytes()), lang, paper)
    for text in {
        "en": ("Meituan: Location Services → While Using the App", "Settings › Privacy &amp; Security › Photos › WeChat → Limited Access"),
        "zh": ("美团：定位服务 → 使用App期间", "设置 › 隐私与安全性 › 照片 › 微信 → 受限访问（Limited Access）"),
    }[lang]:
        assert text in page
    assert f"size: {'A4' if paper == 'a4' else 'letter'}" in page
    assert f'<html lang="{"en" if lang == "en" else "zh-Hans"}">' in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_refers_to_nothing_outside_and_runs_nothing(lang: Lang) -> None:
    tags = Tags()
    tags.feed(page_of(read((FOLDER / "sample.ndjson").read_bytes()), lang))
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "img", "iframe", "object"}
    assert not [attributes for _, attributes in tags.seen if {"src", "href"} & attributes.keys()]


def test_names_from_the_report_are_escaped() -> None:
    hostile = "com.evil.<script>alert(1)</script>"
    report = read(ndjson([line for day in range(7) for line in access(hostile, "photos", at(2, day=day))] + network(hostile, "x.example")))
    assert "<script" not in page_of(report)
    assert "&lt;script&gt;" in page_of(report)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_stays_bounded_however_much_there_is(lang: Lang) -> None:
    report, namings = crowded()
    page = page_of(report, lang, namings=namings)
    assert page.count('class="box"') == MAX_CHANGES
    assert page.count("<tr><td>") == MAX_APPS
    assert max(map(len, re.findall(r"<td>([^<]*)</td>", page))) < 60


def test_a_phone_without_findings_says_so() -> None:
    page = page_of(read(ndjson(access("org.whispersystems.signal", "contacts", at(9)))))
    assert "Nothing to change." in page
    assert "<ol>" not in page
