"""The state of the app-ops service → records, modes: the last access of each operation by each package, in each state.

Grammar: AOSP, AppOpsService (see `LastAccess` of coach.android for what it means). Told by what a line says and never by its indent, which
does not survive copying. Android 7 and 8 write an operation and its ages on one line, 9 its states one below the other, 10 and later a line
for each state, from 11 on within a block for each part of the app.
"""

import re
import sys

from coach.reading.android.raw import OpLine, Raw, Record, uid_of
from coach.reading.android.times import MOMENT, moment, span

# None has @, which is what second copies of an app are told apart by.
_NAME = r"[^\s:;@]{1,255}"
_OP_NAME = r"[A-Za-z][\w.]{0,80}(?:\(\d{1,9}\))?"
_UID = re.compile(r"Uid (\w{1,20}):")
_PACKAGE = re.compile(rf"Package ({_NAME}):")
# `CAMERA (allow):`, `FINE_LOCATION (allow / switch COARSE_LOCATION=ignore):`, `MIUIOP(10021) (ask):`
_OP = re.compile(rf"({_OP_NAME}) \(([\w-]{{1,20}})(?: / switch ({_OP_NAME})=[\w-]{{1,20}})?\):")
# `CAMERA: mode=foreground`; of Android 7 and 8 with what happened: `CAMERA: mode=0; time=+1d2h ago; rejectTime=+3m ago; duration=+2s`
_MODE = re.compile(rf"({_OP_NAME}): mode=([\w-]{{1,20}})(?:;(.*))?")
_OLD_TIME = re.compile(r"(time|rejectTime)=([+-]?\w{1,40})(?: ago)?")
_BLOCK = re.compile(r"(.{1,200})=\[")
_RECORD = re.compile(
    r"(?:(Access|Reject):)?\s{0,8}(?:\[([a-z]{1,12})-([^\]\s]{1,40})\]|([a-z]{1,12})\s{0,8}=)\s{0,8}"
    rf"({MOMENT}) \(([+-]?\w{{1,40}})\)(?: .*)?"
)
# What stands where a state does, below an access of Android 9, or may be one that this reader does not know.
_LIKE_A_RECORD = re.compile(rf"(?:Access|Reject)\b|[a-z]{{1,12}}\s{{0,8}}= ?{MOMENT}|.{{0,60}}{MOMENT} \([+-]\d")
_LIKE_AN_OP = re.compile(rf"{_OP_NAME}\W.{{0,200}}:")
_ALONE = re.compile(rf"(?:Access|Reject)\b.{{0,60}}{MOMENT}")
_OLD_MODES = {"0": "allow", "1": "ignore", "2": "deny", "3": "default", "4": "foreground"}
_NO_TAG = "null"


class AppOps:
    """Takes the lines of the state, one after another."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self.restart()

    def restart(self) -> None:
        """At a heading of the service. What stands before the first uid are watchers."""
        self._started = self._lost = False
        self._uid: int | None = None
        self._package = self._op = self._tag = ""
        self._refused: bool | None = None
        self.open = False

    def take(self, number: int, line: str) -> None:
        """line: without the blanks around it. Raises TooMuch."""
        if line.startswith("Uid "):
            found = _UID.fullmatch(line)
            self._begin(uid_of(found[1]) if found else None)
        elif self._uid is None:
            if self._started and _LIKE_A_RECORD.match(line):
                self._raw.miss(number, line)
        elif line.startswith("Package "):
            found = _PACKAGE.fullmatch(line)
            self._package, self._op, self.open, self._lost = found[1] if found else "", "", False, not found
            if found:
                self._raw.keep(line)
                self._raw.members.add((self._uid, found[1]))
        elif self._package:
            self._of_package(number, line, self._uid)
        elif _LIKE_A_RECORD.match(line):
            self._raw.miss(number, line)
        elif self._lost:
            return
        elif (found := _MODE.fullmatch(line)) and found[3] is None:
            self._raw.keep(line)
            self._raw.uid_modes[self._uid, _plain_op(found[1])] = _plain_mode(found[2])

    def _begin(self, uid: int | None) -> None:
        self._started, self._uid = True, uid
        self._package = self._op = ""
        self.open = self._lost = False
        if uid is not None:
            self._raw.sections.add("app_ops")

    def _of_package(self, number: int, line: str, uid: int) -> None:
        if found := _RECORD.fullmatch(line):
            self._record(number, line, found)
        elif found := _OP.fullmatch(line):
            self._begin_op(line, uid, found[1], OpLine(found[2], _plain_op(found[3] or "")))
        elif found := _MODE.fullmatch(line):
            self._begin_op(line, uid, found[1], OpLine(_plain_mode(found[2]), ""))
            self._old_times(number, line, uid, found[3] or "")
        elif line == "]":
            self.open = False
        elif found := _BLOCK.fullmatch(line):
            self._tag, self.open, self._refused = found[1], True, None
        elif _LIKE_A_RECORD.match(line):
            self._raw.miss(number, line)
        elif _LIKE_AN_OP.fullmatch(line):
            self._op = ""  # so that nobody gets what stands below it

    def _begin_op(self, line: str, uid: int, op: str, told: OpLine) -> None:
        self._op, self._tag, self._refused, self.open = _plain_op(op), _NO_TAG, None, False
        self._raw.keep(line)
        self._raw.ops[uid, self._package, self._op] = told

    def _record(self, number: int, line: str, found: re.Match[str]) -> None:
        kind, state, flag, old_state, time_text, age_text = found.groups()
        if kind:
            self._refused = kind == "Reject"
        time, age = moment(time_text), span(age_text)
        if self._refused is None or self._uid is None or not self._op or time is None or age is None:
            self._raw.miss(number, line)
            return
        self._raw.keep(line)
        state, flag = sys.intern(state or old_state), sys.intern(flag or "")
        record = Record(self._uid, self._package, self._op, self._tag, state, flag, self._refused, time)
        self._raw.records[record] = max(-age, self._raw.records.get(record, -age))

    def _old_times(self, number: int, line: str, uid: int, told: str) -> None:
        for name, text in _OLD_TIME.findall(told):
            age = span(text)
            if age is None:
                self._raw.miss(number, line)
                continue
            self._raw.keep(line)
            record = Record(uid, self._package, self._op, _NO_TAG, "", "", name == "rejectTime", None)
            self._raw.records[record] = min(age, self._raw.records.get(record, age))


def like_a_record(line: str) -> bool:
    """Whether a line that stands outside of the state is an access all the same."""
    return bool(_ALONE.match(line))


def _plain_op(op: str) -> str:
    """Android 8 and 9 may write OP_CAMERA."""
    return op.removeprefix("OP_")


def _plain_mode(mode: str) -> str:
    return _OLD_MODES.get(mode, mode)
