"""Why an input can't be used.

UnusableInput
    one exception for every input that holds no report; `code` names the sentence in the words (table `unusable`), `values` fills its
    placeholders.
Refusal
    the same as a noun, for an input that is passed over beside others.
Key
    a value that is itself a key of the words: shown in the language of the sentence it stands in.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Key(str):
    """A key of the words, as a value in a sentence."""

    __slots__ = ()


class Refusal(NamedTuple):
    """Why an input can't be used: a code of the words, and what fills its placeholders."""

    code: str
    values: Mapping[str, str | int]


class UnusableInput(Exception):
    """An input that can't be read as a report. Told to the person by code, never as a traceback.

    others: where several inputs were given and none can be used, why the further ones can't.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.others: tuple[Refusal, ...] = ()

    @property
    def refusal(self) -> Refusal:
        return Refusal(self.code, self.values)
