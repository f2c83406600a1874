"""The first line of a trimmed copy: what can't be written as lines of a phone."""

import re

from coach.reading.android.raw import Raw
from coach.reading.android.times import moment, written_moment

TRIMMED = "== privacy-coach trimmed copy "
_PART = re.compile(r"(sections|cut|unread|starts|written|ahead)=(\S{0,600000})")
_OFFSET = re.compile(r"-?[0-9]{1,3}")
_PARTS = frozenset({"app_ops", "packages", "usage", "minutes"})
_BLANK, _FILLED = " ", "T"


def written_head(raw: Raw) -> str:
    """Which parts there are, even with nothing in them, which break off, which lines could not be read, and when the phone was started."""
    times = {"starts": sorted(raw.starts), "written": [raw.written] if raw.written else []}
    told = {"sections": sorted(raw.sections), "cut": sorted(raw.cut), "unread": sorted(map(str, raw.unread))}
    told |= {"ahead": [] if raw.offset is None else [str(raw.offset)]}
    told |= {name: [written_moment(time).replace(_BLANK, _FILLED) for time in each] for name, each in times.items()}
    return TRIMMED + _BLANK.join(f"{name}={','.join(values)}" for name, values in told.items())


def read_head(line: str, raw: Raw) -> None:
    """Takes what `written_head` says."""
    for name, told in _PART.findall(line):
        values = told.split(",")
        if name in ("sections", "cut"):
            kept = raw.sections if name == "sections" else raw.cut
            kept |= _PARTS.intersection(values)
        elif name == "ahead":
            raw.told_offset = int(told) if _OFFSET.fullmatch(told) else None
        elif name == "unread":
            raw.unread |= {int(number) for number in values if number.isdecimal() and len(number) < 10}
        else:
            times = [time for value in values if (time := moment(value.replace(_FILLED, _BLANK)))]
            raw.starts |= {*times} if name == "starts" else set()
            raw.written = times[0] if name == "written" and times else raw.written
