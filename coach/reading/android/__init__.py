"""Android: a bug report, or what adb writes of app-ops, packages and usage.

carriers  one input → the texts of a phone in it, as blocks
lines     blocks → lines, in whichever encoding
pasted    … as the phone wrote them, of a pasted text
sections  lines → the parts that are read
appops    the last access of each operation
minutes   the history: minutes, and counts
packages  who is installed, and what is granted
usage     when each app was on the screen
about     version, maker, users, roles
heads     the first line of a trimmed copy
times     ages and moments
raw       what stands in a text, as it stands there
merged    several texts of one phone → one
traps     what misleads
allowed   grants and modes → what is allowed
phone     all of it → AndroidPhone
texts     the way in: inputs → texts → one AndroidPhone
trimmed   only what was read, as a text
"""
