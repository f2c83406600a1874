"""content/android/needs.toml → what kinds of app need of the permissions that one kind of phone alone tells of, beside what is common; and
where they need more of the others on this phone."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Self

from pydantic import Field, model_validator

from coach.content.files import ContentError, Folder
from coach.content.tables import HOUSE, UNKNOWN_TYPE, AppType, BackgroundUse, Cell, EarlierNeed, KnownCategory
from coach.models import Category, Frozen, Level, Text

_JOB = "job"


class _Said(Text):
    """Why a kind of app needs a permission or not; may begin with {job}."""

    level: Level

    @model_validator(mode="after")
    def _has_its_places(self) -> Self:
        for text in (self.en, self.zh, *self.others.values()):
            if not {field for _, field, _, _ in Formatter().parse(text) if field is not None} <= {_JOB}:
                raise ValueError(f"none but {{{_JOB}}} is filled in: {text}")
        return self

    def of(self, job: Text) -> dict[str, object]:
        """The words, of one kind."""
        others = {lang: text.format(job=job[lang]) for lang, text in self.others.items()}
        return {"en": self.en.format(job=job.en), "zh": self.zh.format(job=job.zh), "others": others}


class General(_Said):
    """What all kinds need of a permission that say nothing else."""

    id: KnownCategory
    unknown: Text
    """Of an app that nobody knows."""


class KindNeed(_Said):
    """What some kinds need of a permission."""

    topic: KnownCategory
    kinds: tuple[str, ...]
    least: str = ""
    background: BackgroundUse | None = None
    before: int | None = None
    """The first version of the system of which it no longer holds; None: it holds on all."""


class KindNeeds(Frozen):
    """All of the table."""

    instead: Mapping[KnownCategory, Mapping[str, str]] = Field(default_factory=dict)
    general: tuple[General, ...]
    need: tuple[KindNeed, ...]
    job: Mapping[str, Text]

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        named = [(row.topic, kind, bool(row.before)) for row in self.need for kind in row.kinds]
        if twice := sorted({each for each in named if named.count(each) > 1}):
            raise ValueError(f"two needs of {twice[0][1]} for {twice[0][0]}")
        return self

    @property
    def kinds(self) -> frozenset[str]:
        """All that are named."""
        return frozenset({kind for row in self.need for kind in row.kinds} | set(self.job))

    def added(self, kind: AppType) -> AppType:
        """A kind of app as it is on this phone."""
        expect = {category: self._as_it_is_here(category, cell) for category, cell in kind.expect.items()}
        background = dict(kind.background_ok)
        for row in self.general:
            expect[row.id], by_itself = self._of(row, kind)
            if by_itself:
                background[row.id] = by_itself
        generals, earlier = {row.id for row in self.general}, {}
        for own in (row for row in self.need if kind.id in row.kinds and row.topic not in generals):
            if own.before:
                earlier[own.topic] = EarlierNeed(before=own.before, cell=self._cell(own, kind), background=own.background)
                continue
            expect[own.topic] = self._cell(own, kind)
            background.pop(own.topic, None)
            if own.background:
                background[own.topic] = own.background
        return kind.model_copy(update={"expect": expect, "background_ok": background, "earlier": earlier})

    def _as_it_is_here(self, category: Category, cell: Cell) -> Cell:
        instead = self.instead.get(category, {}).get(cell.least)
        return cell.model_copy(update={"least": instead}) if instead else cell

    def _of(self, row: General, kind: AppType) -> tuple[Cell, BackgroundUse | None]:
        if kind.id == UNKNOWN_TYPE:
            return Cell(level="unknown", basis="judgement", sources=(HOUSE,), **row.unknown.model_dump()), None
        own = next((each for each in self.need if each.topic == row.id and kind.id in each.kinds), None)
        return self._cell(own or row, kind), own.background if own else None

    def _cell(self, said: _Said, kind: AppType) -> Cell:
        told = said.of(self.job.get(kind.id, kind.name))
        least = said.least if isinstance(said, KindNeed) else ""
        return Cell.model_validate({"level": said.level, "basis": "judgement", "sources": (HOUSE,), "least": least, **told})


class KindsOfPhone(Mapping[str, AppType]):
    """Kinds of app by id, as they are on one kind of phone; each is made when it is first asked for."""

    def __init__(self, kinds: Mapping[str, AppType], needs: KindNeeds) -> None:
        self._kinds, self._needs = kinds, needs
        self._known: dict[str, AppType] = {}

    def __getitem__(self, key: str) -> AppType:
        if key not in self._known:
            self._known[key] = self._needs.added(self._kinds[key])
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def __contains__(self, key: object) -> bool:
        return key in self._kinds


def kind_needs(tables: Folder, name: str, kinds: Mapping[str, AppType]) -> KindNeeds:
    """The table, of these kinds. Raises ContentError."""
    rows = {table: tuple(tables.rows(name, table, model)) for table, model in (("general", General), ("need", KindNeed))}
    rest = {key: value for key, value in tables.toml(name).items() if key not in rows}
    needs = tables.one(name, KindNeeds, rest | rows)
    if strangers := sorted(needs.kinds - set(kinds)):
        raise ContentError(f"{name}: no kind of app: {strangers[0]}")
    return needs
