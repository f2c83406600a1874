"""Why an input can't be used.

UnusableInput
    one exception for every input that holds no report; `code` names the sentence in content/en.toml and zh.toml
    (table `unusable`), `values` fills its placeholders.
"""


class UnusableInput(Exception):
    """An input that can't be read as a report. Told to the person by code, never as a traceback."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
