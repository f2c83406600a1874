"""English at grade 8 or easier by part of the page, Chinese in short sentences: measured on all that the product says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median

import pytest
import textstat
from each import each
from pydantic import BaseModel

from coach.content import FOLDER, Content, load_content
from coach.content.beside import Beside
from coach.judge import Verdict, judge
from coach.lines import (
    TOP_CHANGES,
    fine_lines,
    headline,
    limit_lines,
    open_changes,
    question_lines,
    recorded_lines,
    score_lines,
    told_lines,
    why_not_better,
)
from coach.models import LANGS, PLATFORMS, Lang, Text
from coach.reading import read_report
from coach.wording import Wording
from coach.words import words_in

CONTENT: Content = load_content()
PHONES: tuple[Content, ...] = tuple(load_content(platform) for platform in PLATFORMS)
MEDIAN_GRADE, HIGHEST_GRADE = 8, 10
HIGHEST_IN_ONE_SENTENCE = 12
MEDIAN_LENGTH, LONGEST = 40, 90
LONGEST_AT_FIRST = 60
"""Characters of a Chinese sentence on the first screen."""
STOP = "[。！？；]"

# Tables of words that hold pieces of sentences: how a language writes numbers, times and lists.
PIECES = ("allowed", "list", "time", "weekday", "weekday-short", "month-short", "month", "count")
# All other tables of words, by the part of the page where they are read, in its order.
PARTS: Mapping[str, tuple[str, ...]] = {
    "first screen": ("page", "ios.get", "android.get", "streamlit"),
    "verdict": ("headline", "verdict", "grade", "tier", "state", "question", "problem-at", "problem"),
    "walk": (
        *("walk", "advice", "progress", "finished", "reason", "confidence"),
        *(f"{platform}{table}" for platform in PLATFORMS for table in ("", ".screen", ".reminder")),
    ),
    "apps": ("table", "view", "picture", "column", "order", "purpose", "why", "kind", "cannot", "blocklist"),
    "story": ("finding", "last", "one-day", "every", "fine", "basis"),
    "letter to a company": ("letter",),
    "weeks": ("trend",),
    "beyond the report": ("beside", "special", "dispute"),
    "check": ("check",),
    "paper": ("summary", "paper", "ios.limit", "android.limit"),
    "method": ("method", "android.excuse", "level", "status", "background", "basis-short", "measure"),
    "files that can't be used": ("unusable",),
    "command line": ("cli", "coverage", "server", "door"),
}
VALUES = {"apps": "3 apps", "changes": "2 changes", "days": "3 days", "nights": "4 nights", "hours": "9 hours", "times": "7 times"}
VALUES |= {"did": "used your location", "each": "used your location", "app": "Luma", "window": "7", "length": "2 hours"}
VALUES |= {"companies": "2 companies that advertise or measure"}


def table_of(key: str) -> str:
    return key.rpartition(".")[0]


def forms(lang: Lang, *tables: str) -> Iterator[str]:
    """The texts of these tables, with their placeholders."""
    for key, text in words_in(lang).texts.items():
        if table_of(key) in tables:
            yield from [text] if isinstance(text, str) else text


def said(*tables: str) -> Iterator[str]:
    """In English, with a short value wherever one is filled in, and only whole sentences."""
    for form in forms("en", *tables):
        text = re.sub(r"{(\w+)}", lambda found: VALUES.get(found[1], "5"), form)
        if len(text.split()) > 4:
            yield text


def test_every_table_of_words_has_its_part_of_the_page() -> None:
    tables = [*PIECES, *(table for tables in PARTS.values() for table in tables)]
    assert len(tables) == len(set(tables))
    assert set(tables) == {table_of(key) for key in words_in("en").texts}


@each("part", PARTS)
def test_each_part_of_the_page_is_easy_english(part: str) -> None:
    assert_easy(said(*PARTS[part]))


def advice_in_general() -> Iterator[str]:
    """For each kind of app and permission: what it needs, and of each setting that can be advised what the change costs, what stays."""
    for content in PHONES:
        for row in content.types.values():
            for category, cell in row.expect.items():
                told = [setting for setting in content.permissions[category].setting if setting.breaks and setting.keeps]
                assert told
                yield from (f"{cell.en} {setting.breaks.en} {setting.keeps.en}" for setting in told if setting.breaks and setting.keeps)


def advice_for_one_app() -> Iterator[str]:
    for effects in CONTENT.effects.values():
        yield from (f"{effect.breaks.en} {effect.keeps.en}" for settings in effects.change.values() for effect in settings.values())


def what_makers_say() -> Iterator[str]:
    yield from (maker.en for effects in CONTENT.effects.values() for maker in effects.maker.values())


def what_settings_cost() -> Iterator[str]:
    permissions = [row for content in PHONES for row in content.permissions.values()]
    yield from (text.en for row in permissions for setting in row.setting for text in (setting.breaks, setting.keeps) if text)
    yield from (row.also.en for row in permissions if row.also)


def why_use_by_itself_is_fine() -> Iterator[str]:
    yield from (row.en for content in PHONES for kind in content.types.values() for row in kind.background_ok.values())


def reasons_of_rules() -> Iterator[str]:
    yield from (row.reason.en for row in CONTENT.rules.rule)
    yield from (row.en for row in (*CONTENT.rules.excuse, CONTENT.rules.no_cell))


def getting_the_report() -> Iterator[str]:
    steps = ("turn-on", "wait", "save", "send", "drop")
    for content in PHONES:
        for way in content.getting_report:
            yield " ".join(words_in("en")(f"{content.platform}.get.{step}", path=way.path.en, save=way.save.en) for step in steps)


def beside_the_report() -> Iterator[str]:
    for content in PHONES:
        yield from (note.en for name in Beside.model_fields for note in getattr(content.beside, name))


TABLES = [
    advice_in_general,
    advice_for_one_app,
    what_makers_say,
    what_settings_cost,
    why_use_by_itself_is_fine,
    reasons_of_rules,
    getting_the_report,
    beside_the_report,
]


@pytest.mark.parametrize("texts", TABLES)
def test_each_table_of_content_is_easy_english(texts: object) -> None:
    assert callable(texts)
    assert_easy(texts())


def test_what_each_kind_of_app_needs_is_easy_english_on_the_whole() -> None:
    """A sentence of its own; with the setting that is advised it makes `advice_in_general`."""
    cells = [cell for content in PHONES for kind in content.types.values() for cell in kind.expect.values()]
    needs = {cell.en: textstat.flesch_kincaid_grade(cell.en) for cell in cells}
    assert median(needs.values()) <= MEDIAN_GRADE
    assert {need: grade for need, grade in needs.items() if grade > HIGHEST_IN_ONE_SENTENCE} == {}


def assert_easy(texts: Iterable[str]) -> None:
    grades = {text: textstat.flesch_kincaid_grade(text) for text in texts}
    assert median(grades.values()) <= MEDIAN_GRADE
    assert {text: grade for text, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_what_each_source_says_is_no_harder_than_grade_ten_on_the_whole() -> None:
    """They name laws; they may be harder than advice, but not much."""
    for content in PHONES:
        grades = {source.id: textstat.flesch_kincaid_grade(source.says.en) for source in content.sources.values()}
        assert median(grades.values()) <= HIGHEST_GRADE
        assert {name: grade for name, grade in grades.items() if grade > HIGHEST_IN_ONE_SENTENCE} == {}


def texts_in(value: object, lang: Lang) -> Iterator[str]:
    """Every text of a table in one language."""
    if isinstance(value, Text):
        yield value[lang]
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), lang)
    elif isinstance(value, Mapping | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(inner, lang)


def test_chinese_sentences_are_short() -> None:
    every = [text for content in PHONES for text in texts_in(content, "zh")]
    every += forms("zh", *{table_of(key) for key in words_in("zh").texts})
    sentences = [sentence for text in every for sentence in re.split(STOP, text) if len(sentence) > 4]
    assert len(sentences) > 1500
    assert median(map(len, sentences)) <= MEDIAN_LENGTH
    assert [sentence for sentence in sentences if len(sentence) > LONGEST] == []


def too_long_at_first(texts: Iterable[str]) -> list[str]:
    return [sentence for text in texts for sentence in re.split(STOP, text) if len(sentence) > LONGEST_AT_FIRST]


def test_chinese_before_a_report_and_about_a_wrong_file_is_short() -> None:
    """A path to tap is read step by step, and what a types file looks like is told on the command line alone."""
    values = {"name": "App_Privacy_Report.ndjson", "other": "report.ndjson", "path": "…", "save": "点右上角的分享标志。"}
    values |= {"fault": words_in("zh")("problem.unknown-record"), "packing": "7z"}
    told = [
        re.sub(r"{(\w+)}", lambda found: values.get(found[1], "1234"), form)
        for form in forms("zh", "page", "streamlit", "ios.get", "unusable")
        if not form.startswith("{name} 不是 App 类型清单")
    ]
    assert len(told) > 150
    assert too_long_at_first(re.sub("设置 › [^。]+", "设置", text) for text in told) == []


def first_screen(verdict: Verdict, say: Wording) -> Iterator[str]:
    """All sentences of the verdict as it stands there before anything is opened."""
    yield from limit_lines(verdict, say)
    yield from score_lines(verdict, say)
    yield headline(verdict, say)
    yield why_not_better(verdict, say)
    yield say.words("verdict.limits")
    yield from (say.seen(verdict.app(item.bundle_id), item.finding) for item in open_changes(verdict)[:TOP_CHANGES])
    yield from question_lines(verdict, say)
    yield from told_lines(verdict, say)
    yield from fine_lines(verdict.assessment, say, 3)
    yield from recorded_lines(verdict, say)


MADE_UP = [FOLDER / "ios" / "sample.ndjson", *sorted((Path(__file__).parent / "golden" / "scores").glob("*.ndjson"))]


@each("path", MADE_UP)
def test_a_verdict_in_chinese_has_short_sentences_on_the_first_screen(path: Path) -> None:
    report = read_report([(path.name, path.read_bytes())])
    say = Wording(CONTENT, words_in("zh"), CONTENT.versions[-1], report.summary)
    assert too_long_at_first(first_screen(judge(report, CONTENT), say)) == []


def test_what_was_seen_is_short_in_chinese_whatever_numbers_and_names_stand_in_it() -> None:
    """With the longest words for what was done, and a name as long as most."""
    values = {"app": "支付宝", "did": max((row.did.zh for row in CONTENT.permissions.values()), key=len)}
    values |= {"each": max((row.each.zh for row in CONTENT.permissions.values() if row.each), key=len)}
    values |= {"begin": "周三 11/26 10:15", "end": "周三 12/10 15:09", "window_hours": "168", "hours": "120 个小时", "days": "7 天"}
    values |= {"times": "1942 次", "length": "52 小时", "period": "15 分钟", "companies": "25 家做广告或统计的公司"}
    told = [re.sub(r"{(\w+)}", lambda found: values.get(found[1], "20"), form) for form in forms("zh", "finding", "one-day", "every")]
    assert too_long_at_first(told) == []


# Wordings that are mended, with the reason: what reads as translated, says more than the report shows, or is a second word for one thing.
# Blame and promises stand in tests/test_content.py.
MENDED: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        r"asked for your (location|photos|contacts)|asked \d+ times": "the report tells of use, not of a question: used your location",
        r"\bshould stop\b": "reads as a duty: will probably stop",
        r"hard to use up": "unusual even for this kind",
        r"contacted \S+ other companies": "not all of them are counted: companies that advertise or measure",
        r"No switch on the iPhone": "says less than is true: Tracking off ends some of it",
        r"\b[Aa]ddress book|phone book|\b[Aa]lbum|[Gg]allery": "one word: contacts, photos",
        r"\b[Aa]dvertisements?\b": "one word: ads",
        r"2021 [Rr]ules": "one word: China's 2021 provisions",
        r"\b[Nn]obody knows\b": "we don't know, others may",
        r"at a stretch|settle it|the job whole|on its account|hold\w* fixed|\btake\w* in\b": "a learner stumbles over it",
        r"\bapplications?\b|\bdevelopers?\b": "one word: app, maker",
        r"\bit uploaded\b": "the report shows access, not upload",
        r"[Hh]ardly anything will|\bcomes? on top\b": "almost nothing will probably; is another use",
    },
    "zh": {
        r"看得比需要的多|就解决了": "用权限超出了需要；建议改几处",
        r"突出的 App": "像表扬：值得留意的 App",
        r"^没问题的$": "没有扣分的",
        r"联系了|联系过|别的公司|别家|其他公司|其它公司": "一处一词：连接过、第三方公司",
        r"(获取你的位置|查看照片|查看通讯录)一次": "获取一次你的位置",
        r"夜里有|大部分钟点|小时.{1,6}里.{1,6}大部分": "有记录的几天里，几晚都有；很多个小时",
        r"自己用一阵子": "使用期间可能持续用到",
        r"同所对照": "和该类 App 的需要相同",
        r"用得完": "不太像平常使用",
        r"相册|图库": "一处一词：权限叫“照片”",
        r"年的?规定|据规定|该规定": "一处一词：规范性文件",
        r"应用(?!商店)|软件应用": "一处一词：App",
        r"通信录|电话簿|电话本": "一处一词：通讯录",
        r"位置服务|地理位置": "一处一词：定位服务、位置",
        r"照相机|摄像头": "一处一词：相机",
        r"话筒|麦克(?!风)": "一处一词：麦克风",
        r"追踪": "Apple 写作“跟踪”",
        r"域名": "网址",
        r"闪退": "一处一词：崩溃",
        r"(?<!手机)厂商|开发商": "一处一词：开发者",
        r"(?<!有人正)被": "少用被字句",
        r"进行(?!时)|作出|予以|之一次": "用动词",
        r"真实的?星期": "真实记录",
        r"本职|没那么本地|应该(都|完全)?不变": "它就是用来……的；少些本地内容；不受影响",
        r"看片": "另有所指：看视频",
        r"以前上传过": "报告只记录访问，没有记录上传",
        r"[她他]们?自己的隐私|您": "用你",
    },
}


ANDROIDS = r"仅在使用该应用时允许|读取应用列表|“[^”]*应用[^”]*”"
"""What a phone's own Settings say in Chinese: there an app has another word than ours."""
OWN_NAMES = {"com.google.photos": r"Google 相册|相簿|\b[Aa]lbums?\b"}
"""What an app itself is called, or what it makes, by its first id; not our word for the permission."""


def said_by_tables(lang: Lang) -> Iterator[str]:
    """All that the tables of content say, but for the titles of documents, which are not ours."""
    yield from texts_in(CONTENT.rules, lang)
    for content in PHONES:
        yield from texts_in(content.types, lang)
        tables = (content.permissions, content.getting_report, content.beside)
        yield from (re.sub(ANDROIDS, "□", text) for table in tables for text in texts_in(table, lang))
        yield from (text[lang] for source in content.sources.values() for text in (source.short, source.says))
    for app, effects in CONTENT.effects.items():
        yield from (re.sub(OWN_NAMES.get(app, "$^"), "", text) for text in texts_in(effects, lang))


@each("lang, pattern", [(lang, pattern) for lang, patterns in MENDED.items() for pattern in patterns])
def test_mended_wordings_stay_mended(lang: Lang, pattern: str) -> None:
    every = [*forms(lang, *{table_of(key) for key in words_in(lang).texts}), *said_by_tables(lang)]
    assert len(every) > 2500
    assert [text for text in every if re.search(pattern, text)] == [], MENDED[lang][pattern]


ACCUSING: Mapping[Lang, str] = {
    "en": r"\bfurther\b|than (it|they) needs?\b|than needed|too (far|much|often|many)|far more",
    "zh": r"超出|过头|过多|太多|过度|滥用|远远|明显",
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_could_do_with_less_is_not_told_in_the_words_of_a_fault(lang: Lang) -> None:
    words = words_in(lang)
    faults = [words("tier.excess"), *forms_of(lang, "headline.excess"), words("grade.D"), words("grade.E")]
    assert [text for text in faults if not re.search(ACCUSING[lang], text)] == []
    offers = [words("tier.room"), words("grade.A"), words("grade.B"), *forms_of(lang, "headline.room", "headline.room-too")]
    offers += forms_of(lang, "headline.room-unsure")
    offers += [text[lang] for rule in CONTENT.rules.rule if rule.tier == "room" for text in (rule.title, rule.reason)]
    assert [text for text in offers if re.search(ACCUSING[lang], text)] == []


def forms_of(lang: Lang, *keys: str) -> list[str]:
    texts = (words_in(lang).texts[key] for key in keys)
    return [form for text in texts for form in ([text] if isinstance(text, str) else text)]
