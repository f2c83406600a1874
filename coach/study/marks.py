"""Which accesses a file tells of, as numbers: files of one phone have some in common. No number tells which access it stands for.

An iPhone gives every access an id, that stays from export to export; an Android phone's last accesses are told to the millisecond. Of each
hour only the two smallest numbers are kept where there are very many: two files that both tell of that hour keep the same ones, and a phone
takes some kilobytes however often its apps look. So large files that have less than an hour in common may not be found to be of one phone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coach.models import Platform
from coach.reading.android.raw import Raw
from coach.reading.inputs import Part

Marks = npt.NDArray[np.uint64]
Hours = npt.NDArray[np.int64]
SHARED: dict[Platform, int] = {"ios": 1, "android": 2}
"""From so many in common on two files are of one phone. An iPhone's ids are unique; a millisecond may be the same on two of many phones."""
_EACH_HOUR, _MANY = 2, 256
_HOUR_MS = 3_600_000
# A phone that starts with a wrong clock notes the same moment as all others of its make.
_LONGEST_MS = 400 * 24 * _HOUR_MS
_SEAM = "\x1f"


def marks(parts: Iterable[Part]) -> Marks:
    """Those of all texts of one input, ascending."""
    found = [each for part in parts for each in (_of_iphone(part.blocks) if part.reader.platform == "ios" else _of_android(part))]
    many = sum(len(numbers) for numbers, _ in found) > _MANY
    return np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *(_thinned(*each) if many else each[0] for each in found)]))


def _thinned(numbers: Marks, hours: Hours) -> Marks:
    """The smallest of each hour."""
    order = np.lexsort((numbers, hours))
    numbers, hours = numbers[order], hours[order]
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (numbers[1:] == numbers[:-1]) & (hours[1:] == hours[:-1])
    numbers, hours = numbers[~again], hours[~again]
    place = np.arange(len(hours))
    begins = np.maximum.accumulate(np.where(np.diff(hours, prepend=hours[:1] - 1) != 0, place, 0))
    return numbers[place - begins < _EACH_HOUR]


def _of_iphone(blocks: Sequence[object]) -> Iterator[tuple[Marks, Hours]]:
    tables = [getattr(rows, "access") for rows in blocks]  # noqa: B009 (the reader's own shape)
    access = pa.concat_tables(tables) if tables else None
    if access is not None and len(access):
        moment = pc.cast(access["utc"], pa.string())
        told = pc.binary_join_element_wise(access["identifier"], access["bundle_id"], access["category"], moment, _SEAM)
        yield _hashed(told.to_numpy(zero_copy_only=False)), access["utc"].to_numpy() // _HOUR_MS


def _of_android(part: Part) -> Iterator[tuple[Marks, Hours]]:
    for text in part.blocks:
        raw: Raw = text.raw
        times = {record: record.time for record, age in raw.records.items() if record.time and 0 <= age <= _LONGEST_MS}
        told = [_SEAM.join(map(str, record)) for record in times]
        if told:
            hours = np.array([_hour(time) for time in times.values()], dtype=np.int64)
            yield _hashed(np.array(told, dtype=object)), hours


def _hour(time: datetime) -> int:
    """On the phone's own clock."""
    return (time - datetime(1970, 1, 1)) // _AN_HOUR


_AN_HOUR = datetime(1970, 1, 1, 1) - datetime(1970, 1, 1)


def _hashed(texts: npt.NDArray[np.object_]) -> Marks:
    numbers: Marks = pd.util.hash_array(texts, categorize=False)
    return numbers
