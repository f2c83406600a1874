"""The plan a person makes: what they changed, kept or put off, and what they said of apps. Pure state, saved as a small JSON file.

It holds no line of a report: of the report it was made from, only the days, the score, which apps were in it, and which lost points in
which topic.

decisions  the nouns; each decision a new plan
file       plan ↔ bytes, within bounds
"""

from coach.plan.decisions import (
    LONGEST_NOTE,
    NOTHING_TOLD,
    VERSIONS,
    Choice,
    Decision,
    KnownSetting,
    Plan,
    Reason,
    SeenFinding,
    Told,
    already,
    decide,
    explain,
    fitting,
    made_from,
    merged,
    open_steps,
    reopened,
    told,
    undo,
)
from coach.plan.file import is_plan, load_plan, read_plan, read_said, save_plan

__all__ = [
    "LONGEST_NOTE",
    "NOTHING_TOLD",
    "VERSIONS",
    "Choice",
    "Decision",
    "KnownSetting",
    "Plan",
    "Reason",
    "SeenFinding",
    "Told",
    "already",
    "decide",
    "explain",
    "fitting",
    "is_plan",
    "load_plan",
    "made_from",
    "merged",
    "open_steps",
    "read_plan",
    "read_said",
    "reopened",
    "save_plan",
    "told",
    "undo",
]
