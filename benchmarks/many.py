"""Reports and plans that have very many of one thing: does the time for each step grow as they do?"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from coach.activity import activities
from coach.advice import advise
from coach.catalogue import Naming, Namings
from coach.check import check_plan
from coach.content import load_content
from coach.export import export, json_text
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import Assessment
from coach.needs import Needs
from coach.plan import NOTHING_TOLD, Choice, Plan, Told, is_plan, load_plan, open_steps, save_plan
from coach.reading import read_report
from coach.scoring import assess
from coach.summary import summary_html
from coach.wording import Wording
from coach.words import words_in

ROWS, CHANGES, CHOICES = 60_000, 20_000, 5_000
_ROUNDS = 3
_START = datetime(2025, 11, 24, 2, tzinfo=UTC)


def seconds(step: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    step()
    return clock() - started


def _access(app: str, category: str = "photos", day: int = 0) -> str:
    stamp = (_START + timedelta(days=day)).isoformat(timespec="milliseconds")
    accessor = {"identifier": app, "identifierType": "bundleID"}
    record = {"accessor": accessor, "category": category, "identifier": f"{day}", "kind": "intervalBegin"}
    return json.dumps(record | {"timeStamp": stamp, "type": "access"})


def _contact(app: str, host: str = "host.example.com", owner: str = "") -> str:
    stamp = _START.isoformat(timespec="milliseconds")
    record = {"bundleID": app, "domain": host, "domainOwner": owner, "domainType": 1, "initiatedType": "AppInitiated", "hits": 1}
    return json.dumps(record | {"firstTimeStamp": stamp, "timeStamp": stamp, "type": "networkActivity"})


_APP = "com.example.app"
MANY: dict[str, Callable[[int], Iterator[str]]] = {
    "hosts of one app": lambda count: (_contact(_APP, f"host{number}.example{number}.com") for number in range(count)),
    "apps, one contact each": lambda count: (_contact(f"{_APP}{number}") for number in range(count)),
    "apps, one access each": lambda count: (_access(f"{_APP}{number}") for number in range(count)),
    "owners of one host": lambda count: (_contact(_APP, owner=f"Owner {number}") for number in range(count)),
    "categories": lambda count: (_access(_APP, f"category{number}") for number in range(count)),
}


def _verdict(data: bytes, namings: Namings) -> None:
    """All the way from the bytes to the JSON, the paper and the lines of the command line."""
    content = load_content()
    verdict = judge(read_report([("benchmark", data)]), content, Plan(apps=namings))
    say = Wording(content, words_in("en"), content.versions[-1])
    json_text(export(verdict, say))
    summary_html(verdict, say)
    list(verdict_lines(verdict, say))


def _verdict_on(many: Callable[[int], Iterator[str]], count: int) -> Callable[[], object]:
    data = "\n".join(many(count)).encode()
    return lambda: _verdict(data, {})


def _verdict_with_names(count: int) -> Callable[[], object]:
    data = "\n".join(_access(f"{_APP}{number}") for number in range(count)).encode()
    namings = {f"{_APP}{number}": Naming(name=f"App {number}", types=("gaming",)) for number in range(count)}
    return lambda: _verdict(data, namings)


def _plan(count: int) -> Plan:
    """So many choices about seven permissions each of apps."""
    content = load_content()
    categories = list(content.permissions)
    choices = (
        Choice(
            bundle_id=f"{_APP}{number // len(categories)}",
            permission=(topic := categories[number % len(categories)]),
            setting=content.permissions[topic].setting[0].id,
            decision="done" if number % 3 else "keep",
            decided=_START + timedelta(days=1, seconds=number),
        )
        for number in range(count)
    )
    return Plan(choices=tuple(choices))


def _check(count: int) -> Callable[[], object]:
    plan, apps = _plan(count), range(count // len(load_content().permissions) + 1)
    rows = (_access(f"{_APP}{app}", category, day) for app in apps for day in range(10) for category in ("location", "contacts"))
    report = read_report([("benchmark", "\n".join(rows).encode())])
    return lambda: check_plan(plan, report, Needs(load_content()))


def _file_of_plan(count: int) -> Callable[[], object]:
    plan, content = _plan(count), load_content()

    def there_and_back() -> None:
        data = save_plan(plan).encode()
        assert is_plan(data)  # noqa: S101 (a benchmark that measured something else would tell nothing)
        load_plan(data, "benchmark", content)

    return there_and_back


def _with_a_change_each(count: int) -> Assessment:
    """So many apps, and one change to make in each."""
    apps = [f"{_APP}{number}" for number in range(count)]
    rows = (_access(app, "contacts", day) for app in apps for day in range(3))
    report = read_report([("benchmark", "\n".join(rows).encode())])
    told = Told(apps={app: Naming(types=("gaming",)) for app in apps})
    assessment = assess(activities(report, load_content()), Needs(load_content()), told)
    assert all(app.findings for app in assessment.apps)  # noqa: S101 (as above)
    return assessment


def _advise(count: int) -> Callable[[], object]:
    assessment = _with_a_change_each(count)
    return lambda: advise(assessment, Needs(load_content()), NOTHING_TOLD)


def _walk(count: int) -> Callable[[], object]:
    """As the page looks for what is open, and for what was decided about each change."""
    advice = advise(_with_a_change_each(count), Needs(load_content()), NOTHING_TOLD)

    def look() -> None:
        plan = _plan(count)
        open_steps(plan, advice)
        for item in advice:
            plan.choice(item)

    return look


def growth() -> Iterator[tuple[str, int, float, float]]:
    """What there is much of, how much at first, and the processor's seconds for it and for four times as much, the best of the rounds."""
    steps: list[tuple[str, int, Callable[[int], Callable[[], object]]]] = [
        (f"{name}: bytes → verdict, JSON, paper", ROWS, partial(_verdict_on, many)) for name, many in MANY.items()
    ]
    steps += [
        ("apps with a name given: the same", CHOICES, _verdict_with_names),
        ("apps with a change to make: advised", CHANGES, _advise),
        ("choices of a plan: checked", CHOICES, _check),
        ("choices of a plan: saved, loaded", CHOICES, _file_of_plan),
        ("choices of a plan: found for each change", CHOICES, _walk),
    ]
    for name, most, made in steps:
        few, many = made(most // 4), made(most)
        rounds = [(seconds(few, time.process_time), seconds(many, time.process_time)) for _ in range(_ROUNDS)]
        yield name, most // 4, *(min(taken) for taken in zip(*rounds, strict=True))


def report_told_from_plan() -> float:
    """Seconds to tell that a report of 100 MB is no plan."""
    line = f"{_access(_APP)}\n".encode()
    data = line * (100_000_000 // len(line))
    return seconds(lambda: is_plan(data))
