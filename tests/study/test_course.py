"""A study of 320 phones, from their files to what is told of them: what is known of them is found, whatever happened on the way."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq
import pytest
from clusters import cluster
from each import each

from benchmarks.phones import FIRMS, GAME, MEITUAN, TAOBAO, Truth, write
from coach.errors import UnusableInput
from coach.study import course
from coach.study.course import Progress, Study, study
from coach.study.figures import rounded
from coach.study.kept import kept_in
from coach.study.looked import rules_version
from coach.study.page import page_html
from coach.study.table import SCHEMA

pytestmark = pytest.mark.slow
PHONES, LIMIT = 320, 4
STOPPED_AT = 150


class Done(NamedTuple):
    truth: Truth
    found: Study
    heard: list[Progress]
    """After it was started again."""
    rows: pd.DataFrame
    pages: dict[str, str]


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    folder = tmp_path_factory.mktemp("study")
    truth = write(folder / "given", PHONES)
    heard: list[Progress] = []

    def stop(progress: Progress) -> None:
        if progress.done >= STOPPED_AT:
            raise Stopped

    with pytest.MonkeyPatch.context() as patch, cluster(folder) as running:
        patch.setattr(course, "_TOLD_EVERY_S", 0)
        with pytest.raises(Stopped):
            study([folder / "given"], folder / "out", LIMIT, running.scheduler_address, stop)
        found = study([folder / "given"], folder / "out", LIMIT, running.scheduler_address, heard.append)
    pages = {lang: page_html(found.figures, lang) for lang in ("en", "zh")}
    yield Done(truth, found, heard, pq.read_table(found.rows).to_pandas(), pages)


def started_again_it_goes_on_where_it_was(done: Done) -> None:
    assert done.heard[0].done > STOPPED_AT
    assert done.heard[0].all == done.truth.files - done.truth.again


def the_known_shares_are_found_exactly(done: Done) -> None:
    rows, truth = done.rows, done.truth
    assert rows.groupby("platform", observed=True)["phone"].nunique().to_dict() == truth.phones
    judged = rows[rows["tier"] != "asked"]
    assert judged.groupby(["platform", "app"], observed=True)["phone"].nunique().to_dict() == truth.having
    too_far = rows[rows["tier"] == "excess"].groupby(["platform", "app", "topic"], observed=True)["phone"].nunique()
    assert too_far.to_dict() == truth.too_far
    steady = rows[[rounded(each) == 300 for each in rows["period_s"].fillna(0)]]
    assert steady.groupby("app", observed=True)["phone"].nunique().to_dict() == truth.steady
    reached = rows[["phone", "companies"]].dropna().explode("companies").groupby("companies")["phone"].nunique()
    assert reached.to_dict() == truth.companies


def the_page_tells_the_known_shares(done: Done) -> None:
    having, too_far = done.truth.having, done.truth.too_far
    for (platform, app, topic), count in too_far.items():
        phones = next(each for each in done.found.figures.phones if each.platform == platform)
        told = [each.share for each in phones.apps if (each.app, each.topic) == (app, topic)]
        expected = [(count, having[platform, app], False)] if count >= LIMIT else []
        assert [tuple(each) for each in told] == expected, (app, topic)
    (iphones, _) = done.found.figures.phones
    assert [(each.app, each.period_s, each.share.phones) for each in iphones.rhythms] == [(MEITUAN, 300, done.truth.steady[MEITUAN])]
    reached = {each.company: each.share.phones for each in iphones.companies}
    assert reached == {company: count for company, count in done.truth.companies.items() if count >= LIMIT}
    assert f"{too_far['ios', MEITUAN, 'location']} of {having['ios', MEITUAN]}" in done.pages["en"]
    assert f"{having['ios', MEITUAN]} 部里有 {too_far['ios', MEITUAN, 'location']} 部" in done.pages["zh"]


def files_that_are_there_twice_and_phones_in_parts_count_once(done: Done) -> None:
    counted = done.found.counted
    assert (counted.files, counted.again, counted.parts) == (done.truth.files, done.truth.again, done.truth.parts)
    assert counted.phones == PHONES


def damaged_files_are_counted_by_their_reason(done: Done) -> None:
    assert dict(done.found.counted.unread) == done.truth.damaged


def there_is_one_row_for_each_phone_app_and_topic(done: Done) -> None:
    assert not done.rows.duplicated(["phone", "app", "topic"]).any()
    assert list(done.rows["phone"]) == sorted(done.rows["phone"])


def no_row_holds_a_time_an_address_or_the_name_of_a_file(done: Done) -> None:
    assert not any(str(field.type).startswith(("timestamp", "date", "time")) for field in SCHEMA)
    texts = set(map(str, done.rows.select_dtypes(exclude="number").to_numpy().ravel()))
    whole = "\n".join([*texts, str(pq.read_schema(done.found.rows).metadata)])
    assert_no_trace(whole)
    for host in (*FIRMS, "example.com"):
        assert host not in whole


def the_page_holds_no_time_no_address_and_no_name_of_a_file(done: Done) -> None:
    for page in done.pages.values():
        assert_no_trace(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
        assert not re.search(r"https?:|//|<script|\b(src|href)=", page)
        for text in (*FIRMS, "example.com", "com.", str(done.rows["phone"].iloc[0])):
            assert text not in page.replace("font: 16px/1.5 system-ui", ""), text


def assert_no_trace(text: str) -> None:
    assert not re.search(r"\d\d?:\d\d|\d{4}-\d\d|20\d\d (年|-)|T\d\d", text)
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", text.replace("Coach 0.2.0", ""))
    for name in ("zhang", "li-na", "wang-fang", "bugreport", "ndjson", ".zip", ".dat"):
        assert name not in text, name


def nothing_on_the_page_is_about_fewer_phones_than_the_limit(done: Done) -> None:
    assert 0 < done.truth.too_far["ios", GAME, "location"] < LIMIT
    for page in done.pages.values():
        assert "Kochava" not in page
        assert "Subway Surfers" not in page
        assert "地铁跑酷" not in page
    for phones in done.found.figures.phones:
        for told in (phones.apps, phones.rhythms, phones.companies, phones.kinds):
            for phones_of, of, at_least in (told_of.share for told_of in told):
                assert LIMIT <= phones_of <= of - LIMIT or (at_least and phones_of == of - LIMIT + 1)
    assert all(count >= LIMIT for _, count in done.found.figures.unread)
    for pair in re.findall(r"<td>(?:at least )?([\d,]+) of ([\d,]+)</td>", done.pages["en"]):
        count, of = (int(each.replace(",", "")) for each in pair)
        assert LIMIT <= count <= of - LIMIT + 1


def test_a_phone_that_is_taken_away_leaves_nothing(tmp_path: Path) -> None:
    """Its files are deleted, and the study runs again."""
    truth = write(tmp_path / "given", 20)
    with cluster(tmp_path) as running:
        before = study([tmp_path / "given"], tmp_path / "out", 3, running.scheduler_address)
        gone = sorted((tmp_path / "given").glob("zhang-wei-000005*"))
        for path in gone:
            path.unlink()
        after = study([tmp_path / "given"], tmp_path / "out", 3, running.scheduler_address)
        (tmp_path / "empty").mkdir()
        with pytest.raises(UnusableInput, match="study-nothing"):
            study([tmp_path / "empty"], tmp_path / "out", 3, running.scheduler_address)
    with kept_in(tmp_path / "out" / "private" / "told.sqlite", rules_version()) as kept:
        assert kept.all(), "a folder that can't be reached for now loses nothing"
    assert len(gone) == 1
    assert (before.counted.phones, after.counted.phones) == (truth.phones.total(), truth.phones.total() - 1)
    assert len(pq.read_table(after.rows)["phone"].unique()) == after.counted.phones


def the_page_begins_with_what_stands_out_most(done: Done) -> None:
    (iphones, _) = done.found.figures.phones
    assert [each.app for each in iphones.apps] == [MEITUAN, TAOBAO]
    assert "Of the apps listed, Meituan stands out most" in done.pages["en"]


HELD = (
    started_again_it_goes_on_where_it_was,
    the_known_shares_are_found_exactly,
    the_page_tells_the_known_shares,
    files_that_are_there_twice_and_phones_in_parts_count_once,
    damaged_files_are_counted_by_their_reason,
    there_is_one_row_for_each_phone_app_and_topic,
    no_row_holds_a_time_an_address_or_the_name_of_a_file,
    the_page_holds_no_time_no_address_and_no_name_of_a_file,
    nothing_on_the_page_is_about_fewer_phones_than_the_limit,
    the_page_begins_with_what_stands_out_most,
)


@each("held", HELD)
def test_of_320_phones_what_is_known_is_found_and_told(held: Callable[[Done], None], done: Done) -> None:
    """In one test, so that no two workers make the same study."""
    held(done)
