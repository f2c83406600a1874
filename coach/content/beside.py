"""What content/ says beside a report: the model of the rows of beside.toml, by phone."""

from coach.content.tables import Label
from coach.models import Frozen, Text


class Note(Text):
    """What to look for in one place of Settings, or whom to turn to."""

    id: str
    path: tuple[Label, ...] = ()
    """Where to tap, since a version of the system; empty: it is about no place."""
    expected: tuple[str, ...] = ()
    """Kinds of app whose very job it is: nobody is asked about those."""
    sources: tuple[str, ...]

    def way(self, version: int) -> Label | None:
        """Where to tap on this version of the system; None where it has no such place."""
        return next((label for label in reversed(self.path) if label.since <= version), None)

    def holds(self, version: int) -> bool:
        """Whether there is anything to say on this version."""
        return not self.path or self.way(version) is not None


class Beside(Frozen):
    """unseen: what no report records. managed: where it stands who holds a setting fixed. help: whom to turn to. special: what apps may
    have besides permissions, by the id of its topic."""

    unseen: tuple[Note, ...]
    managed: tuple[Note, ...]
    help: tuple[Note, ...]
    special: tuple[Note, ...] = ()
