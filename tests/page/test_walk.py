"""The guided walk on the page: one change at a time, in both languages, and a plan that remembers."""

import json
from collections.abc import Callable

import pytest
from report_lines import access, at, ndjson
from streamlit.testing.v1 import AppTest
from test_page import shown, told_of_plan, try_sample, upload

from coach.content import load_content
from coach.models import Lang
from coach.words import words_in

OpenPage = Callable[..., AppTest]
WECHAT, MEITUAN = "com.tencent.xin", "com.meituan.imeituan"
HOSTILE = "my ![x](https://example.org/x.png) <b>words</b> $a$"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_score_moves_as_changes_are_done_and_back_with_undo(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    for score, grade, press in ((64, "D", "walk_done"), (79, "C", "walk_done"), (86, "B", f"undo {MEITUAN} location")):
        assert say("walk.now", score=64, grade="D", projected=score, projected_grade=grade) in shown(page)
        page.button(key=press).click().run()
        assert not page.exception
    assert say("walk.now", score=64, grade="D", projected=69, projected_grade="C") in shown(page)


def test_the_first_card_is_the_change_that_gains_most_and_names_its_cost(open_page: OpenPage) -> None:
    text = shown(try_sample(open_page()))
    change = load_content().effects[MEITUAN].change["location"]["while-using"]
    assert f"{change.breaks.en} {change.keeps.en}" in text
    assert words_in("en")("walk.step", n=1, all=5) in [bar.proto.text for bar in try_sample(open_page()).get("progress")]


def test_own_words_for_keeping_are_shown_as_written_and_saved(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    page.button(key="walk_keep").click().run()
    assert page.radio(key=f"walk_reason {MEITUAN} location en").value is None, "no reason is put into anybody's mouth"
    page.radio(key=f"walk_reason {MEITUAN} location en").set_value("not-mine").run()
    page.text_input(key=f"walk_note {MEITUAN} location").set_value(HOSTILE).run()
    page.button(key="walk_keep_now").click().run()
    assert not page.exception
    assert f"Kept: Meituan, Location Services. It is not mine to decide. {HOSTILE}" in shown(page)
    assert not [element for element in page.markdown if "![x](https" in element.value]


def test_going_back_from_keeping_decides_nothing(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    page.button(key="walk_keep").click().run()
    page.button(key="walk_back").click().run()
    assert page.button(key="walk_done")
    assert words_in("en")("walk.decided") not in shown(page)


def test_decisions_outlast_language_app_details_and_put_off_ones_come_again(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    page.button(key="walk_later").click().run()
    for _ in range(4):
        page.button(key="walk_done").click().run()
    page.selectbox(key="open_app en").set_value(WECHAT).run()
    page.segmented_control(key="lang").set_value("zh").run()
    assert words_in("zh")("walk.finished", done=4, kept=0, later=1) in [done.value.replace("\\", "") for done in page.success]
    assert words_in("zh")("walk.put-off-again") in shown(page)
    page.button(key="walk_done").click().run()
    assert words_in("zh")("walk.finished", done=5, kept=0, later=0) in [done.value.replace("\\", "") for done in page.success]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_clean_phone_has_nothing_to_walk_through(open_page: OpenPage, lang: Lang) -> None:
    page = upload(open_page(lang), "report.ndjson", ndjson(access("org.whispersystems.signal", "contacts", at(9))))
    assert words_in(lang)("walk.nothing") in shown(page)
    assert words_in(lang)("page.check") not in shown(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_plan_and_later_report_together_show_what_became_of_it(open_page: OpenPage, lang: Lang) -> None:
    nights = [line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))]
    days = [line for day in range(7, 15) for line in access(WECHAT, "photos", at(14, day=day))]
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "done", "decided": at(12, day=6).isoformat()}
    plan = json.dumps({"schema": 2, "choices": [choice]}).encode()
    page = open_page(lang)
    files = [("plan.json", plan, "application/json"), ("later.ndjson", ndjson(nights + days), "text/plain")]
    page.file_uploader(key="report_files").set_value(files).run()
    assert not page.exception
    text = shown(page)
    assert words_in(lang)("page.check") in text
    assert words_in(lang)("check.smaller", n=8) in text
    assert words_in(lang)("check.rule", days={"en": "seven", "zh": "7"}[lang]) in text
    assert words_in(lang)("trend.heading") in text


def test_what_was_decided_on_the_sample_week_says_nothing_about_the_own_phone(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    for _ in range(5):
        page.button(key="walk_done").click().run()
    nights = ndjson([line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))])
    page = upload(page, "report.ndjson", nights)
    assert words_in("en")("walk.decided") not in shown(page)
    assert "✓" not in page.get("iframe")[0].proto.srcdoc
    assert words_in("en")("walk.finished", done=5, kept=0, later=0) in [done.value.replace("\\", "") for done in try_sample(page).success]


def test_a_plan_left_in_the_uploader_does_not_undo_what_was_decided_since(open_page: OpenPage) -> None:
    nights = ndjson([line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))])
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "later", "decided": at(12, day=6).isoformat()}
    plan = ("plan.json", json.dumps({"schema": 2, "choices": [choice]}).encode(), "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([plan, ("r.ndjson", nights, "text/plain")]).run()
    page.button(key="walk_done").click().run()
    further = ndjson(access(MEITUAN, "camera", at(9)))
    page.file_uploader(key="report_files").set_value([plan, ("r.ndjson", nights, "text/plain"), ("s.ndjson", further, "text/plain")]).run()
    assert not page.exception
    assert words_in("en")("walk.finished", done=1, kept=0, later=0) in [done.value.replace("\\", "") for done in page.success]


def test_a_decision_made_now_leaves_the_check_as_it_was(open_page: OpenPage) -> None:
    nights = [line for day in range(14) for line in access(WECHAT, "photos", at(2, day=day))]
    contacts = [line for day in range(8, 14) for line in access("com.taobao.taobao4iphone", "contacts", at(9, day=day))]
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "done", "decided": at(12, day=6).isoformat()}
    page = open_page()
    files = [("plan.json", json.dumps({"schema": 2, "choices": [choice]}).encode(), "x/y"), ("r.ndjson", ndjson(nights + contacts), "x/y")]
    page.file_uploader(key="report_files").set_value(files).run()
    said = [element.value for element in page.markdown if " since " in element.value]
    assert said
    page.button(key="walk_later").click().run()
    assert [element.value for element in page.markdown if " since " in element.value] == said


def test_taking_the_report_away_takes_its_verdict_away_though_the_plan_stays(open_page: OpenPage) -> None:
    nights = ndjson([line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))])
    plan = ("plan.json", b'{"schema": 2, "choices": [], "apps": {"a.b": {"name": "A"}}}', "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([plan, ("r.ndjson", nights, "text/plain")]).run()
    assert page.metric
    page.file_uploader(key="report_files").set_value([plan]).run()
    assert not page.metric
    page.segmented_control(key="lang").set_value("zh").run()
    assert [done.value.replace("\\", "") for done in page.success] == [told_of_plan("zh")], "told as long as it is so"


def test_a_plan_that_was_undone_and_taken_away_counts_again_when_it_is_dropped_again(open_page: OpenPage) -> None:
    nights = ("r.ndjson", ndjson([line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))]), "text/plain")
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "done", "decided": at(12, day=8).isoformat()}
    plan = ("plan.json", json.dumps({"schema": 2, "choices": [choice]}).encode(), "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([plan, nights]).run()
    decided = words_in("en")("walk.finished", done=1, kept=0, later=0)
    assert decided in [done.value.replace("\\", "") for done in page.success]
    page.button(key=f"undo {WECHAT} photos").click().run()
    assert decided not in [done.value.replace("\\", "") for done in page.success]
    page.file_uploader(key="report_files").set_value([nights]).run()
    page.file_uploader(key="report_files").set_value([plan, nights]).run()
    said = [done.value.replace("\\", "") for done in page.success]
    assert decided in said
    assert words_in("en")("page.plan-taken", n=1) in said
