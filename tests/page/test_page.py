"""What a person does on the page, and what the page answers, in both languages."""

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from report_lines import CATEGORIES, access, at, ndjson, network
from streamlit.testing.v1 import AppTest

from coach.content import FOLDER, load_content
from coach.models import LANGS, Can, Lang
from coach.words import words_in

OpenPage = Callable[..., AppTest]
WEEK = ndjson([line for day in range(7) for line in access("com.tencent.xin", "photos", at(12, day=day))])
"""A chat app that looks at photos once a day."""
MEITUAN, LUMA = "com.meituan.imeituan", "com.example.lumapuzzle"
"""Of the sample week: the worst app, and the one that nobody knows."""


def shown(page: AppTest) -> str:
    """Everything the page says, as the person reads it: without the backslashes that keep Markdown quiet."""
    elements = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.error, *page.info]
    return "\n".join(element.value for element in elements).replace(":small[]", "").replace("\\", "")


def buttons(page: AppTest) -> list[str]:
    """What can be saved."""
    return [button.proto.label for button in page.get("download_button")]


def open_app(page: AppTest, bundle_id: str) -> AppTest:
    """Opens the story of an app by its line in the list."""
    if f"open {bundle_id}" not in {button.key for button in page.button}:
        page.button(key="apps_more").click().run()
    page.button(key=f"open {bundle_id}").click().run()
    assert not page.exception
    return page


def say_kind(page: AppTest, bundle_id: str, *kinds: str, lang: Lang = "en", place: str = "first") -> AppTest:
    """Answers what an app is for, in one part of the page."""
    page.multiselect(key=f"types {lang} {place} {bundle_id}").set_value(list(kinds)).run()
    assert not page.exception
    return page


def try_sample(page: AppTest) -> AppTest:
    page.button(key="sample").click().run()
    assert not page.exception
    return page


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    page.file_uploader(key="report_files").upload(name, data).run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    ("lang", "headline", "finding", "tap"),
    [
        (
            "en",
            "3 apps look further than they need to. 3 changes would fix it. 2 more settings can be smaller, at little or no cost.",
            "From Wednesday 10:15 to Friday 15:09, Meituan used your location about every 5 minutes, day and night.",
            "Settings › Privacy & Security › Location Services › Meituan → While Using the App",
        ),
        (
            "zh",
            "有 3 个 App 用权限超出了需要。建议改 3 处。另有 2 处设置可以收紧，几乎不影响使用。",
            "从周三 10:15 到周五 15:09，美团大约每 5 分钟获取一次你的位置，白天夜里都没停。",
            "设置 › 隐私与安全性 › 定位服务 › 美团 → 使用App期间",
        ),
    ],
)
def test_the_sample_week_is_one_click_from_its_verdict(open_page: OpenPage, lang: str, headline: str, finding: str, tap: str) -> None:
    text = shown(try_sample(open_page(lang)))
    for sentence in (headline, finding, tap, words_in(lang)("page.sample-note")):
        assert sentence in text


def test_the_ledger_of_the_open_app_adds_up_to_its_score(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    assert "Every app starts at 100." not in shown(page), "a story is told when it is asked for"
    text = shown(open_app(page, MEITUAN))
    assert "Every app starts at 100." in text
    assert "**-40** · **Location**" in text
    assert "**-2** · **Other companies**" in text
    assert "**= 58**" in text


def test_switching_the_language_keeps_the_report_and_the_open_app(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    open_app(page, "com.tencent.xin").segmented_control(key="lang").set_value("zh").run()
    assert not page.exception
    assert "微信：78 · C" in shown(page)
    assert "一周有记录的 168 个小时里，53 个小时有微信查看照片的记录。iOS 没有记录当时 App 是否开在屏幕上。" in shown(page)


def test_the_path_follows_the_iphone_version(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    assert "Settings › Privacy & Security › Photos" in shown(page)
    assert "WeChat → Limited Access" in shown(page)
    page.selectbox(key="version en").set_value(15).run()
    assert "Settings › Privacy › Photos › WeChat → Selected Photos" in shown(page), "first changes"
    assert "**WeChat → Selected Photos**" in shown(page), "walk"


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_is_no_report_gets_one_sentence(open_page: OpenPage, lang: str) -> None:
    page = upload(open_page(lang), "table.csv", b"a,b,c\n1,2,3\n")
    assert [error.value.replace("\\", "") for error in page.error] == [words_in(lang)("unusable.table", name="table.csv")]
    assert not page.metric


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "1 of 3 lines could not be read and was left out."), ("zh", "3 行里有 1 行读不出来，已跳过。")]
)
def test_lines_left_out_are_counted_and_named_but_never_quoted(open_page: OpenPage, lang: str, sentence: str) -> None:
    good = access("com.example.app", "photos", at(9))
    page = upload(open_page(lang), "report.ndjson", ndjson(good) + b'{"secret":')
    assert sentence in shown(page)
    assert words_in(lang)("problem.cut-line") in shown(page)
    assert "secret" not in shown(page)


def test_taking_the_file_away_takes_the_verdict_away(open_page: OpenPage) -> None:
    page = upload(open_page(), "report.ndjson", WEEK)
    assert page.metric
    page.file_uploader(key="report_files").set_value([]).run()
    assert not page.metric


def test_strings_of_a_report_are_shown_as_written_and_never_obeyed(open_page: OpenPage) -> None:
    hostile = "com.evil.![x](https://example.org/x.png)<img src=x>$a$:smile:"
    lines = access(hostile, "location", at(9)) + network(hostile, "[a](https://example.org)")
    page = upload(open_page(), "report.ndjson", ndjson(lines))
    open_app(page, hostile)
    elements = [*page.markdown, *page.caption, *page.subheader, *page.info, *page.success]
    raw = "\n".join([element.value for element in elements] + [element.label for element in [*page.button, *page.expander]])
    raw = raw.replace("](#report)", "").replace("](#walk)", "")
    for live in (r"(?<!\\)!\[", r"\](?<!\\\])\(", r"(?<!\\)<img", r"(?<!\\)\$a", r"(?<!\\):smile"):
        assert not re.search(live, raw), live
    assert hostile in shown(page)


def test_the_page_opens_no_connection_whatever_is_done_on_it(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[str] = []

    def refuse(*where: object, **_: object) -> None:
        wanted.append(str(where))
        raise OSError("no connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    page = unfold(try_sample(open_page()), *FOLDS)
    page.segmented_control(key="lang").set_value("zh").run()
    open_app(page, LUMA)
    say_kind(page, LUMA, "gaming", lang="zh")
    page.text_input(key=f"name {LUMA}").set_value("Luma").run()
    page.text_input(key="search").set_value("we").run()
    for key in ("walk_already net.whatsapp.WhatsApp", "walk_done com.tencent.xin", "walk_keep com.taobao.taobao4iphone"):
        page.button(key=f"{key} photos").click().run()
    page.text_input(key="walk_note com.taobao.taobao4iphone photos").set_value("see www.example.org").run()
    page.button(key="walk_next").click().run()
    assert {words_in("zh")("walk.save"), words_in("zh")("walk.calendar")} <= set(buttons(page))
    page.checkbox(key="hide_names").check().run()
    page.segmented_control(key="paper_size zh").set_value("letter").run()
    upload(page, "report.ndjson", WEEK + ndjson(access("com.example.app", "photos", at(9)) + network("com.example.app", "example.org")))
    assert page.metric
    page.button(key="forget").click().run()
    page.button(key="forget_now").click().run()
    assert not page.exception
    assert wanted == []


def test_a_real_report_is_read_from_the_uploader(open_page: OpenPage, samples: Path) -> None:
    page = upload(open_page(), "report.ndjson", (samples / "reporthar-2024.ndjson").read_bytes())
    assert page.metric[0].value.startswith("9")
    assert "22 apps, 73 looks, 224 contacts with web addresses." in shown(page)


def test_two_reports_that_overlap_show_how_several_weeks_went(open_page: OpenPage) -> None:
    lines = [line for day in range(22) for line in access("com.tencent.xin", "photos", at(2 if day < 14 else 14, day=day))]
    half = len(lines) // 2
    halves = {"second.ndjson": lines[half - 10 :], "first.ndjson": lines[: half + 10]}
    page = open_page()
    page.file_uploader(key="report_files").set_value([(name, ndjson(each), "text/plain") for name, each in halves.items()]).run()
    assert not page.exception
    assert words_in("en")("trend.heading") in shown(page)
    assert "1 app, 22 looks" in shown(page)


def test_the_picture_of_the_days_carries_its_numbers(open_page: OpenPage) -> None:
    page = open_app(try_sample(open_page()), MEITUAN)
    specs = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    layers = [layer["encoding"] for spec in specs for layer in spec["layer"] if "y" in layer["encoding"]]
    assert any((drawn["x"].get("field"), drawn["y"].get("field")) == ("hour", "day") for drawn in layers)


@pytest.mark.parametrize("lang", LANGS)
def test_every_ios_is_told_step_by_step_how_to_get_the_report(open_page: OpenPage, lang: Lang) -> None:
    page = unfold(open_page(lang), "how_to_get")
    ways = load_content().getting_report
    assert [tab.label for tab in page.tabs] == [way.versions[lang] for way in ways]
    for tab, way in zip(page.tabs, ways, strict=True):
        text = tab.markdown[0].value.replace("\\", "")
        assert way.path[lang] in text
        assert way.save[lang] in text
        assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == 5
    assert words_in(lang)("ios.get.off-erases") in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_the_sample_phone_is_one_click_and_says_that_it_is_made_up(open_page: OpenPage, lang: Lang) -> None:
    page, words = open_page(lang), words_in(lang)
    page.button(key="sample_phone").click().run(timeout=30)
    assert not page.exception
    notes = [note.value.replace("\\", "") for note in page.info]
    assert words("page.sample-note-phone") in notes
    assert words("page.sample-note") not in notes
    page.button(key="sample").click().run(timeout=30)
    assert not page.exception
    assert words("page.sample-note") in [note.value.replace("\\", "") for note in page.info]


@pytest.mark.parametrize("lang", LANGS)
def test_an_android_phone_is_told_step_by_step_how_to_get_the_file(open_page: OpenPage, lang: Lang) -> None:
    page, words = unfold(open_page(lang), "how_to_get_android"), words_in(lang)
    text = shown(page).replace("\\", "")
    first, *others = load_content("android").getting_report
    assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == 5
    for way in (first, *others):
        assert way.path[lang] in text
        assert way.save[lang] in text
    assert text.count(words("android.get.untried")) == sum(lang not in way.sure for way in others)
    assert [code.value for code in page.code] == [way.command for way in others if way.command]
    for note in ("holds", "off-erases"):
        assert words(f"android.get.{note}") in text


@pytest.mark.parametrize(("lang", "short"), [("en", "press of October 2021"), ("zh", "2021 年 10 月报道")])
def test_a_finding_and_a_change_name_their_sources(open_page: OpenPage, lang: str, short: str) -> None:
    say = words_in(lang)
    page = open_app(try_sample(open_page(lang)), MEITUAN)
    assert any(say("basis.judgement") in caption.value.replace("\\", "") for caption in page.caption), "ledger"
    assert short not in shown(page), "out of the text until it is asked for"
    page.session_state[f"sources {MEITUAN}"] = True
    assert short in shown(page.run())
    page.button(key="more com.tencent.xin photos").click().run()
    captions = [caption.value.replace("\\", "") for caption in page.caption]
    assert any(caption.startswith("Sources: Apple's Settings" if lang == "en" else "来源：Apple“设置”") for caption in captions), "change"


def test_what_a_company_inside_an_app_does_is_told_in_a_sentence(open_page: OpenPage) -> None:
    lines = network("com.example.app", "id6.me") + network("com.example.app", "tdid.fengkongcloud.com")
    page = upload(open_page(), "report.ndjson", ndjson(access("com.example.app", "photos", at(9)) + lines))
    text = shown(open_app(page, "com.example.app"))
    assert words_in("en")("why.carrier-auth") in text
    assert words_in("en")("why.risk-control") in text
    assert words_in("en")("why.ads") not in text


FOLDS = ("how_to_get", "method_how", "method_rules", "method_kinds", "method_sources", "method_limits")


def unfold(page: AppTest, *names: str) -> AppTest:
    """Opens folds of the page."""
    for name in names:
        page.session_state[name] = True
    return page.run()


@pytest.mark.parametrize("name", FOLDS)
def test_a_fold_is_filled_once_it_is_opened(open_page: OpenPage, name: str) -> None:
    page = open_page()
    closed = shown(page)
    opened = unfold(page, name)
    assert not opened.exception
    assert len(shown(opened)) > len(closed) + 100


@pytest.mark.parametrize("lang", LANGS)
def test_the_need_of_each_kind_can_be_looked_up(open_page: OpenPage, lang: Lang) -> None:
    page = unfold(open_page(lang), "method_kinds")
    chosen = page.selectbox(key=f"kind {lang}").set_value("weather").run()
    assert not chosen.exception
    cell = load_content().types["weather"].expect["location"]
    table = chosen.table[0].value
    assert len(table) == len(CATEGORIES)
    assert any(cell[lang] in why for why in table[words_in(lang)("table.why")])
    options = page.selectbox(key=f"kind {lang}").options
    assert words_in(lang)("method.our-kind", kind=load_content().types["weather"].name[lang]) in options
    assert load_content().types["gaming"].name[lang] in options, "a kind of the 2021 provisions is not marked as ours"


SAID = {LUMA: {"name": "Luma", "types": ["gaming"]}}


def test_what_was_said_of_apps_is_saved_and_counts_again_with_the_next_report(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    assert words_in("en")("walk.save") not in buttons(page)
    say_kind(open_app(page, LUMA), LUMA, "gaming")
    page.text_input(key=f"name {LUMA}").set_value("Luma").run()
    assert words_in("en")("walk.save") in buttons(page)
    score = re.search(r"Luma: (\d+)", shown(page))

    again = open_page()
    plan = json.dumps({"schema": 1, "choices": [], "apps": SAID}).encode()
    again.file_uploader(key="report_files").set_value([("privacy-coach-plan.json", plan, "application/json")]).run()
    assert [done.value.replace("\\", "") for done in again.success] == [told_of_plan("en")]
    files = [
        ("privacy-coach-plan.json", plan, "application/json"),
        ("report.ndjson", (FOLDER / "ios" / "sample.ndjson").read_bytes(), "text/plain"),
    ]
    again.file_uploader(key="report_files").set_value(files).run()
    assert not again.exception
    open_app(again, LUMA)
    assert score
    assert score[0] in shown(again)
    assert again.multiselect(key=f"types en story {LUMA}").value == ["gaming"]


def test_a_saved_plan_beside_a_report_leaves_the_report_as_it_is(open_page: OpenPage) -> None:
    report = ndjson(access("com.example.lumapuzzle", "contacts", at(9)))
    plan = json.dumps({"schema": 1, "choices": [], "apps": SAID}).encode()
    page = open_page()
    page.file_uploader(key="report_files").set_value(
        [("plan.json", plan, "application/json"), ("report.ndjson", report, "text/plain")]
    ).run()
    assert not page.exception
    assert "Luma: 88 · B" in shown(open_app(page, LUMA))
    assert [done.value.replace("\\", "") for done in page.success] == [words_in("en")("page.plan-taken-apps")]


@pytest.mark.parametrize("data", [b'{"schema": 7, "choices": []}', b'{"schema": 1, "apps": {"a": {"types": ["no-such-kind"]}}}'])
def test_a_foreign_plan_gets_one_sentence_and_harms_nothing(open_page: OpenPage, data: bytes) -> None:
    page = try_sample(open_page())
    page.file_uploader(key="report_files").set_value([("plan.json", data, "application/json")]).run()
    assert not page.exception
    assert len(page.error) == 1
    assert page.metric, "the report in hand stays"
    assert words_in("en")("walk.save") not in buttons(page), "nothing was taken in"


def test_each_input_that_can_not_be_used_is_told_of(open_page: OpenPage) -> None:
    """The newer plan, and the table beside it: neither message hides behind the other."""
    newer = ("plan.json", b'{"schema": 7, "choices": []}', "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([newer, ("table.csv", b"a,b,c\n1,2,3\n", "text/csv")]).run()
    say = words_in("en")
    assert [error.value.replace("\\", "") for error in page.error] == [
        say("unusable.plan-newer", name="plan.json"),
        say("unusable.table", name="table.csv"),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_wrong_files_beside_a_report_are_named_and_never_block_the_verdict(open_page: OpenPage, lang: str) -> None:
    """Dropped before it, with it, after it, and taken back."""
    say = words_in(lang)
    table, photo = ("table.csv", b"a,b,c\n1,2,3\n", "text/csv"), ("photo.png", b"\x89PNG\r\n\x1a\n\0\0", "image/png")
    week = ("report.ndjson", WEEK, "application/json")
    page = open_page(lang)
    uploader = page.file_uploader(key="report_files")
    wrong = [say("unusable.table", name="table.csv"), say("unusable.picture", name="photo.png")]
    uploader.set_value([table, photo]).run()
    assert [error.value.replace("\\", "") for error in page.error] == wrong
    assert not page.metric
    told = [say.together(sentence, say("verdict.passed-over")) for sentence in reversed(wrong)]
    for files in ([table, photo, week], [week, photo, table]):
        page.file_uploader(key="report_files").set_value(files).run()
        assert not page.exception
        assert not page.error
        assert page.metric
        assert page.info[0].value.replace("\\", "") == "  \n".join(told)
    page.file_uploader(key="report_files").set_value([week]).run()
    assert page.metric
    assert "photo.png" not in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_of_which_more_is_broken_than_not_gets_its_reason_and_line(open_page: OpenPage, lang: str) -> None:
    page = upload(open_page(lang), "week.ndjson", WEEK + b"{broken}\n" * (len(WEEK.splitlines()) + 1))
    (error,) = page.error
    told = error.value.replace("\\", "")
    lines = len(WEEK.splitlines())
    assert words_in(lang)("problem.bad-json") in told
    for number in (lines, 2 * lines + 1, lines + 1):
        assert words_in(lang).number(number) in told
    assert not page.metric


def test_the_persons_own_file_comes_back_after_the_sample_week(open_page: OpenPage) -> None:
    page = upload(open_page(), "report.ndjson", ndjson(access("com.example.lumapuzzle", "contacts", at(9))))
    own = shown(page)
    page.button(key="sample").click().run()
    assert words_in("en")("page.set-aside") in [note.value.replace("\\", "") for note in page.info]
    page.button(key="set_aside_back").click().run()
    assert not page.exception
    assert shown(page) == own


def told_of_plan(lang: Lang) -> str:
    say = words_in(lang)
    return say.together(say("page.plan-taken-apps"), say("page.plan-read"))


def preview(page: AppTest) -> str:
    frame: str = page.get("iframe")[0].proto.srcdoc
    return frame


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_done_is_ticked_on_the_paper_or_left_out(open_page: OpenPage, lang: Lang) -> None:
    page = try_sample(open_page(lang))
    assert "✓" not in preview(page)
    assert page.checkbox(key="leave_out_done").disabled
    page.segmented_control(key=f"walk_screen {lang}").set_value("location").run()
    page.button(key=f"walk_done {MEITUAN} location").click().run()
    assert preview(page).count("✓") == 1
    page.checkbox(key="leave_out_done").check().run()
    assert not page.exception
    assert "✓" not in preview(page)
    assert {"en": "Meituan → While Using", "zh": "美团 → 使用App期间"}[lang] not in preview(page)
    page.button(key="undo com.meituan.imeituan location").click().run()
    assert {"en": "Meituan → While Using", "zh": "美团 → 使用App期间"}[lang] in preview(page)


def test_the_paper_follows_language_ios_and_size(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    page.selectbox(key="version en").set_value(15).run()
    assert "Settings › Privacy › <b>Photos" in preview(page)
    assert "WeChat → Selected Photos" in preview(page)
    assert "size: A4" in preview(page)
    page.segmented_control(key="paper_size en").set_value("letter").run()
    assert "size: letter" in preview(page)
    page.segmented_control(key="lang").set_value("zh").run()
    assert "设置 › 隐私 › <b>照片" in preview(page)
    assert "微信 → 选中的照片" in preview(page)
    assert "size: letter" in preview(page)


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_without_looks_has_no_grade_and_nothing_to_print(open_page: OpenPage, lang: Lang) -> None:
    page = upload(open_page(lang), "empty.ndjson", b'{"_marker":"<metadata>","exportTimestamp":"2021-07-01T10:00:00.000+08:00"}\n')
    assert words_in(lang)("headline.empty") in shown(page)
    assert not page.metric
    assert not page.get("vega_lite_chart")
    assert not page.get("iframe")
    assert words_in(lang)("walk.heading") not in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_a_phone_with_nothing_to_change_is_told_what_is_fine_and_when_to_look_again(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    looks = [line for day in range(7) for line in access("org.whispersystems.signal", "contacts", at(9, day=day))]
    page = upload(open_page(lang), "perfect.ndjson", ndjson(looks))
    (card,) = [done.value.replace("\\", "") for done in page.success]
    assert say("verdict.no-changes") in card
    assert say("verdict.look-again") in card
    assert "Signal" in card
    assert say("verdict.changes") not in shown(page)


def test_an_app_that_only_talks_to_others_is_told_by_that(open_page: OpenPage) -> None:
    hosts = ("umeng.com", "growingio.com", "app-measurement.com")
    lines = [line for host in hosts for line in network("com.duolingo.DuolingoMobile", host)]
    page = open_app(upload(open_page(), "report.ndjson", ndjson(lines)), "com.duolingo.DuolingoMobile")
    assert "tried by itself to contact 3 companies that advertise or measure." in shown(page)
    assert words_in("en")("verdict.no-permissions") in [told.value.replace("\\", "") for told in page.warning]
    assert not page.metric, "without the part about permissions there is no grade"


def test_the_page_has_one_stylesheet(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    assert [body.count("<style>") for html in page.get("html") if "<style" in (body := html.proto.body)] == [1]


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_kind_of_report_cannot_show_is_said_where_it_would_stand(
    lang: Lang, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.reading.ios.pairing.CAN", Can(series=False, network=False, grants=True))
    page = open_app(try_sample(open_page(lang)), MEITUAN)
    text, say = shown(page), words_in(lang)
    assert say("cannot.network") in text
    assert say("cannot.series") in text
    assert say("page.talked-to") not in text
    assert page.segmented_control(key=f"view {lang}").options == [say("view.list"), say("view.points")]


@pytest.mark.parametrize("lang", LANGS)
def test_who_was_up_at_night_says_so_with_one_tap_and_back(lang: Lang, open_page: OpenPage) -> None:
    nights = ndjson([line for day in range(7) for line in access("com.tencent.xin", "photos", at(3, day=day))])
    page = upload(open_page(lang), "report.ndjson", nights)
    fault, offer = (
        words_in(lang)("headline.excess", n=1, changes=words_in(lang)("count.changes", n=1)),
        words_in(lang)("headline.room", n=1),
    )
    assert fault in shown(page)
    page.checkbox(key=f"awake {lang}").check().run()
    assert not page.exception
    assert offer in shown(page)
    assert page.session_state["session"].mine.awake
    assert words_in(lang)("walk.save") in buttons(page), "what was said can be saved"
    page.checkbox(key=f"awake {lang}").uncheck().run()
    assert fault in shown(page)


def test_what_was_said_of_nights_can_be_taken_back_where_nothing_is_left_to_change(open_page: OpenPage) -> None:
    nights = [line for day in range(7) for line in access("net.whatsapp.WhatsApp", "contacts", at(3, day=day))]
    page = upload(open_page(), "report.ndjson", ndjson(nights))
    page.checkbox(key="awake en").check().run()
    assert words_in("en")("headline.none", apps=words_in("en")("count.apps", n=1)) in shown(page)
    page.checkbox(key="awake en").uncheck().run()
    assert words_in("en")("headline.none", apps=words_in("en")("count.apps", n=1)) not in shown(page)


def test_the_version_in_a_saved_plan_is_the_one_that_is_shown_and_another_can_be_chosen(open_page: OpenPage) -> None:
    plan = json.dumps({"schema": 3, "choices": [], "apps": {}, "ios": 16}).encode()
    page = open_page()
    page.file_uploader(key="report_files").set_value([("plan.json", plan, "application/json"), ("report.ndjson", WEEK, "text/plain")]).run()
    assert page.selectbox(key="version en").value == 16
    assert "Photos › WeChat → Selected Photos" in shown(page)
    assert "**WeChat → Selected Photos**" in shown(page)
    page.selectbox(key="version en").set_value(17).run()
    assert page.session_state["session"].mine.ios == 17
    assert "Photos › WeChat → Limited Access" in shown(page)
