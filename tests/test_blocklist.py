"""The file of web addresses for a blocker: which stand in it, and that no string of a report becomes a line of its own."""

import re
from collections.abc import Iterable
from itertools import product

import pytest
from each import each
from hostile import HOSTILE, lines, said
from hypothesis import example, given, settings
from hypothesis import strategies as st
from report_lines import access, at, ndjson, network, read

from coach.blocklist import blocklist
from coach.catalogue import Naming, Namings
from coach.content import load_content
from coach.judge import Verdict, judge
from coach.models import LANGS, Lang
from coach.plan import Plan
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
SAY = {lang: Wording(CONTENT, words_in(lang), CONTENT.versions[-1]) for lang in LANGS}
CHAT, OTHER, BROWSER, NOBODY = "com.example.chat", "com.sample.chat", "com.apple.mobilesafari", "com.nobody.knows"
GAMES: Namings = {app: Naming(types=("gaming",)) for app in (CHAT, OTHER)}
UMENG, GROWING, CDN = "ulogs.umeng.com", "api.growingio.com", "e1.akamai.net"
VALID = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")


def judged(data: Iterable[str], namings: Namings = GAMES) -> Verdict:
    return judge(read(ndjson(data)), CONTENT, Plan(apps=namings))


def hosts(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


WEEK = judged(
    [
        *network(CHAT, UMENG),
        *network(CHAT, "ALOG.Umeng.com"),
        *network(CHAT, CDN),
        *network(CHAT, "opened.umeng.com", initiated="NonAppInitiated"),
        *network(OTHER, GROWING),
        *network(OTHER, UMENG),
        *network(BROWSER, "carried.umeng.com"),
        *network(NOBODY, "asked.umeng.com"),
        *access(CHAT, "contacts", at(9)),
    ]
)


def test_the_file_of_the_phone_has_each_company_with_its_addresses_sorted() -> None:
    assert blocklist(WEEK, SAY["en"]) == (
        "# Web addresses of companies that advertise or measure. Your apps tried to contact them by themselves.\n"
        "# Blocking them may break parts of apps. If something stops working, take its lines out again.\n"
        "\n# GrowingIO\napi.growingio.com\n"
        "\n# Umeng (Alibaba)\nalog.umeng.com\nulogs.umeng.com\n"
    )


def test_the_file_of_one_app_has_only_its_own() -> None:
    text = blocklist(WEEK, SAY["en"], OTHER)
    assert hosts(text) == [GROWING, UMENG]
    assert SAY["en"].name(WEEK.app(OTHER)) in text.splitlines()[0]
    with pytest.raises(KeyError):
        blocklist(WEEK, SAY["en"], "com.not.there")


@pytest.mark.parametrize("lang", LANGS)
def test_where_there_is_nothing_to_block_it_is_said(lang: Lang) -> None:
    text = blocklist(judged(access(CHAT, "contacts", at(9))), SAY[lang])
    assert hosts(text) == []
    assert words_in(lang)("blocklist.nothing") in text


def listed_by_apple(*domains: str, owner: str = "Example Ads") -> Verdict:
    return judged([line for domain in domains for line in network(CHAT, domain, domain_type=1, owner=owner)])


def test_what_is_no_name_is_left_out_and_counted() -> None:
    bad = [
        "203.0.113.7",
        "2001:db8::1",
        "under_score.example.com",
        "-a.example.com",
        "例子.example",
        f"{'a' * 64}.example.com",
        "a b.example",
    ]
    long = ".".join(["a" * 60] * 5)
    text = blocklist(listed_by_apple("good.example.com", "dot.example.com.", *bad, long), SAY["en"])
    assert hosts(text) == ["dot.example.com", "good.example.com"]
    assert int(re.findall(r"# (\d+) more are left out", text)[0]) >= len(bad) - 2, "addresses in numbers may count as nobody's"


@each("name", HOSTILE)
def test_no_string_of_a_report_begins_a_line(name: str) -> None:
    text = HOSTILE[name]
    verdict = judged([*lines(text), *network(f"com.evil.{text}", f"{text}.ads.example", domain_type=1, owner=text)], said(text))
    for say, app in product(SAY.values(), (None, verdict.assessment.apps[0].profile.bundle_id)):
        made = blocklist(verdict, say, app)
        assert all(
            not line or line.startswith("# ") or VALID.fullmatch(line) for line in re.split("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", made)
        )


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12)), min_size=1, max_size=4))
@example([("a.example\n0.0.0.0 bank.example", "Owner\nbank.example")])
@example([("\u212a.example.com", "K\u2028bank.example")])
def test_whatever_hosts_and_owners_are_called_only_names_stand_in_lines_of_their_own(made: list[tuple[str, str]]) -> None:
    verdict = judged([line for domain, owner in made for line in network(CHAT, domain, domain_type=1, owner=owner)])
    text = blocklist(verdict, SAY["en"])
    assert "bank.example" not in hosts(text)
    wanted = {domain.lower().removesuffix(".") for app in verdict.assessment.apps for t in app.trackers for domain in t.domains}
    assert set(hosts(text)) <= {host for host in wanted if host.isascii()}
    assert len(set(hosts(text))) == len(hosts(text))
    assert all(VALID.fullmatch(host) for host in hosts(text))
    assert all(line.startswith("# ") for line in text.splitlines() if line and line not in hosts(text))
