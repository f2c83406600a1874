"""A report without one of its parts: the page says so first, and reads nothing of it as clean."""

from collections.abc import Callable

import pytest
from report_lines import access, at, ndjson, network
from streamlit.testing.v1 import AppTest

from coach.models import LANGS, Lang
from coach.words import words_in

OpenPage = Callable[..., AppTest]
GAME, CHAT = "com.tencent.smoba", "com.tencent.xin"
CONTACTS = [line for app in (GAME, CHAT) for line in network(app, f"{app[-3:]}.example", at(9, day=8), at(9), hits=4)]
LOOKS = [line for day in range(9) for line in access(CHAT, "camera", at(9, day=day))]


def opened(page: AppTest, lines: list[str]) -> AppTest:
    page.file_uploader(key="report_files").set_value([("report.ndjson", ndjson(lines), "text/plain")]).run()
    assert not page.exception
    return page


def plain(text: str) -> str:
    return text.replace("\\", "")


def told(page: AppTest) -> str:
    parts = (page.header, page.subheader, page.warning, page.info, page.success, page.caption, page.markdown)
    return plain("\n".join([element.value for part in parts for element in part] + [button.label for button in page.button]))


@pytest.mark.parametrize("lang", LANGS)
def test_without_permissions_there_is_no_grade_and_no_good_word(open_page: OpenPage, lang: Lang) -> None:
    words = words_in(lang)
    page = opened(open_page(lang), CONTACTS)
    assert plain(page.warning[0].value) == words("verdict.no-permissions")
    assert plain(page.header[0].value) == words("headline.no-permissions")
    assert (len(page.metric), len(page.success)) == (0, 0)
    page.button(key=f"open {GAME}").click().run()
    assert not page.exception
    good = ["100 · A", words("walk.nothing"), words("page.nothing-off"), words("state.listed"), words("grade.A")]
    good += [words("verdict.no-changes"), words("page.starts-at", n=100)]
    assert [text for text in good if text in told(page)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_without_contacts_nothing_is_said_of_companies(open_page: OpenPage, lang: Lang) -> None:
    page = opened(open_page(lang), LOOKS)
    assert [plain(warning.value) for warning in page.warning] == [words_in(lang)("verdict.no-network")]


@pytest.mark.parametrize("lang", LANGS)
def test_weeks_without_a_record_are_gaps_in_the_table_and_the_picture(open_page: OpenPage, lang: Lang) -> None:
    words = words_in(lang)
    again = [line for day in range(30, 38) for line in access(CHAT, "camera", at(9, day=day))]
    page = opened(open_page(lang), LOOKS + again + CONTACTS)
    (table,) = [frame.value for frame in page.dataframe if words("trend.week") in frame.value]
    nothing, too_little = words("trend.nothing"), words("trend.too-little")
    assert list(table[words("table.grade")]) == ["A", nothing, nothing, too_little, "A"]
    alts = [chart.proto.alt for chart in page.get("vega_lite_chart")]
    assert [alt for alt in alts if nothing in alt]
    assert words("trend.note") in told(page)
