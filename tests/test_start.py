"""The door for everybody, start/: what it says, which Python and environment it takes, and what it says where something is in the way."""

import ast
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from each import each

from start import command, environment, packages, pythons, said, trouble
from start.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
START = ROOT / "start"
FILES = sorted(START.glob("*.py"))
TEXTS: dict[str, dict[str, str]] = json.loads((START / "said.json").read_text(encoding="utf-8"))


def strings(path: Path) -> set[str]:
    constants = (node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


# What is said.


def test_every_sentence_is_said_in_both_languages_and_none_is_left_over() -> None:
    assert {key for key, forms in TEXTS.items() if list(forms) != ["en", "zh"]} == set()
    asked = set().union(*map(strings, FILES))
    assert [key for key in TEXTS if key not in asked] == []


@each("key", TEXTS)
def test_both_languages_fill_in_the_same_values_and_keep_their_spaces(key: str) -> None:
    english, chinese = TEXTS[key]["en"], TEXTS[key]["zh"]
    assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))
    for text in (re.sub(r"{\w+}", "X", chinese), chinese):
        assert not re.search(r"[\u4e00-\u9fff][a-zA-Z0-9]|[a-zA-Z0-9][\u4e00-\u9fff]", text)
        assert not re.search(r"[\u4e00-\u9fff] *[,;:?!]|[,;:?!] *[\u4e00-\u9fff]", text)


@pytest.mark.parametrize(
    ("told", "spoken"),
    [
        ({"LANG": "zh_CN.UTF-8"}, ("zh",)),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, ("en",)),
        ({"LANG": "de_DE.UTF-8"}, ("en",)),
        ({"LANG": "C.UTF-8"}, ("en", "zh")),
        ({}, ("en", "zh")),
    ],
)
def test_it_speaks_the_persons_language_and_both_where_nothing_tells(told: dict[str, str], spoken: tuple[str, ...]) -> None:
    assert said.languages(told, "linux") == spoken


@each("path", FILES)
def test_an_old_python_reads_every_file(path: Path) -> None:
    """3.6, and what says that another one is needed, 2.7 as well: no annotations there, no f-strings, and letters of ASCII alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    if path.stem in ("__init__", "__main__", "said"):
        newer = (ast.arg, ast.FunctionDef)
        noted = [node for node in ast.walk(tree) if isinstance(node, newer)]
        assert not [node for node in noted if getattr(node, "annotation", None) or getattr(node, "returns", None)]
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
        assert path.read_text(encoding="utf-8").isascii()


def test_the_map_names_what_is_in_the_folder() -> None:
    told = ast.get_docstring(ast.parse((START / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert set(re.findall(r"^(\w+) {2,}", told, re.MULTILINE)) == {path.stem for path in FILES} - {"__init__"}


@each("path", FILES)
def test_it_needs_the_standard_library_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in named if name.split(".")[0] not in {*sys.stdlib_module_names, "start"}} == set()


# Which Python.

ALONE = """
import sys
sys.argv = ["start", "--no-browser"]
sys.path.insert(0, "start")
if sys.version_info >= (3, 6):
    sys.path.insert(0, ".")
    from start import pythons
    pythons.candidates = lambda: [sys.executable]
    sys.path.pop(0)
{pretended}
import runpy
runpy.run_path("start", run_name="__main__")
"""


def alone(project: Path, python: str, pretended: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """The door with this Python, where no other is on the machine."""
    told = {**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8", **environment}
    code = ALONE.format(pretended=pretended)
    return subprocess.run([python, "-c", code], check=False, cwd=project, env=told, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a door: it needs one small package, that lies in a folder of wheels."""
    folder = tmp_path / "a project"
    shutil.copytree(START, folder / "start", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "coach").mkdir()
    (folder / "coach" / "__init__.py").write_text('__version__ = "9.9"\n', encoding="utf-8")
    (folder / "coach" / "door.py").write_text('import sys, tiny; print("the page", *sys.argv[1:])\n', encoding="utf-8")
    (folder / "requirements.txt").write_text("tiny==1.0\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("pretended", "key"),
    [
        ("import sys; sys.version_info = (2, 7, 18, 'final', 0)", "python-too-old"),  # that reads two files of it
        ("pythons.candidates = lambda: []", "python-needed"),
    ],
)
def test_without_a_python_that_fits_it_says_which_and_where(project: Path, pretended: str, key: str) -> None:
    for lang, locale in (("en", "en_US.UTF-8"), ("zh", "zh_CN.UTF-8")):
        done = alone(project, sys.executable, pretended, LC_ALL=locale)
        assert done.returncode == 2, done.stderr
        assert done.stderr == ""
        assert done.stdout.startswith(TEXTS[key][lang].split("{")[0])
        assert all(place in done.stdout for place in ("python.org/downloads/macos", "python.org/downloads/windows", "apt install python3"))


@pytest.mark.slow
def test_every_older_python_of_this_machine_says_so_itself(project: Path) -> None:
    older = []
    for path in pythons.candidates():
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        told = subprocess.run([path, "-c", code], check=False, capture_output=True, text=True).stdout.strip()
        if re.fullmatch(r"\d\.\d+", told) and tuple(map(int, told.split("."))) < pythons.OLDEST:
            older.append((path, told))
    if not older:
        pytest.skip("no Python older than 3.11 on this machine")
    for path, version in older:
        done = alone(project, path)
        assert (done.returncode, done.stdout, done.stderr) == (2, TEXTS[told_by(version)]["en"].format(found=version) + "\n", ""), version


def told_by(version: str) -> str:
    return "python-needed" if tuple(map(int, version.split("."))) >= (3, 6) else "python-too-old"


def made_up(folder: Path, version: str, **facts: object) -> str:
    """A program that says of itself what a Python would."""
    path = folder / f"python{version}"
    told = {"path": str(path), "version": [*map(int, version.split(".")), 1][:3], "release": True, "fits": True, "whole": True, **facts}
    path.write_text(f"#!/bin/sh\necho '{json.dumps(told)}'\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="the made-up programs are shell scripts")
@pytest.mark.parametrize(
    ("there", "taken"),
    [
        ({"3.9": {}, "3.11": {}, "3.13": {}, "3.12": {}}, "3.13"),
        ({"3.9": {}, "3.10": {}}, None),
        ({"3.13": {"fits": False}, "3.11": {}}, "3.11"),  # 32 bits, or another Python than the usual one
        ({"3.14": {"release": False}, "3.12": {}}, "3.12"),
        ({"3.19": {}, "3.11": {}}, "3.11"),  # packages are made for those that were there when this was written
        ({"3.19": {}}, "3.19"),
        ({"3.13": {"whole": False}, "3.11": {}}, "3.11"),  # Debian without python3-venv
        ({"3.13": {"whole": False}}, "3.13"),
        ({}, None),
    ],
)
def test_the_newest_python_that_fits_is_taken(
    there: dict[str, dict[str, object]], taken: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [made_up(tmp_path, version, **facts) for version, facts in there.items()]
    monkeypatch.setattr(pythons, "candidates", lambda: [*paths, str(tmp_path / "gone"), "/bin/false"])
    found = pythons.newest()
    assert (found and Path(found.path).name) == (taken and f"python{taken}")


def test_the_python_that_runs_it_is_looked_at_first() -> None:
    assert pythons.candidates()[0] == sys.executable
    found = pythons.looked_at(sys.executable)
    assert found
    assert found.version == sys.version_info[:3]


# What is in the way. Each is provoked: a closed port for an index or a proxy, one that answers 407, a disk said to be full.


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path)


CLOSED = "127.0.0.1:9"
NO_ANSWER = "WARNING: Retrying … Failed to establish a new connection\nERROR: No matching distribution found for tiny==1.0"


def settings(monkeypatch: pytest.MonkeyPatch, **told: str) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "PIP_PROXY", "PIP_INDEX_URL", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name, value in told.items():
        monkeypatch.setenv(name, value)


def test_an_index_that_cannot_be_reached_is_told_from_no_internet(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(monkeypatch, PIP_INDEX_URL=f"http://{CLOSED}/simple")
    really = trouble._can_connect
    for internet, key in ((True, "index"), (False, "no-internet")):
        monkeypatch.setattr(trouble, "_can_connect", lambda host, port, internet=internet: really(host, port) if port == 9 else internet)
        assert trouble.trouble(folder, sys.executable, NO_ANSWER, True) == (key, {"host": "127.0.0.1"})
    settings(monkeypatch)
    assert trouble.trouble(folder, sys.executable, NO_ANSWER, True) == ("no-internet", {"host": "pypi.org"})


def test_a_proxy_that_cannot_be_reached_is_told(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(monkeypatch, PIP_INDEX_URL="https://index.example/simple", HTTPS_PROXY=f"http://somebody:secret@{CLOSED}")
    found = trouble.trouble(folder, sys.executable, NO_ANSWER, True)
    assert found == ("proxy", {"host": "index.example", "proxy": CLOSED})
    assert "secret" not in said.text(found.key, **found.values)


@pytest.fixture
def asking_proxy() -> Iterator[str]:
    """Address of a proxy that lets nobody through without a name."""

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            self.send_response(407)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_proxy_that_asks_for_a_name_is_told(folder: str, monkeypatch: pytest.MonkeyPatch, asking_proxy: str) -> None:
    with suppress(OSError):
        urllib.request.urlopen(f"http://{CLOSED}/", timeout=1)  # what was asked for before, and by what way, changes nothing
    settings(monkeypatch, PIP_INDEX_URL="https://index.example/simple", HTTPS_PROXY=f"http://{asking_proxy}")
    assert trouble.trouble(folder, sys.executable, NO_ANSWER, True) == ("proxy-asks", {"host": "index.example", "proxy": asking_proxy})


def test_a_full_disk_is_told_before_all_else(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(monkeypatch, PIP_INDEX_URL=f"http://{CLOSED}/simple")
    written = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
    assert trouble.trouble(folder, sys.executable, written, True).key == "disk-full"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    assert trouble.trouble(folder, sys.executable, "", True).key == "disk-full"


@pytest.mark.parametrize(
    ("written", "online", "key"),
    [
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate'))", True, "certificate"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'", True, "not-permitted"),
        ("ERROR: No matching distribution found for tiny", False, "no-match-offline"),
        ("ERROR: Failed to build 'pyarrow' when installing build dependencies", True, "not-offered"),
        ("ReadTimeoutError", True, "broke-off"),
    ],
)
def test_other_troubles_are_told_by_what_pip_wrote(
    written: str, online: bool, key: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "index", lambda _: "https://index.example/simple")
    monkeypatch.setattr(trouble, "_proxy", lambda *_: None)
    monkeypatch.setattr(trouble, "_can_connect", lambda *_: True)
    assert trouble.trouble(folder, sys.executable, written, online).key == key


def test_a_python_newer_than_its_packages_is_told(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "_on_the_way", lambda *_: None)
    monkeypatch.setattr(trouble, "_version", lambda _: (3, 19))
    assert trouble.trouble(folder, sys.executable, NO_ANSWER, True) == ("no-match", {"python": "3.19"})


@pytest.mark.parametrize(
    ("given", "told"),
    [(["--prot"], "options"), (["--port", "many"], "options"), (["--offline", "nowhere"], "no-wheels"), (["--help"], "help")],
)
def test_options_that_do_not_fit_are_told_before_anything_is_made(
    given: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "environment", lambda _: pytest.fail("an environment is looked for"))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    if told == "help":
        with pytest.raises(SystemExit) as ended:
            command.main(given)
        assert ended.value.code == 0
    else:
        assert command.main(given) == 2
    assert capsys.readouterr().out.startswith(TEXTS[told]["en"].split("{")[0])


def test_every_option_is_helped_with() -> None:
    options = {option for action in command._options()._actions for option in action.option_strings}
    for lang in said.LANGS:
        assert set(re.findall(r"^  (--[a-z-]+)", TEXTS["help"][lang], re.MULTILINE)) == options


# Where the environment is.


def test_a_folder_that_can_not_be_written_leads_to_one_of_the_persons_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may write everywhere: a file stands where the folder would be, which nobody can write into."""
    project, own = tmp_path / "project", tmp_path / "own"
    project.write_text("", encoding="utf-8")
    monkeypatch.setattr(environment, "own_folder", lambda: str(own))
    assert not environment.can_be_written(str(project))
    found = environment.environment(str(project))
    assert Path(found.folder).is_relative_to(own)
    assert found.folder != environment.environment(str(tmp_path / "other")).folder


@pytest.mark.parametrize(
    ("platform", "told", "place"),
    [
        ("darwin", {}, "home/Library/Application Support/Privacy Coach"),
        ("linux", {}, "home/.local/share/privacy-coach"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/privacy-coach"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/Privacy Coach"),
    ],
)
def test_ones_own_folder_is_where_the_system_has_it(
    platform: str, told: dict[str, str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "home", "USERPROFILE": "home", **told}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert Path(environment.own_folder()) == Path(place)


def test_anew_is_made_only_what_was_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody's own environment that works is not called damaged, either."""
    theirs = environment.Environment(str(tmp_path), str(tmp_path / ".venv"))
    Path(theirs.folder).mkdir()
    monkeypatch.setattr(Environment, "works", lambda _: True)
    command._make(theirs, True)
    assert (theirs.is_there(), capsys.readouterr().out) == (True, "")


def test_what_somebody_else_made_is_never_taken_away(tmp_path: Path) -> None:
    assert environment.environment(str(tmp_path)).folder == str(tmp_path / ".venv"), "nothing is there yet"
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "mine.txt").write_text("mine", encoding="utf-8")
    theirs = Environment(str(tmp_path), str(tmp_path / ".venv"))
    theirs.take_away()
    assert (tmp_path / ".venv" / "mine.txt").exists()
    assert environment.environment(str(tmp_path)).folder == str(tmp_path / ".venv-start")


def test_too_little_room_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    monkeypatch.setattr(command, "PROJECT", str(tmp_path))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert command.main([]) == 2
    assert capsys.readouterr().out == TEXTS["no-room"]["en"].format(room=command._ROOM_MB, folder=tmp_path) + "\n"
    assert not (tmp_path / ".venv").exists()


def test_debians_missing_part_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "newest", lambda: pythons.Python("/usr/bin/python3", (3, 11, 2), False))
    monkeypatch.setattr(command, "PROJECT", str(tmp_path))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert command.main([]) == 2
    assert "sudo apt install python3.11-venv" in capsys.readouterr().out


# What pip says is counted.


def test_progress_is_read_off_what_pip_says() -> None:
    progress = packages.Progress()
    for line in (
        "Collecting tiny==1.0 (from -r requirements.txt (line 1))\n",
        "  Downloading tiny-1.0-py3-none-any.whl (11.2 MB)\n",
        "Collecting other<2 (from tiny==1.0)\n",
        "  Downloading other-1.0-py3-none-any.whl (800 kB)\n",
        "  Using cached third-1.0-py3-none-any.whl (30 MB)\n",
        "Installing collected packages: other, tiny, third\n",
    ):
        progress.take(line)
    assert (progress.packages, round(progress.megabytes)) == (3, 12)


# The doors to double-click.


def unescaped(line: str) -> list[str]:
    """The arguments of a line of a .desktop file: first the escapes of a value, then the quotes of a command."""
    value = re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n"}.get(found[1], found[1]), line)
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value)
    return [re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for quoted, plain in parts]


@pytest.fixture
def says_where(tmp_path: Path) -> dict[str, str]:
    """An environment whose only Pythons say where they are called, and with what."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        (programs / name).write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$PWD: $*"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:/usr/bin:/bin"}


@pytest.mark.skipif(os.name == "nt", reason="for macOS and Linux")
def test_the_files_to_double_click_start_it_wherever_the_folder_lies(project: Path, says_where: dict[str, str]) -> None:
    lines = (START / "Privacy Coach.desktop").read_text(encoding="utf-8").splitlines()
    arguments = unescaped(next(line for line in lines if line.startswith("Exec=")).removeprefix("Exec="))
    assert "Terminal=true" in lines
    file = project / "start" / "Privacy Coach.desktop"
    for called in (
        [str(project / "start" / "Privacy Coach.command")],
        ["sh", "Privacy Coach.command"],
        [str(file) if part == "%k" else part for part in arguments],
        [f"file://{file}" if part == "%k" else part for part in arguments],
    ):
        folder = project / "start" if called[0] == "sh" and len(called) == 2 else "/"
        done = subprocess.run(called, check=False, cwd=folder, env=says_where, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert (done.returncode, done.stdout) == (0, f"{project}: start\n"), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="for macOS and Linux")
def test_the_file_to_double_click_says_where_to_get_python_and_stays(project: Path, tmp_path: Path) -> None:
    (programs := tmp_path / "none").mkdir()
    for name in ("dirname", "uname"):
        (programs / name).symlink_to(str(shutil.which(name)))
    command = project / "start" / "Privacy Coach.command"
    text = re.sub(r"/(Library|opt|usr/local)/", "/nowhere/", command.read_text(encoding="utf-8"))
    command.write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", str(command)], check=False, env={"PATH": str(programs)}, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert "https://www.python.org/downloads/" in done.stdout
    assert "隐私教练需要 Python 3.11" in done.stdout


def test_the_file_for_windows_is_written_as_windows_reads_it() -> None:
    """There is no Windows here to try it on: its text is what can be held."""
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "*.bat text eol=crlf" in attributes
    text = (START / "Privacy Coach.bat").read_bytes().decode()
    lines = text.split("\r\n") if "\r\n" in text else text.split("\n")
    assert lines[0] == "@echo off"
    assert lines.index("chcp 65001 >nul") < next(number for number, line in enumerate(lines) if not line.isascii())
    assert 'cd /d "%~dp0.."' in lines
    assert [line.strip() for line in lines if " start %*" in line] == ["py -3 start %*", "python start %*"]
    assert lines.count("pause >nul") + lines.count("    pause >nul") == 3
    for label in re.findall(r"goto (\w+)", text):
        assert f":{label}" in lines


def test_files_to_double_click_may_be_run() -> None:
    if os.name != "nt":
        assert os.access(START / "Privacy Coach.command", os.X_OK)
    told: Any = subprocess.run(["git", "ls-files", "-s", "start"], check=False, cwd=ROOT, capture_output=True, text=True)
    if told.returncode == 0 and told.stdout:
        assert re.search(r"^100755 .*Privacy Coach.command", told.stdout, re.MULTILINE)
