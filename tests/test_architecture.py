"""The way a report takes runs in one direction, and only the page knows Streamlit."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "app.py", *sorted((ROOT / "coach").rglob("*.py"))]
LONGEST = 400
# Each stage may import those of its own line and the lines above.
ORDER = (
    ("errors", "interrupts", "models", "runs", "text"),
    ("reading", "rhythm"),
    ("activity",),
    ("content", "words", "catalogue", "command"),
    ("scoring", "method"),
    ("advice", "plan"),
    ("check", "trend", "reminder"),
    ("wording",),
    ("export", "verdict", "tables", "pictures", "charts", "summary", "coverage"),
    ("server", "page", "__main__"),
)
RANK = {stage: rank for rank, stages in enumerate(ORDER) for stage in stages}


def stage_of(path: Path) -> str:
    return path.relative_to(ROOT / "coach").parts[0].removesuffix(".py")


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


@pytest.mark.parametrize("path", FILES, ids=str)
def test_only_the_page_and_the_server_know_streamlit(path: Path) -> None:
    inside = path.relative_to(ROOT).as_posix()
    allowed = inside in ("app.py", "coach/server.py") or inside.startswith("coach/page/")
    assert allowed or not {name for name in imported(path) if name.split(".")[0] == "streamlit"}


@pytest.mark.parametrize("path", FILES[1:], ids=str)
def test_no_stage_imports_a_later_one(path: Path) -> None:
    stage = stage_of(path)
    if stage == "__init__":
        assert not any(name.startswith("coach") for name in imported(path))
        return
    assert stage in RANK, f"say in ORDER where {stage} stands"
    stages = {name.split(".")[1] for name in imported(path) if name.startswith("coach.")} & {stage_of(file) for file in FILES[1:]}
    assert {other for other in stages if RANK.get(other, len(ORDER)) > RANK[stage]} == set()


@pytest.mark.parametrize("path", [*FILES, *sorted((ROOT / "scripts").glob("*.py"))], ids=str)
def test_no_file_grows_too_long_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("module", ["reading", "scoring", "advice", "export", "wording", "verdict", "plan", "summary", "__main__"])
def test_judging_a_report_does_not_load_streamlit(module: str) -> None:
    code = f"import sys, coach.{module}; print([name for name in sys.modules if name.split('.')[0] in ('streamlit', 'altair', 'tornado')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_nothing_here_opens_a_connection(path: Path) -> None:
    away = {"socket", "ssl", "urllib", "http", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "webbrowser"}
    assert not {name for name in imported(path) if name.split(".")[0] in away}


# What is kept for the life of the process: content, words, templates, lists; never anything of a report or of a person.
KEPT = {"load_content", "words", "_template", "_public_suffixes", "content_security_policy", "_set_modules_aside", "_stylesheet"}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_nothing_of_a_report_is_kept_in_a_global_cache(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = {part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in ast.walk(node)}
        assert not names & {"cache_data", "cache_resource"}
        if isinstance(node, ast.FunctionDef):
            marks = {part.id for mark in node.decorator_list for part in ast.walk(mark) if isinstance(part, ast.Name)}
            # (A cached_property takes nothing: it knows no more than its own object, and goes with it.)
            assert not marks & {"cache", "lru_cache"} or node.name in KEPT
        assert not isinstance(node, ast.Global)
