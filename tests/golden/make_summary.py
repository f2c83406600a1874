"""The golden sheets of paper, made anew: look at what changed before you keep it.

python tests/golden/make_summary.py
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from test_summary import GOLDEN, SAMPLE, page_of  # noqa: E402
from test_summary_android import paper_of, phone  # noqa: E402

from coach.models import LANGS  # noqa: E402

for lang in LANGS:
    (GOLDEN / f"summary-{lang}.html").write_text(page_of(SAMPLE, lang), encoding="utf-8")
    (GOLDEN / f"summary-android-{lang}.html").write_text(paper_of(phone("sample"), lang), encoding="utf-8")
