"""Lines whose time lies far from all others: a clock that was wrong for a moment, not something the phone did then.

They are set aside and told like any line that can't be used, so that the period, the weeks and the pictures are those of the phone.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from coach.reading.ios.mend import CODES
from coach.reading.ios.rows import ACCESS_SCHEMA, NETWORK_SCHEMA, PROBLEM, Ints, Rows

_FAR_MS = 183 * 24 * 60 * 60_000
"""Where nothing was recorded for so long, what stands on the one side is far from what stands on the other."""
_MANY = 20
"""So many lines are no accident: they may be an older report."""
_TIMES_AS_MANY = 10
Bools = npt.NDArray[np.bool_]


def without_far(parts: Sequence[tuple[str, Rows]]) -> list[tuple[str, Rows]]:
    """The rows of all texts without those that lie far from all others, which are problems instead.

    All times of all lines, of a contact the first and the last one, are cut where nothing was recorded for half a year. A part that holds
    fewer than 20 different lines is set aside where the largest holds ten times as many. So a repeated line, the order of lines, and how
    they are spread over files change nothing; and reports of different years stay.
    """
    access = pa.concat_tables([ACCESS_SCHEMA.empty_table(), *(rows.access for _, rows in parts)])
    network = pa.concat_tables([NETWORK_SCHEMA.empty_table(), *(rows.network for _, rows in parts)])
    times = [table[name].to_numpy() for table, name in ((access, "utc"), (network, "utc"), (network, "first_utc"))]
    filled = [each for each in times if len(each)]
    if not filled or max(int(each.max()) for each in filled) - min(int(each.min()) for each in filled) <= _FAR_MS:
        return list(parts)
    moments = np.unique(np.concatenate(filled))
    cuts = moments[1:][np.diff(moments) > _FAR_MS]
    if np.diff(np.searchsorted(moments, cuts), prepend=0, append=len(moments)).min() >= 2 * _MANY:
        return list(parts)  # a line has two times at most
    lines = np.zeros(len(cuts) + 1, dtype=np.int64)
    for table in (access, network):
        for each in _parts_of(_different(table), cuts):
            lines += np.bincount(each, minlength=len(lines))
    far = (lines < _MANY) & (lines * _TIMES_AS_MANY <= lines.max())
    return [(name, _set_aside(rows, cuts, far)) for name, rows in parts] if far.any() else list(parts)


def _different(table: pa.Table) -> pa.Table:
    """Each line once, wherever it stands, and on whichever clock it was written."""
    return table.group_by([name for name in table.column_names if name not in ("line", "local")]).aggregate([])


def _parts_of(table: pa.Table, cuts: Ints) -> list[Ints]:
    """The part in which each row lies; of contacts that begin in another part, that one too."""
    last = np.searchsorted(cuts, table["utc"].to_numpy(), side="right")
    if "first_utc" not in table.column_names:
        return [last]
    first = np.searchsorted(cuts, table["first_utc"].to_numpy(), side="right")
    return [last, first[first != last]]


def _set_aside(rows: Rows, cuts: Ints, far: Bools) -> Rows:
    """The rows of a text without those of the parts that are far."""
    kept, lines = [], []
    for table in (rows.access, rows.network):
        gone = np.zeros(len(table), dtype=bool)
        for name in ("utc", "first_utc"):
            if name in table.column_names:
                gone |= far[np.searchsorted(cuts, table[name].to_numpy(), side="right")]
        kept.append(table.filter(pa.array(~gone)))
        lines.append(table["line"].to_numpy()[gone])
    problems = np.array([(line, CODES.index("far-time")) for line in np.concatenate(lines).tolist()], dtype=PROBLEM)
    return rows._replace(access=kept[0], network=kept[1], problems=np.concatenate((rows.problems, problems)))
