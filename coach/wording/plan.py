"""What the person decided, and what became of it, in words."""

from coach.catalogue import Namings, profile
from coach.check import Check, Checked, Kept, NewFinding
from coach.models import AppProfile
from coach.plan import Choice, KnownSetting, SeenFinding
from coach.wording.settings import Settings

_NAMED = 5


class Wording(Settings):
    """Says all that is said of a verdict."""

    @property
    def _on_android(self) -> bool:
        """Whether what is told of comes from an Android phone."""
        return bool(self.recorded and self.recorded.android)

    def where(self, choice: Choice, namings: Namings) -> str:
        """Where to tap for a change that was decided about; empty where Settings has no switch."""
        return self._tap(choice, choice.setting, namings)

    def _tap(self, choice: Choice, wanted: str, namings: Namings) -> str:
        permission = self.content.permissions[choice.permission]
        setting = permission.nearest(wanted, self.version)
        return self._path(self.content.first_way, choice.permission, self._who(choice, namings), setting) if permission.switch else ""

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
        return self.words("walk.was-already", change=self.change(known, namings), setting=self._known(known))

    def already_but(self, known: KnownSetting) -> str:
        """The same, where it allows too much."""
        return self.words("walk.already-but", setting=self._known(known))

    def _known(self, known: KnownSetting) -> str:
        return self._label(self.content.permissions[known.permission].nearest(known.setting, self.version))

    def checked(self, item: Checked, namings: Namings) -> str:
        """How one change turned out."""
        last = self.words.moment(item.last) if item.last else ""
        if item.in_force is not None:
            return self.words("check.change", change=self.change(item.choice, namings), outcome=self._in_force(item, last))
        if self._on_android and item.outcome == "cannot-tell":
            return self.words("check.change", change=self.change(item.choice, namings), outcome=self.words("last.cannot-tell"))
        outcome = self.words("check.smaller-too-much" if item.too_much else f"check.{item.outcome}", n=item.count, last=last)
        return self.words("check.change", change=self.change(item.choice, namings), outcome=outcome)

    def _in_force(self, item: Checked, last: str) -> str:
        """What an Android phone's file says of the setting, and when the app last used it since."""
        told = self.words("last.checked-too-much" if item.too_much else f"last.checked-{item.outcome}")
        return self.words.together(told, self.words("last.checked-used", when=last) if last else "")

    def after(self, item: Checked, namings: Namings) -> str:
        """What is left to do about a change that ended nothing or too little; empty where nothing is."""
        if not item.open:
            return ""
        key = "check.next" if item.next else "last.set-again" if item.in_force is False else "check.look-again"
        path = self._tap(item.choice, item.next or item.choice.setting, namings)
        return self.words(key, path=path) if path else ""

    def kept(self, item: Kept, namings: Namings) -> str:
        """What a kept permission was used for since, and what it costs."""
        change = self.change(item.choice, namings)
        if self._on_android:
            return self.words("last.kept" if item.points else "last.kept-free", change=change, points=-(item.points or 0))
        times = self.words("count.times", n=item.count)
        if item.points is None:
            return self.words("check.kept-early", change=change, times=times)
        return self.words("check.kept" if item.points else "check.kept-free", change=change, times=times, points=-item.points)

    def new(self, item: NewFinding, namings: Namings) -> str:
        """A finding that was not there before."""
        key = "check.new-app" if item.new_app else "check.new"
        return self.words(key, app=self.called(self._who(item, namings)), topic=self.topic(item.topic), points=-item.points)

    def new_place(self, item: NewFinding, namings: Namings) -> str:
        """The same in short, as one of several: "WeChat (Photos)"."""
        return self.words("check.new-place", app=self.called(self._who(item, namings)), topic=self.topic(item.topic))

    def new_small(self, checked: Check, namings: Namings) -> str:
        """The offers that are new, in one line, the first few by name; empty where there are none."""
        small = checked.new_small
        places = [self.new_place(item, namings) for item in small[:_NAMED]]
        if left := len(small) - len(places):
            places.append(self.words("check.new-more", n=left))
        return self.words("check.new-small", n=len(small), places=self.words.join(places)) if small else ""

    def then_and_now(self, checked: Check) -> str:
        """The phone's score before and after, as far as it can be told. Praise is for a change that worked and a score that rose."""
        since = self.words.moment(checked.since)
        if not checked.enough or checked.score_now is None:
            return self.words("check.too-early", since=since, days=self.words("count.days", n=checked.days))
        then, now, on_android = checked.score_then, checked.score_now, self._on_android
        scores, praise = {"now": now, "grade": checked.grade_now}, ""
        if then is None:
            told = self.words("check.now", **scores)
        elif now == then:
            told = self.words("check.same", **scores)
        elif now < then:
            told = self.words("last.check-lower" if on_android else "check.lower", then=then, **scores)
        else:
            told = self.words("check.higher", then=then, **scores)
            worked = any(item.outcome in ("stopped", "smaller") and not item.too_much for item in checked.changes)
            praise = self.words("check.well-done") if worked else ""
        return self.words.together(told, praise, "" if on_android else self.words("check.since", since=since))

    def rule_of_check(self) -> str:
        """What a check goes by."""
        if self._on_android:
            return self.words("last.check-rule")
        return self.words("check.rule", days=self.words.small(self.content.rules.counting.window_days))
