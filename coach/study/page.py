"""Figures → one HTML page in all languages, laid out by content/study.html. Every value is escaped; it needs no script and no network."""

from collections.abc import Iterable, Sequence
from functools import cache

from coach import __version__
from coach.content import Content, load_content
from coach.models import LANGS, Frozen, Lang
from coach.sheet import template
from coach.study.figures import Figures, PhoneFigures, clearest
from coach.study.shares import Share
from coach.words import Words, study_words

_DRAWN = 10
"""Bars in a picture; the table below it has all."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Bar(Frozen):
    """A share and its interval, 0 to 1."""

    label: str
    value: str
    share: float
    low: float
    high: float


class Part(Frozen):
    """One finding: what it is in a sentence, drawn, and as a table."""

    heading: str
    finding: str
    bars: tuple[Bar, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


class OfPhones(Frozen):
    """All parts about one kind of phone."""

    heading: str
    parts: tuple[Part, ...]


class View(Frozen):
    """The whole page in one language."""

    lang: Lang
    tag: str
    name: str
    """Of the language."""
    brand: str
    title: str
    lead: str
    phones: tuple[OfPhones, ...]
    meaning: str
    meanings: tuple[str, ...]
    footer: str


def page_html(figures: Figures, lang: Lang) -> str:
    """The document; `lang` is the language that shows first."""
    views = [view(figures, study_words(each)) for each in (lang, *(other for other in LANGS if other != lang))]
    return template("study.html").render(
        views=views, policy=_POLICY, label=" · ".join(study_words(each)("study.languages") for each in LANGS)
    )


def view(figures: Figures, say: Words) -> View:
    """What the page says in one language."""
    told = [say(f"study.phones-{phones.platform}", n=phones.phones) for phones in figures.phones]
    all_phones = sum(phones.phones for phones in figures.phones)
    few = say("study.few", n=figures.at_least)
    return View(
        lang=say.lang,
        tag=say.tag,
        name=say("page.language"),
        brand=say("study.brand"),
        title=say("study.title", phones=all_phones) if told else say("study.title-few"),
        lead=say.together(say("study.given", phones=say.join(told)), few) if told else few,
        phones=tuple(_of_phones(phones, say) for phones in figures.phones),
        meaning=say("study-meaning.heading"),
        meanings=tuple(_meanings(figures, say)),
        footer=say("method.versions", coach=__version__, rules=figures.rules.partition("-")[0]),
    )


def _meanings(figures: Figures, say: Words) -> Iterable[str]:
    yield from (say(f"study-meaning.{each}") for each in ("donors", "interval", "access", "unknown", "judged", "of"))
    yield say("study-meaning.hidden", n=figures.at_least)
    reasons = say.join([say("study.reason", reason=say(f"study-reason.{each}"), n=count) for each, count in figures.unread])
    if reasons and figures.unread_in_all:
        yield say("study-meaning.unread", n=figures.unread_in_all, reasons=reasons)
    elif reasons:
        yield say("study-meaning.unread-some", reasons=reasons)


def _of_phones(phones: PhoneFigures, say: Words) -> OfPhones:
    content = load_content(phones.platform)
    named = _Names(content, say.lang)
    parts = [_apps(phones, named, say), _kinds(phones, named, say)]
    if content.platform == "ios" or phones.rhythms:
        parts.insert(1, _rhythms(phones, named, say))
    if content.platform == "ios" or phones.companies:
        parts.insert(2, _companies(phones, named, say))
    return OfPhones(heading=say(f"study.phones-{phones.platform}", n=phones.phones), parts=tuple(parts))


class _Names:
    """What apps, topics, kinds and companies are called."""

    def __init__(self, content: Content, lang: Lang) -> None:
        self._content = content
        self._lang = lang

    def app(self, app: str) -> str:
        row = self._content.apps.get(app.casefold())
        return row.name[self._lang] if row else app

    def topic(self, topic: str) -> str:
        return self._content.topic(topic)[self._lang]

    def kind(self, kind: str) -> str:
        return self._content.types[kind].name[self._lang]

    def company(self, group: str) -> str:
        return _companies_of(self._lang).get(group, group)


@cache
def _companies_of(lang: Lang) -> dict[str, str]:
    """What a group is called: by the name of an owner that is like its id, else the shortest."""
    found: dict[str, str] = {}
    for owner in sorted(
        load_content().owners.values(), key=lambda row: (not row.owner_en.casefold().startswith(row.group), len(row.owner_en), row.owner_en)
    ):
        if owner.group:
            found.setdefault(owner.group, owner.name[lang])
    return found


def _apps(phones: PhoneFigures, named: _Names, say: Words) -> Part:
    shares = phones.apps
    best = clearest(shares)
    looked = any(each.looks for each in shares)
    notes = [say("study-apps.looks")] if looked else [say("study-apps.android")] if phones.platform == "android" and shares else []
    columns = [*_columns(say, "app", "topic"), *([say("study-column.looks")] if looked else [])]
    rows = [
        (
            named.app(each.app),
            named.topic(each.topic),
            *_told(each.share, say),
            *([say.number(each.looks) if each.looks else ""] if looked else []),
        )
        for each in shares
    ]
    return _part(
        "apps",
        say,
        say("study-apps.finding", **_of(best.share, say), app=named.app(best.app), topic=named.topic(best.topic)) if best else "",
        [(each.share, _place(say, named.app(each.app), named.topic(each.topic))) for each in shares],
        (columns, rows, notes),
    )


def _rhythms(phones: PhoneFigures, named: _Names, say: Words) -> Part:
    shares = phones.rhythms
    first = shares[0] if shares else None
    rows = [(named.app(each.app), named.topic(each.topic), say.period(each.period_s), *_told(each.share, say)) for each in shares]
    values = {"app": named.app(first.app), "topic": named.topic(first.topic), "period": say.period(first.period_s)} if first else {}
    return _part(
        "rhythms",
        say,
        say("study-rhythms.finding", **_of(first.share, say), **values) if first else "",
        [(each.share, _place(say, named.app(each.app), say.period(each.period_s))) for each in shares],
        (_columns(say, "app", "topic", "every"), rows, []),
    )


def _companies(phones: PhoneFigures, named: _Names, say: Words) -> Part:
    shares = phones.companies
    first = shares[0] if shares else None
    rows = [(named.company(each.company), *_told(each.share, say)) for each in shares]
    return _part(
        "companies",
        say,
        say("study-companies.finding", **_of(first.share, say), company=named.company(first.company)) if first else "",
        [(each.share, named.company(each.company)) for each in shares],
        (_columns(say, "company"), rows, [say("study-companies.note")] if shares else []),
    )


def _kinds(phones: PhoneFigures, named: _Names, say: Words) -> Part:
    shares = phones.kinds
    first = max(shares, key=lambda each: each.share.interval.low, default=None)
    rows = [(named.kind(each.kind), named.topic(each.topic), *_told(each.share, say)) for each in shares]
    return _part(
        "kinds",
        say,
        say("study-kinds.finding", **_of(first.share, say), kind=named.kind(first.kind), topic=named.topic(first.topic)) if first else "",
        [(each.share, _place(say, named.kind(each.kind), named.topic(each.topic))) for each in shares],
        (_columns(say, "kind", "topic"), rows, []),
    )


def _part(
    name: str,
    say: Words,
    finding: str,
    drawn: Sequence[tuple[Share, str]],
    table: tuple[Sequence[str], Sequence[tuple[str, ...]], Sequence[str]],
) -> Part:
    """finding: empty where nothing can be told. table: columns, rows, and what is to be noted of them."""
    columns, rows, notes = table
    bars = [_bar(share, label, say) for share, label in drawn[:_DRAWN]]
    return Part(
        heading=say(f"study-{name}.heading"),
        finding=finding or say(f"study-{name}.none"),
        bars=tuple(bars),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def _bar(share: Share, label: str, say: Words) -> Bar:
    low, high = share.interval
    return Bar(label=label, value=_count(share, say), share=share.share, low=low, high=high)


def _place(say: Words, one: str, other: str) -> str:
    return say("study.place", app=one, topic=other)


def _columns(say: Words, *names: str) -> list[str]:
    return [say(f"study-column.{name}") for name in (*names, "phones", "share", "interval")]


def _told(share: Share, say: Words) -> tuple[str, str, str]:
    """Count, share and interval, as they stand in a table."""
    return _count(share, say), _percent(share, say), _interval(share, say)


def _of(share: Share, say: Words) -> dict[str, str]:
    """The same, for a sentence."""
    told = say("study.share", share=_percent(share, say), span=_interval(share, say))
    return {"count": _count(share, say, "study.count"), "share": told}


def _count(share: Share, say: Words, key: str = "study.cell") -> str:
    count = say("study.least", n=share.phones) if share.at_least else say.number(share.phones)
    return say(key, count=count, of=share.of)


def _percent(share: Share, say: Words) -> str:
    percent = round(100 * share.share)
    return say("study.percent-least" if share.at_least else "study.percent", n=percent)


def _interval(share: Share, say: Words) -> str:
    low, high = share.interval
    return say("study.span", low=round(100 * low), high=round(100 * high))
