"""What every noun is made of: a frozen model without fields that it does not name, and a text in every language."""

import os
from collections.abc import Mapping

# Pydantic hands what it validates to plugins of any package in the environment (some send it on), and takes 3 ms to look for them.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

from pydantic import BaseModel, ConfigDict

Lang = str
"""Id of a language: the name of its folder in content/."""
LANGS: tuple[Lang, ...] = ("en", "zh")
"""The first is the one in which a text stands that another language lacks."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Text(Frozen):
    """One sentence or name in every language: `text["zh"]`."""

    en: str
    zh: str
    others: Mapping[Lang, str] = {}
    """In languages beyond these two; English where there is none."""

    def __getitem__(self, lang: Lang) -> str:
        if lang == "zh":
            return self.zh
        return self.others.get(lang, self.en) if self.others else self.en
