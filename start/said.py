"""What is said, in English and Chinese: the sentences of said.json. Any Python from 2.7 on can read this file."""

import io
import json
import os
import subprocess
import sys

if False:  # for mypy: Python 2.7 has no such module
    from typing import Any, Mapping, Tuple  # noqa: F401

TEXTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "said.json")
LANGS = ("en", "zh")
_CHINESE = 0x04  # the primary language of Windows' ids


def languages(environment=os.environ, platform=sys.platform):
    # type: (Mapping[str, str], str) -> Tuple[str, ...]
    """The language of whoever is there; both where nothing tells."""
    told = _of_the_system(platform) or next((value for value in map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG")) if value), "")
    if told.lower().startswith("zh"):
        return ("zh",)
    return LANGS if told.partition(".")[0] in ("", "C", "POSIX") else ("en",)


def _of_the_system(platform):
    # type: (str) -> str
    """What the person chose in the system's own settings, which a terminal need not know; "" where there are none."""
    try:
        if platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
            return "zh" if kernel.GetUserDefaultUILanguage() & 0x3FF == _CHINESE else "en"
        if platform == "darwin":
            told = subprocess.check_output(["/usr/bin/defaults", "read", "-g", "AppleLanguages"], stderr=subprocess.STDOUT)
            return told.decode("utf-8", "replace").strip('() \n\t"').split('"')[0].split(",")[0]
    except (OSError, AttributeError, subprocess.CalledProcessError):
        pass
    return ""


def text(key, **values):
    # type: (str, object) -> str
    """A sentence, in each language that is spoken, on lines of their own."""
    with io.open(TEXTS, encoding="utf-8") as file:
        forms = json.load(file)[key]
    return "\n".join(forms[lang].format(**values) for lang in languages())


def tell(key, **values):
    # type: (str, object) -> None
    """Says a sentence on standard output."""
    put(text(key, **values) + "\n")


def put(characters):
    # type: (str) -> None
    """Characters to the terminal, with question marks for those that it lacks."""
    stream = sys.stdout
    if stream is None:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        bare = getattr(stream, "buffer", stream)  # type: Any
        bare.write(characters.encode(encoding, "replace"))
        stream.flush()
    except (IOError, OSError):  # whoever read it is gone
        pass
