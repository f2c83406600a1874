"""Write to the company behind an app: which law, what is asked for, the letter, where it goes and what happens next.

What is typed stays in the fields' own session and goes with it: never into the plan, a file that was not asked for, or a log.
"""

from datetime import datetime
from functools import partial

import streamlit as st

from coach.content.letters import Wish, load_letters
from coach.judge import Verdict
from coach.letters import LONGEST_TYPED, Asked, Grounds, Letter, Typed, calendar_of, grounds, letter_html, notes, text, tongues, write
from coach.models import AppAssessment
from coach.page import session
from coach.page.fold import fold
from coach.summary import PAPERS, Paper
from coach.text import markdown
from coach.wording import Wording
from coach.words import words_in

_FIELDS = ("name", "account", "address")
_LONGEST_NAME = 40


def show(verdict: Verdict, say: Wording, app: AppAssessment) -> None:
    """Folded, and only where there is something to write about."""
    if on := grounds(app):
        fold(say.words("letter.label"), f"letter {app.profile.bundle_id}", partial(_letter, verdict, say, app, on))


def _letter(verdict: Verdict, say: Wording, app: AppAssessment, on: Grounds) -> None:
    words = say.words
    st.markdown(markdown(words("letter.intro")))
    st.caption(markdown(words("letter.caveat")))
    law = _law(say)
    wishes = _wishes(say, app, on)
    typed = _typed(say, app)
    if not wishes:
        st.info(markdown(words("letter.nothing-wanted")))
        return
    now = datetime.now().astimezone()
    asked = Asked(law=law, wishes=wishes, typed=typed, sent=now.date())
    chosen = load_letters().law(law)
    spoken = tongues(app, chosen, words.lang) if chosen else (words.lang,)
    if len(spoken) > 1:
        st.caption(markdown(words("letter.both")))
    for lang in spoken:
        _one(write(verdict, app, say, asked, lang), say, app)
    _beside(say, app, asked, now)


def _law(say: Wording) -> str:
    """The law that protects the person: as the plan has it, else the usual one of the language."""
    letters = load_letters()
    ids = [law.id for law in letters.laws]
    told = session.now().plan.law
    key = f"letter_law {say.words.lang}"
    st.session_state[key] = told if told in ids else letters.usual(say.words.lang).id
    label = {law.id: law.mine[say.words.lang] for law in letters.laws}
    st.radio(say.words("letter.law"), ids, key=key, format_func=lambda law: label[law], on_change=_keep_law, args=(key,))
    st.caption(markdown(say.words("letter.other-law")))
    chosen: str = st.session_state[key]
    return chosen


def _keep_law(key: str) -> None:
    session.tell_law(st.session_state[key])


def _wishes(say: Wording, app: AppAssessment, on: Grounds) -> tuple[Wish, ...]:
    """What the person wants: at first all that can be asked for."""
    words = say.words
    topics = words.join([say.topic(topic) for topic in on.topics])
    st.markdown(f"**{markdown(words('letter.wishes'))}**")
    labels = {"access": words("letter.want-access"), "delete": words("letter.want-delete", topics=topics)}
    labels |= {"stop": words("letter.want-stop"), "why": words("letter.want-why")}
    keys = {wish: f"letter_wish {wish} {app.profile.bundle_id}" for wish in on.wishes}
    return tuple(wish for wish in on.wishes if st.checkbox(markdown(labels[wish]), value=True, key=keys[wish]))


def _typed(say: Wording, app: AppAssessment) -> Typed:
    """The three fields, side by side where there is room."""
    words = say.words
    found = {}
    for column, field in zip(st.columns(len(_FIELDS)), _FIELDS, strict=True):
        key = session.letter_key(field, app.profile.bundle_id)
        found[field] = column.text_input(words(f"letter.{field}"), key=key, max_chars=LONGEST_TYPED, autocomplete="off")
    st.caption(markdown(words("letter.typed")))
    return Typed(**found)


def _one(letter: Letter, say: Wording, app: AppAssessment) -> None:
    """The letter in one language, to read, copy and save."""
    words = say.words
    language = words_in(letter.lang)("page.language")
    name = f"privacy-letter-{_part_of_name(app)}-{letter.lang}"
    written = text(letter)
    st.code(written, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        for what, made, end, kind in (
            ("text", partial(str.encode, written), "txt", "text/plain"),
            ("page", partial(_page, letter, session.now().chosen.get("paper_size", PAPERS[0])), "html", "text/html"),
        ):
            label = words(f"letter.save-{what}", language=language)
            key = f"letter_{what} {letter.lang} {app.profile.bundle_id}"
            st.download_button(label, made, f"{name}.{end}", kind, key=key, on_click="ignore")


def _page(letter: Letter, paper: Paper) -> bytes:
    """On the paper that was chosen for the one page of paper."""
    return letter_html(letter, paper).encode()


def _part_of_name(app: AppAssessment) -> str:
    """Of a file's name, from the app's id: letters, digits, points and dashes."""
    kept = "".join(each for each in app.profile.bundle_id if each.isascii() and (each.isalnum() or each in ".-"))
    return kept.strip(".-")[:_LONGEST_NAME] or "app"


def _beside(say: Wording, app: AppAssessment, asked: Asked, now: datetime) -> None:
    """Where to send it, by when an answer is due, whom to turn to."""
    words = say.words
    told = notes(app, say, asked)
    st.markdown(f"**{markdown(words('letter.where'))}**")
    st.markdown(markdown(told.where))
    _to_copy(told.addresses)
    st.markdown(f"**{markdown(words('letter.next'))}**")
    st.markdown(markdown(told.due))
    day = partial(calendar_of, told.day, now, told.day_title, told.complain)
    key = f"letter_day {app.profile.bundle_id}"
    st.download_button(words("letter.save-day"), day, "privacy-letter.ics", "text/calendar", key=key, on_click="ignore")
    st.markdown(markdown(told.complain))
    st.caption(markdown(told.rests))
    _to_copy(told.links)


def _to_copy(addresses: tuple[str, ...]) -> None:
    """Addresses as they are: nothing here is a link that could be followed by mistake."""
    if addresses:
        st.code("\n".join(addresses), language=None, wrap_lines=True)
