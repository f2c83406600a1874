"""The page shows the numbers that the JSON carries: nothing is counted a second time on its way to the screen."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest
from test_apps_on_page import all_listed, lines_of_list
from test_page import open_app, unfold

from coach.__main__ import main
from coach.content import FOLDER, load_content
from coach.export import export, json_text
from coach.judge import judge
from coach.plan import Plan, decide
from coach.reading import read_report
from coach.wording import Wording
from coach.words import words_in

SAMPLE = FOLDER / "ios" / "sample.ndjson"


@pytest.fixture
def verdict(tmp_path: Path) -> dict[str, Any]:
    target = tmp_path / "verdict.json"
    assert main([str(SAMPLE), "--json", str(target), "--lang", "en"]) == 0
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def page(open_page: Callable[..., AppTest]) -> AppTest:
    return open_page("en").button(key="sample").click().run()


def test_the_list_of_apps_is_that_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    say = words_in("en")
    shown = lines_of_list(all_listed(page))
    assert list(shown) == [app["bundle_id"] for app in verdict["apps"]]
    for app in verdict["apps"]:
        name, score, looks, last, _ = shown[app["bundle_id"]]
        uses = app["accesses"].values()
        count, times = sum(use["count"] for use in uses), [use["last"] for use in uses if use["last"]]
        asked = "?" if app["bundle_id"] in verdict["asked"] else ""
        assert (name, score) == (app["name"], say("page.score", score=app["score"], grade=app["grade"]) if app["scored"] else asked)
        assert looks == (say("count.looks", n=count) if count else "")
        assert last == (say.day_time(datetime.fromisoformat(max(times))) if times else "")


def test_the_picture_shows_the_hours_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    worst = verdict["apps"][0]
    by_hour = worst["accesses"]["location"]["by_hour"]
    chart = open_app(page, worst["bundle_id"]).get("vega_lite_chart")[-1].proto
    data = chart.datasets[0].data.data if chart.datasets else chart.data.data

    rows = pa.ipc.open_stream(data).read_pandas()
    days = {words_in("en").short_day(datetime.fromisoformat(hour)): hour[:10] for hour in by_hour}
    shown = {f"{days[row['day']]}T{row['hour']:02d}": row["count"] for _, row in rows.iterrows() if row["count"]}
    assert shown == by_hour


def test_the_table_of_contacts_is_that_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    worst = verdict["apps"][0]
    (table,) = unfold(open_app(page, worst["bundle_id"]), f"contacts {worst['bundle_id']}").dataframe
    shown = [(row["Company"], row["What for"], row["Addresses"], row["Web addresses"]) for _, row in table.value.iterrows()]
    contacts = worst["network"]["contacts"]
    assert shown == [(c["owner"], c["what_for"], len(c["domains"]), ", ".join(c["domains"])) for c in contacts]


def said(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption]).replace("\\", "")


def test_score_ledger_and_counts_are_those_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    worst, report = verdict["apps"][0], verdict["report"]
    assert page.metric[0].value == f"{verdict['score']} · {verdict['grade']}"
    open_app(page, worst["bundle_id"])
    for finding in worst["findings"]:
        assert f"**{finding['points']}** · " in said(page)
        assert finding["sentence"] in said(page)
    looks, picked = (sum(report[name].values()) for name in ("accesses", "picker_accesses"))
    assert f"{len(verdict['apps'])} apps, {looks:,} looks, {report['hits']:,} contacts with web addresses." in said(page)
    assert words_in("en")("ios.picked", n=picked) in said(page)


def test_what_each_change_gains_is_that_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    told = [item for item in verdict["advice"] if item["bundle_id"]]
    assert len(told) == 5
    for item in told:
        page.segmented_control(key="walk_screen en").set_value(item["permission"]).run()
        page.button(key=f"more {item['bundle_id']} {item['permission']}").click().run()
        app = next(app for app in verdict["apps"] if app["bundle_id"] == item["bundle_id"])
        assert f"{app['name']}: {app['score']} → {app['score'] + item['gain']} of 100." in said(page)
        assert f"Your phone: {verdict['score']} → {verdict['score'] + item['phone_gain']} of 100." in said(page)
        assert item["undo"] in said(page)


def test_the_screens_of_the_walk_are_those_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    """Each with its lines, in the same order."""
    for screen in verdict["screens"][:-1]:
        page.segmented_control(key="walk_screen en").set_value(screen["screen"]).run()
        lines = [key.split()[1] for button in page.button if (key := button.key or "").startswith("walk_done ")]
        assert lines == screen["set"]
        asked = [key.split()[-1] for field in page.multiselect if (key := field.key or "").startswith("types en walk")]
        assert asked == screen["ask"]
    last = verdict["screens"][-1]
    page.segmented_control(key="walk_screen en").set_value(last["screen"]).run()
    names = {app["bundle_id"]: app["name"] for app in verdict["apps"]}
    assert words_in("en")("walk.tracking-apps", apps=words_in("en").join([names[each] for each in last["set"]])) in said(page)


def test_the_rules_shown_are_those_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    unfold(page, "method_rules", "method_how")
    shown = [
        [(int(at), int(points)) for _, at, points in table.value.itertuples(index=False)]
        for table in page.dataframe[-len(verdict["rules"]["rules"]) :]
    ]
    rules = verdict["rules"]["rules"]
    assert shown == [[(step["at"], step["points"]) for steps in rule["steps"].values() for step in steps] for rule in rules]
    said = "\n".join(element.value for element in page.markdown)
    assert all(f"{grade} from {since}" in said for grade, since in verdict["rules"]["grades"].items())


def test_what_is_saved_of_some_apps_names_no_other() -> None:
    report = read_report([(SAMPLE.name, SAMPLE.read_bytes())])
    content = load_content()
    plan = Plan()
    for item in judge(report, content).changes:
        plan = decide(plan, item, "done", datetime(2025, 12, 24, tzinfo=UTC))
    verdict = judge(report, content, plan)
    say = Wording(content, words_in("en"), content.versions[-1])
    one, others = "com.tencent.xin", {app.profile.bundle_id for app in verdict.assessment.apps} - {"com.tencent.xin"}
    told = json_text(export(verdict, say, {one})).decode()
    assert one in told
    assert not [app for app in others if f'"{app}"' in told]
