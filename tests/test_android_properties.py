"""What must hold for the verdict on every Android phone: nobody is worse off for a look, a grant or a refusal less, and nothing that says
nothing about an app changes its score.

Of one thing that cannot hold, whatever the weights: an access on the screen within a minute of one in the background. It is what tells that
the state lags (content/android/access.toml, `lag`), so with it the app was open, and without it nobody knows better than that it was not.
An app can't be accused of the second and excused by the first unless taking the first away makes it worse. All other accesses on the screen
are in the property.
"""

import copy
import json
import random
from collections.abc import Callable, Mapping
from datetime import timedelta

from android_dumps import Access, App, Phone, days
from android_phones import STATE, TABLE, busy_phones
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.catalogue import Naming
from coach.content import load_content
from coach.export import export, json_text
from coach.judge import Verdict, judge
from coach.plan import Plan
from coach.reading import read_report
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content("android")
KINDS = ("news", "food-delivery", "instant-messaging", "weather", "fitness", "utilities")
SAID = Plan(
    apps={f"com.example.app{number}{user}": Naming(types=(kind,)) for number, kind in enumerate(KINDS) for user in ("", "@10", "@999")}
)
STATED = settings(**STATE)  # type: ignore[arg-type]


def verdict_on(data: bytes | str) -> Verdict:
    return judge(read_report([("a", data.encode() if isinstance(data, str) else data)]), CONTENT, SAID)


def told(verdict: Verdict) -> bytes:
    """All that the verdict says, but for the names of its files."""
    say = Wording(CONTENT, words_in("en"), CONTENT.version_of(verdict.system), verdict.report.summary)
    data = export(verdict, say)
    return json_text({key: value for key, value in data.items() if key not in ("passed_over", "hardly_read")})


def scores(verdict: Verdict) -> Mapping[str, int | None]:
    """Of all apps, and of the phone."""
    found = {app.profile.bundle_id: app.score for app in verdict.assessment.apps}
    return found | {"": verdict.assessment.score}


def no_lower(phone: Phone, changed: Phone) -> None:
    before, after = scores(verdict_on(phone.bug_report())), scores(verdict_on(changed.bug_report()))
    for name, score in after.items():
        was = before.get(name)
        assert score is None or was is None or score >= was, (name, was, score)


def changed(phone: Phone, number: int, change: Callable[[App, int], None]) -> Phone:
    """The phone with a change to one thing of one app."""
    made = copy.deepcopy(phone)
    change(made.apps[number % len(made.apps)], number)
    return made


LAG = timedelta(milliseconds=TABLE.traps.lag)
MINUTE = timedelta(minutes=1)


def excuses(app: App, access: Access) -> bool:
    """Whether an access on the screen may tell that another state lags. Minutes begin up to one minute before what was in them."""
    behind = [each.ago for each in app.accesses if each.state in ("bg", "cch")]
    behind += [each.ago for each in app.minutes if each.state in ("bg", "cch")]
    return access.state == "top" and not access.refused and any(abs(ago - access.ago) <= LAG + 2 * MINUTE for ago in behind)


def removable(app: App, access: Access) -> bool:
    return access.op in TABLE.judged and not excuses(app, access)


def without_access(app: App, number: int) -> None:
    able = [access for access in app.accesses if removable(app, access)]
    if able:
        app.accesses.remove(able[number % len(able)])


def without_minute(app: App, number: int) -> None:
    able = [minute for minute in app.minutes if minute.state != "top"]
    if able:
        app.minutes.remove(able[number % len(able)])


def without_grant(app: App, number: int) -> None:
    held = [name for name, (granted, _) in app.grants.items() if granted]
    if held:
        name = held[number % len(held)]
        app.grants[name] = False, app.grants[name][1]


@given(busy_phones(), st.integers(0, 10_000))
@STATED
def test_without_an_access_or_a_refusal_nobody_is_worse_off(phone: Phone, number: int) -> None:
    no_lower(phone, changed(phone, number, without_access))


@given(busy_phones((12, 15, 16)), st.integers(0, 10_000))
@STATED
def test_without_a_minute_nobody_is_worse_off(phone: Phone, number: int) -> None:
    before, after = scores(verdict_on(phone.adb())), scores(verdict_on(changed(phone, number, without_minute).adb()))
    assert [name for name, score in after.items() if score is not None and score < (before.get(name) or 0)] == []


@given(busy_phones(), st.integers(0, 10_000))
@STATED
def test_with_a_permission_less_nobody_is_worse_off(phone: Phone, number: int) -> None:
    no_lower(phone, changed(phone, number, without_grant))


@given(busy_phones(), st.integers(1, 3000))
@STATED
def test_clock_and_file_moved_together_change_no_score(phone: Phone, by: int) -> None:
    later = copy.deepcopy(phone)
    later.now += days(by)
    for app in later.apps:
        app.installed += days(by)
    assert scores(verdict_on(later.bug_report())) == scores(verdict_on(phone.bug_report()))


@given(busy_phones(), st.randoms(use_true_random=False))
@STATED
def test_order_duplicates_and_form_change_nothing(phone: Phone, rng: random.Random) -> None:
    text = phone.bug_report()
    plain = told(verdict_on(text))
    assert told(verdict_on(phone.zip())) == plain
    assert told(verdict_on(text.replace("\n", "\r\n").encode("utf-16"))) == plain
    mixed = copy.deepcopy(phone)
    rng.shuffle(mixed.apps)
    for app in mixed.apps:
        rng.shuffle(app.accesses)
    assert told(verdict_on(mixed.bug_report())) == plain
    assert told(verdict_on(text + text)) == plain


@given(busy_phones())
@STATED
def test_points_add_up_and_offers_alone_leave_a_c(phone: Phone) -> None:
    verdict = verdict_on(phone.bug_report())
    for app in verdict.assessment.in_state("judged"):
        assert app.score == 100 + sum(finding.points for finding in app.findings)
        assert app.of_tier("excess") or app.score >= 65
        for finding in app.findings:
            used = finding.evidence.last_use  # type: ignore[union-attr]
            assert used is None or used.fixed == "", "what nobody can change costs nothing"
    if verdict.assessment.score is not None and not any(app.of_tier("excess") for app in verdict.assessment.apps):
        assert verdict.assessment.score >= 80
    assert json.loads(told(verdict))["report"]["platform"] == "android"
    assert {item.bundle_id for item in verdict.changes} <= {app.profile.bundle_id for app in verdict.assessment.in_state("judged")}
