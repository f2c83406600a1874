"""What a kind of app needs at least, and why. Worked out once for each combination of kinds, company and permission, and kept."""

from coach.content import Cell, Content
from coach.models import AppProfile, Background, Basis, Category, Frozen, Level, Text

_MILDEST = ("needed", "unknown", "while_using", "extra", "not_needed")


class Need(Frozen):
    """What an app may do with one permission. Of several kinds the most generous counts for whether; for the rest its main kind."""

    level: Level
    background: Background
    """Use by itself that is part of the job of the main kind: no side job excuses that."""
    least: str
    """Id of the smallest setting that leaves the job whole; empty for what is no permission."""
    offer: str
    """Id of the setting that is worth an offer, as it is smaller than the ordinary one; empty where there is none."""
    precise: bool
    minutes: int
    """How long in a day and a night the job explains that it is on."""
    basis: Basis
    sources: tuple[str, ...]
    reason: Text
    by_itself: Text | None
    """Why it goes on by itself."""
    excuse: Text | None
    """Why it is not held against this app at all, where the rules say so."""


class Needs:
    """`Needs(content).of(profile, category)`: a category that a kind says nothing of is unknown, and free.

    version: of the phone's system; what it can't do is not offered. None: the newest.
    """

    def __init__(self, content: Content, version: int | None = None) -> None:
        self.content = content
        self.version = version or content.versions[-1]
        self._known: dict[tuple[tuple[str, ...], str, Category], Need] = {}

    def of(self, who: AppProfile, category: Category) -> Need:
        """What an app of these kinds, of this company, may do with a category."""
        key = (who.types, who.group, category)
        if key not in self._known:
            self._known[key] = self._work_out(*key)
        return self._known[key]

    def sensitive(self, who: AppProfile) -> bool:
        """Whether more depends on whom an app of these kinds contacts."""
        return any(self.content.types[kind].sensitive for kind in who.types)

    def carries_others(self, who: AppProfile) -> bool:
        """Whether what it contacts is other people's pages: told by its main kind."""
        return self.content.types[who.types[0]].carries_others

    def _work_out(self, types: tuple[str, ...], group: str, category: Category) -> Need:
        rules = self.content.rules
        needs = [self.content.types[app_type].needs(category, self.version) for app_type in types]
        cell = min((cell or rules.no_cell for cell, _ in needs), key=lambda cell: _MILDEST.index(cell.level))
        _, by_itself = needs[0]
        least = self._least(cell, category)
        return Need(
            level=cell.level,
            background=by_itself.when if by_itself else "none",
            least=least,
            offer=self._offer(cell, category, least),
            precise=cell.precise,
            minutes=rules.minutes[cell.level] if cell.minutes is None else cell.minutes,
            basis=cell.basis,
            sources=cell.sources,
            reason=cell,
            by_itself=by_itself,
            excuse=next((row for row in rules.excuse if row.group == group and row.topic == category), None),
        )

    def _least(self, cell: Cell, category: Category) -> str:
        permission = self.content.permissions.get(category)
        return cell.least or permission.least[cell.level] if permission else ""

    def _offer(self, cell: Cell, category: Category, least: str) -> str:
        permission = self.content.permissions.get(category)
        if not permission:
            return ""
        smaller = permission.rank(least) < permission.rank(permission.ordinary)
        wanted = least if smaller else "" if cell.precise else permission.rough
        return wanted if wanted and permission.setting[permission.rank(wanted)].label(self.version) else ""
