"""Whose web addresses are: two tables, each row sound, each firm one firm, and in doubt the milder reading."""

import csv
import json
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from each import each
from publicsuffixlist import PSLFILE, PublicSuffixList
from report_lines import access, at, ndjson, network, read

from coach.blocklist import blocklist
from coach.catalogue import group_of
from coach.contacts import Directory, firms, owner, registered_part
from coach.content import FOLDER, Content, load_content
from coach.judge import judge
from coach.models import AppAssessment
from coach.plan import Plan
from coach.wording import Wording
from coach.words import words_in

CONTENT = load_content()
COUNTED = set(CONTENT.rules.tracker_purposes)
GAME = "com.kiloo.subwaysurfers"


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


OURS, ENTITIES = rows_of("owners.csv"), rows_of("web_entities.csv")


def owned(host: str, content: Content = CONTENT) -> tuple[str, str, str]:
    """Group, kind and purpose of a host."""
    row = owner(host, content)
    assert row, host
    return row.group, row.kind, row.purpose


def app_contacting(*lines: str) -> AppAssessment:
    (app,) = judge(read(ndjson([*access(GAME, "photos", at(9)), *lines])), CONTENT, Plan()).assessment.apps
    return app


def test_every_row_of_both_tables_is_read_and_has_names_in_both_languages() -> None:
    assert len(CONTENT.owners) == len(OURS) + len(ENTITIES), "no row of the second table stands in the first"
    for row in CONTENT.owners.values():
        assert row.owner_en == row.owner_en.strip(), row.domain
        assert row.owner_zh == row.owner_zh.strip(), row.domain
        assert row.kind == "service" or not row.purpose, f"{row.domain}: only a service has a purpose"
        assert row.group, row.domain


@pytest.mark.parametrize("rows", [OURS, ENTITIES], ids=["owners", "web_entities"])
def test_a_domain_stands_once_in_order_and_in_small_letters(rows: list[dict[str, str]]) -> None:
    domains = [row["domain"] for row in rows]
    assert domains == sorted(set(domains))
    assert [domain for domain in domains if domain != domain.lower()] == []


def test_one_name_has_one_group_and_one_translation() -> None:
    groups, translations = defaultdict(set), defaultdict(set)
    for row in CONTENT.owners.values():
        groups[row.owner_en.casefold()].add(row.group)
        translations[row.owner_en].add(row.owner_zh)
    assert {name: found for name, found in groups.items() if len(found) > 1} == {}
    assert {name: found for name, found in translations.items() if len(found) > 1} == {}


def test_each_group_is_called_by_its_own_id_and_no_other() -> None:
    groups = {row.group for row in CONTENT.owners.values()} | {row.group for row in CONTENT.apps.values() if row.group}
    assert {group: found for group in groups if (found := CONTENT.companies.group_named(group)) != group} == {}


def test_a_name_of_a_company_stands_below_one_group() -> None:
    names = Counter(name.casefold() for also in CONTENT.companies.also.values() for name in also)
    assert [name for name, times in names.items() if times > 1] == []


def test_the_companies_with_other_names_are_those_of_our_tables() -> None:
    groups = {row.group for row in CONTENT.owners.values()} | {row.group for row in CONTENT.apps.values()}
    assert set(CONTENT.companies.also) - groups == set()


APPLES_NAMES = {
    "Google LLC": "google",
    "Facebook, Inc.": "meta",
    "Meta Platforms, Inc.": "meta",
    "Adobe Inc.": "adobe",
    "Adobe Systems Incorporated": "adobe",
    "Index Exchange, Inc.": "index-exchange",
    "Index Exchange Inc.": "index-exchange",
    "Tencent Holdings Ltd.": "tencent",
    "Alibaba Group Holding Limited": "alibaba",
    "Beijing ByteDance Technology Co., Ltd.": "bytedance",
    "Amazon Technologies, Inc.": "amazon",
    "Amazon.com, Inc.": "amazon",
    "Microsoft Corporation": "microsoft",
    "Xandr Inc.": "microsoft",
    "AppNexus, Inc.": "microsoft",
    "Verizon Media": "yahoo",
    "Yahoo! Inc.": "yahoo",
    "Oracle Corporation": "oracle",
    "Moat, Inc.": "oracle",
    "Twitter, Inc.": "twitter",
    "X Corp.": "twitter",
    "The Trade Desk Inc": "the-trade-desk",
    "The Rubicon Project, Inc.": "magnite",
    "Magnite, Inc.": "magnite",
    "OpenX Technologies Inc": "openx",
    "PubMatic, Inc.": "pubmatic",
    "Adform A/S": "adform",
    "Criteo SA": "criteo",
    "comScore, Inc": "comscore",
    "Integral Ad Science, Inc.": "integral-ad-science",
    "AppLovin Corp.": "applovin",
    "Adjust GmbH": "applovin",
    "Unity Technologies ApS": "unity",
    "ironSource Ltd": "unity",
    "AdColony, Inc": "digital-turbine",
    "Fyber N.V.": "digital-turbine",
    "Vungle, Inc.": "liftoff",
    "InMobi Pte Ltd": "inmobi",
    "Salesforce.com, Inc.": "salesforce",
    "Match Group, LLC": "match-group",
    "RTL Group S.A.": "rtl-group",
    "Alphabet Inc.": "google",
    "Tencent Technology (Shenzhen) Company Limited": "tencent",
    "Shenzhen Tencent Computer Systems Company Limited": "tencent",
    "Hangzhou Alibaba Advertising Co.,Ltd.": "alibaba",
    "Beijing Baidu Netcom Science Technology Co., Ltd.": "baidu",
    "Huawei Device Co., Ltd.": "huawei",
    "Beijing Jingdong 360 Degree E-commerce Co., Ltd.": "jd",
    "腾讯科技（深圳）有限公司": "tencent",
    "腾讯控股有限公司": "tencent",
    "深圳市腾讯计算机系统有限公司": "tencent",
    "阿里巴巴（中国）网络技术有限公司": "alibaba",
    "阿里巴巴集团控股有限公司": "alibaba",
    "北京字节跳动科技有限公司": "bytedance",
    "北京百度网讯科技有限公司": "baidu",
    "北京快手科技有限公司": "kuaishou",
    "小米科技有限责任公司": "xiaomi",
    "谁也不认识股份有限公司": "谁也不认识",
    "Stro\u0308er SE": "stroeer",
    "ADITION technologies AG": "prosiebensat1",
    "Upland Software Inc.": "upland-software",
    "Lotame Solutions, Inc.": "lotame",
    "Intuition Machines, Inc.": "hcaptcha",
    "Somebody Else Ltd.": "somebody-else",
    "Bank of China Limited": "bank-of-china",
    "Bank of Shanghai Co., Ltd.": "bank-of-shanghai",
    "Signal Digital, Inc.": "signal-digital",
}


@each("name", APPLES_NAMES)
def test_a_name_that_apple_gives_is_our_group(name: str) -> None:
    assert CONTENT.companies.group_named(name) == CONTENT.companies.group_named(name.upper()) == APPLES_NAMES[name]
    directory = Directory(CONTENT)
    assert directory.named(name, APPLES_NAMES[name]).standing == "own"
    assert directory.named(name, "").standing == "named", "of an app that nobody knows nothing is its own"


class Asked(dict[str, str]):
    """Groups by name, and how many letters of names they were asked for."""

    letters = 0

    def __contains__(self, name: object) -> bool:
        self.letters += len(str(name))
        return super().__contains__(name)


@pytest.mark.parametrize("name", ["co ", "google llc ", "a ", "a.", "腾讯有限公司", "集团", "'", "…"])
def test_a_long_name_is_looked_up_once_and_not_once_for_each_of_its_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(CONTENT.companies._groups)
    longest = max(map(len, asked))
    monkeypatch.setitem(CONTENT.companies.__dict__, "_groups", asked)
    CONTENT.companies.group_named(name * 10_000)
    assert asked.letters <= len(name) * 10_000 + longest**2


def test_a_name_in_a_report_makes_no_host_of_our_tables_another_firm_s_or_the_app_s_own() -> None:
    group = group_of(GAME, CONTENT)
    assert group
    lines = [
        *network(GAME, "ib.adnxs.com", owner="Google LLC", domain_type=1),
        *network(GAME, "vungle.com", owner=group, domain_type=1),
        *network(GAME, "d111111abcdef8.cloudfront.net", owner="Google LLC", domain_type=1),
    ]
    app = app_contacting(*lines)
    assert firms(app.trackers) == {"microsoft", "liftoff"}
    assert [contact.standing for contact in app.activity.network.contacts] == ["owned"] * len(lines)


def test_a_name_in_a_report_takes_nothing_from_an_app_that_nobody_knows() -> None:
    app_id = "example.unknown.app"
    lines = [*access(app_id, "photos", at(9)), *network(app_id, "new.example", owner="Google LLC", domain_type=1)]
    (app,) = judge(read(ndjson(lines)), CONTENT, Plan()).assessment.apps
    assert firms(app.trackers) == {"google"}


def test_the_owners_that_apple_names_in_real_reports_are_ours(samples: Path) -> None:
    found = {}
    for path in samples.glob("*.ndjson"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("domainOwner"):
                found[row["domainOwner"], row["domain"]] = owned(row["domain"])[0]
    assert len(found) >= 5
    assert {key: group for key, group in found.items() if CONTENT.companies.group_named(key[0]) != group} == {}


def test_a_firm_counts_once_across_both_tables_and_apples_names() -> None:
    lines = [
        *network(GAME, "casalemedia.com"),
        *network(GAME, "new.example", owner="Index Exchange, Inc.", domain_type=1),
        *network(GAME, "ib.adnxs.com"),
        *network(GAME, "a.ctasnet.com"),
    ]
    assert {row["domain"] for row in ENTITIES} >= {"ctasnet.com"}
    assert firms(app_contacting(*lines).trackers) == {"index-exchange", "microsoft"}


LIKE_SERVICES = {
    "push": "braze.com urbanairship.com clevertap-prod.com moengage.com onesignal.com iterable.com leanplum.com batch.com swrve.com "
    "customer.io klaviyo.com list-manage.com jpush.cn getui.com pushwoosh.com useinsider.com emarsys.com webengage.com "
    "getresponse.com",
    "attribution": "appsflyer.com adjust.com branch.io app.link kochava.com singular.net tenjin.com airbridge.io reyun.com openinstall.io "
    "justtrack.io adbrix.io awin1.com",
    "analytics": "mixpanel.com amplitude.com segment.io heapanalytics.com posthog.com pendo.io fullstory.com mparticle.com "
    "rudderstack.com hotjar.com umeng.com sensorsdata.cn growingio.com crazyegg.com statcounter.com",
    "crash": "sentry.io bugsnag.com crashlytics.com instabug.com rollbar.com raygun.io bugly.qq.com trackjs.com",
    "apm": "newrelic.com datadoghq.com dynatrace.com appdynamics.com instana.io embrace.io akstat.io conviva.com litix.io "
    "youbora.com 3gl.net pingdom.net tingyun.com bonree.com",
    "ab-test": "optimizely.com split.io launchdarkly.com statsig.com abtasty.com visualwebsiteoptimizer.com kameleoon.com monetate.net",
    "consent": "onetrust.com cookielaw.org usercentrics.eu didomi.io privacy-center.org privacy-mgmt.com consentmanager.net "
    "cookiebot.com fundingchoicesmessages.google.com faktor.mgr.consensu.org",
    "payment": "revenuecat.com adapty.io qonversion.io stripe.com adyen.com braintreegateway.com",
    "customer-service": "zendesk.com intercom.io helpshift.com freshchat.com liveperson.net crisp.chat",
    "risk-control": "hcaptcha.com arkoselabs.com perimeterx.net forter.com riskified.com geetest.com",
    "ads": "applovin.com applvn.com unityads.unity3d.com ironsrc.mobi supersonicads.com vungle.com liftoff.io chartboost.com "
    "moloco.com pubnative.net smaato.net inmobi.com mintegral.com tapjoy.com fyber.com inner-active.mobi criteo.com "
    "pubmatic.com rubiconproject.com openx.net amazon-adsystem.com casalemedia.com doubleclick.net adnxs.com tanx.com "
    "gdt.qq.com pangle.io adform.net adroll.com exoclick.com",
    "ads-measurement": "moatads.com doubleverify.com adsafeprotected.com scorecardresearch.com imrworldwide.com quantserve.com ioam.de "
    "adlooxtracking.com miaozhen.com",
}


@each("purpose", LIKE_SERVICES)
def test_like_services_have_one_purpose(purpose: str) -> None:
    hosts = LIKE_SERVICES[purpose].split()
    assert {host: owned(host)[2] for host in hosts} == dict.fromkeys(hosts, purpose)


ONE_COMPANY = {
    "google": "google.com doubleclick.net admeld.com app-measurement.com youtube.com blogger.com crashlytics.com",
    "adobe": "adobe.com omtrdc.net demdex.net 2o7.net tubemogul.com nedstat.com",
    "unity": "unity3d.com supersonicads.com ironsrc.com tapjoy.com deltadna.net",
    "mobvista": "mintegral.com rayjump.com reyun.com gameanalytics.com",
    "index-exchange": "casalemedia.com indexww.com",
    "microsoft": "bing.com adnxs.com adrdgt.com linkedin.com clarity.ms bizographics.com",
    "yahoo": "yahoo.com flurry.com advertising.com adtechus.com atwola.com adsonar.com",
    "oracle": "moatads.com bluekai.com nexac.com addthis.com eloqua.com",
    "applovin": "applovin.com adjust.com mopub.com safedk.com",
    "digital-turbine": "adcolony.com fyber.com inner-active.mobi",
    "liftoff": "liftoff.io vungle.com",
    "magnite": "rubiconproject.com spotxchange.com tremorhub.com springserve.com fimserve.com",
    "inmobi": "inmobi.com aerserv.com",
    "bytedance": "tiktok.com pangle.io pangolin-sdk-toutiao.com volces.com",
    "amazon": "amazon.com amazon-adsystem.com twitch.tv alexametrics.com serving-sys.com",
    "meta": "facebook.com instagram.com liverail.com lrcdn.net",
    "spotify": "spotify.com scdn.co spotifycdn.com pscdn.co",
    "reddit": "reddit.com redd.it redditmedia.com redditstatic.com",
    "netflix": "netflix.com nflxvideo.net nflximg.net nflxext.com nflxso.net",
}


@each("group", ONE_COMPANY)
def test_a_company_is_one_group(group: str) -> None:
    assert {owned(host)[0] for host in ONE_COMPANY[group].split()} == {group}


DELIVERY = """
d111111abcdef8.cloudfront.net a.akamaized.net e1.akamaiedge.net a.edgesuite.net a.fastly.net a.fastlylb.net
cdnjs.cloudflare.com cdn.jsdelivr.net unpkg.com a.azureedge.net a.llnwd.net a.b-cdn.net a.imgix.net res.cloudinary.com
a.kunlunaq.com a.kunluncan.com a.alikunlun.com a.ksyuncdn.com a.qiniudns.com a.qiniucdn.com a.upaiyun.com a.upcdn.net
a.wscdns.com a.lxdns.com a.myqcloud.com a.cdntip.com a.volccdn.com a.bytegslb.com a.bsgslb.cn a.hwcdn.net
a.stackpathcdn.com a.cdn77.org a.edgecastcdn.net fonts.gstatic.com a.r2.dev a.vercel.app a.herokuapp.com
"""


def test_content_delivery_costs_nothing_and_is_no_firm() -> None:
    hosts = DELIVERY.split()
    assert {host: owned(host)[1:] for host in hosts} == dict.fromkeys(hosts, ("cdn", ""))
    app = app_contacting(*(line for host in hosts for line in network(GAME, host)))
    assert (app.trackers, [finding for finding in app.findings if finding.topic == "trackers"]) == ((), [])


MILDER = """
theguardian.com guim.co.uk aol.com quora.com line.me wayfair.com snapchat.com hp.com microsoft.com bing.com apple.com
salesforce.com jwplayer.com brightcove.com typeform.com surveymonkey.com trustpilot.com bazaarvoice.com okta.com
disqus.com gigya.com hubspot.com mailchimp.com googletagmanager.com tealiumiq.com connect.facebook.net sharethis.com
platform.twitter.com unbounce.com wp.com imgur.com
thetradedesk.com magnite.com integralads.com nielsen.com kantar.com gfk.com xandr.com is.com ironsrc.com tune.com
inmobi-choice.io superawesome.tv zetaglobal.net yospace.com wurl.com tritondigital.com talkingdata.cn
rewardstyle.com caspianmedia.com elitechnology.com publisherdesk.com ads.huawei.com aps.amazon.com advertising.walmart.com
"""


def test_in_doubt_the_milder_reading_counts() -> None:
    assert [host for host in MILDER.split() if owned(host)[2] in COUNTED] == []


def test_no_row_of_the_second_table_lies_below_content_delivery_or_is_an_address_in_numbers() -> None:
    for row in ENTITIES:
        labels = row["domain"].split(".")
        above = next((found for n in range(1, len(labels) - 1) if (found := CONTENT.owners.get(".".join(labels[n:])))), None)
        assert above is None or above.kind != "cdn", row["domain"]
        assert not re.fullmatch(r"[\d.]+", row["domain"])


@pytest.fixture
def small(tmp_path: Path) -> Content:
    """Both tables with rows that contradict each other."""
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    heading = "domain,owner_en,owner_zh,group,kind,purpose\n"
    ours = "".join(f"{domain},Ours,我们,ours,company,\n" for domain in ("both.example", "ours.example", "long.theirs.example"))
    theirs = "".join(f"{domain},Theirs,他们,theirs,service,ads\n" for domain in ("both.example", "long.ours.example", "theirs.example"))
    (folder / "owners.csv").write_text(heading + ours, encoding="utf-8")
    (folder / "web_entities.csv").write_text(heading + theirs, encoding="utf-8")
    return load_content(folder=folder)


@pytest.mark.parametrize(
    ("host", "group"),
    [
        ("both.example", "ours"),
        ("a.both.example", "ours"),
        ("a.ours.example", "ours"),
        ("a.long.ours.example", "theirs"),
        ("a.theirs.example", "theirs"),
        ("A.Long.Theirs.Example.", "ours"),
    ],
)
def test_the_longest_suffix_decides_and_of_one_as_long_our_own_table(small: Content, host: str, group: str) -> None:
    assert owned(host, small)[0] == group


def test_the_file_for_a_blocker_has_the_firms_of_the_second_table_and_no_content_delivery() -> None:
    entities = {row["domain"] for row in ENTITIES if row["purpose"] == "ads"}
    assert "adroll.com" in entities
    lines = [
        *access(GAME, "photos", at(9)),
        *network(GAME, "d.adroll.com"),
        *network(GAME, "x.cloudfront.net"),
        *network(GAME, "crisp.chat"),
    ]
    text = blocklist(judge(read(ndjson(lines)), CONTENT, Plan()), Wording(CONTENT, words_in("en"), CONTENT.versions[-1]))
    assert [line for line in text.splitlines() if line and not line.startswith("#")] == ["d.adroll.com"]


def test_the_licence_of_the_second_table_lies_beside_it_and_is_told() -> None:
    notice = (FOLDER / "web_entities.LICENSE").read_text(encoding="utf-8")
    told = (FOLDER.parent / "docs" / "owners.md").read_text(encoding="utf-8")
    assert "The MIT License" in notice
    assert (re.search(r"Copyright .*", notice) or [""])[0] in told
    assert "content/web_entities.LICENSE" in told


def test_what_has_a_second_source_stands_in_our_table_and_counts() -> None:
    told = (FOLDER.parent / "docs" / "owners.md").read_text(encoding="utf-8").partition("## Second sources of the rows added")[2]
    domains = [domain for line in told.splitlines() if line.startswith("| ") for domain in line.split("|")[2].split()]
    purposes = {row["domain"]: row["purpose"] for row in OURS}
    listed = [domain for domain in domains if domain != "domains"]
    assert len(listed) > 150
    assert len(listed) == len(set(listed))
    assert [domain for domain in listed if purposes.get(domain) not in COUNTED] == []


def test_what_somebody_registered_is_what_the_whole_list_of_public_suffixes_says() -> None:
    """Of a host only the part of the list under its top-level domain is read, in letters of any script and as hosts have them (`xn--…`)."""
    whole = PublicSuffixList(only_icann=True, accept_unknown=False)
    with Path(PSLFILE).open(encoding="utf-8") as file:
        suffixes = [line.strip().lstrip("!*.") for line in file if line.strip() and not line.startswith("//")]
    hosts = [
        f"{front}{suffix}" for suffix in [*suffixes, "no-such-top", "10.0.0.1"] for front in ("", "one.", "one.two.", "one.two.three.")
    ]
    hosts += [host.encode("idna").decode() for host in hosts if not host.isascii()]
    assert len(hosts) > 30_000
    assert [host for host in hosts if registered_part(host) != (whole.privatesuffix(host) or host)] == []
    assert registered_part("A.B.Example.CO.UK.") == "example.co.uk"
