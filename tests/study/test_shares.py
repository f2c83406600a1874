"""What may be told of a few: nothing, neither by a count nor by what two or three of them leave."""

import math
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.study.shares import Ledger, Share, about, apart, phones_of, wilson

LIMIT = 5


def group(*places: range) -> int:
    return sum(1 << place for each in places for place in each)


def everyone(count: int) -> int:
    return (1 << count) - 1


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(31, 80, 0.2882, 0.4971), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 2, 0.0945, 0.9055), (500, 1000, 0.4691, 0.5309)],
)
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    """Solved by hand: the shares p with |p̂ − p| = 1.96 √(p(1 − p)/n)."""
    found = wilson(count, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    for end in found:
        if 0 < end < 1:
            assert math.isclose(abs(count / of - end), 1.959964 * math.sqrt(end * (1 - end) / of), rel_tol=1e-5)


def test_a_count_is_shown_as_it_is() -> None:
    ledger = Ledger(everyone(100), LIMIT)
    base = ledger.base(group(range(80)))
    assert base is not None
    assert ledger.share(group(range(31)), base) == Share(31, 80)


@pytest.mark.parametrize("count", range(LIMIT))
def test_a_count_below_the_limit_is_not_shown(count: int) -> None:
    ledger = Ledger(everyone(100), LIMIT)
    assert ledger.share(group(range(count)), ledger.everyone) is None
    assert ledger.base(group(range(count))) is None


@pytest.mark.parametrize("missing", range(LIMIT))
def test_nearly_all_are_told_without_the_few_that_are_missing(missing: int) -> None:
    ledger = Ledger(everyone(100), LIMIT)
    assert ledger.share(group(range(100 - missing)), ledger.everyone) == Share(96, 100, at_least=True)


def test_phones_that_lack_a_common_app_are_not_told_by_how_many_have_it() -> None:
    ledger = Ledger(everyone(100), LIMIT)
    assert ledger.base(group(range(98))) == ledger.everyone


def test_fewer_phones_than_the_limit_are_no_study() -> None:
    ledger = Ledger(everyone(LIMIT - 1), LIMIT)
    assert not ledger.tells
    assert ledger.base(ledger.everyone) is None


def test_two_counts_of_which_one_holds_the_other_do_not_tell_of_their_difference() -> None:
    """An app on 40 phones, its kind on 42: two phones have another app of that kind."""
    ledger = Ledger(everyone(100), LIMIT)
    assert ledger.base(group(range(40)))
    assert ledger.base(group(range(42))) is None
    assert ledger.base(group(range(45)))


def test_two_parts_of_a_whole_do_not_tell_of_the_rest() -> None:
    ledger = Ledger(everyone(100), LIMIT)
    base = ledger.base(group(range(60)))
    assert base is not None
    assert ledger.share(group(range(30)), base)
    assert ledger.share(group(range(30, 57)), base) is None, "it would tell of three"
    assert ledger.share(group(range(30, 50)), base)


def test_two_parts_that_are_all_of_a_whole_do_not_tell_of_what_they_have_in_common() -> None:
    ledger = Ledger(everyone(100), LIMIT)
    assert ledger.base(group(range(40)))
    assert ledger.base(group(range(38, 70)))
    assert ledger.base(group(range(70))) is None, "40 + 32 − 70 is two phones that have both"


@given(st.integers(5, 30), st.lists(st.integers(0, 2**30 - 1), max_size=12), st.integers(3, 6))
def test_whoever_adds_and_takes_away_what_is_shown_finds_no_few(count: int, asked: list[int], limit: int) -> None:
    ledger = Ledger(everyone(count), limit)
    shown = [ledger.everyone] if ledger.tells else []
    for each in asked:
        phones = each & ledger.everyone
        share = ledger.share(phones, ledger.everyone) if ledger.tells else None
        if share and not share.at_least:
            shown.append(phones)
    few = range(1, limit)
    for one, two in permutations(shown, 2):
        if one & two == two:
            assert (one & ~two).bit_count() not in few
    for whole, one, two in ((whole, one, two) for whole in shown for one, two in combinations(shown, 2)):
        if (one | two) & whole == one | two and not one & two:
            assert (whole & ~(one | two)).bit_count() not in few
        if one | two == whole and whole not in (one, two):
            assert (one & two).bit_count() not in few


@pytest.mark.parametrize(
    ("counts", "shown", "whole"),
    [([7, 5], [7, 5], 12), ([7, 2], [7, None], None), ([7, 3, 3], [7, None, None], 13), ([2, 2], [None, None], None), ([], [], None)],
)
def test_parts_are_told_and_their_sum_only_where_it_hides_the_few(counts: list[int], shown: list[int | None], whole: int | None) -> None:
    assert apart(counts, LIMIT) == (shown, whole)


def test_a_middle_is_rough_and_needs_twice_the_limit() -> None:
    assert about([180, 175, 190] * 4, LIMIT) == 200
    assert about([1] * 10, LIMIT) == 1
    assert about([3, 3, 4, 4] * 3, LIMIT) == 5
    assert about([180] * 9, LIMIT) is None
    assert about([0] * 20, LIMIT) is None


def test_phones_are_bits() -> None:
    import numpy as np

    assert phones_of(np.array([0, 3, 70]), 80) == 1 | 1 << 3 | 1 << 70
