"""Privacy Coach: reads an iPhone's App Privacy Report, judges it by what each app needs, says what to switch off.

    bytes ──reading──▶ Report ──activity──▶ Activity ──scoring──▶ Assessment ──advice──▶ Advice ──▶ page | one page of paper | JSON

models      the nouns, frozen            catalogue  who is this app, whose is this host
reading/    bytes → Report               scoring    Activity × content → Assessment
activity    Report → Activity per app    advice     findings → ranked Advice
rhythm      is a series of times steady  wording    findings and advice → sentences (words: the texts of a language)
content     content/ → typed tables      export     Assessment → JSON        page/  the only folder that imports streamlit
"""

__version__ = "0.1.0"
