"""How the page looks and how it can be reached: every state in both languages, both themes, on a laptop and on a telephone.

`make pictures` keeps pictures of all of them in test-artifacts/looks. On each, axe-core looks for what keeps people from using it, and
what screen readers are told of it is heard.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hearing import heard, in_another_language
from states import MEITUAN, ONLY_HEARD, WECHAT, press, states, view
from test_a_visit import LANGUAGES, assert_nothing_left, tab_to
from visits import DRAWN_MS, PICTURES, QUIET, VERDICT, violations

from benchmarks.assess import lines
from coach.content import FOLDER, load_content
from coach.models import LANGS, Lang
from coach.page.streamlit_private import PARTS
from coach.words import words_in

Visits = Callable[..., Any]
THEMES = ("light", "dark")
LAPTOP, TELEPHONE = 1280, 360
TALLEST = 3_500
UPLOADER = PARTS["drop"]
# Streamlit's own: the uploader's area has a role that says it means nothing, and a name.
NOT_OURS = {"presentation-role-conflict": PARTS["dropzone"].strip("[]").partition("=")[2]}

# What sticks out to the right of the window, other than inside a part that scrolls by itself.
STICKS_OUT = """width => [...document.querySelectorAll("MAIN *")].filter(element => {
    const box = element.getBoundingClientRect();
    if (!box.width || box.right <= width + 1) return false;
    for (let part = element.parentElement; part && !part.matches("MAIN"); part = part.parentElement) {
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(part).overflowX)) return false;
    }
    return true;
}).map(element => element.tagName + "." + element.className + " " + element.textContent.slice(0, 40))""".replace("MAIN", PARTS["main"])
# Text that is cut off because its box is too small.
CUT = """() => [...document.querySelectorAll("MAIN :is(p, h1, h2, h3, li, label, button, summary)")]
    .filter(element => element.getClientRects().length && getComputedStyle(element).overflowX !== "visible"
        && element.scrollWidth > element.clientWidth + 1)
    .map(element => element.tagName + " " + element.textContent.slice(0, 40))""".replace("MAIN", PARTS["main"])
# What is inside a canvas is there for screen readers; the ring around it is drawn on the canvas.
FOCUSED = """() => [(document.activeElement.closest("canvas") ?? document.activeElement).tagName,
    document.activeElement.type, document.activeElement.innerText?.slice(0, 40),
    document.activeElement.closest("[class*=st-key]")?.className].join(" ")"""
# Whether the focused element, or what is drawn around it, looks different without the focus.
FOCUS_SHOWS = """async () => {
    const focused = document.activeElement;
    const frame = element => ["outlineStyle", "outlineColor", "outlineWidth", "boxShadow", "borderColor", "backgroundColor", "color",
        "textDecorationLine"].map(name => getComputedStyle(element)[name]).join();
    const around = [focused];
    for (let part = focused.parentElement; part && around.length < 5; part = part.parentElement) around.push(part);
    around.push(...focused.querySelectorAll("*"), ...(focused.nextElementSibling ? [focused.nextElementSibling] : []));
    const withFocus = around.map(frame).join(";");
    focused.blur();
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const without = around.map(frame).join(";");
    focused.focus({focusVisible: true});
    return withFocus !== without;
}"""

# What can be read without scrolling.
IN_SIGHT = """() => [...document.querySelectorAll("MAIN :is(p, h2, VALUE)")]
    .filter(element => element.getBoundingClientRect().bottom <= innerHeight)
    .map(element => element.innerText).join("\\n")""".replace("MAIN", PARTS["main"]).replace("VALUE", PARTS["value"])
# Every text that a progress bar with a size shows, in order.
NOTE_PROGRESS = """() => {
    window.progress = [];
    new MutationObserver(() => {
        const said = document.querySelector("PROGRESS")?.innerText ?? "";
        if (said.includes("MB") && said !== window.progress.at(-1)) window.progress.push(said);
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}""".replace("PROGRESS", PARTS["progress"])


@pytest.fixture(scope="module")
def large_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 60 MB, of the 100 that iOS keeps."""
    report = tmp_path_factory.mktemp("large") / "large.ndjson"
    with report.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(240_000))
    return report


def in_the_way(page: Any) -> list[str]:
    """What axe-core finds, without what is Streamlit's own."""
    found = []
    for violation in violations(page):
        nodes = [node for node in violation["nodes"] if NOT_OURS.get(violation["id"], "no such thing") not in node["html"]]
        found += [f"{violation['id']}: {violation['help']} {node['html'][:200]}" for node in nodes]
    return found


# The first screen speaks the browser's language, a wrong file is answered in one sentence, and the sample week takes its place.
SAID: dict[str, dict[Lang, tuple[str, ...]]] = {
    "first": {"en": ("Nothing leaves this laptop.",), "zh": ("你的数据不会离开这台电脑。",)},
    "wrong-file": {"en": ("photo.png is a picture.",), "zh": ("photo.png 是图片。",)},
    "sample": {
        "en": ("3 apps look further than they need to.", "about every 5 minutes", "Photos › Taobao → Limited Access", "58 · D"),
        "zh": ("有 3 个 App 用权限超出了需要。", "大约每 5 分钟", "照片 › 淘宝 → 受限访问（Limited Access）", "58 · D"),
    },
}


ZOOMED = ("first", "sample", "view-points", "view-week", "view-companies", "story")


@pytest.mark.parametrize("lang", LANGS)
def test_every_state_fits_its_window_and_can_be_used_by_all(visit: Visits, artifacts: Path, lang: Lang) -> None:
    """In both themes, which the page follows while it is open, on a laptop, enlarged there, and on a small telephone; and what screen
    readers hear of each is in the language of the page, and in no other.

    What is seen in one theme on a laptop and in the other on a telephone in English is the other way round in Chinese: contrast is a matter
    of the theme and not of the language, and all else, whatever axe-core knows too, is no matter of the theme. Each state is first looked
    at in the window in which it was reached: that of the one before.
    """
    (artifacts / "looks").mkdir(exist_ok=True)
    themes = dict(zip((LAPTOP, TELEPHONE), THEMES if lang == "en" else THEMES[::-1], strict=True))
    person = visit(LANGUAGES[lang], LAPTOP)
    person.page.emulate_media(reduced_motion="reduce", color_scheme=themes[LAPTOP])
    wrong: dict[str, Any] = {}
    seen: list[str] = []
    for state in states(person, lang):
        said = heard(person)
        assert len(said) > 10, state
        wrong[f"{state}-{lang}, heard"] = in_another_language(said, lang)
        if state in ONLY_HEARD:
            continue
        assert [each for each in SAID.get(state, {}).get(lang, ()) if each not in person.text()] == []
        seen.append(state)
        reached = person.page.viewport_size["width"]
        for width in sorted(themes, key=lambda width: width != reached):
            name = f"{state}-{lang}-{themes[width]}-{width}"
            if width != reached:
                person.page.emulate_media(color_scheme=themes[width])
                person.page.set_viewport_size({"width": width, "height": 900})
                person.page.evaluate(QUIET, DRAWN_MS)
            if width == LAPTOP:
                if state == "sample":
                    assert_the_first_screen_answers(person, lang)
                if state in ZOOMED:
                    wrong[f"{state}-{lang}, zoomed to 200 %"] = zoomed(person)
                wrong[f"{name}, axe"] = in_the_way(person.page)
            if PICTURES:
                person.grow(width)
                person.picture_as_it_is(f"looks/{name}")
            wrong[name] = does_not_fit(person, width)
            if PICTURES:
                person.page.set_viewport_size({"width": width, "height": 900})
    assert len(seen) == 19
    assert {*ZOOMED} <= {*seen}
    broken = {name: found for name, found in wrong.items() if found}
    assert not broken, "\n".join(f"{name}: {found}" for name, found in broken.items())
    assert_nothing_left(person)


def zoomed(person: Any) -> list[str]:
    """What does not fit a laptop's window zoomed to 200 %."""
    channel = person.page.context.new_cdp_session(person.page)
    metrics = {"width": LAPTOP // 2, "height": 450, "deviceScaleFactor": 2, "mobile": False}
    channel.send("Emulation.setDeviceMetricsOverride", metrics)
    person.settle()
    assert person.page.evaluate("[innerWidth, devicePixelRatio]") == [LAPTOP // 2, 2]
    found = does_not_fit(person, LAPTOP // 2)
    channel.send("Emulation.clearDeviceMetricsOverride")
    channel.detach()
    person.page.set_viewport_size({"width": LAPTOP, "height": 901})  # else Playwright takes it for what it is already
    person.page.set_viewport_size({"width": LAPTOP, "height": 900})
    return found


def does_not_fit(person: Any, width: int) -> list[str]:
    found: list[str] = person.page.evaluate(STICKS_OUT, width) + person.page.evaluate(CUT)
    if person.page.evaluate(f"document.querySelector('{PARTS['main']}').scrollWidth") > width:
        found.append("the page scrolls sideways")
    return found


def assert_the_first_screen_answers(person: Any, lang: Lang) -> None:
    """How good, which app, why and what to tap: without scrolling, in a window as tall as that of a laptop. The page is one of few screens:
    unfolded is only what the person unfolds."""
    assert person.page.locator(PARTS["block"]).bounding_box()["height"] <= TALLEST
    person.page.screenshot(path=Path("test-artifacts") / f"verdict-{lang}.png")
    in_sight = person.page.evaluate(IN_SIGHT)
    answers = {
        "en": ["64 · D", "Meituan (Location", "about every 5 minutes, day and night", "Location Services › Meituan → While Using the App"],
        "zh": ["64 · D", "美团（位置", "大约每 5 分钟", "定位服务 › 美团 → 使用App期间"],
    }
    assert [answer for answer in answers[lang] if answer not in in_sight] == []
    assert person.page.locator(".st-key-gauge svg.marks").is_visible()
    assert person.page.locator(".st-key-gauge").bounding_box()["y"] < person.page.get_by_role("heading", level=3).first.bounding_box()["y"]


def test_the_keyboards_place_can_be_seen_everywhere_and_nothing_moves_for_those_who_asked_for_that(visit: Visits) -> None:
    moving = """() => [...document.querySelectorAll("body *")].filter(element => {
        const style = getComputedStyle(element);
        return style.animationName !== "none" || style.transitionDuration.split(", ").some(time => parseFloat(time) > 0);
    }).map(element => element.tagName + "." + element.className)"""
    person = visit("en-US")
    person.page.emulate_media(reduced_motion="reduce")
    press(person, ".st-key-sample button")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert person.page.evaluate(moving) == []
    for theme in THEMES:  # what fades in would look the same at first, but nothing does here
        person.page.emulate_media(color_scheme=theme)
        person.settle()
        person.page.evaluate("document.activeElement.blur()")
        unseen, reached = [], []
        for _ in range(80):
            person.page.keyboard.press("Tab")
            where = person.page.evaluate(FOCUSED)
            if where.startswith(("BODY", "MAIN", "IFRAME", "CANVAS")):
                continue
            reached.append(where)
            if not person.page.evaluate(FOCUS_SHOWS):
                unseen.append(where)
        assert len(set(reached)) > 20, theme
        assert unseen == [], theme
    person.page.emulate_media(reduced_motion="no-preference")
    assert person.page.evaluate(moving) != [], "else this looks for nothing"


def test_the_page_tells_screen_readers_its_language(visit: Visits) -> None:
    person = visit("zh-CN")
    assert person.page.evaluate("document.documentElement.lang") == "zh-Hans"
    for name, tag in (("English", "en"), ("简体中文", "zh-Hans")):
        person.page.get_by_text(name, exact=True).click()
        person.settle()
        assert person.page.evaluate("document.documentElement.lang") == tag
    assert_nothing_left(person)


# Each is another app than the one that is open before.
PICKED = (("companies", "path[aria-label*='Zhihu']", "Zhihu: 100 · A"), ("points", "path[aria-label*='WeChat']", "WeChat: 78 · C"))


def test_the_list_and_its_pictures_by_keyboard_and_mouse_and_saved(visit: Visits, tmp_path: Path) -> None:
    """A picture's marks are for the mouse; its table and the choice below it are for everybody."""
    person = visit("en-US")
    press(person, ".st-key-sample button")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    tab_to(person, "document.activeElement.closest('.st-key-view-en')")
    for _ in range(4):
        person.page.keyboard.press("ArrowRight")
    person.page.keyboard.press("Enter")
    person.settle()
    assert "3 of your apps contacted Umeng (Alibaba) by themselves." in person.text()
    tab_to(person, "document.activeElement.closest('.st-key-companies-table')")
    person.page.keyboard.press("Enter")
    person.settle()
    assert person.page.locator(f".st-key-companies-table {PARTS['table']}").is_visible()
    view(person, "en", "list")
    assert_an_app_picked_opens(person)
    view(person, "en", "list")
    press(person, ".st-key-more_filters summary")
    press(person, ".st-key-needs_change label")
    assert_the_list_is_saved(person, tmp_path, "en")
    person.page.get_by_text(words_in("zh")("page.language"), exact=True).click()
    person.settle()
    assert_the_list_is_saved(person, tmp_path, "zh")
    assert_nothing_left(person)


def assert_an_app_picked_opens(person: Any) -> None:
    """In the list again, too, after another was opened; and in a picture."""
    press(person, ".st-key-open-com-tencent-xin button")
    assert "WeChat: 78 · C" in person.text()
    press(person, ".st-key-apps_more button")
    press(person, ".st-key-open-com-zhihu-ios button")
    assert "Zhihu: 100 · A" in person.text()
    assert "WeChat: 78 · C" not in person.text(), "one story at a time"
    press(person, ".st-key-open-com-tencent-xin button")
    assert "WeChat: 78 · C" in person.text()
    for name, mark, told in PICKED:
        view(person, "en", name)
        assert told not in person.text(), name
        press(person, f".st-key-{name}-picture {mark}")
        person.page.locator(".st-key-story").get_by_text(told).wait_for()  # a picture tells of a click a while later
        person.settle()
        assert told in person.text(), name


def assert_the_list_is_saved(person: Any, tmp_path: Path, lang: Lang) -> None:
    say, saved = words_in(lang), {}
    for kind in ("csv", "json"):
        with person.page.expect_download() as download:
            person.page.locator(f".st-key-save_{kind} button").click()
        assert download.value.suggested_filename == f"privacy-coach-apps.{kind}"
        download.value.save_as(tmp_path / kind)
        saved[kind] = (tmp_path / kind).read_text(encoding="utf-8-sig")
    rows = [row.split(",") for row in saved["csv"].splitlines()]
    names = {
        "en": ["Meituan", "Taobao", "WeChat", "WhatsApp", "Apple Weather"],
        "zh": ["美团", "淘宝", "微信", "WhatsApp", "苹果天气"],
    }[lang]
    assert rows[0][:3] == [say("table.app"), say("table.score"), say("table.grade")]
    assert [row[0] for row in rows[1:]] == names
    assert [row[1:3] for row in rows[1:4]] == [["58", "D"], ["78", "C"], ["78", "C"]]
    data = json.loads(saved["json"])
    assert [app["name"] for app in data["apps"]] == names
    assert {MEITUAN, WECHAT} < {item["bundle_id"] for item in data["advice"]} == {app["bundle_id"] for app in data["apps"]}
    assert data["report"]["lines"] == len((FOLDER / "ios" / "sample.ndjson").read_bytes().splitlines())
    assert data["versions"]["rules"] == load_content().rules.version


@pytest.mark.parametrize("lang", ["zh"])
def test_a_large_report_tells_how_far_it_is_read(visit: Visits, large_report: Path, lang: Lang) -> None:
    person = visit(LANGUAGES[lang])
    person.page.evaluate(NOTE_PROGRESS)
    person.page.locator(UPLOADER).set_input_files(large_report)
    person.page.wait_for_selector(VERDICT, timeout=60_000)
    size = round(large_report.stat().st_size / 1024 / 1024)
    told = [words_in(lang)("page.reading", done=done, all=size) for done in range(size)]
    seen = [told.index(text) for text in person.page.evaluate("window.progress")]
    assert seen
    assert seen == sorted(seen)
