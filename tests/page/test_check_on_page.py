"""What became of a plan, on the page: what is left to do, what is new, and a report that is older than the plan."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hostile import HOSTILE
from report_lines import access, at, ndjson
from streamlit.testing.v1 import AppTest
from test_page import shown, try_sample

from coach.catalogue import Naming
from coach.content import load_content
from coach.judge import judge
from coach.models import LANGS, Lang
from coach.page.portion import SHOWN
from coach.plan import Choice, Plan, load_plan, made_from, save_plan
from coach.reading import read_report
from coach.text import markdown
from coach.wording import Wording
from coach.words import words_in

OpenPage = Callable[..., AppTest]
CONTENT = load_content()
WECHAT, SHOP = "com.tencent.xin", "com.taobao.taobao4iphone"
NIGHTS = [line for day in range(14) for line in access(WECHAT, "photos", at(2, day=day))]


def made(setting: str = "limited", day: int = 7, report: list[str] | None = None, apps: dict[str, Naming] | None = None) -> bytes:
    """A saved plan with one change made on a day; report: the lines it was made from."""
    choice = Choice(bundle_id=WECHAT, permission="photos", setting=setting, decision="done", decided=at(0, day=day))
    plan = Plan(choices=(choice,), apps=apps or {})
    if report:
        verdict = judge(read_report([("before", ndjson(report))]), CONTENT, plan)
        plan = plan.model_copy(update={"report": made_from(verdict.report, verdict.assessment)})
    return save_plan(plan).encode()


def given(page: AppTest, plan: bytes, report: list[str]) -> AppTest:
    files = [("plan.json", plan, "application/json"), ("report.ndjson", ndjson(report), "text/plain")]
    page.file_uploader(key="report_files").set_value(files).run()
    assert not page.exception
    return page


@pytest.mark.parametrize("lang", LANGS)
def test_where_too_much_is_left_the_page_names_the_next_smaller_setting(open_page: OpenPage, lang: Lang) -> None:
    text = shown(given(open_page(lang), made(), NIGHTS))
    path = {
        "en": "Settings › Privacy & Security › Photos › WeChat → Add Photos Only",
        "zh": "设置 › 隐私与安全性 › 照片 › 微信 → 仅添加照片",
    }[lang]
    assert words_in(lang)("check.next", path=path) in text
    assert words_in(lang)("check.look-again", path=path).partition(path)[0] not in text


@pytest.mark.parametrize("lang", LANGS)
def test_where_the_setting_should_have_ended_it_the_page_names_the_tap_to_see_it(open_page: OpenPage, lang: Lang) -> None:
    text = shown(given(open_page(lang), made("none"), NIGHTS))
    path = {"en": "Settings › Privacy & Security › Photos › WeChat → None", "zh": "设置 › 隐私与安全性 › 照片 › 微信 → 无"}[lang]
    assert words_in(lang)("check.look-again", path=path) in text


def daily(app: str, category: str) -> list[str]:
    return [line for day in range(7, 15) for line in access(app, category, at(12, day=day))]


def small_folds(page: AppTest, lang: Lang, number: int) -> list[str]:
    label = words_in(lang)("check.new-label", n=number)
    return [fold.label for fold in page.expander if fold.label == label]


@pytest.mark.parametrize("lang", LANGS)
def test_smaller_things_that_are_new_are_folded_and_too_much_is_not(open_page: OpenPage, lang: Lang) -> None:
    before = NIGHTS + access(SHOP, "camera", at(9))
    say, topics = words_in(lang), {name: CONTENT.permissions[name].name[lang] for name in ("photos", "contacts")}
    shop = {"en": "Taobao", "zh": "淘宝"}[lang]
    page = given(open_page(lang), made(report=before), before + daily(SHOP, "photos") + daily(SHOP, "contacts"))
    assert say("check.new", app=shop, topic=topics["contacts"], points=25) in shown(page)
    assert small_folds(page, lang, 1)
    small = say("check.new-place", app=shop, topic=topics["photos"])
    assert small not in shown(page)
    page.session_state["new_small"] = True
    page.run()
    assert not page.exception
    assert small in shown(page)


def test_an_app_that_the_earlier_report_did_not_have_is_told_by_itself(open_page: OpenPage) -> None:
    page = given(open_page(), made(report=NIGHTS), NIGHTS + daily(SHOP, "photos"))
    assert words_in("en")("check.new-app", app="Taobao", topic="Photos", points=9) in shown(page)
    assert not small_folds(page, "en", 1)


def test_many_smaller_things_come_in_portions_and_names_of_a_plan_stay_as_written(open_page: OpenPage) -> None:
    names = [*(name[:10_000] for name in HOSTILE.values()), *(f"Shop {number}" for number in range(SHOWN))]
    apps = {f"com.example.shop{number:03}": Naming(name=name, types=("online-shopping",)) for number, name in enumerate(names)}
    before = NIGHTS + [line for app in apps for line in access(app, "camera", at(9))]
    plan, report = made(report=before, apps=apps), before + [line for app in apps for line in daily(app, "photos")]
    page = open_page()
    given(page, plan, report)
    page.session_state["new_small"] = True
    page.run()
    assert not page.exception
    assert small_folds(page, "en", len(names))
    verdict = judge(read_report([("report", ndjson(report))]), CONTENT, load_plan(plan, "plan.json", CONTENT))
    assert verdict.check
    say = Wording(CONTENT, words_in("en"), 18)
    expected = [f"- {markdown(say.new_place(item, apps))}" for item in verdict.check.new_small[:SHOWN]]
    assert len(expected) == SHOWN
    assert "\n".join(expected) in [element.value for element in page.markdown]


# A report that is older than the plan


@pytest.mark.parametrize("lang", LANGS)
def test_a_saved_plan_with_an_older_report_is_told_so(open_page: OpenPage, lang: Lang) -> None:
    text = shown(given(open_page(lang), made(day=20), NIGHTS))
    assert words_in(lang)("page.check") in text
    assert words_in(lang)("check.older") in text
    assert words_in(lang)("check.older") not in shown(given(open_page(lang), made(day=7), NIGHTS))


def test_what_was_decided_on_the_page_just_now_is_not_said_to_be_newer_than_the_report(open_page: OpenPage) -> None:
    page = open_page()
    page.file_uploader(key="report_files").upload("report.ndjson", ndjson(NIGHTS)).run()
    decided = load_plan(made(day=20), "plan.json", CONTENT)
    page.session_state["session"] = replace(page.session_state["session"], mine=decided)
    page.run()
    assert not page.exception
    text = shown(page)
    assert words_in("en")("check.older") not in text
    assert words_in("en")("page.check") not in text


def test_the_sample_week_has_a_plan_of_its_own_and_is_not_called_older(open_page: OpenPage) -> None:
    page = given(open_page(), made(day=20), NIGHTS)
    assert words_in("en")("check.older") in shown(page)
    page = try_sample(page)
    page.button(key="walk_all_done").click().run()
    assert not page.exception
    assert words_in("en")("check.older") not in shown(page)
