"""Scripts that stand in a document itself, and how a content security policy allows one: by its hash."""

import base64
import hashlib

PRINT_SCRIPT = 'document.getElementById("print").onclick = () => window.print();'
"""Of the one page of paper, in its preview alone."""


def script_hash(script: str) -> str:
    """An inline script as a source for `script-src`."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
