"""The golden letters, made anew: read what changed as the company's officer would, before you keep it.

python tests/golden/make_letters.py
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from test_letters import GOLDEN, LETTERS, golden_of, name_of  # noqa: E402

GOLDEN.mkdir(exist_ok=True)
for each in LETTERS:
    (GOLDEN / name_of(*each)).write_text(golden_of(*each), encoding="utf-8")
