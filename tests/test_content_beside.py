"""What stands beside an iPhone's report: each place of Settings on each iOS, and where it comes from."""

import re

import pytest

from coach.content import Note, load_content
from coach.models import LANGS, Lang

BESIDE = load_content().beside
NOTES = {note.id: note for notes in (BESIDE.unseen, BESIDE.managed, BESIDE.help) for note in notes}
ROOT = {
    "en": {15: "Settings › Privacy › ", 16: "Settings › Privacy & Security › "},
    "zh": {15: "设置 › 隐私 › ", 16: "设置 › 隐私与安全性 › "},
}
# Apple's own labels.
LABELS = {
    "bluetooth": ("Bluetooth", "蓝牙"),
    "local-network": ("Local Network", "本地网络"),
    "calendars": ("Calendars", "日历"),
    "health": ("Health", "健康"),
    "tracking": ("Tracking", "跟踪"),
    "background-refresh": ("Background App Refresh", "后台App刷新"),
}


def told(note: Note, version: int, lang: Lang) -> str:
    way = note.way(version)
    assert way, note.id
    return way[lang]


def test_the_checklist_is_what_a_report_cannot_show() -> None:
    assert [note.id for note in BESIDE.unseen] == list(LABELS)
    assert set(LABELS).isdisjoint(load_content().permissions), "what a report records is told above"


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("version", load_content().versions)
def test_each_way_ends_at_apples_own_label_and_follows_the_version(name: str, version: int) -> None:
    for place, lang in enumerate(LANGS):
        way = told(NOTES[name], version, lang)
        assert way.endswith(f" › {LABELS[name][place]}")
        if name != "background-refresh":
            assert way == ROOT[lang][min(version, 16)] + LABELS[name][place]


def test_safety_check_is_told_only_where_it_is() -> None:
    assert not NOTES["safety-check"].holds(15)
    assert told(NOTES["safety-check"], 16, "zh") == "设置 › 隐私与安全性 › 安全检查"
    assert [note.id for note in BESIDE.help if note.holds(15)] == ["police", "hotline", "elsewhere"], "there is help without it"


def test_every_number_to_call_rests_on_a_source_that_can_be_looked_up() -> None:
    sources = load_content().sources
    numbers = {number for note in BESIDE.help for lang in LANGS for number in re.findall(r"\d{3,}", note[lang])}
    assert numbers == {"110", "12338"}
    for note in BESIDE.help:
        assert {re.search(r"\d{3,}", note[lang]) is None for lang in LANGS} in ({True}, {False}), "the same in both languages"
        assert not re.search(r"\d{3,}", note.en) or all(sources[source].link for source in note.sources)


def test_no_id_stands_twice_and_paths_go_forward() -> None:
    assert len(NOTES) == sum(map(len, (BESIDE.unseen, BESIDE.managed, BESIDE.help)))
    for note in NOTES.values():
        since = [way.since for way in note.path]
        assert since == sorted(set(since)), note.id
