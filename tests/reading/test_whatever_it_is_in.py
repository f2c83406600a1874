"""Any wrapping × any encoding × any packing of the same rows gives the same report, also of parts joined end to end."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from packed import WAYS
from report_lines import ndjson, read, report_lines, same_report
from wrapped import AROUND, ENCODINGS, WRAPPINGS

from coach.reading import read_report

Part = tuple[list[str], str, str, str]
"""Lines; how they are wrapped, what is around that, and the encoding."""
parts = st.tuples(report_lines(), *(st.sampled_from(list(each)) for each in (WRAPPINGS, AROUND, ENCODINGS)))


def as_bytes(part: Part) -> bytes:
    lines, wrapping, around, encoding = part
    return ENCODINGS[encoding](AROUND[around](WRAPPINGS[wrapping](lines)) + "\n")


def rows(several: Sequence[Part]) -> list[str]:
    return [line for lines, *_ in several for line in lines]


@settings(max_examples=80)
@given(part=parts, packing=st.lists(st.sampled_from(list(WAYS)), max_size=3))
def test_the_same_rows_give_the_same_report_in_whatever_they_come(part: Part, packing: list[str]) -> None:
    data = as_bytes(part)
    for way in packing:
        data = WAYS[way](data)
    report = read_report([("report-1.ndjson", data)])
    same_report(report, read(ndjson(rows([part]))))
    assert report.passed_over == ()


@settings(max_examples=50)
@given(several=st.lists(parts, min_size=2, max_size=4))
def test_files_that_were_joined_lose_nothing_in_whatever_encoding_each_is(several: list[Part]) -> None:
    same_report(read(b"".join(map(as_bytes, several))), read(ndjson(rows(several))))
