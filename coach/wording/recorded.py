"""How much of the days and hours that counts look at was recorded: a sentence names no more than that."""

from datetime import timedelta

from coach.models import ReportSummary

_DAY = timedelta(days=1)


def recorded_days(summary: ReportSummary, window: int) -> int:
    """Calendar days that were recorded, from the first moment to the last without the gaps between: the most in so many days in a row."""
    if not summary.first or not summary.last:
        return 0
    begins = [summary.first.date(), *(last + _DAY for _, last in summary.gaps)]
    ends = [*(first - _DAY for first, _ in summary.gaps), summary.last.date()]
    most = 0
    for place, begin in enumerate(begins):
        until = begin + (window - 1) * _DAY
        # Gaps are of two days and more, so that few stretches lie in a window.
        inside = zip(begins[place : place + window], ends[place : place + window], strict=True)
        most = max(most, sum(max((min(end, until) - since).days + 1, 0) for since, end in inside))
    return most


def recorded_hours(summary: ReportSummary, window: int) -> int:
    """Hours that were recorded, as looks are counted in them: from that of the first moment to that of the last, the most in so many
    days in a row."""
    first, last = (moment.timestamp() // 3600 if moment else 0 for moment in (summary.first, summary.last))
    days = recorded_days(summary, window)
    whole = int(last - first) + 1 if summary.first else 0
    return min(whole, days * 24) if summary.gaps and days < window else whole
