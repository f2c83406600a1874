"""A letter to the company behind an app: what the phone recorded, what the person asks for, and by which article of which law.

evidence  what of an app's record belongs in a letter, in counts and dates
due       by when an answer is due, and that day as a calendar file
letter    Verdict × app × law × wishes × what was typed → Letter, and what the person needs to know beside it
paper     the letter on one sheet, as an HTML document

Nothing is kept here: what a person types goes into the letter that is asked for, and nowhere else.
"""

from coach.letters.due import calendar_of, due_day
from coach.letters.evidence import Grounds, grounds
from coach.letters.letter import LONGEST_TYPED, Asked, Letter, Notes, Typed, named, notes, text, tongues, write
from coach.letters.paper import letter_html

__all__ = [
    "LONGEST_TYPED",
    "Asked",
    "Grounds",
    "Letter",
    "Notes",
    "Typed",
    "calendar_of",
    "due_day",
    "grounds",
    "letter_html",
    "named",
    "notes",
    "text",
    "tongues",
    "write",
]
