"""What is told of all phones → Parquet: one row for each phone, app and topic. Private working data, never to be published.

A phone is a random number, drawn anew at each run; phones stand in the order of these numbers, so that not even their order tells of files.
"""

import secrets
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from coach.study.kept import Kept
from coach.study.looked import COUNTED, LAST

_NAME = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        pa.field("phone", pa.int64(), nullable=False),
        *(pa.field(name, _NAME, nullable=False) for name in ("platform", "app", "kind", "topic", "tier", "rule")),
        pa.field("points", pa.int16(), nullable=False),
        pa.field("enough", pa.bool_(), nullable=False),
        pa.field("period_s", pa.int32()),
        *(pa.field(name, pa.int32()) for name in COUNTED),
        *(pa.field(name, pa.int8()) for name in LAST),
        pa.field("companies", pa.list_(pa.string())),
        pa.field("rules", _NAME, nullable=False),
    ]
)
"""docs/study.md says what each column is."""
_AT_ONCE = 1000
"""Phones in a row group."""
_MOST = 2**31 - 1


def write_rows(kept: Kept, phones: Sequence[str], rules: str, path: Path) -> None:
    """Writes the rows of these phones, each known by its content, as a whole or not at all."""
    numbers = _numbers(len(phones))
    drawn = sorted(zip(numbers, phones, strict=True))
    part = path.with_name(f".{path.name}.part")
    part.touch(mode=0o600)
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for first in range(0, max(len(drawn), 1), _AT_ONCE):
            tables = [_rows(kept, number, digest, rules) for number, digest in drawn[first : first + _AT_ONCE]]
            if tables:
                writer.write_table(pa.concat_tables(tables).unify_dictionaries())
    part.replace(path)


def _numbers(count: int) -> list[int]:
    numbers: set[int] = set()
    while len(numbers) < count:
        numbers.add(secrets.randbelow(2**62))
    return list(numbers)


def _rows(kept: Kept, number: int, digest: str, rules: str) -> pa.Table:
    platform, enough, columns = kept.rows(digest)
    count = len(columns.get("app", ()))
    every: dict[str, object] = {"phone": number, "platform": platform, "enough": enough, "rules": rules}
    arrays = []
    for field in SCHEMA:
        values: list[object] = [every[field.name]] * count if field.name in every else [*columns.get(field.name, ())]
        if pa.types.is_integer(field.type) and field.name != "phone":
            values = [value if value is None else max(-_MOST, min(int(str(value)), _MOST)) for value in values]
        arrays.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
