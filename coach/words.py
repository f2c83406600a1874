"""The words of the product in one language, with its grammar: content/en/ and content/zh/.

words.toml  every sentence, and under `grammar` how the language writes numbers, several of a thing, and sentences in a row
ios.toml    what is said of one kind of phone: here under its name, `ios.get.send`
study.toml  what a study of many phones says: here under `study`, its tables under their own names
tables.toml for a language beyond these two: English → the language, of the texts in the other tables of content/
"""

import string
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any

from coach.content import FOLDER, read_toml
from coach.errors import Key
from coach.models import LANGS, PLATFORMS, Lang
from coach.text import ISOLATES, isolated


class Words:
    """`words("page.title", name=…)` gives a text with its values filled in. A text with several forms takes `n`, and the language tells
    which form is for how many.

    Right-to-left values are isolated, so that they don't change places with the numbers beside them.
    """

    def __init__(self, lang: Lang, table: Mapping[str, Any]) -> None:
        texts = dict(table)
        grammar = texts.pop("grammar")
        self.lang: Lang = lang
        self.tag: str = grammar["tag"]
        """What HTML calls the language."""
        self._form = c2py(grammar["plural"])
        self._thousands: str = grammar["thousands"]
        self._between: str = grammar["between-sentences"]
        self.guess_mark: str = grammar["guess-mark"]
        """Stands behind a name that is read off an id."""
        self._small: list[str] = grammar["small-numbers"]
        self.texts: dict[str, str | list[str]] = dict(_flatten(texts))

    def __call__(self, key: str, **values: object) -> str:
        text = self.texts[key]
        if isinstance(text, list):
            text = text[self._which(values.get("n"), len(text))]
        return self.fill(text, **values)

    def fill(self, text: str, /, **values: object) -> str:
        """A text of another table with its values filled in, as this language sets them."""
        parts: list[str] = []
        before = ""
        for literal, field in _parts(text):
            for part in (literal, "" if field is None else self._show(values[field])):
                if seen := part.strip(ISOLATES):
                    if before and _needs_space(before, seen[0]):
                        parts.append(" ")
                    before = seen[-1]
                parts.append(isolated(part))
        return "".join(parts)

    def _which(self, n: object, forms: int) -> int:
        """Which of several forms is for so many; the last where it is no whole number."""
        return min(self._form(n), forms - 1) if isinstance(n, int) else -1

    def _show(self, value: object) -> str:
        if isinstance(value, Key):
            return self(value)
        return self.number(value) if isinstance(value, int) else str(value)

    def number(self, value: int) -> str:
        """7363 → "7,363" in English, "7363" in Chinese."""
        return f"{value:,}".replace(",", self._thousands)

    def small(self, value: int) -> str:
        """A small number as it stands in a sentence: "four" in English, "4" in Chinese."""
        return self._small[value] if 0 <= value < len(self._small) else self.number(value)

    def join(self, items: list[str]) -> str:
        """A list in words: "a, b and c" or "a、b 和 c"."""
        if len(items) < 2:
            return "".join(items)
        return self("list.last", head=self("list.comma").join(map(isolated, items[:-1])), tail=items[-1])

    def clauses(self, items: list[str]) -> str:
        """What was done, in words: "looked at your photos once and used the camera 3 times" or "查看照片 1 次，使用相机 3 次"."""
        told = items[0] if items else ""
        for item in items[1:-1]:
            told = self("list.clause", head=told, tail=item)
        return self("list.last-clause", head=told, tail=items[-1]) if len(items) > 1 else told

    def together(self, *sentences: str) -> str:
        """Sentences one after the other, as this language sets them; empty ones left out."""
        return self._between.join(sentence for sentence in sentences if sentence)

    def day_time(self, moment: datetime) -> str:
        """Weekday and time: "Wednesday 10:15" or "周三 10:15"."""
        return self("time.day-time", day=self(f"weekday.{moment.weekday()}"), time=f"{moment:%H:%M}")

    def moment(self, moment: datetime) -> str:
        """Date and time: 26 November 2025, 10:15 or 2025 年 11 月 26 日 10:15."""
        month = self(f"month.{moment.month}")
        return self("time.moment", day=str(moment.day), month=month, year=str(moment.year), time=f"{moment:%H:%M}")

    def day(self, date: date) -> str:
        """A date: 7 December 2025 or 2025 年 12 月 7 日."""
        return self("time.day", day=str(date.day), month=self(f"month.{date.month}"), year=str(date.year))

    def short_day(self, date: datetime) -> str:
        """Weekday and date, short: Wed 26 Nov or 周三 11/26."""
        return self(
            "time.short-day", weekday=self(f"weekday-short.{date.weekday()}"), day=str(date.day), month=self(f"month-short.{date.month}")
        )

    def short_moment(self, moment: datetime) -> str:
        """Weekday, date and time, short: Wed 26 Nov 10:15 or 周三 11/26 10:15."""
        return self("time.day-time", day=self.short_day(moment), time=f"{moment:%H:%M}")

    def period(self, seconds: float) -> str:
        """A rhythm in words: "5 minutes", "45 seconds", "2.5 hours"."""
        if seconds < 150:
            return self("time.seconds", n=round(seconds))
        if seconds < 7200:
            return self("time.minutes", n=round(seconds / 60))
        halves = round(seconds / 1800)
        return self("time.hours", n=halves / 2 if halves % 2 else halves // 2)


def in_each_language(key: str, between: str = " · ", **values: object) -> str:
    """A text as it stands before the person has chosen a language: "Privacy Coach · 隐私教练"."""
    return between.join(words_in(lang)(key, **values) for lang in LANGS)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    """Of a text of a table: what stands as it is, and the name of the value behind it."""
    return tuple((literal, field) for literal, field, _, _ in string.Formatter().parse(text))


def _needs_space(left: str, right: str) -> bool:
    """Whether a value meets the text around it as Chinese meets Latin: "Signal 查看", "18 个"."""
    return (_is_chinese(left) and right.isascii() and right.isalnum()) or (left.isascii() and left.isalnum() and _is_chinese(right))


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str | list[str]]]:
    found: list[tuple[str, str | list[str]]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flatten(value, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", value))
    return found


@cache
def words_in(lang: Lang, folder: Path = FOLDER) -> Words:
    """The words of a language. Raises ContentError."""
    of_phones = {platform: read_toml(folder, f"{lang}/{platform}.toml") for platform in PLATFORMS}
    return Words(lang, read_toml(folder, f"{lang}/words.toml") | of_phones)


@cache
def study_words(lang: Lang, folder: Path = FOLDER) -> Words:
    """The same, with those of a study of many phones. Raises ContentError."""
    known, tables = words_in(lang, folder), read_toml(folder, f"{lang}/study.toml")
    every = {key: text for key, text in tables.items() if not isinstance(text, dict)}
    inner = {key: text for key, text in tables.items() if isinstance(text, dict)}
    return Words(lang, {"grammar": read_toml(folder, f"{lang}/words.toml")["grammar"], **known.texts, "study": every, **inner})
