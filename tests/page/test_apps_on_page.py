"""The list of apps: which are in sight, what a line tells, search, filters and order, and the story behind each line."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest
from test_page import LUMA, MEITUAN, WEEK, buttons, open_app, shown, try_sample, upload

from coach.content import UNKNOWN_TYPE, load_content
from coach.models import LANGS, Lang, Use
from coach.words import words_in

OpenPage = Callable[..., AppTest]
MEASURED = {MEITUAN, "com.xingin.discover", "com.taobao.taobao4iphone", "com.zhihu.ios", "com.apple.mobilesafari"}
"""Apps of the sample week that contacted one company, by themselves or in a page that was opened."""


def lines_of_list(page: AppTest) -> dict[str, list[str]]:
    """Id of each app in the list, and the cells of its line: name, score, looks, last used, what stands out."""
    labels = {key.removeprefix("open "): button.label for button in page.button if (key := button.key or "").startswith("open ")}
    cells = {app: re.findall(r"\*\*(.*?)\*\*|:small\[(.*?)(?<!\\)\]", label) for app, label in labels.items()}
    return {app: [(name or cell).replace("\\", "").strip("\u2007") for name, cell in found] for app, found in cells.items()}


def listed_apps(page: AppTest) -> list[str]:
    return [name for name, *_ in lines_of_list(page).values()]


def all_listed(page: AppTest) -> AppTest:
    page.button(key="apps_more").click().run()
    assert not page.exception
    return page


def test_the_worst_apps_are_in_sight_and_all_of_them_when_asked_for(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    worst = listed_apps(page)
    assert worst[:5] == ["Meituan", "Taobao", "WeChat", "WhatsApp", "Apple Weather"]
    assert len(worst) == 5
    assert page.button(key="apps_more").label == words_in("en")("page.apps-more", n=19)
    everything = listed_apps(all_listed(page))
    assert (everything[:5], len(everything)) == (worst, 19)
    assert "apps_more" not in {button.key for button in page.button}


def test_the_list_shows_the_apps_that_search_and_filters_let_through(open_page: OpenPage) -> None:
    page = all_listed(try_sample(open_page()))
    everything = listed_apps(page)
    assert len(everything) == 19
    page.checkbox(key="needs_change").check().run()
    assert listed_apps(page) == ["Meituan", "Taobao", "WeChat", "WhatsApp", "Apple Weather"]
    page.selectbox(key="permission en").set_value("photos").run()
    assert listed_apps(page) == ["Taobao", "WeChat", "WhatsApp"]
    page.button(key="walk_done com.tencent.xin photos").click().run()
    assert listed_apps(page) == ["Taobao", "WhatsApp"], "what is done is no change any more"
    page.button(key="undo com.tencent.xin photos").click().run()
    page.checkbox(key="needs_change").uncheck().run()
    assert "WeChat" in listed_apps(page)
    assert "Meituan" not in listed_apps(page), "it never looked at photos"
    page.selectbox(key="permission en").set_value("").run()
    page.selectbox(key="kind_shown en").set_value("food-delivery").run()
    assert "Meituan" in listed_apps(page)
    assert "WeChat" not in listed_apps(page)
    page.selectbox(key="kind_shown en").set_value(UNKNOWN_TYPE).run()
    assert listed_apps(page) == ["lumapuzzle?"]
    page.text_input(key="search").set_value("no such app").run()
    assert not page.exception
    assert words_in("en")("page.no-app") in shown(page)
    page.selectbox(key="kind_shown en").set_value("").run()
    page.text_input(key="search").set_value("").run()
    assert listed_apps(page) == everything


@pytest.mark.parametrize(
    ("search", "lang", "apps"),
    [
        ("wEcH ", "en", {"com.tencent.xin"}),
        ("微信", "zh", {"com.tencent.xin"}),
        ("lumapuz", "en", {LUMA}),
        ("com.strava", "en", {"com.strava.stravaride"}),
        ("Umeng", "en", MEASURED),
        ("umeng.com", "zh", MEASURED),
    ],
)
def test_apps_are_found_by_name_id_company_and_address(open_page: OpenPage, search: str, lang: Lang, apps: set[str]) -> None:
    page = try_sample(open_page(lang))
    page.text_input(key="search").set_value(search).run()
    assert set(lines_of_list(page)) == apps


@pytest.mark.parametrize("lang", LANGS)
def test_a_line_tells_score_looks_last_use_and_what_stands_out_by_the_permission_that_is_chosen(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = all_listed(try_sample(open_page(lang)))
    name, score, looks, last, stands_out = lines_of_list(page)["com.tencent.xin"]
    uses = page.session_state["session"].verdict.app("com.tencent.xin").activity.uses
    assert (name, score) == ({"en": "WeChat", "zh": "微信"}[lang], say("page.score", score=78, grade="C"))
    assert looks == say("count.looks", n=sum(use.count for use in uses.values()))
    assert last == say.day_time(max(use.last for use in uses.values() if use.last))
    assert stands_out == load_content().permissions["photos"].name[lang]
    assert lines_of_list(page)[LUMA][1] == "?"
    assert lines_of_list(page)["com.apple.mobilesafari"][1:4] == ["", "", ""], "a part of iOS that used nothing has no number"
    page.selectbox(key=f"permission {lang}").set_value("microphone").run()
    assert lines_of_list(page)["com.tencent.xin"][2:4] == [
        say("count.looks", n=uses["microphone"].count),
        say.day_time(uses["microphone"].last),
    ]
    assert set(lines_of_list(page)) == {"com.tencent.xin", "com.tencent.meeting"}


@pytest.mark.parametrize("permission", ["", "camera", "photos"])
def test_the_list_can_be_ordered_by_looks_by_last_use_and_by_name(open_page: OpenPage, permission: str) -> None:
    """The numbers are those of the permission that is chosen."""
    page = all_listed(try_sample(open_page()))
    page.selectbox(key="permission en").set_value(permission).run()

    def uses(bundle_id: str) -> list[Use]:
        found = page.session_state["session"].verdict.app(bundle_id).activity.uses
        return [use for category, use in found.items() if permission in ("", category)]

    worst = list(lines_of_list(page))
    page.selectbox(key="order en").set_value("looks").run()
    looks = [sum(use.count for use in uses(bundle_id)) for bundle_id in lines_of_list(page)]
    assert looks == sorted(looks, reverse=True)
    assert sorted(lines_of_list(page)) == sorted(worst)
    page.selectbox(key="order en").set_value("last").run()
    last = [max((use.last for use in uses(bundle_id) if use.last), default=datetime.min) for bundle_id in lines_of_list(page)]
    assert last == sorted(last, reverse=True)
    page.selectbox(key="order en").set_value("name").run()
    assert listed_apps(page) == sorted(listed_apps(page), key=str.casefold)
    page.segmented_control(key="lang").set_value("zh").run()
    assert page.selectbox(key="order zh").value == "name", "outlasts the language"
    page.selectbox(key="order zh").set_value("worst").run()
    assert list(lines_of_list(page)) == worst


@pytest.mark.parametrize("lang", LANGS)
def test_a_story_opens_by_its_line_and_closes_again(open_page: OpenPage, lang: Lang) -> None:
    page = try_sample(open_page(lang))
    assert "close_story" not in {button.key for button in page.button}
    charts = len(page.get("vega_lite_chart"))
    open_app(page, "com.tencent.xin")
    heading = words_in(lang)(
        "page.app-score", app={"en": "WeChat", "zh": "微信"}[lang], scored=words_in(lang)("page.score", score=78, grade="C")
    )
    headings = [heading.value.replace("\\", "") for heading in page.subheader]
    assert heading in headings
    assert len(page.get("vega_lite_chart")) > charts
    open_app(page, MEITUAN)
    assert heading not in [heading.value.replace("\\", "") for heading in page.subheader], "one story at a time"
    page.button(key="close_story").click().run()
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == charts
    assert "close_story" not in {button.key for button in page.button}


def test_another_report_has_no_story_open(open_page: OpenPage) -> None:
    page = open_app(try_sample(open_page()), "com.tencent.xin")
    upload(page, "report.ndjson", WEEK)
    assert "open com.tencent.xin" in {button.key for button in page.button}
    assert "close_story" not in {button.key for button in page.button}


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_can_be_saved_from_the_fold_beside_its_filters(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    assert say("page.more-filters") in [fold.label for fold in page.expander]
    assert {say("page.save-csv"), say("page.save-json")} <= set(buttons(page))
