"""What a verdict needs of Streamlit's program is there before anybody asks for one: else the page stands half drawn for a while."""

from collections.abc import Callable
from typing import Any

from states import press
from visits import VERDICT

from coach.page.streamlit_private import scripts_to_come

Visits = Callable[..., Any]
# Waits until the browser has got each of these scripts.
GOT = """scripts => new Promise((resolve, reject) => {
    const wanted = scripts.map(script => new URL(script, document.baseURI).href);
    const look = tries => {
        const got = new Set(performance.getEntriesByType("resource").filter(each => each.responseEnd).map(each => each.name));
        const missing = wanted.filter(each => !got.has(each));
        if (!missing.length) resolve();
        else if (!tries) reject(new Error(`never asked for: ${missing.join()}`));
        else setTimeout(look, 50, tries - 1);
    };
    look(600);
})"""


def test_a_verdict_waits_for_no_script(visit: Visits) -> None:
    person = visit("en-US")
    person.page.evaluate(GOT, list(scripts_to_come()))
    person.settle()
    person.requests.clear()
    press(person, ".st-key-sample button")
    person.page.wait_for_selector(VERDICT)
    person.settle()
    assert [request for request in person.requests if request.endswith((".js", ".css"))] == []
    assert person.complaints == []
