"""One app is one app: its ids under a prefix, in other letters, or of a part it brought along become one; nothing else does."""

from datetime import timedelta
from random import Random

import pytest
from each import each
from hypothesis import given
from hypothesis import strategies as st
from report_lines import CATEGORIES, access, at, ndjson, network, read

from coach.catalogue import Naming, profile
from coach.content import UNKNOWN_TYPE, load_content
from coach.identity import ids, same_app, same_plan
from coach.judge import Verdict, judge
from coach.models import LANGS, Lang, Report
from coach.plan import KnownSetting, Plan, SeenFinding, decide, made_from
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
CHAT = "net.whatsapp.WhatsApp"
UNKNOWN = "com.example.luma"
PREFIX = "5Q4J53EFRC."
EXTENSIONS = CONTENT.identity.extensions


def one_id(name: str, *others: str) -> str:
    """What an id becomes, with others beside it."""
    return ids([name, *others], CONTENT)[name]


def spread(category: str, *names: str, days: int = 7) -> list[str]:
    """Looks on so many days, each under the next of these ids."""
    return [line for day in range(days) for line in access(names[day % len(names)], category, at(9, day=day))]


# Ids


@pytest.mark.parametrize("app", [CHAT, UNKNOWN, "com.google.Maps"])
def test_the_developers_prefix_is_no_part_of_an_id(app: str) -> None:
    assert one_id(PREFIX + app) == app
    assert set(ids([app, PREFIX + app, "ABCDE12345." + app], CONTENT).values()) == {app}


@pytest.mark.parametrize("app", ["NET.WHATSAPP.WHATSAPP", "net.whatsapp.whatsapp", PREFIX + "net.WhatsApp.whatsapp"])
def test_an_app_of_the_catalogue_is_spelt_as_there(app: str) -> None:
    assert one_id(app) == CHAT


def test_an_app_that_nobody_knows_is_spelt_in_the_smallest_letters_that_were_seen() -> None:
    assert set(ids(["com.Example.LUMA", "com.Example.luma", "COM.EXAMPLE.LUMA"], CONTENT).values()) == {"com.Example.luma"}
    assert one_id("com.Example.LUMA") == "com.Example.LUMA"


@each("extension", EXTENSIONS)
def test_a_part_that_an_app_brought_along_belongs_to_the_app(extension: str) -> None:
    for app in (CHAT, UNKNOWN):
        for part in (app + extension, app + extension.upper(), PREFIX + app + extension.lower(), app + extension + extension):
            assert one_id(part) == app, part


def test_of_parts_of_one_app_each_way_to_spell_it_is_the_app() -> None:
    names = [f"{PREFIX}com.Example.Luma.widget", "com.example.luma.NotificationService", "com.example.LUMA.watchkitapp.watchkitextension"]
    assert set(ids(names, CONTENT).values()) == {"com.example.luma"}


def test_no_id_that_the_catalogue_knows_is_part_of_another_app() -> None:
    rows = list(CONTENT.apps.values())
    names = [row.ios for row in rows]
    assert ids(names, CONTENT) == {name: name for name in names}
    ending = [name for name in names if name.casefold().endswith(tuple(end.casefold() for end in EXTENSIONS))]
    assert "com.grammarly.keyboard" in ending
    for name in ending:
        above = name.rpartition(".")[0]
        assert one_id(name, above) == name, "not even where what stands before it is an app, too"
        assert one_id(f"{name}.widget") == name


@pytest.mark.parametrize("app", ["com.widget", "com.example.widget", "share", "a.Share", "com.luma.keyboard"])
def test_an_id_so_short_is_the_app_unless_the_app_stands_beside_it(app: str) -> None:
    assert one_id(app) == app
    above = app.rpartition(".")[0]
    if above:
        assert one_id(app, above) == above


@pytest.mark.parametrize(
    "other", ["com.example.luma2", "com.example.lumawidget", "com.example.luma.pro", "com.example", "widget.com.example.luma"]
)
def test_another_app_stays_another(other: str) -> None:
    assert one_id(other, UNKNOWN) == other
    assert one_id(UNKNOWN, other) == UNKNOWN


NAMES = st.lists(
    st.builds(
        lambda prefix, app, parts, upper: (app := prefix + app + "".join(parts)) if not upper else app.upper(),
        st.sampled_from(["", PREFIX, "ABCDE12345."]),
        st.sampled_from([CHAT, UNKNOWN, "com.example", "com.Example.Luma", "a", "com.grammarly.keyboard", "com.apple.siri", "微信", ""]),
        st.lists(st.sampled_from([".widget", ".Share", ".NotificationService", ".watchkitapp", ".other"]), max_size=2),
        st.booleans(),
    ),
    max_size=6,
)


@given(NAMES, st.randoms(use_true_random=False))
def test_no_order_matters_and_what_has_one_id_keeps_it(names: list[str], chance: Random) -> None:
    found = ids(names, CONTENT)
    assert set(found) == set(names)
    mixed = [*names, *names]
    chance.shuffle(mixed)
    assert ids(mixed, CONTENT) == found
    again = ids(found.values(), CONTENT)
    assert {name: again[one] for name, one in found.items()} == found


@given(NAMES, NAMES)
def test_what_a_plan_names_changes_no_id_of_the_report(names: list[str], planned: list[str]) -> None:
    alone, both = ids(names, CONTENT), ids(names, CONTENT, planned)
    assert {name: both[name] for name in names} == alone
    assert set(both) == {*names, *planned}


# Reports


def what_is_said(verdict: Verdict) -> object:
    """All of it, but for what was read."""
    return verdict.assessment, verdict.changes, verdict.screens, verdict.tracked, verdict.plan


@pytest.mark.parametrize("app", [CHAT, UNKNOWN])
@pytest.mark.parametrize("category", CATEGORIES)
def test_looks_under_several_ids_are_those_of_one_app(app: str, category: str) -> None:
    names = (PREFIX + app, app, app + ".widget", PREFIX + app + ".ShareExtension")
    hosts = [line for name in names for line in network(name, f"{len(name)}.example.com")]
    one = [line for name in names for line in network(app, f"{len(name)}.example.com")]
    under_many = judge(read(ndjson(spread(category, *names) + hosts)), CONTENT)
    under_one = judge(read(ndjson(spread(category, app) + one)), CONTENT)
    assert [each.profile.bundle_id for each in under_many.assessment.apps] == [app]
    assert what_is_said(under_many) == what_is_said(under_one)


def test_one_look_listed_under_two_ids_is_one() -> None:
    """As where two exports of one phone spell an id in two ways."""
    looks = spread("photos", CHAT)
    both = judge(read(ndjson(looks), ndjson(spread("photos", PREFIX + CHAT))), CONTENT)
    assert what_is_said(both) == what_is_said(judge(read(ndjson(looks)), CONTENT))
    assert both.app(CHAT).activity.uses["photos"].count == 7


def test_looks_of_one_id_that_are_alike_stay_as_many() -> None:
    def twins(name: str, *marks: str) -> list[str]:
        return [line for mark in marks for line in access(name, "camera", at(9), identifier=f"{name} {mark}")]

    for mine, other, count in ((("a",), ("b",), 1), (("a", "b"), ("c",), 2), (("a",), ("b", "c"), 2), (("a", "b"), ("c", "d"), 2)):
        report = same_app(read(ndjson(twins(CHAT, *mine) + twins(PREFIX + CHAT, *other))), CONTENT)
        assert len(report.accesses) == count, (mine, other)
    assert len(same_app(read(ndjson(twins(CHAT, "a", "b"))), CONTENT).accesses) == 2


@pytest.mark.parametrize("changed", ["category", "end", "picker", "begin", "open"])
def test_looks_that_differ_in_anything_stay_two(changed: str) -> None:
    end = at(9, 1)
    other = {
        "category": access(PREFIX + CHAT, "contacts", at(9), end),
        "end": access(PREFIX + CHAT, "photos", at(9), at(9, 2)),
        "picker": access(PREFIX + CHAT, "photos", at(9), end, picker=True),
        "begin": access(PREFIX + CHAT, "photos", at(9) + timedelta(milliseconds=1), end),
        "open": access(PREFIX + CHAT, "photos", at(9), None),
    }[changed]
    report = same_app(read(ndjson(access(CHAT, "photos", at(9), end) + other)), CONTENT)
    assert len(report.accesses) == 2
    assert list(report.accesses["bundle_id"].unique()) == [CHAT]


def test_a_report_with_one_id_for_each_app_is_left_as_it_is() -> None:
    report = read(ndjson(spread("photos", CHAT) + spread("contacts", UNKNOWN) + network(UNKNOWN, "ads.example.com")))
    assert same_app(report, CONTENT) is report
    twice = same_app(read(ndjson(spread("photos", CHAT, PREFIX + CHAT))), CONTENT)
    assert same_app(twice, CONTENT) is twice


def test_whose_a_host_is_is_told_once_for_all_ids_of_an_app() -> None:
    names = (UNKNOWN, PREFIX + UNKNOWN, UNKNOWN + ".widget")
    report = same_app(read(ndjson([line for name in names for line in network(name, "ads.example.com", owner="Example Ads")])), CONTENT)
    assert report.owners.to_dict("records") == [{"bundle_id": UNKNOWN, "domain": "ads.example.com", "owner": "Example Ads"}]
    assert list(report.network["bundle_id"].unique()) == [UNKNOWN]


def test_a_part_of_an_app_is_no_other_app_that_was_up() -> None:
    """What an app and its own parts do in the middle of the night does not show that somebody was awake."""
    parts = (CHAT, CHAT + ".NotificationService", CHAT + ".widget")
    lines = [line for day in range(7) for number, name in enumerate(parts) for line in access(name, "photos", at(3, number, day=day))]
    (app,) = judge(read(ndjson(lines)), CONTENT).assessment.apps
    assert app.activity.uses["photos"].nights == 7


# Plans


def report_of(name: str) -> Report:
    return read(ndjson(spread("location", name) + spread("contacts", name)))


@pytest.mark.parametrize("planned", ["com.Example.LUMA", PREFIX + UNKNOWN, UNKNOWN + ".widget", UNKNOWN])
@pytest.mark.parametrize("reported", ["com.Example.LUMA", "COM.EXAMPLE.LUMA", PREFIX + UNKNOWN, UNKNOWN + ".Share", UNKNOWN])
def test_all_that_a_plan_says_follows_the_ids_of_the_report(planned: str, reported: str) -> None:
    seen = judge(report_of(planned), CONTENT, Plan(apps={planned: Naming(types=("online-shopping",))}))
    plan = Plan(
        apps={planned: Naming(name="Luma", types=("online-shopping",))},
        settings=(KnownSetting(bundle_id=planned, permission="location", setting="ask"),),
        report=made_from(report_of(planned), seen.assessment).model_copy(
            update={"findings": (SeenFinding(bundle_id=planned, topic="contacts", points=-25),)}
        ),
    )
    (item,) = [each for each in seen.changes if each.permission == "contacts"]
    plan = decide(plan, item.model_copy(update={"bundle_id": planned}), "done", at(12, day=3))
    verdict = judge(report_of(reported), CONTENT, plan)
    (app,) = verdict.assessment.apps
    mine = app.profile.bundle_id
    assert (app.profile.name.en, app.profile.types) == ("Luma", ("online-shopping",))
    assert list(verdict.plan.apps) == [mine]
    assert verdict.plan.report
    assert [choice.bundle_id for choice in verdict.plan.choices] == [mine]
    assert [known.bundle_id for known in verdict.plan.settings] == [mine]
    assert [seen.bundle_id for seen in verdict.plan.report.findings] == [mine]
    assert verdict.plan.report.apps == (mine,)
    assert verdict.settled == set(), "it still happens"
    assert verdict.check
    assert [(each.choice.bundle_id, each.outcome) for each in verdict.check.changes] == [(mine, "still")]
    assert not [found for found in app.findings if found.topic == "location" and found.tier == "room"], "the setting that was told counts"
    assert "contacts" not in {found.topic for found in verdict.check.new}


def test_of_decisions_under_two_ids_about_one_change_the_last_counts() -> None:
    report = report_of(CHAT)
    (item, *_) = judge(report_of("com.xunmeng.pinduoduo"), CONTENT).changes
    item = item.model_copy(update={"bundle_id": CHAT})
    plan = decide(Plan(), item.model_copy(update={"bundle_id": PREFIX + CHAT}), "later", at(9, day=8))
    plan = decide(plan, item, "keep", at(10, day=8))
    assert len(plan.choices) == 2
    assert [(choice.bundle_id, choice.decision) for choice in same_plan(plan, report, CONTENT).choices] == [(CHAT, "keep")]


def test_a_plan_whose_ids_are_those_of_the_report_is_left_as_it_is() -> None:
    plan = Plan(apps={CHAT: Naming(name="Chat"), "com.example.elsewhere": Naming(name="Other")})
    assert same_plan(plan, report_of(CHAT), CONTENT) is plan


# Who it is


@pytest.mark.parametrize(
    "name", ["com.apple.somethingNew", "com.apple.springboard2", "apple", "com.apple.", "siri", "com.apple.weather.widget2"]
)
def test_the_shape_of_an_id_makes_nothing_a_part_of_the_system(name: str) -> None:
    (looked,) = judge(read(ndjson(spread("photos", name))), CONTENT).assessment.apps
    assert (looked.state, looked.score, looked.profile.types) == ("asked", None, (UNKNOWN_TYPE,))
    (quiet,) = judge(read(ndjson(network(name, "example.com"))), CONTENT).assessment.apps
    assert quiet.state == "listed"


def test_an_app_of_apple_is_judged_and_a_part_of_the_system_is_not() -> None:
    for row in CONTENT.apps.values():
        if row.ios.startswith("com.apple."):
            (app,) = judge(read(ndjson(spread("photos", row.ios, days=2))), CONTENT).assessment.apps
            known = "judged" if row.types else "asked"
            assert app.state == ("system" if row.kind == "system" else known), row.ios
            assert (app.score is None) == (app.state != "judged")
    assert judge(read(ndjson(spread("photos", "com.apple.weather"))), CONTENT).app("com.apple.weather").judged


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ch.luma.iphone", "luma"),
        ("com.example.luma", "luma"),
        ("com.example.luma.ios.app", "luma"),
        ("de.luma.Mobile", "luma"),
        ("com.luma.iPhone.Release", "luma"),
        (PREFIX + "ch.luma.prod", "luma"),
        ("com.app.ios", "ios"),
        ("app", "app"),
    ],
)
def test_a_name_is_guessed_from_the_last_part_of_an_id_that_tells_anything(name: str, told: str) -> None:
    who = profile(name, CONTENT, {})
    assert (who.name.en, who.name.zh, who.guessed) == (told, told, True)


@pytest.mark.parametrize("lang", LANGS)
def test_an_app_stands_in_settings_under_its_name_on_the_home_screen(lang: Lang) -> None:
    app, name = "com.atebits.Tweetie2", "X"
    verdict = judge(read(ndjson(spread("contacts", app))), CONTENT)
    say = Wording(CONTENT, words_in(lang), 18)
    (item,) = [each for each in verdict.changes if each.permission == "contacts"]
    text = say.advice(item, verdict.app(app))
    assert say.name(verdict.app(app)) != name, "in lists it is told apart from others"
    assert [step for step in text.steps if f"› {name} " in step] == list(text.steps)
    assert f"› {name} " in say.where(decide(Plan(), item, "done", at(9)).choices[0], {})


@pytest.mark.parametrize("lang", LANGS)
def test_a_name_that_the_home_screen_shows_in_every_language_stands_in_the_path(lang: Lang) -> None:
    verdict = judge(read(ndjson(spread("contacts", "com.xingin.discover"))), CONTENT)
    (item,) = [each for each in verdict.changes if each.permission == "contacts"]
    assert "› 小红书 " in Wording(CONTENT, words_in(lang), 18).advice(item, verdict.app("com.xingin.discover")).steps[0]


@pytest.mark.parametrize("app", ["com.atebits.Tweetie2", "com.xingin.discover"])
def test_what_the_person_calls_an_app_stands_in_settings_as_they_say(app: str) -> None:
    verdict = judge(read(ndjson(spread("contacts", app))), CONTENT, Plan(apps={app: Naming(name="Bird (old)")}))
    (item,) = [each for each in verdict.changes if each.permission == "contacts"]
    for lang in LANGS:
        assert "› Bird (old) " in Wording(CONTENT, words_in(lang), 18).advice(item, verdict.app(app)).steps[0]
