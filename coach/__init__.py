"""Privacy Coach: reads an iPhone's App Privacy Report, judges it by what each app needs, says what to switch off.

    bytes ──reading──▶ Report ──activity──▶ Activity ──scoring──▶ Assessment ──advice──▶ Advice ──▶ page | one page of paper | JSON

models     the nouns, frozen                     advice   findings → ranked Advice        wording  all of it → sentences
reading/   bytes → Report                        plan     did a change help?              verdict  the verdict as short lines
activity   Report → Activity per app             text     strings of a report, harmless   export   Assessment → JSON
rhythm     is a series of times steady           words    the texts of a language         summary  the one page of paper
content    content/ → typed tables               method   the rules as a document         tables   lists for the page
catalogue  who is this app, whose is this host   errors   why an input can't be used      pictures, charts  what is seen, drawn
scoring    Activity × content → Assessment       runs     runs of equal rows              page/, server  the only users of streamlit
command    what the commands share               interrupts  Ctrl+C ends them whole
"""

__version__ = "0.1.0"
