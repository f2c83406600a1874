"""What a kind of app needs at least, and why. Worked out once for each combination of kinds, company and permission, and kept."""

from coach.content import Cell, Content
from coach.models import AppProfile, Basis, Category, Frozen, Level, Text

_MILDEST = ("needed", "unknown", "while_using", "not_needed")


class Need(Frozen):
    """What an app may do with one permission. Of several kinds the most generous counts."""

    level: Level
    """A level of its own where use goes on by itself for a time: rules are chosen by it."""
    basis: Basis
    sources: tuple[str, ...]
    reason: Text
    all_day: Text | None
    """Why use goes on all day and night, where that is the job of one of the kinds."""
    excuse: Text | None
    """Why it is not held against this app at all, where the rules say so."""


class Needs:
    """`Needs(content).of(profile, category)`: a category that a kind says nothing of is unknown, and free."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._known: dict[tuple[tuple[str, ...], str, Category], Need] = {}

    def of(self, who: AppProfile, category: Category) -> Need:
        """What an app of these kinds, of this company, may do with a category."""
        key = (who.types, who.group, category)
        if key not in self._known:
            self._known[key] = self._work_out(*key)
        return self._known[key]

    def _work_out(self, types: tuple[str, ...], group: str, category: Category) -> Need:
        kinds = [self.content.types[app_type] for app_type in types]
        cell = min((kind.expect.get(category, self.content.rules.no_cell) for kind in kinds), key=lambda cell: _MILDEST.index(cell.level))
        by_itself = [use for kind in kinds if (use := kind.background_ok.get(category))]
        all_day = next((use for use in by_itself if use.when == "all_day"), None)
        excuse = next((row for row in self.content.rules.excuse if row.group == group and row.topic == category), None)
        return Need(
            level=_level(cell, goes_on=bool(by_itself)),
            basis=cell.basis,
            sources=cell.sources,
            reason=cell,
            all_day=all_day,
            excuse=excuse,
        )


def _level(cell: Cell, *, goes_on: bool) -> Level:
    return "while_active" if cell.level == "while_using" and goes_on else cell.level
