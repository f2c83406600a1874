"""Many small cases in one test, where a test of its own for each would take longer than the case: `@each` stands where
`@pytest.mark.parametrize` would. A failure names every case that fails, and tells each as if it were alone."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def each(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Calls a test for each case, with the case as the argument `names` (or, as "one, other", with its parts)."""
    arguments, tried = names.replace(" ", "").split(","), list(cases)
    assert tried, "a test of no case would hold for no reason"

    def of(test: Test) -> Test:
        @wraps(test)
        def of_all(**given: Any) -> None:
            failed: dict[str, Exception] = {}
            for number, case in enumerate(tried):
                try:
                    test(**given, **dict(zip(arguments, case if len(arguments) > 1 else (case,), strict=True)))
                except (Exception, pytest.fail.Exception) as error:
                    told = error if isinstance(error, Exception) else AssertionError(str(error))
                    failed[f"{number}: {str(case)[:80]}"] = told
                    told.add_note(f"{names} = {ascii(case)[:1000]}")
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(tried)} fail: {'; '.join(failed)}"[:4000], list(failed.values()))

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in arguments]
        of_all.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined] # the fixtures pytest shall give
        return of_all

    return of
