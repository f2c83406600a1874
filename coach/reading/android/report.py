"""An AndroidPhone → a Report. Its series are the phone's minutes, where the file has them: location, camera and microphone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd

from coach.android import AndroidPhone, AppId, Minute
from coach.content.access import load_access
from coach.models import Can, Platform, Problem, Report, ReportSummary
from coach.reading.android.texts import PhoneText, phone_of

PROBLEM = "android-line"
"""The code of a line that looks like an access or a grant, and can't be read (table `problem` of the words)."""
_KEPT = ("own", "copy")


class AndroidReader:
    """Makes one report of the texts of an Android phone."""

    platform: Platform = "android"

    def report(self, texts: Sequence[tuple[str, Sequence[PhoneText]]]) -> Report:
        """Raises UnusableInput: `android-empty`, `android-too-much`, `two-androids`."""
        return report_of(phone_of([text for _, blocks in texts for text in blocks]))


def report_of(phone: AndroidPhone) -> Report:
    """The report of a phone: of as many days before as an access counts. The last hour alone is no series: it says nothing of a day."""
    counts, days = phone.counts, load_access().counted
    mine = {app.id for app in phone.apps if app.whose in _KEPT}
    looked = Counter(each.topic for each in phone.accesses if each.judged and not each.refused and each.app in mine)
    last = phone.dumped.replace(tzinfo=timezone(phone.offset) if phone.offset else UTC) if phone.dumped else None
    summary = ReportSummary(
        format="android-app-ops",
        first=last - timedelta(days=days) if last else None,
        last=last,
        days=float(days) if last else 0.0,
        lines=counts.op_lines + counts.records + counts.runtime_permissions + counts.unread_lines,
        skipped_lines=counts.unread_lines,
        duplicates=0,
        open_intervals=0,
        orphan_ends=0,
        zero_length=0,
        accesses=dict(sorted(looked.items())),
        picker_accesses={},
        network_rows=0,
        hits=0,
        domains=0,
        tracker_rows=0,
        android=counts,
        gaps=_untold(phone, last - timedelta(days=days)) if last and phone.minutes_of == "days" else (),
    )
    texts = {name: pd.Categorical([]) for name in ("bundle_id", "domain", "owner", "context", "initiated")}
    numbers = {"domain_type": np.empty(0, dtype=np.int64), "hits": np.empty(0, dtype=np.int64)}
    times = {name: np.empty(0, dtype="M8[ms]") for name in ("first", "last")}
    return Report(
        platform="android",
        can=Can(series=phone.minutes_of == "days", network=False, grants=counts.sections.packages),
        summary=summary,
        problems=tuple(Problem(line=number, code=PROBLEM, file=name) for name, number in phone.unread),
        accesses=_series(phone.minutes if phone.minutes_of == "days" else (), mine, phone.offset or timedelta(0)),
        network=pd.DataFrame(texts | numbers | times),
        owners=pd.DataFrame({name: np.empty(0, dtype=object) for name in ("bundle_id", "domain", "owner")}),
        android=phone,
    )


def _untold(phone: AndroidPhone, first: datetime) -> tuple[tuple[date, date], ...]:
    """The days that the phone's timeline does not reach back to: it keeps seven days, or (early Android 12) one, and the coach counts from
    the first minute in it, whichever app that was of."""
    begun = min((each.time.date() for each in phone.minutes if each.excuse != "undated"), default=None)
    before = (begun or (phone.dumped or first).date()) - timedelta(days=1)
    return ((first.date(), before),) if first.date() <= before else ()


def _series(minutes: Iterable[Minute], mine: set[AppId], offset: timedelta) -> pd.DataFrame:
    """Minutes as accesses: of several in one minute, by operation or state, the longest of those to be counted, and of those aside."""
    longest: dict[tuple[datetime, AppId, str, bool], int] = {}
    for each in minutes:
        if each.judged and each.accesses and each.app in mine and each.excuse != "undated":
            place = each.time, each.app, each.topic, each.seen == "screen" or bool(each.excuse)
            longest[place] = max(each.seconds or 0, longest.get(place, 0))
    rows = sorted(longest.items())
    local = np.array([place[0] for place, _ in rows], dtype="M8[ms]")
    begin = local - np.timedelta64(offset)
    return pd.DataFrame(
        {
            "bundle_id": pd.Categorical([place[1] for place, _ in rows]),
            "category": pd.Categorical([place[2] for place, _ in rows]),
            "begin": begin,
            "end": begin + np.array([seconds for _, seconds in rows], dtype="m8[s]").astype("m8[ms]"),
            "local": local,
            "picker": np.zeros(len(rows), dtype=bool),
            "aside": np.array([place[3] for place, _ in rows], dtype=bool),
        }
    )
