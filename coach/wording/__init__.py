"""The verdict → sentences in the reader's language. Every sentence comes from content/; this only chooses and fills in.

recorded  how many of the days that counts look at were recorded
last      what an Android phone tells of one app and topic
findings  what an app did, what it lost points for, what is fine, whom it contacted
settings  a change: where to tap, what it costs
plan      what was decided, and what became of it: `Wording`, which says all of it
"""

from coach.wording.findings import ContactText
from coach.wording.plan import Wording
from coach.wording.settings import AdviceText

__all__ = ["AdviceText", "ContactText", "Wording"]
