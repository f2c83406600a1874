"""What the person decided, and what became of it, in words."""

from coach.catalogue import Namings, profile
from coach.check import Check, Checked, Kept
from coach.models import AppProfile
from coach.plan import Choice, KnownSetting, SeenFinding
from coach.wording.settings import Settings


class Wording(Settings):
    """Says all that is said of a verdict."""

    def where(self, choice: Choice, namings: Namings) -> str:
        """Where to tap for a change that was decided about; empty where Settings has no switch."""
        permission = self.content.permissions[choice.permission]
        setting = permission.nearest(choice.setting, self.version)
        return self._path("by-permission", choice.permission, self._who(choice, namings), setting) if permission.switch else ""

    def _who(self, about: Choice | KnownSetting | SeenFinding, namings: Namings) -> AppProfile:
        return profile(about.bundle_id, self.content, namings)

    def change(self, choice: Choice | KnownSetting, namings: Namings) -> str:
        """A change by app and permission, as in a list: "WeChat, Photos"."""
        permission = self.content.permissions[choice.permission].label[self.words.lang]
        return self.words("check.place", app=self.called(self._who(choice, namings)), permission=permission)

    def decided(self, choice: Choice, namings: Namings) -> str:
        """What was decided about a change."""
        words, change = self.words, self.change(choice, namings)
        if choice.decision == "done":
            permission = self.content.permissions[choice.permission]
            return words("walk.was-done", change=change, setting=self._label(permission.nearest(choice.setting, self.version)))
        if choice.decision == "keep":
            reason = words(f"reason.{choice.reason}") if choice.reason not in ("", "own") else ""
            return words(
                "walk.was-kept",
                change=change,
                reason=words.together(*(words("list.sentence", text=told) for told in (reason, choice.note) if told)),
            ).rstrip()
        return words("walk.was-later", change=change)

    def already(self, known: KnownSetting, namings: Namings) -> str:
        """The setting that is in force already, as the person told."""
        setting = self._label(self.content.permissions[known.permission].nearest(known.setting, self.version))
        return self.words("walk.was-already", change=self.change(known, namings), setting=setting)

    def checked(self, item: Checked, namings: Namings) -> str:
        """How one change turned out."""
        last = self.words.moment(item.last) if item.last else ""
        outcome = self.words("check.smaller-too-much" if item.too_much else f"check.{item.outcome}", n=item.count, last=last)
        return self.words("check.change", change=self.change(item.choice, namings), outcome=outcome)

    def kept(self, item: Kept, namings: Namings) -> str:
        """What a kept permission was used for since, and what it costs."""
        change = self.change(item.choice, namings)
        times = self.words("count.times", n=item.count)
        if item.points is None:
            return self.words("check.kept-early", change=change, times=times)
        return self.words("check.kept" if item.points else "check.kept-free", change=change, times=times, points=-item.points)

    def new(self, item: SeenFinding, namings: Namings) -> str:
        """A finding that was not there before."""
        return self.words("check.new", app=self.called(self._who(item, namings)), topic=self.topic(item.topic), points=-item.points)

    def then_and_now(self, checked: Check) -> str:
        """The phone's score before and after, as far as it can be told."""
        since = self.words.moment(checked.since)
        if not checked.enough or checked.score_now is None:
            return self.words("check.too-early", since=since, days=self.words("count.days", n=checked.days))
        if checked.score_then is None:
            return self.words("check.now", now=checked.score_now, grade=checked.grade_now, since=since)
        return self.words("check.then-and-now", then=checked.score_then, now=checked.score_now, grade=checked.grade_now, since=since)

    def rule_of_check(self) -> str:
        """What a check goes by."""
        return self.words("check.rule", days=self.words.small(self.content.rules.counting.window_days))
