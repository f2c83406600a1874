"""Runs of equal rows in sorted columns: what grouping comes down to once the rows are in order. And sums of a column."""

import numpy as np
import numpy.typing as npt


def exact_sum(counts: npt.NDArray[np.int64]) -> int:
    """The sum of whole numbers from zero on, however large it gets."""
    return (int((counts >> 32).sum()) << 32) + int((counts & 0xFFFFFFFF).sum())


def run_starts(*columns: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """True where a row differs from the row before in any column; the first row always does."""
    starts = np.zeros(len(columns[0]), dtype=bool)
    starts[:1] = True
    for column in columns:
        starts[1:] |= column[1:] != column[:-1]
    return starts
