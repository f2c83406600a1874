"""The installable package: built from the files alone, as of a downloaded archive, installed, and used from an empty folder."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from coach import __version__

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "test-artifacts", "build", "*.egg-info", "wheels"
)


def test_every_folder_of_the_code_is_packed() -> None:
    folders = {".".join(path.relative_to(ROOT).parent.parts) for path in (ROOT / "coach").rglob("__init__.py")}
    assert {*PROJECT["tool"]["setuptools"]["packages"]} == folders | {"coach._project"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built package; setuptools is that of the environment, and nothing is fetched."""
    pytest.importorskip("setuptools", minversion="77.0.3", reason="no setuptools that builds the package (requirements-dev.txt)")
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT, folder / "archive", ignore=LEFT_OUT)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder / "wheels"), "."]
    done = subprocess.run(command, check=False, cwd=folder / "archive", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (found,) = (folder / "wheels").iterdir()
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the package, and lends all that it needs from this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=os.name != "nt")
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(binaries / "python")
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True, text=True
    )
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (Path(where.stdout.strip()) / "lent.pth").write_text(
        "\n".join(place for place in sys.path if place.endswith("site-packages")), encoding="utf-8"
    )
    return binaries


def run(installed: Path, folder: Path, *arguments: str) -> str:
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(installed / "privacy-coach"), *arguments]
    done = subprocess.run(command, check=False, cwd=folder, env=settings, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_it_holds_code_tables_and_theme_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith("METADATA"))
    inside = {name for name in names if ".dist-info/" not in name}
    here = {path.relative_to(ROOT).as_posix() for path in (ROOT / "coach").rglob("*.py")}
    content = [path for path in (ROOT / "content").rglob("*") if path.is_file()]
    packed = [ROOT / "app.py", ROOT / ".streamlit" / "config.toml", *content]
    assert inside == here | {f"coach/_project/{path.relative_to(ROOT).as_posix()}" for path in packed}
    assert f"\nVersion: {__version__}\n" in metadata
    needed = {Requirement(line) for line in re.findall(r"^Requires-Dist: (.*)", metadata, re.MULTILINE)}
    extra = {Requirement(f'{line}; extra == "study"') for line in requirements("requirements-study.txt")}
    assert needed == {Requirement(line) for line in requirements()} | extra


def requirements(file: str = "requirements.txt") -> Sequence[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [stated for line in lines if (stated := line.partition("#")[0].strip())]


@pytest.mark.slow
def test_the_command_gives_version_and_verdict_anywhere(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "--version") == f"Privacy Coach {__version__}\n"
    for sample, phone in (("ios/sample.ndjson", "ios"), ("android/sample.zip", "android")):
        verdict = json.loads(run(installed, tmp_path, str(ROOT / "content" / sample), "--json", "-", "--lang", "zh"))
        assert verdict["versions"]["coach"] == __version__
        assert verdict["report"]["platform"] == phone
        assert any(app["score"] is not None for app in verdict["apps"])
    assert list(tmp_path.iterdir()) == []


PAGE = """
from streamlit.testing.v1 import AppTest
from coach.project import PROJECT
page = AppTest.from_string("from coach import page; page.show()", default_timeout=120)
page.session_state["lang"] = "en"
page.run()
page.button(key="sample").click().run()
assert not page.exception, page.exception
print(page.title[0].value, *(caption.value for caption in page.caption), sep="|")
"""
THEME = """
import sys
from coach.project import PROJECT
import os; os.chdir(PROJECT)
from streamlit import config
print(config.get_option("theme.light.primaryColor"), config.get_option("client.toolbarMode"), PROJECT)
"""


@pytest.mark.slow
def test_without_a_report_the_command_opens_the_page_with_its_theme(installed: Path, tmp_path: Path) -> None:
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONIOENCODING": "utf-8"}
    command = [str(installed / "privacy-coach"), "--no-browser", "--port", "8760"]
    with subprocess.Popen(command, cwd=tmp_path, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        port = int(said.rsplit(":", 1)[1])
        for path, holds in (("/_stcore/health", "ok"), ("/", "<title>")):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            line.request("GET", path)
            assert holds in line.getresponse().read().decode()
            line.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    python = str(installed / "python")
    done = subprocess.run([python, "-c", PAGE], check=False, cwd=tmp_path, env=settings, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Privacy Coach")
    assert f"Coach {__version__}" in done.stdout.replace("\\", ""), "the page tells which version judged"
    done = subprocess.run([python, "-c", THEME], check=True, cwd=tmp_path, env=settings, capture_output=True, text=True)
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    colour, toolbar, place = done.stdout.split(maxsplit=2)
    assert (colour, toolbar) == (theme["theme"]["light"]["primaryColor"], theme["client"]["toolbarMode"])
    assert Path(place.strip()).name == "_project"
    assert list(tmp_path.iterdir()) == []
