"""The packages part of the package service → who is installed for whom, which permissions each asks for, and which are granted.

Grammar: AOSP, Settings.dumpPackagesLPr. Told by what a line says, never by its indent.
"""

import re

from coach.reading.android.raw import MAIN_USER, Grant, Owner, Package, Raw, app_number
from coach.reading.android.times import MOMENT, moment

HEADINGS = ("Packages:", "Shared users:", "Hidden system packages:")
_PACKAGE = re.compile(r"Package \[([^\]\s@]{1,255})\] \(\w{1,16}\):.{0,200}")
_SHARED = re.compile(r"SharedUser \[([^\]\s]{1,255})\] \(\w{1,16}\):.{0,200}")
_USER = re.compile(r"User (\d{1,6}):(.*)")
_INSTALLED = re.compile(r"\binstalled=(true|false)\b")
_UID = re.compile(r"(?:userId|appId)=(\d{1,10})\b.{0,200}")
_SHARED_UID = re.compile(r"sharedUser=SharedUserSetting\{\w{1,16} ([^/}\s]{1,255})/\d{1,10}\}")
_FIRST_INSTALL = re.compile(rf"firstInstallTime=({MOMENT})")
_PERMISSION = re.compile(r"([A-Za-z_][\w.\-]{0,254})(?::.{0,200})?")
_GRANT = re.compile(r"([A-Za-z_][\w.\-]{0,254}): granted=(true|false)(?:, flags=\[([\w |]{0,600})\])?.{0,200}")
_LISTS = {"requested permissions:": "requested", "install permissions:": "install", "runtime permissions:": "runtime"}
_GRANTED = "granted="
_LIKE_A_GRANT = re.compile(r"[\w.\-]{1,255}: granted=(?:true|false),")


class Packages:
    """Takes the lines of the packages part, one after another."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._owner: Owner | None = None
        self._user = MAIN_USER
        self._list = ""
        self._hidden = False

    def heading(self, line: str) -> None:
        """One of HEADINGS. Hidden packages are what updated ones were before: not there."""
        self._hidden = line.startswith("Hidden")
        self._owner, self._list = None, ""

    def take(self, number: int, line: str) -> None:
        """line: without the blanks around it. Raises TooMuch."""
        if line.startswith(("Package [", "SharedUser [")):
            self._begin(line)
        elif self._owner is None or (self._list and self._in_list(number, line, self._owner)):
            return
        elif line in _LISTS:
            self._list = _LISTS[line]
        else:
            self._list = ""
            self._about(number, line, self._owner)

    def _begin(self, line: str) -> None:
        self._owner, self._user, self._list = None, MAIN_USER, ""
        if self._hidden:
            return
        if found := _PACKAGE.fullmatch(line):
            self._owner = found[1], False
            self._raw.keep(line)
            self._raw.sections.add("packages")
            self._raw.packages.setdefault(found[1], Package(0, "", False, None))
        elif found := _SHARED.fullmatch(line):
            self._owner = found[1], True

    def _in_list(self, number: int, line: str, owner: Owner) -> bool:
        """Whether a line belongs to the list that was begun."""
        if self._list == "requested":
            if line.endswith(":") or not (found := _PERMISSION.fullmatch(line)):
                return False
            self._raw.keep(line)
            self._raw.requested.add((owner[0], found[1]))
            return True
        if self._list == "install":
            return _GRANTED in line
        if not (found := _GRANT.fullmatch(line)):
            if _GRANTED in line:
                self._raw.miss(number, line)
            return _GRANTED in line
        self._raw.keep(line)
        flags = frozenset(flag for flag in (found[3] or "").replace(" ", "").split("|") if flag)
        self._raw.grants[owner, self._user, found[1]] = Grant(found[2] == "true", flags)
        return True

    def _about(self, number: int, line: str, owner: Owner) -> None:
        package, shared = owner
        if like_a_grant(line):
            self._raw.miss(number, line)  # of a list that is not known
            return
        if found := _USER.fullmatch(line):
            self._user = int(found[1])
            if not shared and (installed := _INSTALLED.search(found[2])):
                self._raw.keep(found[1])
                self._raw.installed[package, self._user] = installed[1] == "true"
        elif shared:
            return
        elif found := _UID.fullmatch(line):
            self._now(package, uid=app_number(int(found[1])))
        elif found := _SHARED_UID.fullmatch(line):
            self._now(package, shared=found[1])
        elif line.startswith(("flags=[", "pkgFlags=[")):
            if " SYSTEM " in line:
                self._now(package, system=True)
        elif (found := _FIRST_INSTALL.search(line)) and (time := moment(found[1])):
            before = self._raw.packages[package].installed
            self._now(package, installed=min(time, before or time))

    def _now(self, package: str, **told: object) -> None:
        self._raw.packages[package] = self._raw.packages[package]._replace(**told)  # type: ignore[arg-type]


def like_a_grant(line: str) -> bool:
    """Whether a line that stands in no list is a runtime permission all the same."""
    return bool(_LIKE_A_GRANT.match(line))
