"""What an Android phone tells of one app and topic, in words: the last access of each kind, and what is allowed. Never how often."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coach.android import LastUse, OnPhone
from coach.content import Content
from coach.content.access import load_access
from coach.measures import ALWAYS, BACKGROUND, USED
from coach.models import AppAssessment
from coach.words import Words

_TELLING = ("screen", "notice", "background")


@dataclass(frozen=True)
class LastWords:
    """Says it of an app by its name."""

    content: Content
    words: Words

    def finding(self, app: str, topic: str, measure: str, told: LastUse) -> str:
        """What points come from."""
        words = self.words
        if measure == USED:
            return self.used(app, topic, told)
        if measure == BACKGROUND and told.behind:
            behind = words("last.background", app=app, did=self._did(topic), when=words.moment(told.behind))
            return words.together(behind, self.always(app, topic) if told.always else "")
        allowed = self.always(app, topic) if measure == ALWAYS else words("last.held", app=app, permission=self._name(topic))
        return words.together(allowed, self.used(words("last.it"), topic, told) if told.last else self._unused(topic, told))

    def used(self, app: str, topic: str, told: LastUse) -> str:
        """The last access that counts; empty where there is none."""
        if told.last is None:
            return ""
        key = f"last.used-{told.seen}" if told.seen in _TELLING else "last.used"
        return self.words(key, app=app, did=self._did(topic), when=self.words.moment(told.last))

    def fine(self, app: str, topic: str, told: LastUse, why: str) -> str:
        """The last access, and why that is fine."""
        return self.words.together(self.used(app, topic, told), why)

    def touched(self, topic: str, told: LastUse) -> str:
        """The last access as it follows the name of an app, as in a list."""
        when: datetime | None = told.last
        return self.words("last.touched", did=self._did(topic), when=self.words.moment(when)) if when else ""

    def told(self, app: str, topic: str, told: LastUse) -> Iterator[str]:
        """What is worth knowing though it costs nothing."""
        words, name = self.words, self._name(topic)
        if told.fixed and told.last and told.level not in ("not", None):
            yield words(f"last.fixed-{told.fixed}", app=app, permission=name)
        if told.last and (told.one_time or told.level == "ask"):
            yield words("last.asks", app=app, permission=name)

    def everything(self, topic: str, told: LastUse) -> str:
        """What is allowed, and when it was last used, whether it costs points or not; empty where it may not and did not."""
        last = told.last or told.before
        if told.level in ("not", "unknown", None) and not last:
            return ""
        used = self.words("last.all-last", when=self.words.moment(last)) if last else self.words("last.all-never") if told.never else ""
        return self.words(
            "last.all-use", permission=self._name(topic), allowed=self.words(f"allowed.{told.level or 'unknown'}"), used=used
        ).rstrip()

    def settled(self, app: str, topic: str, told: LastUse) -> str:
        """Why nothing is left to change, whatever the app needs: it is off, it has to ask, somebody else set it. Empty where none holds."""
        if told.level == "not":
            return self.words("last.checked-stopped")
        if told.fixed:
            return self.words(f"last.fixed-{told.fixed}", app=app, permission=self._name(topic))
        asks = told.one_time or told.level == "ask"
        return self.words("last.asks", app=app, permission=self._name(topic)) if asks else ""

    def refused(self, app: str, topic: str, told: LastUse) -> str:
        """That the phone said no, where it still would: praise for whoever switched it off. Empty where it did not."""
        if told.refused is None or told.level != "not":
            return ""
        return self.words("last.refused", app=app, permission=self._name(topic), when=self.words.moment(told.refused))

    def unopened(self, app: str, on: OnPhone, held: list[str]) -> str:
        """That an app was not opened for long, and still holds something; empty where that is not so, or the file doesn't say."""
        if on.opened is None or on.opened_days is None or on.opened_days < load_access().unopened or not held:
            return ""
        words = self.words
        return words("last.unopened", app=app, when=words.day(on.opened), list=words.join([self._name(topic) for topic in held]))

    def unjudged(self, app: AppAssessment) -> str:
        """In short, why an app is only listed: a part of the phone, one with a role, one of a work profile."""
        if app.profile.whose == "work":
            return self.words("last.of-work")
        return self.words("last.has-role" if app.profile.role else f"{self.content.platform}.listed")

    def why_unjudged(self, app: AppAssessment, name: str, *, told: bool) -> str:
        """The same as a sentence. told: whether the report tells of permissions."""
        if app.profile.whose == "work":
            return self.words("last.is-of-work")
        if app.profile.role and app.state == "system":
            role = app.profile.role if app.activity.on and app.activity.on.role else "untold"
            return self.words(f"last.role-{role}", app=name)
        listed = "is-listed" if told else "is-only-listed"
        key = "is-part-of-system" if app.state == "system" else listed
        return self.words(f"{self.content.platform}.{key}")

    def always(self, app: str, topic: str) -> str:
        """That it may use a topic all the time."""
        return self.words("last.always", app=app, permission=self._name(topic))

    def _unused(self, topic: str, told: LastUse) -> str:
        """Of what is held: that it was never used, or when last."""
        if told.never:
            return self.words("last.never")
        if told.before is None:
            return ""
        days = self.words.small(load_access().counted)
        return self.words("last.before", did=self._did(topic), when=self.words.moment(told.before), days=days)

    def _did(self, topic: str) -> str:
        return self.content.did(topic)[self.words.lang]

    def _name(self, topic: str) -> str:
        return self.content.topic(topic)[self.words.lang]
