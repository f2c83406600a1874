"""The page shows the numbers that the JSON carries: nothing is counted a second time on its way to the screen."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from coach.__main__ import main
from coach.content import FOLDER
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
    table = page.dataframe[0].value
    shown = [(row["App"], None if row["Grade"] in ("", "?") else int(row["Score"])) for _, row in table.iterrows()]
    assert shown == [(app["name"], app["score"]) for app in verdict["apps"]]
    assert [row["App"] for _, row in table.iterrows() if row["Grade"] == "?"] == [
        app["name"] for app in verdict["apps"] if app["bundle_id"] in verdict["asked"]
    ]


def test_the_picture_shows_the_hours_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    by_hour = verdict["apps"][0]["accesses"]["location"]["by_hour"]
    chart = page.get("vega_lite_chart")[-1].proto  # in the story of the worst app
    data = chart.datasets[0].data.data if chart.datasets else chart.data.data

    rows = pa.ipc.open_stream(data).read_pandas()
    days = {words_in("en").short_day(datetime.fromisoformat(hour)): hour[:10] for hour in by_hour}
    shown = {f"{days[row['day']]}T{row['hour']:02d}": row["count"] for _, row in rows.iterrows() if row["count"]}
    assert shown == by_hour


def test_the_table_of_contacts_is_that_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    page.session_state[f"contacts {verdict['apps'][0]['bundle_id']}"] = True
    table = page.run().dataframe[1].value
    shown = [(row["Company"], row["What for"], row["Addresses"], row["Web addresses"]) for _, row in table.iterrows()]
    contacts = verdict["apps"][0]["network"]["contacts"]
    assert shown == [(c["owner"], c["what_for"], len(c["domains"]), ", ".join(c["domains"])) for c in contacts]


def test_score_ledger_and_counts_are_those_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    worst, report = verdict["apps"][0], verdict["report"]
    assert page.metric[0].value == f"{verdict['score']} · {verdict['grade']}"
    said = "\n".join(element.value for element in [*page.markdown, *page.caption]).replace("\\", "")
    for finding in worst["findings"]:
        assert f"**{finding['points']}** · " in said
        assert finding["sentence"] in said
    looks = sum(report["accesses"].values()) + sum(report["picker_accesses"].values())
    assert f"{len(verdict['apps'])} apps, {looks:,} looks at permissions, {report['hits']:,} contacts with web addresses." in said
    for item in verdict["advice"][:3]:
        app = next(app for app in verdict["apps"] if app["bundle_id"] == item["bundle_id"])
        assert f"{app['name']}: {app['score']} → {app['score'] + item['gain']} of 100." in said
        assert f"Your phone: {verdict['score']} → {verdict['score'] + item['phone_gain']} of 100." in said


def test_the_rules_shown_are_those_of_the_json(page: AppTest, verdict: dict[str, Any]) -> None:
    page.session_state["method_rules"] = True
    page.run()
    shown = [
        [(int(at), int(points)) for _, at, points in table.value.itertuples(index=False)]
        for table in page.dataframe[-len(verdict["rules"]["rules"]) :]
    ]
    rules = verdict["rules"]["rules"]
    assert shown == [[(step["at"], step["points"]) for steps in rule["steps"].values() for step in steps] for rule in rules]
    said = "\n".join(element.value for element in page.markdown)
    assert all(f"{grade} from {since}" in said for grade, since in verdict["rules"]["grades"].items())
