"""The sample week: made by its script, and judged as the story it retells."""

import importlib.util
import re
from pathlib import Path

import pytest

from coach.content import FOLDER, load_content
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import LANGS, AppAssessment, Lang
from coach.progress import phone_score
from coach.reading import read_report
from coach.wording import Wording
from coach.words import words_in

SAMPLE = FOLDER / "ios" / "sample.ndjson"
SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "make_sample_week.py"
CONTENT = load_content()
REPORT = read_report([(SAMPLE.name, SAMPLE.read_bytes())])
VERDICT = judge(REPORT, CONTENT)
EXCESS, ROOM = ([item for item in VERDICT.changes if item.tier == tier] for tier in ("excess", "room"))
ASSESSMENT, ADVICE = VERDICT.assessment, VERDICT.changes
APPS = {app.profile.bundle_id: app for app in ASSESSMENT.apps}
SAY = {lang: Wording(CONTENT, words_in(lang), 18) for lang in LANGS}
MEITUAN, WECHAT, TAOBAO = "com.meituan.imeituan", "com.tencent.xin", "com.taobao.taobao4iphone"


def topics(app: AppAssessment) -> dict[str, str]:
    return {finding.topic: finding.measure for finding in app.findings}


def test_the_script_makes_the_very_bytes_that_are_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("make_sample_week", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "make_sample_week", script)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "OUTPUT", tmp_path / "sample.ndjson")
    script.main()
    assert (tmp_path / "sample.ndjson").read_bytes() == SAMPLE.read_bytes()


def test_every_line_of_the_sample_is_used() -> None:
    summary = REPORT.summary
    assert (REPORT.problems, summary.duplicates, summary.open_intervals, summary.zero_length) == ((), 1, 1, 1)
    assert summary.lines == len(SAMPLE.read_bytes().splitlines())
    assert 6.5 < summary.days < 7.5


def test_meituan_comes_out_worst() -> None:
    app = ASSESSMENT.apps[0]
    assert app.profile.bundle_id == MEITUAN
    assert app.grade in ("D", "E")
    assert topics(app)["location"] == "busy_hours"


@pytest.mark.parametrize(
    ("lang", "rhythm"),
    [
        ("en", "From Wednesday 10:15 to Friday 15:09, Meituan used your location about every 5 minutes"),
        ("zh", "从周三 10:15 到周五 15:09，美团大约每 5 分钟"),
    ],
)
def test_the_five_minutes_head_the_advice(lang: Lang, rhythm: str) -> None:
    first = ADVICE[0]
    assert (first.bundle_id, first.permission, first.setting, first.confidence) == (MEITUAN, "location", "while-using", "high")
    text = SAY[lang].advice(first, APPS[MEITUAN])
    assert text.why.startswith(rhythm)
    assert text.maker


def test_wechats_looks_at_all_photos_by_day_and_night_are_found_and_hedged() -> None:
    app = APPS[WECHAT]
    (finding,) = (finding for finding in app.findings if finding.topic == "photos")
    assert (finding.tier, finding.measure) == ("excess", "hours_of_week")
    assert app.activity.uses["photos"].nights == 6
    assert "in 53 hours out of the 168" in SAY["en"].finding(app, finding)
    assert "iOS does not record whether the app was on your screen." in SAY["en"].finding(app, finding)
    assert "iOS 没有记录当时 App 是否开在屏幕上。" in SAY["zh"].finding(app, finding)


@pytest.mark.parametrize(("lang", "setting"), [("en", "Limited Access"), ("zh", "受限访问（Limited Access）")])
def test_wechat_keeps_the_pictures_one_chooses(lang: Lang, setting: str) -> None:
    (item,) = (item for item in ADVICE if (item.bundle_id, item.permission) == (WECHAT, "photos"))
    text = SAY[lang].advice(item, APPS[WECHAT])
    assert text.setting == setting
    assert text.steps[0].endswith(f"→ {setting}")


@pytest.mark.parametrize(
    "app",
    [
        "com.autonavi.amap",
        "com.google.Maps",
        "com.apple.weather",
        "net.whatsapp.WhatsApp",
        "org.whispersystems.signal",
        "com.strava.stravaride",
        "com.alipay.iphoneclient",
        "com.zhihu.ios",
        "com.xingin.discover",
        "com.tencent.meeting",
        "cn.12306.rails12306",
        "com.netease.cloudmusic",
    ],
)
def test_apps_that_behave_keep_an_a_or_b(app: str) -> None:
    assert APPS[app].grade in ("A", "B"), APPS[app].findings
    assert app not in {item.bundle_id for item in EXCESS}


def test_apps_that_could_do_with_less_are_offered_a_smaller_setting() -> None:
    offers = {(item.bundle_id, item.permission): item.setting for item in ROOM}
    assert offers == {("net.whatsapp.WhatsApp", "photos"): "limited", ("com.apple.weather", "location"): "precise-off"}


def test_mail_is_a_part_of_the_phone_and_is_not_judged() -> None:
    mail = APPS["com.apple.mobilemail"]
    assert (mail.state, mail.score, mail.findings) == ("system", None, ())
    assert mail.activity.uses["contacts"].count > 100


def test_the_week_is_a_d_and_three_changes_make_it_a_b() -> None:
    assert (ASSESSMENT.grade, len(EXCESS)) == ("D", 3)
    better = phone_score(VERDICT.assessment, [(item.bundle_id, item.permission) for item in EXCESS], VERDICT.content.rules)
    assert better is not None
    assert CONTENT.rules.grade_of(better) in ("A", "B")


def test_taobaos_umeng_is_its_own_and_meituans_is_not() -> None:
    assert "alibaba" not in {tracker.group for tracker in APPS[TAOBAO].trackers}
    assert "alibaba" in {tracker.group for tracker in APPS[MEITUAN].trackers}


def test_what_was_opened_in_the_browser_is_held_against_nobody() -> None:
    assert APPS["com.apple.mobilesafari"].findings == ()
    assert topics(APPS[WECHAT]).keys() == {"photos"}


def test_the_app_in_nobodys_catalogue_is_asked_about_and_costs_nothing() -> None:
    asked = VERDICT.asked
    assert [app.profile.bundle_id for app in asked] == ["com.example.lumapuzzle"]
    assert (asked[0].findings, asked[0].score, asked[0].grade) == ((), None, None)


def test_what_the_sample_says_does_not_change_when_it_is_dropped_twice() -> None:
    data = SAMPLE.read_bytes()
    again = read_report([("a", data), ("b", data)])
    assert judge(again, CONTENT).assessment == ASSESSMENT


@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_about_the_sample_reads_well(lang: Lang) -> None:
    say = SAY[lang]
    said = list(verdict_lines(VERDICT, say))
    for app in ASSESSMENT.apps:
        said += [say.finding(app, finding) for finding in app.findings] + say.fine(app, REPORT.can)
        said += [part for contact in say.contacts(app) for part in (contact.owner, contact.what_for, contact.why)]
    for item in ADVICE:
        change = say.advice(item, APPS[item.bundle_id])
        said += [change.title, change.why, change.breaks, change.keeps, change.maker, change.confidence, *change.steps]
    # Apple's labels, and a name that its maker writes so.
    labels = "使用App期间|App隐私报告|媒体与Apple Music|铁路12306"
    for text in said:
        assert not re.search(r"[{}]|[.?!,;:。？！，；：、][.?!,;:。？！，；：、]", re.sub("[“”]", "", text)), text
        assert lang == "en" or not re.search(r"[\u4e00-\u9fff][a-zA-Z0-9]|[a-zA-Z0-9][\u4e00-\u9fff]", re.sub(labels, "□", text)), text
