"""What the session remembers: one frozen noun under one key, made anew with each change; and the keys of widgets.

Nothing is remembered beyond the session: no global cache ever holds a report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import streamlit as st

from coach.catalogue import Naming
from coach.content import load_content
from coach.errors import Refusal
from coach.models import Lang
from coach.page import streamlit_private
from coach.plan import Plan, merged

if TYPE_CHECKING:  # the title is drawn before pandas is loaded
    from coach.judge import Verdict
    from coach.models import Activity, Report
    from coach.plan import Told
    from coach.trend import Week

_KEY = "session"


class Loaded(NamedTuple):
    """The report in hand, and what its apps did."""

    report: "Report"
    done: "tuple[Activity, ...]"
    sample: bool


class Weeks(NamedTuple):
    """Judged for a report and what was said of its apps."""

    report: "Report"
    told: "Told"
    weeks: "tuple[Week, ...]"


@dataclass
class Saved:
    """The plan as it was last saved to a file or read from one. A button that saves is asked for its file while no page is drawn, and notes
    here what it gave."""

    plan: Plan = field(default_factory=Plan)


@dataclass(frozen=True)
class Session:
    """All that is remembered of one open page."""

    loaded: Loaded | None = None
    failures: tuple[Refusal, ...] = ()
    """Why each of the last inputs that could not be used could not."""
    mine: Plan = field(default_factory=Plan)
    of_sample: Plan = field(default_factory=Plan)
    """The sample week has a plan of its own: nothing was changed on the person's phone."""
    saved: Saved = field(default_factory=Saved)
    changes: int = 0
    """Of a plan, so far."""
    taken: frozenset[str] = frozenset()
    """Ids of the uploaded files whose plans were taken in."""
    files_read: tuple[str, ...] = ()
    """Ids of the uploaded files that were read last."""
    uploaders: int = 0
    """How many there were before: a browser keeps showing what one has held."""
    forgetting: Literal["asked", "done"] | None = None
    """`asked` while the person is asked whether to forget everything, `done` when that has just been done."""
    focus: tuple[str, int] = ("", 0)
    """The part of the page that the keyboard's place was last moved to, and how often it was moved so far (`coach.page.focus`)."""
    keeping: tuple[str, str] | None = None
    """The change that was kept last: why is asked about it."""
    unfolded: frozenset[tuple[str, str]] = frozenset()
    """Changes of the walk of which all is told."""
    walked: frozenset[str] = frozenset()
    """Screens of the walk that were left behind."""
    asked: tuple[str, ...] = ()
    """Apps that this report asked about, in the order they were asked: an answer takes no question away while the next is given."""
    chosen: Mapping[str, Any] = field(default_factory=dict)
    """Selections that outlast a switch of language (`coach.page.selection`)."""
    verdict: "Verdict | None" = None
    """Of the report and the plan for which it was asked last."""
    judged_with: Plan | None = None
    """The plan of that verdict."""
    weeks: Weeks | None = None

    @property
    def plan(self) -> Plan:
        """What the person decided and said of apps."""
        return self.of_sample if self.loaded and self.loaded.sample else self.mine

    @property
    def unsaved(self) -> int:
        """0 where the person's own plan is saved, or there is nothing to save; else a number that changes with the plan."""
        nothing = not (self.mine.choices or self.mine.apps or self.mine.settings or self.mine.awake)
        return 0 if nothing or self.mine == self.saved.plan else self.changes

    @property
    def anything_to_forget(self) -> bool:
        return bool(self.loaded or self.failures or self.files_read or self.plan != Plan())


def now() -> Session:
    """What is remembered so far."""
    found: Session | None = st.session_state.get(_KEY)
    if found is None:
        found = st.session_state[_KEY] = Session()
    return found


def remember(**changes: Any) -> Session:
    """What is remembered from now on: fields of `Session`."""
    changed: Session = replace(now(), **changes)
    st.session_state[_KEY] = changed
    return changed


# Reports and plans.


def verdict() -> "Verdict":
    """On the report in hand, worked out once for a report and a plan. There must be one."""
    from coach.judge import judge

    session = now()
    loaded, kept = session.loaded, session.verdict
    if not loaded:
        raise LookupError("no report is loaded")
    if kept is None or kept.report is not loaded.report or session.judged_with is not session.plan:
        kept = judge(loaded.report, load_content(loaded.report.platform), session.plan, loaded.done)
        remember(verdict=kept, judged_with=session.plan)
    return kept


def keep(report: "Report", done: "tuple[Activity, ...]", *, sample: bool) -> None:
    """Takes a report in hand, with one id for each app (`coach.identity`)."""
    remember(
        loaded=Loaded(report, done, sample), verdict=None, weeks=None, walked=frozenset(), unfolded=frozenset(), asked=(), keeping=None
    )
    for name in ("open_app", "walk_screen"):
        choose(name, None)
    focus_on("headline")


def put_away() -> None:
    """Takes the report in hand away; what was decided and said stays."""
    remember(loaded=None, verdict=None, weeks=None, walked=frozenset(), asked=(), keeping=None)


def ask(apps: tuple[str, ...]) -> tuple[str, ...]:
    """All apps that were asked about so far, with those that are asked about now."""
    before = now().asked
    if new := tuple(app for app in apps if app not in before):
        remember(asked=before + new)
    return now().asked


def choose(name: str, chosen: object) -> None:
    """Makes a choice for the person; None takes it away (`coach.page.selection`)."""
    before = now().chosen
    if before.get(name) != chosen:
        remember(chosen={**before, name: chosen})


def fail(*refusals: Refusal) -> None:
    """Remembers why inputs can't be used, to be told."""
    remember(failures=(*now().failures, *refusals))


def mend() -> None:
    """Forgets why the last inputs could not be used, and what was said of forgetting: something new is asked."""
    remember(failures=(), forgetting=None)


def read_again() -> None:
    """Has the listed files read once more."""
    remember(files_read=())


def change(plan: Plan) -> None:
    """The plan that belongs to the report in hand."""
    session = now()
    mine = "of_sample" if session.loaded and session.loaded.sample else "mine"
    remember(**{mine: plan}, changes=session.changes + 1)


def tell(**said: Any) -> None:
    """What the person says beside apps: fields of a plan."""
    change(now().plan.model_copy(update=said))


def tell_version(version: int) -> None:
    """Which version of its system the phone runs: whichever report is looked at."""
    _tell_for_all(ios=version)


def tell_law(law: str) -> None:
    """Which law protects the person: whichever report is looked at."""
    _tell_for_all(law=law)


def _tell_for_all(**said: Any) -> None:
    session = now()
    told = {name: plan.model_copy(update=said) for name, plan in (("mine", session.mine), ("of_sample", session.of_sample))}
    remember(**told, changes=session.changes + 1)


def name_app(bundle_id: str, naming: Naming) -> None:
    """What the person says of an app."""
    plan = now().plan
    change(plan.model_copy(update={"apps": {**plan.apps, bundle_id: naming}}))


def take_in(file_id: str, plan: Plan) -> None:
    """A saved plan, once: as long as its file stays in the uploader it is read again, and must not undo what was decided since."""
    session = now()
    if file_id in session.taken:
        return
    whole = merged(session.mine, plan)
    if session.mine in (Plan(), session.saved.plan):
        session.saved.plan = whole
    remember(taken=session.taken | {file_id}, mine=whole)


def let_go(ids: tuple[str, ...]) -> None:
    """Of the plans that were taken in, only those whose files are still listed count as such: dropped again, one is read again."""
    remember(taken=now().taken & set(ids))


def focus_on(place: str) -> None:
    """Has the keyboard's place moved to a part of the page, once it is drawn (`coach.page.focus`)."""
    remember(focus=(place, now().focus[1] + 1))


# Forgetting.


def ask_to_forget() -> None:
    remember(forgetting="asked")
    focus_on("forget")


def keep_all() -> None:
    """Takes the question back."""
    remember(forgetting=None)
    focus_on("report")


def forget() -> None:
    """Forgets the report, the uploaded files, the plan, what could be downloaded and every choice, but for the language."""
    lang, before = st.session_state.get("lang"), now()
    streamlit_private.forget_session()
    st.session_state["lang"] = lang
    remember(uploaders=before.uploaders + 1, forgetting="done", focus=("forget", before.focus[1] + 1))


# Keys of widgets, where they depend on something.


def uploader_key() -> str:
    """Another one after everything was forgotten."""
    return f"report_files {now().uploaders}" if now().uploaders else "report_files"


def picker_key(name: str) -> str:
    """Of what an app is picked in: another one for every app that is open, so that no old pick stays marked or hinders the next."""
    return f"{name} of {now().chosen.get('open_app') or ''}"


def kinds_key(bundle_id: str, lang: Lang, place: str) -> str:
    """Of a field for the kinds of an app, in one place of the page. Each language has its own: a browser hands back what a widget shows,
    which after a switch would be the other language's words."""
    return f"types {lang} {place} {bundle_id}"


def name_key(bundle_id: str) -> str:
    """Of the field for the name of an app."""
    return f"name {bundle_id}"


def why_keys(place: tuple[str, str], lang: Lang) -> tuple[str, str]:
    """Of the reason why a change is kept, and of the person's own words."""
    return f"walk_reason {' '.join(place)} {lang}", f"walk_note {' '.join(place)}"


def letter_key(field: str, bundle_id: str) -> str:
    """Of a field of a letter: an account belongs to one app, name and address to the person."""
    return f"letter_{field} {bundle_id}" if field == "account" else f"letter_{field}"
