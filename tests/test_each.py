"""A test of many cases tells of every one that fails."""

import pytest
from each import each


def test_every_case_that_fails_is_named_and_told() -> None:
    tried = []

    @each("one, other", [(1, 1), (2, 3), (4, 4), (5, "x")])
    def cases(one: int, other: object, given: str) -> None:
        tried.append(one)
        assert given == "of pytest"
        assert one == other

    with pytest.raises(ExceptionGroup) as failed:
        cases(given="of pytest")
    assert tried == [1, 2, 4, 5]
    assert failed.value.message == "2 of 4 fail: 1: (2, 3); 3: (5, 'x')"
    assert [error.__notes__ for error in failed.value.exceptions] == [["one, other = (2, 3)"], ["one, other = (5, 'x')"]]


def test_cases_that_hold_say_nothing_and_no_case_at_all_is_refused() -> None:
    each("one", [1, 2])(lambda one: None)()
    with pytest.raises(AssertionError, match="no case"):
        each("one", [])


@pytest.mark.parametrize("lang", ["en", "zh"])
@each("letter", "ab")
def test_other_parameters_and_fixtures_come_from_pytest(lang: str, letter: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert lang in ("en", "zh")
    assert letter in "ab"
    assert tmp_path_factory.getbasetemp().is_dir()
