"""Special access that an Android phone gives to apps beside permissions: what each allows, and which apps have it. No points come of it:
only the person knows what it was given for, and is asked."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coach.activity.last import on_phone
from coach.android import AndroidPhone
from coach.catalogue import on_phone as as_on_phone
from coach.catalogue import profile
from coach.content import Note
from coach.judge import Verdict
from coach.models import AppProfile
from coach.wording import Wording

_NAMED = 8


class SpecialAccess(NamedTuple):
    """One kind of it, and the apps that have it, by id. Parts of the phone, those that the person gave a role, apps of work and of others
    are left out, and so is what the maker or the employer set."""

    note: Note
    apps: tuple[AppProfile, ...]
    """That the person is asked about."""
    expected: tuple[AppProfile, ...]
    """Whose very job it is."""


def special_access(verdict: Verdict) -> tuple[SpecialAccess, ...]:
    """Those kinds that any app has. Empty where the phone's files tell of none."""
    phone = verdict.report.android
    if phone is None:
        return ()
    known = _asked_about(verdict, phone)
    found = []
    for note in verdict.content.beside.special:
        apps = {row.app for row in phone.allowed if row.topic == note.id and row.held and not row.fixed and row.app in known}
        if apps:
            have = [known[app] for app in sorted(apps)]
            its_job = tuple(who for who in have if set(who.types) & set(note.expected))
            found.append(SpecialAccess(note, tuple(who for who in have if who not in its_job), its_job))
    return tuple(found)


def _asked_about(verdict: Verdict, phone: AndroidPhone) -> dict[str, AppProfile]:
    """Who those apps are that the person can change something of."""
    content, told = verdict.content, on_phone(phone)
    found = {app: as_on_phone(profile(app, content, verdict.plan.apps), on, content) for app, on in told.items()}
    return {app: who for app, who in found.items() if not who.part_of_system and not who.role and who.whose in ("own", "copy")}


def special_lines(verdict: Verdict, say: Wording) -> Iterator[str]:
    """What each kind allows, which apps have it, the first few by name, and where it stands in Settings."""
    words, lang = say.words, say.words.lang
    for note, apps, expected in special_access(verdict):
        way, access = note.way(say.version), verdict.content.topic(note.id)[lang]

        def named(some: Sequence[AppProfile], access: str = access) -> str:
            names = [say.called(who) for who in some[:_NAMED]]
            if left := len(some) - len(names):
                names.append(words("walk.more-apps", n=left))
            return words("special.apps", access=access, apps=words.join(names))

        if apps:
            yield words.together(named(apps), note[lang], words("special.place", path=way[lang]) if way else "")
        if expected:
            yield words.together(named(expected), words("special.fits"))
