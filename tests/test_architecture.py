"""The way a report takes runs in one direction, and only the page knows Streamlit."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from each import each

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "app.py", *sorted((ROOT / "coach").rglob("*.py"))]
LONGEST = 400
# Every module, in the order of the way a file takes: each may import those before it, and none behind it.
ORDER = (
    *("errors", "interrupts", "text", "inline", "runs", "frozen", "android", "models", "measures", "project", "running"),
    *(
        "content.tables",
        "content.rules",
        "content.names",
        "content.beside",
        "content.lazy",
        "content.files",
        "content.kinds",
        "content.access",
        "content",
        "content.letters",
        "words",
        "command",
    ),
    *("reading.reader", "reading.decode", "reading.streams", "reading.litter", "reading.members", "reading.tar", "reading.encoded"),
    *("reading.mail", "reading.kinds", "reading.kept", "reading.unpack", "reading.damage", "reading.recognise"),
    *("reading.ios.mend", "reading.ios.rows", "reading.ios.wrapping", "reading.ios.lines", "reading.ios.far", "reading.ios.pairing"),
    *("reading.android.times", "reading.android.raw", "reading.android.heads", "reading.android.lines"),
    *(
        "reading.android.pasted",
        "reading.android.appops",
        "reading.android.packages",
        "reading.android.usage",
        "reading.android.minutes",
        "reading.android.about",
        "reading.android.sections",
    ),
    *("reading.android.carriers", "reading.android.merged", "reading.android.traps", "reading.android.allowed", "reading.android.phone"),
    *("reading.android.trimmed", "reading.android.texts", "reading.android.report", "reading.android"),
    *("reading.ios", "reading.inputs", "reading"),
    *("catalogue", "contacts", "rhythm", "alone", "activity.series", "activity.last", "activity", "needs"),
    *(
        "plan.decisions",
        "plan.file",
        "plan",
        "allowed",
        "scoring",
        "advice",
        "guess",
        "identity",
        "check",
        "recheck",
        "progress",
        "trend",
        "judge",
    ),
    *("method", "wording.recorded", "wording.last", "wording.findings", "wording.settings", "wording.plan", "wording"),
    *(
        "parts",
        "special",
        "lines",
        "reminder",
        "dispute",
        "blocklist",
        "pictures",
        "charts",
        "sheet",
        "summary",
        "letters.evidence",
        "letters.due",
        "letters.letter",
        "letters.paper",
        "letters",
        "tables",
        "export",
        "coverage",
        "__main__",
    ),
    *("study.reasons", "study.files", "study.marks", "study.looked", "study.kept", "study.joined", "study.workers", "study.table"),
    *("study.shares", "study.figures", "study.page", "study.course", "study.__main__", "study"),
    *("page.streamlit_private", "page.session", "page.focus", "page.fold", "page.selection", "page.portion", "page.picture", "page.look"),
    *("page.question", "page.section_header", "page.section_upload", "page.section_walk", "page.section_verdict", "page.section_check"),
    *(
        "page.section_trend",
        "page.section_letter",
        "page.story",
        "page.section_apps",
        "page.section_paper",
        "page.section_beside",
        "page.section_method",
        "page",
        "server",
        "door",
    ),
)
RANK = {module: rank for rank, module in enumerate(ORDER)}


def module_of(path: Path) -> str:
    """`coach/page/__init__.py` → "page"; the package itself has no name."""
    return ".".join(path.relative_to(ROOT / "coach").with_suffix("").parts).removesuffix("__init__").removesuffix(".")


def of_coach(path: Path) -> set[str]:
    """Modules that a file imports, without the folders that it names only to get at them."""
    names = {name.removeprefix("coach.") for name in imported(path) if name.startswith("coach.")} & set(RANK)
    return {name for name in names if not any(other.startswith(f"{name}.") for other in names)}


def imported(path: Path) -> set[str]:
    """Full names of all that a file imports, wherever it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: name the package in full"
            names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@each("path", FILES)
def test_only_the_page_and_the_server_know_streamlit(path: Path) -> None:
    inside = path.relative_to(ROOT).as_posix()
    allowed = inside in ("app.py", "coach/server.py") or inside.startswith("coach/page/")
    assert allowed or not {name for name in imported(path) if name.split(".")[0] == "streamlit"}


@each("path", FILES)
def test_only_the_study_knows_dask(path: Path) -> None:
    """Who looks at one phone needs none of it."""
    assert path.parent.name == "study" or not {name for name in imported(path) if name.split(".")[0] in ("dask", "distributed")}
    assert path.parent.name == "study" or not {name for name in imported(path) if name.startswith("coach.study")}


def test_every_module_has_a_place_of_its_own_in_the_order() -> None:
    modules = [module for path in FILES[1:] if (module := module_of(path))]
    assert sorted(ORDER) == sorted(modules)


@each("path", FILES[1:])
def test_no_module_imports_a_later_one(path: Path) -> None:
    place = RANK.get(module_of(path), -1)
    assert {other for other in of_coach(path) if RANK[other] > place} == set()


FOLDERS = sorted({path.parent for path in FILES[1:]})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_map_of_each_folder_names_what_is_in_it(folder: Path) -> None:
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    inside = {path.stem for path in folder.glob("*.py")} - {"__init__"} | {each.name for each in FOLDERS if each.parent == folder}
    assert {name for name in inside if not re.search(rf"(^|[^\w]){name}[/, )]", told, re.MULTILINE)} == set()


@each("path", [*FILES, *sorted((ROOT / "scripts").glob("*.py"))])
def test_no_file_grows_too_long_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("module", ["reading", "scoring", "advice", "judge", "export", "wording", "lines", "plan", "summary", "__main__"])
def test_judging_a_report_does_not_load_streamlit(module: str) -> None:
    code = f"import sys, coach.{module}; print([name for name in sys.modules if name.split('.')[0] in ('streamlit', 'altair', 'tornado')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@each("path", FILES)
def test_nothing_here_opens_a_connection(path: Path) -> None:
    """But for one module, that asks at 127.0.0.1 whether the page answers."""
    away = {"socket", "ssl", "urllib", "http", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "webbrowser"}
    asked = {"socket", "http", "http.client", "http.client.HTTPConnection", "http.client.HTTPException"}
    allowed = asked if path == ROOT / "coach" / "running.py" else set()
    assert not {name for name in imported(path) if name.split(".")[0] in away} - allowed


# What is kept for the life of the process: content, words, templates, lists; never anything of a report or of a person.
KEPT = {
    "load_content",
    "load_access",
    "load_letters",
    "words_in",
    "template",
    "study_words",
    "rules_version",
    "_companies_of",
    "_suffix_rules",
    "_suffixes_below",
    "_in_letters",
    "content_security_policy",
    "_set_modules_aside",
    "_get_ready",
    "scripts_to_come",
    "_stylesheet",
    "_parts",
}


@each("path", FILES)
def test_nothing_of_a_report_is_kept_in_a_global_cache(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = {part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in ast.walk(node)}
        assert not names & {"cache_data", "cache_resource"}
        if isinstance(node, ast.FunctionDef):
            marks = {part.id for mark in node.decorator_list for part in ast.walk(mark) if isinstance(part, ast.Name)}
            # (A cached_property takes nothing: it knows no more than its own object, and goes with it.)
            assert not marks & {"cache", "lru_cache"} or node.name in KEPT
        assert not isinstance(node, ast.Global)


def test_the_title_waits_for_nothing() -> None:
    """What the server and the title need is loaded in a moment; pandas and altair take longer than all of it."""
    code = "import sys; import coach.server; from coach.page import section_header; section_header.show(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "streamlit" in loaded
    assert loaded & {"pandas", "altair", "numpy", "pyarrow", "jinja2"} == set()


SAMPLE = ROOT / "content" / "ios" / "sample.ndjson"


@pytest.mark.slow
def test_an_iphones_report_is_read_without_what_reads_other_things() -> None:
    """To load what reads Android phones, and what tells what a stranger is, would take a thirtieth of a week's time."""
    code = (
        "import sys; from pathlib import Path; import coach.__main__ as coach; coach.read_files([Path(sys.argv[1])]); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(SAMPLE)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "coach.reading.ios.pairing" in loaded
    assert (
        loaded & {f"coach.reading.{name}" for name in ("android.texts", "android.sections", "android.phone", "recognise", "damage")}
        == set()
    )


@pytest.mark.slow
def test_nobodys_plugin_is_handed_what_is_read() -> None:
    """Pydantic would look for plugins in every package, and give them all that it validates."""
    code = """
from importlib import metadata
def asked(**_): raise AssertionError("looked for plugins")
metadata.entry_points = asked
from coach.frozen import Text
print(Text(en="one", zh="two")["zh"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "two\n"), done.stderr
