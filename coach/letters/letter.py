"""Verdict × app × law × wishes × what was typed → a letter, and what the person needs to know beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from coach.catalogue import row_of
from coach.content.letters import WISHES, CompanyContact, Law, Said, Wish, load_letters
from coach.errors import UnusableInput
from coach.judge import Verdict
from coach.letters.due import due_day
from coach.letters.evidence import CONTACTS, LONGEST_NAME, Grounds, cut, grounds, told
from coach.models import LANGS, AppAssessment, Frozen, Lang
from coach.text import plain
from coach.wording import Wording
from coach.words import words_in

LONGEST_TYPED = 100
"""Of each field: it fits the sheet, and a longer one is cut."""
_ENGLISH = LANGS[0]
_MOST_IDS = 5


def _one_line(text: str) -> str:
    return plain(text)[:LONGEST_TYPED]


OneLine = Annotated[str, BeforeValidator(_one_line)]


class Typed(Frozen):
    """What the person typed; empty fields become blanks to fill in by hand."""

    name: OneLine = ""
    account: OneLine = ""
    address: OneLine = ""


class Asked(Frozen):
    """What a letter is asked for."""

    law: str
    """Id of a law of content/letters."""
    wishes: tuple[Wish, ...] = WISHES
    """Those that the grounds don't carry are left out."""
    typed: Typed = Field(default_factory=Typed)
    sent: date


class Letter(Frozen):
    """All that stands in the letter, in words, bounded."""

    lang: Lang
    tag: str
    """What HTML calls the language."""
    sender: tuple[str, ...]
    to: str
    subject: str
    record: str
    """What the evidence is from."""
    evidence: tuple[str, ...]
    hedge: str
    please: str
    wishes: tuple[str, ...]
    closing: tuple[str, ...]
    yours: str
    name: str


class Notes(Frozen):
    """To the person, beside the letter."""

    where: str
    addresses: tuple[str, ...]
    """An e-mail address, and the company's own page; none where nobody could verify one."""
    due: str
    day: date
    complain: str
    rests: str
    """What the letter rests on."""
    links: tuple[str, ...]
    """Where that can be read, each once."""
    day_title: str
    """What the day is called in a calendar."""


def named(name: str, verdict: Verdict) -> AppAssessment:
    """The app of a report that a person names: by its id, or by what it is called in any language, in any letter case.

    Raises UnusableInput: `no-such-app`, `app-twice`.
    """
    wanted = plain(name).casefold()
    apps = verdict.assessment.apps
    found = [app for app in apps if app.profile.bundle_id == name] or [
        app for app in apps if wanted in {plain(each).casefold() for each in (app.profile.bundle_id, *_called(app))}
    ]
    if not found:
        raise UnusableInput("no-such-app", name=plain(name))
    if len(found) > 1:
        raise UnusableInput("app-twice", name=plain(name), ids=", ".join(plain(app.profile.bundle_id) for app in found[:_MOST_IDS]))
    return found[0]


def _called(app: AppAssessment) -> list[str]:
    return [app.profile.name[lang] for lang in LANGS]


def tongues(app: AppAssessment, law: Law, lang: Lang) -> tuple[Lang, ...]:
    """The languages to write in: the person's; that of the law's authorities; and English, but where company and authorities both work in
    the person's language."""
    at_home = law.tongue == lang and app.profile.group in load_letters().homes.get(lang, frozenset())
    return tuple(dict.fromkeys(tongue for tongue in (lang, law.tongue, "" if at_home else _ENGLISH) if tongue))


def write(verdict: Verdict, app: AppAssessment, say: Wording, asked: Asked, lang: Lang | None = None) -> Letter:
    """The letter in a language, at first that of `say`. Raises LookupError for a law or grounds that there are not."""
    say = say if lang in (None, say.words.lang) else replace(say, words=words_in(lang))
    words, law, on = say.words, _law(asked), grounds(app)
    if not on:
        raise LookupError("no grounds for a letter")
    said, name = law.letter(words.lang), _name(app, say)
    summary = verdict.report.summary
    when = {key: words.moment(moment) for key, moment in (("first", summary.first), ("last", summary.last)) if moment}
    wishes = [wish for wish in on.wishes if wish in asked.wishes]
    points = [words.fill(said.wish[wish].text, topics=_topics(on, say)) for wish in wishes]
    contact = _contact(app, law, say)
    return Letter(
        lang=words.lang,
        tag=words.tag,
        sender=tuple(_sender(asked, say)),
        to=words("letter.to-company", company=contact.company[words.lang]) if contact else words("letter.to", app=name),
        subject=words.fill(said.subject.text, app=name),
        record=say.of_phone(
            "letter-record",
            app=name,
            id=cut(plain(app.profile.bundle_id), LONGEST_TYPED),
            first=when.get("first", ""),
            last=when.get("last", ""),
        ),
        evidence=tuple(told(app, on, say)),
        hedge=say.of_phone("letter-hedge"),
        please=words("letter.please"),
        wishes=tuple(words("letter.point", number=number, text=text) for number, text in enumerate(points, 1)),
        closing=(
            *([words("letter.order")] if {"access", "delete"} <= set(wishes) else []),
            *(each.text for each in _closing(law, words.lang)),
        ),
        yours=words("letter.yours"),
        name=asked.typed.name or words("letter.blank"),
    )


def notes(app: AppAssessment, say: Wording, asked: Asked) -> Notes:
    """Where to send it, by when an answer is due, and what then. Raises LookupError as `write` does."""
    words, law = say.words, _law(asked)
    said, name, day = law.letter(words.lang), _name(app, say), due_day(asked.sent, law.due)
    wishes = (said.wish[wish] for wish in grounds(app).wishes if wish in asked.wishes)
    sources = law.cited(*wishes, *_closing(law, words.lang), said.due, said.complain)
    contact = _contact(app, law, say)
    return Notes(
        where=_where(contact, say, name),
        addresses=tuple(filter(None, (contact.email, contact.policy))) if contact else (),
        due=words.fill(said.due.text, sent=words.day(asked.sent), day=words.day(day)),
        day=day,
        complain=said.complain.text,
        rests=words("letter.rests", list=words.join([source.short[words.lang] for source in sources])),
        links=tuple(dict.fromkeys(source.link for source in sources)),
        day_title=words("letter.day-title", app=name),
    )


def text(letter: Letter) -> str:
    """The letter as plain text, a blank line between its parts."""
    evidence = "\n".join(f"- {line}" for line in letter.evidence)
    parts = [
        "\n".join(letter.sender),
        letter.to,
        letter.subject,
        f"{letter.record}\n{evidence}",
        letter.hedge,
        "\n".join([letter.please, *letter.wishes]),
        "\n".join(letter.closing),
        f"{letter.yours}\n{letter.name}",
    ]
    return "\n\n".join(parts) + "\n"


def _topics(on: Grounds, say: Wording) -> str:
    """The permissions; of an address book it is said that its entries are meant."""
    words = say.words
    listed = words.join([say.topic(topic) for topic in on.topics])
    return words("letter.with-book", topics=listed) if CONTACTS in on.topics else listed


def _law(asked: Asked) -> Law:
    law = load_letters().law(asked.law)
    if law is None:
        raise LookupError("no such law")
    return law


def _closing(law: Law, lang: Lang) -> tuple[Said, ...]:
    said = law.letter(lang)
    return said.answer, said.identity, said.rights


def _sender(asked: Asked, say: Wording) -> Iterator[str]:
    words = say.words
    for field in ("name", "account", "address"):
        typed = getattr(asked.typed, field) or words("letter.blank")
        yield words("letter.line", label=words(f"letter.{field}"), value=typed)
    yield words("letter.line", label=words("letter.date"), value=words.day(asked.sent))


def _name(app: AppAssessment, say: Wording) -> str:
    """The app's name, without the mark of a guess: its id stands beside it."""
    return cut(plain(app.profile.name[say.words.lang]), LONGEST_NAME)


def _contact(app: AppAssessment, law: Law, say: Wording) -> CompanyContact | None:
    row = row_of(app.profile.bundle_id, say.content)
    return load_letters().contact(row.id, law) if row else None


def _where(contact: CompanyContact | None, say: Wording, name: str) -> str:
    if contact is None:
        return say.of_phone("letter-where", app=name)
    words = say.words
    says = words("letter.where-email" if contact.email else "letter.where-policy", company=contact.company[words.lang])
    dated, seen = contact.dated, contact.seen
    copy = words("letter.copy-dated", day=words.day(dated)) if dated else words("letter.copy-undated", day=words.day(seen))
    return words.together(says, copy)
