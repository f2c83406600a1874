"""The walk on the page, screen by screen, in both languages: the answers, the way back, the end, and a plan that remembers."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice

import pytest
from report_lines import access, at, ndjson, network
from streamlit.testing.v1 import AppTest
from test_page import preview, shown, told_of_plan, try_sample, unfold, upload

from coach.catalogue import profile
from coach.content import load_content
from coach.models import LANGS, Advice, Lang
from coach.needs import Needs
from coach.wording import Wording
from coach.words import words_in

OpenPage = Callable[..., AppTest]
WECHAT, MEITUAN, WHATSAPP, SHOP = "com.tencent.xin", "com.meituan.imeituan", "net.whatsapp.WhatsApp", "com.taobao.taobao4iphone"
HOSTILE = "my ![x](https://example.org/x.png) <b>words</b> $a$"
NIGHTS = [line for day in range(7) for line in access(WECHAT, "photos", at(2, day=day))]
CONTENT = load_content()
MOST_PRESSES = 25
SCREENS = ["photos", "location", "contacts", "camera", "microphone", "mediaLibrary", "tracking"]
"""Of the sample week, in the order of what they gain."""


def go(page: AppTest, screen: str, lang: Lang = "en") -> AppTest:
    page.segmented_control(key=f"walk_screen {lang}").set_value(screen).run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def offered(page: AppTest, name: str = "walk_") -> list[str]:
    """Keys of the buttons that begin so."""
    return [button.key for button in page.button if button.key and button.key.startswith(name)]


def praised(page: AppTest) -> list[str]:
    """What stands in green."""
    return [done.value.replace("\\", "") for done in page.success]


def progress(page: AppTest) -> str:
    """The line above the screens."""
    (bar,) = page.get("progress")
    return str(bar.proto.text.replace("\\", ""))


def changes(page: AppTest) -> Sequence[Advice]:
    found: Sequence[Advice] = page.session_state["session"].verdict.changes
    return found


def through(page: AppTest, lang: Lang = "en") -> AppTest:
    """Says of every change that it is done, screen by screen."""
    for item in changes(page):
        go(page, item.permission, lang)
        press(page, f"walk_done {item.bundle_id} {item.permission}")
    return page


def screen_name(screen: str, lang: Lang) -> str:
    return Wording(CONTENT, words_in(lang), 18).screen_name(screen)


def label_of(permission: str, setting: str, lang: Lang) -> str:
    """What a setting is called on iOS 18."""
    found = CONTENT.permissions[permission]
    label = found.setting[found.rank(setting)].label(18)
    assert label
    return label[lang]


# How far one has come, and the score


@pytest.mark.parametrize("lang", LANGS)
def test_the_score_moves_as_changes_are_done_and_back_with_undo(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    assert page.metric[0].value == say("page.score", score=64, grade="D")
    steps = (
        ("location", f"walk_done {MEITUAN} location", 79, "C", 1, 40),
        ("photos", f"walk_done {SHOP} photos", 86, "B", 2, 62),
        ("location", f"undo {MEITUAN} location", 69, "C", 1, 22),
    )
    for screen, key, score, grade, done, won in steps:
        press(go(page, screen, lang), key)
        assert page.metric[0].value == say("page.score-from", before=64, score=score, grade=grade)
        assert say("verdict.phone", score=score, grade=grade, meaning=say(f"grade.{grade}")) in shown(page)
        line = say.together(
            say("progress.done", done=done, all=5), say("progress.score", before=64, after=score), say("progress.won", n=won)
        )
        assert line in shown(page), "beside the grade"
        (bar,) = page.get("progress")
        assert (bar.proto.text.replace("\\", ""), bar.proto.value) == (line, 20 * done), "and over the walk"
    press(go(page, "photos", lang), f"undo {SHOP} photos")
    assert page.metric[0].value == say("page.score", score=64, grade="D")


@pytest.mark.parametrize("lang", LANGS)
def test_headline_first_changes_and_what_holds_the_score_follow_what_is_done(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    cards = [element for element in page.markdown if element.value.startswith("**1")]
    meituan = {"en": "Meituan", "zh": "美团"}[lang]
    assert meituan in cards[0].value
    assert "−40" in shown(page)
    press(go(page, "location", lang), f"walk_done {MEITUAN} location")
    headline = say.together(say("headline.excess", n=2, changes=say("count.changes", n=2)), say("headline.room-too", n=2))
    assert headline in shown(page)
    (card,) = [element for element in page.markdown if element.value.startswith("**1")]
    assert meituan not in card.value
    assert "−40" not in shown(page), "what was changed holds the score no more"
    assert page.button(key=f"open {MEITUAN}").label.replace("\\", "").count(say("page.score-from", before=58, score=98, grade="A")) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_each_row_names_what_was_seen_the_setting_and_its_cost(open_page: OpenPage, lang: Lang) -> None:
    text = shown(go(try_sample(open_page(lang)), "location", lang))
    change = CONTENT.effects[MEITUAN].change["location"]["while-using"]
    assert words_in(lang).together(change.breaks[lang], change.keeps[lang]) in text
    setting = label_of("location", "while-using", lang)
    assert words_in(lang)("walk.row", app={"en": "Meituan", "zh": "美团"}[lang], setting=setting) in text


@pytest.mark.parametrize("lang", LANGS)
def test_why_and_other_ways_open_and_close_in_the_row(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    more = f"more {SHOP} photos"
    (item,) = [item for item in changes(page) if item.bundle_id == SHOP]
    gain = say("advice.gain", app={"en": "Taobao", "zh": "淘宝"}[lang], before=78, after=100)
    assert gain not in shown(page)
    assert page.button(key=more).label == say("page.more-on-change")
    press(page, more)
    assert page.button(key=more).label == say("walk.less")
    for key in ("advice.sure", "advice.gain-label", "advice.undo-label"):
        assert f"**{say(key)}**" in shown(page)
    assert gain in shown(page)
    assert any(
        CONTENT.sources[source].short[lang] in caption.value.replace("\\", "")
        for caption in page.caption
        for source in item.finding.sources
    )
    press(page, more)
    assert gain not in shown(page)


# The answers


def test_all_of_a_screen_are_done_at_once_where_more_than_one_is_open(open_page: OpenPage) -> None:
    page = try_sample(open_page())
    assert page.button(key="walk_all_done").label == words_in("en")("walk.all-done", n=3)
    press(page, f"walk_keep {SHOP} photos")
    assert page.button(key="walk_all_done").label == words_in("en")("walk.all-done", n=2)
    press(page, "walk_all_done")
    made = page.session_state["session"].of_sample.choices
    assert {choice.place: choice.decision for choice in made} == {
        (SHOP, "photos"): "keep",
        (WECHAT, "photos"): "done",
        (WHATSAPP, "photos"): "done",
    }, "what was decided before stays"
    assert "walk_all_done" not in offered(page)
    press(page, f"undo {WECHAT} photos")
    assert "walk_all_done" not in offered(page), "one line has its own button"
    assert f"walk_done {WECHAT} photos" in offered(page)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_already_so_raises_the_score_at_once_and_can_be_taken_back(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    press(page, f"walk_already {WHATSAPP} photos")
    assert page.metric[0].value == say("page.score", score=65, grade="C"), "nothing was changed: the phone is better than it was taken for"
    assert say("progress.done", done=1, all=5) in shown(page)
    setting = label_of("photos", "limited", lang)
    line = say(
        "walk.was-already", change=say("check.place", app="WhatsApp", permission=CONTENT.permissions["photos"].label[lang]), setting=setting
    )
    assert line in shown(page)
    assert f"walk_done {WHATSAPP} photos" not in offered(page)
    press(page, f"undo {WHATSAPP} photos")
    assert page.metric[0].value == say("page.score", score=64, grade="D")
    assert line not in shown(page)
    assert f"walk_done {WHATSAPP} photos" in offered(page)


def test_what_is_already_so_and_too_much_gets_a_smaller_setting_and_a_way_back(open_page: OpenPage) -> None:
    page = go(try_sample(open_page()), "location")
    press(page, f"walk_already {MEITUAN} location")
    assert "Meituan → Ask Next Time" in shown(page)
    press(page, f"undo {MEITUAN} location")
    assert "Meituan → While Using the App" in shown(page)
    press(page, f"walk_already {MEITUAN} location")
    press(page, f"walk_done {MEITUAN} location")
    assert offered(page, f"undo {MEITUAN}") == [f"undo {MEITUAN} location"]
    press(page, f"undo {MEITUAN} location")
    assert "Meituan → While Using the App" in shown(page)


def test_it_is_not_asked_whether_a_permission_that_was_used_is_off_already(open_page: OpenPage) -> None:
    lines = [line for day in range(7) for line in access("com.example.baba", "contacts", at(12, day=day))]
    page = upload(open_page(), "report.ndjson", ndjson([*lines, *NIGHTS]))
    page.multiselect(key="types en first com.example.baba").set_value(["gaming"]).run()
    go(page, "contacts")
    assert "walk_done com.example.baba contacts" in offered(page)
    assert "walk_already com.example.baba contacts" not in offered(page)
    assert f"walk_already {WECHAT} photos" in offered(go(page, "photos"))


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_kept_is_kept_at_once_and_why_is_told_in_the_same_row(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    press(page, f"walk_keep {SHOP} photos")
    place = say("check.place", app={"en": "Taobao", "zh": "淘宝"}[lang], permission=CONTENT.permissions["photos"].label[lang])
    assert say("walk.was-kept", change=place, reason="").strip() in shown(page)
    assert say("progress.kept", n=1) in shown(page)
    assert page.metric[0].value == say("page.score", score=64, grade="D")
    reason, note = f"walk_reason {SHOP} photos {lang}", f"walk_note {SHOP} photos"
    assert page.radio(key=reason).value is None, "no reason is put into anybody's mouth"
    page.radio(key=reason).set_value("not-mine").run()
    page.text_input(key=note).set_value(HOSTILE).run()
    assert not page.exception
    reasons = [say("list.sentence", text=text) for text in (say("reason.not-mine"), HOSTILE)]
    assert say("walk.was-kept", change=place, reason=say.together(*reasons)) in shown(page)
    assert not [element for element in page.markdown if "![x](https" in element.value]
    (kept,) = page.session_state["session"].of_sample.choices
    assert (kept.decision, kept.reason, kept.note) == ("keep", "not-mine", HOSTILE), "saved without another button"
    press(page, f"undo {SHOP} photos")
    assert not page.session_state["session"].of_sample.choices
    assert not [radio for radio in page.radio if radio.key == reason]


def test_why_is_asked_of_what_was_kept_last_and_what_was_told_stays(open_page: OpenPage) -> None:
    page = press(try_sample(open_page()), f"walk_keep {SHOP} photos")
    page.radio(key=f"walk_reason {SHOP} photos en").set_value("need").run()
    press(page, f"walk_keep {WECHAT} photos")
    assert [radio.key for radio in page.radio if (radio.key or "").startswith("walk_reason")] == [f"walk_reason {WECHAT} photos en"]
    assert page.radio(key=f"walk_reason {WECHAT} photos en").value is None
    assert "Kept: Taobao, Photos. I need what would stop." in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_put_off_stays_in_its_row_and_among_what_is_open(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = press(go(try_sample(open_page(lang)), "location", lang), f"walk_later {MEITUAN} location")
    assert say("progress.later", n=1) in shown(page)
    place = say("check.place", app={"en": "Meituan", "zh": "美团"}[lang], permission=CONTENT.permissions["location"].label[lang])
    assert say("walk.was-later", change=place) in shown(page)
    assert say("headline.excess", n=3, changes=say("count.changes", n=3)) in shown(page), "it is not done"
    press(page, f"undo {MEITUAN} location")
    assert say("progress.later", n=1) not in shown(page)
    assert f"walk_later {MEITUAN} location" in offered(page)


# The way from screen to screen, and its end


@pytest.mark.parametrize("lang", LANGS)
def test_a_screen_tells_how_much_of_it_is_open_and_the_first_is_the_one_that_gains_most(open_page: OpenPage, lang: Lang) -> None:
    page = try_sample(open_page(lang))
    screens = page.segmented_control(key=f"walk_screen {lang}")
    left = {"photos": 3, "location": 2}

    def labels() -> list[str]:
        return [option.replace("\\", "") for option in page.segmented_control(key=f"walk_screen {lang}").options]

    def expected() -> list[str]:
        names = {screen: screen_name(screen, lang) for screen in SCREENS}
        return [
            words_in(lang)("walk.screen-left", screen=name, n=left[screen]) if left.get(screen) else name for screen, name in names.items()
        ]

    assert screens.value == "photos"
    assert labels() == expected()
    press(page, f"walk_done {SHOP} photos")
    left["photos"] = 2
    assert labels() == expected()
    press(page, "walk_all_done")
    left["photos"] = 0
    assert labels() == expected()
    assert screens.value == "photos", "one goes on oneself"


def test_the_next_screen_is_one_with_something_to_decide_then_each_that_was_not_looked_at(open_page: OpenPage) -> None:
    page = try_sample(open_page())

    def now() -> str:
        return str(page.segmented_control(key="walk_screen en").value)

    press(page, "walk_next")
    assert now() == "location"
    press(page, "walk_next")
    assert now() == "photos", "nothing was decided there yet"
    press(page, "walk_all_done")
    press(page, "walk_next")
    press(page, "walk_all_done")
    seen = [now()]
    while "walk_next" in offered(page):
        press(page, "walk_next")
        seen.append(now())
    assert seen == SCREENS[1:], "each once"
    assert words_in("en")("verdict.tracking", n=4) in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_the_end_says_well_done_and_when_to_look_again(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = try_sample(open_page(lang))
    assert not praised(page)
    through(page, lang)
    day = datetime.now().astimezone().date() + timedelta(days=7)
    told = say("finished.better", before=64, after=98)
    assert praised(page) == [f"**{told}** {say('walk.check-day', day=say.day(day), days=say.small(7))}"]
    assert told in [header.value.replace("\\", "") for header in page.header], "the headline says it too"
    assert page.metric[0].value == say("page.score-from", before=64, score=98, grade="A")
    assert say("verdict.changes") not in shown(page)
    press(page, f"undo {changes(page)[-1].bundle_id} {changes(page)[-1].permission}")
    assert not praised(page)


def full_phone() -> bytes:
    """Seventy apps of the catalogue: each looks twice a day at something that its kind needs for nothing, so every screen has changes; on
    one there is a single app. All of them measure, too."""
    needs, taken, lines = Needs(CONTENT), list[str](), list[str]()
    for permission, count in zip(CONTENT.permissions, (13, 12, 15, 10, 9, 10, 1), strict=True):
        fit = (
            row.ios
            for row in CONTENT.apps.values()
            if row.kind == "app"
            and row.ios not in taken
            and needs.of(profile(row.ios, CONTENT, {}), permission).level in ("not_needed", "extra")
        )
        apps = list(islice(fit, count))
        taken += apps
        for app in apps:
            looks = [at(hour, day=day) for day in range(7) for hour in (2, 14)]
            lines += [line for look in looks for line in access(app, permission, look, look + timedelta(minutes=50))]
            lines += network(app, "app-measurement.com", at(20, day=6), at(1))
    assert len(taken) == 70
    return ndjson(lines)


def test_seventy_apps_take_few_presses_to_well_done(open_page: OpenPage) -> None:
    say = words_in("en")
    page = upload(open_page(), "full.ndjson", full_phone())
    screens = page.segmented_control(key="walk_screen en").options
    left = [screen for screen in screens if " · " in screen]
    assert len(left) == len(screens) - 1 == len(CONTENT.permissions), "changes on every screen but tracking"
    assert say("progress.done", done=0, all=70) in progress(page)
    presses = 0
    while (ways := [key for way in ("walk_all_done", "walk_done", "walk_next") for key in offered(page, way)]) and presses < 99:
        press(page, ways[0])
        presses += 1
    assert presses <= MOST_PRESSES
    assert page.segmented_control(key="walk_screen en").value == "tracking", "it was looked at, too, and last"
    assert say("progress.done", done=70, all=70) in progress(page)
    before, after = re.findall(r"\d+", page.metric[0].value)
    well_done = say("finished.better", before=int(before), after=int(after))
    assert well_done in [header.value.replace("\\", "") for header in page.header]
    (end,) = praised(page)
    assert well_done in end


@pytest.mark.parametrize("lang", LANGS)
def test_who_keeps_everything_is_told_to_look_again_some_day_and_not_praised_for_a_score(open_page: OpenPage, lang: Lang) -> None:
    say = words_in(lang)
    page = upload(open_page(lang), "report.ndjson", ndjson(NIGHTS))
    press(page, f"walk_keep {WECHAT} photos")
    assert praised(page) == [f"**{say('finished.kept')}** {say('verdict.look-again')}"]


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_put_off_is_told_at_the_end(open_page: OpenPage, lang: Lang) -> None:
    page = through(try_sample(open_page(lang)), lang)
    press(go(page, "photos", lang), f"undo {SHOP} photos")
    press(page, f"walk_later {SHOP} photos")
    (end,) = praised(page)
    assert words_in(lang)("finished.put-off", n=1) in end


@pytest.mark.parametrize("lang", LANGS)
def test_what_to_do_with_all_others_is_said_only_where_a_whole_week_could_be_read(open_page: OpenPage, lang: Lang) -> None:
    said = words_in(lang)("ios.screen.if-it-saves-nothing")
    whole = ndjson([line for day in range(8) for line in access(WECHAT, "photos", at(2, day=day))])
    short = ndjson([line for day in range(5) for line in access(WECHAT, "photos", at(2, day=day))])
    assert said in shown(upload(open_page(lang), "report.ndjson", whole))
    assert said not in shown(upload(open_page(lang), "report.ndjson", short))
    assert said not in shown(upload(open_page(lang), "report.ndjson", whole + b"{broken}\n"))


@pytest.mark.parametrize("lang", LANGS)
def test_apps_to_leave_are_named_at_once_and_why_when_asked(open_page: OpenPage, lang: Lang) -> None:
    page = go(try_sample(open_page(lang)), "microphone", lang)
    label = words_in(lang)("walk.leave", apps=words_in(lang).join({"en": ["WeChat", "Tencent Meeting"], "zh": ["微信", "腾讯会议"]}[lang]))
    assert label in [fold.label.replace("\\", "") for fold in page.expander]
    before = shown(page)
    unfold(page, "leave microphone")
    assert not page.exception
    assert len(shown(page)) > len(before)


@pytest.mark.parametrize("lang", LANGS)
def test_decisions_outlast_language_screen_and_an_open_story(open_page: OpenPage, lang: Lang) -> None:
    other: Lang = "zh" if lang == "en" else "en"
    page = press(go(try_sample(open_page(lang)), "location", lang), f"walk_later {MEITUAN} location")
    press(go(page, "photos", lang), f"walk_keep {SHOP} photos")
    page.radio(key=f"walk_reason {SHOP} photos {lang}").set_value("need").run()
    page.text_input(key=f"walk_note {SHOP} photos").set_value("a note").run()
    go(page, "location", lang)
    press(page, f"open {WECHAT}")
    page.segmented_control(key="lang").set_value(other).run()
    assert not page.exception
    assert page.segmented_control(key=f"walk_screen {other}").value == "location"
    place = words_in(other)(
        "check.place", app={"en": "Meituan", "zh": "美团"}[other], permission=CONTENT.permissions["location"].label[other]
    )
    assert words_in(other)("walk.was-later", change=place) in shown(page)
    go(page, "photos", other)
    assert page.radio(key=f"walk_reason {SHOP} photos {other}").value == "need"
    assert page.text_input(key=f"walk_note {SHOP} photos").value == "a note"


@pytest.mark.parametrize("lang", LANGS)
def test_a_clean_phone_has_nothing_to_set(open_page: OpenPage, lang: Lang) -> None:
    """What is fine is told, with what to do with all the others once a week was recorded."""
    looks = [line for day in range(8) for line in access("org.whispersystems.signal", "contacts", at(9, day=day))]
    page = upload(open_page(lang), "report.ndjson", ndjson(looks))
    assert not offered(page)
    assert not page.get("progress")
    assert words_in(lang)("walk.leave", apps="Signal") in [fold.label.replace("\\", "") for fold in page.expander]
    assert words_in(lang)("ios.screen.switch-off") in shown(page)
    assert words_in(lang)("page.check") not in shown(page)


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_without_permissions_or_companies_has_nothing_to_walk_through(open_page: OpenPage, lang: Lang) -> None:
    looks = [line for day in range(7) for line in access("org.whispersystems.signal", "photos", at(9, day=day), picker=True)]
    page = upload(open_page(lang), "report.ndjson", ndjson(looks))
    assert words_in(lang)("walk.nothing") in shown(page)
    assert not page.get("progress")


# The plan


@pytest.mark.parametrize("lang", LANGS)
def test_a_decision_about_what_no_screen_shows_any_more_is_told_in_a_fold_with_its_undo(open_page: OpenPage, lang: Lang) -> None:
    choices = [{"bundle_id": SHOP, "permission": "contacts", "setting": "none", "decision": "keep", "decided": at(12, day=-20).isoformat()}]
    settings = [{"bundle_id": SHOP, "permission": "camera", "setting": "off"}]
    plan = json.dumps({"schema": 3, "choices": choices, "settings": settings}).encode()
    page = open_page(lang)
    page.file_uploader(key="report_files").set_value([("p.json", plan, "x/y"), ("r.ndjson", ndjson(NIGHTS), "x/y")]).run()
    assert words_in(lang)("walk.decided", n=2) in [fold.label for fold in page.expander]
    assert not offered(page, "undo")
    unfold(page, "decided")
    assert offered(page, "undo") == [f"undo {SHOP} contacts", f"undo {SHOP} camera"]
    press(page, f"undo {SHOP} camera")
    assert words_in(lang)("walk.decided", n=1) in [fold.label for fold in page.expander]
    press(unfold(page, "decided"), f"undo {SHOP} contacts")
    assert page.session_state["session"].mine.choices == page.session_state["session"].mine.settings == ()


@pytest.mark.parametrize("lang", LANGS)
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
    page = through(try_sample(open_page()))
    (end,) = praised(page)
    page = upload(page, "report.ndjson", ndjson(NIGHTS))
    assert not praised(page)
    assert not offered(page, "undo")
    assert words_in("en")("progress.done", done=0, all=1) in page.get("progress")[0].proto.text.replace("\\", "")
    assert "✓" not in preview(page)
    assert praised(try_sample(page)) == [end]


def test_a_plan_left_in_the_uploader_does_not_undo_what_was_decided_since(open_page: OpenPage) -> None:
    nights = ndjson(NIGHTS)
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "later", "decided": at(12, day=6).isoformat()}
    plan = ("plan.json", json.dumps({"schema": 2, "choices": [choice]}).encode(), "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([plan, ("r.ndjson", nights, "text/plain")]).run()
    press(page, f"undo {WECHAT} photos")
    press(page, f"walk_done {WECHAT} photos")
    further = ndjson(access(MEITUAN, "camera", at(9)))
    page.file_uploader(key="report_files").set_value([plan, ("r.ndjson", nights, "text/plain"), ("s.ndjson", further, "text/plain")]).run()
    assert not page.exception
    assert [choice.decision for choice in page.session_state["session"].mine.choices] == ["done"]
    assert words_in("en")("progress.done", done=1, all=1) in shown(page)


def test_a_decision_made_now_leaves_the_check_as_it_was(open_page: OpenPage) -> None:
    nights = [line for day in range(14) for line in access(WECHAT, "photos", at(2, day=day))]
    contacts = [line for day in range(8, 14) for line in access(SHOP, "contacts", at(9, day=day))]
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "done", "decided": at(12, day=6).isoformat()}
    page = open_page()
    files = [("plan.json", json.dumps({"schema": 2, "choices": [choice]}).encode(), "x/y"), ("r.ndjson", ndjson(nights + contacts), "x/y")]
    page.file_uploader(key="report_files").set_value(files).run()
    said = [element.value for element in page.markdown if " since " in element.value]
    assert said
    press(go(page, "contacts"), f"walk_later {SHOP} contacts")
    assert [element.value for element in page.markdown if " since " in element.value] == said


def test_taking_the_report_away_takes_its_verdict_away_though_the_plan_stays(open_page: OpenPage) -> None:
    nights = ndjson(NIGHTS)
    plan = ("plan.json", b'{"schema": 2, "choices": [], "apps": {"a.b": {"name": "A"}}}', "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([plan, ("r.ndjson", nights, "text/plain")]).run()
    assert page.metric
    page.file_uploader(key="report_files").set_value([plan]).run()
    assert not page.metric
    page.segmented_control(key="lang").set_value("zh").run()
    assert praised(page) == [told_of_plan("zh")], "told as long as it is so"


def test_a_plan_that_was_undone_and_taken_away_counts_again_when_it_is_dropped_again(open_page: OpenPage) -> None:
    nights = ("r.ndjson", ndjson(NIGHTS), "text/plain")
    choice = {"bundle_id": WECHAT, "permission": "photos", "setting": "limited", "decision": "done", "decided": at(12, day=8).isoformat()}
    plan = ("plan.json", json.dumps({"schema": 2, "choices": [choice]}).encode(), "application/json")
    page = open_page()
    page.file_uploader(key="report_files").set_value([plan, nights]).run()
    decided = words_in("en")("progress.done", done=1, all=1)
    assert decided in shown(page)
    press(page, f"undo {WECHAT} photos")
    assert decided not in shown(page)
    page.file_uploader(key="report_files").set_value([nights]).run()
    page.file_uploader(key="report_files").set_value([plan, nights]).run()
    assert decided in shown(page)
    assert words_in("en")("page.plan-taken", n=1) in praised(page)
