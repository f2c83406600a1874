"""A change in words: where to tap on this version of the phone's system, what stops and what goes on, and how to undo it."""

from collections.abc import Iterable
from typing import Literal

from coach.advice import TRACKING
from coach.allowed import file_tells
from coach.catalogue import effects_of, row_of
from coach.content import MakersSide, Permission, Setting, unique
from coach.measures import HELD
from coach.models import Advice, AppAssessment, AppProfile, Category, Frozen, Screen
from coach.text import isolated
from coach.wording.findings import Findings

_ASK = "ask"
"""The setting under which an app has to ask each time."""


class AdviceText(Frozen):
    """One change in words."""

    title: str
    setting: str
    why: str
    steps: tuple[str, ...]
    """All taps: the way by permission, a further switch that helps, the way by app."""
    also: str
    """The further switch; empty where there is none."""
    other_way: str
    """The way by app alone; empty where there is no switch."""
    breaks: str
    keeps: str
    milder: str
    """The next larger setting, and what it costs; empty where there is none."""
    stricter: str
    """What the strictest setting would cost beyond; empty where this is the strictest."""
    undo: str
    maker: str
    """The maker's own explanation; empty where none is known."""
    confidence: str
    sources: str


class Settings(Findings):
    """Says how to change a setting."""

    def advice(self, item: Advice, app: AppAssessment) -> AdviceText:
        """One change, with why, how and what it costs."""
        lang = self.words.lang
        permission = self.content.permissions[item.permission]
        setting = permission.nearest(item.setting, self.version)
        in_force = file_tells(app.activity, permission)
        before = self._label(permission.nearest(in_force or permission.setting[-1].id, self.version))
        maker = self._maker(item, app)
        label = self._label(setting)
        breaks, keeps = self._effect(app, permission, setting)
        return AdviceText(
            title=self.words("advice.title", app=self.name(app), permission=permission.label[lang], setting=label),
            setting=label,
            why=self.words.together(self.finding(app, item.finding), self.yardstick(app, item.finding), self._gone(item)),
            steps=tuple(self._steps(item, app, setting)),
            also=self._also(item, app),
            other_way=self._way(self._other_way, item, app, setting) if permission.switch else "",
            breaks=breaks,
            keeps=keeps,
            milder=self._milder(item, app, permission),
            stricter=self._stricter(app, permission, setting),
            undo=self.words("last.undo" if in_force else "advice.undo", setting=before) if permission.switch else "",
            maker=maker[lang] if maker else "",
            confidence=self.words("last.sure" if in_force and item.confidence == "medium" else f"confidence.{item.confidence}"),
            sources=self.cited(self.sources_of(item, app)),
        )

    def _maker(self, item: Advice, app: AppAssessment) -> MakersSide | None:
        """What the maker said, unless that was about another kind of phone."""
        effects = effects_of(app.profile.bundle_id, self.content)
        maker = effects.maker.get(item.permission) if effects else None
        return maker if maker and len(self.content.cited(maker.sources)) == len(maker.sources) else None

    def sources_of(self, item: Advice, app: AppAssessment) -> tuple[str, ...]:
        """Ids of what a change rests on: the permission, the setting, and the maker's side where it is told."""
        permission, maker = self.content.permissions[item.permission], self._maker(item, app)
        setting = permission.nearest(item.setting, self.version)
        return self.content.cited(unique(permission.sources, setting.sources, maker.sources if maker else ()))

    def _effect(self, app: AppAssessment, permission: Permission, setting: Setting) -> tuple[str, str]:
        """What stops and what goes on: in this app where that is known, else in general."""
        effects = effects_of(app.profile.bundle_id, self.content)
        known = effects.change.get(permission.id, {}).get(setting.id) if effects else None
        breaks, keeps = (known.breaks, known.keeps) if known else (setting.breaks, setting.keeps)
        return breaks[self.words.lang] if breaks else "", keeps[self.words.lang] if keeps else ""

    def _gone(self, item: Advice) -> str:
        """What no setting takes back."""
        permission = self.content.permissions[item.permission]
        if not permission.whole_at_once or item.finding.level not in ("extra", "not_needed") or item.finding.measure == HELD:
            return ""
        return permission.gone[self.words.lang] if permission.gone else self.words("advice.gone")

    def _milder(self, item: Advice, app: AppAssessment, permission: Permission) -> str:
        if not item.milder:
            return ""
        setting = permission.nearest(item.milder, self.version)
        return self.words.together(self.words("advice.milder", setting=self._label(setting)), *self._effect(app, permission, setting))

    def _stricter(self, app: AppAssessment, permission: Permission, setting: Setting) -> str:
        strictest = permission.setting[0]
        if setting in permission.setting[:2] or not strictest.breaks:
            return ""
        return self.words.together(self.words("advice.stricter", setting=self._label(strictest)), *self._effect(app, permission, strictest))

    def cited(self, *sources: Iterable[str]) -> str:
        """Sources by their short names, each once."""
        names = unique(*sources)
        return self.words("advice.sources", names=self.words.join([self.content.sources[name].short[self.words.lang] for name in names]))

    def _label(self, setting: Setting) -> str:
        label = setting.label(self.version)
        return label[self.words.lang] if label else ""

    def _steps(self, item: Advice, app: AppAssessment, setting: Setting) -> Iterable[str]:
        if not self.content.permissions[item.permission].switch:
            yield self._label(setting)
            return
        yield self._way(self.content.first_way, item, app, setting)
        if also := self._also(item, app):
            yield also
        yield self.words("advice.step-or", step=self._way(self._other_way, item, app, setting))

    @property
    def _other_way(self) -> Literal["by-permission", "by-app"]:
        return "by-app" if self.content.first_way == "by-permission" else "by-permission"

    @property
    def _maker_of_phone(self) -> str:
        """As the file of an Android phone says; empty where none does."""
        return self.recorded.android.maker if self.recorded and self.recorded.android else ""

    def screen_name(self, screen: Category) -> str:
        """What Settings calls the screen that lists all apps with a permission, or that of tracking."""
        return self.of_phone("screen.tracking") if screen == TRACKING else self.content.permissions[screen].label[self.words.lang]

    def screen_path(self, screen: Category) -> str:
        """Where to tap for that screen; empty where Settings has none."""
        if screen != TRACKING and not self.content.permissions[screen].switch:
            return ""
        path = self.content.path("screen", self.version, self._maker_of_phone)
        return path[self.words.lang].format(permission=self.screen_name(screen))

    def _way(self, kind: Literal["by-permission", "by-app"], item: Advice, app: AppAssessment, setting: Setting) -> str:
        return self._path(kind, item.permission, app.profile, setting)

    def _path(self, kind: Literal["by-permission", "by-app"], category: Category, who: AppProfile, setting: Setting) -> str:
        """Where to tap, and what to choose there."""
        lang, permission = self.words.lang, self.content.permissions[category]
        label = permission.label if kind == "by-permission" else permission.app_page_label
        way = self.content.path(kind, self.version, self._maker_of_phone if kind == "by-permission" else "")
        path = way[lang].format(permission=label[lang], app=isolated(self.in_settings(who)))
        step = self.words("advice.step", path=path, setting=self._label(setting))
        return step if lang in way.sure else self.words("advice.unsure", step=step)

    def others(self, screen: Screen) -> str:
        """What to do with all other apps in the list of a screen, in short, by what this version of the system has."""
        if not screen.others:
            return ""
        asks = self.content.permissions[screen.screen].nearest(_ASK, self.version) if screen.others == "ask-next-time" else None
        return self.of_phone(f"screen.{screen.others}-short", setting=self._label(asks) if asks else "")

    def in_settings(self, who: AppProfile) -> str:
        """An app's name as it stands on the Home Screen, unless the person calls it otherwise; a second copy is marked as one."""
        row = row_of(who.bundle_id, self.content)
        return self.marked((row.home_screen if row and who.name == row.name else who.name)[self.words.lang], who)

    def _also(self, item: Advice, app: AppAssessment) -> str:
        permission = self.content.permissions[item.permission]
        rough = permission.also and item.setting == permission.ordinary and not self.needs.of(app.profile, item.permission).precise
        return permission.also[self.words.lang] if permission.also and rough else ""

    def gains(self, item: Advice, app: AppAssessment, phone: int | None) -> str:
        """What a change gains: for the app, and for the phone's score where it has one."""
        gain = self.words("advice.gain", app=self.name(app), before=app.score, after=(app.score or 0) + item.gain)
        if phone is None:
            return gain
        return self.words.together(
            gain, self.words("advice.gain", app=self.words("page.phone-score"), before=phone, after=phone + item.phone_gain)
        )
