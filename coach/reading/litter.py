"""What phones and computers put beside the files that people pack. Told by its name, which is nothing more than a name."""

import re

_FOLDERS = frozenset({"__macosx"})
_FILES = frozenset({".ds_store", ".localized", "thumbs.db", "desktop.ini"})
# Resource forks of a Mac, in whatever folder.
_FORK = "._"
_SEPARATORS = re.compile(r"[/\\]+")


def is_litter(name: str) -> bool:
    """Whether a member of an archive, named with its folders, is such a thing."""
    *folders, file = _SEPARATORS.split(name.lower().strip("/\\"))
    return file in _FILES | _FOLDERS or file.startswith(_FORK) or not _FOLDERS.isdisjoint(folders)
