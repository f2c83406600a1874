"""The look of the page: its one stylesheet, content/page.css, and the language of all that Streamlit and screen readers say on it."""

import json
from functools import cache
from html import escape
from string import Template

import streamlit as st

from coach.content import FOLDER
from coach.page import session, streamlit_private
from coach.page.focus import FOCUS_SCRIPT
from coach.words import Words

PAGE_SCRIPT = r"""{
const told = document.currentScript.previousElementSibling;
document.documentElement.lang = told.lang;
window.onbeforeunload = told.dataset.unsaved === "0" ? null : event => event.preventDefault();
document.onclick = event => { if (event.target.closest(".st-key-save_plan button")) window.onbeforeunload = null; };

const labels = JSON.parse(told.dataset.labels).map(([where, english, ours]) => ({where, english: new RegExp(`^(?:${english})$`), ours}));
const silent = told.dataset.silent;
const parts = [...new Set([silent, ...labels.map(label => label.where)])].join();
const named = ["aria-label", "aria-roledescription", "title", "placeholder"];
const replaced = window.replacedLabels ??= new WeakMap();
const translate = (node, {english, ours}) => {
  const before = replaced.get(node);
  const said = before?.ours === node.nodeValue ? before.said : node.nodeValue;
  const found = said.match(english);
  if (!found) return;
  const text = ours.replace(/{(\w+)}/g, (_, name) => found.groups[name]);
  replaced.set(node, {said, ours: text});
  if (node.nodeValue !== text) node.nodeValue = text;
};
const translatePart = part => {
  const texts = [...part.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
  const said = [...texts, ...named.map(name => part.getAttributeNode(name)).filter(Boolean)];
  if (said.length) labels.filter(label => part.matches(label.where)).forEach(label => said.forEach(node => translate(node, label)));
  if (part.matches(silent)) part.ariaHidden = "true";
};
const translateIn = node => {
  const top = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  if (!top || top.ownerSVGElement) return;
  if (top.matches(parts)) translatePart(top);
  top.querySelectorAll(parts).forEach(translatePart);
};
const drawn = change => change.type === "childList" ? [...change.addedNodes] : [change.target];
window.labelObserver?.disconnect();
window.labelObserver = new MutationObserver(changes => changes.flatMap(drawn).forEach(translateIn));
window.labelObserver.observe(document.body, {subtree: true, childList: true, characterData: true, attributeFilter: named});
translateIn(document.body);

(window.requestIdleCallback ?? setTimeout)(() => told.dataset.scripts.split(" ").forEach(script => import(script).catch(() => {})));
}"""
"""The language of the page; a question before it is left with a plan that is not saved, where the browser allows one; and from now on, as
soon as Streamlit draws a label of its own, the page's words in its place. What it said is remembered for the next language. When nothing
else is to be done, what a verdict will need of Streamlit's program is loaded."""
SCRIPTS = (PAGE_SCRIPT, FOCUS_SCRIPT)
"""The same whatever the page holds, so that the server's headers can allow them by their hash."""
# Name for @page, and what its margins of 10 and 12 mm leave.
_SIZE = {"a4": ("A4", "186mm", "276mm"), "letter": ("letter", "191mm", "258mm")}


def show(words: Words) -> None:
    """Sends the stylesheet, and makes the language of the whole page the chosen one."""
    paper, width, height = _SIZE[session.now().chosen.get("paper_size", "a4")]
    sheet = _stylesheet().substitute(stopped_what=words("page.stopped-what"), paper=paper, width=width, height=height)
    st.html(f"<style>{sheet}</style>")
    # Streamlit's page says lang="en" whatever stands on it.
    data = {
        "unsaved": session.now().unsaved,
        "labels": json.dumps([(label.where, label.english, words.texts[f"streamlit.{label.key}"]) for label in streamlit_private.LABELS]),
        "silent": ",".join(streamlit_private.SILENT),
        "scripts": " ".join(streamlit_private.scripts_to_come()),
    }
    given = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in data.items())
    told = f'<i lang="{words.tag}" {given}></i>'
    st.html(f"{told}<script>{PAGE_SCRIPT}</script>", unsafe_allow_javascript=True)


@cache
def _stylesheet() -> Template:
    """content/page.css, with what Streamlit calls its own parts filled in."""
    return Template(Template((FOLDER / "page.css").read_text(encoding="utf-8")).safe_substitute(streamlit_private.PARTS))
