"""Privacy Coach: reads what a phone recorded about its apps, judges it by what each app needs, says what to switch off.

    bytes ──reading──▶ Report ──activity──▶ Use per app × permission ─┐
    content/ ──▶ needs (what this kind needs at least) ───────────────┼─scoring──▶ findings ─advice─▶ changes ─judge─▶ Verdict
    the person's plan: kinds, settings known, iOS, up at night ───────┘

The way a file takes, and the way from the Verdict to the person: page | paper | text | JSON

models     the nouns, frozen                          judge     all of it → Verdict
content/   content/ → typed tables                    wording/  Verdict → sentences
reading/   bytes → Report, a folder for each phone    lines     … as short readable lines
catalogue  who is this app                            export    … as JSON
contacts   whose is this host, on whose account       summary   … as one page of paper
activity   Report → Use, contacts per app             tables, pictures, charts  … as lists, and drawn
identity   ids of one app → one id                    page/     the page; with server the only user of streamlit
measures   what a rule counts, by name                server    whom the page is served to, and with which headers
needs      what a kind of app needs at least          __main__  the command line
scoring    Use × needs × rules → findings → score     coverage  what the tables know of a report
advice     findings → changes                         method    the rules as a document
plan/      what the person decided and said           words     the texts of a language
check      did a change help?                         progress  how far the walk has come
trend      one verdict per week                       rhythm    is a series of times steady
alone      does a look stand alone                    reminder  the day to look again, as a calendar file
dispute    a wrong verdict, to hand on                blocklist  web addresses, for a blocker
letters/   what to write to a company, by law

errors     why an input can't be used                 command     what the commands share
runs       runs of equal rows                         interrupts  Ctrl+C ends them whole
text       strings of a report, harmless              sheet       what may stand on the one page, and its document
guess      what an unknown app might be for
inline     scripts inside a document, allowed by hash      project     where content/, app.py and theme stand
door       `privacy-coach`: the page or the command line  running     the page that runs from this environment
android    the nouns of an Android phone, frozen
frozen     what nouns are made of
recheck    did it help, on an Android phone?
parts      what an Android phone's file holds and lacks
special    what apps have there beside permissions
study/     many donated reports → rows for further work, and a page that may be published; the only user of Dask
allowed    settings that an Android phone's file tells
"""

__version__ = "0.2.0"
