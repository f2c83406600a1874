"""Write tests/golden/phones: for each made-up Android phone the verdict it gets, and what the command line says in both languages.

    python tests/golden/make_phones.py

The phones are those of scripts/make_sample_phone.py. A line is printed for each whose verdict is another than before: look at those before
keeping them.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from coach.content import load_content
from coach.judge import judge
from coach.lines import verdict_lines
from coach.models import LANGS
from coach.plan import Plan
from coach.reading import read_report
from coach.wording import Wording
from coach.words import words_in

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent / "phones"
PHONES = {
    "sample": ROOT / "content" / "android" / "sample.zip",
    **{path.stem: path for path in sorted((ROOT / "tests" / "phones").iterdir())},
}


def verdict(path: Path) -> dict[str, Any]:
    """What the coach says of a phone."""
    content, plan = load_content("android"), Plan()
    found = judge(read_report([(path.name, path.read_bytes())]), content, plan)
    system = content.version_of(found.system)
    return {
        "phone": {"score": found.assessment.score, "grade": found.assessment.grade, "enough": found.assessment.enough},
        "apps": {
            app.profile.bundle_id: {
                "state": app.state,
                "score": app.score,
                "findings": [f"{finding.tier} {finding.topic} {finding.points}: {finding.rule}" for finding in app.findings],
            }
            for app in found.assessment.apps
        },
        "changes": [f"{item.bundle_id} {item.permission} → {item.setting}, +{item.gain}" for item in found.changes],
        **{lang: list(verdict_lines(found, Wording(content, words_in(lang), system, found.report.summary))) for lang in LANGS},
    }


def as_text(expected: dict[str, Any]) -> str:
    """As it is stored."""
    return json.dumps(expected, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, path in PHONES.items():
        place, text = FOLDER / f"{name}.json", as_text(verdict(path))
        if place.exists() and place.read_text(encoding="utf-8") != text:
            print(f"{name}: another verdict")
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
